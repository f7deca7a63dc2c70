"""Hair that hangs beside the neck, whatever its colour: nothing else of a person is there.

Hair of the skin's own colour is skin to a model of colours. But what of the person stands beside the neck, off the mesh
and no arm or collar, is hair, and so is what goes on below it in its colour.
"""

from __future__ import annotations

import numpy as np

from .regions import dilate
from .segments import MOUTH
from .sight import ARMS, HEAD, NECK, TORSO
from .sure import View

OFF_MESH = 3.0  # units from head, neck and trunk
OFF_ARMS = 10.0  # units: a raised hand is no hair
LEAST_ROWS = 0.2  # of those from the mouth to the shoulders, that a column must be off the mesh
FULL = 0.8  # of these rows, that are of the person
ONE_COLOUR = 12.0  # Lab from the hair beside the neck
LONGEST = 0.6  # of the way from shoulders to hips
LEAST_COLUMNS, WIDER = 2.0, 6.0  # units; a strand may be wider than what of it is seen beside the neck
BREAK_PX = 2


def hanging_hair(view: View, clothes: np.ndarray) -> np.ndarray:
    """(H, W) bool, from the mouth down; ``clothes`` (H, W) bool is what looks like the garments: collars, hoods."""
    result = np.zeros(view.silhouette.shape, bool)
    if not view.face.any():
        return result
    sight = view.sight
    mouth, shoulder = int(view.landmarks[MOUTH, 1].mean()), int(sight.shoulder[1])
    taken = dilate(sight.on([HEAD, NECK, TORSO]), OFF_MESH * sight.unit) | dilate(sight.on(ARMS), OFF_ARMS * sight.unit)
    band = slice(max(mouth, 0), max(shoulder, 0))
    free = ~taken[band]
    beside = free & view.person[band] & ~clothes[band]
    if not beside.any():
        return result
    rows = np.maximum(free.sum(0), 1)
    columns = (free.sum(0) > LEAST_ROWS * len(free)) & (beside.sum(0) > FULL * rows)
    middle = int(np.clip(sight.shoulder[0], 0, len(columns)))
    for side in (slice(0, middle), slice(middle, len(columns))):
        if columns[side].sum() > LEAST_COLUMNS * sight.unit:
            result[:, side] |= fallen(view, band, beside[:, side], columns[side], side)
    return result


def fallen(view: View, band: slice, beside: np.ndarray, columns: np.ndarray, side: slice) -> np.ndarray:
    """(H, W') bool: the hair of one side of the head, down as far as its colour goes on in each of its columns."""
    colour = np.median(view.lab[band, side][beside & columns], axis=0)
    alike = np.linalg.norm(view.lab[:, side] - colour, axis=-1) < ONE_COLOUR
    alike &= view.person[:, side] & (view.rows < LONGEST)
    # A lighter hair or two across it does not end a strand.
    whole = np.logical_or.reduce([np.roll(alike, step, axis=0) for step in range(-BREAK_PX, BREAK_PX + 1)])
    whole &= columns
    alike[: band.start] = False
    fall = alike.copy()
    fall[band.start :] &= np.logical_and.accumulate(whole[band.start :], axis=0)
    return alike & dilate(fall, WIDER * view.sight.unit)
