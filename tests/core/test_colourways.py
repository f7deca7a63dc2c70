"""Colourways: one drape, other colours, files told apart; and the contact sheet."""

import json
from dataclasses import replace

import numpy as np
import pytest
from toile.addon.core import contact_sheet, pipeline
from toile.addon.core.colourways import Colourway, check_colourways, read_flag
from toile.addon.core.errors import JobError
from toile.addon.core.job import STAGES, Job
from toile.addon.core.job_file import loads
from toile.addon.core.memo import Memo
from toile.addon.core.options import Choice
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Still, Tape

from tests import fakes

INK, RUST = Colourway("Ink & Chalk", ("#1b2a41", "")), Colourway("Rust", ("#a4502f", "#ffffff"))


class Look(fakes.Look):
    worn: list[tuple[str, ...]] = []

    def dress(self, drape):
        self.worn.append(tuple(draped.garment.colour for draped in drape.garments))
        return (yield from super().dress(drape))


@pytest.fixture
def registry():
    made = fakes.registry()
    made.targets["look.fake"] = Look
    Look.worn.clear()
    return made


@pytest.fixture
def job(tmp_path):
    outfit = (Choice("fake"), Choice("fake", {"colour": "#000000"}))
    choices = {seam: Choice("fake") for seam in STAGES}
    tape = Tape(stature_mm=1700.0)
    views = ("front", "back")
    return Job((), str(tmp_path / "out"), views=views, tape=tape, outfit=outfit, colourways=(INK, RUST), **choices)


def test_one_drape_is_rendered_in_every_colourway(job, registry, tmp_path):
    seen = []
    result = exhaust(pipeline.run(job, registry, Memo()), seen.append)
    assert fakes.Fake.calls.count("drape") == 1
    assert [(s.view, s.colourway) for s in result.stills] == [
        *(("front", ""), ("back", "")),
        *(("front", "Ink & Chalk"), ("back", "Ink & Chalk")),
        *(("front", "Rust"), ("back", "Rust")),
    ]
    own = ("#888888", "#000000")
    assert Look.worn == [own, ("#1b2a41", "#000000"), ("#a4502f", "#ffffff"), own]  # and its own again
    stills = {path.stem for path in (tmp_path / "out").glob("*.png")}
    assert stills == {f"still_{v}{way}" for v in ("front", "back") for way in ("", "-ink_chalk", "-rust")}
    totals = [step.total for step in seen]
    assert totals == sorted(totals) and totals[-1] > 0.9
    record = json.loads((tmp_path / "out" / "record.json").read_text())
    assert [still["colourway"] for still in record["stills"]][2:4] == ["Ink & Chalk"] * 2


def test_a_cancelled_job_leaves_the_outfit_in_its_own_colours(job, registry):
    steps = pipeline.run(job, registry, Memo())
    while len(Look.worn) < 2:
        next(steps)
    steps.close()
    assert Look.worn[-1] == ("#888888", "#000000")


def test_the_contact_sheet_has_every_still(job, registry, tmp_path):
    exhaust(pipeline.run(replace(job, contact_sheet=True), registry, Memo()))
    assert (tmp_path / "out" / "contact_sheet.png").read_bytes().count(b"still_") == 6


@pytest.mark.parametrize(
    ("colourways", "says"),
    [
        ((Colourway("Ink", ("#1b2a41",)),), "'Ink' has 1 colours, and the outfit 2 garments"),
        ((Colourway("Ink", ("#1b2a41", "blue")),), "colour of the colourway 'Ink' is 'blue'"),
        ((Colourway("", ("", "")),), "name is ''"),
        ((Colourway("x" * 41, ("", "")),), "at most 40 letters"),
        ((Colourway("../../ink", ("", "")),), "Begin with a letter"),
        ((Colourway("Écru", ("", "")), Colourway("cru", ("", ""))), "filed as 'cru'"),
        (tuple(Colourway(f"c{k}", ("", "")) for k in range(25)), "25 colourways .limit 24."),
    ],
)
def test_what_is_no_colourway_is_refused(colourways, says):
    with pytest.raises(JobError, match=says):
        check_colourways(colourways, 2)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[colourway]]\nname = "a"\ncolors = []', "unknown key 'colors'. Known: name, colours"),
        ("[[colourway]]\ncolours = []", "name is None"),
        ('[[colourway]]\nname = "a"\ncolours = "#ffffff"', "Write colours = "),
        ('colourway = "red"', "not a list of tables"),
        ("contact_sheet = 1", "no bool"),
    ],
)
def test_a_job_file_says_what_is_wrong_with_its_colourways(tmp_path, text, says):
    with pytest.raises(JobError, match=says):
        loads(f"{text}\n[tape]\nstature_mm = 1700.0", tmp_path)


def test_a_flag_is_a_colourway():
    assert read_flag("Ink: #1b2a41, ,#ffffff") == Colourway("Ink", ("#1b2a41", "", "#ffffff"))


def still(view="front", size=(768, 1024), colourway=""):
    return Still(None, view, size, 1, "none", {}, colourway)


def test_a_sheet_has_a_row_a_colourway():
    grid = contact_sheet.grid_of([still(v, colourway=c) for c in ("", "Ink", "Rust") for v in ("front", "back")])
    assert (grid.columns, grid.rows, grid.cell) == (2, 3, (420, 560))
    corners = [grid.corner(k) for k in range(6)]
    assert len(set(corners)) == 6
    assert max(x for x, _ in corners) + grid.cell[0] + contact_sheet.GAP_PX == grid.size[0]
    low = contact_sheet.LINES * contact_sheet.LINE_PX + contact_sheet.GAP_PX
    assert max(y for _, y in corners) + grid.cell[1] + low == grid.size[1]


def test_captions_say_garment_size_colourway_and_view():
    garment = exhaust(fakes.GarmentSource(fakes.Cut(), 0).draft(None))
    assert contact_sheet.caption(still("detail_tee.hem", colourway="Rust"), [garment]) == (
        *("Fake M", "Rust", "Detail: tee, hem"),
    )
    assert contact_sheet.caption(still("three_quarter_right"), [garment])[1:] == ("#888888", "Three-quarter, right")


def test_a_picture_is_made_smaller_by_the_light_in_it():
    stripes = np.zeros((8, 9, 3), np.uint8)
    stripes[:, ::2] = 255
    small = contact_sheet.shrunk(stripes, (1, 4))
    assert small.shape == (4, 1, 3)
    assert np.ptp(small) == 0 and 190 < small[0, 0, 0] < 200  # 5/9 of the light
    assert np.array_equal(contact_sheet.shrunk(stripes, (9, 8)), stripes)
