"""Where the solver begins: the prior's body before the camera, its raised arms and bent legs as MediaPipe sees them."""

from __future__ import annotations

import numpy as np

from ...addon.core.body.skeleton import rotation_between, rotation_matrix, rotation_vector
from .observation import ARMS, LEGS, Observation
from .parameters import CAM_FROM_LEVEL, PLACE, ROOT, Layout, arm_axes
from .prior import Prior

STRAIGHT = 0.25  # radians; a limb bent less says nothing of the axis it bends about
LEG_AXES = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])  # columns: bend, along the thigh, the third


def start_lifted(prior: Prior, seen: Observation) -> np.ndarray:
    """(n,) parameters: as the lifter says, and as large in the photo as the person."""
    x = prior.mean.copy()
    x[PLACE] = place_in_photo(seen)
    return x


def place_in_photo(seen: Observation) -> np.ndarray:
    """(3,) m, camera axes: where the middle of the hips lies for the person to be as large as in the photo."""
    distance = seen.focal * seen.stature / seen.height_px
    return np.array([*((seen.middle - seen.centre) * distance / seen.focal), distance])


def start_before_camera(layout: Layout, prior: Prior, seen: Observation, shape: np.ndarray) -> np.ndarray:
    """(n,) parameters: turned as MediaPipe says, and as large in the photo as the person."""
    x = prior.mean.copy()
    x[ROOT] = 0.0, seen.yaw, 0.0
    x[PLACE] = place_in_photo(seen)
    body_from_cam = (rotation_matrix(x[ROOT]) @ CAM_FROM_LEVEL).T
    world = seen.world @ body_from_cam.T
    bends = layout.rest_bends(shape)
    heads = layout.body.heads(layout.body.coefficients(shape[None]))[0]
    for side in "LR":
        if not seen.hangs[side]:
            aim(
                layout,
                x,
                ("shoulder", "elbow"),
                side,
                world[list(ARMS[side])],
                arm_axes(layout.body, heads, side),
                bends,
            )
        if not seen.stands[side]:
            aim(layout, x, ("hip", "knee"), side, world[list(LEGS[side])], LEG_AXES, bends)
    return x


def aim(
    layout: Layout,
    x: np.ndarray,
    hinges: tuple[str, str],
    side: str,
    points: np.ndarray,
    axes: np.ndarray,
    bends: dict[str, float],
) -> None:
    """Set a limb's two hinges in ``x`` so that it passes through three points (3, 3), body axes.

    ``axes`` (3, 3) are the limb's own at rest: the axis it bends about, its direction, and the third.
    """
    upper, lower = np.diff(points, axis=0)
    upper, lower = upper / np.linalg.norm(upper), lower / np.linalg.norm(lower)
    bend = float(np.arccos(np.clip(upper @ lower, -1, 1)))
    turn = rotation_between(axes[:, 1], upper)
    if bend > STRAIGHT:
        about = np.cross(upper, lower) / np.sin(bend)
        turn = np.stack([about, upper, np.cross(about, upper)], axis=1) @ axes.T
    x[layout.hinge(f"{hinges[0]}.{side}")] = rotation_vector(turn)
    x[layout.hinge(f"{hinges[1]}.{side}").start] = bend - bends[f"{hinges[1]}.{side}"]
