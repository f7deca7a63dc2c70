"""Contact sheets: a person's own size and its neighbours; pictures where there are any, words where there are none."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("bpy")
Image = pytest.importorskip("PIL.Image")
sys.path.insert(0, str(Path(__file__).parents[2] / "scripts" / "bench"))

import drape_sheets as sheets
from drape_cases import Case
from drape_outcome import Outcome

CASES = [Case("tee", "woman_25", "relaxed", size) for size in ("M", "L", "XL")]


@pytest.mark.parametrize(
    ("body", "sizes"),
    [("woman_25", ("M", "L", "XL")), ("man_20", ("XS", "S", "M")), ("woman_40", ("L", "XL", "XXL"))],
)
def test_a_person_is_shown_their_own_size_and_its_neighbours(body, sizes):
    assert sheets.sizes_of(body, "relaxed") == sizes


def test_a_sheet_has_pictures_captions_and_refusals(tmp_path):
    red = np.zeros((sheets.HIGH_PX, 3 * 384, 3), np.uint8) + np.array([255, 0, 0], np.uint8)
    Image.fromarray(red).save(tmp_path / CASES[0].file_name)
    draped = Outcome(CASES[0], "B", garments=[{"ease_mm": {"chest": 54.0}}], show_through_px=0)
    refused = Outcome(CASES[1], "refused", "The tee in size L cannot close at the chest: 2.0 cm too small.")
    image = np.asarray(sheets.sheet("tee", [CASES], {CASES[0]: draped, CASES[1]: refused}, tmp_path))
    wide = sheets.VIEWS * sheets.VIEW_PX
    assert image.shape == (sheets.HEADING_PX + sheets.HIGH_PX + sheets.CAPTION_PX, 3 * wide, 3)
    cells = image[sheets.HEADING_PX :].reshape(-1, 3, wide, 3).swapaxes(0, 1)
    views, captions = cells[:, 2 : sheets.HIGH_PX, 2:-2], cells[:, sheets.HIGH_PX + 4 : -2, 2:-2]
    assert (views[0] == (255, 0, 0)).all()
    assert (views[1] == sheets.REFUSED).all(axis=-1).sum() > 200
    assert (views[2] == sheets.PAPER).all()
    assert all((caption == sheets.INK).all(axis=-1).sum() > 50 for caption in captions)
