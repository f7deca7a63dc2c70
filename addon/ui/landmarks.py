"""Landmarks over the photo: shown, dragged, marked unseen, given back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy

from .. import plugins
from ..core.photo.corrections import Correction, correct
from ..core.types import BodyFit, FurtherView
from . import corrections, session
from .handlers import keep_out_of_file

FILL = 0.95  # of the view: the photo seen through its camera


def seen_by(fit: BodyFit, number: int) -> BodyFit | FurtherView | None:
    """The pose and camera of a photo, from 1; None where the body does not stand as the photo has it."""
    if number == 1:
        return fit if fit.camera else None
    return fit.others[number - 2] if fit.camera and 2 <= number <= len(fit.others) + 1 else None


def collect(scene: Any) -> None:
    """Keep what was dragged as corrections."""
    corrections.put(plugins.landmark_empties().moved(), scene.toile.corrections)


def refresh(scene: Any) -> None:
    """Show the landmarks as they are now, or none."""
    shown, inferred = scene.toile, session.state(scene).inferred
    empties = plugins.landmark_empties()
    number = min(shown.landmark_photo, len(inferred.detected)) if inferred else 0
    view = seen_by(inferred.fit, number) if inferred and inferred.body.camera and number else None
    if not inferred or view is None or view.camera is None:
        empties.remove()
        return
    own = [each for each in corrections.read(shown.corrections) if each.photo == number]
    evidence = correct(inferred.detected[number - 1], own)
    empties.show(evidence, view.camera, number, view.world_from_root[:3, 3])


def names_of(objects: Sequence[Any]) -> list[str]:
    """The landmarks that these objects stand for."""
    key = plugins.landmark_empties().NAME
    return [item[key] for item in objects if item and key in item]


def chosen(context: Any) -> list[str]:
    """The landmarks that are selected."""
    return names_of(context.selected_objects)


class Edit:
    """An operator on the landmarks that are shown."""

    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        if session.now.work or not hasattr(context.scene, "toile"):
            return False
        if plugins.landmark_empties().shown_number():
            return True
        cls.poll_message_set("Estimate the body from a photo first")
        return False

    def execute(self, context: Any) -> set[str]:
        collect(context.scene)
        self.edit(context, plugins.landmark_empties().shown_number())
        refresh(context.scene)
        return {"FINISHED"}

    def edit(self, context: Any, number: int) -> None:
        """Change what is corrected in a photo."""
        raise NotImplementedError


class OnSelected(Edit):
    """An operator on the selected landmarks."""

    @classmethod
    def poll(cls, context: Any) -> bool:
        if not super().poll(context):
            return False
        if chosen(context):
            return True
        cls.poll_message_set("Select a landmark")
        return False


class TOILE_OT_mark_unseen(OnSelected, bpy.types.Operator):
    """The photo does not show the selected landmarks: the next Refit assumes where they are"""

    bl_idname = "toile.mark_unseen"
    bl_label = "Mark Unseen"

    def edit(self, context: Any, number: int) -> None:
        unseen = [Correction(name, number, unseen=True) for name in chosen(context)]
        corrections.put(unseen, context.scene.toile.corrections)


class TOILE_OT_reset_landmark(OnSelected, bpy.types.Operator):
    """Give the selected landmarks back to what was detected"""

    bl_idname = "toile.reset_landmark"
    bl_label = "Reset"

    def edit(self, context: Any, number: int) -> None:
        corrections.take(context.scene.toile.corrections, number, chosen(context))


class TOILE_OT_reset_landmarks(Edit, bpy.types.Operator):
    """Give all of this photo's landmarks back to what was detected"""

    bl_idname = "toile.reset_landmarks"
    bl_label = "Reset All"

    def edit(self, context: Any, number: int) -> None:
        corrections.take(context.scene.toile.corrections, number)


class TOILE_OT_show_landmarks(bpy.types.Operator):
    """Show a photo and its landmarks before the body; 0 hides them. What was dragged is kept"""

    bl_idname = "toile.show_landmarks"
    bl_label = "Show Landmarks"
    bl_options = {"REGISTER", "UNDO"}

    photo: bpy.props.IntProperty(name="Photo", description="From 1; 0 hides the landmarks", default=1, min=0)

    @classmethod
    def poll(cls, context: Any) -> bool:
        inferred = session.state(context.scene).inferred
        if not session.now.work and inferred and inferred.detected:
            return True
        cls.poll_message_set("Estimate the body from a photo first")
        return False

    def execute(self, context: Any) -> set[str]:
        collect(context.scene)
        context.scene.toile.landmark_photo = self.photo
        refresh(context.scene)
        return {"FINISHED"}


class TOILE_OT_look_through(bpy.types.Operator):
    """Look at the body through the photo's camera"""

    bl_idname = "toile.look_through"
    bl_label = "Look Through Camera"

    @classmethod
    def poll(cls, context: Any) -> bool:
        if not context.space_data or context.space_data.type != "VIEW_3D":
            return False
        return Edit.poll.__func__(cls, context)

    def execute(self, context: Any) -> set[str]:
        empties = plugins.landmark_empties()
        look_through(context, empties.CAMERA, empties.kept_camera()[0].size)
        return {"FINISHED"}


def look_through(context: Any, camera: str, photo: tuple[int, int]) -> None:
    """Turn the 3D view to what an object of that name sees of a photo so large, px."""
    space = context.space_data
    space.use_local_camera = True
    space.camera = bpy.data.objects[camera]
    view = space.region_3d
    view.view_perspective = "CAMERA"
    view.view_camera_offset = (0.0, 0.0)
    region = window_region(context.area)
    view.view_camera_zoom = camera_zoom(photo, (region.width, region.height))


def window_region(area: Any) -> Any:
    return next(region for region in area.regions if region.type == "WINDOW")


def camera_zoom(photo: tuple[int, int], region: tuple[int, int]) -> float:
    """The view's camera zoom with which the photo fills it, whatever the picture that is rendered has for a shape.

    Seen through a camera, the photo's longer side is the view's longer side times (zoom / 50 + sqrt 2)^2 / 4
    (BKE_screen_view3d_zoom_to_fac).
    """
    longer = min(side * max(photo) / own for side, own in zip(region, photo, strict=True))
    factor = FILL * longer / max(region)
    return min(max(50 * (2 * factor**0.5 - 2**0.5), -30.0), 600.0)


def show_photo_again() -> None:
    inferred = session.state(bpy.context.scene).inferred
    empties = plugins.landmark_empties()
    number = empties.shown_number()
    if inferred and 1 <= number <= len(inferred.detected):
        empties.fill_photo(inferred.detected[number - 1].image)


HANDLERS = keep_out_of_file(lambda: plugins.landmark_empties().hide_photo(), show_photo_again)

classes = (
    TOILE_OT_mark_unseen,
    TOILE_OT_reset_landmark,
    TOILE_OT_reset_landmarks,
    TOILE_OT_show_landmarks,
    TOILE_OT_look_through,
)
