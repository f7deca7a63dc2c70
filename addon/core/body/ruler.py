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

ANCHOR = 0.5  # of the phenotypes that have three
STEP = 0.01  # of a phenotype, for the slope of the coefficients


@dataclass(frozen=True, eq=False)
class Ruler:
    """Only the vertices that the tape touches are made; for the mass, and there only, all of them.

    A coefficient row (1, C) is what ``BodyModel.coefficients`` makes of a shape.
    """

    model: BodyModel
    tape: TapeLines
    names: tuple[str, ...]  # of measures, "mass" among them

    def measure(self, coefficients: np.ndarray) -> np.ndarray:
        """(1, C) to (names,) m, and kg."""
        return Reading(self, coefficients).values

    def change(self, base: np.ndarray, moved: np.ndarray) -> np.ndarray:
        """How the measures of (1, C) change towards each row of (B, C), to first order: (B, names)."""
        return (moved - base) @ Reading(self, base).gradient.T

    def read(self, shape: np.ndarray) -> Reading:
        """A shape (S,) under the tape."""
        return Reading(self, self.model.coefficients(shape[None]))

    def jacobian(self, shape: np.ndarray, places: np.ndarray, reading: Reading | None = None) -> np.ndarray:
        """(names, n): how the measures of a shape (S,) grow with its values at some places (n,)."""
        model, first = self.model, self.model.phenotype_count
        gradient = (reading or self.read(shape)).gradient
        moved, low, high = np.flatnonzero(places < first), *model.shape_limits()
        # A phenotype's slope changes at its anchor: there, the mean of both sides; near it, that of its own side.
        low, high = np.where(shape > ANCHOR, np.maximum(low, ANCHOR), low), np.where(shape < ANCHOR, ANCHOR, high)
        shapes = np.tile(shape, (2 * len(moved), 1))
        ends = np.stack([np.maximum(shape - STEP, low), np.minimum(shape + STEP, high)])[:, places[moved]]
        for side in (0, 1):
            shapes[np.arange(len(moved)) + side * len(moved), places[moved]] = ends[side]
        coefficients = model.coefficients(shapes)
        slopes = np.zeros((len(self.names), len(places)))
        change = (coefficients[len(moved) :] - coefficients[: len(moved)]).T
        slopes[:, moved] = gradient @ (change / (ends[1] - ends[0]))
        local = np.flatnonzero(places >= first)
        row = gradient.shape[1] - 2 * (len(shape) - first) + 2 * (places[local] - first)
        # A change has one direction above 0 and another below; at 0, the mean of both.
        above = (np.sign(shape[places[local]]) + 1) / 2
        slopes[:, local] = above * gradient[:, row] - (1 - above) * gradient[:, row + 1]
        return slopes


class Reading:
    """One body under the tape."""

    def __init__(self, ruler: Ruler, coefficients: np.ndarray):
        self.ruler, self.coefficients = ruler, coefficients
        template, basis = _tape_basis()
        self.points = template + (coefficients @ basis).reshape(-1, 3)
        self.heads = ruler.model.heads(coefficients)[0]

    @cached_property
    def skin(self) -> np.ndarray:
        """(V, 3) m."""
        return self.ruler.model.vertices(self.coefficients)[0]

    @cached_property
    def values(self) -> np.ndarray:
        """(names,) m and kg."""
        return np.array([self._one(name) for name in self.ruler.names])

    def _one(self, name: str) -> float:
        if name == "mass":
            return volume(self.skin, self.ruler.model.skin_faces) * DENSITY
        return self.ruler.tape.measure(name, self.points, self.heads)

    @cached_property
    def gradient(self) -> np.ndarray:
        """(names, C): how the measures grow with the coefficients."""
        names, model = self.ruler.names, self.ruler.model
        by_points = np.zeros((len(names), self.points.size), np.float32)
        by_heads = np.zeros((len(names), self.heads.size), np.float32)
        for row, name in enumerate(names):
            if name != "mass":
                grown = self.ruler.tape.gradient(name, self.points, self.heads)
                by_points[row], by_heads[row] = grown.points.ravel(), grown.heads.ravel()
        used = np.flatnonzero(by_points.any(axis=0))
        gradient = by_points[:, used] @ _tape_basis()[1][:, used].T + by_heads @ model.head_basis.T
        if "mass" in names:
            swell = volume_gradient(self.skin, model.skin_faces).astype(np.float32).ravel()
            gradient[names.index("mass")] = DENSITY * (model.basis @ swell)
        return gradient


@lru_cache(maxsize=1)
def _tape_basis() -> tuple[np.ndarray, np.ndarray]:
    return body_model().vertex_basis(tape_lines().subset)
