"""The side of a top in its own shade, where by colour it may be the darker trousers or skirt below it."""

from __future__ import annotations

import numpy as np

from .regions import connected, dilate, distance

WIDEST = 16.0  # units that a flank may be wide
HEM = 2.0  # units above the top's hem, below which nothing is asked
USUAL, OFF = (1.0, 99.0), 6.0  # percentiles of the trousers' own Lab, and how far from them is another colour
LEAST = 50  # px of trousers to know them by


def flank(lab: np.ndarray, top: np.ndarray, bottom: np.ndarray, unit: float) -> np.ndarray:
    """(H, W) bool: what was taken for trousers, but lies beside the top, above its hem, and is of no trousers' colour.

    Args:
        lab: (H, W, 3).
        top: (H, W) bool, as the colours have it.
        bottom: (H, W) bool, likewise.
        unit: px, see sight.UNIT.
    """
    hem = hem_below(top, bottom, int(WIDEST * unit))
    if hem is None:
        return np.zeros(top.shape, bool)
    rows = np.arange(len(top))[:, None]
    known = bottom & (rows > hem + HEM * unit)
    near = bottom & (rows < hem - HEM * unit) & (distance(top, int(WIDEST * unit) + 1) < WIDEST * unit)
    if known.sum() < LEAST or not near.any():
        return np.zeros(top.shape, bool)
    low, high = np.percentile(lab[known], USUAL, axis=0)
    other = ((lab < low - OFF) | (lab > high + OFF)).any(axis=-1)
    return connected(near & other, dilate(top, 1.5))


def hem_below(top: np.ndarray, bottom: np.ndarray, reach: int) -> np.ndarray | None:
    """(W,) the row in which the top ends at the trousers: the lowest within ``reach`` px; None where none meet."""
    meets = top[:-1] & bottom[1:]
    columns = np.flatnonzero(meets.any(axis=0))
    if not len(columns):
        return None
    lowest = np.full(top.shape[1], -1)
    lowest[columns] = len(meets) - 1 - meets[::-1, columns].argmax(axis=0)
    wide = np.lib.stride_tricks.sliding_window_view(np.pad(lowest, reach, constant_values=-1), 2 * reach + 1)
    lowest = wide.max(axis=1)
    columns = np.flatnonzero(lowest >= 0)
    return np.interp(np.arange(top.shape[1]), columns, lowest[columns])
