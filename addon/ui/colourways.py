"""Colourways added and removed in the panel."""

from __future__ import annotations

from typing import Any

import bpy

from ..core.colourways import MOST, Colourway
from . import job_view, views
from .operators import has_outfit, is_ready


def read_outfit_colours(scene: Any) -> list[str]:
    """Each garment's own colour, "" where its design has none."""
    return [choice.options.get("colour", "") for choice in job_view.read(scene).outfit]


class TOILE_OT_add_colourway(bpy.types.Operator):
    """Render the drape in further colours; they begin as the outfit's own"""

    bl_idname = "toile.add_colourway"
    bl_label = "Add Colourway"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        if not is_ready(cls, context) or not has_outfit(cls, context):
            return False
        if len(context.scene.toile.colourways) < MOST:
            return True
        cls.poll_message_set(f"There are {MOST} colourways")
        return False

    def execute(self, context: Any) -> set[str]:
        kept = context.scene.toile.colourways
        taken = {item.name for item in kept}
        name = next(f"Colourway {k}" for k in range(1, MOST + 2) if f"Colourway {k}" not in taken)
        views.put(kept, Colourway(name, tuple(read_outfit_colours(context.scene))))
        return {"FINISHED"}


class TOILE_OT_remove_colourway(bpy.types.Operator):
    """Render this colourway no longer"""

    bl_idname = "toile.remove_colourway"
    bl_label = "Remove Colourway"
    bl_options = {"REGISTER", "UNDO"}

    index: bpy.props.IntProperty(name="Colourway", description="From 1", default=1, min=1)

    @classmethod
    def poll(cls, context: Any) -> bool:
        return is_ready(cls, context)

    def execute(self, context: Any) -> set[str]:
        kept = context.scene.toile.colourways
        if self.index > len(kept):
            self.report({"ERROR"}, f"There is no colourway {self.index}.")
            return {"CANCELLED"}
        kept.remove(self.index - 1)
        return {"FINISHED"}


classes = (TOILE_OT_add_colourway, TOILE_OT_remove_colourway)
