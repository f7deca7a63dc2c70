"""Parts of a photo painted by hand, and the PNG files that they are kept in."""

from pathlib import Path

import numpy as np
import pytest
from toile.addon.core import exchange
from toile.addon.core.errors import JobError
from toile.addon.core.photo.png import write_png
from toile.addon.core.photo.png_reading import read_png
from toile.addon.core.photo.segments import COLOURS, PARTS, colour_labels, painted_over, read_labels
from toile.addon.core.types import Segments

SIZE = (40, 30)


@pytest.fixture
def segments():
    """A top on the left, background on the right."""
    matte = {name: np.zeros(SIZE, np.float32) for name in PARTS}
    matte["top"][:, :15] = 1
    matte["background"][:, 15:] = 1
    return Segments(matte)


def stroke(name, size=SIZE):
    """The upper half painted as one part."""
    labels = np.zeros((*size, 4), np.uint8)
    labels[: size[0] // 2] = (*COLOURS[name], 255)
    return labels


def test_they_cross_to_the_worker_and_back(segments, tmp_path):
    again = exchange.load(exchange.save(segments, tmp_path / "x.npz"))
    assert all(np.array_equal(again.matte[name], segments.matte[name]) for name in PARTS)


def test_what_is_painted_is_so_and_the_rest_stays(segments):
    painted = painted_over(segments, stroke("hair"))
    assert painted.matte["hair"][:18].min() > 0.99
    assert np.array_equal(painted.matte["top"][24:], segments.matte["top"][24:])
    assert np.allclose(sum(painted.matte.values()), 1, atol=1e-5)
    assert 0.2 < painted.matte["hair"][20].mean() < 0.8  # as soft as a photo's edge


def test_clear_labels_change_nothing(segments):
    same = painted_over(segments, np.zeros((*SIZE, 4), np.uint8))
    assert all(np.array_equal(same.matte[name], segments.matte[name]) for name in PARTS)


def test_labels_may_be_of_another_size(segments):
    assert painted_over(segments, stroke("skin", (80, 60))).matte["skin"][:18].min() > 0.99


def test_labels_of_another_shape_are_refused(segments):
    with pytest.raises(JobError, match="of 30 x 30 px, and the photo of 30 x 40 px"):
        painted_over(segments, stroke("skin", (30, 30)))


def test_colours_of_no_part_are_refused(segments):
    labels = stroke("skin")
    labels[..., :3] = (255, 0, 255)
    with pytest.raises(JobError, match="100% of the painted .* skin #e8a87c"):
        painted_over(segments, labels)


def test_segments_drawn_in_colours_are_read_back(segments, tmp_path):
    write_png(colour_labels(segments), tmp_path / "s.png")
    again = painted_over(segments, read_labels(tmp_path / "s.png"))
    assert again.matte["top"][:, :12].min() > 0.99 and again.matte["background"][:, 18:].min() > 0.99


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_our_own_png_is_read_back(tmp_path, channels):
    image = np.random.default_rng(1).integers(0, 256, (9, 7, channels)).astype(np.uint8)
    write_png(image[..., 0] if channels == 1 else image, tmp_path / "x.png")
    read = read_png(tmp_path / "x.png", "It")
    assert np.array_equal(read[..., :3], np.broadcast_to(image[..., :3], (9, 7, 3)))
    assert np.array_equal(read[..., 3], image[..., 3] if channels == 4 else np.full((9, 7), 255))


@pytest.mark.parametrize("mode", ["L", "P", "RGB", "RGBA", "LA"])
def test_png_of_other_programs_is_read(tmp_path, mode):
    Image = pytest.importorskip("PIL.Image")
    rows, columns = np.mgrid[:64, :48]
    image = np.stack([rows * 4, columns * 5, rows + columns, rows * 2 + 100], -1).astype(np.uint8)
    picture = Image.fromarray(image).convert("RGBA").convert("RGB" if mode == "P" else mode).convert(mode)
    picture.save(tmp_path / "x.png", optimize=True)
    assert np.array_equal(read_png(tmp_path / "x.png", "It"), np.asarray(picture.convert("RGBA")))


@pytest.mark.parametrize("content", [b"GIF8", b"\x89PNG\r\n\x1a\n", b""])
def test_what_is_no_png_is_refused(tmp_path, content):
    (tmp_path / "x.png").write_bytes(content)
    with pytest.raises(JobError, match="It x.png is no PNG"):
        read_png(tmp_path / "x.png", "It")
    with pytest.raises(JobError, match="cannot be read"):
        read_png(Path(tmp_path / "absent.png"), "It")


def test_a_damaged_png_is_refused(tmp_path):
    write_png(np.random.default_rng(0).integers(0, 256, (9, 7, 3)).astype(np.uint8), tmp_path / "x.png")
    data = (tmp_path / "x.png").read_bytes()
    for end in range(8, len(data) - 40, 3):
        (tmp_path / "x.png").write_bytes(data[:end])
        with pytest.raises(JobError, match="is no PNG"):
            read_png(tmp_path / "x.png", "It")
