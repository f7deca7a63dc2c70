"""Arms that hang in the picture hang in depth, too: what gravity says of them, where neither picture nor lifter knows.

Of people who stand, arms down, upper arm and forearm lie so in the plane of their heading: the shoulder a little before
the elbow, the wrist before it. On renders the lifter's own error of a hanging forearm is 13 degrees, as much as people
differ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...addon.core.body.landmarks import LandmarkBody
from .observation import ARMS, Observation
from .parameters import Posed
from .shape_rows import bounded

SHOULDERS, HIPS = ((12,), (11,)), ((24,), (23,))  # right and left, MediaPipe's numbers
AHEAD = (-0.05, 0.24)  # sine of how far upper arm and forearm point ahead of straight down
SPREAD = (0.12, 0.12)
BOUND = 3.0  # of a row: an arm that the lifter surely has elsewhere is let be
SWINGING = 0.5  # weight, where someone walks or bends


@dataclass(frozen=True, eq=False)
class Hanging:
    """The arms of one photo that hang, and how surely each does."""

    body: LandmarkBody
    surely: dict[str, float]

    @classmethod
    def seen(cls, body: LandmarkBody, seen: Observation) -> Hanging:
        """Of people who sit or lie, none."""
        weight = 1.0 if seen.is_at_ease else SWINGING if seen.is_standing else 0.0
        return cls(body, {side: share * weight for side, share in seen.arms_down.items() if share * weight})

    def rows(self, posed: Posed) -> np.ndarray:
        """(B, 2 a hanging arm)."""
        if not self.surely:
            return np.zeros((len(posed.landmarks), 0))
        ahead, rows = self.ahead(posed), []
        for side, share in self.surely.items():
            shoulder, elbow, wrist = posed.landmarks[:, self.body.rows(ARMS[side])].transpose(1, 0, 2)
            for limb, usual, spread in zip((elbow - shoulder, wrist - elbow), AHEAD, SPREAD):
                sine = (limb * ahead).sum(axis=1) / np.linalg.norm(limb, axis=1)
                rows.append(bounded((sine - usual) / spread, BOUND) * share)
        return np.stack(rows, axis=1)

    def ahead(self, posed: Posed) -> np.ndarray:
        """(B, 3) the level direction in which the trunk faces."""
        across = np.zeros((len(posed.landmarks), 3))
        for right, left in (SHOULDERS, HIPS):
            across += (posed.landmarks[:, self.body.rows(left)] - posed.landmarks[:, self.body.rows(right)])[:, 0]
        ahead = np.cross(across, posed.up)
        return ahead / np.linalg.norm(ahead, axis=1, keepdims=True)
