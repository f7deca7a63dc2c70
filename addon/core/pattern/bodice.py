"""The block of everything that covers the torso: front and back, cut on the fold, with or without sleeves.

Drafted in mm: x = 0 is the centre line, y = 0 is the garment's own shoulder neck point.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..errors import PatternError
from . import armhole as scye
from . import neckline
from .curves import half_hem, length, line, point, solve
from .ease import Girth
from .mirror import unfolded
from .pieces import Edge, Piece, Placement, Seam, outline, width_at

NAPE_MM = 30.0  # the nape, from which the back is measured, lies so far above the garment's shoulder neck point
SLOPE_LEAST, SLOPE_MOST = math.radians(14.0), math.radians(28.0)  # of a shoulder
SHOULDER_BEYOND_MM = 5.0  # the shoulder seam ends this far outside the shoulder's bone
ARMHOLE_REACH_MM = 60.0  # an armhole goes out so far from the shoulder tip to the side seam;
SHOULDER_DROPS = 0.5  # where the chest asks for more, the shoulder drops down the arm by this part of it
SIDE_LEAST_MM = 60.0  # the shortest side seam
SIDE_BEYOND_MM = 15.0  # the side seam lies at least so far outside the end of the shoulder
SHOULDER_LEAST_MM, STRAP_LEAST_MM = 30.0, 12.0


@dataclass(frozen=True)
class Style:
    """What a design asks of the block, mm. The names are the designs' settings, for what a refusal advises."""

    name: str  # in a sentence: "tee"
    length_mm: float  # from the shoulder neck point to the hem; 0: hem_below_hip_mm below the hip
    ease_mm: float  # over the chest
    neck_drop_mm: float  # of the front, below the base of the neck
    neck_width_mm: float  # out from the base of the neck, each side
    back_neck_mm: float = 20.0  # how far the back neck lies below the shoulder neck point
    arm_ease_mm: float = 50.0  # of the sleeve, round the upper arm
    strap_mm: float = 0.0  # width of the shoulder without sleeves; 0: to the shoulder tip, for a sleeve
    armhole_drop_mm: float = 0.0  # deeper than the chest asks
    hem_below_hip_mm: float = 85.0  # where no length was asked for
    flare_mm: float = 0.0  # more at each side's hem than what clears waist and hip
    neckline: str = "crew"  # of neckline.NECKLINES

    @property
    def has_sleeves(self) -> bool:
        return self.strap_mm == 0.0


@dataclass(frozen=True)
class Block:
    """The measured points of front and back, mm."""

    neck_x: float
    front_neck: float  # depth below the shoulder neck point
    slope: float  # of the shoulder, radians
    shoulder: np.ndarray  # (2,) the outer end of the shoulder seam
    shoulder_y: float  # what lies at the height of the shoulder
    underarm: np.ndarray  # (2,)
    waist_y: float
    hip_y: float
    hem_half: float
    hem_y: float
    back_neck: float  # depth below the shoulder neck point
    has_sleeves: bool
    hollows: tuple[scye.Hollow, scye.Hollow]  # of the front's armhole and of the back's
    has_point: bool  # where the front's neck meets the centre

    @property
    def lean(self) -> float:
        """By how much the side seam leans outwards, radians."""
        return math.atan2(self.hem_half - self.underarm[0], self.underarm[1] - self.hem_y)

    @property
    def hem_side_y(self) -> float:
        """Where the hem, square to the side seams, meets them: above its middle."""
        return self.hem_y + self.hem_half * math.tan(self.lean / 2.0)

    @property
    def armholes(self) -> tuple[float, float]:
        """mm of the front's armhole and of the back's."""
        return armhole_lengths(self.shoulder, self.slope, self.underarm, self.hollows)


