"""A slip dress: two panels cut on the bias that hang from narrow straps.

Drafted in mm: x = 0 is the centre line, y = 0 is where the person's neck meets the shoulder.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.fabric import fabrics
from ..core.options import option
from ..core.pattern.curves import cubic, length, line, point
from ..core.pattern.darts import dart_seams
from ..core.pattern.design import Basics, Design, cut_from, dyed
from ..core.pattern.drafting import Pattern
from ..core.pattern.dress_block import (
    REMEDIES,
    Block,
    Panel,
    Shape,
    draft_block,
    dress_poms,
    girths_at,
    hem_line,
    placement,
    side_edges,
    side_seams,
)
from ..core.pattern.grading import measures_for, person_measures
from ..core.pattern.mirror import unfolded
from ..core.pattern.pieces import Edge, Piece, Placement, Seam
from ..core.pattern.torso_levels import levels
from ..core.types import Body

TOP_EDGES = ("v", "straight")
BELOW_ARM_MM = 70.0  # the top of the side lies so far below the shoulder's bone, and by an eighth of the chest
OVER_BUST = 0.085  # of the chest: how far above the bust point the strap meets the front
INSIDE_BUST = 0.95  # the strap meets the front a little nearer to the centre than the bust point,
INSIDE_FRONT = 0.85  # and the back a little nearer than that, so that it cannot slide off the shoulder
OVER_SIDE_MM, BACK_DIP_MM = 12.0, 14.0  # the back's top edge at the straps and at its middle, from the top of the side
STRAIGHT_DIP = 0.15  # of the V's depth: even a straight edge dips between the breasts
SKIM_MM = 14.0  # the side comes in so far at the waist: no more, for it is pulled on over chest or hip, without a zip


class SlipDress(Design):
    """A bias-cut dress on straps."""

    name, remedies = "slip_dress", REMEDIES

    @dataclass(frozen=True)
    class Options(Basics):
        fabric: str = cut_from("silk_charmeuse")
        colour: str = dyed("#8fa39a")
        top_edge: str = option("v", "Shape of the front's top edge", choices=TOP_EDGES)
        v_depth_mm: float = option(75.0, "How far the V dips between the straps", min=10.0, max=110.0)
        length_mm: float = option(640.0, "Waist to hem", min=320.0, max=1050.0)
        ease_mm: float = option(40.0, "How much wider than the chest", min=-10.0, max=250.0)
        waist_ease_mm: float = option(70.0, "How much wider than the waist, at least", min=20.0, max=300.0)
        hip_ease_mm: float = option(60.0, "How much wider than the hip", min=0.0, max=250.0)
        flare_mm: float = option(70.0, "Added at each side from hip to hem", min=-20.0, max=250.0)
        strap_mm: float = option(9.0, "Width of the straps", min=5.0, max=30.0)
        strap_longer_mm: float = option(0.0, "Straps longer than the body asks", min=-40.0, max=80.0)
        back_drop_mm: float = option(0.0, "Back's top edge lower than the sides'", min=-10.0, max=60.0)

    def pattern(self, size: str, body: Body) -> Pattern:
        o = self.options
        m, person = measures_for(size, body), person_measures(body)
        shape = Shape(
            "slip dress",
            o.length_mm,
            o.ease_mm,
            o.waist_ease_mm,
            o.hip_ease_mm,
            o.flare_mm,
            BELOW_ARM_MM + m["chest"] / 8.0,
            skim_mm=SKIM_MM,
        )
        block = draft_block(m, levels(m, 0.0), shape)
        front, back = self.front(block), self.back(block)
        straps = [self.strap(block, front, back, side) for side in ("left", "right")]
        panels, stretch = (front, back), fabrics()[o.fabric].stretch
        return Pattern(
            pieces=(front, back, *straps),
            seams=seams_of(front, back, straps),
            pom_mm=dress_poms(block, panels) | poms_of(front, back, straps[0]),
            girths=girths_at(block, panels, levels(person, 0.0), person, "dress", stretch),
        )

    def front(self, block: Block) -> Piece:
        """The front, whole, its top edge from the sides up to the straps and down between them."""
        p, half = block.front, self.options.strap_mm / 2.0
        x, y = front_strap(block)
        inner, dip = point(x - half, y), self.options.v_depth_mm
        if self.options.top_edge == "v":
            centre = point(0.0, y - dip)
            handles = inner + 0.36 * (centre - inner), point(0.36 * inner[0], centre[1] + 0.30 * dip)
        else:
            centre = point(0.0, y - STRAIGHT_DIP * dip)
            handles = point(0.7 * inner[0], centre[1]), point(0.4 * inner[0], centre[1])
        side = point(p.chest, block.underarm_y)
        rise = y - side[1]
        below = side - point(0.45 * (p.chest - x), -0.12 * rise), point(x + half + 14.0, y - 0.55 * rise)
        outer = cubic(side, *below, point(x + half, y))
        between = cubic(inner, *handles, centre)
        return panel(p, block, outer, between)

    def back(self, block: Block) -> Piece:
        """The back, whole, nearly straight across."""
        p, half = block.back, self.options.strap_mm / 2.0
        x, y = back_strap(block, self.options.back_drop_mm)
        side = point(p.chest, block.underarm_y)
        outer = cubic(side, side - point(0.4 * (p.chest - x), 0.0), point(x + half + 30.0, y - 4.0), point(x + half, y))
        centre = point(0.0, y - OVER_SIDE_MM - BACK_DIP_MM)
        between = cubic(point(x - half, y), point(0.65 * x, centre[1] + 4.0), point(0.35 * x, centre[1]), centre)
        return panel(p, block, outer, between)

    def strap(self, block: Block, front: Piece, back: Piece, side: str) -> Piece:
        """One strap, seen from outside, its foot at the front; as long as the way over the shoulder."""
        at = block.at
        back_x, back_y = back_strap(block, self.options.back_drop_mm)
        over_chest = at.shoulder_to_bust - (front_strap(block)[1] - at.bust)
        long = over_chest + at.shoulder_at(back_x) - back_y + self.options.strap_longer_mm
        half = self.options.strap_mm / 2.0
        corners = [point(-half, 0.0), point(half, 0.0), point(half, long), point(-half, long)]
        edges = (
            Edge("to_front", line(corners[0], corners[1])),
            Edge("bound_right", line(corners[1], corners[2])),
            Edge("to_back", line(corners[2], corners[3])),
            Edge("bound_left", line(corners[3], corners[0])),
        )
        return Piece(f"strap_{side}", edges, Placement("strap", "around"), zone="strap")


def front_strap(block: Block) -> tuple[float, float]:
    """Where, x and y mm, the middle of the strap meets the front."""
    at = block.at
    x = INSIDE_BUST * at.bust_x
    return x, max(at.bust + OVER_BUST * at.bust_x * 10.0, block.underarm_y + 25.0)


def back_strap(block: Block, drop: float) -> tuple[float, float]:
    """Where, x and y mm, the middle of the strap meets the back."""
    return INSIDE_FRONT * front_strap(block)[0], block.underarm_y + OVER_SIDE_MM - drop


def panel(p: Panel, block: Block, outer: np.ndarray, between: np.ndarray) -> Piece:
    """A whole front or back from its top edge: (N, 2) from the side up to the strap, and from there to the centre."""
    foot = hem_line(p)
    edges = (
        Edge("hem", foot),
        *side_edges(p, block),
        Edge("bound_outer", outer),
        Edge("bound_strap", line(outer[-1], between[0])),
        Edge("bound_between", between),
        Edge("fold", line(between[-1], foot[0])),
    )
    near = "left" if p.name == "front" else "right"
    return unfolded(Piece(p.name, edges, placement(p, block.at), grain_deg=45.0, zone=p.name), near)


def seams_of(front: Piece, back: Piece, straps: list[Piece]) -> tuple[Seam, ...]:
    """What joins front and back, closes the darts and sews on the straps."""
    seams = [*side_seams(front, back, back), *dart_seams(front)]
    for strap, side in zip(straps, ("left", "right"), strict=True):
        for piece in (front, back):
            seams.append(Seam(f"{strap.name}.to_{piece.name}", f"{piece.name}.bound_strap_{side}"))
    return tuple(seams)


def poms_of(front: Piece, back: Piece, strap: Piece) -> dict[str, float]:
    """The points of measure of the top edge and the straps, mm, flat."""
    top = 0.0
    for piece in (front, back):
        top += length(piece.edge("bound_between").points) + 2.0 * length(piece.edge("bound_outer_left").points)
    return {"top_edge": top, "strap": length(strap.edge("bound_left").points)}
