"""The block of skirts with darts and a waistband, in mm.

x = 0 is the centre line, y = 0 is the top of the front at the centre, where the waistband is sewn on. The middle of the
waistband lies on the waist. Each panel is drafted straight below the hip; a flare bends it, which opens the hem and
closes part of the darts, as a cutter does with scissors; a taper leans its side seams in.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import PatternError
from ..types import Body
from . import waistline
from .crotch import girth_below_waist
from .curves import bent, cubic, flipped, joined, length, line, point, resampled, solve, unbent
from .darts import dart_seams
from .drafting import Pattern
from .ease import Girth
from .grading import measures_for, person_measures
from .pieces import Edge, Piece, Placement, Seam, outline, width_at
from .vent import hem_round, vented_halves
from .waistband import fitted_at, skirt_band
from .zips import zipped_left

FRONT_HIP_MM = 4.0  # half a front has so much more than a quarter of the hip; the back has as much less
FRONT_WAIST_MM = 6.0  # at the waist it has up to so much more again, so that the back gets the larger darts
HIGH_HIP_EASE_MM = 10.0  # least, where belly or hip bone stand out above the hip
WIDEST_MM = 500.0  # the most that a belly may add to the hip
SIDE_SHARE = 0.6  # of what the front takes in between hip and waist goes into the side seam, the rest into darts
SIDE_MOST_MM = 45.0  # a side seam takes in no more without standing off at the hip
SIDE_RISE_MM = 12.0  # the waist runs up to the side seam, over the hip bone
BACK_DROP_MM = 8.0  # and down to the centre back
FRONT_DART, BACK_DART = 0.55, 0.75  # length, of the way from waist to hip
LEAN_MOST = 0.9  # radians that a side seam may lean out; beyond it is a circle skirt, which is cut otherwise
BELOW_HIP_MM = 40.0  # least way from hip to hem
VENT_BELOW_HIP_MM = 100.0  # a vent ends at least so far below the hip


@dataclass(frozen=True)
class Style:
    """What a design asks of the block, mm. The names are the designs' settings, for what a refusal advises."""

    name: str  # in a sentence: "skirt"
    length_mm: float  # waist to hem
    ease_mm: float  # over the hip
    waist_ease_mm: float
    band_mm: float  # height of the waistband
    flare_mm: float = 0.0  # added at each side seam from hip to hem
    taper_mm: float = 0.0  # taken away there
    vent_mm: float = 0.0  # of the centre back seam that stays open above the hem; the back is then cut in two
    waistband: str = "straight"  # one of waistband.KINDS

    @property
    def fitted_at(self) -> float:
        """How far below the waist the waist seam's girth is the body's."""
        return fitted_at(self.waistband, self.band_mm)


@dataclass(frozen=True)
class Panel:
    """Half a front or back, mm."""

    name: str
    waist: float  # its share of the waistband
    hip: float
    dart_length: float
    centre_y: float  # where its waist meets the centre line
    lean: float  # radians the side seam leans out
    taper: float  # mm less at the side of the hem

    @property
    def radius(self) -> float:
        """From the hip line up to the centre round which the panel is bent."""
        return self.hip / self.lean if self.lean > 1e-6 else math.inf


@dataclass(frozen=True)
class Block:
    """Both panels and what they share, mm."""

    front: Panel
    back: Panel
    side_intake: float
    hip_y: float
    hem_y: float
    band: float
    band_top: float  # mm of its upper edge
    vent: float  # how far the centre back is open; 0: the back is one piece


def fitted_block(m: Mapping[str, float], s: Style) -> Block:
    """The block for measures in mm, widened where the high hip needs more than the hip gives."""
    y = s.band_mm / 2.0 - m["waist_to_high_hip"]
    needed = m["high_hip"] + min(s.ease_mm, HIGH_HIP_EASE_MM)

    def at_high_hip(wider: float) -> float:
        block = draft_block(m, s, wider)
        return round_at(block, panel_pieces(block), y)

    if at_high_hip(0.0) >= needed:
        return draft_block(m, s, 0.0)
    return draft_block(m, s, solve(at_high_hip, needed, 0.0, WIDEST_MM))


