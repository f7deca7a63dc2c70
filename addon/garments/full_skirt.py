"""A full skirt: straight panels, gathered or laid in pleats to a waistband closed at the left side."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.colour import check_colour
from ..core.fabric import fabrics
from ..core.options import option
from ..core.pattern.drafting import Pattern, draft_garment
from ..core.pattern.ease import Remedy
from ..core.pattern.fullness import TAKEN_IN, Style, full_pattern
from ..core.pattern.grading import CHOICES, MADE_TO_MEASURE
from ..core.seams import Steps
from ..core.types import Body, Garment


class FullSkirt:
    """A gathered or pleated skirt with a waistband."""

    @dataclass(frozen=True)
    class Options:
        size: str = option(MADE_TO_MEASURE, "Size from the chart, or drafted to the person", choices=CHOICES)
        fabric: str = option("poplin", "What it is cut from", choices=tuple(fabrics()))
        colour: str = option("#6f8a7a", "Colour of the cloth, #rrggbb")
        taken_in: str = option("gathers", "How its fullness is held at the waist", choices=TAKEN_IN)
        fullness: float = option(2.0, "How many times the waist the cloth is wide, at least", min=1.4, max=3.0)
        pleat_mm: float = option(45.0, "About what is seen of each pleat at the waist", min=25.0, max=120.0)
        length_mm: float = option(600.0, "Waist to hem", min=300.0, max=1100.0)
        waist_ease_mm: float = option(-10.0, "How much longer the waistband is than the waist", min=-40.0, max=200.0)
        band_mm: float = option(35.0, "Height of the waistband", min=15.0, max=80.0)
        layer: str = option("over", "Over what is worn below it, or tucked into it", choices=("over", "tucked"))

    def __init__(self, options: Options, seed: int):
        self.options = options
        check_colour(options.colour, "full skirt")

    def draft(self, body: Body) -> Steps[Garment]:
        """Draft the pattern.

        Raises:
            PatternError: it cannot close on this body, or the options contradict each other.
        """
        return (
            yield from draft_garment("full_skirt", self.options, body, lambda size: self.pattern(size, body), REMEDIES)
        )

    def pattern(self, size: str, body: Body) -> Pattern:
        o = self.options
        style = Style("full skirt", o.length_mm, o.fullness, o.taken_in, o.pleat_mm, o.waist_ease_mm, o.band_mm)
        return full_pattern(size, body, style, fabrics()[o.fabric].stretch)


# A whole more of fullness is a slight waist's mm.
REMEDIES = {
    "waist": Remedy("waist_ease_mm"),
    "high_hip": Remedy("fullness", 500.0),
    "hip": Remedy("fullness", 500.0),
}
