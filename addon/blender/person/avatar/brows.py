"""Brows and lashes, hair by hair."""

from __future__ import annotations

import bpy
import numpy as np

from .markings import BROW, brow
from .strands import add_curves, unit
from .surface import Surface

NAME = "Toile Brows"
# m, of the lids' edges: outwards from the middle of the face, back, upper, lower.
LIDS = np.array(
    [(0.0205, -0.0123, -0.0012, -0.0037), (0.024, -0.0146, 0.0010, -0.0045), (0.027, -0.0155, 0.0020, -0.00475),
     (0.030, -0.0158, 0.0025, -0.0050), (0.033, -0.0154, 0.0025, -0.0050), (0.036, -0.0146, 0.00225, -0.00475),
     (0.039, -0.0125, 0.00125, -0.0040), (0.0422, -0.0091, -0.0003, -0.0018)]
)  # fmt: skip
BROW_HAIRS = {True: 330, False: 430}  # a side; True: of a woman
LASHES = ((2, 95, 0.0070), (3, 60, 0.0032))  # column of LIDS, how many, m long; upper and lower
POINTS = 6


def add_brows(
    surface: Surface, is_woman: bool, material: bpy.types.Material, rng: np.random.Generator
) -> bpy.types.Object:
    """Brows and lashes as one hair object."""
    hairs = [brow_hairs(surface, side, BROW_HAIRS[is_woman], rng) for side in (-1, 1)]
    lashes = [
        lash_hairs(surface, side, column, count, length * (1.0 if is_woman else 0.8), rng)
        for side in (-1, 1)
        for column, count, length in LASHES
    ]
    world = [surface.to_world(hair) for hair in (*hairs, *lashes)]
    return add_curves(NAME, world, (0.000075, 0.00002), material)


def curved(roots: np.ndarray, first: np.ndarray, last: np.ndarray, length: np.ndarray) -> np.ndarray:
    """(N, POINTS, 3) hairs that start in one direction (N, 3) and end in another."""
    t = np.linspace(0, 1, POINTS)[None, :, None]
    return roots[:, None] + length[:, None, None] * (first[:, None] * (t - 0.5 * t**2) + last[:, None] * 0.5 * t**2)


def brow_hairs(surface: Surface, side: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """Upright near the nose, then lying outwards and down."""
    thick = brow(surface.place) * (side * surface.place[:, 0] > 0)
    roots, normals, place = surface.scatter(count, thick, rng)
    along = ((np.abs(place[:, 0]) - BROW[0, 0]) / (BROW[-1, 0] - BROW[0, 0])).clip(0, 1)
    height = np.interp(np.abs(place[:, 0]), BROW[:, 0], BROW[:, 1])
    above = ((place[:, 2] - height) / 0.003).clip(-1, 1)
    rise = 1.2 * (1 - along) ** 1.6 - 0.55 * along - 0.35 * above
    tangent = np.stack([side * (0.35 + along), np.zeros(count), rise], 1) + 0.13 * rng.standard_normal((count, 3))
    tangent = unit(tangent - (tangent * normals).sum(1, keepdims=True) * normals)
    length = (0.0068 - 0.002 * along) * rng.uniform(0.7, 1.1, count)
    return curved(roots, unit(tangent + 0.42 * normals), unit(tangent + 0.05 * normals), length)


def lash_hairs(
    surface: Surface, side: int, column: int, count: int, length: float, rng: np.random.Generator
) -> np.ndarray:
    """From the edge of a lid outwards, and up from the upper, down from the lower one."""
    across = np.sort(rng.uniform(LIDS[0, 0] + 0.001, LIDS[-1, 0], count))
    back, height = (np.interp(across, LIDS[:, 0], LIDS[:, k]) for k in (1, column))
    roots, _ = surface.at(np.stack([side * across, back - 0.0003, height], 1))
    fan = (across - LIDS[:, 0].mean()) / 0.011
    up = 1.0 if column == 2 else -0.8
    ones = np.ones(count)
    first = unit(np.stack([side * 0.35 * fan, -ones, -0.15 * up * ones], 1) + 0.10 * rng.standard_normal((count, 3)))
    last = unit(np.stack([side * 0.75 * fan, -0.75 * ones, 0.9 * up * ones], 1))
    return curved(roots, first, last, length * rng.uniform(0.65, 1.0, count) * (0.8 + 0.25 * fan.clip(-1, 1)))
