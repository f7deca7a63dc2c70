"""Zips: a pull beside the top of the seam that opens, on the piece and not off it."""

from __future__ import annotations

import numpy as np
import pytest
from toile.addon.core.pattern.pieces import outline
from toile.addon.garments.circle_skirt import CircleSkirt
from toile.addon.garments.full_skirt import FullSkirt
from toile.addon.garments.pencil_skirt import PencilSkirt
from toile.addon.garments.sheath_dress import SheathDress
from toile.addon.garments.skirt import Skirt

from .test_garments import chart_person, drafted

LEFT = {"side": "front", "edge": "side_left"}
CASES = [(Skirt, LEFT), (PencilSkirt, LEFT), (FullSkirt, LEFT), (CircleSkirt, LEFT)]
CASES += [(SheathDress, {"side": "back", "edge": "centre"})]


@pytest.mark.parametrize(("kind", "at"), CASES)
def test_a_zip_has_its_pull_at_the_top_of_its_seam(kind, at):
    garment = drafted(kind, chart_person())
    ((piece, pull),) = [(piece, pull) for piece in garment.pieces for pull in piece.trim.pulls]
    assert piece.placement.side == at["side"]
    top = piece.edge(at["edge"]).points[-1]
    away = np.linalg.norm(pull - top, axis=1)
    assert away.min() < 5 and 14 < away.max() < 20
    x, y = pull.T
    assert (x * np.roll(y, -1) - y * np.roll(x, -1)).sum() > 0  # anticlockwise
    assert all(within(point, outline(piece)) for point in pull)


def within(point, ring):
    """Whether a point is in a ring: by how often a ray crosses it."""
    a, b = ring, np.roll(ring, -1, axis=0)
    crosses = (a[:, 1] > point[1]) != (b[:, 1] > point[1])
    a, b = a[crosses], b[crosses]
    return (a[:, 0] + (point[1] - a[:, 1]) * (b[:, 0] - a[:, 0]) / (b[:, 1] - a[:, 1]) > point[0]).sum() % 2 == 1
