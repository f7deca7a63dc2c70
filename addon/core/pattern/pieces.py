"""Sewing patterns in millimetres: edges, pieces, seams, and what makes them sound.

Every piece is drawn face up, as seen from outside the body, and its outline runs anticlockwise. So two sewn edges
always run against each other: the start of one meets the end of the other.

An edge called "hem", or whose name starts with "hem_", gets the hem allowance; "dart_3_a" and "dart_3_b" are the legs
of one dart and are folded, not cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import PatternError
from .curves import length

CLOSED_MM = 0.1  # ends of neighbouring edges may lie this far apart
SEWN_MM = 1.0  # sewn edges may differ by this much beyond their ease


@dataclass(frozen=True, eq=False)
class Edge:
    """One named part of a piece's outline."""

    name: str
    points: np.ndarray  # (N, 2) mm, N >= 2, from its start to its end, anticlockwise round the piece


@dataclass(frozen=True)
class Placement:
    """Where a piece starts on the body, for the draper.

    ``region`` "torso": x runs round the body from the centre line (x = 0), y is height; ``side`` says front or back.
    Front, seen from the front, has +x towards the wearer's left (+X); back, seen from behind, towards the right.
    ``region`` "hips": as torso, for what hangs from the waist.
    ``region`` "arm_left", "arm_right": x runs round the arm from its top line (x = 0, the shoulder), +x towards the
    wearer's front on the right arm and towards the back on the left (both seen from outside, cuff down); y = 0 is the
    bicep line and the cap is above it; ``side`` is "around".
    ``region`` "band": a strip that follows the closed loop it is sewn to; ``side`` is "around".
    ``y_mm`` of the piece lies at the height of the body's ``landmark`` (a key of Body.measures, a height).
    """

    region: str
    side: str
    landmark: str = ""
    y_mm: float = 0.0


@dataclass(frozen=True, eq=False)
class Piece:
    """One flat shape cut from fabric."""

    name: str
    edges: tuple[Edge, ...]  # closed: each edge starts where the one before it ends
    placement: Placement
    grain_deg: float = 90.0  # the warp's direction on the piece, anticlockwise from +x
    seam_allowance_mm: float = 10.0
    hem_allowance_mm: float = 20.0
    zone: str = ""  # where on the garment: "front", "sleeve", "neckband", ...
    cut: int = 1  # how many are cut

    def edge(self, name: str) -> Edge:
        """The edge of that name.

        Raises:
            PatternError: there is none.
        """
        for edge in self.edges:
            if edge.name == name:
                return edge
        known = ", ".join(edge.name for edge in self.edges)
        raise PatternError(f"The piece {self.name!r} has no edge {name!r}.", f"Its edges: {known}.")


@dataclass(frozen=True)
class Seam:
    """Two edges sewn together, each written "piece.edge"."""

    a: str
    b: str
    ease_mm: float = 0.0  # how much longer a may be than b, eased in evenly; negative: a is shorter and is stretched


def outline(piece: Piece) -> np.ndarray:
    """(N, 2) mm, anticlockwise; the first point is not repeated."""
    return np.concatenate([edge.points[:-1] for edge in piece.edges])


def signed_area(points: np.ndarray) -> float:
    """mm2 inside a closed outline, positive when it runs anticlockwise."""
    x, y = (points - points[0]).T
    return float(0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


def area(piece: Piece) -> float:
    """mm2 of cloth inside the seam lines."""
    return signed_area(outline(piece))


def perimeter(piece: Piece) -> float:
    return sum(length(edge.points) for edge in piece.edges)


def width_at(points: np.ndarray, y_mm: float) -> float:
    """mm of cloth within an outline on the horizontal at that height, open darts left out; 0 above and below it."""
    a, b = points, np.roll(points, -1, axis=0)
    crossing = (a[:, 1] > y_mm) != (b[:, 1] > y_mm)
    a, b = a[crossing], b[crossing]
    x = np.sort(a[:, 0] + (y_mm - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0]))
    return float(np.sum(x[1::2] - x[::2]))


def grainline(piece: Piece) -> np.ndarray:
    """(2, 2) mm: where the grainline is drawn, through the middle of the piece along half its extent."""
    points = outline(piece)
    angle = np.radians(piece.grain_deg)
    direction = np.array([np.cos(angle), np.sin(angle)])
    along = points @ direction
    middle = (points.min(axis=0) + points.max(axis=0)) / 2.0
    quarter = (along.max() - along.min()) / 4.0
    return np.array([middle - quarter * direction, middle + quarter * direction])


