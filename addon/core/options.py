"""A plugin's settings: chosen in a job, checked against the plugin's own Options.

``Options`` is a frozen dataclass of bool, int, float and str fields. A field's metadata may hold ``min``, ``max``,
``choices`` (a tuple) and ``help``.
"""

from __future__ import annotations

import math
from dataclasses import MISSING, Field, dataclass, field, fields, make_dataclass
from typing import Any, get_type_hints

from .errors import JobError


@dataclass(frozen=True)
class Choice:
    """A plugin and its settings: one table of the job file."""

    plugin: str
    options: dict[str, Any] = field(default_factory=dict)


def option(default: Any, help: str, **limits: Any) -> Any:
    """One field of an Options: its default, what it does, and ``min``, ``max`` or ``choices``.

    ``advanced=True``: the panel keeps it folded away. ``per_photo=True``, of an estimator: it is about one photo, and a
    job with several photos may have it anew for each. ``hidden=True``: the panel has other means than a field for it.
    ``path=True``: it is a file's path, relative to the job file or the .blend.
    """
    return field(default=default, metadata={"help": help, **limits})


def per_photo(kind: type) -> type:
    """The part of an estimator's Options that is about one photo alone, as an Options of its own."""
    hints = get_type_hints(kind)
    single = [f for f in fields(kind) if f.metadata.get("per_photo")]
    parts = [(f.name, hints[f.name], field(default=f.default, metadata=f.metadata)) for f in single]
    return make_dataclass(kind.__name__, parts, frozen=True)


def make_options(kind: type, given: dict[str, Any], where: str) -> Any:
    """Build ``kind`` from ``given``, refusing what it does not know or allow.

    Raises:
        JobError: names the setting, what was given and what is allowed.
    """
    known = {f.name: f for f in fields(kind)}
    if unknown := [name for name in given if name not in known]:
        raise JobError(f"The {where} has no setting {unknown[0]!r}.", f"Known: {', '.join(known)}.")
    hints = get_type_hints(kind)
    return kind(**{name: check(known[name], hints[name], value, where) for name, value in given.items()})


def full_options(kind: type, given: dict[str, Any], where: str) -> dict[str, Any]:
    """``given`` checked, and completed with the defaults of ``kind``."""
    made = make_options(kind, given, where)
    return {f.name: getattr(made, f.name) for f in fields(kind)}


def check(item: Field, kind: type, value: Any, where: str) -> Any:
    """The value as ``kind``, if the field allows it."""
    label = f"{item.name} of the {where}"
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise JobError(f"The {label} is {value!r}, which is no {kind.__name__}.", default_hint(item))
    if kind is float and not math.isfinite(value):
        raise JobError(f"The {label} is {value}.", "Give a finite number.")
    meta = item.metadata
    if "choices" in meta and value not in meta["choices"]:
        raise JobError(f"The {label} is {value!r}.", f"Known: {', '.join(map(str, meta['choices']))}.")
    low, high = meta.get("min", -math.inf), meta.get("max", math.inf)
    if kind in (int, float) and not low <= value <= high:
        raise JobError(f"The {label} is {value:g}, outside {low:g} to {high:g}.", default_hint(item))
    return value


def default_hint(item: Field) -> str:
    return "" if item.default is MISSING else f"The default is {item.default!r}."


def parse(item: Field, kind: type, text: str, where: str) -> Any:
    """A setting written as text on the command line."""
    try:
        if kind is bool:
            value: Any = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}[text.lower()]
        else:
            value = kind(text)
    except (ValueError, KeyError):
        value = text
    return check(item, kind, value, where)
