"""A garment's proportions as the settings of a design, mm.

A photo has no scale. It is taken from size M of the chart: the garment is as wide at the chest, or the hip, as the
design is cut. A garment that lies flat shows half its girth; one on a form shows a third, for the rest goes round.
Where between the two a photo is cannot be known, so that share is taken which brings the length nearest to a usual one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..pattern.sizes import charts
from .designs import sleeve_kind
from .neckline import Neck
from .outline import Outline

FLAT, ON_FORM = 0.50, 0.33  # of the girth that the front shows; a chest of 88 cm is 29 cm wide
# design -> the measure that its width is of, its ease there as it comes, and its usual length, mm
CUT = {
    "tee": ("chest", 80.0, 660.0),
    "tank_top": ("chest", 40.0, 640.0),
    "sweatshirt": ("chest", 160.0, 660.0),
    "shirt": ("chest", 120.0, 740.0),
    "cardigan": ("chest", 120.0, 660.0),
    "wrap_dress": ("chest", 70.0, 1010.0),
    "sheath_dress": ("chest", 50.0, 970.0),
    "slip_dress": ("chest", 40.0, 1000.0),
    "skirt": ("hip", 40.0, 600.0),
    "pencil_skirt": ("hip", 30.0, 600.0),
    "circle_skirt": ("waist", 0.0, 600.0),
    "full_skirt": ("waist", 0.0, 600.0),
    "trousers": ("hip", 60.0, 1020.0),
    "jeans": ("hip", 24.0, 1000.0),
    "leggings": ("hip", -60.0, 940.0),
    "shorts": ("hip", 60.0, 420.0),
}
USUAL_DRESS_MM = 930.0  # of a tee that is worn as a dress
STEP_MM = 5.0
SHOULDER_TO_WAIST_MM = 20.0  # longer from the shoulder neck point than from the nape
CREW, BOAT_WIDTH = 0.17, 0.33  # of the chest: a neck that is less deep is a crew's, or a boat's where it is wide


@dataclass(frozen=True)
class Scale:
    """mm to a working px, and what share of its girth the garment was taken to show."""

    mm: float
    shown: float

    @property
    def words(self) -> str:
        middle = (FLAT + ON_FORM) / 2.0
        return "lying flat" if self.shown > middle else "worn by a form"


def scale_of(design: str, o: Outline, size: str = "M", chart: str = "women") -> Scale:
    """The scale at which the garment is as wide as the design in this size."""
    measure, ease, usual = CUT[design]
    if is_tee_dress(design, o):
        usual = USUAL_DRESS_MM
    girth = charts()[chart].measures(size)[measure] + ease
    width = 2.0 * o.top_half if measure == "waist" else o.chest
    shown = min(FLAT, max(ON_FORM, usual * width / (o.height * girth)))
    return Scale(shown * girth / width, shown)


def is_tee_dress(design: str, o: Outline) -> bool:
    return design == "tee" and o.height > 2.6 * o.chest


def rounded(value: float) -> float:
    return STEP_MM * round(value / STEP_MM)


def settings_of(
    design: str, o: Outline, neck: Neck, scale: Scale, size: str = "M", chart: str = "women"
) -> dict[str, Any]:
    """The design's settings, not yet held to its limits."""
    m = charts()[chart].measures(size)
    length = scale.mm * o.height
    if o.legs:
        return leg_settings(design, o, scale, m)
    if design in ("skirt", "pencil_skirt", "circle_skirt", "full_skirt"):
        found: dict[str, Any] = {"length_mm": rounded(length - 35.0)}
        if design == "skirt":
            found["flare_mm"] = rounded(max(0.0, 0.5 * scale.mm * (o.hem - o.chest) + 40.0))
        return found
    if design.endswith("_dress"):
        found = {"length_mm": rounded(length - m["back_waist_length"] - SHOULDER_TO_WAIST_MM)}
    else:
        found = {"length_mm": rounded(length)}
    return found | sleeve_settings(design, o, scale, m) | neck_settings(design, o, neck)


def leg_settings(design: str, o: Outline, scale: Scale, m: Mapping[str, float]) -> dict[str, Any]:
    if design == "shorts":
        return {"inseam_mm": rounded(scale.mm * o.legs * o.height)}
    found: dict[str, Any] = {"hem_height_mm": rounded(m["outside_leg"] - 40.0 - scale.mm * o.height)}
    opening = o.leg_hem / max(o.knee, 1.0)
    if design == "trousers":
        wide = "wide" if o.knee > 0.425 * o.chest else "straight"
        found["leg"] = "flared" if opening > 1.35 else "bootcut" if opening > 1.18 else wide
        found["leg"] = "tapered" if opening < 0.78 and wide == "straight" else found["leg"]
    elif design == "jeans":
        straight = "straight" if o.knee > 0.37 * o.chest else "slim"
        found["leg"] = "flared" if opening > 1.4 else "bootcut" if opening > 1.2 else straight
    return found


def sleeve_settings(design: str, o: Outline, scale: Scale, m: Mapping[str, float]) -> dict[str, Any]:
    kind = sleeve_kind(o)
    if design == "wrap_dress":
        return {"sleeve": "short" if kind == "short" else "three_quarter"}
    if design not in ("tee", "sweatshirt", "shirt", "cardigan") or kind == "none":
        return {}
    found: dict[str, Any] = {"sleeves": "short" if kind == "short" else "long"} if design == "shirt" else {}
    length = m["arm_length"] if kind == "long" else min(scale.mm * o.sleeve, m["arm_length"])
    return found | {"sleeve_mm": rounded(length)}


def neck_kind(o: Outline, neck: Neck) -> str:
    """ "crew", "v", "scoop" or "boat"; "" where the neck was not seen."""
    if not neck.shape:
        return ""
    if neck.depth < CREW * o.chest:
        return "boat" if neck.width > BOAT_WIDTH * o.chest else "crew"
    return "v" if neck.shape == "v" else "scoop"


def neck_settings(design: str, o: Outline, neck: Neck) -> dict[str, Any]:
    kind = neck_kind(o, neck)
    if not kind or design in ("shirt", "wrap_dress"):
        return {}
    if design == "cardigan":
        return {"neck": "v" if kind == "v" else "round"}
    if design == "slip_dress":
        return {"top_edge": "v"} if kind == "v" else {}
    return {"neckline": {"crew": "round", "scoop": "round"}.get(kind, kind) if design == "sheath_dress" else kind}
