"""What is on the cloth: nothing, a motif in one place, or a pattern all over; cut out to be put on again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..photo.image import gaussian, linear_from_srgb, luminance, srgb_from_linear
from ..photo.regions import connected, dilate, erode, opened
from .outline import Outline
from .palette import Palette

PLAIN = 0.03  # of the body: less of other dyes is a label, buttons, a glint
MOTIF_ALONE, MOTIF_AREA, MOTIF_WIDE = 0.75, 0.60, 0.93  # of the other dyes, of the body's area and of its width
MOTIF_LEAST = 0.10  # of the chest: smaller is a badge
SHARP = 4.5  # in Lab a px: light and shade change more slowly, what is printed or sewn on faster
WHOLE = 0.97  # of a column or row of a cut piece that is cloth
APART = 0.10  # of the chest: letters of a motif are nearer than this to each other
TRIM = 0.12  # of the body: less of other dyes, and no motif or repeat, are edges and pockets
PERIOD_SEEN, EVEN = 0.38, 0.6  # correlation that a repeat has at its period, and that a stripe has along itself
FINE = 0.10  # of the chest: what changes within it is a pattern, else the garment is of several parts
LONGEST = 0.40  # of the window: a longer period cannot be seen twice


@dataclass(frozen=True, eq=False)
class Surface:
    """What is on the cloth."""

    # "plain", "trim" (plain, with edges of another colour), "motif", "repeat", "pattern" (no repeat found), or "front"
    # (of several parts)
    kind: str
    image: np.ndarray | None = None  # (h, w, 4) uint8, of the picture's own px
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)  # left, top, right, bottom, working px
    period: tuple[float, float] = (0.0, 0.0)  # across and down, working px; 0: even in that direction


@dataclass(frozen=True)
class Window:
    """The upright rectangle of the body that is looked at, working px."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def slices(self) -> tuple[slice, slice]:
        return slice(self.top, self.bottom), slice(self.left, self.right)


def surface_of(
    picture: np.ndarray, lab: np.ndarray, region: np.ndarray, outline: Outline, neck: float, palette: Palette
) -> Surface:
    """What is on the cloth.

    Args:
        picture: (H, W, 3) uint8 sRGB, as large as it came.
        lab: (h, w, 3) of the same, in working px.
        region: (h, w) bool, the garment.
        outline: of the region.
        neck: how far below the garment's top its front begins, working px.
        palette: of the region.
    """
    wide = body_window(region, outline, neck, 0.49)
    inner = erode(region, 3.0)
    other = opened(((palette.dye > 0) & inner)[wide.slices], 1.0)
    share = float(other.mean()) if other.size else 0.0
    if share < PLAIN or len(palette.shares) < 2 or softness(lab[wide.slices], other) < SHARP:
        return Surface("plain")
    if not outline.legs and (box := motif_box(other, outline.chest)):
        left, top, right, bottom = box
        where = (wide.left + left, wide.top + top, wide.left + right, wide.top + bottom)
        return Surface("motif", motif_image(picture, palette, region.shape, where), where)
    found = all_over(picture, lab, region, outline, inside(inner, body_window(region, outline, neck, 0.42)))
    return found if found.kind == "repeat" or share > TRIM else Surface("trim")


def softness(lab: np.ndarray, other: np.ndarray) -> float:
    """The median slope, in Lab a px, along the border of what has another dye: light and shade have soft borders."""
    slope = np.sqrt(sum(np.square(part).sum(-1) for part in np.gradient(gaussian(lab, 1.0), axis=(0, 1))))
    border = other ^ erode(other, 1.0)
    return float(np.median(slope[border])) if border.any() else 0.0


def inside(region: np.ndarray, window: Window) -> Window:
    """The window without the columns and rows at its edges that leave the garment."""
    view = region[window.slices]
    columns = np.flatnonzero(view.mean(0) > WHOLE)
    view = view[:, columns[0] : columns[-1] + 1] if len(columns) else view
    rows = np.flatnonzero(view.mean(1) > WHOLE)
    if not len(columns) or not len(rows):
        return window
    left, top = window.left + int(columns[0]), window.top + int(rows[0])
    return Window(left, top, left + int(np.ptp(columns)) + 1, top + int(np.ptp(rows)) + 1)


def body_window(region: np.ndarray, outline: Outline, neck: float, half: float) -> Window:
    """A rectangle of the body, to ``half`` the chest on both sides; of what has legs, of one of them."""
    top = outline.top + max(neck, 0.03 * outline.height) + 0.02 * outline.height
    bottom = outline.top + 0.95 * outline.height
    if outline.legs:
        reach = outline.axis + np.array([0.10, 0.10 + 0.75 * outline.knee / outline.chest]) * outline.chest
    else:
        reach = outline.axis + np.array([-half, half]) * outline.chest
    columns = np.clip(reach, 0, region.shape[1])
    return Window(int(columns[0]), int(top), int(columns[1]), int(max(bottom, top + 8)))


def motif_box(other: np.ndarray, chest: float) -> tuple[int, int, int, int] | None:
    """The box of a motif that stands alone, or None."""
    joined = dilate(other, APART * chest / 2.0)
    seed = np.zeros_like(joined)
    seed.flat[int(gaussian(other.astype(np.float32), 0.06 * chest).argmax())] = True
    motif = connected(joined, seed) & other
    rows, columns = np.flatnonzero(motif.any(1)), np.flatnonzero(motif.any(0))
    if not len(rows) or motif.sum() < MOTIF_ALONE * other.sum():
        return None
    box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    wide, high = box[2] - box[0], box[3] - box[1]
    is_motif = wide < MOTIF_WIDE * other.shape[1] and wide * high < MOTIF_AREA * other.size
    return box if is_motif and max(wide, high) > MOTIF_LEAST * chest else None


