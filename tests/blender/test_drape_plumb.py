"""Skirts begin round what stands out above them, so that they need not swing out as they fall."""

from __future__ import annotations

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.drape.meshing import mesh_garment
from toile.addon.blender.drape.placement import CLEAR, Placing, place
from toile.addon.blender.drape.plumb import PlumbRings, between
from toile.addon.blender.drape.slices import BodyRings, perimeter
from toile.addon.garments.pencil_skirt import PencilSkirt
from toile.addon.garments.skirt import Skirt
from toile.addon.garments.tee import Tee

from tests.blender.test_drape import drafted, standing

COARSE = 0.03  # m
ROUND = np.linspace(0, 2 * np.pi, 60, endpoint=False)


@pytest.fixture(scope="module")
def woman():
    return standing()


def test_a_ring_between_two_has_a_length_between_theirs():
    near = np.c_[0.2 * np.cos(ROUND), 0.1 * np.sin(ROUND)]
    far = np.c_[0.25 * np.cos(ROUND), 0.2 * np.sin(ROUND)]
    for share in (0.0, 0.3, 1.0):
        wanted = (1 - share) * perimeter(near) + share * perimeter(far)
        assert perimeter(between(near, far, share)) == pytest.approx(wanted, rel=0.005)


def test_a_ring_is_round_all_above_it_and_no_longer_than_the_cloth(woman):
    rings = BodyRings(woman)
    plumb, knee = PlumbRings(rings, woman.measures["waist_height"]), 0.6 * woman.measures["crotch_height"]
    seat = rings.torso(woman.measures["hip_height"])[:, 1].max()
    near, far = rings.torso(knee), plumb.at(knee)
    assert near[:, 1].max() < seat - 0.03  # the calves lie before the seat
    assert far[:, 1].max() >= seat
    above = woman.measures["waist_height"] + 0.1
    assert (plumb.at(above) == rings.torso(above)).all()
    tight = (perimeter(near) + perimeter(far)) / 2
    assert perimeter(plumb.within(knee, 2.0)) == pytest.approx(perimeter(far), rel=0.005)
    assert perimeter(plumb.within(knee, tight)) == pytest.approx(tight, rel=0.005)
    assert perimeter(plumb.within(knee, 0.1)) == pytest.approx(perimeter(near), rel=0.005)


def test_a_skirt_begins_plumb_behind_and_at_its_sides(woman):
    sheet = mesh_garment(drafted(Skirt, woman), COARSE)
    start = place(sheet, woman)
    seat = BodyRings(woman).torso(woman.measures["hip_height"])[:, 1].max()
    assert start[sheet.edges["back.hem"], 1].max() > seat + CLEAR
    side = start[sheet.edges["front.side_left"]]
    below = side[side[:, 2] < woman.measures["hip_height"]]
    assert np.ptp(below[:, 1]) < 0.03
    assert np.ptp(below[:, 0]) < 0.06  # it leans out by its flare


def test_a_narrow_skirt_begins_as_near_the_legs_as_it_is_cut(woman):
    placing = Placing(mesh_garment(drafted(PencilSkirt, woman), COARSE), woman)
    height = woman.measures["crotch_height"]
    cut, ring = placing.width("hips", height), perimeter(placing.ring("hips", height))
    assert ring < perimeter(placing.plumb.at(height))
    assert ring == pytest.approx(max(cut - 2 * np.pi * CLEAR, perimeter(placing.rings.torso(height))), rel=0.005)


def test_a_top_goes_round_the_body_as_it_is(woman):
    placing = Placing(mesh_garment(drafted(Tee, woman), COARSE), woman)
    hip = woman.measures["hip_height"]
    assert (placing.ring("torso", hip) == placing.rings.torso(hip)).all()
