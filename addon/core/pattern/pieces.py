"""Sewing patterns in millimetres: edges, pieces, seams, and what makes them sound.

Every piece is drawn face up, as seen from outside the body, and its outline runs anticlockwise. So two sewn edges
run against each other, unless one piece is folded back over the other: the start of one meets the end of the other.

An edge called "hem", or whose name starts with "hem_", gets the hem allowance and may stay free; one whose name starts
with "bound_" is bound and gets none. "dart_3_a" and "dart_3_b" are the legs of one dart, see darts.py, and are folded,
not cut. A dart with a point at both ends lies within the piece: its legs are no part of the outline. check.py says
what a sound pattern is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import PatternError
from .curves import length
from .trim import PLAIN, Trim


@dataclass(frozen=True, eq=False)
class Edge:
    """One named part of a piece's outline."""

    name: str
    points: np.ndarray  # (N, 2) mm, N >= 2, from its start to its end, anticlockwise round the piece


@dataclass(frozen=True)
class Notch:
    """A snip in the allowance that is matched with the one on the edge sewn to it."""

    edge: str
    at_mm: float  # along the edge, from its start


@dataclass(frozen=True)
class Button:
    """Where the middle of a button is sewn on a piece, face up."""

    x_mm: float
    y_mm: float
    across_mm: float = 11.0
    made_of: str = "pearl"  # or "brass"
    hole_deg: float = 90.0  # how its hole lies on the piece, anticlockwise from +x


@dataclass(frozen=True)
class Placement:
    """Where a piece starts on the body, for the draper.

    ``region`` "torso": x runs round the body from the centre line (x = 0), y is height; ``side`` says front or back.
    Front, seen from the front, has +x towards the wearer's left (+X); back, seen from behind, towards the right.
    ``region`` "hips": as torso, for what hangs from the waist.
    ``region`` "flared": as hips, for what falls in folds. Its rays, along which it falls, meet ``rays_mm`` above y = 0
    on x = 0; 0: they run parallel. Its sides, sewn to other such pieces, are rays.
    ``region`` "leg_left", "leg_right": half a leg, ``side`` "front" or "back"; y = 0 is the crotch line. It is sewn to
    the same leg's other half by inseam and outseam, to the other leg by its centre seam; +x as on the torso.
    ``region`` "yoke": what lies between the top of a leg's back and the waistband; sewn to both, to that leg's front
    and to the other yoke.
    ``region`` "arm_left", "arm_right": x runs round the arm from its top line (x = 0, the shoulder), +x towards the
    wearer's front on the right arm and towards the back on the left (both seen from outside, cuff down); y = 0 is the
    bicep line and the cap is above it; ``side`` is "around".
    ``region`` "band": a strip that follows the line it is sewn to; ``side`` is "around". It is a ring if its ends are
    sewn to each other, and open if not. What it is sewn to comes before it among the pieces, if that is a band too.
    ``region`` "strap": from the end of the piece that is sewn to a front over the shoulder to the back; ``side`` is
    "around".
    ``region`` "stand": a band that goes up round the neck; "fall": one sewn to a stand, folded over it outwards.
    A torso's front or back may be several pieces, each from the centre line, or from beyond it, to its own side. Where
    they overlap, the one of the higher ``level`` lies outside.
    ``y_mm`` of the piece lies at the height of the body's ``landmark`` (a key of Body.measures, a height).
    ``raised`` says how much higher the piece is worn than it lies flat, since darts take its side in: (y mm, by mm),
    from the lowest y up, even between them.
    ``lowered_mm`` is how much lower than all that it is put on, since the body is too slim to hold it there.
    """

    region: str
    side: str
    landmark: str = ""
    y_mm: float = 0.0
    level: int = 0
    rays_mm: float = 0.0
    raised: tuple[tuple[float, float], ...] = ()
    lowered_mm: float = 0.0


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
    notches: tuple[Notch, ...] = ()
    folds: tuple[Edge, ...] = ()  # lines on the piece, or on its outline, along which the cloth is folded
    on_fold: bool = False  # cut on doubled cloth whose fold lies on x = 0
    interlined: bool = False  # with a stiffer cloth between its layers
    buttons: tuple[Button, ...] = ()
    trim: Trim = PLAIN
    contour_darts: tuple[Edge, ...] = ()  # the legs a, b, a, b, ... of darts within it, from tip to tip and back

    @property
    def all_edges(self) -> tuple[Edge, ...]:
        """The outline's edges, and the legs of darts within it."""
        return (*self.edges, *self.contour_darts)

    def edge(self, name: str) -> Edge:
        """The edge of that name.

        Raises:
            PatternError: there is none.
        """
        for edge in self.all_edges:
            if edge.name == name:
                return edge
        known = ", ".join(edge.name for edge in self.all_edges)
        raise PatternError(f"The piece {self.name!r} has no edge {name!r}.", f"Its edges: {known}.")


@dataclass(frozen=True)
class Seam:
    """Two edges sewn together, each written "piece.edge"."""

    a: str
    b: str
    ease_mm: float = 0.0  # how much longer a may be than b, eased in evenly; negative: a is shorter and is stretched
    gather: float = 1.0  # how many times its sewn length a was cut; the sewn length is what is compared with b
    is_layered: bool = False  # b is sewn to another edge too: a lies over or under that one, in the same seam
    is_folded: bool = False  # a is folded back over b, and both are drawn as worn: they run the same way


def outline(piece: Piece) -> np.ndarray:
    """(N, 2) mm, anticlockwise; the first point is not repeated."""
    return np.concatenate([edge.points[:-1] for edge in piece.edges])


def holes(piece: Piece) -> list[np.ndarray]:
    """Each (N, 2) mm: what a dart within the piece takes out of it, clockwise; the first point is not repeated."""
    legs = [edge.points[:-1] for edge in piece.contour_darts]
    return [np.concatenate(pair) for pair in zip(legs[::2], legs[1::2], strict=True)]


def signed_area(points: np.ndarray) -> float:
    """mm2 inside a closed outline, positive when it runs anticlockwise."""
    x, y = (points - points[0]).T
    return float(0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


def area(piece: Piece) -> float:
    """mm2 of cloth inside the seam lines, its darts left out."""
    return signed_area(outline(piece)) + sum(signed_area(hole) for hole in holes(piece))


def perimeter(piece: Piece) -> float:
    return sum(length(edge.points) for edge in piece.edges)


def width_at(points: np.ndarray, y_mm: float) -> float:
    """mm of cloth within an outline on the horizontal at that height, open darts left out; 0 above and below it."""
    a, b = points, np.roll(points, -1, axis=0)
    crossing = (a[:, 1] > y_mm) != (b[:, 1] > y_mm)
    a, b = a[crossing], b[crossing]
    x = np.sort(a[:, 0] + (y_mm - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0]))
    return float(np.sum(x[1::2] - x[::2]))


def cloth_at(piece: Piece, y_mm: float) -> float:
    """mm of cloth of the piece on the horizontal at that height, all its darts left out."""
    return width_at(outline(piece), y_mm) - sum(width_at(hole, y_mm) for hole in holes(piece))


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
