"""What falls in folds: flared pieces laid round the hips row by row, gathers, pleats; and what is stretched on."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.drape.appraisal import asked_stretch, grade, stretches
from toile.addon.blender.drape.cloth import MOST_VERTICES, fine_enough
from toile.addon.blender.drape.dressing import Dressing
from toile.addon.blender.drape.flare import FlarePlacing, length, pleated, waved
from toile.addon.blender.drape.meshing import mesh_garment
from toile.addon.blender.drape.placement import place
from toile.addon.blender.drape.relax import weld_map, welded_edges
from toile.addon.blender.drape.slices import BodyRings
from toile.addon.garments.circle_skirt import CircleSkirt
from toile.addon.garments.full_skirt import FullSkirt
from toile.addon.garments.leggings import Leggings
from toile.addon.garments.tee import Tee

from tests.blender.test_drape import drafted, drape, standing

COARSE = 0.03  # m


@pytest.fixture(scope="module")
def woman():
    return standing()


@pytest.fixture(autouse=True)
def empty_file():
    bpy.ops.wm.read_factory_settings(use_empty=True)


def circle(points=1441):
    angle = np.linspace(-math.pi / 2, 1.5 * math.pi, points)
    return 0.15 * np.c_[np.cos(angle), np.sin(angle)]


def test_waves_and_pleats_take_up_all_the_cloth():
    ring, wanted = circle(), 2.2
    wave = waved(ring, wanted, 8)
    assert length(wave) == pytest.approx(wanted, rel=1e-3)
    assert np.linalg.norm(wave, axis=1).min() > 0.149  # outwards only
    middles = (np.arange(10) + 0.5) * wanted / 10
    laid = pleated(ring, wanted, middles)
    steps = np.linalg.norm(np.diff(laid, axis=0), axis=1)
    assert np.median(steps) == pytest.approx(wanted / 1440, rel=0.12)  # layers farther out are longer
    assert length(laid) == pytest.approx(wanted, rel=0.15)
    turned = np.cross(np.c_[laid[:-1], 0 * steps], np.c_[np.diff(laid, axis=0), 0 * steps])[:, 2]
    assert 0.2 < (turned < 0).mean() < 0.35  # of three layers one runs back, where there is a pleat


@pytest.mark.parametrize("degrees", [180.0, 360.0])
def test_a_circle_skirt_starts_closed_and_without_strain(woman, degrees):
    sheet = mesh_garment(drafted(CircleSkirt, woman, circle_deg=degrees, length_mm=500.0), COARSE)
    start = place(sheet, woman)
    assert np.isfinite(start).all()
    gaps = np.linalg.norm(np.diff(start[sheet.pairs], axis=1)[:, 0], axis=1)
    assert np.percentile(gaps, 90) < 0.03
    low, high = np.percentile(stretches(sheet, Dressing(woman).start(sheet)), [5, 95])
    assert low > 0.9
    assert high < 1.1


def test_every_row_is_as_long_as_its_cloth(woman):
    sheet = mesh_garment(drafted(CircleSkirt, woman), COARSE)
    placing = FlarePlacing(sheet, BodyRings(woman))
    rows = list(placing.cone())
    for number in (20, 60, 100):
        assert length(rows[number]) == pytest.approx(placing.round_at(0.005 * number), rel=2e-3)
    heights = [row[0, 2] for row in rows]
    assert heights == sorted(heights, reverse=True)


def test_front_and_back_lie_before_and_behind(woman):
    sheet = mesh_garment(drafted(FullSkirt, woman), COARSE)
    start = place(sheet, woman)
    depth = {p.name: start[sheet.vertices_of(i), 1].mean() for i, p in enumerate(sheet.pieces)}
    assert depth["front"] < depth["back"] - 0.1  # the person faces -y
    left = start[sheet.edges["front.side_left"], 0]
    assert (left > 0.05).all()


def test_gathered_sides_have_the_length_of_their_band(woman):
    sheet = mesh_garment(drafted(FullSkirt, woman, fullness=2.0), COARSE)
    edges, lengths = welded_edges(sheet, weld_map(len(sheet.flat), sheet.pairs))
    welded = weld_map(len(sheet.flat), sheet.pairs)
    band = sheet.edges["waistband.front_waist_1"]
    sides = {tuple(sorted(pair)) for pair in zip(welded[band[:-1]], welded[band[1:]], strict=True)}
    found = [mm for pair, mm in zip(map(tuple, edges), lengths, strict=True) if pair in sides]
    assert len(found) == len(band) - 1
    assert sum(found) == pytest.approx(np.abs(np.diff(sheet.flat[band], axis=0)).sum(), rel=1e-6)
    assert len(sheet.gathered)


def test_the_layers_of_pleats_are_caught_in_the_seam(woman):
    garment = drafted(FullSkirt, woman, taken_in="pleats", fullness=2.5)
    sheet = mesh_garment(garment, 0.015)
    welded = weld_map(len(sheet.flat), sheet.pairs)
    over = welded[sheet.edges["front.waist_2"]]
    assert np.isin(welded[sheet.edges["front.pleat_1_b"]], over).all()
    assert np.isin(welded[sheet.edges["front.pleat_1_a"]], over).all()


def test_a_circle_skirt_hangs_level(woman):
    (worn,) = drape(woman, drafted(CircleSkirt, woman, circle_deg=270.0))[0].garments
    assert worn.grade in "ABC", worn.reasons
    assert worn.inside_fraction < 0.002
    assert worn.stretch_p95 < 1.1
    item = bpy.data.objects[worn.object_name]
    hem = np.empty(len(item.data.vertices), np.float32)
    item.data.attributes["hem"].data.foreach_get("value", hem)
    heights = np.array([vertex.co.z for vertex in item.data.vertices])[hem < 1e-4]
    low = heights[heights < woman.measures["hip_height"]]
    assert np.percentile(low, 90) - np.percentile(low, 10) < 0.06


@pytest.mark.slow
def test_leggings_lie_on_the_leg(woman):
    garment = drafted(Leggings, woman)
    (worn,) = drape(woman, garment)[0].garments
    assert worn.grade in "AB", worn.reasons
    assert worn.inside_fraction < 0.002
    assert abs(worn.vertices[:, 2].max() - woman.measures["waist_height"] + 0.02) < 0.05
    leg = worn.vertices[(worn.vertices[:, 2] < woman.measures["knee_height"]) & (worn.vertices[:, 0] > 0)]
    assert np.ptp(leg[:, 0]) < 0.2


@pytest.mark.slow
def test_stretch_is_judged_by_what_the_cut_asks(woman):
    asked = asked_stretch(drafted(Leggings, woman, ease_percent=-10.0))
    assert 1.08 < asked < 1.2
    assert asked_stretch(drafted(Tee, woman)) == 1.0
    (worn,) = drape(woman, drafted(Leggings, woman))[0].garments
    assert grade(worn)[0] >= grade(worn, asked)[0]


def test_large_garments_get_a_coarser_mesh(woman):
    long = drafted(CircleSkirt, woman, length_mm=1000.0)
    assert fine_enough(drafted(Tee, woman), 0.015) == 0.015
    step = fine_enough(long, 0.015)
    assert step > 0.018
    assert len(mesh_garment(long, step).flat) < 1.15 * MOST_VERTICES


def test_stiff_cloth_gets_a_coarser_mesh(woman):
    tee = drafted(Tee, woman)
    assert fine_enough(replace(tee, fabric="denim_12oz"), 0.015) > fine_enough(tee, 0.015) == 0.015
