"""Darts and pleats: what takes cloth in along an edge, or within a piece. All are sewn closed, leg to leg."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

from ..errors import PatternError
from .curves import length, point, split
from .pieces import Edge, Piece, Seam

TAKEN_IN = ("dart", "pleat")  # what the names of such edges begin with; they end with _a and _b, in their order
TIP_MM = 0.1  # the legs of a dart within a piece end this near to each other


@dataclass(frozen=True, eq=False)
class Dart:
    """A wedge that is folded away. On a pleat the apex lies on the edge itself.

    A dart within a piece has two tips; its apex is the one at which its leg a ends, its mouth where it is widest.
    """

    name: str  # "dart_1"
    mouth: np.ndarray  # (2, 2) mm, in the outline's order
    apex: np.ndarray  # (2,) mm
    legs_mm: tuple[float, float]

    @property
    def intake_mm(self) -> float:
        return float(np.linalg.norm(self.mouth[1] - self.mouth[0]))


@dataclass(frozen=True)
class TakeIn:
    """A dart or a pleat that is wanted on an edge."""

    at_mm: float  # of its middle, from the edge's start
    intake_mm: float
    depth_mm: float = 0.0  # from mouth to apex; 0 is a pleat: folded, and free below the seam


def darts_of(piece: Piece) -> tuple[Dart, ...]:
    """The piece's darts and pleats.

    Raises:
        PatternError: a leg has no partner beside it.
    """
    found = []
    for edge, following in zip(piece.edges, piece.edges[1:] + piece.edges[:1], strict=True):
        if not edge.name.startswith(TAKEN_IN) or edge.name.endswith("_b"):
            continue
        name = edge.name.removesuffix("_a")
        if following.name != f"{name}_b":
            raise PatternError(f"After {edge.name} of {piece.name} comes {following.name}.", f"Let {name}_b follow.")
        legs = length(edge.points), length(following.points)
        found.append(Dart(name, np.array([edge.points[0], following.points[-1]]), edge.points[-1], legs))
    return (*found, *contour_darts_of(piece))


def contour_darts_of(piece: Piece) -> list[Dart]:
    """The darts within the piece.

    Raises:
        PatternError: a leg has no partner beside it, or does not end where its partner begins.
    """
    found = []
    for a, b in zip_longest(piece.contour_darts[::2], piece.contour_darts[1::2]):
        name = a.name.removesuffix("_a")
        if not a.name.startswith("dart_") or b is None or (a.name, b.name) != (f"{name}_a", f"{name}_b"):
            with_it = b.name if b else "nothing"
            raise PatternError(f"Within {piece.name} {a.name} goes with {with_it}.", "Name them dart_1_a and dart_1_b.")
        apart = max(float(np.linalg.norm(p - q)) for p, q in ((a.points[0], b.points[-1]), (a.points[-1], b.points[0])))
        if apart > TIP_MM:
            raise PatternError(
                f"The legs of {name} within {piece.name} end {apart:.1f} mm apart (limit {TIP_MM:g} mm).",
                "Let both run from tip to tip.",
            )
        tips = a.points[[0, -1]]
        out = [np.abs(across(leg.points, *tips)) for leg in (a, b)]
        mouth = np.array([leg.points[far.argmax()] for leg, far in zip((a, b), out, strict=True)])
        found.append(Dart(name, mouth, a.points[-1], (length(a.points), length(b.points))))
    return found


def across(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """(N,) mm that points lie to the left of the line from start to end."""
    way = (end - start) / np.linalg.norm(end - start)
    return way[0] * (points[:, 1] - start[1]) - way[1] * (points[:, 0] - start[0])


def contour_dart(name: str, low: np.ndarray, waist: np.ndarray, high: np.ndarray, intake: float) -> tuple[Edge, Edge]:
    """The legs of an upright dart within a piece, from its low tip up past the waist and back.

    Args:
        name: "dart_waist".
        low, waist, high: (2,) mm: its tips, and its middle where it takes in ``intake`` mm.
    """
    half = point(intake / 2.0, 0.0)
    return Edge(f"{name}_a", np.array([low, waist - half, high])), Edge(
        f"{name}_b", np.array([high, waist + half, low])
    )


def dart_seams(piece: Piece) -> list[Seam]:
    """What closes the piece's darts and pleats."""
    return [Seam(f"{piece.name}.{dart.name}_a", f"{piece.name}.{dart.name}_b") for dart in darts_of(piece)]


def taken_in(points: np.ndarray, takes: Sequence[TakeIn], edge: str, dart: str = "dart") -> list[Edge]:
    """An edge with darts or pleats in it: edge_1, dart_1_a, dart_1_b, edge_2, ...

    Args:
        points: (N, 2) mm, the whole edge, anticlockwise round its piece.
        takes: in their order along it.
        edge, dart: what the names begin with.

    Raises:
        PatternError: two of them overlap, or one leaves the edge.
    """
    ends: list[float] = [0.0]
    for take in takes:
        ends += [take.at_mm - take.intake_mm / 2.0, take.at_mm + take.intake_mm / 2.0]
    ends.append(length(points))
    if short := [after - before for before, after in zip(ends[:-1], ends[1:], strict=True) if after - before < 1.0]:
        raise PatternError(
            f"Along {edge} two darts or pleats lie {short[0]:.1f} mm apart (limit 1 mm).",
            "Take in less, or fewer times.",
        )
    parts = split(points, ends[1:-1])
    edges = [Edge(f"{edge}_1", parts[0])]
    for number, take in enumerate(takes, 1):
        mouth = parts[2 * number - 1]
        if take.depth_mm > 0.0:
            legs = dart_legs(mouth[0], mouth[-1], take.depth_mm)
            halves = [legs[:2], legs[1:]]
        else:
            halves = split(mouth, [length(mouth) / 2.0])
        edges += [Edge(f"{dart}_{number}_{leg}", half) for leg, half in zip("ab", halves, strict=True)]
        edges.append(Edge(f"{edge}_{number + 1}", parts[2 * number]))
    return edges


def dart_legs(a: np.ndarray, b: np.ndarray, depth: float) -> np.ndarray:
    """(3, 2) mouth, apex, mouth: legs of one length, pointing into the piece, square to the mouth."""
    across = (b - a) / np.linalg.norm(b - a)
    apex = (a + b) / 2.0 + depth * point(-across[1], across[0])
    return np.array([a, apex, b])
