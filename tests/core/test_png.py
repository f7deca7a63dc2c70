"""What a PNG holds."""

import struct
import zlib

import numpy as np
from toile.addon.core.photo.png import write_png


def test_a_png_holds_the_pixels_and_nothing_else(tmp_path):
    image = np.random.default_rng(0).integers(0, 256, (7, 5, 3)).astype(np.uint8)
    write_png(image, tmp_path / "x.png")
    data = (tmp_path / "x.png").read_bytes()
    chunks, at = [], 8
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        body = data[at + 8 : at + 8 + size]
        assert struct.unpack(">I", data[at + 8 + size : at + 12 + size])[0] == zlib.crc32(data[at + 4 : at + 8 + size])
        chunks.append((data[at + 4 : at + 8], body))
        at += 12 + size
    assert [name for name, _ in chunks] == [b"IHDR", b"IDAT", b"IEND"]
    assert struct.unpack(">IIBB", chunks[0][1][:10]) == (5, 7, 8, 2)
    rows = np.frombuffer(zlib.decompress(chunks[1][1]), np.uint8).reshape(7, 16)
    assert rows[0, 0] == 0 and (rows[1:, 0] == 2).all()
    assert np.array_equal(np.cumsum(rows[:, 1:], axis=0, dtype=np.uint8).reshape(7, 5, 3), image)


def test_a_print_says_how_many_pixels_there_are_to_a_metre(tmp_path):
    write_png(np.zeros((2, 3, 3), np.uint8), tmp_path / "a.png", dpi=300)
    data = (tmp_path / "a.png").read_bytes()
    assert data[37:41] == b"pHYs"
    assert struct.unpack(">IIB", data[41:50]) == (11811, 11811, 1)
