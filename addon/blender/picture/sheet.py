"""The contact sheet, drawn: stills side by side, their captions set with the font that comes with Blender."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import bpy
import numpy as np

from ...core import contact_sheet as design
from ...core.errors import RenderError
from ...core.photo.png import write_png
from ...core.photo.raster import rasterise
from ...core.seams import Progress, Steps
from ...core.types import Garment, Still

FINER = 4  # times, in which letters are drawn before they are averaged
CAPITAL = 0.73  # a capital's height over the font's size, of Blender's own font
SMALLER = 0.87  # the second line and those after it
DESCENT = 0.35  # of a capital, below the line


def draw_sheet(stills: Sequence[Still], outfit: Sequence[Garment], path: Path) -> Steps[Path]:
    """Write the stills with their captions as one picture.

    Raises:
        RenderError: a still is gone.
    """
    grid = design.grid_of(stills)
    width, height = grid.size
    sheet = np.full((height, width, 3), design.PAPER, np.uint8)
    for index, still in enumerate(stills):
        yield Progress("render", index / len(stills), f"contact sheet: {index + 1} of {len(stills)}")
        left, top = grid.corner(index)
        size = design.fitted(still.size)
        picture = design.shrunk(read_picture(still.path), size)
        x, y = left + (grid.cell[0] - size[0]) // 2, top + grid.cell[1] - size[1]
        sheet[y : y + size[1], x : x + size[0]] = picture
        for line, text in enumerate(design.caption(still, outfit)):
            capital = design.LETTER_PX * (SMALLER if line else 1)
            ink = lettered(text, capital, grid.cell[0])
            base = top + grid.cell[1] + (line + 1) * design.LINE_PX
            colour = design.GREY if line else design.INK
            design.written(sheet, ink, left, base - round(ink.shape[0] - DESCENT * capital), colour)
    write_png(sheet, path)
    return path


def read_picture(path: Path) -> np.ndarray:
    """(H, W, 3) uint8 sRGB."""
    try:
        image = bpy.data.images.load(str(path))
    except RuntimeError as error:
        raise RenderError(f"The still {path.name} cannot be read: {error}.", "Run again.") from error
    try:
        image.colorspace_settings.name = "Non-Color"
        width, height = image.size
        values = np.empty(width * height * 4, np.float32)
        image.pixels.foreach_get(values)
    finally:
        bpy.data.images.remove(image)
    return np.rint(values.reshape(height, width, 4)[::-1, :, :3] * 255).astype(np.uint8)


def lettered(text: str, capital: float, room: float) -> np.ndarray:
    """(h, w) 0-1 the text's ink, its capitals so many px high; narrowed where it is longer than ``room`` px."""
    points, triangles = outlines(text)
    if not len(triangles):
        return np.zeros((1, 1))
    points = points * (FINER * capital / CAPITAL)
    width = points[:, 0].max()
    squeeze = min(1.0, FINER * room / max(width, 1e-6))
    up, down = 1.5 * FINER * capital, DESCENT * FINER * capital
    size = (FINER * int(np.ceil(width * squeeze / FINER) + 1), FINER * int(np.ceil((up + down) / FINER)))
    flat = np.c_[points[:, 0] * squeeze, size[1] - down - points[:, 1]]
    seen, _ = rasterise(flat, np.ones(len(flat)), triangles, size)
    return (seen >= 0).reshape(size[1] // FINER, FINER, size[0] // FINER, FINER).mean((1, 3))


def outlines(text: str) -> tuple[np.ndarray, np.ndarray]:
    """The letters' (V, 2) points, of a font of size 1 whose line is y = 0, and (T, 3) triangles."""
    curve = bpy.data.curves.new("Toile Caption", "FONT")
    curve.body, curve.size, curve.resolution_u = text, 1.0, 4
    item = bpy.data.objects.new("Toile Caption", curve)
    try:
        mesh = item.to_mesh()
        mesh.calc_loop_triangles()
        points = np.empty(3 * len(mesh.vertices), np.float32)
        mesh.vertices.foreach_get("co", points)
        triangles = np.empty(3 * len(mesh.loop_triangles), np.int32)
        mesh.loop_triangles.foreach_get("vertices", triangles)
        item.to_mesh_clear()
    finally:
        bpy.data.objects.remove(item)
        bpy.data.curves.remove(curve)
    return points.reshape(-1, 3)[:, :2].astype(float), triangles.reshape(-1, 3)