def draft_block(m: Mapping[str, float], s: Style) -> Block:
    """Front and back before their curves are drawn. ``m`` are measures in mm.

    Raises:
        PatternError: the shoulder or the side seam would be too short to sew.
    """
    half = (m["chest"] + s.ease_mm) / 4.0
    base_x = m["neck"] / 5.0
    slope = min(max(math.asin(m["shoulder_drop"] / m["shoulder_length"]), SLOPE_LEAST), SLOPE_MOST)
    neck_x = base_x + s.neck_width_mm
    bone_x = base_x + math.cos(slope) * m["shoulder_length"] + SHOULDER_BEYOND_MM
    fall = math.tan(slope)
    if s.has_sleeves:
        dropped = SHOULDER_DROPS * max(half - bone_x - ARMHOLE_REACH_MM, 0.0)
        tip_x = min(bone_x + dropped, half - SIDE_BEYOND_MM)
        hollows, shoulder_y = (scye.FRONT, scye.BACK), -fall * (tip_x - neck_x)
    else:
        tip_x = neck_x + math.cos(slope) * s.strap_mm
        hollows, shoulder_y = (scye.BARE, scye.BARE), -fall * (bone_x - neck_x)
    check_shoulder(s, tip_x - neck_x, min(bone_x, half - SIDE_BEYOND_MM) - neck_x)
    shoulder = point(tip_x, -fall * (tip_x - neck_x))
    underarm = point(half, shoulder_y - armhole_depth(m, s, point(tip_x, shoulder_y), slope, half))
    waist_y = NAPE_MM - m["back_waist_length"]
    hip_y = waist_y - m["waist_to_hip"]
    hem_y = -s.length_mm if s.length_mm else hip_y - s.hem_below_hip_mm
    if underarm[1] - hem_y < SIDE_LEAST_MM:
        raise PatternError(
            f"The {s.name} is {-hem_y:.0f} mm long and its armhole ends {-underarm[1]:.0f} mm below the shoulder.",
            f"Raise length_mm to {SIDE_LEAST_MM - underarm[1]:.0f} or more.",
        )
    return Block(
        neck_x=neck_x,
        front_neck=base_x + s.neck_drop_mm,
        slope=slope,
        shoulder=shoulder,
        shoulder_y=shoulder_y,
        underarm=underarm,
        waist_y=waist_y,
        hip_y=hip_y,
        hem_half=hem_half(m, s.ease_mm, underarm, waist_y, hip_y, hem_y) + s.flare_mm,
        hem_y=hem_y,
        back_neck=s.back_neck_mm,
        has_sleeves=s.has_sleeves,
        hollows=hollows,
        has_point=s.neckline == neckline.POINTED,
    )


def check_shoulder(s: Style, seam: float, most: float) -> None:
    """Refuse a shoulder seam, mm, that is too short to sew, or straps longer than ``most``, beside the shoulder."""
    least = SHOULDER_LEAST_MM if s.has_sleeves else STRAP_LEAST_MM
    if seam < least - 1e-6:
        raise PatternError(
            f"The shoulder seam of the {s.name} is {max(seam, 0.0):.0f} mm long (limit {least:.0f} mm).",
            "Lower neck_width_mm or raise ease_mm.",
        )
    if seam > most and not s.has_sleeves:
        raise PatternError(
            f"The straps of the {s.name} end {seam - most:.0f} mm beyond the shoulder.",
            "Lower strap_mm or neck_width_mm.",
        )


def armhole_lengths(
    shoulder: np.ndarray, slope: float, underarm: np.ndarray, hollows: tuple[scye.Hollow, scye.Hollow]
) -> tuple[float, float]:
    """mm of the front's armhole and of the back's."""
    front, back = (length(scye.armhole(shoulder, slope, underarm, hollow)) for hollow in hollows)
    return front, back


def armhole_depth(m: Mapping[str, float], s: Style, shoulder: np.ndarray, slope: float, half: float) -> float:
    """From the shoulder down to the underarm, mm: by the chest, or deeper where the arm asks for it."""
    by_chest = 58.0 + m["chest"] / 8.0 + (s.ease_mm - 80.0) / 10.0 + s.armhole_drop_mm
    if not s.has_sleeves:
        return by_chest

    def whole(depth: float) -> float:
        return sum(armhole_lengths(shoulder, slope, point(half, shoulder[1] - depth), (scye.FRONT, scye.BACK)))

    by_arm = scye.armhole_for(m["upper_arm"] + s.arm_ease_mm)
    return by_chest if whole(by_chest) >= by_arm else solve(whole, by_arm, by_chest, 2.0 * by_chest)


