"""Pieces of one garment that lie over each other, as the fronts of a shirt do: which is outside, and kept there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .meshing import Sheet
from .relax import Surface

DEEPEST = 0.03  # m; how far through the piece beneath cloth is still brought back


@dataclass(frozen=True)
class Overlap:
    """A piece and those that lie beneath it, by their places in the sheet."""

    upper: int
    lower: tuple[int, ...]


def overlaps(sheet: Sheet) -> list[Overlap]:
    """What lies over what, inside to outside: pieces on the same side of a region, by level; a collar's fall last."""
    found = []
    places = [piece.placement for piece in sheet.pieces]
    for upper in sorted(range(len(places)), key=lambda i: places[i].level):
        here = places[upper]
        beneath = [
            i for i, p in enumerate(places) if (p.region, p.side) == (here.region, here.side) and p.level < here.level
        ]
        if beneath:
            found.append(Overlap(upper, tuple(beneath)))
    under = tuple(i for i, place in enumerate(places) if place.region in ("torso", "stand"))
    return [*found, *(Overlap(i, under) for i, place in enumerate(places) if place.region == "fall")]


def parted(
    points: np.ndarray, faces: np.ndarray, piece_of_face: np.ndarray, order: Sequence[Overlap], clear: float
) -> np.ndarray:
    """Points (N, 3) with each upper piece moved ``clear`` m outside those beneath it, where it lies over them.

    Args:
        faces: (F, 3), sewn: what belongs to both pieces stays.
        piece_of_face: (F,).
    """
    for overlap in order:
        beneath = faces[np.isin(piece_of_face, overlap.lower)]
        above = np.setdiff1d(faces[piece_of_face == overlap.upper], beneath)
        depth, normals = Surface.of(points, beneath, DEEPEST).depths(points[above], clear)
        points = points.copy()
        points[above] += depth[:, None] * normals
    return points
