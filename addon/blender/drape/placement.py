"""Where each piece starts: round the body with its seams closed, so nothing needs to be drawn together.

The flat pieces stay what they are; the cloth gets them as its rest shape. Only the start is bent round rings.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from itertools import product

import numpy as np

from ...core.errors import PatternError
from ...core.pattern.pieces import Piece
from ...core.types import Body
from . import straps
from .collars import is_collar, onward_round_neck
from .extents import Extent, Spans
from .flare import FlarePlacing
from .legs import LegPlacing
from .meshing import Sheet
from .plumb import PlumbRings
from .sewn import rings
from .slices import BodyRings, half_ring, offset_ring, perimeter

CLEAR = 0.010  # m; a start within the collider's thickness gets pulled through the body
ARM_SMALLEST = 0.03  # m, radius
ON_HAND = 0.015  # m beyond the wrist's joint, where a long sleeve's end begins
ROW = 0.005  # m
SLEEVES = ("arm_left", "arm_right")
REGIONS = (
    ("torso", "hips", "flared", "leg_left", "leg_right"),
    (*SLEEVES, "strap", "yoke"),
    ("band",),
    ("stand",),
    ("fall",),
)
ORDER = {name: rank for rank, names in enumerate(REGIONS) for name in names}  # what is sewn to what comes before it
LEVEL_APART = 0.004  # m from a piece to the one that lies over it
HEIGHT_PASSES = 8


def is_sleeved(sheet: Sheet) -> bool:
    return any(piece.placement.region in SLEEVES for piece in sheet.pieces)


def place(sheet: Sheet, body: Body, eased: np.ndarray | None = None) -> np.ndarray:
    """Start positions (N, 3) m of the sheet's vertices round the rest body.

    Args:
        eased: (N, 3) m, where they came to when an earlier start was eased; sleeves begin where that laid the armholes.

    Raises:
        PatternError: a piece names a region or landmark that the body does not have.
    """
    placing = Placing(sheet, body, eased)
    for piece in sheet.pieces:
        if piece.placement.region not in ORDER:
            known = ", ".join(ORDER)
            raise PatternError(f"{piece.name!r} is placed on {piece.placement.region!r}.", f"Known: {known}.")
    for index in sorted(range(len(sheet.pieces)), key=lambda i: (ORDER[sheet.pieces[i].placement.region], i)):
        region = sheet.pieces[index].placement.region
        if region in ("band", "yoke") or is_collar(region):
            placing.place_band(index)
        elif region == straps.REGION:
            placing.start[sheet.vertices_of(index)] = straps.place_strap(
                sheet, index, placing.start, placing.rings, CLEAR
            )
        elif region in SLEEVES:
            placing.place_sleeve(index, region.removeprefix("arm_"))
        elif region.startswith("leg_"):
            placing.start[sheet.vertices_of(index)] = placing.legs.place(index)
        elif region == "flared":
            placing.start[sheet.vertices_of(index)] = placing.flare.place(index)
        else:
            placing.place_torso(index)
    return placing.start


class Placing:
    """The sheet on its way round the body."""

    def __init__(self, sheet: Sheet, body: Body, eased: np.ndarray | None = None):
        self.sheet, self.body, self.eased = sheet, body, eased
        self.rings = BodyRings(body)
        self.start = np.full((len(sheet.flat), 3), np.nan)
        self.extents = {i: Extent(sheet, i) for i in range(len(sheet.pieces))}
        self.spans = {place: self.spans_of(*place) for place in product(("torso", "hips"), ("front", "back"))}
        self.legs = LegPlacing(sheet, self.rings)
        self.flare = FlarePlacing(sheet, self.rings)
        self.closed_to = {region: self.side_seam_top(region) for region in ("torso", "hips")}
        self.plumb = PlumbRings(self.rings, body.measures["waist_height"])
        self.reaches = {region: self.lowest(region) for region in ("torso", "hips")}

    # torso and hips

    def height_of(self, piece: Piece, y: np.ndarray) -> np.ndarray:
        """World height (N,) m of flat heights on the piece."""
        landmark = piece.placement.landmark
        if landmark and landmark not in self.body.measures:
            known = ", ".join(sorted(self.body.measures))
            raise PatternError(f"{piece.name!r} is placed at {landmark!r}, which is no measure.", f"Known: {known}.")
        raised = np.array(piece.placement.raised or ((0.0, 0.0),)) / 1000
        zero = self.body.measures.get(landmark, 0.0) - (piece.placement.y_mm + piece.placement.lowered_mm) / 1000
        return zero + y + np.interp(y, *raised.T)

    def flat_height(self, piece: Piece, height: float) -> float:
        """The height m on the flat piece of what lies at a height of the world."""
        y = height - float(self.height_of(piece, np.zeros(1))[0])
        for _ in range(HEIGHT_PASSES if piece.placement.raised else 0):
            y += height - float(self.height_of(piece, np.array([y]))[0])
        return y

    def spans_of(self, region: str, side: str) -> Spans:
        """How far the pieces of one side of the region reach together."""
        mine = [(i, p) for i, p in enumerate(self.sheet.pieces) if p.placement.region == region]
        return Spans([(self.extents[i], partial(self.flat_height, p)) for i, p in mine if p.placement.side == side])

    def side_seam_top(self, region: str) -> float:
        """Up to what height m the region's pieces close round the body: the top of their steep seams."""
        tops = [-math.inf]
        for piece in self.sheet.pieces:
            for edge in piece.edges if piece.placement.region == region else ():
                name = f"{piece.name}.{edge.name}"
                way = np.abs(self.sheet.flat[self.sheet.edges[name][-1]] - self.sheet.flat[self.sheet.edges[name][0]])
                if way[1] > way[0] and self.is_round(piece, self.sheet.partner.get(name, "")):
                    tops.append(float(self.height_of(piece, self.sheet.flat[self.sheet.edges[name], 1]).max()))
        return max(tops)

    def is_round(self, piece: Piece, edge: str) -> bool:
        """Whether the edge belongs to a piece on the other side of the body."""
        name, here = edge.partition(".")[0], piece.placement
        there = [p.placement for p in self.sheet.pieces if p.name == name]
        return any(p.region == here.region and p.side != here.side for p in there)

    def lowest(self, region: str) -> float:
        """Down to what height m the region's pieces reach."""
        mine = [(i, p) for i, p in enumerate(self.sheet.pieces) if p.placement.region == region]
        feet = [self.height_of(p, self.sheet.flat[self.sheet.vertices_of(i), 1]).min() for i, p in mine]
        return float(min(feet, default=math.inf))

    def ring(self, region: str, height: float) -> np.ndarray:
        """What the cloth goes round at a height (K, 2) m: a skirt falls from what stands out above."""
        if not self.is_skirt(region):
            return self.rings.torso(height)
        return self.plumb.within(height, self.width(region, height) - 2 * math.pi * CLEAR)

    def is_skirt(self, region: str) -> bool:
        return self.reaches[region] < self.body.measures["crotch_height"]

    def width(self, region: str, height: float) -> float:
        """How far m the region's pieces reach round the body together."""
        return sum(high - low for low, high in (self.spans[region, side].at(height) for side in ("front", "back")))

    def offset(self, region: str, height: float) -> float:
        """How far off the body the ring at this height lies, so that it is as long as the pieces are wide."""
        top = min(height, self.closed_to[region])
        width = self.width(region, top)
        ring = self.ring(region, top)
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
            ring = self.ring(region, row * ROW)
            if not len(ring):
                raise PatternError(f"{piece.name!r} reaches {row * ROW:.2f} m, above or below the body there.")
            over = LEVEL_APART * piece.placement.level
            round_body = offset_ring(ring, self.offset(region, row * ROW) + over)
            half, share = half_ring(round_body, self.split(region, ring, row * ROW), front)
            for k in np.flatnonzero(np.round(heights / ROW) == row):
                x = self.extents[index].closed(*self.sheet.flat[ids[k]].tolist())
                wanted = self.spans[region, piece.placement.side].share(x, float(heights[k])) * (1 if front else -1)
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
        pushed_up = self.pushed_up(index, side, reach + highest)
        for k in ids:
            x, y = self.sheet.flat[k]
            distance = pushed_up(reach + highest - y)
            ring, _ = self.rings.arm(side, max(distance, 0.05))
            frame = self.rings.arm_frame(side, max(distance, 0.0))
            low, high = extent.at(min(y, 0.0))
            ease = (high - low - perimeter(ring)) / (2 * math.pi)
            angle = math.pi * x / (high if x > 0 else -low) * (1 if side == "left" else -1)
            way = np.array([math.sin(angle), math.cos(angle)])
            radius = max(ARM_SMALLEST, float((ring @ way).max())) + max(CLEAR, ease)
            self.start[k] = frame.at(angle, radius) + frame.along * min(distance, 0.0)

    def pushed_up(self, index: int, side: str, bicep: float) -> Callable[[float], float]:
        """How far m along the arm starts what would lie at a distance m, in a sleeve whose bicep line is at ``bicep``.

        A sleeve that is long enough for the bent arm is too long for this one: what would lie on the hand begins in
        folds on the forearm.
        """
        elbow, wrist = (self.rings.length_to(joint, side) for joint in ("lowerarm01", "wrist"))
        end = bicep - float(self.sheet.flat[self.sheet.vertices_of(index), 1].min())
        room = wrist + ON_HAND - self.cuff_height(index)
        share = min((room - elbow) / max(end - elbow, 1e-9), 1.0) if room > elbow else 1.0
        return lambda distance: distance if distance < elbow else elbow + share * (distance - elbow)

    def cuff_height(self, index: int) -> float:
        """How far m the bands that are sewn to a sleeve go on beyond it."""
        name = self.sheet.pieces[index].name
        sewn = {other.partition(".")[0] for mine, other in self.sheet.partner.items() if mine.startswith(f"{name}.")}
        cuffs = [
            i for i, piece in enumerate(self.sheet.pieces) if piece.name in sewn and piece.placement.region == "band"
        ]
        return max((float(np.ptp(self.sheet.flat[self.sheet.vertices_of(i), 1])) for i in cuffs), default=0.0)

    def top_of_armhole(self, index: int) -> np.ndarray | None:
        """Where the sleeve's highest sewn vertex meets the body's pieces."""
        pairs = np.concatenate([self.sheet.pairs, self.sheet.pairs[:, ::-1]])
        placed = np.isfinite(self.start[pairs[:, 1], 0])
        mine = pairs[(self.sheet.piece_of_vertex[pairs[:, 0]] == index) & placed]
        lies = self.start if self.eased is None else self.eased
        return lies[mine[self.sheet.flat[mine[:, 0], 1].argmax(), 1]] if len(mine) else None

    # bands

    def place_band(self, index: int) -> None:
        """Let a strip go on from the line it is sewn to, in the direction of the cloth there.

        What is placed after it, such as a band across its end, does not matter.
        """
        piece, ids = self.sheet.pieces[index], self.sheet.vertices_of(index)
        names = [f"{piece.name}.{edge.name}" for edge in piece.edges]
        others = [n for n in names if (o := self.sheet.partner.get(n)) and not o.startswith(piece.name + ".")]
        sewn = [n for n in others if np.isfinite(self.start[self.sheet.edges[self.sheet.partner[n]]]).all()]
        if not sewn:
            raise PatternError(
                f"The band {piece.name!r} is sewn to nothing that comes before it.", "Sew one of its edges to a piece."
            )
        step = 1 if piece.placement.region == "fall" else -1
        loops = [self.sheet.edges[self.sheet.partner[name]][::step] for name in sewn]
        base = np.concatenate([self.sheet.edges[name] for name in sewn])
        at = self.start[np.concatenate(loops)]
        if is_collar(piece.placement.region):
            way = onward_round_neck(piece.placement.region, at, self.body)
        else:
            way = np.concatenate([self.onward(loop) for loop in loops])
        way = smooth_along(way, is_closed=index in rings(self.sheet))
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


def smooth_along(ways: np.ndarray, is_closed: bool) -> np.ndarray:
    """Directions (L, 3) along a line, evened out along it."""
    for _ in range(6):
        padded = np.concatenate([ways[-1:], ways, ways[:1]] if is_closed else [ways[:1], ways, ways[-1:]])
        ways = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4
    return ways / np.maximum(np.linalg.norm(ways, axis=1, keepdims=True), 1e-9)
