"""The armature deforms as the core says, and Blender's camera sees as the core's does."""

import time

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.person.armature import ARMATURE, BODY, add_body
from toile.addon.core.body.build import body_model, build_body, posed_vertices
from toile.addon.core.body.poses import make_pose
from toile.addon.core.body.skeleton import rotation_matrix, transforms
from toile.addon.core.camera import blender_lens, blender_matrix, intrinsics, look_at, project
from toile.addon.core.types import BodyFit, Camera

from tests.blender.deformed import deformed

MODEL = body_model()
ROOT = transforms(rotation_matrix(np.array([0.2, 0.1, 0.5])), np.array([0.3, -0.2, 1.0]))
LIMIT_MM = 0.01


def random_body(seed):
    rng = np.random.default_rng(seed)
    low, high = MODEL.shape_limits()
    shape = np.clip(MODEL.mean_shape + rng.normal(0, 0.2, len(low)), low, high)
    pose = rotation_matrix(rng.normal(0, 0.25, (len(MODEL.joints), 3)))
    return build_body(BodyFit("anny", shape, pose, ROOT, None))


def posed_body(name):
    return build_body(BodyFit("anny", MODEL.mean_shape, make_pose(name, MODEL.mean_shape), ROOT, None))


@pytest.fixture
def collection():
    bpy.ops.wm.read_factory_settings(use_empty=True)
    made = bpy.data.collections.new("test")
    bpy.context.scene.collection.children.link(made)
    return made


@pytest.mark.parametrize("body", [random_body(0), random_body(1), posed_body("seated")])
def test_blender_deforms_as_the_core_does(collection, body):
    item, _ = add_body(body, collection)
    off_mm = np.linalg.norm(deformed(item) - posed_vertices(body), axis=1).max() * 1000
    assert off_mm < LIMIT_MM


def test_the_body_has_quads_uvs_smooth_faces_and_its_names(collection):
    item, armature = add_body(posed_body("relaxed"), collection)
    assert (item.name, armature.name) == (BODY, ARMATURE)
    assert set(collection.objects) == {item, armature}
    assert {len(face.vertices) for face in item.data.polygons} == {4}
    assert all(face.use_smooth for face in item.data.polygons)
    uv = np.empty(len(item.data.loops) * 2, np.float32)
    item.data.uv_layers.active.data.foreach_get("uv", uv)
    assert 0 <= uv.min() < 0.1 and 0.9 < uv.max() <= 1
    assert tuple(group.name for group in item.vertex_groups) == MODEL.joints
    assert tuple(bone.name for bone in armature.data.bones) == MODEL.joints


def test_weights_are_quick(collection):
    body = posed_body("relaxed")
    start = time.process_time()
    add_body(body, collection)
    assert time.process_time() - start < 1.5  # 0.15 s on an idle machine


@pytest.mark.parametrize("size", [(600, 800), (1024, 577)])
def test_blenders_camera_sees_where_the_core_projects(collection, size):
    from bpy_extras.object_utils import world_to_camera_view

    pose = look_at(np.array([1.0, -4.0, 1.6]), np.array([0.1, 0.0, 0.9]))
    camera = Camera(intrinsics(1.3 * max(size), size, (0.47 * size[0], 0.55 * size[1])), size, pose, "assumed")
    lens = blender_lens(camera)
    data = bpy.data.cameras.new("camera")
    data.sensor_fit, data.sensor_width, data.lens = "AUTO", lens.sensor_mm, lens.lens_mm
    data.shift_x, data.shift_y = lens.shift_x, lens.shift_y
    item = bpy.data.objects.new("camera", data)
    collection.objects.link(item)
    from mathutils import Matrix, Vector

    item.matrix_world = Matrix(blender_matrix(camera).tolist())
    scene = bpy.context.scene
    scene.render.resolution_x, scene.render.resolution_y = size
    scene.render.resolution_percentage = 100
    bpy.context.view_layer.update()
    for point in np.random.default_rng(0).uniform(-0.6, 0.6, (20, 3)) + np.array([0, 0, 0.9]):
        seen = world_to_camera_view(scene, item, Vector(point))
        pixel = np.array([seen.x * size[0], (1 - seen.y) * size[1]])
        np.testing.assert_allclose(pixel, project(camera, point), atol=0.01)
