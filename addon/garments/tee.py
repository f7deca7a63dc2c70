"""A T-shirt: front, back, two set-in sleeves and a ribbed neckband.

Drafted in mm: x = 0 is the centre line, y = 0 is the garment's own shoulder neck point.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..core.fabric import fabrics
from ..core.options import option
from ..core.pattern import armhole as scye
from ..core.pattern import neckline
from ..core.pattern.bodice import (
    Block,
    Style,
    bodice,
    draft_block,
    side_and_shoulder_seams,
    torso_girths,
    torso_poms,
)
from ..core.pattern.design import Basics, Design, cut_from, dyed
from ..core.pattern.drafting import Pattern
from ..core.pattern.ease import Girth, Remedy
from ..core.pattern.grading import measures_for, person_measures
from ..core.pattern.mirror import mirrored
from ..core.pattern.pieces import Piece, Seam
from ..core.types import Body

SLEEVE_PER_ARM = 0.36
SLEEVE_BELOW_CAP_MM = 45.0  # least of a sleeve whose length was not asked for


REMEDIES = {
    "chest": Remedy("ease_mm"),
    "waist": Remedy("ease_mm", 0.5),
    "hip": Remedy("ease_mm", 0.5),
    "upper_arm": Remedy("ease_mm", 0.5),
    "neck": Remedy("neck_width_mm", 2.0, by_size=False),
    "head": Remedy("neck_width_mm", 2.0, by_size=False),
}


class Tee(Design):
    """A T-shirt with set-in sleeves."""

    name, remedies = "tee", REMEDIES

    @dataclass(frozen=True)
    class Options(Basics):
        fabric: str = cut_from("cotton_jersey")
        colour: str = dyed("#5b7c99")
        length_mm: float = option(0.0, "Shoulder neck point to hem; 0: a little below the hip", min=0.0, max=1100.0)
        sleeve_mm: float = option(0.0, "Shoulder tip to sleeve hem; 0: a short sleeve", min=0.0, max=800.0)
        ease_mm: float = option(80.0, "How much wider than the chest", min=-150.0, max=500.0)
        neckline: str = option("crew", "How the neck is cut", choices=tuple(neckline.NECKLINES))
        neck_drop_mm: float = option(0.0, "Front neck lower than its neckline has it", min=-30.0, max=100.0)
        neck_width_mm: float = option(0.0, "Neck seam farther out than its neckline has it", min=-15.0, max=60.0)
        band_mm: float = option(18.0, "Height of the neckband", min=8.0, max=50.0)

    def pattern(self, size: str, body: Body) -> Pattern:
        o = self.options
        measures = measures_for(size, body)
        neck = neckline.NECKLINES[o.neckline]
        style = Style(
            "tee",
            o.length_mm,
            o.ease_mm,
            neck.drop + o.neck_drop_mm,
            neck.width + o.neck_width_mm,
            neckline=o.neckline,
        )
        block = draft_block(measures, style)
        cap = scye.fit_cap(*block.armholes, measures["upper_arm"] + style.arm_ease_mm)
        front, back = bodice(block, is_front=True), bodice(block, is_front=False)
        short = max(SLEEVE_PER_ARM * measures["arm_length"], cap.height + SLEEVE_BELOW_CAP_MM)
        left = scye.sleeve(cap, measures, o.sleeve_mm or short)
        band = neckline.neckband(front, back, o.band_mm)
        pieces = (front, back, left, mirrored(left, "sleeve_right"), band)
        pom = torso_poms(block, front, back) | scye.sleeve_poms(cap, left) | neckline.neck_poms(front, back, band)
        return Pattern(pieces, sewing(pieces), pom, self.girths(block, cap, pieces, body))

    def girths(self, block: Block, cap: scye.Cap, pieces: tuple[Piece, ...], body: Body) -> tuple[Girth, ...]:
        """Where the tee goes round this body: at the person's own levels, not the size's."""
        front, back, *_, band = pieces
        person = person_measures(body)
        cloth = fabrics()[self.options.fabric].stretch
        chest, *lower = torso_girths(block, front, back, body.measures, person, "tee", cloth)
        arm = Girth("upper_arm", "upper arm", "sleeve", cap.bicep, person["upper_arm"], cloth)
        return (chest, arm, *neckline.neck_girths(band, person), *lower)


def sewing(pieces: tuple[Piece, ...]) -> tuple[Seam, ...]:
    front, back, _, _, band = pieces
    sleeves = [seam for side in ("left", "right") for seam in scye.sleeve_seams(side)]
    return (*side_and_shoulder_seams(), *sleeves, *neckline.neckband_seams(band, front, back))
