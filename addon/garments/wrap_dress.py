"""A wrap dress: the right front over the left, a V neck, a tie round the waist, set-in sleeves, an A-line skirt.

Drafted in mm: x = 0 is the centre line, y = 0 is the garment's own shoulder neck point.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..core.fabric import fabrics
from ..core.options import option
from ..core.pattern import armhole as scye
from ..core.pattern import skirt_block
from ..core.pattern.bodice import NAPE_MM, Style, draft_block
from ..core.pattern.curves import length
from ..core.pattern.design import Basics, Design, cut_from, dyed
from ..core.pattern.drafting import Pattern
from ..core.pattern.ease import Girth, Remedy
from ..core.pattern.grading import measures_for, person_measures
from ..core.pattern.mirror import mirrored
from ..core.pattern.pieces import Piece
from ..core.pattern.wrap import Wrap, wrap_pieces, wrap_seams
from ..core.types import Body

ARM_EASE_MM = 55.0
SLEEVES = {"short": 0.40, "three_quarter": 0.74}  # of the arm
BELOW_CAP_MM = 45.0  # least of a sleeve
BACK_NECK_MM = 25.0
OVER_BUST, OVER_BUST_MOST_MM = 0.7, 80.0  # of what the body is longer over the bust than behind; gathers give the rest


REMEDIES = {
    "chest": Remedy("ease_mm"),
    "waist": Remedy("waist_ease_mm"),
    "high_hip": Remedy("hip_ease_mm", 0.5),
    "hip": Remedy("hip_ease_mm"),
    "upper_arm": Remedy("ease_mm", 0.5),
}


class WrapDress(Design):
    """A wrap dress with a tied waist."""

    name, remedies = "wrap_dress", REMEDIES

    @dataclass(frozen=True)
    class Options(Basics):
        fabric: str = cut_from("cotton_jersey")
        colour: str = dyed("#2f6a62")
        length_mm: float = option(600.0, "Waist to hem", min=380.0, max=1050.0)
        flare_mm: float = option(90.0, "Added at each side seam from hip to hem", min=20.0, max=220.0)
        wrap: float = option(0.65, "How far each front goes beyond the centre, 1: to the side seam", min=0.4, max=1.0)
        sleeve: str = option("three_quarter", "How long the sleeves are", choices=tuple(SLEEVES))
        ease_mm: float = option(70.0, "How much wider than the chest", min=10.0, max=250.0)
        hip_ease_mm: float = option(60.0, "How much wider than the hip", min=10.0, max=300.0)
        waist_ease_mm: float = option(10.0, "How much longer the tie is than the waist", min=-30.0, max=120.0)
        neck_width_mm: float = option(22.0, "Neck out from its base, each side", min=0.0, max=60.0)
        tie_mm: float = option(40.0, "Height of the tie", min=20.0, max=80.0)
        tie_end_mm: float = option(
            360.0, "How long the ends of the tie hang from its bow; 0: tied inside, without a bow", min=0.0, max=700.0
        )

    def pattern(self, size: str, body: Body) -> Pattern:
        o = self.options
        m = measures_for(size, body)
        wrap = self.wrap(m)
        cap = scye.fit_cap(*wrap.block.armholes, m["upper_arm"] + ARM_EASE_MM)
        sleeve = scye.sleeve(cap, m, max(SLEEVES[o.sleeve] * m["arm_length"], cap.height + BELOW_CAP_MM))
        pieces = wrap_pieces(wrap)
        seams = wrap_seams(wrap, pieces)
        for side in ("left", "right"):
            seams += scye.sleeve_seams(side, f"front_{side}")
        sleeves = (sleeve, mirrored(sleeve, "sleeve_right"))
        return Pattern(
            (*pieces[:-1], *sleeves, pieces[-1]),
            tuple(seams),
            poms(wrap, pieces) | scye.sleeve_poms(cap, sleeve),
            self.girths(wrap, cap, body),
        )

    def wrap(self, m: Mapping[str, float]) -> Wrap:
        """The blocks of bodice and skirt for measures in mm."""
        o = self.options
        to_tie = m["back_waist_length"] - NAPE_MM - o.tie_mm / 2.0
        style = Style(
            "wrap dress", to_tie, o.ease_mm, 0.0, o.neck_width_mm, back_neck_mm=BACK_NECK_MM, arm_ease_mm=ARM_EASE_MM
        )
        skirt = skirt_block.Style(
            "wrap dress", o.length_mm, o.hip_ease_mm, o.waist_ease_mm, o.tie_mm, flare_mm=o.flare_mm
        )
        block = replace(draft_block(m, style), front_neck=to_tie)
        longer = m["front_waist_length"] - (m["back_waist_length"] - NAPE_MM)
        over_bust = min(max(OVER_BUST * longer, 0.0), OVER_BUST_MOST_MM)
        return Wrap(block, skirt_block.fitted_block(m, skirt), o.wrap, o.tie_end_mm, over_bust)

    def girths(self, wrap: Wrap, cap: scye.Cap, body: Body) -> tuple[Girth, ...]:
        """Where the dress goes round this body, each front counted up to the centre."""
        person, cloth = person_measures(body), fabrics()[self.options.fabric].stretch
        skirt = wrap.skirt
        found = [
            Girth("chest", "chest", "bodice", 4.0 * float(wrap.block.underarm[0]), person["chest"], cloth),
            Girth("upper_arm", "upper arm", "sleeve", cap.bicep, person["upper_arm"], cloth),
            Girth("waist", "waist", "tie", 2.0 * sum(wrap.waists), person["waist"], cloth),
        ]
        for measure, place in (("high_hip", "high hip"), ("hip", "hip")):
            y = skirt.band / 2.0 - person[f"waist_to_{measure}"]
            if skirt.hem_y < y < -skirt_block.BACK_DROP_MM:
                found.append(Girth(measure, place, "skirt", skirt_round(wrap, y), person[measure], cloth))
        return tuple(found)


def skirt_round(wrap: Wrap, y: float) -> float:
    """mm of skirt round the body at a level, without what overlaps."""
    panels = [skirt_block.whole_panel(wrap.skirt, panel) for panel in (wrap.skirt.front, wrap.skirt.back)]
    return skirt_block.round_at(wrap.skirt, panels, y)


def poms(wrap: Wrap, pieces: tuple[Piece, ...]) -> dict[str, float]:
    """Points of measure, mm, flat, without what overlaps."""
    by_name = {piece.name: piece for piece in pieces}
    front, skirt = by_name["front_left"], wrap.skirt
    return {
        "chest": 4.0 * float(wrap.block.underarm[0]),
        "waist": 2.0 * sum(wrap.waists),
        "hip": skirt_round(wrap, skirt.hip_y),
        "hem": sum(length(by_name[f"skirt_{name}"].edge("hem").points) for name in ("left", "right", "back")),
        "shoulder": length(front.edge("shoulder_left").points),
        "armhole": sum(wrap.block.armholes),
        "wrap_edge": length(front.edge("bound_front").points),
        "overlap": 2.0 * wrap.share * wrap.waists[0],
        "bodice_length": -wrap.block.hem_y,
        "skirt_length": skirt.band / 2.0 - skirt.hem_y,
        "tie": skirt.band,
    }
