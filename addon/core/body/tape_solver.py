"""The shape of a body that has given measures: least squares with a prior that keeps bodies natural.

First, height and weight alone come as near as they can; that says how heavy the person is, and the prior is centred
there. Then every parameter may move, as little as the measures allow (Levenberg-Marquardt, bounded).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..seams import Progress, Steps
from .measures import DENSITY
from .model import BodyModel, body_model
from .ruler import Ruler
from .tape_places import tape_lines
from .taut import volume

TOLERANCE = {"mass": 0.05}  # kg; of lengths it is LENGTH_TOLERANCE_M
LENGTH_TOLERANCE_M = 0.0005
# What most bodies have, used weakly where it was not typed: share of stature and its spread (ANSUR II, both sexes).
USUAL = {"arm_length": (0.330, 0.012), "inseam": (0.472, 0.012)}
STRAIN = "strain"
USUAL_BMI = (23.0, 2.5)  # where nothing typed says how heavy the person is
GIRTHS_TYPED = ("chest", "waist", "hip")
# Spread of each parameter about the centre of the prior, chosen by looking at bodies of BMI 17 to 42: small on the
# bands of "measure-…", which dent the body where they end; wide on what spreads over it.
SPREAD = {
    "height": 0.05,
    "weight": 0.22,
    "muscle": 0.10,
    "proportions": 0.15,
    "cupsize": 0.25,
    "measure-bust-circ-incr": 0.12,
    "measure-underbust-circ-incr": 0.15,
    "measure-waist-circ-incr": 0.15,
    "measure-hips-circ-incr": 0.12,
    "torso-scale-depth-incr": 0.25,
    "torso-scale-horiz-incr": 0.25,
    "torso-vshape-incr": 0.25,
    "torso-scale-vert-incr": 0.20,
    "torso-muscle-dorsi-incr": 0.20,
    "hip-scale-depth-incr": 0.25,
    "hip-scale-horiz-incr": 0.25,
    "stomach-pregnant-incr": 0.30,
    "stomach-tone-incr": 0.30,
    "pelvis-tone-incr": 0.25,
    "buttocks-volume-incr": 0.30,
    "upperleg-fat-incr": 0.22,
    "upperarm-fat-incr": 0.25,
    "lowerarm-fat-incr": 0.20,
    "lowerleg-fat-incr": 0.25,
    "upperleg-muscle-incr": 0.20,
    "lowerleg-muscle-incr": 0.15,
    "upperarm-muscle-incr": 0.20,
    "upperarm-shoulder-muscle-incr": 0.20,
    "measure-neck-circ-incr": 0.15,
    "measure-calf-circ-incr": 0.12,
    "measure-upperleg-height-incr": 0.25,
    "measure-lowerleg-height-incr": 0.25,
    "measure-upperarm-length-incr": 0.40,
    "measure-lowerarm-length-incr": 0.40,
    "measure-napetowaist-dist-incr": 0.15,
    "measure-waisttohip-dist-incr": 0.15,
    "measure-neck-height-incr": 0.15,
}
MOST_USUAL_WEIGHT = 1.1  # of women, looked at
PRIOR_WEIGHT = 0.3
STEP = 0.02  # of the finite differences
FEW_ITERATIONS, ITERATIONS = 6, 25
LOOSE = 1e4  # times the tolerance, for the one measure that is let go
PATIENCE = 3  # small steps in a row, before a target that is still missed counts as out of reach


@dataclass(frozen=True, eq=False)
class Problem:
    """Parameters of a shape that may move, what they should reach, and what is usual."""

    ruler: Ruler
    start: np.ndarray  # (S,) the shape that the parameters change
    free: np.ndarray  # (n,) places in the shape
    target: np.ndarray  # (names,)
    tolerance: np.ndarray  # (names,)
    spread: np.ndarray  # (n,) of the prior about start

    def shapes(self, x: np.ndarray) -> np.ndarray:
        """(B, n) to (B, S)."""
        shapes = np.tile(self.start, (len(x), 1))
        shapes[:, self.free] = x
        return shapes

    def coefficients(self, x: np.ndarray) -> np.ndarray:
        return self.ruler.model.coefficients(self.shapes(x))

    def cost(self, values: np.ndarray, x: np.ndarray) -> float:
        missing = (values - self.target) / self.tolerance
        moved = (x - self.start[self.free]) / self.spread
        return float(missing @ missing + PRIOR_WEIGHT * moved @ moved)

    def jacobian(self, x: np.ndarray, high: np.ndarray) -> np.ndarray:
        """(names, n) by finite differences, away from the upper bounds."""
        sign = np.where(x + STEP <= high, STEP, -STEP)
        moved = self.coefficients(x + np.diag(sign))
        return (self.ruler.change(self.coefficients(x[None]), moved) / sign[:, None]).T

    def solve(self, iterations: int, note: str, after: float, until: float) -> Steps[tuple[np.ndarray, np.ndarray]]:
        """The parameters (n,) and the measures (names,) they give; progress runs from ``after`` to ``until``."""
        low, high = (limit[self.free] for limit in self.ruler.model.shape_limits())
        x, damping = np.clip(self.start[self.free], low, high), 1e-3
        values = self.ruler.measure(self.coefficients(x[None]))
        cost, stalled = self.cost(values, x), 0
        for done in range(iterations):
            yield Progress("body", after + (until - after) * done / iterations, note)
            jacobian = self.jacobian(x, high)
            before = cost
            for _ in range(6):
                tried = self._step(x, values, jacobian, damping, low, high)
                reached = self.ruler.measure(self.coefficients(tried[None]))
                if (new := self.cost(reached, tried)) < cost:
                    x, values, cost, damping = tried, reached, new, max(damping / 5, 1e-6)
                    break
                damping *= 6
            stalled = stalled + 1 if before - cost < 0.01 * before + 1e-3 else 0
            if stalled > PATIENCE * bool(np.any(np.abs(values - self.target) > 2 * self.tolerance)):
                break
        return x, values

    def _step(self, x, values, jacobian, damping, low, high) -> np.ndarray:
        """One bounded Levenberg-Marquardt step: parameters that would leave their range are held at its end."""
        root = np.sqrt(PRIOR_WEIGHT) / self.spread
        rows = np.concatenate([jacobian / self.tolerance[:, None], np.diag(root)])
        wanted = -np.concatenate([(values - self.target) / self.tolerance, root * (x - self.start[self.free])])
        step, moving = np.zeros(len(x)), np.ones(len(x), bool)
        for _ in range(8):
            some = rows[:, moving]
            normal = some.T @ some
            normal[np.diag_indices_from(normal)] *= 1 + damping
            step[moving] = np.linalg.solve(normal, some.T @ (wanted - rows[:, ~moving] @ step[~moving]))
            outside = moving & ((x + step < low) | (x + step > high))
            if not outside.any():
                break
            step[outside] = np.clip(x + step, low, high)[outside] - x[outside]
            moving &= ~outside
        return np.clip(x + step, low, high)


def solve_shape(
    targets: dict[str, float], gender: float, loose: str = ""
) -> Steps[tuple[np.ndarray, dict[str, float]]]:
    """A shape (S,) with the target measures (m, kg) or as near as it gets, and what it measures.

    Args:
        targets: stature, mass, chest, waist, hip, inseam; any of them.
        gender: 1 female, 0 male.
        loose: a target that is let go; the answer says where it is on a usual body with the others.

    Returns:
        The shape, and its measures; under STRAIN, how far it is from usual in standard deviations.
    """
    model = body_model()
    shape = model.mean_shape
    shape[model.place("gender")] = gender
    shape[model.place("height")] = 0.37
    stature = targets.get("stature", 1.76 - 0.13 * gender)
    soft = dict(_usual(targets, stature))
    names = (*targets, *soft)
    ruler = Ruler(model, tape_lines(), names)
    values = np.array([*targets.values(), *(value for value, _ in soft.values())])
    tolerance = [TOLERANCE.get(name, LENGTH_TOLERANCE_M) * (LOOSE if name == loose else 1) for name in targets]
    exact = np.array([*tolerance, *(spread for _, spread in soft.values())])
    rough = np.maximum(exact, 0.01 * values)
    free = np.array([model.place("height"), model.place("weight")])
    note = f"Looking for a {loose} that is possible" if loose else "Body from the tape"
    for pass_ in (0.0, 0.1):  # the muscle follows from the weight, and the weight a little from the muscle
        problem = Problem(ruler, shape, free, values, rough, np.array([0.15, 0.8]))
        x, _ = yield from problem.solve(FEW_ITERATIONS, note, pass_, pass_ + 0.1)
        shape = problem.shapes(x[None])[0]
        shape[model.place("muscle")] = usual_muscle(_bmi(ruler, shape), gender)
    _tame_the_heaviest(model, shape, gender)
    free, spread = _spreads(model, gender)
    problem = Problem(ruler, shape, free, values, exact, spread)
    x, reached = yield from problem.solve(ITERATIONS, note, 0.2, 0.99)
    found = {name: float(value) for name, value in zip(names, reached, strict=True)}
    found[STRAIN] = float(np.linalg.norm((x - problem.start[free]) / spread))
    return problem.shapes(x[None])[0], found


def _usual(targets: dict[str, float], stature: float) -> Iterator[tuple[str, tuple[float, float]]]:
    """What was not typed, where most bodies have it: name -> (value, spread)."""
    for name, (share, spread) in USUAL.items():
        if name not in targets:
            yield name, (share * stature, spread * stature)
    if "stature" not in targets:
        yield "stature", (stature, 0.05)
    if not {"mass", *GIRTHS_TYPED} & set(targets):
        yield "mass", (USUAL_BMI[0] * stature**2, USUAL_BMI[1] * stature**2)


def _bmi(ruler: Ruler, shape: np.ndarray) -> float:
    vertices = ruler.model.rest(shape)
    stature = np.ptp(vertices[ruler.model.is_skin, 2])
    return volume(vertices, ruler.model.skin_faces) * DENSITY / float(stature) ** 2


def usual_muscle(bmi: float, gender: float) -> float:
    """Heavy people are seldom athletes: without this, weight alone stops at a BMI of 25 and looks like muscle."""
    return float(np.clip(0.5 - 0.032 * (bmi - 22 + 2.5 * gender), 0.22, 0.5))


def _tame_the_heaviest(model: BodyModel, shape: np.ndarray, gender: float) -> None:
    """Continued far beyond 1, a woman's weight folds breasts and neck: stop there, and let fat come in other places."""
    weight = shape[model.place("weight")]
    excess = gender * max(weight - MOST_USUAL_WEIGHT, 0.0)
    shape[model.place("weight")] = weight - 0.8 * excess
    shape[model.place("firmness")] = 0.5 + 0.5 * gender * float(np.clip(weight - 0.9, 0, 1))


def _spreads(model: BodyModel, gender: float) -> tuple[np.ndarray, np.ndarray]:
    spread = dict(SPREAD)
    if gender < 0.5:
        del spread["cupsize"]
    return np.array([model.place(name) for name in spread]), np.array(list(spread.values()))
