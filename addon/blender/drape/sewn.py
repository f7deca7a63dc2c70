"""The mesh that is simulated: a sheet sewn up, and the shape in which it has no strain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .collars import creases
from .free_edges import FreeEdges
from .meshing import Sheet
from .overlap import overlaps
from .relax import Neighbours, average, border_of, distances, drawn, weld_map, welded_edges
from .straps import REGION

NEAR_STEPS = 1.5  # of the mesh; who is nearer to another piece at the start lies over it or under it
FITTING = 240  # passes, after which a twentieth of the edges is 0.3 % off the length it was cut to
MOMENTUM = 0.95  # of each pass; without it, it takes 5000
SMOOTHING = 0.02  # at first; or the shape has wrinkles, which the cloth would keep


@dataclass(frozen=True, eq=False)
class SewnMesh:
    """A sheet as the solver gets it: sewn vertices are one, so that no seam gapes or shakes.

    On the flat such a vertex has two places. So the cloth's rest shape is not the flat cut but a shape in space, near
    where it is laid, in which every edge has the length it was cut to.
    """

    sheet: Sheet
    merged: np.ndarray  # (N,) the vertex here of each of the sheet's
    start: np.ndarray  # (M, 3) m
    faces: np.ndarray  # (F, 3)
    laid: np.ndarray  # (M, 3) m: round the body at rest

    @classmethod
    def of(cls, sheet: Sheet, start: np.ndarray, laid: np.ndarray | None = None) -> SewnMesh:
        """Sewn up where the sheet's vertices are at ``start`` (N, 3).

        Args:
            laid: where they were round the resting body, if that is not the start.
        """
        merged = weld_map(len(start), sheet.pairs)
        faces = merged[sheet.faces]
        falls = np.isin(sheet.piece_of_face, placed_on(sheet, "fall"))
        faces[falls] = faces[falls][:, ::-1]  # a fall shows its other side to the stand; bending asks for one side
        whole = (faces != np.roll(faces, 1, axis=1)).all(axis=1)
        return cls(
            sheet, merged, average(merged, start), faces[whole], average(merged, start if laid is None else laid)
        )

    def vertices(self, ids: np.ndarray) -> np.ndarray:
        """The vertices here of the sheet's vertices ``ids``."""
        return np.unique(self.merged[ids])

    @property
    def band(self) -> np.ndarray:
        """The vertices here that belong to bands."""
        return self.of_pieces(bands(self.sheet))

    @property
    def overlapping(self) -> np.ndarray:
        """The vertices here of pieces that lie over each other, but for those that are sewn and those beside them."""
        near: set[int] = set()
        for overlap in overlaps(self.sheet):
            upper, lower = (self.of_pieces(places) for places in ((overlap.upper,), overlap.lower))
            for mine, others in ((upper, lower), (lower, upper)):
                away = distances(self.laid[mine], self.laid[others])
                near |= set(mine[away < NEAR_STEPS * self.sheet.step].tolist())
        sewn = self.merged[np.unique(self.sheet.pairs)]
        beside = self.faces[np.isin(self.faces, sewn).any(axis=1)]
        return np.setdiff1d(np.array(sorted(near), int), beside)

    def of_pieces(self, places: Sequence[int]) -> np.ndarray:
        """The vertices here of the pieces at these places."""
        return self.vertices(np.flatnonzero(np.isin(self.sheet.piece_of_vertex, places)))

    @property
    def stiff(self) -> np.ndarray:
        """The vertices here of what is stiffer than the rest: bands, what is interlined, straps and what holds them.

        Straps, and the edges that they hold, are bound with tape.
        """
        straps = placed_on(self.sheet, REGION)
        interlined = [i for i, piece in enumerate(self.sheet.pieces) if piece.interlined]
        held = [] if not straps else [ids for name, ids in self.sheet.edges.items() if ".bound_" in name]
        pieces = self.of_pieces([*bands(self.sheet), *interlined, *straps])
        return np.union1d(pieces, self.vertices(np.concatenate([[], *held]).astype(int)))

    @property
    def rest(self) -> np.ndarray:
        """(M, 3) m: where no edge is strained, whatever is in its way. One piece alone lies flat."""
        if not len(self.sheet.pairs):
            return np.c_[self.sheet.flat[:, 0], np.zeros(len(self.sheet.flat)), self.sheet.flat[:, 1]]
        edges, lengths = welded_edges(self.sheet, self.merged)
        around = Neighbours(edges, len(self.laid))
        free = FreeEdges.of_sheet(self.sheet, self.merged)
        now, going = self.laid, np.zeros_like(self.laid)
        smoothed = np.full((len(now), 1), SMOOTHING)
        smoothed[self.vertices(creases(self.sheet))] = 0.0  # a fold is pressed in
        smoothed[border_of(self.faces)] = 0.0  # with neighbours on one side only, it would turn in
        for k in range(FITTING):
            onward = drawn(now + MOMENTUM * going, edges, lengths, around)
            onward = onward + smoothed * max(1 - 2 * k / FITTING, 0.0) * (around.mean(onward) - onward)
            now, going = onward, onward - now
            now[free.vertices] = free.continued(now)
        return now


def bands(sheet: Sheet) -> list[int]:
    """The places of the sheet's bands among its pieces."""
    return placed_on(sheet, "band", "stand", "fall")


def placed_on(sheet: Sheet, *regions: str) -> list[int]:
    """The places among the sheet's pieces of those on one of the regions."""
    return [index for index, piece in enumerate(sheet.pieces) if piece.placement.region in regions]


def rings(sheet: Sheet) -> list[int]:
    """The places of those bands that close: whose one end is sewn to the other. The others are open strips."""
    closed = {mine.partition(".")[0] for mine, other in sheet.partner.items() if is_same_piece(mine, other)}
    return [index for index in bands(sheet) if sheet.pieces[index].name in closed]


def is_same_piece(edge: str, other: str) -> bool:
    return edge.partition(".")[0] == other.partition(".")[0]
