"""Photos are read upright and in sRGB, or refused in a sentence; never half-decoded."""

import os
import struct
import zlib

import numpy as np
import pytest

pytest.importorskip("PIL")
from PIL import Image, ImageCms  # noqa: E402
from toile.addon.core.errors import PhotoError  # noqa: E402
from toile.ml import photo  # noqa: E402

WIDTH, HEIGHT = 240, 320


def scene(mode: str = "RGB") -> Image.Image:
    """A picture whose top left quarter is red and whose rest is a grey ramp."""
    values = np.repeat(np.linspace(40, 220, WIDTH).astype(np.uint8)[None], HEIGHT, 0)
    pixels = np.stack([values] * 3, -1)
    pixels[: HEIGHT // 2, : WIDTH // 2] = (220, 30, 30)
    return Image.fromarray(pixels).convert(mode)


def is_red(pixel: np.ndarray) -> bool:
    return bool(pixel[0] > 180 and pixel[1] < 80 and pixel[2] < 80)


def refused(path, *words: str) -> None:
    with pytest.raises(PhotoError) as caught:
        photo.read_photo(path)
    for word in words:
        assert word in str(caught.value)
    assert path.name not in str(caught.value)


def test_absent_folder_empty_text(tmp_path):
    refused(tmp_path / "absent.jpg", "no file")
    refused(tmp_path, "folder")
    empty = tmp_path / "empty.png"
    empty.touch()
    refused(empty, "empty")
    text = tmp_path / "text.jpg"
    text.write_text("these are words")
    refused(text, "not a picture")
    heic = tmp_path / "phone.heic"
    heic.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    refused(heic, "HEIC")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    refused(tmp_path / "pipe.jpg", "no ordinary file")


@pytest.mark.parametrize("name", ["cut.jpg", "cut.png", "cut.webp", "cut.tif", "cut.bmp"])
def test_a_cut_file_is_refused(tmp_path, name):
    path = tmp_path / name
    scene().save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    refused(path, "damaged")


def png_header(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head)) + b"\0\0\xff\xffIDAT"
    )


@pytest.mark.parametrize(("side", "megapixels"), [(60_000, "3600"), (10_000, "100"), (8_100, "66")])
def test_too_large_is_refused_from_the_header(tmp_path, side, megapixels):
    path = tmp_path / "large.png"
    path.write_bytes(png_header(side, side))
    refused(path, megapixels, "limit 64")


def test_too_small(tmp_path):
    path = tmp_path / "small.png"
    scene().resize((20, 20)).save(path)
    refused(path, "20 x 20", "limit 160")


