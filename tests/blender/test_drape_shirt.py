"""A shirt on a body: its collar folded over the stand, and its buttons on the cloth."""

from __future__ import annotations

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.drape.buttons import HOLE_ROUND, HOLES, RIM_MM, ROUND, pierced_top
from toile.addon.blender.drape.collars import creases, neck_axis, points_of
from toile.addon.blender.drape.dressing import Dressing
from toile.addon.blender.drape.finish import ZONES
from toile.addon.blender.drape.meshing import mesh_garment
from toile.addon.blender.drape.placement import place
from toile.addon.blender.drape.pressing import along_lines
from toile.addon.blender.drape.sewn import SewnMesh
from toile.addon.blender.drape.slices import BodyRings
from toile.addon.blender.drape.tucking import belt, held_at
from toile.addon.blender.picture.fabric import Fabric
from toile.addon.core.seams import exhaust
from toile.addon.garments.shirt import Shirt
from toile.addon.garments.skirt import Skirt
from toile.addon.garments.trousers import Trousers

from .test_drape import drafted, drape, empty_file, standing  # noqa: F401 - a fixture that every test here needs

BUTTON_FACES = (len(RIM_MM) - 1) * ROUND + len(HOLES) * HOLE_ROUND + len(pierced_top()[1])


@pytest.fixture(scope="module")
def woman():
    return standing()


def of_piece(sheet, name):
    return sheet.vertices_of([piece.name for piece in sheet.pieces].index(name))


def from_axis(points, body):
    axis, middle = neck_axis(body), points.mean(axis=0)
    away = points - middle
    return np.linalg.norm(away - np.outer(away @ axis, axis), axis=1).mean()


@pytest.mark.parametrize("collar", ["buttoned", "open"])
def test_the_fall_starts_outside_the_stand_and_rests_there(woman, collar):
    sheet = mesh_garment(drafted(Shirt, woman, collar=collar), 0.02)
    start = place(sheet, woman)
    stand, fall = of_piece(sheet, "stand"), of_piece(sheet, "collar")
    assert from_axis(start[fall], woman) > from_axis(start[stand], woman) + 0.005
    top = start[creases(sheet)] @ neck_axis(woman)
    assert (start[fall] @ neck_axis(woman)).mean() < top.mean() - 0.01
    assert len(points_of(sheet)) == 2
    mesh = SewnMesh.of(sheet, Dressing(woman).start(sheet))
    rest = mesh.rest[mesh.merged]
    assert from_axis(rest[fall], woman) > from_axis(rest[stand], woman) + 0.003  # it rests folded
    assert (rest[fall] @ neck_axis(woman)).mean() < (rest[creases(sheet)] @ neck_axis(woman)).mean()


def test_a_sleeve_too_large_is_not_folded_up_below_the_shoulder_that_hangs_over_the_arm(woman):
    sheet = mesh_garment(drafted(Shirt, woman, size="XL"), 0.02)
    dressing = Dressing(woman)
    along = dressing.start(sheet) @ BodyRings(woman).arm_frame("left", 0.0).along
    ids = of_piece(sheet, "sleeve_left")
    ids = ids[np.abs(sheet.flat[ids, 0]) < 0.015]  # down the middle, from the top of the cap
    down = sheet.flat[ids, 1].max() - sheet.flat[ids, 1]
    reached = along[ids] - along[ids[down.argmin()]]
    near = (down > 0.04) & (down < 0.11)
    assert near.sum() >= 4
    assert (reached[near] / down[near]).mean() > 0.85


def test_the_collider_has_a_chin_for_a_collar_and_no_crown(woman):
    head = np.array([name.startswith("head") for name in woman.joints])[woman.skin_weights.argmax(axis=1)]
    chin, crown = woman.vertices[head, 2].min(), woman.vertices[:, 2].max()
    top = Dressing(woman).proxies[0][:, 2].max()
    assert chin + 0.03 < top < crown - 0.08


def test_pressed_edges_are_straight_between_their_corners():
    waves = np.random.default_rng(0).normal(0.0, 0.001, 21)
    line = np.stack([np.linspace(0.0, 0.3, 21), waves, np.zeros(21)], axis=1)
    sides = np.stack([np.arange(20), np.arange(1, 21)], axis=1)
    corner = 10
    pressed = along_lines(line, sides, np.array([corner]))
    assert np.array_equal(pressed[[0, corner, 20]], line[[0, corner, 20]])
    bends = [np.abs(np.diff(points[:, 1], 2)).mean() for points in (pressed, line)]
    assert bends[0] < 0.4 * bends[1]


def test_a_belt_goes_round_the_torso_and_not_the_sleeves_that_hang_beside_it(woman):
    sheet = mesh_garment(drafted(Shirt, woman), 0.02)
    start = place(sheet, woman)
    low = {sheet.pieces[i].name for i in sheet.piece_of_vertex[start[:, 2] < woman.measures["waist_height"]]}
    assert {"sleeve_left", "cuff_left"} & low
    tight = belt(sheet, start, woman, woman.measures["waist_height"])
    assert tight is not None
    assert {sheet.pieces[i].name for i in sheet.piece_of_vertex[tight.ids]} == {
        "front_left",
        "placket",
        "front_right",
        "back",
    }
    assert tight.shrink < 0.4  # less than half of a shirt's girth at the waist is ease


def test_what_is_tucked_in_is_held_where_the_band_of_the_trousers_lies(woman):
    waist = woman.measures["waist_height"]
    shirt = drafted(Shirt, woman)
    assert held_at([shirt], woman) == waist
    assert waist - 0.09 < held_at([shirt, drafted(Trousers, woman)], woman) < waist - 0.03
    assert held_at([drafted(Skirt, woman)], woman) == pytest.approx(waist, abs=0.015)


@pytest.mark.slow
def test_a_shirt_keeps_its_shape_and_carries_its_buttons(woman):
    shirt = drafted(Shirt, woman)
    made, _ = drape(woman, shirt)
    worn = made.garments[0]
    item = bpy.data.objects[worn.object_name]
    zones = list(item[ZONES])
    assert set(zones) == {"front", "back", "placket", "yoke", "sleeve", "cuff", "stand", "collar", "button", "thread"}
    zone = np.empty(len(item.data.polygons), np.int32)
    item.data.attributes["zone"].data.foreach_get("value", zone)
    buttons = sum(len(piece.buttons) for piece in shirt.pieces)
    assert (zone == zones.index("button")).sum() == buttons * BUTTON_FACES
    middles = np.empty((len(zone), 3), np.float32)
    item.data.polygons.foreach_get("center", middles.ravel())
    placket, sewn = (middles[zone == zones.index(name)] for name in ("placket", "button"))
    near = sewn[np.abs(sewn[:, 0]) < 0.1]
    apart = np.linalg.norm(near[:, None] - placket[None], axis=2).min(axis=1)
    assert np.median(apart) < 0.02
    exhaust(Fabric(Fabric.Options(), 0).dress(made))
    assert len(item.data.materials) == 3
    index = np.empty(len(zone), np.int32)
    item.data.polygons.foreach_get("material_index", index)
    assert set(index[zone == zones.index("button")]) == {1}
    assert set(index[zone == zones.index("thread")]) == {2}
    assert set(index[~np.isin(zone, [zones.index("button"), zones.index("thread")])]) == {0}
