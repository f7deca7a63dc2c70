"""The person, the mannequin and the studio in Blender."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector
from mathutils.bvhtree import BVHTree
from toile.addon.blender.collections import own_collection
from toile.addon.blender.person import mannequin
from toile.addon.blender.person.scene import Photo, facing
from toile.addon.blender.picture import framing, studio
from toile.addon.core.body.build import body_model, build_body, posed_vertices
from toile.addon.core.body.skeleton import rotation_matrix
from toile.addon.core.camera import intrinsics, look_at, project
from toile.addon.core.seams import exhaust
from toile.addon.core.types import BodyFit, Camera
from toile.addon.core.views import TURNS

from tests.blender.deformed import deformed

KINDS = (
    "objects",
    "meshes",
    "armatures",
    "cameras",
    "lights",
    "materials",
    "worlds",
    "collections",
    "scenes",
    "images",
)


def standing(turn=0.0, camera=None):
    """An average woman, turned, one knee forward, arms lowered, away from the origin."""
    model = body_model()
    shape = model.mean_shape
    shape[model.place("gender")] = 1.0
    pose = model.identity_pose()
    for name, turned in {
        "upperarm01.L": (0, 0.4, 0),
        "upperarm01.R": (0, -0.3, 0),
        "upperleg01.L": (-0.3, 0, 0),
    }.items():
        pose[model.joint(name)] = rotation_matrix(np.array(turned, float))
    root = np.eye(4)
    root[:3, :3] = rotation_matrix(np.array([0, 0, turn]))
    root[:3, 3] = (0.4, -0.2, 0.9)
    return build_body(BodyFit("anny", shape, pose, root, camera))


def place(body, **options):
    return exhaust(Photo(Photo.Options(**options), 0).place(body, None))


def names():
    return {kind: sorted(block.name for block in getattr(bpy.data, kind)) for kind in KINDS}


@pytest.fixture(scope="module")
def woman():
    return standing()


@pytest.fixture(autouse=True)
def users_file():
    bpy.ops.wm.read_homefile(use_factory_startup=True)


def test_the_rig_names_what_was_made(woman):
    rig = place(woman)
    assert (rig.body_object, rig.armature_object, rig.camera_object) == ("Toile Body", "Toile Armature", "Toile Camera")
    assert rig.body is woman
    person = bpy.data.collections["Toile Person"]
    assert {item.name for item in person.objects} >= {"Toile Body", "Toile Armature", "Toile Camera", mannequin.NAME}
    assert person.name in bpy.data.collections["Toile"].children


def test_the_users_scene_is_left_alone(woman):
    scene = bpy.context.scene
    scene.render.resolution_x, scene.render.filepath = 123, "//mine"
    cube, camera, world = bpy.data.objects["Cube"], scene.camera, scene.world
    before = (cube.matrix_world.copy(), scene.render.engine, scene.view_settings.view_transform)
    place(woman)
    assert bpy.context.scene == scene
    assert (scene.camera, scene.world) == (camera, world)
    assert (scene.render.resolution_x, scene.render.filepath) == (123, "//mine")
    assert (cube.matrix_world, scene.render.engine, scene.view_settings.view_transform) == before
    assert "Cube" not in bpy.data.scenes[studio.STUDIO].collection.all_objects


def test_a_second_person_takes_the_place_of_the_first(woman):
    place(woman)
    once = names()
    place(standing(0.5), mannequin="stone")
    assert names() == once


def test_a_place_that_is_cancelled_leaves_nothing(woman):
    before = names()
    count = len(list(Photo(Photo.Options(), 0).place(woman, None)))
    bpy.ops.wm.read_homefile(use_factory_startup=True)
    for steps in range(1, count + 1):
        running = Photo(Photo.Options(), 0).place(woman, None)
        for _ in range(steps):
            next(running)
        running.close()
        assert names() == before


def test_a_stage_that_fails_leaves_nothing():
    before = names()
    with pytest.raises(ZeroDivisionError), own_collection("Toile Test") as collection:
        material = bpy.data.materials.new("Toile Test")
        mesh = bpy.data.meshes.new("Toile Test")
        mesh.materials.append(material)
        collection.objects.link(bpy.data.objects.new("Toile Test", mesh))
        collection.objects.link(bpy.data.objects.new("Toile Lamp", bpy.data.lights.new("Toile Lamp", "POINT")))
        1 / 0  # noqa: B018
    assert names() == before


def test_an_own_collection_keeps_what_the_user_uses_too():
    with own_collection("Toile Test") as collection:
        collection.objects.link(bpy.data.objects.new("Toile Copy", bpy.data.objects["Cube"].data))
    with own_collection("Toile Test"):
        pass
    assert bpy.data.objects["Cube"].data.name == "Cube"
    assert "Toile Copy" not in bpy.data.objects


def test_the_mannequin_stands_as_the_body_does():
    body = standing(turn=0.8)
    place(body)
    model, posed = body_model(), posed_vertices(body)
    layer = bpy.data.scenes[studio.STUDIO].view_layers[0]
    assert np.abs(deformed(bpy.data.objects["Toile Body"], layer) - posed).max() < 1e-5
    skin = BVHTree.FromPolygons(posed.tolist(), model.skin_faces.tolist())
    points = deformed(bpy.data.objects[mannequin.NAME], layer)
    near = [skin.find_nearest(Vector(point)) for point in points]
    off = np.array([hit[3] for hit in near])
    region = np.array([model.regions[model.skin_faces[hit[2], 0]] for hit in near])
    calmed = np.isin(region, [0, 1, 5, 6])  # head, neck and hands
    assert np.quantile(off[~calmed], 0.99) < 0.002
    assert off[~calmed].max() < 0.005  # between the toes
    assert off.max() < 0.06  # the nose and the ears


def test_the_mannequin_is_closed_and_has_nothing_inside(woman):
    place(woman)
    mesh = bpy.data.objects[mannequin.NAME].data
    uses = np.zeros(len(mesh.edges), int)
    np.add.at(uses, [loop.edge_index for loop in mesh.loops], 1)
    assert (uses == 2).all()
    assert mesh.validate() is False  # nothing was wrong with it


def test_the_base_layer_covers_the_trunk_only(woman):
    def inside(joint, towards=(0, 0, 0)):
        return mannequin.base_layer(woman, (mannequin.joint_at(woman, joint) + towards)[None])[0]

    assert inside("root", (0, -0.1, -0.03)) > 0 and inside("spine03", (0, -0.1, 0)) > 0
    for joint in ("head", "wrist.L", "wrist.R", "lowerarm01.L", "lowerleg01.L", "foot.R"):
        assert inside(joint) < 0


@pytest.mark.parametrize("turn", [0.0, 0.7, -2.5])
def test_the_studio_knows_where_the_person_faces(turn):
    assert facing(standing(turn)) == pytest.approx(turn, abs=1e-6)


def test_the_photos_camera_sees_what_core_says(woman):
    pose = look_at(np.array([0.9, -3.0, 1.5]), np.array([0.4, -0.2, 0.8]))
    camera = Camera(intrinsics(700.0, (480, 640), (250.0, 300.0)), (480, 640), pose, "assumed")
    body = replace(woman, camera=camera)
    item = bpy.data.objects[place(body).camera_object]
    scene = bpy.context.scene
    scene.render.resolution_x, scene.render.resolution_y = camera.size
    bpy.context.view_layer.update()
    for point in posed_vertices(body)[::997]:
        seen = world_to_camera_view(scene, item, Vector(point))
        assert np.allclose((480 * seen.x, 640 * (1 - seen.y)), project(camera, point), atol=0.01)


@pytest.mark.parametrize("view", TURNS)
@pytest.mark.parametrize("aspect", [3 / 4, 1.5])
def test_every_view_shows_the_whole_person_from_its_side(view, aspect):
    body = standing(turn=1.1)
    place(body)
    scene, points = bpy.data.scenes[studio.STUDIO], posed_vertices(body)
    framing.turn(scene, points, facing(body) + np.radians(TURNS[view]), aspect)
    scene.view_layers[0].update()
    scene.render.resolution_x, scene.render.resolution_y = int(600 * aspect), 600
    seen = np.array([world_to_camera_view(scene, scene.camera, Vector(p))[:] for p in points[::7]])
    assert seen[:, :2].min() > 0.03 and seen[:, :2].max() < 0.97
    assert seen[:, 1].min() == pytest.approx(1 - seen[:, 1].max(), abs=0.01)
    to_camera = np.array(scene.camera.matrix_world.translation) - points.mean(0)
    angle = np.degrees(np.arctan2(to_camera[0], -to_camera[1]) - 1.1)
    assert (angle - TURNS[view] + 180) % 360 - 180 == pytest.approx(0, abs=2)
