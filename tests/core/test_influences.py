"""Fewer joints a vertex: still weights, and closer to the body than weights that are cut off."""

import numpy as np
import pytest
from toile.addon.core.body.build import build_body, posed_vertices
from toile.addon.core.body.hand_pose import take_pose
from toile.addon.core.body.influences import drawn_poses, limited_weights, most_influences
from toile.addon.core.body.model import body_model
from toile.addon.core.body.poses import make_pose
from toile.addon.core.body.skeleton import skin, translation
from toile.addon.core.types import BodyFit

MODEL = body_model()
SHAPE = MODEL.mean_shape
FIT = BodyFit("anny", SHAPE, MODEL.identity_pose(), translation(np.zeros(3)), None)
BODY = build_body(FIT)


def cut_off(weights, count):
    kept = np.where(weights >= np.sort(weights, axis=1)[:, -count][:, None], weights, 0)
    return kept / kept.sum(1, keepdims=True)


@pytest.fixture(scope="module")
def fewer():
    heads = BODY.world_from_joint_rest[:, :3, 3]
    return limited_weights(BODY.vertices, MODEL.skin_weights, drawn_poses(MODEL, heads, 0), 4)


def test_they_are_weights_of_the_same_joints(fewer):
    assert most_influences(MODEL.skin_weights) == 9 and most_influences(fewer) == 4
    assert fewer.min() >= 0
    np.testing.assert_allclose(fewer.sum(1), 1, atol=1e-9)
    assert not (fewer > 0)[MODEL.skin_weights == 0].any()
    few = (MODEL.skin_weights > 0).sum(1) <= 4
    np.testing.assert_array_equal(fewer[few], MODEL.skin_weights[few])


@pytest.mark.parametrize(("name", "limit_mm"), [("relaxed", 2.5), ("walking", 2.5), ("seated", 4.0)])
def test_in_poses_that_were_not_fitted_they_are_closer_than_weights_cut_off(fewer, name, limit_mm):
    body = build_body(take_pose(FIT, make_pose(name, SHAPE), np.zeros(0)))
    off = [
        1000 * np.linalg.norm(skin(body.vertices, w, body.world_from_joint_rest, body.world_from_joint) - exact, axis=1)
        for exact in [posed_vertices(body)]
        for w in (fewer, cut_off(MODEL.skin_weights, 4))
    ]
    assert off[0].max() < limit_mm and off[0].max() < 0.5 * off[1].max()
    assert off[0].mean() < 0.5 * off[1].mean()
