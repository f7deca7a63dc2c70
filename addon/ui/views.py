"""What is asked for of one drape, as widgets: its views, its colourways, the contact sheet."""

from __future__ import annotations

from typing import Any

import bpy

from ..core.colour import check_colour
from ..core.colourways import Colourway
from ..core.job import Job
from ..core.pattern.grading import CHOICES
from ..core.views import VIEWS
from . import options


class TOILE_PG_swatch(bpy.types.PropertyGroup):
    """The colour of one garment in a colourway."""

    colour: bpy.props.FloatVectorProperty(name="Colour", subtype="COLOR_GAMMA", size=3, min=0.0, max=1.0)
    is_own: bpy.props.BoolProperty(name="Own", description="The colour that the garment has in the outfit")


class TOILE_PG_colourway(bpy.types.PropertyGroup):
    """A colourway; ``name`` is its own."""

    swatches: bpy.props.CollectionProperty(type=TOILE_PG_swatch)


def properties() -> dict[str, Any]:
    """The properties, for the job's group."""
    return {
        "views": bpy.props.EnumProperty(
            name="Views",
            description="What to render; none means the photo's view, where there is a photo, and the front",
            items=[(view, options.title(view), "", "NONE", 1 << i) for i, view in enumerate(VIEWS)],
            options={"ENUM_FLAG"},
        ),
        "further_views": bpy.props.StringProperty(
            name="Close-Ups",
            description="Close-ups of other parts, by commas: detail_front, or detail_skirt.hem where several have one",
        ),
        "colourways": bpy.props.CollectionProperty(type=TOILE_PG_colourway),
        "size_run": bpy.props.EnumProperty(
            name="Size Run",
            description="Also render the outfit in these sizes, side by side",
            items=[(size, options.title(size), "", "NONE", 1 << i) for i, size in enumerate(CHOICES)],
            options={"ENUM_FLAG"},
        ),
        "contact_sheet": bpy.props.BoolProperty(
            name="Contact Sheet", description="Also put all stills on one sheet, with captions"
        ),
    }


def read(shown: Any) -> dict[str, Any]:
    """The fields of the job."""
    further = [view.strip() for view in shown.further_views.split(",")]
    chosen = [view for view in VIEWS if view in shown.views]
    return {
        "views": (*chosen, *(view for view in further if view)),
        "colourways": tuple(Colourway(item.name, tuple(map(colour_of, item.swatches))) for item in shown.colourways),
        "size_run": tuple(size for size in CHOICES if size in shown.size_run),
        "contact_sheet": shown.contact_sheet,
    }


def colour_of(swatch: Any) -> str:
    return "" if swatch.is_own else options.hex_of(swatch.colour)


def write(job: Job, shown: Any) -> None:
    shown.views = set(job.views) & set(VIEWS)
    shown.further_views = ", ".join(view for view in job.views if view not in VIEWS)
    shown.size_run = set(job.size_run)
    shown.contact_sheet = job.contact_sheet
    shown.colourways.clear()
    for each in job.colourways:
        put(shown.colourways, each)


def put(kept: Any, colourway: Colourway) -> None:
    """Add a colourway."""
    item = kept.add()
    item.name = colourway.name
    for colour in colourway.colours:
        swatch = item.swatches.add()
        swatch.is_own = not colour
        if colour:
            swatch.colour = options.rgb(check_colour(colour, f"colourway {colourway.name!r}"))


def draw(layout: Any, shown: Any) -> None:
    layout.column(align=True).prop(shown, "views")
    layout.prop(shown, "further_views")
    if not shown.views and not shown.further_views:
        layout.label(text="None chosen: photo and front" if shown.photo else "None chosen: front")
    for number, item in enumerate(shown.colourways, 1):
        draw_colourway(layout.column(align=True), item, number, shown.outfit)
    layout.operator("toile.add_colourway", icon="ADD")
    layout.row(align=True).prop(shown, "size_run")
    layout.prop(shown, "contact_sheet")


def draw_colourway(column: Any, item: Any, number: int, outfit: Any) -> None:
    """A colourway's name, and below it a swatch for every garment."""
    row = column.row(align=True)
    row.prop(item, "name", text="")
    row.operator("toile.remove_colourway", text="", icon="X").index = number
    if len(item.swatches) != len(outfit):
        column.label(text="The outfit has changed: add it anew", icon="ERROR")
        return
    for garment, swatch in zip(outfit, item.swatches, strict=True):
        row = column.row(align=True)
        colour = row.row(align=True)
        colour.enabled = not swatch.is_own
        colour.prop(swatch, "colour", text=options.title(garment.design))
        row.prop(swatch, "is_own", toggle=True)


groups = (TOILE_PG_swatch, TOILE_PG_colourway)
