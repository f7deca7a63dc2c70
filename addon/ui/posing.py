"""The body's pose and what one takes along: the library, a pose set by hand, IK controls, pose assets, export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
from bpy_extras.io_utils import ExportHelper, ImportHelper

from .. import plugins
from ..core.body.hand_pose import BY_HAND, read_pose_file
from ..core.body.poses import PHOTO, POSES
from ..core.errors import JobError, ToileError
from ..core.job import Job
from ..core.options import Choice
from . import job_view, options, session
from .body_editing import has_body
from .driver import Staged
from .operators import is_ready
from .panels import Panel

POSE_ITEMS = [(name, options.title(name), "") for name in (PHOTO, *POSES)]


class OnBody:
    """An operator on the body in the scene."""

    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        if not is_ready(cls, context) or not Staged.poll.__func__(cls, context):
            return False
        if has_body():
            return True
        cls.poll_message_set("Estimate the body first")
        return False

    def execute(self, context: Any) -> set[str]:
        try:
            said = self.work(context, plugins.person("posed").armature_object())
        except ToileError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        session.state(context.scene).problem = ""
        self.report({"INFO"}, said)
        return {"FINISHED"}

    def work(self, context: Any, armature: Any) -> str:
        """Do it; returns a sentence that says what was done."""
        raise NotImplementedError


def choose_pose(scene: Any, name: str, by_hand: str = "") -> None:
    """Let the job's body have a pose, so that the outfit is draped on it.

    Raises:
        JobError: the body that is chosen knows no poses.
    """
    shown = scene.toile
    choice = job_view.read_choice(shown, "body", shown.body, Job().body)
    posed = Choice(choice.plugin, {**choice.options, "pose": name, "pose_by_hand": by_hand})
    job_view.write_settings(shown, "body", posed, job_view.widget_values("body", posed))


class TOILE_OT_set_pose(OnBody, bpy.types.Operator):
    """Pose the body in the scene; its shape stays. Clothes follow with the next drape"""

    bl_idname = "toile.set_pose"
    bl_label = "Set Pose"

    pose: bpy.props.EnumProperty(name="Pose", items=POSE_ITEMS, default="relaxed")

    def work(self, context: Any, armature: Any) -> str:
        plugins.person("posed").set_pose(armature, self.pose)
        choose_pose(context.scene, self.pose)
        return f"The body's pose is {options.title(self.pose)}"


def floor_property() -> Any:
    return bpy.props.BoolProperty(
        name="On the Floor", description="Stand the body on the floor; off keeps the height it has", default=True
    )


class TOILE_OT_use_pose(OnBody, bpy.types.Operator):
    """Take the armature's pose, as you have set it, for the body that is dressed"""

    bl_idname = "toile.use_pose"
    bl_label = "Use This Pose"

    on_floor: floor_property()

    def work(self, context: Any, armature: Any) -> str:
        take(context.scene, armature, plugins.person("posed").pose_text(armature, self.on_floor))
        return "The body has the armature's pose"


def take(scene: Any, armature: Any, text: str) -> None:
    """Put a pose set by hand on the armature and into the job."""
    choose_pose(scene, BY_HAND, text)
    ik = plugins.person("ik")
    if ik.has_controls(armature):
        ik.remove_controls(armature)
    plugins.person("posed").set_pose(armature, BY_HAND, text)


class TOILE_OT_save_pose(OnBody, bpy.types.Operator, ExportHelper):
    """Write the armature's pose as a file, for a job's pose_file or another person"""

    bl_idname = "toile.save_pose"
    bl_label = "Save Pose"
    filename_ext = ".json"

    filter_glob: bpy.props.StringProperty(default="*.json", options={"HIDDEN"})
    on_floor: floor_property()

    def work(self, context: Any, armature: Any) -> str:
        path = Path(bpy.path.abspath(self.filepath))
        try:
            path.write_text(plugins.person("posed").pose_text(armature, self.on_floor) + "\n", "utf-8")
        except OSError as error:
            raise JobError(f"{path} cannot be written: {error.strerror}.", "Choose another folder.") from error
        return f"{path.name} written"


