"""The straight waistband of skirts and the order of the panels it meets, in mm."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .curves import line, point
from .mirror import mirrored
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


def panels_round(panel: Callable[..., Piece], is_halved: bool) -> tuple[Piece, ...]:
    """A skirt's panels in the order in which its waistband meets them: from the left side over the back.

    ``panel`` draws the whole "front" or "back", or with ``half=True`` the half of it that lies on the +x side.
    """
    if not is_halved:
        return panel("back"), panel("front")
    right, left = panel("back", half=True), panel("front", half=True)
    return mirrored(right, "back_left"), right, mirrored(left, "front_right"), left
