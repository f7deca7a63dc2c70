"""A shirt's collar in mm: the stand that goes up from the neckline, and the fall that is folded over it.

Both are seen from outside and run from the centre front over the wearer's left, the back (x = 0) and the right to the
centre front again. Both are cut double, with interlining between.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..errors import PatternError
from .curves import bent, cubic, flipped, joined, length, line, point, resampled
from .pieces import Button, Edge, Piece, Placement, Seam, find_edge
from .trim import Trim, round_edges

NARROWER = 0.42  # mm that the stand loses of its length for each mm it rises, as the neck does
LEANS_MM = 20.0  # the points lean so much farther together on the flat than worn, for there the fall stands out
WIDER = 0.62  # mm that the fall gains of its length for each mm it falls, so that it lies on the shoulders
STITCHED_MM = 6.0  # from the fall's edges to its topstitching
OPEN_BUTTON_MM = 8.0  # from the end of a stand that is worn open to its button
HIDES_MM = 8.0  # the fall is at least so much deeper than the stand, whose seam it hides


@dataclass(frozen=True)
class Style:
    """What a design asks of its collar, mm."""

    stand_mm: float  # height of the stand
    fall_mm: float  # of the fall, at the centre back
    point_mm: float  # along the front end
    spread_mm: float  # from the centre front to the point, as worn
    is_open: bool  # the ends of the stand are not buttoned to each other


def collar_pieces(pieces: Sequence[Piece], edges: Sequence[str], style: Style) -> tuple[Piece, Piece]:
    """Stand and fall.

    Args:
        pieces: those the stand is sewn to.
        edges: of the neckline, each "piece.edge", from the centre front over the wearer's left and back to the right.
        style: of the collar.

    Raises:
        PatternError: the fall would not cover the stand.
    """
    if style.fall_mm < style.stand_mm + HIDES_MM:
        raise PatternError(
            f"The collar falls {style.fall_mm:.0f} mm and its stand is {style.stand_mm:.0f} mm high: it must hide it.",
            f"Raise collar_mm to {style.stand_mm + HIDES_MM:.0f} or more, or lower stand_mm.",
        )
    lower = stand(pieces, edges, style)
    return lower, fall(length(lower.edge("to_collar").points), style)


def stand(pieces: Sequence[Piece], edges: Sequence[str], style: Style) -> Piece:
    """The stand, curved so that it closes in as it rises; see ``collar_pieces``."""
    lengths = [length(find_edge(pieces, edge).points) for edge in edges]
    whole = sum(lengths)
    radius = whole / NARROWER

    def shaped(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return bent(resampled(line(a, b)), radius, 0.0)

    start, up = point(-whole / 2.0, 0.0), point(0.0, style.stand_mm)
    at, sewn = start, []
    for edge, each in zip(edges, lengths, strict=True):
        end = at + point(each, 0.0)
        sewn.append(Edge(sewn_to(edge), shaped(at, end)))
        at = end
    outline = (
        *sewn,
        Edge("hem_right" if style.is_open else "end_right", shaped(at, at + up)),
        Edge("to_collar", shaped(at + up, start + up)),
        Edge("hem_left" if style.is_open else "end_left", shaped(start + up, start)),
    )
    inset = OPEN_BUTTON_MM if style.is_open else 0.0
    x, y = bent(point(whole / 2.0 - inset, style.stand_mm / 2.0)[None], radius, 0.0)[0]
    made = Piece("stand", outline, Placement("stand", "around"), 0.0, 10.0, 10.0, "stand", 2)
    return replace(made, interlined=True, buttons=(Button(float(x), float(y), 10.0, hole_deg=0.0),))


def fall(whole: float, style: Style) -> Piece:
    """The part that is seen, as it hangs: its upper edge, ``whole`` mm long, is sewn to the stand."""
    corner, lean = point(whole / 2.0, 0.0), style.spread_mm - LEANS_MM
    tip = point(whole / 2.0 - lean, -math.sqrt(style.point_mm**2 - lean**2))
    back = point(0.0, -style.fall_mm)
    reach = 0.36 * tip[0]
    hem = cubic(back, back + point(1.3 * reach, 0.0), tip + reach * point(-0.97, 0.24), tip)
    end = line(tip, corner)
    outline = (
        Edge("hem", joined(flipped(hem), hem)),
        Edge("hem_right", end),
        Edge("to_stand", line(corner, corner * (-1.0, 1.0))),
        Edge("hem_left", flipped(end)),
    )
    radius = whole / WIDER
    shaped = tuple(Edge(edge.name, bent(resampled(edge.points), radius, 0.0)) for edge in outline)
    trim = Trim(topstitches=round_edges([edge.points for edge in shaped if edge.name != "to_stand"], STITCHED_MM))
    made = Piece("collar", shaped, Placement("fall", "around"), 0.0, 10.0, 8.0, "collar", 2, interlined=True)
    return replace(made, trim=trim)


def collar_seams(band: Piece, edges: Sequence[str]) -> list[Seam]:
    """What sews stand to neckline, fall to stand, and the stand's ends to each other where it closes."""
    seams = [Seam(f"{band.name}.{sewn_to(edge)}", edge) for edge in edges]
    seams.append(Seam("collar.to_stand", f"{band.name}.to_collar", 2.0, is_folded=True))
    closes = any(edge.name == "end_left" for edge in band.edges)
    return [*seams, Seam(f"{band.name}.end_right", f"{band.name}.end_left")] if closes else seams


def sewn_to(edge: str) -> str:
    """The name of the stand's edge that is sewn to "piece.edge"."""
    return f"to_{edge.replace('.', '_')}"
