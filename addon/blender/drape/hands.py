"""Hands on the body: held off it while cloth is simulated, and the cloth below them pressed in at the end.

Cloth that a hand pinches against the hip creeps out between the two, a little each frame, and never comes to rest.
"""

from __future__ import annotations

import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from .collider import Proxy
from .meshing import Sheet
from .motion import ease
from .placement import SLEEVES

ROOM = 0.018  # m between hand and hip
OVER_LEDGE = 2.5  # the room over a ledge, by its height: what lies on the ledge still moves
A_LAYER = 0.012  # m more room for each garment beneath
STEPS = 3  # times a hand is moved and looked at again
FADING = 0.1  # m from what is pressed in, as far as cloth comes in with it; nearer, and a hem stands off as a lip
BELOW = 0.003  # m from cloth to the arm above it
BELOW_ELBOW = 0.9  # the share in a forearm's turning, of what lies on the body with the hand
SUNK = 0.02  # m; deeper no hand lies in the body's flesh


def room_for(ledge: float, layers: int) -> float:
    """m between hand and hip for a garment that rests on a ledge so high (m; 0: on none), over so many others."""
    return max(ROOM, OVER_LEDGE * ledge) + layers * A_LAYER


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


def pressed_in(sheet: Sheet, cloth: np.ndarray, proxy: Proxy, points: np.ndarray, clear: float) -> np.ndarray:
    """The cloth's last positions (N, 3), pressed in where it is above the underside of a hand or forearm.

    What is round about comes with it. Nothing comes nearer to the side than ``clear`` m. Sleeves stay as they are.

    Args:
        points: (P, 3) m, the coarse body's in its pose, hands not held off.
    """
    sides, cloth = sides_of(proxy, points), cloth.copy()
    is_free = ~of_sleeves(sheet)
    for of_forearm in proxy.forearms:
        above = of_forearm > BELOW_ELBOW
        ids = np.flatnonzero(is_free & is_about(cloth, points[above], FADING))
        inner = BVHTree.FromPolygons(points.tolist(), proxy.faces[above[proxy.faces].all(axis=1)].tolist())
        ways, heights, presses = np.zeros((len(ids), 3)), np.zeros(len(ids)), np.zeros(len(ids))
        for k, i in enumerate(ids):
            foot, way, _, _ = sides.find_nearest(Vector(cloth[i]))
            ways[k], heights[k] = way, (Vector(cloth[i]) - foot).dot(way)
            presses[k] = heights[k] - max(height_below(inner, foot, way, heights[k]), clear)
        below = np.flatnonzero(presses > 0)
        if not len(below):
            continue
        away = np.linalg.norm(cloth[ids][:, None] - cloth[ids[below]], axis=2) / FADING
        follows = (presses[below] * np.vectorize(lambda far: 1 - ease(far), otypes=[float])(away)).max(axis=1)
        cloth[ids] -= np.clip(follows, 0.0, np.maximum(heights - clear, 0.0))[:, None] * ways
    return cloth


def height_below(arm: BVHTree, foot: Vector, way: Vector, height: float) -> float:
    """How high m above its ``foot`` on the side cloth may be, that is ``height`` high now: no higher than the arm."""
    _, normal, _, risen = arm.ray_cast(foot - SUNK * way, way, SUNK + height)
    if normal is None:
        return height
    return risen - SUNK - BELOW if normal.dot(way) < 0 else 0.0


def of_sleeves(sheet: Sheet) -> np.ndarray:
    """(N,) bool: the sheet's vertices on sleeves, and on the cuffs sewn to them."""
    regions = {piece.name: piece.placement.region for piece in sheet.pieces}
    cuffs = {
        edge.partition(".")[0]
        for edge, other in sheet.partner.items()
        if regions[edge.partition(".")[0]] == "band" and regions[other.partition(".")[0]] in SLEEVES
    }
    chosen = [i for i, piece in enumerate(sheet.pieces) if regions[piece.name] in SLEEVES or piece.name in cuffs]
    return np.isin(sheet.piece_of_vertex, chosen)


def is_about(cloth: np.ndarray, hand: np.ndarray, reach: float) -> np.ndarray:
    """(N,) bool: within the box round the hand and ``reach`` m."""
    return ((cloth > hand.min(0) - reach) & (cloth < hand.max(0) + reach)).all(axis=1)
