"""The floor under the feet, for what is too long.

Such a garment begins through it, so in the simulation the floor begins below the garment and comes up to the feet while
the body goes to its pose. Positions are in the simulation's frame, whose heights are the world's; see Motion.
"""

from __future__ import annotations

import bpy
import numpy as np

from .collider import BODY_CLEAR, BODY_THICKNESS, CLOTH_DISTANCE, add_collider
from .relax import Surface
from .solver import Course

NEAR = 0.015  # m; cloth that does not begin so near to the floor meets none
HALF = 2.0  # m: half its side
FACES = np.array([[0, 1, 2], [0, 2, 3]])
FRICTION = 5.0


def level_of(posed: np.ndarray) -> float:
    """The height m of the floor that the posed body (V, 3) m stands on."""
    return float(posed[:, 2].min())


def is_near(cloth: np.ndarray, posed: np.ndarray) -> bool:
    """Whether cloth (N, 3) m comes down to the floor."""
    return bool(cloth[:, 2].min() < level_of(posed) + NEAR)


def add_floor(scene: bpy.types.Scene, course: Course, start: np.ndarray, posed: np.ndarray) -> None:
    """Put the floor into the scene: below the cloth's start (N, 3) m at first, at the feet in the pose."""
    below = BODY_THICKNESS + CLOTH_DISTANCE - BODY_CLEAR
    low = min(float(start[:, 2].min()) - NEAR, level_of(posed))
    heights = ((1, low), (1 + course.before, low), (course.posed, level_of(posed)))
    keys = [(frame, square(height - below)) for frame, height in heights]
    add_collider(scene, "Toile floor", FACES, keys, BODY_THICKNESS, FRICTION)


def floor_surface(posed: np.ndarray) -> Surface:
    """The floor as something that finished cloth must be outside of."""
    return Surface.of(square(level_of(posed)), FACES)


def square(height: float) -> np.ndarray:
    """(4, 3) m, facing up."""
    return np.array([[-HALF, -HALF, height], [HALF, -HALF, height], [HALF, HALF, height], [-HALF, HALF, height]])
