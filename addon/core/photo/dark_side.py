"""The side of a bare arm that lies in its own shade, so dark that by colour it may be dark clothes beside it."""

from __future__ import annotations

import numpy as np

from .image import gaussian, luminance, spread
from .regions import connected, dilate, distance, erode

DARK = 0.03  # linear: no colour can be told from another below it
SOFT_PX, LEAST_LIGHT = 0.7, 0.002  # against noise in what is dark
GRADUAL = 0.4  # natural log of the light a px: where skin ends at cloth, it changes faster
CLOSED = 3.0  # units over which a gap in it is closed
WIDEST = 5.0  # units that a dark side may be wide


def dark_side(linear: np.ndarray, skin: np.ndarray, cloth: np.ndarray, arm: np.ndarray, unit: float) -> np.ndarray:
    """(H, W) 0-1: what was taken for cloth and is an arm's dark side.

    It is too dark for its colour to be told, within the mesh's arm, and skin goes over into it without an edge.

    Args:
        linear: (H, W, 3).
        skin: (H, W) bool, as the colours have it.
        cloth: (H, W) bool, likewise.
        arm: (H, W) bool, the mesh's arms where they are bare.
    """
    light = luminance(linear)
    band = cloth & arm & (gaussian(light, 1.0) < DARK) & (distance(skin, int(WIDEST * unit) + 1) < WIDEST * unit)
    if not band.any():
        return band.astype(np.float32)
    down, along = np.gradient(np.log(gaussian(light, SOFT_PX) + LEAST_LIGHT))
    line = dilate(skin, 1.5) & dilate(band, 1.5) & erode(skin | cloth, 2)
    local = spread(np.hypot(down, along), line.astype(np.float32), WIDEST * unit / 2)
    gradual = band & (local < GRADUAL)
    found = band & dilate(connected(gradual, dilate(skin, 1.5)), CLOSED * unit)
    return gaussian((found | skin).astype(np.float32), SOFT_PX) * dilate(found, 2)
