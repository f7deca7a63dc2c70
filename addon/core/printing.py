"""A picture on the cloth: a motif put on the front, or a tile that covers every piece."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import JobError
from .filing import file_sha256

FILE = "print_file"  # the setting that says whether there is a print at all
SETTINGS = (FILE, "print_as", "print_width_mm", "print_height_mm", "print_across_mm", "print_down_mm")
WAYS = ("placed", "repeated", "mirrored")
PNG = b"\x89PNG\r\n\x1a\n"
MOST_PIXELS = 64_000_000
SAVE_AS = "Save it as a PNG; its clear parts show the cloth."


@dataclass(frozen=True)
class Print:
    """A picture and how it lies on the cloth. A picture changed under an old name is another print."""

    path: str
    sha256: str
    way: str  # of WAYS
    width: float  # m
    height: float
    across: float  # m from the centre front, positive towards the wearer's left
    down: float  # m below the front's highest point


def print_of(options: Mapping[str, Any]) -> Print | None:
    """The print that a garment's settings ask for, defaults written out, or None.

    Raises:
        JobError: the file is absent, no PNG, or too large.
    """
    named = options.get(FILE, "")
    if not named:
        return None
    pixels = png_size(Path(named))
    width, height, across, down = (float(options[key]) / 1000.0 for key in SETTINGS[2:])
    height = height or width * pixels[1] / pixels[0]
    return Print(named, file_sha256(Path(named)), options["print_as"], width, height, across, down)


def png_size(path: Path) -> tuple[int, int]:
    """Width and height, px, of a PNG, from its header.

    Raises:
        JobError: see print_of.
    """
    try:
        with open(path, "rb") as file:
            head = file.read(24)
    except OSError as error:
        raise JobError(f"The print {path} cannot be read: {error.strerror}.", "Name a PNG file.") from None
    if len(head) < 24 or not head.startswith(PNG):
        raise JobError(f"The print {path} is no PNG.", SAVE_AS)
    width, height = struct.unpack(">II", head[16:24])
    if not 1 <= width * height <= MOST_PIXELS:
        raise JobError(
            f"The print {path} has {width * height / 1e6:.1f} megapixels (limit {MOST_PIXELS // 1_000_000}).",
            "Make it smaller.",
        )
    return width, height
