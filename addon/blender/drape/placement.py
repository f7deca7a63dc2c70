"""Where each piece starts: round the body with its seams closed, so nothing needs to be drawn together.

The flat pieces stay what they are; the cloth gets them as its rest shape. Only the start is bent round rings.
"""

from __future__ import annotations

import math

import numpy as np

from ...core.errors import PatternError
from ...core.pattern.pieces import Piece
from ...core.types import Body
from . import straps
from .legs import LegPlacing
from .meshing import Sheet
from .slices import BodyRings, half_ring, offset_ring, perimeter

CLEAR = 0.010  # m; a start within the collider's thickness gets pulled through the body
ARM_SMALLEST = 0.03  # m, radius
ROW = 0.005  # m
HEIGHT_PASSES = 8


def place(sheet: Sheet, body: Body) -> np.ndarray:
    """Start positions (N, 3) m of the sheet's vertices round the rest body.

    Raises:
        PatternError: a piece names a region or landmark that the body does not have.
    """
    placing = Placing(sheet, body)
    order = {"torso": 0, "hips": 0, "leg_left": 0, "leg_right": 0, "arm_left": 1, "arm_right": 1, "strap": 1, "band": 2}
    for piece in sheet.pieces:
        if piece.placement.region not in order:
            known = ", ".join(order)
            raise PatternError(f"{piece.name!r} is placed on {piece.placement.region!r}.", f"Known: {known}.")
    for index in sorted(range(len(sheet.pieces)), key=lambda i: (order[sheet.pieces[i].placement.region], i)):
        region = sheet.pieces[index].placement.region
        if region == "band":
            placing.place_band(index)
        elif region == straps.REGION:
            placing.start[sheet.vertices_of(index)] = straps.place_strap(
                sheet, index, placing.start, placing.rings, CLEAR
            )
        elif region.startswith("arm_"):
            placing.place_sleeve(index, region.removeprefix("arm_"))
        elif region.startswith("leg_"):
            placing.start[sheet.vertices_of(index)] = placing.legs.place(index)
        else:
            placing.place_torso(index)
    return placing.start


