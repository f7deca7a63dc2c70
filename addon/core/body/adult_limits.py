"""The range of each body measure within which an adult may have it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """The range of one measure, in the unit that people say it in."""

    word: str
    unit: str
    low: float
    high: float
    per_unit: float  # of the tape's own unit: 10 mm in a cm

    def say(self, value: float) -> str:
        """A value in the tape's unit, in words."""
        return f"{round(value / self.per_unit, 1):g} {self.unit}"


def _cm(word: str, low: float, high: float) -> Limit:
    return Limit(word, "cm", low, high, 10)


LIMITS = {
    "stature_mm": _cm("stature", 120, 230),
    "mass_kg": Limit("mass", "kg", 30, 250, 1),
    "chest_mm": _cm("chest", 60, 180),
    "waist_mm": _cm("waist", 45, 190),
    "hip_mm": _cm("hip", 60, 190),
    "inseam_mm": _cm("inseam", 45, 115),
    "head_mm": _cm("head", 46, 68),
    "neck_mm": _cm("neck", 22, 65),
    "shoulder_width_mm": _cm("shoulder width", 28, 60),
    "shoulder_length_mm": _cm("shoulder length", 8, 21),
    "underbust_mm": _cm("underbust", 52, 170),
    "high_hip_mm": _cm("high hip", 52, 195),
    "thigh_mm": _cm("thigh", 32, 110),
    "knee_mm": _cm("knee", 24, 75),
    "calf_mm": _cm("calf", 22, 70),
    "ankle_mm": _cm("ankle", 14, 42),
    "upper_arm_mm": _cm("upper arm", 15, 70),
    "elbow_mm": _cm("elbow", 15, 55),
    "wrist_mm": _cm("wrist", 10, 28),
    "arm_length_mm": _cm("arm length", 36, 82),
    "back_waist_length_mm": _cm("back waist length", 26, 62),
    "front_waist_length_mm": _cm("front waist length", 28, 75),
    "bust_height_mm": _cm("bust height", 80, 175),
    "outside_leg_mm": _cm("outside leg", 65, 145),
    "crotch_length_mm": _cm("crotch length", 40, 130),
}
