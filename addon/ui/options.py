"""A plugin's Options as Blender properties: one dataclass field, one widget."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import Field, fields
from typing import Any, get_type_hints

import bpy

from ..core.colour import check_colour
from ..core.options import full_options
from .units import LENGTH_UNITS, MM

UNITS = {"mm", "cm", "m", "deg", "px", "kg", "g", "gsm", "s", "ms", "mb", "m2"}
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
Update = Callable[[Any, Any], None]  # as Blender calls it: the group and the context
PLAIN = {bool: bpy.props.BoolProperty, int: bpy.props.IntProperty, str: bpy.props.StringProperty}


def title(text: str) -> str:
    """A name as a label: "three_quarter" is "Three Quarter", "XL" stays."""
    words = text.replace("_", " ")
    return words.title() if words.islower() else words


def label(name: str) -> str:
    """A field's name as a label, its unit in brackets."""
    stem, _, unit = name.rpartition("_")
    return f"{title(stem)} ({unit})" if stem and unit in UNITS else title(name)


def number(text: str) -> int:
    """An enum item's number: it depends on its name alone, so that a saved file survives new neighbours."""
    return zlib.crc32(text.encode()) & 0x7FFFFFFF


def enum_items(names: Iterable[Any]) -> list[tuple[str, str, str, str, int]]:
    return [(str(name), title(str(name)), "", "NONE", number(str(name))) for name in names]


def is_colour(item: Field) -> bool:
    return isinstance(item.default, str) and bool(COLOUR.fullmatch(item.default))


def rgb(text: str) -> tuple[float, ...]:
    """ "#rrggbb" as three numbers from 0 to 1, still sRGB."""
    return tuple(int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))


def hex_of(channels: Iterable[float]) -> str:
    """Three sRGB numbers from 0 to 1 as "#rrggbb"."""
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def sentence(item: Field) -> str:
    return item.metadata.get("help", "").rstrip(".")


def prop(item: Field, kind: type, update: Update | None) -> Any:
    """The Blender property for one field; the metadata holds its limits, choices and help."""
    meta = item.metadata
    limits = {name: meta[name] for name in ("min", "max") if name in meta}
    shared: dict[str, Any] = {"name": label(item.name), "description": sentence(item), "default": item.default}
    shared |= {"update": update} if update else {}
    if "choices" in meta:
        return bpy.props.EnumProperty(**{**shared, "items": enum_items(meta["choices"]), "default": str(item.default)})
    if is_colour(item):
        shared["default"] = rgb(str(item.default))
        return bpy.props.FloatVectorProperty(subtype="COLOR_GAMMA", size=3, min=0.0, max=1.0, **shared)
    if kind is float:
        coarse = item.name.endswith(("_mm", "_deg"))
        return bpy.props.FloatProperty(step=100 if coarse else 1, precision=1 if coarse else 3, **shared, **limits)
    if meta.get("path"):
        return bpy.props.StringProperty(subtype="FILE_PATH", options={"PATH_SUPPORTS_BLEND_RELATIVE"}, **shared)
    return PLAIN[kind](**shared, **limits)


def length_view(item: Field, units: str) -> Any:
    """The same setting, kept in mm, in the user's unit."""
    unit, name = MM[LENGTH_UNITS[units]], item.name
    limits = {limit: item.metadata[limit] / unit for limit in ("min", "max") if limit in item.metadata}
    return bpy.props.FloatProperty(
        name=f"{title(name.removesuffix('_mm'))} ({LENGTH_UNITS[units]})",
        description=sentence(item),
        get=lambda group: getattr(group, name) / unit,
        set=lambda group, value: setattr(group, name, value * unit),
        step=50,
        precision=1 if units == "CM" else 2,
        options=set(),
        **limits,
    )


def group_of(class_name: str, kind: type, tailored: bool = False, updates: Mapping[str, Update] | None = None) -> type:
    """A PropertyGroup class for an Options.

    Args:
        class_name: of the class.
        kind: the Options.
        tailored: add views of its lengths in cm and inches.
        updates: what is called when a setting of this name changes.
    """
    hints = get_type_hints(kind)
    notes = {item.name: prop(item, hints[item.name], (updates or {}).get(item.name)) for item in fields(kind)}
    for item in fields(kind) if tailored else ():
        if item.name.endswith("_mm"):
            notes |= {f"{item.name}_{units}": length_view(item, units) for units in LENGTH_UNITS}
    return type(class_name, (bpy.types.PropertyGroup,), {"__annotations__": notes})


def exact(value: float) -> float:
    """The decimal that was typed: Blender keeps floats in 32 bits, which is six digits."""
    return float(f"{value:.6g}")


def read(group: Any, kind: type) -> dict[str, Any]:
    """The settings as a job holds them."""
    return {item.name: value_of(group, item) for item in fields(kind)}


def value_of(group: Any, item: Field) -> Any:
    value = getattr(group, item.name)
    if "choices" in item.metadata:
        return next(choice for choice in item.metadata["choices"] if str(choice) == value)
    if is_colour(item):
        return hex_of(value)
    return exact(value) if isinstance(value, float) else value


def widget_values(given: dict[str, Any], kind: type, where: str) -> dict[str, Any]:
    """What every property is to be set to: from ``given``, and from the defaults where it says nothing.

    Raises:
        JobError: a setting is not known, or out of range.
    """
    values = full_options(kind, given, where)
    for item in fields(kind):
        if "choices" in item.metadata:
            values[item.name] = str(values[item.name])
        elif is_colour(item):
            values[item.name] = rgb(check_colour(values[item.name], where))
    return values
