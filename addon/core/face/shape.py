"""The head's own shape drawn to the photo's face: where jaw and cheeks end, and how far the skin moves for it.

A face that is only painted on another head is hard to know again. So eyes, nose, lips, chin and the outline of cheeks
and jaw move to where the photo has them, in the photo's own plane; how far they stand out stays the head's.
"""

from __future__ import annotations

import numpy as np

from ..body.model import body_model
from ..photo.image import sample
from ..types import Body
from .head_pose import SeenHead, average_head, smooth
from .warp import Spline

HEIGHTS = (-0.056, -0.066, -0.076, -0.086)  # m above the eyes, on the average head: from below the ears to the lips
BAND = 0.004  # m
SEARCHED = np.linspace(0.5, 1.4, 120)  # of the way from the middle to where the head ends
NEAR = (0.68, 1.22)  # of that way: beyond it, it is hair, or no outline
SIDES_DIFFER = 0.13  # of it: then hair lies on one of the cheeks
MOST_MOVED = 0.018  # m


def outline_pairs(at: np.ndarray, bend: Spline, skin: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Where cheeks and jaw end on the head, px of the map, and in the photo, whose skin is (H, W) 0-1."""
    place = average_head()
    pairs = []
    for height in HEIGHTS:
        row = np.flatnonzero(body_model().is_skin & (np.abs(place[:, 2] - height) < BAND) & (place[:, 1] < 0.09))
        own = [row[(side * at[row, 0]).argmax()] for side in (1, -1)]
        centre = at[own].mean(0)
        found = [ending(skin, bend(centre + SEARCHED[:, None] * (at[each] - centre))) for each in own]
        if all(found) and abs(found[0] - found[1]) < SIDES_DIFFER:
            pairs += [(at[each], bend(centre + share * (at[each] - centre))) for each, share in zip(own, found)]
    return pairs


def ending(skin: np.ndarray, way: np.ndarray) -> float:
    """The share of the way (N, 2) px at which the skin ends; 0 where that is no outline of a face."""
    values = sample(skin, way[:, 0] - 0.5, way[:, 1] - 0.5)
    out = np.flatnonzero(values < 0.5)
    if not len(out) or out[0] == 0:
        return 0.0
    last = out[0] - 1
    part = (values[last] - 0.5) / max(float(values[last] - values[out[0]]), 1e-6)
    share = float(SEARCHED[last] + part * (SEARCHED[out[0]] - SEARCHED[last]))
    return share if NEAR[0] < share < NEAR[1] else 0.0


def moves(body: Body, head: SeenHead, at: np.ndarray, bend: Spline, alike: np.ndarray, px: float) -> np.ndarray:
    """(V, 3) m: how far each vertex of the body at rest moves.

    Args:
        at: (V, 2) px of the map.
        alike: (3, 2) from the map to the photo, without bending.
        px: of the map to one of the photo.
    """
    follows = follows_face(average_head())
    own = np.flatnonzero(follows > 0)
    off = (bend(at[own]) - alike[0]) @ np.linalg.inv(alike[1:]) - at[own]
    depth = body.vertices[own] @ head.cam_from_rest[2, :3] + head.cam_from_rest[2, 3]
    flat = np.c_[off * (depth / (head.K[0, 0] * px))[:, None], np.zeros(len(own))]
    far = np.linalg.norm(flat, axis=1, keepdims=True)
    flat *= np.tanh(far / MOST_MOVED) * MOST_MOVED / np.maximum(far, 1e-9)
    result = np.zeros_like(body.vertices)
    result[own] = follows[own, None] * flat @ head.cam_from_rest[:3, :3]
    return result


def follows_face(place: np.ndarray) -> np.ndarray:
    """(V,) 0-1: the face wholly; from it to ears, crown and neck less and less."""
    back, up = place[:, 1], place[:, 2]
    sides = 1 - smooth(back, 0.02, 0.075)
    return sides * (1 - smooth(up, 0.03, 0.085)) * smooth(up, -0.165, -0.112)
