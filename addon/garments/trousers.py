"""Trousers: a waistband over the hip bones, a fly, back darts, and a leg that is straight, flared or tapered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..core.fabric import fabrics
from ..core.options import option
from ..core.pattern.crotch import leg_measures
from ..core.pattern.design import Basics, Design, cut_from, dyed
from ..core.pattern.drafting import Pattern
from ..core.pattern.grading import MADE_TO_MEASURE, measures_for
from ..core.pattern.trouser_block import Cut, draft_block
from ..core.pattern.trouser_details import with_slant_pockets
from ..core.pattern.trouser_fit import REMEDIES, sewn_pattern
from ..core.pattern.waistband import cut_as
from ..core.types import Body

CALF_LESS_MM = 10.0  # a leg has at least so much less ease round the calf than round the knee
# How much wider than straight a leg is at the knee, and how much wider its hem than its knee, mm.
LEGS = {
    "straight": (0.0, -20.0),
    "tapered": (-10.0, -90.0),
    "bootcut": (-35.0, 45.0),
    "flared": (-45.0, 150.0),
    "wide": (100.0, 60.0),
}


class Trousers(Design):
    """Trousers with a waistband, a fly and back darts."""

    name, remedies = "trousers", REMEDIES

    @dataclass(frozen=True)
    class Options(Basics):
        fabric: str = cut_from("wool_twill")
        colour: str = dyed("#3c4048")
        rise_mm: float = option(40.0, "From the waist down to the top of the band", min=0.0, max=90.0)
        ease_mm: float = option(60.0, "How much wider than the hip", min=10.0, max=200.0)
        waist_ease_mm: float = option(-10.0, "How much longer the band is than the body there", min=-40.0, max=60.0)
        leg: str = option("straight", "How the leg is cut from knee to hem", choices=tuple(LEGS))
        leg_ease_mm: float = option(100.0, "How much wider than the knee a straight leg is", min=40.0, max=300.0)
        taper_mm: float = option(0.0, "How much narrower the hem is than its leg has it", min=-200.0, max=100.0)
        hem_height_mm: float = option(30.0, "From the floor up to the hem", min=0.0, max=400.0)
        band_mm: float = option(38.0, "Height of the waistband", min=20.0, max=70.0)
        waistband: str = cut_as("contoured")

    def cut(self, m: Mapping[str, float]) -> Cut:
        """The block's settings for measures in mm."""
        o = self.options
        wider, opening = LEGS[o.leg]
        knee = max(m["knee"], m["calf"] - CALF_LESS_MM) + o.leg_ease_mm + wider
        return Cut(
            ease=o.ease_mm,
            waist_ease=o.waist_ease_mm,
            below_waist=o.rise_mm,
            band=o.band_mm,
            crotch_drop=14.0,
            crotch_ease=20.0,
            front_fork=1 / 20,
            back_fork=1 / 9.5,
            knee=knee,
            hem=knee + opening - o.taper_mm,
            hem_height=o.hem_height_mm,
            thigh_least=110.0,
            thigh_most=200.0,
            front_dart=70.0,
            back_dart=95.0,
            waistband=o.waistband,
        )

    def pattern(self, size: str, body: Body) -> Pattern:
        m = leg_measures(measures_for(size, body))
        block = draft_block(m, self.cut(m), body if size == MADE_TO_MEASURE else None)
        return with_slant_pockets(sewn_pattern("trousers", block, body, fabrics()[self.options.fabric].stretch))
