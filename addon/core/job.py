"""One job: what the panel edits, what the farm runs, what the still is filed with."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from .body.hand_pose import with_pose_file
from .errors import JobError
from .options import Choice, check, full_options, per_photo
from .photo.corrections import Correction, check_corrections
from .seams import Registry
from .types import Tape

VIEWS = ("photo", "front", "back", "three_quarter")
EXPORTS = ("glb", "fbx", "usdc")  # kinds of file that the body is written as for other programs
PHOTO_KEYS = ("photo", "photo_side")
KEYS = {"corrections": "landmark"}  # fields of the Job that a job file has under another name
GENDERS = ("female", "male", "neutral")
STAGES = ("estimator", "body", "scene", "draper", "look", "output")  # the seams that a job chooses once
LISTS = {"views": VIEWS, "export": EXPORTS}  # keys that hold a list of known words
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
    save_blend: bool = False
    export: tuple[str, ...] = ()  # of EXPORTS: the body on its armature
    photo_options: tuple[PhotoOptions, ...] = ()
    corrections: tuple[Correction, ...] = ()  # of landmarks, by hand
    tape: Tape = field(default_factory=Tape)
    outfit: tuple[Choice, ...] = DEFAULT_OUTFIT  # inside to outside
    estimator: Choice = Choice("mediapipe")
    body: Choice = Choice("anny")
    scene: Choice = Choice("photo")
    draper: Choice = Choice("cloth")
    look: Choice = Choice("fabric")
    output: Choice = Choice("still")

    def asked_views(self) -> tuple[str, ...]:
        """The views to render, with the default filled in."""
        return self.views or (("photo", "front") if self.photos else ("front",))


def loads(text: str, base: Path) -> Job:
    """Read a job file's text and check it; paths in it are relative to ``base``.

    Raises:
        JobError: it is not TOML, a key or value is not known, or it is no whole job.
    """
    return verify(read(text, base))


def read(text: str, base: Path) -> Job:
    """As ``loads``, of a job that need not be whole yet."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise JobError(f"The job is not TOML: {error}.", "Mend that line.") from error
    known = [*PHOTO_KEYS, *(KEYS.get(f.name, f.name) for f in fields(Job) if f.name != "photos")]
    if unknown := [key for key in table if key not in known]:
        raise JobError(f"The job has an unknown key {unknown[0]!r}.", f"Known: {', '.join(known)}.")
    photos = read_photos({key: table.pop(key) for key in PHOTO_KEYS if key in table})
    names = {key: name for name, key in KEYS.items()}
    values = {names.get(key, key): read_value(key, value) for key, value in table.items()}
    if "body" in values:
        values["body"] = with_pose_file(values["body"], base)
    return resolve(Job(photos, **values), base)


def read_photos(given: dict[str, Any]) -> tuple[str, ...]:
    """``photo``, one or a list, and ``photo_side`` as one list."""
    first, side = given.get("photo", []), given.get("photo_side")
    photos = list(first) if isinstance(first, list) else [first]
    photos += [] if side is None else [side]
    if wrong := [photo for photo in photos if not isinstance(photo, str)]:
        raise JobError(f"photo is {wrong[0]!r}, which is no str.", "Write a path, or a list of paths.")
    if side is not None and not (isinstance(first, str) and first):
        raise JobError(
            "There is a photo_side, and photo names no single photo before it.",
            "Name the front photo as photo, or all of them: photo = [...].",
        )
    return tuple(photos) if any(photos) else ()


def read_value(key: str, value: Any) -> Any:
    """One top-level entry of a job file as the Job's field holds it."""
    if key == "tape":
        return read_tape(value)
    if key == "outfit":
        if not isinstance(value, list):
            raise JobError("outfit is not a list of tables.", "Write one [[outfit]] a garment.")
        return tuple(read_choice("outfit", item) for item in value)
    if key in STAGES:
        return read_choice(key, value)
    if key in ("landmark", "photo_options"):
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise JobError(f"{key} is not a list of tables.", f"Write one [[{key}]] after the other.")
        return tuple(map(read_correction if key == "landmark" else read_photo_options, value))
    if key in LISTS:
        if not isinstance(value, list):
            raise JobError(f"{key} is {value!r}.", f"Write a list of {', '.join(LISTS[key])}.")
        return tuple(value)
    kinds = {"folder": str, "seed": int, "save_blend": bool}
    if type(value) is not kinds[key]:
        raise JobError(f"{key} is {value!r}, which is no {kinds[key].__name__}.")
    return value


def read_choice(where: str, table: Any) -> Choice:
    if not isinstance(table, dict) or not isinstance(table.get("plugin"), str):
        raise JobError(f"{where} names no plugin.", f'Write plugin = "..." in the table [{where}].')
    return Choice(table["plugin"], {k: v for k, v in table.items() if k != "plugin"})


