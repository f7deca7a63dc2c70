"""The shirt: what is sewn has the lengths it is sewn to, buttons lie on their pieces, and what cannot be is refused."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toile.addon.core.errors import PatternError
from toile.addon.core.pattern.armhole import ELBOW_DOWN, ELBOW_EASE_MM
from toile.addon.core.pattern.check import validate
from toile.addon.core.pattern.collar import NARROWER
from toile.addon.core.pattern.curves import length
from toile.addon.core.pattern.grading import person_measures
from toile.addon.core.pattern.mirror import mirrored
from toile.addon.core.pattern.pieces import Button, find_edge, outline, width_at
from toile.addon.garments.shirt import Shirt

from .test_garments import chart_person, check_sound, drafted, drafted_or_refused, people, piece_of

PIECES = {"front_left", "front_right", "placket", "back", "yoke", "sleeve_left", "sleeve_right"}
COLLAR, CUFFS = {"stand", "collar"}, {"cuff_left", "cuff_right"}


def names(garment):
    return {piece.name for piece in garment.pieces}


def around(garment, *edges):
    return sum(length(find_edge(garment.pieces, edge).points) for edge in edges)


@pytest.mark.parametrize("gender", [1.0, 0.0])
def test_a_shirt_has_the_pieces_a_cutter_expects(gender):
    assert names(drafted(Shirt, chart_person(gender))) == PIECES | COLLAR | CUFFS
    assert names(drafted(Shirt, chart_person(gender), sleeves="short", yoke_mm=0)) == (PIECES | COLLAR) - {"yoke"}


@settings(max_examples=12, deadline=None)
@given(
    people(),
    st.fixed_dictionaries(
        {
            "ease_mm": st.floats(60, 400),
            "collar_mm": st.floats(40, 70),
            "point_mm": st.floats(55, 100),
            "spread_mm": st.floats(10, 45),
            "stand_mm": st.floats(20, 40),
            "placket_mm": st.floats(22, 55),
            "yoke_mm": st.sampled_from([0.0, 70.0, 100.0, 130.0]),
            "cuff_mm": st.floats(35, 100),
            "hem_curve_mm": st.floats(0, 110),
            "collar": st.sampled_from(["buttoned", "open"]),
            "sleeves": st.sampled_from(["long", "short"]),
        }
    ),
)
def test_options_leave_it_sound_or_are_refused(body, options):
    garment, refusal = drafted_or_refused(Shirt, body, **options)
    if refusal:
        assert re.search(r"yoke_mm|collar_mm|hem_curve_mm|arm_ease_mm|ease_mm", refusal), refusal
        return
    check_sound(garment)


def test_the_collar_goes_round_the_neck_with_its_ease():
    body = chart_person(1.0, "M")
    garment = drafted(Shirt, body, collar_ease_mm=30.0, stand_mm=30.0)
    assert garment.ease_mm["neck"] == pytest.approx(30.0, abs=0.1)
    neckline = around(
        garment, "front_left.neck", "front_right.neck", "yoke.neck", "placket.neck_left", "placket.neck_right"
    )
    stand = piece_of(garment, "stand")
    upper = length(stand.edge("to_collar").points)
    assert neckline == pytest.approx(garment.pom_mm["neck"], abs=1.0)
    assert neckline - upper == pytest.approx(NARROWER * 30.0, abs=1.0)
    fall = piece_of(garment, "collar")
    assert length(fall.edge("to_stand").points) == pytest.approx(upper, abs=1.0)
    assert length(fall.edge("hem").points) > upper + 10.0
    assert length(fall.edge("hem_left").points) == pytest.approx(72.0, abs=2.0)


def test_an_open_neck_is_slit_down_to_its_first_button():
    closed, opened = (drafted(Shirt, chart_person(), collar=collar) for collar in ("buttoned", "open"))
    placket = piece_of(opened, "placket")
    assert placket.edge("bound_left").points[-1] == pytest.approx([0.0, placket.buttons[0].y_mm])
    assert "bound_left" not in {edge.name for edge in piece_of(closed, "placket").edges}
    assert any(seam.a == "stand.end_right" for seam in closed.seams)
    assert not any(seam.a == "stand.end_right" for seam in opened.seams)


def test_the_buttons_are_evenly_spaced_down_the_centre_front():
    garment = drafted(Shirt, chart_person(0.0))
    buttons = piece_of(garment, "placket").buttons
    apart = -np.diff([button.y_mm for button in buttons])
    assert len(buttons) >= 6
    assert apart == pytest.approx(np.full(len(apart), apart[0]))
    assert 60 < apart[0] <= 88
    assert all(button.x_mm == 0 for button in buttons)
    left, right = piece_of(garment, "cuff_left"), piece_of(garment, "cuff_right")
    assert len(left.buttons) == len(right.buttons) == len(piece_of(garment, "stand").buttons) == 1


def test_the_sleeve_is_pleated_into_its_cuff():
    body = chart_person(0.0, "M")
    garment = drafted(Shirt, body, cuff_ease_mm=35.0)
    assert garment.ease_mm["wrist"] == pytest.approx(35.0, abs=0.1)
    wrist = around(garment, *(f"sleeve_left.wrist_{k}" for k in (1, 2, 3)))
    assert wrist == pytest.approx(garment.pom_mm["cuff"], abs=0.5)
    for front, hole in (("cap_front", "front_left.armhole"), ("cap_yoke", "yoke.armhole_left")):
        assert 0.0 < around(garment, f"sleeve_left.{front}") - around(garment, hole) < 4.5


def test_a_curved_hem_is_higher_at_the_sides():
    for curve in (0.0, 60.0):
        garment = drafted(Shirt, chart_person(), hem_curve_mm=curve, length_mm=720.0)
        hem = piece_of(garment, "front_left").edge("hem").points
        assert hem[-1, 1] - hem[0, 1] == pytest.approx(curve, abs=8.0)
        assert around(garment, "front_left.side") == pytest.approx(around(garment, "back.side_left"), abs=0.5)


def test_a_yoke_off_the_armhole_is_refused():
    with pytest.raises(PatternError, match=r"Set yoke_mm between \d+ and \d+, or to 0"):
        drafted(Shirt, chart_person(), yoke_mm=20.0)
    with pytest.raises(PatternError, match="it must hide it"):
        drafted(Shirt, chart_person(), stand_mm=40.0, collar_mm=42.0)


def test_a_collar_too_small_for_the_neck_is_refused():
    with pytest.raises(PatternError, match=r"cannot close at the neck: 6.1 cm too small .collar"):
        drafted(Shirt, chart_person(0.0, "M", neck=470.0), size="M")


def test_a_button_off_its_piece_is_refused():
    garment = drafted(Shirt, chart_person())
    placket = replace(piece_of(garment, "placket"), buttons=(Button(40.0, -200.0),))
    with pytest.raises(PatternError, match=r"A button lies 24.0 mm off placket"):
        validate([placket], [])
    assert mirrored(placket, "other").buttons[0].x_mm == -40.0


@pytest.mark.parametrize("gender", [1.0, 0.0])
def test_a_long_sleeve_has_room_for_a_bent_elbow(gender):
    body = chart_person(gender)
    sleeve = piece_of(drafted(Shirt, body), "sleeve_left")
    m = person_measures(body)
    cap = float(sleeve.edge("cap_back").points[:, 1].max())
    round_elbow = width_at(outline(sleeve), cap - ELBOW_DOWN * m["arm_length"])
    assert round_elbow > m["elbow"] + 0.9 * ELBOW_EASE_MM
    assert length(sleeve.edge("underarm_back").points) == pytest.approx(
        length(sleeve.edge("underarm_front").points), abs=1.5
    )
