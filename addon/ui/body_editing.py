"""The body in the scene follows a measure as it is typed, before any stage runs again."""

from __future__ import annotations

from typing import Any

import bpy

from .. import plugins
from ..core.body.adjust import adjust_shape
from ..core.errors import ToileError
from ..core.types import Body
from . import session

STAGES_AFTER = ("build", "place")  # what the memo has of these is another body than the scene's now
MISSED_M, MISSED_KG = 0.002, 0.3


def follow(scene: Any, name: str, typed: dict[str, float]) -> Body | None:
    """Give the body in the scene a typed measure; the pose, and the other typed measures, stay.

    The photo is not fitted again: that comes with the next stage.

    Args:
        scene: whose panel it is.
        name: the measure that was just typed.
        typed: all that are typed, mm and kg.

    Returns:
        The body as it is now; None where there is none, or it cannot follow.
    """
    if session.now.work or not has_body():
        return None
    state, reshape, posed = session.state(scene), plugins.person("reshape"), plugins.person("posed")
    target = typed[name] / (1 if name == "mass" else 1000)
    try:
        shape = adjust_shape(posed.kept_shape(posed.armature_object()), {name: target}, [n for n in typed if n != name])
        body = reshape.reshape(shape)
        if plugins.tape_curves().is_shown():
            plugins.tape_curves().show()
    except ToileError as error:
        state.problem = str(error)
        return None
    for stage in STAGES_AFTER:
        state.memo.kept.pop(stage, None)
    state.problem = shortfall(body, name, target)
    return body


def has_body() -> bool:
    """Whether a body of ours is in the file."""
    return plugins.person("armature").ARMATURE in bpy.data.objects


def shortfall(body: Body, name: str, target: float) -> str:
    """A sentence where the body has not come to what was typed; "" where it has."""
    reached = body.mass_kg if name == "mass" else body.measures[name]
    limit, unit, digits = (MISSED_KG, "kg", 1) if name == "mass" else (MISSED_M, "m", 3)
    if abs(reached - target) <= limit:
        return ""
    return (
        f"With the others as they are the {name.replace('_', ' ')} comes to {reached:.{digits}f} {unit} of "
        f"{target:.{digits}f}. Estimate the body again to have the whole tape met."
    )


class TOILE_OT_set_measure(bpy.types.Operator):
    """Type a measure: the body in the scene has it at once"""

    bl_idname = "toile.set_measure"
    bl_label = "Set Measure"
    bl_options = {"REGISTER", "UNDO"}

    measure: bpy.props.StringProperty(name="Measure", description="Its name: waist, stature, mass")
    value: bpy.props.StringProperty(name="Value", description="A number, with or without a unit; empty gives it back")

    @classmethod
    def poll(cls, context: Any) -> bool:
        return hasattr(context.scene, "toile")

    def execute(self, context: Any) -> set[str]:
        shown = context.scene.toile.tape
        names = [item.identifier for item in shown.bl_rna.properties]
        known = [name.removesuffix("_text") for name in names if name.endswith("_text")]
        if self.measure not in known:
            self.report({"ERROR"}, f"There is no measure {self.measure!r}. Known: {', '.join(known)}.")
            return {"CANCELLED"}
        setattr(shown, f"{self.measure}_text", self.value)
        if problem := session.state(context.scene).problem:
            self.report({"ERROR"}, problem)
            return {"CANCELLED"}
        return {"FINISHED"}


classes = (TOILE_OT_set_measure,)
