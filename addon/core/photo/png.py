"""Pictures into PNG files that hold nothing but the pixels."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np

MM_PER_INCH = 25.4
COLOUR_TYPE = {1: 0, 3: 2, 4: 6}  # by channels


def write_png(image: np.ndarray, path: Path, dpi: int | None = None) -> None:
    """Write uint8 grey (H, W), sRGB (H, W, 3), or (H, W, 4) with how opaque it is, as a PNG: the pixels and how many to
    an inch.
    """
    height, width = image.shape[:2]
    channels = 1 if image.ndim == 2 else image.shape[2]
    rows = np.zeros((height, 1 + width * channels), np.uint8)
    rows[:, 1:] = image.reshape(height, -1)
    rows[1:, 0] = 2  # filter "up": each row as its difference from the one above
    rows[1:, 1:] -= image.reshape(height, -1)[:-1]
    header = struct.pack(">IIBBBBB", width, height, 8, COLOUR_TYPE[channels], 0, 0, 0)
    scale = ((b"pHYs", struct.pack(">IIB", *2 * [round(1000 * dpi / MM_PER_INCH)], 1)),) if dpi else ()  # px a metre
    chunks = ((b"IHDR", header), *scale, (b"IDAT", zlib.compress(rows.tobytes(), 6)), (b"IEND", b""))
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for name, data in chunks:
            file.write(struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)))
