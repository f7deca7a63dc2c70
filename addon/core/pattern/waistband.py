"""The straight waistband of skirts, in mm."""

from __future__ import annotations

from collections.abc import Sequence

from .curves import line, point
from .pieces import Edge, Piece, Placement


def straight_band(runs: Sequence[tuple[str, float]], height: float) -> Piece:
    """A strip seen from outside; it closes at the wearer's left side. Cut double: its "hem" is the fold.

    Args:
        runs: the edges along its foot and their mm, from the left side over the back.
        height: mm, as worn. Its middle lies on the waist.
    """
    edges: list[Edge] = []
    at, up = point(0.0, 0.0), point(0.0, height)
    for name, mm in runs:
        end = at + point(mm, 0.0)
        edges.append(Edge(name, line(at, end)))
        at = end
    edges += [
        Edge("end_front", line(at, at + up)),
        Edge("hem", line(at + up, up)),
        Edge("end_back", line(up, 0.0 * up)),
    ]
    placement = Placement("band", "around", "waist_height", height / 2.0)
    folds = (Edge("fold", line(at + up, up)),)
    return Piece(
        "waistband", tuple(edges), placement, 0.0, hem_allowance_mm=height + 10.0, zone="waistband", folds=folds
    )
