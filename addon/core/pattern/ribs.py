"""Ribbed bands at the ends of a garment, in mm: cut shorter than the edge that they are stretched to."""

from __future__ import annotations

from collections.abc import Sequence

from .curves import length, line, point
from .pieces import Edge, Piece, Placement, Seam, find_edge


def rib(
    name: str,
    pieces: Sequence[Piece],
    edges: Sequence[str],
    height: float,
    share: float | Sequence[float],
    ends: str = "end",
) -> Piece:
    """A strip seen from outside that runs along edges, and hangs below them. Cut double: its "hem" is the fold.

    Args:
        name: of the strip.
        pieces: those it is sewn to.
        edges: each "piece.edge", in the order in which they follow each other round the body, seen from outside from
            left to right.
        height: mm, as worn.
        share: how long it is of the edges' length, of all or of each.
        ends: what its ends' names begin with: "bound" for those that stay free.
    """
    shares = share if isinstance(share, Sequence) else [share] * len(edges)
    at, up = point(0.0, 0.0), point(0.0, height)
    upper = []
    for edge, part in zip(edges, shares, strict=True):
        end = at + point(part * length(find_edge(pieces, edge).points), 0.0)
        upper.append(Edge(f"to_{edge.replace('.', '_')}", line(end + up, at + up)))
        at = end
    right, left = Edge(f"{ends}_right", line(at, at + up)), Edge(f"{ends}_left", line(up, point(0.0, 0.0)))
    hem = Edge("hem", line(point(0.0, 0.0), at))
    outline = (hem, right, *reversed(upper), left)
    folds = (Edge("fold", hem.points),)
    return Piece(name, outline, Placement("band", "around"), hem_allowance_mm=height + 10.0, zone=name, folds=folds)


def rib_seams(band: Piece, pieces: Sequence[Piece], edges: Sequence[str]) -> list[Seam]:
    """What stretches a rib to its edges and closes it to a ring."""
    return [*strip_seams(band, pieces, edges), Seam(f"{band.name}.end_right", f"{band.name}.end_left")]


def strip_seams(band: Piece, pieces: Sequence[Piece], edges: Sequence[str]) -> list[Seam]:
    """What stretches a rib to its edges; its ends are left as they are."""
    seams = []
    for edge in edges:
        mine = f"to_{edge.replace('.', '_')}"
        short = length(band.edge(mine).points) - length(find_edge(pieces, edge).points)
        seams.append(Seam(f"{band.name}.{mine}", edge, short))
    return seams
