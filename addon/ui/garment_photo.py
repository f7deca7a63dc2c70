"""A garment added to the outfit from a photo of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy

from ..core.garment_photo.wearing import Read, read_garments
from . import job_view, options, props, session
from .driver import Staged
from .operators import has_folder, is_ready
from .session import Work


class TOILE_OT_garment_photo(Staged, bpy.types.Operator):
    """Add a garment from a photo of it, lying flat or worn by a form before a plain background. Its design, lengths, \
colour, fabric and print are guessed, and may be changed"""

    bl_idname = "toile.garment_photo"
    bl_label = "Garment from Photo"
    bl_options = {"REGISTER", "UNDO"}

    filepath: bpy.props.StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE"})
    filter_image: bpy.props.BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})
    is_chosen_in_window = False

    @classmethod
    def poll(cls, context: Any) -> bool:
        return super().poll(context) and is_ready(cls, context) and has_folder(cls, context)

    def invoke(self, context: Any, event: Any) -> set[str]:
        if self.filepath or bpy.app.background:
            return super().invoke(context, event)
        self.is_chosen_in_window = True
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: Any) -> set[str]:
        if self.is_chosen_in_window:
            self.is_chosen_in_window = False
            return super().invoke(context, None)
        return super().execute(context)

    def begin(self, context: Any) -> Work:
        shown = context.scene.toile
        photo, folder = Path(bpy.path.abspath(self.filepath)), Path(job_view.absolute(shown.folder))
        steps = read_garments([photo], props.registry(), folder, shown.seed)
        return Work(self.bl_label, steps, touches_scene=False)

    def finish(self, context: Any, value: tuple[Read, ...]) -> str:
        (read,) = value
        shown, reading = context.scene.toile, read.reading
        job_view.add_garment(context.scene, read.choice)
        shown.outfit_index = len(shown.outfit) - 1
        session.state(context.scene).garment_read = (*read.remarks, *reading.cannot_know)
        second = f"next: {options.title(reading.second)} {reading.second_confidence:.0%}"
        return f"{options.title(reading.design)} added ({reading.confidence:.0%} sure; {second})"


classes = (TOILE_OT_garment_photo,)
