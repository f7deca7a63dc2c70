"""Views by name, and the parts of garments that close-ups show."""

import numpy as np
import pytest
from toile.addon.core.errors import JobError
from toile.addon.core.pattern.pieces import Edge, Piece, Placement
from toile.addon.core.types import Garment
from toile.addon.core.views import TURNS, VIEWS, check_details, detail_of, is_view, parts_of, shown_in, zones_of


def garment(design: str, *pieces: tuple[str, str]) -> Garment:
    """A garment of pieces by zone, each with one free edge."""
    line = np.array([[0.0, 0.0], [100.0, 0.0]])
    cut = tuple(
        Piece(f"p{k}", (Edge(e, line),), Placement("torso", "front"), zone=z) for k, (z, e) in enumerate(pieces)
    )
    return Garment(design, cut, (), "M", (), {}, "cotton_jersey", "#ffffff")


TEE = garment("tee", ("front", "hem"), ("sleeve", "hem"), ("neckband", "fold"))
SKIRT = garment("skirt", ("front", "hem"), ("waistband", "top"))
CARDIGAN = garment("cardigan", ("front", "bound_left"), ("cuff_left", "fold"), ("cuff_right", "fold"))


@pytest.mark.parametrize("name", [*VIEWS, "detail_front", "detail_skirt.hem", "detail_p2"])
def test_these_are_views(name):
    assert is_view(name)


@pytest.mark.parametrize("name", ["side", "", "detail_", "detail_skirt.", "detail_a.b.c", "detail_../x", "detail_Hem"])
def test_these_are_none(name):
    assert not is_view(name)


def test_left_and_right_are_the_persons():
    assert TURNS["left"] == -TURNS["right"] == 90
    assert TURNS["three_quarter"] == -TURNS["three_quarter_right"] > 0


def test_a_part_is_its_zones():
    assert zones_of("cuff", ["front", "cuff_left", "cuff_right"]) == ["cuff_left", "cuff_right"]
    assert zones_of("waist", ["front", "waistband"]) == ["waistband"]
    assert detail_of("detail_skirt.hem") == ("skirt", "hem")
    assert detail_of("detail_cuff") == ("", "cuff")


def test_a_garment_knows_its_parts():
    assert parts_of(TEE) == ["neckline", "sleeve", "hem", "cuff", "front", "neckband"]
    assert parts_of(SKIRT) == ["waist", "hem", "front", "waistband"]


def test_the_outermost_garment_with_the_part_is_shown():
    outfit = (SKIRT, TEE, CARDIGAN)
    assert shown_in("detail_hem", outfit) == 1
    assert shown_in("detail_skirt.hem", outfit) == 0
    assert shown_in("detail_cuff", outfit) == 2


def test_a_part_that_no_garment_has_is_refused():
    with pytest.raises(JobError, match="detail_collar.*skirt: waist, hem, front, waistband; tee: neckline"):
        check_details(("front", "detail_collar"), (SKIRT, TEE))
    with pytest.raises(JobError, match="detail_tee.waist"):
        check_details(("detail_tee.waist",), (SKIRT, TEE))
