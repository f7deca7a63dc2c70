"""How near the body of a photo is to the truth: rendered people of known shape and pose, the real MediaPipe, variants.

python scripts/bench/body.py [--quick] [--people N] [--held-out] [--variants a,b,d] [--photos front]
                             [--typed height+gender] [--jobs N] [--cache FOLDER] [--json FILE] [--pictures FOLDER]

(the environment of scripts/dev.py). Variants: a MediaPipe's world landmarks, b the solver alone, c the lifter alone, d
the full method. People and pictures are made from seeds; evidence is kept in the cache folder.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent)]
import numpy as np
from body_evidence import cache_folder
from body_report import as_json, goals, lines
from body_run import Case, run
from body_set import SEED, halves, read_people
from body_variants import PHOTOS, TYPED, VARIANTS
from table import machine

QUICK_PEOPLE = 24
QUICK_CASES = [
    Case("a", "front", "height+gender"),
    Case("b", "front", "height+gender"),
    Case("c", "front", "height+gender"),
    Case("d", "front", "height+gender"),
]


def chosen_people(count: int, held_out: bool) -> list[int]:
    """Which people: all, or a part drawn from a seed that is the same every time."""
    order = np.random.default_rng(SEED).permutation(len(read_people())).tolist()
    allowed = set(halves()[1] if held_out else order)
    return sorted([number for number in order if number in allowed][:count])


def listed(text: str, known: dict) -> list[str]:
    """Names separated by commas, all of them known."""
    names = text.split(",")
    unknown = [name for name in names if name not in known]
    if unknown:
        raise SystemExit(f"Unknown: {', '.join(unknown)}. Known: {', '.join(known)}.")
    return names


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--quick", action="store_true", help="24 people, one photo, height and gender: under five minutes")
    p.add_argument("--people", type=int, default=0, help="how many, drawn from a seed; 0 is all")
    p.add_argument("--held-out", action="store_true", help="only the half of the people that no range is calibrated on")
    p.add_argument("--variants", default=",".join(VARIANTS))
    p.add_argument("--photos", default=",".join(PHOTOS))
    p.add_argument("--typed", default=",".join(TYPED))
    p.add_argument("--jobs", type=int, default=2, help="processes")
    p.add_argument("--cache", type=Path, default=cache_folder())
    p.add_argument("--json", type=Path)
    p.add_argument("--pictures", type=Path, help="draw true and fitted bodies of the last variant into this folder")
    a = p.parse_args()
    variants, photos, typed = listed(a.variants, VARIANTS), listed(a.photos, PHOTOS), listed(a.typed, TYPED)
    cases = [Case(v, f, t) for v in variants for f in photos for t in typed]
    cases = [case for case in cases if case.variant != "a" or (case.photos, case.typed) == (photos[0], typed[0])]
    if a.quick:
        cases = [case for case in QUICK_CASES if case.variant in variants]
    numbers = chosen_people(a.people or (QUICK_PEOPLE if a.quick else len(read_people())), a.held_out)
    records = run(numbers, cases, a.cache, a.jobs)
    print(f"\nThe body from photos, {len(numbers)} people\n{machine()}\n")
    print("\n".join([*lines(records), *goals(records)]))
    if a.json:
        table = {"machine": machine(), "people": numbers, "rows": as_json(records)}
        a.json.write_text(json.dumps(table | {"records": [record.as_json() for record in records]}) + "\n")
    if a.pictures and records:
        from body_sheets import draw_sheets

        draw_sheets(records[-1].case, numbers, a.cache, a.pictures)


if __name__ == "__main__":
    main()
