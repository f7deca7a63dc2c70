"""Rows of the shape alone, whatever the photos: what is usual, what was typed, what a shape's values may be."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .parameters import Layout
from .prior import ShapePrior
from .typed import TypedMeasures

STATURE_SPREAD = 0.004  # m
GENDER_SPREAD = 0.01
LIMIT_SPREAD = 0.02  # of a phenotype's range
# How far a silhouette may take a shape from what is expected: clothes make people look heavy and broad. Upper ends.
MOST_CHANGE = {"weight": 0.9, "muscle": 0.2}


@dataclass(eq=False)
class ShapeRows:
    """``base`` (S,) has the values that the solver does not move."""

    layout: Layout
    base: np.ndarray
    priors: tuple[ShapePrior, ...]
    stature: float  # m
    typed: TypedMeasures
    gender: float | None  # where it is known

    @cached_property
    def limits(self) -> tuple[np.ndarray, np.ndarray]:
        low, high = (limit[self.layout.shape_places] for limit in self.layout.body.model.shape_limits())
        expected = np.mean([prior.mean for prior in self.priors], axis=0)
        for name, change in MOST_CHANGE.items():
            place = self.layout.shape_names.index(name)
            high[place] = min(high[place], expected[place] + change)
        return low, high

    @cached_property
    def _stature_basis(self) -> tuple[np.ndarray, np.ndarray]:
        """The template's and the basis' difference between crown and sole, upwards."""
        model = self.layout.body.model
        height = np.where(model.is_skin, model.template_vertices[:, 2], np.nan)
        template, basis = model.vertex_basis(np.array([np.nanargmax(height), np.nanargmin(height)]))
        basis = basis.reshape(len(basis), 2, 3)[:, :, 2]
        return template[0, 2] - template[1, 2], basis[:, 0] - basis[:, 1]

    def __call__(self, shapes: np.ndarray) -> np.ndarray:
        """(B, s) values that the solver moves, to the rows (B, R)."""
        rows = [prior.rows(shapes) for prior in self.priors]
        rows += [
            outside(shapes, *self.limits).sum(axis=1)[:, None] / LIMIT_SPREAD,
            (self.statures(shapes)[:, None] - self.stature) / STATURE_SPREAD,
            self.typed.rows(shapes),
        ]
        if self.gender is not None:
            rows.append((shapes[:, [self.layout.shape_names.index("gender")]] - self.gender) / GENDER_SPREAD)
        return np.concatenate(rows, axis=1)

    def statures(self, shapes: np.ndarray) -> np.ndarray:
        """(B,) m."""
        template, basis = self._stature_basis
        return template + self.layout.body.coefficients(self.layout.completed(shapes, self.base)) @ basis


def outside(values: np.ndarray, low: np.ndarray | float, high: np.ndarray | float) -> np.ndarray:
    """How far values leave a range; 0 inside."""
    return np.minimum(values - low, 0) + np.maximum(values - high, 0)


def bounded(rows: np.ndarray, most: float) -> np.ndarray:
    """Rows that hold what is nearly so, and let be what is plainly otherwise: no more than ``most``."""
    return most * np.tanh(rows / most)
