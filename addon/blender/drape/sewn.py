"""The mesh that is simulated: a sheet, its bands closed to rings where they close, and its shapes without strain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .collars import OPEN_ROLL, is_collar
from .meshing import Sheet
from .overlap import overlaps
from .relax import PASSES, Neighbours, average, distances, drawn, weld_map, welded_edges
from .straps import REGION

NEAR_STEPS = 1.5  # of the mesh; who is nearer to another piece at the start lies over it or under it


@dataclass(frozen=True, eq=False)
class SewnMesh:
    """A sheet as the solver gets it.

    Two pieces are held together by springs, since a welded vertex could have only one place on the flat. A band is
    closed for good: it is under tension, and springs would gape.
    """

    sheet: Sheet
    merged: np.ndarray  # (N,) the vertex here of each of the sheet's
    start: np.ndarray  # (M, 3) m
    faces: np.ndarray  # (F, 3)
    pairs: np.ndarray  # (S, 2) what springs hold together

    @classmethod
    def of(cls, sheet: Sheet, start: np.ndarray) -> SewnMesh:
        piece = sheet.piece_of_vertex[sheet.pairs]
        closing = (piece[:, 0] == piece[:, 1]) & np.isin(piece[:, 0], rings(sheet))
        merged = weld_map(len(start), sheet.pairs[closing])
        pairs = np.unique(merged[sheet.pairs[~closing]], axis=0)
        return cls(sheet, merged, average(merged, start), merged[sheet.faces], pairs)

    def vertices(self, ids: np.ndarray) -> np.ndarray:
        """The vertices here of the sheet's vertices ``ids``."""
        return np.unique(self.merged[ids])

    @property
    def rolled(self) -> list[int]:
        """The places of the bands that go round something: rings and collars."""
        collars = [i for i, piece in enumerate(self.sheet.pieces) if is_collar(piece.placement.region)]
        return sorted({*rings(self.sheet), *collars})

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
                away = distances(self.start[mine], self.start[others])
                near |= set(mine[away < NEAR_STEPS * self.sheet.step].tolist())
        sewn = np.unique(self.pairs)
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

    def flat(self) -> np.ndarray:
        """(M, 3) m: pieces as cut, bands that go round something rolled, each edge as long as it was cut."""
        rolled = np.c_[self.sheet.flat[:, 0], np.zeros(len(self.sheet.flat)), self.sheet.flat[:, 1]]
        for index in self.rolled:
            ids = self.sheet.vertices_of(index)
            x = self.sheet.flat[ids, 0] - self.sheet.flat[ids, 0].min()
            radius = x.max() / (2 * np.pi * turn(self.sheet, index))
            rolled[ids, :2] = radius * np.c_[np.cos(x / radius), np.sin(x / radius)]
        made = self.unstrained(average(self.merged, rolled))
        cut = np.setdiff1d(np.arange(len(made)), self.band)
        made[cut] = average(self.merged, rolled)[cut]
        return made

    def unstrained(self, near: np.ndarray) -> np.ndarray:
        """A shape (M, 3) near ``near`` whose edges have the lengths they were cut to, whatever is in its way."""
        edges, lengths = welded_edges(self.sheet, self.merged)
        around = Neighbours(edges, len(near))
        for _ in range(PASSES):
            near = drawn(near, edges, lengths, around)
        return near


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


def turn(sheet: Sheet, index: int) -> float:
    """The part of a full turn to which a band is rolled: an open collar stays open."""
    is_round = {sheet.pieces[i].placement.region for i in rings(sheet)}
    return OPEN_ROLL if is_collar(sheet.pieces[index].placement.region) and "stand" not in is_round else 1.0


def is_same_piece(edge: str, other: str) -> bool:
    return edge.partition(".")[0] == other.partition(".")[0]
