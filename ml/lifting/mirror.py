"""The mirror image of what the lifter is shown, and of what it answers."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from ..fit.parameters import layout
from ..people import PAIRS
from .features import Shown

if TYPE_CHECKING:
    from ..lifter import Answer

ACROSS = np.array([-1.0, 1.0, 1.0])
TURNED = np.array([1.0, -1.0, -1.0])  # a rotation vector's mirror image; an elbow's axes are mirrored so that it holds


@cache
def landmark_order() -> np.ndarray:
    """(K,) for each of the body's landmarks the row of its mirror image."""
    body, other = layout().body, np.arange(33)
    for left, right in PAIRS:
        other[left], other[right] = right, left
    return np.array(body.rows(other[body.landmarks]))


@cache
def hinge_order() -> np.ndarray:
    """(hinges,) the row of each one's mirror image."""
    names = [hinge.name for hinge in layout().hinges]
    swapped = {"L": "R", "R": "L"}
    return np.array(
        [names.index(n[:-1] + swapped[n[-1]]) if n[-2:] in (".L", ".R") else i for i, n in enumerate(names)]
    )


def mirrored(shown: Shown) -> Shown:
    """The same picture seen in a mirror."""
    order = landmark_order()
    return replace(
        shown,
        points=shown.points[:, order] * ACROSS[:2],
        world=shown.world[:, order] * ACROSS,
        visibility=shown.visibility[:, order],
        inside=shown.inside[:, order],
        widths=shown.widths[:, :, ::-1],
        frame=shown.frame * [-1.0, 1.0, 1.0, 1.0],
    )


def mirrored_angles(angles: np.ndarray) -> np.ndarray:
    """(B, 3 * hinges) of the mirror image."""
    turned = angles.reshape(len(angles), -1, 3)[:, hinge_order()]
    return (turned * TURNED).reshape(len(angles), -1)


def mirrored_answer(answer: Answer) -> Answer:
    """The answer to the mirror image, as one to the picture itself."""
    order, count = landmark_order(), answer.angles.shape[1]
    spreads = answer.spreads.copy()
    hinges = spreads[:, 4 : 4 + count].reshape(len(spreads), -1, 3)[:, hinge_order()]
    spreads[:, 4 : 4 + count] = hinges.reshape(len(spreads), -1)
    return replace(
        answer,
        root=answer.root * np.outer(ACROSS, ACROSS),
        tilt=answer.tilt * [1.0, -1.0],
        angles=mirrored_angles(answer.angles),
        corrections=answer.corrections[:, order] * ACROSS[:2],
        spreads=spreads,
        point_spreads=answer.point_spreads[:, order],
    )
