"""A full skirt: straight panels, gathered or laid in pleats to a waistband closed at the left side."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.fabric import fabrics
from ..core.options import option
from ..core.pattern.design import Basics, Design, cut_from, dyed
from ..core.pattern.drafting import Pattern
from ..core.pattern.ease import Remedy
from ..core.pattern.fullness import TAKEN_IN, Style, full_pattern
from ..core.pattern.waistband import cut_as
from ..core.types import Body

REMEDIES = {
    "waist": Remedy("waist_ease_mm"),
    "high_hip": Remedy("fullness", 500.0),
    "hip": Remedy("fullness", 500.0),
}


class FullSkirt(Design):
    """A gathered or pleated skirt with a waistband."""

    name, remedies = "full_skirt", REMEDIES

    @dataclass(frozen=True)
    class Options(Basics):
        fabric: str = cut_from("poplin")
        colour: str = dyed("#6f8a7a")
        taken_in: str = option("gathers", "How its fullness is held at the waist", choices=TAKEN_IN)
        fullness: float = option(2.0, "How many times the waist the cloth is wide, at least", min=1.4, max=3.0)
        pleat_mm: float = option(45.0, "About what is seen of each pleat at the waist", min=25.0, max=120.0)
        length_mm: float = option(600.0, "Waist to hem", min=300.0, max=1100.0)
        waist_ease_mm: float = option(-10.0, "How much longer the waistband is than the waist", min=-40.0, max=200.0)
        band_mm: float = option(35.0, "Height of the waistband", min=15.0, max=80.0)
        waistband: str = cut_as("straight")

    def pattern(self, size: str, body: Body) -> Pattern:
        o = self.options
        gathered = o.fullness, o.taken_in, o.pleat_mm
        style = Style("full skirt", o.length_mm, *gathered, o.waist_ease_mm, o.band_mm, o.waistband)
        return full_pattern(size, body, style, fabrics()[o.fabric].stretch)


# A whole more of fullness is a slight waist's mm.
