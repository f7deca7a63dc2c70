"""Waistbands, straight or shaped as the body is, and the order of the panels that a skirt's meets, in mm."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from ..options import option
from .curves import bent, line, point, resampled
from .mirror import mirrored
from .pieces import Edge, Piece, Placement

KINDS = ("contoured", "straight")


def cut_as(kind: str) -> str:
    """The setting of a waistband's cut, with its default."""
    return option(kind, "Shaped as the body is there, in two layers, or a straight strip that is folded", choices=KINDS)


def fitted_at(kind: str, height: float) -> float:
    """How far mm below the middle of a band of this height its seam's girth is the body's."""
    return height / 2.0 if kind == "contoured" else 0.0


def band_piece(
    runs: Sequence[tuple[str, float]], top: float, height: float, ends: tuple[str, str], y_mm: float = 0.0
) -> Piece:
    """A band seen from outside. A straight one is cut double: its "hem" is the fold; a shaped one is cut twice.

    Args:
        runs: the edges along its foot and their mm, as they go round the body by its back from its -x end.
        top: mm of its upper edge.
        height: mm, as worn.
        ends: the names of its +x end and of its -x end.
        y_mm: what lies on the waist.
    """
    low = sum(mm for _, mm in runs)
    narrowing = (low - top) / height
    is_straight = abs(narrowing) < 1e-6
    radius = math.inf if is_straight else low / narrowing

    def shaped(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return line(a, b) if is_straight else bent(resampled(line(a, b)), radius, 0.0)

    edges: list[Edge] = []
    start = point(0.0 if is_straight else -low / 2.0, 0.0)  # a shaped one is bent about its middle
    at, up = start, point(0.0, height)
    for name, mm in runs:
        end = at + point(mm, 0.0)
        edges.append(Edge(name, shaped(at, end)))
        at = end
    for name, a, b in ((ends[0], at, at + up), ("hem", at + up, start + up), (ends[1], start + up, start)):
        edges.append(Edge(name, shaped(a, b)))
    placement = Placement("band", "around", "waist_height", y_mm)
    if not is_straight:
        return Piece("waistband", tuple(edges), placement, 0.0, hem_allowance_mm=10.0, zone="waistband", cut=2)
    fold = (Edge("fold", edges[-2].points),)
    return Piece(
        "waistband", tuple(edges), placement, 0.0, hem_allowance_mm=height + 10.0, zone="waistband", folds=fold
    )


def skirt_band(runs: Sequence[tuple[str, float]], top: float, height: float) -> Piece:
    """A skirt's band, closed at the wearer's left side; its middle lies on the waist. See band_piece."""
    return band_piece(runs, top, height, ("end_front", "end_back"), height / 2.0)


def panels_round(panel: Callable[..., Piece], is_halved: bool) -> tuple[Piece, ...]:
    """A skirt's panels in the order in which its waistband meets them: from the left side over the back.

    ``panel`` draws the whole "front" or "back", or with ``half=True`` the half of it that lies on the +x side.
    """
    if not is_halved:
        return panel("back"), panel("front")
    right, left = panel("back", half=True), panel("front", half=True)
    return mirrored(right, "back_left"), right, mirrored(left, "front_right"), left