def find_edge(pieces: Sequence[Piece], name: str) -> Edge:
    """The edge written "piece.edge".

    Raises:
        PatternError: no such piece, or no such edge on it.
    """
    piece_name, _, edge_name = name.partition(".")
    for piece in pieces:
        if piece.name == piece_name:
            return piece.edge(edge_name)
    known = ", ".join(piece.name for piece in pieces)
    raise PatternError(f"A seam names the piece {piece_name!r}, which the pattern lacks.", f"Its pieces: {known}.")


def validate(pieces: Sequence[Piece], seams: Sequence[Seam]) -> None:
    """Refuse a pattern that cannot be sewn.

    Raises:
        PatternError: names the piece or the seam, the number of mm and the limit.
    """
    names = [piece.name for piece in pieces]
    if len(set(names)) < len(names):
        raise PatternError(f"Two pieces have one name: {', '.join(names)}.", "Rename one.")
    for piece in pieces:
        check_outline(piece)
    sewn: set[str] = set()
    for seam in seams:
        check_seam(pieces, seam)
        for name in (seam.a, seam.b):
            if name in sewn:
                raise PatternError(f"The edge {name} is sewn twice.", "Split it into two edges.")
            sewn.add(name)


def check_outline(piece: Piece) -> None:
    """Refuse a piece whose outline is open, clockwise or crosses itself."""
    edge_names = [edge.name for edge in piece.edges]
    if len(set(edge_names)) < len(edge_names):
        raise PatternError(f"Two edges of {piece.name} have one name: {', '.join(edge_names)}.", "Rename one.")
    for edge, following in zip(piece.edges, piece.edges[1:] + piece.edges[:1], strict=True):
        if len(edge.points) < 2 or not np.isfinite(edge.points).all():
            raise PatternError(f"The edge {piece.name}.{edge.name} is not two or more finite points.")
        gap = float(np.linalg.norm(following.points[0] - edge.points[-1]))
        if gap > CLOSED_MM:
            raise PatternError(
                f"The outline of {piece.name} is open: {gap:.1f} mm from the end of {edge.name} to the start of "
                f"{following.name} (limit {CLOSED_MM:g} mm)."
            )
    points = outline(piece)
    if crossing := first_crossing(points):
        x, y = points[crossing[0]]
        raise PatternError(f"The outline of {piece.name} crosses itself near x {x:.0f} mm, y {y:.0f} mm.")
    if (mm2 := signed_area(points)) <= 0.0:
        raise PatternError(f"The outline of {piece.name} runs clockwise (area {mm2 / 100:.0f} cm2).", "Reverse it.")


def first_crossing(points: np.ndarray) -> tuple[int, int] | None:
    """The first two sides of a closed outline that cross or touch, by number of their starts; None if none do."""
    a, b = points, np.roll(points, -1, axis=0)
    d = b - a
    # side[i, j]: on which side of the line through side i lies the start, and the end, of side j
    starts = d[:, None, 0] * (a[None, :, 1] - a[:, None, 1]) - d[:, None, 1] * (a[None, :, 0] - a[:, None, 0])
    ends = d[:, None, 0] * (b[None, :, 1] - a[:, None, 1]) - d[:, None, 1] * (b[None, :, 0] - a[:, None, 0])
    parts = starts * ends <= 0.0
    low, high = np.minimum(a, b), np.maximum(a, b)  # sides on one line part each other by rounding alone
    near = ((low[:, None] <= high[None]) & (low[None] <= high[:, None])).all(axis=2)
    crossing = parts & parts.T & near
    count = len(points)
    i, j = np.nonzero(np.triu(crossing, k=2))
    apart = (j - i) < count - 1  # the last side is the first one's neighbour
    return (int(i[apart][0]), int(j[apart][0])) if apart.any() else None


def check_seam(pieces: Sequence[Piece], seam: Seam) -> None:
    """Refuse a seam whose edges differ by more than its ease."""
    a, b = (length(find_edge(pieces, name).points) for name in (seam.a, seam.b))
    surplus = a - b
    low, high = min(seam.ease_mm, 0.0), max(seam.ease_mm, 0.0)
    beyond = max(surplus - high, low - surplus)
    if beyond > SEWN_MM:
        longer, shorter = (seam.a, seam.b) if surplus > high else (seam.b, seam.a)
        raise PatternError(
            f"The seam of {seam.a} and {seam.b} is {beyond:.1f} mm longer on {longer} than its {seam.ease_mm:g} mm of "
            f"ease allow (limit {SEWN_MM:g} mm).",
            f"Shorten {longer}, lengthen {shorter}, or declare the ease.",
        )
