"""What a waistband rests on: the flesh that it sinks into."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .collider import bind, vertex_normals
from .meshing import Sheet
from .sewn import is_same_piece, rings

POINTS = 64  # round the body
HEIGHT, FOOT = 0.006, 0.010  # m above the skin, where its edge is, and below it; it slopes down outwards by 45 degrees
DROP = 0.012  # m from the band's seam down to its edge; cloth keeps 5 mm off it
EVENED = 6  # times the normals are evened out round the body; the coarse body's are uneven


@dataclass(frozen=True, eq=False)
class Ledge:
    """A ledge below the waistband, all round the body, that goes with it.

    A waistband is pulled tight: it presses itself some millimetres into the flesh, and there it stays. The solver's
    body is hard and its friction too little for a body without hips, where even a stiff band would slide. One that is
    too wide by more than the ledge is high slides all the same.
    """

    corners: np.ndarray  # (POINTS, 3) of the coarse body's vertices: the triangle on which each point lies
    shares: np.ndarray  # (POINTS, 3) of that triangle's corners

    @classmethod
    def of(cls, sheet: Sheet, start: np.ndarray, proxy: np.ndarray, faces: np.ndarray) -> Ledge | None:
        """Where the garment's highest band begins on the coarse body; None without bands that close."""
        found = rings(sheet)
        if not found:
            return None
        band = max(found, key=lambda index: float(start[sheet.vertices_of(index), 2].mean()))
        names = [f"{sheet.pieces[band].name}.{edge.name}" for edge in sheet.pieces[band].edges]
        sewn = [name for name in names if name in sheet.partner and not is_same_piece(name, sheet.partner[name])]
        seam = start[np.unique(np.concatenate([sheet.edges[name] for name in sewn]))]
        return cls(*bind(evenly_round(seam), proxy, faces))

    @property
    def faces(self) -> np.ndarray:
        """(F, 3) triangles that face up and outwards. All feet come first, then all edges."""
        foot = np.arange(POINTS)
        after = np.roll(foot, -1)
        edge, next_edge = foot + POINTS, after + POINTS
        return np.concatenate([np.c_[foot, edge, next_edge], np.c_[foot, next_edge, after]])

    def at(self, proxy: np.ndarray, faces: np.ndarray) -> np.ndarray:
        """(2 POINTS, 3) m: where it is when the coarse body is at ``proxy`` (P, 3)."""
        on_body = np.einsum("pk,pkd->pd", self.shares, proxy[self.corners])
        out = np.einsum("pk,pkd->pd", self.shares, vertex_normals(proxy, faces)[self.corners])
        for _ in range(EVENED):
            out = (np.roll(out, 1, axis=0) + 2 * out + np.roll(out, -1, axis=0)) / 4
        out /= np.linalg.norm(out, axis=1, keepdims=True)
        down = np.cross(np.roll(on_body, -1, axis=0) - np.roll(on_body, 1, axis=0), out)
        down /= np.maximum(np.linalg.norm(down, axis=1, keepdims=True), 1e-9)
        edge = on_body + HEIGHT * out + DROP * down
        return np.concatenate([edge - (HEIGHT + FOOT) * (out + down), edge])


def evenly_round(seam: np.ndarray) -> np.ndarray:
    """Points (N, 3) of a seam round the body as POINTS even ones, anticlockwise seen from above."""
    away = seam - seam.mean(axis=0)
    line = seam[np.arctan2(away[:, 1], away[:, 0]).argsort()]
    line = np.concatenate([line, line[:1]])
    along = np.r_[0, np.linalg.norm(np.diff(line, axis=0), axis=1).cumsum()]
    at = np.arange(POINTS) * along[-1] / POINTS
    return np.stack([np.interp(at, along, line[:, k]) for k in range(3)], axis=1)
