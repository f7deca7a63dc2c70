"""One job: what the panel edits, what the farm runs, what the still is filed with."""

from __future__ import annotations

import json
import tomllib
from dataclasses import MISSING, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from .errors import JobError
from .options import Choice, check, full_options
from .seams import Registry
from .types import Tape

VIEWS = ("photo", "front", "back", "three_quarter")
GENDERS = ("female", "male", "neutral")
STAGES = ("estimator", "body", "scene", "draper", "look", "output")  # the seams that a job chooses once
DEFAULT_OUTFIT = (Choice("skirt"), Choice("tee"))


@dataclass(frozen=True)
class Job:
    """Everything a run depends on. Paths are absolute; "" means there is no photo."""

    photo: str = ""
    folder: str = ""
    seed: int = 0
    views: tuple[str, ...] = ()  # () means photo and front, or front alone where there is no photo
    save_blend: bool = False
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
        return self.views or (("photo", "front") if self.photo else ("front",))


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
    known = [f.name for f in fields(Job)]
    if unknown := [key for key in table if key not in known]:
        raise JobError(f"The job has an unknown key {unknown[0]!r}.", f"Known: {', '.join(known)}.")
    values: dict[str, Any] = {}
    for key, value in table.items():
        values[key] = read_value(key, value)
    return resolve(Job(**values), base)


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
    if key == "views":
        if not isinstance(value, list):
            raise JobError(f"views is {value!r}.", f"Write a list of {', '.join(VIEWS)}.")
        return tuple(value)
    kinds = {"photo": str, "folder": str, "seed": int, "save_blend": bool}
    if type(value) is not kinds[key]:
        raise JobError(f"{key} is {value!r}, which is no {kinds[key].__name__}.")
    return value


def read_choice(where: str, table: Any) -> Choice:
    if not isinstance(table, dict) or not isinstance(table.get("plugin"), str):
        raise JobError(f"{where} names no plugin.", f'Write plugin = "..." in the table [{where}].')
    return Choice(table["plugin"], {k: v for k, v in table.items() if k != "plugin"})


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
    photo = str((base / job.photo).absolute()) if job.photo else ""
    return replace(job, photo=photo, folder=str((base / (job.folder or "stills")).absolute()))


def verify(job: Job) -> Job:
    """Check what can be checked without plugins.

    Raises:
        JobError: names the entry and what it may be.
    """
    for view in job.views:
        if view not in VIEWS:
            raise JobError(f"There is no view {view!r}.", f"Known: {', '.join(VIEWS)}.")
    if len(set(job.views)) != len(job.views):
        raise JobError("A view is named twice.", "Name each view once.")
    if "photo" in job.views and not job.photo:
        raise JobError("The view 'photo' needs a photo.", "Name a photo, or ask for front, back or three_quarter.")
    if not job.outfit:
        raise JobError("The outfit is empty.", "Name at least one garment.")
    return verify_person(job)


def verify_person(job: Job) -> Job:
    """Check what the body alone depends on."""
    if job.tape.gender is not None and job.tape.gender not in GENDERS:
        raise JobError(f"The tape's gender is {job.tape.gender!r}.", f"Known: {', '.join(GENDERS)}.")
    if not job.photo and not job.tape.typed():
        raise JobError("The job has neither a photo nor a tape.", "Name a photo, or type at least stature_mm.")
    return job


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
    return replace(job, views=job.asked_views(), outfit=outfit, **stages)


def dumps(job: Job) -> str:
    """The job as TOML; ``loads`` reads it back equal."""
    lines, tables = [], []
    for f in fields(Job):
        value = getattr(job, f.name)
        if f.name == "tape":
            typed = [(t.name, getattr(value, t.name)) for t in fields(Tape)]
            tables += ["", "[tape]", *(f"{k} = {toml(v)}" for k, v in typed if v is not None)]
        elif f.name == "outfit":
            for choice in value:
                tables += ["", "[[outfit]]", *choice_lines(choice)]
        elif isinstance(value, Choice):
            tables += ["", f"[{f.name}]", *choice_lines(value)]
        elif value != (f.default if f.default is not MISSING else None) or f.name == "seed":
            lines.append(f"{f.name} = {toml(list(value) if isinstance(value, tuple) else value)}")
    return "\n".join(lines + tables) + "\n"


def choice_lines(choice: Choice) -> list[str]:
    return [f"plugin = {toml(choice.plugin)}", *(f"{key} = {toml(value)}" for key, value in choice.options.items())]


def toml(value: Any) -> str:
    """A TOML scalar or flat list: JSON, but for DEL, which TOML will have escaped."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).replace("\x7f", "\\u007f")