def hem_half(
    m: Mapping[str, float], ease_mm: float, underarm: np.ndarray, waist_y: float, hip_y: float, hem_y: float
) -> float:
    """Half the front's width at the hem: as at the chest, or wider where a straight side must clear waist or hip."""
    widest = float(underarm[0])
    for y, measure, share in ((waist_y, "waist", 0.5), (hip_y, "hip", 1.0)):  # the hip also has a skirt to clear
        down = (underarm[1] - y) / (underarm[1] - hem_y)
        if 0.0 < down <= 1.0:
            need = (m[measure] + share * ease_mm) / 4.0
            widest = max(widest, underarm[0] + (need - underarm[0]) / down)
    return widest


def bodice(block: Block, is_front: bool) -> Piece:
    """The front, or the back, whole. Edges that stay free are called "bound_armhole"."""
    whole = unfolded(half_bodice(block, is_front), "left" if is_front else "right")
    return neckline.pointed(whole) if is_front and block.has_point else whole


def half_bodice(block: Block, is_front: bool) -> Piece:
    """The half of the front on the wearer's left, or of the back on the right, up to the centre line: x >= 0."""
    has_point = is_front and block.has_point
    depth = block.front_neck if is_front else block.back_neck
    neck = neckline.half_v(block.neck_x, depth) if has_point else neckline.half_neck(block.neck_x, depth, block.slope)
    hole = scye.armhole(block.shoulder, block.slope, block.underarm, block.hollows[0 if is_front else 1])
    hem = half_hem(block.hem_half, block.hem_y, block.lean)
    edges = (
        Edge("hem", hem),
        Edge("side", line(hem[-1], block.underarm)),
        Edge("armhole" if block.has_sleeves else "bound_armhole", hole),
        Edge("shoulder", line(block.shoulder, neck[0])),
        Edge("neck", neck),
        Edge("fold", line(neck[-1], hem[0])),
    )
    name = "front" if is_front else "back"
    placement = Placement("torso", name, "shoulder_height", block.shoulder_y)
    return Piece(name, edges, placement, zone=name)


def level(block: Block, heights: Mapping[str, float], measure: str, own_y: float) -> float:
    """The y mm on the garment at which this person's measure lies when it lies on their shoulder.

    Args:
        block: the garment's.
        heights: Body.measures, m.
        measure: "waist", "hip".
        own_y: the garment's own level, where the person's is not known.
    """
    name = f"{measure}_height"
    if name not in heights or "shoulder_height" not in heights:
        return own_y
    return block.shoulder_y - 1000.0 * (heights["shoulder_height"] - heights[name])


def round_at(front: Piece, back: Piece, y: float) -> float:
    """mm of garment round the body at a height."""
    return width_at(outline(front), y) + width_at(outline(back), y)


def torso_girths(
    block: Block,
    front: Piece,
    back: Piece,
    heights: Mapping[str, float],
    person: Mapping[str, float],
    part: str,
    stretch: float,
) -> list[Girth]:
    """Where front and back go round this person, at the person's own levels.

    Args:
        heights: Body.measures, m.
        person: from person_measures, mm.
        part: of the garment, in a sentence.
        stretch: of the cloth.
    """
    found = [Girth("chest", "chest", "chest", 4.0 * float(block.underarm[0]), person["chest"], stretch)]
    for measure, own_y in (("waist", block.waist_y), ("hip", block.hip_y)):
        y = level(block, heights, measure, own_y)
        if y > block.hem_side_y + 1.0:
            found.append(Girth(measure, measure, part, round_at(front, back, y), person[measure], stretch))
    return found


def torso_poms(block: Block, front: Piece, back: Piece) -> dict[str, float]:
    """The points of measure of front and back, mm, flat."""
    pom = {
        "chest": 4.0 * float(block.underarm[0]),
        "hem": length(front.edge("hem").points) + length(back.edge("hem").points),
        "length": -block.hem_y,
        "shoulder": length(front.edge("shoulder_left").points),
        "armhole": sum(block.armholes),
    }
    for measure, y in (("waist", block.waist_y), ("hip", block.hip_y)):
        if y > block.hem_side_y:
            pom[measure] = round_at(front, back, y)
    return pom


def side_and_shoulder_seams() -> list[Seam]:
    """What joins front and back."""
    sewn = [f"{edge}_{side}" for side in ("left", "right") for edge in ("side", "shoulder")]
    return [Seam(f"front.{edge}", f"back.{edge}") for edge in sewn]
