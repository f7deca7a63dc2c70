"""Skin that comes out of the cloth between its vertices, though these are all outside of it.

Cloth is finer than skin: at the bend of an elbow, an edge of the skin may come through by a few millimetres.
"""

from __future__ import annotations

import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from ...core.body.build import body_model
from ...core.body.model import region
from .collider import vertex_normals
from .mend import BARELY, OUT, SPIKE_PASSES, Level
from .meshing import Sheet
from .placement import is_sleeved
from .relax import PAST, Surface

PASSES = 24
DEEPEST = 0.004  # m that skin stands out of cloth; cloth that is farther in is on another limb
BEHIND = 0.015  # m that this may be along a look that grazes the cloth
ARMS = 0.5  # share of the arm's joints in how skin moves, from which on it is the arm's and not the shoulder's
SIGHT = 0.3  # m: skin from which the way is free so far is seen
ASIDE = 0.8  # tangent of the angle from the normal in which skin is looked at from the sides
# Where on a triangle of skin, as shares of its corners (S, 3), it is looked for outside of the cloth: some millimetres
# apart, and closer along its sides, where skin first comes out of a cloth whose corners are all outside.
INNER = [(i, j, 10 - i - j) for i in range(2, 8, 2) for j in range(2, 10 - i, 2)]
SIDES = [np.roll((10 - k, k, 0), side) for side in range(3) for k in range(10)]
SAMPLES = np.array([*INNER, *SIDES]) / 10


def cleared(
    points: np.ndarray, faces: np.ndarray, body: Surface, bare: np.ndarray, reach: float = BEHIND
) -> np.ndarray:
    """Points (N, 3) with the triangles (T, 3) lifted out of which skin is seen.

    Args:
        bare: (S,) bool, the body's triangles over which cloth is not lifted: see bare_of.
        reach: m that cloth may be behind skin along a look.
    """
    normals = vertex_normals(body.vertices, body.triangles)
    level, corners_of_faces = Level(faces, len(points)), faces.tolist()
    was_level = level.heights(points) <= 1
    asked: set[int] | None = None  # triangles of the skin; all at first
    for _ in range(PASSES):
        cloth = BVHTree.FromPolygons(points.tolist(), corners_of_faces)
        through = {skin for skin, _ in body.tree.overlap(cloth) if not bare[skin]}
        corners = body.triangles[sorted(through if asked is None else through & asked)]
        at, out = (np.einsum("sk,tkd->tsd", SAMPLES, values[corners]) for values in (body.vertices, normals))
        lifts = np.zeros_like(points)
        seen = lift_where_seen(lifts, faces, reach, cloth, body, at.reshape(-1, 3), out.reshape(-1, 3))
        if not seen:
            break
        points = lifted(points, lifts, level, body, was_level)
        near = np.isin(body.triangles, corners[np.unique(np.array(seen) // len(SAMPLES))]).any(axis=1)
        asked = set(np.flatnonzero(near).tolist())
    return points


def bare_of(sheet: Sheet, triangles: np.ndarray) -> np.ndarray:
    """(T,) bool: which triangles (T, 3) of the body's skin no cloth of the garment comes to lie on: those of hands, and
    of arms without sleeves. Cloth beside such a limb would come up round it in a frill.
    """
    model = body_model()
    hands = np.isin(model.regions, [region("hand_left"), region("hand_right")])[triangles].any(axis=1)
    if is_sleeved(sheet):
        return hands
    arms = [f"{limb}_{side}" for limb in ("upper_arm", "forearm", "hand") for side in ("left", "right")]
    return hands | (model.share_of(*arms) > ARMS)[triangles].all(axis=1)


def reach_of(sheet: Sheet) -> float:
    """How far m cloth may be behind skin along a look.

    Sleeves cover the crack between arm and chest on both sides. Without them a bare arm is rightly seen there.
    """
    return BEHIND if is_sleeved(sheet) else DEEPEST


def lift_where_seen(
    lifts: np.ndarray,
    faces: np.ndarray,
    reach: float,
    cloth: BVHTree,
    body: Surface,
    at: np.ndarray,
    out: np.ndarray,
) -> list[int]:
    """Which places ``at`` (S, 3) on the skin are seen before the cloth's outside.

    ``reach``: see cleared. ``out`` are their normals. ``lifts`` (N, 3), m, are made as great as the cloth's corners
    there need.
    """
    seen = []
    for number, (place, ways) in enumerate(zip(map(Vector, at), looks(out), strict=True)):
        for way in map(Vector, ways):
            _, normal, face, behind = cloth.ray_cast(place, -way, reach)
            if face is None or not 0 <= behind * normal.dot(way) < DEEPEST:
                continue
            if any(tree.ray_cast(place + PAST * way, way, SIGHT)[0] is not None for tree in (cloth, body.tree)):
                continue
            seen.append(number)
            lift = (behind + OUT) * np.array(way)
            for corner in faces[face]:
                if lifts[corner] @ lifts[corner] < lift @ lift:
                    lifts[corner] = lift
    return seen


def looks(out: np.ndarray) -> np.ndarray:
    """(S, 5, 3) unit vectors: along each normal (S, 3), and aside of it."""
    out = out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)
    other = np.where(np.abs(out[:, 2:]) < 0.9, [[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]])
    across = np.cross(out, other)
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    along = np.cross(out, across)
    ways = np.stack([out, *(out + ASIDE * side for side in (across, -across, along, -along))], axis=1)
    return ways / np.linalg.norm(ways, axis=2, keepdims=True)


def lifted(points: np.ndarray, lifts: np.ndarray, level: Level, body: Surface, was_level: np.ndarray) -> np.ndarray:
    """Points (N, 3) moved by ``lifts``, but not into another limb, and so that nothing stands out of the cloth for it.

    Where a lift ends in another limb, cloth bridges the fold between the two. ``was_level`` (N,) is False where
    something stood out before.
    """
    result = points + lifts
    moved = np.flatnonzero(lifts.any(axis=1))
    within = moved[body.depths(result[moved], 0.0)[0] > 0]
    result[within] = level.around.mean(result)[within]
    spiked = np.zeros(len(points), bool)
    for _ in range(SPIKE_PASSES):
        spiked = (level.heights(result) > 1) & was_level
        if not spiked.any():
            break
        result[spiked] = level.around.mean(result)[spiked]
        moved = np.union1d(moved, np.flatnonzero(spiked))
    if spiked.any():  # it may be its neighbours that moved
        spiked |= level.around.mean(spiked[:, None].astype(float))[:, 0] > 0
        result[spiked] = (points[spiked] + result[spiked]) / 2
    result[moved] = out_of(body, result[moved])
    spiked = np.flatnonzero((level.heights(result) > 1) & was_level)  # which the way out of the body left
    if len(spiked):
        result[spiked] = out_of(body, level.around.mean(result)[spiked])
        moved = np.union1d(moved, spiked)
    within = moved[body.depths(result[moved], 0.0)[0] > 0]
    result[within] = points[within]
    return result


def out_of(body: Surface, points: np.ndarray) -> np.ndarray:
    """Points (N, 3) moved just out of the body."""
    depth, out = body.depths(points, BARELY)
    return points + depth[:, None] * out
