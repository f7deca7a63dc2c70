"""Levenberg-Marquardt with batched finite differences."""

from __future__ import annotations

from collections.abc import Callable, Generator

import numpy as np

DAMPING, LEAST_DAMPING = 1e-2, 1e-6
LONGEST_STEP = 0.5  # of one parameter in one iteration
SMALL_GAIN = 1e-3  # of the cost; an iteration that gains less is the last
TRIES = 5


def minimise(
    rows: Callable[[np.ndarray], np.ndarray],
    x: np.ndarray,
    steps: np.ndarray,
    free: np.ndarray,
    iterations: int,
) -> Generator[int, None, np.ndarray]:
    """The parameters (n,) that make the squares of ``rows`` small; yields the number of each iteration before it.

    Args:
        rows: (B, n) to residuals (B, R).
        x: (n,) where to begin.
        steps: (n,) of the finite differences.
        free: places of the parameters that move.
        iterations: at most.
    """
    damping = DAMPING
    for number in range(iterations):
        yield number
        tried = np.repeat(x[None], len(free) + 1, axis=0)
        tried[np.arange(1, len(free) + 1), free] += steps[free]
        values = rows(tried)
        residual = values[0]
        jacobian = (values[1:] - residual) / steps[free, None]
        normal, gradient, cost = jacobian @ jacobian.T, jacobian @ residual, float(residual @ residual)
        better = None
        for _ in range(TRIES):
            damped = normal + damping * np.diag(np.diag(normal) + 1e-6)
            step = np.clip(-np.linalg.solve(damped, gradient), -LONGEST_STEP, LONGEST_STEP)
            new = x.copy()
            new[free] += step
            new_residual = rows(new[None])[0]
            if (new_cost := float(new_residual @ new_residual)) < cost:
                better, damping = new, max(damping / 4, LEAST_DAMPING)
                break
            damping *= 5
        if better is None:
            break
        x = better
        if cost - new_cost < SMALL_GAIN * cost:
            break
    return x
