"""What was typed, in the solver: rows that keep the measures while it looks at photos, and the exact shape after."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np

from ...addon.core.body.model import body_model
from ...addon.core.body.shape_prior import spreads
from ...addon.core.body.tape import LENGTH_LIMIT_M, MASS_LIMIT_KG, tape_targets
from ...addon.core.body.tape_places import tape_lines
from ...addon.core.body.tape_solver import LENGTH_TOLERANCE_M, TOLERANCE, Problem, Ruler
from ...addon.core.seams import Steps
from ...addon.core.types import Tape
from .parameters import Layout

log = logging.getLogger(__name__)
ITERATIONS = 12
STEP = 0.02  # of the finite differences
KEPT_M, KEPT_KG = 0.003, 0.4  # spreads while the solver looks at photos: to first order the measures stay


@dataclass(frozen=True, eq=False)
class TypedMeasures:
    """The typed measures to first order about a shape that has them."""

    shape: np.ndarray  # (s,) the values the solver moves
    change: np.ndarray  # (T, s) over the spread

    def rows(self, shapes: np.ndarray) -> np.ndarray:
        """(B, s) to (B, T)."""
        return (shapes - self.shape) @ self.change.T


def typed_measures(layout: Layout, shape: np.ndarray, tape: Tape) -> TypedMeasures:
    """Of a shape (S,) that has the tape's measures; the stature is not among them."""
    names = tuple(name for name in tape_targets(tape) if name != "stature")
    moved = shape[layout.shape_places]
    if not names:
        return TypedMeasures(moved, np.zeros((0, len(moved))))
    model = layout.body.model
    _, high = (limit[layout.shape_places] for limit in model.shape_limits())
    steps = np.where(moved + STEP <= high, STEP, -STEP)
    tried = model.coefficients(layout.completed(moved + np.diag(steps), shape))
    change = Ruler(model, tape_lines(), names).change(model.coefficients(shape[None]), tried) / steps[:, None]
    spread = np.array([KEPT_KG if name == "mass" else KEPT_M for name in names])
    return TypedMeasures(moved, change.T / spread[:, None])


def meet_tape(shape: np.ndarray, from_tape: np.ndarray, tape: Tape) -> Steps[np.ndarray]:
    """(S,) near ``shape``, with the tape's measures; ``from_tape``, which has them, where that is out of reach."""
    targets = tape_targets(tape)
    model = body_model()
    free, spread = spreads(float(shape[model.place("gender")]))
    problem = Problem(
        ruler=Ruler(model, tape_lines(), tuple(targets)),
        start=shape,
        free=free,
        target=np.array(list(targets.values())),
        tolerance=np.array([TOLERANCE.get(name, LENGTH_TOLERANCE_M) for name in targets]),
        spread=spread,
    )
    x, values = yield from problem.solve(ITERATIONS, "meeting the tape", 0.0, 1.0)
    for (name, target), value in zip(targets.items(), values, strict=True):
        if abs(value - target) > (MASS_LIMIT_KG if name == "mass" else LENGTH_LIMIT_M):
            log.info("the photo's shape cannot have the typed %s: the tape's own is taken", name)
            return from_tape
    return problem.shapes(x[None])[0]
