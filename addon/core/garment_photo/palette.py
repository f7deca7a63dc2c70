"""The colours of a garment in CIE L*a*b* under D65, with light and shade of one dye taken together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..photo.image import SRGB_TO_XYZ, WHITE_D65, srgb_from_linear
from ..photo.regions import erode

CLUSTERS, ROUNDS, SAMPLES = 8, 25, 12000
LIGHTNESS = 0.6  # of L's weight among the clusters: folds change L far more than a and b
ONE_DYE_TINT, ONE_DYE_LIGHT = 13.0, 42.0  # of a and b at a middle lightness, and of L: nearer clusters are shades
MIDDLE_L, DARK_L = 50.0, 18.0
LEAST_SHARE = 0.02


@dataclass(frozen=True, eq=False)
class Palette:
    """The dyes, the commonest first, and which of them each pixel has."""

    lab: np.ndarray  # (N, 3) where the light falls on each
    shares: np.ndarray  # (N,) of the garment
    dye: np.ndarray  # (H, W) int, -1 outside the garment


def palette_of(lab: np.ndarray, region: np.ndarray, rng: np.random.Generator) -> Palette:
    """The dyes of the garment by k-means, shades of one joined."""
    inner = erode(region, 2.0)
    pixels = lab[inner if inner.any() else region]
    chosen = pixels[rng.permutation(len(pixels))[:SAMPLES]] * (LIGHTNESS, 1.0, 1.0)
    centres = cluster(chosen, rng)
    nearest = np.full(region.shape, -1)
    nearest[region] = assign(lab[region] * np.array((LIGHTNESS, 1.0, 1.0), np.float32), centres)
    group = joined(centres / (LIGHTNESS, 1.0, 1.0))
    dye = np.where(nearest >= 0, group[nearest], -1)
    counts = np.bincount(dye[dye >= 0], minlength=group.max() + 1)
    order = np.argsort(-counts)
    rank = np.argsort(order)
    dye = np.where(dye >= 0, rank[dye], -1)
    shares = counts[order] / counts.sum()
    kept = max(1, int((shares >= LEAST_SHARE).sum()))
    return Palette(np.array([lit(lab[dye == k]) for k in range(kept)]), shares[:kept], dye)


def cluster(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(K, 3) centres by k-means, started far apart (Arthur and Vassilvitskii, "k-means++", 2007)."""
    centres = values[rng.integers(len(values))][None]
    for _ in range(CLUSTERS - 1):
        away = ((values[:, None] - centres) ** 2).sum(-1).min(1)
        if away.sum() <= 0:
            break
        centres = np.vstack([centres, values[rng.choice(len(values), p=away / away.sum())]])
    for _ in range(ROUNDS):
        own = assign(values, centres)
        centres = np.array([values[own == k].mean(0) if (own == k).any() else centres[k] for k in range(len(centres))])
    return centres


def assign(values: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Which centre is nearest to each value."""
    return (np.square(centres).sum(1) - 2.0 * values @ centres.T).argmin(1)


def joined(centres: np.ndarray) -> np.ndarray:
    """(K,) the group of each cluster: clusters that differ as light and shade of one dye do are one group.

    Every two of a group must be shades of one another, or a scale of greys would join black and white.
    """
    tint = centres[:, 1:] * (MIDDLE_L / np.maximum(centres[:, :1], DARK_L))
    off = np.linalg.norm(tint[:, None] - tint, axis=-1) / ONE_DYE_TINT
    off = np.maximum(off, np.abs(centres[:, None, 0] - centres[:, 0]) / ONE_DYE_LIGHT)
    group = np.arange(len(centres))
    for k, j in sorted(np.ndindex(off.shape), key=lambda pair: off[pair]):
        mine, other = group == group[k], group == group[j]
        if group[k] != group[j] and off[np.ix_(mine, other)].max() < 1.0:
            group[other] = group[k]
    return np.unique(group, return_inverse=True)[1]


def lit(values: np.ndarray) -> np.ndarray:
    """(3,) the colour of a dye where the light falls on it: the median of the lighter half."""
    return np.median(values[values[:, 0] >= np.median(values[:, 0])], 0)


def linear_from_lab(lab: np.ndarray) -> np.ndarray:
    """(..., 3) CIE L*a*b* under D65 to linear light; colours that a screen lacks are cut off."""
    y = (lab[..., 0] + 16.0) / 116.0
    f = np.stack([y + lab[..., 1] / 500.0, y, y - lab[..., 2] / 200.0], -1)
    xyz = np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29)) * WHITE_D65
    return np.clip(xyz @ np.linalg.inv(SRGB_TO_XYZ).T, 0.0, 1.0)


def written(lab: np.ndarray) -> str:
    """A Lab colour as a job has it, "#rrggbb"."""
    return "#" + "".join(f"{round(255 * float(value)):02x}" for value in srgb_from_linear(linear_from_lab(lab)))
