"""A picture of a garment read: from pixels to a design, its settings, its colours and its print."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..photo.image import box, lab_from_linear, linear_from_srgb, sample
from ..seams import Progress, Steps
from ..types import GarmentReading
from .designs import DRESS, Guess, guess_design, is_denim, placket_of, sleeve_kind
from .ground import cut_out
from .neckline import Neck, neckline_of
from .outline import Outline, measured
from .palette import Palette, palette_of, written
from .settings import FLAT, Scale, neck_kind, scale_of, settings_of
from .surface import Surface, surface_of

WORKING_SIDE = 640  # px of the longer side; finer does not make an outline better known
UNSURE = 0.6
TILED = {"repeat": "repeated", "pattern": "mirrored"}


def read_garment(picture: np.ndarray, seed: int) -> Steps[GarmentReading]:
    """What an (H, W, 3) uint8 sRGB picture shows of a garment.

    Raises:
        PhotoError: the background is not plain, or what stands before it is no garment.
    """
    yield Progress("read", 0.0, "cutting the garment out")
    small = reduced(picture)
    lab = lab_from_linear(small)
    cut = cut_out(lab)
    yield Progress("read", 0.4, "measuring the outline")
    outline = measured(cut.region)
    neck = neckline_of(lab, cut.region, outline)
    yield Progress("read", 0.6, "telling the colours")
    palette = palette_of(lab, cut.region, np.random.default_rng(seed))
    surface = surface_of(picture, lab, cut.region, outline, neck.depth, palette)
    yield Progress("read", 0.9, "choosing the design")
    is_even = surface.kind in ("plain", "trim")
    placket = placket_of(lab, cut.region, outline, neck.depth) if is_even else 0.0
    guess = guess_design(outline, neck, palette.lab[0], placket)
    scale = scale_of(guess.design, outline)
    settings: dict[str, Any] = {"colour": written(palette.lab[0]), **fabric_of(guess.design, palette)}
    yield Progress("read", 1.0, guess.design)
    return GarmentReading(
        cutout=with_clear_ground(picture, cut.region),
        design=guess.design,
        confidence=round(guess.confidence, 2),
        second=guess.second,
        second_confidence=round(guess.second_confidence, 2),
        options=settings | settings_of(guess.design, outline, neck, scale),
        colours=shares(palette),
        surface=surface.kind,
        print_image=surface.image,
        print_options=print_options(surface, outline, scale),
        measured=facts(outline, neck, scale),
        notes=(*cut.notes, *remarks(guess, outline, surface, palette)),
        cannot_know=cannot_know(scale, surface),
    )


def reduced(picture: np.ndarray) -> np.ndarray:
    """The picture in linear light, its longer side at most WORKING_SIDE px."""
    light = linear_from_srgb(picture)
    factor = max(picture.shape[:2]) / WORKING_SIDE
    if factor <= 1.0:
        return light
    height, width = (max(1, round(side / factor)) for side in picture.shape[:2])
    rows = (np.arange(height) + 0.5) * picture.shape[0] / height - 0.5
    columns = (np.arange(width) + 0.5) * picture.shape[1] / width - 0.5
    return sample(box(light, int(factor / 2)), *np.meshgrid(columns, rows)).clip(0.0, 1.0)


def with_clear_ground(picture: np.ndarray, region: np.ndarray) -> np.ndarray:
    """(H, W, 4) uint8: the picture, clear outside the garment, softly over the width of a working pixel."""
    rows = (np.arange(picture.shape[0]) + 0.5) * region.shape[0] / picture.shape[0] - 0.5
    columns = (np.arange(picture.shape[1]) + 0.5) * region.shape[1] / picture.shape[1] - 0.5
    place = [np.clip(a, 0, side - 1) for a, side in zip(np.meshgrid(columns, rows), region.shape[::-1], strict=True)]
    alpha = sample(region.astype(np.float32), *place)
    return np.dstack([picture, np.rint(255 * alpha.clip(0, 1)).astype(np.uint8)])


def shares(palette: Palette) -> tuple[tuple[float, float, float, float], ...]:
    """L*, a*, b* and the share of each dye."""
    rows = np.column_stack([np.round(palette.lab, 1), np.round(palette.shares, 3)])
    return tuple((float(light), float(a), float(b), float(share)) for light, a, b, share in rows)


def fabric_of(design: str, palette: Palette) -> dict[str, str]:
    """The fabric where the colour says more than the design, which has a usual one of its own."""
    if design != "jeans":
        return {}
    return {"fabric": "denim_12oz" if is_denim(palette.lab[0]) else "gabardine"}


def print_options(surface: Surface, outline: Outline, scale: Scale) -> dict[str, float | str]:
    """How the cut-out is to be printed: its width, and where it is placed. {} where there is none."""
    if surface.image is None:
        return {}
    left, top, right, bottom = surface.box
    width, height = scale.mm * (right - left), scale.mm * (bottom - top)
    if surface.kind in TILED:
        return {"print_width_mm": round(width, 1), "print_as": TILED[surface.kind]}
    if surface.kind == "front":
        width *= FLAT / scale.shown  # what a form turns away from the camera is spread out from seam to seam
    return {
        "print_as": "placed",
        "print_width_mm": round(width, 1),
        "print_height_mm": round(height, 1),
        "print_across_mm": round(scale.mm * ((left + right) / 2.0 - outline.axis), 1),
        "print_down_mm": round(max(0.0, scale.mm * (top - outline.top)), 1),
    }


def facts(outline: Outline, neck: Neck, scale: Scale) -> dict[str, float | str]:
    """What was measured, for the record and for those who doubt the guess."""
    return {
        "symmetry": round(outline.symmetry, 3),
        "length_over_chest": round(outline.height / outline.chest, 2),
        "sleeves": sleeve_kind(outline),
        "sleeve_over_chest": round(outline.sleeve / outline.chest, 2),
        "neckline": neck_kind(outline, neck) or "not seen",
        "legs": round(outline.legs, 2),
        "hem_over_chest": round(outline.hem / outline.chest, 2),
        "mm_per_px": round(scale.mm, 3),
        "share_of_girth_shown": round(scale.shown, 3),
    }


def remarks(guess: Guess, outline: Outline, surface: Surface, palette: Palette) -> list[str]:
    """What is doubtful, or cannot be carried over, in sentences."""
    words = guess.second.replace("_", " ")
    said = []
    if guess.confidence < UNSURE:
        said.append(
            f"The design is unsure ({guess.confidence:.0%}); the next is {words} ({guess.second_confidence:.0%})."
        )
    if guess.design == "tee" and outline.height > DRESS * outline.chest:
        said.append("A dress with set-in sleeves is cut as a long tee: it has no waist seam.")
    if outline.hem < 0.6 * outline.chest and not outline.legs:
        said.append("Its lower end is narrow, as a bodysuit's; the design ends in a straight hem.")
    if surface.kind == "trim":
        said.append(f"Its trim of another colour ({written(palette.lab[1])}) is left out.")
    if surface.kind == "front":
        said.append(
            "Its front is of several parts or colours: it is printed whole, with the folds it had in the photo."
        )
    if surface.kind == "pattern":
        said.append("No repeat was found in its pattern: a piece of it is mirrored over the cloth.")
    return said


def cannot_know(scale: Scale, surface: Surface) -> tuple[str, ...]:
    """What no photo of a garment tells."""
    back = "is left in the colour" if surface.kind in ("motif", "front") else "is made like the front"
    return (
        f"Its true size: it was taken to be a women's M {scale.words}, {scale.shown:.0%} of its girth in sight.",
        "How heavy its cloth is, how it stretches and what it is made of: the fabric is the usual one of the design.",
        f"Its back, which {back}.",
        "Its colour under another light: the photo's own light and white balance are taken for neutral.",
        "Its darts, linings, collars, pockets and closures, but for those that the design has.",
    )