class Placing:
    """The sheet on its way round the body."""

    def __init__(self, sheet: Sheet, body: Body):
        self.sheet, self.body = sheet, body
        self.rings = BodyRings(body)
        self.start = np.full((len(sheet.flat), 3), np.nan)
        self.extents = {i: Extent(sheet, i) for i in range(len(sheet.pieces))}
        self.legs = LegPlacing(sheet, self.rings)
        self.closed_to = {region: self.side_seam_top(region) for region in ("torso", "hips")}

    # torso and hips

    def height_of(self, piece: Piece, y: np.ndarray) -> np.ndarray:
        """World height (N,) m of flat heights on the piece."""
        landmark = piece.placement.landmark
        if landmark and landmark not in self.body.measures:
            known = ", ".join(sorted(self.body.measures))
            raise PatternError(f"{piece.name!r} is placed at {landmark!r}, which is no measure.", f"Known: {known}.")
        raised = np.array(piece.placement.raised or ((0.0, 0.0),)) / 1000
        return self.body.measures.get(landmark, 0.0) - piece.placement.y_mm / 1000 + y + np.interp(y, *raised.T)

    def flat_height(self, piece: Piece, height: float) -> float:
        """The height m on the flat piece of what lies at a height of the world."""
        y = height - float(self.height_of(piece, np.zeros(1))[0])
        for _ in range(HEIGHT_PASSES if piece.placement.raised else 0):
            y += height - float(self.height_of(piece, np.array([y]))[0])
        return y

    def side_seam_top(self, region: str) -> float:
        """Up to what height m the region's pieces close round the body: the top of their steep seams."""
        tops = [-math.inf]
        for piece in self.sheet.pieces:
            for edge in piece.edges if piece.placement.region == region else ():
                name = f"{piece.name}.{edge.name}"
                way = np.abs(self.sheet.flat[self.sheet.edges[name][-1]] - self.sheet.flat[self.sheet.edges[name][0]])
                if way[1] > way[0] and self.is_round(self.sheet.partner.get(name, ""), region):
                    tops.append(float(self.height_of(piece, self.sheet.flat[self.sheet.edges[name], 1]).max()))
        return max(tops)

    def is_round(self, edge: str, region: str) -> bool:
        name = edge.partition(".")[0]
        return any(p.name == name and p.placement.region == region for p in self.sheet.pieces)

    def offset(self, region: str, height: float) -> float:
        """How far off the body the ring at this height lies, so that it is as long as the pieces are wide."""
        top = min(height, self.closed_to[region])
        width = 0.0
        for index, piece in enumerate(self.sheet.pieces):
            if piece.placement.region == region:
                low, high = self.extents[index].at(self.flat_height(piece, top))
                width += high - low
        ring = self.rings.torso(top)
        fitting = (width - perimeter(ring)) / (2 * math.pi) if len(ring) else CLEAR
        above = min(max((height - top) / 0.05, 0.0), 1.0)
        return max(CLEAR, fitting + (CLEAR - fitting) * above)

    def split(self, region: str, ring: np.ndarray, height: float) -> float:
        """The y at which front and back part: mid-depth below the armpits, the shoulder joint above."""
        middle = float(ring[:, 1].min() + ring[:, 1].max()) / 2
        if region == "hips":
            return middle
        shoulder = float(self.rings.joint("upperarm01", "left")[1])
        share = min(max((height - self.closed_to[region] + 0.10) / 0.08, 0.0), 1.0)
        return middle + (shoulder - middle) * share * share * (3 - 2 * share)

    def place_torso(self, index: int) -> None:
        piece, ids = self.sheet.pieces[index], self.sheet.vertices_of(index)
        region, front = piece.placement.region, piece.placement.side == "front"
        heights = self.height_of(piece, self.sheet.flat[ids, 1])
        for row in np.unique(np.round(heights / ROW)):
            ring = self.rings.torso(row * ROW)
            if not len(ring):
                raise PatternError(f"{piece.name!r} reaches {row * ROW:.2f} m, above or below the body there.")
            round_body = offset_ring(ring, self.offset(region, row * ROW))
            half, share = half_ring(round_body, self.split(region, ring, row * ROW), front)
            for k in np.flatnonzero(np.round(heights / ROW) == row):
                x, y = self.sheet.flat[ids[k]]
                wanted = self.extents[index].share(x, y) * (1 if front else -1)
                at = [np.interp(wanted, share, half[:, axis]) for axis in (0, 1)]
                self.start[ids[k]] = (*at, heights[k])

    # sleeves

    def place_sleeve(self, index: int, side: str) -> None:
        """Wrap a sleeve round the arm, as far along it as the armhole asks."""
        ids, extent = self.sheet.vertices_of(index), self.extents[index]
        shoulder = self.rings.arm_frame(side, 0.0)
        top = self.top_of_armhole(index)
        reach = float((top - shoulder.origin) @ shoulder.along) if top is not None else 0.0
        highest = float(self.sheet.flat[ids, 1].max())
        for k in ids:
            x, y = self.sheet.flat[k]
            distance = reach + highest - y
            ring, _ = self.rings.arm(side, max(distance, 0.05))
            frame = self.rings.arm_frame(side, max(distance, 0.0))
            low, high = extent.at(min(y, 0.0))
            ease = (high - low - perimeter(ring)) / (2 * math.pi)
            angle = math.pi * x / (high if x > 0 else -low) * (1 if side == "left" else -1)
            way = np.array([math.sin(angle), math.cos(angle)])
            radius = max(ARM_SMALLEST, float((ring @ way).max())) + max(CLEAR, ease)
            self.start[k] = frame.at(angle, radius) + frame.along * min(distance, 0.0)

    def top_of_armhole(self, index: int) -> np.ndarray | None:
        """Where the sleeve's highest sewn vertex meets the body's pieces."""
        pairs = np.concatenate([self.sheet.pairs, self.sheet.pairs[:, ::-1]])
        placed = np.isfinite(self.start[pairs[:, 1], 0])
        mine = pairs[(self.sheet.piece_of_vertex[pairs[:, 0]] == index) & placed]
        return self.start[mine[self.sheet.flat[mine[:, 0], 1].argmax(), 1]] if len(mine) else None

    # bands

    def place_band(self, index: int) -> None:
        """Let a strip go on from the loop it is sewn to, in the direction of the cloth there."""
        piece, ids = self.sheet.pieces[index], self.sheet.vertices_of(index)
        names = [f"{piece.name}.{edge.name}" for edge in piece.edges]
        sewn = [n for n in names if (o := self.sheet.partner.get(n)) and not o.startswith(piece.name + ".")]
        if not sewn:
            raise PatternError(f"The band {piece.name!r} is sewn to nothing.", "Sew one of its edges to a piece.")
        base, at, way = [], [], []
        for name in sewn:
            loop = self.sheet.edges[self.sheet.partner[name]][::-1]
            base.append(self.sheet.edges[name])
            at.append(self.start[loop])
            way.append(self.onward(loop))
        base, at, way = np.concatenate(base), np.concatenate(at), smooth_round(np.concatenate(way))
        for k in ids:
            apart = np.linalg.norm(self.sheet.flat[base] - self.sheet.flat[k], axis=1)
            weight = 1 / (apart - apart.min() + 1e-3) ** 4
            weight /= weight.sum()
            self.start[k] = weight @ at + apart.min() * (weight @ way)

    def onward(self, loop: np.ndarray) -> np.ndarray:
        """Unit directions (L, 3) in which the cloth would go on beyond the edge ``loop`` of a placed piece."""
        piece = self.sheet.piece_of_vertex[loop[0]]
        inner = np.setdiff1d(self.sheet.vertices_of(int(piece)), np.concatenate(list(self.sheet.edges.values())))
        result = np.empty((len(loop), 3))
        for i, k in enumerate(loop):
            near = inner[np.linalg.norm(self.sheet.flat[inner] - self.sheet.flat[k], axis=1).argsort()[:4]]
            result[i] = self.start[k] - self.start[near].mean(axis=0)
        ends = np.clip(np.arange(len(loop))[:, None] + (-1, 1), 0, len(loop) - 1)
        along = self.start[loop[ends[:, 1]]] - self.start[loop[ends[:, 0]]]
        along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
        result -= along * np.einsum("ij,ij->i", result, along)[:, None]
        return result / np.maximum(np.linalg.norm(result, axis=1, keepdims=True), 1e-9)


