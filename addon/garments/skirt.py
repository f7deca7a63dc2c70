"""An A-line skirt: front and back with waist darts, and a straight waistband closed at the left side."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.colour import check_colour
from ..core.fabric import fabrics
from ..core.options import option
from ..core.pattern.drafting import Pattern, draft_garment
from ..core.pattern.ease import Remedy
from ..core.pattern.grading import CHOICES, MADE_TO_MEASURE
from ..core.pattern.skirt_block import Style, skirt_pattern
from ..core.seams import Steps
from ..core.types import Body, Garment


class Skirt:
    """An A-line skirt with darts and a waistband."""

    @dataclass(frozen=True)
    class Options:
        size: str = option(MADE_TO_MEASURE, "Size from the chart, or drafted to the person", choices=CHOICES)
        fabric: str = option("wool_twill", "What it is cut from", choices=tuple(fabrics()))
        colour: str = option("#4a4e57", "Colour of the cloth, #rrggbb")
        length_mm: float = option(600.0, "Waist to hem", min=300.0, max=1100.0)
        flare_mm: float = option(60.0, "Added at each side seam from hip to hem", min=0.0, max=250.0)
        ease_mm: float = option(40.0, "How much wider than the hip", min=-20.0, max=300.0)
        waist_ease_mm: float = option(10.0, "How much longer the waistband is than the waist", min=-40.0, max=200.0)
        band_mm: float = option(35.0, "Height of the waistband", min=15.0, max=80.0)
        layer: str = option("over", "Over what is worn below it, or tucked into it", choices=("over", "tucked"))

    def __init__(self, options: Options, seed: int):
        self.options = options
        check_colour(options.colour, "skirt")

    def draft(self, body: Body) -> Steps[Garment]:
        """Draft the pattern.

        Raises:
            PatternError: it cannot close on this body, or the options contradict each other.
        """
        return (yield from draft_garment("skirt", self.options, body, lambda size: self.pattern(size, body), REMEDIES))

    def pattern(self, size: str, body: Body) -> Pattern:
        o = self.options
        style = Style("skirt", o.length_mm, o.ease_mm, o.waist_ease_mm, o.band_mm, flare_mm=o.flare_mm)
        return skirt_pattern(size, body, style, fabrics()[o.fabric].stretch)


REMEDIES = {"waist": Remedy("waist_ease_mm"), "high_hip": Remedy("ease_mm", 0.5), "hip": Remedy("ease_mm")}
