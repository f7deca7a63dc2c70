"""The tee and the skirt: true to the chart, sound with every setting, refused where they cannot close."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toile.addon.core.errors import JobError, PatternError
from toile.addon.core.options import make_options
from toile.addon.core.pattern.allowance import with_seam_allowance
from toile.addon.core.pattern.check import first_crossing, validate
from toile.addon.core.pattern.curves import length
from toile.addon.core.pattern.grading import chart_for
from toile.addon.core.pattern.neckline import NECKLINES
from toile.addon.core.pattern.pieces import area, find_edge, outline, signed_area
from toile.addon.core.pattern.sizes import SIZES
from toile.addon.core.types import Body
from toile.addon.garments.skirt import Skirt
from toile.addon.garments.tee import Tee

from tests import contract

quick = settings(max_examples=12, deadline=None)
GENDERS = (1.0, 0.0)


def person(measures_mm, gender):
    """A Body of which only the measures are known."""
    measures = {name: value / 1000 for name, value in measures_mm.items()}
    none = np.zeros((0, 3))
    return Body(none, np.zeros((0, 4), int), (), none, none, none, none, measures, 60.0, gender, None)


def chart_of(gender):
    return chart_for(person({}, gender))


def chart_person(gender=1.0, size="M", **changed):
    return person(chart_of(gender).measures(size) | changed, gender)


@st.composite
def people(draw):
    """Persons between the chart's ends and beyond, each measure off its own way, some with heights."""
    gender = draw(st.sampled_from(GENDERS))
    chart = chart_of(gender)
    measures = chart.graded(draw(st.floats(-0.5, 6.5)))
    for name in ("chest", "waist", "high_hip", "hip", "neck", "upper_arm", "arm_length", "back_waist_length"):
        measures[name] *= draw(st.floats(0.93, 1.08))
    measures["shoulder_drop"] = draw(st.floats(25, 65))
    if draw(st.booleans()):
        top = 0.85 * measures["stature"]
        measures |= {"neck_height": top, "shoulder_height": top - measures["shoulder_drop"]}
        measures["waist_height"] = top - measures["back_waist_length"] + 25
        measures["hip_height"] = measures["waist_height"] - measures["waist_to_hip"]
    return person(measures, gender)


def drafted(kind, body, **options):
    return contract.drain(kind(make_options(kind.Options, options, kind.__name__), 0).draft(body))


def drafted_or_refused(kind, body, **options):
    try:
        return drafted(kind, body, **options), ""
    except PatternError as error:
        return None, str(error)


def check_sound(garment):
    validate(garment.pieces, garment.seams)
    sewn = {name for seam in garment.seams for name in (seam.a, seam.b)}
    for piece in garment.pieces:
        assert area(piece) > 500
        cut = with_seam_allowance(piece)
        assert first_crossing(cut) is None
        assert signed_area(cut) > area(piece)
        free = {edge.name for edge in piece.edges if f"{piece.name}.{edge.name}" not in sewn}
        assert all(name.split("_")[0] in ("hem", "bound") for name in free)
    for value in [*garment.pom_mm.values(), *garment.ease_mm.values()]:
        assert np.isfinite(value)


def piece_of(garment, name):
    return next(piece for piece in garment.pieces if piece.name == name)


# tee


@quick
@given(
    people(),
    st.floats(-30, 400),
    st.sampled_from(list(NECKLINES)),
    st.floats(-15, 60),
    st.floats(-30, 100),
    st.floats(8, 50),
    st.floats(400, 1100),
    st.floats(220, 800),
)
def test_tee_options_leave_it_sound(body, ease, neckline, width, drop, band, long, sleeve):
    options = {"ease_mm": ease, "neck_width_mm": width, "neck_drop_mm": drop, "band_mm": band, "neckline": neckline}
    garment, refusal = drafted_or_refused(Tee, body, length_mm=long, sleeve_mm=sleeve, **options)
    if refusal:
        assert re.search(r"Raise (length|sleeve|ease|neck_width)_mm|Lower neck_width_mm", refusal)
        return
    check_sound(garment)
    assert garment.pom_mm["length"] == pytest.approx(long)
    assert garment.pom_mm["sleeve_length"] == pytest.approx(sleeve, abs=0.1)


@pytest.mark.parametrize("gender", GENDERS)
@pytest.mark.parametrize("size", SIZES)
def test_tee_is_the_chart_and_its_ease(gender, size):
    measures = chart_of(gender).measures(size)
    garment = drafted(Tee, chart_person(gender, size), size=size, ease_mm=90.0)
    assert garment.pom_mm["chest"] == pytest.approx(measures["chest"] + 90)
    assert garment.ease_mm["chest"] == pytest.approx(90)
    assert garment.pom_mm["bicep"] >= measures["upper_arm"] + 49
    assert garment.ease_mm["hip"] > 20


