"""The sheath and the slip: shaped by darts that close, true to the chart, refused where they cannot be worn."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toile.addon.core.errors import PatternError
from toile.addon.core.pattern.check import validate
from toile.addon.core.pattern.curves import length
from toile.addon.core.pattern.darts import contour_dart, darts_of
from toile.addon.core.pattern.mirror import mirrored
from toile.addon.core.pattern.pieces import Piece, Seam, area, cloth_at, holes, outline, signed_area
from toile.addon.core.pattern.sizes import SIZES
from toile.addon.core.pattern.torso_levels import levels
from toile.addon.garments.sheath_dress import NECKLINES, SheathDress
from toile.addon.garments.slip_dress import TOP_EDGES, SlipDress

from .test_garments import GENDERS, chart_of, chart_person, check_sound, drafted, drafted_or_refused, people, piece_of
from .test_pattern import square

quick = settings(max_examples=10, deadline=None)


@pytest.mark.parametrize("gender", GENDERS)
@pytest.mark.parametrize("size", SIZES)
def test_a_dress_is_the_chart_and_its_ease(gender, size):
    measures = chart_of(gender).measures(size)
    for kind in (SheathDress, SlipDress):
        garment = drafted(kind, chart_person(gender, size), size=size, ease_mm=60.0, waist_ease_mm=50.0)
        assert garment.pom_mm["chest"] == pytest.approx(measures["chest"] + 60)
        assert garment.pom_mm["hip"] >= measures["hip"] + 44
        assert garment.ease_mm["high_hip"] >= 9.0
        assert garment.pom_mm["waist"] >= measures["waist"] + 49
    fitted = drafted(SheathDress, chart_person(gender, size), size=size, waist_ease_mm=50.0)
    assert fitted.pom_mm["waist"] == pytest.approx(measures["waist"] + 50, abs=1.0)


def test_the_bust_dart_is_the_fuller_the_bust():
    flat, full = (drafted(SheathDress, chart_person(1.0, "M", underbust=mm)) for mm in (860.0, 780.0))
    assert full.pom_mm["bust_dart"] > flat.pom_mm["bust_dart"] + 20
    assert drafted(SheathDress, chart_person(1.0, "M", underbust=910.0)).pom_mm["bust_dart"] == 0.0


def test_the_front_is_longer_than_the_back_by_its_dart():
    garment = drafted(SheathDress, chart_person())
    front, back = piece_of(garment, "front"), piece_of(garment, "back_right")
    lower = outline(front)[:, 1].min() - outline(back)[:, 1].min()
    assert -lower == pytest.approx(garment.pom_mm["bust_dart"], abs=3.0)
    for side in ("side_low_left", "side_high_left"):
        ours, theirs = (length(p.edge(side).points) for p in (front, piece_of(garment, "back_left")))
        assert abs(ours - theirs) < 6.0


def test_a_sheath_has_darts_at_bust_and_waist_whose_legs_agree():
    garment = drafted(SheathDress, chart_person())
    found = {f"{piece.name} {dart.name}": dart for piece in garment.pieces for dart in darts_of(piece)}
    assert set(found) == {
        *(f"front dart_{what}_{side}" for what in ("bust", "waist") for side in ("left", "right")),
        "back_left dart_waist",
        "back_right dart_waist",
    }
    for dart in found.values():
        assert abs(dart.legs_mm[0] - dart.legs_mm[1]) < 0.1
        assert 8.0 <= dart.intake_mm <= 62.0
    at = levels(chart_of(1.0).measures("M"), 0.0)
    assert np.linalg.norm(found["front dart_bust_left"].apex - (at.bust_x, at.bust)) < 60.0


def test_who_has_no_waist_gets_no_waist_darts():
    garment = drafted(SheathDress, chart_person(0.0, "XL", waist=1150.0))
    assert not any(piece.contour_darts for piece in garment.pieces)
    check_sound(garment)


@pytest.mark.parametrize("neckline", NECKLINES)
def test_every_neckline_is_sound(neckline):
    for gender in GENDERS:
        check_sound(drafted(SheathDress, chart_person(gender), neckline=neckline))


@quick
@given(
    people(),
    st.sampled_from(sorted(NECKLINES)),
    st.floats(-20, 250),
    st.floats(-20, 250),
    st.floats(-50, 150),
    st.floats(320, 1000),
    st.floats(20, 450),
    st.floats(15, 200),
)
def test_sheath_options_leave_it_sound(body, neckline, ease, waist, flare, long, vent, back):
    asked = {"ease_mm": ease, "waist_ease_mm": waist, "flare_mm": flare, "length_mm": long, "back_drop_mm": back}
    garment, refusal = drafted_or_refused(SheathDress, body, neckline=neckline, vent_mm=vent, **asked)
    if refusal:
        assert re.search(r"Raise \w+_mm|Lower \w+_mm|Choose size", refusal)
        return
    check_sound(garment)
    assert garment.pom_mm["below_waist"] == pytest.approx(long)


@quick
@given(
    people(),
    st.sampled_from(TOP_EDGES),
    st.floats(10, 110),
    st.floats(-10, 250),
    st.floats(-20, 250),
    st.floats(320, 1050),
    st.floats(5, 30),
    st.floats(-40, 80),
    st.floats(-10, 60),
)
def test_slip_options_leave_it_sound(body, top, dip, ease, flare, long, strap, longer, back):
    asked = {"v_depth_mm": dip, "ease_mm": ease, "flare_mm": flare, "length_mm": long, "strap_mm": strap}
    garment, refusal = drafted_or_refused(
        SlipDress, body, top_edge=top, strap_longer_mm=longer, back_drop_mm=back, **asked
    )
    if refusal:
        assert re.search(r"Raise \w+_mm|Lower \w+_mm|Choose size", refusal)
        return
    check_sound(garment)
    assert garment.pom_mm["below_waist"] == pytest.approx(long)


def test_straps_are_as_long_as_asked_and_as_wide():
    usual, longer = (drafted(SlipDress, chart_person(), strap_longer_mm=mm) for mm in (0.0, 30.0))
    assert longer.pom_mm["strap"] == pytest.approx(usual.pom_mm["strap"] + 30)
    strap = piece_of(drafted(SlipDress, chart_person(), strap_mm=14.0), "strap_left")
    assert np.ptp(outline(strap)[:, 0]) == pytest.approx(14.0)


def test_a_dress_that_cannot_close_is_refused_with_its_centimetres():
    for kind in (SheathDress, SlipDress):
        with pytest.raises(PatternError, match=r"in size XS cannot close at the \w+: -?\d+\.\d cm too small"):
            drafted(kind, chart_person(1.0, "XL"), size="XS")


# darts within a piece


def pierced(intake=20.0, x=100.0, y=100.0):
    """A square with one dart within."""
    at = np.array([x, y])
    legs = contour_dart("dart_waist", at - (0, 60), at, at + (0, 50), intake)
    return replace(square(side=200.0), contour_darts=legs)


def closed(piece: Piece):
    return [Seam(f"{piece.name}.dart_waist_a", f"{piece.name}.dart_waist_b")]


def test_a_dart_within_takes_cloth_away_and_none_of_the_outline():
    plain, dart = square(side=200.0), pierced()
    assert area(plain) - area(dart) == pytest.approx(20.0 * 110.0 / 2)
    assert cloth_at(plain, 100.0) - cloth_at(dart, 100.0) == pytest.approx(20.0)
    assert signed_area(holes(dart)[0]) < 0
    assert darts_of(dart)[-1].intake_mm == pytest.approx(20.0)


def test_a_dart_within_must_be_closed_and_stay_inside():
    with pytest.raises(PatternError, match="20.0 mm are not sewn"):
        validate([pierced()], [])
    validate([pierced()], closed(pierced()))
    beside = pierced(x=100000.0)
    with pytest.raises(PatternError, match="leaves"):
        validate([beside], closed(beside))
    with pytest.raises(PatternError, match="anticlockwise"):
        validate([pierced(-20.0)], closed(pierced(-20.0)))
    alone = replace(pierced(), contour_darts=pierced().contour_darts[:1])
    with pytest.raises(PatternError, match="goes with nothing"):
        validate([alone], [])


def test_the_other_side_has_the_same_darts_within():
    other = mirrored(pierced(), "other")
    assert [leg.name for leg in other.contour_darts] == ["dart_waist_a", "dart_waist_b"]
    assert area(other) == pytest.approx(area(pierced()))
    validate([other], closed(other))
