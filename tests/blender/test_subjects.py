"""Who wears the garments: mannequin, headless mannequin, ghost; and where: the studio's paper and our sets."""

from __future__ import annotations

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector
from toile.addon.blender.person.mannequin import NAME
from toile.addon.blender.picture import framing, setting, studio, subject
from toile.addon.blender.picture.scenes.registry import CAMERAS, SCENES
from toile.addon.blender.picture.still import Still
from toile.addon.core.errors import JobError, RenderError
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Drape, Dressed

from tests.blender.test_still import SMALL, dressed, pixels


@pytest.fixture(autouse=True)
def users_file():
    bpy.ops.wm.read_homefile(use_factory_startup=True)


def scenery():
    return {kind: sorted(block.name for block in getattr(bpy.data, kind)) for kind in ("objects", "meshes", "materials",
            "worlds", "collections", "lights", "scenes")}  # fmt: skip


def shoot(path, view="front", **options):
    rig, look = dressed()
    before = scenery()
    still = exhaust(Still(Still.Options(**{**SMALL, **options}), 0).render(look, rig, None, view, path))
    assert scenery() == before
    assert not bpy.data.objects[NAME].hide_render
    return still


def is_skin(picture):
    """(H, W) bool: the mannequin's warm ivory and nothing else of the picture."""
    return (picture[..., 0] - picture[..., 2] > 18) & (picture[..., 0] < picture[..., 1] * 1.3)


def test_the_headless_mannequin_ends_at_its_neck(tmp_path):
    rig, look = dressed()
    scene = bpy.data.scenes["Toile Studio"]
    with subject.shown(subject.HEADLESS, look, rig, scene) as worn:
        item = bpy.data.objects["Toile Mannequin Headless"]
        assert bpy.data.objects[NAME].hide_render and not item.hide_render
        head = rig.body.world_from_joint[rig.body.joints.index("head"), 2, 3]
        assert head - 0.09 < worn.points[:, 2].max() < head
        edges = np.zeros(len(item.data.edges), int)
        for polygon in item.data.polygons:
            np.add.at(edges, [item.data.loops[k].edge_index for k in polygon.loop_indices], 1)
        assert ((edges == 1).sum() > 0) <= (len(item.data.materials) == 2)  # only the cap's own foot is open
        posed = worn.solid[0]
        arm = rig.body.world_from_joint[rig.body.joints.index("wrist.L"), :3, 3]
        assert np.linalg.norm(posed - arm, axis=1).min() < 0.06  # it stands as the armature does
    assert "Toile Mannequin Headless" not in bpy.data.objects


def test_a_ghost_is_garments_over_their_shadow(tmp_path):
    whole, ghost = (pixels(shoot(tmp_path / f"{kind}.png", subject=kind).path) for kind in ("mannequin", "ghost"))
    assert is_skin(whole).sum() > 4 * is_skin(ghost).sum()  # a little of the ghost is warm light within
    red = (ghost[..., 0] > 2 * ghost[..., 1]).nonzero()
    assert red[0].max() > 110  # framed for itself: the skirt's hem is near the picture's lower edge
    below, aside = ghost[122:126, 55:73].mean(), ghost[122:126, 4:14].mean()
    assert below < aside - 3


def test_a_ghost_of_no_garment_is_refused():
    rig, _ = dressed()
    output = Still(Still.Options(**SMALL, subject="ghost"), 0)
    with pytest.raises(RenderError, match="no garment"):
        exhaust(output.render(Dressed(Drape(()), ()), rig, None, "front", "nowhere.png"))


def test_white_paper_is_white_and_coloured_paper_coloured(tmp_path):
    white, blue = (pixels(shoot(tmp_path / f"{k}.png", background=k).path)[:10, :10] for k in ("#ffffff", "#4060c0"))
    assert white.mean() > 235
    assert blue[..., 2].mean() > 1.5 * blue[..., 0].mean()
    with pytest.raises(JobError, match="background"):
        Still.Options(background="blue")


def test_a_turntable_of_a_ghost(tmp_path):
    still = shoot(tmp_path / "turn.png", "turntable", subject="ghost", turntable_pictures=4)
    assert still.facts["pictures"] == 4


def test_the_saved_scene_has_the_subject(tmp_path):
    rig, look = dressed()
    path = tmp_path / "scene.blend"
    exhaust(Still(Still.Options(**SMALL, subject="headless"), 0).save_scene(look, rig, path))
    assert "Toile Mannequin Headless" not in bpy.data.objects
    bpy.ops.wm.open_mainfile(filepath=str(path))
    assert not bpy.data.objects["Toile Mannequin Headless"].hide_render and bpy.data.objects[NAME].hide_render


@pytest.mark.parametrize("name", [name for name in SCENES if name != studio.NAME])
def test_a_set_stands_round_the_person_and_leaves_room(name):
    rig, look = dressed()
    scene = bpy.data.scenes[studio.STUDIO]
    before = scenery()
    with setting.arranged(scene, name, studio.PAPER, 0.0):
        collection = bpy.data.collections[setting.SET]
        scene.view_layers[0].update()
        boxes = [box_of(item) for item in collection.objects if item.type == "MESH"]
        floor = [low for low, high in boxes if (low[:2] < -2).all() and (high[:2] > 2).all() and abs(high[2]) < 1e-3]
        assert floor  # under the feet, at the height of the studio's
        assert not [box for box in boxes if reaches_person(*box)]
        assert all(item.parent == studio.table_of(scene) for item in collection.objects)
    assert scenery() == before


@pytest.mark.parametrize("name", list(SCENES))
def test_every_scene_has_its_cameras(name):
    stands = SCENES[name].stands
    assert len(stands) == CAMERAS and len({(s.turn_deg, s.rise, s.lens_mm) for s in stands}) == CAMERAS


def box_of(item):
    """The lowest and highest corner in the world; (3,) and (3,) m."""
    corners = np.array([item.matrix_world @ Vector(corner) for corner in item.bound_box])
    return corners.min(0), corners.max(0)


def reaches_person(low, high):
    """Whether the box reaches into the room that the person needs; rugs do not count."""
    return (low[:2] < 0.45).all() and (high[:2] > -0.45).all() and high[2] > 0.03 and low[2] < 2.0


def test_a_view_in_a_set_shows_the_whole_person_out_of_focus_behind(tmp_path):
    still = shoot(tmp_path / "a.png", "back", scene="bedroom", camera=2)
    assert still.size == (96, 128)
    rig, look = dressed()
    output = Still(Still.Options(**SMALL, scene="bedroom", camera=2), 0)
    with output.shot(look, rig, "back") as shot:
        framing.turn(shot.scene, shot.worn.points, np.pi, shot.aspect, shot.stand)
        shot.scene.view_layers[0].update()
        camera = shot.scene.camera
        seen = np.array([world_to_camera_view(shot.scene, camera, Vector(p))[:] for p in shot.worn.points[::29]])
        assert seen[:, :2].min() > 0.03 and seen[:, :2].max() < 0.97
        assert camera.data.dof.use_dof and abs(camera.data.dof.focus_distance - seen[:, 2].mean()) < 0.25
        towards = np.array(camera.matrix_world.translation) - shot.worn.points.mean(0)
        assert abs(towards[0]) < 0.2 and towards[1] > 3  # behind the person, whichever way the set is turned
