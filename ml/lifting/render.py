"""Draws meshes into a picture: splats with a depth buffer, in numpy. Quick and plain, for pictures a detector looks at.

Every quad that faces the camera is covered with samples closer than a pixel; a sample nearer than what is there wins.
"""

from __future__ import annotations

import numpy as np

DENSITY = 1.25  # samples a px along an edge
EXACT = 3  # samples along an edge up to which no quad gets more than it needs
MOST_SAMPLES = 60  # along an edge; a quad of 48 px is covered
NEAREST_M = 0.05


def draw(
    image: np.ndarray,
    depth: np.ndarray,
    points: np.ndarray,
    faces: np.ndarray,
    colours: np.ndarray,
    shade: np.ndarray,
    focal: float,
    centre: tuple[float, float],
    two_sided: bool = False,
) -> None:
    """Draw a mesh; ``image`` and ``depth`` are written to.

    Args:
        image: (H, W, 3) float32.
        depth: (H, W) float32 m, inf where nothing is.
        points: (V, 3) m, camera axes.
        faces: (F, 4) or (F, 3), outward.
        colours: (V, 3) 0-255.
        shade: (V,) what the colours are multiplied by.
        focal: px.
        centre: (x, y) px.
        two_sided: draw faces that look away, too: cloth.
    """
    points = np.asarray(points, np.float32)
    if faces.shape[1] == 3:
        faces = faces[:, [0, 1, 2, 2]]
    near = np.maximum(points[:, 2], NEAREST_M)
    flat = points[:, :2] * (np.float32(focal) / near)[:, None] + np.array(centre, np.float32)
    corners = flat[faces]
    across, down = corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1]
    facing = across[:, 0] * down[:, 1] - across[:, 1] * down[:, 0]
    height, width = depth.shape
    low = np.minimum(np.minimum(corners[:, 0], corners[:, 1]), np.minimum(corners[:, 2], corners[:, 3]))
    high = np.maximum(np.maximum(corners[:, 0], corners[:, 1]), np.maximum(corners[:, 2], corners[:, 3]))
    is_near = (points[:, 2] < NEAREST_M)[faces]
    inside = (high[:, 0] > 0) & (high[:, 1] > 0) & (low[:, 0] < width) & (low[:, 1] < height)
    seen = inside & ~is_near.any(axis=1) & ((facing < 0) | two_sided)
    faces, longest = faces[seen], np.maximum(high[seen, 0] - low[seen, 0], high[seen, 1] - low[seen, 1])
    values = np.concatenate([flat, points[:, 2:], colours * shade[:, None]], axis=1).astype(np.float32)
    counts = np.clip(np.ceil(longest * DENSITY), 1, MOST_SAMPLES).astype(int)
    counts = np.where(counts > EXACT, -(-counts // 3) * 3, counts)  # fewer, larger groups
    for count in np.unique(counts):
        splat(image, depth, values[faces[counts == count]], int(count))


def splat(image: np.ndarray, depth: np.ndarray, corners: np.ndarray, count: int) -> None:
    """Quads (F, 4, 6) of x, y, depth and colour, by count x count samples each."""
    height, width = depth.shape
    steps = (np.arange(count, dtype=np.float32) + 0.5) / count
    u, v = (grid.ravel() for grid in np.meshgrid(steps, steps))
    weights = np.stack([(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v])
    places = np.einsum("kn,fkc->fnc", weights, corners[..., :3], optimize=True).reshape(-1, 3)
    column, row = np.floor(places[:, 0]).astype(int), np.floor(places[:, 1]).astype(int)
    kept = np.flatnonzero((column >= 0) & (column < width) & (row >= 0) & (row < height))
    cell, far = row[kept] * width + column[kept], places[kept, 2]
    buffer = depth.reshape(-1)
    np.minimum.at(buffer, cell, far)
    nearest = far <= buffer[cell]
    kept, cell = kept[nearest], cell[nearest]
    face, sample = np.divmod(kept, count * count)
    colour = (weights.T[sample][:, None, :] @ corners[face, :, 3:])[:, 0]
    image.reshape(-1, 3)[cell] = colour
