"""The neckline and the rib band that is stretched to it, in mm."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from .curves import cubic, length, line, point
from .ease import Girth
from .pieces import Edge, Piece, Placement

BAND_PER_SEAM = 0.88  # the rib is cut shorter than the neck seam and stretched to it, so that it lies flat
RIB_STRETCH = 1.7  # a rib neckband opens this far to let the head through


def half_neck(width: float, depth: float, slope: float) -> np.ndarray:
    """(N, 2) from the shoulder neck point (width, 0) to the centre (0, -depth), square to the shoulder and the centre.

    Args:
        width, depth: mm.
        slope: by how much the shoulder falls outwards, radians.
    """
    into = point(width, 0.0) + 0.55 * depth * point(-math.sin(slope), -math.cos(slope))
    return cubic(point(width, 0.0), into, point(0.6 * width, -depth), point(0.0, -depth))


def half_v(width: float, depth: float) -> np.ndarray:
    """(N, 2) from the shoulder neck point (width, 0) to the point of a V at (0, -depth), a little hollow."""
    return cubic(
        point(width, 0.0), point(0.72 * width, -0.36 * depth), point(0.34 * width, -0.70 * depth), point(0.0, -depth)
    )


def neckband(front: Piece, back: Piece, height: float) -> Piece:
    """A strip seen from outside; it closes at the wearer's left shoulder. Cut double: its "hem" is the fold."""
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
    placement = Placement("band", "around")
    folds = (Edge("fold", edges[3].points),)
    return Piece("neckband", edges, placement, hem_allowance_mm=height + 10.0, zone="neckband", folds=folds)


def neck_girths(band: Piece, person: Mapping[str, float]) -> list[Girth]:
    """The neckband round the neck of a person, measures in mm, and the head that it must let through."""
    around = length(band.edge("to_front").points) + length(band.edge("to_back").points)
    return [
        Girth("neck", "neck", "neckband", around, person["neck"], RIB_STRETCH),
        Girth("head", "head", "neckband", around, person["head"], RIB_STRETCH, only_passes=True),
    ]


def neck_poms(front: Piece, back: Piece, band: Piece) -> dict[str, float]:
    """The neckline's points of measure, mm, flat."""
    seam = length(front.edge("neck").points) + length(back.edge("neck").points)
    return {"neck": seam, "neckband": length(band.edge("hem").points)}