def test_tee_and_skirt_stand_beside_the_measures_of_their_wearer():
    body = chart_person(1.0, "M")
    for girth in (*drafted(Tee, body).fit, *drafted(Skirt, body).fit):
        assert girth.body_mm == pytest.approx(1000 * body.measures[girth.measure])


def test_tee_sleeves_mirror_each_other_and_are_eased_in():
    garment = drafted(Tee, chart_person())
    left, right = piece_of(garment, "sleeve_left"), piece_of(garment, "sleeve_right")
    assert area(left) == pytest.approx(area(right))
    assert (left.placement.region, right.placement.region) == ("arm_left", "arm_right")
    assert left.edge("cap_back").points[:, 0].max() > 0  # seen from outside, the back of the left arm is on the right
    assert right.edge("cap_front").points[:, 0].max() > 0
    for side in ("left", "right"):
        for half, piece in (("cap_front", "front"), ("cap_back", "back")):
            cap = length(find_edge(garment.pieces, f"sleeve_{side}.{half}").points)
            hole = length(find_edge(garment.pieces, f"{piece}.armhole_{side}").points)
            assert cap - hole == pytest.approx(4, abs=0.1)


def test_tee_neckband_is_stretched_to_the_neck():
    garment = drafted(Tee, chart_person())
    assert garment.pom_mm["neckband"] == pytest.approx(0.88 * garment.pom_mm["neck"])
    for seam in garment.seams:
        if seam.a.startswith("neckband.to_"):
            neck = length(find_edge(garment.pieces, seam.b).points)
            assert seam.ease_mm == pytest.approx(-0.12 * neck)


