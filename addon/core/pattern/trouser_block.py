"""The block of everything with two legs, in mm: what front and back of a leg measure, before they are drawn.

On a leg's piece y = 0 is the crotch line and x = 0 the straight of the centre seam.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import PatternError
from ..types import Body
from .crotch import CENTRE_BACK_IN_MM, CENTRE_FRONT_IN_MM, back_rise, front_crotch, girth_below_waist
from .curves import length
from .waistband import fitted_at
from .waistline import DART_LEAST_MM

BACK_MORE_MM = 6.0  # the back's quarter of the hip has so much more, the front's as much less
LEG_MORE_MM = 8.0  # the back leg is so much wider than the front at knee and hem, a side each
SIDE_MOST_MM = 32.0  # what a side seam may take in between hip and waist
BACK_SIDE_SHARE = 0.45  # of what the back takes in; the rest is its dart
BACK_SIDE_MOST_MM = 24.0
WAIST_EASED_MM = 2.5  # of a quarter waist, eased into the band
BACK_DROP_MM = 6.0  # the back's fork lies lower, and its inseam is stretched by the iron
BACK_CREASE_MM = 12.0  # the back's crease lies so much farther out
TOP_LEAST_MM = 110.0  # of what lies between crotch line and band; in less, the waist meets the outseam
LEG_LEAST_MM = 40.0  # from the crotch line to the hem
CALF_DOWN = 0.27  # of the knee's height, from there down to the calf
FORKS_LEAST = 0.5  # of the forks that the hip asks for


@dataclass(frozen=True)
class Cut:
    """What a design asks of the block, mm."""

    ease: float  # at the hip
    waist_ease: float  # of the band, on the body where the band lies
    below_waist: float  # from the waist down to the band's top
    band: float
    crotch_drop: float  # from the body's crotch down to the crotch line
    crotch_ease: float  # of the whole crotch seam
    front_fork: float  # share of the hip
    back_fork: float
    knee: float  # round the finished leg
    hem: float
    hem_height: float  # above the floor
    thigh_least: float  # ease at the crotch line, least and most; the forks give way
    thigh_most: float
    front_dart: float  # depth, 0 where the front has none
    back_dart: float
    has_fly: bool = True
    calf: float = 0.0  # round the leg there; 0: straight from knee to hem
    waistband: str = "contoured"  # one of waistband.KINDS


@dataclass(frozen=True)
class Levels:
    """Heights on the pieces, mm from the crotch line."""

    waist: float  # the body's
    top: float  # where the band is sewn on, at the side
    hip: float
    knee: float
    calf: float
    hem: float


@dataclass(frozen=True)
class Half:
    """A front or a back of one leg, mm."""

    name: str
    hip: float
    waist: float  # its share of the band
    fork: float
    drop: float  # of its fork
    crease: float
    knee: float  # width
    hem: float
    side: float  # taken in at the outseam
    dart: float  # taken in by darts
    dart_depth: float
    raised: float  # its centre seam's top, above the side's
    top_in: float
    calf: float  # width; 0: straight from knee to hem


@dataclass(frozen=True)
class Block:
    """The two halves and what they share, mm."""

    levels: Levels
    front: Half
    back: Half
    band: float
    band_low: float  # round its lower edge
    band_top: float
    fitted_at: float  # how far below the waist its lower edge's girth is the body's
    has_fly: bool


def draft_block(m: Mapping[str, float], c: Cut, wearer: Body | None = None) -> Block:
    """The block for measures in mm; see crotch.leg_measures. ``wearer``: whose band is measured where it will lie.

    Raises:
        PatternError: the options leave no leg or no rise.
    """
    levels = levels_of(m, c)
    reach = fitted_at(c.waistband, c.band)
    at, top_at = (c.below_waist + c.band / 2.0 + way * reach for way in (1.0, -1.0))
    on_body = girth_below_waist(m, at, wearer)
    low, top = on_body + c.waist_ease, girth_below_waist(m, top_at, wearer) + c.waist_ease
    seat = max(m["hip"], on_body)
    quarter = (seat + c.ease) / 4.0
    front_fork, back_fork = c.front_fork * seat, c.back_fork * seat
    forks, legs = front_fork + back_fork, m["thigh"] - 2.0 * quarter
    share = min(max(forks, legs + c.thigh_least), max(legs + c.thigh_most, FORKS_LEAST * forks)) / forks
    front = half("front", levels, c, quarter - BACK_MORE_MM, low / 4.0, share * front_fork, 0.0)
    back = half(
        "back", levels, c, quarter + BACK_MORE_MM, low / 4.0, share * back_fork, crotch_wanted(m, c, front, levels)
    )
    return Block(levels, front, back, c.band, low, top, at, c.has_fly)


def levels_of(m: Mapping[str, float], c: Cut) -> Levels:
    waist = m["waist_to_crotch"] + c.crotch_drop
    found = Levels(
        waist,
        waist - c.below_waist - c.band,
        min(max(waist - m["waist_to_hip"], 40.0), waist - c.below_waist - c.band - 20.0),
        m["knee_height"] - m["inseam"] + c.crotch_drop,
        (1.0 - CALF_DOWN) * m["knee_height"] - m["inseam"] + c.crotch_drop,
        c.hem_height - m["inseam"] + c.crotch_drop,
    )
    if found.top < TOP_LEAST_MM:
        raise PatternError(
            f"The rise is {found.top + c.band:.0f} mm from crotch to band (least {TOP_LEAST_MM + c.band:.0f} mm).",
            "Lower rise_mm or band_mm.",
        )
    if -found.hem < LEG_LEAST_MM:
        raise PatternError(
            f"The hem is {-found.hem:.0f} mm below the crotch line (least {LEG_LEAST_MM:.0f} mm).",
            "Lower hem_height_mm.",
        )
    return found


def crotch_wanted(m: Mapping[str, float], c: Cut, front: Half, levels: Levels) -> float:
    """mm that the back's crotch curve should have: the body's below the band, its ease, less the front's."""
    body = m["crotch_length"] - 2.0 * (c.below_waist + c.band)
    return body + c.crotch_ease - length(front_crotch(levels.top, front.fork, levels.hip))


def half(name: str, levels: Levels, c: Cut, hip: float, waist: float, fork: float, crotch: float) -> Half:
    """One half. ``crotch``: how long its crotch curve should be; 0 leaves its top level."""
    is_front = name == "front"
    drop = 0.0 if is_front else BACK_DROP_MM
    raised = 0.0 if is_front else back_rise(crotch, levels.top, fork, levels.hip, drop)
    top_in = CENTRE_FRONT_IN_MM if is_front else CENTRE_BACK_IN_MM
    depth = c.front_dart if is_front else c.back_dart
    surplus = hip - top_in - waist - WAIST_EASED_MM
    most = SIDE_MOST_MM if is_front else min(BACK_SIDE_MOST_MM, BACK_SIDE_SHARE * max(surplus, 0.0))
    side = min(surplus, most if depth else SIDE_MOST_MM)
    taken = surplus - side if depth and surplus - side >= DART_LEAST_MM else 0.0
    crease = (hip - fork) / 2.0 + (0.0 if is_front else BACK_CREASE_MM)
    wider = -LEG_MORE_MM if is_front else LEG_MORE_MM
    return Half(
        name,
        hip,
        waist,
        fork,
        drop,
        crease,
        c.knee / 2.0 + wider,
        c.hem / 2.0 + wider,
        side,
        taken,
        depth,
        raised,
        top_in,
        c.calf / 2.0 + wider if c.calf else 0.0,
    )
