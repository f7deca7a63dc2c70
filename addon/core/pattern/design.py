"""What all garment designs have in common: the settings of every garment, and how one is drafted for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ..colour import check_colour
from ..fabric import fabrics
from ..options import option
from ..printing import WAYS
from ..seams import Steps
from ..types import Body, Garment
from .drafting import Pattern, draft_garment
from .ease import Remedy
from .grading import CHOICES, MADE_TO_MEASURE


def cut_from(fabric: str) -> Any:
    """The setting of the cloth, with its default."""
    return option(fabric, "What it is cut from", choices=tuple(fabrics()))


def dyed(colour: str) -> Any:
    """The setting of the colour, with its default."""
    return option(colour, "Colour of the cloth, #rrggbb")


@dataclass(frozen=True)
class Basics:
    """The settings of every garment. A design has its own cloth and colour by default, and more settings."""

    size: str = option(MADE_TO_MEASURE, "Size from the chart, or drafted to the person", choices=CHOICES)
    fabric: str = cut_from("poplin")
    colour: str = dyed("#8a8f98")
    layer: str = option("over", "Over what is worn below it, or tucked into it", choices=("over", "tucked"))
    print_file: str = option("", "A PNG that is printed on the cloth; empty: none", path=True, advanced=True)
    print_as: str = option(
        "placed", "On the front once, or over all pieces, every other tile turned or not", choices=WAYS, advanced=True
    )
    print_width_mm: float = option(200.0, "Width of the picture on the cloth", min=5.0, max=1500.0, advanced=True)
    print_height_mm: float = option(
        0.0, "Height of the picture on the cloth; 0: as its width has it", min=0.0, max=2000.0, advanced=True
    )
    print_across_mm: float = option(
        0.0, "Its middle from the centre front, towards the wearer's left", min=-500.0, max=500.0, advanced=True
    )
    print_down_mm: float = option(
        120.0, "Its upper edge below the front's highest point", min=0.0, max=1500.0, advanced=True
    )


class Design:
    """A plugin of the garment seam. A design gives its name, its Options, its remedies and ``pattern``."""

    name: ClassVar[str]  # the plugin's, "tank_top"
    remedies: ClassVar[Mapping[str, Remedy]]  # by the girths' measures, the setting that widens the garment there
    Options: ClassVar[type] = Basics

    def __init__(self, options: Any, seed: int):
        self.options = options
        check_colour(options.colour, self.name.replace("_", " "))

    def draft(self, body: Body) -> Steps[Garment]:
        """Draft the pattern.

        Raises:
            PatternError: it cannot be worn by this body, or the options contradict each other.
        """
        return (
            yield from draft_garment(
                self.name, self.options, body, lambda size: self.pattern(size, body), self.remedies
            )
        )

    def pattern(self, size: str, body: Body) -> Pattern:
        """The pattern in a size, with its girths on this body."""
        raise NotImplementedError
