"""A sweatshirt: roomy front and back, long sleeves, and ribs round neck, wrists and hem.

Drafted in mm: x = 0 is the centre line, y = 0 is the garment's own shoulder neck point.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..core.fabric import fabrics
from ..core.options import option
from ..core.pattern import armhole as scye
from ..core.pattern import neckline
from ..core.pattern.bodice import (
    Style,
    bodice,
    draft_block,
    side_and_shoulder_seams,
    torso_girths,
    torso_poms,
)
from ..core.pattern.curves import length
from ..core.pattern.design import Basics, Design, cut_from, dyed
from ..core.pattern.drafting import Pattern
from ..core.pattern.ease import Girth, Remedy
from ..core.pattern.grading import measures_for, person_measures
from ..core.pattern.mirror import mirrored
from ..core.pattern.ribs import rib, rib_seams
from ..core.types import Body

ARM_EASE_MM = 80.0
HEM_BELOW_HIP_MM = 5.0  # where the rib begins, unless a length was asked for
BLOUSING_MM = 15.0  # the sleeve is so much longer than the arm and falls over its cuff
HEM_EDGES = ("front.hem", "back.hem")


REMEDIES = {
    "chest": Remedy("ease_mm"),
    "waist": Remedy("ease_mm", 0.5),
    "hip": Remedy("ease_mm", 0.5),
    "upper_arm": Remedy("ease_mm", 0.5),
    "wrist": Remedy("cuff_ease_mm"),
    "neck": Remedy("neck_width_mm", 2.0, by_size=False),
    "head": Remedy("neck_width_mm", 2.0, by_size=False),
}


class Sweatshirt(Design):
    """A sweatshirt with ribbed neck, cuffs and hem."""

    name, remedies = "sweatshirt", REMEDIES

    @dataclass(frozen=True)
    class Options(Basics):
        fabric: str = cut_from("cotton_jersey")
        colour: str = dyed("#8a8f98")
        length_mm: float = option(
            0.0, "Shoulder neck point to the end of the rib; 0: over the hip", min=0.0, max=1000.0
        )
        sleeve_mm: float = option(0.0, "Shoulder tip to the end of the cuff; 0: to the wrist", min=0.0, max=850.0)
        ease_mm: float = option(160.0, "How much wider than the chest", min=0.0, max=500.0)
        neckline: str = option("crew", "How the neck is cut", choices=tuple(neckline.NECKLINES))
        neck_drop_mm: float = option(0.0, "Front neck lower than its neckline has it", min=-30.0, max=100.0)
        neck_width_mm: float = option(0.0, "Neck seam farther out than its neckline has it", min=-15.0, max=60.0)
        band_mm: float = option(24.0, "Height of the neck's rib", min=8.0, max=50.0)
        rib_mm: float = option(60.0, "Height of the ribs at wrists and hem", min=25.0, max=110.0)
        hem_share: float = option(0.88, "Length of the hem's rib, of the edge it is stretched to", min=0.6, max=1.0)
        cuff_ease_mm: float = option(15.0, "How much longer the cuff is than the wrist", min=0.0, max=120.0)

    def pattern(self, size: str, body: Body) -> Pattern:
        o = self.options
        measures = measures_for(size, body)
        neck = neckline.NECKLINES[o.neckline]
        style = Style(
            "sweatshirt",
            max(o.length_mm - o.rib_mm, 1.0) if o.length_mm else 0.0,
            o.ease_mm,
            neck.drop + o.neck_drop_mm,
            neck.width + o.neck_width_mm,
            neckline=o.neckline,
            arm_ease_mm=ARM_EASE_MM,
            hem_below_hip_mm=HEM_BELOW_HIP_MM,
        )
        block = draft_block(measures, style)
        front, back = bodice(block, is_front=True), bodice(block, is_front=False)
        cap = scye.fit_cap(*block.armholes, measures["upper_arm"] + ARM_EASE_MM)
        whole = o.sleeve_mm or measures["arm_length"] + BLOUSING_MM
        left = scye.sleeve(cap, measures, max(whole - o.rib_mm, 1.0))
        sleeves = (left, mirrored(left, "sleeve_right"))
        band = neckline.neckband(front, back, o.band_mm)
        wrist = measures["wrist"] + o.cuff_ease_mm
        share = min(wrist / length(left.edge("hem").points), 1.0)
        cuffs = tuple(rib(f"cuff_{s.name[7:]}", sleeves, [f"{s.name}.hem"], o.rib_mm, share) for s in sleeves)
        waistband = rib("waistband", (front, back), HEM_EDGES, o.rib_mm, o.hem_share)
        seams = [*side_and_shoulder_seams(), *neckline.neckband_seams(band, front, back)]
        for sleeve, cuff in zip(sleeves, cuffs, strict=True):
            seams += [*scye.sleeve_seams(sleeve.name[7:]), *rib_seams(cuff, sleeves, [f"{sleeve.name}.hem"])]
        seams += rib_seams(waistband, (front, back), HEM_EDGES)
        hem, cuff = (length(piece.edge("hem").points) for piece in (waistband, cuffs[0]))
        person, cloth = person_measures(body), fabrics()[o.fabric].stretch
        girths = [
            g for g in torso_girths(block, front, back, body.measures, person, "body", cloth) if g.measure != "hip"
        ]
        pom = torso_poms(block, front, back) | scye.sleeve_poms(cap, left) | neckline.neck_poms(front, back, band)
        pom |= {"hem": hem, "cuff": cuff, "length": pom["length"] + o.rib_mm}
        pom["sleeve_length"] += o.rib_mm
        pom.pop("hip", None)  # the rib begins there
        return Pattern(
            pieces=(front, back, *sleeves, band, *cuffs, waistband),
            seams=tuple(seams),
            pom_mm=pom,
            girths=(
                *girths,
                Girth("upper_arm", "upper arm", "sleeve", cap.bicep, person["upper_arm"], cloth),
                Girth("wrist", "wrist", "cuff", cuff, person["wrist"], neckline.RIB_STRETCH),
                Girth("hip", "hip", "hem's rib", hem, person["hip"], neckline.RIB_STRETCH),
                *neckline.neck_girths(band, person),
            ),
        )
