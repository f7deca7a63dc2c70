"""Sizes: the measures that a garment of a size is drafted for.

A size knows nothing of who will wear it, so that an L on a small person really is too big. Only "made_to_measure" looks
at the person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .sizes import SIZES, Chart, charts

if TYPE_CHECKING:
    from ..types import Body

MADE_TO_MEASURE = "made_to_measure"
CHOICES = (MADE_TO_MEASURE, *SIZES)
MIDDLE = SIZES.index("M")

HEAD_MM, HEAD_PER_STATURE = 400.0, 0.1  # line through the means of ANSUR II: 562 at 1628 (women), 575 at 1758 (men)
BETWEEN_LEVELS = {  # a measure -> the levels of the body between which it is taken
    "waist_to_hip": ("waist", "hip"),
    "waist_to_high_hip": ("waist", "high_hip"),
    "shoulder_drop": ("neck", "shoulder"),
    "neck_to_bust": ("neck", "bust"),
}


def chart_for(body: Body) -> Chart:
    """The chart that a person's clothes are cut by, of their gender."""
    return (body.charts or charts())["women" if body.gender >= 0.5 else "men"]


def person_measures(body: Body) -> dict[str, float]:
    """A person's own measures, mm. What was not measured is the chart's at their chest."""
    chart = chart_for(body)
    own = {name: 1000.0 * value for name, value in body.measures.items()}
    for name, (upper, lower) in BETWEEN_LEVELS.items():
        if f"{upper}_height" in own and f"{lower}_height" in own:
            own[name] = own[f"{upper}_height"] - own[f"{lower}_height"]
    whole = chart.graded(chart.place_of("chest", own["chest"]) if "chest" in own else MIDDLE) | own
    return {"head": HEAD_MM + HEAD_PER_STATURE * whole["stature"]} | whole


def measures_for(size: str, body: Body) -> dict[str, float]:
    """What to draft for, mm: the chart's measures for a size, the person's own for made_to_measure.

    Args:
        size: one of CHOICES.
        body: the person's; of a size it says the chart alone.
    """
    return person_measures(body) if size == MADE_TO_MEASURE else chart_for(body).measures(size)
