"""A user's corrections of a photo's light: turned, raised, softened, warmed; what faces the camera stays as bright."""

from math import asin, atan2, degrees, pi

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toile.addon.core.photo.light import FACING_ALBEDO, FACING_LINEAR, Light
from toile.addon.core.photo.light_correction import LightCorrection, corrected

READ = Light(1.0, "left", -0.3, (-0.4924, -0.6428, -0.5868), 0.27, 3.381, (1.0, 1.0, 1.0), 35.0)


def facing(light):
    """What white cloth that faces the camera would reflect, of 1."""
    return light.ambient + light.sun / pi * -light.direction[2]


def test_no_correction_changes_nothing():
    same = corrected(READ, LightCorrection())
    assert same.direction == pytest.approx(READ.direction, abs=1e-4) and same.key_side == "left"
    assert (same.ambient, same.sun) == pytest.approx((READ.ambient, READ.sun), rel=0.01) and same.tint == READ.tint
    assert same.angle_deg == READ.angle_deg


@given(st.floats(-40, 100), st.floats(-30, 30), st.floats(-2, 2), st.floats(-1, 1))
def test_what_faces_the_camera_stays_as_bright(turn, raised, softness, warmth):
    light = corrected(READ, LightCorrection(turn, raised, softness, warmth))
    if -light.direction[2] > 0.3:
        assert facing(light) == pytest.approx(FACING_LINEAR / FACING_ALBEDO, rel=1e-6)
    assert sum(x * x for x in light.direction) == pytest.approx(1)


def test_the_light_is_turned_and_raised_by_the_degrees_that_are_asked_for():
    light = corrected(READ, LightCorrection(photo_light_turn_deg=80, photo_light_raise_deg=20))
    x, y, z = light.direction
    assert degrees(atan2(x, -z)) == pytest.approx(40, abs=0.1) and degrees(asin(-y)) == pytest.approx(60, abs=0.1)
    assert light.key_side == "right"


def test_softer_warmer_and_brighter():
    soft, hard = (corrected(READ, LightCorrection(photo_light_softness=s)) for s in (1, -1))
    assert soft.ambient > READ.ambient > hard.ambient and soft.angle_deg > READ.angle_deg > hard.angle_deg
    warm = corrected(READ, LightCorrection(photo_light_warmth=1))
    assert warm.tint[0] > 1 > warm.tint[2]
    bright = corrected(READ, LightCorrection(photo_exposure_ev=1))
    assert facing(bright) == pytest.approx(2 * facing(corrected(READ, LightCorrection())), rel=1e-6)
    assert bright.exposure == 2 * READ.exposure
