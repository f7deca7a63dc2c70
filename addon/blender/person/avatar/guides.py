"""Hair that is combed: guides that grow over what they lie on, and strands between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .skull import Skull

TURN = 0.7  # of a guide's direction at each step is new
FINER = 0.45  # the first step's length over the mean one's
AWAY = 0.10  # m that a root on the other side of a parting counts as farther

Field = Callable[[np.ndarray, np.ndarray], np.ndarray]  # points and their roots (N, 3) -> directions (N, 3)
Measure = Callable[[np.ndarray], np.ndarray]  # roots (N, 3) -> (N,)


@dataclass(frozen=True)
class Growth:
    """How guides grow. m throughout."""

    flow: Field
    length: Measure
    steps: int
    rise: float  # share of the normal in the direction at the root
    clear: float  # how far from what it lies on
    lift: Measure  # how much farther at the tip
    draws: float  # from how far it is drawn to the head
    overhang: float  # height of the outward direction below which it hangs off the head


def unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


def grow(roots: np.ndarray, normals: np.ndarray, growth: Growth, skull: Skull) -> np.ndarray:
    """(G, steps + 1, 3) guides from roots (G, 3), the steps at the root shorter."""
    length, lift = growth.length(roots), growth.lift(roots)
    shares = np.linspace(FINER, 2 - FINER, growth.steps) / growth.steps
    direction = unit((1 - growth.rise) * unit(growth.flow(roots, roots)) + growth.rise * normals)
    rows = [roots]
    for k, share in enumerate(shares):
        if k:
            direction = unit((1 - TURN) * direction + TURN * unit(growth.flow(rows[-1], roots)))
        step = (share * length)[:, None]
        clear = growth.clear * min(1.0, (k + 1) / 3) + lift * shares[: k + 1].sum()
        direction = unit(skull.held(rows[-1] + step * direction, clear, growth.draws, growth.overhang) - rows[-1])
        rows.append(skull.held(rows[-1] + step * direction, clear, growth.draws, growth.overhang))
    return np.stack(rows, 1)


def between(roots: np.ndarray, guide_roots: np.ndarray, guides: np.ndarray, parting: Measure) -> np.ndarray:
    """(N, S, 3) strands from roots (N, 3), each as the three guides nearest to it on its side of the parting."""
    apart = np.linalg.norm(roots[:, None] - guide_roots[None], axis=2)
    apart += AWAY * np.abs(parting(roots)[:, None] - parting(guide_roots)[None])
    near = np.argpartition(apart, 3, axis=1)[:, :3]
    weight = 1 / (np.take_along_axis(apart, near, 1) + 0.002) ** 2
    weight /= weight.sum(1, keepdims=True)
    offsets = guides - guide_roots[:, None]
    return roots[:, None] + np.einsum("nk,nksc->nsc", weight, offsets[near])
