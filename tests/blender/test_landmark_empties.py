"""Landmarks over the photo: where they are seen, and what a drag of one means."""

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector
from toile.addon.blender.person import landmark_empties as empties
from toile.addon.blender.person.scene import photo_camera
from toile.addon.core.camera import project, unproject
from toile.addon.core.photo.corrections import LANDMARKS, Correction, correct
from toile.addon.ui import landmarks

from tests.blender.noise_photo import MIDDLE, SIZE, camera, evidence


@pytest.fixture
def empty_file():
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)


def test_through_the_camera_each_landmark_lies_on_the_photos(empty_file):
    seen, by = evidence(), camera()
    empties.show(seen, by, 1, MIDDLE)
    scene = bpy.context.scene
    scene.render.resolution_x, scene.render.resolution_y = SIZE
    item = photo_camera(by)
    scene.collection.objects.link(item)
    bpy.context.view_layer.update()
    for name, at in zip(LANDMARKS, seen.landmarks, strict=True):
        view = world_to_camera_view(scene, item, bpy.data.objects[f"Toile Landmark {name}"].location)
        np.testing.assert_allclose((view.x * SIZE[0], (1 - view.y) * SIZE[1]), at, atol=0.05)
        assert 3.4 < view.z < 3.7  # the body's
    photo = bpy.data.objects["Toile Photo"]
    half = photo.empty_display_size / 2
    for x, y in ((-1, -1), (1, 1)):
        corner = photo.matrix_world @ Vector((x * half * SIZE[0] / SIZE[1], y * half, 0))
        view = world_to_camera_view(scene, item, corner)
        np.testing.assert_allclose((view.x, view.y), ((x + 1) / 2, (y + 1) / 2), atol=1e-3)


def test_the_less_sure_the_larger_and_what_was_corrected_looks_different(empty_file):
    put = (Correction("nose", px=(50.0, 60.0)), Correction("left_knee", unseen=True))
    empties.show(correct(evidence(), put), camera(), 1, MIDDLE)
    kinds = {name: bpy.data.objects[f"Toile Landmark {name}"] for name in LANDMARKS}
    assert kinds["nose"].empty_display_type == "CUBE"
    assert kinds["left_knee"].empty_display_type == kinds["right_foot_index"].empty_display_type == "PLAIN_AXES"
    assert kinds["left_eye"].empty_display_type == "SPHERE"
    assert kinds["left_eye"].empty_display_size < kinds["left_hip"].empty_display_size
    assert kinds["left_hip"].empty_display_size < kinds["left_heel"].empty_display_size


def test_a_drag_is_read_in_px_of_the_file_and_nothing_else_has_moved(empty_file):
    empties.show(evidence(), camera(), 1, MIDDLE)
    assert empties.moved() == ()
    wrist, hip = (bpy.data.objects[f"Toile Landmark {name}"] for name in ("left_wrist", "right_hip"))
    depth = (camera().cam_from_world[:3, :3] @ wrist.location + camera().cam_from_world[:3, 3])[2]
    wrist.location = unproject(camera(), np.array([206.0, 327.5]), depth)
    hip.location = unproject(camera(), np.array([-20.0, 100.0]), depth)
    assert empties.moved() == (
        Correction("left_wrist", 1, (412.0, 655.0)),
        Correction("right_hip", 1, unseen=True),  # it was dragged out of the photo
    )


def test_the_camera_to_look_through_follows_and_stays_the_same(empty_file):
    empties.show(evidence(), camera(), 1, MIDDLE)
    item = bpy.data.objects[empties.CAMERA]
    empties.show(evidence(), camera(0.9), 1, MIDDLE)
    assert bpy.data.objects[empties.CAMERA] == item and len(bpy.data.cameras) == 1
    bpy.context.view_layer.update()
    bpy.context.scene.render.resolution_x, bpy.context.scene.render.resolution_y = SIZE
    at = project(camera(0.9), np.array([0.2, 0.1, 1.4]))
    view = world_to_camera_view(bpy.context.scene, item, Vector((0.2, 0.1, 1.4)))
    np.testing.assert_allclose((view.x * SIZE[0], (1 - view.y) * SIZE[1]), at, atol=0.05)


def test_shown_again_they_are_the_same_objects_and_of_another_photo_others(empty_file):
    empties.show(evidence(), camera(), 1, MIDDLE)
    nose = bpy.data.objects["Toile Landmark nose"]
    empties.show(evidence(), camera(0.9), 1, MIDDLE)
    assert bpy.data.objects["Toile Landmark nose"] == nose
    empties.show(evidence(), camera(), 2, MIDDLE)
    assert empties.shown_number() == 2 and len(empties.empties()) == 33
    empties.remove()
    assert not bpy.data.objects and not bpy.data.images and not bpy.data.cameras


@pytest.mark.parametrize(
    ("photo", "region"), [((300, 400), (1600, 900)), ((400, 300), (600, 1000)), ((400, 400), (500, 500))]
)
def test_the_view_shows_the_whole_photo(photo, region):
    factor = (landmarks.camera_zoom(photo, region) / 50 + 2**0.5) ** 2 / 4
    longer = max(region) * factor  # px of the view, of the photo's longer side
    width, height = (longer * side / max(photo) for side in photo)
    assert width <= region[0] and height <= region[1]
    assert width > 0.94 * region[0] or height > 0.94 * region[1]
