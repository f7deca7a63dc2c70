"""The block of full skirts, in mm: straight panels, gathered or laid in pleats at the waist.

x = 0 is the centre line, y = 0 the waist seam. All pleats lie one way round the body, towards the wearer's right in
front, each under the cloth beside it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from ..errors import PatternError
from ..types import Body
from .crotch import girth_below_waist
from .curves import length, line, point
from .darts import TakeIn, dart_seams, taken_in
from .drafting import Pattern
from .ease import Girth
from .grading import measures_for, person_measures
from .pieces import Edge, Piece, Placement, Seam
from .waistband import fitted_at, panels_round, skirt_band
from .zips import zipped_left

CLOTH_MM = 1450.0  # wide, between its selvedges
HIP_EASE_MM = 60.0  # least, whatever fullness was asked for
BELOW_HIP_MM = 20.0  # least way from hip to hem
TAKEN_IN = ("gathers", "pleats")


@dataclass(frozen=True)
class Style:
    """What a design asks of the block, mm. The names are the designs' settings, for what a refusal advises."""

    name: str  # in a sentence: "full skirt"
    length_mm: float  # waist to hem
    fullness: float  # times the waist seam that the cloth is wide
    taken_in: str  # one of TAKEN_IN
    pleat_mm: float  # what is seen of each pleat at the waist, about
    waist_ease_mm: float
    band_mm: float
    waistband: str = "straight"  # one of waistband.KINDS

    @property
    def fitted_at(self) -> float:
        """How far below the waist the waist seam's girth is the body's."""
        return fitted_at(self.waistband, self.band_mm)


@dataclass(frozen=True)
class Block:
    """The measured skirt, mm."""

    waist: float  # of the waist seam
    width: float  # of all cloth round the body
    long: float
    band: float
    band_top: float  # mm of its upper edge
    pleat: float  # what is seen of each at the waist, about; 0: gathered

    @property
    def is_halved(self) -> bool:
        """Whether front and back are each cut in two, since the cloth is too narrow for a whole one."""
        return self.width / 2.0 > CLOTH_MM

    @property
    def fullness(self) -> float:
        return self.width / self.waist


def draft_block(m: Mapping[str, float], s: Style) -> Block:
    """The block for measures in mm.

    Raises:
        PatternError: it would end above the hip, or its pleats would overlap.
    """
    if s.length_mm < m["waist_to_hip"] + BELOW_HIP_MM:
        raise PatternError(
            f"The {s.name} is {s.length_mm:.0f} mm long and the hip lies {m['waist_to_hip']:.0f} mm below the waist.",
            f"Raise length_mm to {math.ceil(m['waist_to_hip'] + BELOW_HIP_MM)} or more.",
        )
    waist, top = girth_below_waist(m, s.fitted_at) + s.waist_ease_mm, m["waist"] + s.waist_ease_mm
    width = max(s.fullness * waist, m["hip"] + HIP_EASE_MM)
    pleat = s.pleat_mm if s.taken_in == "pleats" else 0.0
    return Block(waist, width, s.length_mm - s.band_mm / 2.0, s.band_mm, top, pleat)


def panel(block: Block, side: str, half: bool = False) -> Piece:
    """A whole front or back, or the half of it that lies on the +x side."""
    near, far = ("left", "right") if side == "front" else ("right", "left")
    right = block.width / 4.0
    left = 0.0 if half else -right
    a, b, c, d = point(left, -block.long), point(right, -block.long), point(right, 0.0), point(left, 0.0)
    waist = line(c, d)
    edges = (
        Edge("hem", line(a, b)),
        Edge(f"side_{near}", line(b, c)),
        *taken_in(waist, pleats(block, length(waist)), "waist", "pleat"),
        Edge("centre" if half else f"side_{far}", line(d, a)),
    )
    placement = Placement("flared", side, "waist_height", block.band / 2.0)
    return Piece(f"{side}_{near}" if half else side, edges, placement, zone=side, on_fold=not half)


def pleats(block: Block, wide: float) -> list[TakeIn]:
    """The pleats of a panel, evenly along its waist: half of what is seen of one at each end."""
    if not block.pleat:
        return []
    count = max(1, round(wide / block.fullness / block.pleat))
    each = wide / count
    return [TakeIn((k + 0.5) * each, each * (1.0 - 1.0 / block.fullness)) for k in range(count)]


def waist_names(piece: Piece) -> list[str]:
    return [edge.name for edge in piece.edges if edge.name.startswith("waist_")]


def full_seams(block: Block, pieces: Sequence[Piece]) -> tuple[Seam, ...]:
    """What joins the panels, lays their pleats, and sews on the waistband."""
    if len(pieces) > 2:
        seams = [Seam(f"{name}_left.centre", f"{name}_right.centre") for name in ("front", "back")]
        seams += [Seam(f"front_{side}.side_{side}", f"back_{side}.side_{side}") for side in ("left", "right")]
    else:
        seams = [Seam(f"front.side_{side}", f"back.side_{side}") for side in ("left", "right")]
    gather = 1.0 if block.pleat else block.fullness
    for piece in pieces:
        seams += dart_seams(piece)
        seams += [
            Seam(f"{piece.name}.{name}", f"waistband.{piece.name}_{name}", gather=gather) for name in waist_names(piece)
        ]
    return (*seams, Seam("waistband.end_front", "waistband.end_back"))


def waistband(block: Block, pieces: Sequence[Piece]) -> Piece:
    """The strip that holds gathers and pleats."""
    gather = 1.0 if block.pleat else block.fullness
    runs = [
        (f"{piece.name}_{name}", length(piece.edge(name).points) / gather)
        for piece in pieces
        for name in reversed(waist_names(piece))
    ]
    return skirt_band(runs, block.band_top, block.band)


def full_pattern(size: str, body: Body, style: Style, stretch: float) -> Pattern:
    """The panels of a style, sewn and hung from a waistband; ``stretch`` is the cloth's."""
    m = measures_for(size, body)
    block = draft_block(m, style)
    pieces = panels_round(partial(panel, block), block.is_halved)
    band = waistband(block, pieces)
    person = person_measures(body)
    at = style.fitted_at
    on_body = girth_below_waist(person, at)
    girths = [Girth("waist", "waist", "waistband", block.waist, on_body, stretch, holds_at_mm=at)]
    for measure, place in (("high_hip", "high hip"), ("hip", "hip")):
        if person[f"waist_to_{measure}"] < style.length_mm:
            girths.append(Girth(measure, place, "skirt", block.width, person[measure], stretch, hangs_clear=True))
    pom = {
        "waist": block.waist,
        "band_top": length(band.edge("hem").points),
        "hip": block.width,
        "hem": block.width,
        "length": style.length_mm,
        "waistband": block.band,
    }
    return Pattern((*zipped_left(pieces), band), full_seams(block, pieces), pom, tuple(girths))
