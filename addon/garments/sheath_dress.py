"""A sheath dress: fitted by bust and waist darts, without sleeves, closed by a zip at the centre back.

Drafted in mm: x = 0 is the centre line, y = 0 is the garment's own shoulder neck point.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..core.errors import PatternError
from ..core.fabric import fabrics
from ..core.options import option
from ..core.pattern import armhole as scye
from ..core.pattern.curves import joined, length, line, point, through
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
    waist_dart,
)
from ..core.pattern.grading import measures_for, person_measures
from ..core.pattern.mirror import unfolded
from ..core.pattern.neckline import half_neck, half_v
from ..core.pattern.pieces import Edge, Piece, Seam
from ..core.pattern.torso_levels import Levels, levels
from ..core.pattern.vent import vented_halves
from ..core.pattern.zips import zipped
from ..core.types import Body

# By neckline: how far it lies below the base of the neck in front, and out from the neck at the shoulder, mm.
NECKLINES = {"round": (35.0, 30.0), "v": (120.0, 25.0), "boat": (0.0, 50.0)}
SHOULDER_LEAST_MM = 25.0
INSIDE_BONE_MM = 10.0  # the shoulder ends so far inside the bone, unless a width is asked for
VENT_BELOW_HIP_MM = 100.0  # a vent ends at least so far below the hip


class SheathDress(Design):
    """A fitted dress with bust and waist darts."""

    name, remedies = "sheath_dress", REMEDIES

    @dataclass(frozen=True)
    class Options(Basics):
        fabric: str = cut_from("gabardine")
        colour: str = dyed("#6b2737")
        neckline: str = option("round", "Shape of the neck", choices=tuple(NECKLINES))
        length_mm: float = option(560.0, "Waist to hem", min=320.0, max=1000.0)
        ease_mm: float = option(50.0, "How much wider than the chest", min=-20.0, max=250.0)
        waist_ease_mm: float = option(40.0, "How much wider than the waist", min=-20.0, max=250.0)
        hip_ease_mm: float = option(45.0, "How much wider than the hip", min=-20.0, max=250.0)
        flare_mm: float = option(-15.0, "Added at each side from hip to hem; less than 0 tapers", min=-50.0, max=150.0)
        vent_mm: float = option(170.0, "How far the centre back is open above the hem", min=20.0, max=450.0)
        neck_drop_mm: float = option(0.0, "Front neck deeper than its shape asks", min=-20.0, max=120.0)
        neck_width_mm: float = option(0.0, "Neck wider than its shape asks, each side", min=-20.0, max=30.0)
        back_drop_mm: float = option(25.0, "Back neck below the shoulder", min=15.0, max=200.0)
        shoulder_mm: float = option(0.0, "Width of the shoulder; 0: nearly to the bone", min=0.0, max=120.0)
        armhole_drop_mm: float = option(0.0, "Armhole deeper than the chest asks", min=-20.0, max=80.0)

    def pattern(self, size: str, body: Body) -> Pattern:
        o = self.options
        m, person = measures_for(size, body), person_measures(body)
        width = NECKLINES[o.neckline][1] + o.neck_width_mm
        at = levels(m, width)
        depth = 58.0 + m["chest"] / 8.0 + (o.ease_mm - 80.0) / 10.0 + o.armhole_drop_mm
        shape = Shape(
            "sheath dress", o.length_mm, o.ease_mm, o.waist_ease_mm, o.hip_ease_mm, o.flare_mm, depth, vent_mm=o.vent_mm
        )
        check_vent(shape, at)
        block = draft_block(m, at, shape)
        tip = self.shoulder_tip(at)
        front, (left, right) = self.front(block, tip), vented_halves(self.half_back(block, tip))
        pieces = (front, zipped(left, "centre"), right)
        return Pattern(
            pieces=pieces,
            seams=seams_of(pieces),
            pom_mm=dress_poms(block, pieces) | poms_of(front, right),
            girths=girths_at(block, pieces, levels(person, width), person, "dress", fabrics()[o.fabric].stretch),
        )

    def shoulder_tip(self, at: Levels) -> np.ndarray:
        """(2,) mm, the outer end of the shoulder seam.

        Raises:
            PatternError: the shoulder would be too short to sew, or end beyond the bone.
        """
        wanted = self.options.shoulder_mm or (at.bone_x - at.neck_x) / math.cos(at.slope) - INSIDE_BONE_MM
        x = at.neck_x + math.cos(at.slope) * wanted
        if wanted < SHOULDER_LEAST_MM:
            raise PatternError(
                f"The shoulder seam of the sheath dress is {max(wanted, 0.0):.0f} mm long "
                f"(limit {SHOULDER_LEAST_MM:.0f} mm).",
                "Lower neck_width_mm or raise shoulder_mm.",
            )
        if x > at.bone_x:
            raise PatternError(
                f"The shoulder of the sheath dress ends {x - at.bone_x:.0f} mm beyond the bone.",
                "Lower shoulder_mm or neck_width_mm.",
            )
        return point(x, at.shoulder_at(x))

    def front_neck(self, at: Levels) -> np.ndarray:
        depth = at.base_x + NECKLINES[self.options.neckline][0] + self.options.neck_drop_mm
        if self.options.neckline == "v":
            return half_v(at.neck_x, depth)
        return half_neck(at.neck_x, depth, at.slope)

    def front(self, block: Block, tip: np.ndarray) -> Piece:
        """The front, whole."""
        neck = self.front_neck(block.at)
        edges = (*below_neck(block.front, block, tip), Edge("bound_neck", neck))
        fold = Edge("fold", line(neck[-1], point(0.0, block.front.hem_y)))
        half = Piece(
            "front",
            (*edges, fold),
            placement(block.front, block.at),
            zone="front",
            contour_darts=waist_dart(block.front, block),
        )
        return unfolded(half, "left")

    def half_back(self, block: Block, tip: np.ndarray) -> Piece:
        """The right half of the back, with a seam at its centre, open below as a vent."""
        p = block.back
        neck = half_neck(block.at.neck_x, self.options.back_drop_mm, block.at.slope)
        foot, slit = hem_line(p)[0], point(0.0, p.hem_y + self.options.vent_mm)
        edges = (
            *below_neck(p, block, tip),
            Edge("bound_neck", neck),
            Edge("centre", centre_back(neck[-1], slit, p, block)),
            Edge("hem_vent", line(slit, foot)),
        )
        edges = tuple(Edge(f"{e.name}_right" if e.name in BOTH_SIDES else e.name, e.points) for e in edges)
        darts = tuple(waist_dart(p, block))
        return Piece("back_right", edges, placement(p, block.at), zone="back", contour_darts=darts)


BOTH_SIDES = ("side_low", "side_high", "bound_armhole", "shoulder")  # the edges that bear a side's name on both backs


def below_neck(p: Panel, block: Block, tip: np.ndarray) -> list[Edge]:
    """A panel's edges from the hem's middle round to the shoulder neck point."""
    underarm = point(p.chest, block.underarm_y)
    hole = scye.armhole(tip, block.at.slope, underarm, scye.BARE)
    shoulder = line(tip, point(block.at.neck_x, 0.0))
    return [
        Edge("hem", hem_line(p)),
        *side_edges(p, block),
        Edge("bound_armhole", hole),
        Edge("shoulder", shoulder),
    ]


def centre_back(top: np.ndarray, slit: np.ndarray, p: Panel, block: Block) -> np.ndarray:
    """(N, 2) down from the neck, in at the waist, to the vent."""
    hip = point(0.0, p.hip_y)
    if not p.centre:
        return line(top, slit)
    blades = point(0.0, block.underarm_y)
    down = point(0.0, -1.0)
    if top[1] - blades[1] < 30.0:  # the back neck reaches down to the blades
        curve = through([top, point(p.centre, p.waist_y), hip], [None, down, down])
    else:
        lower = through([blades, point(p.centre, p.waist_y), hip], [down, down, down])
        curve = joined(line(top, blades), lower)
    return joined(curve, line(hip, slit))


def check_vent(s: Shape, at: Levels) -> None:
    """Refuse a vent that opens the seat."""
    beyond = s.vent_mm + VENT_BELOW_HIP_MM - (s.below_waist_mm - (at.waist - at.hip))
    if beyond > 0.0:
        raise PatternError(
            f"The vent of the sheath dress is {s.vent_mm:.0f} mm high and reaches within {VENT_BELOW_HIP_MM:.0f} mm of "
            "the hip.",
            f"Raise length_mm by {math.ceil(beyond)} or lower vent_mm by as much.",
        )


def seams_of(pieces: tuple[Piece, ...]) -> tuple[Seam, ...]:
    """What joins front and backs and closes the darts."""
    front, left, right = pieces
    seams = side_seams(front, left, right)
    seams += [Seam(f"front.shoulder_{side}", f"back_{side}.shoulder_{side}") for side in ("left", "right")]
    seams.append(Seam("back_left.centre", "back_right.centre"))
    for piece in pieces:
        seams += dart_seams(piece)
    return tuple(seams)


def poms_of(front: Piece, back: Piece) -> dict[str, float]:
    """The points of measure of shoulder, neck and armhole, mm, flat."""
    return {
        "shoulder": length(front.edge("shoulder_left").points),
        "neck": length(front.edge("bound_neck").points) + 2.0 * length(back.edge("bound_neck").points),
        "armhole": length(front.edge("bound_armhole_left").points) + length(back.edge("bound_armhole_right").points),
    }
