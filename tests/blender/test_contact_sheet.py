"""The contact sheet as a picture: stills in their cells, captions that can be read."""

from __future__ import annotations

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.picture import sheet
from toile.addon.blender.picture.still import Still
from toile.addon.core import contact_sheet
from toile.addon.core.errors import RenderError
from toile.addon.core.photo.png import write_png
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Garment
from toile.addon.core.types import Still as Picture

from tests.blender.test_still import pixels

COLOURS = ((200, 30, 30), (30, 160, 40), (40, 60, 190))
TEE = Garment("tee", (), (), "M", (), {}, "cotton_jersey", "#ffffff")


def stills(folder, size=(60, 80)):
    made = []
    for k, colour in enumerate(COLOURS):
        path = folder / f"{k}.png"
        write_png(np.full((size[1], size[0], 3), colour, np.uint8), path)
        made.append(Picture(path, ("front", "back", "detail_hem")[k], size, 1, "none"))
    return made


def test_every_still_is_in_its_cell_with_a_caption(tmp_path):
    before = [len(kind) for kind in (bpy.data.curves, bpy.data.objects, bpy.data.images, bpy.data.meshes)]
    made = stills(tmp_path)
    path = exhaust(Still(Still.Options(), 0).draw_sheet(made, [TEE], tmp_path / "sheet.png"))
    picture, grid = pixels(path), contact_sheet.grid_of(made)
    assert picture.shape[:2] == grid.size[::-1]
    for k, colour in enumerate(COLOURS):
        x, y = grid.corner(k)
        assert np.abs(picture[y : y + 80, x : x + 60] - colour).max() < 1.5
        below = picture[y + 80 : y + 80 + contact_sheet.LINES * contact_sheet.LINE_PX, x : x + 60]
        lines = np.split(below.min((1, 2)), contact_sheet.LINES)
        assert all(line.min() < 140 for line in lines)
    after = [len(kind) for kind in (bpy.data.curves, bpy.data.objects, bpy.data.images, bpy.data.meshes)]
    assert after == before


def test_letters_have_their_height_and_their_room():
    tall = sheet.lettered("HHH", 20, 500)
    rows = np.flatnonzero(tall.max(1) > 0.5)
    assert len(rows) == pytest.approx(20, abs=2)
    assert sheet.lettered("H" * 80, 20, 100).shape[1] <= 102
    assert sheet.lettered("", 20, 100).sum() == 0
    assert sheet.lettered("Écru Ж", 20, 300).sum() > 50


def test_a_still_that_is_gone_is_named(tmp_path):
    made = stills(tmp_path)
    made[1].path.unlink()
    with pytest.raises(RenderError, match="1.png cannot be read"):
        exhaust(sheet.draw_sheet(made, [TEE], tmp_path / "sheet.png"))
