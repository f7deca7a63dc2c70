"""Sharp folds of the solver's cloth opened: ledges at elbows and armholes, where it has been pushed over itself.

Cloth does not collide with itself here. Where an arm bends, or comes up, the cloth that is too much lies in a fold so
sharp that its plies cross, and they are drawn as a crack. A fold is evened out among its neighbours until the faces on
its two sides no longer turn away from each other; softer folds, which are how cloth hangs, stay as they are.
"""

from __future__ import annotations

import numpy as np
from mathutils import Vector

from .meshing import Sheet
from .placement import SLEEVES, is_sleeved
from .relax import PAST, Neighbours, Surface, border_of, edges_of, numbered, sides_of

SHARP = 0.35  # the cosine between the normals of two faces, below which the edge between them is a sharp fold
GAP = 0.12  # m from limb to limb
PUSH_EVERY = 4  # rounds in which what has been drawn into the body is pushed out again
CLEAR, DEEPEST = 0.003, 0.02  # m off the body; what is deeper has left it on another side
ROUNDS = 40
SHARE = 0.6  # of the way to its neighbours' mean, that a vertex on a fold goes in a round
RINGS, FADING = 3, 0.6  # round a fold, whose vertices go along, each ring so much less


def ironed(points: np.ndarray, faces: np.ndarray, among: np.ndarray, body: Surface) -> np.ndarray:
    """Points (N, 3) m with the sharp folds between ``among`` (N,) bool opened.

    Borders stay where they are, and so does what lies between two limbs: it would be drawn into one of them.
    """
    pairs, sides = face_pairs(faces)
    around = Neighbours(edges_of(faces), len(points))
    free = among.copy()
    free[border_of(faces)] = False
    free &= ~between_limbs(points, free, body)
    for k in range(ROUNDS):
        folded = np.zeros((len(points), 1))
        folded[sides[cosines(points, faces, pairs) < SHARP]] = 1.0
        folded[~free] = 0.0
        if not folded.any():
            break
        share = folded
        for _ in range(RINGS):
            share = np.maximum(share, FADING * around.largest(share))
        share[~free] = 0.0
        points = points + SHARE * share * (around.mean(points) - points)
        if k % PUSH_EVERY == PUSH_EVERY - 1:
            moved = np.flatnonzero(share[:, 0] > 0)
            depth, out = body.depths(points[moved], CLEAR)
            points[moved] += np.where(depth < DEEPEST, depth, 0.0)[:, None] * out
    return points


def between_limbs(points: np.ndarray, among: np.ndarray, body: Surface) -> np.ndarray:
    """(N,) bool: which of ``among`` have the body before them as well as behind."""
    found = np.zeros(len(points), bool)
    for i in np.flatnonzero(among):
        at = Vector(points[i])
        near, out, _, _ = body.tree.find_nearest(at)
        start = at if (at - near).dot(out) > 0 else near
        found[i] = body.tree.ray_cast(start + PAST * out, out, GAP)[0] is not None
    return found


def round_arms(sheet: Sheet, welded: np.ndarray) -> np.ndarray:
    """(M,) bool: the welded vertices of sleeves, and of what they are set into."""
    regions = [piece.placement.region for piece in sheet.pieces]
    found = np.zeros(int(welded.max()) + 1, bool)
    if is_sleeved(sheet):
        chosen = [i for i, name in enumerate(regions) if name in (*SLEEVES, "torso", "yoke")]
        found[welded[np.isin(sheet.piece_of_vertex, chosen)]] = True
    return found


def cosines(points: np.ndarray, faces: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """(E,) between the normals of each two faces (E, 2)."""
    a, b, c = (points[faces[:, k]] for k in range(3))
    normals = np.cross(b - a, c - a)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    return np.einsum("ij,ij->i", normals[pairs[:, 0]], normals[pairs[:, 1]])


def face_pairs(faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(E, 2) the two faces that share a side, and (E, 2) its vertices."""
    sides = sides_of(faces)
    number, _ = numbered(sides)
    order = np.argsort(number, kind="stable")
    first = np.flatnonzero(number[order][1:] == number[order][:-1])
    left, right = order[first], order[first + 1]
    return np.c_[left % len(faces), right % len(faces)], sides[left]
