"""Sizes: the measures that a garment of a size is drafted for.

A size knows nothing of who will wear it, so that an L on a small person really is too big. Only "made_to_measure" looks
at the person.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..errors import PatternError

TABLE = Path(__file__).parents[2] / "assets" / "sizes.toml"
MADE_TO_MEASURE = "made_to_measure"
SIZES = ("XS", "S", "M", "L", "XL", "XXL")
CHOICES = (MADE_TO_MEASURE, *SIZES)

HEAD_MM, HEAD_PER_STATURE = 400.0, 0.1  # line through the means of ANSUR II: 562 at 1628 (women), 575 at 1758 (men)


@dataclass(frozen=True)
class Chart:
    """A base size and the rule that grades it to the others. Measures by name, mm."""

    name: str
    sizes: tuple[str, ...]
    base: str
    base_mm: Mapping[str, float]
    step_mm: Mapping[str, float]

    def measures(self, size: str) -> dict[str, float]:
        """The measures of a size, mm.

        Raises:
            PatternError: the chart lacks the size.
        """
        if size not in self.sizes:
            raise PatternError(f"The {self.name}'s chart has no size {size!r}.", f"Known: {', '.join(self.sizes)}.")
        return graded(self.base_mm, self.step_mm, self.sizes.index(size) - self.sizes.index(self.base))


@cache
def charts() -> dict[str, Chart]:
    """The charts of assets/sizes.toml by name: "women", "men"."""
    found = {}
    for name, table in tomllib.loads(TABLE.read_text("utf-8")).items():
        base = {measure: float(row[0]) for measure, row in table["measures"].items()}
        step = {measure: float(row[1]) for measure, row in table["measures"].items()}
        found[name] = Chart(name, tuple(table["sizes"]), table["base"], base, step)
    return found


def chart_for(gender: float) -> Chart:
    """The chart for a body, by its gender (1 female, 0 male)."""
    return charts()["women" if gender >= 0.5 else "men"]


def graded(measures_mm: Mapping[str, float], step_mm: Mapping[str, float], steps: float) -> dict[str, float]:
    """The measures so many sizes up, or down when negative."""
    return {name: value + steps * step_mm[name] for name, value in measures_mm.items()}


def person_measures(measures: Mapping[str, float], gender: float) -> dict[str, float]:
    """A person's own measures, mm, from Body.measures (m). What was not measured is the chart's at their chest."""
    chart = chart_for(gender)
    own = {name: 1000.0 * value for name, value in measures.items()}
    if "waist_height" in own:
        for level in ("hip", "high_hip"):
            if f"{level}_height" in own:
                own[f"waist_to_{level}"] = own["waist_height"] - own[f"{level}_height"]
    if "neck_height" in own and "shoulder_height" in own:
        own["shoulder_drop"] = own["neck_height"] - own["shoulder_height"]
    steps = (own.get("chest", chart.base_mm["chest"]) - chart.base_mm["chest"]) / chart.step_mm["chest"]
    whole = graded(chart.base_mm, chart.step_mm, steps) | own
    return {"head": HEAD_MM + HEAD_PER_STATURE * whole["stature"]} | whole


def measures_for(size: str, measures: Mapping[str, float], gender: float) -> dict[str, float]:
    """What to draft for, mm: the chart's measures for a size, the person's own for made_to_measure.

    Args:
        size: one of CHOICES.
        measures: Body.measures, m.
        gender: 1 female, 0 male.
    """
    return person_measures(measures, gender) if size == MADE_TO_MEASURE else chart_for(gender).measures(size)
