"""An A-line skirt: front and back with waist darts, and a waistband closed at the left side."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.fabric import fabrics
from ..core.options import option
from ..core.pattern.design import Basics, Design, cut_from, dyed
from ..core.pattern.drafting import Pattern
from ..core.pattern.ease import Remedy
from ..core.pattern.skirt_block import Style, skirt_pattern
from ..core.pattern.waistband import cut_as
from ..core.types import Body

REMEDIES = {"waist": Remedy("waist_ease_mm"), "high_hip": Remedy("ease_mm", 0.5), "hip": Remedy("ease_mm")}


class Skirt(Design):
    """An A-line skirt with darts and a waistband."""

    name, remedies = "skirt", REMEDIES

    @dataclass(frozen=True)
    class Options(Basics):
        fabric: str = cut_from("wool_twill")
        colour: str = dyed("#4a4e57")
        length_mm: float = option(600.0, "Waist to hem", min=300.0, max=1100.0)
        flare_mm: float = option(60.0, "Added at each side seam from hip to hem", min=0.0, max=250.0)
        ease_mm: float = option(40.0, "How much wider than the hip", min=-20.0, max=300.0)
        waist_ease_mm: float = option(10.0, "How much longer the waistband is than the waist", min=-40.0, max=200.0)
        band_mm: float = option(35.0, "Height of the waistband", min=15.0, max=80.0)
        waistband: str = cut_as("straight")

    def pattern(self, size: str, body: Body) -> Pattern:
        o = self.options
        asked = o.length_mm, o.ease_mm, o.waist_ease_mm, o.band_mm
        style = Style("skirt", *asked, flare_mm=o.flare_mm, waistband=o.waistband)
        return skirt_pattern(size, body, style, fabrics()[o.fabric].stretch)
