"""The necklines that a top may be cut with: their shapes, and the band that is sewn to each."""

from __future__ import annotations

import numpy as np
import pytest
from toile.addon.core.pattern.curves import length
from toile.addon.core.pattern.neckline import NECKLINES, neck_edges
from toile.addon.core.pattern.sizes import SIZES
from toile.addon.garments.sweatshirt import Sweatshirt
from toile.addon.garments.tank_top import TankTop
from toile.addon.garments.tee import Tee

from .test_garments import GENDERS, chart_person, check_sound, drafted, piece_of

KINDS = (Tee, TankTop, Sweatshirt)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("gender", GENDERS)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("neckline", NECKLINES)
def test_every_neckline_is_sound_in_every_size(kind, gender, size, neckline):
    check_sound(drafted(kind, chart_person(gender, size), size=size, neckline=neckline))


def front_neck(neckline):
    """(N, 2) the front's neck of a tee, from the wearer's left shoulder to the right, and its edges."""
    edges = neck_edges(piece_of(drafted(Tee, chart_person(), neckline=neckline), "front"))
    return np.concatenate([edge.points for edge in edges]), edges


def test_necklines_differ_as_their_names_say():
    necks = {name: front_neck(name)[0] for name in NECKLINES}
    depth = {name: -points[:, 1].min() for name, points in necks.items()}
    width = {name: np.ptp(points[:, 0]) for name, points in necks.items()}
    assert depth["boat"] + 30 < depth["crew"] < depth["scoop"] - 40 < depth["v"] - 80
    assert width["crew"] < width["v"] < width["scoop"] < width["boat"] - 50


def test_a_v_has_a_point_and_the_others_are_round_at_the_centre():
    def turn(points):
        """Degrees by which the line turns where it is lowest."""
        lowest = int(points[:, 1].argmin())
        ways = points[[lowest, lowest + 1]] - points[[lowest - 1, lowest]]
        angles = np.degrees(np.arctan2(ways[:, 1], ways[:, 0]))
        return abs((angles[1] - angles[0] + 180) % 360 - 180)

    assert [edge.name for edge in front_neck("v")[1]] == ["neck_left", "neck_right"]
    first, last = (edge.points for edge in front_neck("v")[1])
    assert turn(np.concatenate([first, last[1:]])) > 90
    assert all(turn(front_neck(name)[0]) < 15 for name in NECKLINES if name != "v")


def test_the_band_of_a_v_is_mitred_along_the_centre_line():
    garment = drafted(Tee, chart_person(), neckline="v", band_mm=20.0)
    band, (left, _) = piece_of(garment, "neckband"), front_neck("v")[1]
    ends = [band.edge(name).points for name in ("end_front", "end_back")]
    assert length(ends[0]) == pytest.approx(length(ends[1]))
    way = left.points[-1] - left.points[-2]
    at_point = np.degrees(np.arctan2(abs(way[0]), abs(way[1])))  # of the neck seam against the centre line
    end = ends[1][0] - ends[1][1]
    assert np.degrees(np.arctan2(abs(end[1]), abs(end[0]))) == pytest.approx(at_point, abs=0.1)
    assert length(band.edge("hem").points) < length(band.edge("to_back").points) + 2 * length(left.points)
    assert {"neckband.to_front_left", "neckband.to_front_right"} < {seam.a for seam in garment.seams}
