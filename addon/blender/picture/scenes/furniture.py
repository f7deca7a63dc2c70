"""Furniture and what stands on it. Everything stands on z = 0 of its kit, its front towards -Y."""

from __future__ import annotations

import bpy
import numpy as np

from . import materials as m
from . import shapes
from .kit import Kit

Material = bpy.types.Material


def table_lamp(kit: Kit, base: Material, shade: Material, height: float = 0.5) -> None:
    """A turned foot with a linen shade."""
    foot = [
        (0.001, 0),
        (0.075, 0),
        (0.075, 0.012),
        (0.02, 0.022),
        (0.05, 0.09),
        (0.062, 0.15),
        (0.045, 0.22),
        (0.014, 0.27),
        (0.008, 0.6 * height + 0.1),
    ]
    kit.add(shapes.lathe(foot), base)
    kit.add(shapes.lathe([(0.17, 0.62 * height), (0.13, height)]), shade)


def pendant(
    kit: Kit, ceiling: float, drop: float, radius: float, cord: Material, globe: Material, cap: Material
) -> None:
    """A glowing ball on a cord."""
    angle = np.linspace(0.02, np.pi - 0.02, 24)
    middle = ceiling - drop
    kit.add(shapes.lathe([(radius * np.sin(a), middle - radius * np.cos(a)) for a in angle]), globe)
    kit.add(
        shapes.lathe(
            [(0.045, middle + radius - 0.008), (0.045, middle + radius + 0.05), (0.012, middle + radius + 0.07)]
        ),
        cap,
    )
    kit.add(shapes.tube([(0, 0, middle + radius + 0.05), (0, 0, ceiling)], 0.004, 8), cord)


def plant(kit: Kit, height: float, pot: Material, leaf: Material, seed: int = 0, leaves: int = 46) -> None:
    """A potted plant with big leaves."""
    wide = 0.2 * height
    kit.add(
        shapes.lathe(
            [
                (0.001, 0),
                (0.75 * wide, 0),
                (wide, 1.7 * wide),
                (0.93 * wide, 1.7 * wide),
                (0.9 * wide, 1.5 * wide),
                (0.001, 1.5 * wide),
            ]
        ),
        pot,
    )
    kit.add(shapes.foliage(leaves, 0.16 * height, 0.85 * height, 0.24 * height, seed, 1.5 * wide), leaf)


def vase(kit: Kit, height: float, look: Material) -> None:
    shape = [
        (0.001, 0),
        (0.16, 0),
        (0.2, 0.02),
        (0.3, 0.3),
        (0.31, 0.5),
        (0.22, 0.75),
        (0.11, 0.88),
        (0.13, 1.0),
        (0.1, 0.99),
    ]
    kit.add(shapes.lathe([(r * height, z * height) for r, z in shape]), look)


def books(kit: Kit, width: float, colours: tuple[str, ...], seed: int = 0, tallest: float = 0.27) -> None:
    """A row of books along X from x = 0, some leaning."""
    random, x = np.random.default_rng(seed), 0.0
    while x < width - 0.05:
        thick, high = random.uniform(0.016, 0.048), tallest * random.uniform(0.68, 1.0)
        look = kit.of(m.paint, colours[int(random.integers(len(colours)))], 0.6)
        kit.box((thick, random.uniform(0.14, 0.2), high), look, (x + thick / 2, 0, 0), bevel=0.002)
        x += thick + 0.001 + (0.05 if random.uniform() < 0.06 else 0)


def shelves(kit: Kit, width: float, heights: tuple[float, ...], depth: float, look: Material, bays: int = 1) -> None:
    """Boards at heights, with uprights between ``bays``; its back is at y = 0."""
    for z in heights:
        kit.box((width, depth, 0.028), look, (0, -depth / 2, z), bevel=0.002)
    for k in range(bays + 1):
        x = -width / 2 + width * k / bays
        kit.box((0.028, depth, heights[-1] + 0.028), look, (x, -depth / 2, 0), bevel=0.002)


def round_table(kit: Kit, radius: float, top: Material, foot: Material, height: float = 0.74) -> None:
    """A bistro table on a turned foot."""
    kit.add(
        shapes.lathe(
            [
                (0.001, height - 0.024),
                (radius - 0.004, height - 0.024),
                (radius, height - 0.02),
                (radius, height - 0.004),
                (radius - 0.004, height),
                (0.001, height),
            ],
            64,
        ),
        top,
    )
    kit.add(
        shapes.lathe(
            [
                (0.001, 0),
                (0.23, 0),
                (0.235, 0.008),
                (0.2, 0.022),
                (0.06, 0.04),
                (0.034, 0.08),
                (0.028, 0.3),
                (0.034, 0.62),
                (0.09, height - 0.025),
            ]
        ),
        foot,
    )


