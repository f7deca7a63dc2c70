"""The panel "Segments": what in the photo is skin, hair and clothes, painted where it was told wrongly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy

from .. import plugins
from ..core import pipeline
from ..core.job import Job
from ..core.photo.png import write_png
from ..core.photo.segments import FOUND, PARTS, colour_labels, read_labels
from ..core.types import PhotoEvidence
from . import job_view, landmarks, options, props, session
from .handlers import keep_out_of_file
from .layout import stage_settings, wrapped
from .operators import Stage, has_folder, is_ready, show_person
from .panels import Panel

FILE = "segments.png"


def canvas() -> Any:
    """The module that shows the canvas."""
    return plugins.person("canvas")


def has_photo(cls: Any, context: Any) -> bool:
    if context.scene.toile.photo:
        return True
    cls.poll_message_set("Choose a photo")
    return False


class TOILE_OT_paint_segments(Stage, bpy.types.Operator):
    """Show over the photo what in it is skin, hair and clothes, and take up a brush to correct it"""

    bl_idname = "toile.paint_segments"
    bl_label = "Paint Segments"
    last_stage = "segment"
    needs = (is_ready, has_photo)

    def steps(self, job: Job, memo: Any) -> Any:
        return pipeline.tell_apart(job, props.registry(), memo)

    def finish(self, context: Any, value: tuple[pipeline.Inferred, PhotoEvidence | None]) -> str:
        inferred, told = value
        camera = inferred.body.camera
        if told is None or told.segments is None or camera is None:
            return "The body is in another pose: set Pose to Photo to paint segments"
        show_person(context.scene, inferred)
        session.state(context.scene).told = told
        path = job_view.absolute(context.scene.toile.segments)
        before = read_labels(Path(path)) if path else None
        canvas().show(told.image, colour_labels(told.segments), before, camera)
        canvas().pick("top")
        if context.space_data and context.space_data.type == "VIEW_3D":
            landmarks.look_through(context, canvas().CAMERA, camera.size)
            context.space_data.shading.type = "MATERIAL"
        return "Choose what to paint, and paint over the photo"


class OnCanvas:
    """An operator on the canvas that is shown."""

    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        if not session.now.work and hasattr(context.scene, "toile") and canvas().is_shown():
            return True
        cls.poll_message_set("Paint Segments first")
        return False


class TOILE_OT_segment_brush(OnCanvas, bpy.types.Operator):
    """Load the brush: what is painted next is this"""

    bl_idname = "toile.segment_brush"
    bl_label = "Segment Brush"

    part: bpy.props.EnumProperty(
        name="Part", items=[(name, name.capitalize(), "") for name in (*PARTS, FOUND)], default="top"
    )

    def execute(self, context: Any) -> set[str]:
        canvas().pick(self.part)
        context.scene.toile.segment_part = self.part
        return {"FINISHED"}


class TOILE_OT_keep_segments(OnCanvas, bpy.types.Operator):
    """Write what was painted as a file beside the stills, and use it from now on"""

    bl_idname = "toile.keep_segments"
    bl_label = "Use Segments"

    @classmethod
    def poll(cls, context: Any) -> bool:
        return super().poll(context) and has_folder(cls, context)

    def execute(self, context: Any) -> set[str]:
        shown = context.scene.toile
        folder = Path(job_view.absolute(shown.folder))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_png(canvas().strokes(), folder / FILE)
        except OSError as error:
            self.report({"ERROR"}, f"{folder} cannot be written: {error.strerror}. Choose another folder.")
            return {"CANCELLED"}
        shown.segments = str(folder / FILE)
        canvas().remove()
        self.report({"INFO"}, f"{FILE} written")
        return {"FINISHED"}


class TOILE_OT_drop_segments(OnCanvas, bpy.types.Operator):
    """Put the brush down; what was painted since is forgotten"""

    bl_idname = "toile.drop_segments"
    bl_label = "Cancel"

    def execute(self, context: Any) -> set[str]:
        canvas().remove()
        return {"FINISHED"}


class TOILE_PT_segments(Panel, bpy.types.Panel):
    bl_label = "Segments"
    bl_parent_id = "TOILE_PT_render"
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        return super().poll(context) and bool(context.scene.toile.photo)

    def fill(self, layout: Any, context: Any, shown: Any) -> None:
        stage_settings(layout, context.scene, "segmenter")
        layout.prop(shown, "segments")
        if not canvas().is_shown():
            layout.operator("toile.paint_segments", icon="BRUSH_DATA")
            wrapped(layout, context, "What in the photo is skin, hair and clothes: paint it where it was told wrongly.")
            return
        grid = layout.grid_flow(columns=3, align=True)
        for name in (*PARTS, FOUND):
            button = grid.operator("toile.segment_brush", text=options.title(name), depress=shown.segment_part == name)
            button.part = name
        row = layout.row(align=True)
        row.scale_y = 1.4
        row.operator("toile.keep_segments", icon="CHECKMARK")
        row.operator("toile.drop_segments", icon="X")
        wrapped(layout, context, "Other is what stays in front: a strap, a bag. As Found gives back to the segmenter.")


def show_photo_again() -> None:
    told = session.state(bpy.context.scene).told
    if told and told.segments and canvas().is_shown():
        canvas().fill_photo(told.image, colour_labels(told.segments))


HANDLERS = keep_out_of_file(lambda: canvas().hide_photo(), show_photo_again)

classes = (
    TOILE_OT_paint_segments,
    TOILE_OT_segment_brush,
    TOILE_OT_keep_segments,
    TOILE_OT_drop_segments,
    TOILE_PT_segments,
)
