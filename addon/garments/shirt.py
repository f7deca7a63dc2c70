"""A shirt: buttoned down the front, with collar and stand, a yoke, set-in sleeves and cuffs.

Drafted in mm: x = 0 is the centre line, y = 0 is the garment's own shoulder neck point.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..core.fabric import fabrics
from ..core.options import option
from ..core.pattern import armhole as scye
from ..core.pattern.bodice import Block, torso_girths, torso_poms
from ..core.pattern.bodice import Style as BodiceStyle
from ..core.pattern.collar import NARROWER, collar_pieces, collar_seams
from ..core.pattern.collar import Style as CollarStyle
from ..core.pattern.curves import length
from ..core.pattern.design import Basics, Design, cut_from, dyed
from ..core.pattern.drafting import Pattern
from ..core.pattern.ease import Girth, Remedy
from ..core.pattern.grading import measures_for, person_measures
from ..core.pattern.mirror import mirrored
from ..core.pattern.pieces import Piece, Seam
from ..core.pattern.shirt_body import Body as ShirtBody
from ..core.pattern.shirt_body import block_for_neck, body_seams, shirt_body
from ..core.pattern.shirt_sleeve import cap_seams, cuff_of, pleated, split_cap
from ..core.types import Body

SHORT_PER_ARM = 0.38
BELOW_CAP_MM = 45.0  # least of a sleeve whose length was not asked for
NECK_DROP_MM = 12.0  # of the front neckline below the base of the neck
HEM_BELOW_HIP_MM = 115.0


REMEDIES = {
    "chest": Remedy("ease_mm"),
    "waist": Remedy("ease_mm", 0.5),
    "hip": Remedy("ease_mm", 0.5),
    "upper_arm": Remedy("arm_ease_mm", 0.5),
    "neck": Remedy("collar_ease_mm"),
    "wrist": Remedy("cuff_ease_mm"),
}


class Shirt(Design):
    """A shirt with collar, placket and cuffs."""

    name, remedies = "shirt", REMEDIES

    @dataclass(frozen=True)
    class Options(Basics):
        fabric: str = cut_from("poplin")
        colour: str = dyed("#c9d6e6")
        length_mm: float = option(0.0, "Shoulder neck point to hem; 0: well below the hip", min=0.0, max=1100.0)
        sleeves: str = option("long", "Long with cuffs, or short without", choices=("long", "short"))
        sleeve_mm: float = option(0.0, "Shoulder tip to the sleeve's end; 0: to the wrist", min=0.0, max=850.0)
        ease_mm: float = option(120.0, "How much wider than the chest", min=40.0, max=500.0)
        arm_ease_mm: float = option(80.0, "How much wider than the upper arm", min=40.0, max=200.0)
        collar: str = option("buttoned", "Top button closed, or neck open", choices=("buttoned", "open"))
        collar_ease_mm: float = option(24.0, "How much longer the collar is than the neck", min=5.0, max=100.0)
        stand_mm: float = option(30.0, "Height of the collar's stand", min=18.0, max=45.0)
        collar_mm: float = option(45.0, "Depth of the collar's fall at the back", min=32.0, max=80.0)
        point_mm: float = option(72.0, "Length of the collar's points", min=50.0, max=110.0)
        spread_mm: float = option(32.0, "Collar's point out from the centre front, as worn", min=5.0, max=60.0)
        placket_mm: float = option(32.0, "Width of the placket", min=20.0, max=60.0)
        yoke_mm: float = option(95.0, "Back neck to the yoke's seam; 0: no yoke", min=0.0, max=200.0)
        cuff_mm: float = option(62.0, "Height of the cuffs", min=30.0, max=110.0)
        cuff_ease_mm: float = option(50.0, "How much longer the cuff is than the wrist", min=15.0, max=110.0)
        hem_curve_mm: float = option(60.0, "How much higher the hem is at the sides; 0: straight", min=0.0, max=120.0)

    def pattern(self, size: str, body: Body) -> Pattern:
        o = self.options
        m = measures_for(size, body)
        neck = m["neck"] + o.collar_ease_mm + NARROWER * o.stand_mm / 2.0
        block = block_for_neck(m, self.bodice_style(), neck)
        torso = shirt_body(block, o.placket_mm, o.hem_curve_mm, o.yoke_mm, o.collar == "open")
        style = CollarStyle(o.stand_mm, o.collar_mm, o.point_mm, o.spread_mm, o.collar == "open")
        collar = collar_pieces(torso.pieces, torso.neckline, style)
        cap = scye.fit_cap(*armholes(torso), m["upper_arm"] + o.arm_ease_mm)
        arms, arm_seams, poms = self.sleeves(cap, m, torso.backs)
        seams = [*body_seams(torso), *collar_seams(collar[0], torso.neckline), *arm_seams]
        poms |= torso_poms(block, *torso.whole) | {
            "hem": sum(length(piece.edge("hem").points) for piece in (*torso.fronts, torso.placket, torso.backs[0])),
            "armhole": sum(armholes(torso)),
            "collar": neck - NARROWER * o.stand_mm / 2.0,
            "neck": neck,
            "collar_point": o.point_mm,
        }
        girths = self.girths(block, torso, cap, poms, body)
        return Pattern((*torso.pieces, *arms, *collar), tuple(seams), poms, girths)

    def bodice_style(self) -> BodiceStyle:
        o = self.options
        return BodiceStyle(
            "shirt",
            o.length_mm,
            o.ease_mm,
            NECK_DROP_MM,
            0.0,
            arm_ease_mm=o.arm_ease_mm,
            hem_below_hip_mm=HEM_BELOW_HIP_MM,
        )

    def sleeves(
        self, cap: scye.Cap, m: Mapping[str, float], backs: tuple[Piece, ...]
    ) -> tuple[list[Piece], list[Seam], dict[str, float]]:
        """Sleeves and cuffs, what sews them, and their points of measure."""
        o = self.options
        seams = [seam for side in ("left", "right") for seam in cap_seams(side, backs)]
        if o.sleeves == "short":
            short = max(SHORT_PER_ARM * m["arm_length"], cap.height + BELOW_CAP_MM)
            left = scye.sleeve(cap, m, o.sleeve_mm or short)
            poms = scye.sleeve_poms(cap, left)
            left = split_cap(left, backs)
            return [left, mirrored(left, "sleeve_right")], seams, poms
        whole = o.sleeve_mm or m["arm_length"] + scye.BENT_MM
        left = scye.sleeve(cap, m, max(whole - o.cuff_mm, 1.0))
        poms = scye.sleeve_poms(cap, left)
        cuff_mm = min(m["wrist"] + o.cuff_ease_mm, poms["cuff"])
        left = pleated(split_cap(left, backs), cuff_mm)
        sleeves = [left, mirrored(left, "sleeve_right")]
        cuffs = [cuff_of(sleeve, cuff_mm, o.cuff_mm) for sleeve in sleeves]
        poms |= {"cuff": length(cuffs[0][0].edge("hem").points), "sleeve_length": poms["sleeve_length"] + o.cuff_mm}
        return [*sleeves, *(cuff for cuff, _ in cuffs)], [*seams, *(s for _, sewn in cuffs for s in sewn)], poms

    def girths(
        self, block: Block, torso: ShirtBody, cap: scye.Cap, poms: Mapping[str, float], body: Body
    ) -> tuple[Girth, ...]:
        """Where the shirt goes round this body: at the person's own levels, not the size's."""
        person, cloth = person_measures(body), fabrics()[self.options.fabric].stretch
        found = [
            *torso_girths(block, *torso.whole, body.measures, person, "shirt", cloth),
            Girth("upper_arm", "upper arm", "sleeve", cap.bicep, person["upper_arm"], cloth),
            Girth("neck", "neck", "collar", poms["collar"], person["neck"], 1.0),
        ]
        if self.options.sleeves == "long":
            found.append(Girth("wrist", "wrist", "cuff", poms["cuff"], person["wrist"], 1.0))
        return tuple(found)


def armholes(torso: ShirtBody) -> tuple[float, float]:
    """mm of the front's armhole and of the back's, the yoke's part with it."""
    front = length(torso.fronts[0].edge("armhole").points)
    return front, sum(length(piece.edge("armhole_left").points) for piece in torso.backs)
