"""Sharp folds of the solver's cloth opened: ledges at elbows and armholes, where it has been pushed over itself.

Cloth does not collide with itself here. Where an arm bends, or comes up, the cloth that is too much lies in a fold so
sharp that its plies cross, and they are drawn as a crack. A fold is evened out among its neighbours until the faces on
its two sides no longer turn away from each other; softer folds, which are how cloth hangs, stay as they are.
"""

from __future__ import annotations

import numpy as np

from .meshing import Sheet
from .placement import SLEEVES
from .relax import Neighbours, border_of, edges_of, numbered, sides_of

SHARP = 0.35  # the cosine between the normals of two faces, below which the edge between them is a sharp fold
ROUNDS = 40
SHARE = 0.6  # of the way to its neighbours' mean, that a vertex on a fold goes in a round
RINGS, FADING = 3, 0.6  # round a fold, whose vertices go along, each ring so much less


def ironed(points: np.ndarray, faces: np.ndarray, among: np.ndarray) -> np.ndarray:
    """Points (N, 3) m with the sharp folds between ``among`` (N,) bool opened; borders stay where they are."""
    pairs, sides = face_pairs(faces)
    around = Neighbours(edges_of(faces), len(points))
    free = among.copy()
    free[border_of(faces)] = False
    for _ in range(ROUNDS):
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
    return points


def round_arms(sheet: Sheet, welded: np.ndarray) -> np.ndarray:
    """(M,) bool: the welded vertices of sleeves, and of what they are set into."""
    regions = [piece.placement.region for piece in sheet.pieces]
    found = np.zeros(int(welded.max()) + 1, bool)
    if any(name in SLEEVES for name in regions):
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
