"""A smooth warp through given points, and a picture seen through it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Spline:
    """A thin-plate spline of the plane: affine far away, bent as little as its points allow (Bookstein, 1989)."""

    points: np.ndarray  # (N, 2) where it was given
    bends: np.ndarray  # (N, 2)
    affine: np.ndarray  # (3, 2)

    def __call__(self, places: np.ndarray) -> np.ndarray:
        """(..., 2) to (..., 2)."""
        result = places @ self.affine[1:] + self.affine[0]
        for point, bend in zip(self.points, self.bends, strict=True):
            result += kernel(((places - point) ** 2).sum(-1))[..., None] * bend
        return result


def kernel(squared: np.ndarray) -> np.ndarray:
    return squared * np.log(np.maximum(squared, 1e-12))


def spline_through(points: np.ndarray, targets: np.ndarray) -> Spline:
    """The spline that takes points (N, 2) to targets (N, 2), N of at least three that are not in a line."""
    count = len(points)
    system = np.zeros((count + 3, count + 3))
    system[:count, :count] = kernel(((points[:, None] - points[None]) ** 2).sum(-1))
    system[:count, count:] = np.c_[np.ones(count), points]
    system[count:, :count] = system[:count, count:].T
    solved = np.linalg.solve(system, np.r_[targets, np.zeros((3, 2))])
    return Spline(points, solved[:count], solved[count:])


def similarity(points: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """(3, 2): the turn, size and shift that bring points (N, 2) nearest to targets; a row of ones comes first."""
    middle, to = points.mean(0), targets.mean(0)
    a, b = (points - middle) @ (1, 1j), (targets - to) @ (1, 1j)
    turn = (a.conj() @ b) / (a.conj() @ a).real
    matrix = np.array([[turn.real, turn.imag], [-turn.imag, turn.real]])
    return np.r_[[to - middle @ matrix], matrix]


def sharp_sample(image: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The picture (H, W, C) at places (..., 2) px, pixel i having its centre at i + 0.5, by cubics that keep edges
    (Catmull-Rom). Beyond its edge a picture goes on with its edge's values.
    """
    height, width = image.shape[:2]
    first = np.floor(at - 0.5).astype(int)
    off = (at - 0.5 - first).astype(np.float32)
    across, down = cubic_weights(off[..., 0]), cubic_weights(off[..., 1])
    result = np.zeros((*at.shape[:-1], image.shape[2]), np.float32)
    for j in range(4):
        row = np.clip(first[..., 1] + j - 1, 0, height - 1)
        for i in range(4):
            column = np.clip(first[..., 0] + i - 1, 0, width - 1)
            result += (across[i] * down[j])[..., None] * image[row, column]
    return result


def cubic_weights(t: np.ndarray) -> tuple[np.ndarray, ...]:
    return (
        0.5 * (-(t**3) + 2 * t**2 - t),
        0.5 * (3 * t**3 - 5 * t**2 + 2),
        0.5 * (-3 * t**3 + 4 * t**2 + t),
        0.5 * (t**3 - t**2),
    )
