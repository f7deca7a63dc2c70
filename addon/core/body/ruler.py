"""Measures shapes by a few names, quickly, and says exactly how the measures change with the shape."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from .measures import DENSITY
from .model import BodyModel, body_model
from .tape_lines import TapeLines
from .tape_places import tape_lines
from .taut import volume, volume_gradient


@dataclass(frozen=True, eq=False)
class Ruler:
    """Only the vertices that the tape touches are made; for the mass, and there only, all of them.

    A coefficient row (C,) is what ``BodyModel.coefficients`` makes of a shape.
    """

    model: BodyModel
    tape: TapeLines
    names: tuple[str, ...]  # of measures, "mass" among them

    @cached_property
    def _basis(self) -> tuple[np.ndarray, np.ndarray]:
        return tape_basis()

    def measure(self, coefficients: np.ndarray) -> np.ndarray:
        """(1, C) to (names,) m, and kg."""
        points, heads = self.points(coefficients)
        return np.array([self._one(name, points, heads, coefficients) for name in self.names])

    def gradient(self, coefficients: np.ndarray) -> np.ndarray:
        """(1, C) to (names, C): how the measures grow with the coefficients."""
        points, heads = self.points(coefficients)
        by_points = np.zeros((len(self.names), points.size), np.float32)
        by_heads = np.zeros((len(self.names), heads.size), np.float32)
        for row, name in enumerate(self.names):
            if name != "mass":
                grown = self.tape.gradient(name, points, heads)
                by_points[row], by_heads[row] = grown.points.ravel(), grown.heads.ravel()
        used = np.flatnonzero(by_points.any(axis=0))
        gradient = by_points[:, used] @ self._basis[1][:, used].T + by_heads @ self.model.head_basis.T
        if "mass" in self.names:
            swell = volume_gradient(self._skin(coefficients), self.model.skin_faces).astype(np.float32).ravel()
            gradient[self.names.index("mass")] = DENSITY * (self.model.basis @ swell)
        return gradient

    def change(self, base: np.ndarray, moved: np.ndarray) -> np.ndarray:
        """How the measures of (1, C) change towards each row of (B, C), to first order: (B, names)."""
        return (moved - base) @ self.gradient(base).T

    def points(self, coefficients: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(1, C) to the tape's points (n, 3) and the joint heads (J, 3), m at rest."""
        template, basis = self._basis
        return template + (coefficients @ basis).reshape(-1, 3), self.model.heads(coefficients)[0]

    def _one(self, name: str, points: np.ndarray, heads: np.ndarray, coefficients: np.ndarray) -> float:
        if name == "mass":
            return volume(self._skin(coefficients), self.model.skin_faces) * DENSITY
        return self.tape.measure(name, points, heads)

    def _skin(self, coefficients: np.ndarray) -> np.ndarray:
        return self.model.vertices(coefficients)[0]


@lru_cache(maxsize=1)
def tape_basis() -> tuple[np.ndarray, np.ndarray]:
    return body_model().vertex_basis(tape_lines().subset)
