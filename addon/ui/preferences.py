"""What belongs to the machine and not to a job: the worker's Python, the cache, the units."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy

from .. import environment, plugins
from ..core.errors import WorkerError
from . import props, session
from .driver import Staged
from .layout import progress, wrapped
from .session import Work

NOT_ALLOWED = "Allow Online Access in Preferences > System, or choose a folder of wheels"


def is_allowed() -> bool:
    """Whether packages may be had: from the network, or from a folder."""
    return bpy.app.online_access or bool(getattr(session.preferences(), "wheels", ""))


class TOILE_OT_install_worker(Staged, bpy.types.Operator):
    """Make a Python environment that reads photos, in Blender's folder for this extension.
    It downloads about 180 MB, once, and needs 500 MB on the disk"""

    bl_idname = "toile.install_worker"
    bl_label = "Set Up the Worker"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        if not super().poll(context):
            return False
        if not is_allowed():
            cls.poll_message_set(NOT_ALLOWED)
        return is_allowed()

    def begin(self, context: Any) -> Work:
        chosen = session.preferences()
        wheels = getattr(chosen, "wheels", "")
        folder = Path(bpy.path.abspath(wheels)) if wheels else None
        steps = environment.install(getattr(chosen, "base_python", ""), folder)
        return Work(self.bl_label, steps, touches_scene=False)

    def finish(self, context: Any, value: Any) -> str:
        session.worker.close()  # the next call starts the new one
        return "The worker is set up"


class TOILE_OT_find_plugins(bpy.types.Operator):
    """Look for plugins again, after an add-on or a Python package that brings some was installed"""

    bl_idname = "toile.find_plugins"
    bl_label = "Find Plugins"

    @classmethod
    def poll(cls, context: Any) -> bool:
        return Staged.poll.__func__(cls, context)

    def execute(self, context: Any) -> set[str]:
        props.build()
        return {"FINISHED"}


class TOILE_preferences(bpy.types.AddonPreferences):
    """Toile's preferences."""

    bl_idname = plugins.PACKAGE

    units: bpy.props.EnumProperty(
        name="Units",
        description="How lengths and weights are shown",
        items=[("CM", "cm, kg", "Centimetres and kilograms"), ("INCH", "in, lb", "Inches and pounds")],
    )
    worker_python: bpy.props.StringProperty(
        name="Python",
        description="A Python that has the packages of ml/requirements.txt. Empty: the one set up below",
        subtype="FILE_PATH",
    )
    base_python: bpy.props.StringProperty(
        name="Made From",
        description="The Python 3.11, 3.12 or 3.13 to make the worker's environment from. Empty: found by itself",
        subtype="FILE_PATH",
    )
    wheels: bpy.props.StringProperty(
        name="Wheels",
        description="A folder that holds the wheels of ml/requirements.txt, to set up without network",
        subtype="DIR_PATH",
    )
    cache_folder: bpy.props.StringProperty(
        name="Cache",
        description="Keep what was read from photos here, so that it is not read again. Empty: nothing is kept",
        subtype="DIR_PATH",
    )

    def draw(self, context: Any) -> None:
        layout = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        row = layout.row()
        row.prop(self, "units", expand=True)
        layout.prop(self, "cache_folder")
        if self.cache_folder:
            wrapped(layout, context, "The cache holds people's photos. Forget Person empties it.", "INFO")
        layout.separator()
        self.draw_worker(layout, context)
        layout.separator()
        for problem in session.now.problems.values():
            wrapped(layout, context, problem, "ERROR")
        layout.operator("toile.find_plugins", icon="FILE_REFRESH")

    def draw_worker(self, layout: Any, context: Any) -> None:
        layout.label(text="Worker, which reads photos")
        try:
            wrapped(layout, context, f"Ready: {session.python()}", "CHECKMARK")
        except WorkerError as error:
            wrapped(layout, context, str(error), "ERROR")
        layout.prop(self, "worker_python")
        if self.worker_python:
            return
        layout.prop(self, "base_python")
        layout.prop(self, "wheels")
        if not progress(layout):
            layout.operator("toile.install_worker", icon="IMPORT")
            if not is_allowed():
                wrapped(layout, context, NOT_ALLOWED, "INFO")
        if problem := session.state(context.scene).problem:
            wrapped(layout, context, problem, "ERROR")


classes = (TOILE_OT_install_worker, TOILE_OT_find_plugins, TOILE_preferences)
