"""Which face of a mesh a camera sees at each pixel, without Blender."""

from __future__ import annotations

import numpy as np

CHUNK = 4_000_000  # candidate pixels at a time: about 300 MB


def rasterise(
    points: np.ndarray, depth: np.ndarray, triangles: np.ndarray, size: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """The nearest triangle through each pixel's centre.

    Args:
        points: (V, 2) px; the centre of pixel i is at i + 0.5.
        depth: (V,) m along the camera's axis. A triangle with a corner nearer than 1 cm is left out.
        triangles: (T, 3) seen from either side.
        size: width, height in px.

    Returns:
        (H, W) int32 the triangle, -1 where there is none; (H, W) float32 its depth in m, inf where there is none.
    """
    width, height = size
    nearness = np.zeros(width * height)
    seen = np.full(width * height, -1, np.int32)
    kept, low, span = _candidates(points, depth, triangles, size)
    for part in _parts(span.prod(1)):
        pixel, near, which = _covered(points, depth, triangles, kept[part], low[part], span[part], width)
        np.maximum.at(nearness, pixel, near)
        front = near == nearness[pixel]
        seen[pixel[front]] = which[front]
    with np.errstate(divide="ignore"):
        distance = (1 / nearness).astype(np.float32)
    return seen.reshape(height, width), distance.reshape(height, width)


def _candidates(
    points: np.ndarray, depth: np.ndarray, triangles: np.ndarray, size: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Triangles in the picture, the first pixel of each one's bounding box, and the box's width and height."""
    before = np.flatnonzero((depth[triangles] > 0.01).all(1))
    corners = points[triangles[before]]
    low = np.maximum(np.ceil(corners.min(1) - 0.5), 0).astype(int)
    high = np.minimum(np.floor(corners.max(1) - 0.5), np.array(size) - 1).astype(int)
    inside = (high >= low).all(1)
    return before[inside], low[inside], (high - low + 1)[inside]


def _parts(counts: np.ndarray) -> list[slice]:
    """Runs of triangles with about CHUNK candidates each."""
    if not len(counts):
        return []
    number = np.cumsum(counts) // CHUNK
    cuts = [0, *(np.flatnonzero(np.diff(number)) + 1), len(counts)]
    return [slice(a, b) for a, b in zip(cuts, cuts[1:])]


def _covered(points, depth, triangles, kept, low, span, width):
    """Flat pixel, 1 / depth and triangle of every pixel centre that lies in a triangle."""
    count = span.prod(1)
    owner = np.repeat(np.arange(len(kept)), count)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    column = low[owner, 0] + place % span[owner, 0]
    row = low[owner, 1] + place // span[owner, 0]
    corner = points[triangles[kept]][owner] - np.stack([column + 0.5, row + 0.5], 1)[:, None]
    weight = np.stack([_cross(corner[:, (k + 1) % 3], corner[:, (k + 2) % 3]) for k in range(3)], 1)
    area = weight.sum(1)
    inside = (weight * np.sign(area)[:, None] >= 0).all(1) & (np.abs(area) > 1e-9)
    share = weight[inside] / area[inside, None]
    near = (share / depth[triangles[kept]][owner[inside]]).sum(1)
    return row[inside] * width + column[inside], near, kept[owner[inside]].astype(np.int32)


def _cross(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
