"""What a user changes of the light that was read from a photo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import asin, atan2, cos, pi, radians, sin

import numpy as np

from ..options import option
from .light import FACING_ALBEDO, FACING_LINEAR, Light

HEIGHT = (radians(2), radians(85))  # of the light above the horizon
LEAST_AHEAD = 0.3  # of the sun's light that is reckoned to meet a surface facing the camera, however far it is turned
MOST_AMBIENT = 0.9  # of the light
ANGLE_DEG = (1.0, 120.0)
WARMTH = 0.25  # of the red and the blue, at 1


@dataclass(frozen=True)
class LightCorrection:
    """The part of an output's Options that corrects the light in the customer's own photo."""

    photo_light_turn_deg: float = option(
        0.0,
        "In the photo: move the light to the picture's right, below 0 to its left",
        min=-180.0,
        max=180.0,
    )
    photo_light_raise_deg: float = option(0.0, "In the photo: raise the light, or lower it", min=-60.0, max=60.0)
    photo_light_softness: float = option(
        0.0, "In the photo: softer by this many times two, or harder with less than 0", min=-3.0, max=3.0
    )
    photo_light_warmth: float = option(0.0, "In the photo: light the clothes warmer, or cooler", min=-1.0, max=1.0)
    photo_exposure_ev: float = option(
        0.0, "In the photo: clothes brighter by so many stops, or darker", min=-3.0, max=3.0
    )


def corrected(light: Light, by: LightCorrection) -> Light:
    """The light as the user wants it. What faces the camera stays as bright, unless the exposure is changed."""
    across, down, ahead = light.direction
    turn = atan2(across, -ahead) + radians(by.photo_light_turn_deg)
    height = float(np.clip(asin(-down) + radians(by.photo_light_raise_deg), *HEIGHT))
    direction = (sin(turn) * cos(height), -sin(height), -cos(turn) * cos(height))
    exposure = light.exposure * 2**by.photo_exposure_ev
    softer = 2**by.photo_light_softness
    share = min(light.ambient * FACING_ALBEDO / (light.exposure * FACING_LINEAR) * softer**0.5, MOST_AMBIENT)
    facing = exposure * FACING_LINEAR / FACING_ALBEDO
    red, green, blue = light.tint
    warm = WARMTH * by.photo_light_warmth
    return replace(
        light,
        exposure=exposure,
        key_side="right" if direction[0] > 0 else "left",
        direction=direction,
        ambient=facing * share,
        sun=facing * (1 - share) / max(-direction[2], LEAST_AHEAD) * pi,
        tint=(red * (1 + warm), green, blue * (1 - warm)),
        angle_deg=float(np.clip(light.angle_deg * softer, *ANGLE_DEG)),
    )
