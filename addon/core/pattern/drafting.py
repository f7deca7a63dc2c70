"""What every design does with its pattern: refuse what cannot be worn, check what is sewn, say how it fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from ..seams import Progress, Steps
from ..types import Body, Garment
from .check import validate
from .curves import length
from .ease import Girth, Remedy, refuse_too_small, remarks
from .grading import MADE_TO_MEASURE, chart_for
from .pieces import Notch, Piece, Seam, find_edge
from .sinking import lowered, refuse_too_wide, settled

NOTCHED_MM = 150.0  # a shorter seam is sewn right without a notch


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
        PatternError: it cannot close, pass or stay up on this body, or it cannot be sewn.
    """
    words = design.replace("_", " ")
    yield Progress("draft", 0.0, f"{words.capitalize()}, size {options.size}")
    drafted = cache(pattern_of)
    girths_of = cache(lambda size: settled(drafted(size).girths, body))
    refuse_too_small(words, options.size, girths_of, remedies)
    refuse_too_wide(words, options.size, girths_of, remedies)
    yield Progress("draft", 0.5, f"{words.capitalize()}, pieces")
    pattern = drafted(options.size)
    worn = tuple(girth for girth in girths_of(options.size) if not girth.only_passes)
    pieces = lowered(with_notches(pattern.pieces, pattern.seams), max((girth.sinks_mm for girth in worn), default=0.0))
    validate(pieces, pattern.seams)
    yield Progress("draft", 1.0, f"{words.capitalize()}, {len(pieces)} pieces")
    return Garment(
        design=design,
        pieces=pieces,
        seams=pattern.seams,
        size=options.size,
        fit=worn,
        pom_mm=pattern.pom_mm,
        fabric=options.fabric,
        colour=options.colour.lower(),
        layer=options.layer,
        warnings=remarks(words, worn),
        label=size_label(options.size, body),
    )


def with_notches(pieces: Sequence[Piece], seams: Sequence[Seam]) -> tuple[Piece, ...]:
    """The pieces with a notch at the middle of every long seam, on both edges: ease is spread evenly between them."""
    long: set[str] = set()
    for seam in seams:
        if min(length(find_edge(pieces, name).points) for name in (seam.a, seam.b)) >= NOTCHED_MM:
            long |= {seam.a, seam.b}
    found = []
    for piece in pieces:
        edges = [edge for edge in piece.edges if f"{piece.name}.{edge.name}" in long]
        notches = tuple(Notch(edge.name, length(edge.points) / 2.0) for edge in edges)
        found.append(replace(piece, notches=(*piece.notches, *notches)))
    return tuple(found)


def size_label(size: str, body: Body) -> str:
    """What the label in the collar says: "M (EU 40, US 8)"."""
    if size == MADE_TO_MEASURE:
        return "made to measure"
    numbers = chart_for(body).numbers[size]
    known = ", ".join(f"{label.upper()} {number}" for label, number in numbers.items() if number)
    return f"{size} ({known})" if known else size
