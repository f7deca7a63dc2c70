"""A pencil skirt: front and back with waist darts, narrowed to the hem, a vent at the centre back, a waistband."""

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


class PencilSkirt(Design):
    """A narrow skirt with darts, a vent and a waistband."""

    name, remedies = "pencil_skirt", REMEDIES

    @dataclass(frozen=True)
    class Options(Basics):
        fabric: str = cut_from("wool_twill")
        colour: str = dyed("#2f3440")
        length_mm: float = option(600.0, "Waist to hem", min=300.0, max=1100.0)
        taper_mm: float = option(25.0, "Taken away at each side seam from hip to hem", min=0.0, max=50.0)
        vent_mm: float = option(220.0, "How far the centre back is open above the hem", min=20.0, max=450.0)
        ease_mm: float = option(30.0, "How much wider than the hip", min=-20.0, max=300.0)
        waist_ease_mm: float = option(10.0, "How much longer the waistband is than the waist", min=-40.0, max=200.0)
        band_mm: float = option(35.0, "Height of the waistband", min=15.0, max=80.0)
        waistband: str = cut_as("straight")

    def pattern(self, size: str, body: Body) -> Pattern:
        o = self.options
        style = Style(
            "pencil skirt",
            o.length_mm,
            o.ease_mm,
            o.waist_ease_mm,
            o.band_mm,
            taper_mm=o.taper_mm,
            vent_mm=o.vent_mm,
            waistband=o.waistband,
        )
        return skirt_pattern(size, body, style, fabrics()[o.fabric].stretch)
