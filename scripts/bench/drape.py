"""Every garment and a dozen outfits, draped on six bodies in four poses, beside Blender's default cloth.

python scripts/bench/drape.py [--quick] [--repeat] [--json FILE] [--pictures FOLDER]
                              [--garments NAME ...] [--bodies NAME ...] [--poses NAME ...]

Each is drafted for the person and draped by draper.cloth, as the pipeline does. Baseline, in the same run: the same
pieces in the same places with a new cloth and collision modifier, tried once, finished in the same way; a ratio is of
the medians over what was draped. "Raw" is before finishing. How pixels are counted: drape_show_through.py.
All of it takes many hours of one core; pictures show where the body comes through in red.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent)]
import drape_cases
import drape_run
import numpy as np
from drape_run import Outcome
from ending import end_process
from table import Row, show

QUICK = {"mesh_step_mm": 30.0, "settle_frames": 8}
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
GOOD = ("A", "B", "refused")


def rows_of(ours: Sequence[Outcome], base: Sequence[Outcome]) -> list[Row]:
    """The table's rows. What needs a drape is of the cases that have one."""
    rows = [
        Row("graded A or B, or refused", "% of cases", [share(ours, GOOD)], 100, [share(base, GOOD)] if base else []),
        Row("draped", "% of not refused", [draped(ours)], 100, [draped(base)] if base else []),
    ]
    if through := [float(one.show_through_px) for one in ours if one.show_through_px is not None]:
        theirs = [float(one.show_through_px) for one in base if one.show_through_px is not None]
        rows.append(Row("body shows through, 4 views", "px", through, 0, theirs))
    mine, other = ([made for one in all_of for made in one.garments] for all_of in (ours, base))
    for key, name, unit, goal in COLUMNS if mine else ():
        rows.append(Row(name, unit, [made[key] for made in mine], goal, [made[key] for made in other]))
    if eased := [made["strain_p95_pct"] for made in mine if made["least_ease_mm"] >= 0]:
        rows.append(Row("strain where ease is positive, 95th pct", "%", eased, 5))
    if repeated := [100.0 * one.is_repeated for one in ours if one.is_repeated is not None]:
        rows.append(Row("identical on a repeat", "% of cases", [float(np.mean(repeated))], 100))
    return rows


def share(outcomes: Sequence[Outcome], verdicts: Sequence[str]) -> float:
    return 100 * float(np.mean([one.verdict in verdicts for one in outcomes]))


def draped(outcomes: Sequence[Outcome]) -> float:
    tried = [bool(one.garments) for one in outcomes if one.verdict != "refused"]
    return 100 * float(np.mean(tried)) if tried else 100.0


def line(one: Outcome) -> str:
    """One case in a line: what was measured of its garments, and why it has its grade."""
    said = f"{one.case.title:44}{one.verdict:>8}"
    if one.show_through_px is not None:
        worst = {key: max(made[key] for made in one.garments) for key, *_ in COLUMNS}
        said += f"{one.show_through_px:>7} px {worst['inside_pct']:6.2f} % {worst['inside_mm']:5.1f} mm"
        said += f"{worst['raw_inside_pct']:7.2f} % {worst['raw_inside_mm']:5.1f} mm {worst['seam_gap_mm']:6.1f} mm"
        said += f"{worst['strain_p95_pct']:6.1f} %{worst['frames']:5.0f}{sum(m['cpu_s'] for m in one.garments):7.1f} s"
    return said + (f"  {one.words}" if one.words else "")


def same(first: Outcome, second: Outcome) -> bool:
    """Whether two runs of a case ended alike, to the last bit of every vertex."""
    alike = first.verdict == second.verdict and first.words == second.words
    return alike and all(map(np.array_equal, first.vertices, second.vertices))


def main() -> None:
    a = drape_cases.arguments(__doc__ or "")
    settings = dict(QUICK) if a.quick else {}
    if a.mesh_step_mm:
        settings["mesh_step_mm"] = a.mesh_step_mm
    ours: list[Outcome] = []
    base: list[Outcome] = []
    for case in a.cases:
        ours.append(drape_run.try_case(case, settings, a.pictures))
        if a.repeat:
            ours[-1].is_repeated = same(ours[-1], drape_run.try_case(case, settings))
        print(line(ours[-1]), file=sys.stderr, flush=True)
        if not a.no_baseline and ours[-1].verdict != "refused":
            base.append(drape_run.try_case(case, settings, is_baseline=True))
            print(f"  default: {line(base[-1])}", file=sys.stderr, flush=True)
    print("case, verdict, pixels through; worst of its garments: inside, raw inside, seam gap, strain, frames; CPU")
    for one in ours:
        print(line(one))
    lost = [f"default settings: {one.case.title}: {one.words}" for one in base if not one.garments]
    cases = [one.as_json() for one in ours] + [{"baseline": True} | one.as_json() for one in base]
    show("Garments on bodies", rows_of(ours, base), lost, a.json, cases)


if __name__ == "__main__":
    main()
    end_process(0)
