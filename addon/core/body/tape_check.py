"""What a tape may say: measures within what adults have, and those that contradict each other at first sight."""

from __future__ import annotations

import math

from ..errors import TapeError
from ..types import FEMALE, MALE, Tape
from .adult_limits import LIMITS, Limit

GENDERS = {"female": FEMALE, "male": MALE, "neutral": 0.5, None: 0.5}
# Likely slips, by how much too large the number typed is.
SLIPS_LENGTH = {10.0: "in mm", 0.1: "with a digit missing", 1 / 2.54: "in inches", 0.01: "in metres"}
SLIPS_MASS = {2.2046: "in pounds", 10.0: "with a digit too many"}
# Two measures that no adult joins, as the least and the most of one over the other. Wider than ANSUR II by a fifth.
RATIOS = (
    ("inseam_mm", "stature_mm", 0.38, 0.55),
    ("outside_leg_mm", "stature_mm", 0.52, 0.72),
    ("bust_height_mm", "stature_mm", 0.62, 0.82),
    ("arm_length_mm", "stature_mm", 0.27, 0.40),
    ("outside_leg_mm", "inseam_mm", 1.08, 1.65),
    ("bust_height_mm", "outside_leg_mm", 1.00, 1.45),
    ("waist_mm", "hip_mm", 0.52, 1.45),
    ("waist_mm", "chest_mm", 0.52, 1.40),
    ("hip_mm", "chest_mm", 0.70, 1.55),
    ("underbust_mm", "chest_mm", 0.62, 1.08),
    ("high_hip_mm", "hip_mm", 0.65, 1.35),
    ("neck_mm", "chest_mm", 0.22, 0.55),
    ("thigh_mm", "hip_mm", 0.42, 0.80),
    ("knee_mm", "thigh_mm", 0.42, 0.95),
    ("calf_mm", "knee_mm", 0.70, 1.35),
    ("ankle_mm", "calf_mm", 0.42, 0.85),
    ("elbow_mm", "upper_arm_mm", 0.55, 1.25),
    ("wrist_mm", "elbow_mm", 0.42, 0.85),
    ("shoulder_width_mm", "shoulder_length_mm", 1.9, 5.0),
    ("front_waist_length_mm", "back_waist_length_mm", 0.75, 1.55),
)
BMI_RANGE = (12.0, 60.0)


def check_tape(tape: Tape) -> None:
    """Refuse numbers that no adult has, before any work is done.

    Raises:
        TapeError: names the number, the limit and, where there is one, the likely slip.
    """
    if tape.gender not in GENDERS:
        raise TapeError(f"The gender is {tape.gender!r}.", "Write female, male or neutral.")
    typed = tape.typed()
    for name, value in typed.items():
        _check_range(LIMITS[name], value)
    _check_mass(typed)
    for name, other, low, high in RATIOS:
        if name in typed and other in typed:
            _check_ratio(typed, name, other, low, high)


def _check_range(limit: Limit, value: float) -> None:
    shown = value / limit.per_unit
    if not math.isfinite(shown):
        raise TapeError(f"The {limit.word} is {shown}.", f"Give a number in {limit.unit}, or leave it empty.")
    if limit.low <= shown <= limit.high:
        return
    message = f"The {limit.word} is {shown:.4g} {limit.unit}, outside {limit.low:g} to {limit.high:g} {limit.unit}."
    slips = SLIPS_MASS if limit.unit == "kg" else SLIPS_LENGTH
    for factor, how in slips.items():
        meant = shown / factor
        if limit.low <= meant <= limit.high:
            raise TapeError(message, f"Was it typed {how}? Did you mean {meant:.4g} {limit.unit}?")
    raise TapeError(message, "Check the number and its unit; only adults can be made.")


def _check_mass(typed: dict[str, float]) -> None:
    if "mass_kg" not in typed or "stature_mm" not in typed:
        return
    mass, stature = typed["mass_kg"], typed["stature_mm"] / 1000
    low, high = (bmi * stature**2 for bmi in BMI_RANGE)
    if not low <= mass <= high:
        raise TapeError(
            f"A mass of {mass:.4g} kg does not go with a stature of {stature * 100:.4g} cm:"
            f" {low:.0f} to {high:.0f} kg does.",
            "Check both numbers and their units.",
        )


def _check_ratio(typed: dict[str, float], name: str, other: str, low: float, high: float) -> None:
    if low * typed[other] <= typed[name] <= high * typed[other]:
        return
    first, second = LIMITS[name], LIMITS[other]
    least = max(low * typed[other], first.low * first.per_unit)
    most = min(high * typed[other], first.high * first.per_unit)
    raise TapeError(
        f"The {first.word} ({first.say(typed[name])}) contradicts the {second.word} ({second.say(typed[other])}):"
        f" with that {second.word}, {least / 10:.0f} to {most / 10:.0f} cm is possible.",
        f"Check the {first.word} and the {second.word}.",
    )
