"""What the lifter says of one photo: a body's parameters and their covariance, and corrected landmarks."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .observation import Observation
from .parameters import JOINTS, PLACE, Layout

TRUST = 0.8  # of the lifter's own spreads: scales between 0.6 and 1 did equally well on renders
IMAGE_TRUST = 0.5  # weight of its landmarks beside its own pose, which rests on them too
LEGS = {"hip": "knee", "knee": "ankle", "ankle": "ankle"}  # what has to be seen to know a joint of the leg
STANDING = 0.06  # radians, of a leg that is out of the picture
SPARE = 1e-4  # of information everywhere: the covariance of parameters that the lifter says nothing of stays finite


@dataclass(frozen=True, eq=False)
class Lifted:
    """Rows of ``whiten @ (x - mean)`` have variance one; x in the order of ``Layout``.

    The root's difference is the rotation vector of R(x) R(mean)^T, camera axes. The place's columns are 0.
    """

    mean: np.ndarray  # (n,) radians; place in m, ignored; shape
    whiten: np.ndarray  # (m, n)
    points: np.ndarray  # (K, 2) px, the body's landmarks, the detector's errors taken off
    spread: np.ndarray  # (K,) percent of the person's height
    roll: float  # radians, of the camera about its axis
    device: str  # where it ran: "numpy", "cpu", "cuda", "mps"


def corrected(seen: Observation, lifted: Lifted) -> Observation:
    """The observation with the lifter's landmarks and camera, and without the detector's depth, which it has used.

    No landmark is taken for surer than those of photos are: the lifter has seen renders, whose ears no hair covers.
    """
    return replace(
        seen,
        points=np.where(seen.is_placed[:, None], seen.points, lifted.points),
        spread=np.where(
            seen.is_placed, seen.spread, np.maximum(lifted.spread / IMAGE_TRUST, seen.spread * seen.looseness)
        ),
        depth_weights=np.zeros_like(seen.depth_weights),
        roll=lifted.roll,
    )


def split(
    layout: Layout, lifted: Lifted, seen: Observation, shape: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What the lifter says: the mean (n,), rows (p, n) of the pose given the shape, rows (s, s) of the shape alone.

    Legs out of the picture stand straight, with the knees of a shape (S,).

    The lifter's mean of a knee that it does not see is bent, because knees bend one way only: the mode is straight.
    """
    mean = lifted.mean.copy()
    whiten = lifted.whiten / TRUST
    used = np.delete(np.arange(layout.count), np.arange(JOINTS)[PLACE])
    covariance = np.linalg.inv(whiten[:, used].T @ whiten[:, used] + SPARE * np.eye(len(used)))
    for name, value in unseen_legs(layout, seen, shape).items():
        place = np.searchsorted(used, np.arange(layout.count)[layout.hinge(name)])
        covariance[place] = covariance[:, place] = 0.0
        covariance[place, place] = STANDING**2
        mean[layout.hinge(name)] = value
    upper = np.linalg.cholesky(np.linalg.inv(covariance)).T
    rows = np.zeros((len(used), layout.count))
    rows[:, used] = upper
    shapes = len(layout.shape_names)
    return mean, rows[:-shapes], upper[-shapes:, -shapes:]


def unseen_legs(layout: Layout, seen: Observation, shape: np.ndarray) -> dict[str, np.ndarray]:
    """By hinge, the angles (3,) of standing straight, where the picture does not show the leg."""
    bends, found = layout.rest_bends(shape), {}
    for hinge in layout.hinges:
        kind, _, side = hinge.name.partition(".")
        if kind in LEGS and seen.unseen[f"{LEGS[kind]}.{side}"] and seen.stands[side]:
            found[hinge.name] = np.array(hinge.mean)
            found[hinge.name][0] -= bends.get(hinge.name, 0.0)
    return found
