"""Garments drawn by code are read as what they are; what is none is refused with its number and limit."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from toile.addon.core import exchange
from toile.addon.core.errors import JobError, PhotoError
from toile.addon.core.garment_photo.palette import linear_from_lab, written
from toile.addon.core.garment_photo.reading import read_garment
from toile.addon.core.garment_photo.wearing import garment_of
from toile.addon.core.options import Choice, make_options
from toile.addon.core.photo.image import lab_from_linear
from toile.addon.core.photo.png import write_png
from toile.addon.core.printing import png_size, print_of
from toile.addon.core.seams import exhaust
from toile.addon.plugins import builtin

from tests import contract

from . import garment_drawings as draw

NAVY, RED, SAND = (44, 52, 92), (176, 38, 44), (196, 172, 132)


def read(picture):
    return exhaust(read_garment(picture, 0))


@cache
def tee():
    return read(drawn("TEE", RED))


def lab_of(colour):
    values = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)], np.float32)
    return lab_from_linear(np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4))


def drawn(name, cloth=NAVY):
    return draw.photographed(draw.mirrored(getattr(draw, name), draw.NECK.get(name, 0)), cloth)


@pytest.mark.parametrize(
    ("name", "design", "sleeves"),
    [
        ("TEE", "tee", "short"),
        ("LONG_TEE", "tee", "long"),
        ("TANK", "tank_top", "none"),
        ("DRESS", "sheath_dress", "none"),
        ("TROUSERS", "trousers", "none"),
        ("SHORTS", "shorts", "none"),
        ("SKIRT", "skirt", "none"),
    ],
)
def test_a_drawn_garment_is_read_as_what_it_is(name, design, sleeves):
    cloth = SAND if name in ("TROUSERS", "SHORTS") else RED
    reading = read(drawn(name, cloth))
    assert reading.design == design
    assert reading.measured["sleeves"] == sleeves
    assert reading.surface == "plain"
    assert reading.print_image is None
    away = np.linalg.norm(lab_of(reading.options["colour"]) - lab_of(f"#{cloth[0]:02x}{cloth[1]:02x}{cloth[2]:02x}"))
    assert away < 8


def test_the_cut_out_is_the_garment_without_its_shadow():
    region = draw.mirrored(draw.TEE, 24)
    cut = tee().cutout[..., 3] > 127
    assert (cut & region).sum() / (cut | region).sum() > 0.98


def test_the_scale_is_size_m_of_the_chart():
    reading = tee()
    shown = reading.measured["share_of_girth_shown"]
    assert reading.measured["mm_per_px"] * 200 == pytest.approx(shown * 1000, rel=0.03)  # 920 and 80 of ease
    assert 560 <= reading.options["length_mm"] <= 760
    assert "true size" in reading.cannot_know[0]


def test_blue_twill_trousers_are_jeans_of_denim():
    reading = read(drawn("TROUSERS", (58, 78, 112)))
    assert (reading.design, reading.options["fabric"]) == ("jeans", "denim_12oz")
    assert reading.second == "trousers"


def test_stripes_are_a_tile_of_their_period():
    stripes = draw.striped((235, 232, 224), NAVY, 36)
    reading = read(draw.photographed(draw.mirrored(draw.DRESS, 26), stripes))
    assert reading.surface == "repeat"
    assert reading.print_options["print_as"] == "repeated"
    mm = reading.measured["mm_per_px"]
    high = reading.print_options["print_width_mm"] * reading.print_image.shape[0] / reading.print_image.shape[1]
    assert high == pytest.approx(36 * mm, rel=0.08)
    assert [share for *_, share in reading.colours[:2]] == pytest.approx([0.5, 0.5], abs=0.12)


def test_a_motif_is_cut_out_and_put_where_it_was():
    cloth = draw.with_motif((240, 210, 70), (20, 24, 30), (195, 200, 285, 290))
    reading = read(draw.photographed(draw.mirrored(draw.TEE, 24), cloth))
    assert reading.surface == "motif"
    o = reading.print_options
    mm = reading.measured["mm_per_px"]
    assert o["print_width_mm"] == pytest.approx(90 * mm, rel=0.06)
    assert o["print_height_mm"] == pytest.approx(90 * mm, rel=0.06)
    assert o["print_across_mm"] == pytest.approx(0, abs=3 * mm)
    assert o["print_down_mm"] == pytest.approx((200 - 80) * mm, rel=0.06)
    clear = reading.print_image[..., 3] < 64
    assert clear[clear.shape[0] // 2, clear.shape[1] // 2]  # the cloth shows through the ring
    assert 0.3 < clear.mean() < 0.75


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (draw.photographed(draw.dog(), (120, 84, 52)), r"symmetrical \(limit 72%\)|limbs"),
        (np.random.default_rng(0).integers(0, 255, (640, 480, 3), np.uint8), r"\d+% .* one colour \(limit 60%\)"),
        (np.full((640, 480, 3), 240, np.uint8), r"0.0% .* \(limit 3%\)"),
        (draw.photographed(np.hypot(*(np.mgrid[0:640, 0:480] - [[[320]], [[240]]])) < 150, RED), r"no hem"),
        (draw.photographed(draw.mirrored(draw.SHORTS) | np.roll(draw.mirrored(draw.SHORTS), -230, 0), RED), r""),
    ],
    ids=["dog", "noise", "nothing", "ball", "two"],
)
def test_what_is_no_garment_is_refused(picture, said):
    with pytest.raises(PhotoError) as raised:
        read(picture)
    assert re.search(said, str(raised.value))


def test_a_reading_crosses_to_another_process(tmp_path):
    reading = tee()
    assert contract.same(reading, exchange.load(exchange.save(reading, tmp_path / "value.npz")))


def test_a_reading_becomes_settings_that_its_design_takes(tmp_path):
    plugins = builtin()
    stripes = draw.striped((235, 232, 224), NAVY, 36)
    for name in ("TROUSERS", "SKIRT", "TANK"):
        reading = read(draw.photographed(draw.mirrored(getattr(draw, name), draw.NECK.get(name, 0)), stripes))
        choice, held = garment_of(reading, plugins, tmp_path)
        made = make_options(plugins.plugin("garment", choice.plugin).Options, choice.options, name)
        assert all("limit" in sentence for sentence in held)
        assert Path(made.print_file).parent == tmp_path
        assert print_of(vars(made)).way in ("repeated", "mirrored")


def test_settings_beyond_the_designs_limits_are_held_to_them_and_said(tmp_path):
    reading = replace(tee(), options={"length_mm": 5000.0})
    choice, held = garment_of(reading, builtin(), tmp_path)
    assert choice.options["length_mm"] == 1100.0
    assert held == ("length_mm came out as 5000; the design's limit of 1100 is taken.",)


def test_a_colour_goes_from_lab_to_the_job_and_back():
    for colour in ("#5b247f", "#ffffff", "#0a0b0c", "#ec1518"):
        assert written(lab_of(colour)) == colour
    values = np.random.default_rng(1).random((50, 3))
    np.testing.assert_allclose(linear_from_lab(lab_from_linear(values.astype(np.float32))), values, atol=2e-3)


def test_a_print_is_refused_by_what_is_wrong_with_it(tmp_path):
    plugins = builtin()
    kind = plugins.plugin("garment", "tee").Options
    with pytest.raises(JobError, match="print_width_mm of the garment is 3000, outside 5 to 1500"):
        make_options(kind, {"print_width_mm": 3000.0}, "garment")
    (tmp_path / "no.png").write_text("no picture")
    with pytest.raises(JobError, match="is no PNG"):
        print_of(vars(kind(print_file=str(tmp_path / "no.png"))))
    with pytest.raises(JobError, match="cannot be read"):
        print_of(vars(kind(print_file=str(tmp_path / "gone.png"))))
    assert print_of(vars(kind())) is None


def test_a_print_has_the_pictures_own_sides_unless_told(tmp_path):
    path = tmp_path / "wide.png"
    write_png(np.full((20, 40, 4), 200, np.uint8), path)
    assert png_size(path) == (40, 20)
    options = vars(builtin().plugin("garment", "tee").Options(print_file=str(path), print_width_mm=300.0))
    assert print_of(options).height == pytest.approx(0.15)
    assert print_of({**options, "print_height_mm": 100.0}).height == pytest.approx(0.1)
    before = print_of(options)
    write_png(np.full((20, 40, 4), 100, np.uint8), path)
    assert print_of(options) != before  # another picture under the old name


def test_the_choice_reads_back_from_a_job_file(tmp_path):
    from toile.addon.core.job import Job
    from toile.addon.core.job_file import dumps, loads
    from toile.addon.core.types import Tape

    choice = Choice("tee", {"print_file": str(tmp_path / "print.png"), "print_width_mm": 207.3})
    job = Job(folder=str(tmp_path), tape=Tape(stature_mm=1700.0), outfit=(choice,))
    assert loads(dumps(job), tmp_path) == job
    moved = loads(dumps(job).replace(str(tmp_path / "print.png"), "print.png"), tmp_path)
    assert moved.outfit == job.outfit
