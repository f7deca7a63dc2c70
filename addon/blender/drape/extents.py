"""How wide the pieces on one side of the body are at each height, alone and together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ...core.pattern.pieces import Edge, Piece
from .meshing import Sheet
from .straps import holds_straps

ROW = 0.002  # m; widths are measured at this pitch
INSIDE = 1e-4  # m from a piece's ends, where its outline is crossed for certain


class Extent:
    """How wide a piece is at each height."""

    def __init__(self, sheet: Sheet, index: int):
        piece = sheet.pieces[index]
        self.sides = np.concatenate([sides(sheet, piece, edge.name) for edge in piece.edges])  # (S, 2, 2)
        legs = [sides(sheet, piece, leg.name) for leg in piece.contour_darts]
        self.darts = [np.concatenate(pair) for pair in zip(legs[::2], legs[1::2], strict=True)]
        self.low, self.high = foot(piece) / 1000, float(self.sides[..., 1].max())
        if holds_straps(sheet, index):  # above its sides there is only what goes up to the straps
            self.high = max(edge.points[:, 1].max() for edge in piece.edges if edge.name.startswith("side_")) / 1000
        self.kept: dict[int, tuple[float, float]] = {}

    def at(self, y: float) -> tuple[float, float]:
        """The least and greatest x m of the piece at a height, or at its nearest end."""
        row = round(y / ROW)
        if row not in self.kept:
            self.kept[row] = self.measure(min(max(row * ROW, self.low + INSIDE), self.high - INSIDE))
        return self.kept[row]

    def beyond(self, y: float) -> float:
        """How far m a height lies above or below the piece; 0 within it."""
        return max(self.low - y, y - self.high, 0.0)

    def measure(self, y: float) -> tuple[float, float]:
        x = crossings(self.sides, y)
        return self.closed(float(x.min()), y), self.closed(float(x.max()), y)

    def closed(self, x: float, y: float) -> float:
        """Where x lies at this height when the darts within the piece are closed towards x = 0."""
        nearer = 0.0
        for dart in self.darts:
            if len(at := crossings(dart, y)):
                near, far = sorted((float(at.min()), float(at.max())), key=abs)
                nearer += min(max((x - near) / (far - near), 0.0), 1.0) * (far - near) if far != near else 0.0
        return x - nearer


def sides(sheet: Sheet, piece: Piece, name: str) -> np.ndarray:
    """(S, 2, 2) m: the sides of an edge. A dart's mouth is closed by the side of its leg a; its leg b has none."""
    ids = sheet.edges[f"{piece.name}.{name}"]
    if name.startswith("dart_") and piece.edge(name) in piece.edges:
        other = sheet.edges[f"{piece.name}.{name[:-1]}b"]
        return sheet.flat[[[ids[0], other[-1]]]] if name.endswith("_a") else np.zeros((0, 2, 2))
    return sheet.flat[np.c_[ids[:-1], ids[1:]]]


def crossings(lines: np.ndarray, y: float) -> np.ndarray:
    """The x (K,) at which lines (S, 2, 2) cross a height."""
    a, b = lines[:, 0], lines[:, 1]
    crossing = (a[:, 1] - y) * (b[:, 1] - y) <= 0
    a, b = a[crossing], b[crossing]
    rise = np.where(b[:, 1] == a[:, 1], 1.0, b[:, 1] - a[:, 1])
    return a[:, 0] + np.clip((y - a[:, 1]) / rise, 0, 1) * (b[:, 0] - a[:, 0])


def foot(piece: Piece) -> float:
    """The y mm down to which both sides of the piece run. A hem may hang lower; the cloth is as wide there as here."""
    level = [edge for edge in piece.edges if not is_steep(edge)]
    if not level:
        return min(float(edge.points[:, 1].min()) for edge in piece.edges)
    lowest = min(level, key=lambda edge: float(edge.points[:, 1].mean()))
    return float(lowest.points[[0, -1], 1].max())


def is_steep(edge: Edge) -> bool:
    return bool(np.ptp(edge.points[[0, -1]], axis=0).argmax() == 1)


class Spans:
    """How far the pieces of one side of the body reach together, whether they meet, overlap or hang apart."""

    def __init__(self, extents: Sequence[tuple[Extent, Callable[[float], float]]]):
        self.extents = extents  # each with the y m on it of a height of the world

    def at(self, height: float) -> tuple[float, float]:
        """The least and greatest x m of the pieces that reach a height, or come nearest to it; 0 without pieces."""
        if not self.extents:
            return 0.0, 0.0
        reached = [(extent, y_of(height)) for extent, y_of in self.extents]
        nearest = min(extent.beyond(y) for extent, y in reached)
        found = [extent.at(y) for extent, y in reached if extent.beyond(y) <= nearest + ROW]
        return min(low for low, _ in found), max(high for _, high in found)

    def share(self, x: float, height: float) -> float:
        """Where x lies between the middle (0) and the side of the body it is on (-1, 1)."""
        low, high = self.at(height)
        if low >= 0.0 or high <= 0.0:  # one half alone: the other would be its mirror image
            low, high = -max(high, -low), max(high, -low)
        return min(max(x / high if x > 0 else x / -low, -1.0), 1.0) if x else 0.0
