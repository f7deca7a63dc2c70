"""Reads a photo safely: checked before it is decoded, upright, sRGB, its metadata left behind.

File names stay out of messages and logs: what a person's photo is called is nobody's business but the user's.
"""

from __future__ import annotations

import io
import logging
import re
import struct
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..addon.core.errors import PhotoError

if TYPE_CHECKING:
    from PIL import Image

log = logging.getLogger(__name__)

FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF")
MAX_PIXELS = 64_000_000
MAX_BYTES = 512 * 2**20  # a 64-megapixel picture of four 16-bit channels
MIN_SIDE = 160  # px; below it a person's hands and face are a few pixels wide
MAX_SIDE = 2048  # px of the picture kept; every later stage, the composite too, works on it
FILM_DIAGONAL_MM = 43.27  # of the 36 x 24 mm frame that "35 mm equivalent" refers to (CIPA DCG-001)
FOCAL_RANGE = (0.35, 12.0)  # focal length over the longer side: a 12 mm to a 430 mm lens
EXIF_IFD, TAG_FOCAL_35MM, TAG_WIDTH, TAG_HEIGHT = 0x8769, 0xA405, 0xA002, 0xA003
# What Pillow's readers raise on a damaged file; found by cutting and flipping bytes of each format.
BROKEN = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, struct.error, zlib.error)
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"II*\0", b"MM\0*", b"BM", b"GIF8")
DAMAGED = "The picture is damaged: it ends early or its data is broken."
SAVE_AS = "Save it as a JPEG or PNG."


@dataclass(frozen=True, eq=False)
class Photo:
    """An upright picture and its focal length."""

    image: np.ndarray  # (H, W, 3) uint8 sRGB, longer side at most MAX_SIDE
    focal_px: float | None  # in px of ``image``; None where the file does not say
    scale: float = 1.0  # px of ``image`` to one px of the upright file


