"""Sizes: the measures that a garment of a size is drafted for.

A size knows nothing of who will wear it, so that an L on a small person really is too big. Only "made_to_measure" looks
at the person.
"""

from __future__ import annotations

from collections.abc import Mapping

from .sizes import SIZES, Chart, charts

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


def chart_for(gender: float) -> Chart:
    """The chart for a body, by its gender (1 female, 0 male)."""
    return charts()["women" if gender >= 0.5 else "men"]


def person_measures(measures: Mapping[str, float], gender: float) -> dict[str, float]:
    """A person's own measures, mm, from Body.measures (m). What was not measured is the chart's at their chest."""
    chart = chart_for(gender)
    own = {name: 1000.0 * value for name, value in measures.items()}
    for name, (upper, lower) in BETWEEN_LEVELS.items():
        if f"{upper}_height" in own and f"{lower}_height" in own:
            own[name] = own[f"{upper}_height"] - own[f"{lower}_height"]
    whole = chart.graded(chart.place_of("chest", own["chest"]) if "chest" in own else MIDDLE) | own
    return {"head": HEAD_MM + HEAD_PER_STATURE * whole["stature"]} | whole


def measures_for(size: str, measures: Mapping[str, float], gender: float) -> dict[str, float]:
    """What to draft for, mm: the chart's measures for a size, the person's own for made_to_measure.

    Args:
        size: one of CHOICES.
        measures: Body.measures, m.
        gender: 1 female, 0 male.
    """
    return person_measures(measures, gender) if size == MADE_TO_MEASURE else chart_for(gender).measures(size)
