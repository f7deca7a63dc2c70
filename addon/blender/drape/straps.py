"""Where a strap starts: taut over the shoulder, from the front that it is sewn to, to the back."""

from __future__ import annotations

import numpy as np

from .meshing import Sheet
from .slices import BodyRings, cut, hull

NECK_ROOM = 0.02  # m; what stands higher above the base of the neck is head
REGION = "strap"


def place_strap(sheet: Sheet, index: int, start: np.ndarray, rings: BodyRings, clear: float) -> np.ndarray:
    """Start positions (K, 3) m of the strap's vertices; the pieces that it is sewn to are placed.

    A strap's x runs across it, to the wearer's left, and its y from the front over the shoulder to the back.
    """
    piece, ids = sheet.pieces[index], sheet.vertices_of(index)
    front, back = (
        start[sheet.edges[sheet.partner[f"{piece.name}.{end}"]]].mean(axis=0) for end in ("to_front", "to_back")
    )
    path = over_shoulder(rings, front, back, clear)
    along = np.r_[0, np.linalg.norm(np.diff(path, axis=0), axis=1).cumsum()] / max(length(path), 1e-9)
    flat = sheet.flat[ids]
    share = (flat[:, 1] - flat[:, 1].min()) / np.ptp(flat[:, 1])
    middle = (flat[:, 0].min() + flat[:, 0].max()) / 2
    way = back - front
    across = np.array([way[1], -way[0], 0.0]) / np.hypot(*way[:2])  # to the wearer's left, for a strap runs to the back
    on_path = np.stack([np.interp(share, along, path[:, k]) for k in range(3)], axis=1)
    return on_path + (flat[:, 0] - middle)[:, None] * across


def over_shoulder(rings: BodyRings, front: np.ndarray, back: np.ndarray, clear: float) -> np.ndarray:
    """(K, 3) m: the shortest way from front to back round the body, in the upright plane through both, ``clear`` off."""
    way = (back - front)[:2]
    ahead = way / np.linalg.norm(way)
    normal = np.array([ahead[1], -ahead[0], 0.0])
    points = cut(rings.body.vertices, rings.torso_edges, front, normal)
    top = rings.body.measures["neck_height"] + NECK_ROOM
    points = points[(points[:, 2] > min(front[2], back[2])) & (points[:, 2] < top)]
    flat = np.c_[(points - front)[:, :2] @ ahead, points[:, 2]]
    flat += clear * outward(flat)
    ends = np.array([[0.0, front[2]], [np.linalg.norm(way), back[2]]])
    ring = hull(np.concatenate([flat, ends]))
    ring = np.roll(ring, -int(np.linalg.norm(ring - ends[1], axis=1).argmin()), axis=0)  # anticlockwise: over the top
    upper = ring[: int(np.linalg.norm(ring - ends[0], axis=1).argmin()) + 1][::-1]
    return np.c_[front[:2] + upper[:, :1] * ahead, upper[:, 1]]


def outward(points: np.ndarray) -> np.ndarray:
    """(N, 2) unit directions from the middle of the points."""
    if not len(points):
        return points
    way = points - (points.min(axis=0) + points.max(axis=0)) / 2
    return way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)


def length(path: np.ndarray) -> float:
    """m along a polyline (K, D)."""
    return float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())
