"""The armature's pose, read back into core; library poses put on; IK controls that come and go."""

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from mathutils import Matrix, Vector
from toile.addon.blender.person import ik, posed
from toile.addon.blender.person.armature import STANCE, add_body
from toile.addon.core.body.build import build_body, posed_vertices
from toile.addon.core.body.hand_pose import BY_HAND, read_pose, take_pose
from toile.addon.core.body.model import body_model
from toile.addon.core.body.poses import POSES, make_pose
from toile.addon.core.body.skeleton import rotation_matrix, rotation_vector, transforms
from toile.addon.core.errors import JobError
from toile.addon.core.types import BodyFit

from tests.blender.deformed import deformed

MODEL = body_model()
SHAPE = MODEL.mean_shape
ROOT = transforms(rotation_matrix(np.array([0.1, -0.2, 0.6])), np.array([0.3, -0.2, 1.0]))
LIMIT_RAD, LIMIT_MM = 1e-5, 0.01


def random_pose(seed):
    return rotation_matrix(np.random.default_rng(seed).normal(0, 0.3, (len(MODEL.joints), 3)))


def stand(pose):
    """A body in a pose (J, 3, 3) in an empty file: its mesh, its armature, and the core's body."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    body = build_body(BodyFit("anny", SHAPE, pose, ROOT, None))
    item, armature = add_body(body, bpy.context.scene.collection)
    posed.keep(armature, body)
    return item, armature, body


def most_mm(one, other):
    return 1000 * np.linalg.norm(one - other, axis=1).max()


def turned_rad(one, other):
    return np.linalg.norm(rotation_vector(np.swapaxes(one, 1, 2) @ other), axis=1).max()


def test_bones_turned_by_hand_and_not_used_are_not_lost():
    _, armature, _ = stand(make_pose("relaxed", SHAPE))
    posed.refuse_unused_pose(armature)
    armature.location = (1.0, 0.0, 0.0)
    posed.refuse_unused_pose(armature)
    elbow = armature.pose.bones["lowerarm01.L"]
    elbow.matrix_basis = elbow.matrix_basis @ Matrix.Rotation(np.radians(23), 4, "X")
    with pytest.raises(JobError, match=r"'lowerarm01.L' by 23 degrees"):
        posed.refuse_unused_pose(armature)
    posed.set_pose(armature, BY_HAND, posed.pose_text(armature, True))
    posed.refuse_unused_pose(armature)


@pytest.mark.parametrize("pose", [random_pose(0), random_pose(1), make_pose("seated", SHAPE)])
def test_a_pose_comes_back_from_the_armature(pose):
    item, armature, body = stand(pose)
    found, place = posed.read_armature(armature)
    whole = pose.copy()
    whole[0] = ROOT[:3, :3] @ pose[0]
    assert turned_rad(found, whole) < LIMIT_RAD
    again = build_body(take_pose(BodyFit("anny", SHAPE, pose, ROOT, None), found, place))
    assert most_mm(posed_vertices(again), posed_vertices(body)) < LIMIT_MM
    assert most_mm(deformed(item), posed_vertices(again)) < LIMIT_MM


def test_a_pose_set_by_hand_with_the_whole_armature_moved_stands_where_it_is_seen():
    item, armature, _ = stand(make_pose("relaxed", SHAPE))
    armature.pose.bones["lowerarm01.L"].rotation_quaternion = (0.9, 0.3, 0.1, 0.3)
    armature.pose.bones["lowerarm01.L"].rotation_quaternion.normalize()
    armature.matrix_world = Matrix.Translation((1.0, 2.0, 0.5)) @ Matrix.Rotation(0.7, 4, "Z")
    fit = BodyFit("anny", SHAPE, MODEL.identity_pose(), ROOT, None)
    exact = build_body(take_pose(fit, *read_pose(posed.pose_text(armature, on_floor=False))))
    assert most_mm(deformed(item), posed_vertices(exact)) < 0.02
    on_floor = posed_vertices(build_body(take_pose(fit, *read_pose(posed.pose_text(armature, on_floor=True)))))
    assert on_floor[MODEL.is_skin, 2].min() == pytest.approx(0, abs=1e-6)
    shift = on_floor - posed_vertices(exact)
    assert np.abs(shift[:, :2]).max() < 1e-6 and np.ptp(shift[:, 2]) < 1e-5


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda bones: setattr(bones["head"], "scale", (1.2, 1.2, 1.2)), "'head' is scaled"),
        (lambda bones: setattr(bones["clavicle.R"], "location", (0.0, 0.03, 0.0)), "'clavicle.R' is moved 0.030 m"),
        (lambda bones: setattr(bones["head"].id_data, "scale", (2.0, 2.0, 2.0)), "is scaled by 100.0%"),
    ],
)
def test_what_is_no_pose_of_a_body_is_refused(spoil, said):
    _, armature, _ = stand(make_pose("relaxed", SHAPE))
    spoil(armature.pose.bones)
    with pytest.raises(JobError, match=said):
        posed.read_armature(armature)


def test_an_armature_that_is_not_ours_is_refused():
    bpy.ops.wm.read_factory_settings(use_empty=True)
    with pytest.raises(JobError, match="no armature"):
        posed.armature_object()
    bpy.ops.object.armature_add()
    with pytest.raises(JobError, match="no bone 'root'"):
        posed.read_armature(bpy.context.object)
    with pytest.raises(JobError, match="what shape"):
        posed.set_pose(bpy.context.object, "relaxed")


def test_switching_the_pose_keeps_the_shape_also_after_saving(tmp_path):
    item, armature, body = stand(random_pose(2))
    rest = np.array([vertex.co for vertex in item.data.vertices])
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "person.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "person.blend"))
    item, armature = bpy.data.objects["Toile Body"], posed.armature_object()
    for name in ("hand_on_hip", "seated"):
        seen = deformed(item) if posed.set_pose(armature, name) else None
        core = MODEL.posed(SHAPE, make_pose(name, SHAPE))
        assert most_mm(seen - seen.mean(0), core - core.mean(0)) < 0.02
        assert seen[MODEL.is_skin, 2].min() == pytest.approx(0, abs=1e-5)
    posed.set_pose(armature, "photo")
    assert most_mm(deformed(item), posed_vertices(body)) < LIMIT_MM
    assert np.array_equal(rest, np.array([vertex.co for vertex in item.data.vertices]))
    with pytest.raises(JobError, match="handstand"):
        posed.set_pose(armature, "handstand")


def test_nothing_but_numbers_is_kept_on_the_armature():
    _, armature, _ = stand(make_pose("relaxed", SHAPE))
    np.testing.assert_array_equal(posed.kept_shape(armature), SHAPE)
    assert set(armature.keys()) == {posed.SHAPE, posed.POSE, STANCE}
    read_pose(armature[posed.POSE])


@pytest.mark.parametrize("name", POSES)
def test_controls_change_nothing_until_they_are_moved_and_leave_nothing(name):
    item, armature, _ = stand(make_pose(name, SHAPE))
    before, bones = deformed(item), armature.data.bones.keys()
    ik.add_controls(armature)
    assert most_mm(deformed(item), before) < 0.05
    assert not any(armature.data.bones[bone.name].use_deform for bone in armature.data.collections["IK"].bones)
    ik.remove_controls(armature, keep_pose=False)
    assert most_mm(deformed(item), before) == 0.0
    assert armature.data.bones.keys() == bones and "IK" not in armature.data.collections
    assert not any(bone.constraints for bone in armature.pose.bones)


def test_a_hand_and_a_foot_follow_their_goals_and_stay_when_the_controls_go():
    item, armature, _ = stand(make_pose("relaxed", SHAPE))
    ik.add_controls(armature)
    for end, goal, step in (("wrist.L", "ik_hand.L", (0.05, -0.2, 0.2)), ("foot.R", "ik_foot.R", (0, -0.1, 0.15))):
        control = armature.pose.bones[goal]
        control.matrix = Matrix.Translation(Vector(step)) @ control.matrix
        bpy.context.view_layer.update()
        assert (armature.pose.bones[end].head - control.head).length < 1e-4
    seen = deformed(item)
    with pytest.raises(JobError, match="already"):
        ik.add_controls(armature)
    pose, _ = posed.read_armature(armature)  # what constraints do is part of the pose
    ik.remove_controls(armature)
    assert most_mm(deformed(item), seen) < 0.02
    assert turned_rad(posed.read_armature(armature)[0], pose) < LIMIT_RAD
    with pytest.raises(JobError, match="no IK"):
        ik.remove_controls(armature)
