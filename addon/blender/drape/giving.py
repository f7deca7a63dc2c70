"""Cloth let slide to where it is pulled: what is stretched takes in what lies slack beside it.

The solver's cloth hardly slides once it lies on a bent body: with the arms drawn back, a tee is stretched by a tenth
across the chest while its back hangs loose, whatever the friction or the stiffness. So the stretch is limited at the
end, as cloth that is hard to stretch limits it itself (Provot, "Deformation constraints in a mass-spring model", 1995).
What is too narrow stays stretched, for it must stay outside the body. In an armpit, between arm and side, pulling and
pushing may go on against each other and draw the cloth out again, so the best that was reached is kept.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .meshing import Sheet
from .relax import Neighbours, Surface, Watch, average, drawn, push, weld_map, welded_edges

MOST = 1.03  # times its length; beyond, an edge pulls
PASSES, PUSH_EVERY = 800, 4
LOOK_EVERY, PATIENCE = 40, 5  # passes from one look at the stretch to the next; looks without a better one
MOMENTUM = 0.9  # of the last pass, for what is still pulled; without it, slack comes from far off too slowly
FASTEST = 0.005  # m a pass; what goes faster has been thrown
DEEPEST = 0.02  # m; no cloth is deeper in the body: of what seems so, the nearest triangle is seen from beside it


def given_way(sheet: Sheet, end: np.ndarray, below: Sequence[tuple[Surface, float]]) -> np.ndarray:
    """The cloth's vertices (N, 3) m with no edge longer than MOST where there is slack to take in.

    ``below`` are the surfaces to stay outside of, and by how much, m.
    """
    welded = weld_map(len(end), sheet.pairs)
    edges, lengths = welded_edges(sheet, welded)
    points = before = average(welded, end)
    around = Neighbours(edges, len(points))
    watched = [Watch(surface, clear) for surface, clear in below]
    most = MOST * lengths
    best, least, waited = points, stretch(points, edges, lengths), 0
    for k in range(PASSES):
        now = np.linalg.norm(points[edges[:, 1]] - points[edges[:, 0]], axis=1)
        pulled = np.zeros((len(points), 1), bool)
        pulled[edges[now > most]] = True
        if not pulled.any():
            return points[welded]
        going = points + MOMENTUM * pulled * (points - before)
        long = np.linalg.norm(going[edges[:, 1]] - going[edges[:, 0]], axis=1)
        aim = drawn(going, edges, np.minimum(long, most), around)
        if k % PUSH_EVERY == PUSH_EVERY - 1:
            aim = push(aim, watched, DEEPEST)
        before, points = points, points + at_most(aim - points, FASTEST)
        if k % LOOK_EVERY == LOOK_EVERY - 1:
            reached = stretch(points, edges, lengths)
            waited = waited + 1 if reached >= least else 0
            if not waited:
                best, least = points, reached
            elif waited == PATIENCE:
                break
    return best[welded]


def stretch(points: np.ndarray, edges: np.ndarray, lengths: np.ndarray) -> float:
    """The 95th percentile of the edges' lengths over those they were cut to."""
    return float(np.percentile(np.linalg.norm(points[edges[:, 1]] - points[edges[:, 0]], axis=1) / lengths, 95))


def at_most(moves: np.ndarray, far: float) -> np.ndarray:
    """Moves (N, 3), none longer than ``far`` m."""
    return moves * np.minimum(1.0, far / np.maximum(np.linalg.norm(moves, axis=1, keepdims=True), 1e-9))
