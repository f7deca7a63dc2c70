"""Arms akimbo: swung off the body about their elbows while what hangs from the shoulders is simulated, then back.

A hand on its way to the hip takes a jacket's hem along, and leaves it standing off in a lip; and cloth that hangs free
shows better how it falls. The sleeves come back with the arms; what the hands then lie on, they press in.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...core.body.skeleton import rotation_matrix
from .collider import Proxy, bind
from .hands import ROOM, of_sleeves, sides_of, way_off
from .meshing import Sheet
from .motion import ease

OFF = 0.14  # m that a hand is swung off where it lies; less, and the hem of a wide cardigan is caught by it
BENT = 0.8  # rad; what bends less hangs
ELBOW = (0.25, 0.75)  # share in the forearm's turning of the points round the elbow


class Akimbo:
    """Which forearms of the coarse body have their hand on its sides, and how each is swung off."""

    def __init__(self, proxy: Proxy, posed: np.ndarray, bends: Sequence[float]):
        """Arms that hang are left alone, for a straight elbow does not open.

        Args:
            posed: (P, 3) m, the coarse body in its pose, in the simulation's frame.
            bends: rad, of the left elbow and the right one.
        """
        self.proxy, self.posed = proxy, posed
        self.turns = [np.zeros(3), np.zeros(3)]  # rotation vectors
        sides = sides_of(proxy, posed)
        for side, hand in enumerate(proxy.hands):
            way = way_off(posed[hand], sides, ROOM)
            if way.any() and bends[side] > BENT:
                arm = posed[hand].mean(axis=0) - self.elbow(side, posed)
                axis = np.cross(arm, way)
                self.turns[side] = OFF / np.linalg.norm(arm) * axis / np.linalg.norm(axis)

    def elbow(self, side: int, points: np.ndarray) -> np.ndarray:
        """(3,) m, the coarse body being at ``points`` (P, 3)."""
        low, high = ELBOW
        share = self.proxy.forearms[side]
        return points[(share > low) & (share < high)].mean(axis=0)

    def swung(self, points: np.ndarray, share: float = 1.0) -> np.ndarray:
        """The coarse body's points (P, 3), on the way to its pose by a share, with the forearms off."""
        for side, turns in enumerate(self.proxy.forearms):
            points = turned(points, self.elbow(side, points), ease(share) * turns[:, None] * self.turns[side])
        return points

    def back(self, sheet: Sheet, cloth: np.ndarray) -> np.ndarray:
        """The cloth's vertices (N, 3) with the sleeves come back with the arms."""
        ids = np.flatnonzero(of_sleeves(sheet))
        if not (len(ids) and np.any(self.turns)):
            return cloth
        faces = self.proxy.faces[self.proxy.in_arm[self.proxy.faces].all(axis=1)]
        corners, shares = bind(cloth[ids], self.swung(self.posed), faces)
        cloth = cloth.copy()
        for side, turns in enumerate(self.proxy.forearms):
            held = np.einsum("nk,nk->n", shares, turns[corners])
            cloth[ids] = turned(cloth[ids], self.elbow(side, self.posed), -held[:, None] * self.turns[side])
        return cloth


def turned(points: np.ndarray, centre: np.ndarray, turns: np.ndarray) -> np.ndarray:
    """Points (N, 3), each by its own rotation vector (N, 3) about the centre."""
    return centre + np.einsum("nij,nj->ni", rotation_matrix(turns), points - centre)
