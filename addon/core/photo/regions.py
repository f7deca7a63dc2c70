"""Regions of a picture as (H, W) bool: distances, growing and shrinking, connected parts, outlines."""

from __future__ import annotations

import numpy as np

from .image import gaussian


def distance(region: np.ndarray, limit: int) -> np.ndarray:
    """(H, W) float32 px from each pixel to the nearest of the region, exact below the limit and the limit beyond."""
    result = np.full(region.shape, float(limit), np.float32)
    window = _around(region, limit)
    if window is None:
        return result
    inside = region[window]
    rows = np.arange(inside.shape[0], dtype=np.float32)[:, None]
    above = np.maximum.accumulate(np.where(inside, rows, -np.inf), axis=0)
    below = np.minimum.accumulate(np.where(inside, rows, np.inf)[::-1], axis=0)[::-1]
    down = np.minimum(np.minimum(rows - above, below - rows), limit).astype(np.float32) ** 2
    wide = np.pad(down, ((0, 0), (limit, limit)), constant_values=float(limit) ** 2)
    best = down.copy()
    for step in range(1, limit):
        for start in (limit - step, limit + step):
            np.minimum(best, wide[:, start : start + inside.shape[1]] + float(step) ** 2, out=best)
    result[window] = np.minimum(np.sqrt(best), limit)
    return result


def _around(region: np.ndarray, margin: int) -> tuple[slice, slice] | None:
    rows, columns = np.flatnonzero(region.any(1)), np.flatnonzero(region.any(0))
    if not len(rows):
        return None
    return (
        slice(max(rows[0] - margin, 0), rows[-1] + margin + 1),
        slice(max(columns[0] - margin, 0), columns[-1] + margin + 1),
    )


def bounds(region: np.ndarray, margin: float) -> tuple[slice, slice]:
    """The rows and columns round the region, with a margin as a share of the picture's longer side."""
    room = round(margin * max(region.shape))
    rows, columns = _around(region, room) or (slice(0, region.shape[0]), slice(0, region.shape[1]))
    height, width = region.shape
    return slice(rows.start, min(rows.stop, height)), slice(columns.start, min(columns.stop, width))


def dilate(region: np.ndarray, radius: float) -> np.ndarray:
    """The region and what is within the radius (px) of it."""
    return distance(region, int(np.ceil(radius)) + 1) <= radius if radius > 0 else region.copy()


def erode(region: np.ndarray, radius: float) -> np.ndarray:
    """The region without what is within the radius (px) of its outside. The picture's edge is no outside."""
    return ~dilate(~region, radius)


def opened(region: np.ndarray, radius: float) -> np.ndarray:
    """The parts of the region that are wider than about twice the radius."""
    return dilate(erode(region, radius), radius + 0.5) & region


def connected(region: np.ndarray, seeds: np.ndarray, rounds: int = 200) -> np.ndarray:
    """The parts of the region, joined along rows and columns, that hold a seed."""
    found = region & seeds
    for _ in range(rounds):
        before = int(found.sum())
        found = _along_rows(region, found)
        found = _along_rows(region.T, found.T).T
        if int(found.sum()) == before:
            break
    return found


def _along_rows(region: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Every run of a row that holds a found pixel, whole."""
    run = np.cumsum(~np.pad(region, ((0, 0), (0, 1))), dtype=np.int64).reshape(region.shape[0], -1)[:, :-1]
    holds = np.zeros(int(run[-1, -1]) + 2, bool)
    holds[run[found]] = True
    return holds[run] & region


def outline(region: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The region's edge pixels and which way is out.

    Returns:
        (N, 2) px as x, y, and (N, 2) unit vectors.
    """
    inner = region.copy()
    inner[1:] &= region[:-1]
    inner[:-1] &= region[1:]
    inner[:, 1:] &= region[:, :-1]
    inner[:, :-1] &= region[:, 1:]
    rows, columns = np.nonzero(region & ~inner)
    soft = gaussian(region.astype(np.float32), 2.0)
    down, along = np.gradient(soft)
    out = -np.stack([along[rows, columns], down[rows, columns]], 1)
    return np.stack([columns, rows], 1), out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
