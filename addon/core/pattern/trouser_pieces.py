"""The pieces of everything with two legs, in mm: front and back of each leg, a shaped waistband, and their seams.

The left front and the right back are drawn, with the outseam on the +x side, and mirrored for the others.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .crotch import back_crotch, front_crotch
from .curves import cubic, distances, joined, length, line, point, solve, split, through
from .darts import TakeIn, dart_seams, taken_in
from .mirror import mirrored
from .pieces import Edge, Piece, Placement, Seam, outline, width_at
from .trouser_block import Block, Half, Levels
from .waistband import band_piece
from .waistline import DART_MOST_MM

FLY = 0.62  # of the centre front that opens, at most down to where the crotch turns
HANDLE = 0.33
CALF_CLEAR_MM = 40.0  # a hem nearer to the calf, or above it, ends a straight line from the knee


def leg_points(b: Levels, h: Half, sign: float) -> tuple[np.ndarray, np.ndarray]:
    """Knee and hem (2,) mm of a half's inseam (sign -1) or outseam (sign 1). A hem above the knee lies on that line."""
    knee, hem = point(h.crease + sign * h.knee / 2.0, b.knee), point(h.crease + sign * h.hem / 2.0, b.hem)
    return knee, hem


def lower_leg(b: Levels, h: Half, sign: float) -> np.ndarray:
    """(N, 2) of a half's inseam or outseam from knee to hem: straight, or out over the calf."""
    knee, hem = leg_points(b, h, sign)
    if not h.calf or b.calf < b.hem + CALF_CLEAR_MM:
        return line(knee, hem)
    return through([knee, point(h.crease + sign * h.calf / 2.0, b.calf), hem], [None, None, None])


def seam_down(top: np.ndarray, away: np.ndarray, below: np.ndarray) -> np.ndarray:
    """(N, 2) from ``top``, leaving it towards ``away``, to the hem: a curve to the knee, then as ``below`` it."""
    knee, hem = below[0], below[-1]
    if hem[1] > knee[1]:  # shorts: straight from where the curve has left the crotch
        return cubic(top, top + HANDLE * away, hem + HANDLE * (top - hem) * (0.0, 1.0), hem)
    into = (knee - below[1]) / max(float(np.linalg.norm(knee - below[1])), 1.0)
    reach = HANDLE * float(np.linalg.norm(top - knee))
    curve = cubic(top, top + HANDLE * away, knee + reach * into, knee)
    return joined(curve, below) if knee[1] - hem[1] > 2.0 else curve


def inseam(b: Levels, h: Half) -> np.ndarray:
    """(N, 2) from the fork down to the hem, nearly square to the crotch at the fork."""
    fork = point(-h.fork, -h.drop)
    knee, hem = leg_points(b, h, -1.0)
    end = knee if hem[1] < knee[1] else hem
    return seam_down(fork, (end - fork) * (0.8, 1.0), lower_leg(b, h, -1.0))


def outseam(b: Levels, h: Half, waist_side: np.ndarray) -> np.ndarray:
    """(N, 2) from the waist over the hip down to the hem."""
    hip = point(h.hip, b.hip)
    knee, hem = leg_points(b, h, 1.0)
    end = knee if hem[1] < knee[1] else hem
    rise = waist_side[1] - b.hip
    lean = point(0.35 * h.side, -0.4 * rise)
    over = cubic(waist_side, waist_side + lean, hip + point(0.0, 0.4 * rise), hip)
    return joined(over, seam_down(hip, point(0.0, end[1] - b.hip), lower_leg(b, h, 1.0)))


def leg_piece(block: Block, h: Half, name: str, region: str, partner: Piece | None) -> Piece:
    """A half with its outseam on the +x side. ``partner``: the half that its seams must match in length."""
    b = block.levels
    if partner:
        h = matched(b, h, partner)
    crotch = crotch_curve(b, h)
    top = crotch[0]
    waist_side = point(h.hip - h.side, side_top(b, h, partner))
    out, inner = outseam(b, h, waist_side), inseam(b, h)
    edges = (
        Edge("hem", line(inner[-1], out[-1])),
        Edge("outseam", out[::-1]),
        *waist_edges(waist_side, top, h),
        *crotch_edges(crotch, h, block.has_fly),
        Edge("inseam", inner),
    )
    placement = Placement(region, h.name, "waist_height", b.waist)
    return Piece(name, edges, placement, zone=f"leg_{h.name}")


def crotch_curve(b: Levels, h: Half) -> np.ndarray:
    if h.name == "front":
        return front_crotch(b.top, h.fork, b.hip)
    return back_crotch(b.top + h.raised, h.fork, b.hip, h.drop)


