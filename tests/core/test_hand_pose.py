"""A pose set by hand: as text and back, refused where it is none, and put on a body."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toile.addon.core.body.build import build_body
from toile.addon.core.body.hand_pose import (
    joint_rotations,
    on_floor,
    read_pose,
    read_pose_file,
    take_pose,
    write_pose,
)
from toile.addon.core.body.model import body_model
from toile.addon.core.body.poses import in_pose, make_pose
from toile.addon.core.body.skeleton import rotation_matrix, translation
from toile.addon.core.errors import JobError
from toile.addon.core.job_file import dumps, loads
from toile.addon.core.types import BodyFit

MODEL = body_model()
FIT = BodyFit("anny", MODEL.mean_shape, MODEL.identity_pose(), translation(np.array([0.2, 0.1, 0.9])), None)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), spread=st.sampled_from([0.01, 0.5, 1.5]))
def test_a_pose_survives_its_text(seed, spread):
    rng = np.random.default_rng(seed)
    pose = rotation_matrix(rng.normal(0, spread, (len(MODEL.joints), 3)))
    place = rng.normal(0, 1, rng.choice([0, 2, 3]))
    pose_again, place_again = read_pose(write_pose(pose, place))
    np.testing.assert_allclose(pose_again, pose, atol=3e-6)  # worst near half a turn
    np.testing.assert_allclose(place_again, place, atol=1e-8)


def test_a_turn_close_to_half_a_turn_survives():
    for angle in (np.pi - 1e-3, np.pi - 1e-5, np.pi):
        turn = rotation_matrix(angle * np.array([0.6, -0.48, 0.64]))
        again, _ = read_pose(write_pose(np.tile(turn, (len(MODEL.joints), 1, 1)), np.zeros(0)))
        np.testing.assert_allclose(again[5], turn, atol=3e-6)


def test_a_quaternion_and_a_rotation_vector_say_the_same():
    vector = np.array([0.3, -0.4, 0.5])
    angle = np.linalg.norm(vector)
    quaternion = [np.cos(angle / 2), *(np.sin(angle / 2) * vector / angle)]
    pose, _ = read_pose(json.dumps({"wrist.L": quaternion, "wrist.R": vector.tolist(), "head": [1, 0, 0, 0]}))
    np.testing.assert_allclose(pose[MODEL.joint("wrist.L")], pose[MODEL.joint("wrist.R")], atol=1e-12)
    np.testing.assert_allclose(pose[MODEL.joint("head")], np.eye(3), atol=1e-12)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("relaxed", "not JSON"),
        ("[1, 2, 3]", "no table"),
        ('{"elbow.L": [0, 0, 0]}', "unknown joint 'elbow.L'"),
        ('{"head": [0, 0]}', "no rotation"),
        ('{"head": 3}', "no rotation"),
        ('{"head": [0, 0, "x"]}', "no rotation"),
        ('{"head": [0, true, 0]}', "no rotation"),
        ('{"head": [0, 0, NaN]}', "no rotation"),
        ('{"head": [1, 1, 0, 0]}', "length 1.414"),
        ('{"head": [0, 45, 0]}', "not degrees"),
        ('{"head": [0, 0, 0], "head": [0, 0, 1]}', "named twice"),
        ('{"place": [1]}', "place of the pose"),
        ('{"place": [1e9, 0]}', "place of the pose"),
    ],
)
def test_what_is_no_pose_is_refused(text, said):
    with pytest.raises(JobError, match=said):
        read_pose(text)


def test_a_pose_file_is_read_and_checked(tmp_path):
    path = tmp_path / "pose.json"
    path.write_text(write_pose(make_pose("relaxed", FIT.shape), np.zeros(2)), "utf-8")
    assert read_pose_file(path) == path.read_text("utf-8")
    for content, said in ((b"\xff\xfe", "UTF-8"), (b"{", "JSON"), (b" " * 1_100_000, "larger")):
        path.write_bytes(content)
        with pytest.raises(JobError, match=said):
            read_pose_file(path)
    with pytest.raises(JobError, match="cannot be read"):
        read_pose_file(tmp_path / "absent.json")
    with pytest.raises(JobError, match="cannot be read"):
        read_pose_file(tmp_path)


def test_joint_rotations_undo_forward_kinematics():
    rng = np.random.default_rng(1)
    pose = rotation_matrix(rng.normal(0, 0.6, (len(MODEL.joints), 3)))
    body = build_body(take_pose(FIT, pose, np.array([0.5, -0.5, 1.2])))
    found = joint_rotations(body.world_from_joint, body.world_from_joint_rest, body.parents)
    np.testing.assert_allclose(found, pose, atol=1e-12)


def test_where_a_pose_stands():
    pose = make_pose("walking", FIT.shape)
    for place, root in (([], MODEL.rest_heads(FIT.shape)[0, :2]), ([0.4, -0.3], [0.4, -0.3])):
        posed = take_pose(FIT, pose, np.array(place))
        np.testing.assert_allclose(posed.world_from_root[:2, 3], root, atol=1e-12)
        vertices = MODEL.posed(posed.shape, posed.pose, posed.world_from_root)
        assert vertices[MODEL.is_skin, 2].min() == pytest.approx(0, abs=1e-9)
    jumping = take_pose(FIT, pose, np.array([0.0, 0.0, 1.5]))
    assert jumping.world_from_root[2, 3] == 1.5


def test_a_pose_put_on_the_floor_is_the_same_pose():
    pose = make_pose("walking", FIT.shape)
    for place, kept in (([], []), ([0.1, 0.2], [0.1, 0.2]), ([0.1, 0.2, 1.4], [0.1, 0.2])):
        again, where = read_pose(on_floor(write_pose(pose, np.array(place))))
        np.testing.assert_allclose(again, pose, atol=1e-8)
        assert where.tolist() == kept


def test_in_pose_keeps_the_shape_and_takes_the_pose():
    assert in_pose(FIT, "photo", "") is FIT
    seated = in_pose(FIT, "seated", "")
    assert seated.shape is FIT.shape
    np.testing.assert_array_equal(seated.pose, make_pose("seated", FIT.shape))
    by_hand = in_pose(FIT, "by_hand", write_pose(seated.pose, np.zeros(2)))
    np.testing.assert_allclose(by_hand.pose, seated.pose, atol=1e-8)
    for name, text, said in (("by_hand", "", "none was set"), ("by_hand", "{", "JSON"), ("handstand", "", "handstand")):
        with pytest.raises(JobError, match=said):
            in_pose(FIT, name, text)


def test_a_job_holds_the_pose_of_its_pose_file(tmp_path):
    text = write_pose(make_pose("seated", FIT.shape), np.array([0.1, 0.2]))
    (tmp_path / "pose.json").write_text(text + "\n", "utf-8")
    toml = '[tape]\nstature_mm = 1700.0\n[body]\nplugin = "anny"\npose_file = "pose.json"\n'
    job = loads(toml, tmp_path)
    assert job.body.options == {"pose": "by_hand", "pose_by_hand": text}
    assert loads(dumps(job), tmp_path / "elsewhere") == job


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('pose_file = "absent.json"', "cannot be read"),
        ('pose_file = "wrong.json"', "unknown joint 'elbow'"),
        ('pose_file = ""', "no path"),
        ("pose_file = 3", "no path"),
        ('pose_file = "pose.json"\npose = "relaxed"', "another pose"),
        ('pose_file = "pose.json"\npose_by_hand = "{}"', "another pose"),
    ],
)
def test_a_pose_file_that_will_not_do_is_refused_with_the_job(tmp_path, lines, said):
    (tmp_path / "pose.json").write_text("{}", "utf-8")
    (tmp_path / "wrong.json").write_text('{"elbow": [0, 0, 0]}', "utf-8")
    with pytest.raises(JobError, match=said):
        loads(f'[tape]\nstature_mm = 1700.0\n[body]\nplugin = "anny"\n{lines}\n', tmp_path)
