"""The switch that draws the tape of every measure on the body in the scene."""

from __future__ import annotations

from typing import Any

import bpy

from .. import plugins
from ..core.errors import ToileError


class TOILE_OT_show_tape(bpy.types.Operator):
    """Draw the tape of every measure on the body as coloured cords that follow its pose, or take it off"""

    bl_idname = "toile.show_tape"
    bl_label = "Show Tape"
    bl_options = {"REGISTER", "UNDO"}

    is_on: bpy.props.EnumProperty(
        name="Tape",
        items=(("TOGGLE", "The Other Way", ""), ("ON", "On", ""), ("OFF", "Off", "")),
        default="TOGGLE",
    )

    def execute(self, context: Any) -> set[str]:
        tape = plugins.tape_curves()
        on = not tape.is_shown() if self.is_on == "TOGGLE" else self.is_on == "ON"
        if not on:
            tape.hide()
            return {"FINISHED"}
        try:
            paths = tape.show()
        except ToileError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self.report({"INFO"}, f"The tape of {len(paths)} measures is on the body")
        return {"FINISHED"}


def draw(layout: Any) -> None:
    """The switch, pressed while the tape is shown."""
    is_shown = plugins.tape_curves().is_shown()
    layout.operator("toile.show_tape", text="Show Tape", icon="CURVE_PATH", depress=is_shown)


classes = (TOILE_OT_show_tape,)
