"""Where an arm comes out of a sleeve: no wider than the sleeve's end there.

The photo's arm is seldom as wide as the mesh's, on which the sleeve hangs. Before the trunk of a garment a wider one
would begin with a square step beside the sleeve; it is let go over some length below the hem, and cloth shows instead.
Hands are wider than cuffs, and stay whole.
"""

from __future__ import annotations

import numpy as np

from .regions import connected, dilate, distance
from .sight import ARM_LEFT, ARM_RIGHT, ARMS, HANDS, Sight

LONG = 30.0  # units below the hem in which an arm may be narrowed
ALONG = 60.0  # units about the hem in which the arm's direction is asked for
LEAST = 8.0  # units: a narrower meeting of arm and sleeve says nothing
ENDS = (3, 97)  # percentiles of where along the hem the two meet
SLOPE = 0.3  # of how far below the hem, by which the arm may be wider than there
MOST = 300.0  # square units: the corner beside a sleeve is no larger
HAND_OFF, AT_HAND = 45.0, 0.5  # units from the mesh's hand in which the photo's is; share of a hem that is a cuff's
EDGE_PX, ROOM_PX, RIM_PX = 1.5, 2.0, 2.0
MEET_PX = (2.0, 4.0)  # from the hem, below which the matte of the arm begins softly


def within_sleeve_end(arms: np.ndarray, sight: Sight) -> np.ndarray:
    """The matte of the arms (H, W) 0-1, narrowed to their sleeves where these end before the garment's trunk."""
    result = arms.copy()
    trunk = (sight.cloth >= 0) & ~np.isin(sight.cloth_region, ARMS) & ~sight.cloth_at_back
    hands = dilate(sight.on(HANDS), HAND_OFF * sight.unit)
    off = {side: distance(sight.on(side), round(ALONG * sight.unit)) for side in (ARM_LEFT[:2], ARM_RIGHT[:2])}
    for side, other in (tuple(off), tuple(off)[::-1]):
        mine = off[side] < off[other]  # stray cloth of the other sleeve may be nearest to this arm
        sleeve = np.isin(sight.cloth_region, side) & mine
        bare = (arms > 0.5) & ~sleeve & mine
        away = distance(sleeve, round(MEET_PX[1]) + 1)
        meets = bare & (away > MEET_PX[0]) & (away <= MEET_PX[1])
        if meets.sum() < LEAST * sight.unit or hands[meets].mean() > AT_HAND:
            continue
        end = sleeve & (distance(bare, round(MEET_PX[1]) + 1) <= MEET_PX[1])
        begins = np.argwhere(meets).mean(0)
        rows, columns = np.indices(arms.shape, np.float32) - begins[:, None, None].astype(np.float32)
        near = connected(bare & (np.hypot(rows, columns) < LONG * sight.unit), meets)
        way = along(sight.on(side) & (np.hypot(rows, columns) < ALONG * sight.unit), near)
        down, across = rows * way[0] + columns * way[1], columns * way[0] - rows * way[1]
        low, high = np.percentile(across[end], ENDS)
        beyond = np.maximum(across - high, low - across) - ROOM_PX - SLOPE * np.maximum(down, 0.0)
        place = trunk & dilate(connected(bare & (down < LONG * sight.unit), meets), RIM_PX)
        narrowed = np.where(place, arms * np.clip(0.5 - beyond / EDGE_PX, 0.0, 1.0), arms)
        if float((arms - narrowed).sum()) < MOST * sight.unit**2:  # else it is no corner: the arm turns there
            result = np.minimum(result, narrowed)
    return result


def along(arm: np.ndarray, bare: np.ndarray) -> np.ndarray:
    """(2,) the unit direction, rows and columns, in which an arm (H, W) bool runs from its sleeve to what is bare."""
    clad = arm & ~bare
    begins = np.argwhere(clad if clad.any() else bare).mean(0)
    way = np.linalg.eigh(np.cov(np.argwhere(arm | bare).T))[1][:, -1]
    return way if way @ (np.argwhere(bare).mean(0) - begins) > 0 else -way
