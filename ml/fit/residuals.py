"""What the solver makes small of one photo: every row is a difference over the spread that is expected of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .collision import Collision
from .hanging import Hanging
from .observation import Observation
from .parameters import Layout, Posed
from .prior import Prior
from .shape_rows import bounded, outside
from .silhouette import Contour

TRUNK_SPREAD = {True: 0.05, False: 0.15}  # sine of the trunk's lean towards or away from the camera, by standing
ROOT_SPREAD = {True: 0.10, False: 0.30}
EASE_LEAN_SPREAD = 0.07  # the same of someone at ease, where the lifter has its say
BALANCE_SPREAD = {False: 0.04, True: 0.10}  # m, between the middle of the body and of its feet, by is_lifted
EASE_BALANCE_SPREAD = 0.07
BOUND = 2.0  # of rows that tell nothing of who plainly leans, or has a foot raised
LEVEL_SPREAD = 0.03  # m, between the two feet's lowest points
EYE_LEVEL, EYE_SPREAD = 1.25, 0.4  # m, the camera's height over the floor
LIMIT_SPREAD = 0.02  # radians
BEND_LIMITS = {"knee": (0.02, 2.5), "elbow": (0.05, 2.6)}  # radians from straight
# The ends of what joints can, radians about the axes of a left limb; a right one's sideways and twist are mirrored.
LIMITS = {
    "lumbar": ((-0.6, 1.2), (-0.6, 0.6), (-0.8, 0.8)),
    "thorax": ((-0.5, 0.7), (-0.45, 0.45), (-0.6, 0.6)),
    "neck": ((-0.8, 0.8), (-0.7, 0.7), (-1.0, 1.0)),
    "head": ((-0.6, 0.6), (-0.5, 0.5), (-0.8, 0.8)),
    "clavicle": ((-0.5, 0.5), (-0.6, 0.3), (-0.5, 0.5)),
    "shoulder": ((-2.9, 1.3), (-2.6, 2.0), (-2.2, 2.2)),
    "elbow": ((-np.inf, np.inf), (-1.6, 1.6), (-0.2, 0.2)),
    "wrist": ((-1.3, 1.3), (-1.0, 1.0), (-0.7, 0.7)),
    "hip": ((-2.3, 0.7), (-1.2, 0.7), (-0.9, 0.9)),
    "knee": ((-np.inf, np.inf), (-0.12, 0.12), (-0.35, 0.35)),
    "ankle": ((-0.9, 0.7), (-0.5, 0.5), (-0.6, 0.6)),
}
# How far from ankle to toe the middle of these landmarks lies, by is_lifted; belly and thighs are before it.
AHEAD = {False: 0.3, True: 0.2}
SOLES = {"L": (29, 31), "R": (30, 32)}
FORGIVEN = 4.0  # percent of the person's height at which a landmark counts half


@dataclass(eq=False)
class Residuals:
    """The rows of one photo. ``robust``, ``contour`` and the weights change between rounds of the solver."""

    layout: Layout
    observation: Observation
    prior: Prior
    base: np.ndarray  # (S,) the shape whose other values are kept
    collision: Collision
    robust: np.ndarray  # (K,) weights of landmarks, small for outliers
    is_lifted: bool = False  # the prior is the lifter's, which knows the camera's tilt and who leans
    contour: Contour | None = None
    image_weight: float = 1.0

    @cached_property
    def _limits(self) -> tuple[np.ndarray, np.ndarray]:
        """The least and the most of each angle of the hinges."""
        bends, ends = self.layout.rest_bends(self.base), []
        for hinge in self.layout.hinges:
            kind, _, side = hinge.name.partition(".")
            first, second, third = LIMITS[kind]
            if side == "R":
                second, third = (-second[1], -second[0]), (-third[1], -third[0])
            if kind in BEND_LIMITS:
                first = tuple(end - bends[hinge.name] for end in BEND_LIMITS[kind])
            ends += [first, second, third]
        return np.array(ends)[:, 0], np.array(ends)[:, 1]

    @cached_property
    def _hanging(self) -> Hanging:
        return Hanging.seen(self.layout.body, self.observation)

    def middle(self, landmarks: np.ndarray, numbers: Sequence[int]) -> np.ndarray:
        """(B, K, 3) to the mean (B, 3) of some of MediaPipe's landmarks."""
        return landmarks[:, self.layout.body.rows(numbers)].mean(axis=1)

    def posed(self, x: np.ndarray) -> Posed:
        """The bodies of parameters (B, n)."""
        return self.layout.posed(x, self.base, self.observation.roll)

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """(B, n) to the rows (B, R)."""
        posed = self.posed(x)
        rows = [
            self.image_rows(posed),
            self.prior.rows(x),
            self.gravity_rows(posed),
            outside(x[:, self.layout.hinge_places], *self._limits) / LIMIT_SPREAD,
            self.collision.rows(posed),
        ]
        if self.is_lifted:
            rows.append(self._hanging.rows(posed))
        if self.observation.depth_weights.any():
            rows.append(self.depth_rows(posed))
        if self.contour is not None:
            rows.append(self.contour.rows(posed, self.layout.body, self.observation))
        return np.concatenate(rows, axis=1)

    def image_error(self, posed: Posed) -> np.ndarray:
        """(B, K, 2) percent of the person's height."""
        seen = self.observation
        return (seen.project(posed.landmarks) - seen.points) / seen.height_px * 100

    def image_rows(self, posed: Posed) -> np.ndarray:
        seen = self.observation
        weight = np.where(seen.is_placed, 1.0, self.image_weight * seen.weights * self.robust)
        return (self.image_error(posed) * (weight / seen.spread)[:, None]).reshape(len(posed.landmarks), -1)

    def depth_rows(self, posed: Posed) -> np.ndarray:
        seen = self.observation
        return (posed.landmarks[..., 2] @ seen.depth_rows.T - seen.depths) * seen.depth_weights

    def gravity_rows(self, posed: Posed) -> np.ndarray:
        """Trunk, balance, feet and the camera's height, against the world's up."""
        stands, eases = self.observation.is_standing, self.observation.is_at_ease
        shoulders, hips = self.middle(posed.landmarks, (11, 12)), self.middle(posed.landmarks, (23, 24))
        trunk = shoulders - hips
        lean = dot(trunk, posed.away) / np.linalg.norm(trunk, axis=1)
        root_lean = dot(posed.turned[:, 0, :, 2], posed.away)
        feet = {side: self.lowest(posed, numbers) for side, numbers in SOLES.items()}
        floor = np.minimum(feet["L"], feet["R"])
        rows = [(-floor - EYE_LEVEL) / EYE_SPREAD]
        if not self.is_lifted:
            rows += [lean / TRUNK_SPREAD[stands], root_lean / ROOT_SPREAD[stands]]
        elif eases:
            rows.append(bounded(lean / EASE_LEAN_SPREAD, BOUND))
        if stands:
            ahead = AHEAD[self.is_lifted]
            support = (1 - ahead) * self.middle(posed.landmarks, (27, 28)) + ahead * self.middle(
                posed.landmarks, (31, 32)
            )
            carried = (self.middle(posed.landmarks, (7, 8)) + 2 * shoulders + 3 * hips) / 6
            rows += [
                dot(carried - support, posed.away)
                / (EASE_BALANCE_SPREAD if eases and self.is_lifted else BALANCE_SPREAD[self.is_lifted]),
                bounded((feet["L"] - feet["R"]) / LEVEL_SPREAD, BOUND),
            ]
        return np.stack(rows, axis=1)

    def lowest(self, posed: Posed, numbers: Sequence[int]) -> np.ndarray:
        """(B,) m over the camera: the lower of some landmarks."""
        return np.min([dot(self.middle(posed.landmarks, (number,)), posed.up) for number in numbers], axis=0)

    def forgive_outliers(self, x: np.ndarray) -> None:
        """Give landmarks that lie far off less weight (Geman-McClure), from parameters (n,)."""
        error = np.linalg.norm(self.image_error(self.posed(x[None]))[0], axis=1)
        self.robust = 1 / (1 + (error / FORGIVEN) ** 2)


def dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a * b).sum(axis=-1)
