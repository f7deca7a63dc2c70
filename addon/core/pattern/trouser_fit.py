"""How what has two legs fits: its points of measure, and where it goes round the body."""

from __future__ import annotations

from ..types import Body
from .crotch import girth_below_waist, leg_measures
from .curves import length
from .drafting import Pattern
from .ease import Girth, Remedy
from .grading import person_measures
from .pieces import Piece
from .trouser_block import CALF_DOWN, Block
from .trouser_pieces import centre_edges, crotch_seam, leg_round, seat_round, trouser_pieces, trouser_seams

THIGH_DOWN_MM = 30.0  # below the crotch line, where the thigh is measured

REMEDIES = {
    "waist": Remedy("waist_ease_mm"),
    "hip": Remedy("ease_mm"),
    "thigh": Remedy("ease_mm", 0.5),
    "calf": Remedy("leg_ease_mm"),
}


def sewn_pattern(design: str, block: Block, body: Body, stretch: float, band_stretch: float | None = None) -> Pattern:
    """The pieces of a block with their seams, points of measure and girths on this body.

    Args:
        stretch: the cloth's.
        band_stretch: the waistband's, where it is elastic.
    """
    pieces = trouser_pieces(block)
    girths = round_body(design, block, pieces, body, stretch, band_stretch or stretch)
    return Pattern(pieces, trouser_seams(pieces), points_of_measure(block, pieces), girths)


def round_body(
    design: str, block: Block, pieces: tuple[Piece, ...], body: Body, stretch: float, band_stretch: float
) -> tuple[Girth, ...]:
    """Where they go round this body: band, seat, and each leg."""
    person = leg_measures(person_measures(body))
    levels = block.levels
    on_body = girth_below_waist(person, block.fitted_at, body)
    found = [
        Girth("waist", "waistband", "waistband", block.band_low, on_body, band_stretch, holds_at_mm=block.fitted_at),
        Girth("hip", "hip", design, seat_round(pieces, levels.hip), person["hip"], stretch),
        Girth("thigh", "thigh", "leg", leg_round(pieces, -THIGH_DOWN_MM), person["thigh"], stretch),
    ]
    calf = levels.knee - CALF_DOWN * person["knee_height"]  # the person's, not the size's
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
        "front_rise": sum(length(edge.points) for edge in centre_edges(front)),
        "back_rise": length(back.edge("crotch").points),
        "crotch_seam": crotch_seam(pieces),
        "band_top": block.band_top,
        "waistband": block.band,
    }
    if levels.knee > levels.hem:
        found["knee"] = leg_round(pieces, levels.knee)
    return found
