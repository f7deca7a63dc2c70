"""How deep and of what shape a garment's neck is, from the edge between its front and the inside of its back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..photo.image import gaussian
from ..photo.regions import erode
from .outline import Outline

STEPS = 80  # places along a curve
SHAPES = {"v": 1.1, "round": 2.3, "square": 7.0}  # y = depth (1 - (x / width) ^ power)
OPEN = 0.16  # of the chest: an outline that dips deeper at the neck is the front neck itself, with no back behind it
SURE = 1.5  # times the usual edge near the neck: a neck's edge that is less is not seen
DEEPEST, DEEPER = 0.5, 0.15  # of the chest; and how much less is thought of a neck for being deep: a motif is lower
FRONT_COLOUR = 14.0  # in Lab: what is farther off the front's colour below the neck is the inside of the back
ONE_COLOUR = 6.0  # in Lab: a front that spreads more has a pattern
STRONG = 8.0  # L a px: an edge is not more of an edge beyond it


@dataclass(frozen=True)
class Neck:
    """The front neckline, px."""

    shape: str  # of SHAPES; "" where no edge was seen
    width: float  # half, from the axis to the shoulder
    depth: float  # from the shoulder neck point down to the front neck
    score: float  # how strong its edge is, of what is usual near it
    is_open: bool = False  # no back is seen behind it


def neckline_of(lab: np.ndarray, region: np.ndarray, outline: Outline) -> Neck:
    """The neckline, by the outline where no back is behind it, else by the strongest edge from shoulder to shoulder."""
    x, y = upper_edge(region, outline)
    width = float(x[int(y.argmin())])
    start, dip = float(y.min()), float(y[0] - y.min())
    if dip > OPEN * outline.chest:
        return Neck(shape_of(x / width, (y - start) / dip), width, dip, np.inf, True)
    return strongest(lab, region, outline, width, start)


def upper_edge(region: np.ndarray, outline: Outline) -> tuple[np.ndarray, np.ndarray]:
    """Distances from the axis, and the row of the garment's upper edge there, the mean of both sides."""
    x = np.arange(2, max(4, round(0.46 * outline.chest)))
    columns = np.clip(np.rint([outline.axis - x, outline.axis + x]), 0, region.shape[1] - 1).astype(int)
    rows = np.where(region.any(0), region.argmax(0), region.shape[0])[columns].mean(0)
    return x.astype(float), rows


def shape_of(x: np.ndarray, y: np.ndarray) -> str:
    """Which of SHAPES a curve is nearest to; it falls from y = 1 on the axis to 0 at x = 1."""
    inside = x <= 1.0
    return min(SHAPES, key=lambda name: float(np.abs(y[inside] - (1.0 - x[inside] ** SHAPES[name])).mean()))


def strongest(lab: np.ndarray, region: np.ndarray, outline: Outline, width: float, start: float) -> Neck:
    """The curve along which the picture's edge is strongest, among those from about the shoulder neck point."""
    edges = edge_strength(lab, region)
    halves = np.array([share * width for share in (0.8, 0.9, 1.0, 1.1, 1.25)])
    halves = halves[(halves > 0.1 * outline.chest) & (halves < 0.45 * outline.chest)]
    if not len(halves):
        return Neck("", width, 0.0, 0.0)
    depths = np.linspace(0.07, DEEPEST, 36) * outline.chest
    trust = (1.0 - DEEPER * depths / outline.chest) * front_below(lab, outline, start, depths)
    scores = along(edges, outline.axis, start, halves, depths) * trust[:, None]
    half, depth, shape = np.unravel_index(int(scores.argmax()), scores.shape)
    score = float(scores.max() / max(float(np.median(scores)), 0.3))
    return Neck(list(SHAPES)[shape] if score > SURE else "", float(halves[half]), float(depths[depth]), score)


def front_below(lab: np.ndarray, outline: Outline, start: float, depths: np.ndarray) -> np.ndarray:
    """(depths,) near 1 where the cloth below a neck so deep has the front's colour, less where it is still the back.

    A front of several colours says nothing: 1 everywhere.
    """
    chest, half = outline.chest, max(2, round(0.1 * outline.chest))
    columns = slice(max(0, round(outline.axis) - half), round(outline.axis) + half)

    def cloth(top: float, bottom: float) -> np.ndarray:
        return lab[round(start + top * chest) : round(start + bottom * chest) + 1, columns].reshape(-1, 3)

    front = cloth(0.55, 0.8)
    usual = np.median(front, 0)
    if np.median(np.linalg.norm(front - usual, axis=1)) > ONE_COLOUR:
        return np.ones(len(depths))
    off = [np.linalg.norm(np.median(cloth(at + 0.04, at + 0.1), 0) - usual) for at in depths / chest]
    return 1.0 / (1.0 + np.square(np.array(off) / FRONT_COLOUR))


def edge_strength(lab: np.ndarray, region: np.ndarray) -> np.ndarray:
    """(H, W) how steep the picture is inside the garment; none at its outline."""
    smooth = gaussian(lab, 1.5)
    slope = np.sqrt(sum(np.square(part).sum(-1) for part in np.gradient(smooth, axis=(0, 1))))
    return np.where(erode(region, 5.0), np.minimum(slope, STRONG), 0.0)


def along(edges: np.ndarray, axis: float, start: float, halves: np.ndarray, depths: np.ndarray) -> np.ndarray:
    """(halves, depths, SHAPES) the mean edge along each curve's length, of its weaker side."""
    x = np.linspace(0.0, 0.9, STEPS)
    fall = 1.0 - x ** np.array(list(SHAPES.values()))[:, None]
    down = depths[:, None, None] * fall  # (depths, shapes, steps)
    weight = np.hypot(np.gradient(halves[:, None] * x, axis=-1)[:, None, None], np.gradient(down, axis=-1))
    rows = np.clip(np.rint(start + down), 0, edges.shape[0] - 1).astype(int)
    sides = []
    for sign in (-1, 1):
        columns = np.clip(np.rint(axis + sign * halves[:, None] * x), 0, edges.shape[1] - 1).astype(int)
        seen = edges[rows, columns[:, None, None]]
        sides.append((seen * weight).sum(-1) / weight.sum(-1))
    return np.minimum(*sides)
