"""The lines that the tape makes on the body are the measures, and follow its pose."""

import numpy as np
import pytest
from toile.addon.core.body.build import body_model, build_body, posed_vertices
from toile.addon.core.body.poses import make_pose
from toile.addon.core.body.skeleton import skin, translation
from toile.addon.core.body.tape_marks import GIRTHS, HEIGHTS, MEASURES
from toile.addon.core.body.tape_paths import tape_paths
from toile.addon.core.types import BodyFit

MODEL = body_model()


def person(gender, weight, pose="relaxed"):
    shape = MODEL.mean_shape
    shape[MODEL.place("gender")], shape[MODEL.place("weight")] = gender, weight
    heads = MODEL.rest_heads(shape)
    return build_body(BodyFit("anny", shape, make_pose(pose, shape), translation(heads[0]), None))


@pytest.mark.parametrize(("gender", "weight"), [(0.0, 0.3), (0.0, 0.9), (1.0, 0.3), (1.0, 0.9)])
def test_each_line_is_as_long_as_its_measure(gender, weight):
    body = person(gender, weight)
    paths = tape_paths(body)
    assert [path.name for path in paths] == list(MEASURES)
    for path in paths:
        drawn = np.linalg.norm(path.steps(), axis=1).sum()
        assert drawn == pytest.approx(body.measures[path.name], abs=0.001), path.name
        assert path.length == pytest.approx(drawn)
        assert path.is_closed == (path.name in GIRTHS)
        np.testing.assert_allclose(path.skin_weights.sum(1), 1, atol=1e-6)


def test_no_girth_dives_into_the_body():
    """A taut tape lies on the skin or bridges a hollow: no skin of its part is outside it."""
    body = person(1.0, 0.6)
    skin_points = body.vertices[MODEL.is_skin]
    for path in tape_paths(body):
        if path.kind != "girth":
            continue
        middle = path.points.mean(0)
        normal = np.linalg.svd(path.points - middle)[2][2]
        near = skin_points[np.abs((skin_points - middle) @ normal) < 0.004]
        near = near[np.linalg.norm(near - middle, axis=1) < 1.02 * np.linalg.norm(path.points - middle, axis=1).max()]
        radii = np.linalg.norm(path.points - middle, axis=1)
        assert len(near) > 3, path.name
        assert np.linalg.norm(near - middle, axis=1).max() < radii.max() + 0.004, path.name


def test_the_tape_follows_the_pose():
    """Each line stays on the posed skin as it was on the skin at rest, but heights, which stay upright on the hips."""
    body = person(1.0, 0.5, "walking")
    posed = posed_vertices(body)[MODEL.is_skin]
    rest = body.vertices[MODEL.is_skin]
    for path in tape_paths(body):
        if path.name in HEIGHTS or path.name == "outside_leg":
            continue
        moved = skin(path.points, path.skin_weights, body.world_from_joint_rest, body.world_from_joint)
        for k in range(0, len(moved), 4):
            before = np.linalg.norm(rest - path.points[k], axis=1).min()
            after = np.linalg.norm(posed - moved[k], axis=1).min()
            assert after < before + 0.02, path.name


def test_the_shoulder_is_drawn_on_both_sides():
    path = next(path for path in tape_paths(person(1.0, 0.5)) if path.name == "shoulder_width")
    np.testing.assert_allclose(path.points[0] * (-1, 1, 1), path.points[-1], atol=1e-9)
    names = list(MODEL.joints)
    left, right = names.index("upperarm01.L"), names.index("upperarm01.R")
    assert path.skin_weights[0, left] == pytest.approx(path.skin_weights[-1, right])
