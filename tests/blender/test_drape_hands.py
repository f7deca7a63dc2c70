"""Hands that lie on the body, and the cloth between the two."""

from __future__ import annotations

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from mathutils import Vector
from toile.addon.blender.drape.dressing import Dressing
from toile.addon.blender.drape.hands import A_LAYER, ROOM, held_off, of_sleeves, pressed_in, room_for, sides_of
from toile.addon.blender.drape.meshing import mesh_garment
from toile.addon.core.body.build import build_body
from toile.addon.core.body.tape import fit_from_tape
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Tape
from toile.addon.garments.jeans import Jeans
from toile.addon.garments.sweatshirt import Sweatshirt

from tests.blender.test_drape import drafted, drape

EXACT = 0.002  # m


@pytest.fixture(autouse=True)
def empty_file():
    bpy.ops.wm.read_factory_settings(use_empty=True)


def standing(pose, mass_kg=70.0):
    return build_body(exhaust(fit_from_tape(Tape(stature_mm=1650.0, mass_kg=mass_kg, gender="female"), pose)))


@pytest.fixture
def akimbo():
    return Dressing(standing("hands_on_hips"))


def gaps(proxy, points, hand):
    sides = sides_of(proxy, points)
    found = ((Vector(point), sides.find_nearest(Vector(point))) for point in points[hand])
    return np.array([(point - near).dot(normal) for point, (near, normal, _, _) in found])


def test_a_hand_on_the_hip_is_held_off_it_as_a_whole(akimbo):
    proxy, posed = akimbo.proxy, akimbo.proxies[-1]
    moved = held_off(proxy, posed, 0.03)
    rest = np.ones(len(posed), bool)
    for hand in proxy.hands:
        assert gaps(proxy, posed, hand).min() < 0.02
        assert gaps(proxy, moved, hand).min() > 0.03 - EXACT
        way = moved[hand] - posed[hand]
        assert way == pytest.approx(np.broadcast_to(way[0], way.shape))
        rest[hand] = False
    assert (moved[rest] == posed[rest]).all()


def test_hands_that_hang_stay_where_they_are():
    dressing = Dressing(standing("relaxed"))
    assert (held_off(dressing.proxy, dressing.proxies[-1], ROOM) == dressing.proxies[-1]).all()


def test_more_cloth_gets_more_room():
    assert room_for(0.0, 0) == ROOM
    assert room_for(0.0, 2) == pytest.approx(ROOM + 2 * A_LAYER)
    assert room_for(0.012, 0) > room_for(0.006, 0) >= ROOM


def test_cloth_above_a_hands_underside_is_pressed_in_and_sleeves_are_not(akimbo):
    sheet = mesh_garment(drafted(Sweatshirt, akimbo.body), 0.03)
    proxy, posed, clear = akimbo.proxy, akimbo.proxies[-1], 0.004
    hand = posed[proxy.hands[0]]
    palm = hand[gaps(proxy, posed, proxy.hands[0]).argmin()]
    near, normal, _, _ = sides_of(proxy, posed).find_nearest(Vector(palm))
    sleeve, trunk = (np.flatnonzero(of_sleeves(sheet) == chosen) for chosen in (True, False))
    cloth = np.full((len(sheet.flat), 3), 10.0)  # far off
    at = {"outside": 0.06, "within": 0.002}
    cloth[trunk[:2]] = [np.array(near + far * normal) for far in at.values()]
    cloth[sleeve[0]] = cloth[trunk[0]]
    pressed = pressed_in(sheet, cloth, proxy, posed, clear)
    height = (pressed[trunk[0]] - np.array(near)) @ np.array(normal)
    assert clear - EXACT < height < max(gaps(proxy, posed, proxy.hands[0]).min(), clear) + EXACT
    moved = np.abs(pressed - cloth).max(axis=1) > 0
    assert np.flatnonzero(moved).tolist() == [trunk[0]]  # what is nearer than it may come stays, as what is far off


def test_cuffs_go_with_sleeves(akimbo):
    sheet = mesh_garment(drafted(Sweatshirt, akimbo.body), 0.03)
    of_arms = {sheet.pieces[i].name for i in np.unique(sheet.piece_of_vertex[of_sleeves(sheet)])}
    assert of_arms == {"sleeve_left", "sleeve_right", "cuff_left", "cuff_right"}


def test_jeans_come_to_rest_below_hands_on_the_hips():
    body = standing("hands_on_hips", mass_kg=104.0)
    made, _ = drape(body, drafted(Jeans, body), mesh_step_mm=17.0, settle_frames=20)  # coarse ones may go on shaking
    (worn,) = made.garments
    assert worn.grade in "AB"
    assert worn.settled_speed_mm_per_frame < 3.0
