"""The panel read as a Job, and a Job shown in the panel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import bpy

from ..core.errors import JobError
from ..core.job import EXPORTS, STAGES, Job, PhotoOptions
from ..core.options import Choice, per_photo
from . import corrections, options, props, tape, views


def read(scene: Any) -> Job:
    """The job that the scene's panel shows, complete, its paths absolute. Nothing is verified.

    A folder beside a .blend that was never saved is "".
    """
    shown = scene.toile
    stages = {seam: read_choice(shown, seam, getattr(shown, seam), getattr(Job(), seam)) for seam in STAGES}
    photos = (absolute(shown.photo), *(absolute(item.path) for item in shown.further_photos))
    job = Job(
        photos=photos if any(photos) else (),
        photo_options=tuple(read_photo_options(shown)),
        corrections=corrections.read(shown.corrections),
        segments=absolute(shown.segments) or shown.segments,
        folder=absolute(shown.folder),
        seed=shown.seed,
        save_blend=shown.save_blend,
        export=tuple(kind for kind in EXPORTS if kind in shown.export),
        tape=tape.read(shown.tape),
        size_chart=absolute(shown.size_chart) or shown.size_chart,  # else it would be ours without a word
        outfit=tuple(read_choice(item, "garment", item.design, Choice(item.design)) for item in shown.outfit),
    )
    return replace(job, **views.read(shown), **stages)


def read_photo_options(shown: Any) -> Iterator[PhotoOptions]:
    """What is said of each further photo beside the defaults."""
    for number, item in enumerate(shown.further_photos, 2):
        if shown.estimator in props.usable("estimator"):
            kind = per_photo(props.registry().plugin("estimator", shown.estimator).Options)
            values = options.read(getattr(item, props.settings_name("estimator", shown.estimator)), kind)
            said = {name: value for name, value in values.items() if value != getattr(kind(), name)}
            if said:
                yield PhotoOptions(number, said)


def read_choice(holder: Any, seam: str, name: str, otherwise: Choice) -> Choice:
    """The chosen plugin and its settings; ``otherwise`` where no plugin of the seam can be used."""
    if name not in props.usable(seam):
        return otherwise
    group = getattr(holder, props.settings_name(seam, name))
    kind = props.registry().plugin(seam, name).Options
    paths = {item.name for item in fields(kind) if item.metadata.get("path")}
    values = options.read(group, kind)
    return Choice(name, {key: absolute(value) if key in paths else value for key, value in values.items()})


def absolute(path: str) -> str:
    """The path from the root; "" if it is beside a .blend that was never saved."""
    if not path or (path.startswith("//") and not bpy.data.filepath):
        return ""
    return str(Path(bpy.path.abspath(path)).absolute())


def write(job: Job, scene: Any) -> None:
    """Show the job in the scene's panel. Everything is checked before anything is changed.

    Raises:
        PluginError: a plugin is not there.
        JobError: a setting is not known, or out of range.
    """
    if not 0 <= job.seed <= props.LARGEST:
        raise JobError(f"The seed is {job.seed}.", f"The panel takes 0 to {props.LARGEST}.")
    stages = {seam: (choice := getattr(job, seam), widget_values(seam, choice)) for seam in STAGES}
    outfit = [(choice, widget_values("garment", choice)) for choice in job.outfit]
    further = [photo_values(job, number) for number in range(2, len(job.photos) + 1)]
    shown = scene.toile
    shown.photo, shown.folder, shown.seed = job.photos[0] if job.photos else "", job.folder, job.seed
    shown.further_photos.clear()
    for path, values in zip(job.photos[1:], further, strict=True):
        item = shown.further_photos.add()
        item.path = path
        write_settings(item, "estimator", job.estimator, values)
    shown.save_blend, shown.export = job.save_blend, set(job.export)
    views.write(job, shown)
    tape.write(job.tape, shown.tape)
    shown.size_chart = job.size_chart
    for seam, (choice, values) in stages.items():
        setattr(shown, seam, choice.plugin)
        write_settings(shown, seam, choice, values)
    # The photos and who is meant are set: what was corrected is not forgotten.
    corrections.write(job.corrections, shown.corrections)
    shown.segments = job.segments
    shown.outfit.clear()
    shown.outfit_index = 0
    for choice, values in outfit:
        write_garment(scene, choice, values)


def photo_values(job: Job, number: int) -> dict[str, Any]:
    """The settings of a further photo, for its widgets."""
    kind = per_photo(props.registry().plugin("estimator", job.estimator.plugin).Options)
    given = next((each.options for each in job.photo_options if each.photo == number), {})
    return options.widget_values(given, kind, f"estimator {job.estimator.plugin!r}, photo {number}")


def widget_values(seam: str, choice: Choice) -> dict[str, Any]:
    kind = props.registry().plugin(seam, choice.plugin).Options
    return options.widget_values(choice.options, kind, f"{seam} {choice.plugin!r}")


def add_garment(scene: Any, choice: Choice) -> None:
    """The outfit with one more garment, outermost."""
    write_garment(scene, choice, widget_values("garment", choice))


def write_garment(scene: Any, choice: Choice, values: dict[str, Any]) -> None:
    item = scene.toile.outfit.add()
    item.design = choice.plugin
    write_settings(item, "garment", choice, values)


def write_settings(holder: Any, seam: str, choice: Choice, values: dict[str, Any]) -> None:
    group = getattr(holder, props.settings_name(seam, choice.plugin))
    for name, value in values.items():
        setattr(group, name, value)
