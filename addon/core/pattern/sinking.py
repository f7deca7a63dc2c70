"""Where a band lies that is wider than the body: so far below its place that the body fills it, or nowhere."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from ..errors import PatternError
from ..types import Body
from .crotch import girth_below_waist
from .ease import MOST_SUNK_MM, Girth, Remedy, can_be_worn
from .grading import MADE_TO_MEASURE, person_measures
from .pieces import Piece
from .sizes import SIZES

HELD_MM = 25.0  # a band that is no more wider than the body stays where it is: so much ease is worn at a waist
STEP_MM = 5.0  # levels are measured at this pitch


def settled(girths: Sequence[Girth], body: Body) -> tuple[Girth, ...]:
    """The girths, with how far below its place each band that holds a garment up will lie."""
    return tuple(replace(girth, sinks_mm=sinks(girth, body)) if girth.holds_at_mm >= 0 else girth for girth in girths)


def sinks(girth: Girth, body: Body) -> float:
    """mm down to where the body comes within HELD_MM of the band; inf if it does so nowhere down to the hip."""
    if girth.ease_mm <= HELD_MM:
        return 0.0
    person, wanted = person_measures(body), girth.garment_mm - HELD_MM
    levels = np.arange(girth.holds_at_mm, person["waist_to_hip"] + STEP_MM, STEP_MM)
    before = girth.body_mm
    for level in levels[1:]:
        here = girth_below_waist(person, float(level), body)
        if here >= wanted:
            return float(level - girth.holds_at_mm - STEP_MM * (here - wanted) / max(here - before, 1e-6))
        before = here
    return math.inf


def lowered(pieces: Sequence[Piece], by_mm: float) -> tuple[Piece, ...]:
    """The pieces, to be put on so much lower. Bands follow what they are sewn to."""
    if not by_mm:
        return tuple(pieces)
    return tuple(
        replace(piece, placement=replace(piece.placement, lowered_mm=by_mm)) if piece.placement.landmark else piece
        for piece in pieces
    )


def refuse_too_wide(
    design: str, size: str, girths_of: Callable[[str], Sequence[Girth]], remedies: Mapping[str, Remedy]
) -> None:
    """Refuse a garment that nothing holds up on this body; see refuse_too_small.

    Raises:
        PatternError: says where, by how many cm, how far it would sink, and what to do.
    """
    worst = max(girths_of(size), key=lambda girth: girth.sinks_mm)
    if worst.sinks_mm <= MOST_SUNK_MM:
        return
    sunk = f"it would sink {worst.sinks_mm / 10:.1f} cm to where the body fills it (limit {MOST_SUNK_MM / 10:.0f} cm)"
    if math.isinf(worst.sinks_mm):
        sunk = "down to the hip, the body fills it nowhere"
    raise PatternError(
        f"The {design} in size {size} cannot stay up: {worst.ease_mm / 10:.1f} cm too wide at the {worst.place} "
        f"({worst.part} {worst.garment_mm / 10:.1f} cm, body {worst.body_mm / 10:.1f} cm), and {sunk}.",
        f"{narrower(size, worst, girths_of, remedies[worst.measure])} "
        f"A belt or elastic would have to take in {(worst.ease_mm - HELD_MM) / 10:.1f} cm.",
    )


def narrower(size: str, worst: Girth, girths_of: Callable[[str], Sequence[Girth]], remedy: Remedy) -> str:
    """What to change about a garment that is too wide: the largest smaller size that sits in its place."""
    smaller = SIZES[: SIZES.index(size)][::-1] if size in SIZES else ()
    for other in (*smaller, MADE_TO_MEASURE):
        if other != size and can_be_worn(girths_of, other, 0.0):
            return f"Choose size {other}."
    return f"Lower {remedy.option} by {math.ceil(worst.ease_mm - HELD_MM)} or more."
