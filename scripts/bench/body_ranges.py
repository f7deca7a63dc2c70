"""Calibrates the 90 % ranges of measures: factors with which they hold the truth of nine in ten of the bench's people.

python scripts/bench/body_ranges.py [--people N] [--jobs N] [--cache FOLDER] [--write]

Fits one half of the people and tells how often the ranges hold the truth as they are; with --write puts new factors
into ml/fit/calibration.json. The other half is left for body.py --held-out, which tells how often those hold.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from body_evidence import cache_folder
from body_package import load
from body_run import Case, Record, run
from body_set import halves
from body_variants import PHOTOS, TYPED, WITH_GIRTHS

load()
from toile.ml.fit.ranges import CALIBRATION, calibration

STATES = {  # as ml/fit/ranges.py names what was typed
    "gender": "nothing",
    "height+gender": "stature",
    "height+gender+mass": "stature and mass",
    "height+gender+mass+girths": "girths",
}
NUMBERS = {"front": "one photo", "front+side": "several photos"}
SURE_MM = 1e-6  # half a range: the measure was typed
FEWEST, MOST = 0.3, 6.0  # factors beyond these would hide a fault


def held(records: list[Record], name: str) -> tuple[float, float]:
    """The share of the people whose truth the range of a measure holds, and the factor with which nine in ten are."""
    low, high = np.array([record.ranges[name] for record in records]).T
    off = np.abs(np.array([record.true[name] for record in records]) - (low + high) / 2)
    half = (high - low) / 2
    return float((off <= half).mean()), float(np.quantile(off / half, 0.9))


def factors(records: list[Record], now: dict[str, float]) -> tuple[dict[str, float], list[float]]:
    """New factors by measure, and the shares that are held now."""
    found, shares = {}, []
    for name, (low, high) in records[0].ranges.items():
        if (high - low) / 2 < SURE_MM:
            found[name] = now.get(name, 1.0)
            continue
        share, factor = held(records, name)
        shares.append(share)
        found[name] = round(float(np.clip(factor * now.get(name, 1.0), FEWEST, MOST)), 2)
    return found, shares


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--people", type=int, default=150)
    p.add_argument("--jobs", type=int, default=2)
    p.add_argument("--cache", type=Path, default=cache_folder())
    p.add_argument("--write", action="store_true")
    a = p.parse_args()
    numbers = halves()[0][: a.people]
    cases = [Case("d", photos, typed) for photos in PHOTOS for typed in (*TYPED, *WITH_GIRTHS)]
    records = [record for record in run(numbers, cases, a.cache, a.jobs) if not record.refused]
    table: dict[str, dict[str, dict[str, float]]] = {}
    print("photos       typed                       people  truth held: mean  least  most")
    for case in cases:
        photos, state = NUMBERS[case.photos], STATES[case.typed]
        own = [record for record in records if record.case == case]
        found, shares = factors(own, calibration()[photos][state])
        table.setdefault(photos, {})[state] = found
        numbers_said = f"{np.mean(shares):6.0%} {min(shares):6.0%} {max(shares):6.0%}"
        print(f"{case.photos:12} {case.typed:27} {len(own):6}            {numbers_said}")
    if a.write:
        CALIBRATION.write_text(json.dumps(table, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