def draft_block(m: Mapping[str, float], s: Style, wider: float) -> Block:
    """Shares and intakes before the curves are drawn; the hip ``wider`` than asked. Measures in mm."""
    hip_y, hem_y = s.band_mm / 2.0 - m["waist_to_hip"], s.band_mm / 2.0 - s.length_mm
    if hip_y - hem_y < BELOW_HIP_MM:
        raise PatternError(
            f"The {s.name} is {s.length_mm:.0f} mm long and the hip lies {m['waist_to_hip']:.0f} mm below the waist.",
            f"Raise length_mm to {m['waist_to_hip'] + BELOW_HIP_MM:.0f} or more.",
        )
    check_vent(s, hip_y - hem_y)
    lean = s.flare_mm / (hip_y - hem_y)
    if lean > LEAN_MOST:
        raise PatternError(
            f"The side seams lean out by {math.degrees(lean):.0f} degrees (limit {math.degrees(LEAN_MOST):.0f}).",
            f"Lower flare_mm to {LEAN_MOST * (hip_y - hem_y):.0f} or less, or raise length_mm.",
        )
    waist = (girth_below_waist(m, s.fitted_at) + s.waist_ease_mm) / 4.0
    least_hip = waist + lean * -hip_y  # the bend alone takes in the rest
    hip = max((m["hip"] + s.ease_mm + wider) / 4.0, least_hip)
    more = min((hip - least_hip) / 2.0, FRONT_WAIST_MM)
    side = min(SIDE_SHARE * (hip - least_hip - more), SIDE_MOST_MM)
    front = Panel("front", waist + FRONT_HIP_MM + more, hip + FRONT_HIP_MM, FRONT_DART * -hip_y, 0.0, lean, s.taper_mm)
    back = Panel(
        "back", waist - FRONT_HIP_MM - more, hip - FRONT_HIP_MM, BACK_DART * -hip_y, -BACK_DROP_MM, lean, s.taper_mm
    )
    return Block(front, back, side, hip_y, hem_y, s.band_mm, m["waist"] + s.waist_ease_mm, s.vent_mm)


def check_vent(s: Style, below_hip: float) -> None:
    """Refuse a vent that opens the seat."""
    beyond = s.vent_mm - (below_hip - VENT_BELOW_HIP_MM)
    if s.vent_mm and beyond > 0.0:
        raise PatternError(
            f"The vent of the {s.name} is {s.vent_mm:.0f} mm high and only {below_hip:.0f} mm lie below the hip.",
            f"Raise length_mm by {math.ceil(beyond)} or lower vent_mm by as much.",
        )


def round_at(block: Block, pieces: Sequence[Piece], y: float) -> float:
    """mm of skirt, of its front and back pieces, round the body at a level, which on a bent panel is an arc."""
    found = 0.0
    for piece in pieces:
        panel = block.front if piece.placement.side == "front" else block.back
        narrowing = 1.0 + (block.hip_y - y) / panel.radius
        found += narrowing * width_at(unbent(outline(piece), panel.radius, block.hip_y), y)
    return found


def panel_pieces(block: Block) -> tuple[Piece, ...]:
    """Back and front in the order in which the waistband meets them: from the left side over the back."""
    if not block.vent:
        return whole_panel(block, block.back), whole_panel(block, block.front)
    return *vented_halves(half_back(block)), whole_panel(block, block.front)


