"""The crook of a bent elbow, filled as far as cloth bridges it.

The skin of a bent arm goes through itself in the crook. Cloth that gets in there is held between two insides: the
sleeve can neither fold before the crook nor go up the forearm, and is torn over the elbow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...core.types import Body
from .relax import Neighbours

REACH = 0.085  # m from the elbow's joint
MIDDLE = 0.04  # m
PASSES = 6
BENT = 0.03  # m from the elbow's middle to that of what is around it, from where it is filled altogether


@dataclass(frozen=True, eq=False)
class Crook:
    """One elbow of the coarse body."""

    middle: np.ndarray  # its vertices at the joint
    around: np.ndarray  # those of upper arm and forearm beside it
    inner: np.ndarray  # those on the side to which it bends
    share: np.ndarray  # (inner,) how much of the filling each gets

    @classmethod
    def of(cls, body: Body, side: str, points: np.ndarray, normals: np.ndarray) -> Crook:
        """That of a side, "L" or "R", from the vertices (P, 3) at rest and their normals."""
        joint = body.world_from_joint_rest[body.joints.index(f"lowerarm01.{side}"), :3, 3]
        away = np.linalg.norm(points - joint, axis=1)
        middle, around = np.flatnonzero(away < MIDDLE), np.flatnonzero((away >= MIDDLE) & (away < REACH))
        open_side = points[around].mean(axis=0) - points[middle].mean(axis=0)
        inner = np.flatnonzero((away < REACH) & (normals @ open_side > 0))
        return cls(middle, around, inner, np.clip(2.0 * (1.0 - away[inner] / REACH), 0.0, 1.0))

    def filled(self, points: np.ndarray, neighbours: Neighbours) -> np.ndarray:
        """Points (P, 3) with the hollow before the joint filled; nothing goes inwards."""
        way = points[self.around].mean(axis=0) - points[self.middle].mean(axis=0)
        bent = float(np.linalg.norm(way))
        way, share = way / bent, self.share * min(bent / BENT, 1.0)
        points = points.copy()
        for _ in range(PASSES):
            move = (neighbours.mean(points) - points)[self.inner]
            points[self.inner] += (share * (move @ way > 0))[:, None] * move
        return points
