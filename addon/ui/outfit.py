"""The outfit's list: add, remove, move and copy a garment."""

from __future__ import annotations

from typing import Any

import bpy

from ..core.options import Choice
from . import job_view, props
from .operators import has_outfit, is_ready


class Edit:
    """An operator on the garment chosen in the list."""

    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        return is_ready(cls, context) and has_outfit(cls, context)

    def execute(self, context: Any) -> set[str]:
        shown = context.scene.toile
        shown.outfit_index = self.edit(shown.outfit, min(shown.outfit_index, len(shown.outfit) - 1))
        return {"FINISHED"}

    def edit(self, outfit: Any, index: int) -> int:
        """Change the outfit; returns which garment is chosen then."""
        raise NotImplementedError


class TOILE_OT_add_garment(bpy.types.Operator):
    """Add a garment outside the others"""

    bl_idname = "toile.add_garment"
    bl_label = "Add Garment"
    bl_options = {"REGISTER", "UNDO"}

    design: bpy.props.StringProperty(name="Design", description="The design's name, as in a job", options={"SKIP_SAVE"})

    @classmethod
    def poll(cls, context: Any) -> bool:
        return is_ready(cls, context)

    def execute(self, context: Any) -> set[str]:
        designs = props.usable("garment")
        if self.design not in designs:
            self.report({"ERROR"}, f"There is no design {self.design!r}. Known: {', '.join(designs) or 'none'}.")
            return {"CANCELLED"}
        shown = context.scene.toile
        job_view.add_garment(context.scene, Choice(self.design))
        shown.outfit_index = len(shown.outfit) - 1
        return {"FINISHED"}


class TOILE_OT_remove_garment(Edit, bpy.types.Operator):
    """Take the chosen garment off"""

    bl_idname = "toile.remove_garment"
    bl_label = "Remove Garment"

    def edit(self, outfit: Any, index: int) -> int:
        outfit.remove(index)
        return max(min(index, len(outfit) - 1), 0)


class TOILE_OT_move_garment(Edit, bpy.types.Operator):
    """Wear the chosen garment further inside or outside"""

    bl_idname = "toile.move_garment"
    bl_label = "Move Garment"

    direction: bpy.props.EnumProperty(items=[("INSIDE", "Inside", ""), ("OUTSIDE", "Outside", "")])

    def edit(self, outfit: Any, index: int) -> int:
        step = -1 if self.direction == "INSIDE" else 1
        target = max(0, min(index + step, len(outfit) - 1))
        outfit.move(index, target)
        return target


class TOILE_OT_copy_garment(Edit, bpy.types.Operator):
    """Add the chosen garment once more, with its settings"""

    bl_idname = "toile.copy_garment"
    bl_label = "Copy Garment"

    def edit(self, outfit: Any, index: int) -> int:
        scene = outfit.id_data
        job_view.add_garment(scene, job_view.read(scene).outfit[index])
        outfit.move(len(outfit) - 1, index + 1)
        return index + 1


classes = (TOILE_OT_add_garment, TOILE_OT_remove_garment, TOILE_OT_move_garment, TOILE_OT_copy_garment)
