"""Hands that lie on the body, and the cloth between the two."""

from __future__ import annotations

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from mathutils import Vector
from toile.addon.blender.drape.dressing import Dressing
from toile.addon.blender.drape.hands import A_LAYER, FADING, ROOM, held_off, pressed_in, room_for, sides_of, way_off
from toile.addon.core.body.build import build_body
from toile.addon.core.body.tape import fit_from_tape
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Tape
from toile.addon.garments.jeans import Jeans

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


def test_cloth_below_a_hand_is_pressed_in_and_no_other(akimbo):
    proxy, posed = akimbo.proxy, akimbo.proxies[-1]
    hand, room, clear = posed[proxy.hands[0]], 0.03, 0.004
    sides = sides_of(proxy, posed)
    way = way_off(hand, sides, room)
    nearest = hand[gaps(proxy, posed, proxy.hands[0]).argmin()]
    near, normal, _, _ = sides.find_nearest(Vector(nearest))
    below = np.array(near + 0.02 * normal)
    cloth = np.array([below, hand.max(0) + way + 2 * FADING, np.array(near + 0.002 * normal)])
    pressed = pressed_in(cloth, proxy, posed, room, clear)
    in_by = (cloth[0] - pressed[0]) @ np.array(normal)
    assert EXACT < in_by <= 0.02 - clear + EXACT
    assert (pressed[1:] == cloth[1:]).all()  # far off; and nearer than it may come


def test_jeans_come_to_rest_below_hands_on_the_hips():
    body = standing("hands_on_hips", mass_kg=104.0)
    made, _ = drape(body, drafted(Jeans, body), mesh_step_mm=17.0, settle_frames=20)  # coarse ones may go on shaking
    (worn,) = made.garments
    assert worn.grade in "AB"
    assert worn.settled_speed_mm_per_frame < 3.0
