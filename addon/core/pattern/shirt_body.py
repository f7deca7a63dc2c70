"""The body of a shirt in mm: two half fronts joined by a placket, and a back that hangs from a yoke.

The placket is one strip from neck to hem, whose long edges are sewn to the fronts: buttoned up, it is what is seen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..errors import PatternError
from . import neckline
from .bodice import Block, Style, draft_block, half_bodice
from .curves import cubic, distances, flipped, joined, length, line, point, solve, split
from .mirror import mirrored, unfolded
from .pieces import Button, Edge, Piece, Seam
from .trim import Lap, Trim, rows

SIDE_LEAST_MM = 40.0  # what a curved hem leaves of the side seam
SHAPED_MM = 6.0  # taken in where the yoke meets the armhole, over the shoulder blade
YOKE_CLEAR_MM = 25.0  # from the yoke's seam to the ends of the armhole
FIRST_BUTTON_MM = 68.0  # below the neckline
BUTTONS_APART_MM = 88.0
LAST_BUTTON_MM = 110.0  # above the hem, at least
STITCHED_MM = 6.0  # from the placket's edges to the rows along them
LAPS_OVER_MM = 14.0  # from its folded edge to where it lies as flat as the cloth beside it
SLIT_MM = 2.0  # the placket's width that an open neck takes at its top
NECK_MOST_MM = 60.0  # out from the base of the neck, each side


@dataclass(frozen=True, eq=False)
class Body:
    """The drafted body of a shirt."""

    block: Block
    fronts: tuple[Piece, Piece]  # left, right
    placket: Piece
    backs: tuple[Piece, ...]  # the back, and the yoke if there is one
    whole: tuple[Piece, Piece]  # front and back in one piece each, with a straight hem, to measure

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return (*self.fronts, self.placket, *self.backs)

    @property
    def neckline(self) -> list[str]:
        """The edges of the neckline from the centre front over the wearer's left and back to the right."""
        back = self.backs[-1].name
        return ["placket.neck_left", "front_left.neck", f"{back}.neck", "front_right.neck", "placket.neck_right"]


def block_for_neck(m: Mapping[str, float], style: Style, around_mm: float) -> Block:
    """The block whose neckline is so long; its width out from the neck follows from that, and not from the style."""
    narrow = draft_block(m, replace(style, neck_width_mm=0.0))

    def around(width: float) -> float:
        halves = ((narrow.neck_x + width, depth) for depth in (narrow.front_neck, narrow.back_neck))
        return 2.0 * sum(length(neckline.half_neck(x, depth, narrow.slope)) for x, depth in halves)

    width = solve(around, around_mm, -NECK_MOST_MM / 3.0, NECK_MOST_MM)
    return draft_block(m, replace(style, neck_width_mm=width))


def shirt_body(block: Block, placket_mm: float, curve_mm: float, yoke_mm: float, is_open: bool) -> Body:
    """The pieces of a block.

    Args:
        block: with sleeves.
        placket_mm: width of the placket.
        curve_mm: how much higher the hem is at the sides than straight; 0: straight.
        yoke_mm: from the back neck down to the yoke's seam; 0: no yoke.
        is_open: the neck is open above the first button.

    Raises:
        PatternError: the hem leaves no side seam, or the yoke does not meet the armhole.
    """
    straight = [half_bodice(block, is_front) for is_front in (True, False)]
    front, back = (curved(half, curve_mm) for half in straight)
    left, placket = parted(front, placket_mm, is_open)
    backs = yoked(back, yoke_mm) if yoke_mm else (unfolded(back, "right"),)
    whole = (unfolded(straight[0], "left"), unfolded(straight[1], "right"))
    return Body(block, (left, mirrored(left, "front_right")), placket, backs, whole)


def curved(half: Piece, curve_mm: float) -> Piece:
    """A half with its hem drawn up towards the side seam, in an S."""
    if curve_mm <= 0.0:
        return half
    hem, side, *rest = half.edges
    if (left := length(side.points) - curve_mm) < SIDE_LEAST_MM:
        raise PatternError(
            f"The curved hem leaves {left:.0f} mm of the side seam (limit {SIDE_LEAST_MM:.0f} mm).",
            f"Lower hem_curve_mm to {max(curve_mm + left - SIDE_LEAST_MM, 0.0):.0f}, or raise length_mm.",
        )
    _, above = split(side.points, [curve_mm])
    foot, corner = hem.points[0], above[0]
    wide = corner[0] - foot[0]
    points = cubic(foot, foot + point(0.60 * wide, 0.0), corner - point(0.42 * wide, 0.0), corner)
    return replace(half, edges=(Edge("hem", points), Edge("side", above), *rest))


