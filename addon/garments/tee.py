"""A T-shirt: front, back, two set-in sleeves and a ribbed neckband.

Drafted in mm: x = 0 is the centre line, y = 0 is the garment's own shoulder neck point.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..core.colour import check_colour
from ..core.errors import PatternError
from ..core.fabric import fabrics
from ..core.options import option
from ..core.pattern import armhole as scye
from ..core.pattern import neckline
from ..core.pattern.curves import half_hem, length, line, point, solve
from ..core.pattern.drafting import Pattern, draft_garment
from ..core.pattern.ease import Girth, Remedy
from ..core.pattern.grading import CHOICES, MADE_TO_MEASURE, measures_for, person_measures
from ..core.pattern.mirror import mirrored, unfolded
from ..core.pattern.pieces import Edge, Piece, Placement, Seam, outline, width_at
from ..core.seams import Steps
from ..core.types import Body, Garment

ARM_EASE_MM = 50.0
BACK_NECK_MM = 20.0  # how far the back neck lies below the shoulder neck point
NAPE_MM = 30.0  # the nape, from which the back is measured, lies so far above the tee's shoulder neck point
HEM_BELOW_HIP_MM = 85.0
SLEEVE_PER_ARM = 0.36
SLOPE_LEAST, SLOPE_MOST = math.radians(14.0), math.radians(28.0)  # of a shoulder
SHOULDER_BEYOND_MM = 5.0  # the shoulder seam ends this far outside the shoulder's bone
ARMHOLE_REACH_MM = 60.0  # an armhole goes out so far from the shoulder tip to the side seam;
SHOULDER_DROPS = 0.5  # where the chest asks for more, the shoulder drops down the arm by this part of it
SLEEVE_BELOW_CAP_MM = 45.0  # least of a sleeve whose length was not asked for


@dataclass(frozen=True)
class Block:
    """The measured points of front and back, mm."""

    neck_x: float
    front_neck: float  # depth below the shoulder neck point
    slope: float  # of the shoulder, radians
    shoulder: np.ndarray  # (2,) the shoulder tip
    underarm: np.ndarray  # (2,)
    waist_y: float
    hip_y: float
    hem_half: float
    hem_y: float

    @property
    def lean(self) -> float:
        """By how much the side seam leans outwards, radians."""
        return math.atan2(self.hem_half - self.underarm[0], self.underarm[1] - self.hem_y)

    @property
    def armholes(self) -> tuple[float, float]:
        """mm of the front's armhole and of the back's."""
        return armhole_lengths(self.shoulder, self.slope, self.underarm)


class Tee:
    """A T-shirt with set-in sleeves."""

    @dataclass(frozen=True)
    class Options:
        size: str = option(MADE_TO_MEASURE, "Size from the chart, or drafted to the person", choices=CHOICES)
        fabric: str = option("cotton_jersey", "What it is cut from", choices=tuple(fabrics()))
        colour: str = option("#5b7c99", "Colour of the cloth, #rrggbb")
        length_mm: float = option(0.0, "Shoulder neck point to hem; 0: a little below the hip", min=0.0, max=1100.0)
        sleeve_mm: float = option(0.0, "Shoulder tip to sleeve hem; 0: a short sleeve", min=0.0, max=800.0)
        ease_mm: float = option(80.0, "How much wider than the chest", min=-150.0, max=500.0)
        neck_drop_mm: float = option(20.0, "Front neck below the base of the neck", min=0.0, max=150.0)
        neck_width_mm: float = option(16.0, "Neck seam out from the neck, each side", min=0.0, max=60.0)
        band_mm: float = option(18.0, "Height of the neckband", min=8.0, max=50.0)
        layer: str = option("over", "Over what is worn below it, or tucked into it", choices=("over", "tucked"))

    def __init__(self, options: Options, seed: int):
        self.options = options
        check_colour(options.colour, "tee")

    def draft(self, body: Body) -> Steps[Garment]:
        """Draft the pattern.

        Raises:
            PatternError: it cannot be worn by this body, or the options contradict each other.
        """
        return (yield from draft_garment("tee", self.options, body, lambda size: self.pattern(size, body), REMEDIES))

    def pattern(self, size: str, body: Body) -> Pattern:
        measures = measures_for(size, body.measures, body.gender)
        block = draft_block(measures, self.options)
        cap = scye.fit_cap(*block.armholes, measures["upper_arm"] + ARM_EASE_MM)
        front, back = bodice(block, is_front=True), bodice(block, is_front=False)
        short = max(SLEEVE_PER_ARM * measures["arm_length"], cap.height + SLEEVE_BELOW_CAP_MM)
        left = scye.sleeve(cap, measures, self.options.sleeve_mm or short)
        band = neckline.neckband(front, back, self.options.band_mm)
        pieces = (front, back, left, mirrored(left, "sleeve_right"), band)
        girths = self.girths(block, cap, pieces, body)
        return Pattern(pieces, sewing(pieces), points_of_measure(block, cap, pieces), girths)

    def girths(self, block: Block, cap: scye.Cap, pieces: tuple[Piece, ...], body: Body) -> tuple[Girth, ...]:
        """Where the tee goes round this body: at the person's own levels, not the size's."""
        front, back, _, _, band = pieces
        person = person_measures(body.measures, body.gender)
        cloth = fabrics()[self.options.fabric].stretch

        def round_at(measure: str, y: float) -> Girth:
            wide = width_at(outline(front), y) + width_at(outline(back), y)
            return Girth(measure, measure, measure, wide, person[measure], cloth)

        neck = length(band.edge("to_front").points) + length(band.edge("to_back").points)
        found = [
            Girth("chest", "chest", "chest", 4.0 * block.underarm[0], person["chest"], cloth),
            Girth("upper_arm", "upper arm", "sleeve", cap.bicep, person["upper_arm"], cloth),
            Girth("neck", "neck", "neckband", neck, person["neck"], neckline.RIB_STRETCH),
            Girth("head", "head", "neckband", neck, person["head"], neckline.RIB_STRETCH, only_passes=True),
        ]
        for measure, own_y in (("waist", block.waist_y), ("hip", block.hip_y)):
            y = level(block, body.measures, measure, own_y)
            if y > block.hem_y + 1.0:
                found.append(round_at(measure, y))
        return tuple(found)


REMEDIES = {
    "chest": Remedy("ease_mm"),
    "waist": Remedy("ease_mm", 0.5),
    "hip": Remedy("ease_mm", 0.5),
    "upper_arm": Remedy("ease_mm", 0.5),
    "neck": Remedy("neck_width_mm", 2.0, by_size=False),
    "head": Remedy("neck_width_mm", 2.0, by_size=False),
}


def level(block: Block, heights: Mapping[str, float], measure: str, own_y: float) -> float:
    """The y mm on the tee at which this person's measure lies when the shoulder seam lies on the shoulder."""
    name = f"{measure}_height"
    if name not in heights or "shoulder_height" not in heights:
        return own_y
    return float(block.shoulder[1]) - 1000.0 * (heights["shoulder_height"] - heights[name])