class TOILE_OT_load_pose(OnBody, bpy.types.Operator, ImportHelper):
    """Pose the body as a file says that Save Pose has written"""

    bl_idname = "toile.load_pose"
    bl_label = "Load Pose"

    filter_glob: bpy.props.StringProperty(default="*.json", options={"HIDDEN"})

    def work(self, context: Any, armature: Any) -> str:
        path = Path(bpy.path.abspath(self.filepath))
        take(context.scene, armature, read_pose_file(path).strip())
        return f"The body's pose is that of {path.name}"


class TOILE_OT_make_pose_assets(OnBody, bpy.types.Operator):
    """Make the library's poses, fitted to this body, assets that Blender's pose library applies"""

    bl_idname = "toile.make_pose_assets"
    bl_label = "Make Pose Assets"

    filepath: bpy.props.StringProperty(
        name="File", description="A .blend of their own to write them to as well; empty keeps them here alone"
    )

    def work(self, context: Any, armature: Any) -> str:
        assets = plugins.person("pose_assets")
        if self.filepath:
            names = assets.write_pose_assets(armature, Path(bpy.path.abspath(self.filepath)))
        else:
            names = assets.make_pose_assets(armature)
        return f"{len(names)} poses are assets now"


class TOILE_OT_use_ik(OnBody, bpy.types.Operator):
    """Put goals at hands and feet and poles at elbows and knees, or take them away"""

    bl_idname = "toile.use_ik"
    bl_label = "IK Controls"

    is_on: bpy.props.EnumProperty(
        name="Controls",
        items=(("TOGGLE", "The Other Way", ""), ("ON", "On", ""), ("OFF", "Off", "")),
        default="TOGGLE",
    )
    keep_pose: bpy.props.BoolProperty(
        name="Keep Pose", description="When they go, the limbs stay where the controls have brought them", default=True
    )

    def work(self, context: Any, armature: Any) -> str:
        ik = plugins.person("ik")
        if not ik.has_controls(armature) if self.is_on == "TOGGLE" else self.is_on == "ON":
            ik.add_controls(armature)
            return "Move the goals at hands and feet in pose mode"
        ik.remove_controls(armature, self.keep_pose)
        return "The controls are gone"


class TOILE_OT_export_body(OnBody, bpy.types.Operator, ExportHelper):
    """Write the body on its armature for another program: .glb, .fbx or .usdc, by the file's ending"""

    bl_idname = "toile.export_body"
    bl_label = "Export Body"
    bl_options = {"REGISTER"}
    filename_ext = ".glb"
    check_extension = None

    filter_glob: bpy.props.StringProperty(default="*.glb;*.fbx;*.usd;*.usdc;*.usda", options={"HIDDEN"})
    influences: bpy.props.IntProperty(
        name="Joints a Vertex",
        description="How many joints may move a vertex; game engines take 4. 0 keeps all that do",
        default=4,
        min=0,
        max=104,
        soft_max=9,
    )

    def work(self, context: Any, armature: Any) -> str:
        return plugins.person("export").export_body(Path(bpy.path.abspath(self.filepath)), self.influences).sentence()


class TOILE_PT_posing(Panel, bpy.types.Panel):
    bl_label = "Pose and Export"
    bl_parent_id = "TOILE_PT_body"
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        return super().poll(context) and has_body()

    def fill(self, layout: Any, context: Any, shown: Any) -> None:
        layout.operator_menu_enum("toile.set_pose", "pose", icon="ARMATURE_DATA")
        column = layout.column(align=True)
        column.operator("toile.use_pose", icon="POSE_HLT")
        column.operator("toile.use_ik", icon="CON_KINEMATIC")
        row = layout.row(align=True)
        row.operator("toile.load_pose", icon="IMPORT")
        row.operator("toile.save_pose", icon="EXPORT")
        layout.operator("toile.make_pose_assets", icon="ASSET_MANAGER")
        layout.operator("toile.export_body", icon="EXPORT")


classes = (
    TOILE_OT_set_pose,
    TOILE_OT_use_pose,
    TOILE_OT_save_pose,
    TOILE_OT_load_pose,
    TOILE_OT_make_pose_assets,
    TOILE_OT_use_ik,
    TOILE_OT_export_body,
    TOILE_PT_posing,
)
