"""Mixtures of Gaussians in CIE Lab: what colours a thing has."""

from __future__ import annotations

import numpy as np

ROUNDS = 8  # of k-means
VARIANCE_FLOOR = np.array([30.0, 6.0, 6.0], np.float32)  # of L*, a*, b*: lighting varies more than colour


def learn(samples: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights (K,), means (K, 3) and variances (K, 3) of a mixture of Gaussians, by k-means from spread-out starts."""
    means = np.median(samples, axis=0)[None]
    while len(means) < count:
        apart = ((samples[:, None] - means) ** 2).sum(-1).min(1)
        # Not the farthest sample, which is an outlier, but one farther than nine in ten.
        means = np.vstack([means, samples[np.argsort(apart, kind="stable")[int(0.9 * (len(apart) - 1))]]])
    nearest = np.zeros(len(samples), int)
    for _ in range(ROUNDS):
        nearest = ((samples[:, None] - means) ** 2).sum(-1).argmin(1)
        means = np.stack([samples[nearest == k].mean(0) if (nearest == k).any() else means[k] for k in range(count)])
    shares = np.bincount(nearest, minlength=count) / len(samples)
    spread = [samples[nearest == k].var(0) if (nearest == k).sum() > 1 else np.zeros(3) for k in range(count)]
    return shares, means, np.stack(spread) + VARIANCE_FLOOR


def likelihood(lab: np.ndarray, mixture: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
    """(H, W) log-likelihood of each pixel's colour."""
    parts = []
    for share, mean, variance in zip(*mixture):
        apart = sum((lab[..., k] - np.float32(mean[k])) ** 2 / np.float32(variance[k]) for k in range(3))
        parts.append(np.log(share + 1e-9) - 0.5 * (apart + np.log(variance).sum()))
    return np.logaddexp.reduce(parts, axis=0).astype(np.float32)
