"""A taut tape: where a plane cuts a mesh, the hull and the chain that a tape makes of it, and how its length changes.

A ``Laid`` tape is a chain of places on edges of the mesh. Its length is linear in the places, and each place moves with
its edge and its plane, so the gradient of a length is exact and costs no more than the length.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Laid:
    """A tape on a body: places (n, 3) m, each between two points, and how a place's plane moves it."""

    places: np.ndarray  # (n, 3) m
    ends: np.ndarray  # (n, 2) rows of the points
    share: np.ndarray  # (n,) of the way from the first end to the second
    is_closed: bool
    normal: np.ndarray  # (3,) of the plane that cuts the edges; a place whose two ends are one point stays on it

    def steps(self) -> np.ndarray:
        """(n or n - 1, 3) m from each place to the next."""
        return (np.roll(self.places, -1, 0) - self.places) if self.is_closed else np.diff(self.places, axis=0)

    @property
    def length(self) -> float:
        return float(np.linalg.norm(self.steps(), axis=1).sum())

    def pulls(self) -> np.ndarray:
        """(n, 3): how the length grows as a place moves."""
        steps = self.steps()
        along = steps / np.maximum(np.linalg.norm(steps, axis=1, keepdims=True), 1e-12)
        if self.is_closed:
            return np.roll(along, 1, 0) - along
        none = np.zeros((1, 3))
        return np.concatenate([none, along]) - np.concatenate([along, none])

    def add_gradient(self, points: np.ndarray, into: np.ndarray) -> tuple[float, np.ndarray]:
        """Add how the length grows with the points to ``into`` (n, 3), and answer the same for the plane.

        Returns:
            rate: how it grows as the plane moves along its normal.
            moment (3,): m; with the plane's origin o it grows by ``rate * o - moment`` as the normal changes.
        """
        pull = self.pulls()
        edge = points[self.ends[:, 1]] - points[self.ends[:, 0]]
        across = edge @ self.normal
        slides = np.abs(across) > 1e-9
        rate = np.where(slides, (edge * pull).sum(1) / np.where(slides, across, 1.0), 0.0)
        pull = pull - rate[:, None] * self.normal
        np.add.at(into, self.ends[:, 0], (1 - self.share)[:, None] * pull)
        np.add.at(into, self.ends[:, 1], self.share[:, None] * pull)
        return float(rate.sum()), rate @ self.places


def cut(points: np.ndarray, edges: np.ndarray, origin: np.ndarray, normal: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which edges (E, 2) of points (n, 3) a plane cuts: (c, 2) edges, and (c,) how far along each."""
    distance = (points[edges] - origin) @ normal
    crossing = (distance[:, 0] < 0) != (distance[:, 1] < 0)
    start, end = distance[crossing].T
    return edges[crossing], start / (start - end)


def between(points: np.ndarray, edges: np.ndarray, share: np.ndarray) -> np.ndarray:
    """(c, 3) the places on edges (c, 2)."""
    return points[edges[:, 0]] * (1 - share)[:, None] + points[edges[:, 1]] * share[:, None]


def axes(normal: np.ndarray) -> np.ndarray:
    """(3, 2) two axes of a plane: across the body, and from front to back."""
    depth = np.cross(normal, [1.0, 0.0, 0.0])
    depth /= np.linalg.norm(depth)
    return np.stack([np.cross(depth, normal), depth], axis=1)


def hull(flat: np.ndarray) -> np.ndarray:
    """(h,) the rows of flat points (c, 2) on their convex hull, in turn."""
    order = np.lexsort((flat[:, 1], flat[:, 0]))
    there, back = chain(flat, order), chain(flat, order[::-1])
    return np.array(there[:-1] + back[:-1])


def hull_length(flat: np.ndarray) -> float:
    """The length of a taut tape round flat points (c, 2)."""
    ring = flat[hull(flat)]
    return float(np.linalg.norm(ring - np.roll(ring, 1, 0), axis=1).sum())


def chain(flat: np.ndarray, order: np.ndarray) -> list[int]:
    """The rows of flat points (c, 2), taken in an order, that a tape touches which is drawn taut on their right."""
    x, y = flat[:, 0].tolist(), flat[:, 1].tolist()
    kept: list[int] = []
    for row in order.tolist():
        while len(kept) > 1:
            a, b = kept[-2], kept[-1]
            if (x[b] - x[a]) * (y[row] - y[a]) - (y[b] - y[a]) * (x[row] - x[a]) > 0:
                break
            kept.pop()
        kept.append(row)
    return kept


def volume(vertices: np.ndarray, faces: np.ndarray) -> float:
    """m3 enclosed by a closed mesh of quads (F, 4)."""
    a, b, c, d = (vertices[faces[:, k]] for k in range(4))
    return float((np.cross(a, b) * c + np.cross(a, c) * d).sum()) / 6


def volume_gradient(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(V, 3) m2: how the volume grows as a vertex moves."""
    a, b, c, d = (vertices[faces[:, k]] for k in range(4))
    ac = np.cross(a, c)
    change = (np.cross(b, c) + np.cross(c, d), np.cross(c, a), np.cross(a, b) + np.cross(d, a), ac)
    gradient = np.zeros_like(vertices)
    for k, grown in enumerate(change):
        for axis in range(3):
            gradient[:, axis] += np.bincount(faces[:, k], grown[:, axis], len(vertices))
    return gradient / 6
