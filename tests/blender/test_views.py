"""Close-ups look at the part that is meant; a turntable is numbered pictures and a film."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector
from toile.addon.blender.drape.finish import ZONES
from toile.addon.blender.person.scene import facing
from toile.addon.blender.picture import closeup, film, framing, studio
from toile.addon.blender.picture.still import Still
from toile.addon.blender.picture.subject import wearing
from toile.addon.core.body.build import posed_vertices
from toile.addon.core.errors import JobError, RenderError
from toile.addon.core.pattern.pieces import Edge, Piece, Placement
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Drape

from tests.blender.test_still import SMALL, dressed, pixels, shoot


@pytest.fixture(autouse=True)
def users_file():
    bpy.ops.wm.read_homefile(use_factory_startup=True)


def zoned():
    """The dressed body; both tubes have a zone all round, and the tee a patch of 5 faces on the person's left."""
    rig, look = dressed()
    made = []
    for draped in look.drape.garments:
        item = bpy.data.objects[draped.object_name]
        zone = np.zeros(len(item.data.polygons), np.int32)
        zone[8:13] = 1
        item.data.attributes.new("zone", "INT", "FACE").data.foreach_set("value", zone)
        item[ZONES] = ["around", "patch"]
        hem = np.where(np.arange(len(item.data.vertices)) < 41, 0.0, 0.02).astype(np.float32)
        item.data.attributes.new("hem", "FLOAT", "POINT").data.foreach_set("value", hem)
        line = np.array([[0.0, 0.0], [1.0, 0.0]])
        zones = ("around", "patch") if "Tee" in item.name else ("around",)
        pieces = tuple(Piece(name, (Edge("hem", line),), Placement("torso", "front"), zone=name) for name in zones)
        made.append(replace(draped, garment=replace(draped.garment, pieces=pieces)))
    return rig, replace(look, drape=Drape(tuple(made)))


def solid_of(rig):
    return posed_vertices(rig.body), rig.body.faces


@pytest.mark.parametrize("aspect", [0.6, 1.0, 1.8])
def test_a_close_up_is_centred_on_its_part_from_its_side(aspect):
    rig, look = zoned()
    aim = closeup.aim("detail_patch", look, solid_of(rig), facing(rig.body), aspect)
    assert np.degrees(aim.yaw) == pytest.approx(90, abs=45)  # the person's left, past the arm
    scene = bpy.data.scenes[studio.STUDIO]
    framing.close_in(scene, wearing(look, *solid_of(rig)).points, aim.yaw, aim.camera, aim.distance)
    scene.render.resolution_x, scene.render.resolution_y = int(400 * aspect), 400
    scene.view_layers[0].update()
    item = bpy.data.objects["Toile Tee"]
    middle = np.mean([item.data.polygons[k].center for k in range(8, 13)], axis=0)
    seen = world_to_camera_view(scene, scene.camera, Vector(middle))
    assert seen.x == pytest.approx(0.5, abs=0.15) and seen.y == pytest.approx(0.5, abs=0.15)
    assert 0.2 < (Vector(middle) - scene.camera.matrix_world.translation).length < 1.2


def test_a_close_up_shows_the_button_of_its_part(monkeypatch):
    monkeypatch.setattr(closeup, "BESIDE", 0.05)  # the tube's faces are 4 cm wide
    rig, look = zoned()
    assert abs(turned(rig, look, "detail_around")) < 100
    item = bpy.data.objects["Toile Tee"]
    item[ZONES] = ["around", "patch", "button"]
    item.data.attributes["zone"].data[20].value = 2  # at the back
    assert abs(turned(rig, look, "detail_around")) > 120


def turned(rig, look, view):
    """How far round from the person's front a close-up is taken, degrees."""
    tee = replace(look, drape=Drape(look.drape.garments[:1]))
    yaw = np.degrees(closeup.aim(view, tee, None, facing(rig.body), 1.0).yaw - facing(rig.body))
    return (yaw + 180) % 360 - 180


def test_a_part_that_is_covered_is_refused():
    rig, look = zoned()
    over = bpy.data.objects["Toile Tee"].copy()
    over.data = over.data.copy()
    over.data.transform(over.matrix_world.Scale(1.05, 4))
    over.name = "Toile Coat"
    bpy.data.collections["Toile Drape"].objects.link(over)
    coat = replace(look.drape.garments[0], object_name="Toile Coat")
    coat = replace(coat, garment=replace(coat.garment, design="coat", pieces=()))
    both = replace(look, drape=Drape((*look.drape.garments, coat)))
    with pytest.raises(RenderError, match="patch of the tee is covered on every side"):
        closeup.aim("detail_patch", both, solid_of(rig), 0.0, 1.0)
    with pytest.raises(JobError, match="detail_pocket"):
        closeup.aim("detail_pocket", look, solid_of(rig), 0.0, 1.0)


def test_a_close_up_is_rendered(tmp_path):
    rig, look = zoned()
    still = exhaust(Still(Still.Options(**SMALL), 0).render(look, rig, None, "detail_tee.hem", tmp_path / "a.png"))
    assert still.view == "detail_tee.hem"
    middle = pixels(still.path)[40:60, 30:66]
    assert middle.mean() > 120  # white cloth, not the dark wall behind


def test_a_turntable_is_pictures_and_a_film(tmp_path):
    still = shoot(tmp_path / "turn.png", "turntable", turntable_pictures=4)
    names = [f"turn_{k:04}.png" for k in range(1, 5)]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["turn.png", "turn.mp4", *names])
    assert still.facts["pictures"] == 4 and still.facts["film"] == "turn.mp4"
    assert (tmp_path / "turn.mp4").read_bytes()[4:8] == b"ftyp"
    first, second = (pixels(tmp_path / name) for name in names[:2])
    assert np.abs(first - second).mean() > 0.5
    assert film.NAME not in bpy.data.scenes and not bpy.data.movieclips


def test_a_build_that_cannot_film_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(film, "can_film", lambda: False)
    still = shoot(tmp_path / "turn.png", "turntable", turntable_pictures=4)
    assert "no FFmpeg" in still.facts["notes"]
    assert not list(tmp_path.glob("*.mp4")) and len(list(tmp_path.glob("*.png"))) == 5
