"""What the solver makes small: every row is a difference over the spread that is expected of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .observation import Observation
from .parameters import Layout, Posed
from .prior import Prior
from .silhouette import Contour

STATURE_SPREAD = 0.004  # m
TRUNK_SPREAD = {True: 0.05, False: 0.15}  # sine of the trunk's lean towards or away from the camera, by standing
ROOT_SPREAD = {True: 0.10, False: 0.30}
BALANCE_SPREAD = 0.04  # m, between the middle of the body and of its feet
LEVEL_SPREAD = 0.03  # m, between the two feet's lowest points
EYE_LEVEL, EYE_SPREAD = 1.25, 0.4  # m, the camera's height over the floor
LIMIT_SPREAD = 0.02  # radians, or of a phenotype's range
BEND_LIMITS = {"knee": (0.02, 2.5), "elbow": (0.05, 2.6)}  # radians from straight
AHEAD = 0.3  # how far from ankle to toe a standing body's middle lies
# How far a silhouette may take a shape from the tape's: clothes make people look heavy and broad. The upper ends.
MOST_CHANGE = {"weight": 0.35, "muscle": 0.2}
SOLES = {"L": (29, 31), "R": (30, 32)}


@dataclass(eq=False)
class Residuals:
    """The rows of one problem. ``robust``, ``contour`` and the weights change between rounds of the solver."""

    layout: Layout
    observation: Observation
    prior: Prior
    base: np.ndarray  # (S,) the shape whose other values are kept
    robust: np.ndarray  # (K,) weights of landmarks, small for outliers
    contour: Contour | None = None
    image_weight: float = 1.0

    @cached_property
    def _rows(self) -> dict[int, int]:
        """MediaPipe's number of a landmark to its row among the body's."""
        return {int(number): row for row, number in enumerate(self.layout.body.landmarks)}

    @cached_property
    def _stature_basis(self) -> tuple[np.ndarray, np.ndarray]:
        """The template's and the basis' difference between crown and sole, upwards."""
        model = self.layout.body.model
        height = np.where(model.is_skin, model.template_vertices[:, 2], np.nan)
        template, basis = model.vertex_basis(np.array([np.nanargmax(height), np.nanargmin(height)]))
        basis = basis.reshape(len(basis), 2, 3)[:, :, 2]
        return template[0, 2] - template[1, 2], basis[:, 0] - basis[:, 1]

    @cached_property
    def _rest_bends(self) -> dict[str, float]:
        return self.layout.rest_bends(self.base)

    @cached_property
    def _shape_limits(self) -> tuple[np.ndarray, np.ndarray]:
        low, high = (limit[self.layout.shape_places] for limit in self.layout.body.model.shape_limits())
        for name, change in MOST_CHANGE.items():
            place = self.layout.shape_names.index(name)
            high[place] = min(high[place], self.prior.mean[self.layout.shape_start + place] + change)
        return low, high

    def middle(self, landmarks: np.ndarray, numbers: Sequence[int]) -> np.ndarray:
        """(B, K, 3) to the mean (B, 3) of some of MediaPipe's landmarks."""
        return landmarks[:, [self._rows[number] for number in numbers]].mean(axis=1)

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """(B, n) to the rows (B, R)."""
        posed = self.layout.posed(x, self.base)
        rows = [
            self.image_rows(posed),
            self.depth_rows(posed),
            self.prior.rows(x),
            self.gravity_rows(posed),
            self.limit_rows(x),
            (self.stature(posed)[:, None] - self.observation.stature) / STATURE_SPREAD,
        ]
        if self.contour is not None:
            rows.append(self.contour.rows(posed, self.layout.body, self.observation))
        return np.concatenate(rows, axis=1)

    def image_error(self, posed: Posed) -> np.ndarray:
        """(B, K, 2) percent of the person's height."""
        seen = self.observation
        return (seen.project(posed.landmarks) - seen.points) / seen.height_px * 100

    def image_rows(self, posed: Posed) -> np.ndarray:
        scale = self.image_weight * self.observation.weights * self.robust / self.observation.spread
        return (self.image_error(posed) * scale[:, None]).reshape(len(posed.landmarks), -1)

    def depth_rows(self, posed: Posed) -> np.ndarray:
        seen = self.observation
        return (posed.landmarks[..., 2] @ seen.depth_rows.T - seen.depths) * seen.depth_weights

    def stature(self, posed: Posed) -> np.ndarray:
        """(B,) m."""
        template, basis = self._stature_basis
        return template + posed.coefficients @ basis

    def gravity_rows(self, posed: Posed) -> np.ndarray:
        """Trunk, balance, feet and the camera's height, against the world's up."""
        stands = self.observation.is_standing
        shoulders, hips = self.middle(posed.landmarks, (11, 12)), self.middle(posed.landmarks, (23, 24))
        trunk = shoulders - hips
        lean = dot(trunk, posed.away) / np.linalg.norm(trunk, axis=1)
        root_lean = dot(posed.turned[:, 0, :, 2], posed.away)
        feet = {side: self.lowest(posed, numbers) for side, numbers in SOLES.items()}
        floor = np.minimum(feet["L"], feet["R"])
        rows = [
            lean / TRUNK_SPREAD[stands],
            root_lean / ROOT_SPREAD[stands],
            (-floor - EYE_LEVEL) / EYE_SPREAD,
        ]
        if stands:
            support = (1 - AHEAD) * self.middle(posed.landmarks, (27, 28)) + AHEAD * self.middle(
                posed.landmarks, (31, 32)
            )
            carried = (self.middle(posed.landmarks, (7, 8)) + 2 * shoulders + 3 * hips) / 6
            rows += [
                dot(carried - support, posed.away) / BALANCE_SPREAD,
                2 * np.tanh((feet["L"] - feet["R"]) / LEVEL_SPREAD / 2),
            ]
        return np.stack(rows, axis=1)

    def lowest(self, posed: Posed, numbers: Sequence[int]) -> np.ndarray:
        """(B,) m over the camera: the lower of some landmarks."""
        return np.min([dot(self.middle(posed.landmarks, (number,)), posed.up) for number in numbers], axis=0)

    def limit_rows(self, x: np.ndarray) -> np.ndarray:
        """How far knees and elbows bend beyond what they can, and the shape leaves its range."""
        rows = []
        for name, rest in self._rest_bends.items():
            bend = x[:, self.layout.hinge(name).start] + rest
            rows.append(outside(bend, *BEND_LIMITS[name.partition(".")[0]]))
        rows.append(outside(x[:, self.layout.shape_start :], *self._shape_limits).sum(axis=1))
        return np.stack(rows, axis=1) / LIMIT_SPREAD

    def forgive_outliers(self, x: np.ndarray) -> None:
        """Give landmarks that lie far off less weight (Geman-McClure), from parameters (n,)."""
        error = np.linalg.norm(self.image_error(self.layout.posed(x[None], self.base))[0], axis=1)
        self.robust = 1 / (1 + (error / 4) ** 2)


def dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a * b).sum(axis=-1)


def outside(values: np.ndarray, low: np.ndarray | float, high: np.ndarray | float) -> np.ndarray:
    """How far values leave a range; 0 inside."""
    return np.minimum(values - low, 0) + np.maximum(values - high, 0)
