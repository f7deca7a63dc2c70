"""The photo's light, as far as a photo of a person tells: how bright, from which side, how soft, which tint.

Measured on catalogue photos: white cloth that faces the camera is linear 0.69 to 0.76, so 0.72 from an albedo of 0.8
is right without any estimate; the side of the light shows in the skin, its height does not; and an ambient share taken
from the skin makes cloth look flat and fake. So the prior stays, and the photo moves it only where it is sure.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, radians, sin

import numpy as np

from .image import gaussian, luminance
from .regions import erode
from .segments import PhotoParts
from .sight import Sight

FACING_ALBEDO, FACING_LINEAR = 0.8, 0.72
SKIN_ALBEDO = (0.05, 0.52)  # luminance; chosen wide, so that only a photo that no skin explains moves the prior
EXPOSURE_LIMITS = (0.45, 1.35)
DARK_PHOTO = 1.7  # times what is brightest in the photo, white cloth in it may be
AMBIENT = (0.20, 0.36)  # of the light on a surface that faces the camera; hard light, soft light
AZIMUTH_DEG, ELEVATION_DEG = 40.0, 48.0
SUN_ANGLE_DEG = (18.0, 30.0)  # hard light, soft light; a wider sun, or a lower one, leaves no form in cloth
CLEAR_CONTRAST = 0.5  # natural log of skin brightness, one side over the other, at which the light counts as hard
SURE_CONTRAST = 0.04  # below it the side is not known; the key then stands at the photo's left, as most do
TINT_LIMIT = 0.06
SIDE_NORMAL = 0.35


@dataclass(frozen=True)
class Light:
    """One soft sun and an even ambient light."""

    exposure: float  # 1 where the prior holds
    key_side: str  # "left" or "right" in the picture
    contrast: float  # what the skin showed, natural log, right over left
    direction: tuple[float, float, float]  # towards the sun, camera axes
    ambient: float  # radiance of the surroundings
    sun: float  # irradiance, W/m2 in Blender's terms
    tint: tuple[float, float, float]
    angle_deg: float  # that the sun takes up


def read_light(linear: np.ndarray, silhouette: np.ndarray, parts: PhotoParts, sight: Sight) -> Light:
    """The light of a window of the photo (H, W, 3), linear."""
    bright = luminance(linear)
    skin = erode(parts.matte["skin"] > 0.7, 1.5) & sight.body
    contrast = side_contrast(bright, skin, parts, sight)
    side = 1.0 if contrast > SURE_CONTRAST else -1.0
    hard = min(abs(contrast) / CLEAR_CONTRAST, 1.0)
    share, angle_deg = (soft + (clear - soft) * hard for clear, soft in (AMBIENT, SUN_ANGLE_DEG))
    exposure = estimate_exposure(bright, skin)
    azimuth, elevation = radians(AZIMUTH_DEG) * side, radians(ELEVATION_DEG)
    direction = (sin(azimuth) * cos(elevation), -sin(elevation), -cos(azimuth) * cos(elevation))
    facing = exposure * FACING_LINEAR / FACING_ALBEDO
    return Light(
        exposure=exposure,
        key_side="right" if side > 0 else "left",
        contrast=contrast,
        direction=direction,
        ambient=facing * share,
        sun=facing * (1 - share) / -direction[2] * pi,
        tint=estimate_tint(linear, silhouette),
        angle_deg=angle_deg,
    )


def estimate_exposure(bright: np.ndarray, skin: np.ndarray) -> float:
    """How much brighter or darker than the prior the photo is: as much as its skin cannot be skin otherwise."""
    if skin.sum() < 200:
        return 1.0
    seen = float(np.percentile(bright[skin], 60))
    facing = FACING_LINEAR / FACING_ALBEDO
    exposure = min(max(1.0, seen / (SKIN_ALBEDO[1] * facing)), seen / (SKIN_ALBEDO[0] * facing))
    brightest = float(np.percentile(bright, 99.5))
    exposure = min(exposure, DARK_PHOTO * brightest / FACING_LINEAR)
    return float(np.clip(exposure, *EXPOSURE_LIMITS))


def side_contrast(bright: np.ndarray, skin: np.ndarray, parts: PhotoParts, sight: Sight) -> float:
    """How much brighter, natural log, surfaces are that face the picture's right than those that face its left."""
    across = gaussian(sight.normal[..., 0], 1.0)
    log = np.log(np.maximum(bright, 0.004))
    top = erode(parts.share("top", "dress") > 0.8, 3) & sight.body
    found, weights = [], []
    areas = [(skin & (sight.region == place), 1.0) for place in np.unique(sight.region[skin])] + [(top, 0.5)]
    for area, trust in areas:
        right, left = area & (across > SIDE_NORMAL), area & (across < -SIDE_NORMAL)
        if min(right.sum(), left.sum()) < 40:
            continue
        found.append(float(np.median(log[right]) - np.median(log[left])))
        weights.append(trust * float(min(right.sum(), left.sum())) ** 0.5)
    return float(np.average(np.clip(found, -1, 1), weights=weights)) if found else 0.0


def estimate_tint(linear: np.ndarray, silhouette: np.ndarray) -> tuple[float, float, float]:
    """Half of what the background's colour says, on a log scale, and never much: a wall has a colour of its own."""
    around = erode(silhouette < 0.05, 7)
    if around.sum() < 500:
        return (1.0, 1.0, 1.0)
    colour = np.median(linear[around], axis=0)
    tint = np.sqrt(np.maximum(colour, 1e-3) / max(float(colour.mean()), 1e-3))
    tint = np.clip(tint, 1 - TINT_LIMIT, 1 + TINT_LIMIT)
    red, green, blue = (tint / luminance(tint.astype(np.float32))).tolist()
    return red, green, blue
