"""The reader of garments: its contract on a drawn photo; and the catalogue photos that are not ours to ship."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("PIL")
from toile.addon.core.errors import PhotoError
from toile.addon.core.photo.png import write_png
from toile.addon.core.seams import exhaust
from toile.ml.garment import Outline

from tests import contract
from tests.core import garment_drawings as draw

ROOT = Path(__file__).resolve().parents[2]
PHOTOS = ROOT.parent / "shared" / "data" / "garment_photos"
LEAST_RIGHT = {"design": 15, "sleeves": 17, "neck": 12, "print": 17}  # of 19
sys.path.insert(0, str(ROOT / "scripts" / "bench"))


def reader():
    return Outline(Outline.Options(), 0)


def test_the_reader_keeps_the_contract(tmp_path):
    cloth = draw.with_motif((240, 210, 70), (20, 24, 30), (195, 200, 285, 290))
    write_png(draw.photographed(draw.mirrored(draw.TEE, 24), cloth), tmp_path / "tee.png")
    contract.check_options(Outline.Options)
    reading = contract.check_reader(reader(), tmp_path / "tee.png")
    assert reading.design == "tee"
    contract.check_cancel(lambda: reader().read(tmp_path / "tee.png"))


def test_a_photo_of_one_pixel_is_refused(tmp_path):
    write_png(np.zeros((1, 1, 3), np.uint8), tmp_path / "dot.png")
    with pytest.raises(PhotoError, match=r"1 x 1 px \(limit 160 px"):
        exhaust(reader().read(tmp_path / "dot.png"))


@pytest.mark.skipif(not PHOTOS.is_dir(), reason="the catalogue photos are not here")
def test_catalogue_photos_are_read_as_a_person_does():
    import garment_photos as bench

    scores = [
        bench.right(bench.answers(exhaust(reader().read(PHOTOS / f"{name}.jpg"))), label)
        for name, label in bench.LABELS.items()
    ]
    counts = dict(zip(bench.Label._fields, map(sum, zip(*scores, strict=True)), strict=True))
    assert all(counts[name] >= least for name, least in LEAST_RIGHT.items()), counts
