"""How strongly a photo shows the folds of cloth, so that what is laid into it is no flatter than what is beside it."""

from __future__ import annotations

import numpy as np

from .image import box, gaussian, luminance, srgb_from_linear
from .regions import erode
from .segments import PhotoParts

FINE_PX, BROAD_PX = 0.6, 6.0  # sigmas at 1024 px of the longer side; between them lie creases, and the edges of folds
AROUND_PX = 8.0  # over which contrast is asked for
EDGE_PX = 6  # from where cloth ends, there is another contrast
LEAST_PX = 500  # of cloth, to tell by
STRONGEST = 2.0  # times; the rest of a photo's contrast may be a print's
MOST = 0.5  # of the logarithm of light, that a crease is made brighter or darker
SOLID = 0.95  # alpha


def strength(image: np.ndarray, parts: PhotoParts, garment: np.ndarray) -> float:
    """How many times stronger, from 1 to STRONGEST, the garment's creases must be to be like the photo's own clothes'.

    Args:
        image: (H, W, 3) uint8 sRGB, the photo.
        garment: (H, W, 4) linear, premultiplied.
    """
    grey = image.astype(np.float32).mean(-1) / 255
    theirs = [contrast(grey, parts.share(*names) > 0.8) for names in (("top", "dress"), ("bottom",))]
    light = srgb_from_linear(garment[..., :3] / np.maximum(garment[..., 3:], 1e-6)).mean(-1)
    ours = contrast(light, garment[..., 3] > SOLID)
    if not ours or not any(theirs):
        return 1.0
    return float(np.clip(max(theirs) / ours, 1.0, STRONGEST))


def contrast(grey: np.ndarray, where: np.ndarray) -> float:
    """The usual contrast of what is as fine as creases in a picture (H, W) 0-1; 0 where there is too little to tell."""
    inner = erode(where, EDGE_PX)
    if inner.sum() < LEAST_PX:
        return 0.0
    larger = max(max(grey.shape) / 1024, 1.0)
    creases = gaussian(grey, FINE_PX * larger) - gaussian(grey, BROAD_PX * larger)
    return float(np.median(np.sqrt(box(creases**2, round(AROUND_PX * larger)))[inner]))


def strengthened(garment: np.ndarray, times: float) -> np.ndarray:
    """The garment (H, W, 4), linear, premultiplied, its creases so many times as strong; its edges stay as they are."""
    alpha = garment[..., 3]
    there = (alpha > SOLID / 2).astype(np.float32)
    larger = max(max(alpha.shape) / 1024, 1.0)
    light = np.log(np.maximum(luminance(garment[..., :3] / np.maximum(alpha, 1e-6)[..., None]), 1e-3)) * there

    def evened(sigma: float) -> np.ndarray:
        return gaussian(light, sigma * larger) / np.maximum(gaussian(there, sigma * larger), 1e-3)

    more = (times - 1.0) * (evened(FINE_PX) - evened(BROAD_PX)) * there
    factor = np.exp(np.clip(more, -MOST, MOST))
    return np.concatenate([garment[..., :3] * factor[..., None], garment[..., 3:]], axis=2)
