"""Jeans: little ease, a short fork, a back yoke, and a leg that follows knee and calf, or widens from the knee."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..core.colour import check_colour
from ..core.fabric import fabrics
from ..core.options import option
from ..core.pattern.crotch import leg_measures
from ..core.pattern.design import Basics, Design, cut_from, dyed
from ..core.pattern.drafting import Pattern
from ..core.pattern.grading import MADE_TO_MEASURE, measures_for
from ..core.pattern.trouser_block import Cut, draft_block
from ..core.pattern.trouser_details import as_jeans
from ..core.pattern.trouser_fit import REMEDIES, sewn_pattern
from ..core.pattern.waistband import cut_as
from ..core.pattern.yoke import yoked
from ..core.types import Body

CALF_EASE_MM = 60.0  # at the knee over the calf, since the leg narrows on to the hem
HEM_LEAST_MM = 290.0
# How much wider than slim a leg is at the knee and at the hem, mm.
LEGS = {"slim": (0.0, 0.0), "straight": (40.0, 130.0), "bootcut": (0.0, 185.0), "flared": (0.0, 290.0)}


class Jeans(Design):
    """Jeans with a waistband and a fly."""

    name, remedies = "jeans", REMEDIES

    @dataclass(frozen=True)
    class Options(Basics):
        fabric: str = cut_from("denim_12oz")
        colour: str = dyed("#2f4766")
        thread: str = option("#b98a4a", "Colour of the topstitching, #rrggbb")
        rise_mm: float = option(50.0, "From the waist down to the top of the band", min=0.0, max=90.0)
        ease_mm: float = option(24.0, "How much wider than the hip", min=0.0, max=80.0)
        waist_ease_mm: float = option(-10.0, "How much longer the band is than the body there", min=-40.0, max=60.0)
        leg: str = option("slim", "How the leg is cut from thigh to hem", choices=tuple(LEGS))
        knee_ease_mm: float = option(50.0, "How much wider than the knee a slim leg is", min=25.0, max=120.0)
        hem_ease_mm: float = option(
            90.0, "How much wider than the ankle a slim leg is; a foot must pass", min=70.0, max=250.0
        )
        hem_height_mm: float = option(60.0, "From the floor up to the hem", min=20.0, max=300.0)
        band_mm: float = option(40.0, "Height of the waistband", min=20.0, max=70.0)
        waistband: str = cut_as("contoured")

    def __init__(self, options: Options, seed: int):
        super().__init__(options, seed)
        check_colour(options.thread, "jeans' thread")

    def cut(self, m: Mapping[str, float]) -> Cut:
        """The block's settings for measures in mm."""
        o = self.options
        at_knee, at_hem = LEGS[o.leg]
        return Cut(
            ease=o.ease_mm,
            waist_ease=o.waist_ease_mm,
            below_waist=o.rise_mm,
            band=o.band_mm,
            crotch_drop=10.0,
            crotch_ease=14.0,
            front_fork=1 / 22,
            back_fork=1 / 10.5,
            knee=max(m["knee"] + o.knee_ease_mm, m["calf"] + CALF_EASE_MM) + at_knee,
            hem=max(m["ankle"] + o.hem_ease_mm, HEM_LEAST_MM) + at_hem,
            hem_height=o.hem_height_mm,
            thigh_least=60.0,
            thigh_most=75.0,
            front_dart=0.0,
            back_dart=85.0,
            waistband=o.waistband,
        )

    def pattern(self, size: str, body: Body) -> Pattern:
        m = leg_measures(measures_for(size, body))
        block = draft_block(m, self.cut(m), body if size == MADE_TO_MEASURE else None)
        sewn = sewn_pattern("jeans", block, body, fabrics()[self.options.fabric].stretch)
        return as_jeans(yoked(sewn), self.options.thread)
