"""Where flared pieces start: row by row down their rays round the hips, what is too wide laid in even folds or pleats.

A sector of a circle is wider at its hem than any cone that hangs: pressed on a cone it crumples. So each row begins as
a wave of the row's own length round the body, with as many folds in all rows, and is without strain. A row is what lies
at one distance from the waist seam, along the rays.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from ...core.errors import PatternError
from ...core.pattern.curves import unbent
from ...core.pattern.darts import darts_of
from .meshing import Sheet
from .slices import BodyRings, hull, offset_ring, perimeter

CLEAR = 0.010  # m, as of placement
ROW = 0.005  # m
FINE = 1440  # points on a ring
HEM_A_FOLD = 0.36  # m of hem
GATHER_A_FOLD = 0.08  # m of gathered cloth
GATHERED = 1.25  # times as long as the ring at the waist, from which cloth counts as gathered there
FADE = 0.05  # m below a gathered seam, to where the folds are full
LAYER = 0.010  # m between the layers of a pleat
LEAN = 0.15  # how fast a full circle's folds go outwards as they fall, of the way
LOWEST = 0.05  # m over the floor
MOST_AMPLITUDE = 0.5  # m


class FlarePlacing:
    """The flared pieces of a sheet on their way round the body."""

    def __init__(self, sheet: Sheet, rings: BodyRings):
        self.sheet, self.rings = sheet, rings
        self.pieces = {i: FlarePiece(sheet, i) for i, p in enumerate(sheet.pieces) if p.placement.region == "flared"}
        self.rows: list[np.ndarray] = []

    def place(self, index: int) -> np.ndarray:
        """(K, 3) m, where the vertices of a piece start."""
        if not self.rows:
            self.rows = list(self.cone())
        piece = self.pieces[index]
        result = np.empty((len(piece.along), 3))
        for k, (x, down) in enumerate(zip(piece.along, piece.down, strict=True)):
            row = self.rows[min(max(round(down / ROW), 0), len(self.rows) - 1)]
            whole = self.round_at(down)
            share = (self.begins(piece, down) + x * piece.widening(down)) / whole % 1.0
            result[k] = [np.interp(share, np.linspace(0, 1, len(row)), row[:, axis]) for axis in range(3)]
        return result

    def round_at(self, down: float) -> float:
        """m of cloth round the body in a row."""
        return sum(piece.width(down) for piece in self.pieces.values())

    def begins(self, piece: FlarePiece, down: float) -> float:
        """How far m round the row, from the centre front towards the wearer's left, the piece's own x = 0 lies."""
        if piece.is_front:
            return 0.0
        left = [p.reach_left(down) for p in self.pieces.values()]
        return sum(left)

    def cone(self) -> Iterator[np.ndarray]:
        """The rows (FINE + 1, 3) from the waist seam down, each closed, from the centre front to the wearer's left."""
        first = next(iter(self.pieces.values()))
        height = self.landmark(first) - (first.placement.y_mm + first.placement.lowered_mm) / 1000
        deepest = max(float(piece.down.max()) for piece in self.pieces.values())
        flare = (self.round_at(deepest) - self.round_at(0.0)) / max(deepest, 1e-6) / (2 * math.pi)
        folds = max(4, 2 * round(self.round_at(deepest) / HEM_A_FOLD / 2))
        pleats = np.concatenate([self.begins(p, 0.0) + p.pleats for p in self.pieces.values()])
        inner, reach = np.zeros((0, 2)), None
        for number in range(math.ceil(deepest / ROW) + 1):
            down = number * ROW
            ring = self.rings.torso(max(height, LOWEST))
            if not len(ring):
                raise PatternError(f"The waist seam lies at {height:.2f} m, above or below the body there.")
            inner = hull(np.concatenate([inner, ring]))
            round_body = offset_ring(inner, CLEAR + LEAN * flare * down * down / (down + 0.1))
            ring, wanted = from_centre_front(round_body), self.round_at(down)
            if number == 0 and wanted > GATHERED * length(ring):
                folds = 2 * round(wanted / GATHER_A_FOLD / 2)
            if len(pleats):
                wave = pleated(ring, wanted, np.sort(pleats % wanted))
            else:
                wave = waved(ring, length(ring) + (wanted - length(ring)) * min(down / FADE, 1.0), folds)
            mean = perimeter(round_body) / (2 * math.pi)
            yield np.c_[wave, np.full(len(wave), height)]
            outwards = min((mean - reach) / ROW, 0.9) if reach is not None else 0.0
            height -= ROW * math.sqrt(1 - outwards * outwards)
            reach = mean

    def landmark(self, piece: FlarePiece) -> float:
        name, measures = piece.placement.landmark, self.rings.body.measures
        if name not in measures:
            raise PatternError(
                f"{piece.name!r} is placed at {name!r}, which is no measure.", f"Known: {', '.join(sorted(measures))}."
            )
        return measures[name]


