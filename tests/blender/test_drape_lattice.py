"""The lattice of a piece stands upright on its hem, along a band, and its free edges go on as the cloth does."""

from __future__ import annotations

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from hypothesis import given
from hypothesis import strategies as st
from toile.addon.blender.drape.free_edges import FreeEdges
from toile.addon.blender.drape.lattice import Lattice, is_ground
from toile.addon.blender.drape.meshing import mesh_garment
from toile.addon.core.pattern.curves import line, point
from toile.addon.core.pattern.pieces import Edge, Piece, Placement
from toile.addon.core.types import Garment

STEP = 0.017  # m


def cut(wide_mm: float, high_mm: float, rise_mm: float = 0.0, region: str = "hips"):
    """A sheet of one piece whose hem rises from its left end to its right one."""
    a, b, c, d = point(0, 0), point(wide_mm, rise_mm), point(wide_mm, high_mm), point(0, high_mm)
    edges = (Edge("hem", line(a, b)), Edge("right", line(b, c)), Edge("top", line(c, d)), Edge("left", line(d, a)))
    piece = Piece("panel", edges, Placement(region, "front", "waist_height"), zone="front")
    return mesh_garment(Garment("panel", (piece,), (), "M", (), {}, "poplin", "#ffffff"), STEP)


@given(st.floats(250, 900), st.floats(200, 700), st.floats(-100, 100))
def test_above_every_vertex_of_a_hem_stands_a_column(wide_mm, high_mm, rise_mm):
    sheet = cut(wide_mm, high_mm, rise_mm)
    hem = sheet.edges["panel.hem"][1:-1]
    for here in sheet.flat[hem]:
        above = sheet.flat - here
        up = np.sort(above[(np.abs(above[:, 0]) < 1e-6) & (above[:, 1] > 1e-6), 1])
        assert up[0] == pytest.approx(STEP, rel=1e-3) or up[0] == pytest.approx(STEP / 2, rel=1e-3)
        assert up[1] - up[0] == pytest.approx(STEP, rel=1e-3)


@given(st.floats(250, 900), st.floats(200, 700), st.floats(-100, 100))
def test_no_triangle_is_a_sliver(wide_mm, high_mm, rise_mm):
    sheet = cut(wide_mm, high_mm, rise_mm)
    a, b, c = (sheet.flat[sheet.faces[:, k]] for k in range(3))
    sides = np.stack([np.linalg.norm(p - q, axis=1) for p, q in ((a, b), (b, c), (c, a))])
    doubled = np.abs((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0])
    assert (doubled / sides.max(axis=0) ** 2).min() > 0.15  # height over the longest side
    assert sides.max() < 2.0 * STEP


def test_the_lines_of_a_band_run_along_it():
    band = np.array([[0.0, 0.0], [0.8, 0.0], [0.8, 0.04], [0.0, 0.04]])
    points = Lattice.along(band, STEP).inside([band])
    levels, number = np.unique(points[:, 1].round(6), return_counts=True)
    assert 1 <= len(levels) <= 3 and number.min() > 40
    assert np.diff(np.sort(points[np.isclose(points[:, 1], levels[0]), 0])) == pytest.approx(STEP)


@pytest.mark.parametrize(
    ("points", "is_one"),
    [
        ([[0, 0], [1, 0]], True),
        ([[0, 0], [1, 0.9], [2, 0]], True),
        ([[0, 0], [1, 1.1]], False),
        ([[1, 0], [0, 0]], False),
        ([[0, 0], [0, 1]], False),
    ],
)
def test_columns_stand_on_what_runs_to_the_right_and_not_steeply(points, is_one):
    assert is_ground(np.array(points, float)) is is_one


def test_free_edges_go_on_round_a_body_as_the_cloth_above_them():
    sheet = cut(500, 400)
    free = FreeEdges.of_sheet(sheet, np.arange(len(sheet.flat)))
    radius, slope = 0.15, 0.3  # m round the body, and out for each part down
    x, y = sheet.flat.T
    cone = np.c_[radius * np.sin(x / radius), -radius * np.cos(x / radius) - slope * (0.4 - y), y]
    inner = np.setdiff1d(np.arange(len(sheet.flat)), np.concatenate(list(sheet.edges.values())))
    spoilt = cone.copy()
    spoilt[free.vertices] += 0.05
    off = np.linalg.norm(free.continued(spoilt) - cone[free.vertices], axis=1)
    hem = np.isin(free.vertices, sheet.edges["panel.hem"][4:-4])
    assert off[hem].max() < 0.0005 and off.max() < 0.003
    assert not np.isin(free.vertices, inner).any()