def read_photo(path: Path) -> Photo:
    """Read the picture at ``path``.

    Raises:
        PhotoError: it is absent, no picture, damaged, animated, too large or too small.
    """
    data = read_bytes(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of what is refused or made up for below
        with open_picture(data) as picture:
            check_header(picture)
            focal_ratio = focal_over_diagonal(picture)
            upright = decoded(picture)
    longer = max(upright.size)
    upright = at_most(upright, MAX_SIDE)
    image = np.ascontiguousarray(np.asarray(upright, dtype=np.uint8))
    height, width = image.shape[:2]
    focal_px = None if focal_ratio is None else focal_ratio * float(np.hypot(width, height))
    return Photo(image, focal_px, max(width, height) / longer)


def read_bytes(path: Path) -> bytes:
    """The file's content, if it is an ordinary file of a sensible size."""
    try:
        if path.is_dir():
            raise PhotoError("The photo's path is a folder.", "Name the picture in it.")
        if not path.exists():
            raise PhotoError("There is no file at the photo's path.", "Check its spelling and its folder.")
        if not path.is_file():
            raise PhotoError("The photo's path is no ordinary file.", SAVE_AS)
        count = path.stat().st_size
        if count == 0:
            raise PhotoError("The photo's file is empty (0 bytes).", "Copy it again.")
        if count > MAX_BYTES:
            raise PhotoError(f"The photo's file has {count >> 20} MB (limit {MAX_BYTES >> 20} MB).", SAVE_AS)
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the path is not valid"
        raise PhotoError(f"The photo's file cannot be read: {reason}.", "Check its permissions.") from None


def open_picture(data: bytes) -> Image.Image:
    """The picture with its header read and nothing decoded."""
    from PIL import Image

    Image.init()  # loads every reader; open() with a list of formats does not
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        found = re.search(r"(\d+) pixels", str(error))
        count = f"{int(found[1]) / 1e6:.0f}" if found else "too many"
        raise too_large(count) from None
    except (*BROKEN, MemoryError) as error:
        log.debug("header not read: %s", error)
        if data[4:8] == b"ftyp":
            raise PhotoError("The photo is HEIC, AVIF or a video, which cannot be read here.", SAVE_AS) from None
        if data.startswith(SIGNATURES):
            raise PhotoError(DAMAGED, "Copy it again.") from None
        known = ", ".join(FORMATS)
        raise PhotoError(f"The file is not a picture, whatever its name says (known: {known}).", SAVE_AS) from None


def too_large(megapixels: str) -> PhotoError:
    return PhotoError(f"The picture has {megapixels} megapixels (limit {MAX_PIXELS // 1_000_000}).", "Make it smaller.")


def check_header(picture: Image.Image) -> None:
    """Refuse by size and number of frames, before any pixel is decoded."""
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise too_large(f"{width * height / 1e6:.0f}")
    if min(width, height) < MIN_SIDE:
        raise PhotoError(
            f"The picture has {width} x {height} px (limit {MIN_SIDE} px on the shorter side).", "Use a larger one."
        )
    try:
        frames = getattr(picture, "n_frames", 1)
    except BROKEN:
        raise PhotoError(DAMAGED, "Copy it again.") from None
    if frames > 1 and picture.format != "MPO":  # MPO: a phone's JPEG that carries a second picture, e.g. of depth
        raise PhotoError(
            f"The file holds {frames} pictures or frames of an animation (limit 1).", "Save the one to use as a PNG."
        )
    if picture.mode in ("F", "LAB"):
        raise PhotoError(f"The picture's pixels are of the kind {picture.mode}.", "Save it as RGB with 8 bits.")


def decoded(picture: Image.Image) -> Image.Image:
    """The whole picture, upright and in sRGB; never a part of it."""
    try:
        picture.load()
        return to_srgb(turned_upright(picture))
    except (*BROKEN, MemoryError) as error:
        log.debug("decoding failed: %s", error)
        raise PhotoError(DAMAGED, "Copy it again.") from None


def at_most(picture: Image.Image, side: int) -> Image.Image:
    """The picture, made smaller if its longer side is above ``side`` px."""
    from PIL import Image

    scale = side / max(picture.size)
    if scale >= 1.0:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def focal_over_diagonal(picture: Image.Image) -> float | None:
    """The focal length from the EXIF over the picture's diagonal, or None where it is absent or implausible."""
    width, height = picture.size
    try:
        tags = picture.getexif().get_ifd(EXIF_IFD)
        ratio = float(tags.get(TAG_FOCAL_35MM, 0)) / FILM_DIAGONAL_MM
        whole = sorted((int(tags.get(TAG_WIDTH, width)), int(tags.get(TAG_HEIGHT, height))))
    except BROKEN:
        return None
    long_ratio = ratio * float(np.hypot(width, height)) / max(width, height)
    if not FOCAL_RANGE[0] < long_ratio < FOCAL_RANGE[1]:
        return None
    was_cropped = whole[0] > 0 and abs(whole[1] / whole[0] - max(picture.size) / min(picture.size)) > 0.02
    return None if was_cropped else ratio


def turned_upright(picture: Image.Image) -> Image.Image:
    """The picture turned as its EXIF orientation says; as it lies where the EXIF is broken."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(picture)
    except BROKEN as error:
        log.debug("orientation not read: %s", error)
        return picture


def to_srgb(picture: Image.Image) -> Image.Image:
    """Any mode as 8-bit sRGB; transparent parts over white."""
    from PIL import Image

    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I"):
        picture = eight_bit(picture)
    if not picture.has_transparency_data:
        return converted(picture, profile)
    layered = picture.convert("RGBA")
    white = Image.new("RGB", picture.size, "white")
    white.paste(converted(layered.convert("RGB"), profile), mask=layered.getchannel("A"))
    return white


def eight_bit(picture: Image.Image) -> Image.Image:
    """A 16- or 32-bit grey picture as 8-bit grey."""
    from PIL import Image

    values = np.asarray(picture).astype(np.float64)
    top = 65535.0 if values.max() > 255 or "16" in picture.mode else 255.0
    return Image.fromarray(np.clip(np.rint(values * (255.0 / top)), 0, 255).astype(np.uint8))


def converted(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in sRGB, by its ICC profile if that is sound; else its numbers are taken for sRGB."""
    from PIL import ImageCms

    if picture.mode not in ("RGB", "CMYK", "L"):
        picture = picture.convert("RGB")
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            result = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if result is not None:
                return result
        except (ImageCms.PyCMSError, OSError, TypeError, ValueError) as error:
            log.debug("colour profile ignored: %s", error)
    return picture.convert("RGB")
