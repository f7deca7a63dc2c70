"""The body bench's tables: one line a case and subset, then one line a measure, then goals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from body_run import Case, Record
from body_variants import VARIANTS

SUBSETS = (
    "whole bench",
    "standing, frontal, full body",
    "whole in the picture",
    "cropped",
    "tight",
    "loose",
    "captured pose",
    "fashion pose",
    "women",
    "men",
    "BMI over 30",
)
# Column: its head, what is averaged, in which form.
COLUMNS = (
    ("joints", "joints_mm", "abs"),
    ("j grav", "joints_gravity_mm", "abs"),
    ("j PA", "joints_pa_mm", "abs"),
    ("verts", "vertices_mm", "abs"),
    ("v grav", "vertices_gravity_mm", "abs"),
    ("v PA", "vertices_pa_mm", "abs"),
    ("lean", "lean_deg", "abs"),
    ("bias", "lean_deg", "mean"),
    ("head", "head_pitch_deg", "abs"),
    ("bias", "head_pitch_deg", "mean"),
    ("IoU n", "iou_naked", "mean"),
    ("IoU v", "iou_visible", "mean"),
    ("chest", "chest", "measure"),
    ("waist", "waist", "measure"),
    ("hip", "hip", "measure"),
    ("s", "seconds", "median"),
)
# Goals, of the full method with one photo, height and gender: subset, column, limit.
GOALS = (
    ("standing, frontal, full body", "joints_mm", 45.0),
    ("whole bench", "joints_mm", 65.0),
    ("standing, frontal, full body", "vertices_mm", 45.0),
    ("whole bench", "vertices_mm", 60.0),
    ("whole bench", "lean_deg", 2.5),
    ("whole bench", "head_pitch_deg", 5.0),
)


def values(records: Sequence[Record], name: str) -> np.ndarray:
    """One number a record that has it: an error, "seconds", or found minus true of a measure."""
    if name == "seconds":
        found = [record.seconds for record in records if not record.refused]
    elif any(name in record.errors for record in records):
        found = [record.errors[name] for record in records if name in record.errors]
    else:
        found = [record.found[name] - record.true[name] for record in records if name in record.found]
    return np.array(found, float)


def summary(records: Sequence[Record], name: str, form: str) -> float:
    found = values(records, name)
    if not len(found):
        return float("nan")
    if form in ("abs", "measure"):
        found = np.abs(found)
    return float(np.median(found) if form == "median" else found.mean())


def spread(records: Sequence[Record], name: str) -> dict[str, float]:
    """Mean, its standard error, median, tenth and ninetieth percentile, of the absolute numbers."""
    found = np.abs(values(records, name))
    if not len(found):
        return {}
    low, median, high = np.percentile(found, (10, 50, 90))
    error = found.std() / np.sqrt(len(found))
    return {
        "n": len(found),
        "mean": float(found.mean()),
        "standard_error": float(error),
        "bias": float(values(records, name).mean()),
        "median": float(median),
        "p10": float(low),
        "p90": float(high),
    }


def by_case(records: Sequence[Record]) -> dict[Case, list[Record]]:
    found: dict[Case, list[Record]] = {}
    for record in records:
        found.setdefault(record.case, []).append(record)
    return found


def of_subset(records: Sequence[Record], subset: str) -> list[Record]:
    return [record for record in records if subset in record.groups]


def coverage(records: Sequence[Record], name: str) -> tuple[float, float, int]:
    """Of a measure: the share of people within their 90 % range, its mean width, and how many claim one."""
    claimed = [record for record in records if name in record.ranges and name not in record.typed]
    if not claimed:
        return float("nan"), float("nan"), 0
    ranges = np.array([record.ranges[name] for record in claimed])
    true = np.array([record.true[name] for record in claimed])
    inside = (ranges[:, 0] <= true) & (true <= ranges[:, 1])
    return float(inside.mean()), float(np.ptp(ranges, axis=1).mean()), len(claimed)


def lines(records: Sequence[Record]) -> list[str]:
    """The tables as text."""
    text = ["mean over people; mm, degrees (absolute, then bias), IoU with the naked and the visible outline,"]
    text += ["chest, waist, hip: mean absolute error; s: median"]
    text += [
        "joints, verts: aligned at the hips, camera axes; grav: the same, the body's own up turned to the true up;"
    ]
    text += ["PA: turned, scaled and moved onto the truth", ""]
    for case, own in by_case(records).items():
        refused = sum(bool(record.refused) for record in own)
        text.append(f"({case.variant}) {VARIANTS[case.variant]}, {case.photos}, typed: {case.typed}; {refused} refused")
        text.append(f"{'':30}{'n':>4}" + "".join(f"{head:>7}" for head, *_ in COLUMNS))
        for subset in SUBSETS:
            some = [record for record in of_subset(own, subset) if not record.refused]
            if some:
                numbers = "".join(figure(summary(some, name, form), name) for _, name, form in COLUMNS)
                text.append(f"{subset:30}{len(some):>4}{numbers}")
        text += ["", *spreads(own), "", *measures(own), ""]
    return text


def figure(value: float, name: str) -> str:
    if np.isnan(value):
        return f"{'-':>7}"
    digits = 3 if name.startswith("iou") else 2 if name == "seconds" else 1
    return f"{value:7.{digits}f}"


def spreads(records: Sequence[Record]) -> list[str]:
    """What a mean hides."""
    text = [f"{'whole bench':30}{'mean':>9}{'+-':>7}{'median':>9}{'10 %':>8}{'90 %':>8}{'n':>5}"]
    for name in dict.fromkeys(name for _, name, form in COLUMNS if form != "measure"):
        found = spread(records, name)
        if found:
            shown = "".join(f"{found[key]:{width}.3g}" for key, width in SPREAD_WIDTHS.items())
            text.append(f"{name:30}{shown}{found['n']:>5}")
    return text


SPREAD_WIDTHS = {"mean": 9, "standard_error": 7, "median": 9, "p10": 8, "p90": 8}


def measures(records: Sequence[Record]) -> list[str]:
    """One line a measure."""
    names = sorted({name for record in records for name in record.found})
    if not names:
        return []
    text = [f"{'measure, mm; mass, kg':30}{'error':>8}{'bias':>8}{'tight':>8}{'loose':>8}{'covered':>9}{'width':>8}"]
    for name in names:
        off = values(records, name)
        tight, loose = (summary(of_subset(records, subset), name, "abs") for subset in ("tight", "loose"))
        share, width, count = coverage(records, name)
        claimed = f"{share:>9.0%}{width:>8.0f}" if count else ""
        text.append(f"{name:30}{np.abs(off).mean():>8.1f}{off.mean():>8.1f}{tight:>8.1f}{loose:>8.1f}{claimed}")
    return text


def goals(records: Sequence[Record]) -> list[str]:
    """Where the full method stands against its goals."""
    own = by_case(records).get(Case("d", "front", "height+gender"), [])
    text = []
    for subset, name, limit in GOALS if own else ():
        value = summary(of_subset(own, subset), name, "abs")
        text.append(f"{subset}: {name} {value:.1f}, goal {limit:g}: {'met' if value <= limit else 'missed'}")
    return text


def as_json(records: Sequence[Record]) -> list[dict]:
    """By case and subset, every number's spread; then the records themselves."""
    table = []
    for case, own in by_case(records).items():
        for subset in SUBSETS:
            some = of_subset(own, subset)
            names = sorted({name for record in some for name in (*record.errors, *record.found)}) + ["seconds"]
            numbers = {name: spread(some, name) for name in names}
            covered = {name: coverage(some, name) for name in numbers if coverage(some, name)[2]}
            row = {"variant": case.variant, "photos": case.photos, "typed": case.typed, "subset": subset}
            table.append(row | {"numbers": numbers, "covered_width_n": covered})
    return table
