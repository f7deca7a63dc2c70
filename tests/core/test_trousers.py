"""What has two legs: sound on everybody, seams of one length, a crotch as long as the body's, refused in words."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toile.addon.core.errors import JobError, PatternError
from toile.addon.core.pattern.crotch import girth_below_waist, leg_measures
from toile.addon.core.pattern.curves import length
from toile.addon.core.pattern.grading import MADE_TO_MEASURE
from toile.addon.core.pattern.pieces import find_edge
from toile.addon.core.pattern.sizes import SIZES
from toile.addon.garments import trousers
from toile.addon.garments.jeans import Jeans
from toile.addon.garments.leggings import Leggings
from toile.addon.garments.shorts import Shorts
from toile.addon.garments.trousers import Trousers

from tests import contract
from tests.core.test_garments import (
    GENDERS,
    chart_of,
    chart_person,
    check_sound,
    drafted,
    drafted_or_refused,
    people,
    piece_of,
    quick,
)

REGIONS = {"leg_left", "leg_right", "band"}
KINDS = [Trousers, Shorts, Jeans, Leggings]


@pytest.mark.parametrize("kind", KINDS)
def test_they_keep_the_contract(kind):
    contract.check_options(kind.Options)
    contract.check_garment(kind(kind.Options(), 0), chart_person())
    contract.check_cancel(lambda: kind(kind.Options(), 0).draft(chart_person()))
    with pytest.raises(JobError, match="'red'.*#rrggbb"):
        kind(kind.Options(colour="red"), 0)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("gender", GENDERS)
@pytest.mark.parametrize("size", [MADE_TO_MEASURE, *SIZES])
def test_every_size_is_sound_on_its_own_person(kind, gender, size):
    garment = drafted(kind, chart_person(gender, "M" if size == MADE_TO_MEASURE else size), size=size)
    check_sound(garment)
    assert {piece.placement.region for piece in garment.pieces} == REGIONS | ({"yoke"} if kind is Jeans else set())


@quick
@given(people(), st.sampled_from(KINDS))
def test_made_to_measure_fits_everybody(body, kind):
    check_sound(drafted(kind, body))


@quick
@given(
    people(),
    st.sampled_from(list(trousers.LEGS)),
    st.floats(10, 200),
    st.floats(0, 90),
    st.floats(40, 300),
    st.floats(-200, 100),
    st.floats(0, 400),
)
def test_trouser_options_leave_them_sound(body, leg, ease, rise, leg_ease, taper, hem):
    options = {"leg": leg, "ease_mm": ease, "rise_mm": rise, "leg_ease_mm": leg_ease, "taper_mm": taper}
    options["hem_height_mm"] = hem
    garment, refusal = drafted_or_refused(Trousers, body, **options)
    if refusal:
        assert re.search(r"Lower (rise|band|hem_height)_mm|Raise (leg_ease|ease)_mm|Choose size", refusal)
        return
    check_sound(garment)


@pytest.mark.parametrize("gender", GENDERS)
def test_a_larger_size_is_larger_everywhere(gender):
    patterns = [Trousers(Trousers.Options(), 0).pattern(size, chart_person(gender, "XS")) for size in SIZES]
    for smaller, larger in zip(patterns[:-1], patterns[1:], strict=True):
        for name in ("waist", "hip", "thigh", "knee", "hem", "crotch_seam", "outseam"):
            assert larger.pom_mm[name] > smaller.pom_mm[name], name


@pytest.mark.parametrize(
    ("kind", "legs"),
    [
        (Trousers, ("tapered", "straight", "bootcut", "flared", "wide")),
        (Jeans, ("slim", "straight", "bootcut", "flared")),
    ],
)
@pytest.mark.parametrize("gender", GENDERS)
@pytest.mark.parametrize("size", SIZES[::2])
def test_legs_differ_at_the_hem_as_their_names_say(kind, legs, gender, size):
    garments = [drafted(kind, chart_person(gender, size), size=size, leg=leg) for leg in legs]
    assert kind.Options.leg == legs[1] if kind is Trousers else legs[0]
    for garment in garments:
        check_sound(garment)
    narrower = {leg: made.pom_mm["knee"] - made.pom_mm["hem"] for leg, made in zip(legs, garments, strict=True)}
    assert narrower["bootcut"] < -35 and narrower["flared"] < -120
    hems = [made.pom_mm["hem"] for made in garments if made is not garments[-1] or kind is Jeans]
    assert hems == sorted(hems)


def test_they_are_as_wide_and_long_as_asked():
    body = chart_person()
    garment = drafted(Trousers, body, ease_mm=80.0, waist_ease_mm=-5.0, hem_height_mm=100.0, leg_ease_mm=120.0)
    m = leg_measures(chart_of(1.0).measures("M"))
    pom = garment.pom_mm
    assert pom["waist"] == pytest.approx(girth_below_waist(m, 78.0) - 5, abs=0.1)
    assert pom["hip"] == pytest.approx(m["hip"] + 80, abs=12)
    assert pom["knee"] == pytest.approx(m["calf"] + 110 if m["calf"] > m["knee"] + 10 else m["knee"] + 120, abs=1)
    assert pom["hem"] == pytest.approx(pom["knee"] - 20, abs=1)
    assert pom["inseam"] == pytest.approx(m["inseam"] - 100 - 14, abs=15)
    assert pom["crotch_seam"] == pytest.approx(m["crotch_length"] - 156 + 20, abs=4)


def test_their_seams_have_one_length_and_the_fork_a_smooth_line():
    garment = drafted(Trousers, chart_person())
    for seam in garment.seams:
        a, b = (length(find_edge(garment.pieces, name).points) for name in (seam.a, seam.b))
        assert abs(a - b - seam.ease_mm) < 0.1
    front, back = piece_of(garment, "front_left"), piece_of(garment, "back_left")
    turns = []
    for piece, crotch_is_first in ((front, True), (back, False)):
        into, out = piece.edge("crotch").points, piece.edge("inseam").points
        pair = (into[-2] - into[-1], out[1] - out[0]) if crotch_is_first else (into[1] - into[0], out[-2] - out[-1])
        cosine = pair[0] @ pair[1] / np.linalg.norm(pair[0]) / np.linalg.norm(pair[1])
        turns.append(np.degrees(np.arccos(cosine)))
    assert sum(turns) == pytest.approx(180, abs=25)


def test_left_and_right_mirror_each_other():
    garment = drafted(Trousers, chart_person())
    for half in ("front", "back"):
        left, right = piece_of(garment, f"{half}_left"), piece_of(garment, f"{half}_right")
        assert left.edge("outseam").points.mean(axis=0) == pytest.approx(
            right.edge("outseam").points.mean(axis=0) * (-1, 1)
        )
    assert piece_of(garment, "front_left").edge("outseam").points[:, 0].min() > 0  # seen from the front
    assert piece_of(garment, "back_left").edge("outseam").points[:, 0].max() < 0  # seen from behind


def test_the_band_goes_round_from_the_centre_front():
    garment = drafted(Trousers, chart_person())
    names = [edge.name for edge in piece_of(garment, "waistband").edges if "waist_" in edge.name]
    order = list(dict.fromkeys(name.split("_waist")[0] for name in names))
    assert order == ["front_left", "back_left", "back_right", "front_right"]
    low = sum(length(piece_of(garment, "waistband").edge(name).points) for name in names)
    assert low == pytest.approx(garment.pom_mm["waist"], abs=0.5)
    assert length(piece_of(garment, "waistband").edge("hem").points) < low - 20  # shaped as the hip is


def test_trousers_that_cannot_close_say_by_how_much():
    body = chart_person(1.0, "M", waist=840, high_hip=990, hip=1080)
    with pytest.raises(PatternError, match=r"size S cannot close at the waistband: .* cm too small .* Choose size"):
        drafted(Trousers, body, size="S")


def test_no_rise_and_no_leg_are_refused():
    flat = chart_person(1.0, "M", outside_leg=940.0, inseam=792.0)
    with pytest.raises(PatternError, match=r"rise is \d+ mm from crotch to band .*Lower rise_mm or band_mm"):
        drafted(Trousers, flat, rise_mm=80.0)
    with pytest.raises(JobError, match="hem_height_mm"):
        drafted(Trousers, flat, hem_height_mm=900.0)


def test_jeans_are_slimmer_and_shorts_end_above_the_knee():
    body = chart_person()
    trousers, jeans, shorts = (drafted(kind, body) for kind in (Trousers, Jeans, Shorts))
    for place in ("hip", "thigh", "knee", "hem"):
        assert jeans.pom_mm[place] < trousers.pom_mm[place] - 25, place
    assert all(jeans.ease_mm[measure] > 0 for measure in ("hip", "thigh", "calf"))
    assert shorts.pom_mm["inseam"] == pytest.approx(180, abs=15)
    assert "knee" not in shorts.pom_mm
    assert "calf" not in shorts.ease_mm
    assert drafted(Shorts, body, inseam_mm=100.0).pom_mm["inseam"] == pytest.approx(100, abs=20)


@quick
@given(people(), st.floats(-10, 0), st.floats(0, 90), st.floats(40, 400), st.floats(20, 110))
def test_leggings_settings_leave_them_sound(body, ease, rise, hem, band):
    options = {"ease_percent": ease, "rise_mm": rise, "hem_height_mm": hem, "band_mm": band}
    garment, refusal = drafted_or_refused(Leggings, body, **options)
    if refusal:
        assert re.search(r"Lower (rise|band|hem_height)_mm|Raise (ease_percent|waist_ease_mm)|Choose size", refusal)
        return
    check_sound(garment)


def test_leggings_are_cut_narrower_than_the_leg_all_the_way_down():
    body = chart_person()
    m = leg_measures(chart_of(1.0).measures("M"))
    garment = drafted(Leggings, body, ease_percent=-10.0, hem_height_mm=90.0)
    assert garment.pom_mm["hip"] == pytest.approx(0.9 * m["hip"], abs=8)
    assert garment.pom_mm["knee"] == pytest.approx(0.9 * m["knee"], abs=2)
    assert garment.ease_mm["calf"] == pytest.approx(-0.1 * m["calf"], abs=8)
    assert garment.pom_mm["hem"] == pytest.approx(0.9 * m["ankle"], abs=3)
    assert not {seam.a for seam in garment.seams} & {"front_left.fly"}
    capri = drafted(Leggings, body, hem_height_mm=350.0)
    assert capri.pom_mm["hem"] > garment.pom_mm["hem"] + 80


def test_the_stretch_of_the_cloth_decides_whether_leggings_close():
    body = chart_person()
    assert drafted(Leggings, body, fabric="ponte", ease_percent=-8.0).ease_mm["hip"] < -60
    with pytest.raises(PatternError, match=r"cannot close at the .* too small .*stretched .*Choose size"):
        drafted(Leggings, body, fabric="ponte", ease_percent=-16.0)
    with pytest.raises(PatternError, match=r"leggings .* cannot close"):
        drafted(Leggings, body, fabric="denim_12oz")
