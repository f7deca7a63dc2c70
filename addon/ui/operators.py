"""The stages as operators, all by one driver."""

from __future__ import annotations

from typing import Any

import bpy

from .. import plugins
from ..core import pipeline
from ..core.errors import JobError
from ..core.job import Job
from ..core.shares import reach
from ..provenance import made_with
from . import job_view, landmarks, props, session, tape
from .body_editing import has_body
from .driver import Staged
from .session import Work


def is_ready(cls: Any, context: Any) -> bool:
    """Whether the panel's properties are there."""
    if not hasattr(context.scene, "toile"):
        cls.poll_message_set("Toile is still looking for its plugins")
        return False
    return True


def has_person(cls: Any, context: Any) -> bool:
    shown = context.scene.toile
    if shown.photo or tape.read(shown.tape).typed():
        return True
    cls.poll_message_set("Choose a photo, or type at least the height")
    return False


def has_outfit(cls: Any, context: Any) -> bool:
    if context.scene.toile.outfit:
        return True
    cls.poll_message_set("Add a garment to the outfit")
    return False


def has_folder(cls: Any, context: Any) -> bool:
    if job_view.absolute(context.scene.toile.folder):
        return True
    cls.poll_message_set("Save the .blend first, or choose a folder for the stills")
    return False


def has_drape(cls: Any, context: Any) -> bool:
    drape = session.state(context.scene).drape
    if drape and plugins.alive(drape):
        return True
    cls.poll_message_set("Drape the outfit first")
    return False


class Stage(Staged):
    """An operator over a part of the pipeline."""

    bl_options = {"REGISTER", "UNDO"}
    needs: tuple = (is_ready, has_person)
    last_stage = "render"

    @classmethod
    def poll(cls, context: Any) -> bool:
        return super().poll(context) and all(need(cls, context) for need in cls.needs)

    def begin(self, context: Any) -> Work:
        memo = session.state(context.scene).memo
        memo.folder = session.cache_folder()
        landmarks.collect(context.scene)
        job = job_view.read(context.scene)
        if not job.outfit and has_outfit in self.needs:
            raise JobError("The outfit is empty.", "Add a garment.")
        if has_body() and has_outfit in self.needs:
            posed = plugins.person("posed")
            posed.refuse_unused_pose(posed.armature_object())
        return Work(self.bl_label, self.steps(job, memo), reach(self.last_stage))

    def steps(self, job: Job, memo: Any) -> Any:
        return pipeline.run(job, props.registry(), memo, lambda: made_with(session.worker))


class Embodied(Stage):
    """The part of the pipeline up to the body in the scene."""

    last_stage = "place"

    def steps(self, job: Job, memo: Any) -> Any:
        return pipeline.embody(job, props.registry(), memo)

    def finish(self, context: Any, value: Any) -> str:
        inferred, rig = value
        is_first = not context.scene.toile.measures
        show_person(context.scene, inferred)
        if not landmarks.chosen(context):  # who corrects landmarks goes on doing so
            select(context, rig.body_object)
        if is_first and context.area and context.area.type == "VIEW_3D":
            frame_selected(context)
        return f"The body is there: {len(inferred.body.measures)} measures"


class TOILE_OT_estimate_body(Embodied, bpy.types.Operator):
    """Make the body from the photo and the typed measures"""

    bl_idname = "toile.estimate_body"
    bl_label = "Estimate Body"


class TOILE_OT_refit(Embodied, bpy.types.Operator):
    """Fit the body again, to the landmarks as they are now. The photos are not read again"""

    bl_idname = "toile.refit"
    bl_label = "Refit"


class TOILE_OT_drape(Stage, bpy.types.Operator):
    """Sew the outfit round the body and let it settle"""

    bl_idname = "toile.drape"
    bl_label = "Drape Outfit"
    last_stage = "dress"
    needs = (is_ready, has_person, has_outfit)

    def steps(self, job: Job, memo: Any) -> Any:
        return pipeline.try_on(job, props.registry(), memo)

    def finish(self, context: Any, value: Any) -> str:
        show_outfit(context.scene, value)
        return f"Garments draped: {len(value.outfit)}"


class TOILE_OT_run(Stage, bpy.types.Operator):
    """From photo to stills: body, outfit, drape, pictures. Only what changed is done again"""

    bl_idname = "toile.run"
    bl_label = "Dress and Render"
    needs = (is_ready, has_person, has_outfit, has_folder)

    def finish(self, context: Any, value: Any) -> str:
        show_outfit(context.scene, value)
        session.state(context.scene).files = value.files
        session.state(context.scene).stills = value.stills
        return f"Stills written: {len(value.stills)}"


class TOILE_OT_render(Stage, bpy.types.Operator):
    """Take the stills of the dressed body"""

    bl_idname = "toile.render"
    bl_label = "Render Stills"
    needs = (is_ready, has_person, has_outfit, has_folder, has_drape)
    finish = TOILE_OT_run.finish


def select(context: Any, name: str) -> None:
    """Make the body the selected object, as Blender does with what is added."""
    for item in context.view_layer.objects:
        item.select_set(item.name == name)
    context.view_layer.objects.active = context.view_layer.objects.get(name)


def frame_selected(context: Any) -> None:
    """Turn the view to the person, whom the first estimate has just put there."""
    region = next(region for region in context.area.regions if region.type == "WINDOW")
    with context.temp_override(region=region):
        bpy.ops.view3d.view_axis(type="FRONT")
        bpy.ops.view3d.view_selected()


def show_person(scene: Any, inferred: pipeline.Inferred) -> None:
    tape.show_body(scene, inferred.body.measures, inferred.body.mass_kg)
    session.state(scene).inferred = inferred
    landmarks.refresh(scene)


def show_outfit(scene: Any, result: pipeline.Result) -> None:
    show_person(scene, result.inferred)
    session.state(scene).drape = result.dressed.drape


class TOILE_OT_cancel(bpy.types.Operator):
    """Stop the work in progress; what it has made so far is removed"""

    bl_idname = "toile.cancel"
    bl_label = "Cancel"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        return session.now.work is not None

    def execute(self, context: Any) -> set[str]:
        session.stop()
        return {"FINISHED"}


classes = (
    TOILE_OT_estimate_body,
    TOILE_OT_refit,
    TOILE_OT_drape,
    TOILE_OT_render,
    TOILE_OT_run,
    TOILE_OT_cancel,
)