def crotch_edges(crotch: np.ndarray, h: Half, has_fly: bool) -> list[Edge]:
    """The front's centre seam is a fly above and a seam below; without a fly, and at the back, it is one seam."""
    if h.name == "back" or not has_fly:
        return [Edge("crotch", crotch)]
    fly, below = split(crotch, [FLY * float(np.interp(-20.0, -crotch[:, 1], distances(crotch)))])
    return [Edge("fly", fly), Edge("crotch", below)]


def centre_edges(piece: Piece) -> list[Edge]:
    """The parts of a leg's centre seam, from its top down on the front."""
    return [edge for edge in piece.edges if edge.name in ("fly", "crotch")]


def matched(b: Levels, h: Half, partner: Piece) -> Half:
    """The half with its fork as low as its inseam needs to be as long as the partner's."""
    wanted = length(partner.edge("inseam").points)
    drop = solve(lambda d: length(inseam(b, replace(h, drop=d))), wanted, 30.0, -15.0)
    return replace(h, drop=drop)


def side_top(b: Levels, h: Half, partner: Piece | None) -> float:
    """Where the outseam ends above: as long as the partner's."""
    if partner is None:
        return b.top
    wanted = length(partner.edge("outseam").points)
    x = h.hip - h.side
    return solve(lambda y: length(outseam(b, h, point(x, y))), wanted, b.top - 30.0, b.top + 30.0)


def waist_edges(side: np.ndarray, centre: np.ndarray, h: Half) -> list[Edge]:
    """The waist from the side to the centre, with its darts: waist_1, dart_1_a, dart_1_b, waist_2, ..."""
    whole = line(side, centre)
    count = int(np.ceil(h.dart / DART_MOST_MM)) if h.dart else 0
    each = h.dart / max(count, 1)
    between = (length(whole) - h.dart) / (count + 1)
    takes = [TakeIn((k + 1) * between + (k + 0.5) * each, each, h.dart_depth) for k in range(count)]
    return taken_in(whole, takes, "waist")


def trouser_pieces(block: Block) -> tuple[Piece, ...]:
    """Front and back of both legs, and the waistband."""
    front_left = leg_piece(block, block.front, "front_left", "leg_left", None)
    back_right = leg_piece(block, block.back, "back_right", "leg_right", front_left)
    legs = (front_left, mirrored(front_left, "front_right"), mirrored(back_right, "back_left"), back_right)
    return (*legs, waistband(block, legs))


def waist_names(piece: Piece) -> list[str]:
    return [edge.name for edge in piece.edges if edge.name.startswith("waist_")]


def waistband(block: Block, legs: tuple[Piece, ...]) -> Piece:
    """What the legs are eased into; it closes at the centre front, over the fly."""
    front_left, front_right, back_left, back_right = legs
    round_body = [
        (piece, name)
        for piece in (front_left, back_left, back_right, front_right)
        for name in reversed(waist_names(piece))
    ]
    whole = sum(length(piece.edge(name).points) for piece, name in round_body)
    runs = [
        (f"{piece.name}_{name}", block.band_low / whole * length(piece.edge(name).points)) for piece, name in round_body
    ]
    return band_piece(runs, block.band_top, block.band, ("end_right", "end_left"))


def trouser_seams(pieces: tuple[Piece, ...]) -> tuple[Seam, ...]:
    """Legs, crotch, darts and band."""
    *legs, band = pieces
    seams = [
        Seam(f"front_{side}.{edge}", f"back_{side}.{edge}")
        for side in ("left", "right")
        for edge in ("inseam", "outseam")
    ]
    seams += [Seam(f"front_left.{edge.name}", f"front_right.{edge.name}") for edge in centre_edges(legs[0])]
    seams.append(Seam("back_left.crotch", "back_right.crotch"))
    for piece in legs:
        seams += dart_seams(piece)
        for name in waist_names(piece):
            on_band = f"{piece.name}_{name}"
            ease = length(piece.edge(name).points) - length(band.edge(on_band).points)
            seams.append(Seam(f"{piece.name}.{name}", f"waistband.{on_band}", ease))
    return (*seams, Seam("waistband.end_left", "waistband.end_right"))


def leg_round(pieces: tuple[Piece, ...], y: float) -> float:
    """mm of cloth round one leg at a level of the pieces."""
    return width_at(outline(pieces[0]), y) + width_at(outline(pieces[3]), y)


def seat_round(pieces: tuple[Piece, ...], y: float) -> float:
    """mm of cloth round the body at a level above the crotch line, the forks left out."""
    return 2.0 * leg_round(pieces, y)


def crotch_seam(pieces: tuple[Piece, ...]) -> float:
    """mm from the top of the centre front under the crotch to the top of the centre back."""
    front, back = pieces[0], pieces[3]
    return sum(length(edge.points) for edge in (*centre_edges(front), *centre_edges(back)))
