"""What has two legs, placed leg by leg and hung from the hips."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.drape.appraisal import stretches
from toile.addon.blender.drape.collider import split_quads
from toile.addon.blender.drape.dressing import Dressing
from toile.addon.blender.drape.ledge import DROP, HEIGHTS, OFF, POINTS, Ledge, height_on, sunk_in
from toile.addon.blender.drape.legs import leg_piece
from toile.addon.blender.drape.meshing import mesh_garment
from toile.addon.blender.drape.placement import place
from toile.addon.blender.drape.relax import Surface
from toile.addon.core.body.build import body_model
from toile.addon.core.errors import PatternError
from toile.addon.core.pattern.pieces import Seam
from toile.addon.garments.trousers import Trousers

from tests.blender.test_drape import drafted, drape, standing

COARSE = 0.03  # m


@pytest.fixture(scope="module")
def woman():
    return standing()


@pytest.fixture(autouse=True)
def empty_file():
    bpy.ops.wm.read_factory_settings(use_empty=True)


def test_each_leg_starts_round_its_own_leg(woman):
    sheet = mesh_garment(drafted(Trousers, woman), COARSE)
    start = place(sheet, woman)
    assert np.isfinite(start).all()
    crotch, depth = woman.measures["crotch_height"], {}
    for index, piece in enumerate(sheet.pieces):
        ids = sheet.vertices_of(index)
        low = ids[start[ids, 2] < crotch - 0.15]
        if piece.placement.region.startswith("leg_"):
            sign = 1 if piece.placement.region == "leg_left" else -1
            assert (sign * start[low, 0] > 0).all(), piece.name
            depth[piece.name] = start[low, 1].mean()
        else:
            assert start[ids, 2].min() > crotch + 0.1
    assert depth["front_left"] < depth["back_left"] - 0.05  # the person faces -y
    assert depth["front_right"] < depth["back_right"] - 0.05
    gaps = np.linalg.norm(np.diff(start[sheet.pairs], axis=1)[:, 0], axis=1)
    assert np.percentile(gaps, 90) < 0.03  # seams begin closed


def test_their_band_rests_on_a_ledge_all_round_the_body(woman):
    dressing = Dressing(woman)
    sheet = mesh_garment(drafted(Trousers, woman), COARSE)
    start, faces = dressing.start(sheet), dressing.proxy.faces
    height = height_on(woman)
    assert height == min(HEIGHTS)
    ledge = Ledge.of(sheet, start, dressing.proxies[0], faces, height)
    assert ledge
    for proxy in (dressing.proxies[0], dressing.proxies[-1]):
        feet, edge = np.split(ledge.at(proxy, faces), 2)
        depth, _ = Surface.of(proxy, faces).depths(np.r_[edge, feet], 2 * height)
        assert np.percentile(np.abs(depth[:POINTS] - height), 90) < 0.003  # so far above the skin
        assert depth[POINTS:].min() > 2 * height  # below it
    a, b, c = (ledge.at(dressing.proxies[0], faces)[ledge.faces[:, k]] for k in range(3))
    up = np.cross(b - a, c - a)
    assert (up[:, 2] > 0).all()
    assert (up[:, :2] * (a - edge.mean(axis=0))[:, :2]).sum(axis=1).min() > 0
    band = next(i for i, piece in enumerate(sheet.pieces) if piece.name == "waistband")
    low = start[sheet.vertices_of(band), 2].min() - height - DROP
    assert np.split(ledge.at(dressing.proxies[0], faces), 2)[1][:, 2].mean() == pytest.approx(low, abs=0.02)


def test_who_has_no_hips_gets_a_higher_ledge(woman):
    like_a_barrel = replace(woman, measures={**woman.measures, "high_hip": woman.measures["waist"]})
    assert height_on(like_a_barrel) == max(HEIGHTS)


def test_their_band_is_sunk_in_and_the_legs_stay(woman):
    dressing = Dressing(woman)
    sheet = mesh_garment(drafted(Trousers, woman), COARSE)
    start, skin = dressing.start(sheet), Surface.of(dressing.rest, dressing.skin)
    sunk = sunk_in(sheet, start, skin, 0.006, 0.003)
    band = sheet.vertices_of(next(i for i, piece in enumerate(sheet.pieces) if piece.name == "waistband"))
    off_before, off_after = (0.05 - skin.depths(points[band], 0.05)[0] for points in (start, sunk))
    assert np.median(off_before - off_after) > 0.005
    assert (off_before - off_after).max() < 0.006 + OFF + 0.001
    assert off_after.min() > min(off_before.min(), 0.002)
    below = start[:, 2] < start[band, 2].min() - 0.06
    assert (sunk[below] == start[below]).all()


def test_they_start_outside_the_body_and_near_their_flat_size(woman):
    sheet = mesh_garment(drafted(Trousers, woman), COARSE)
    start = Dressing(woman).start(sheet)
    skin = Surface.of(woman.vertices, split_quads(body_model().skin_faces))
    depth, _ = skin.depths(start, 0.0)
    assert (depth > 0).mean() < 0.005
    low, high = np.percentile(stretches(sheet, start), [5, 95])
    assert low > 0.9
    assert high < 1.15


def test_trousers_hang_from_the_hips(woman):
    garment = drafted(Trousers, woman)
    (worn,) = drape(woman, garment)[0].garments
    assert worn.grade in "ABC", worn.reasons
    assert worn.inside_fraction < 0.002
    assert worn.inside_depth_mm < 2.0
    assert worn.stretch_p95 < 1.10
    top = woman.measures["waist_height"] - 0.04
    assert abs(worn.vertices[:, 2].max() - top) < 0.03
    assert 0.0 < worn.vertices[:, 2].min() < 0.08  # neither on the floor nor at the knee
    leg = worn.vertices[worn.vertices[:, 2] < woman.measures["knee_height"]]
    assert np.abs(leg[:, 0]).min() > 0.01  # two legs, with air between them
    assert set(bpy.data.objects[worn.object_name]["toile_zones"]) == {"leg_front", "leg_back", "waistband", "thread"}


def test_a_leg_that_is_not_sewn_up_is_refused(woman):
    garment = drafted(Trousers, woman)
    open_leg = tuple(seam for seam in garment.seams if seam.a != "front_left.inseam")
    assert len(open_leg) == len(garment.seams) - 1
    sheet = mesh_garment(replace(garment, seams=open_leg), COARSE)
    with pytest.raises(PatternError, match="'front_left' has 0 inseams and 1 outseams"):
        leg_piece(sheet, 0)


def test_what_joins_two_legs_is_known_by_its_seams(woman):
    garment = drafted(Trousers, woman)
    assert Seam("front_left.crotch", "front_right.crotch") in garment.seams
    sheet = mesh_garment(garment, COARSE)
    found = leg_piece(sheet, 0)
    assert (found.side, found.is_front) == ("left", True)
    assert found.out[:, 0].min() > found.inner[:, 0].max()
    assert found.crotch[:, 2] == pytest.approx(np.sort(found.crotch[:, 2])[::-1])  # 0 at the top, 1 at the fork


def test_what_is_too_wide_is_put_on_lower_and_stays_there(woman):
    own = mesh_garment(drafted(Trousers, woman), COARSE)
    wide = drafted(Trousers, woman, waist_ease_mm=60.0)
    (sunk,) = [girth.sinks_mm / 1000 for girth in wide.fit if girth.sinks_mm]
    assert 0.01 < sunk < 0.1
    sheet = mesh_garment(wide, COARSE)
    names = [f"{leg}.waist_1" for leg in ("front_left", "front_right")]
    usual, lower = (place(s, woman)[np.concatenate([s.edges[n] for n in names]), 2].mean() for s in (own, sheet))
    assert usual - lower == pytest.approx(sunk, abs=0.005)
    made, _ = drape(woman, wide)
    assert made.garments[0].grade in "AB"
    assert abs(made.garments[0].slide_mm) < 25.0
