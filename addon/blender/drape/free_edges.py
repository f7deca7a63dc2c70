"""Where the cloth along its free edges would lie if it went on as the cloth inside them does.

An edge has neighbours on one side only. Smoothed with the rest, it would turn in; left alone, it turns out of the line
of what is smoothed. And the cloth keeps the turn as its shape.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .meshing import STRIPS, Sheet

ELSEWHERE = (*STRIPS, "flared")  # regions of what is narrow, or lies in folds narrower than the reach
REACH = 3.3  # steps; what lies inside within it says how the edge goes on
LEAST = 10  # vertices that must
RIDGE = 1e-4  # on every term of the fit, so that vertices on one line do not stop it
BESIDE = 1.0  # step along the edge; an end has nothing so far to one side


@dataclass(frozen=True, eq=False)
class FreeEdges:
    """For vertices of the sewn cloth, the shares of others that continue to where they would lie."""

    vertices: np.ndarray  # (B,)
    inside: np.ndarray  # (K,) vertices
    of: np.ndarray  # (K,) which of the B each share is for
    shares: np.ndarray  # (K,) those of one add up to 1

    @classmethod
    def of_sheet(cls, sheet: Sheet, merged: np.ndarray) -> FreeEdges:
        """Of all edges that are not sewn, of cloth wide enough to say how it goes on.

        A vertex of several goes on as the mean of each. ``merged`` (N,) is the sewn vertex of each of the sheet's.
        """
        outer = np.zeros(len(sheet.flat), bool)
        outer[np.concatenate(list(sheet.edges.values()))] = True
        vertices, inside, shares = [], [], []
        for name, ids in sheet.edges.items():
            piece = int(sheet.piece_of_vertex[ids[0]])
            if name in sheet.partner or len(ids) < 3 or sheet.pieces[piece].placement.region in ELSEWHERE:
                continue
            inner = sheet.vertices_of(piece)
            inner = inner[~outer[inner]]
            along = np.gradient(sheet.flat[ids], axis=0)
            for here, way in zip(ids, along, strict=True):
                from_here = (sheet.flat[inner] - sheet.flat[here]) / sheet.step
                near = np.einsum("ij,ij->i", from_here, from_here) < REACH**2
                if near.sum() >= LEAST:
                    vertices.append(here)
                    inside.append(inner[near])
                    shares.append(continuing(from_here[near], way / np.linalg.norm(way)))
        if not vertices:
            return cls(*(np.zeros(0, int),) * 3, np.zeros(0))
        unique, which, times = np.unique(merged[vertices], return_inverse=True, return_counts=True)
        of = np.repeat(which.ravel(), [len(one) for one in inside])
        return cls(unique, merged[np.concatenate(inside)], of, np.concatenate(shares) / times[of])

    def continued(self, points: np.ndarray) -> np.ndarray:
        """(B, 3) where the vertices would lie, the cloth's being at ``points`` (M, 3)."""
        count = len(self.vertices)
        return np.stack([np.bincount(self.of, self.shares * points[self.inside, k], count) for k in range(3)], axis=1)


def continuing(places: np.ndarray, way: np.ndarray) -> np.ndarray:
    """(N,) the shares of values at flat places (N, 2) steps that give the value at 0.

    The values are taken as curved along the edge, which runs that ``way`` (2,), and as straight across it.
    """
    t, n = places @ way, places @ (-way[1], way[0])
    terms = [np.ones(len(t)), n, t]
    if t.min() < -BESIDE and t.max() > BESIDE:
        terms.append(t * t)
    basis = np.stack(terms, axis=1)
    weighted = basis / (1 + t * t + n * n)[:, None]
    return np.linalg.solve(weighted.T @ basis + RIDGE * np.eye(len(terms)), weighted.T)[0]
