"""A job's file: TOML, read and written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from .body.hand_pose import with_pose_file
from .colourways import Colourway
from .errors import JobError
from .job import EXPORTS, STAGES, Job, PhotoOptions, resolve, verify
from .options import Choice, check
from .pattern.grading import CHOICES
from .photo.corrections import Correction
from .types import Tape
from .views import VIEWS

PHOTO_KEYS = ("photo", "photo_side")
KEYS = {
    "corrections": "landmark",
    "colourways": "colourway",
}  # fields of the Job that a job file has under another name
PLAIN = {
    "folder": str,
    "seed": int,
    "save_blend": bool,
    "contact_sheet": bool,
    "size_chart": str,
    "segments": str,
}  # keys that hold one value
LISTS = {"views": VIEWS, "export": EXPORTS, "size_run": CHOICES}  # keys that hold a list of known words


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
    if key in ROWS:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise JobError(f"{key} is not a list of tables.", f"Write one [[{key}]] after the other.")
        return tuple(map(ROWS[key], value))
    if key in LISTS:
        return read_words(key, value)
    if type(value) is not PLAIN[key]:
        raise JobError(f"{key} is {value!r}, which is no {PLAIN[key].__name__}.")
    return value


def read_words(key: str, value: Any) -> tuple[str, ...]:
    """A list of known words; whether they are is for ``verify``."""
    if not isinstance(value, list):
        raise JobError(f"{key} is {value!r}.", f"Write a list of {', '.join(LISTS[key])}.")
    if wrong := [each for each in value if not isinstance(each, str)]:
        raise JobError(f"{key} holds {wrong[0]!r}, which is no str.", f"Write words of {', '.join(LISTS[key])}.")
    return tuple(value)


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


def read_colourway(table: dict[str, Any]) -> Colourway:
    """One [[colourway]] table."""
    known = ("name", "colours")
    if unknown := [key for key in table if key not in known]:
        raise JobError(f"A colourway has an unknown key {unknown[0]!r}.", f"Known: {', '.join(known)}.")
    name, colours = table.get("name"), table.get("colours")
    if not isinstance(name, str):
        raise JobError(f"A colourway's name is {name!r}, which is no str.", 'Write name = "Ink".')
    if not isinstance(colours, list) or not all(isinstance(colour, str) for colour in colours):
        raise JobError(f"The colours of the colourway {name!r} are {colours!r}.", 'Write colours = ["#1b2a41", ""].')
    return Colourway(name, tuple(colours))


ROWS = {"landmark": read_correction, "photo_options": read_photo_options, "colourway": read_colourway}


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


def colourway_lines(colourways: tuple[Colourway, ...]) -> list[str]:
    lines = []
    for each in colourways:
        lines += ["", "[[colourway]]", f"name = {toml(each.name)}", f"colours = {toml(list(each.colours))}"]
    return lines


TABLES: dict[str, Callable[[Any], list[str]]] = {
    "tape": tape_lines,
    "outfit": outfit_lines,
    "photo_options": photo_options_lines,
    "corrections": correction_lines,
    "colourways": colourway_lines,
}


def option_lines(options: dict[str, Any]) -> list[str]:
    return [f"{key} = {toml(value)}" for key, value in options.items()]


def choice_lines(choice: Choice) -> list[str]:
    return [f"plugin = {toml(choice.plugin)}", *option_lines(choice.options)]


def toml(value: Any) -> str:
    """A TOML scalar or flat list: JSON, but for DEL, which TOML will have escaped."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).replace("\x7f", "\\u007f")