def test_tee_neck_is_smooth_over_the_shoulder():
    garment = drafted(Tee, chart_person())
    for name in ("front", "back"):
        piece = piece_of(garment, name)
        seam, neck = piece.edges[3].points, piece.edge("neck").points
        along, into = seam[-1] - seam[0], neck[1] - neck[0]
        cosine = along @ into / np.linalg.norm(along) / np.linalg.norm(into)
        assert abs(cosine) < 0.35
        middle = neck[len(neck) // 2]
        assert abs(middle[0]) < 3


def test_tee_shoulder_seam_lies_at_the_shoulders_height():
    garment = drafted(Tee, chart_person())
    for name in ("front", "back"):
        piece = piece_of(garment, name)
        assert piece.placement.landmark == "shoulder_height"
        assert piece.placement.y_mm == pytest.approx(min(piece.edges[3].points[:, 1]))


def test_tee_clears_a_belly():
    body = chart_person(0.0, "M", waist=1150, hip=1120)
    garment = drafted(Tee, body)
    assert garment.ease_mm["waist"] > 30
    assert garment.pom_mm["hem"] > garment.pom_mm["chest"]


def test_tee_that_stretches_too_far_is_refused():
    body = chart_person(1.0, "XXL")
    with pytest.raises(PatternError) as refusal:
        drafted(Tee, body, size="XS", ease_mm=40.0)
    assert "The tee in size XS cannot close at the chest: 26.0 cm too small (chest 84.0 cm, body 110.0 cm" in str(
        refusal.value
    )
    assert "stretched 100.8 cm" in str(refusal.value)
    assert re.search(r"Choose size (S|M|L)\.$", str(refusal.value))


def test_tee_whose_neck_is_too_small_for_the_head_is_refused():
    with pytest.raises(PatternError, match=r"at the head: .* cm too small .* Raise neck_width_mm by \d+ or more"):
        drafted(Tee, chart_person(), neck_width_mm=-15.0, neck_drop_mm=-20.0)


def test_the_widest_tee_is_sound_and_remarked_and_a_wider_one_refused():
    garment = drafted(Tee, chart_person(), size="M", ease_mm=500.0)
    check_sound(garment)
    assert "Tee, very loose at the chest: 50 cm wider than the body." in garment.warnings
    with pytest.raises(JobError, match=r"ease_mm of the Tee is 2000, outside -150 to 500"):
        drafted(Tee, chart_person(), size="M", ease_mm=2000.0)


def test_tee_with_too_short_a_sleeve_or_body_is_refused():
    with pytest.raises(PatternError, match=r"sleeve is 90 mm long and its cap is \d+ mm high\. Raise sleeve_mm to"):
        drafted(Tee, chart_person(), sleeve_mm=90.0)
    with pytest.raises(PatternError, match=r"tee is 200 mm long .* Raise length_mm to \d+"):
        drafted(Tee, chart_person(), length_mm=200.0)


# skirt


@quick
@given(people(), st.floats(300, 1100), st.floats(0, 250), st.floats(0, 300), st.floats(0, 100), st.floats(15, 80))
def test_skirt_options_leave_it_sound(body, long, flare, ease, waist_ease, band):
    options = {"flare_mm": flare, "ease_mm": ease, "waist_ease_mm": waist_ease, "band_mm": band}
    garment, refusal = drafted_or_refused(Skirt, body, length_mm=long, **options)
    if refusal:
        assert "Lower flare_mm" in refusal or "Lower waist_ease_mm" in refusal
        return
    check_sound(garment)
    pom = garment.pom_mm
    assert pom["waist"] == pytest.approx(1000 * body.measures["waist"] + waist_ease)
    assert pom["hip"] >= 1000 * body.measures["hip"] + ease - 0.5
    assert pom["hem"] == pytest.approx(pom["hip"] + 4 * flare, abs=3)
    assert pom["length"] == pytest.approx(long)


@pytest.mark.parametrize("gender", GENDERS)
@pytest.mark.parametrize("size", SIZES)
def test_skirt_is_the_chart_and_its_ease(gender, size):
    measures = chart_of(gender).measures(size)
    garment = drafted(Skirt, chart_person(gender, size), size=size, waist_ease_mm=15.0, ease_mm=50.0)
    assert garment.pom_mm["waist"] == pytest.approx(measures["waist"] + 15)
    assert garment.ease_mm["waist"] == pytest.approx(15)
    assert garment.pom_mm["hip"] == pytest.approx(measures["hip"] + 50, abs=0.5)


def test_skirt_band_follows_the_waist_round_the_body():
    """Seen from outside, from the wearer's left side over the back to the left side again."""
    garment = drafted(Skirt, chart_person())
    on_band = [edge.name for edge in piece_of(garment, "waistband").edges if "waist" in edge.name]
    round_waist = [
        f"{piece.name}_{edge.name}"
        for piece in (piece_of(garment, "back"), piece_of(garment, "front"))
        for edge in reversed(piece.edges)
        if edge.name.startswith("waist_")
    ]
    assert on_band == round_waist
    partner = {seam.b: seam.a for seam in garment.seams}
    for name in on_band:
        piece, _, edge = name.partition("_")
        assert partner[f"waistband.{name}"] == f"{piece}.{edge}"


def test_skirt_darts_close_and_the_back_has_the_larger():
    garment = drafted(Skirt, chart_person())
    intake = {"front": 0.0, "back": 0.0}
    for piece in garment.pieces[:2]:
        for a in [edge for edge in piece.edges if edge.name.endswith("_a")]:
            b = piece.edge(a.name[:-1] + "b")
            np.testing.assert_allclose(a.points[-1], b.points[0])
            assert length(a.points) == pytest.approx(length(b.points))
            assert length(a.points) > 60
            intake[piece.name] += float(np.linalg.norm(a.points[0] - b.points[-1]))
    assert intake["back"] > intake["front"] + 10 > 10


def test_skirt_is_symmetrical():
    for piece in drafted(Skirt, chart_person()).pieces[:2]:
        points = outline(piece)
        mirrored = points * (-1, 1)
        apart = np.linalg.norm(points[:, None] - mirrored[None], axis=2).min(axis=1)
        assert apart.max() < 0.01


def test_skirt_waist_lies_on_the_waist():
    for piece in drafted(Skirt, chart_person(), band_mm=40.0).pieces[:2]:
        assert (piece.placement.landmark, piece.placement.y_mm) == ("waist_height", 20.0)
        assert piece.placement.region == "hips"


def test_skirt_that_cannot_close_names_the_cm_and_the_smallest_size():
    body = chart_person(1.0, "M", waist=740)
    with pytest.raises(PatternError) as refusal:
        drafted(Skirt, body, size="S", waist_ease_mm=18.0)
    assert str(refusal.value) == (
        "The skirt in size S cannot close at the waist: 4.2 cm too small (waistband 69.8 cm, body 74.0 cm; "
        "stretched 71.2 cm). Choose size M."
    )


def test_skirt_for_a_body_beyond_the_chart_is_made_to_measure():
    body = chart_person(1.0, "XXL", waist=1200, high_hip=1300, hip=1350)
    with pytest.raises(PatternError, match="Choose size made_to_measure"):
        drafted(Skirt, body, size="XXL")
    assert drafted(Skirt, body).ease_mm["waist"] == pytest.approx(10)


def test_skirt_with_negative_ease_says_by_how_much_to_raise_it():
    body = chart_person(1.0, "XXL", waist=1200, high_hip=1300, hip=1350)
    with pytest.raises(PatternError, match=r"at the waist: 4\.0 cm too small .* Raise waist_ease_mm by 17 or more"):
        drafted(Skirt, body, waist_ease_mm=-40.0)


def test_skirt_that_leans_out_too_far_is_refused():
    with pytest.raises(PatternError, match=r"lean out by \d+ degrees \(limit 52\)\. Lower flare_mm to \d+"):
        drafted(Skirt, chart_person(), length_mm=300.0, flare_mm=250.0)