def smooth_round(ways: np.ndarray) -> np.ndarray:
    """Directions (L, 3) of a closed loop, evened out along it."""
    for _ in range(6):
        ways = (np.roll(ways, 1, axis=0) + 2 * ways + np.roll(ways, -1, axis=0)) / 4
    return ways / np.maximum(np.linalg.norm(ways, axis=1, keepdims=True), 1e-9)


class Extent:
    """How wide a piece is at each height."""

    def __init__(self, sheet: Sheet, index: int):
        piece = sheet.pieces[index]
        self.sides = np.concatenate([self.lines(sheet, piece, edge.name) for edge in piece.edges])  # (S, 2, 2)
        legs = [self.lines(sheet, piece, leg.name) for leg in piece.contour_darts]
        self.darts = [np.concatenate(pair) for pair in zip(legs[::2], legs[1::2], strict=True)]
        steep = [edge.points[:, 1].min() for edge in piece.edges if np.ptp(edge.points[[0, -1]], axis=0).argmax() == 1]
        # A hem may hang below the sides; the piece is as wide there as where the sides end.
        self.low, self.high = min(steep, default=0.0) / 1000, float(self.sides[..., 1].max())
        if straps.holds_straps(sheet, index):  # above its sides there is only what goes up to the straps
            self.high = max(edge.points[:, 1].max() for edge in piece.edges if edge.name.startswith("side_")) / 1000
        self.kept: dict[int, tuple[float, float]] = {}

    def at(self, y: float) -> tuple[float, float]:
        """The least and greatest x m of the piece at a height, or at its nearest end."""
        row = round(y / 0.002)
        if row not in self.kept:
            self.kept[row] = self.measure(min(max(row * 0.002, self.low + 1e-4), self.high - 1e-4))
        return self.kept[row]

    @staticmethod
    def lines(sheet: Sheet, piece: Piece, name: str) -> np.ndarray:
        """(S, 2, 2) m: the sides of an edge. A dart's mouth is closed by the side of its leg a; its leg b has none."""
        ids = sheet.edges[f"{piece.name}.{name}"]
        if name.startswith("dart_") and piece.edge(name) in piece.edges:
            other = sheet.edges[f"{piece.name}.{name[:-1]}b"]
            return sheet.flat[[[ids[0], other[-1]]]] if name.endswith("_a") else np.zeros((0, 2, 2))
        return sheet.flat[np.c_[ids[:-1], ids[1:]]]

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

    def share(self, x: float, y: float) -> float:
        """Where x lies between the middle (0) and the piece's own side at this height (-1, 1)."""
        low, high = self.at(y)
        x = self.closed(x, y)
        return min(max(x / high if x > 0 else x / -low, -1.0), 1.0) if x else 0.0


def crossings(lines: np.ndarray, y: float) -> np.ndarray:
    """The x (K,) at which lines (S, 2, 2) cross a height."""
    a, b = lines[:, 0], lines[:, 1]
    crossing = (a[:, 1] - y) * (b[:, 1] - y) <= 0
    a, b = a[crossing], b[crossing]
    rise = np.where(b[:, 1] == a[:, 1], 1.0, b[:, 1] - a[:, 1])
    return a[:, 0] + np.clip((y - a[:, 1]) / rise, 0, 1) * (b[:, 0] - a[:, 0])
