"""What jeans and trousers are known by, in mm: pockets, the fly, and topstitching."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .curves import cubic, distances, joined, length, line, point, resampled, split, unit
from .drafting import Pattern
from .mirror import mirrored
from .pieces import Button, Piece
from .trim import Lap, Patch, Trim, rows

ROWS = (2.5, 8.5)  # of topstitching, from the edge
HEM_ROW = (19.0,)
POCKET_WIDE, POCKET_DEEP, POCKET_SHARE = 148.0, 160.0, 0.66  # a back pocket, and of the yoke's line at most
POCKET_DOWN = 24.0  # below the yoke
NARROWER, POINT_UP = 0.87, 0.86  # of its width at the foot; of its depth where the point begins
POCKET_HEM = 14.0
POCKET_AT = 0.475  # of the way from the centre back to the outseam
HIP_POCKET, HIP_SIDE = 0.48, 78.0  # its mouth along the waist, as a share, and down the outseam
FLY_WIDE = 38.0
SLANT_IN, SLANT_DOWN, SLANT_ROW = 36.0, 160.0, (6.0,)  # of trousers: in from the side, down the outseam
LAPS_OVER = 24.0
BUTTON_IN, BUTTON_ACROSS = 17.0, 17.0  # from the band's end
LOOP_WIDE = 11.0
LOOP_ROWS = 0.55  # of half its width, from a loop's middle
LOOPS = (0.16, 0.36, 0.5, 0.64, 0.84)  # along the band


def with_slant_pockets(pattern: Pattern) -> Pattern:
    """The pattern of trousers with what is seen of fly and pockets. The left side of the fly lies over the right."""
    front = pattern.pieces[0]
    waist, out = front.edge("waist_1").points, front.edge("outseam").points
    top = split(waist, [min(SLANT_IN, 0.5 * length(waist))])[1][0]
    foot = split(out, [length(out) - SLANT_DOWN])[1][0]
    mouth = resampled(line(foot, top))
    front = replace(front, trim=Trim(laps=(Lap(mouth, LAPS_OVER),), topstitches=rows(mouth, SLANT_ROW)))
    fly = front.edge("fly").points
    lap, row = Lap(fly, LAPS_OVER), j_row(fly, FLY_WIDE)
    over = replace(front.trim, laps=(*front.trim.laps, lap), topstitches=(*front.trim.topstitches, row))
    return replace(pattern, pieces=(replace(front, trim=over), mirrored(front, "front_right"), *pattern.pieces[2:]))


def as_jeans(pattern: Pattern, thread: str) -> Pattern:
    """The pattern of yoked jeans with what is laid and sewn on it. The left side of the fly lies over the right."""
    by_name = {piece.name: piece for piece in pattern.pieces}
    front = trimmed(by_name["front_left"], hip_pocket(by_name["front_left"]), thread)
    back = trimmed(by_name["back_right"], back_pocket(by_name["back_right"]), thread)
    yoke = trimmed(by_name["yoke_right"], Trim(topstitches=inner_rows(by_name["yoke_right"], "back")), thread)
    made = {
        "front_left": with_fly(front),
        "front_right": mirrored(front, "front_right"),
        "back_left": with_seat_rows(mirrored(back, "back_left"), "crotch"),
        "back_right": back,
        "yoke_left": with_seat_rows(mirrored(yoke, "yoke_left"), "centre"),
        "yoke_right": yoke,
        "waistband": with_button(by_name["waistband"], thread),
    }
    return replace(pattern, pieces=tuple(made[piece.name] for piece in pattern.pieces))


def trimmed(piece: Piece, trim: Trim, thread: str) -> Piece:
    """The piece with its trim, and with a row along its hem if it has one."""
    hem = any(edge.name == "hem" for edge in piece.edges)
    sewn = rows(piece.edge("hem").points, HEM_ROW) if hem else ()
    return replace(piece, trim=replace(trim, topstitches=(*trim.topstitches, *sewn), thread=thread))


def inner_rows(piece: Piece, edge: str) -> tuple[np.ndarray, ...]:
    """Two rows within a piece, along one of its edges."""
    return rows(piece.edge(edge).points, ROWS)


def back_pocket(leg: Piece) -> Trim:
    """A patch pocket with a point, parallel to the yoke's seam, in the middle between outseam and centre back."""
    side, centre = leg.edge("yoke").points[[0, -1]]
    out = unit(side - centre)
    down = point(out[1], -out[0])
    wide = min(POCKET_WIDE, POCKET_SHARE * float(np.linalg.norm(side - centre)))
    deep = POCKET_DEEP * wide / POCKET_WIDE
    middle = centre + POCKET_AT * (side - centre) + POCKET_DOWN * down

    def at(across: float, below: float) -> np.ndarray:
        return middle + across * wide / 2.0 * out + below * deep * down

    corners = [at(-1.0, 0.0), at(-NARROWER, POINT_UP), at(0.0, 1.0), at(NARROWER, POINT_UP), at(1.0, 0.0)]
    sewn = joined(*(resampled(line(a, b)) for a, b in zip(corners[:-1], corners[1:], strict=True)))
    seams = tuple(inset(np.array(corners), mm) for mm in ROWS)
    mouth = rows(line(corners[-1], corners[0]), (2.5, POCKET_HEM))
    return Trim(
        (Patch("back_pocket", np.r_[sewn, resampled(line(corners[-1], corners[0]))[1:-1]]),), (), (*seams, *mouth)
    )


