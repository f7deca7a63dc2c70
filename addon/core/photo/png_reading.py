"""PNG files read with the standard library and numpy: 8 bits a channel, not interlaced, as paint programs write them.

Source: the PNG specification, W3C, 2003.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np

from ..errors import JobError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by the header's colour type: grey, RGB, palette, grey and alpha, RGBA
MOST_PX = 50_000_000
UP, LEFT, MEAN, PAETH = 2, 1, 3, 4  # kinds of filter of a row
SAVE_AS = "Save it as a PNG of 8 bits a channel, not interlaced."


def read_png(path: Path, what: str) -> np.ndarray:
    """(H, W, 4) uint8: the file's colours, and 255 where it says nothing of how opaque they are.

    Args:
        what: the file's part in the job, for the error: "The segments".

    Raises:
        JobError: the file cannot be read, is no PNG, damaged, of another kind than ours, or too large.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise JobError(f"{what} {path} cannot be read: {error.strerror}.", "Name a PNG file.") from None
    try:
        return _decode(data)
    except (struct.error, zlib.error, IndexError, ValueError, KeyError) as error:
        raise JobError(f"{what} {path.name} is no PNG that can be read: {error}.", SAVE_AS) from None


def _decode(data: bytes) -> np.ndarray:
    if not data.startswith(SIGNATURE):
        raise ValueError("it does not begin as one")
    chunks = _chunks(data)
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    if depth != 8 or interlaced or colour not in CHANNELS:
        raise ValueError(f"it has {depth} bits a channel" if depth != 8 else "it is interlaced")
    if not 0 < width * height <= MOST_PX:
        raise ValueError(f"it has {width} x {height} px")
    count = CHANNELS[colour]
    raw = zlib.decompressobj().decompress(chunks[b"IDAT"], height * (1 + width * count))
    rows = np.frombuffer(raw, np.uint8).reshape(height, 1 + width * count)
    values = _unfiltered(rows[:, 0], rows[:, 1:].reshape(height, width, count))
    return _as_rgba(values, colour, chunks)


def _chunks(data: bytes) -> dict[bytes, bytes]:
    """The chunks by name; those of one name joined."""
    found: dict[bytes, bytes] = {}
    at = len(SIGNATURE)
    while at + 8 <= len(data) and b"IEND" not in found:
        size, name = struct.unpack_from(">I4s", data, at)
        found[name] = found.get(name, b"") + data[at + 8 : at + 8 + size]
        at += 12 + size
    return found


def _unfiltered(kinds: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """(H, W, C) the values behind rows of differences, each of a kind (H,)."""
    if kinds.max() > PAETH:
        raise ValueError(f"it has rows of a kind {kinds.max()}")
    if np.isin(kinds, (LEFT, MEAN, PAETH)).any():
        return _along_diagonals(kinds, rows)
    # All rows are whole or differences from the one above: a sum down the columns that starts anew at each whole one.
    total = np.cumsum(rows, axis=0, dtype=np.uint8)
    whole = np.maximum.accumulate(np.where(kinds == UP, 0, np.arange(len(kinds))))
    before = np.where((whole > 0)[:, None, None], total[whole - 1], 0)
    return total - before.astype(np.uint8)


def _along_diagonals(kinds: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """As ``_unfiltered``, for kinds that need the pixel to the left too: row r is r pixels behind the row above it."""
    height, width, count = rows.shape
    done = np.zeros((height + 1, width + 1, count), np.int16)  # a row of nothing above, a pixel of nothing to the left
    for step in range(height + width - 1):
        row = np.arange(max(step - width + 1, 0), min(step, height - 1) + 1)
        column = step - row
        left, up, corner = done[row + 1, column], done[row, column + 1], done[row, column]
        kind = kinds[row, None]
        guess = np.select(
            [kind == LEFT, kind == UP, kind == MEAN, kind == PAETH],
            [left, up, (left + up) // 2, _paeth(left, up, corner)],
        )
        done[row + 1, column + 1] = (rows[row, column] + guess) % 256
    return done[1:, 1:].astype(np.uint8)


def _paeth(left: np.ndarray, up: np.ndarray, corner: np.ndarray) -> np.ndarray:
    """Of the three neighbours the one nearest to left + up - corner, in the order of the specification."""
    by_left, by_up, by_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
    return np.where((by_left <= by_up) & (by_left <= by_corner), left, np.where(by_up <= by_corner, up, corner))


def _as_rgba(values: np.ndarray, colour: int, chunks: dict[bytes, bytes]) -> np.ndarray:
    """(H, W, 4) from grey, colours or a palette's places."""
    height, width, count = values.shape
    result = np.full((height, width, 4), 255, np.uint8)
    if colour == 3:
        palette = np.frombuffer(chunks[b"PLTE"], np.uint8).reshape(-1, 3)
        opaque = np.full(len(palette), 255, np.uint8)
        clear = np.frombuffer(chunks.get(b"tRNS", b""), np.uint8)[: len(palette)]
        opaque[: len(clear)] = clear
        return np.concatenate([palette, opaque[:, None]], 1)[values[..., 0]]
    has_alpha = colour in (4, 6)
    result[..., :3] = values[..., : count - has_alpha]
    if has_alpha:
        result[..., 3] = values[..., -1]
    return result
