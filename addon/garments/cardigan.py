"""A cardigan worn open: two fronts, a back, long sleeves, and ribs along the front edges, the neck, wrists and hem.

Drafted in mm: x = 0 is the centre line, y = 0 is the garment's own shoulder neck point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..core.fabric import fabrics
from ..core.options import option
from ..core.pattern import armhole as scye
from ..core.pattern.bodice import NAPE_MM, Block, Style, bodice, draft_block, torso_girths, torso_poms
from ..core.pattern.curves import length
from ..core.pattern.design import Basics, Design, cut_from, dyed
from ..core.pattern.drafting import Pattern
from ..core.pattern.ease import Girth, Remedy
from ..core.pattern.fronts import front_seams, left_front
from ..core.pattern.grading import measures_for, person_measures
from ..core.pattern.mirror import mirrored
from ..core.pattern.neckline import RIB_STRETCH
from ..core.pattern.pieces import Piece, Seam
from ..core.pattern.ribs import rib, rib_seams, strip_seams
from ..core.types import Body

ARM_EASE_MM = 75.0
HEM_BELOW_HIP_MM = 45.0  # where the rib begins, unless a length was asked for
BLOUSING_MM = 10.0  # the sleeve is so much longer than the arm
V_DROP, ROUND_DROP_MM = 0.45, 25.0  # of the way from the shoulder to the waist; below the base of the neck
BACK_NECK_MM = 22.0
FRONT_LONGER = 0.45  # of what the body is longer over the chest than behind
# Of an edge, what the rib along it is cut to: a curve's outer side is longer than its inner, and a straight edge must
# not hang longer than its rib.
ON_FRONT, ON_V, ON_NECK = 0.99, 0.97, 0.90
AROUND = ("front_left.hem", "back.hem", "front_right.hem")
OPENING = ("front_right.front", "front_right.neck", "back.neck", "front_left.neck", "front_left.front")


REMEDIES = {
    "chest": Remedy("ease_mm"),
    "waist": Remedy("ease_mm", 0.5),
    "hip": Remedy("ease_mm", 0.5),
    "upper_arm": Remedy("ease_mm", 0.5),
    "wrist": Remedy("cuff_ease_mm"),
}


class Cardigan(Design):
    """An open cardigan with ribbed front edges, cuffs and hem."""

    name, remedies = "cardigan", REMEDIES

    @dataclass(frozen=True)
    class Options(Basics):
        fabric: str = cut_from("ponte")
        colour: str = dyed("#7a4e4a")
        length_mm: float = option(
            0.0, "Shoulder neck point to the end of the rib; 0: over the hip", min=0.0, max=1200.0
        )
        sleeve_mm: float = option(0.0, "Shoulder tip to the end of the cuff; 0: to the wrist", min=0.0, max=850.0)
        ease_mm: float = option(120.0, "How much wider than the chest, the fronts brought together", min=0.0, max=500.0)
        apart_mm: float = option(30.0, "How far apart its front bands hang", min=0.0, max=140.0)
        neck: str = option("v", "Shape of the neck", choices=("v", "round"))
        neck_drop_mm: float = option(
            0.0, "Front neck below the base of the neck; 0: as the shape has it", min=0.0, max=420.0
        )
        neck_width_mm: float = option(12.0, "Neck seam out from the neck, each side", min=5.0, max=60.0)
        band_mm: float = option(30.0, "Width of the rib along the front edges and the neck", min=15.0, max=60.0)
        rib_mm: float = option(60.0, "Height of the ribs at wrists and hem", min=25.0, max=110.0)
        hem_share: float = option(0.94, "Length of the hem's rib, of the edge it is stretched to", min=0.7, max=1.0)
        cuff_ease_mm: float = option(15.0, "How much longer the cuff is than the wrist", min=0.0, max=120.0)

    def pattern(self, size: str, body: Body) -> Pattern:
        o = self.options
        m = measures_for(size, body)
        style = self.style(m["back_waist_length"])
        block = draft_block(m, style)
        over_chest = m["front_waist_length"] - (m["back_waist_length"] - NAPE_MM)
        longer = max(FRONT_LONGER * over_chest, 0.0)
        left = left_front(block, style, o.apart_mm / 2.0 + o.band_mm, o.neck == "v", longer)
        cap = scye.fit_cap(*block.armholes, m["upper_arm"] + ARM_EASE_MM)
        whole = o.sleeve_mm or m["arm_length"] + BLOUSING_MM
        sleeve = scye.sleeve(cap, m, max(whole - o.rib_mm, 1.0))
        body_pieces = (left, mirrored(left, "front_right"), bodice(block, is_front=False))
        sleeves = (sleeve, mirrored(sleeve, "sleeve_right"))
        share = min((m["wrist"] + o.cuff_ease_mm) / length(sleeve.edge("hem").points), 1.0)
        cuffs = tuple(rib(f"cuff_{s.name[7:]}", sleeves, [f"{s.name}.hem"], o.rib_mm, share) for s in sleeves)
        ribs, rib_sewing = self.ribs_in_front(body_pieces)
        seams = [*front_seams(), *rib_sewing]
        for piece, cuff in zip(sleeves, cuffs, strict=True):
            side = piece.name[7:]
            seams += [*scye.sleeve_seams(side, f"front_{side}"), *rib_seams(cuff, sleeves, [f"{piece.name}.hem"])]
        pieces = (*body_pieces, *sleeves, *cuffs, *ribs)
        return Pattern(pieces, tuple(seams), self.poms(block, cap, pieces), self.girths(block, cap, pieces, body))

    def style(self, to_waist_mm: float) -> Style:
        """The block's settings, for a back that is so long."""
        o = self.options
        drop = V_DROP * to_waist_mm if o.neck == "v" else ROUND_DROP_MM
        return Style(
            "cardigan",
            max(o.length_mm - o.rib_mm, 1.0) if o.length_mm else 0.0,
            o.ease_mm,
            o.neck_drop_mm or drop,
            o.neck_width_mm,
            back_neck_mm=BACK_NECK_MM,
            arm_ease_mm=ARM_EASE_MM,
            hem_below_hip_mm=HEM_BELOW_HIP_MM,
        )

    def ribs_in_front(self, pieces: Sequence[Piece]) -> tuple[list[Piece], list[Seam]]:
        """The hem's rib and those along the open edges, and what sews them on.

        Along a V they are one band; at a round neck a neckband and, across its ends, one down each front.
        """
        o = self.options
        hem = rib("waistband", pieces, AROUND, o.rib_mm, o.hem_share)
        seams = strip_seams(hem, pieces, AROUND)
        with_hem = (*pieces, hem)
        if o.neck == "v":
            edges = ("waistband.end_right", *OPENING, "waistband.end_left")
            shares = (1.0, ON_FRONT, ON_V, ON_NECK, ON_V, ON_FRONT, 1.0)
            band = rib("front_band", with_hem, edges, o.band_mm, shares, "bound")
            return [hem, band], [*seams, *strip_seams(band, with_hem, edges)]
        neck = rib("neckband", pieces, OPENING[1:4], o.band_mm, ON_NECK)
        seams += strip_seams(neck, pieces, OPENING[1:4])
        found = [hem, neck]
        down = {
            "right": ("waistband.end_right", OPENING[0], "neckband.end_left"),
            "left": ("neckband.end_right", OPENING[-1], "waistband.end_left"),
        }
        for side, edges in down.items():
            on = (*with_hem, neck)
            found.append(rib(f"front_band_{side}", on, edges, o.band_mm, (1.0, ON_FRONT, 1.0), "bound"))
            seams += strip_seams(found[-1], on, edges)
        return found, seams

    def girths(self, block: Block, cap: scye.Cap, pieces: Sequence[Piece], body: Body) -> tuple[Girth, ...]:
        """Where it goes round this body, the fronts brought together at the centre line."""
        person, cloth = person_measures(body), fabrics()[self.options.fabric].stretch
        front, back = bodice(block, is_front=True), pieces[2]
        cuff = next(piece for piece in pieces if piece.name == "cuff_left")
        return (
            *torso_girths(block, front, back, body.measures, person, "body", cloth),
            Girth("upper_arm", "upper arm", "sleeve", cap.bicep, person["upper_arm"], cloth),
            Girth("wrist", "wrist", "cuff", length(cuff.edge("hem").points), person["wrist"], RIB_STRETCH),
        )

    def poms(self, block: Block, cap: scye.Cap, pieces: Sequence[Piece]) -> dict[str, float]:
        """Points of measure, mm, flat; round the body as the fronts hang, the space between them left out."""
        o = self.options
        by_name = {piece.name: piece for piece in pieces}
        left, back, sleeve = (by_name[name] for name in ("front_left", "back", "sleeve_left"))
        pom = torso_poms(block, bodice(block, is_front=True), back) | scye.sleeve_poms(cap, sleeve)
        for place in {"chest", "waist", "hip"} & set(pom):
            pom[place] -= o.apart_mm
        pom |= {
            "hem": length(by_name["waistband"].edge("hem").points) + 2.0 * o.band_mm,
            "cuff": length(by_name["cuff_left"].edge("hem").points),
            "length": pom["length"] + o.rib_mm,
            "sleeve_length": pom["sleeve_length"] + o.rib_mm,
            "front_edge": length(left.edge("front").points) + o.rib_mm,
            "neck": 2.0 * length(left.edge("neck").points) + length(back.edge("neck").points),
            "front_band": o.band_mm,
        }
        return pom
