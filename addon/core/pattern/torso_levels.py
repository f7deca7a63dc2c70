"""How far down the cloth bust, waist and hip lie, in front and at the back, and what the bust dart takes in. In mm."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from .bodice import SLOPE_LEAST, SLOPE_MOST

NAPE_OVER_NECK_MM = 30.0  # the tape down the back's middle is so much longer than the neck is high above the waist
SURFACE = 1.07  # from bust to waist the cloth is so many times as long as the bust is high above the waist
CUP_TO_DART = 0.42  # of what the bust has more than the ribs below it
# How far forward of the top of the shoulder the bust lies, and what the way there is longer than straight.
CHEST_DEPTH, CUP_DEPTH, TAUT = 0.15, 0.42, 1.045
BUST_DART_LEAST, BUST_DART_MOST = 10.0, 60.0
BUST_POINT = 0.1  # of the chest: how far a bust point lies from the centre


@dataclass(frozen=True)
class Levels:
    """How far below the shoulder neck point things lie on the cloth, as y mm of the back, and the shoulder itself."""

    base_x: float  # the neck's own side
    neck_x: float  # the garment's
    slope: float  # of the shoulder, radians
    bone_x: float  # the shoulder's end
    bust_dart: float  # intake, mm; 0: none
    bust: float  # y of the bust point on the front
    bust_x: float
    waist: float
    high_hip: float
    hip: float
    shoulder_to_bust: float  # mm taut over the chest, where a strap runs
    over_bust: float  # mm that the front is worn higher at the bust than it lies flat
    over_waist: float  # mm that the back is worn higher at the waist than it lies flat

    def shoulder_at(self, x: float) -> float:
        return -math.tan(self.slope) * (x - self.neck_x)

    def on_front(self, y: float) -> float:
        """The y on the front of what lies at y on the back, below the bust dart."""
        return y - self.bust_dart


def levels(m: Mapping[str, float], neck_width: float) -> Levels:
    """The levels for measures in mm; the garment's neck lies ``neck_width`` outside the person's."""
    base_x = m["neck"] / 5.0
    slope = min(max(math.asin(m["shoulder_drop"] / m["shoulder_length"]), SLOPE_LEAST), SLOPE_MOST)
    dropped = math.tan(slope) * neck_width
    front_and_back = m["front_waist_length"] + m["back_waist_length"] - 2.0 * dropped
    asked = min(m["front_waist_length"] - m["back_waist_length"], CUP_TO_DART * (m["chest"] - m["underbust"]))
    dart = min(asked, BUST_DART_MOST) if asked >= BUST_DART_LEAST else 0.0
    front, back = (front_and_back + dart) / 2.0, (front_and_back - dart) / 2.0
    below_neck = m["back_waist_length"] - NAPE_OVER_NECK_MM - dropped
    bust_to_waist = SURFACE * max(m["back_waist_length"] - NAPE_OVER_NECK_MM - m["neck_to_bust"], 0.0)
    return Levels(
        base_x=base_x,
        neck_x=base_x + neck_width,
        slope=slope,
        bone_x=base_x + math.cos(slope) * m["shoulder_length"],
        bust_dart=dart,
        bust=-(front - bust_to_waist),
        bust_x=BUST_POINT * m["chest"],
        waist=-back,
        high_hip=-back - m["waist_to_high_hip"],
        hip=-back - m["waist_to_hip"],
        shoulder_to_bust=TAUT
        * math.hypot(
            m["neck_to_bust"] - math.tan(slope) * (BUST_POINT * m["chest"] - base_x),
            CHEST_DEPTH * m["chest"] + CUP_DEPTH * max(m["chest"] - m["underbust"], 0.0),
        ),
        over_bust=max(front - bust_to_waist - (m["neck_to_bust"] - dropped), 0.0),
        over_waist=max(back - below_neck, 0.0),
    )


def shoulder_level(at: Levels) -> float:
    """The y of what lies at the height of the shoulder's bone."""
    return at.shoulder_at(at.bone_x)
