"""Passes read from files, and grain taken out."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from toile.addon.core.errors import RenderError
from toile.addon.core.photo.exr import read_channels
from toile.addon.core.photo.grain import take_out
from toile.addon.core.seams import exhaust


def attribute(name, kind, data):
    return name.encode() + b"\0" + kind.encode() + b"\0" + struct.pack("<i", len(data)) + data


def header(channels, size, compression=0):
    names = b"".join(name.encode() + b"\0" + struct.pack("<iiii", 2, 0, 1, 1) for name in channels) + b"\0"
    window = struct.pack("<iiii", 0, 0, size[1] - 1, size[0] - 1)
    return (
        attribute("channels", "chlist", names)
        + attribute("compression", "compression", bytes([compression]))
        + attribute("dataWindow", "box2i", window)
        + b"\0"
    )


def exr(parts, compression=0):
    """A file of scan lines, one part or several, each a dict of channels (H, W)."""
    size = next(iter(parts[0].values())).shape
    is_split = len(parts) > 1
    top = struct.pack("<ii", 20000630, 2 | (0x1000 if is_split else 0))
    top += b"".join(header(sorted(part), size, compression) for part in parts) + (b"\0" if is_split else b"")
    table, body = b"", b""
    start = len(top) + 8 * size[0] * len(parts)
    for k, part in enumerate(parts):
        for y in range(size[0]):
            values = b"".join(part[name][y].astype("<f4").tobytes() for name in sorted(part))
            table += struct.pack("<Q", start + len(body))
            body += (struct.pack("<i", k) if is_split else b"") + struct.pack("<ii", y, len(values)) + values
    return top + table + body


@pytest.fixture
def parts():
    rng = np.random.default_rng(0)
    return [{f"{layer}.{letter}": rng.random((5, 7)) for letter in "RGB"} for layer in ("Light", "Albedo")]


@pytest.mark.parametrize("count", [1, 2])
def test_channels_come_back_as_written(tmp_path, parts, count):
    path = tmp_path / "a.exr"
    path.write_bytes(exr(parts[:count]))
    channels = read_channels(path)
    assert set(channels) == {name for part in parts[:count] for name in part}
    for part in parts[:count]:
        for name, values in part.items():
            assert np.array_equal(channels[name], values.astype(np.float32))


def test_what_is_not_such_a_file_is_refused(tmp_path, parts):
    path = tmp_path / "a.exr"
    for data in (b"", b"not a picture at all", exr(parts, compression=3), exr(parts)[:-9]):
        path.write_bytes(data)
        with pytest.raises(RenderError):
            read_channels(path)


def test_grain_goes_and_edges_stay():
    rng = np.random.default_rng(1)
    albedo = np.full((48, 64, 3), 0.7)
    albedo[:, 32:] = (0.1, 0.3, 0.05)
    normal = np.zeros_like(albedo)
    normal[:24, :, 2], normal[24:, :, 0] = 1, 1
    light = np.where(np.arange(48)[:, None, None] < 24, 1.0, 0.4)
    clean = albedo * light
    noisy = clean * rng.gamma(60, 1 / 60, clean.shape[:2])[..., None]
    result = exhaust(take_out(noisy, albedo, normal, "render", ""))

    def error(picture, rows=slice(None), columns=slice(None)):
        return np.sqrt(((picture - clean)[rows, columns] ** 2).mean())

    assert error(result) < 0.35 * error(noisy)
    assert error(result, columns=slice(30, 34)) < 0.5 * error(noisy, columns=slice(30, 34))
    assert error(result, rows=slice(22, 26)) < 0.5 * error(noisy, rows=slice(22, 26))


def test_a_picture_without_grain_stays_as_it_is():
    flat = np.full((20, 20, 3), 0.4)
    assert np.allclose(exhaust(take_out(flat, flat, np.ones_like(flat), "render", "")), flat, atol=1e-6)