def inset(corners: np.ndarray, mm: float) -> np.ndarray:
    """(N, 2): the open line through these corners, moved to its left, its corners kept."""
    ways = np.diff(corners, axis=0)
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    left = np.stack([-ways[:, 1], ways[:, 0]], axis=1)
    turns = (left[:-1] + left[1:]) / (1.0 + (left[:-1] * left[1:]).sum(axis=1, keepdims=True))
    moved = corners + mm * np.r_[left[:1], turns, left[-1:]]
    return joined(*(resampled(line(a, b)) for a, b in zip(moved[:-1], moved[1:], strict=True)))


def hip_pocket(leg: Piece) -> Trim:
    """The curved mouth of a left front's pocket: the leg's edge over the pocket's facing."""
    waist = leg.edge("waist_1").points
    side = leg.edge("outseam_yoke").points
    whole = joined(leg.edge("outseam").points, side)
    top = split(waist, [HIP_POCKET * length(waist)])[1][0]
    foot = split(whole, [length(whole) - HIP_SIDE])[1][0]
    down, across = unit(waist[0] - waist[-1]), unit(foot - top)
    below = point(down[1], -down[0])
    mouth = cubic(
        foot, foot - 0.62 * abs(across[0]) * length(line(top, foot)) * down, top + 0.55 * HIP_SIDE * below, top
    )
    return Trim((), (Lap(mouth, LAPS_OVER),), rows(mouth, ROWS))


def with_fly(front: Piece) -> Piece:
    """A left front that lies over the right one along the fly, with the rows of its J."""
    fly = front.edge("fly").points
    crotch = front.edge("crotch").points
    edge = joined(fly, crotch)
    trim = front.trim
    js = tuple(j_row(fly, FLY_WIDE - mm) for mm in (0.0, ROWS[1] - ROWS[0]))
    below = rows(crotch, ROWS)
    lap = Lap(joined(fly, split(crotch, [min(8.0, length(crotch) / 2.0)])[0]), LAPS_OVER)
    sewn = (*trim.topstitches, *js, *below, *rows(edge[: len(fly)], ROWS[:1]))
    return replace(front, trim=replace(trim, laps=(*trim.laps, lap), topstitches=sewn))


def j_row(fly: np.ndarray, wide: float) -> np.ndarray:
    """(N, 2): down beside the fly, and round to its foot."""
    (beside,) = rows(fly, (wide,))
    turn_from = length(beside) - wide
    straight = split(beside, [max(turn_from, length(beside) / 2.0)])[0]
    way = unit(straight[-1] - straight[-2])
    foot = fly[-1]
    return joined(
        straight, cubic(straight[-1], straight[-1] + 0.6 * wide * way, foot + 0.55 * (beside[-1] - foot), foot)
    )


def with_seat_rows(piece: Piece, edge: str) -> Piece:
    """A left piece with rows along its part of the seat's seam."""
    sewn = (*piece.trim.topstitches, *inner_rows(piece, edge))
    return replace(piece, trim=replace(piece.trim, topstitches=sewn))


def with_button(band: Piece, thread: str) -> Piece:
    """The band with a button at its left end, which lies over the right one, its belt loops and its rows."""
    low = joined(*(edge.points for edge in band.edges if "_waist_" in edge.name))
    top, over = band.edge("hem").points, band.edge("end_left").points
    x, y = (at_share(low, BUTTON_IN / length(low)) + at_share(top[::-1], BUTTON_IN / length(low))) / 2.0
    sewn = [*rows(low, ROWS[:1]), *rows(top, ROWS[:1]), *rows(over, ROWS[:1])]
    loops = []
    for foot, head in ((at_share(low, share), at_share(top[::-1], share)) for share in LOOPS):
        up = unit(head - foot)
        aside = LOOP_WIDE / 2.0 * point(up[1], -up[0])
        loops.append(Patch("belt_loop", np.array([foot - aside, foot + aside, head + aside, head - aside])))
        sewn += [line(foot + side * aside, head + side * aside) for side in (-LOOP_ROWS, LOOP_ROWS)]
        sewn += [line(end - aside, end + aside) for end in (foot + 2.0 * up, head - 2.0 * up)]
    trim = Trim(tuple(loops), (Lap(over, LAPS_OVER / 2.0),), tuple(sewn), thread=thread)
    return replace(band, buttons=(Button(float(x), float(y), BUTTON_ACROSS, "brass", 0.0),), trim=trim)


def at_share(points: np.ndarray, share: float) -> np.ndarray:
    """(2,) the place so far along a line."""
    along = distances(points)
    return np.array([np.interp(share * along[-1], along, points[:, k]) for k in range(2)])
