"""Where exactly the edge of a part runs: how much of each pixel there has the colour of which side.

Source: Smith, Blinn, "Blue Screen Matting", 1996, with the two colours taken from what is beside the pixel.
"""

from __future__ import annotations

import numpy as np

from .image import spread
from .regions import erode

SURE_PX = 1.0  # from the edge, a pixel is all of one side
REACH_PX = 2.2  # sigma about a pixel in which the colours of the two sides are looked for
ALIKE = 0.0025  # squared distance in linear light of two colours that tell nothing


def sharpened(image: np.ndarray, matte: np.ndarray) -> np.ndarray:
    """The matte (H, W) 0-1 of a part of a picture (H, W, 3), linear, its edges by the colours on their two sides."""
    inside = matte > 0.5
    inner, outer = erode(inside, SURE_PX), erode(~inside, SURE_PX)
    own, other = (spread(image, side.astype(np.float32), REACH_PX) for side in (inner, outer))
    apart = own - other
    far = (apart**2).sum(-1)
    share = np.clip(((image - other) * apart).sum(-1) / np.maximum(far, 1e-6), 0, 1)
    trust = np.clip(far / ALIKE - 1, 0, 1) * (own.sum(-1) > 0) * (other.sum(-1) > 0)
    edge = share * trust + matte * (1 - trust)
    return np.where(inner, np.maximum(matte, 0.98), np.where(outer, np.minimum(matte, 0.02), edge)).astype(np.float32)