def chair(kit: Kit, wood: Material, seat: Material) -> None:
    """A bentwood chair."""
    kit.add(
        shapes.lathe([(0.001, 0.44), (0.19, 0.44), (0.2, 0.45), (0.2, 0.465), (0.185, 0.478), (0.001, 0.486)]), seat
    )
    for x, y in ((-1, -1), (1, -1)):
        kit.add(
            shapes.tube(
                [(0.14 * x, 0.14 * y, 0.45), (0.165 * x, 0.17 * y, 0.22), (0.185 * x, 0.2 * y, 0)],
                [0.016, 0.014, 0.011],
            ),
            wood,
        )
    t = np.linspace(0, np.pi, 21)
    for reach, high in ((0.185, 0.92), (0.12, 0.8)):
        arch = np.c_[-reach * np.cos(t), np.full(21, 0.17) + 0.05 * np.sin(t), 0.45 + (high - 0.45) * np.sin(t) ** 0.55]
        kit.add(shapes.tube(arch, 0.0125), wood)
    for x in (-1, 1):
        kit.add(
            shapes.tube([(0.185 * x, 0.17, 0.47), (0.19 * x, 0.19, 0.22), (0.2 * x, 0.23, 0)], [0.014, 0.013, 0.011]),
            wood,
        )
    ring = np.linspace(0, 2 * np.pi, 33)
    kit.add(shapes.tube(np.c_[0.165 * np.cos(ring), 0.165 * np.sin(ring), np.full(33, 0.24)], 0.008), wood)


def wine_glass(kit: Kit, glass: Material) -> None:
    kit.add(
        shapes.lathe(
            [
                (0.034, 0),
                (0.033, 0.003),
                (0.005, 0.008),
                (0.004, 0.09),
                (0.02, 0.105),
                (0.038, 0.135),
                (0.039, 0.165),
                (0.03, 0.21),
            ],
            24,
        ),
        glass,
    )


def plate(kit: Kit, china: Material, radius: float = 0.13) -> None:
    kit.add(
        shapes.lathe(
            [
                (0.001, 0),
                (0.6 * radius, 0),
                (0.7 * radius, 0.006),
                (radius, 0.018),
                (radius, 0.021),
                (0.69 * radius, 0.01),
                (0.001, 0.006),
            ],
            48,
        ),
        china,
    )


def hanging(kit: Kit, cloth: Material, hook: Material, width: float, length: float, seed: int = 0) -> None:
    """A garment on a hanger, seen nearly edge on, its shoulders at z = 0 and its width along Y."""
    random = np.random.default_rng(seed)
    lean, full = random.uniform(-0.02, 0.02), random.uniform(0.028, 0.05)
    phase = random.uniform(0, 6, 3)

    def place(u, v):
        turn = 2 * np.pi * u
        across, deep = np.cos(turn), np.sin(turn)
        drop = 1 - v
        sloping = -0.09 * np.abs(across) ** 1.5 * (1 - drop)
        wide = width / 2 * (0.82 + 0.18 * drop) * (1 + 0.04 * np.sin(5 * turn + phase[0]) * drop)
        thick = full * (0.35 + 0.65 * np.sqrt(drop)) * (1 + 0.35 * np.sin(3 * turn + phase[1]) * drop)
        return thick * deep + lean * drop, wide * across, -length * drop + sloping + 0.004 * np.sin(9 * turn + phase[2])

    kit.add(shapes.sheet(place, 49, 12), cloth)
    kit.add(shapes.tube([(0, -0.4 * width, -0.075), (0, 0, 0.01), (0, 0.4 * width, -0.075)], 0.009, 8), hook)
    t = np.linspace(0, 1.35 * np.pi, 15)
    hooked = np.c_[np.zeros(15), 0.02 * np.cos(t), 0.075 + 0.02 * np.sin(t)]
    kit.add(shapes.tube(np.concatenate([[(0, 0, 0.01)], [(0, 0.01, 0.045)], hooked]), 0.0025, 8), hook)


def folded(
    kit: Kit, colours: tuple[str, ...], count: int, seed: int = 0, size: tuple[float, float] = (0.26, 0.32)
) -> None:
    """A stack of folded knitwear."""
    random, z = np.random.default_rng(seed), 0.0
    for k in range(count):
        thick = random.uniform(0.035, 0.05)
        look = kit.of(m.textile, colours[k % len(colours)], 0.003)
        shape = shapes.box((size[0] * random.uniform(0.94, 1), size[1], thick), 0.45 * thick)
        kit.add(shape, look, (random.uniform(-0.008, 0.008), 0, z), random.uniform(-2, 2))
        z += thick * 0.97
