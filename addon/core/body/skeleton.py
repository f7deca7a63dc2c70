"""Joints: rotations, forward kinematics and linear blend skinning.

The parameterisation needs no bone axes. The transform of joint j, from the rest pose, is that of its parent after a
rotation about its own rest head in the axes of the rest pose: ``T_j = T_parent o rotate(R_j, about head_j)``.
A joint's rest frame is therefore a translation to its head.
"""

from __future__ import annotations

import numpy as np

from ..errors import FitError

ROW_SUM_LIMIT = 1e-4


def rotation_matrix(vectors: np.ndarray) -> np.ndarray:
    """Rotation vectors (..., 3), radians about their own direction, to matrices (..., 3, 3)."""
    vectors = np.asarray(vectors, float)
    angle = np.linalg.norm(vectors, axis=-1)[..., None, None]
    axis = vectors / np.maximum(angle[..., 0], 1e-12)
    cross = np.zeros((*vectors.shape[:-1], 3, 3))
    cross[..., 0, 1], cross[..., 0, 2], cross[..., 1, 2] = -axis[..., 2], axis[..., 1], -axis[..., 0]
    cross -= np.swapaxes(cross, -1, -2)
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * (cross @ cross)


def rotation_vector(matrices: np.ndarray) -> np.ndarray:
    """Rotation matrices (..., 3, 3) to vectors (..., 3) of length 0 to pi."""
    matrices = np.asarray(matrices, float)
    skew = np.stack(
        [
            matrices[..., 2, 1] - matrices[..., 1, 2],
            matrices[..., 0, 2] - matrices[..., 2, 0],
            matrices[..., 1, 0] - matrices[..., 0, 1],
        ],
        axis=-1,
    )
    sine = np.linalg.norm(skew, axis=-1) / 2
    cosine = (np.trace(matrices, axis1=-2, axis2=-1) - 1) / 2
    angle = np.arctan2(sine, cosine)
    vector = skew / np.maximum(2 * sine, 1e-12)[..., None] * angle[..., None]
    # Near half a turn the skew part vanishes: the axis is a column of the symmetric part of R + I.
    symmetric = (matrices + np.swapaxes(matrices, -1, -2)) / 4 + np.eye(3) / 2
    column = np.take_along_axis(
        symmetric, np.diagonal(symmetric, axis1=-2, axis2=-1).argmax(-1)[..., None, None], axis=-1
    )[..., 0]
    column = column / np.maximum(np.linalg.norm(column, axis=-1, keepdims=True), 1e-12)
    sign = np.where((column * skew).sum(-1, keepdims=True) < 0, -1.0, 1.0)
    half_turn = (cosine < -0.999999)[..., None]
    return np.where(half_turn, sign * column * angle[..., None], vector)


def rotation_between(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The smallest rotation (3, 3) that turns direction ``start`` to direction ``end``."""
    start, end = start / np.linalg.norm(start), end / np.linalg.norm(end)
    cross, cosine = np.cross(start, end), float(start @ end)
    sine = float(np.linalg.norm(cross))
    if sine < 1e-12:
        if cosine > 0:
            return np.eye(3)
        cross, sine = np.cross(start, np.eye(3)[np.abs(start).argmin()]), 0.0
        cross /= np.linalg.norm(cross)
        return rotation_matrix(cross * np.pi)
    return rotation_matrix(cross / sine * np.arctan2(sine, cosine))


def levels(parents: np.ndarray) -> list[np.ndarray]:
    """Joints by depth in the tree, the root first."""
    depth = np.zeros(len(parents), int)
    for joint, parent in enumerate(parents):
        depth[joint] = depth[parent] + 1 if parent >= 0 else 0
    return [np.flatnonzero(depth == level) for level in range(depth.max() + 1)]


def forward_kinematics(
    heads: np.ndarray,
    rotations: np.ndarray,
    parents: np.ndarray,
    root_rotation: np.ndarray | None = None,
    root_position: np.ndarray | None = None,
    by_level: list[np.ndarray] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """What carries each joint's rest surroundings to the pose: x -> R_j x + t_j.

    Args:
        heads: (B, J, 3) m, rest.
        rotations: (B, J, 3, 3) about the rest heads, rest axes, relative to the parent.
        parents: (J,) parents before children.
        root_rotation: (B, 3, 3) applied after the root's own rotation; none is the identity.
        root_position: (B, 3) where the root's head comes to lie; none leaves it.
        by_level: ``levels(parents)``, for callers who have it.

    Returns:
        (B, J, 3, 3) R and (B, J, 3) t.
    """
    turned = np.array(rotations, dtype=float)
    if root_rotation is not None:
        turned[:, 0] = root_rotation @ turned[:, 0]
    place = np.array(heads, dtype=float)
    if root_position is not None:
        place[:, 0] = root_position
    offset = np.array(heads, dtype=float)
    offset[:, 1:] -= heads[:, parents[1:]]
    for joints in (by_level or levels(parents))[1:]:
        above = parents[joints]
        place[:, joints] = place[:, above] + (turned[:, above] @ offset[:, joints, :, None])[..., 0]
        turned[:, joints] = turned[:, above] @ turned[:, joints]
    return turned, place - (turned @ np.asarray(heads, float)[..., None])[..., 0]


def transforms(rotations: np.ndarray, translations: np.ndarray) -> np.ndarray:
    """(..., 3, 3) and (..., 3) to homogeneous matrices (..., 4, 4)."""
    matrices = np.zeros((*rotations.shape[:-2], 4, 4))
    matrices[..., :3, :3] = rotations
    matrices[..., :3, 3] = translations
    matrices[..., 3, 3] = 1
    return matrices


def translation(offsets: np.ndarray) -> np.ndarray:
    """(..., 3) to (..., 4, 4)."""
    return transforms(np.broadcast_to(np.eye(3), (*np.shape(offsets)[:-1], 3, 3)), np.asarray(offsets, float))


def skin(
    vertices: np.ndarray, skin_weights: np.ndarray, world_from_joint_rest: np.ndarray, world_from_joint: np.ndarray
) -> np.ndarray:
    """Deform a mesh by linear blend skinning.

    Args:
        vertices: (V, 3) m, rest pose.
        skin_weights: (V, J), each row sums to 1.
        world_from_joint_rest: (J, 4, 4).
        world_from_joint: (J, 4, 4).

    Returns:
        (V, 3) m, posed, world axes.

    Raises:
        FitError: a row of skin_weights is off 1 by more than 1e-4.

    Source:
        Magnenat-Thalmann, Laperrière, Thalmann, "Joint-Dependent Local Deformations", 1988.
    """
    off = float(np.abs(skin_weights.sum(axis=1) - 1).max())
    if off > ROW_SUM_LIMIT:
        raise FitError(f"The skin weights of a vertex are off 1 by {off:.2g} (limit {ROW_SUM_LIMIT:g}).")
    posed_from_rest = world_from_joint @ np.linalg.inv(world_from_joint_rest)
    blend = (skin_weights @ posed_from_rest[:, :3].reshape(-1, 12)).reshape(-1, 3, 4)
    return (blend[:, :, :3] @ vertices[:, :, None])[:, :, 0] + blend[:, :, 3]
