"""The armature is one that can be posed: mirrored names and rolls, chains, pre-bent limbs, hinges on X, collections."""

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from mathutils import Quaternion
from toile.addon.blender.person.armature import add_armature
from toile.addon.blender.person.bones import COLLECTIONS
from toile.addon.core.body.build import body_model, build_body
from toile.addon.core.body.skeleton import translation
from toile.addon.core.types import BodyFit

MODEL = body_model()
MIRROR = np.array([-1.0, 1.0, 1.0])
OFF_CENTRE = ("neck", "head", "eye")  # the body model's own neck is 1 mm beside the middle


def other(name):
    return name[:-1] + {"L": "R", "R": "L"}[name[-1]] if name.endswith((".L", ".R")) else name


def rest_body():
    return build_body(BodyFit("anny", MODEL.mean_shape, MODEL.identity_pose(), translation(np.zeros(3)), None))


@pytest.fixture
def armature():
    bpy.ops.wm.read_factory_settings(use_empty=True)
    made = add_armature(rest_body(), bpy.context.scene.collection)
    bpy.context.view_layer.objects.active = made
    made.select_set(True)
    return made


def places(armature):
    bpy.context.view_layer.update()
    return {bone.name: np.array([bone.head, bone.tail]) for bone in armature.pose.bones}


def test_pasting_a_pose_flipped_mirrors_it(armature):
    rng = np.random.default_rng(0)
    bpy.ops.object.mode_set(mode="POSE")
    for bone in armature.pose.bones:
        bone.rotation_quaternion = Quaternion((1.0, *rng.normal(0, 0.2, 3))).normalized()
    before = places(armature)
    bpy.ops.pose.select_all(action="SELECT")
    bpy.ops.pose.copy()
    bpy.ops.pose.paste(flipped=True)
    off_mm = {n: 1000 * np.abs(p - before[other(n)] * MIRROR).max() for n, p in places(armature).items()}
    assert max(mm for name, mm in off_mm.items() if not name.startswith(OFF_CENTRE)) < 0.1
    assert max(off_mm.values()) < 5.0


def test_symmetrize_makes_the_right_side_as_it_was(armature):
    bpy.ops.object.mode_set(mode="EDIT")
    bones = armature.data.edit_bones
    before = {bone.name: np.array(bone.matrix) for bone in bones}
    for name in [name for name in before if name.endswith(".R")]:
        bones.remove(bones[name])
    bpy.ops.armature.select_all(action="SELECT")
    bpy.ops.armature.symmetrize()
    after = {bone.name: np.array(bone.matrix) for bone in bones}
    bpy.ops.object.mode_set(mode="OBJECT")
    assert set(after) == set(before)
    assert max(np.abs(after[name] - before[name]).max() for name in before) < 1e-5


@pytest.mark.parametrize("side", "LR")
@pytest.mark.parametrize(
    ("chain", "least_bend_deg"),
    [
        (("clavicle", "shoulder01", "upperarm01", "upperarm02", "lowerarm01", "lowerarm02", "wrist"), 15),
        (("upperleg01", "upperleg02", "lowerleg01", "lowerleg02", "foot"), 4),
        (("metacarpal1", "finger2-1", "finger2-2", "finger2-3"), 0),
    ],
)
def test_limbs_are_chains_with_a_bend_at_elbow_and_knee(armature, side, chain, least_bend_deg):
    bones = [armature.data.bones[f"{name}.{side}"] for name in chain]
    for bone, following in zip(bones, bones[1:], strict=False):
        assert following.parent == bone and following.use_connect
        assert (following.head_local - bone.tail_local).length < 1e-6
    start, middle, end = (bones[k].head_local for k in (-5 if len(bones) > 4 else 0, -3, -1))
    assert np.degrees((middle - start).angle(end - middle)) > least_bend_deg


@pytest.mark.parametrize(
    ("bone", "end", "towards"),
    [
        ("lowerarm01", "wrist", (0, -1, 0)),  # the elbow brings the hand forward
        ("lowerleg01", "foot", (0, 1, 0)),  # the knee brings the foot back
        ("finger3-1", "finger3-3", (-1, 0, 0)),  # in the rest pose the palm looks inward
        ("foot", "toe3-1", (0, 0, -1)),
    ],
)
def test_a_turn_about_x_bends_the_joint_the_natural_way(armature, bone, end, towards):
    for side, mirror in (("L", np.ones(3)), ("R", MIRROR)):
        before = places(armature)[f"{end}.{side}"][0]
        armature.pose.bones[f"{bone}.{side}"].rotation_quaternion = Quaternion((1, 0, 0), 0.3)
        moved = places(armature)[f"{end}.{side}"][0] - before
        moved /= np.linalg.norm(moved)
        assert moved @ (towards * mirror) > 0.5


def test_every_bone_is_in_one_collection(armature):
    held = {kind: {bone.name for bone in armature.data.collections[kind].bones} for kind in COLLECTIONS}
    assert tuple(armature.data.collections.keys()) == tuple(COLLECTIONS)
    assert sum(map(len, held.values())) == len(set().union(*held.values())) == len(MODEL.joints)
    assert {"upperarm01.L", "lowerarm02.R"} <= held["Arms"] and {"wrist.L", "finger1-3.R"} <= held["Hands"]
    assert held["Face"] == {"eye.L", "eye.R"}


def test_finger_bones_end_at_the_finger_tips(armature):
    body = rest_body()
    for finger in range(1, 6):
        name = f"finger{finger}-3.L"
        skin = body.vertices[body.skin_weights[:, MODEL.joint(name)] > 0.5]
        bone = armature.data.bones[name]
        assert np.linalg.norm(skin - np.array(bone.tail_local), axis=1).min() < 0.008
        assert 0.01 < bone.length < 0.04
