"""How large a picture is: its own size in px, one of the formats of shops and networks, or a sheet to be printed."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import JobError
from .options import option
from .photo.png import MM_PER_INCH

ASPECTS = {"4:5": (4, 5), "1:1": (1, 1), "9:16": (9, 16), "16:9": (16, 9)}  # width to height
OWN, PRINT = "own", "print"
SMALLEST_PX, LARGEST_PX = 64, 10000  # a side
MOST_PIXELS = 40_000_000  # A3 at 400 dpi; Cycles keeps about 100 bytes a pixel


@dataclass(frozen=True)
class Format:
    """The part of an output's Options that says how large its pictures are.

    Raises:
        JobError: the picture would be too small or too large.
    """

    format: str = option(
        OWN,
        "Own: width and height; or a shape whose longer side is given; or a sheet to print, in mm at dpi",
        choices=(OWN, *ASPECTS, PRINT),
    )
    width: int = option(768, "Width of a studio still, px, in the own format", min=64, max=4096)
    height: int = option(1024, "Height of a studio still, px, in the own format", min=64, max=4096)
    long_side_px: int = option(1350, "Longer side of a 4:5, 1:1, 9:16 or 16:9 still", min=SMALLEST_PX, max=8192)
    sheet_width_mm: float = option(210.0, "Width of a print", min=20.0, max=1200.0, advanced=True)
    sheet_height_mm: float = option(297.0, "Height of a print", min=20.0, max=1200.0, advanced=True)
    dpi: int = option(300, "Pixels an inch of a print", min=50, max=1200, advanced=True)

    def __post_init__(self) -> None:
        width, height = self.size
        named = f"{self.format} picture is {width} x {height} px"
        if min(width, height) < SMALLEST_PX:
            raise JobError(f"The {named} (at least {SMALLEST_PX} a side).", f"Raise {self.blamed()}.")
        if max(width, height) > LARGEST_PX:
            raise JobError(f"The {named} (at most {LARGEST_PX} a side).", f"Lower {self.blamed()}.")
        if width * height > MOST_PIXELS:
            limit = f"{MOST_PIXELS / 1e6:g} million"
            raise JobError(
                f"The {named}, {width * height / 1e6:.0f} million (limit {limit}).", f"Lower {self.blamed()}."
            )

    def blamed(self) -> str:
        """The settings that the size comes from."""
        if self.format == PRINT:
            return "dpi, or sheet_width_mm and sheet_height_mm"
        return "width and height" if self.format == OWN else "long_side_px"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, px."""
        if self.format == OWN:
            return self.width, self.height
        if self.format == PRINT:
            return self.printed(self.sheet_width_mm), self.printed(self.sheet_height_mm)
        across, up = ASPECTS[self.format]
        longer = max(across, up)
        return round(self.long_side_px * across / longer), round(self.long_side_px * up / longer)

    def printed(self, length_mm: float) -> int:
        return round(length_mm / MM_PER_INCH * self.dpi)

    @property
    def print_dpi(self) -> int | None:
        """What the file is to say of its resolution; None where it is not for print."""
        return self.dpi if self.format == PRINT else None
