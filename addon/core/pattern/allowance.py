"""From the seam line to the cutting line: seam allowance and hem allowance."""

from __future__ import annotations

import numpy as np

from .pieces import Edge, Piece

MITRE = 2.5  # a corner may stand this many allowances away from the seam line's corner; beyond, it is cut off
PARALLEL = 1e-3  # sine of the turn below which two sides count as one straight line


def with_seam_allowance(piece: Piece) -> np.ndarray:
    """(N, 2) mm: the line to cut along, anticlockwise, outside the seam lines by each edge's allowance.

    A dart is folded before it is cut, so the cutting line passes over its mouth.
    """
    points, widths = cut_sides(piece)
    ahead = np.roll(points, -1, axis=0) - points
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    outward = np.stack([ahead[:, 1], -ahead[:, 0]], axis=1)
    corners = []
    for i, corner in enumerate(points):
        corners.extend(cut_corner(corner, outward[i - 1], outward[i], widths[i - 1], widths[i]))
    return np.array(corners)


def edge_allowance(piece: Piece, edge: Edge) -> float:
    if edge.name.startswith("bound_"):
        return 0.0  # the binding goes round the raw edge
    is_hem = edge.name == "hem" or edge.name.startswith("hem_")
    return piece.hem_allowance_mm if is_hem else piece.seam_allowance_mm


def cut_sides(piece: Piece) -> tuple[np.ndarray, np.ndarray]:
    """The outline's corners (N, 2) mm with the darts closed over, and the allowance (N,) of the side after each."""
    points, widths = [], []
    for edge in piece.edges:
        sides = edge.points[:1] if edge.name.startswith("dart_") else edge.points[:-1]
        if edge.name.startswith("dart_") and edge.name.endswith("_b"):
            continue  # its first point is the apex
        points.append(sides)
        widths.append(np.full(len(sides), edge_allowance(piece, edge)))
    return np.concatenate(points), np.concatenate(widths)


def cut_corner(
    corner: np.ndarray, before: np.ndarray, after: np.ndarray, width_before: float, width_after: float
) -> list[np.ndarray]:
    """Where the lines beside two neighbouring sides meet: one point, or two where the corner is cut off.

    Args:
        corner: (2,) mm, where the sides meet.
        before, after: (2,) outward unit normals of the sides.
        width_before, width_after: mm of allowance on each.
    """
    ends = [corner + width_before * before, corner + width_after * after]
    turn = before[0] * after[1] - before[1] * after[0]
    if abs(turn) < PARALLEL:
        return ends[:1] if abs(width_before - width_after) < 1e-9 else ends
    meeting = corner + np.linalg.solve(np.array([before, after]), np.array([width_before, width_after]))
    reach = np.linalg.norm(meeting - corner)
    if reach <= MITRE * max(width_before, width_after):
        return [meeting]
    return ends if turn > 0.0 else [corner + (meeting - corner) * (max(width_before, width_after) / reach)]
