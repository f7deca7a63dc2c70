"""The drape bench's tables: what was measured of all cases, and how the grades fall by garment, body and pose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from statistics import median

import numpy as np
from drape_outcome import BASELINE, OURS, REPEAT, Outcome
from table import Row

# A garment's number, what it is called, its unit and its goal.
COLUMNS = (
    ("inside_pct", "vertices inside the body", "%", 0.05),
    ("inside_mm", "deepest inside", "mm", 1.0),
    ("raw_inside_pct", "raw: vertices inside the body", "%", None),
    ("raw_inside_mm", "raw: deepest inside", "mm", None),
    ("seam_gap_mm", "raw: widest seam gap", "mm", 1.0),
    ("strain_p95_pct", "strain, 95th percentile", "%", None),
    ("frames", "frames", "", None),
    ("cpu_s", "CPU a garment", "s", 15.0),
)
WORST_CPU_S = 45.0
GOOD = ("A", "B", "refused")
VERDICTS = ("A", "B", "C", "D", "refused", "failed", "crashed", "hung")


def rows_of(outcomes: Sequence[Outcome]) -> list[Row]:
    """The table's rows. What needs a drape is of the cases that have one."""
    ours, base, repeats = ([one for one in outcomes if one.run == run] for run in (OURS, BASELINE, REPEAT))
    both = [one for one in ours if one.case in [other.case for other in base]]
    rows = [
        compared("graded A or B, or refused", "% of cases", 100, [share(ours)], [share(both)], [share(base)]),
        compared("draped", "% of not refused", 100, [draped(ours)], [draped(both)], [draped(base)]),
    ]
    if not any(one.garments for one in ours):
        return rows
    pixels = [[float(one.show_through_px or 0) for one in some if one.garments] for some in (ours, both, base)]
    rows.append(compared("body shows through, 4 views", "px", 0, *pixels))
    clean = [[100 * float(np.mean([px == 0 for px in some]))] if some else [] for some in pixels]
    rows.append(compared("without a pixel of body", "% of draped", 100, *clean))
    mine, beside, other = ([made for one in some for made in one.garments] for some in (ours, both, base))
    for key, name, unit, goal in COLUMNS:
        rows.append(compared(name, unit, goal, *([made[key] for made in some] for some in (mine, beside, other))))
    rows.append(Row("CPU a garment, the worst", "s", [max(made["cpu_s"] for made in mine)], WORST_CPU_S))
    if eased := [made["strain_p95_pct"] for made in mine if made["least_ease_mm"] >= 0]:
        rows.append(Row("strain where ease is positive, 95th pct", "%", eased, 5))
    if repeats:
        first = {one.case: one for one in ours}
        alike = [100.0 * same(first[one.case], one) for one in repeats if one.case in first]
        rows.append(Row("identical on a repeat", "% of cases", [float(np.mean(alike))], 100))
    return rows


def compared(
    name: str, unit: str, goal: float | None, ours: list[float], beside: list[float], base: list[float]
) -> Row:
    """A row with its baseline; ``beside`` are those of ours that ``base`` was run beside."""
    has_base = bool(base) and bool(beside) and not np.isnan(base).any()
    return Row(name, unit, ours, goal, base if has_base else [], beside if has_base else [])


def share(outcomes: Sequence[Outcome]) -> float:
    return 100 * float(np.mean([one.verdict in GOOD for one in outcomes])) if outcomes else float("nan")


def draped(outcomes: Sequence[Outcome]) -> float:
    tried = [bool(one.garments) for one in outcomes if one.verdict != "refused"]
    return 100 * float(np.mean(tried)) if tried else float("nan")


def same(first: Outcome, second: Outcome) -> bool:
    """Whether two runs of a case ended alike, to the last bit of every vertex."""
    return (first.verdict, first.words, first.digest) == (second.verdict, second.words, second.digest)


def line(one: Outcome) -> str:
    """One run in a line: what was measured of its garments, and why it has its grade."""
    said = f"{one.case.title:44}{one.verdict:>8}"
    if one.garments:
        worst = {key: max(made[key] for made in one.garments) for key, *_ in COLUMNS}
        said += f"{one.show_through_px or 0:>7} px {worst['inside_pct']:6.2f} % {worst['inside_mm']:5.1f} mm"
        said += f"{worst['raw_inside_pct']:7.2f} % {worst['raw_inside_mm']:5.1f} mm {worst['seam_gap_mm']:6.1f} mm"
        said += f"{worst['strain_p95_pct']:6.1f} %{worst['frames']:5.0f}{sum(m['cpu_s'] for m in one.garments):7.1f} s"
    return said + (f"  {one.words}" if one.words else "")


def print_grades(outcomes: Sequence[Outcome]) -> None:
    """How the verdicts of our own runs fall, by garment, by body and by pose."""
    ours = [one for one in outcomes if one.run == OURS]
    by: tuple[Callable[[Outcome], str], ...] = (
        lambda one: one.case.name,
        lambda one: one.case.body,
        lambda one: one.case.pose,
    )
    print(f"\n{'':30}" + "".join(f"{verdict:>8}" for verdict in VERDICTS) + f"{'px >0':>8}{'CPU s':>8}")
    for key in by:
        for name in dict.fromkeys(map(key, ours)):
            print(grades(name, [one for one in ours if key(one) == name]))
        print()


def grades(name: str, outcomes: Sequence[Outcome]) -> str:
    """A line of counts: each verdict, cases in which the body shows through; and the median CPU seconds of a case."""
    count = Counter(one.verdict for one in outcomes)
    showing = sum(bool(one.show_through_px) for one in outcomes)
    seconds = [sum(made["cpu_s"] for made in one.garments) for one in outcomes if one.garments]
    said = f"{name:30}" + "".join(f"{count[verdict] or '':>8}" for verdict in VERDICTS)
    return said + f"{showing or '':>8}" + (f"{median(seconds):>8.1f}" if seconds else "")
