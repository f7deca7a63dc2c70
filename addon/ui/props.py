"""Blender properties as a view of the Job, made from the plugins' own Options: every setting is written once."""

from __future__ import annotations

import logging
import re
from dataclasses import fields
from typing import Any

import bpy

from .. import plugins
from ..core.job import EXPORTS, STAGES, Job
from ..core.options import per_photo
from ..core.seams import SEAMS, Registry
from . import corrections, options, session, tape, views

log = logging.getLogger(__name__)

RELATIVE: Any = {"PATH_SUPPORTS_BLEND_RELATIVE"}
LARGEST = 2**31 - 1
made: list[type] = []  # the classes made from the plugins' Options, in order


def registry() -> Registry:
    """The plugins found; empty until Blender has started."""
    return session.now.registry or Registry()


def usable(seam: str) -> list[str]:
    """The seam's plugins that could be imported when they were found."""
    return [name for name in registry().names(seam) if f"{seam}.{name}" not in session.now.problems]


def find_problems(found: Registry) -> dict[str, str]:
    """Why plugins cannot be used, a sentence by "seam.name"."""
    every = [(seam, name) for seam in SEAMS for name in found.names(seam)]
    return {f"{seam}.{name}": problem for seam, name in every if (problem := found.problem(seam, name))}


def settings_name(seam: str, name: str) -> str:
    """The property that holds the settings of a plugin."""
    return re.sub(r"\W", "_", f"{seam}_{name}")


def add_class(kind: type) -> type:
    bpy.utils.register_class(kind)
    made.append(kind)
    return kind


def pointers(seam: str) -> dict[str, Any]:
    """A pointer for each usable plugin of the seam, to a group made from its Options."""
    notes = {}
    for name in usable(seam):
        class_name = f"TOILE_PG_{settings_name(seam, name)}"
        kind = registry().plugin(seam, name).Options
        group = options.group_of(class_name, kind, seam == "garment", subject_updates(kind))
        notes[settings_name(seam, name)] = bpy.props.PointerProperty(type=add_class(group))
    return notes


def chooser(seam: str, first: str, name: str) -> Any:
    """The enum that chooses one of the seam's usable plugins."""
    names = usable(seam) or ["none"]
    default = first if first in names else names[0]
    return bpy.props.EnumProperty(name=name, items=options.enum_items(names), default=default)


def garment_group() -> type:
    notes = {"design": chooser("garment", "", "Design"), **pointers("garment")}
    return add_class(type("TOILE_PG_garment", (bpy.types.PropertyGroup,), {"__annotations__": notes}))


def photo_path(description: str) -> Any:
    return bpy.props.StringProperty(
        name="Photo", description=description, subtype="FILE_PATH", options=RELATIVE, update=forget_corrections
    )


def forget_corrections(holder: Any, context: Any) -> None:
    """Another photo has landmarks of its own: those of the one before are taken away, and what was corrected."""
    shown = holder.id_data.toile
    number = [shown, *shown.further_photos].index(holder) + 1
    corrections.take(shown.corrections, number)
    if number == 1:
        shown.segments = ""
        plugins.person("canvas").remove()
    plugins.landmark_empties().remove()


def forget_subject(group: Any, context: Any) -> None:
    """Another person of the same photo has landmarks of their own, too."""
    shown = group.id_data.toile
    for holder in (shown, *shown.further_photos):
        if any(getattr(holder, settings_name("estimator", name)) == group for name in usable("estimator")):
            forget_corrections(holder, context)


def subject_updates(kind: type) -> dict[str, options.Update]:
    """For the settings of a single photo, which estimators have: they say who in it is meant."""
    return {item.name: forget_subject for item in fields(per_photo(kind))}


