"""Colourways: the same drape in other colours. Nothing is draped again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .colour import check_colour
from .errors import JobError
from .types import Drape, DrapedGarment

MOST = 24
NAME = re.compile(r"[^\W_][\w .&'/-]{0,39}")  # a word or a few, that a caption and a file's name can hold


@dataclass(frozen=True)
class Colourway:
    """A name, and a colour a garment of the outfit, inside to outside; "" leaves the garment's own."""

    name: str
    colours: tuple[str, ...]

    @property
    def slug(self) -> str:
        """The name as a part of a file's name."""
        return re.sub(r"[^a-z0-9]+", "_", self.name.lower().encode("ascii", "ignore").decode()).strip("_")


def check_colourways(colourways: Sequence[Colourway], garments: int) -> None:
    """Refuse what cannot be told apart or does not fit the outfit.

    Raises:
        JobError: names the colourway and what it may be.
    """
    if len(colourways) > MOST:
        raise JobError(f"The job has {len(colourways)} colourways (limit {MOST}).", "Make two jobs of it.")
    slugs = [each.slug for each in colourways]
    for each in colourways:
        if not NAME.fullmatch(each.name) or not each.slug:
            rule = "Begin with a letter or digit; at most 40 letters, of which one at least is in A to Z or 0 to 9."
            raise JobError(f"A colourway's name is {each.name!r}.", rule)
        if slugs.count(each.slug) > 1:
            raise JobError(f"Two colourways would be filed as {each.slug!r}.", "Name them otherwise.")
        if len(each.colours) != garments:
            counts = f"{len(each.colours)} colours, and the outfit {garments} garments"
            raise JobError(
                f"The colourway {each.name!r} has {counts}.", 'Write one a garment; "" leaves the garment\'s own.'
            )
        for colour in filter(None, each.colours):
            check_colour(colour, f"colourway {each.name!r}")


def worn_in(drape: Drape, colourway: Colourway) -> Drape:
    """The drape in other colours."""

    def tinted(draped: DrapedGarment, colour: str) -> DrapedGarment:
        return replace(draped, garment=replace(draped.garment, colour=colour or draped.garment.colour))

    return Drape(tuple(map(tinted, drape.garments, colourway.colours)))


def read_flag(text: str) -> Colourway:
    """ "Ink:#1b2a41,#ffffff" as a colourway."""
    name, _, colours = text.partition(":")
    return Colourway(name.strip(), tuple(colour.strip() for colour in colours.split(",")))
