"""A tank top: front and back with bare arms, and a ribbed band round the neck.

Drafted in mm: x = 0 is the centre line, y = 0 is the garment's own shoulder neck point.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..core.fabric import fabrics
from ..core.options import option
from ..core.pattern import neckline
from ..core.pattern.bodice import (
    Style,
    bodice,
    draft_block,
    side_and_shoulder_seams,
    torso_girths,
    torso_poms,
)
from ..core.pattern.design import Basics, Design, cut_from, dyed
from ..core.pattern.drafting import Pattern
from ..core.pattern.ease import Remedy
from ..core.pattern.grading import measures_for, person_measures
from ..core.types import Body

REMEDIES = {
    "chest": Remedy("ease_mm"),
    "waist": Remedy("ease_mm", 0.5),
    "hip": Remedy("ease_mm", 0.5),
    "neck": Remedy("neck_width_mm", 2.0, by_size=False),
    "head": Remedy("neck_width_mm", 2.0, by_size=False),
}


class TankTop(Design):
    """A tank top with bare arms."""

    name, remedies = "tank_top", REMEDIES

    @dataclass(frozen=True)
    class Options(Basics):
        fabric: str = cut_from("cotton_jersey")
        colour: str = dyed("#c9b8a3")
        length_mm: float = option(0.0, "Shoulder neck point to hem; 0: a little below the hip", min=0.0, max=1100.0)
        ease_mm: float = option(30.0, "How much wider than the chest", min=-150.0, max=400.0)
        strap_mm: float = option(42.0, "Width of the shoulder", min=20.0, max=110.0)
        neckline: str = option("scoop", "How the neck is cut", choices=tuple(neckline.NECKLINES))
        neck_drop_mm: float = option(0.0, "Front neck lower than its neckline has it", min=-30.0, max=100.0)
        back_drop_mm: float = option(50.0, "Back neck below the shoulder", min=20.0, max=160.0)
        neck_width_mm: float = option(0.0, "Neck seam farther out than its neckline has it", min=-15.0, max=60.0)
        armhole_drop_mm: float = option(0.0, "Armhole deeper than the chest asks", min=-20.0, max=120.0)
        band_mm: float = option(14.0, "Height of the neckband", min=8.0, max=40.0)

    def pattern(self, size: str, body: Body) -> Pattern:
        o = self.options
        neck = neckline.NECKLINES[o.neckline]
        style = Style(
            "tank top",
            o.length_mm,
            o.ease_mm,
            neck.drop + o.neck_drop_mm,
            neck.width + o.neck_width_mm,
            neckline=o.neckline,
            back_neck_mm=o.back_drop_mm,
            strap_mm=o.strap_mm,
            armhole_drop_mm=o.armhole_drop_mm,
        )
        block = draft_block(measures_for(size, body), style)
        front, back = (bodice(block, is_front) for is_front in (True, False))
        band = neckline.neckband(front, back, o.band_mm)
        person, stretch = person_measures(body), fabrics()[o.fabric].stretch
        girths = torso_girths(block, front, back, body.measures, person, "tank top", stretch)
        return Pattern(
            pieces=(front, back, band),
            seams=(*side_and_shoulder_seams(), *neckline.neckband_seams(band, front, back)),
            pom_mm=torso_poms(block, front, back) | neckline.neck_poms(front, back, band),
            girths=(*girths, *neckline.neck_girths(band, person)),
        )
