"""What is known of the parameters before the photo is looked at: their mean and how far they may be from it.

This is where another estimate of the pose, with its covariance, enters the solver: it replaces rows of the prior.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .observation import Observation
from .parameters import LENGTHS, PITCH, WIDTHS, Layout

PITCH_SPREAD = 0.05  # radians; people hold cameras nearly level
SHAPE_SPREAD = {"gender": 0.15, "muscle": 0.10, "weight": 0.18, "height": 0.12, "proportions": 0.15}
CHANGE_SPREAD, LENGTH_SPREAD = 0.25, 0.5
TYPED_SPREAD = 0.1  # of what a typed girth or mass fixes: the photo hardly moves it
KNOWN_SPREAD = 0.01
BOWED = {"lumbar": 2.0, "thorax": 2.0, "neck": 2.0, "head": 2.0}  # how much further than usual those who sit bend
ENDS = {"hip": "knee", "knee": "ankle", "ankle": "ankle"}  # what has to be seen to know a joint of the leg
STANDING = 0.06  # radians, of a leg that is out of the picture
HANGING = {"shoulder": (0.08, np.inf, np.inf), "elbow": (0.12, 0.4, np.inf)}  # most, of an arm seen to point down
SEATED_KNEE = 1.4  # radians from straight, of a bent leg whose shin is out of the picture
UPRIGHT = {"hip": (0.25, np.inf, np.inf), "knee": (0.18, np.inf, np.inf)}  # most, of a leg seen to point down


@dataclass(frozen=True, eq=False)
class Prior:
    """Rows of ``whiten @ (x - mean)`` have variance one."""

    mean: np.ndarray  # (n,)
    whiten: np.ndarray  # (m, n)

    def rows(self, x: np.ndarray) -> np.ndarray:
        """(B, n) to (B, m)."""
        return (x - self.mean) @ self.whiten.T


def standing_prior(
    layout: Layout, shape: np.ndarray, seen: Observation, is_typed: bool, gender_is_known: bool
) -> Prior:
    """People stand, their arms down, in the shape that the tape says.

    Args:
        layout: the parameters.
        shape: (S,) the expected shape.
        seen: whose limbs may be out of the picture, or point down.
        is_typed: a girth or the mass was typed.
        gender_is_known: from the tape.
    """
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
        if kind in ENDS and seen.unseen[f"{ENDS[kind]}.{side}"]:
            spread[place] = STANDING
            if kind == "knee" and not seen.stands[side]:
                mean[place.start] = SEATED_KNEE - bends[hinge.name]
    mean[layout.shape_start :] = shape[layout.shape_places]
    for name in layout.shape_names:
        place = layout.shape_place(name)
        spread[place] = SHAPE_SPREAD.get(name, LENGTH_SPREAD if name in LENGTHS else CHANGE_SPREAD)
        if is_typed and name in (*WIDTHS, "muscle", "weight"):
            spread[place] *= TYPED_SPREAD
    if gender_is_known:
        spread[layout.shape_place("gender")] = KNOWN_SPREAD
    known = np.isfinite(spread)
    return Prior(mean, np.diag(1 / spread)[known])
