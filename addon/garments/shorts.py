"""Shorts: trousers that end above the knee, cut straight from the thigh."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..core.fabric import fabrics
from ..core.options import option
from ..core.pattern.crotch import leg_measures
from ..core.pattern.design import Basics, Design, cut_from, dyed
from ..core.pattern.drafting import Pattern
from ..core.pattern.grading import MADE_TO_MEASURE, measures_for
from ..core.pattern.trouser_block import Cut, draft_block
from ..core.pattern.trouser_fit import REMEDIES, THIGH_DOWN_MM, sewn_pattern
from ..core.pattern.waistband import cut_as
from ..core.types import Body


class Shorts(Design):
    """Shorts with a waistband, a fly and back darts."""

    name, remedies = "shorts", REMEDIES

    @dataclass(frozen=True)
    class Options(Basics):
        fabric: str = cut_from("gabardine")
        colour: str = dyed("#6b6a5a")
        rise_mm: float = option(40.0, "From the waist down to the top of the band", min=0.0, max=90.0)
        ease_mm: float = option(60.0, "How much wider than the hip", min=10.0, max=200.0)
        waist_ease_mm: float = option(-10.0, "How much longer the band is than the body there", min=-40.0, max=60.0)
        leg_ease_mm: float = option(90.0, "How much wider than the leg at the hem", min=40.0, max=300.0)
        inseam_mm: float = option(180.0, "From the crotch down to the hem", min=60.0, max=260.0)
        band_mm: float = option(38.0, "Height of the waistband", min=20.0, max=70.0)
        waistband: str = cut_as("contoured")

    def cut(self, m: Mapping[str, float]) -> Cut:
        """The block's settings for measures in mm."""
        o = self.options
        to_knee = m["inseam"] - m["knee_height"]
        leg = float(np.interp(o.inseam_mm, [THIGH_DOWN_MM, to_knee], [m["thigh"], m["knee"]])) + o.leg_ease_mm
        return Cut(
            ease=o.ease_mm,
            waist_ease=o.waist_ease_mm,
            below_waist=o.rise_mm,
            band=o.band_mm,
            crotch_drop=14.0,
            crotch_ease=20.0,
            front_fork=1 / 20,
            back_fork=1 / 9.5,
            knee=leg,
            hem=leg,
            hem_height=m["inseam"] - o.inseam_mm - 14.0,
            thigh_least=110.0,
            thigh_most=200.0,
            front_dart=70.0,
            back_dart=95.0,
            waistband=o.waistband,
        )

    def pattern(self, size: str, body: Body) -> Pattern:
        m = leg_measures(measures_for(size, body))
        block = draft_block(m, self.cut(m), body if size == MADE_TO_MEASURE else None)
        return sewn_pattern("shorts", block, body, fabrics()[self.options.fabric].stretch)
