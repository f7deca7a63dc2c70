"""What a waistband rests on: the flesh that it sinks into, and how it is sunk in when all is done."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...core.types import Body
from .collider import CLOTH_DISTANCE, LAYER_THICKNESS, bind, vertex_normals
from .meshing import Sheet
from .motion import ease
from .relax import Surface, distances
from .sewn import is_same_piece, rings

POINTS = 64  # round the body
HEIGHTS = (0.012, 0.006)  # m above the skin, where its edge is: on a body without hips, and on one with
HIPS = 0.08  # m that the high hip is longer round than the waist
FOOT = 0.010  # m below the skin, where it begins; it slopes down outwards by 45 degrees
DROP = 0.006  # m from the band's seam down to its edge, and as much more as that is high
OFF = CLOTH_DISTANCE + LAYER_THICKNESS  # m that cloth keeps off it
FADING = 0.05  # m below the band, down to where cloth comes in with it
FARTHEST = 0.15  # m from the skin; what is farther off there is no skirt
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
    height: float  # m

    @classmethod
    def of(cls, sheet: Sheet, start: np.ndarray, proxy: np.ndarray, faces: np.ndarray, height: float) -> Ledge | None:
        """Below where the garment's highest band begins on the coarse body; None without bands that close."""
        band = highest_ring(sheet, start)
        if band is None:
            return None
        return cls(*bind(evenly_round(start[seam_of(sheet, band)]), proxy, faces), height)

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
        edge = on_body + self.height * out + (self.height + DROP) * down
        return np.concatenate([edge - (self.height + FOOT) * (out + down), edge])


def height_on(body: Body) -> float:
    """How high m the ledge must be: higher, the less the body widens below the waist."""
    widening = body.measures["high_hip"] - body.measures["waist"]
    return float(np.interp(widening, (0.0, HIPS), HEIGHTS))


def highest_ring(sheet: Sheet, points: np.ndarray) -> int | None:
    """The place of the highest band that closes, when the vertices are at ``points`` (N, 3); None without any."""
    heights = {index: float(points[sheet.vertices_of(index), 2].mean()) for index in rings(sheet)}
    return max(heights, key=heights.__getitem__, default=None)


def seam_of(sheet: Sheet, band: int) -> np.ndarray:
    """The band's vertices by which it is sewn to other pieces."""
    names = [f"{sheet.pieces[band].name}.{edge.name}" for edge in sheet.pieces[band].edges]
    sewn = [name for name in names if name in sheet.partner and not is_same_piece(name, sheet.partner[name])]
    return np.unique(np.concatenate([sheet.edges[name] for name in sewn]))


def evenly_round(seam: np.ndarray) -> np.ndarray:
    """Points (N, 3) of a seam round the body as POINTS even ones, anticlockwise seen from above."""
    away = seam - seam.mean(axis=0)
    line = seam[np.arctan2(away[:, 1], away[:, 0]).argsort()]
    line = np.concatenate([line, line[:1]])
    along = np.r_[0, np.linalg.norm(np.diff(line, axis=0), axis=1).cumsum()]
    at = np.arange(POINTS) * along[-1] / POINTS
    return np.stack([np.interp(at, along, line[:, k]) for k in range(3)], axis=1)


def sunk_in(sheet: Sheet, end: np.ndarray, body: Surface, height: float, clear: float) -> np.ndarray:
    """The cloth's last positions (N, 3) with its waistband pressed in as far as a ledge held it off.

    What hangs from the band comes in with it, less and less farther down. Nothing comes nearer than ``clear`` m.
    """
    band = highest_ring(sheet, end)
    if band is None:
        return end
    share = np.array([1 - ease(away / FADING) for away in distances(end, end[seam_of(sheet, band)])])
    share[sheet.vertices_of(band)] = 1.0
    near = np.flatnonzero(share > 0)
    lacking, outward = body.depths(end[near], FARTHEST)
    spare = np.maximum(FARTHEST - lacking - clear, 0.0)
    sunk = end.copy()
    sunk[near] -= np.minimum(spare, share[near] * (height + OFF))[:, None] * outward
    return sunk