def half_panel(block: Block, panel: Panel) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The hem from the centre to the side, the side up to the waist, and the waist back to the centre, each (N, 2)."""
    waist_side = point(panel.hip - block.side_intake, SIDE_RISE_MM)
    hip_side, hem_side = point(panel.hip, block.hip_y), point(panel.hip - panel.taper, block.hem_y)

    def shaped(points: np.ndarray) -> np.ndarray:
        return bent(points, panel.radius, block.hip_y)

    below = line(hem_side, hip_side)
    if panel.taper:
        rise = hip_side - hem_side
        below = cubic(hem_side, hem_side + 0.4 * rise, hip_side - point(0.0, 0.35 * rise[1]), hip_side)
    side = joined(shaped(below), shaped(waistline.side_curve(hip_side, waist_side)))
    hem = shaped(resampled(line(point(0.0, block.hem_y), hem_side)))
    return hem, side, shaped(waistline.waist_curve(hip_side, waist_side, panel.centre_y))


def whole_panel(block: Block, panel: Panel) -> Piece:
    """The front, or the back, whole."""
    near, far = ("left", "right") if panel.name == "front" else ("right", "left")  # on the +x side, on the -x side
    hem, side, waist = half_panel(block, panel)
    edges = (
        Edge("hem", joined(flipped(hem), hem)),
        Edge(f"side_{near}", side),
        *waistline.waist_edges(joined(waist, flipped(waist)), 2.0 * panel.waist, panel.dart_length, 2),
        Edge(f"side_{far}", flipped(side)),
    )
    placement = Placement("hips", panel.name, "waist_height", block.band / 2.0)
    return Piece(panel.name, edges, placement, zone=panel.name, on_fold=True)


def half_back(block: Block) -> Piece:
    """The right half of a back with a seam at its centre, open below as a vent."""
    hem, side, waist = half_panel(block, block.back)
    foot, top, slit = hem[0], waist[-1], point(0.0, block.hem_y + block.vent)
    edges = (
        Edge("hem", hem),
        Edge("side_right", side),
        *waistline.waist_edges(waist, block.back.waist, block.back.dart_length, 1),
        Edge("centre", line(top, slit)),
        Edge("hem_vent", line(slit, foot)),
    )
    return Piece("back_right", edges, Placement("hips", "back", "waist_height", block.band / 2.0), zone="back")


def waist_names(piece: Piece) -> list[str]:
    return [edge.name for edge in piece.edges if edge.name.startswith("waist_")]


def waistband(block: Block, pieces: Sequence[Piece]) -> Piece:
    """The strip that the panels are eased into."""
    runs: list[tuple[str, float]] = []
    for piece in pieces:
        names = waist_names(piece)
        panel = block.front if piece.placement.side == "front" else block.back
        share = panel.waist if piece.name.startswith("back_") else 2.0 * panel.waist
        eased = share / sum(length(piece.edge(name).points) for name in names)
        runs += [(f"{piece.name}_{name}", eased * length(piece.edge(name).points)) for name in reversed(names)]
    return skirt_band(runs, block.band_top, block.band)


def skirt_seams(pieces: Sequence[Piece], band: Piece) -> tuple[Seam, ...]:
    """What joins the panels, closes their darts and sews on the waistband."""
    backs = {side: "back" if len(pieces) == 2 else f"back_{side}" for side in ("left", "right")}
    seams = [Seam(f"front.side_{side}", f"{backs[side]}.side_{side}") for side in ("left", "right")]
    if len(pieces) > 2:
        seams.append(Seam("back_left.centre", "back_right.centre"))
    for piece in pieces:
        seams += dart_seams(piece)
        for name in waist_names(piece):
            on_band = f"{piece.name}_{name}"
            ease = length(piece.edge(name).points) - length(band.edge(on_band).points)
            seams.append(Seam(f"{piece.name}.{name}", f"waistband.{on_band}", ease))
    return (*seams, Seam("waistband.end_front", "waistband.end_back"))


def skirt_girths(
    block: Block, pieces: Sequence[Piece], person: Mapping[str, float], at: float, stretch: float
) -> tuple[Girth, ...]:
    """Where the skirt goes round this person, measures in mm: at the person's own levels, not the size's.

    ``at``: how far below the waist the waistband's foot is fitted.
    """
    waist = 2.0 * (block.front.waist + block.back.waist)
    found = [Girth("waist", "waist", "waistband", waist, girth_below_waist(person, at), stretch, holds_at_mm=at)]
    for measure, place in (("high_hip", "high hip"), ("hip", "hip")):
        y = block.band / 2.0 - person[f"waist_to_{measure}"]
        if block.hem_y < y < -BACK_DROP_MM:
            found.append(Girth(measure, place, "skirt", round_at(block, pieces, y), person[measure], stretch))
    return tuple(found)


def skirt_poms(block: Block, pieces: Sequence[Piece], band: Piece) -> dict[str, float]:
    """The skirt's points of measure, mm, flat and with the darts closed."""
    front = pieces[-1]
    return {
        "waist": 2.0 * (block.front.waist + block.back.waist),
        "band_top": length(band.edge("hem").points),
        "hip": round_at(block, pieces, block.hip_y),
        "hem": hem_round(pieces),
        "length": block.band / 2.0 - block.hem_y,
        "side_length": length(front.edge("side_left").points),
        "waistband": block.band,
    }


def skirt_pattern(size: str, body: Body, style: Style, stretch: float) -> Pattern:
    """The panels of a style, sewn and hung from a waistband; ``stretch`` is the cloth's."""
    block = fitted_block(measures_for(size, body), style)
    panels = panel_pieces(block)
    band = waistband(block, panels)
    person = person_measures(body)
    return Pattern(
        pieces=(*zipped_left(panels), band),
        seams=skirt_seams(panels, band),
        pom_mm=skirt_poms(block, panels, band),
        girths=skirt_girths(block, panels, person, style.fitted_at, stretch),
    )
