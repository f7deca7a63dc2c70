"""What the lifter is shown: landmarks, depths and visibilities, the silhouette's widths, and what was typed.

The same in training and in use: numpy, B first. Pictures are seen at the person's own scale: places are relative to the
middle of the hips and in metres of MediaPipe's own, so that neither the picture's size nor the person's place matters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SHOULDERS, HIPS = [11, 12], [23, 24]
WIDTH_LEVELS = np.linspace(-0.1, 2.3, 13)  # along the trunk: 0 at the shoulders, 1 at the hips, 2.3 about the knees
MOST_WIDTH = 1.5  # of the trunk's length, to either side
INSIDE = 0.7  # of the silhouette
TYPICAL = {"stature": (1.70, 0.20), "mass": (70.0, 30.0)}  # m, kg: mean and scale of what is typed


@dataclass(frozen=True, eq=False)
class Shown:
    """A batch of what is shown, and the scales that turn answers back to pixels."""

    points: np.ndarray  # (B, K, 2) relative to the hips, of ``scale``
    world: np.ndarray  # (B, K, 3) m, relative to the hips, camera axes
    visibility: np.ndarray  # (B, K)
    inside: np.ndarray  # (B, K) 0 or 1
    widths: np.ndarray  # (B, W, 2) of the silhouette to the picture's right and left, of the trunk's length; -1 unseen
    frame: np.ndarray  # (B, 4) hips' place and scale in the picture, its shape, all of its longer side
    typed: np.ndarray  # (B, 6) stature, mass, gender; each followed by whether it was typed
    scale: np.ndarray  # (B,) px a metre of MediaPipe's


def show(
    landmarks: np.ndarray,
    world: np.ndarray,
    visibility: np.ndarray,
    widths: np.ndarray,
    size: np.ndarray,
    typed: np.ndarray,
    kept: np.ndarray,
) -> Shown:
    """Arrange MediaPipe's answers.

    Args:
        landmarks: (B, 33, 2) px.
        world: (B, 33, 3) m.
        visibility: (B, 33).
        widths: (B, W, 2) of ``outline_widths``.
        size: (B, 2) px, width and height of the picture.
        typed: (B, 3) stature m, mass kg, gender 0-1; nan where not typed.
        kept: (K,) numbers of the landmarks that the body has.
    """
    flat, seen = landmarks[:, kept], visibility[:, kept]
    inside = ((flat > 0) & (flat < size[:, None])).all(axis=2)
    deep = world[:, kept] - world[:, HIPS].mean(axis=1, keepdims=True)
    weights = (seen > 0.4) * inside + 1e-3
    weights = (weights / weights.sum(axis=1, keepdims=True))[..., None]
    spread_flat = flat - (flat * weights).sum(axis=1, keepdims=True)
    spread_deep = deep[..., :2] - (deep[..., :2] * weights).sum(axis=1, keepdims=True)
    scale = np.sqrt(
        (weights * spread_flat**2).sum(axis=(1, 2)) / np.maximum((weights * spread_deep**2).sum(axis=(1, 2)), 1e-4)
    )
    hips, longer = landmarks[:, HIPS].mean(axis=1), size.max(axis=1)
    frame = np.column_stack([(hips - size / 2) / longer[:, None], 3 * scale / longer, size[:, 0] / size[:, 1] - 1])
    return Shown(
        points=(flat - hips[:, None]) / scale[:, None, None],
        world=deep,
        visibility=seen,
        inside=inside.astype(float),
        widths=widths,
        frame=frame,
        typed=typed_values(typed),
        scale=scale,
    )


def typed_values(typed: np.ndarray) -> np.ndarray:
    """(B, 3) with nan to (B, 6) without."""
    known = np.isfinite(typed)
    means = np.array([TYPICAL["stature"][0], TYPICAL["mass"][0], 0.5])
    scales = np.array([TYPICAL["stature"][1], TYPICAL["mass"][1], 0.5])
    values = np.where(known, (typed - means) / scales, 0.0)
    return np.stack([values, known], axis=2).reshape(len(typed), 6)


def flatten(shown: Shown) -> np.ndarray:
    """(B, inputs) float32 for the network."""
    count = len(shown.points)
    parts = (shown.points, shown.world, shown.visibility, shown.inside, shown.widths, shown.frame, shown.typed)
    return np.concatenate([part.reshape(count, -1) for part in parts], axis=1).astype(np.float32)


def outline_widths(landmarks: np.ndarray, silhouette: np.ndarray) -> np.ndarray:
    """(W, 2) how far the silhouette reaches to the picture's right and left of the trunk's line, level by level.

    In lengths of the trunk; -1 where the line leaves the picture or the silhouette.

    Args:
        landmarks: (33, 2) px of the silhouette's picture.
        silhouette: (H, W) 0-1.
    """
    height, width = silhouette.shape
    shoulders, hips = landmarks[SHOULDERS].mean(axis=0), landmarks[HIPS].mean(axis=0)
    length = max(float(np.linalg.norm(hips - shoulders)), 1.0)
    down = (hips - shoulders) / length
    across = np.array([-down[1], down[0]]) * (-1.0 if down[1] > 0 else 1.0)  # to the picture's right
    steps = np.linspace(0.0, MOST_WIDTH, 60)
    found = np.full((len(WIDTH_LEVELS), 2), -1.0)
    for row, level in enumerate(WIDTH_LEVELS):
        middle = shoulders + level * length * down
        for side, sign in enumerate((1.0, -1.0)):
            places = np.floor(middle + sign * steps[:, None] * length * across).astype(int)
            if not (0 <= places[0, 0] < width and 0 <= places[0, 1] < height):
                continue
            inside = ((places >= 0) & (places < (width, height))).all(axis=1)
            places = np.clip(places, 0, (width - 1, height - 1))
            filled = inside & (silhouette[places[:, 1], places[:, 0]] > INSIDE)
            found[row, side] = steps[int(np.argmin(filled)) - 1] if filled[0] and not filled.all() else -1.0
    return found
