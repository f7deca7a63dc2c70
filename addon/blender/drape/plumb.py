"""Rings round what stands out above as well: cloth falls plumb from belly and seat, and does not follow the legs."""

from __future__ import annotations

import numpy as np

from .slices import ROW, BodyRings, hull, perimeter

DIRECTIONS = 120


class PlumbRings:
    """Rings of the rest body from ``highest`` m down, each round all above it."""

    def __init__(self, rings: BodyRings, highest: float):
        self.rings, self.top = rings, round(highest / ROW)
        self.kept: list[np.ndarray] = []

    def at(self, height: float) -> np.ndarray:
        """The convex hull (K, 2) m, anticlockwise from above, of the torso's rings from the top to a height."""
        last = self.top - round(height / ROW)
        if last <= 0:
            return self.rings.torso(height)
        while len(self.kept) <= last:
            ring = self.rings.torso((self.top - len(self.kept)) * ROW)
            self.kept.append(hull(np.concatenate([self.kept[-1], ring])) if self.kept else ring)
        return self.kept[last]

    def within(self, height: float, length: float) -> np.ndarray:
        """The ring (K, 2) at a height, or one closer to the body there that is no longer than ``length`` m."""
        near, far = self.rings.torso(height), self.at(height)
        if not len(near) or (least := perimeter(near)) >= (most := perimeter(far)):
            return near
        return between(near, far, float(np.clip((length - least) / (most - least), 0.0, 1.0)))


def between(near: np.ndarray, far: np.ndarray, share: float) -> np.ndarray:
    """A convex ring (DIRECTIONS, 2) a share of the way from one to the other; its length is so between theirs."""
    angles = np.linspace(0.0, 2 * np.pi, DIRECTIONS, endpoint=False)
    ways = np.stack([np.cos(angles), np.sin(angles)])
    outermost = [ring[(ring @ ways).argmax(axis=0)] for ring in (near, far)]
    return (1 - share) * outermost[0] + share * outermost[1]