def motif_image(
    picture: np.ndarray, palette: Palette, shape: tuple[int, ...], box: tuple[float, float, float, float]
) -> np.ndarray:
    """(h, w, 4) uint8 the motif; the cloth about it is clear, and within it what the cloth's dye shows through is."""
    scale = picture.shape[0] / shape[0]
    left, top, right, bottom = (round(scale * value) for value in box)
    image = picture[top:bottom, left:right]
    other = (palette.dye > 0).astype(np.float32)
    rows = np.clip((np.arange(top, bottom) / scale).astype(int), 0, shape[0] - 1)
    columns = np.clip((np.arange(left, right) / scale).astype(int), 0, shape[1] - 1)
    alpha = gaussian(other, 0.6)[np.ix_(rows, columns)]
    return np.dstack([image, np.rint(255 * np.clip(1.6 * alpha - 0.3, 0, 1)).astype(np.uint8)])


def all_over(picture: np.ndarray, lab: np.ndarray, region: np.ndarray, outline: Outline, window: Window) -> Surface:
    """A pattern: its repeat where it has one, a piece to be mirrored where it has none, or the whole front."""
    view = lab[window.slices]
    correlation = autocorrelation(view - gaussian(view, 0.5 * outline.chest))
    across, down = period(correlation, 1), period(correlation, 0)
    if across is None or down is None or across == down == 0.0:
        return without_repeat(picture, region, outline, window, correlation)
    height, width = view.shape[:2]
    size = (across or min(width, down or width), down or min(height, across or height))
    left = window.left + (width - size[0]) / 2.0
    top = window.top + max(0.0, 0.45 * (height - size[1]))
    box = (left, top, left + size[0], top + size[1])
    return Surface("repeat", crop(picture, region, box, outline.chest), box, (across, down))


def without_repeat(
    picture: np.ndarray, region: np.ndarray, outline: Outline, window: Window, correlation: np.ndarray
) -> Surface:
    """A fine pattern that never repeats, or a front of several parts."""
    along = [correlation[:, 0], correlation[0]]
    reach = min(int((line < 0.2).argmax()) if (line < 0.2).any() else len(line) for line in along)
    if reach < FINE * outline.chest or outline.legs:
        box = (float(window.left), float(window.top), float(window.right), float(window.bottom))
        return Surface("pattern", crop(picture, region, box, outline.chest), box)
    half = 0.5 * max(outline.chest, outline.hem)
    left, right = max(0.0, outline.axis - half), min(float(region.shape[1]), outline.axis + half)
    box = (left, outline.top, right, outline.top + outline.height)
    return Surface("front", crop(picture, region, box, outline.chest, clear=True), box)


def autocorrelation(values: np.ndarray) -> np.ndarray:
    """(h, w) how alike the picture is to itself, moved down and across; 1 where it is not moved."""
    height, width = values.shape[:2]
    shape = (2 * height, 2 * width)
    flat = values - values.mean((0, 1))
    power = sum(np.abs(np.fft.rfft2(flat[..., k], shape)) ** 2 for k in range(values.shape[2]))
    seen = np.fft.irfft2(np.abs(np.fft.rfft2(np.ones((height, width)), shape)) ** 2, shape)
    whole = np.fft.irfft2(power, shape)[:height, :width] / np.maximum(seen[:height, :width], 1.0)
    return whole / max(float(whole[0, 0]), 1e-9)


def period(correlation: np.ndarray, axis: int) -> float | None:
    """px from one repeat to the next along an axis; 0 where the pattern is even along it, None where there is none."""
    line = correlation[:, 0] if axis == 0 else correlation[0]
    line = line[: max(4, int(LONGEST * len(line)))]
    if line.min() > EVEN:
        return 0.0
    fallen = int((line < 0.5 * (1.0 + line.min())).argmax())
    inside = np.flatnonzero((line[1:-1] >= line[:-2]) & (line[1:-1] > line[2:]) & (line[1:-1] > PERIOD_SEEN)) + 1
    inside = inside[inside > fallen]
    if not len(inside):
        return None
    near = inside[line[inside] > 0.85 * line[inside].max()][0]
    before, here, after = line[near - 1 : near + 2]
    return float(near + 0.5 * (before - after) / min(before - 2 * here + after, -1e-9))


def crop(
    picture: np.ndarray,
    region: np.ndarray,
    box: tuple[float, ...],
    chest: float,
    clear: bool = False,
) -> np.ndarray:
    """(h, w, 4) uint8 a part of the picture without the folds' broad shading; ``clear``: the outside is."""
    scale = picture.shape[0] / region.shape[0]
    left, top, right, bottom = (round(scale * value) for value in box)
    right, bottom = max(right, left + 2), max(bottom, top + 2)
    light = linear_from_srgb(picture[top:bottom, left:right])
    sigma = 0.25 * chest * scale
    broad = gaussian(luminance(light), sigma)
    even = light * (np.median(broad) / np.maximum(broad, 0.02))[..., None].clip(0.6, 1.6) if not clear else light
    rows = np.clip((np.arange(top, bottom) / scale).astype(int), 0, region.shape[0] - 1)
    columns = np.clip((np.arange(left, right) / scale).astype(int), 0, region.shape[1] - 1)
    inside = region[np.ix_(rows, columns)] if clear else np.ones(even.shape[:2], bool)
    colour = np.rint(255 * srgb_from_linear(even)).astype(np.uint8)
    return np.dstack(
        [colour[: len(rows), : len(columns)], (255 * inside[: colour.shape[0], : colour.shape[1]]).astype(np.uint8)]
    )
