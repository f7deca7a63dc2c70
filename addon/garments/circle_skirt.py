"""A circle skirt: a full circle of cloth, or a part of one, hung from a waistband closed at the left side."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.fabric import fabrics
from ..core.options import option
from ..core.pattern.design import Basics, Design, cut_from, dyed
from ..core.pattern.drafting import Pattern
from ..core.pattern.ease import Remedy
from ..core.pattern.sector import sector_pattern
from ..core.pattern.waistband import cut_as
from ..core.types import Body

REMEDIES = {
    "waist": Remedy("waist_ease_mm"),
    "high_hip": Remedy("circle_deg", 1.0, by_size=False),
    "hip": Remedy("circle_deg", 2.0, by_size=False),
}


class CircleSkirt(Design):
    """A circle skirt with a waistband."""

    name, remedies = "circle_skirt", REMEDIES

    @dataclass(frozen=True)
    class Options(Basics):
        fabric: str = cut_from("wool_twill")
        colour: str = dyed("#7a3b46")
        circle_deg: float = option(360.0, "360 is a full circle, 270 three quarters, 180 a half", min=120.0, max=360.0)
        length_mm: float = option(600.0, "Waist to hem", min=300.0, max=1000.0)
        waist_ease_mm: float = option(-10.0, "How much longer the waistband is than the waist", min=-40.0, max=200.0)
        band_mm: float = option(35.0, "Height of the waistband", min=15.0, max=80.0)
        waistband: str = cut_as("straight")

    def pattern(self, size: str, body: Body) -> Pattern:
        o = self.options
        stretch = fabrics()[o.fabric].stretch
        return sector_pattern(
            size, body, "circle skirt", o.circle_deg, o.length_mm, o.waist_ease_mm, o.band_mm, o.waistband, stretch
        )


# A wider sector gains a degree's arc of the way below the waist: 1 mm a degree at a high hip 60 mm below it.