@pytest.mark.parametrize("name", ["a.gif", "a.png", "a.webp", "a.tif"])
def test_animations_and_pages_are_refused(tmp_path, name):
    path = tmp_path / name
    other = scene().transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    scene().save(path, save_all=True, append_images=[other, scene()])
    refused(path, "3 pictures")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(tmp_path, orientation):
    inverse = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]  # Image.Transpose that undoes it
    stored = scene() if inverse is None else scene().transpose(Image.Transpose(inverse))
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "turned.jpg"
    stored.save(path, exif=exif, quality=95)
    image = photo.read_photo(path).image
    assert image.shape == (HEIGHT, WIDTH, 3)
    assert is_red(image[HEIGHT // 4, WIDTH // 4])
    assert not is_red(image[HEIGHT // 4, 3 * WIDTH // 4])
    assert not is_red(image[3 * HEIGHT // 4, WIDTH // 4])


@pytest.mark.parametrize(
    ("mode", "name"),
    [("CMYK", "a.jpg"), ("P", "a.png"), ("RGBA", "a.png"), ("RGB", "a.webp"), ("RGB", "a.bmp"), ("P", "a.gif")],
)
def test_colour_modes_keep_their_colours(tmp_path, mode, name):
    path = tmp_path / name
    scene(mode).save(path)
    image = photo.read_photo(path).image
    assert image.dtype == np.uint8
    assert is_red(image[40, 40])


def test_grey_and_sixteen_bits(tmp_path):
    grey = np.asarray(scene("L"))
    Image.fromarray(grey).save(tmp_path / "grey.png")
    Image.fromarray(grey.astype(np.uint16) * 257).save(tmp_path / "deep.png")
    Image.fromarray(grey > 100).save(tmp_path / "bits.png")
    assert np.array_equal(photo.read_photo(tmp_path / "grey.png").image[..., 1], grey)
    assert np.array_equal(photo.read_photo(tmp_path / "deep.png").image[..., 1], grey)
    assert set(np.unique(photo.read_photo(tmp_path / "bits.png").image)) == {0, 255}


def test_transparency_lies_over_white(tmp_path):
    cut_out = scene("RGBA")
    alpha = np.zeros((HEIGHT, WIDTH), np.uint8)
    alpha[:, : WIDTH // 2] = 255
    cut_out.putalpha(Image.fromarray(alpha))
    cut_out.save(tmp_path / "cut_out.png")
    image = photo.read_photo(tmp_path / "cut_out.png").image
    assert is_red(image[40, 40])
    assert (image[40, 200] == 255).all()


def test_colour_profiles(tmp_path):
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    scene().save(tmp_path / "srgb.png", icc_profile=lab)
    scene().save(tmp_path / "broken.png", icc_profile=b"no profile")
    scene("L").save(tmp_path / "wrong.png", icc_profile=lab)
    sound = photo.read_photo(tmp_path / "srgb.png").image.astype(int)
    assert abs(sound - np.asarray(scene()).astype(int)).max() <= 2
    assert np.array_equal(photo.read_photo(tmp_path / "broken.png").image, np.asarray(scene()))
    assert np.array_equal(photo.read_photo(tmp_path / "wrong.png").image[..., 0], np.asarray(scene("L")))


def saved_with_focal(path, focal_35mm: int, size=(WIDTH, HEIGHT), named_size=(WIDTH, HEIGHT)):
    exif = Image.Exif()
    exif.get_ifd(0x8769).update({0xA405: focal_35mm, 0xA002: named_size[0], 0xA003: named_size[1]})
    scene().resize(size).save(path, exif=exif)
    return photo.read_photo(path)


def test_focal_length(tmp_path):
    path = tmp_path / "focal.jpg"
    assert saved_with_focal(path, 50).focal_px == pytest.approx(400 * 50 / 43.27)
    assert saved_with_focal(path, 0).focal_px is None
    assert saved_with_focal(path, 9000).focal_px is None
    assert saved_with_focal(path, 50, named_size=(300, 300)).focal_px is None  # cropped since
    large = saved_with_focal(path, 50, size=(3000, 4000), named_size=(3000, 4000))
    assert large.image.shape == (2048, 1536, 3)
    assert large.scale == 0.512
    assert large.focal_px == pytest.approx(2560 * 50 / 43.27)


def test_broken_exif_is_no_obstacle(tmp_path):
    path = tmp_path / "a.jpg"
    scene().save(path, exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\x01\x12\0\x09\xff\xff\xff\xff")
    assert photo.read_photo(path).focal_px is None


@pytest.mark.parametrize("name", ["with space.png", "quo'te\".png", "фото 人物.png", "100%s {x}.png"])
def test_any_file_name(tmp_path, name, caplog):
    scene().save(tmp_path / name)
    with caplog.at_level("INFO"):
        assert photo.read_photo(tmp_path / name).image.shape == (HEIGHT, WIDTH, 3)
    assert name not in caplog.text


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif", "a.bmp", "a.gif"])
def test_damage_never_escapes_as_another_error(tmp_path, name):
    path = tmp_path / name
    scene().save(path)
    whole = path.read_bytes()
    random = np.random.default_rng(0)
    for _ in range(40):
        hurt = bytearray(whole[: random.integers(8, len(whole) + 1)])
        for place in random.integers(0, min(len(hurt), 400), 4):
            hurt[place] = random.integers(256)
        path.write_bytes(hurt)
        try:
            photo.read_photo(path)
        except PhotoError:
            continue
