"""How well a body has what was typed: people of ANSUR II's joint distribution, random subsets of their measures.

python scripts/bench/tape.py [--quick] [--people N] [--seed N] [--json FILE] [--pictures FOLDER]

Every fourth person is typed in full; the others by one measure to all but one. Seconds are those of the processor.
--pictures draws a contact sheet of both sexes from a BMI of 17 to 45, typed by stature and mass alone and in full.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent)]
import package
from table import Row, show

package.load()
from toile.addon.core.body.model import body_model
from toile.addon.core.body.population import usual
from toile.addon.core.body.tape import LENGTH_LIMIT_M, MASS_LIMIT_KG, is_possible
from toile.addon.core.body.tape_marks import MEASURES
from toile.addon.core.body.tape_solver import STRAIN, solve_shape
from toile.addon.core.seams import exhaust
from toile.ml.lifting.render import draw

TYPEABLE = (*MEASURES, "mass")
BMIS = (17, 19, 22, 25, 28, 32, 36, 40, 45)
STATURES = {1.0: 1.64, 0.0: 1.77}  # m, of the people on the contact sheet
HEIGHT_PX, WIDTH_PX = 620, (330, 210)  # of one person from the front, and from the side
FAR_M, SCALE_PX = 40.0, 290.0  # a camera far away; pixels a metre


def person(rng: np.random.Generator, gender: float, given: dict[str, float] | None = None) -> dict[str, float]:
    """Every measure (m, kg) of somebody, who has the given ones."""
    people = usual(given or {}, gender).some(tuple(name for name in TYPEABLE if name not in (given or {})))
    drawn = dict(zip(people.names, map(float, rng.multivariate_normal(people.mean, people.covariance)), strict=True))
    return drawn | (given or {})


def measure(count: int, seed: int) -> tuple[list[Row], list[str]]:
    """The table's rows and notes."""
    rng = np.random.default_rng(seed)
    seconds, strains, worst_mm, worst_kg, missed = [], [], [], [], []
    by_name: dict[str, float] = {}
    for index in range(count):
        gender = float(index % 2)
        whole = person(rng, gender)
        number = len(TYPEABLE) if index % 4 == 0 else int(rng.integers(1, len(TYPEABLE)))
        typed = {TYPEABLE[k]: whole[TYPEABLE[k]] for k in rng.permutation(len(TYPEABLE))[:number]}
        start = time.process_time()
        _, reached = exhaust(solve_shape(typed, gender))
        seconds.append(time.process_time() - start)
        strains.append(reached[STRAIN])
        off = {name: abs(reached[name] - value) for name, value in typed.items()}
        worst_kg.append(off.pop("mass", 0.0))
        worst_mm.append(1000 * max(off.values(), default=0.0))
        for name, value in off.items():
            by_name[name] = max(by_name.get(name, 0.0), 1000 * value)
        if not is_possible(typed, reached):
            missed.append(
                f"person {index}, {number} typed: {worst_mm[-1]:.1f} mm, {worst_kg[-1]:.2f} kg, {strains[-1]:.0f} sd"
            )
    met = [w <= 1000 * LENGTH_LIMIT_M and k <= MASS_LIMIT_KG for w, k in zip(worst_mm, worst_kg, strict=True)]
    rows = [
        Row("within 2 mm and 0.3 kg", "% of people", [100 * float(np.mean(met))], 100),
        Row("accepted", "% of people", [100 * (1 - len(missed) / count)], 100),
        Row("seconds", "s of processor", seconds, 0.5),
        Row("worst length of each", "mm", worst_mm, 1000 * LENGTH_LIMIT_M),
        Row("mass", "kg", worst_kg, MASS_LIMIT_KG),
        Row("strain of the shape", "sd", strains),
    ]
    ranked = sorted(by_name.items(), key=lambda item: -item[1])[:5]
    notes = [
        f"95% of people take at most {np.quantile(seconds, 0.95):.2f} s, 99% {np.quantile(seconds, 0.99):.2f} s",
        "worst: " + ", ".join(f"{name} {value:.2f} mm" for name, value in ranked),
        *missed[:20],
    ]
    return rows, notes


def picture(vertices: np.ndarray, angle: float, width: int) -> np.ndarray:
    """(H, W, 3) uint8: a body (V, 3) m from the front (0), the side (pi / 2) or the back, in plaster."""
    model = body_model()
    faces = model.skin_faces
    right, ahead = np.array([np.cos(angle), np.sin(angle), 0]), np.array([-np.sin(angle), np.cos(angle), 0])
    across = np.stack([vertices @ right, -vertices[:, 2], vertices @ ahead + FAR_M], axis=1)
    quads = vertices[faces]
    flat = np.cross(quads[:, 2] - quads[:, 0], quads[:, 3] - quads[:, 1])
    normals = np.zeros_like(vertices)
    for k in range(4):
        np.add.at(normals, faces[:, k], flat)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    lamp = -0.5 * ahead + (0, 0, 0.6) - 0.6 * right
    shade = (
        0.22 + 0.62 * np.clip(normals @ (lamp / np.linalg.norm(lamp)), 0, 1) - 0.18 * np.clip(normals @ ahead, -1, 0)
    )
    image, depth = np.full((HEIGHT_PX, width, 3), 255, np.float32), np.full((HEIGHT_PX, width), np.inf, np.float32)
    floor = HEIGHT_PX - 12 + SCALE_PX * float(vertices[model.is_skin, 2].min())
    plaster = np.tile(np.array([232, 236, 240], np.float32), (len(vertices), 1))
    draw(image, depth, across, faces, plaster, shade.astype(np.float32), SCALE_PX * FAR_M, (width / 2, floor))
    return np.clip(image, 0, 255).astype(np.uint8)


def contact_sheet(folder: Path, seed: int) -> None:
    """A PNG for each sex and for little and much typed: front, side and back, from thin to heavy."""
    import cv2

    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for gender, sex in ((1.0, "women"), (0.0, "men")):
        for much in (False, True):
            cells = []
            for bmi in BMIS:
                given = {"stature": STATURES[gender], "mass": bmi * STATURES[gender] ** 2}
                typed = person(rng, gender, given) if much else given
                shape, reached = exhaust(solve_shape(typed, gender))
                body = body_model().rest(shape)
                angles = zip((0.0, np.pi / 2, np.pi), (WIDTH_PX[0], WIDTH_PX[1], WIDTH_PX[0]), strict=True)
                cell = np.hstack([picture(body, angle, width) for angle, width in angles])
                words = f"BMI {bmi}, {len(typed)} typed, strain {reached[STRAIN]:.1f}"
                cells.append(cv2.putText(cell, words, (8, 20), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (40, 40, 160), 1))
            rows = [np.hstack(cells[k : k + 3]) for k in range(0, len(cells), 3)]
            cv2.imwrite(str(folder / f"{sex}_{'all' if much else 'two'}_typed.png"), np.vstack(rows))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="40 people")
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="draw the contact sheets there, and no table")
    a = parser.parse_args()
    if a.pictures:
        contact_sheet(a.pictures, a.seed)
        return 0
    count = 40 if a.quick else a.people
    show(f"The body of a tape, {count} people of ANSUR II, seed {a.seed}", *measure(count, a.seed), a.json)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
