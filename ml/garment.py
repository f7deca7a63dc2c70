"""reader.outline: a garment in a photo, read by its outline and colours. No network is asked; it is here because the
worker is where photos are decoded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..addon.core.garment_photo.reading import read_garment
from ..addon.core.seams import Progress, Steps
from ..addon.core.types import GarmentReading
from .photo import read_photo


class Outline:
    """Reads a garment that lies flat or is worn by a form, before a plain background."""

    in_worker = ("read",)

    @dataclass(frozen=True)
    class Options:
        pass

    def __init__(self, options: Options, seed: int):
        self.seed = seed

    def read(self, photo: Path) -> Steps[GarmentReading]:
        """What the photo shows of a garment.

        Raises:
            PhotoError: the file is no sound picture, or shows no garment that can be told from its background.
        """
        yield Progress("read", 0.0, "reading the photo")
        picture = read_photo(Path(photo)).image
        return (yield from read_garment(picture, self.seed))
