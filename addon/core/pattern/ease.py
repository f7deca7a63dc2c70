"""Ease: a garment's points of measure beside the body they go round; a garment that cannot close is refused."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..errors import PatternError
from .grading import MADE_TO_MEASURE
from .sizes import SIZES

MOST_SUNK_MM = 100.0  # farther down it is another garment, and its crotch or hem lies where none was meant
LOOSE_MM = 300.0  # ease beyond which we remark on it: twice what a roomy coat has


@dataclass(frozen=True)
class Girth:
    """A place where the garment goes round the body."""

    measure: str  # the body measure: "waist", "upper_arm"
    place: str  # in a sentence: "waist", "upper arm"
    part: str  # of the garment: "waistband"
    garment_mm: float
    body_mm: float
    stretch: float  # how many times its length the part may reach in wear
    only_passes: bool = False  # the body goes through here when it is put on, and it is not worn there
    hangs_clear: bool = False  # it is meant to stand off the body here, and is never too loose
    holds_at_mm: float = -1.0  # of a band that holds the garment up: how far below the waist; -1: of anything else
    sinks_mm: float = 0.0  # how far below that it will lie, since it is wider than the body; inf: nothing holds it

    @property
    def ease_mm(self) -> float:
        return self.garment_mm - self.body_mm

    @property
    def lacking_mm(self) -> float:
        """How much is lacking even when stretched; 0 or less when it goes round."""
        return self.body_mm - self.garment_mm * self.stretch


@dataclass(frozen=True)
class Remedy:
    """What widens a garment at one place."""

    option: str  # the setting
    gain: float = 1.0  # mm of garment for each mm of the setting, at the least
    by_size: bool = True  # whether another size is better advice


def refuse_too_small(
    design: str, size: str, girths_of: Callable[[str], Sequence[Girth]], remedies: Mapping[str, Remedy]
) -> None:
    """Refuse a garment that cannot close or pass on this body.

    Args:
        design: the garment's name in the sentence, "skirt".
        size: the size chosen.
        girths_of: the garment's girths on this body in any size.
        remedies: by measure, the setting that widens the garment there.

    Raises:
        PatternError: says where, by how many cm, and the smallest size that passes.
    """
    worst = max(girths_of(size), key=lambda girth: girth.lacking_mm)
    if worst.lacking_mm <= 0.0:
        return
    reach = f"; stretched {worst.garment_mm * worst.stretch / 10:.1f} cm" if worst.stretch > 1.0 else ""
    raise PatternError(
        f"The {design} in size {size} cannot close at the {worst.place}: {-worst.ease_mm / 10:.1f} cm too small "
        f"({worst.part} {worst.garment_mm / 10:.1f} cm, body {worst.body_mm / 10:.1f} cm{reach}).",
        advice(size, worst, girths_of, remedies[worst.measure]),
    )


def advice(size: str, worst: Girth, girths_of: Callable[[str], Sequence[Girth]], remedy: Remedy) -> str:
    """What to change about a garment that is too small."""
    for most_sunk in (0.0, MOST_SUNK_MM) if remedy.by_size else ():
        for other in (*SIZES, MADE_TO_MEASURE):
            if other != size and can_be_worn(girths_of, other, most_sunk):
                return f"Choose size {other}."
    needed = worst.lacking_mm / worst.stretch / remedy.gain
    return f"Raise {remedy.option} by {math.ceil(needed)} or more."


def can_be_worn(girths_of: Callable[[str], Sequence[Girth]], size: str, most_sunk: float) -> bool:
    """Whether the garment in this size can be drafted, goes round the body everywhere, and sinks so many mm at most."""
    try:
        return all(girth.lacking_mm <= 0.0 and girth.sinks_mm <= most_sunk for girth in girths_of(size))
    except PatternError:  # these options contradict this size; it is only one that we may not advise
        return False


def remarks(design: str, girths: Sequence[Girth]) -> tuple[str, ...]:
    """What is unusual about the fit, though it can be worn: a line a place."""
    found, named = [], design.capitalize()
    for girth in girths:
        cm = girth.ease_mm / 10
        if girth.sinks_mm:
            found.append(
                f"{named}, too wide at the {girth.place} by {cm:.1f} cm: it sits {girth.sinks_mm / 10:.1f} cm lower, "
                "where the body fills it."
            )
        if girth.ease_mm > LOOSE_MM and not girth.hangs_clear:
            found.append(f"{named}, very loose at the {girth.place}: {cm:.0f} cm wider than the body.")
        elif girth.ease_mm < 0.0:
            found.append(f"{named}, stretched at the {girth.place}: {-cm:.1f} cm smaller than the body.")
    return tuple(found)
