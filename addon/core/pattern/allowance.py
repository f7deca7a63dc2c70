"""From the seam line to the cutting line: seam allowance and hem allowance."""

from __future__ import annotations

import numpy as np

from .pieces import Edge, Piece

MITRE = 2.5  # a corner may stand this many allowances away from the seam line's corner; beyond, it is cut off
SHORT_MM = 1e-6  # a side that runs backwards by less is as long as nothing
PARALLEL = 1e-3  # sine of the turn below which two sides count as one straight line


def with_seam_allowance(piece: Piece) -> np.ndarray:
    """(N, 2) mm: the line to cut along, anticlockwise, outside the seam lines by each edge's allowance.

    A dart is folded before it is cut, so the cutting line passes over its mouth. In a hollow the line beside a short
    side would run backwards, and its neighbours meet without it.
    """
    points, widths = cut_sides(piece)
    ahead = np.roll(points, -1, axis=0) - points
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    outward = np.stack([ahead[:, 1], -ahead[:, 0]], axis=1)
    kept = list(range(len(points)))
    while True:
        corners = []
        for before, after in zip(kept[-1:] + kept[:-1], kept, strict=True):
            corner = points[after]
            if (after - before) % len(points) > 1:
                corner = meeting(points[before], ahead[before], corner, ahead[after])
            corners.append(cut_corner(corner, outward[before], outward[after], widths[before], widths[after]))
        ends = zip(corners, corners[1:] + corners[:1], strict=True)
        along = [float((end[0] - start[-1]) @ ahead[k]) for k, (start, end) in zip(kept, ends, strict=True)]
        worst = int(np.argmin(along))
        if along[worst] >= -SHORT_MM or len(kept) == 3:
            return np.array([point for corner in corners for point in corner])
        del kept[worst]


def meeting(a: np.ndarray, along_a: np.ndarray, b: np.ndarray, along_b: np.ndarray) -> np.ndarray:
    """(2,) mm, where the line through ``a`` meets that through ``b``; ``b`` where they are parallel."""
    turn = along_a[0] * along_b[1] - along_a[1] * along_b[0]
    if abs(turn) < PARALLEL:
        return b
    away = b - a
    return a + along_a * (away[0] * along_b[1] - away[1] * along_b[0]) / turn


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
    tip = corner + np.linalg.solve(np.array([before, after]), np.array([width_before, width_after]))
    reach = np.linalg.norm(tip - corner)
    if reach <= MITRE * max(width_before, width_after):
        return [tip]
    return ends if turn > 0.0 else [corner + (tip - corner) * (max(width_before, width_after) / reach)]
