"""How soft a photo's edges are, so that what is laid into it is neither crisper nor softer than what is beside it."""

from __future__ import annotations

import numpy as np

from .regions import dilate

REACH_PX = 3  # of an edge, to each side
CLEAR = 0.25  # of 1, an edge's contrast at least
STEEPEST = 0.9  # of the steepest slope within two px, for a pixel to count as on the edge
SHARPEST = 30  # percentile: the rest may be out of focus, or a shadow's
LEAST_EDGES = 60  # px
MOST_SIGMA = 2.0  # px at 1024 px of the longer side
RIM_PX = 4.0  # about the person's outline, in which its edges are looked for


def softening(grey: np.ndarray, silhouette: np.ndarray, alpha: np.ndarray) -> float:
    """The sigma, px, of the blur that makes a layer's edges as soft as those of the person in the photo.

    Args:
        grey: (H, W) sRGB 0-1, the photo.
        silhouette: (H, W) 0-1, of the person in it.
        alpha: (H, W) 0-1, of the layer.
    """
    inside = silhouette > 0.5
    theirs = edge_sigma(grey, dilate(inside, RIM_PX) & dilate(~inside, RIM_PX))
    ours = edge_sigma(alpha, np.ones(alpha.shape, bool))
    if theirs is None or ours is None:
        return 0.0
    return min(max(theirs**2 - ours**2, 0.0) ** 0.5, MOST_SIGMA * max(max(grey.shape) / 1024, 1.0))


def edge_sigma(values: np.ndarray, where: np.ndarray) -> float | None:
    """The sigma, px, of the Gaussian that would make a step as steep as the sharper edges there; None if few are clear.

    Pixels hold means, and the slope is taken over two of them, so a perfect step comes out at 0.8.
    """
    down, across = np.gradient(values)
    slope = np.hypot(down, across)
    contrast = extreme(values, np.maximum) - extreme(values, np.minimum)
    crest = slope >= STEEPEST * extreme(slope, np.maximum, 2)  # an oblique edge has few pixels that are steepest of all
    edges = where & (contrast > CLEAR) & (slope > contrast / (2 * REACH_PX)) & crest
    if edges.sum() < LEAST_EDGES:
        return None
    sigmas = contrast[edges] / slope[edges] / np.sqrt(2 * np.pi)
    return float(np.percentile(sigmas, SHARPEST))


def extreme(values: np.ndarray, kind: np.ufunc, reach: int = REACH_PX) -> np.ndarray:
    """(H, W) the largest, or smallest, value in the square about each pixel."""
    for axis in (0, 1):
        pad = [(reach, reach) if k == axis else (0, 0) for k in range(2)]
        wide = np.pad(values, pad, "edge")
        size = values.shape[axis]
        values = kind.reduce([np.take(wide, range(k, k + size), axis) for k in range(2 * reach + 1)])
    return values
