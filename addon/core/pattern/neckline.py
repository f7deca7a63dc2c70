"""The neckline and the rib band that is stretched to it, in mm.

A neckline with a point has two edges on the front, "neck_left" and "neck_right"; any other has one, "neck".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from .curves import cubic, joined, length, line, point, split
from .ease import Girth
from .pieces import Edge, Piece, Placement, Seam

BAND_PER_SEAM = 0.88  # the rib is cut shorter than the neck seam and stretched to it, so that it lies flat
BAND_PER_STRAIGHT = 0.97  # a straight seam would be drawn in by a shorter one
RIB_STRETCH = 1.7  # a rib neckband opens this far to let the head through
HOLLOW = 0.04  # of a V's side, by which its middle lies outside the straight line


@dataclass(frozen=True)
class Neckline:
    """How a neckline is cut where the settings add nothing, mm."""

    drop: float  # of the front, below the base of the neck
    width: float  # out from the base of the neck, each side


NECKLINES = {
    "crew": Neckline(20.0, 16.0),
    "v": Neckline(125.0, 22.0),
    "scoop": Neckline(75.0, 30.0),
    "boat": Neckline(-22.0, 58.0),
}
POINTED = "v"


def half_neck(width: float, depth: float, slope: float) -> np.ndarray:
    """(N, 2) from the shoulder neck point (width, 0) to the centre (0, -depth), square to the shoulder and the centre.

    Args:
        width, depth: mm.
        slope: by how much the shoulder falls outwards, radians.
    """
    into = point(width, 0.0) + 0.55 * depth * point(-math.sin(slope), -math.cos(slope))
    return cubic(point(width, 0.0), into, point(0.6 * width, -depth), point(0.0, -depth))


def half_v(width: float, depth: float) -> np.ndarray:
    """(N, 2) from the shoulder neck point (width, 0) to the point of a V at the centre (0, -depth).

    The lower half is one straight side, so that there is room for the allowance in the point.
    """
    top, foot = point(width, 0.0), point(0.0, -depth)
    out = HOLLOW * point(depth, -width)
    middle = (top + foot) / 2.0 + out
    upper = cubic(top, top + 0.35 * (middle - top) + 0.5 * out, middle - 0.35 * (foot - middle), middle)
    return joined(upper, line(middle, foot))


def pointed(front: Piece) -> Piece:
    """The front with its neck, which runs from the wearer's left to the right, as two edges that meet in a point."""
    edges: list[Edge] = []
    for edge in front.edges:
        if edge.name == "neck":
            halves = split(edge.points, [length(edge.points) / 2.0])
            edges += [Edge(f"neck_{side}", half) for side, half in zip(("left", "right"), halves, strict=True)]
        else:
            edges.append(edge)
    return replace(front, edges=tuple(edges))


def neck_edges(piece: Piece) -> list[Edge]:
    return [edge for edge in piece.edges if edge.name.partition("_")[0] == "neck"]


def neckband(front: Piece, back: Piece, height: float) -> Piece:
    """A strip seen from outside. Cut double: its "hem" is the fold.

    It closes at the wearer's left shoulder; or in the point of the front, where its ends are mitred.
    """
    if len(neck_edges(front)) > 1:
        return mitred_band(front, back, height)
    to_back, to_front = (BAND_PER_SEAM * length(piece.edge("neck").points) for piece in (back, front))
    ends = [point(0.0, 0.0), point(to_back, 0.0), point(to_back + to_front, 0.0)]
    up = point(0.0, height)
    edges = (
        Edge("to_back", line(ends[0], ends[1])),
        Edge("to_front", line(ends[1], ends[2])),
        Edge("end_front", line(ends[2], ends[2] + up)),
        Edge("hem", line(ends[2] + up, up)),
        Edge("end_back", line(up, ends[0])),
    )
    return folded_strip(edges, height)


def mitred_band(front: Piece, back: Piece, height: float) -> Piece:
    """The neckband of a V: its ends, sewn to each other, lie on the centre line above the point."""
    side = front.edge("neck_left")
    to_side = BAND_PER_STRAIGHT * length(side.points)
    to_back = BAND_PER_SEAM * length(back.edge("neck").points)
    way = side.points[-1] - side.points[-2]
    shorter = height * abs(way[1] / way[0])  # at the fold, an end
    at = [point(x, 0.0) for x in np.cumsum([0.0, to_side, to_back, to_side])]
    left, right = at[0] + point(shorter, height), at[3] + point(-shorter, height)
    edges = (
        Edge("to_front_left", line(at[0], at[1])),
        Edge("to_back", line(at[1], at[2])),
        Edge("to_front_right", line(at[2], at[3])),
        Edge("end_front", line(at[3], right)),
        Edge("hem", line(right, left)),
        Edge("end_back", line(left, at[0])),
    )
    return folded_strip(edges, height)


def folded_strip(edges: tuple[Edge, ...], height: float) -> Piece:
    fold = next(edge for edge in edges if edge.name == "hem")
    placement, folds = Placement("band", "around"), (Edge("fold", fold.points),)
    return Piece("neckband", edges, placement, hem_allowance_mm=height + 10.0, zone="neckband", folds=folds)


def neckband_seams(band: Piece, front: Piece, back: Piece) -> list[Seam]:
    """What stretches the neckband to the neckline and closes it."""
    seams = []
    for piece in (front, back):
        for edge in neck_edges(piece):
            on_band = edge.name.replace("neck", f"to_{piece.name}")
            short = length(band.edge(on_band).points) - length(edge.points)
            seams.append(Seam(f"neckband.{on_band}", f"{piece.name}.{edge.name}", short))
    return [*seams, Seam("neckband.end_front", "neckband.end_back")]


def neck_girths(band: Piece, person: Mapping[str, float]) -> list[Girth]:
    """The neckband round the neck of a person, measures in mm, and the head that it must let through."""
    around = sum(length(edge.points) for edge in band.edges if edge.name.startswith("to_"))
    return [
        Girth("neck", "neck", "neckband", around, person["neck"], RIB_STRETCH),
        Girth("head", "head", "neckband", around, person["head"], RIB_STRETCH, only_passes=True),
    ]


def neck_poms(front: Piece, back: Piece, band: Piece) -> dict[str, float]:
    """The neckline's points of measure, mm, flat."""
    seam = sum(length(edge.points) for piece in (front, back) for edge in neck_edges(piece))
    return {"neck": seam, "neckband": length(band.edge("hem").points)}
