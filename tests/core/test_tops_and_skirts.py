"""Tank top, sweatshirt and pencil skirt: what their settings do, and what they refuse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toile.addon.core.errors import PatternError
from toile.addon.core.pattern.curves import length
from toile.addon.core.pattern.darts import darts_of
from toile.addon.core.pattern.neckline import NECKLINES
from toile.addon.core.pattern.pieces import area
from toile.addon.core.pattern.vent import TOP, UNDERLAP_MM
from toile.addon.garments.pencil_skirt import PencilSkirt
from toile.addon.garments.sweatshirt import Sweatshirt
from toile.addon.garments.tank_top import TankTop

from .test_garments import chart_person, check_sound, drafted, drafted_or_refused, people, piece_of, quick


@quick
@given(
    people(),
    st.floats(20, 110),
    st.sampled_from(list(NECKLINES)),
    st.floats(-30, 100),
    st.floats(20, 160),
    st.floats(-15, 60),
    st.floats(-20, 120),
)
def test_tank_top_settings_leave_it_sound(body, strap, neckline, front, back, width, deeper):
    drops = {"neck_drop_mm": front, "back_drop_mm": back, "neck_width_mm": width, "armhole_drop_mm": deeper}
    drops |= {"neckline": neckline}
    garment, refusal = drafted_or_refused(TankTop, body, strap_mm=strap, length_mm=700.0, **drops)
    if refusal:
        assert "Lower strap_mm or neck_width_mm" in refusal or "Raise" in refusal
        return
    check_sound(garment)
    assert garment.pom_mm["shoulder"] == pytest.approx(strap)
    assert length(piece_of(garment, "front").edge("bound_armhole_left").points) > 100


def test_tank_top_straps_beyond_the_shoulder_are_refused_with_their_mm():
    with pytest.raises(PatternError, match=r"straps of the tank top end \d+ mm beyond the shoulder\. Lower strap_mm"):
        drafted(TankTop, chart_person(), strap_mm=110.0, neck_width_mm=30.0)


def test_tank_top_lies_at_the_shoulders_height_however_narrow():
    narrow, wide = (drafted(TankTop, chart_person(), strap_mm=strap) for strap in (30.0, 80.0))
    assert piece_of(narrow, "front").placement.y_mm == pytest.approx(piece_of(wide, "front").placement.y_mm)
    assert narrow.pom_mm["length"] == pytest.approx(wide.pom_mm["length"])


@quick
@given(people(), st.floats(0, 400), st.floats(25, 110), st.floats(0.6, 1.0), st.floats(0, 120))
def test_sweatshirt_settings_leave_it_sound(body, ease, rib, share, cuff):
    options = {"ease_mm": ease, "rib_mm": rib, "hem_share": share, "cuff_ease_mm": cuff}
    garment, refusal = drafted_or_refused(Sweatshirt, body, **options)
    if refusal:
        assert "Raise ease_mm" in refusal
        return
    check_sound(garment)
    hems = sum(length(piece_of(garment, name).edge("hem").points) for name in ("front", "back"))
    assert garment.pom_mm["hem"] == pytest.approx(share * hems)
    assert np.ptp(piece_of(garment, "waistband").edge("end_left").points[:, 1]) == pytest.approx(rib)


def test_sweatshirt_is_as_long_as_asked_with_its_ribs():
    garment = drafted(Sweatshirt, chart_person(), length_mm=620.0, sleeve_mm=580.0, rib_mm=70.0)
    assert garment.pom_mm["length"] == pytest.approx(620)
    assert garment.pom_mm["sleeve_length"] == pytest.approx(580, abs=0.1)
    assert garment.ease_mm["wrist"] == pytest.approx(15)
    assert area(piece_of(garment, "cuff_left")) == pytest.approx(area(piece_of(garment, "cuff_right")))
    assert all(piece_of(garment, name).folds for name in ("neckband", "waistband", "cuff_left"))


def test_sweatshirt_whose_rib_cannot_go_over_the_hip_is_refused():
    with pytest.raises(PatternError, match=r"sweatshirt in size XS cannot close at the (hip|chest|waist): .* cm too"):
        drafted(Sweatshirt, chart_person(1.0, "XXL", hip=1700), size="XS", hem_share=0.6)


@quick
@given(people(), st.floats(400, 1000), st.floats(0, 50), st.floats(20, 450), st.floats(10, 200))
def test_pencil_skirt_settings_leave_it_sound(body, long, taper, vent, ease):
    garment, refusal = drafted_or_refused(PencilSkirt, body, length_mm=long, taper_mm=taper, vent_mm=vent, ease_mm=ease)
    if refusal:
        assert "Raise length_mm" in refusal
        return
    check_sound(garment)
    pom = garment.pom_mm
    assert pom["hem"] == pytest.approx(pom["hip"] - 4 * taper, abs=1.0)
    over, under = (piece_of(garment, f"back_{side}") for side in ("left", "right"))
    assert over.placement.level > under.placement.level
    assert length(over.edge("hem_vent").points) == pytest.approx(vent)
    assert np.ptp(np.r_[under.edge(TOP).points, under.edge("hem_vent").points], axis=0) == pytest.approx(
        (UNDERLAP_MM, vent)
    )


def test_pencil_skirt_back_has_a_seam_and_its_darts():
    garment = drafted(PencilSkirt, chart_person())
    assert "back_left.centre" in {seam.a for seam in garment.seams}
    left, right = (darts_of(piece_of(garment, f"back_{side}")) for side in ("left", "right"))
    assert [dart.intake_mm for dart in left] == pytest.approx([dart.intake_mm for dart in reversed(right)])
    assert sum(dart.intake_mm for dart in left) > 8


def test_a_vent_over_the_seat_is_refused_with_its_mm():
    with pytest.raises(
        PatternError, match=r"vent of the pencil skirt is 450 mm high and only \d+ mm lie below the hip"
    ):
        drafted(PencilSkirt, chart_person(), vent_mm=450.0)
