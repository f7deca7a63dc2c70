"""An A-line skirt: front and back with waist darts, and a straight waistband closed at the left side.

Drafted in mm: x = 0 is the centre line, y = 0 is the top of the front at the centre, where the waistband is sewn on.
The middle of the waistband lies on the waist. Each panel is drafted straight below the hip and then bent, which opens
the hem and closes part of the darts, as a cutter does with scissors.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..core.colour import check_colour
from ..core.errors import PatternError
from ..core.fabric import fabrics
from ..core.options import option
from ..core.pattern import waistline
from ..core.pattern.curves import bent, flipped, joined, length, line, point, resampled, solve, unbent
from ..core.pattern.darts import dart_seams
from ..core.pattern.drafting import Pattern, draft_garment
from ..core.pattern.ease import Girth, Remedy
from ..core.pattern.grading import CHOICES, MADE_TO_MEASURE, measures_for, person_measures
from ..core.pattern.pieces import Edge, Piece, Placement, Seam, outline, width_at
from ..core.seams import Steps
from ..core.types import Body, Garment

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


@dataclass(frozen=True)
class Panel:
    """Half a front or back, mm."""

    name: str
    waist: float  # its share of the waistband
    hip: float
    dart_length: float
    centre_y: float  # where its waist meets the centre line
    lean: float  # radians the side seam leans out

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


class Skirt:
    """An A-line skirt with darts and a waistband."""

    @dataclass(frozen=True)
    class Options:
        size: str = option(MADE_TO_MEASURE, "Size from the chart, or drafted to the person", choices=CHOICES)
        fabric: str = option("wool_twill", "What it is cut from", choices=tuple(fabrics()))
        colour: str = option("#4a4e57", "Colour of the cloth, #rrggbb")
        length_mm: float = option(600.0, "Waist to hem", min=300.0, max=1100.0)
        flare_mm: float = option(60.0, "Added at each side seam from hip to hem", min=0.0, max=250.0)
        ease_mm: float = option(40.0, "How much wider than the hip", min=-20.0, max=300.0)
        waist_ease_mm: float = option(10.0, "How much longer the waistband is than the waist", min=-40.0, max=200.0)
        band_mm: float = option(35.0, "Height of the waistband", min=15.0, max=80.0)
        layer: str = option("over", "Over what is worn below it, or tucked into it", choices=("over", "tucked"))

    def __init__(self, options: Options, seed: int):
        self.options = options
        check_colour(options.colour, "skirt")

    def draft(self, body: Body) -> Steps[Garment]:
        """Draft the pattern.

        Raises:
            PatternError: it cannot close on this body, or the options contradict each other.
        """
        return (yield from draft_garment("skirt", self.options, body, lambda size: self.pattern(size, body), REMEDIES))

    def pattern(self, size: str, body: Body) -> Pattern:
        block = fitted_block(measures_for(size, body.measures, body.gender), self.options)
        front, back = panel_piece(block, block.front), panel_piece(block, block.back)
        pieces = (front, back, waistband(block, front, back))
        return Pattern(pieces, sewing(pieces), points_of_measure(block, pieces), self.girths(block, pieces, body))

    def girths(self, block: Block, pieces: tuple[Piece, ...], body: Body) -> tuple[Girth, ...]:
        """Where the skirt goes round this body: at the person's own levels, not the size's."""
        person = person_measures(body.measures, body.gender)
        stretch = fabrics()[self.options.fabric].stretch
        band = length(pieces[2].edge("hem").points)
        found = [Girth("waist", "waist", "waistband", band, person["waist"], stretch)]
        for measure, place in (("high_hip", "high hip"), ("hip", "hip")):
            y = block.band / 2.0 - person[f"waist_to_{measure}"]
            if block.hem_y < y < -BACK_DROP_MM:
                found.append(Girth(measure, place, "skirt", round_at(block, pieces, y), person[measure], stretch))
        return tuple(found)


REMEDIES = {"waist": Remedy("waist_ease_mm"), "high_hip": Remedy("ease_mm", 0.5), "hip": Remedy("ease_mm")}


def fitted_block(m: Mapping[str, float], o: Skirt.Options) -> Block:
    """The block for measures in mm, widened where the high hip needs more than the hip gives."""
    y = o.band_mm / 2.0 - m["waist_to_high_hip"]
    needed = m["high_hip"] + min(o.ease_mm, HIGH_HIP_EASE_MM)

    def at_high_hip(wider: float) -> float:
        block = draft_block(m, o, wider)
        return round_at(block, (panel_piece(block, block.front), panel_piece(block, block.back)), y)

    if at_high_hip(0.0) >= needed:
        return draft_block(m, o, 0.0)
    return draft_block(m, o, solve(at_high_hip, needed, 0.0, WIDEST_MM))


def draft_block(m: Mapping[str, float], o: Skirt.Options, wider: float) -> Block:
    """Shares and intakes before the curves are drawn; the hip ``wider`` than asked. Measures in mm."""
    hip_y, hem_y = o.band_mm / 2.0 - m["waist_to_hip"], o.band_mm / 2.0 - o.length_mm
    if hip_y - hem_y < BELOW_HIP_MM:
        raise PatternError(
            f"The skirt is {o.length_mm:.0f} mm long and the hip lies {m['waist_to_hip']:.0f} mm below the waist.",
            f"Raise length_mm to {m['waist_to_hip'] + BELOW_HIP_MM:.0f} or more.",
        )
    lean = o.flare_mm / (hip_y - hem_y)
    if lean > LEAN_MOST:
        raise PatternError(
            f"The side seams lean out by {math.degrees(lean):.0f} degrees (limit {math.degrees(LEAN_MOST):.0f}).",
            f"Lower flare_mm to {LEAN_MOST * (hip_y - hem_y):.0f} or less, or raise length_mm.",
        )
    waist = (m["waist"] + o.waist_ease_mm) / 4.0
    least_hip = waist + lean * -hip_y  # the bend alone takes in the rest
    hip = max((m["hip"] + o.ease_mm + wider) / 4.0, least_hip)
    more = min((hip - least_hip) / 2.0, FRONT_WAIST_MM)
    side = min(SIDE_SHARE * (hip - least_hip - more), SIDE_MOST_MM)
    front = Panel("front", waist + FRONT_HIP_MM + more, hip + FRONT_HIP_MM, FRONT_DART * -hip_y, 0.0, lean)
    back = Panel("back", waist - FRONT_HIP_MM - more, hip - FRONT_HIP_MM, BACK_DART * -hip_y, -BACK_DROP_MM, lean)
    return Block(front, back, side, hip_y, hem_y, o.band_mm)


def round_at(block: Block, pieces: tuple[Piece, ...], y: float) -> float:
    """mm of skirt round the body at a level, which on a bent panel is an arc."""
    found = 0.0
    for panel, piece in ((block.front, pieces[0]), (block.back, pieces[1])):
        narrowing = 1.0 + (block.hip_y - y) / panel.radius
        found += narrowing * width_at(unbent(outline(piece), panel.radius, block.hip_y), y)
    return found


def panel_piece(block: Block, panel: Panel) -> Piece:
    """The front, or the back, whole."""
    near, far = ("left", "right") if panel.name == "front" else ("right", "left")  # on the +x side, on the -x side
    waist_side = point(panel.hip - block.side_intake, SIDE_RISE_MM)
    hip_side, hem_side = point(panel.hip, block.hip_y), point(panel.hip, block.hem_y)

    def shaped(points: np.ndarray) -> np.ndarray:
        return bent(points, panel.radius, block.hip_y)

    side = joined(shaped(line(hem_side, hip_side)), shaped(waistline.side_curve(hip_side, waist_side)))
    hem = shaped(resampled(line(hem_side * (-1.0, 1.0), hem_side)))
    waist = waistline.waist_edges(
        shaped(waistline.waist_curve(hip_side, waist_side, panel.centre_y)), panel.waist, panel.dart_length
    )
    edges = (Edge("hem", hem), Edge(f"side_{near}", side), *waist, Edge(f"side_{far}", flipped(side)))
    return Piece(panel.name, edges, Placement("hips", panel.name, "waist_height", block.band / 2.0), zone=panel.name)


def waist_names(piece: Piece) -> list[str]:
    return [edge.name for edge in piece.edges if edge.name.startswith("waist_")]


def waistband(block: Block, front: Piece, back: Piece) -> Piece:
    """A strip seen from outside; it closes at the wearer's left side. Cut double: its "hem" is the fold."""
    edges: list[Edge] = []
    at = point(0.0, 0.0)
    for panel, piece in ((block.back, back), (block.front, front)):
        names = waist_names(piece)
        eased = 2.0 * panel.waist / sum(length(piece.edge(name).points) for name in names)
        for name in reversed(names):
            end = at + point(eased * length(piece.edge(name).points), 0.0)
            edges.append(Edge(f"{piece.name}_{name}", line(at, end)))
            at = end
    up = point(0.0, block.band)
    edges += [
        Edge("end_front", line(at, at + up)),
        Edge("hem", line(at + up, up)),
        Edge("end_back", line(up, 0.0 * up)),
    ]
    placement = Placement("band", "around", "waist_height", block.band / 2.0)
    folds = (Edge("fold", line(at + up, up)),)
    allowance = block.band + 10.0
    return Piece("waistband", tuple(edges), placement, 0.0, hem_allowance_mm=allowance, zone="waistband", folds=folds)


def sewing(pieces: tuple[Piece, ...]) -> tuple[Seam, ...]:
    front, back, band = pieces
    seams = [Seam(f"front.side_{side}", f"back.side_{side}") for side in ("left", "right")]
    for piece in (front, back):
        seams += dart_seams(piece)
        for name in waist_names(piece):
            on_band = f"{piece.name}_{name}"
            ease = length(piece.edge(name).points) - length(band.edge(on_band).points)
            seams.append(Seam(f"{piece.name}.{name}", f"waistband.{on_band}", ease))
    return (*seams, Seam("waistband.end_front", "waistband.end_back"))


def points_of_measure(block: Block, pieces: tuple[Piece, ...]) -> dict[str, float]:
    """The skirt's points of measure, mm, flat and with the darts closed."""
    front, back, band = pieces
    return {
        "waist": length(band.edge("hem").points),
        "hip": round_at(block, pieces, block.hip_y),
        "hem": length(front.edge("hem").points) + length(back.edge("hem").points),
        "length": block.band / 2.0 - block.hem_y,
        "side_length": length(front.edge("side_left").points),
        "waistband": block.band,
    }
