"""A collar round the neck: the stand goes up along it, and the fall hangs outside the stand, folded over it."""

from __future__ import annotations

import numpy as np

from ...core.types import Body
from .meshing import Sheet

LEAN_IN = 0.20  # how far the stand leans towards the neck, for each part that it rises
FLARE = 0.60  # how far the fall stands out, for each part that it hangs down


def is_collar(region: str) -> bool:
    return region in ("stand", "fall")


def neck_axis(body: Body) -> np.ndarray:
    """(3,) unit: up along the neck."""
    low, high = (body.world_from_joint_rest[body.joints.index(name), :3, 3] for name in ("neck01", "head"))
    return (high - low) / np.linalg.norm(high - low)


def onward_round_neck(region: str, loop: np.ndarray, body: Body) -> np.ndarray:
    """(L, 3) unit: where a collar's piece goes from the points (L, 3) of the line that it is sewn to."""
    axis = neck_axis(body)
    away = loop - (loop.min(axis=0) + loop.max(axis=0)) / 2
    away -= np.outer(away @ axis, axis)
    away /= np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
    way = axis - LEAN_IN * away if region == "stand" else FLARE * away - axis
    return way / np.linalg.norm(way, axis=1, keepdims=True)


def points_of(sheet: Sheet) -> np.ndarray:
    """The vertices of the sheet at the corners of falls."""
    found = []
    for piece in sheet.pieces:
        if piece.placement.region == "fall":
            free = [edge for edge in (f"{piece.name}.{e.name}" for e in piece.edges) if edge not in sheet.partner]
            found += [sheet.edges[edge][end] for edge in free for end in (0, -1)]
    ids, times = np.unique(np.array(found, int), return_counts=True)
    return ids[times > 1]


def creases(sheet: Sheet) -> np.ndarray:
    """The vertices of the sheet along which a fall is folded over its stand."""
    regions = {piece.name: piece.placement.region for piece in sheet.pieces}
    found = []
    for mine, other in sheet.partner.items():
        if {regions[name.partition(".")[0]] for name in (mine, other)} == {"stand", "fall"}:
            found.append(sheet.edges[mine])
    return np.unique(np.concatenate(found)) if found else np.zeros(0, int)
