"""Drawing in millimetres: lines, arcs and cubics as points, and the search for the curve of a wanted length."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

SAMPLE_MM = 5.0  # no chord of a curve is longer
NEAR_ENOUGH_MM = 1e-3  # a search ends there
SHORT_MM = 1.0  # a cut leaves no side shorter than this: beside it a corner of the cutting line would turn over
FINE = 120  # parameter steps before a curve is sampled evenly


def point(x: float, y: float) -> np.ndarray:
    """(2,) mm."""
    return np.array([x, y], dtype=float)


def line(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(2, 2): a straight edge keeps its two ends only."""
    return np.array([a, b], dtype=float)


def cubic(p0: np.ndarray, p1: np.ndarray, p2: np.ndarray, p3: np.ndarray) -> np.ndarray:
    """(N, 2) points of a cubic Bezier curve, evenly along its length, at most SAMPLE_MM apart."""
    t = np.linspace(0.0, 1.0, FINE)[:, None]
    s = 1.0 - t
    return resampled(s**3 * p0 + 3 * s * s * t * p1 + 3 * s * t * t * p2 + t**3 * p3)


def arc(a: np.ndarray, b: np.ndarray, turn: float) -> np.ndarray:
    """(N, 2) points of the circular arc from a to b whose tangent turns by ``turn`` radians, positive anticlockwise."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    chord = b - a
    if abs(turn) < 1e-6:
        return line(a, b)
    radius = np.linalg.norm(chord) / (2.0 * math.sin(turn / 2.0))
    start = math.atan2(chord[1], chord[0]) - turn / 2.0
    along = np.linspace(0.0, turn, FINE)
    offsets = np.stack([np.sin(start + along) - math.sin(start), math.cos(start) - np.cos(start + along)], axis=1)
    points = a + radius * offsets
    points[-1] = b
    return resampled(points)


def through(points: Sequence[np.ndarray], directions: Sequence[np.ndarray | None]) -> np.ndarray:
    """(N, 2) points of a smooth curve through given points, evenly along its length.

    Args:
        points: K of (2,) mm, in order.
        directions: K of (2,), where the curve points there; None: along the line between the neighbours, or at an end
            as a circle through the end and the next point's direction would.
    """
    last = len(points) - 1
    between = [points[min(k + 1, last)] - points[max(k - 1, 0)] for k in range(last + 1)]
    ways = [unit(chord if way is None else way) for way, chord in zip(directions, between, strict=True)]
    for end, inner in ((0, 1), (last, last - 1)):
        if directions[end] is None:
            chord = unit(between[end])
            ways[end] = 2.0 * (chord @ ways[inner]) * chord - ways[inner]
    spans = []
    for a, b, out, into in zip(points[:-1], points[1:], ways[:-1], ways[1:], strict=True):
        handle = np.linalg.norm(b - a) / 3.0
        spans.append(cubic(a, a + handle * out, b - handle * into, b))
    return joined(*spans)


def unit(way: np.ndarray) -> np.ndarray:
    """(2,) the direction of ``way``, of length 1."""
    return way / np.linalg.norm(way)


def resampled(points: np.ndarray, step_mm: float = SAMPLE_MM) -> np.ndarray:
    """The polyline with evenly spaced points, at most ``step_mm`` apart; its two ends stay."""
    along = distances(points)
    count = max(1, math.ceil(along[-1] / step_mm - 1e-9))
    at = np.linspace(0.0, along[-1], count + 1)
    even = np.stack([np.interp(at, along, points[:, k]) for k in range(2)], axis=1)
    even[0], even[-1] = points[0], points[-1]
    return even


def joined(*parts: np.ndarray) -> np.ndarray:
    """One polyline from parts that follow each other; the shared ends are kept once."""
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def flipped(points: np.ndarray) -> np.ndarray:
    """The polyline mirrored in x = 0 and run backwards, so that an outline keeps its direction."""
    return points[::-1] * (-1.0, 1.0)


def distances(points: np.ndarray) -> np.ndarray:
    """(N,) mm from the start of the polyline to each of its points."""
    return np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])


def length(points: np.ndarray) -> float:
    return float(np.linalg.norm(np.diff(points, axis=0), axis=1).sum())


def split(points: np.ndarray, at_mm: list[float]) -> list[np.ndarray]:
    """The polyline cut at these distances from its start, in order."""
    along = distances(points)
    cuts = [0.0, *at_mm, float(along[-1])]
    parts = []
    for start, end in zip(cuts[:-1], cuts[1:], strict=True):
        ends = [[np.interp(s, along, points[:, k]) for k in range(2)] for s in (start, end)]
        inside = points[(along > start + SHORT_MM) & (along < end - SHORT_MM)]
        parts.append(np.concatenate([ends[:1], inside, ends[1:]]))
    return parts


def solve(value: Callable[[float], float], target: float, low: float, high: float) -> float:
    """The x between low and high where a monotonic ``value(x)`` meets the target; the nearer end if it never does.

    Source:
        Dowell, Jarratt, "A modified regula falsi method", 1971 (the Illinois rule).
    """
    miss_low, miss_high = value(low) - target, value(high) - target
    if miss_low * miss_high >= 0.0:
        return low if abs(miss_low) < abs(miss_high) else high
    while abs(high - low) > NEAR_ENOUGH_MM:
        x = high - miss_high * (high - low) / (miss_high - miss_low)
        miss = value(x) - target
        if abs(miss) < NEAR_ENOUGH_MM:
            return x
        if miss * miss_high < 0.0:
            low, miss_low = high, miss_high
        else:
            miss_low /= 2.0
        high, miss_high = x, miss
    return high


def squared_hem(left: float, right: float, centre_y: float, angle: float) -> np.ndarray:
    """(N, 2): a hem from x = -left to x = right that meets both side seams squarely.

    Args:
        left, right: mm from the centre line to the hem's ends.
        centre_y: mm, the hem's height at its middle.
        angle: by how much the side seams lean outwards on their way down, radians; negative for a taper.
    """
    end_y = centre_y + (left + right) / 2.0 * math.tan(angle / 2.0)
    return arc(point(-left, end_y), point(right, end_y), 2.0 * angle)


def half_hem(half: float, centre_y: float, angle: float) -> np.ndarray:
    """(N, 2): the +x half of ``squared_hem``, from the centre line to the side."""
    return arc(point(0.0, centre_y), point(half, centre_y + half * math.tan(angle / 2.0)), angle)


def bent(points: np.ndarray, radius: float, level_y: float) -> np.ndarray:
    """(N, 2): the plane bent round a centre ``radius`` mm above (0, level_y), so that verticals become rays.

    Lengths along the verticals and along y = level_y stay; below it widths grow, above it they shrink. An infinite
    radius bends nothing.
    """
    if math.isinf(radius):
        return points
    ray, angle = radius + level_y - points[:, 1], points[:, 0] / radius
    return np.stack([ray * np.sin(angle), level_y + radius - ray * np.cos(angle)], axis=1)


def unbent(points: np.ndarray, radius: float, level_y: float) -> np.ndarray:
    """The inverse of ``bent``."""
    if math.isinf(radius):
        return points
    down = level_y + radius - points[:, 1]
    ray, angle = np.hypot(points[:, 0], down), np.arctan2(points[:, 0], down)
    return np.stack([radius * angle, level_y + radius - ray], axis=1)
