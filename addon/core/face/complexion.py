"""The photo's skin made the avatar's: strands of hair taken off, the light taken out, the tone met at the seam."""

from __future__ import annotations

import numpy as np

from ..photo.image import gaussian, lab_from_linear, luminance, spread
from ..photo.regions import erode
from .head_pose import smooth

SKIN_LIKE = 13.0  # Lab: nearer than that to the skin round it, it is skin, whatever the segments say
STRAND = 0.09  # of the pupils' distance: hair that is narrower is taken off the skin
LIGHT_SHARE = 0.9  # of the light that is taken out
LIGHT_LIMITS = (0.55, 1.8)
STANDS_OUT = 0.12  # natural log: what is so much darker or brighter is no matter of the light
SEAM_REACH = 0.2  # of the pupils' distance, over which the colour near the seam is evened
SEAM = (0.45, 0.97)  # of the evened weight: where it is all the tone's, where the photo's own
SEAM_LIMITS = (0.5, 2.0)
GAIN_LIMITS = (0.35, 3.0)
LEAST_PX = 50


def skin_like(colour: np.ndarray, sure: np.ndarray, apart: float) -> np.ndarray:
    """(h, w) 0 or 1: of the colour of the skin near it."""
    lab = lab_from_linear(colour)
    near = spread(lab, sure, 0.4 * apart)
    return ((np.linalg.norm(lab - near, axis=-1) < SKIN_LIKE) & (near[..., 0] > 0)).astype(np.float32)


def without_strands(colour: np.ndarray, alike: np.ndarray, stays: np.ndarray, apart: float) -> np.ndarray:
    """The colour (h, w, 3) with what is no skin as the skin near it, but for what ``stays``."""
    clean = erode(alike > 0, 0.03 * apart)
    near = spread(colour, clean, 1.2 * STRAND * apart)
    share = gaussian(~clean & ~stays & (near.sum(-1) > 0), 0.025 * apart)[..., None]
    return colour * (1 - share) + near * share


def shading(bright: np.ndarray, normal: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """(h, w) what the light makes of skin of one tone: 1 in the mean, smooth in the normal."""
    used = weight > 0.3
    terms = np.concatenate([np.ones((*bright.shape, 1)), normal[..., :2], normal[..., :2] ** 2], -1)
    terms = np.concatenate([terms, normal[..., :1] * normal[..., 1:2]], -1)
    if used.sum() < LEAST_PX:
        return np.ones_like(bright)
    log, rows = np.log(np.maximum(bright[used], 0.003)), terms[used]
    trust = weight[used].astype(float)
    for _ in range(4):  # brows, lips and gloss have their say taken from them
        heavy = rows * trust[:, None]
        found = np.linalg.solve(heavy.T @ rows + 0.01 * trust.sum() * np.diag([0, 1, 1, 1, 1, 1]), heavy.T @ log)
        off = log - rows @ found
        trust = weight[used] / (1 + (off / STANDS_OUT) ** 2)
    change = terms @ found
    change -= np.average(change[used], weights=weight[used])
    return np.clip(np.exp(LIGHT_SHARE * change), *LIGHT_LIMITS).astype(np.float32)


def matched(colour: np.ndarray, weight: np.ndarray, alike: np.ndarray, tone: np.ndarray, apart: float) -> np.ndarray:
    """The colour (h, w, 3) brought to the avatar's tone: in the mean, and near the seam everywhere."""
    plain = (alike > 0) & (weight > 0.02)
    if plain.sum() < LEAST_PX:
        return colour
    bright = luminance(colour)
    low, high = np.quantile(bright[plain], (0.3, 0.9))
    mean = tone / np.median(colour[plain & (bright > low) & (bright < high)], axis=0)
    beside = tone / np.maximum(spread(colour, plain, SEAM_REACH * apart), 1e-3)
    near = 1 - smooth(gaussian(weight, SEAM_REACH * apart), *SEAM)[..., None]
    gain = mean * np.clip(beside / mean, *SEAM_LIMITS) ** near
    return np.clip(colour * np.clip(gain, *GAIN_LIMITS), 0, 1).astype(np.float32)
