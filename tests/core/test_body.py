"""The body model: shapes, joints, skinning, the small body that solvers use."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toile.addon.core.body.build import REGIONS, body_model, build_body, posed_vertices, region, skin, stand_on_floor
from toile.addon.core.body.landmarks import fitted_landmarks, landmark_body
from toile.addon.core.body.shapes import read_arrays
from toile.addon.core.body.skeleton import rotation_between, rotation_matrix, rotation_vector, transforms, translation
from toile.addon.core.errors import FitError
from toile.addon.core.types import BodyFit

MODEL = body_model()


def random_shapes(count, seed=0):
    low, high = MODEL.shape_limits()
    return np.random.default_rng(seed).uniform(low, high, (count, len(low)))


def random_pose(count, spread=0.3, seed=1):
    return rotation_matrix(np.random.default_rng(seed).normal(0, spread, (count, len(MODEL.joints), 3)))


def fit(shape, pose, root=None):
    where = translation(MODEL.rest_heads(shape)[0]) if root is None else root
    return BodyFit("anny", shape, pose, where, None)


def test_a_body_stands_on_the_floor_facing_minus_y():
    body = build_body(fit(MODEL.mean_shape, MODEL.identity_pose()))
    assert body.vertices[MODEL.is_skin, 2].min() == pytest.approx(0)
    heads = dict(zip(body.joints, body.world_from_joint_rest[:, :3, 3], strict=True))
    assert heads["upperarm01.L"][0] > 0.1 > -0.1 > heads["upperarm01.R"][0]
    assert heads["toe1-1.L"][1] < heads["foot.L"][1] - 0.05
    np.testing.assert_allclose(body.skin_weights.sum(axis=1), 1, atol=1e-9)


def test_faces_look_outward():
    a, b, c, d = (MODEL.template_vertices[MODEL.skin_faces[:, k]] for k in range(4))
    assert ((np.cross(a, b) * c + np.cross(a, c) * d).sum() / 6) == pytest.approx(0.065, abs=0.03)


def test_the_rest_pose_leaves_the_body_at_rest():
    for shape in random_shapes(3):
        np.testing.assert_allclose(MODEL.posed(shape, MODEL.identity_pose()), MODEL.rest(shape), atol=1e-6)


def test_a_rigid_motion_of_the_root_moves_every_vertex_rigidly():
    shape = random_shapes(1)[0]
    pose = random_pose(1)[0]
    motion = transforms(rotation_matrix(np.array([0.3, -0.8, 0.2])), np.array([1.0, 2.0, 3.0]))
    start = translation(MODEL.rest_heads(shape)[0])
    before, after = (posed_vertices(build_body(fit(shape, pose, root))) for root in (start, motion @ start))
    np.testing.assert_allclose(after, before @ motion[:3, :3].T + motion[:3, 3], atol=1e-6)


def test_a_joint_turns_what_hangs_on_it_about_its_head():
    """The parameterisation: a joint's transform is its parent's, after a turn about its own rest head."""
    shape, pose = random_shapes(1)[0], random_pose(1)[0]
    heads = MODEL.rest_heads(shape)
    turned, moved = (part[0] for part in MODEL.fk(heads[None], pose[None]))
    for joint, parent in enumerate(MODEL.parents):
        own = transforms(pose[joint], heads[joint] - pose[joint] @ heads[joint])
        above = transforms(turned[parent], moved[parent]) if parent >= 0 else np.eye(4)
        np.testing.assert_allclose(transforms(turned[joint], moved[joint]), above @ own, atol=1e-9)


def test_skin_refuses_weights_that_do_not_sum_to_one():
    frames = np.eye(4)[None]
    with pytest.raises(FitError, match="0.5"):
        skin(np.zeros((2, 3)), np.array([[1.0], [0.5]]), frames, frames)


def test_standing_on_the_floor():
    shape, pose = MODEL.mean_shape, random_pose(1, 0.15)[0]
    grounded = stand_on_floor(MODEL, fit(shape, pose))
    assert MODEL.posed(shape, pose, grounded)[MODEL.is_skin, 2].min() == pytest.approx(0, abs=1e-9)


def test_batches_equal_single_bodies():
    shapes = random_shapes(4)
    together = MODEL.vertices(MODEL.coefficients(shapes))
    subset = np.array([5, 100, 9000])
    for one, shape in zip(together, shapes, strict=True):
        np.testing.assert_allclose(one, MODEL.rest(shape), atol=1e-5)
    np.testing.assert_allclose(MODEL.vertices(MODEL.coefficients(shapes), subset), together[:, subset], atol=1e-5)


def test_every_region_has_vertices_on_its_own_side():
    assert set(np.unique(MODEL.regions)) == set(range(len(REGIONS)))
    left, right = (MODEL.template_vertices[MODEL.regions == region(f"hand_{side}"), 0] for side in ("left", "right"))
    assert left.min() > 0 > right.max()


def test_the_skin_is_closed_and_leaves_out_eyes_and_teeth():
    assert MODEL.is_skin.sum() == 13348
    edges = np.sort(np.concatenate([MODEL.skin_faces[:, [k, (k + 1) % 4]] for k in range(4)]), axis=1)
    assert set(np.unique(edges, axis=0, return_counts=True)[1]) == {2}


def regressors():
    """(K, V) each landmark as a mean of vertices."""
    arrays = read_arrays()
    weights = np.zeros((len(landmark_body().landmarks), len(MODEL.template_vertices)))
    weights[arrays["landmark_rows"], arrays["landmark_vertices"]] = arrays["landmark_weights"]
    return weights / weights.sum(axis=1, keepdims=True)


def test_landmarks_without_a_mesh_equal_those_of_the_mesh():
    small = landmark_body()
    shapes = random_shapes(3)
    rng = np.random.default_rng(4)
    rotations = rotation_matrix(rng.normal(0, 0.3, (3, len(small.joints), 3)))
    coefficients = small.coefficients(shapes)
    placed = small.fk(
        small.heads(coefficients),
        rotations,
        root_rotation=rotation_matrix(rng.normal(0, 1, (3, 3))),
        root_position=rng.normal(0, 1, (3, 3)),
    )
    expected = regressors() @ small.vertices(coefficients, *placed)
    np.testing.assert_allclose(small.landmark_points(coefficients, *placed), expected, atol=2e-5)


def test_the_small_body_moves_as_the_whole_one():
    small, shape = landmark_body(), random_shapes(1)[0]
    rotations = rotation_matrix(np.random.default_rng(2).normal(0, 0.3, (len(small.joints), 3)))
    coefficients = small.coefficients(shape[None])
    placed = small.fk(small.heads(coefficients), rotations[None])
    pose = small.whole_pose(rotations)
    np.testing.assert_allclose(small.vertices(coefficients, *placed)[0], MODEL.posed(shape, pose), atol=1e-5)
    np.testing.assert_array_equal(small.reduced_pose(pose), rotations)


def test_the_landmarks_of_a_fit_lie_where_its_posed_mesh_has_them():
    small, rng = landmark_body(), np.random.default_rng(5)
    pose = small.whole_pose(rotation_matrix(rng.normal(0, 0.3, (len(small.joints), 3))))
    place = transforms(rotation_matrix(rng.normal(0, 1, 3)), rng.normal(0, 1, 3))
    shape = random_shapes(1)[0]
    expected = regressors() @ MODEL.posed(shape, pose, place)
    np.testing.assert_allclose(fitted_landmarks(fit(shape, pose, place)), expected, atol=2e-5)
    nose, left, right = small.rows([0, 11, 12])
    assert small.landmarks[[nose, left, right]].tolist() == [0, 11, 12]


vectors = st.lists(st.floats(-1.8, 1.8), min_size=3, max_size=3).map(np.array)


@settings(max_examples=60, deadline=None)
@given(vectors, vectors)
def test_rotations(first, second):
    matrix = rotation_matrix(first)
    np.testing.assert_allclose(rotation_matrix(rotation_vector(matrix)), matrix, atol=1e-6)
    if min(np.linalg.norm(first), np.linalg.norm(second)) > 1e-3:
        reached = rotation_between(first, second) @ first / np.linalg.norm(first)
        np.testing.assert_allclose(reached, second / np.linalg.norm(second), atol=1e-9)


def test_half_turns():
    for axis in (*np.eye(3), np.array([0.6, 0.0, -0.8])):
        matrix = rotation_matrix(axis * np.pi)
        np.testing.assert_allclose(rotation_matrix(rotation_vector(matrix)), matrix, atol=1e-6)
        start = np.cross(axis, [0.3, 0.5, 0.7])
        np.testing.assert_allclose(rotation_between(start, -start) @ start, -start, atol=1e-9)


def test_a_foot_that_is_nearly_flat_is_levelled_and_a_lifted_one_is_left():
    from toile.addon.core.body.skeleton import rotation_matrix
    from toile.addon.core.body.soles import level_soles
    from toile.addon.core.types import BodyFit

    model = body_model()
    pose = model.identity_pose()
    pose[model.joint("lowerleg01.L")] = rotation_matrix(np.array([0.2, 0.05, 0.0]))
    pose[model.joint("foot.R")] = rotation_matrix(np.array([0.8, 0.0, 0.0]))
    fit = BodyFit("anny", model.mean_shape, pose, np.eye(4), None)
    levelled = level_soles(model, fit)
    turned = model.world_from_joint(model.rest_heads(fit.shape), levelled, fit.world_from_root)[:, :3, :3]
    np.testing.assert_allclose(turned[model.joint("foot.L")] @ [0, 0, 1], [0, 0, 1], atol=1e-9)
    np.testing.assert_array_equal(levelled[model.joint("foot.R")], pose[model.joint("foot.R")])
