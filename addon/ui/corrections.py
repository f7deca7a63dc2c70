"""Corrections of landmarks in the panel's properties."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import bpy

from ..core.photo.corrections import Correction
from .options import exact


class TOILE_PG_correction(bpy.types.PropertyGroup):
    """One landmark that was corrected; ``name`` is the landmark's."""

    photo: bpy.props.IntProperty(name="Photo", default=1, min=1)
    px: bpy.props.FloatVectorProperty(name="Place", description="In the photo's file, px", size=2)
    unseen: bpy.props.BoolProperty(name="Unseen", description="The photo does not show it")


def read(kept: Any) -> tuple[Correction, ...]:
    """The corrections as a job holds them."""
    return tuple(
        Correction(item.name, item.photo, None if item.unseen else (exact(item.px[0]), exact(item.px[1])), item.unseen)
        for item in kept
    )


def write(corrections: Iterable[Correction], kept: Any) -> None:
    kept.clear()
    for each in corrections:
        item = kept.add()
        item.name, item.photo, item.unseen = each.name, each.photo, each.unseen
        if each.px is not None:
            item.px = each.px


def put(newer: Iterable[Correction], kept: Any) -> None:
    """Add corrections; each replaces the one of the same landmark and photo."""
    every = {(each.name, each.photo): each for each in (*read(kept), *newer)}
    write(every.values(), kept)


def take(kept: Any, photo: int, names: Iterable[str] | None = None) -> None:
    """Drop a photo's corrections of these landmarks; None drops all of the photo's."""
    write([each for each in read(kept) if each.photo != photo or (names is not None and each.name not in names)], kept)


def drop_photo(kept: Any, photo: int) -> None:
    """Drop a photo's corrections; the photos after it move up."""
    others = [each for each in read(kept) if each.photo != photo]
    write([replace(each, photo=each.photo - (each.photo > photo)) for each in others], kept)


classes = (TOILE_PG_correction,)
