"""The panel's measures move the body in the scene; its poses are set, used, saved, loaded, and go into the job."""

import json

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from mathutils import Quaternion
from toile.addon import ui
from toile.addon.blender.person import ik, posed
from toile.addon.core.body.hand_pose import read_pose
from toile.addon.core.body.poses import make_pose
from toile.addon.ui import job_view, session

from tests.blender.deformed import deformed


@pytest.fixture(scope="module")
def placed(tmp_path_factory):
    """A file with a woman of a tape in it, as Estimate Body makes her."""
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    ui.register()
    tape = bpy.context.scene.toile.tape
    tape.gender, tape.stature_text, tape.mass_text = "female", "170", "65"
    assert bpy.ops.toile.estimate_body() == {"FINISHED"}
    path = str(tmp_path_factory.mktemp("placed") / "woman.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    yield path
    ui.unregister()


@pytest.fixture
def scene(placed):
    bpy.ops.wm.open_mainfile(filepath=placed)
    return bpy.context.scene


def seen():
    return deformed(bpy.data.objects["Toile Body"])


def measures(scene):
    return {entry.name: entry.value for entry in scene.toile.measures}


def bend_elbow():
    bone = posed.armature_object().pose.bones["lowerarm01.L"]
    bone.rotation_quaternion = Quaternion((1, 0, 0), 0.8) @ bone.rotation_quaternion


def test_a_typed_measure_moves_the_body_and_the_others_stay(scene):
    before, body = measures(scene), seen()
    bend_elbow()
    pose, _ = posed.read_armature(posed.armature_object())
    waist = before["waist"] + 40
    scene.toile.tape.waist_text = f"{waist / 10:.1f} cm"
    after = measures(scene)
    assert after["waist"] == pytest.approx(waist, abs=2)
    assert after["stature"] == pytest.approx(1700, abs=2) and after["mass"] == pytest.approx(65, abs=0.3)
    assert session.state(scene).problem == ""
    assert np.abs(posed.read_armature(posed.armature_object())[0] - pose).max() < 1e-5
    assert np.linalg.norm(seen() - body, axis=1).max() > 0.01
    assert job_view.read(scene).tape.waist_mm == pytest.approx(waist, abs=1)


def test_the_operator_does_the_same_and_refuses_what_is_no_measure(scene):
    assert bpy.ops.toile.set_measure(measure="stature", value="174 cm") == {"FINISHED"}
    assert measures(scene)["stature"] == pytest.approx(1740, abs=2)
    for measure, value, said in (("nose", "5", "no measure 'nose'"), ("waist", "wide", "no length")):
        with pytest.raises(RuntimeError, match=said):
            bpy.ops.toile.set_measure(measure=measure, value=value)
    assert measures(scene)["stature"] == pytest.approx(1740, abs=2)


def test_a_measure_given_back_or_typed_without_a_body_moves_nothing(scene):
    before = seen()
    scene.toile.tape.mass_text = ""
    assert np.array_equal(seen(), before)
    bpy.data.objects.remove(posed.armature_object())
    scene.toile.tape.waist_text = "80"
    assert job_view.read(scene).tape.waist_mm == 800


def test_what_the_body_cannot_come_to_is_said(scene):
    scene.toile.tape.waist_text = "220"
    assert "the waist comes to" in session.state(scene).problem


def test_setting_a_pose_poses_the_body_and_the_job(scene):
    assert bpy.ops.toile.set_pose(pose="seated") == {"FINISHED"}
    assert job_view.read(scene).body.options["pose"] == "seated"
    rig = posed.armature_object()
    found, _ = posed.read_armature(rig)
    assert np.abs(found[1:] - make_pose("seated", posed.kept_shape(rig))[1:]).max() < 1e-5


def test_a_pose_set_by_hand_is_what_is_dressed(scene):
    bend_elbow()
    ik.add_controls(posed.armature_object())
    hand = posed.armature_object().pose.bones["ik_hand.R"]
    hand.location = (0.1, 0.05, 0.0)
    shown = seen()
    shown[:, 2] -= shown[:, 2].min()
    assert bpy.ops.toile.use_pose() == {"FINISHED"}
    options = job_view.read(scene).body.options
    assert options["pose"] == "by_hand" and not ik.has_controls(posed.armature_object())
    assert np.linalg.norm(seen() - shown, axis=1).max() < 2e-4
    assert bpy.ops.toile.estimate_body() == {"FINISHED"}  # the whole way: job, body, scene
    assert np.linalg.norm(seen() - shown, axis=1).max() < 2e-3  # the measures' solver meets the tape anew
    found, _ = posed.read_armature(posed.armature_object())
    assert np.abs(found - read_pose(options["pose_by_hand"])[0]).max() < 1e-5


def test_a_pose_is_saved_and_loaded_and_what_is_none_is_refused(scene, tmp_path):
    bend_elbow()
    pose, _ = posed.read_armature(posed.armature_object())
    path = tmp_path / "pose.json"
    assert bpy.ops.toile.save_pose(filepath=str(path)) == {"FINISHED"}
    assert len(json.loads(path.read_text("utf-8"))["place"]) == 2
    bpy.ops.toile.set_pose(pose="relaxed")
    assert bpy.ops.toile.load_pose(filepath=str(path)) == {"FINISHED"}
    assert np.abs(posed.read_armature(posed.armature_object())[0] - pose).max() < 1e-5
    path.write_text('{"elbow": [0, 0, 0]}', "utf-8")
    for name, said in (("pose.json", "unknown joint 'elbow'"), ("absent.json", "cannot be read")):
        with pytest.raises(RuntimeError, match=said):
            bpy.ops.toile.load_pose(filepath=str(tmp_path / name))
    with pytest.raises(RuntimeError, match="cannot be written"):
        bpy.ops.toile.save_pose(filepath=str(tmp_path / "absent" / "pose.json"))


def test_assets_controls_and_export_from_operators(scene, tmp_path):
    assert bpy.ops.toile.make_pose_assets(filepath=str(tmp_path / "poses.blend")) == {"FINISHED"}
    assert (tmp_path / "poses.blend").is_file()
    assert bpy.ops.toile.use_ik() == {"FINISHED"} and ik.has_controls(posed.armature_object())
    assert bpy.ops.toile.use_ik(is_on="OFF") == {"FINISHED"} and not ik.has_controls(posed.armature_object())
    assert bpy.ops.toile.export_body(filepath=str(tmp_path / "body.usdc")) == {"FINISHED"}
    assert (tmp_path / "body.usdc").stat().st_size > 100_000
    with pytest.raises(RuntimeError, match="no known kind"):
        bpy.ops.toile.export_body(filepath=str(tmp_path / "body.obj"))
    assert bpy.ops.toile.forget_person() == {"FINISHED"}
    assert not [action for action in bpy.data.actions if action.asset_data]
    assert not bpy.ops.toile.set_pose.poll()
