"""The ways to a body that the bench compares. What differs between them is only in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from body_package import load
from body_set import Person

load()
from toile.addon.core.body.landmarks import landmark_body
from toile.addon.core.body.tape import shape_from_tape
from toile.addon.core.seams import exhaust
from toile.addon.core.types import BodyFit, PhotoEvidence, Tape
from toile.ml.fit.parameters import PLACE
from toile.ml.solver import ASSUMED_STATURE_MM, Anny, in_world, posed_problem

VARIANTS = {
    "a": "MediaPipe's world landmarks",
    "b": "the solver alone",
    "c": "the lifter alone",
    "d": "the full method",
}
PHOTOS = {"front": ("front",), "front+side": ("front", "side")}
TYPED = {
    "height+gender": ("stature_mm", "gender"),
    "height+gender+mass": ("stature_mm", "gender", "mass_kg"),
    "gender": ("gender",),
}
# Asked for by name alone: the ranges are calibrated with it.
WITH_GIRTHS = {"height+gender+mass+girths": (*TYPED["height+gender+mass"], "chest_mm", "waist_mm", "hip_mm")}


@dataclass(frozen=True, eq=False)
class Answer:
    """What a variant says of one person: a body, or only landmarks (25, 3) m, camera axes of the first photo."""

    fit: BodyFit | None
    landmarks: np.ndarray | None = None


def tape_of(person: Person, typed: str) -> Tape:
    """What the person types, exactly."""
    body = person.body
    known: dict[str, Any] = {f"{name}_mm": 1000 * value for name, value in body.measures.items()}
    known |= {"mass_kg": body.mass_kg, "gender": person.gender}
    return Tape(**{name: known[name] for name in (TYPED | WITH_GIRTHS)[typed]})


def answer(variant: str, photos: Sequence[PhotoEvidence], tape: Tape) -> Answer:
    """Run one variant.

    Raises:
        ToileError: the photos or the tape cannot be fitted.
    """
    return {"a": world_landmarks, "b": solver_alone, "c": lifter_alone, "d": full_method}[variant](photos, tape)


def world_landmarks(photos: Sequence[PhotoEvidence], tape: Tape) -> Answer:
    """MediaPipe's own; of two photos it uses the first."""
    return Answer(None, photos[0].landmarks_world[landmark_body().landmarks])


def solver_alone(photos: Sequence[PhotoEvidence], tape: Tape) -> Answer:
    return Answer(run_fit(photos, tape, "off"))


def full_method(photos: Sequence[PhotoEvidence], tape: Tape) -> Answer:
    return Answer(run_fit(photos, tape, "auto"))


def lifter_alone(photos: Sequence[PhotoEvidence], tape: Tape) -> Answer:
    """The lifter's mean body, moved to where the landmarks are; of two photos, the mean of both shapes."""
    complete = replace(tape, stature_mm=tape.stature_mm or ASSUMED_STATURE_MM[tape.gender])
    shape = exhaust(shape_from_tape(complete))
    lifted = Anny(Anny.Options(), 0).lifted(tuple(photos), tape, shape)
    problem, everything = posed_problem(tuple(photos), lifted, complete, shape)
    view, x = problem.views[0], everything[problem.columns(0)]
    seen = view.observation
    points = view.posed(x[None]).landmarks[0] - x[PLACE]
    x[PLACE] = place_over(points, (seen.points - seen.centre) / seen.focal, seen.weights)
    return Answer(in_world(view, x, photos[0].camera))


def place_over(points: np.ndarray, directions: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """(3,) m: where points (n, 3) have to be moved to lie on rays (n, 2) of depth one; linear least squares."""
    rows = np.zeros((len(points), 2, 3))
    rows[:, 0, 0] = rows[:, 1, 1] = 1.0
    rows[:, :, 2] = -directions
    wanted = directions * points[:, 2:] - points[:, :2]
    each = np.repeat(weights, 2)
    return np.linalg.lstsq(rows.reshape(-1, 3) * each[:, None], wanted.ravel() * each, rcond=None)[0]


def run_fit(photos: Sequence[PhotoEvidence], tape: Tape, lifter: str) -> BodyFit:
    return exhaust(Anny(Anny.Options(lifter=lifter), 0).fit(tuple(photos), tape))