class FlarePiece:
    """A flared piece rolled out between its rays: m along its waist seam and m down from there."""

    def __init__(self, sheet: Sheet, index: int):
        piece = sheet.pieces[index]
        self.name, self.placement, self.is_front = piece.name, piece.placement, piece.placement.side == "front"
        self.rays = piece.placement.rays_mm / 1000
        x, y = unbent(sheet.flat[sheet.vertices_of(index)], self.rays or math.inf, 0.0).T
        self.along, self.down = x, -y
        self.pleats = np.array([dart.apex[0] / 1000 for dart in darts_of(piece) if dart.name.startswith("pleat")])
        self.low, self.high = float(x.min()), float(x.max())

    def widening(self, down: float) -> float:
        """How many times as wide as at the waist seam the piece is so far down."""
        return 1 + down / self.rays if self.rays else 1.0

    def width(self, down: float) -> float:
        return (self.high - self.low) * self.widening(down)

    def reach_left(self, down: float) -> float:
        """m of the piece on the wearer's left of its x = 0."""
        return (self.high if self.is_front else -self.low) * self.widening(down)


def from_centre_front(ring: np.ndarray) -> np.ndarray:
    """A ring (K, 2) anticlockwise as (FINE + 1, 2) even points, closed, that begins in front at x = 0."""
    front = np.flatnonzero((ring[:, 0] <= 0) & (np.roll(ring[:, 0], -1) > 0))[0]
    closed = np.roll(ring, -(front + 1), axis=0)
    before, after = closed[-1], closed[0]
    start = before + (after - before) * (-before[0] / max(after[0] - before[0], 1e-12))
    return even(np.concatenate([start[None], closed, start[None]]))


def even(line: np.ndarray) -> np.ndarray:
    """The polyline (K, 2) as FINE + 1 evenly spaced points."""
    along = np.r_[0, np.linalg.norm(np.diff(line, axis=0), axis=1).cumsum()]
    at = np.linspace(0, along[-1], FINE + 1)
    return np.stack([np.interp(at, along, line[:, k]) for k in range(2)], axis=1)


def waved(ring: np.ndarray, wanted: float, folds: int) -> np.ndarray:
    """The closed ring (FINE + 1, 2) with waves outwards, as high as they must be for the ring to be ``wanted`` m long.

    The waves begin with a valley at the centre front.
    """
    normals = outward(ring)
    wave = (1 - np.cos(2 * math.pi * folds * np.linspace(0, 1, len(ring))))[:, None]
    low, high = 0.0, MOST_AMPLITUDE
    if length(ring) >= wanted:
        return ring
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (middle, high) if length(ring + middle * wave * normals) < wanted else (low, middle)
    return even(ring + low * wave * normals)


def pleated(ring: np.ndarray, wanted: float, middles: np.ndarray) -> np.ndarray:
    """The closed ring (FINE + 1, 2) with ``wanted`` m of cloth on it, what is too much laid in pleats.

    Each goes back under the cloth before it, two layers deep, and out again.

    Args:
        middles: (P,) m along the cloth, rising: the inner folds of the pleats.
    """
    depth = max(wanted - length(ring), 0.0) / (2 * len(middles))
    cloth = np.linspace(0, wanted, FINE + 1)
    passed = np.searchsorted(middles, cloth)  # how many middles lie before
    before = np.where(passed > 0, middles[passed - 1], middles[-1] - wanted)
    after = np.where(passed < len(middles), middles[passed % len(middles)], middles[0] + wanted)
    going, coming = after - cloth < depth, cloth - before < depth
    along = cloth - 2 * depth * passed
    along = np.where(going, after - depth - 2 * depth * passed - (cloth - after + depth), along)
    seen = np.clip((cloth - before - depth) / np.maximum(after - before - 2 * depth, 1e-9), 0, 1)
    layer = np.where(going, 2 - (cloth - after + depth) / max(depth, 1e-9), 2 * seen)
    layer = np.where(coming, 1 - (cloth - before) / max(depth, 1e-9), layer)
    at = np.linspace(0, length(ring), len(ring))
    normals = outward(ring)
    share = along % length(ring)
    place, way = (np.stack([np.interp(share, at, v[:, k]) for k in range(2)], axis=1) for v in (ring, normals))
    return place + LAYER * layer[:, None] * way


def outward(ring: np.ndarray) -> np.ndarray:
    """(K, 2) unit normals of a closed anticlockwise ring whose last point is its first."""
    along = np.roll(ring[:-1], -1, axis=0) - np.roll(ring[:-1], 1, axis=0)
    normals = np.stack([along[:, 1], -along[:, 0]], axis=1) / np.linalg.norm(along, axis=1, keepdims=True)
    return np.r_[normals, normals[:1]]


def length(line: np.ndarray) -> float:
    return float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())
