"""What shapes a panel between hip and waist, in mm: the side over the hip, the waist, and its darts."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from .curves import cubic, length, point
from .darts import TakeIn, taken_in
from .pieces import Edge

DART_LEAST_MM = 8.0  # a smaller dart is eased into the waistband instead
DART_MOST_MM = 32.0  # a larger one pokes at its apex, so it becomes two


def side_direction(hip_side: np.ndarray, waist_side: np.ndarray) -> np.ndarray:
    """(2,) unit: where the side seam points at the waist. It rounds the hip, so it leans in more there."""
    rise = waist_side - hip_side
    lean = 1.3 * math.atan2(-rise[0], rise[1])
    return point(-math.sin(lean), math.cos(lean))


def side_curve(hip_side: np.ndarray, waist_side: np.ndarray) -> np.ndarray:
    """(N, 2) up from the hip, straight there, to the waist."""
    rise = waist_side[1] - hip_side[1]
    into = waist_side - 0.3 * rise * side_direction(hip_side, waist_side)
    return cubic(hip_side, hip_side + point(0.0, 0.33 * rise), into, waist_side)


def waist_curve(hip_side: np.ndarray, waist_side: np.ndarray, centre_y: float) -> np.ndarray:
    """(N, 2) from the side to the centre line, square to both."""
    up = side_direction(hip_side, waist_side)
    fall = (waist_side[1] - centre_y) / max(-up[0], 1e-6)  # further along, the waist would dip below its centre
    into = waist_side + min(0.3 * waist_side[0], fall) * point(-up[1], up[0])
    return cubic(waist_side, into, point(0.45 * waist_side[0], centre_y), point(0.0, centre_y))


def waist_edges(curve: np.ndarray, waist: float, dart_length: float, halves: int) -> list[Edge]:
    """A waist from its +x end to its -x end with its darts: waist_1, dart_1_a, dart_1_b, waist_2, ...

    Args:
        curve: (N, 2) mm.
        waist: mm that remain when its darts are closed; a smaller surplus stays and is eased in.
        dart_length: mm from mouth to apex.
        halves: 1 for a half from side to centre; 2 for a whole, whose darts lie as in its halves.
    """
    surplus = (length(curve) - waist) / halves
    count = math.ceil(surplus / DART_MOST_MM) if surplus >= DART_LEAST_MM else 0
    between = waist / halves / (count + 1)
    takes = []
    for k in range(count):
        takes.append(TakeIn((k + 1) * between + (k + 0.5) * surplus / count, surplus / count, dart_length))
    others = [replace(take, at_mm=length(curve) - take.at_mm) for take in reversed(takes)]
    return taken_in(curve, takes if halves == 1 else [*takes, *others], "waist")
