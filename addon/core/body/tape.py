"""The body that has given girths and lengths. How a body is measured is in core/measures.py."""

from __future__ import annotations

import logging

import numpy as np

from ..errors import TapeError
from ..seams import Progress, Steps
from ..types import BodyFit, Tape
from .adult_limits import LIMITS
from .build import MODEL_NAME, stand_on_floor
from .model import body_model
from .poses import make_pose
from .skeleton import translation
from .tape_check import GENDERS, check_tape
from .tape_solver import STRAIN, solve_shape

__all__ = ["check_tape", "fit_from_tape", "shape_from_tape"]

# The more is typed, the more a shape is bent: of people drawn from ANSUR II the most strained body had 8 with few
# measures and 32 with all; a waist of 1.1 m at a BMI of 17 needs more.
MOST_STRAIN, STRAIN_A_MEASURE = 10.0, 1.0
HALVINGS = 3  # of the range between what was typed and what is usual
log = logging.getLogger(__name__)
LENGTH_LIMIT_M, MASS_LIMIT_KG = 0.002, 0.3  # how far the body may be from the tape


def shape_from_tape(tape: Tape) -> Steps[np.ndarray]:
    """The shape (S,) of a natural adult with the measures of the tape; what was not typed is usual for the rest.

    Raises:
        TapeError: no body has these measures; names the contradiction and the nearest value that is possible.
    """
    check_tape(tape)
    targets = tape_targets(tape)
    gender = GENDERS[tape.gender]
    shape, reached = yield from solve_shape(targets, gender)
    if not is_possible(targets, reached):
        raise (yield from contradiction(targets, gender))
    log.info("Body from the tape: %s", ", ".join(f"{name} {value:.3f}" for name, value in reached.items()))
    yield Progress("body", 1.0, "Body from the tape")
    return shape


def fit_from_tape(tape: Tape, pose_name: str) -> Steps[BodyFit]:
    """The body of a tape in a pose of the library, standing on the floor; no photo, so no camera."""
    shape = yield from shape_from_tape(tape)
    model = body_model()
    heads = model.rest_heads(shape)
    fit = BodyFit(MODEL_NAME, shape, make_pose(pose_name, shape), translation(heads[0]), None)
    return BodyFit(MODEL_NAME, shape, fit.pose, stand_on_floor(model, fit), None)


def field(name: str) -> str:
    """The Tape's field of a measure."""
    return "mass_kg" if name == "mass" else f"{name}_mm"


def tape_targets(tape: Tape) -> dict[str, float]:
    """What was typed, by measure, in m and kg."""
    typed = tape.typed()
    return {name.rsplit("_", 1)[0]: value / (1 if name == "mass_kg" else 1000) for name, value in typed.items()}


def is_possible(targets: dict[str, float], reached: dict[str, float], but: str = "") -> bool:
    """Whether all targets, ``but`` one, are met by a body that looks like a person's."""
    limit = {name: MASS_LIMIT_KG if name == "mass" else LENGTH_LIMIT_M for name in targets if name != but}
    most = MOST_STRAIN + STRAIN_A_MEASURE * len(targets)
    return reached[STRAIN] < most and all(abs(reached[name] - targets[name]) < limit[name] for name in limit)


def contradiction(targets: dict[str, float], gender: float) -> Steps[TapeError]:
    """What to say when no body has all the targets: the one to change, and the value nearest to it that is possible."""
    usual: dict[str, tuple[float, float]] = {}  # strain without it, and where it then is
    for name in targets:
        if name != "stature" or len(targets) == 1:
            _, reached = yield from solve_shape(targets, gender, loose=name)
            if is_possible(targets, reached, but=name):
                usual[name] = reached[STRAIN], reached[name]
    listed = ", ".join(f"{LIMITS[field(name)].word} {say(name, value)}" for name, value in targets.items())
    if not usual:
        return TapeError(f"No body has {listed}.", "More than one of these cannot be: check them, or leave some empty.")
    name = min(usual, key=lambda name: usual[name])
    possible, wanted = usual[name][1], targets[name]
    for _ in range(HALVINGS):
        middle = (possible + wanted) / 2
        _, reached = yield from solve_shape(targets | {name: middle}, gender)
        if is_possible(targets | {name: middle}, reached):
            possible = middle
        else:
            wanted = middle
    word = LIMITS[field(name)].word
    return TapeError(
        f"No body has {listed}: with the others as they are, the nearest {word} is about {say(name, possible)}.",
        f"Check the numbers, or leave the {word} empty.",
    )


def say(name: str, value: float) -> str:
    """A measure in m or kg, in words."""
    return LIMITS[field(name)].say(value * (1 if name == "mass" else 1000))
