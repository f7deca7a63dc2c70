"""Fronts in two halves, for what opens in front, in mm. The left one is drafted, the right one is its mirror image."""

from __future__ import annotations

import numpy as np

from ..errors import PatternError
from . import armhole as scye
from .bodice import Block, Style
from .curves import cubic, half_hem, line, point, resampled
from .neckline import half_neck
from .pieces import Edge, Piece, Placement, Seam

NECK_LEAST_MM = 12.0  # the least way across from the shoulder neck point in to the front edge
EDGE_LEAST_MM = 60.0  # the shortest front edge below the neck


def left_front(block: Block, style: Style, edge_mm: float, is_v: bool, longer_mm: float = 0.0) -> Piece:
    """The left front, its edge ``edge_mm`` to the left of the centre line; its front edge is called "front".

    There it is ``longer_mm`` longer than at the side, so that its hem hangs level over chest and belly.

    Raises:
        PatternError: the neck or the front edge would be too short.
    """
    beyond = edge_mm + NECK_LEAST_MM - block.neck_x
    if beyond > 0.0:
        raise PatternError(
            f"The front edges of the {style.name} lie {2.0 * edge_mm:.0f} mm apart and its neck is "
            f"{2.0 * block.neck_x:.0f} mm wide.",
            f"Lower apart_mm by {2.0 * beyond:.0f}, or raise neck_width_mm by {beyond:.0f}.",
        )
    if (lacking := EDGE_LEAST_MM - (-block.front_neck - block.hem_y)) > 0.0:
        raise PatternError(
            f"The neck of the {style.name} ends {block.front_neck:.0f} mm below the shoulder and its hem "
            f"{-block.hem_y:.0f} mm.",
            f"Lower neck_drop_mm by {lacking:.0f} or more, or raise length_mm.",
        )
    hem = dipped(from_edge(half_hem(block.hem_half, block.hem_y, block.lean), edge_mm), longer_mm)
    neck = (v_neck if is_v else round_neck)(block, edge_mm)
    edges = (
        Edge("hem", hem),
        Edge("side_left", line(hem[-1], block.underarm)),
        Edge("armhole_left", scye.armhole(block.shoulder, block.slope, block.underarm, block.hollows[0])),
        Edge("shoulder_left", line(block.shoulder, neck[0])),
        Edge("neck", neck),
        Edge("front", line(neck[-1], hem[0])),
    )
    placement = Placement("torso", "front", "shoulder_height", block.shoulder_y)
    return Piece("front_left", edges, placement, zone="front")


def from_edge(curve: np.ndarray, edge_mm: float) -> np.ndarray:
    """(N, 2): a curve from the centre line to the side, begun ``edge_mm`` from the centre line."""
    start = point(edge_mm, float(np.interp(edge_mm, curve[:, 0], curve[:, 1])))
    return np.r_[[start], curve[curve[:, 0] > edge_mm + 1.0]]


def dipped(hem: np.ndarray, by_mm: float) -> np.ndarray:
    """(N, 2): a hem from the front edge to the side, lowered at the front edge and not at the side."""
    even = resampled(hem)
    along = (even[:, 0] - even[0, 0]) / (even[-1, 0] - even[0, 0])
    return even - np.c_[np.zeros(len(even)), by_mm * (1.0 - along**2) ** 2]


def v_neck(block: Block, edge_mm: float) -> np.ndarray:
    """(N, 2) from the shoulder neck point down to the front edge: nearly straight, rounded into the edge."""
    top, end = point(block.neck_x, 0.0), point(edge_mm, -block.front_neck)
    return cubic(top, top + 0.33 * (end - top) + point(-4.0, 0.0), end + point(0.0, 0.25 * block.front_neck), end)


def round_neck(block: Block, edge_mm: float) -> np.ndarray:
    """(N, 2) from the shoulder neck point round to the front edge."""
    curve = half_neck(block.neck_x, block.front_neck, block.slope)[::-1]
    return from_edge(curve, edge_mm)[::-1]


def front_seams() -> list[Seam]:
    """What joins the fronts and the back."""
    sewn = [(edge, side) for side in ("left", "right") for edge in ("side", "shoulder")]
    return [Seam(f"front_{side}.{edge}_{side}", f"back.{edge}_{side}") for edge, side in sewn]
