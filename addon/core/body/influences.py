"""Skin weights for engines that let only a few joints move a vertex."""

from __future__ import annotations

import numpy as np

from .model import BodyModel
from .skeleton import rotation_matrix, transforms

TIE_M2 = 1e-8  # (0.1 mm)^2: by what fitted weights are held to the body's own where poses do not tell
DRAWN = 16  # poses in which the fitted weights should deform as the body's own do
# How far joints are turned in them, radians, by the beginning of a name; the rest as a finger.
SPREADS_RAD = {
    ("upperarm01", "upperleg01", "lowerarm01", "lowerleg01"): 0.6,
    ("spine", "neck", "head", "clavicle", "shoulder", "foot", "toe"): 0.15,
    ("root", "pelvis", "upperarm02", "upperleg02", "lowerarm02", "lowerleg02", "eye"): 0.03,
    ("",): 0.3,
}


def most_influences(skin_weights: np.ndarray) -> int:
    """Of the weights (V, J): how many joints move the vertex that is moved by most."""
    return int((skin_weights > 0).sum(1).max())


def drawn_poses(model: BodyModel, heads: np.ndarray, seed: int) -> np.ndarray:
    """(P, J, 4, 4) what carries each joint's surroundings (rest heads (J, 3) m) from rest to a pose drawn at random."""
    spread = [next(rad for begins, rad in SPREADS_RAD.items() if name.startswith(begins)) for name in model.joints]
    vectors = np.random.default_rng(seed).normal(0, np.array(spread)[:, None], (DRAWN, len(heads), 3))
    return transforms(*model.fk(np.tile(heads, (DRAWN, 1, 1)), rotation_matrix(vectors)))


def limited_weights(
    vertices: np.ndarray, skin_weights: np.ndarray, posed_from_rest: np.ndarray, count: int
) -> np.ndarray:
    """Weights with at most ``count`` joints a vertex that deform as nearly as possible as the given ones.

    The joint whose loss costs least in the poses goes first, and the others make up for it by least squares, until
    ``count`` are left. Cutting off the weakest instead is off by several times as much.

    Args:
        vertices: (V, 3) m, rest pose.
        skin_weights: (V, J), rows sum to 1.
        posed_from_rest: (P, J, 4, 4), of poses in which the body should be right.
        count: from 1.

    Returns:
        (V, J), none negative, rows sum to 1.
    """
    limited = skin_weights.copy()
    used = (skin_weights > 0).sum(1)
    for many in np.unique(used[used > count]):
        rows = np.flatnonzero(used == many)
        joints = np.argsort(-skin_weights[rows], axis=1, kind="stable")[:, :many]
        own = np.take_along_axis(skin_weights[rows], joints, axis=1)
        cost = motion_products(vertices[rows], posed_from_rest, joints, own)
        while joints.shape[1] > count:
            joints, own, cost, weights = without_one(joints, own, cost)
        limited[rows] = 0
        limited[rows[:, None], joints] = weights
    return limited


def motion_products(
    vertices: np.ndarray, posed_from_rest: np.ndarray, joints: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """(N, K, K) m^2: for weights w that sum to 1, w G w is the squared distance from where ``weights`` put a vertex."""
    turned, moved = posed_from_rest[..., :3, :3], posed_from_rest[..., :3, 3]
    places = np.einsum("pnkij,nj->npki", turned[:, joints], vertices) + np.moveaxis(moved[:, joints], 0, 1)
    off = places - np.einsum("nk,npki->npi", weights, places)[:, :, None]
    return np.einsum("npki,npli->nkl", off, off)


def without_one(joints: np.ndarray, own: np.ndarray, cost: np.ndarray) -> tuple[np.ndarray, ...]:
    """Leave out the joint that costs least: joints, own weights (N, K - 1), cost (N, K - 1, K - 1), fitted weights."""
    count = joints.shape[1]
    tries = []
    for out in range(count):
        kept = np.delete(np.arange(count), out)
        part = cost[:, kept][:, :, kept]
        weights = fitted(part, own[:, kept])
        tries.append((np.einsum("nk,nkl,nl->n", weights, part, weights), weights, kept))
    best = np.argmin([off for off, _, _ in tries], axis=0)
    rows = np.arange(len(joints))
    kept = np.array([kept for _, _, kept in tries])[best]
    weights = np.array([weights for _, weights, _ in tries])[best, rows]
    left = np.take_along_axis(joints, kept, 1), np.take_along_axis(own, kept, 1)
    return *left, cost[rows[:, None, None], kept[:, :, None], kept[:, None, :]], weights


def fitted(cost: np.ndarray, own: np.ndarray) -> np.ndarray:
    """(N, K) weights of least cost (N, K, K) that sum to 1 and are not negative, held a little to their own."""
    held = cost + TIE_M2 * np.eye(cost.shape[1])
    towards, even = (np.linalg.solve(held, right[..., None])[..., 0] for right in (TIE_M2 * own, np.ones_like(own)))
    weights = towards + even * ((1 - towards.sum(1)) / even.sum(1))[:, None]
    weights = np.maximum(weights, 0)
    return weights / weights.sum(1, keepdims=True)
