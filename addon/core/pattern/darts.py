"""Darts and pleats: what takes cloth in along an edge. Both are sewn closed, leg to leg."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import PatternError
from .curves import length, point, split
from .pieces import Edge, Piece, Seam

TAKEN_IN = ("dart", "pleat")  # what the names of such edges begin with; they end with _a and _b, in their order


@dataclass(frozen=True, eq=False)
class Dart:
    """A wedge that is folded away. On a pleat the apex lies on the edge itself."""

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
    return tuple(found)


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