def further_photo_group() -> type:
    """A photo after the first: its path, and for each estimator the settings that are about one photo."""
    notes = {"path": photo_path("The same person from another side: girths become surer")}
    for name in usable("estimator"):
        kind = per_photo(registry().plugin("estimator", name).Options)
        class_name = f"TOILE_PG_photo_{settings_name('estimator', name)}"
        group = add_class(options.group_of(class_name, kind, updates=subject_updates(kind)))
        notes[settings_name("estimator", name)] = bpy.props.PointerProperty(type=group)
    return add_class(type("TOILE_PG_further_photo", (bpy.types.PropertyGroup,), {"__annotations__": notes}))


def job_group() -> type:
    notes = {
        "photo": photo_path("One person, the whole figure, in close-fitting clothes"),
        "further_photos": bpy.props.CollectionProperty(type=further_photo_group()),
        "corrections": bpy.props.CollectionProperty(type=corrections.TOILE_PG_correction),
        "segments": bpy.props.StringProperty(
            name="Segments",
            description="A PNG that says what in the photo is skin, hair and clothes, where it was told wrongly",
            subtype="FILE_PATH",
            options=RELATIVE,
        ),
        "segment_part": bpy.props.StringProperty(name="Painted", description="What the brush paints", default="top"),
        "landmark_photo": bpy.props.IntProperty(
            name="Landmarks of Photo", description="Which photo's landmarks are shown, from 1; 0 shows none", default=1
        ),
        "folder": bpy.props.StringProperty(
            name="Folder",
            description="Where the stills and their record are written",
            subtype="DIR_PATH",
            default="//stills",
            options=RELATIVE,
        ),
        "seed": bpy.props.IntProperty(name="Seed", description="The same seed gives the same result", min=0),
        **views.properties(),
        "save_blend": bpy.props.BoolProperty(
            name="Save Scene", description="Also write the dressed scene as a .blend beside the stills"
        ),
        "export": bpy.props.EnumProperty(
            name="Export",
            description="Also write the body on its armature, for other programs, beside the stills",
            items=[(kind, kind, "", "NONE", 1 << i) for i, kind in enumerate(EXPORTS)],
            options={"ENUM_FLAG"},
        ),
        "tape": bpy.props.PointerProperty(type=tape.TOILE_PG_tape),
        "measures": bpy.props.CollectionProperty(type=tape.TOILE_PG_measure),
        "size_chart": bpy.props.StringProperty(
            name="Size Chart",
            description="A CSV of your own that sizes are cut by; empty: the one that comes with Toile",
            subtype="FILE_PATH",
            options=RELATIVE,
        ),
        "outfit": bpy.props.CollectionProperty(type=garment_group()),
        "outfit_index": bpy.props.IntProperty(name="Garment", min=0),
    }
    for seam in STAGES:
        notes |= {seam: chooser(seam, getattr(Job(), seam).plugin, options.title(seam)), **pointers(seam)}
    return add_class(type("TOILE_PG_job", (bpy.types.PropertyGroup,), {"__annotations__": notes}))


def build(found: Registry | None = None) -> None:
    """Find the plugins and make their properties; values that are set already stay."""
    remove()
    found = found or plugins.discover(session.remote)
    session.now.registry, session.now.problems = found, find_problems(found)
    for problem in session.now.problems.values():
        log.warning("%s", problem)
    bpy.types.Scene.toile = bpy.props.PointerProperty(type=job_group())


def build_once() -> None:
    """For a timer: after Blender has started, when every other add-on is there."""
    if session.now.registry is None:
        build()


def remove() -> None:
    if hasattr(bpy.types.Scene, "toile"):
        del bpy.types.Scene.toile
    while made:
        bpy.utils.unregister_class(made.pop())


def register() -> None:
    for kind in (*tape.classes, *corrections.classes, *views.groups):
        bpy.utils.register_class(kind)
    if bpy.app.background:
        build()  # timers do not fire without a window
    else:
        bpy.app.timers.register(build_once, first_interval=0.0, persistent=True)


def unregister() -> None:
    if bpy.app.timers.is_registered(build_once):
        bpy.app.timers.unregister(build_once)
    remove()
    for kind in reversed((*tape.classes, *corrections.classes, *views.groups)):
        bpy.utils.unregister_class(kind)
