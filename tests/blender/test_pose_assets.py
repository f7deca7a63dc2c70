"""The library's poses as Blender's pose assets: applied by Blender, the body stands as core says."""

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.person import posed
from toile.addon.blender.person.armature import add_body
from toile.addon.blender.person.pose_assets import MARK, make_pose_assets, remove_pose_assets, write_pose_assets
from toile.addon.core.body.build import build_body
from toile.addon.core.body.model import body_model
from toile.addon.core.body.poses import POSES, make_pose
from toile.addon.core.body.skeleton import rotation_matrix, transforms
from toile.addon.core.errors import JobError
from toile.addon.core.types import BodyFit

from tests.blender.deformed import deformed

MODEL = body_model()
SHAPE = MODEL.mean_shape
ROOT = transforms(rotation_matrix(np.array([0.0, 0.0, 0.5])), np.array([0.3, -0.2, 0.9]))


@pytest.fixture(scope="module")
def person():
    bpy.ops.wm.read_factory_settings(use_empty=True)
    body = build_body(BodyFit("anny", SHAPE, MODEL.identity_pose(), ROOT, None))
    item, armature = add_body(body, bpy.context.scene.collection)
    posed.keep(armature, body)
    return item.name, armature.name, make_pose_assets(armature)


@pytest.mark.parametrize("name", POSES)
def test_blender_applies_the_asset_as_core_poses(person, name):
    item, armature, _ = person
    (action,) = [each for each in bpy.data.actions if each.get(MARK) == name]
    assert action.asset_data and action.use_fake_user and "Toile" in action.asset_data.tags
    bpy.data.objects[armature].pose.apply_pose_from_action(action)  # what Blender's pose library calls
    core = MODEL.posed(SHAPE, make_pose(name, SHAPE))
    core += np.array([0.3, -0.2, 0.0]) - MODEL.rest_heads(SHAPE)[0] * (1, 1, 0)
    core[:, 2] -= core[MODEL.is_skin, 2].min()
    assert 1000 * np.linalg.norm(deformed(bpy.data.objects[item]) - core, axis=1).max() < 0.02


def test_assets_hold_the_pose_and_nothing_else_and_are_made_once(person):
    _, armature, names = person
    words = ("A Pose", "Relaxed", "Walking", "Hand On Hip", "Hands On Hips", "Seated")
    assert names == [f"Toile {each}" for each in words]
    assert make_pose_assets(bpy.data.objects[armature]) == names
    assert [action.name for action in bpy.data.actions if MARK in action] == sorted(names)
    action = bpy.data.actions["Toile Relaxed"]
    assert tuple(action.frame_range) == (1.0, 1.0)
    assert bpy.data.objects[armature].animation_data is None  # made, not put on


def test_assets_go_into_a_file_of_their_own(person, tmp_path):
    _, armature, names = person
    assert write_pose_assets(bpy.data.objects[armature], tmp_path / "poses.blend") == names
    with bpy.data.libraries.load(str(tmp_path / "poses.blend"), assets_only=True) as (source, _):
        assert sorted(source.actions) == sorted(names)
        assert not source.objects
    with pytest.raises(JobError, match="cannot be written"):
        write_pose_assets(bpy.data.objects[armature], tmp_path / "absent" / "poses.blend")
    remove_pose_assets()
    assert not [action for action in bpy.data.actions if MARK in action]
