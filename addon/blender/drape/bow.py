"""A tied bow as solids on a finished garment: a knot, two loops, and two ends that hang down over what is beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from ...core.pattern.trim import Bow
from .ground import Ground
from .relax import Surface
from .solids import FAR, Solid
from .trims import raised

DOWN = np.array([0.0, 0.0, -1.0])
STEP = 0.008  # m along a ribbon
ACROSS = np.linspace(-0.5, 0.5, 7)  # shares of a ribbon's width
CLEAR = 0.005  # m from the garment to a hanging end
SEEN_FROM = 0.05  # m outside of an end, from where the garment beneath is looked for
EVENED = 3  # times a push is passed on
BODY_CLEAR = 0.012  # and to the body, as its hands
GATHERED = 0.42  # of its width, that a ribbon has left in the knot
LOOP_DEPTH = 0.30  # of its length
DROOP = (0.30, 0.55)  # rad below the tie's line, of the left loop and of the right one
KNOT = np.array([0.27, 0.40, 0.20])  # its half axes along the tie, up and outward, in widths
SPREAD = (-0.10, 0.11)  # m sideways for each m down, of the two ends
SHORTER = 0.88  # the second end
TWIST = 0.45  # rad, to and fro along an end
SLANT = 0.5  # of its width, at an end's foot
PUCKER = 0.10  # of its width: folds that run from the knot


@dataclass(frozen=True, eq=False)
class Seat:
    """Where a bow is tied."""

    middle: np.ndarray  # (3,) m
    along: np.ndarray  # (3,) unit, to the right as seen from outside
    up: np.ndarray
    out: np.ndarray


def bow_solids(ground: Ground, index: int, bow: Bow, layer: float, zone: int, body: Surface) -> list[Solid]:
    """The bow on the piece at this place, of cloth ``layer`` m thick. It hangs clear of garment and body."""
    seat = seat_of(ground, index, bow)
    wide, loop, end = (mm / 1000 for mm in (bow.wide_mm, bow.loop_mm, bow.end_mm))
    triangles = np.concatenate([ground.quads[:, [0, 1, 2]], ground.quads[:, [0, 2, 3]]])
    cloth = BVHTree.FromPolygons(ground.points.tolist(), triangles.tolist())
    corner = ground.flat_map.max(axis=0) + 0.05
    sheets = [loop_sheet(seat, side, loop, wide) for side in (0, 1)]
    sheets += [end_sheet(seat, side, end, wide, cloth, body) for side in (0, 1)]
    found = [ribbon(sheet, layer, zone, corner + (0.1 * k, 0.0)) for k, sheet in enumerate(sheets)]
    return [*found, knot(seat, wide, zone, corner)]


def seat_of(ground: Ground, index: int, bow: Bow) -> Seat:
    around = np.array([[0.0, 0.0], [-12.0, 0.0], [12.0, 0.0]]) + (bow.x_mm, bow.y_mm)
    spots = ground.at(index, around)
    out = spots.normals.mean(axis=0) * (1.0, 1.0, 0.0)
    out /= np.linalg.norm(out)
    along = np.cross(-DOWN, out)
    return Seat(raised(spots, 0.35 * KNOT[2] * bow.wide_mm / 1000)[0], along, -DOWN, out)


def loop_sheet(seat: Seat, side: int, long: float, wide: float) -> np.ndarray:
    """(N, A, 3) m: a ribbon that goes out from the knot and comes back."""
    sign = -1.0 if side == 0 else 1.0
    droop = DROOP[side]
    way = sign * np.cos(droop) * seat.along - np.sin(droop) * seat.up
    width = np.cos(droop) * seat.up + sign * np.sin(droop) * seat.along
    turn = np.linspace(0.0, 2.0 * np.pi, max(16, round(2.4 * long / STEP)))[:, None]
    half = np.sin(turn / 2.0)
    centre = seat.middle + long * half**1.4 * way + LOOP_DEPTH * long * np.sin(turn) * half**1.5 * seat.out
    centre = centre + 0.25 * LOOP_DEPTH * long * half * seat.out
    return across(
        centre, width, seat.out, wide * (GATHERED + (1.0 - GATHERED) * np.clip(1.5 * half, 0.0, 1.0)), 1.0 - half
    )


def end_sheet(seat: Seat, side: int, long: float, wide: float, cloth: BVHTree, body: Surface) -> np.ndarray:
    """(N, A, 3) m: a ribbon that hangs from the knot, clear of cloth and body."""
    sign = -1.0 if side == 0 else 1.0
    long *= 1.0 if side == 0 else SHORTER
    count = max(8, round(long / STEP))
    at = seat.middle + 0.25 * wide * sign * seat.along - 0.1 * wide * seat.up
    step = DOWN + SPREAD[side] * seat.along
    straight = at + np.linspace(0.0, long, count)[:, None] * step / np.linalg.norm(step)
    clear = CLEAR * (1.0 + 0.3 * side)
    centre = eased(lifted(straight[:, None], seat.out, cloth, body, clear)[:, 0])
    share = np.linspace(0.0, 1.0, count)[:, None]
    turn = TWIST * np.sin(2.0 * np.pi * (1.1 * share + 0.35 * side)) * np.clip(4.0 * share, 0.0, 1.0)
    width = np.cos(turn) * seat.along + np.sin(turn) * seat.out
    widths = wide * (GATHERED + (1.0 - GATHERED) * np.clip(share * long / 0.09, 0.0, 1.0))
    sheet = across(centre, width, seat.out, widths, np.clip(1.0 - share * long / 0.16, 0.0, 1.0))
    foot = SLANT * sign * wide * (share**12)
    sheet = sheet + foot[:, :, None] * ACROSS[None, :, None] * DOWN
    return lifted(sheet, seat.out, cloth, body, clear)


def across(
    centre: np.ndarray, width: np.ndarray, out: np.ndarray, wide: np.ndarray, gathered: np.ndarray
) -> np.ndarray:
    """(N, A, 3): a ribbon's points from its line (N, 3), the way of its width, and how much it is puckered (N, 1)."""
    flat = centre[:, None] + (wide[:, :, None] * np.broadcast_to(width, centre.shape)[:, None]) * ACROSS[None, :, None]
    folds = PUCKER * np.cos(ACROSS * 4.0 * np.pi)[None, :] * gathered * wide
    return flat + folds[:, :, None] * out


