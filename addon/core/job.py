"""One job: what the panel edits, what the farm runs, what the still is filed with."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_type_hints

from .colourways import Colourway, check_colourways
from .errors import JobError
from .options import Choice, full_options, parse, per_photo
from .pattern.grading import CHOICES
from .photo.corrections import Correction, check_corrections
from .printing import FILE as PRINT_FILE
from .seams import Registry
from .types import Tape
from .views import KNOWN, is_view

EXPORTS = ("glb", "fbx", "usdc")  # kinds of file that the body is written as for other programs
GENDERS = ("female", "male", "neutral")
STAGES = ("estimator", "body", "scene", "segmenter", "draper", "look", "output")  # the seams that a job chooses once
MAX_PHOTOS = 4  # front, both sides and back; more tell little of the shape and each costs seconds
DEFAULT_OUTFIT = (Choice("skirt"), Choice("tee"))


@dataclass(frozen=True)
class PhotoOptions:
    """Estimator options of one photo after the first, from 2: which person in it, say."""

    photo: int
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """Everything a run depends on. Paths are absolute."""

    photos: tuple[str, ...] = ()  # of one person; the first is the one whose camera sees the stills' view "photo"
    folder: str = ""
    seed: int = 0
    views: tuple[str, ...] = ()  # () means photo and front, or front alone where there is no photo
    colourways: tuple[Colourway, ...] = ()  # rendered besides the outfit's own colours
    size_run: tuple[str, ...] = ()  # sizes that the outfit is rendered in, side by side
    contact_sheet: bool = False  # all stills on one sheet, with captions
    save_blend: bool = False
    export: tuple[str, ...] = ()  # of EXPORTS: the body on its armature
    photo_options: tuple[PhotoOptions, ...] = ()
    corrections: tuple[Correction, ...] = ()  # of landmarks, by hand
    segments: str = ""  # a PNG of what in the first photo is what, painted by hand where the segmenter was wrong
    tape: Tape = field(default_factory=Tape)
    size_chart: str = ""  # a CSV that sizes are cut by; "": our own
    outfit: tuple[Choice, ...] = DEFAULT_OUTFIT  # inside to outside
    estimator: Choice = Choice("mediapipe")
    body: Choice = Choice("anny")
    scene: Choice = Choice("photo")
    segmenter: Choice = Choice("colour")
    draper: Choice = Choice("cloth")
    look: Choice = Choice("fabric")
    output: Choice = Choice("still")

    def asked_views(self) -> tuple[str, ...]:
        """The views to render, with the default filled in."""
        return self.views or (("photo", "front") if self.photos else ("front",))


def resolve(job: Job, base: Path) -> Job:
    """The job with absolute paths; the default folder is "stills" in ``base``."""

    def absolute(path: str) -> str:
        return str((base / path).absolute()) if path else ""

    def located(choice: Choice) -> Choice:
        named = choice.options.get(PRINT_FILE)
        return (
            Choice(choice.plugin, {**choice.options, PRINT_FILE: absolute(named)}) if isinstance(named, str) else choice
        )

    photos, outfit = tuple(map(absolute, job.photos)), tuple(map(located, job.outfit))
    paths = {"size_chart": absolute(job.size_chart), "segments": absolute(job.segments)}
    return replace(job, photos=photos, folder=absolute(job.folder or "stills"), outfit=outfit, **paths)


def verify(job: Job) -> Job:
    """Check what can be checked without plugins.

    Raises:
        JobError: names the entry and what it may be.
    """
    if unknown := [view for view in job.views if not is_view(view)]:
        raise JobError(f"There is no view {unknown[0]!r}.", KNOWN)
    if unknown := [kind for kind in job.export if kind not in EXPORTS]:
        raise JobError(f"There is no export {unknown[0]!r}.", f"Known: {', '.join(EXPORTS)}.")
    if unknown := [size for size in job.size_run if size not in CHOICES]:
        raise JobError(f"There is no size {unknown[0]!r} to run.", f"Known: {', '.join(CHOICES)}.")
    for word, named in (("view", job.views), ("export", job.export), ("size", job.size_run)):
        if len(set(named)) != len(named):
            raise JobError(f"The {word} {max(named, key=named.count)!r} is named twice.", "Name each once.")
    if "photo" in job.views and not job.photos:
        raise JobError("The view 'photo' needs a photo.", "Name a photo, or ask for front, say.")
    if not job.outfit:
        raise JobError("The outfit is empty.", "Name at least one garment.")
    check_colourways(job.colourways, len(job.outfit))
    return verify_person(job)


def verify_person(job: Job) -> Job:
    """Check what the body alone depends on."""
    if job.tape.gender is not None and job.tape.gender not in GENDERS:
        raise JobError(f"The tape's gender is {job.tape.gender!r}.", f"Known: {', '.join(GENDERS)}.")
    if not job.photos and not job.tape.typed():
        raise JobError("The job has neither a photo nor a tape.", "Name a photo, or type at least stature_mm.")
    if len(job.photos) > MAX_PHOTOS:
        raise JobError(f"The job has {len(job.photos)} photos (limit {MAX_PHOTOS}).", "Keep the clearest of them.")
    if "" in job.photos:
        raise JobError(f"Photo {job.photos.index('') + 1} of {len(job.photos)} has no path.", "Name it, or remove it.")
    numbers = [each.photo for each in job.photo_options]
    for number in numbers:
        if not 2 <= number <= len(job.photos):
            raise JobError(
                f"There are options for photo {number}, and the job has {len(job.photos)}.",
                "Those of the first stand in [estimator].",
            )
        if numbers.count(number) > 1:
            raise JobError(f"Photo {number} has two tables of options.", "Write one.")
    if job.segments and not job.photos:
        raise JobError("There are segments, and no photo that they are of.", "Name the photo, or leave out segments.")
    check_corrections(job.corrections, len(job.photos))
    return job


def estimator_of(job: Job, number: int, plugins: Registry) -> Choice:
    """The estimator for a photo, from 1. What [estimator] says of one photo alone, it says of the first.

    Raises:
        PluginError: the estimator is not there.
        JobError: a setting is not known, out of range, or not one of a single photo's.
    """
    kind = plugins.plugin("estimator", job.estimator.plugin).Options
    single = [f.name for f in fields(per_photo(kind))]
    own = next((each.options for each in job.photo_options if each.photo == number), {})
    where = f"estimator {job.estimator.plugin!r}"
    if shared := [key for key in own if key not in single]:
        known = ", ".join(single) or "none"
        raise JobError(f"The {where} has no setting {shared[0]!r} of a single photo.", f"Known: {known}.")
    given = {key: value for key, value in job.estimator.options.items() if number == 1 or key not in single}
    return Choice(job.estimator.plugin, full_options(kind, {**given, **own}, f"{where}, photo {number}"))


def complete(job: Job, plugins: Registry) -> Job:
    """The job with every plugin's settings checked and written out, defaults included.

    Raises:
        PluginError: a plugin is not there.
        JobError: a setting is not known or out of range.
    """

    def full(seam: str, choice: Choice) -> Choice:
        kind = plugins.plugin(seam, choice.plugin).Options
        return Choice(choice.plugin, full_options(kind, choice.options, f"{seam} {choice.plugin!r}"))

    stages = {seam: full(seam, getattr(job, seam)) for seam in STAGES}
    outfit = tuple(full("garment", choice) for choice in job.outfit)
    for number in range(2, len(job.photos) + 1):
        estimator_of(job, number, plugins)
    return replace(job, views=job.asked_views(), outfit=outfit, **stages)


def read_garment(text: str, plugins: Registry) -> Choice:
    """ "tee:M:length_mm=600" as a choice.

    Raises:
        PluginError: the design is not there.
        JobError: a setting is not known or out of range.
    """
    design, *rest = text.split(":")
    kind = plugins.plugin("garment", design).Options
    known, hints = {f.name: f for f in fields(kind)}, get_type_hints(kind)
    options = {}
    for index, entry in enumerate(rest):
        key, found, value = entry.partition("=")
        if not found and index == 0:
            key, value = "size", entry
        if key not in known:
            raise JobError(f"The garment {design!r} has no setting {key!r}.", f"Known: {', '.join(known)}.")
        options[key] = parse(known[key], hints[key], value, f"garment {design!r}")
    return Choice(design, options)
