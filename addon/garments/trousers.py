"""Straight trousers: a waistband over the hip bones, a fly, back darts, a leg of one width from knee to hem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..core.colour import check_colour
from ..core.fabric import fabrics
from ..core.options import option
from ..core.pattern.crotch import girth_below_waist, leg_measures
from ..core.pattern.curves import length
from ..core.pattern.drafting import Pattern, draft_garment
from ..core.pattern.ease import Girth, Remedy
from ..core.pattern.grading import CHOICES, MADE_TO_MEASURE, measures_for, person_measures
from ..core.pattern.pieces import Piece
from ..core.pattern.trouser_block import Block, Cut, draft_block
from ..core.pattern.trouser_pieces import crotch_seam, leg_round, seat_round, trouser_pieces, trouser_seams
from ..core.seams import Steps
from ..core.types import Body, Garment

THIGH_DOWN_MM = 30.0  # below the crotch line, where the thigh is measured
CALF_DOWN = 0.27  # of the knee's height, from there down to the calf
CALF_LESS_MM = 10.0  # a leg has at least so much less ease round the calf than round the knee


class Trousers:
    """Straight trousers with a waistband, a fly and back darts."""

    @dataclass(frozen=True)
    class Options:
        size: str = option(MADE_TO_MEASURE, "Size from the chart, or drafted to the person", choices=CHOICES)
        fabric: str = option("wool_twill", "What they are cut from", choices=tuple(fabrics()))
        colour: str = option("#3c4048", "Colour of the cloth, #rrggbb")
        rise_mm: float = option(40.0, "From the waist down to the top of the band", min=0.0, max=90.0)
        ease_mm: float = option(60.0, "How much wider than the hip", min=10.0, max=200.0)
        waist_ease_mm: float = option(-10.0, "How much longer the band is than the body there", min=-40.0, max=60.0)
        leg_ease_mm: float = option(100.0, "How much wider than the knee", min=40.0, max=300.0)
        taper_mm: float = option(20.0, "How much narrower the hem is than the leg at the knee", min=-200.0, max=200.0)
        hem_height_mm: float = option(30.0, "From the floor up to the hem", min=0.0, max=400.0)
        band_mm: float = option(38.0, "Height of the waistband", min=20.0, max=70.0)
        layer: str = option("over", "Over what is worn below it, or tucked into it", choices=("over", "tucked"))

    def __init__(self, options: Options, seed: int):
        self.options = options
        check_colour(options.colour, "trousers")

    def cut(self, m: Mapping[str, float]) -> Cut:
        """The block's settings for measures in mm."""
        o = self.options
        knee = max(m["knee"] + o.leg_ease_mm, m["calf"] + o.leg_ease_mm - CALF_LESS_MM)
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
            hem=knee - o.taper_mm,
            hem_height=o.hem_height_mm,
            thigh_least=110.0,
            thigh_most=200.0,
            front_dart=70.0,
            back_dart=95.0,
        )

    def draft(self, body: Body) -> Steps[Garment]:
        """Draft the pattern.

        Raises:
            PatternError: they cannot close on this body, or the options contradict each other.
        """
        return (
            yield from draft_garment("trousers", self.options, body, lambda size: self.pattern(size, body), REMEDIES)
        )

    def pattern(self, size: str, body: Body) -> Pattern:
        m = leg_measures(measures_for(size, body.measures, body.gender))
        block = draft_block(m, self.cut(m))
        return sewn_pattern("trousers", block, body, fabrics()[self.options.fabric].stretch)


REMEDIES = {
    "waist": Remedy("waist_ease_mm"),
    "hip": Remedy("ease_mm"),
    "thigh": Remedy("ease_mm", 0.5),
    "calf": Remedy("leg_ease_mm"),
}


def sewn_pattern(design: str, block: Block, body: Body, stretch: float) -> Pattern:
    """The pieces of a block with their seams, points of measure and girths on this body."""
    pieces = trouser_pieces(block)
    girths = round_body(design, block, pieces, body, stretch)
    return Pattern(pieces, trouser_seams(pieces), points_of_measure(block, pieces), girths)


def round_body(design: str, block: Block, pieces: tuple[Piece, ...], body: Body, stretch: float) -> tuple[Girth, ...]:
    """Where they go round this body: band, seat, and each leg."""
    person = leg_measures(person_measures(body.measures, body.gender))
    levels = block.levels
    down = levels.waist - levels.top
    found = [
        Girth("waist", "waistband", "waistband", block.band_low, girth_below_waist(person, down), stretch),
        Girth("hip", "hip", design, seat_round(pieces, levels.hip), person["hip"], stretch),
        Girth("thigh", "thigh", "leg", leg_round(pieces, -THIGH_DOWN_MM), person["thigh"], stretch),
    ]
    calf = levels.knee - CALF_DOWN * person["knee_height"]
    if calf > levels.hem:
        found.append(Girth("calf", "calf", "leg", leg_round(pieces, calf), person["calf"], stretch))
    return tuple(found)


def points_of_measure(block: Block, pieces: tuple[Piece, ...]) -> dict[str, float]:
    """The points of measure, mm, flat and with the darts closed."""
    front, back = pieces[0], pieces[3]
    levels = block.levels
    found = {
        "waist": block.band_low,
        "hip": seat_round(pieces, levels.hip),
        "thigh": leg_round(pieces, -THIGH_DOWN_MM),
        "hem": length(front.edge("hem").points) + length(back.edge("hem").points),
        "inseam": length(front.edge("inseam").points),
        "outseam": length(front.edge("outseam").points),
        "front_rise": sum(length(front.edge(name).points) for name in ("fly", "crotch")),
        "back_rise": length(back.edge("crotch").points),
        "crotch_seam": crotch_seam(pieces),
        "waistband": block.band,
    }
    if levels.knee > levels.hem:
        found["knee"] = leg_round(pieces, levels.knee)
    return found
