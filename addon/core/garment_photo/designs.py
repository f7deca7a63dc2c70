"""Which of our designs a garment is nearest to, by its outline, its neck and its colour.

Each rule is a soft threshold on one feature, and a design's score the product of its rules. The thresholds stand
between what the two kinds of garment measure, lying flat or on a form.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

import numpy as np

from ..photo.image import gaussian
from .neckline import Neck
from .outline import Outline

DRESS = 2.6  # length over chest: from where on it is a dress; flat dresses are wider, and known by their flare
LONG_SLEEVE, THREE_QUARTER = 1.30, 1.16  # of the chest
SHORTS = 1.9  # length over the widest of what has legs
DENIM_A, DENIM_B, DENIM_L = (-8.0, 8.0), (-38.0, -6.0), (12.0, 72.0)  # indigo, washed or not
PLACKET = 2.2  # times what other columns have: an edge that runs down the middle of the front
LEAST = 1e-3


@dataclass(frozen=True)
class Guess:
    """A design and how sure it is, and the next."""

    design: str
    confidence: float  # 0-1, of all designs' scores
    second: str
    second_confidence: float


def over(value: float, limit: float, soft: float) -> float:
    """Near 1 where the value is well over the limit, near 0 well below."""
    return 1.0 / (1.0 + exp(min(60.0, max(-60.0, (limit - value) / soft))))


def under(value: float, limit: float, soft: float) -> float:
    return 1.0 - over(value, limit, soft)


def guess_design(o: Outline, neck: Neck, lab: np.ndarray, placket: float) -> Guess:
    """The nearest design.

    Args:
        o: the garment's outline.
        neck: its neckline.
        lab: (3,) its main colour.
        placket: how strong an edge runs down its middle, of what is usual.
    """
    scores = (
        leg_scores(o, lab)
        if o.legs
        else skirt_scores(o)
        if hangs_from_waist(o, neck)
        else upper_scores(o, neck, placket)
    )
    order = sorted(scores, key=lambda name: -scores[name])
    total = sum(scores.values()) + LEAST
    return Guess(order[0], scores[order[0]] / total, order[1], scores[order[1]] / total)


def hangs_from_waist(o: Outline, neck: Neck) -> bool:
    """Whether its top is its narrowest, with a straight edge, and it has neither sleeves nor straps nor armholes."""
    bare = not o.sleeve and not o.strap and not neck.is_open
    return bare and o.narrowest_at < 0.10 and o.top_width > 0.8 and o.comes_in < 0.04


def leg_scores(o: Outline, lab: np.ndarray) -> dict[str, float]:
    length, knee = o.height / o.chest, o.knee / o.chest
    long = over(length, SHORTS, 0.12)
    tight = under(knee, 0.29, 0.015)
    denim = 0.85 if is_denim(lab) else 0.35
    slim = under(knee, 0.435, 0.02)
    return {
        "shorts": 1.0 - long,
        "leggings": long * tight,
        "jeans": long * (1.0 - tight) * denim * (0.4 + 0.6 * slim),
        "trousers": long * (1.0 - tight) * (1.0 - denim) * (1.0 - 0.4 * slim),
    }


def is_denim(lab: np.ndarray) -> bool:
    ranges = (DENIM_L, DENIM_A, DENIM_B)
    return all(low <= float(value) <= high for value, (low, high) in zip(lab, ranges, strict=True))


def skirt_scores(o: Outline) -> dict[str, float]:
    flare = o.hem / max(2.0 * o.top_half, 1.0)
    return {
        "pencil_skirt": under(flare, 1.38, 0.05),
        "skirt": over(flare, 1.38, 0.05) * under(flare, 1.95, 0.08),
        "full_skirt": over(flare, 1.95, 0.08) * under(flare, 2.5, 0.1),
        "circle_skirt": over(flare, 2.5, 0.1),
    }


def upper_scores(o: Outline, neck: Neck, placket: float) -> dict[str, float]:
    length, flare, sleeve = o.height / o.chest, o.hem / o.chest, o.sleeve / o.chest
    is_flared = over(flare, 1.42, 0.04) * under(o.waist / o.chest, 0.97, 0.02) * over(length, 1.5, 0.05)
    dress = max(over(length, DRESS, 0.09), is_flared)
    has_sleeve = 1.0 if sleeve else 0.0
    long = over(sleeve, LONG_SLEEVE, 0.08)
    straps = 0.95 if o.strap else under(o.shoulder / o.chest, 0.72, 0.05)
    v_neck = 0.75 if neck.shape == "v" and neck.depth > 0.2 * o.chest else 0.2
    wrapped = over(flare, 1.35, 0.06) * v_neck
    opened = over(placket, PLACKET, 0.3)
    drawn_in = o.hem / max(o.waist, 1.0)  # by a rib; a bodysuit is by far more
    ribbed = under(drawn_in, 0.93, 0.02) * over(drawn_in, 0.75, 0.02) * under(length, 1.75, 0.1)
    top = 1.0 - dress
    return {
        "tee": has_sleeve * (top * (1 - long * opened) * (1 - 0.8 * ribbed * long) + dress * (1 - wrapped)),
        "wrap_dress": has_sleeve * dress * (0.1 + 0.9 * wrapped),
        "sweatshirt": has_sleeve * top * long * (0.2 + 0.8 * ribbed) * (1 - opened),
        "shirt": has_sleeve * top * opened * (0.3 + 0.6 * long) * (1 - 0.6 * v_neck),
        "cardigan": has_sleeve * top * opened * long * v_neck,
        "tank_top": (1 - has_sleeve) * top,
        "sheath_dress": (1 - has_sleeve) * dress * (1 - straps),
        "slip_dress": (1 - has_sleeve) * dress * straps,
    }


def placket_of(lab: np.ndarray, region: np.ndarray, o: Outline, neck: float) -> float:
    """How strong an upright edge runs down the middle of the front, of what the columns beside it have."""
    top, bottom = int(o.top + max(neck, 0.08 * o.height)), int(o.top + 0.9 * o.height)
    half = int(0.36 * o.chest)
    left, right = max(0, int(o.axis) - half), min(region.shape[1], int(o.axis) + half)
    along = np.abs(np.gradient(gaussian(lab[..., 0], 1.0), axis=1))[top:bottom, left:right]
    if not along.size:
        return 0.0
    strength = np.percentile(along, 35, axis=0)  # an edge that runs most of the way
    middle, near = int(o.axis) - left, max(2, int(0.06 * o.chest))
    best = float(strength[max(0, middle - near) : middle + near].max())
    return best / max(float(np.median(strength)), 0.15)


def sleeve_kind(o: Outline) -> str:
    """ "none", "short", "three_quarter" or "long"."""
    if not o.sleeve:
        return "none"
    ratio = o.sleeve / o.chest
    return "long" if ratio > LONG_SLEEVE else "three_quarter" if ratio > THREE_QUARTER else "short"
