"""How the fabrics drape in Blender's solver, by the tests of a textile laboratory, beside Blender's default cloth.

python scripts/bench/fabric.py [--quick] [--only NAME ...] [--json FILE] [--pictures FOLDER]

Cusick's drape test (a disc of 30 cm over a pedestal of 18 cm), Peirce's cantilever and a strip that hangs, at two mesh
steps. Baseline, in the same run: the same disc and strip with a new cloth modifier.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent)]
import package
from table import Row, show

package.load()
import fabric_pictures
import fabric_specimens as lab
import numpy as np
from toile.addon.blender.drape.springs import bending_length
from toile.addon.core.fabric import fabric_named, fabrics

STEPS_MM = (14, 9)
AGREE = 6.0  # percent points, the most that two mesh steps may differ
# Percent. Published (see assets/fabrics.toml): cotton, denim, wool, silk, leather. The others are our own expectation.
RANGES = {
    "cotton_jersey": (30, 50),
    "rib": (30, 55),
    "poplin": (60, 76),
    "voile": (35, 60),
    "linen": (60, 76),
    "denim_12oz": (70, 90),
    "wool_twill": (40, 70),
    "gabardine": (40, 70),
    "silk_charmeuse": (20, 40),
    "chiffon": (20, 50),
    "ponte": (35, 60),
    "leather": (47, 70),
}


def discs(name: str | None, seeds: range) -> dict[int, list[tuple[lab.Specimen, np.ndarray]]]:
    """Draped discs by mesh step: of a fabric, or of Blender's default cloth."""
    fabric = fabric_named(name) if name else None
    made = {}
    for step in STEPS_MM:
        cut = [lab.disc(step / 1000, seed) for seed in seeds]
        made[step] = [(specimen, lab.hang(specimen, fabric, lab.AWAY).end) for specimen in cut]
    return made


def coefficients(made: dict[int, list[tuple[lab.Specimen, np.ndarray]]]) -> dict[int, list[float]]:
    return {step: [lab.drape_coefficient(*one) for one in discs] for step, discs in made.items()}


def measure(name: str, made: dict, base: dict[int, list[float]], base_elongation: float) -> tuple[list[Row], list[str]]:
    """The rows of one fabric, and what is wrong with it."""
    low, high = RANGES[name]
    found, faults = coefficients(made), []
    rows = []
    for step in STEPS_MM:
        rows.append(Row(f"{name}: drape at {step} mm ({low}-{high})", "%", found[step], None, base[step]))
        if not low <= rows[-1].median <= high:
            faults.append(f"{name} at {step} mm: {rows[-1].median:.0f} % is outside {low}-{high} %")
    apart = abs(rows[0].median - rows[1].median)
    rows.append(Row(f"{name}: the two steps apart", "% points", [apart], AGREE))
    if apart > AGREE:
        faults.append(f"{name}: {apart:.1f} points between the steps (limit {AGREE:g})")
    rows.append(Row(f"{name}: folds", "", [float(lab.folds(*one)) for one in made[STEPS_MM[-1]]]))
    fabric = fabric_named(name)
    true = 1000 * bending_length(fabric)
    bent = [lab.cantilever_length(fabric, step / 1000) for step in STEPS_MM]
    rows.append(Row(f"{name}: bending length", "mm", bent, None, [true]))
    longer = [lab.elongation(fabric, STEPS_MM[0] / 1000)]
    rows.append(Row(f"{name}: strip longer by its weight", "%", longer, None, [base_elongation]))
    return rows, faults


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--quick", action="store_true", help="one disc of each: under five minutes")
    p.add_argument("--only", nargs="+", choices=sorted(fabrics()), default=list(fabrics()))
    p.add_argument("--json", type=Path)
    p.add_argument("--pictures", type=Path, help="a folder for the discs from above and from the side")
    a = p.parse_args()
    seeds = range(1 if a.quick else 3)
    base = coefficients(discs(None, range(1)))
    base_elongation = lab.elongation(None, STEPS_MM[0] / 1000)
    rows: list[Row] = []
    faults: list[str] = []
    shown = []
    for name in a.only:
        made = discs(name, seeds)
        more, wrong = measure(name, made, base, base_elongation)
        rows, faults = rows + more, faults + wrong
        shown.append((fabric_named(name), *made[STEPS_MM[-1]][0]))
        print(f"{name}: {', '.join(f'{row.median:.1f}' for row in more)}", file=sys.stderr)
    notes = [*faults, "baseline: Blender's default cloth; of the bending length: what the table's numbers give"]
    if a.pictures:
        notes += [f"picture: {path}" for path in fabric_pictures.render(shown, a.pictures)]
    show("Fabrics in Blender's solver", rows, notes, a.json)


if __name__ == "__main__":
    main()
