"""What every design does with its pattern: refuse what cannot be worn, check what is sewn, say how it fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..seams import Progress, Steps
from ..types import Body, Garment
from .ease import Girth, Remedy, refuse_too_small, remarks
from .grading import MADE_TO_MEASURE, chart_for
from .pieces import Piece, Seam, validate


@dataclass(frozen=True, eq=False)
class Pattern:
    """A garment of one size, drafted."""

    pieces: tuple[Piece, ...]
    seams: tuple[Seam, ...]
    pom_mm: dict[str, float]  # points of measure, flat
    girths: tuple[Girth, ...]  # where it goes round the body that it was drafted for, at that body's own levels


def draft_garment(
    design: str, options: Any, body: Body, pattern_of: Callable[[str], Pattern], remedies: Mapping[str, Remedy]
) -> Steps[Garment]:
    """Draft a design in the size its options ask for.

    Args:
        design: the plugin's name, "pencil_skirt".
        options: with size, fabric, colour and layer.
        pattern_of: the pattern of any size on this body.
        remedies: by the girths' measures, the setting that widens the garment there.

    Raises:
        PatternError: it cannot close or pass on this body, or it cannot be sewn.
    """
    words = design.replace("_", " ")
    yield Progress("draft", 0.0, f"{words.capitalize()}, size {options.size}")
    drafted = cache(pattern_of)
    refuse_too_small(words, options.size, lambda size: drafted(size).girths, remedies)
    yield Progress("draft", 0.5, f"{words.capitalize()}, pieces")
    pattern = drafted(options.size)
    validate(pattern.pieces, pattern.seams)
    worn = tuple(girth for girth in pattern.girths if not girth.only_passes)
    yield Progress("draft", 1.0, f"{words.capitalize()}, {len(pattern.pieces)} pieces")
    return Garment(
        design=design,
        pieces=pattern.pieces,
        seams=pattern.seams,
        size=options.size,
        fit=worn,
        pom_mm=pattern.pom_mm,
        fabric=options.fabric,
        colour=options.colour.lower(),
        layer=options.layer,
        warnings=remarks(words, worn),
        label=size_label(options.size, body.gender),
    )


def size_label(size: str, gender: float) -> str:
    """What the label in the collar says: "M (EU 40, US 8)"."""
    if size == MADE_TO_MEASURE:
        return "made to measure"
    numbers = chart_for(gender).numbers[size]
    known = ", ".join(f"{label.upper()} {number}" for label, number in numbers.items() if number)
    return f"{size} ({known})" if known else size
