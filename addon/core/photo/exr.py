"""Uncompressed OpenEXR files of 32-bit floats: what a renderer's passes come in. Blender itself reads only the first.

Source: the OpenEXR file layout (openexr.com), of which: scan lines, one part or several.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from ..errors import RenderError

MAGIC = 20000630
PARTS = 0x1000  # the version's flag of a file of several parts
NOT_OURS = 0xA00  # the flags of tiles and of deep data
FLOAT = 2


def read_channels(path: Path) -> dict[str, np.ndarray]:
    """Every channel of every part by its name, (H, W) float32, rows from the top.

    Raises:
        RenderError: the file is of another kind, or cut short.
    """
    data = path.read_bytes()
    try:
        magic, version = struct.unpack_from("<ii", data)
        if magic != MAGIC or version & NOT_OURS:
            raise RenderError(f"{path.name} is no OpenEXR file of scan lines.")
        is_split = bool(version & PARTS)
        headers, place = read_headers(data, is_split)
        channels: dict[str, np.ndarray] = {}
        for header in headers:
            names, lines = read_part(data, header, place, 12 if is_split else 8)
            channels.update(zip(names, np.moveaxis(lines, 1, 0), strict=True))
            place += 8 * len(lines)
    except (struct.error, IndexError, KeyError, ValueError) as error:
        raise RenderError(f"{path.name} is cut short.") from error
    return channels


def read_part(data: bytes, header: dict[str, bytes], place: int, before: int) -> tuple[list[str], np.ndarray]:
    """The names of a part's channels and its lines (H, C, W); its table of lines is at ``place``.

    Args:
        before: how many bytes of a line are not values.
    """
    if header["compression"] != b"\0":
        raise RenderError("The picture is compressed.")
    left, top, right, bottom = struct.unpack("<iiii", header["dataWindow"])
    names = channel_names(header["channels"])
    width = right - left + 1
    starts = struct.unpack_from(f"<{bottom - top + 1}Q", data, place)
    lines = [np.frombuffer(data, "<f4", len(names) * width, start + before) for start in starts]
    return names, np.stack(lines).reshape(len(starts), len(names), width)


def read_headers(data: bytes, is_split: bool) -> tuple[list[dict[str, bytes]], int]:
    """The attributes by name, part by part, and where what follows them begins."""
    place, headers = 8, []
    while not headers or (is_split and data[place]):
        header, place = read_header(data, place)
        headers.append(header)
    return headers, place + is_split


def read_header(data: bytes, place: int) -> tuple[dict[str, bytes], int]:
    header = {}
    while data[place]:
        name, place = text_at(data, place)
        _, place = text_at(data, place)
        (size,) = struct.unpack_from("<i", data, place)
        header[name] = data[place + 4 : place + 4 + size]
        place += 4 + size
    return header, place + 1


def channel_names(channels: bytes) -> list[str]:
    """The names of the channels, in the order of their data."""
    place, names = 0, []
    while channels[place]:
        name, place = text_at(channels, place)
        (kind,) = struct.unpack_from("<i", channels, place)
        if kind != FLOAT:
            raise RenderError(f"The channel {name} holds no 32-bit floats.")
        names.append(name)
        place += 16
    return names


def text_at(data: bytes, place: int) -> tuple[str, int]:
    """The text that ends with a zero, and where the next thing begins."""
    end = data.index(b"\0", place)
    return data[place:end].decode(), end + 1
