"""How often a garment's photo is read right: design, sleeves, neck and print, against labels given by eye.

python scripts/bench/garment_photos.py PHOTOS [--cutouts FOLDER]

PHOTOS is a folder with the catalogue photos that are labelled below; who has them not can label their own. A design is
the one of ours that comes nearest, which for some of these garments is not near.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import package  # noqa: E402

package.load()
from toile.addon.core.errors import PhotoError  # noqa: E402
from toile.addon.core.photo.png import write_png  # noqa: E402
from toile.addon.core.seams import exhaust  # noqa: E402
from toile.addon.core.types import GarmentReading  # noqa: E402
from toile.ml.garment import Outline  # noqa: E402

PRINTS = {"motif": "placed", "repeat": "over", "pattern": "over", "front": "parts"}
PAPER = (255, 0, 255)


class Label(NamedTuple):
    """What a person sees; "a/b" where both will do. A neck that is none of our kinds is right when it is not seen."""

    design: str
    sleeves: str
    neck: str
    print: str  # "plain", "placed" once, "over" all, or of several "parts"


LABELS = {
    "cat_21744571_51588794_1000": Label("slip_dress", "none", "not seen", "over/parts"),
    "cat_23962182_54027982_1000": Label("tee", "short", "not seen", "plain"),
    "cat_24047235_54199143_1000": Label("tee", "short", "not seen", "parts"),
    "idm_04469_00": Label("tee", "short", "v", "plain"),
    "idm_09163_00": Label("tee", "short", "not seen", "parts"),
    "idm_09236_00": Label("tee", "short", "crew", "plain"),
    "idm_09256_00": Label("tank_top", "none", "crew", "over"),
    "idm_09266_00": Label("tee/shirt", "long", "v", "over"),
    "idm_09305_00": Label("tee", "short", "scoop", "plain"),
    "idm_10165_00": Label("tee", "long", "scoop", "plain"),
    "idm_14673_00": Label("tank_top", "none", "crew", "placed"),
    "ootd_049805_1": Label("tee", "long", "crew", "placed"),
    "ootd_049940_1": Label("tee", "long/three_quarter", "scoop", "parts"),
    "ootd_050002_1": Label("tee", "short", "scoop", "plain"),
    "ootd_051412_1": Label("trousers", "none", "", "over"),
    "ootd_051515_1": Label("trousers", "none", "", "over"),
    "ootd_051988_1": Label("jeans", "none", "", "plain"),
    "ootd_053290_1": Label("wrap_dress", "short", "crew", "over/parts"),
    "ootd_053742_1": Label("sheath_dress", "none", "crew/boat", "over/parts"),
}


def answers(reading: GarmentReading) -> Label:
    """What was read, as a label."""
    m = reading.measured
    neck = "" if m["legs"] else str(m["neckline"])
    return Label(reading.design, str(m["sleeves"]), neck, PRINTS.get(reading.surface, "plain"))


def right(answer: Label, label: Label) -> tuple[bool, ...]:
    """Field by field."""
    return tuple(said in meant.split("/") for said, meant in zip(answer, label, strict=True))


def on_paper(reading: GarmentReading) -> np.ndarray:
    """(H, W, 3) the cut-out on a colour that no garment has."""
    alpha = reading.cutout[..., 3:].astype(np.float32) / 255
    return np.rint(reading.cutout[..., :3] * alpha + np.array(PAPER) * (1 - alpha)).astype(np.uint8)


def main() -> int:
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("photos", type=Path)
    p.add_argument("--cutouts", type=Path)
    a = p.parse_args()
    reader, scores = Outline(Outline.Options(), 0), []
    for path in sorted(a.photos.iterdir()):
        if (label := LABELS.get(path.stem)) is None:
            continue
        start = time.perf_counter()
        try:
            reading = exhaust(reader.read(path))
        except PhotoError as error:
            print(f"{path.stem:28} refused: {error}")
            scores.append((False,) * len(label))
            continue
        answer, seconds = answers(reading), time.perf_counter() - start
        scores.append(right(answer, label))
        marked = zip(answer, label, scores[-1], strict=True)
        cells = [f"{said or '-'}{'' if ok else f' (WRONG: {meant})'}" for said, meant, ok in marked]
        row = " | ".join((*cells, str(reading.options["colour"])))
        print(f"{path.stem:28} {reading.confidence:.2f} {row} | {seconds:.1f} s")
        if a.cutouts:
            a.cutouts.mkdir(parents=True, exist_ok=True)
            write_png(on_paper(reading), a.cutouts / f"{path.stem}.png")
    for name, marks in zip(Label._fields, zip(*scores, strict=True), strict=True):
        print(f"{name:10} {sum(marks)} of {len(marks)} right")
    return 0


if __name__ == "__main__":
    sys.exit(main())
