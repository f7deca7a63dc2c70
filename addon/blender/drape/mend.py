"""Small repairs of a sewn surface: single vertices that stand out of it, and those that stay caught in the body."""

from __future__ import annotations

import numpy as np

from .relax import Neighbours, Surface, border_of, edges_of

SPIKE, SPIKE_AT_EDGE = 1.2, 1.05  # mean edge lengths off the mean of its neighbours; a corner stands up to 1 off
SPIKE_PASSES = 4
FREEING, SQUEEZING = 12, 4  # passes
JUST_OUT, OUT = 0.0005, 0.001  # m off the skin: who is nearer is freed, and how far it comes
BARELY = 0.00005  # m, where there is no room for more


class Level:
    """A surface of triangles (T, 3) or quads, by which its vertices are told how far they stand out of it.

    The vertices of a hem have their two neighbours along it.
    """

    def __init__(self, faces: np.ndarray, count: int):
        self.edges, rim = edges_of(faces), np.sort(border_of(faces), axis=1)
        self.around, self.along = Neighbours(self.edges, count), Neighbours(rim, count)
        self.at_rim = np.zeros((count, 1), bool)
        self.at_rim[rim] = True

    def means(self, points: np.ndarray) -> np.ndarray:
        """(N, 3) the mean of each vertex's neighbours."""
        return np.where(self.at_rim, self.along.mean(points), self.around.mean(points))

    def heights(self, points: np.ndarray) -> np.ndarray:
        """(N,) how far each vertex stands off its neighbours' mean, over the limit beyond which it is a spike."""
        step = np.linalg.norm(points[self.edges[:, 0]] - points[self.edges[:, 1]], axis=1).mean()
        limit = np.where(self.at_rim[:, 0], SPIKE_AT_EDGE, SPIKE) * step
        return np.linalg.norm(points - self.means(points), axis=1) / limit


def without_spikes(points: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Points (N, 3) with each spike brought back among its neighbours, along the hem if it stands there."""
    level = Level(faces, len(points))
    for _ in range(SPIKE_PASSES):
        spiked = level.heights(points) > 1
        if not spiked.any():
            break
        points = np.where(spiked[:, None], level.means(points), points)
    return points


def freed(points: np.ndarray, faces: np.ndarray, body: Surface) -> np.ndarray:
    """Points (N, 3) with those that are caught where the body folds against itself led out of the fold.

    In a fold, as at the armpit, each way out of one side leads into the other. Cloth bridges it, so such vertices go to
    the mean of their neighbours before they are pushed out again. Between thighs that all but touch there is less room
    than cloth asks for elsewhere: what is still caught at last goes no farther than out.
    """
    around = Neighbours(edges_of(faces), len(points))
    points = points.copy()
    caught = np.arange(len(points))
    for k in range(FREEING + SQUEEZING):
        just_out, out = (JUST_OUT, OUT) if k < FREEING else (0.0, BARELY)
        depth, _ = body.depths(points[caught], just_out)
        now = caught[depth > 0]
        if not len(now):
            break
        if k < FREEING and k % 2 == 0:
            points[now] = around.mean(points)[now]
        depth, normals = body.depths(points[now], out)
        points[now] += depth[:, None] * normals
        caught = now
    return points


def mended(points: np.ndarray, faces: np.ndarray, body: Surface) -> np.ndarray:
    """Points (N, 3) out of the body's folds, without the spikes that the way out of a fold leaves."""
    return freed(without_spikes(freed(points, faces, body), faces), faces, body)
