"""The lattice of triangles that fills a piece. Its columns stand upright, and on the hem where there is one.

A lattice folds along its lines as softly as the cloth does, and across them as if it were far stiffer. Hanging cloth
folds upright: with lines that run level it stood off bellies as a tent, and its hems came to points. A band must not
fold so: its lines run along it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

CLEAR_OF_EDGE = 0.45  # of a step; points nearer to the outline make slivers, and half a step is what a hem needs
STRIP_CLEAR_OF_EDGE, FIRST_LINE = 0.55, 0.43  # of a step; with a line along its middle, a collar's leaf turned over
STEEPEST = 1.0  # of a line that columns stand on, rise over run
NEAREST_END = 0.5  # of a column's width; a crossing nearer to the line's end gives way to it


@dataclass(frozen=True, eq=False)
class Lattice:
    """Columns of points a step apart; every second column is half a step lower."""

    step: float  # m
    wide: float  # m, from column to column
    middle: float  # m, x of the column numbered 0
    ground: np.ndarray  # (N, 2) m, from low x to high: what the columns stand on, and its ends' level beyond them
    clear: float = CLEAR_OF_EDGE  # of a step, off every edge
    is_turned: bool = False  # x and y have changed places: the columns lie

    @classmethod
    def over(cls, outline: np.ndarray, step: float) -> Lattice:
        """On the lowest point of an outline (N, 2) m, symmetric about the middle of its width."""
        low, high = outline.min(axis=0), outline.max(axis=0)
        middle = float(low[0] + high[0]) / 2
        return cls(step, step * math.sqrt(3) / 2, middle, np.array([[middle, low[1]]]))

    @classmethod
    def along(cls, strip: np.ndarray, step: float) -> Lattice:
        """In level lines within the outline (N, 2) m of a band or collar, symmetric about the middle of its length."""
        low, high = strip.min(axis=0), strip.max(axis=0)
        first, middle = float(low[1]) + FIRST_LINE * step, float(low[0] + high[0]) / 2
        return cls(step, step * math.sqrt(3) / 2, first, np.array([[first, middle]]), STRIP_CLEAR_OF_EDGE, True)

    @classmethod
    def on(cls, hem: np.ndarray, step: float) -> Lattice:
        """On a hem (N, 2) m that runs towards +x; it has columns at its ends and in its middle."""
        across = float(hem[-1, 0] - hem[0, 0])
        half = max(1, round(across / (step * math.sqrt(3))))
        return cls(step, across / half / 2, float(hem[0, 0]) + across / 2, hem)

    def on_columns(self, line: np.ndarray) -> np.ndarray:
        """(K, 2) m the ends of a line that runs towards +x, and where the columns cross it between them."""
        first, last = (int(math.ceil((x - self.middle) / self.wide)) for x in line[[0, -1], 0])
        columns = self.middle + self.wide * np.arange(first, last + 1)
        clear = NEAREST_END * self.wide
        columns = columns[(columns > line[0, 0] + clear) & (columns < line[-1, 0] - clear)]
        heights = np.interp(columns, line[:, 0], line[:, 1])
        return np.concatenate([line[:1], np.c_[columns, heights], line[-1:]])

    def inside(self, rings: Sequence[np.ndarray]) -> np.ndarray:
        """(K, 2) m its points inside the first ring, outside the others and clear of all."""
        low, high = rings[0].min(axis=0), rings[0].max(axis=0)
        if self.is_turned:
            low, high = low[::-1], high[::-1]
        numbers = np.arange(*(math.ceil((x - self.middle) / self.wide) for x in (low[0], high[0] + self.wide)))
        columns = self.middle + self.wide * numbers
        foot = np.interp(columns, self.ground[:, 0], self.ground[:, 1]) - np.where(numbers % 2, self.step / 2, 0.0)
        far = math.ceil((high[1] - low[1]) / self.step)
        up = self.step * np.arange(-far, far + 1)
        points = np.stack(np.broadcast_arrays(columns[:, None], foot[:, None] + up), axis=-1).reshape(-1, 2)
        if self.is_turned:
            points = points[:, ::-1]
        kept = np.ones(len(points), bool)
        for ring in rings:
            inside, distance = against_outline(points, ring)
            kept &= (inside == (ring is rings[0])) & (distance > self.clear * self.step)
        return points[kept]


def is_ground(line: np.ndarray) -> bool:
    """Whether columns can stand on a line (N, 2), in any unit: it runs towards +x and nowhere steeply."""
    across, up = np.diff(line, axis=0).T
    return bool((across > 0).all() and (np.abs(up) <= STEEPEST * across).all())


def against_outline(points: np.ndarray, outline: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whether each point (N, 2) is inside the closed outline, and its distance from it."""
    inside = np.zeros(len(points), bool)
    nearest = np.full(len(points), np.inf)
    for a, b in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        way = b - a
        crosses = (a[1] > points[:, 1]) != (b[1] > points[:, 1])
        if way[1]:
            inside ^= crosses & (points[:, 0] < way[0] * (points[:, 1] - a[1]) / way[1] + a[0])
        along = np.clip((points - a) @ way / max(way @ way, 1e-18), 0, 1)
        nearest = np.minimum(nearest, np.linalg.norm(points - (a + along[:, None] * way), axis=1))
    return inside, nearest
