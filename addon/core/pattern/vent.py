"""The vent at the foot of a centre back seam, in mm: the right half goes on under the left one below the slit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .curves import joined, length, line, point
from .mirror import mirrored
from .pieces import Edge, Piece

UNDERLAP_MM = 40.0
SLANT_MM = 25.0  # by which the underlap's upper edge falls away from the slit
SLANT_MOST = 0.5  # of the vent's height
TOP = "hem_vent_top"


def vented_halves(right: Piece) -> tuple[Piece, Piece]:
    """The left and the right half of a back; the left one lies over the right one's underlap.

    Args:
        right: the half on the +x side, open on x = 0 along its last edge, "hem_vent"; its first edge is its hem.
    """
    left = mirrored(right, right.name.replace("right", "left"))
    left = replace(left, placement=replace(left.placement, level=right.placement.level + 1))
    return left, with_underlap(right)


def with_underlap(right: Piece) -> Piece:
    """The half with a strip beside its vent."""
    hem, *between, vent = right.edges
    slit, foot = vent.points[0], vent.points[-1]
    across = point(-UNDERLAP_MM, 0.0)
    top = slit + across - point(0.0, min(SLANT_MM, SLANT_MOST * (slit[1] - foot[1])))
    edges = (
        Edge(hem.name, joined(line(foot + across, foot), hem.points)),
        *between,
        Edge(TOP, line(slit, top)),
        Edge(vent.name, line(top, foot + across)),
    )
    return replace(right, edges=edges)


def hem_round(pieces: Sequence[Piece]) -> float:
    """mm of hem round the body, the vents closed."""
    under = sum(UNDERLAP_MM for piece in pieces for edge in piece.edges if edge.name == TOP)
    return sum(length(piece.edge("hem").points) for piece in pieces) - under
