"""Hands on the body: held off it while cloth is simulated, and the cloth below them pressed in at the end.

Cloth that a hand pinches against the hip creeps out between the two, a little each frame, and never comes to rest.
"""

from __future__ import annotations

import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from ...core.body.build import body_model
from ...core.body.model import region
from .collider import Proxy
from .motion import ease
from .relax import tree_of

ROOM = 0.018  # m between hand and hip
OVER_LEDGE = 2.5  # the room over a ledge, by its height: what lies on the ledge still moves
A_LAYER = 0.012  # m more room for each garment beneath
STEPS = 3  # times a hand is moved and looked at again
FADING = 0.04  # m from the hand, as far as cloth comes in with it


def room_for(ledge: float, layers: int) -> float:
    """m between hand and hip for a garment that rests on a ledge so high (m; 0: on none), over so many others."""
    return max(ROOM, OVER_LEDGE * ledge) + layers * A_LAYER


def of_hands(triangles: np.ndarray) -> np.ndarray:
    """(T,) bool: which triangles (T, 3) of the body's skin are a hand's."""
    return np.isin(body_model().regions, [region("hand_left"), region("hand_right")])[triangles].any(axis=1)


def held_off(proxy: Proxy, points: np.ndarray, room: float) -> np.ndarray:
    """The coarse body's points (P, 3) with each hand moved as a whole, so that it keeps ``room`` m from the sides."""
    sides = sides_of(proxy, points)
    moved = points.copy()
    for hand in proxy.hands:
        moved[hand] += way_off(points[hand], sides, room)
    return moved


def sides_of(proxy: Proxy, points: np.ndarray) -> BVHTree:
    """The coarse body without its arms."""
    return BVHTree.FromPolygons(points.tolist(), proxy.faces[~proxy.in_arm[proxy.faces].any(axis=1)].tolist())


def way_off(hand: np.ndarray, sides: BVHTree, room: float) -> np.ndarray:
    """(3,) m, how the hand (K, 3) is to move."""
    moved = np.zeros(3)
    for _ in range(STEPS):
        outward, lacking = np.zeros(3), 0.0
        for point in hand + moved:
            near, normal, _, _ = sides.find_nearest(Vector(point), room)
            if near is not None:
                short = room - (Vector(point) - near).dot(normal)
                outward, lacking = outward + short * np.array(normal), max(lacking, short)
        if lacking == 0.0:
            break
        moved += lacking * outward / max(float(np.linalg.norm(outward)), 1e-12)
    return moved


def pressed_in(cloth: np.ndarray, proxy: Proxy, points: np.ndarray, room: float, clear: float) -> np.ndarray:
    """The cloth's last positions (N, 3), what lies below a hand pressed in as far as that was held off.

    Nothing comes nearer to the side than ``clear`` m.

    Args:
        points: (P, 3) m, the coarse body's in its pose, hands not held off.
    """
    sides = sides_of(proxy, points)
    cloth = cloth.copy()
    for hand in proxy.hands:
        way = way_off(points[hand], sides, room)
        far = float(np.linalg.norm(way))
        if far == 0.0:
            continue
        tree = tree_of(points[hand] + way)
        for i in np.flatnonzero(is_about(cloth, points[hand] + way, FADING)):
            at, _, away = tree.find(Vector(cloth[i]))
            near, normal, _, _ = sides.find_nearest(Vector(cloth[i]))
            height = (Vector(cloth[i]) - near).dot(normal)
            is_between = (at - Vector(cloth[i])).dot(normal) > 0
            if is_between and height > clear:
                cloth[i] -= min(height - clear, far * (1 - ease(away / FADING))) * np.array(normal)
    return cloth


def is_about(cloth: np.ndarray, hand: np.ndarray, reach: float) -> np.ndarray:
    """(N,) bool: within the box round the hand and ``reach`` m."""
    return ((cloth > hand.min(0) - reach) & (cloth < hand.max(0) + reach)).all(axis=1)
