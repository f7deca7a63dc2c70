"""The panel "Landmarks": what was seen in the photo, how surely, and the buttons to correct it. Layout, no logic."""

from __future__ import annotations

from typing import Any

import bpy

from .. import plugins
from ..core.photo.corrections import LANDMARKS
from . import landmarks, options, session
from .layout import wrapped
from .panels import Panel


class TOILE_PT_landmarks(Panel, bpy.types.Panel):
    bl_label = "Landmarks"
    bl_parent_id = "TOILE_PT_body"

    @classmethod
    def poll(cls, context: Any) -> bool:
        return super().poll(context) and bool(context.scene.toile.photo)

    def fill(self, layout: Any, context: Any, shown: Any) -> None:
        inferred = session.state(context.scene).inferred
        if not inferred or not inferred.detected:
            wrapped(layout, context, "Estimate the body: its landmarks are then shown over the photo.")
            return
        number = plugins.landmark_empties().shown_number()
        self.draw_photos(layout, context, number, len(inferred.detected))
        if not number:
            return
        layout.operator("toile.look_through", icon="VIEW_CAMERA")
        self.draw_selected(layout.box(), context, number, inferred)
        row = layout.row()
        row.scale_y = 1.4
        row.operator("toile.refit", icon="FILE_REFRESH")
        column = layout.column(align=True)
        column.operator("toile.mark_unseen", icon="HIDE_ON")
        row = column.row(align=True)
        row.operator("toile.reset_landmark", icon="LOOP_BACK")
        row.operator("toile.reset_landmarks")
        wrapped(layout, context, "Drag a landmark with G, then Refit. One dragged out of the photo is unseen.")

    def draw_photos(self, layout: Any, context: Any, number: int, count: int) -> None:
        """Which photo's landmarks are shown."""
        row = layout.row(align=True)
        for photo in range(count + 1):
            text = f"Photo {photo}" if photo else "Hidden"
            row.operator("toile.show_landmarks", text=text, depress=photo == number).photo = photo
        body = session.state(context.scene).inferred.body
        if context.scene.toile.landmark_photo and not number and not body.camera:
            wrapped(layout, context, "The body is in another pose: set Pose to Photo to correct landmarks.")

    def draw_selected(self, box: Any, context: Any, number: int, inferred: Any) -> None:
        """How sure the selected landmarks are, and what was corrected."""
        visibility = inferred.detected[number - 1].visibility
        corrected = {each.name: each for each in context.scene.toile.corrections if each.photo == number}
        for name in landmarks.chosen(context) or corrected:
            row = box.row()
            row.label(text=options.title(name), icon="EMPTY_AXIS")
            kept = corrected.get(name)
            sure = f"{visibility[LANDMARKS.index(name)]:.0%} sure"
            row.label(text=("unseen" if kept.unseen else "by hand") if kept else sure)
        if not landmarks.chosen(context) and not corrected:
            box.label(text="Select a landmark in the view")


classes = (TOILE_PT_landmarks,)
