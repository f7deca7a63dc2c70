"""The block of dresses: front and back from the shoulder past the hip, shaped at bust, waist and hip. In mm.

x = 0 is the centre line, y = 0 is the garment's own shoulder neck point. The front is longer over the bust than the
back; a dart from the side to the bust takes the difference in, so every level of the front below it lies lower by that.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import PatternError
from .curves import cubic, joined, length, line, point, solve, through
from .darts import contour_dart
from .ease import Girth, Remedy
from .pieces import Edge, Piece, Placement, Seam, cloth_at
from .torso_levels import Levels, shoulder_level
from .vent import hem_round
from .waistline import DART_LEAST_MM, DART_MOST_MM

BESIDE_BUST_MM = 25.0  # a dart ends so far from the bust point, or it pokes
BELOW_UNDERARM_MM = 18.0  # least way from underarm to bust dart
# Half a front has so much more than a quarter; the back has less.
FRONT_CHEST_MM, FRONT_WAIST_MM, FRONT_HIP_MM = 8.0, 5.0, 4.0
DART_SHARE = 0.65  # of what the waist takes in; the rest goes into side and centre back
CENTRE_BACK_MOST_MM = 12.0
FRONT_DART, BACK_DART = 0.55, 0.75  # where a waist dart ends, of the way from waist to hip
HIGH_HIP_EASE_MM = 10.0  # least
WIDEST_MM = 500.0  # the most that a belly may add to the hip
LEAST_BELOW_HIP_MM = 60.0
LEAN_MOST = 0.7  # of the way from hip to hem that a side may go out

REMEDIES = {
    "chest": Remedy("ease_mm"),
    "waist": Remedy("waist_ease_mm"),
    "high_hip": Remedy("hip_ease_mm", 0.5),
    "hip": Remedy("hip_ease_mm"),
}


@dataclass(frozen=True)
class Shape:
    """What a design asks of the block below the arms, mm."""

    name: str  # in a sentence: "sheath dress"
    below_waist_mm: float  # from waist to hem
    ease_mm: float  # over the chest
    waist_ease_mm: float
    hip_ease_mm: float
    flare_mm: float  # added at each side from hip to hem; less than 0 is a taper
    underarm_mm: float  # from shoulder_y down to the underarm
    skim_mm: float = 0.0  # without waist darts: how far the sides come in at the waist, at most; 0: with darts
    vent_mm: float = 0.0


@dataclass(frozen=True)
class Panel:
    """Half a front or back, mm. Its levels are its own."""

    name: str
    chest: float  # half width; of the hip and the hem, too
    waist: float  # at the side seam, its dart and centre seam still open
    hip: float
    hem: float
    waist_y: float
    hip_y: float
    hem_y: float
    dart: float  # intake at the waist; 0: none
    centre: float  # taken in at the centre seam


@dataclass(frozen=True)
class Block:
    """Both panels and what they share, mm."""

    at: Levels
    front: Panel
    back: Panel
    underarm_y: float
    bust_line_y: float  # where the sides begin to lean in; on the front, the upper end of the bust dart's mouth


def draft_block(m: Mapping[str, float], at: Levels, s: Shape) -> Block:
    """Both panels for measures in mm, the hip widened where the high hip needs more.

    Raises:
        PatternError: the hem would lie at the hip.
    """
    needed = m["high_hip"] + min(s.hip_ease_mm, HIGH_HIP_EASE_MM)

    def at_high_hip(wider: float) -> float:
        block = shares(m, at, s, wider)
        return sum(2.0 * side_x(panel, block, at.high_hip) for panel in (block.front, block.back))

    if at_high_hip(0.0) >= needed:
        return shares(m, at, s, 0.0)
    return shares(m, at, s, solve(at_high_hip, needed, 0.0, WIDEST_MM))


def side_x(panel: Panel, block: Block, y: float) -> float:
    """Half the closed width mm of a panel at a level of the back between waist and hip."""
    side = side_line(panel, block)
    level = y if panel.name == "back" else block.at.on_front(y)
    share = (level - panel.hip_y) / (panel.waist_y - panel.hip_y)
    reach = FRONT_DART if panel.name == "front" else BACK_DART
    open_dart = panel.dart * max(1.0 - (1.0 - share) / reach, 0.0)
    return float(np.interp(level, side[:, 1], side[:, 0])) - open_dart - panel.centre * max(share, 0.0)


def shares(m: Mapping[str, float], at: Levels, s: Shape, wider: float) -> Block:
    """Widths and intakes of both panels; the hip ``wider`` than asked."""
    below_hip = s.below_waist_mm - (at.waist - at.hip)
    if below_hip < LEAST_BELOW_HIP_MM:
        raise PatternError(
            f"The {s.name} ends {s.below_waist_mm:.0f} mm below the waist, and the hip lies {at.waist - at.hip:.0f} mm "
            "below it.",
            f"Raise length_mm to {s.below_waist_mm - below_hip + LEAST_BELOW_HIP_MM:.0f} or more.",
        )
    if s.flare_mm > LEAN_MOST * below_hip:
        raise PatternError(
            f"The sides of the {s.name} lean out {s.flare_mm:.0f} mm on {below_hip:.0f} mm below the hip.",
            f"Lower flare_mm to {LEAN_MOST * below_hip:.0f} or less, or raise length_mm.",
        )
    widths = {
        name: (m[name] + ease) / 4.0
        for name, ease in (("chest", s.ease_mm), ("waist", s.waist_ease_mm), ("hip", s.hip_ease_mm + wider))
    }
    front = panel("front", at, s, *(widths[n] + more for n, more in zip(widths, MORE_IN_FRONT, strict=True)))
    back = panel("back", at, s, *(widths[n] - more for n, more in zip(widths, MORE_IN_FRONT, strict=True)))
    underarm = shoulder_level(at) - s.underarm_mm
    bust_line = min(at.bust + at.bust_dart / 2.0, underarm - BELOW_UNDERARM_MM)
    return Block(at, front, back, underarm, bust_line)


MORE_IN_FRONT = (FRONT_CHEST_MM, FRONT_WAIST_MM, FRONT_HIP_MM)


def panel(name: str, at: Levels, s: Shape, chest: float, waist: float, hip: float) -> Panel:
    """Half a front or back with the widths it shall have when its darts are closed."""
    down = at.on_front if name == "front" else float
    centre = dart = 0.0
    if s.skim_mm:
        waist = max(waist, min(chest, hip) - s.skim_mm)
    else:
        surplus = min(chest, hip) - waist
        centre = min(max((1.0 - DART_SHARE) / 2.0 * surplus, 0.0), CENTRE_BACK_MOST_MM) if name == "back" else 0.0
        dart = min(DART_SHARE * surplus, DART_MOST_MM)
        dart = dart if dart >= DART_LEAST_MM else 0.0
    hem_y = down(at.waist) - s.below_waist_mm
    return Panel(
        name=name,
        chest=chest,
        waist=waist + dart + centre,
        hip=hip,
        hem=hip + s.flare_mm,
        waist_y=down(at.waist),
        hip_y=down(at.hip),
        hem_y=hem_y,
        dart=dart,
        centre=centre,
    )


def hem_line(p: Panel) -> np.ndarray:
    """(N, 2) from the centre to the side, square to both, and at the side as far below the hip as in the middle."""
    drop = p.hip_y - p.hem_y
    lean = math.asin((p.hem - p.hip) / drop)
    end = point(p.hem, p.hip_y - drop * math.cos(lean))
    into = end - 0.25 * p.hem * point(math.cos(lean), math.sin(lean))
    return cubic(point(0.0, p.hem_y), point(0.4 * p.hem, p.hem_y), into, end)


def side_line(p: Panel, block: Block) -> np.ndarray:
    """(N, 2) up from the hem over hip and waist to the bust line, or to the lower end of the bust dart."""
    hem, hip, waist = hem_line(p)[-1], point(p.hip, p.hip_y), point(p.waist, p.waist_y)
    rise = hip - hem
    below = cubic(hem, hem + 0.4 * rise, hip - point(0.0, 0.35 * rise[1]), hip)
    top = mouth(p, block)[1] if p.name == "front" and block.at.bust_dart else point(p.chest, block.bust_line_y)
    return joined(below, through([hip, waist, top], [point(0.0, 1.0), None, None]))


def apex(p: Panel, block: Block) -> np.ndarray:
    """(2,) where the bust dart ends, beside the bust point."""
    return point(min(block.at.bust_x + BESIDE_BUST_MM, 0.7 * p.chest), block.at.bust)


def mouth(p: Panel, block: Block) -> tuple[np.ndarray, np.ndarray]:
    """The upper and the lower end (2,) of the bust dart at the side, as far from its apex as each other."""
    upper, tip = point(p.chest, block.bust_line_y), apex(p, block)
    leg = upper - tip
    turn = -2.0 * math.asin(min(block.at.bust_dart / 2.0 / float(np.linalg.norm(leg)), 1.0))
    cos, sin = math.cos(turn), math.sin(turn)
    return upper, tip + point(cos * leg[0] - sin * leg[1], sin * leg[0] + cos * leg[1])


def side_edges(p: Panel, block: Block) -> list[Edge]:
    """The side from hem to underarm, with its bust dart on the front: side_low, dart_bust_a, dart_bust_b, side_high."""
    underarm = point(p.chest, block.underarm_y)
    edges = [Edge("side_low", side_line(p, block))]
    if p.name == "front" and block.at.bust_dart:
        upper, lower = mouth(p, block)
        tip = apex(p, block)
        edges += [Edge("dart_bust_a", line(lower, tip)), Edge("dart_bust_b", line(tip, upper))]
    return [*edges, Edge("side_high", line(point(p.chest, block.bust_line_y), underarm))]


def waist_dart(p: Panel, block: Block) -> tuple[Edge, ...]:
    """The legs of the dart within the panel at its waist, or none."""
    if not p.dart:
        return ()
    at = block.at
    if p.name == "front":
        x, high = min(at.bust_x, 0.6 * p.waist), at.bust - BESIDE_BUST_MM
    else:
        x, high = 0.5 * (p.waist - p.dart), block.bust_line_y - 5.0
    share = FRONT_DART if p.name == "front" else BACK_DART
    low = p.waist_y - share * (p.waist_y - p.hip_y)
    high = max(high, p.waist_y + 20.0)
    return contour_dart("dart_waist", point(x, low), point(x, p.waist_y), point(x, high), p.dart)


def placement(p: Panel, at: Levels) -> Placement:
    """On the torso, each level where it will be worn."""
    shoulder = shoulder_level(at)
    if p.name == "front":
        raised = ((p.waist_y, at.over_waist + at.bust_dart), (at.bust, at.over_bust), (shoulder, 0.0))
    else:
        raised = ((p.waist_y, at.over_waist), (shoulder, 0.0))
    return Placement("torso", p.name, "shoulder_height", shoulder, raised=raised)


def side_seams(front: Piece, left: Piece, right: Piece) -> list[Seam]:
    """What joins front and back at the sides; ``left`` and ``right`` are the backs there, or one back twice.

    Below the bust dart front and back curve a little differently; the difference is eased in.
    """
    seams = []
    for side, back in (("left", left), ("right", right)):
        for part in (f"side_low_{side}", f"side_high_{side}"):
            ease = length(front.edge(part).points) - length(back.edge(part).points)
            seams.append(Seam(f"front.{part}", f"{back.name}.{part}", ease))
    return seams


def girths_at(
    block: Block, pieces: Sequence[Piece], own: Levels, person: Mapping[str, float], name: str, stretch: float
) -> tuple[Girth, ...]:
    """Where the dress goes round this person.

    Args:
        own: the person's levels, with the garment's neck.
        person: from person_measures, mm.
        name: of the dress.
    """
    found = [Girth("chest", "chest", "chest", 2.0 * (block.front.chest + block.back.chest), person["chest"], stretch)]
    for measure, place, y in (
        ("waist", "waist", own.waist),
        ("high_hip", "high hip", own.high_hip),
        ("hip", "hip", own.hip),
    ):
        if y > block.back.hem_y + LEAST_BELOW_HIP_MM / 2.0:
            found.append(Girth(measure, place, name, round_at(block, pieces, y), person[measure], stretch))
    return tuple(found)


def round_at(block: Block, pieces: Sequence[Piece], y: float) -> float:
    """mm of cloth round the body at a level of the back."""
    on_front = block.at.on_front(y)
    return sum(cloth_at(piece, on_front if piece.placement.side == "front" else y) for piece in pieces)


def dress_poms(block: Block, pieces: Sequence[Piece]) -> dict[str, float]:
    """The points of measure below the arms, mm, flat and with the darts closed."""
    return {
        "chest": 2.0 * (block.front.chest + block.back.chest),
        "waist": round_at(block, pieces, block.at.waist),
        "hip": round_at(block, pieces, block.at.hip),
        "hem": hem_round(pieces),
        "length": -block.back.hem_y,
        "below_waist": block.at.waist - block.back.hem_y,
        "bust_dart": block.at.bust_dart,
    }
