"""A contact sheet: where its pictures and captions go, and what the captions say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .photo.image import linear_from_srgb, srgb_from_linear
from .types import Garment, Still

CELL_PX = 560  # the longer side of a picture at most
GAP_PX = 28
LINE_PX = 24  # from one line of a caption to the next
LETTER_PX = 15  # height of a capital, in the first line; the others are a little smaller
LINES = 3
PAPER, INK, GREY = (255, 255, 255), (32, 32, 34), (110, 110, 114)
VIEW_NAMES = {"three_quarter": "Three-quarter, left", "three_quarter_right": "Three-quarter, right"}


@dataclass(frozen=True)
class Grid:
    """Cells of one size in rows and columns, px."""

    columns: int
    rows: int
    cell: tuple[int, int]  # width and height of a picture

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the sheet."""
        width, height = self.cell
        across = GAP_PX + self.columns * (width + GAP_PX)
        return across, GAP_PX + self.rows * (height + LINES * LINE_PX + GAP_PX)

    def corner(self, index: int) -> tuple[int, int]:
        """Left and top of a cell's picture; the caption is below it."""
        row, column = divmod(index, self.columns)
        width, height = self.cell
        return GAP_PX + column * (width + GAP_PX), GAP_PX + row * (height + LINES * LINE_PX + GAP_PX)


def grid_of(stills: Sequence[Still]) -> Grid:
    """A row a colourway, or a column a size, where there are several; else as near to a square as pictures allow."""
    sizes = [fitted(still.size) for still in stills]
    cell = (max(width for width, _ in sizes), max(height for _, height in sizes))
    ways = list(dict.fromkeys(still.colourway for still in stills))
    worn = list(dict.fromkeys(still.worn_size for still in stills))
    if len(worn) > 1:
        columns = len(worn)
    elif len(ways) > 1:
        columns = len(stills) // len(ways)
    else:
        columns = min(len(stills), max(1, round((len(stills) * cell[1] / cell[0]) ** 0.5)))
    return Grid(columns, -(-len(stills) // columns), cell)


def fitted(size: tuple[int, int], limit: int = CELL_PX) -> tuple[int, int]:
    """The size of a picture on the sheet: never more than its own."""
    scale = min(1.0, limit / max(size))
    return max(round(size[0] * scale), 1), max(round(size[1] * scale), 1)


def caption(still: Still, outfit: Sequence[Garment]) -> tuple[str, ...]:
    """The lines below a picture: garments with their sizes, the colourway, the view."""
    sizes = [(still.worn_size or garment.size).replace("_", " ") for garment in outfit]
    worn = ", ".join(f"{titled(garment.design)} {size}" for garment, size in zip(outfit, sizes, strict=True))
    if still.worn_size:
        return worn, f"Ease, cm: {still.facts.get('ease_cm') or 'none'}", view_name(still.view)
    colours = still.colourway or " ".join(garment.colour for garment in outfit)
    return worn, colours, view_name(still.view)


def view_name(view: str) -> str:
    """A view as a caption says it."""
    return VIEW_NAMES.get(view) or titled(view.replace("detail_", "detail: ").replace(".", ", "))


def titled(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def shrunk(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """The picture (H, W, 3) uint8 sRGB at a smaller size (width, height): means over areas, in linear light."""
    linear = linear_from_srgb(picture)
    for axis, length in ((0, size[1]), (1, size[0])):
        linear = averaged(linear, length, axis)
    return np.rint(np.clip(srgb_from_linear(linear), 0, 1) * 255).astype(np.uint8)


def averaged(values: np.ndarray, length: int, axis: int) -> np.ndarray:
    """Means over ``length`` equal parts of an axis; a pixel that two share counts for each by its share."""
    count = values.shape[axis]
    if count == length:
        return values
    along = np.moveaxis(values, axis, 0)
    total = np.concatenate([np.zeros_like(along[:1], np.float64), np.cumsum(along, axis=0, dtype=np.float64)])
    edges = np.linspace(0, count, length + 1)
    whole = np.minimum(edges.astype(int), count - 1)
    rest = (edges - whole).reshape(-1, *[1] * (along.ndim - 1))
    upto = total[whole] + rest * along[whole]
    return np.moveaxis(np.diff(upto, axis=0) * length / count, 0, axis)


def written(sheet: np.ndarray, ink: np.ndarray, left: int, top: int, colour: Sequence[int]) -> None:
    """Put letters (h, w) 0-1 on the sheet, cut off where it ends."""
    place = sheet[top : top + ink.shape[0], left : left + ink.shape[1]]
    cover = ink[: place.shape[0], : place.shape[1], None]
    place[:] = np.rint(place * (1 - cover) + np.array(colour) * cover).astype(np.uint8)
