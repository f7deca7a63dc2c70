"""The piece for the other side of the body, and the whole of a piece that is cut on the fold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..errors import PatternError
from .curves import flipped, joined, length
from .darts import TAKEN_IN
from .pieces import Edge, Notch, Piece

ON_FOLD_MM = 0.1  # how far the fold of a piece may stray from x = 0


def mirrored(piece: Piece, name: str) -> Piece:
    """The same piece for the other side of the body. Edges called left become right, and the other way about."""
    edges = tuple(Edge(other_side(edge.name), flipped(edge.points)) for edge in reversed(piece.edges))
    placement = replace(piece.placement, region=other_side(piece.placement.region))
    notches = tuple(
        Notch(other_side(notch.edge), length(piece.edge(notch.edge).points) - notch.at_mm) for notch in piece.notches
    )
    folds = tuple(Edge(other_side(fold.name), flipped(fold.points)) for fold in piece.folds)
    buttons = tuple(replace(button, x_mm=-button.x_mm, hole_deg=180.0 - button.hole_deg) for button in piece.buttons)
    return replace(
        piece,
        name=name,
        edges=edges,
        placement=placement,
        grain_deg=180.0 - piece.grain_deg,
        notches=notches,
        folds=folds,
        buttons=buttons,
        trim=piece.trim.mirrored(),
        contour_darts=mirrored_darts(piece.contour_darts),
    )


def mirrored_darts(legs: Sequence[Edge]) -> tuple[Edge, ...]:
    """The legs a, b, a, b, ... of the same darts on the other side of x = 0, called as they are there."""
    return tuple(
        Edge(other_side(leg.name), flipped(leg.points))
        for pair in zip(legs[1::2], legs[::2], strict=True)
        for leg in pair
    )


def other_side(name: str) -> str:
    """ "side_left" for "side_right", and "dart_1_b" for "dart_1_a", and the other way about; other names stay."""
    words = {"left": "right", "right": "left"}
    whole = "_".join(words.get(word, word) for word in name.split("_"))
    if whole.startswith(TAKEN_IN):
        whole = whole[:-1] + {"a": "b", "b": "a"}[whole[-1]]
    return whole


def unfolded(half: Piece, near: str) -> Piece:
    """The whole of a piece that is drawn for x >= 0 and cut on the fold.

    Its last edge, called "fold", runs down x = 0. The edges beside the fold go on beyond it and keep their names; each
    other one becomes two, for the sides of the body.

    Args:
        half: as drawn, its edges in order from the foot of the fold.
        near: "left" or "right", the side of the body on which +x lies.

    Raises:
        PatternError: there is no fold on x = 0.
    """
    fold = half.edges[-1]
    away = float(abs(fold.points[:, 0]).max())
    if fold.name != "fold" or away > ON_FOLD_MM:
        raise PatternError(
            f"{half.name} is cut on the fold, and its last edge, {fold.name}, lies {away:.1f} mm from x = 0.",
            "End its outline with an edge 'fold' on x = 0.",
        )
    first, *middle, last = half.edges[:-1]
    right = [Edge(sided(edge.name, near), edge.points) for edge in middle]
    left = [Edge(other_side(edge.name), flipped(edge.points)) for edge in reversed(right)]
    darts = tuple(Edge(sided(leg.name, near), leg.points) for leg in half.contour_darts)
    hem = Edge(first.name, joined(flipped(first.points), first.points))
    top = Edge(last.name, joined(last.points, flipped(last.points)))
    edges = (hem, *right, top, *left)
    return replace(half, edges=edges, on_fold=True, contour_darts=(*darts, *mirrored_darts(darts)))


def sided(name: str, side: str) -> str:
    """ "side_left" for "side", "dart_1_left_a" for "dart_1_a"."""
    return f"{name[:-2]}_{side}{name[-2:]}" if name.startswith(TAKEN_IN) else f"{name}_{side}"