def draft_block(m: Mapping[str, float], o: Tee.Options) -> Block:
    """Front and back before their curves are drawn. ``m`` are measures in mm."""
    half = (m["chest"] + o.ease_mm) / 4.0
    base_x = m["neck"] / 5.0
    slope = min(max(math.asin(m["shoulder_drop"] / m["shoulder_length"]), SLOPE_LEAST), SLOPE_MOST)
    neck_x = base_x + o.neck_width_mm
    bone_x = base_x + math.cos(slope) * m["shoulder_length"] + SHOULDER_BEYOND_MM
    dropped = SHOULDER_DROPS * max(half - bone_x - ARMHOLE_REACH_MM, 0.0)
    tip_x = min(bone_x + dropped, half - 15.0)
    if tip_x - neck_x < 30.0:
        raise PatternError(
            f"The shoulder seam of the tee is {max(tip_x - neck_x, 0.0):.0f} mm long (limit 30 mm).",
            "Lower neck_width_mm or raise ease_mm.",
        )
    shoulder = point(tip_x, -math.tan(slope) * (tip_x - neck_x))
    depth = armhole_depth(m, o.ease_mm, shoulder, slope, half)
    underarm = point(half, shoulder[1] - depth)
    waist_y = NAPE_MM - m["back_waist_length"]
    hip_y = waist_y - m["waist_to_hip"]
    hem_y = -o.length_mm if o.length_mm else hip_y - HEM_BELOW_HIP_MM
    if underarm[1] - hem_y < 60.0:
        raise PatternError(
            f"The tee is {-hem_y:.0f} mm long and its armhole ends {-underarm[1]:.0f} mm below the shoulder.",
            f"Raise length_mm to {60.0 - underarm[1]:.0f} or more.",
        )
    front_neck = base_x + o.neck_drop_mm
    half_at_hem = hem_half(m, o.ease_mm, underarm, waist_y, hip_y, hem_y)
    return Block(neck_x, front_neck, slope, shoulder, underarm, waist_y, hip_y, half_at_hem, hem_y)


