"""The back yoke of jeans, in mm: the top of each back leg, cut off along a line and closed where its darts were."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .curves import joined, length, line, split, through
from .drafting import Pattern
from .mirror import mirrored
from .pieces import Edge, Piece, Placement, Seam
from .trouser_pieces import waist_names

SIDE_MM, CENTRE_MM = 36.0, 66.0  # height of the yoke at the outseam and at the centre back


def yoked(pattern: Pattern) -> Pattern:
    """The pattern of something with two legs, its back darts taken in by yokes."""
    front_left, _, _, back_right, band = pattern.pieces
    right, yoke_right = cut_off(back_right)
    front = with_side_cut(front_left)
    fronts, backs = (front, mirrored(front, "front_right")), (mirrored(right, "back_left"), right)
    yokes = (mirrored(yoke_right, "yoke_left"), yoke_right)
    pieces = (*fronts, *backs, *yokes, band_on_yokes(band))
    return replace(pattern, pieces=pieces, seams=(*kept_seams(pattern), *yoke_seams(pieces)))


def cut_off(back: Piece) -> tuple[Piece, Piece]:
    """A right back leg without its top, and the yoke that its top becomes."""
    out, crotch = (back.edge(name).points for name in ("outseam", "crotch"))
    below, side = split(out, [length(out) - SIDE_MM])
    centre, under = split(crotch, [CENTRE_MM])
    cut = line(below[-1], under[0])
    waist = [back.edge(name).points for name in waist_names(back)]
    low, top = [cut[0]], [waist[0][0]]
    turn, at = np.eye(2), np.zeros(2)  # of what lies beyond the darts closed so far
    for before, after in zip(waist[:-1], waist[1:], strict=True):
        tip = dart_tip(before[-1], after[0], cut)
        fixed = turn @ tip + at
        ways = [turn @ (end - tip) for end in (after[0], before[-1])]
        turn = rotation(*ways) @ turn
        at = fixed - turn @ tip
        low.append(fixed)
        top.append(turn @ after[0] + at)
    low.append(turn @ cut[1] + at)
    top.append(turn @ waist[-1][-1] + at)
    edges = (
        Edge("side", side),
        Edge("waist_1", smooth(top)),
        Edge("centre", centre @ turn.T + at),
        Edge("back", smooth(low)[::-1]),
    )
    yoke = Piece("yoke_right", edges, Placement("yoke", "back"), zone="yoke")
    kept = {"hem": back.edge("hem").points, "outseam": below, "yoke": cut, "crotch": under}
    leg = replace(back, edges=(*(Edge(name, points) for name, points in kept.items()), back.edge("inseam")))
    return leg, yoke


def dart_tip(a: np.ndarray, b: np.ndarray, cut: np.ndarray) -> np.ndarray:
    """(2,) where a dart ends whose mouth is from a to b: on the yoke's line, its legs equally long."""
    along, way = b - a, cut[1] - cut[0]
    share = ((a + b) / 2.0 - cut[0]) @ along / (way @ along)
    return cut[0] + share * way


def rotation(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(2, 2) that turns the direction a into that of b."""
    whole = np.linalg.norm(a) * np.linalg.norm(b)
    cos, sin = a @ b / whole, (a[0] * b[1] - a[1] * b[0]) / whole
    return np.array([[cos, -sin], [sin, cos]])


def smooth(points: list[np.ndarray]) -> np.ndarray:
    return through(points, [None] * len(points)) if len(points) > 2 else np.array(points)


def with_side_cut(front: Piece) -> Piece:
    """A left front whose outseam is two edges, for back leg and yoke."""
    hem, out, *rest = front.edges
    below, side = split(out.points, [length(out.points) - SIDE_MM])
    return replace(front, edges=(hem, Edge("outseam", below), Edge("outseam_yoke", side), *rest))


def band_on_yokes(band: Piece) -> Piece:
    """The waistband, sewn to the yokes where it was sewn to a back leg between its darts."""
    edges: list[Edge] = []
    for edge in band.edges:
        side = edge.name.removeprefix("back_").partition("_")[0]
        name = f"yoke_{side}_waist_1" if edge.name.startswith("back_") else edge.name
        if edges and edges[-1].name == name:
            edges[-1] = Edge(name, joined(edges[-1].points, edge.points))
        else:
            edges.append(Edge(name, edge.points))
    return replace(band, edges=tuple(edges))


def kept_seams(pattern: Pattern) -> list[Seam]:
    """The pattern's seams, but for those at its backs' waists and darts."""
    return [seam for seam in pattern.seams if not seam.a.startswith("back_") or seam.a == "back_left.crotch"]


def yoke_seams(pieces: tuple[Piece, ...]) -> list[Seam]:
    """What joins the yokes to legs, band and each other."""
    by_name = {piece.name: piece for piece in pieces}

    def eased(a: str, b: str) -> Seam:
        one, other = (by_name[piece].edge(edge) for piece, edge in (a.split("."), b.split(".")))
        return Seam(a, b, length(one.points) - length(other.points))

    seams = [Seam("yoke_left.centre", "yoke_right.centre")]
    for side in ("left", "right"):
        seams += [
            Seam(f"front_{side}.outseam_yoke", f"yoke_{side}.side"),
            eased(f"back_{side}.yoke", f"yoke_{side}.back"),
            eased(f"yoke_{side}.waist_1", f"waistband.yoke_{side}_waist_1"),
        ]
    return seams