def lifted(points: np.ndarray, out: np.ndarray, cloth: BVHTree, body: Surface, clear: float) -> np.ndarray:
    """Points (N, A, 3) moved outward until garment and body are ``clear`` m and more behind them, without steps."""
    way = Vector(out.tolist())
    push = np.zeros(points.shape[:2])
    for place in np.ndindex(push.shape):
        start = Vector(points[place].tolist()) + SEEN_FROM * way
        hit = cloth.ray_cast(start, -way, 2.0 * SEEN_FROM)
        push[place] = max(SEEN_FROM - hit[3] + clear, 0.0) if hit[0] else 0.0
    for _ in range(EVENED):
        padded = np.pad(push, 1, mode="edge")
        push = np.maximum.reduce([push, padded[:-2, 1:-1], padded[2:, 1:-1]])
    for _ in range(2 * EVENED):
        padded = np.pad(push, 1, mode="edge")
        push = (2.0 * push + padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:]) / 6.0
    moved = (points + push[:, :, None] * out).reshape(-1, 3)
    depth, normals = body.depths(moved, BODY_CLEAR)
    return (moved + depth[:, None] * normals).reshape(points.shape)


def eased(line: np.ndarray) -> np.ndarray:
    """The line (N, 3) without the jags that single steps leave."""
    for _ in range(4):
        line = np.r_[line[:1], (line[:-2] + 2.0 * line[1:-1] + line[2:]) / 4.0, line[-1:]]
    return line


def ribbon(sheet: np.ndarray, layer: float, zone: int, corner: Sequence[float]) -> Solid:
    """A sheet (N, A, 3) given its thickness: front, back and the edges between."""
    count, wide = sheet.shape[:2]
    down, over = np.gradient(sheet, axis=0), np.gradient(sheet, axis=1)
    normals = np.cross(down, over)
    normals /= np.maximum(np.linalg.norm(normals, axis=2, keepdims=True), 1e-9)
    both = np.concatenate(
        [(sheet + 0.5 * layer * normals).reshape(-1, 3), (sheet - 0.5 * layer * normals).reshape(-1, 3)]
    )
    place = np.arange(count * wide).reshape(count, wide)
    quads = np.stack([place[:-1, :-1], place[1:, :-1], place[1:, 1:], place[:-1, 1:]], axis=2).reshape(-1, 4)
    rim = np.r_[place[0, :-1], place[:-1, -1], place[-1, :0:-1], place[:0:-1, 0]]
    following = np.roll(rim, -1)
    walls = np.c_[rim, following, following + count * wide, rim + count * wide]
    along = np.r_[0.0, np.linalg.norm(np.diff(sheet[:, wide // 2], axis=0), axis=1).cumsum()]
    uv = np.stack(np.broadcast_arrays(0.04 * ACROSS[None, :], -along[:, None]), axis=2).reshape(-1, 2) + corner
    far = np.full(2 * count * wide, FAR)
    return Solid(both, np.concatenate([quads, quads[:, ::-1] + count * wide, walls]), zone, np.r_[uv, uv], far, far)


def knot(seat: Seat, wide: float, zone: int, corner: np.ndarray) -> Solid:
    """What is wound round the middle of a bow."""
    rings, sides = 9, 20
    polar, azimuth = np.meshgrid(
        np.linspace(0.06, np.pi - 0.06, rings), np.arange(sides) * 2.0 * np.pi / sides, indexing="ij"
    )
    ball = np.stack([np.sin(polar) * np.cos(azimuth), np.cos(polar), np.sin(polar) * np.sin(azimuth)], axis=2)
    ball = np.sign(ball) * np.abs(ball) ** 0.65 * (1.0 + 0.05 * np.cos(5.0 * azimuth))[:, :, None]
    axes = np.stack([seat.along, seat.up, seat.out])
    points = (seat.middle + 0.3 * KNOT[2] * wide * seat.out + (ball * KNOT * wide) @ axes).reshape(-1, 3)
    place = np.arange(rings * sides).reshape(rings, sides)
    onward = np.roll(place, -1, axis=1)
    quads = np.stack([place[:-1], onward[:-1], onward[1:], place[1:]], axis=2).reshape(-1, 4)
    uv = np.stack([0.02 * azimuth, 0.02 * polar], axis=2).reshape(-1, 2) + corner
    far = np.full(len(points), FAR)
    return Solid(points, quads, zone, uv, far, far)