def armhole_lengths(shoulder: np.ndarray, slope: float, underarm: np.ndarray) -> tuple[float, float]:
    """mm of the front's armhole and of the back's."""
    front, back = (length(scye.armhole(shoulder, slope, underarm, hollow)) for hollow in (scye.FRONT, scye.BACK))
    return front, back


def armhole_depth(m: Mapping[str, float], ease_mm: float, shoulder: np.ndarray, slope: float, half: float) -> float:
    """From the shoulder tip down to the underarm, mm: by the chest, or deeper where the arm asks for it."""
    by_chest = 58.0 + m["chest"] / 8.0 + (ease_mm - 80.0) / 10.0

    def whole(depth: float) -> float:
        return sum(armhole_lengths(shoulder, slope, point(half, shoulder[1] - depth)))

    by_arm = scye.armhole_for(m["upper_arm"] + ARM_EASE_MM)
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
    """The front, or the back, whole."""
    neck = neckline.half_neck(block.neck_x, block.front_neck if is_front else BACK_NECK_MM, block.slope)
    hole = scye.armhole(block.shoulder, block.slope, block.underarm, scye.FRONT if is_front else scye.BACK)
    hem = half_hem(block.hem_half, block.hem_y, block.lean)
    side = line(hem[-1], block.underarm)
    seam = line(block.shoulder, neck[0])
    centre = line(point(0.0, neck[-1][1]), point(0.0, block.hem_y))
    edges = (
        Edge("hem", hem),
        Edge("side", side),
        Edge("armhole", hole),
        Edge("shoulder", seam),
        Edge("neck", neck),
        Edge("fold", centre),
    )
    name = "front" if is_front else "back"
    placement = Placement("torso", name, "shoulder_height", float(block.shoulder[1]))
    return unfolded(Piece(name, edges, placement, zone=name), "left" if is_front else "right")


def sewing(pieces: tuple[Piece, ...]) -> tuple[Seam, ...]:
    front, back, _, _, band = pieces
    seams = []
    for side in ("left", "right"):
        seams += [
            Seam(f"front.side_{side}", f"back.side_{side}"),
            Seam(f"front.shoulder_{side}", f"back.shoulder_{side}"),
            Seam(f"sleeve_{side}.cap_front", f"front.armhole_{side}", scye.CAP_EASE_MM),
            Seam(f"sleeve_{side}.cap_back", f"back.armhole_{side}", scye.CAP_EASE_MM),
            Seam(f"sleeve_{side}.underarm_back", f"sleeve_{side}.underarm_front"),
        ]
    for piece in (front, back):
        short = length(band.edge(f"to_{piece.name}").points) - length(piece.edge("neck").points)
        seams.append(Seam(f"neckband.to_{piece.name}", f"{piece.name}.neck", short))
    return (*seams, Seam("neckband.end_front", "neckband.end_back"))


def points_of_measure(block: Block, cap: scye.Cap, pieces: tuple[Piece, ...]) -> dict[str, float]:
    """The tee's points of measure, mm, flat."""
    front, back, left, _, band = pieces
    pom = {
        "chest": 4.0 * float(block.underarm[0]),
        "hem": length(front.edge("hem").points) + length(back.edge("hem").points),
        "length": -block.hem_y,
        "shoulder": length(front.edge("shoulder_left").points),
        "sleeve_length": cap.height - float(left.edge("hem").points[:, 1].max()),
        "bicep": cap.bicep,
        "cuff": length(left.edge("hem").points),
        "armhole": length(front.edge("armhole_left").points) + length(back.edge("armhole_left").points),
        "neck": length(front.edge("neck").points) + length(back.edge("neck").points),
        "neckband": length(band.edge("hem").points),
    }
    for measure, y in (("waist", block.waist_y), ("hip", block.hip_y)):
        if y > block.hem_y:
            pom[measure] = width_at(outline(front), y) + width_at(outline(back), y)
    return pom
