"""Where the pieces of a leg start: round half the torso above the crotch, round their own leg below it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ...core.errors import PatternError
from ...core.pattern.pieces import Piece
from .meshing import Sheet
from .motion import ease
from .slices import BodyRings, half_ring, hull, offset_ring, perimeter

CLEAR = 0.010  # m, as of placement
BELOW_CROTCH = 0.012  # m; the crotch line starts so far below the body's crotch
LEG_BEGINS = 0.022  # m below the crotch; nearer, the legs' rings run together
OVER_FLOOR = 0.03  # m
ABOVE_BAND = 0.03  # m; rings are not taken higher above the side's top
BENT_IN = 0.75  # of the way from centre seam to outseam takes part in the bend under the crotch
ROW = 0.005  # m


@dataclass(frozen=True, eq=False)
class LegPiece:
    """A leg's piece with the lines that bound it on the flat, m: x by height, heights rising."""

    index: int
    side: str  # "left", "right"
    is_front: bool
    out: np.ndarray  # (N, 2) the outseam
    inner: np.ndarray  # (N, 2) the inseam
    crotch: np.ndarray  # (N, 3) the centre seam: x, height, and how far along from the top, 0 to 1

    @property
    def fork(self) -> float:
        """The height m of the fork."""
        return float(self.crotch[0, 1])

    def bounds(self, y: float) -> tuple[float, float]:
        """x of the inner and the outer bound at a height."""
        inner = self.inner if y < self.fork else self.crotch
        return float(np.interp(y, inner[:, 1], inner[:, 0])), float(np.interp(y, self.out[:, 1], self.out[:, 0]))

    def width(self, y: float) -> float:
        """m of cloth at a height, above the crotch without the fork's part beyond the straight of the centre seam."""
        inner, outer = self.bounds(y)
        return abs(outer - inner) if y < self.fork else abs(outer if inner * outer < 0 else outer - inner)

    def share(self, x: float, y: float) -> float:
        """Where x lies between the inner bound (0) and the outer (1)."""
        inner, outer = self.bounds(y)
        return min(max((x - inner) / (outer - inner), 0.0), 1.0)


