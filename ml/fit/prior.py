"""What is known of the parameters before the photo is looked at: their mean and how far they may be from it.

Without the lifter, people stand. With it, its mean and full covariance are the prior of the pose and of the shape.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...addon.core.body.skeleton import rotation_matrix, rotation_vector
from .lifted import LEGS, STANDING, Lifted, split
from .observation import Observation
from .parameters import LENGTHS, PITCH, ROOT, Layout

PITCH_SPREAD = 0.05  # radians; people hold cameras nearly level
SHAPE_SPREAD = {"gender": 0.15, "muscle": 0.10, "weight": 0.36, "height": 0.12, "proportions": 0.15}
CHANGE_SPREAD, LENGTH_SPREAD = 0.25, 0.3
BOWED = {"lumbar": 2.0, "thorax": 2.0, "neck": 2.0, "head": 2.0}  # how much further than usual those who sit bend
HANGING = {"shoulder": (0.08, np.inf, np.inf), "elbow": (0.12, 0.4, np.inf)}  # most, of an arm seen to point down
SEATED_KNEE = 1.4  # radians from straight, of a bent leg whose shin is out of the picture
UPRIGHT = {"hip": (0.25, np.inf, np.inf), "knee": (0.18, np.inf, np.inf)}  # most, of a leg seen to point down


@dataclass(frozen=True, eq=False)
class Prior:
    """Rows of ``whiten @ (x - mean)`` have variance one. The root's difference is a rotation vector, camera axes."""

    mean: np.ndarray  # (n,)
    whiten: np.ndarray  # (m, n)

    def rows(self, x: np.ndarray) -> np.ndarray:
        """(B, n) to (B, m)."""
        apart = x - self.mean
        turned = rotation_matrix(x[:, ROOT]) @ rotation_matrix(self.mean[ROOT]).T
        apart[:, ROOT] = rotation_vector(turned)
        return apart @ self.whiten.T


@dataclass(frozen=True, eq=False)
class ShapePrior:
    """The same of the shape alone: all photos show one."""

    mean: np.ndarray  # (s,)
    whiten: np.ndarray  # (m, s)

    def rows(self, shapes: np.ndarray) -> np.ndarray:
        """(B, s) to (B, m)."""
        return (shapes - self.mean) @ self.whiten.T


def standing_prior(layout: Layout, shape: np.ndarray, seen: Observation) -> Prior:
    """People stand, their arms down; a shape (S,) says how straight its knees and elbows are at rest."""
    mean, spread = np.zeros(layout.count), np.full(layout.count, np.inf)
    spread[PITCH] = PITCH_SPREAD
    bends = layout.rest_bends(shape)
    for hinge in layout.hinges:
        place = layout.hinge(hinge.name)
        mean[place], spread[place] = hinge.mean, hinge.spread
        mean[place.start] -= bends.get(hinge.name, 0.0)
        kind, _, side = hinge.name.partition(".")
        if kind in BOWED and not seen.is_standing:
            spread[place] *= BOWED[kind]
        if kind in HANGING and seen.hangs[side]:
            spread[place] = np.minimum(spread[place], HANGING[kind])
        if kind in UPRIGHT and seen.stands[side]:
            spread[place] = np.minimum(spread[place], UPRIGHT[kind])
        if kind in LEGS and seen.unseen[f"{LEGS[kind]}.{side}"]:
            spread[place] = STANDING
            if kind == "knee" and not seen.stands[side]:
                mean[place.start] = SEATED_KNEE - bends[hinge.name]
    mean[layout.shape_start :] = shape[layout.shape_places]
    return Prior(mean, np.diag(1 / spread)[np.isfinite(spread)])


def usual_shape(layout: Layout, shape: np.ndarray) -> ShapePrior:
    """Shapes (S,) vary about the tape's."""
    return ShapePrior(shape[layout.shape_places], np.diag(1 / usual_spread(layout)))


def usual_spread(layout: Layout) -> np.ndarray:
    """(s,) how far the values that the solver moves are from a tape's."""
    return np.array(
        [SHAPE_SPREAD.get(name, LENGTH_SPREAD if name in LENGTHS else CHANGE_SPREAD) for name in layout.shape_names]
    )


def lifted_prior(
    layout: Layout, lifted: Lifted, seen: Observation, shape: np.ndarray, photos: int = 1
) -> tuple[Prior, ShapePrior]:
    """The lifter's answer for one of some photos. All photos' answers of the shape together weigh as much as one:
    they rest on the same knowledge of what bodies there are.
    """
    mean, pose_rows, shape_rows = split(layout, lifted, seen, shape)
    return Prior(mean, pose_rows), ShapePrior(mean[layout.shape_start :], shape_rows / np.sqrt(photos))
