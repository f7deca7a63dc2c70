"""Cardigan and wrap dress: what their settings do to the pattern, what is sewn to what, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toile.addon.core.errors import PatternError
from toile.addon.core.pattern.check import validate
from toile.addon.core.pattern.curves import length
from toile.addon.core.pattern.pieces import Seam, outline
from toile.addon.garments.cardigan import Cardigan
from toile.addon.garments.wrap_dress import WrapDress

from .test_garments import chart_person, check_sound, drafted, drafted_or_refused, people, piece_of, quick


@quick
@given(
    people(),
    st.floats(0, 400),
    st.floats(0, 140),
    st.sampled_from(["v", "round"]),
    st.floats(0, 420),
    st.floats(15, 60),
    st.floats(25, 110),
)
def test_cardigan_settings_leave_it_sound(body, ease, apart, neck, drop, band, rib):
    options = {"ease_mm": ease, "apart_mm": apart, "neck": neck, "neck_drop_mm": drop, "band_mm": band, "rib_mm": rib}
    garment, refusal = drafted_or_refused(Cardigan, body, **options)
    if refusal:
        assert any(word in refusal for word in ("apart_mm", "neck_drop_mm", "Raise ease_mm"))
        return
    check_sound(garment)
    assert garment.pom_mm["chest"] == pytest.approx(1000 * body.measures["chest"] + ease - apart)
    left, right = (piece_of(garment, f"front_{side}") for side in ("left", "right"))
    assert outline(left)[:, 0].min() == pytest.approx(apart / 2 + band)
    assert outline(right)[:, 0].max() == pytest.approx(-apart / 2 - band)


def test_cardigan_bands_are_open_strips_along_every_free_edge():
    for neck, strips in (("v", {"front_band"}), ("round", {"neckband", "front_band_left", "front_band_right"})):
        garment = drafted(Cardigan, chart_person(), neck=neck)
        sewn = {name for seam in garment.seams for name in (seam.a, seam.b)}
        for side in ("left", "right"):
            assert {f"front_{side}.front", f"front_{side}.neck", f"waistband.end_{side}"} <= sewn
        assert strips < {piece.name for piece in garment.pieces}
        for seam in garment.seams:
            a, b = (name.partition(".")[0] for name in (seam.a, seam.b))
            assert a != b or a.startswith(("cuff_", "sleeve_"))


def test_cardigan_neck_is_as_deep_as_asked_and_its_hem_as_long():
    garment = drafted(Cardigan, chart_person(), neck="v", neck_drop_mm=300.0, length_mm=720.0, rib_mm=70.0)
    neck = piece_of(garment, "front_left").edge("neck").points
    base = chart_person().measures["neck"] * 1000 / 5
    assert neck[-1, 1] == pytest.approx(-(base + 300))
    assert garment.pom_mm["length"] == pytest.approx(720)


def test_fronts_farther_apart_than_the_neck_is_wide_are_refused():
    with pytest.raises(PatternError, match=r"front edges of the cardigan lie \d+ mm apart.*Lower apart_mm by"):
        drafted(Cardigan, chart_person(1.0, "XS"), apart_mm=140.0, band_mm=60.0, neck_width_mm=5.0)


@quick
@given(
    people(),
    st.floats(10, 250),
    st.floats(10, 300),
    st.floats(0.4, 1.0),
    st.floats(20, 220),
    st.floats(380, 1050),
    st.sampled_from(["short", "three_quarter"]),
)
def test_wrap_dress_settings_leave_it_sound(body, ease, hip_ease, wrap, flare, long, sleeve):
    options = {"ease_mm": ease, "hip_ease_mm": hip_ease, "wrap": wrap, "flare_mm": flare, "sleeve": sleeve}
    garment, refusal = drafted_or_refused(WrapDress, body, length_mm=long, **options)
    if refusal:
        assert any(word in refusal for word in ("Raise", "flare_mm"))
        return
    check_sound(garment)
    assert garment.pom_mm["skirt_length"] == pytest.approx(long)
    assert garment.pom_mm["chest"] == pytest.approx(1000 * body.measures["chest"] + ease)


@pytest.mark.parametrize("share", [0.5, 0.8, 1.0])
def test_wrap_dress_overlaps_by_its_share_and_the_right_front_lies_over(share):
    garment = drafted(WrapDress, chart_person(), wrap=share)
    for name in ("front", "skirt"):
        left, right = (piece_of(garment, f"{name}_{side}") for side in ("left", "right"))
        assert (left.placement.level, right.placement.level) == (0, 1)
        inner = length(left.edge("waist_in").points)
        assert inner == pytest.approx(length(right.edge("waist_in").points))
        if share < 1.0:
            half = inner / 2 + length(left.edge("waist_out").points)
            assert inner / 2 == pytest.approx(share * half, rel=0.01)
    layered = [seam for seam in garment.seams if seam.is_layered]
    assert {seam.a for seam in layered} == {"front_left.waist_in", "skirt_left.waist_in"}
    tie = piece_of(garment, "tie")
    upper, lower = (
        sum(length(e.points) for e in tie.edges if e.name.startswith("to_") and (e.points[:, 1] > 1.0).all() == up)
        for up in (True, False)
    )
    assert upper == pytest.approx(lower) == pytest.approx(garment.pom_mm["waist"])


def test_wrap_dress_crosses_at_the_bust():
    edge = piece_of(drafted(WrapDress, chart_person()), "front_left").edge("bound_front").points
    crossing = float(np.interp(0.0, edge[::-1, 0], edge[::-1, 1]))
    assert -230 < crossing < -90


def test_a_layered_seam_needs_another_to_lie_in():
    garment = drafted(WrapDress, chart_person())
    seams = [seam for seam in garment.seams if not (seam.b.endswith("front_right_waist_in") and not seam.is_layered)]
    with pytest.raises(
        PatternError, match=r"front_left\.waist_in is layered on tie\.\S+, which is sewn to nothing else"
    ):
        validate(garment.pieces, seams)
    with pytest.raises(PatternError, match="sewn twice"):
        validate(garment.pieces, (*garment.seams, Seam("front_left.waist_in", "front_left.side_left", 500.0)))