def read_correction(table: dict[str, Any]) -> Correction:
    """One [[landmark]] table."""
    known = ("name", "photo", "px", "unseen")
    if unknown := [key for key in table if key not in known]:
        raise JobError(f"A landmark has an unknown key {unknown[0]!r}.", f"Known: {', '.join(known)}.")
    plain: dict[str, Any] = {"name": None, "photo": 1, "unseen": False}
    plain = {key: table.get(key, otherwise) for key, otherwise in plain.items()}
    for (key, value), kind in zip(plain.items(), (str, int, bool), strict=True):
        if type(value) is not kind:
            raise JobError(f"A landmark's {key} is {value!r}, which is no {kind.__name__}.")
    px = table.get("px")
    if px is None:
        return Correction(**plain)
    if not isinstance(px, list) or [type(value) in (int, float) for value in px] != [True, True]:
        raise JobError(f"The px of landmark {plain['name']!r} is {px!r}.", "Write px = [x, y], two numbers.")
    return Correction(**plain, px=(float(px[0]), float(px[1])))


def read_photo_options(table: dict[str, Any]) -> PhotoOptions:
    """One [[photo_options]] table."""
    photo = table.get("photo")
    if type(photo) is not int:
        raise JobError(f"The photo of a [[photo_options]] is {photo!r}.", "Write photo = 2, or a higher number.")
    return PhotoOptions(photo, {key: value for key, value in table.items() if key != "photo"})


def read_tape(table: Any) -> Tape:
    """The [tape] table: numbers in mm and kg, and gender."""
    known = {f.name: f for f in fields(Tape)}
    if not isinstance(table, dict):
        raise JobError("tape is not a table.", "Write [tape] and its measures below it.")
    if unknown := [key for key in table if key not in known]:
        raise JobError(f"The tape has no measure {unknown[0]!r}.", f"Known: {', '.join(known)}.")
    values = {}
    for key, value in table.items():
        values[key] = value if key == "gender" else check(known[key], float, value, "tape")
    return Tape(**values)


def resolve(job: Job, base: Path) -> Job:
    """The job with absolute paths; the default folder is "stills" in ``base``."""
    photos = tuple(str((base / photo).absolute()) if photo else "" for photo in job.photos)
    return replace(job, photos=photos, folder=str((base / (job.folder or "stills")).absolute()))


def verify(job: Job) -> Job:
    """Check what can be checked without plugins.

    Raises:
        JobError: names the entry and what it may be.
    """
    for word, named, known in (("view", job.views, VIEWS), ("export", job.export, EXPORTS)):
        if unknown := [each for each in named if each not in known]:
            raise JobError(f"There is no {word} {unknown[0]!r}.", f"Known: {', '.join(known)}.")
        if len(set(named)) != len(named):
            raise JobError(f"The {word} {max(named, key=named.count)!r} is named twice.", "Name each once.")
    if "photo" in job.views and not job.photos:
        raise JobError("The view 'photo' needs a photo.", "Name a photo, or ask for front, back or three_quarter.")
    if not job.outfit:
        raise JobError("The outfit is empty.", "Name at least one garment.")
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


def dumps(job: Job) -> str:
    """The job as TOML; ``loads`` reads it back equal."""
    lines, tables = [], []
    for f in fields(Job):
        value = getattr(job, f.name)
        if f.name in TABLES:
            tables += TABLES[f.name](value)
        elif isinstance(value, Choice):
            tables += ["", f"[{f.name}]", *choice_lines(value)]
        elif f.name == "photos":
            lines += [f"photo = {toml(value[0] if len(value) == 1 else list(value))}"] if value else []
        elif value != (f.default if f.default is not MISSING else None) or f.name == "seed":
            lines.append(f"{f.name} = {toml(list(value) if isinstance(value, tuple) else value)}")
    return "\n".join(lines + tables) + "\n"


def tape_lines(tape: Tape) -> list[str]:
    typed = [(f.name, getattr(tape, f.name)) for f in fields(Tape)]
    return ["", "[tape]", *(f"{key} = {toml(value)}" for key, value in typed if value is not None)]


def outfit_lines(outfit: tuple[Choice, ...]) -> list[str]:
    return [line for choice in outfit for line in ("", "[[outfit]]", *choice_lines(choice))]


def photo_options_lines(every: tuple[PhotoOptions, ...]) -> list[str]:
    lines = []
    for each in every:
        lines += ["", "[[photo_options]]", f"photo = {each.photo}", *option_lines(each.options)]
    return lines


def correction_lines(corrections: tuple[Correction, ...]) -> list[str]:
    lines = []
    for each in corrections:
        put = "unseen = true" if each.px is None else f"px = {toml(list(each.px))}"
        lines += ["", "[[landmark]]", f"name = {toml(each.name)}", f"photo = {each.photo}", put]
    return lines


TABLES: dict[str, Callable[[Any], list[str]]] = {
    "tape": tape_lines,
    "outfit": outfit_lines,
    "photo_options": photo_options_lines,
    "corrections": correction_lines,
}


def option_lines(options: dict[str, Any]) -> list[str]:
    return [f"{key} = {toml(value)}" for key, value in options.items()]


def choice_lines(choice: Choice) -> list[str]:
    return [f"plugin = {toml(choice.plugin)}", *option_lines(choice.options)]


def toml(value: Any) -> str:
    """A TOML scalar or flat list: JSON, but for DEL, which TOML will have escaped."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).replace("\x7f", "\\u007f")
