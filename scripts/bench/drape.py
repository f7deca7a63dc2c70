"""Every garment and a dozen and more outfits, draped on six bodies in four poses, beside Blender's default cloth.

python scripts/bench/drape.py [--quick] [--jobs N] [--lines FILE [--print]] [--json FILE] [--pictures FOLDER]
                              [--baseline-every N | --no-baseline] [--repeat] [--limit-s SECONDS]
                              [--garments NAME ...] [--bodies NAME ...] [--poses NAME ...] [--in-turn]

Each is drafted for the person and draped by draper.cloth, as the pipeline does, in a process that may crash or hang
without ending the bench. Baseline, in the same run, on a drawn part of the cases: the same pieces in the same places
with a new cloth and collision modifier, tried once, finished in the same way; a ratio is of the medians over the cases
that have both. "Raw" is before finishing. How pixels are counted: drape_show_through.py. Seated people are reported
apart, and only where --poses asks for them.
All of it takes hours: --lines keeps every case in a file as it ends, and the same command goes on from there; with
--print it only prints what is there. Begin a new file when the code has changed. Pictures show where the body comes
through in red.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent)]
import drape_cases
from drape_outcome import BASELINE, OURS, REPEAT, Outcome, kept, read_lines
from drape_table import line, print_grades, rows_of
from drape_workers import Task, run_all, serve
from table import show

QUICK = {"mesh_step_mm": 30.0, "settle_frames": 8}
APART = "seated"


def tasks_of(a: Namespace, settings: dict, done: list[Outcome]) -> list[Task]:
    """What is still to be run."""
    had = {(one.case, one.run) for one in done}
    ended = {one.case for one in done if one.run == OURS and not one.garments}
    beside = drape_cases.drawn(a.cases, a.baseline_every)
    found = []
    for case in a.cases:
        runs = [OURS, *([REPEAT] if a.repeat else []), *([BASELINE] if case in beside else [])]
        left = tuple(run for run in runs if (case, run) not in had)
        if left and case not in ended:
            found.append(Task(case, left, settings, a.pictures))
    return found


def report(title: str, outcomes: list[Outcome], json_file: Path | None) -> None:
    """Print every case, the grades and the table."""
    if not outcomes:
        return
    print("case, verdict, pixels through; worst of its garments: inside, raw inside, seam gap, strain, frames; CPU")
    for one in outcomes:
        if one.run == OURS:
            print(line(one))
    print_grades(outcomes)
    notes = [f"{one.case.title}: refused: {one.words}" for one in outcomes if one.verdict == "refused"]
    notes += [f"{one.run}: {one.case.title}: {one.words}" for one in outcomes if one.run != OURS and not one.garments]
    show(title, rows_of(outcomes), notes, json_file, [one.as_json() for one in outcomes])


def main() -> None:
    a = drape_cases.arguments(__doc__ or "")
    settings = dict(QUICK) if a.quick else {}
    if a.mesh_step_mm:
        settings["mesh_step_mm"] = a.mesh_step_mm
    outcomes = read_lines(a.lines, a.cases, settings)
    tasks = [] if a.print else tasks_of(a, settings, outcomes)
    for one in kept(run_all(tasks, a.jobs, a.limit_s, serve), a.lines):
        outcomes.append(one)
        print(("" if one.run == OURS else f"  {one.run}: ") + line(one), file=sys.stderr, flush=True)
    place = {case: number for number, case in enumerate(a.cases)}
    outcomes.sort(key=lambda one: place[one.case])
    report("Garments on bodies", [one for one in outcomes if one.case.pose != APART], a.json)
    apart = a.json and a.json.with_stem(f"{a.json.stem}_{APART}")
    report(f"Garments on bodies, {APART}", [one for one in outcomes if one.case.pose == APART], apart)


if __name__ == "__main__":
    main()
