"""The size chart, a CSV that is free to edit: one row a size, one column a body measure in mm."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from ..body.adult_limits import LIMITS
from ..errors import PatternError

TABLE = Path(__file__).parents[2] / "assets" / "sizes.csv"
LABELS = ("chart", "size", "eu", "us")
CHARTS = ("women", "men")
LONGEST_MM = 700.0  # of a measure that no tape takes
SIZES = ("XS", "S", "M", "L", "XL", "XXL")
MEASURES = (
    "stature",
    "chest",
    "underbust",
    "waist",
    "high_hip",
    "hip",
    "neck",
    "shoulder_width",
    "shoulder_length",
    "shoulder_drop",
    "upper_arm",
    "elbow",
    "wrist",
    "arm_length",
    "back_waist_length",
    "front_waist_length",
    "neck_to_bust",  # from the side of the neck down to the level of the bust
    "waist_to_hip",
    "waist_to_high_hip",
    "thigh",
    "knee",
    "calf",
    "ankle",
    "inseam",
    "outside_leg",
    "crotch_length",
)


@dataclass(frozen=True)
class Chart:
    """The measures of every size, in rising order. The grading step is what a size has more than the one before."""

    name: str
    rows: Mapping[str, Mapping[str, float]]  # size -> measure -> mm
    numbers: Mapping[str, Mapping[str, str]]  # size -> "eu", "us" -> what a label says, "38" or "36-38"

    @property
    def sizes(self) -> tuple[str, ...]:
        return tuple(self.rows)

    def measures(self, size: str) -> dict[str, float]:
        """The measures of a size, mm.

        Raises:
            PatternError: the chart lacks the size.
        """
        if size not in self.rows:
            raise PatternError(f"The {self.name}'s chart has no size {size!r}.", f"Known: {', '.join(self.sizes)}.")
        return dict(self.rows[size])

    def column(self, measure: str) -> np.ndarray:
        """(S,) mm: one measure of all sizes."""
        return np.array([row[measure] for row in self.rows.values()])

    def graded(self, place: float) -> dict[str, float]:
        """The measures, mm, at a place among the sizes: 0 is the smallest, 1.5 lies midway between the next two.

        Beyond the chart the last step goes on.
        """
        low = min(max(math.floor(place), 0), len(self.rows) - 2)
        below, above = (self.rows[size] for size in self.sizes[low : low + 2])
        return {name: below[name] + (place - low) * (above[name] - below[name]) for name in below}

    def place_of(self, measure: str, mm: float) -> float:
        """The place among the sizes, see ``graded``, where a measure has this value."""
        column = self.column(measure)
        low = min(max(int(np.searchsorted(column, mm)) - 1, 0), len(column) - 2)
        return low + float((mm - column[low]) / (column[low + 1] - column[low]))


@cache
def charts() -> dict[str, Chart]:
    """The charts of assets/sizes.csv by name: "women", "men"."""
    return read_charts(TABLE)


def read_charts(path: Path) -> dict[str, Chart]:
    """The charts of a CSV file, by name. Lines that begin with # are remarks; a spreadsheet's ; and 12,5 are read too.

    Raises:
        PatternError: names the row, the column, the number, and what to do.
    """
    header, lines = None, []
    for row, cells in rows_of(path):
        if header is None:
            header = [cell.lower() for cell in cells]
            check_header(path.name, header)
        elif len(cells) > len(header):
            raise PatternError(
                f"{path.name}, row {row}, has {len(cells)} cells and the header {len(header)}.",
                "Take out what is over.",
            )
        else:
            lines.append(
                Line(path.name, row, dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True)))
            )
    found = {name: chart_of(name, [line for line in lines if line.text("chart") == name]) for name in CHARTS}
    for line in lines:
        if line.text("chart") not in CHARTS:
            raise line.wrong("chart", "is no chart", f"Known: {', '.join(CHARTS)}.")
    for name, chart in found.items():
        if chart.sizes != SIZES:
            lacking = ", ".join(chart.sizes) or "none"
            raise PatternError(
                f"{path.name} has for {name} the sizes {lacking}, not {', '.join(SIZES)}.", "Give each size one row."
            )
    return found


def rows_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The numbers of a file's rows, from 1 as a spreadsheet counts them, and their cells."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise PatternError(f"The size chart {path.name} cannot be read: {error}.", "Save it as CSV in UTF-8.") from None
    head = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    if not head:
        raise PatternError(f"The size chart {path.name} is empty.", f"Its header is {','.join(LABELS)},chest, ...")
    between = ";" if ";" in head else ","
    for number, cells in enumerate(csv.reader(lines, delimiter=between), 1):
        if any(cell.strip() for cell in cells) and not cells[0].startswith("#"):
            yield number, [cell.strip() for cell in cells]


def check_header(file: str, header: list[str]) -> None:
    """Refuse columns that are unknown, lacking or there twice."""
    known = (*LABELS, *MEASURES)
    for name in header:
        if name not in known:
            raise PatternError(f"{file} has a column {name!r}, which is no measure.", f"Known: {', '.join(known)}.")
        if header.count(name) > 1:
            raise PatternError(f"{file} has the column {name!r} {header.count(name)} times.", "Keep one.")
    if lacking := [name for name in known if name not in header]:
        raise PatternError(f"{file} lacks the column {lacking[0]!r}.", "Add it, with a number of mm for every size.")


@dataclass(frozen=True)
class Line:
    """One size as its row says it."""

    file: str
    row: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        return self.cells[column]

    def wrong(self, column: str, what: str, fix: str) -> PatternError:
        """The refusal of one cell."""
        return PatternError(f"{self.file}, row {self.row}, column {column}: {self.cells[column]!r} {what}.", fix)

    def mm(self, column: str) -> float:
        """The number in a cell."""
        text = self.cells[column]
        if not text:
            raise self.wrong(column, "is a hole in the chart", f"Fill in the mm of the {column.replace('_', ' ')}.")
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            raise self.wrong(column, "is not a number", "Write the mm alone, as 920 or 52.5.") from None
        if not 0.0 < value < math.inf:
            raise self.wrong(column, "is no length", "Write the mm, above 0.")
        limit = LIMITS.get(f"{column}_mm")
        low, high = (limit.low * limit.per_unit, limit.high * limit.per_unit) if limit else (0.0, LONGEST_MM)
        if not low <= value <= high:
            what = f"is outside {low:g} to {high:g} mm, what adults have"
            raise self.wrong(column, what, "Check the number and its unit.")
        return value


def chart_of(name: str, lines: list[Line]) -> Chart:
    """One chart from its rows, in their order.

    Raises:
        PatternError: a size twice, a cell without a number, or a measure that does not rise from size to size.
    """
    rows: dict[str, dict[str, float]] = {}
    numbers: dict[str, dict[str, str]] = {}
    before = ""
    for line in lines:
        size = line.text("size")
        if size in rows:
            raise line.wrong("size", f"is in the {name}'s chart already", "Give each size one row.")
        rows[size] = {measure: line.mm(measure) for measure in MEASURES}
        numbers[size] = {label: line.text(label) for label in LABELS[2:]}
        for measure, mm in rows[size].items() if before else ():
            if (step := mm - rows[before][measure]) <= 0.0:
                what = f"is a step of {step:g} mm from size {before} to {size}, and grading must rise"
                raise line.wrong(measure, what, f"Write more than {rows[before][measure]:g}.")
        before = size
    return Chart(name, rows, numbers)
