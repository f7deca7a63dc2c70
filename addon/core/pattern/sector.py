"""The block of circle skirts, in mm: annular sectors, cut in as many panels as the cloth is wide enough for.

x = 0 is the centre line, y = 0 the waist seam there, and the centre of all circles lies above it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from ..errors import PatternError
from ..types import Body
from .crotch import girth_below_waist
from .curves import arc, length, line, point
from .drafting import Pattern
from .ease import Girth
from .grading import measures_for, person_measures
from .pieces import Edge, Piece, Placement, Seam
from .waistband import fitted_at, panels_round, skirt_band
from .zips import zipped_left

CLOTH_MM = 1450.0  # wide, between its selvedges
BELOW_HIP_MM = 20.0  # least way from hip to hem


@dataclass(frozen=True)
class Sector:
    """The whole skirt laid flat, mm."""

    angle: float  # radians, of all panels together
    waist: float  # mm of the waist seam
    long: float  # from the waist seam to the hem
    band: float

    @property
    def radius(self) -> float:
        """From the centre to the waist seam."""
        return self.waist / self.angle

    @property
    def is_halved(self) -> bool:
        """Whether front and back are each cut in two, since the cloth is too narrow for a whole one."""
        return 2.0 * (self.radius + self.long) * math.sin(min(self.angle / 4.0, math.pi / 2.0)) > CLOTH_MM

    def round_at(self, below_waist: float) -> float:
        """mm of cloth round the body so far below the body's waist, on which the middle of the band lies."""
        return self.angle * (self.radius + below_waist - self.band / 2.0)


def panel(sector: Sector, side: str, half: bool = False) -> Piece:
    """A whole front or back, or the half of it that lies on the +x side."""
    near, far = ("left", "right") if side == "front" else ("right", "left")
    turn = sector.angle / 4.0
    inner, outer = sector.radius, sector.radius + sector.long

    def at(ray: float, angle: float) -> np.ndarray:
        return point(ray * math.sin(angle), sector.radius - ray * math.cos(angle))

    start = 0.0 if half else -turn
    edges = (
        Edge("hem", arc(at(outer, start), at(outer, turn), turn - start)),
        Edge(f"side_{near}", line(at(outer, turn), at(inner, turn))),
        Edge("waist", arc(at(inner, turn), at(inner, start), start - turn)),
        Edge("centre" if half else f"side_{far}", line(at(inner, start), at(outer, start))),
    )
    placement = Placement("flared", side, "waist_height", sector.band / 2.0, rays_mm=sector.radius)
    return Piece(f"{side}_{near}" if half else side, edges, placement, zone=side, on_fold=not half)


def sector_seams(pieces: Sequence[Piece], band: Piece) -> tuple[Seam, ...]:
    """What joins the panels and sews on the waistband."""
    if len(pieces) > 2:
        seams = [Seam(f"{name}_left.centre", f"{name}_right.centre") for name in ("front", "back")]
        seams += [Seam(f"front_{side}.side_{side}", f"back_{side}.side_{side}") for side in ("left", "right")]
    else:
        seams = [Seam(f"front.side_{side}", f"back.side_{side}") for side in ("left", "right")]
    for piece in pieces:
        on_band = f"{piece.name}_waist"
        ease = length(piece.edge("waist").points) - length(band.edge(on_band).points)
        seams.append(Seam(f"{piece.name}.waist", f"waistband.{on_band}", ease))
    return (*seams, Seam("waistband.end_front", "waistband.end_back"))


def sector_girths(sector: Sector, person: Mapping[str, float], at: float, stretch: float) -> tuple[Girth, ...]:
    """Where the skirt goes round this person, measures in mm. ``at``: how far below the waist its band is fitted."""
    on_body = girth_below_waist(person, at)
    found = [Girth("waist", "waist", "waistband", sector.waist, on_body, stretch, holds_at_mm=at)]
    for measure, place in (("high_hip", "high hip"), ("hip", "hip")):
        down = person[f"waist_to_{measure}"]
        if down < sector.long + sector.band / 2.0:
            round_body = sector.round_at(down)
            found.append(Girth(measure, place, "skirt", round_body, person[measure], stretch, hangs_clear=True))
    return tuple(found)


def sector_pattern(
    size: str,
    body: Body,
    name: str,
    angle_deg: float,
    length_mm: float,
    waist_ease_mm: float,
    band_mm: float,
    waistband: str,
    stretch: float,
) -> Pattern:
    """A circle skirt hung from a waistband; ``stretch`` is the cloth's.

    Raises:
        PatternError: it would end above the hip.
    """
    m = measures_for(size, body)
    if length_mm < m["waist_to_hip"] + BELOW_HIP_MM:
        raise PatternError(
            f"The {name} is {length_mm:.0f} mm long and the hip lies {m['waist_to_hip']:.0f} mm below the waist.",
            f"Raise length_mm to {math.ceil(m['waist_to_hip'] + BELOW_HIP_MM)} or more.",
        )
    at = fitted_at(waistband, band_mm)
    seam = girth_below_waist(m, at) + waist_ease_mm
    sector = Sector(math.radians(angle_deg), seam, length_mm - band_mm / 2.0, band_mm)
    pieces = panels_round(partial(panel, sector), sector.is_halved)
    runs = [(f"{piece.name}_waist", seam / len(pieces)) for piece in pieces]
    band = skirt_band(runs, m["waist"] + waist_ease_mm, band_mm)
    pom = {
        "waist": seam,
        "band_top": length(band.edge("hem").points),
        "hip": sector.round_at(m["waist_to_hip"]),
        "hem": sum(length(piece.edge("hem").points) for piece in pieces),
        "length": length_mm,
        "waistband": band_mm,
    }
    girths = sector_girths(sector, person_measures(body), at, stretch)
    return Pattern((*zipped_left(pieces), band), sector_seams(pieces, band), pom, girths)
