"""The shape of a body that has given measures: least squares with priors that keep bodies natural.

First, what people with these measures usually have of the others (population.py) says how tall and how heavy the person
is, and the prior of the shape is centred there (shape_prior.py). Then every value may move, as little as the measures
allow (Levenberg-Marquardt, bounded), and measures that were not typed stay near what is usual.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..seams import Progress, Steps
from .model import body_model
from .population import EXPECTED, usual
from .ruler import ANCHOR, Reading, Ruler
from .shape_prior import spreads, usual_shape
from .tape_places import tape_lines

TOLERANCE = {"mass": 0.05}  # kg; of lengths it is LENGTH_TOLERANCE_M
LENGTH_TOLERANCE_M = 0.0006
MET = 2.0  # times the tolerance; nearer than this a measure counts as met
STRAIN = "strain"
PRIOR_WEIGHT = 0.3
USUAL_WEIGHT = 0.5  # of measures that were not typed; soldiers are not everybody
BMI_RANGE = (16.0, 50.0)  # of the bodies that the prior is centred on
ITERATIONS = 40
TRIES, FROZEN = 6, 3  # of one step; from which on a value in a kink stays there
FIRST_TOLERANCE, NARROWER = 12.0, 6.0  # times the tolerance at first, and by how much less at each step
FIRMER = 3.0  # than the prior, the measures of a body that is looked for once more
LEAST_DAMPING, LONGEST = 0.1, 5.0  # in spreads of the prior
ENOUGH = 0.04  # of the cost: a step that gains less is the last, once everything is met
PATIENCE = 4  # small steps in a row, before a target that is still missed counts as out of reach


@dataclass(frozen=True, eq=False)
class Problem:
    """Values of a shape that may move, what they should reach, and what is usual."""

    ruler: Ruler
    start: np.ndarray  # (S,) the shape that the values change
    free: np.ndarray  # (n,) places in the shape
    target: np.ndarray  # (t,) of the first names of the ruler
    tolerance: np.ndarray  # (t,)
    spread: np.ndarray  # (n,) of the prior about start
    expected: np.ndarray | None = None  # (u,) of the ruler's other names
    whiten: np.ndarray | None = None  # (u, u): times (measures - expected) has variance one

    def shapes(self, x: np.ndarray) -> np.ndarray:
        """(B, n) to (B, S)."""
        shapes = np.tile(self.start, (len(x), 1))
        shapes[:, self.free] = x
        return shapes

    def read(self, x: np.ndarray) -> Reading:
        return self.ruler.read(self.shapes(x[None])[0])

    def weigh(self, values: np.ndarray) -> np.ndarray:
        """Measures (names, ...) to rows whose squares are summed."""
        count = len(self.target)
        hard = values[:count] / self.tolerance.reshape(-1, *[1] * (values.ndim - 1))
        return hard if self.whiten is None else np.concatenate([hard, self.whiten @ values[count:]])

    def missing(self, values: np.ndarray) -> np.ndarray:
        wanted = self.target if self.expected is None else np.r_[self.target, self.expected]
        return self.weigh(values - wanted)

    def cost(self, values: np.ndarray, x: np.ndarray) -> float:
        missing = self.missing(values)
        moved = (x - self.start[self.free]) / self.spread
        return float(missing @ missing + PRIOR_WEIGHT * moved @ moved)

    def is_met(self, values: np.ndarray) -> bool:
        return bool(np.all(np.abs(values[: len(self.target)] - self.target) < MET * self.tolerance))

    def solve(self, iterations: int, note: str, after: float, until: float) -> Steps[tuple[np.ndarray, np.ndarray]]:
        """The values (n,) and the measures (names,) they give; progress runs from ``after`` to ``until``."""
        low, high = (limit[self.free] for limit in self.ruler.model.shape_limits())
        x, middle = np.clip(self.start[self.free], low, high), (after + until) / 2
        x, values = yield from self._descend(x, iterations, note, after, middle)
        if not self.is_met(values):  # stuck, or held back by the prior, more often than out of reach
            firmer = replace(self, tolerance=self.tolerance / FIRMER)
            x, values = yield from firmer._descend(x, iterations, note, middle, until)
        return x, values

    def _descend(
        self, x: np.ndarray, iterations: int, note: str, after: float, until: float
    ) -> Steps[tuple[np.ndarray, np.ndarray]]:
        low, high = (limit[self.free] for limit in self.ruler.model.shape_limits())
        reading, stalled, damping = self.read(x), 0, 0.0
        for done in range(iterations):
            yield Progress("body", after + (until - after) * done / iterations, note)
            # Exact targets make a narrow valley, in which long steps fail: it is narrowed step by step.
            problem = replace(self, tolerance=self.tolerance * max(1.0, FIRST_TOLERANCE / NARROWER**done))
            jacobian = self.ruler.jacobian(self.shapes(x[None])[0], self.free, reading)
            before = cost = problem.cost(reading.values, x)
            for again in range(TRIES):
                ends = self._up_to_kinks(x, low, high, again)
                tried = problem.step(x, reading.values, jacobian, damping, *ends)
                reached = self.read(tried)
                if (new := problem.cost(reached.values, tried)) < cost:
                    x, reading, cost, damping = tried, reached, new, damping / 10 * (damping > LEAST_DAMPING)
                    break
                damping = max(10 * damping, LEAST_DAMPING)
            stalled = stalled + 1 if before - cost < ENOUGH * before + 0.05 else 0
            if NARROWER**done >= FIRST_TOLERANCE and stalled > (0 if self.is_met(reading.values) else PATIENCE):
                break
        return x, reading.values

    def _up_to_kinks(self, x: np.ndarray, low: np.ndarray, high: np.ndarray, again: int) -> tuple[np.ndarray, ...]:
        """The range of a step that is tried again: a value stops where its slope changes, and at last stays there.

        A change of the body has one direction above 0 and another below, and a phenotype another beyond its anchor.
        The best body often lies in such a kink, and steps across it then fail however short they are.
        """
        if not again:
            return low, high
        kink = np.where(self.free < self.ruler.model.phenotype_count, ANCHOR, 0.0)
        is_on = np.abs(x - kink) < 1e-9
        moves = ~is_on if again >= FROZEN else np.ones(len(x), bool)
        low = np.where((x > kink) | (is_on & ~moves), np.maximum(low, kink), low)
        high = np.where((x < kink) | (is_on & ~moves), np.minimum(high, kink), high)
        return low, high

    def step(self, x, values, jacobian, damping, low, high) -> np.ndarray:
        """One bounded step, no longer than LONGEST spreads: values that would leave their range are held at its end."""
        rows = self.weigh(jacobian)
        root = PRIOR_WEIGHT / self.spread**2
        normal = rows.T @ rows + np.diag(root)
        slope = -rows.T @ self.missing(values) - root * (x - self.start[self.free])
        while True:
            step = bounded(normal + np.diag(damping / self.spread**2), slope, low - x, high - x)
            if np.abs(step / self.spread).max() < LONGEST:
                return np.clip(x + step, low, high)
            damping = max(4 * damping, LEAST_DAMPING)


def bounded(normal: np.ndarray, slope: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """(n,) where ``step @ normal @ step / 2 - slope @ step`` is least; what would leave its range stays at its end."""
    step, moving = np.zeros(len(slope)), np.ones(len(slope), bool)
    for _ in range(8):
        held = normal[np.ix_(moving, ~moving)] @ step[~moving]
        step[moving] = np.linalg.solve(normal[np.ix_(moving, moving)], slope[moving] - held)
        outside = moving & ((step < low) | (step > high))
        if not outside.any():
            break
        step[outside] = np.clip(step, low, high)[outside]
        moving &= ~outside
    return np.clip(step, low, high)


def solve_shape(
    targets: dict[str, float], gender: float, loose: str = ""
) -> Steps[tuple[np.ndarray, dict[str, float]]]:
    """A shape (S,) with the target measures (m, kg) or as near as it gets, and what it measures.

    Args:
        targets: any of the measures, and the mass.
        gender: 1 female, 0 male.
        loose: a target that is let go; the answer says where it is on a usual body with the others.

    Returns:
        The shape, and its measures; under STRAIN, how far it is from usual in standard deviations.
    """
    people = usual({name: value for name, value in targets.items() if name != loose}, gender)
    stature = people.value("stature")
    start = usual_shape(gender, stature, float(np.clip(people.value("mass") / stature**2, *BMI_RANGE)))
    others = people.some(tuple(name for name in EXPECTED if name not in targets or name == loose))
    hard = tuple(name for name in targets if name != loose)
    free, spread = spreads(gender)
    problem = Problem(
        ruler=Ruler(body_model(), tape_lines(), (*hard, *others.names)),
        start=start,
        free=free,
        target=np.array([targets[name] for name in hard]),
        tolerance=np.array([TOLERANCE.get(name, LENGTH_TOLERANCE_M) for name in hard]),
        spread=spread,
        expected=others.mean,
        whiten=np.sqrt(USUAL_WEIGHT) * np.linalg.inv(np.linalg.cholesky(others.covariance)),
    )
    note = f"Looking for a {loose} that is possible" if loose else "Body from the tape"
    x, reached = yield from problem.solve(ITERATIONS, note, 0.1, 0.99)
    found = {name: float(value) for name, value in zip(problem.ruler.names, reached, strict=True)}
    found[STRAIN] = float(np.linalg.norm((x - problem.start[free]) / spread))
    return problem.shapes(x[None])[0], found
