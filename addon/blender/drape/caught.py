"""What a waist seam holds besides its two edges: gathered cloth, and the layers of pleats.

A pleat's layers lie under the cloth that follows it on its edge, and are sewn into the seam together with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ...core.pattern.darts import darts_of
from ...core.pattern.pieces import Piece, Seam


def caught_layers(pieces: Sequence[Piece], flat: np.ndarray, edges: Mapping[str, np.ndarray]) -> np.ndarray:
    """(K, 2) vertices of pleats and those that they lie under in the seam."""
    found = [np.zeros((0, 2), int)]
    for piece in pieces:
        names = [edge.name for edge in piece.edges]
        for pleat in (dart.name for dart in darts_of(piece) if dart.name.startswith("pleat")):
            place = names.index(f"{pleat}_b")
            leg = edges[f"{piece.name}.{names[place]}"][::-1]
            over = edges[f"{piece.name}.{names[(place + 1) % len(names)]}"]
            in_leg, in_over = (np.linalg.norm(flat[ids] - flat[ids[0]], axis=1) for ids in (leg, over))
            covered = np.flatnonzero((in_leg > 0) & (in_leg <= in_over[-1]))
            nearest = np.abs(in_over[None] - in_leg[covered, None]).argmin(axis=1)
            found.append(np.c_[leg[covered], over[nearest]])
    return np.concatenate(found)


def gathered_sides(seams: Sequence[Seam], edges: Mapping[str, np.ndarray]) -> np.ndarray:
    """(E, 2) the sides of triangles along gathered edges: in the seam they are shorter than they were cut."""
    found = [np.zeros((0, 2), int)]
    found += [np.c_[edges[seam.a][:-1], edges[seam.a][1:]] for seam in seams if seam.gather > 1.0]
    return np.sort(np.concatenate(found), axis=1)
