"""What makes a pattern sound: closed outlines that do not cross themselves, darts that close, seams that agree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import PatternError
from .curves import length
from .darts import contour_darts_of, darts_of
from .pieces import Piece, Seam, find_edge, holes, outline, signed_area

CLOSED_MM = 0.1  # ends of neighbouring edges may lie this far apart
SEWN_MM = 1.0  # sewn edges may differ by this much beyond their ease
LEG_MM = 0.5  # the legs of a dart may differ by this much
FOLD_MM = 0.5  # a fold line may leave its piece by this much
GATHER_MOST = 4.0  # beyond it the cloth no longer fits under the needle


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
        check_contours(piece)
        check_marks(piece)
        check_darts(piece, seams)
    sewn: set[str] = set()
    for seam in sorted(seams, key=lambda seam: seam.is_layered):
        check_seam(pieces, seam)
        if seam.is_layered and seam.b not in sewn:
            raise PatternError(f"{seam.a} is layered on {seam.b}, which is sewn to nothing else.", "Sew it as usual.")
        for name in (seam.a,) if seam.is_layered else (seam.a, seam.b):
            if name in sewn:
                raise PatternError(f"The edge {name} is sewn twice.", "Split it into two edges.")
            sewn.add(name)


def check_outline(piece: Piece) -> None:
    """Refuse a piece whose outline is open, clockwise or crosses itself."""
    edge_names = [edge.name for edge in piece.all_edges]
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
        x, y = crossing_point(points, *crossing)
        first, second = (edge_at(piece, side) for side in crossing)
        where = f"{first} meets {second}" if first != second else f"in {first}"
        raise PatternError(f"The outline of {piece.name} crosses itself near x {x:.0f} mm, y {y:.0f} mm, {where}.")
    if (mm2 := signed_area(points)) <= 0.0:
        raise PatternError(f"The outline of {piece.name} runs clockwise (area {mm2 / 100:.0f} cm2).", "Reverse it.")


def check_contours(piece: Piece) -> None:
    """Refuse darts within a piece that leave it, cross themselves, run the wrong way round or reach into each other."""
    darts, whole = contour_darts_of(piece), outline(piece)
    found = holes(piece)
    for dart, hole in zip(darts, found, strict=True):
        if first_crossing(hole) or signed_area(hole) >= 0.0:
            raise PatternError(
                f"{dart.name} within {piece.name} crosses itself or runs anticlockwise.",
                "Let leg a lie to the left.",
            )
        if (out := farthest_out(hole, whole)) > 0.0 or crosses(hole, whole):
            raise PatternError(f"{dart.name} leaves {piece.name} by {out:.1f} mm.", "Take in less, or make it shorter.")
        if any(other is not hole and crosses(hole, other) for other in found):
            raise PatternError(f"{dart.name} reaches into another dart of {piece.name}.", "Take in less.")


def crosses(hole: np.ndarray, other: np.ndarray) -> bool:
    """Whether the sides of two closed outlines cross."""
    a, b = hole, other
    way_a, way_b = np.roll(a, -1, axis=0) - a, np.roll(b, -1, axis=0) - b
    turn = way_a[:, None, 0] * way_b[None, :, 1] - way_a[:, None, 1] * way_b[None, :, 0]
    apart = b[None] - a[:, None]
    parallel = np.abs(turn) < 1e-12
    turn = np.where(parallel, 1.0, turn)
    along_a = (apart[..., 0] * way_b[None, :, 1] - apart[..., 1] * way_b[None, :, 0]) / turn
    along_b = (apart[..., 0] * way_a[:, None, 1] - apart[..., 1] * way_a[:, None, 0]) / turn
    return bool((~parallel & (along_a >= 0) & (along_a <= 1) & (along_b >= 0) & (along_b <= 1)).any())


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


def crossing_point(points: np.ndarray, i: int, j: int) -> np.ndarray:
    """(2,) mm: where the sides i and j of a closed outline meet."""
    a, b = points[i], points[j]
    along, across = (points[(k + 1) % len(points)] - points[k] for k in (i, j))
    turn = along[0] * across[1] - along[1] * across[0]
    if abs(turn) < 1e-9:  # they lie on one line
        return b
    return a + along * ((b[0] - a[0]) * across[1] - (b[1] - a[1]) * across[0]) / turn


def edge_at(piece: Piece, side: int) -> str:
    """The name of the edge to which a side of the outline belongs."""
    ends = np.cumsum([len(edge.points) - 1 for edge in piece.edges])
    return piece.edges[int(np.searchsorted(ends, side, side="right"))].name


def check_marks(piece: Piece) -> None:
    """Refuse notches off their edges, and fold lines and buttons that leave the piece."""
    for notch in piece.notches:
        whole = length(piece.edge(notch.edge).points)
        if not 0.0 <= notch.at_mm <= whole:
            off = max(-notch.at_mm, notch.at_mm - whole)
            raise PatternError(
                f"A notch lies {off:.1f} mm off {piece.name}.{notch.edge}: at {notch.at_mm:.1f} mm of {whole:.1f} mm.",
                f"Put it between 0 and {whole:.1f}.",
            )
    for fold in piece.folds:
        if (out := farthest_out(fold.points, outline(piece))) > FOLD_MM:
            raise PatternError(
                f"The fold line {fold.name!r} leaves {piece.name} by {out:.1f} mm (limit {FOLD_MM:g} mm).",
                "Let it end on the outline.",
            )
    for button in piece.buttons:
        middle = np.array([[button.x_mm, button.y_mm]])
        if (out := farthest_out(middle, outline(piece))) > FOLD_MM:
            raise PatternError(
                f"A button lies {out:.1f} mm off {piece.name} (limit {FOLD_MM:g} mm).", "Sew it on the piece."
            )


def farthest_out(points: np.ndarray, closed: np.ndarray) -> float:
    """How far mm the farthest of the points lies outside a closed outline; 0 when none does."""
    a, b = closed, np.roll(closed, -1, axis=0)
    way = b - a
    farthest = 0.0
    for x, y in points:
        crossing = (a[:, 1] > y) != (b[:, 1] > y)
        at = a[crossing, 0] + (y - a[crossing, 1]) / way[crossing, 1] * way[crossing, 0]
        if np.count_nonzero(at > x) % 2:
            continue
        along = np.clip(np.sum(((x, y) - a) * way, axis=1) / np.sum(way * way, axis=1), 0.0, 1.0)
        farthest = max(farthest, float(np.linalg.norm(a + along[:, None] * way - (x, y), axis=1).min()))
    return farthest


def check_darts(piece: Piece, seams: Sequence[Seam]) -> None:
    """Refuse darts whose legs differ or are not sewn to each other."""
    closed = {frozenset((seam.a, seam.b)) for seam in seams}
    for dart in darts_of(piece):
        a, b = dart.legs_mm
        if abs(a - b) > LEG_MM:
            raise PatternError(
                f"The legs of {dart.name} on {piece.name} are {a:.1f} and {b:.1f} mm long (limit {LEG_MM:g} mm apart).",
                "Move its apex to the middle.",
            )
        if frozenset(f"{piece.name}.{dart.name}_{leg}" for leg in "ab") not in closed:
            raise PatternError(
                f"{dart.name} on {piece.name} is open: its {dart.intake_mm:.1f} mm are not sewn.", "Sew its legs."
            )


def check_seam(pieces: Sequence[Piece], seam: Seam) -> None:
    """Refuse a seam whose edges, gathered, differ by more than its ease."""
    if not 1.0 <= seam.gather <= GATHER_MOST:
        raise PatternError(
            f"The seam of {seam.a} and {seam.b} is gathered {seam.gather:g} times (limits 1 and {GATHER_MOST:g}).",
            "Swap its edges." if 0.0 < seam.gather < 1.0 else "Cut less cloth.",
        )
    a, b = (length(find_edge(pieces, name).points) for name in (seam.a, seam.b))
    surplus = a / seam.gather - b
    low, high = min(seam.ease_mm, 0.0), max(seam.ease_mm, 0.0)
    beyond = max(surplus - high, low - surplus)
    if beyond > SEWN_MM:
        longer, shorter = (seam.a, seam.b) if surplus > high else (seam.b, seam.a)
        gathered = f" and its gathering to {a / seam.gather:.1f} mm" if seam.gather > 1.0 else ""
        raise PatternError(
            f"The seam of {seam.a} and {seam.b} is {beyond:.1f} mm longer on {longer} than its {seam.ease_mm:g} mm of "
            f"ease{gathered} allow (limit {SEWN_MM:g} mm).",
            f"Shorten {longer}, lengthen {shorter}, or declare the ease.",
        )
