"""One person in one or several photos: one shape, and in each photo a pose, a place and a camera of its own.

Parameters (N,): the first photo's pose (its place, pitch and hinges), the next photo's, ..., the shape. A photo's rows
do not depend on another's pose, so that the cost of the Jacobian is the sum over the photos.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .residuals import Residuals
from .shape_rows import ShapeRows

ANGLE_STEP, SHAPE_STEP = 1e-4, 2e-3  # of finite differences; coefficients are float32


@dataclass(eq=False)
class Problem:
    """The rows of all photos and of the shape, as normal equations."""

    views: tuple[Residuals, ...]
    shape_rows: ShapeRows

    def __post_init__(self):
        self.layout = self.shape_rows.layout
        self.poses = self.layout.shape_start  # parameters of one pose
        self.count = len(self.views) * self.poses + len(self.layout.shape_names)

    def columns(self, number: int) -> np.ndarray:
        """(n,) places of one photo's parameters, in the order of Layout, among all."""
        start = number * self.poses
        return np.r_[start : start + self.poses, self.count - len(self.layout.shape_names) : self.count]

    def joined(self, each: list[np.ndarray]) -> np.ndarray:
        """Parameters (n,) a photo to (N,); the shape is the mean of theirs."""
        shape = np.mean([x[self.poses :] for x in each], axis=0)
        return np.concatenate([*(x[: self.poses] for x in each), shape])

    def shape(self, x: np.ndarray) -> np.ndarray:
        """(N,) to the body model's shape (S,)."""
        return self.layout.shapes(x[None, self.columns(0)], self.shape_rows.base)[0]

    def rebase(self, x: np.ndarray, shape: np.ndarray) -> np.ndarray:
        """Parameters (N,) with another shape (S,), whose other values are kept from now on."""
        self.shape_rows.base = shape
        for view in self.views:
            view.base = shape
        return np.concatenate([x[: len(self.views) * self.poses], shape[self.layout.shape_places]])

    def everywhere(self, free: np.ndarray) -> np.ndarray:
        """Places among all parameters of some of one photo's (m,): in each photo, and the shape once."""
        return np.unique(np.concatenate([self.columns(number)[free] for number in range(len(self.views))]))

    def cost(self, x: np.ndarray) -> float:
        rows = [view(x[None, self.columns(number)])[0] for number, view in enumerate(self.views)]
        rows.append(self.shape_rows(x[None, self.columns(0)[self.poses :]])[0])
        return float(sum(row @ row for row in rows))

    def normal(self, x: np.ndarray, free: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
        """J^T J (f, f) and J^T r (f,) of the free parameters, and the cost."""
        place = np.full(self.count, -1)
        place[free] = np.arange(len(free))
        normal, gradient, cost = np.zeros((len(free), len(free))), np.zeros(len(free)), 0.0
        shape = self.columns(0)[self.poses :]
        parts = [(view, self.columns(number)) for number, view in enumerate(self.views)]
        for rows, columns in [*parts, (self.shape_rows, shape)]:
            moved = np.flatnonzero(place[columns] >= 0)
            steps = np.where(columns[moved] >= shape[0], SHAPE_STEP, ANGLE_STEP)
            tried = np.repeat(x[None, columns], len(moved) + 1, axis=0)
            tried[np.arange(1, len(moved) + 1), moved] += steps
            turned = 1 + int((columns[moved] < shape[0]).sum())  # poses of one shape are cheap together
            values = rows(tried[:turned])
            if turned < len(tried):
                values = np.concatenate([values, rows(tried[turned:])])
            jacobian = (values[1:] - values[0]) / steps[:, None]
            into = place[columns[moved]]
            normal[np.ix_(into, into)] += jacobian @ jacobian.T
            gradient[into] += jacobian @ values[0]
            cost += float(values[0] @ values[0])
        return normal, gradient, cost