def parted(front: Piece, wide: float, is_open: bool) -> tuple[Piece, Piece]:
    """The left front beside the placket, and the placket, from the front's half."""
    hem, side, hole, shoulder, neck, _ = front.edges
    below, outer = split(hem.points, [at_x(hem.points, wide / 2.0)])
    inner, middle = split(neck.points, [at_x(neck.points, wide / 2.0)])
    edges = (
        Edge("hem", outer),
        side,
        hole,
        shoulder,
        Edge("neck", inner),
        Edge("placket", line(inner[-1], outer[0])),
    )
    left = replace(front, name="front_left", edges=edges)
    top, bottom = float(middle[-1, 1]), float(below[0, 1])
    buttons = down_the_front(top, bottom)
    slit = ()
    right = flipped(middle)
    if is_open:
        foot, lip = point(0.0, buttons[0].y_mm), point(SLIT_MM / 2.0, 0.0)
        middle, right = middle.copy(), right.copy()
        middle[-1] += lip
        right[0] -= lip
        slit = (Edge("bound_left", line(middle[-1], foot)), Edge("bound_right", line(foot, right[0])))
    outline = (
        Edge("hem", joined(flipped(below), below)),
        Edge("to_left", line(below[-1], middle[0])),
        Edge("neck_left", middle),
        *slit,
        Edge("neck_right", right),
        Edge("to_right", line(right[-1], flipped(below)[0])),
    )
    folds = (Edge("fold", outline[1].points),)
    strip = replace(front, name="placket", edges=outline, zone="placket", folds=folds, interlined=True)
    return left, replace(strip, buttons=buttons, trim=over_and_under(strip))


def over_and_under(placket: Piece) -> Trim:
    """What shows that the placket is two layers: its folded edge, and the rows that hold both."""
    fold, inner = (placket.edge(name).points for name in ("to_left", "to_right"))
    sewn = (*rows(fold, (STITCHED_MM,)), *rows(inner, (STITCHED_MM,)))
    return Trim(laps=(Lap(fold, LAPS_OVER_MM),), topstitches=sewn)


def at_x(points: np.ndarray, x: float) -> float:
    """How far along a curve that never turns back in x it has come to x, mm."""
    order = points[:, 0].argsort()
    return float(np.interp(x, points[order, 0], distances(points)[order]))


def down_the_front(top: float, bottom: float) -> tuple[Button, ...]:
    """Buttons on the centre front, evenly spaced between a neckline and a hem at these heights."""
    first, last = top - FIRST_BUTTON_MM, bottom + LAST_BUTTON_MM
    count = max(math.ceil((first - last) / BUTTONS_APART_MM), 1)
    return tuple(Button(0.0, first + (last - first) * k / count) for k in range(count + 1))


def yoked(back: Piece, yoke_mm: float) -> tuple[Piece, Piece]:
    """The back and its yoke, from the back's half. What the seam takes in at the armhole shapes the shoulder blade."""
    hem, side, hole, shoulder, neck, fold = back.edges
    y = float(neck.points[-1, 1]) - yoke_mm
    low, high = float(hole.points[0, 1]) + YOKE_CLEAR_MM, float(hole.points[-1, 1]) - YOKE_CLEAR_MM
    if not low + SHAPED_MM <= y <= high:
        least, most = float(neck.points[-1, 1]) - high, float(neck.points[-1, 1]) - low - SHAPED_MM
        raise PatternError(
            f"The yoke ends {yoke_mm:.0f} mm below the back neck, where it does not meet the armhole.",
            f"Set yoke_mm between {math.ceil(least)} and {math.floor(most)}, or to 0.",
        )
    heights = hole.points[:, 1]
    marks = [float(np.interp(at, heights, distances(hole.points))) for at in (y - SHAPED_MM, y)]
    lower, _, upper = split(hole.points, marks)
    centre = point(0.0, y)
    blade = point(0.45 * lower[-1, 0], y)
    seam = cubic(lower[-1], lower[-1] + 0.5 * (blade - lower[-1]) * (1.0, 0.6), blade, centre)
    panel = (hem, side, Edge("armhole", lower), Edge("yoke", seam), Edge("fold", line(centre, fold.points[-1])))
    top = (
        Edge("back", line(centre, upper[0])),
        Edge("armhole", upper),
        shoulder,
        neck,
        Edge("fold", line(neck.points[-1], centre)),
    )
    return (
        unfolded(replace(back, edges=panel), "right"),
        unfolded(replace(back, name="yoke", edges=top, zone="yoke", cut=2), "right"),
    )


def body_seams(body: Body) -> list[Seam]:
    """What joins fronts, placket, back and yoke."""
    top = body.backs[-1]
    seams = []
    for side in ("left", "right"):
        seams += [
            Seam(f"front_{side}.side", f"back.side_{side}"),
            Seam(f"front_{side}.shoulder", f"{top.name}.shoulder_{side}"),
            Seam(f"front_{side}.placket", f"placket.to_{side}"),
        ]
    if len(body.backs) > 1:
        ease = length(body.backs[0].edge("yoke").points) - length(top.edge("back").points)
        seams.append(Seam("back.yoke", "yoke.back", ease))
    return seams
