"""The photo's face for the avatar: found to the pixel, bent onto the head's own, weighed, and refused."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from toile.addon.core.body.skeleton import rotation_matrix
from toile.addon.core.face.features import find_features
from toile.addon.core.face.head_pose import average_head, mark_points, mark_vertices, see_head
from toile.addon.core.face.own_face import OwnFace, off_axis, take_face
from toile.addon.core.face.warp import sharp_sample, similarity, spline_through
from toile.addon.core.photo.image import lab_from_linear, luminance

from tests.core.painted_face import SKIN, places, seen, somebody, without

TONE = SKIN


@cache
def photo(**how):
    body = somebody()
    return body, *seen(body, **how)


@cache
def taken() -> OwnFace:
    body, evidence, _ = photo()
    face = take_face(body, evidence, TONE)
    assert isinstance(face, OwnFace), face
    return face


def refusal(evidence) -> str:
    found = take_face(somebody(), evidence, TONE)
    assert isinstance(found, str)
    return found


def test_a_spline_goes_through_its_points_and_is_straight_far_away():
    rng = np.random.default_rng(1)
    points, targets = rng.random((8, 2)) * 100, rng.random((8, 2)) * 100
    assert np.allclose(spline_through(points, targets)(points), targets, atol=1e-6)
    moved = points @ [[0.8, 0.2], [-0.2, 0.8]] + (3, 4)
    assert np.allclose(spline_through(points, moved)(np.array([[500.0, -300.0]])), [[463.0, -136.0]], atol=1e-4)
    alike = similarity(points, moved)
    assert np.allclose(points @ alike[1:] + alike[0], moved)


def test_a_sharp_sample_of_a_pixel_is_the_pixel():
    image = np.random.default_rng(2).random((6, 7, 3)).astype(np.float32)
    rows, columns = np.mgrid[:6, :7] + 0.5
    assert np.allclose(sharp_sample(image, np.stack([columns, rows], -1)), image, atol=1e-6)


@pytest.mark.parametrize("how", [{}, {"turned": 12.0}, {"lit_from": -0.5}, {"apart": 30.0}])
def test_features_are_found_to_a_few_hundredths_of_the_eyes_distance(how):
    body, evidence, head = photo(**how)
    shifted = evidence.landmarks + (1.5, -5.0)  # as the pose landmarker answers
    found = find_features(evidence.image, shifted)
    marks = {name: head.project(points) for name, points in mark_points(body).items()}
    apart = np.linalg.norm(np.subtract(*marks["pupils"]))
    for name, own in (("pupils", found.pupils), ("nose", (found.nose,)), ("mouth", (found.mouth,))):
        for mark, each in zip(marks[name], own, strict=True):
            assert np.linalg.norm(mark - each.place) < 0.07 * apart, name


@pytest.mark.parametrize("turned", [0.0, 12.0, -18.0])
def test_the_head_is_seen_as_the_camera_saw_it(turned):
    body, evidence, head = photo(turned=turned)
    found = see_head(body, evidence, find_features(evidence.image, evidence.landmarks))
    assert np.degrees(np.arccos(found.direction() @ head.direction())) < 6.0
    assert np.degrees(found.turned()[0]) == pytest.approx(turned, abs=5.0)


def test_the_photos_features_land_on_the_heads():
    face = taken()
    names, features = mark_vertices(), face.features
    pairs = {
        "pupils": features.pupils,
        "nose": (features.nose,),
        "mouth": (features.mouth,),
        "corners": features.corners,
    }
    for name, found in pairs.items():
        bent = face.laid.bend(face.laid.at[names[name]])
        assert np.abs(bent - [each.place for each in found]).max() < 0.5


def test_the_face_counts_wholly_in_its_middle_and_nowhere_on_hair_neck_and_ears():
    body, evidence, _ = photo()
    laid = taken().laid

    def weight(*points):
        near = [np.linalg.norm(average_head() - point, axis=1).argmin() for point in points]
        column, row = np.floor(laid.at[near]).astype(int).T
        height, width = laid.weight.shape
        inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
        found = laid.weight[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)]
        return found * inside * laid.counts[near]

    assert weight((0.03, -0.018, 0.012), (0, -0.043, -0.038), (0, -0.03, -0.07), (0.03, -0.015, -0.04)).min() > 0.95
    assert weight((0.075, 0.07, -0.02), (0, 0.02, 0.1), (0, 0.03, -0.15), (0, 0.18, 0.0)).max() == 0
    steps = np.abs(np.diff(laid.weight, axis=1))
    assert steps.max() < 0.25  # no hard edge


def test_hair_over_the_forehead_is_no_face():
    body, evidence, head = photo()
    place = places(body, head)
    fringe = without(evidence, (place[..., 2] > 0.03) & (place[..., 0] > 0.0), (12, 9, 8))
    laid = take_face(body, fringe, TONE).laid
    vertex = np.linalg.norm(average_head() - (0.03, 0.0, 0.045), axis=1).argmin()
    column, row = np.floor(laid.at[vertex]).astype(int)
    assert laid.weight[row, column] < 0.05


def test_the_light_is_taken_out_and_the_tone_met():
    laid = taken().laid
    bright = luminance(laid.colour)
    middle = laid.weight.shape[1] // 2
    skin = (laid.weight > 0.95) & (np.abs(np.log(bright / np.median(bright[laid.weight > 0.95]))) < 0.4)
    left, right = (np.median(bright[:, half][skin[:, half]]) for half in (slice(None, middle), slice(middle, None)))
    body, evidence, _ = photo()
    before = evidence.image[200:240].mean(-1)
    assert abs(np.log(left / right)) < 0.12 < abs(np.log(before[:, 165] / before[:, 255]).mean())
    seen_lab = lab_from_linear(np.median(laid.colour[skin], axis=0)[None])
    assert np.linalg.norm(seen_lab - lab_from_linear(np.array([TONE], np.float32))) < 4


def test_the_head_keeps_its_shape_where_the_photo_has_it():
    moved = np.linalg.norm(taken().laid.moves, axis=1)
    assert moved.max() < 0.006
    assert moved[average_head()[:, 2] < -0.17].max() == 0


def test_cameras_up_to_15_degrees_beside_the_photos_will_do():
    face = taken()
    direction = face.head.direction()

    def at(degrees, axis):
        turn = rotation_matrix(np.radians(degrees) * np.array(axis, float))
        return face.head.middle + 3.0 * turn @ direction

    for axis in ((0, 0, 1), (1, 0, 0)):
        assert not off_axis(face, at(14.0, axis)) and not off_axis(face, at(-14.0, axis))
        assert "16 degrees" in off_axis(face, at(16.0, axis))
    assert not off_axis(face, at(170.0, direction))  # a camera on its head sees the same side


def test_what_is_no_good_is_refused_with_its_number():
    body, evidence, head = photo()
    place = places(body, head)
    assert take_face(body, None, TONE) == "There is no photo."
    assert "skin" in refusal(replace(evidence, segments=None))
    assert "visibility is 0.20" in refusal(replace(evidence, visibility=evidence.visibility * 0.2))
    assert "px apart" in refusal(photo(apart=20.0)[1])
    assert "too dark" in refusal(replace(evidence, image=evidence.image // 12))
    assert "overexposed" in refusal(
        replace(evidence, image=np.clip(evidence.image.astype(int) * 2, 0, 255).astype(np.uint8))
    )
    mask = without(evidence, (place[..., 2] < -0.03) & (place[..., 1] < 0.06), (180, 200, 220))
    assert any(word in refusal(mask) for word in ("mouth is not clear", "before the face"))


def test_a_hand_before_the_face_is_refused():
    _, evidence, _ = photo()
    landmarks, visibility = evidence.landmarks.copy(), evidence.visibility.copy()
    landmarks[19], visibility[19] = landmarks[[9, 10]].mean(0), 0.9
    assert "hand" in refusal(replace(evidence, landmarks=landmarks, visibility=visibility))


def test_a_face_that_looks_away_is_refused():
    assert "turned" in refusal(photo(turned=36.0)[1])
    assert "turned" in refusal(photo(turned=-36.0)[1])


def test_covered_eyes_are_not_found():
    body, evidence, head = photo()
    place = places(body, head)
    glasses = (np.abs(np.abs(place[..., 0]) - 0.03) < 0.024) & (np.abs(place[..., 2]) < 0.018)
    assert refusal(without(evidence, glasses, (20, 20, 20)))


def test_light_too_hard_to_be_taken_out_is_refused():
    assert "one cheek is" in refusal(photo(lit_from=1.1)[1])
