"""One measure of a body changed by hand, at once: the shape moves as little as it can, the rest of the body stays."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

import numpy as np

from .model import body_model
from .ruler import Ruler
from .shape_prior import spreads
from .tape_places import tape_lines
from .tape_solver import LENGTH_TOLERANCE_M, PRIOR_WEIGHT, TOLERANCE, bounded

NEIGHBOURS = ("stature", "chest", "waist", "hip", "thigh", "inseam")  # that stay where they may
STAYS_M = 0.006  # one spread of how far these may move
STEPS = 8  # at most, with one Jacobian; most changes take two


def adjust_shape(shape: np.ndarray, targets: dict[str, float], keep: Collection[str] = ()) -> np.ndarray:
    """(S,) a shape near ``shape`` that has the target measures (m, kg), or comes as near as one step reaches.

    Takes some 30 ms, and 30 more where the mass is among them. For a whole tape, or a large change, use
    ``tape.shape_from_tape``, which also says what cannot be.

    Args:
        shape: (S,) the body's.
        targets: one or a few measures, or the mass, and what they should be.
        keep: other measures that keep what they are: those that were typed.
    """
    model = body_model()
    hard = (*targets, *(name for name in keep if name not in targets))
    ruler = _ruler((*hard, *(name for name in NEIGHBOURS if name not in hard)))
    places, spread = spreads(float(shape[model.place("gender")]))
    low, high = (limit[places] for limit in model.shape_limits())
    reading = ruler.read(shape)
    wanted = reading.values.copy()
    wanted[: len(targets)] = list(targets.values())
    exact = [TOLERANCE.get(name, LENGTH_TOLERANCE_M) for name in hard]
    tolerance = np.array(exact + [STAYS_M] * (len(ruler.names) - len(hard)))
    rows = ruler.jacobian(shape, places, reading) / tolerance[:, None]
    root = PRIOR_WEIGHT / spread**2
    normal = rows.T @ rows + np.diag(root)
    first, moved = np.clip(shape[places], low, high), np.array(shape, float)
    for _ in range(STEPS):
        x = moved[places]
        slope = rows.T @ ((wanted - reading.values) / tolerance) - root * (x - first)
        moved[places] = np.clip(x + bounded(normal, slope, low - x, high - x), low, high)
        reading = ruler.read(moved)
        if np.all(np.abs(reading.values - wanted)[: len(hard)] < 2 * tolerance[: len(hard)]):
            break
    return moved


@lru_cache(maxsize=16)
def _ruler(names: tuple[str, ...]) -> Ruler:
    return Ruler(body_model(), tape_lines(), names)
