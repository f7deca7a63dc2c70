"""Leggings: cut narrower than the body, of cloth that stretches to it, with an elastic rib at the waist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..core.fabric import fabrics
from ..core.options import option
from ..core.pattern.crotch import leg_measures
from ..core.pattern.design import Basics, Design, cut_from, dyed
from ..core.pattern.drafting import Pattern
from ..core.pattern.ease import Remedy
from ..core.pattern.grading import MADE_TO_MEASURE, measures_for
from ..core.pattern.trouser_block import CALF_DOWN, Cut, draft_block
from ..core.pattern.trouser_fit import sewn_pattern
from ..core.types import Body

ANKLE_UP = 0.2  # of the knee's height, where the ankle is narrowest
NARROWING = 0.35  # a knit that is stretched round the leg gets shorter along it by this share, and pulls at its band
CROTCH_DROP_MM = 10.0


REMEDIES = {
    "waist": Remedy("waist_ease_mm"),
    "hip": Remedy("ease_percent", 7.0),
    "thigh": Remedy("ease_percent", 4.0),
    "calf": Remedy("ease_percent", 2.5),
}


class Leggings(Design):
    """Leggings with an elastic waistband."""

    name, remedies = "leggings", REMEDIES

    @dataclass(frozen=True)
    class Options(Basics):
        fabric: str = cut_from("cotton_jersey")
        colour: str = dyed("#33363d")
        rise_mm: float = option(20.0, "From the waist down to the top of the band", min=0.0, max=90.0)
        ease_percent: float = option(-8.0, "How much wider than the body, so less than 0", min=-25.0, max=0.0)
        waist_ease_mm: float = option(-20.0, "How much longer the band is than the body there", min=-120.0, max=0.0)
        hem_height_mm: float = option(90.0, "From the floor up to the hem: ankle, calf", min=40.0, max=400.0)
        band_mm: float = option(60.0, "Height of the waistband", min=20.0, max=110.0)

    def cut(self, m: Mapping[str, float]) -> Cut:
        """The block's settings for measures in mm."""
        o = self.options
        ease = o.ease_percent / 100.0
        longer = NARROWING * ease  # less than 0, and what is worn is shorter by it
        heights = [ANKLE_UP * m["knee_height"], (1.0 - CALF_DOWN) * m["knee_height"], m["knee_height"]]
        at_hem = float(np.interp(o.hem_height_mm, heights, [m["ankle"], m["calf"], m["knee"]]))
        return Cut(
            ease=ease * m["hip"],
            waist_ease=o.waist_ease_mm,
            below_waist=o.rise_mm,
            band=o.band_mm,
            crotch_drop=CROTCH_DROP_MM,
            crotch_ease=-longer * m["crotch_length"],
            front_fork=1 / 22,
            back_fork=1 / 10.5,
            knee=(1.0 + ease) * m["knee"],
            hem=(1.0 + ease) * at_hem,
            hem_height=max(o.hem_height_mm + longer * (m["inseam"] - o.hem_height_mm), 0.0),
            thigh_least=ease * m["thigh"],
            thigh_most=ease * m["thigh"],
            front_dart=0.0,
            back_dart=0.0,
            has_fly=False,
            calf=(1.0 + ease) * m["calf"],
        )

    def pattern(self, size: str, body: Body) -> Pattern:
        m = leg_measures(measures_for(size, body))
        block = draft_block(m, self.cut(m), body if size == MADE_TO_MEASURE else None)
        cloth, rib = fabrics()[self.options.fabric], fabrics()["rib"]
        return sewn_pattern("leggings", block, body, cloth.stretch, max(cloth.stretch, rib.stretch))


# A hundredth of a slight body's girths, in mm.
