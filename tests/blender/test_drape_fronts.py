"""Fronts in two halves: placed as one, the upper over the lower, and bands along open edges."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.drape.appraisal import stretches
from toile.addon.blender.drape.dressing import Dressing
from toile.addon.blender.drape.meshing import mesh_garment
from toile.addon.blender.drape.overlap import Overlap, overlaps, parted
from toile.addon.blender.drape.placement import LEVEL_APART, Placing, place
from toile.addon.blender.drape.relax import edges_of
from toile.addon.blender.drape.sewn import SewnMesh, bands, rings
from toile.addon.core.pattern.curves import length, line, point
from toile.addon.core.pattern.mirror import mirrored
from toile.addon.core.pattern.pieces import Edge, Piece, Placement, Seam
from toile.addon.core.types import Garment
from toile.addon.garments.cardigan import Cardigan
from toile.addon.garments.tee import Tee
from toile.addon.garments.wrap_dress import WrapDress

from .test_drape import drafted, drape, empty_file, standing  # noqa: F401 - a fixture that every test here needs

STEP = 0.02


@pytest.fixture(scope="module")
def woman():
    return standing()


def half_of(front: Piece, beyond_mm: float) -> Piece:
    """The left half of a whole front, its edge so far beyond the centre line."""
    hem = front.edge("hem").points
    neck = front.edge("neck").points
    foot, top = hem[hem[:, 0] >= 0], neck[neck[:, 0] >= 0]
    hem = np.r_[[point(-beyond_mm, hem[:, 1].min())], foot[foot[:, 0] > 1.0]]
    neck = np.r_[top[top[:, 0] > 1.0], [point(-beyond_mm, neck[:, 1].min())]]
    kept = [front.edge(f"{name}_left") for name in ("side", "armhole", "shoulder")]
    edges = (Edge("hem", hem), *kept, Edge("neck", neck), Edge("bound_front", line(neck[-1], hem[0])))
    return replace(front, name="front_left", edges=edges, on_fold=False, notches=())


def opened(tee: Garment, beyond_mm: float) -> Garment:
    """The tee without neckband and sleeves, its front in two, the right half over the left, a band on the right one."""
    front, back = tee.pieces[0], replace(tee.pieces[1], notches=())
    left = half_of(front, beyond_mm)
    right = mirrored(left, "front_right")
    right = replace(right, placement=replace(right.placement, level=1))
    band = strip("band", length(right.edge("bound_front").points), 25.0)
    seams = [
        Seam(f"front_{side}.{edge}_{side}", f"back.{edge}_{side}")
        for side in ("left", "right")
        for edge in ("side", "shoulder")
    ]
    seams.append(Seam("band.to_front", "front_right.bound_front"))
    return replace(tee, pieces=(left, right, back, band), seams=tuple(seams))


def strip(name: str, long: float, high: float) -> Piece:
    """A band with open ends."""
    a, b = point(0.0, 0.0), point(long, 0.0)
    up = point(0.0, high)
    edges = (
        Edge("to_front", line(a, b)),
        Edge("hem_1", line(b, b + up)),
        Edge("hem_2", line(b + up, up)),
        Edge("hem_3", line(up, a)),
    )
    return Piece(name, edges, Placement("band", "around"), zone="band")


def test_half_fronts_reach_as_far_round_as_a_whole_one(woman):
    tee = drafted(Tee, woman)
    whole, halves = (Placing(mesh_garment(g, STEP), woman) for g in (tee, opened(tee, 30.0)))
    for height in np.arange(0.85, 1.3, 0.05):
        assert halves.offset("torso", height) == pytest.approx(whole.offset("torso", height), abs=1e-4)
    sheet = halves.sheet
    start = place(sheet, woman)
    assert np.isfinite(start).all()
    for piece in sheet.pieces[:3]:  # the sides meet where they are sewn
        for side in ("left", "right"):
            name = f"{piece.name}.side_{side}"
            if name in sheet.partner and piece.name != "back":
                gaps = start[sheet.edges[name]] - start[sheet.edges[sheet.partner[name]]][::-1]
                assert np.linalg.norm(gaps, axis=1).max() < 0.02


def test_what_lies_beyond_the_centre_line_starts_beyond_it(woman):
    sheet = mesh_garment(opened(drafted(Tee, woman), 30.0), STEP)
    start = place(sheet, woman)
    edge = start[sheet.edges["front_left.bound_front"]]
    assert (edge[:, 0] < -0.02).all() and (edge[:, 0] > -0.05).all()
    assert (edge[:, 1] < 0).all()


def test_the_upper_front_starts_outside_the_lower(woman):
    sheet = mesh_garment(opened(drafted(Tee, woman), 60.0), STEP)
    assert [(o.upper, o.lower) for o in overlaps(sheet)] == [(1, (0,))]
    start = Dressing(woman).start(sheet)
    left, right = (start[sheet.vertices_of(k)] for k in (0, 1))
    shared = [p[(np.abs(p[:, 0]) < 0.03) & (p[:, 2] > 0.95) & (p[:, 2] < 1.2)] for p in (left, right)]
    for x, y, z in shared[1]:
        near = np.hypot(shared[0][:, 0] - x, shared[0][:, 2] - z).argsort()[:3]
        assert y < shared[0][near, 1].mean() - 0.25 * LEVEL_APART
    assert np.mean(shared[0][:, 1]) - np.mean(shared[1][:, 1]) > 0.5 * LEVEL_APART


def test_a_band_with_free_ends_is_a_strip_along_its_edge(woman):
    garment = opened(drafted(Tee, woman), 0.0)
    sheet = mesh_garment(garment, STEP)
    assert bands(sheet) == [3] and rings(sheet) == []
    start = place(sheet, woman)
    ids = sheet.vertices_of(3)
    outer = start[sheet.edges["band.hem_2"]]
    inner = start[sheet.edges["band.to_front"]]
    assert np.linalg.norm(outer[::-1][3:-3] - inner[3:-3], axis=1) == pytest.approx(0.025, abs=0.006)
    assert (outer[:, 0] > inner[::-1, 0] - 0.002).all()  # the right front's edge goes on to the wearer's left
    mesh = SewnMesh.of(sheet, start)
    lengths = stretches(sheet, mesh.rest[mesh.merged])[np.isin(edges_of(sheet.faces), ids).all(axis=1)]
    assert np.percentile(np.abs(lengths - 1), 90) < 0.035


def test_rings_of_whole_garments_stay_rings(woman):
    sheet = mesh_garment(drafted(Tee, woman), STEP)
    assert rings(sheet) == bands(sheet) == [4]


@pytest.mark.slow
def test_a_cardigan_hangs_open_and_alike_on_both_sides(woman):
    garment = drafted(Cardigan, woman)
    (worn,) = drape(woman, garment)[0].garments
    assert worn.grade in "ABC", worn.reasons
    assert worn.inside_depth_mm < 6.0
    low = woman.measures["waist_height"]
    front = worn.vertices[(worn.vertices[:, 1] < -0.05) & (np.abs(worn.vertices[:, 2] - low) < 0.1)]
    left, right = front[front[:, 0] > 0, 0].min(), -front[front[:, 0] < 0, 0].max()
    assert left > 0.01 and right > 0.01
    assert abs(left - right) < 0.03
    assert worn.vertices[:, 2].max() > woman.measures["shoulder_height"]


@pytest.mark.slow
def test_the_upper_front_of_a_wrap_dress_is_finished_outside_the_lower(woman):
    garment = drafted(WrapDress, woman)
    (worn,) = drape(woman, garment)[0].garments
    assert worn.grade in "ABC", worn.reasons
    item = bpy.data.objects[worn.object_name]
    zones = list(item["toile_zones"])
    assert {"front", "skirt_front", "tie"} <= set(zones)
    # seen from the front, cloth over cloth: the right front comes first, and its edge runs from the right shoulder
    sheet = mesh_garment(garment, 0.03)
    assert [sheet.pieces[o.upper].name for o in overlaps(sheet)] == ["front_right", "skirt_right"]
    assert worn.vertices[:, 2].min() < woman.measures["waist_height"] - 0.45


def test_cloth_over_cloth_is_kept_off_it():
    side = 7
    across = np.linspace(-0.3, 0.3, side)
    lower = np.array([[x, 0.0, z] for z in across for x in across])
    upper = lower * (0.3, 1.0, 0.3) + (0.0, 0.01, 0.0)  # behind it, seen from the front
    corners = [side * row + column for row in range(side - 1) for column in range(side - 1)]
    triangles = np.array([t for a in corners for t in ((a, a + 1, a + side + 1), (a, a + side + 1, a + side))])
    points = np.concatenate([lower, upper])
    faces = np.concatenate([triangles, triangles + len(lower)])
    made = parted(points, faces, np.repeat([0, 1], len(triangles)), [Overlap(1, (0,))], 0.004)
    assert made[: len(lower)] == pytest.approx(lower)
    assert made[len(lower) :, 1] == pytest.approx(-0.004)
