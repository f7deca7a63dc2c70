"""Levenberg-Marquardt on a problem that gives its normal equations."""

from __future__ import annotations

from collections.abc import Generator
from typing import Protocol

import numpy as np

DAMPING, LEAST_DAMPING = 1e-2, 1e-6
LONGEST_STEP = 0.5  # of one parameter in one iteration
TRIES = 5


class LeastSquares(Protocol):
    def cost(self, x: np.ndarray) -> float:
        """The sum of the squares of all rows at parameters (N,)."""
        ...

    def normal(self, x: np.ndarray, free: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
        """J^T J (f, f) and J^T r (f,) of the free parameters, and the cost."""
        ...


def minimise(
    problem: LeastSquares, x: np.ndarray, free: np.ndarray, iterations: int, small_gain: float
) -> Generator[int, None, np.ndarray]:
    """The parameters (N,) that make the cost small; yields the number of each iteration before it.

    Args:
        problem: the rows.
        x: (N,) where to begin.
        free: places of the parameters that move.
        iterations: at most.
        small_gain: share of the cost; an iteration that gains less is the last.
    """
    damping = DAMPING
    for number in range(iterations):
        yield number
        normal, gradient, cost = problem.normal(x, free)
        better = None
        for _ in range(TRIES):
            damped = normal + damping * np.diag(np.diag(normal) + 1e-6)
            step = np.clip(-np.linalg.solve(damped, gradient), -LONGEST_STEP, LONGEST_STEP)
            new = x.copy()
            new[free] += step
            if (new_cost := problem.cost(new)) < cost:
                better, damping = new, max(damping / 4, LEAST_DAMPING)
                break
            damping *= 5
        if better is None:
            break
        x = better
        if cost - new_cost < small_gain * cost:
            break
    return x