class LegPlacing:
    """The legs' pieces of a sheet on their way round the body."""

    def __init__(self, sheet: Sheet, rings: BodyRings):
        self.sheet, self.rings, self.body = sheet, rings, rings.body
        self.pieces = [leg_piece(sheet, i) for i, p in enumerate(sheet.pieces) if p.placement.region.startswith("leg_")]
        self.crotch = self.body.measures["crotch_height"]
        self.top = max((self.height(p, float(p.out[-1, 1])) for p in self.pieces), default=0.0)
        self.kept: dict[tuple, tuple[np.ndarray, np.ndarray]] = {}
        self.under = under_crotch(rings, self.crotch, self.top) if self.pieces else np.zeros((0, 2))

    def place(self, index: int) -> np.ndarray:
        """(K, 3) m, where the vertices of a piece start."""
        piece = next(p for p in self.pieces if p.index == index)
        return np.array([self.at(piece, x, y) for x, y in self.sheet.flat[self.sheet.vertices_of(index)]])

    def height(self, piece: LegPiece, y: float) -> float:
        """World height m of a flat height: the rise stretched from the body's crotch to its waist, the leg as cut."""
        zero = self.crotch - BELOW_CROTCH
        if y <= 0:
            return zero + y
        placement = self.sheet.pieces[piece.index].placement
        landmark = self.body.measures.get(placement.landmark)
        if landmark is None or placement.y_mm <= 0:
            raise PatternError(f"{self.sheet.pieces[piece.index].name!r} is placed at {placement.landmark!r}.", "")
        lowered = placement.lowered_mm / 1000 * min(y / float(piece.out[-1, 1]), 1.0)
        return zero + y * (landmark - zero) / (placement.y_mm / 1000) - lowered

    def at(self, piece: LegPiece, x: float, y: float) -> tuple[float, float, float]:
        share, height = piece.share(x, y), self.height(piece, y)
        side = 1 if piece.side == "left" else -1
        if y < piece.fork:
            height = max(min(height, self.crotch - LEG_BEGINS), OVER_FLOOR)
            points, along = self.leg_half(piece, height)
            return float(np.interp(share, along, points[:, 0])), float(np.interp(share, along, points[:, 1])), height
        height = min(height, self.top + ABOVE_BAND)
        points, along = self.torso_half(piece, height)
        on_ring, middle = (
            np.array([*(np.interp(side * s, along, points[:, k]) for k in (0, 1)), height]) for s in (share, 0.0)
        )
        moved = (self.centre(piece, y) - middle) * (1 - ease(share / BENT_IN))
        return tuple((on_ring + moved).tolist())

    def centre(self, piece: LegPiece, y: float) -> np.ndarray:
        """(3,) m, where the centre seam runs at a flat height: on the line from front to back under the crotch."""
        done = float(np.interp(y, piece.crotch[:, 1], piece.crotch[:, 2]))
        fronts = sum(self.seam_length(p) for p in self.pieces if p.is_front)
        split = fronts / max(sum(self.seam_length(p) for p in self.pieces), 1e-9)
        along = (
            np.r_[0, np.linalg.norm(np.diff(self.under, axis=0), axis=1).cumsum()] if len(self.under) else np.zeros(1)
        )
        at = along[-1] * (split * done if piece.is_front else 1 - (1 - split) * done)
        return np.array([0.0, np.interp(at, along, self.under[:, 0]), np.interp(at, along, self.under[:, 1])])

    def seam_length(self, piece: LegPiece) -> float:
        return float(np.linalg.norm(np.diff(piece.crotch[:, :2], axis=0), axis=1).sum())

    def widths(self, side: str, height: float) -> float:
        """m of cloth of one leg at a world height."""
        zero = self.crotch - BELOW_CROTCH
        total = 0.0
        for piece in self.pieces:
            if piece.side == side:
                scale = (self.height(piece, 1.0) - zero) if height > zero else 1.0
                total += piece.width((height - zero) / scale)
        return total

    def leg_half(self, piece: LegPiece, height: float) -> tuple[np.ndarray, np.ndarray]:
        """Points (K, 2) m round the front or back of a leg from the inseam to the outseam, and their shares (K,)."""
        row = round(height / ROW)
        key = (piece.side, piece.is_front, row)
        if key not in self.kept:
            ring = self.rings.leg(piece.side, row * ROW)
            fitting = (self.widths(piece.side, row * ROW) - perimeter(ring)) / (2 * math.pi)
            fine = offset_ring(ring, max(CLEAR, fitting))
            out = 1 if piece.side == "left" else -1
            middle = (ring.min(axis=0) + ring.max(axis=0)) / 2
            ahead = -1 if piece.is_front else 1
            angle = np.arctan2((fine[:, 1] - middle[1]) * ahead, -out * (fine[:, 0] - middle[0]))
            half = fine[angle >= 0][np.argsort(angle[angle >= 0])]
            self.kept[key] = half, shares_along(half)
        return self.kept[key]

    def torso_half(self, piece: LegPiece, height: float) -> tuple[np.ndarray, np.ndarray]:
        """Points (K, 2) m round the front or back of the torso and their shares, -1 at the right to 1 at the left."""
        row = round(height / ROW)
        key = ("torso", piece.is_front, row)
        if key not in self.kept:
            ring = self.rings.torso(row * ROW)
            width = self.widths("left", row * ROW) + self.widths("right", row * ROW)
            fine = offset_ring(ring, max(CLEAR, (width - perimeter(ring)) / (2 * math.pi)))
            self.kept[key] = half_ring(fine, float(ring[:, 1].min() + ring[:, 1].max()) / 2, piece.is_front)
        return self.kept[key]


def shares_along(points: np.ndarray) -> np.ndarray:
    along = np.r_[0, np.linalg.norm(np.diff(points, axis=0), axis=1).cumsum()]
    return along / along[-1]


