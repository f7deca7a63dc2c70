"""Projection and back, and Blender's terms and back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toile.addon.core.body.skeleton import rotation_matrix, transforms
from toile.addon.core.camera import (
    assumed_focal,
    blender_lens,
    blender_matrix,
    focal_from_35mm,
    from_blender_lens,
    from_blender_matrix,
    intrinsics,
    level_camera,
    look_at,
    moved,
    project,
    resized,
    to_camera,
    unproject,
)
from toile.addon.core.types import Camera

numbers = st.floats(-3, 3)
points = st.lists(numbers, min_size=3, max_size=3).map(np.array)
sizes = st.tuples(st.integers(64, 4000), st.integers(64, 4000))


@st.composite
def cameras(draw):
    size = draw(sizes)
    focal = draw(st.floats(0.5, 4)) * max(size)
    centre = size[0] * draw(st.floats(0.3, 0.7)), size[1] * draw(st.floats(0.3, 0.7))
    pose = transforms(rotation_matrix(draw(points)), draw(points))
    return Camera(intrinsics(focal, size, centre), size, pose, "assumed")


@settings(deadline=None)
@given(cameras(), st.floats(0, 1), st.floats(0, 1), st.floats(0.2, 20))
def test_unproject_then_project(camera, across, down, depth):
    pixel = np.array([across * camera.size[0], down * camera.size[1]])
    world = unproject(camera, pixel, depth)
    assert to_camera(camera, world)[2] == pytest.approx(depth, abs=1e-9)
    np.testing.assert_allclose(project(camera, world), pixel, atol=1e-6)


@settings(deadline=None)
@given(cameras())
def test_blender_and_back(camera):
    np.testing.assert_allclose(from_blender_lens(blender_lens(camera), camera.size), camera.K, atol=1e-6)
    np.testing.assert_allclose(from_blender_matrix(blender_matrix(camera)), camera.cam_from_world, atol=1e-9)


@settings(deadline=None)
@given(cameras(), points, points, points)
def test_moving_the_world_and_the_camera_together_changes_nothing(camera, point, turn, shift):
    change = transforms(rotation_matrix(turn), shift)
    after = moved(camera, change)
    np.testing.assert_allclose(
        to_camera(after, change[:3, :3] @ point + change[:3, 3]), to_camera(camera, point), atol=1e-9
    )


def test_a_level_camera_sees_left_as_right_and_up_as_up():
    camera = level_camera(intrinsics(1000, (600, 800)), (600, 800), "assumed", eye=np.array([0, -5.0, 1]))
    middle, left, top = project(camera, np.array([[0, 0, 1], [0.5, 0, 1], [0, 0, 1.5]]))
    np.testing.assert_allclose(middle, [300, 400])
    assert left[0] > 300 and left[1] == pytest.approx(400)  # a person who faces us has the left hand on our right
    assert top[1] < 400 and top[0] == pytest.approx(300)
    np.testing.assert_allclose(look_at(np.array([0, -5.0, 1]), np.array([0, 0, 1.0])), camera.cam_from_world)


def test_what_lies_behind_is_nowhere():
    camera = level_camera(intrinsics(1000, (600, 800)), (600, 800), "assumed")
    assert np.isnan(project(camera, np.array([0.0, -1.0, 0.0]))).all()


def test_a_resized_picture_shows_the_same():
    camera = level_camera(intrinsics(1000, (600, 800)), (600, 800), "exif")
    point = np.array([0.2, 3.0, -0.4])
    np.testing.assert_allclose(project(resized(camera, (300, 400)), point), project(camera, point) / 2)


def test_focal_lengths():
    assert focal_from_35mm(50, (3600, 2400)) == pytest.approx(5000)
    assert assumed_focal((600, 800)) == pytest.approx(960)
