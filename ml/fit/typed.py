"""The fitted shape, moved as little as it takes to have the typed measures."""

from __future__ import annotations

import logging

import numpy as np

from ...addon.core.body.model import body_model
from ...addon.core.body.tape import LENGTH_LIMIT_M, MASS_LIMIT_KG, tape_targets
from ...addon.core.body.tape_lines import tape_lines
from ...addon.core.body.tape_solver import LENGTH_TOLERANCE_M, SPREAD, TOLERANCE, Problem, Ruler
from ...addon.core.seams import Steps
from ...addon.core.types import Tape

log = logging.getLogger(__name__)
ITERATIONS = 12


def meet_tape(shape: np.ndarray, from_tape: np.ndarray, tape: Tape) -> Steps[np.ndarray]:
    """(S,) near ``shape``, with the tape's measures; ``from_tape``, which has them, where that is out of reach."""
    targets = tape_targets(tape)
    model = body_model()
    spread = {name: value for name, value in SPREAD.items() if name != "cupsize" or shape[model.place("gender")] > 0.5}
    problem = Problem(
        ruler=Ruler(model, tape_lines(), tuple(targets)),
        start=shape,
        free=np.array([model.place(name) for name in spread]),
        target=np.array(list(targets.values())),
        tolerance=np.array([TOLERANCE.get(name, LENGTH_TOLERANCE_M) for name in targets]),
        spread=np.array(list(spread.values())),
    )
    x, values = yield from problem.solve(ITERATIONS, "meeting the tape", 0.0, 1.0)
    for (name, target), value in zip(targets.items(), values, strict=True):
        if abs(value - target) > (MASS_LIMIT_KG if name == "mass" else LENGTH_LIMIT_M):
            log.info("the photo's shape cannot have the typed %s: the tape's own is taken", name)
            return from_tape
    return problem.shapes(x[None])[0]
