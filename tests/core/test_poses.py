"""The pose library on a slim, an average and a heavy body."""

import numpy as np
import pytest
from toile.addon.core.body.build import body_model, region
from toile.addon.core.body.contact import Contact
from toile.addon.core.body.poses import CLEAR_M, POSES, arm_gap, make_pose
from toile.addon.core.body.posing import Figure
from toile.addon.core.body.tape_marks import LANDMARKS
from toile.addon.core.errors import JobError

MODEL = body_model()


def body_of(gender, weight, muscle):
    shape = MODEL.mean_shape
    for name, value in {"gender": gender, "weight": weight, "muscle": muscle}.items():
        shape[MODEL.place(name)] = value
    return shape


BODIES = {"slim": body_of(1, 0.2, 0.5), "average": body_of(0, 0.7, 0.4), "heavy": body_of(1, 1.4, 0.22)}


@pytest.fixture(params=BODIES)
def shape(request):
    return BODIES[request.param]


def figure(shape, pose):
    posed = Figure(MODEL, shape)
    posed.pose = pose
    return posed


@pytest.mark.parametrize("name", POSES)
def test_every_pose_is_made_of_rotations_and_keeps_the_head_up(name, shape):
    pose = make_pose(name, shape)
    np.testing.assert_allclose(pose @ np.swapaxes(pose, 1, 2), np.tile(np.eye(3), (len(pose), 1, 1)), atol=1e-9)
    assert np.linalg.det(pose) == pytest.approx(np.ones(len(pose)))
    _, heads = figure(shape, pose).placed()
    assert heads[MODEL.joint("head"), 2] > heads[MODEL.joint("root"), 2] + 0.4


@pytest.mark.parametrize("name", ["relaxed", "walking"])
def test_arms_hang_clear_of_the_body(name, shape):
    posed = figure(shape, make_pose(name, shape))
    for side, sign in (("L", 1.0), ("R", -1.0)):
        assert arm_gap(posed, side, sign) > 0.5 * CLEAR_M
        _, heads = posed.placed()
        arm = heads[MODEL.joint(f"wrist.{side}")] - heads[MODEL.joint(f"upperarm01.{side}")]
        assert np.degrees(np.arccos(-arm[2] / np.linalg.norm(arm))) < 35


@pytest.mark.parametrize("name", ["a_pose", "relaxed", "hand_on_hip", "hands_on_hips"])
def test_both_feet_are_flat_on_one_floor(name, shape):
    vertices = figure(shape, make_pose(name, shape)).vertices()
    for side in ("left", "right"):
        foot = vertices[MODEL.regions == region(f"foot_{side}"), 2]
        assert foot.min() == pytest.approx(vertices[MODEL.is_skin, 2].min(), abs=0.003)
        assert (foot < foot.min() + 0.012).sum() > 40  # heel and ball, not an edge


@pytest.mark.parametrize("name", ["relaxed", "hands_on_hips"])
def test_thighs_are_beside_each_other_and_not_within(name, shape):
    posed = figure(shape, make_pose(name, shape))
    vertices = posed.vertices()
    assert vertices[posed.in_regions("thigh_left"), 0].min() >= 0
    assert vertices[posed.in_regions("thigh_right"), 0].max() <= 0


@pytest.mark.parametrize(("name", "sides"), [("hand_on_hip", ("left",)), ("hands_on_hips", ("left", "right"))])
def test_a_hand_on_the_hip_lies_on_the_hip(shape, name, sides):
    posed = figure(shape, make_pose(name, shape))
    vertices = posed.vertices()
    for side in sides:
        gaps = Contact(posed, side[0].upper()).gaps()
        assert 0.004 < gaps.min() < 0.014  # room for what is worn there
        hand = vertices[posed.in_regions(f"hand_{side}")].mean(axis=0)
        assert vertices[LANDMARKS["hip_side"], 2] < hand[2] < vertices[LANDMARKS["waist_side"], 2] + 0.05


def test_sitting_folds_hips_and_knees(shape):
    _, heads = figure(shape, make_pose("seated", shape)).placed()
    hip, knee, ankle = (heads[MODEL.joint(f"{name}.L")] for name in ("upperleg01", "lowerleg01", "foot"))
    assert abs(knee[2] - hip[2]) < 0.15
    assert knee[1] < hip[1] - 0.25
    assert knee[2] - ankle[2] > 0.3


def test_an_unknown_pose_is_refused():
    with pytest.raises(JobError, match="relaxed"):
        make_pose("handstand", MODEL.mean_shape)
