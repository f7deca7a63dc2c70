"""Zips that are sewn in unseen, in mm: all that shows is a seam, and a small pull at its top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .curves import distances
from .pieces import Piece
from .trim import rows

# Half of the pull's width at distances from the top of the seam.
SHAPE_MM = ((2.0, 0.9), (5.0, 1.1), (9.0, 1.9), (13.0, 2.1), (15.5, 1.5), (16.5, 0.5))
BESIDE_MM = 2.6  # from the seam to the middle of the pull, which lies on one side of it


def zipped(piece: Piece, edge: str) -> Piece:
    """The piece with the pull of a zip at the end of an edge, which is its top."""
    added = pull(piece.edge(edge).points, *zip(*SHAPE_MM, strict=True))
    return replace(piece, trim=replace(piece.trim, pulls=(*piece.trim.pulls, added)))


def zipped_left(panels: Sequence[Piece]) -> tuple[Piece, ...]:
    """A skirt's panels with a zip in the left side seam."""
    edge = "side_left"

    def is_front_left(piece: Piece) -> bool:
        return piece.placement.side == "front" and any(each.name == edge for each in piece.edges)

    return tuple(zipped(piece, edge) if is_front_left(piece) else piece for piece in panels)


def pull(points: np.ndarray, from_top: tuple[float, ...], half: tuple[float, ...]) -> np.ndarray:
    """(N, 2) the outline of a pull beside an edge that ends at its top, anticlockwise."""
    (beside,) = rows(points, (BESIDE_MM,))
    along = distances(beside)
    at = along[-1] - np.array(from_top)
    middle = np.stack([np.interp(at, along, beside[:, k]) for k in range(2)], axis=1)
    ways = np.gradient(middle, axis=0)
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    across = np.stack([-ways[:, 1], ways[:, 0]], axis=1) * np.array(half)[:, None]
    return np.concatenate([middle - across, (middle + across)[::-1]])