def leg_piece(sheet: Sheet, index: int) -> LegPiece:
    """A leg's piece, its bounds found by what they are sewn to.

    The centre seam is sewn to the other leg, inseam and outseam to the same leg's other half; the inseam begins where
    the centre seam ends.

    Raises:
        PatternError: a bound is missing.
    """
    piece = sheet.pieces[index]
    regions = {p.name: p.placement.region for p in sheet.pieces}
    crotch: list[int] = []
    seams = []
    for edge in piece.edges:
        name = f"{piece.name}.{edge.name}"
        other = sheet.partner.get(name, "").partition(".")[0]
        region = regions.get(other, "")
        if region.startswith("leg_") and region != piece.placement.region:
            crotch += sheet.edges[name].tolist()
        elif region == piece.placement.region and other != piece.name:
            seams.append(sheet.edges[name])
    inner = [ids for ids in seams if set(ids.tolist()) & set(crotch)]
    outer = [ids for ids in seams if not set(ids.tolist()) & set(crotch)]
    if len(inner) != 1 or len(outer) != 1:
        raise PatternError(
            f"The leg's piece {piece.name!r} has {len(inner)} inseams and {len(outer)} outseams.",
            "Sew it to the same leg's other half by one of each, and to the other leg by its centre seam.",
        )
    above = above_yoke(sheet, piece)
    line = onward(rising(sheet.flat[np.array(list(dict.fromkeys(crotch)))]), above[0])
    along = 1 - shares_along(line)
    return LegPiece(
        index,
        piece.placement.region.removeprefix("leg_"),
        piece.placement.side == "front",
        onward(rising(sheet.flat[outer[0]]), above[1]),
        rising(sheet.flat[inner[0]]),
        np.c_[line, along],
    )


def above_yoke(sheet: Sheet, leg: Piece) -> tuple[float, float]:
    """m by which a leg's centre seam and its outseam go on beyond its piece, beside a yoke or in it."""
    places = {p.name: p.placement for p in sheet.pieces}
    beside = {sheet.partner.get(f"{leg.name}.{edge.name}", "").partition(".")[0] for edge in leg.edges}
    centre = side = 0.0
    for yoke in (p for p in sheet.pieces if p.name in beside and p.placement.region == "yoke"):
        for name in (f"{yoke.name}.{edge.name}" for edge in yoke.edges):
            there = places[sheet.partner[name].partition(".")[0]]
            long = float(np.linalg.norm(np.diff(sheet.flat[sheet.edges[name]], axis=0), axis=1).sum())
            if there.region == "yoke" and leg.placement.side == "back":
                centre = long
            elif there.side == "front":
                side = long
    return centre, side


def onward(line: np.ndarray, by: float) -> np.ndarray:
    """A line (N, 2) with rising heights, gone on straight beyond its end."""
    way = line[-1] - line[-2]
    return np.r_[line, [line[-1] + by * way / np.linalg.norm(way)]] if by else line


def rising(points: np.ndarray) -> np.ndarray:
    return points[np.argsort(points[:, 1], kind="stable")]


def under_crotch(rings: BodyRings, crotch: float, top: float) -> np.ndarray:
    """(K, 2) y and height m of the line from the front at ``top`` under the crotch to the back, clear of the body.

    Above the seat it runs on the hull of both halves, as cloth does; below it on the body's middle.
    """
    points = [rings.middle(crotch - 0.05, top)]
    seat = min(rings.body.measures["hip_height"], top - 0.02)
    for height in np.arange(seat, top + ROW, ROW):
        ring = rings.torso(height)
        points += [np.array([[ring[:, 1].min(), height], [ring[:, 1].max(), height]])]
    outline = offset_ring(hull(np.concatenate(points)), CLEAR)
    kept = outline[outline[:, 1] < top]
    middle = (kept[:, 0].min() + kept[:, 0].max()) / 2
    return kept[np.argsort(np.arctan2(kept[:, 0] - middle, top + 0.01 - kept[:, 1]))]
