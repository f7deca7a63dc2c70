"""The person chosen by a click on the photo, where there are several."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from bpy_extras.view3d_utils import region_2d_to_location_3d

from .. import plugins
from ..core.camera import project
from . import landmarks, props, session

OPTION = "point"  # the setting of an estimator that chooses the person nearest to it
NUMBER = "person"  # and the one that counts them; 0 leaves the choice to the other


class TOILE_OT_pick_person(bpy.types.Operator):
    """Click on the person in the photo. The body is then estimated again"""

    bl_idname = "toile.pick_person"
    bl_label = "Pick Person"
    bl_options = {"REGISTER", "UNDO"}

    photo: bpy.props.IntProperty(name="Photo", description="From 1", default=1, min=1, options={"SKIP_SAVE"})
    point_px: bpy.props.FloatVectorProperty(
        name="Point", description="A point on the person, px of the photo's file", size=2, options={"SKIP_SAVE"}
    )

    @classmethod
    def poll(cls, context: Any) -> bool:
        if session.now.work or not hasattr(context.scene, "toile"):
            return False
        if context.scene.toile.photo:
            return True
        cls.poll_message_set("Choose a photo")
        return False

    def execute(self, context: Any) -> set[str]:
        group = settings_of(context.scene.toile, self.photo)
        if group is None:
            self.report({"ERROR"}, f"There is no photo {self.photo}, or its estimator chooses no person by a point.")
            return {"CANCELLED"}
        x, y = self.point_px
        setattr(group, OPTION, f"{x:.0f},{y:.0f}")
        if hasattr(group, NUMBER):
            setattr(group, NUMBER, 0)
        landmarks.refresh(context.scene)
        return {"FINISHED"}

    def invoke(self, context: Any, event: Any) -> set[str]:
        if not landmarks.TOILE_OT_look_through.poll(context):
            self.report({"ERROR"}, "Estimate the body first: the click is on the photo in the 3D view.")
            return {"CANCELLED"}
        self.photo = plugins.landmark_empties().shown_number()
        bpy.ops.toile.look_through()
        context.window.cursor_modal_set("EYEDROPPER")
        context.workspace.status_text_set("Click on the person; Esc cancels")
        context.window_manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: Any, event: Any) -> set[str]:
        if event.value != "PRESS" or event.type not in ("LEFTMOUSE", "RIGHTMOUSE", "ESC"):
            return {"RUNNING_MODAL"}
        context.window.cursor_modal_restore()
        context.workspace.status_text_set(None)
        point = pixel_under(context.area, event.mouse_x, event.mouse_y)
        if event.type != "LEFTMOUSE" or point is None:
            return {"CANCELLED"}
        self.point_px = point
        result = self.execute(context)
        if result == {"FINISHED"}:
            bpy.ops.toile.estimate_body("INVOKE_DEFAULT")
        return result


def settings_of(shown: Any, number: int) -> Any:
    """The estimator's settings for a photo, if they can choose a person by a point."""
    holders = [shown, *shown.further_photos]
    name = props.settings_name("estimator", shown.estimator)
    group = getattr(holders[number - 1], name, None) if number <= len(holders) else None
    return group if hasattr(group, OPTION) else None


def pixel_under(area: Any, x: int, y: int) -> tuple[float, float] | None:
    """What a place in the window is in the photo shown there, px of its file; None outside the photo."""
    region, empties = landmarks.window_region(area), plugins.landmark_empties()
    camera, scale = empties.kept_camera()
    spot = (x - region.x, y - region.y)
    at = region_2d_to_location_3d(region, area.spaces.active.region_3d, spot, empties.empties()[0].location)
    across, down = (float(value) for value in project(camera, np.array(at)))
    if 0 <= across <= camera.size[0] and 0 <= down <= camera.size[1]:
        return across / scale, down / scale
    return None


classes = (TOILE_OT_pick_person,)
