"""The sewn cloth as if pressed: without the solver's ripples, and what is interlined smooth, with clean edges."""

from __future__ import annotations

import numpy as np

from .collars import creases
from .collider import vertex_normals
from .meshing import Sheet
from .relax import Neighbours, border_of, smooth_surface, taubin

PRESSINGS = 4  # more smoothings of what is interlined
LINE_PRESSINGS = 12  # of its edges, along themselves
CORNER = 0.5  # rad, on the flat


def pressed(sheet: Sheet, points: np.ndarray, faces: np.ndarray, welded: np.ndarray) -> np.ndarray:
    """The sewn points (M, 3) smoothed; ``welded`` (N,) is the sewn vertex of each of the sheet's."""
    folded = welded[creases(sheet)]
    ways, border = vertex_normals(points, faces), np.unique(border_of(faces))
    ways[border] = 0.0
    smoothed = smooth_surface(points, faces, folded, ways)
    inside = [i for i, piece in enumerate(sheet.pieces) if piece.interlined]
    if not inside:
        return smoothed
    sides, corners = edge_lines(sheet, inside, welded)
    smoothed = along_lines(smoothed, sides, corners)
    of_pieces = welded[np.flatnonzero(np.isin(sheet.piece_of_vertex, inside))]
    held = np.setdiff1d(np.arange(len(points)), np.setdiff1d(of_pieces, [*np.unique(sides), *border]))
    for _ in range(PRESSINGS):
        smoothed = smooth_surface(smoothed, faces, held, ways)
    return smoothed


def edge_lines(sheet: Sheet, places: list[int], welded: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The sewn sides (E, 2) along the edges of the pieces at these places, and the sewn vertices of their corners."""
    sides, corners = [], []
    for piece in (sheet.pieces[i] for i in places):
        ring = np.concatenate([sheet.edges[f"{piece.name}.{edge.name}"][:-1] for edge in piece.edges])
        ways = np.roll(sheet.flat[ring], -1, axis=0) - sheet.flat[ring]
        turns = np.diff(np.arctan2(ways[:, 1], ways[:, 0]), prepend=np.arctan2(ways[-1, 1], ways[-1, 0]))
        corners.append(welded[ring[np.abs((turns + np.pi) % (2 * np.pi) - np.pi) > CORNER]])
        sides.append(np.sort(welded[np.c_[ring, np.roll(ring, -1)]], axis=1))
    return np.unique(np.concatenate(sides), axis=0), np.unique(np.concatenate(corners))


def along_lines(points: np.ndarray, sides: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """Points (M, 3) with the lines made of ``sides`` smoothed, but where they end, meet or turn."""
    moving = np.bincount(sides.ravel(), minlength=len(points)) == 2
    moving[corners] = False
    return taubin(points, Neighbours(sides, len(points)), moving[:, None].astype(float), LINE_PRESSINGS)
