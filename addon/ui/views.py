"""What is asked for of one drape: its views, as widgets."""

from __future__ import annotations

from typing import Any

import bpy

from ..core.job import Job
from ..core.views import VIEWS
from . import options


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
    }


def read(shown: Any) -> dict[str, Any]:
    """The fields of the job."""
    further = [view.strip() for view in shown.further_views.split(",")]
    chosen = [view for view in VIEWS if view in shown.views]
    return {"views": (*chosen, *(view for view in further if view))}


def write(job: Job, shown: Any) -> None:
    shown.views = set(job.views) & set(VIEWS)
    shown.further_views = ", ".join(view for view in job.views if view not in VIEWS)


def draw(layout: Any, shown: Any) -> None:
    layout.column(align=True).prop(shown, "views")
    layout.prop(shown, "further_views")
    if not shown.views and not shown.further_views:
        layout.label(text="None chosen: photo and front" if shown.photo else "None chosen: front")
