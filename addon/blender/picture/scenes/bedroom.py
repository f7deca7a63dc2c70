"""A bedroom in the morning: panelled wall, linen bed, a tall window on the person's right."""

from __future__ import annotations

import numpy as np

from ..framing import Stand
from . import furniture, rooms, shapes
from . import materials as m
from .kit import Kit
from .location import Location

HEIGHT, BACK, LEFT, RIGHT = 2.75, 3.3, -2.9, 2.9  # m
WALL, TRIM, LINEN, SAGE, CLAY = "#d9d3c7", "#ece8df", "#e6e0d4", "#9aa590", "#b98468"
WINDOW = (0.2, 2.1, 0.42, 2.38)  # of the left wall, whose middle is at y = 0.9


def build(kit: Kit) -> None:
    rooms.floor(kit, kit.of(m.planks, "#b98f63", "#6d4a2c"))
    rooms.ceiling(kit, kit.of(m.paint, "#efece6"), HEIGHT, (8.0, 8.0), 0.6)
    walls(kit)
    bed(kit.at((0.75, BACK - 0.02, 0)))
    for x, seed in ((-0.62, 1), (2.1, 2)):
        bedside(kit.at((x, BACK - 0.26, 0)), seed)
    rug(kit.at((0.45, 1.15, 0)))
    furniture.plant(
        kit.at((-1.55, BACK - 0.42, 0)), 1.25, kit.of(m.glazed, "#d8d2c6", 0.5), kit.of(m.leaf, "#3e5a34"), 3
    )
    bench(kit.at((0.75, 0.98, 0)))
    light(kit)


def walls(kit: Kit) -> None:
    paint, trim = kit.of(m.paint, WALL), kit.of(m.paint, TRIM, 0.5)
    back = kit.at((0, BACK, 0))
    rooms.wall(back, RIGHT - LEFT, HEIGHT, paint)
    edges = (-2.8, -1.3, -0.32, 1.82, 2.8)
    for left, right in zip(edges, edges[1:]):
        rooms.panel(back, left + 0.06, right - 0.06, 0.98, 2.42, trim)
        rooms.panel(back, left + 0.06, right - 0.06, 0.24, 0.82, trim)
    rooms.moulding(back, rooms.BEAD, RIGHT - LEFT, trim, 0, 0.88)
    left = kit.at((LEFT, 0.9, 0), 90)
    right = kit.at((RIGHT, 0.9, 0), -90)
    rooms.wall(left, 6.0, HEIGHT, paint, WINDOW)
    rooms.wall(right, 6.0, HEIGHT, paint)
    for side in (back, left, right):
        rooms.skirting(side, RIGHT - LEFT, trim)
        rooms.cornice(side, RIGHT - LEFT, HEIGHT, trim)
    rooms.window(left, WINDOW, trim, 2, 3)
    rooms.view(left, WINDOW, kit.of(m.outdoors, 2.6))
    rooms.curtains(left, WINDOW, kit.of(m.textile, LINEN, 0.002), kit.of(m.metal, "#9a7b48", 0.35), 0.6)
    for a, b in ((-2.6, -0.75), (0.75, 2.6)):
        rooms.panel(right, a, b, 0.98, 2.42, trim)
    rooms.picture(
        right,
        1.6,
        1.62,
        (0.62, 0.82),
        kit.of(m.wood, "#8a6238", "#4d3119"),
        kit.of(m.canvas, "#e4ddd0", "#b06a4a", "#3f4f55", 3.1),
        kit.of(m.paint, "#f3f0ea"),
    )
    dresser(right.at((0.2, -0.24, 0)))


def bed(kit: Kit) -> None:
    """Headboard against the wall; the bed comes towards -Y."""
    velvet, sheet = kit.of(m.textile, SAGE, 0.0015, 0.85, 0.6), kit.of(m.textile, "#f0ece3", 0.0016)
    for k in range(11):
        x = -0.86 + 0.172 * k
        kit.add(shapes.box((0.17, 0.11, 1.12), 0.05), velvet, (x, -0.06, 0.06))
    kit.box((1.78, 2.02, 0.2), kit.of(m.wood, "#8a6238", "#4d3119"), (0, -1.12, 0.12), bevel=0.02)
    kit.box((1.72, 1.98, 0.24), sheet, (0, -1.12, 0.31), bevel=0.07)
    random = np.random.default_rng(5)
    waves = [(random.uniform(2, 9, 2), random.uniform(0, 6), random.uniform(0.4, 1)) for _ in range(9)]

    def duvet(u, v):
        across, along = (u - 0.5) * 2.5, v
        over = np.maximum(np.abs(across) - 0.84, 0)
        crease = sum(a * np.sin(f[0] * across * 2 + f[1] * along * 4 + p) for f, p, a in waves) * 0.006
        foot = np.maximum(along - 0.86, 0) / 0.14
        drop = np.minimum(over, 0.36) + 0.34 * foot
        x = np.sign(across) * np.minimum(np.abs(across), 0.84 + 0.10 * (1 - np.exp(-over / 0.06)))
        z = 0.635 - drop + crease + 0.035 * np.cos(np.clip(across / 0.84, -1, 1) * 1.5) + 0.02 * np.sin(14 * along)
        flare = 0.02 * np.sin(16 * along + 3 * across) * np.minimum(over / 0.2, 1)
        return x + np.sign(across) * flare, -0.62 - 1.5 * np.minimum(along, 0.93) - 0.02 * foot, z

    kit.add(shapes.sheet(duvet, 70, 60), kit.of(m.textile, LINEN, 0.0018))
    throw = kit.of(m.textile, CLAY, 0.006, 0.95, 0.5)
    kit.add(
        shapes.sheet(
            lambda u, v: tuple(part + extra for part, extra in zip(duvet(u, 0.62 + 0.22 * v), (0, 0, 0.012))), 70, 16
        ),
        throw,
    )
    for k, (x, y, z, size, tilt, look) in enumerate(
        (
            (-0.42, -0.2, 0.78, (0.68, 0.46, 0.2), 62, sheet),
            (0.42, -0.2, 0.78, (0.68, 0.46, 0.2), 62, sheet),
            (-0.4, -0.36, 0.78, (0.62, 0.44, 0.2), 55, kit.of(m.textile, LINEN, 0.0018)),
            (0.4, -0.36, 0.78, (0.62, 0.44, 0.2), 55, kit.of(m.textile, LINEN, 0.0018)),
            (0.02, -0.5, 0.76, (0.48, 0.34, 0.16), 52, throw),
        )
    ):
        kit.add(shapes.cushion(size, k), look, (x, y, z), 4 * (k % 3 - 1), tilt)


def bedside(kit: Kit, seed: int) -> None:
    wood, brass = kit.of(m.wood, "#a97a48", "#5f3d20"), kit.of(m.metal, "#b08d55", 0.3)
    kit.box((0.46, 0.4, 0.36), wood, (0, 0, 0.16), bevel=0.006)
    for z in (0.19, 0.35):
        kit.box((0.42, 0.012, 0.145), wood, (0, -0.203, z), bevel=0.004)
        kit.add(shapes.tube([(-0.05, -0.225, z + 0.1), (0.05, -0.225, z + 0.1)], 0.006), brass)
    for x in (-0.2, 0.2):
        for y in (-0.16, 0.16):
            kit.add(shapes.tube([(x, y, 0.17), (1.05 * x, 1.05 * y, 0)], [0.018, 0.011]), wood)
    furniture.table_lamp(kit.at((0.05, 0.03, 0.52)), kit.of(m.glazed, "#7d8a80", 0.2), kit.of(m.glow, "#ffd9a6", 1.35))
    for k in range(3):
        kit.box(
            (0.2 - 0.02 * k, 0.15, 0.025),
            kit.of(m.paint, ("#41525c", "#c9b28b", "#7a3f34")[k]),
            (-0.11, -0.06, 0.52 + 0.025 * k),
            9 * seed * k,
        )


def dresser(kit: Kit) -> None:
    wood = kit.of(m.wood, "#a97a48", "#5f3d20")
    kit.box((1.3, 0.46, 0.72), wood, (0, 0, 0.12), bevel=0.006)
    for x in (-0.32, 0.32):
        for z in (0.15, 0.37, 0.59):
            kit.box((0.6, 0.014, 0.2), wood, (x, -0.235, z), bevel=0.004)
            kit.add(
                shapes.lathe([(0.008, 0), (0.016, 0.02), (0.001, 0.026)], 16),
                kit.of(m.metal, "#b08d55", 0.3),
                (x, -0.242, z + 0.1),
                0,
                90,
            )
    for x in (-0.58, 0.58):
        kit.add(shapes.tube([(x, -0.15, 0.13), (1.03 * x, -0.17, 0)], [0.022, 0.013]), wood)
    furniture.vase(kit.at((-0.38, 0, 0.84)), 0.34, kit.of(m.glazed, "#c9b9a2", 0.4))
    kit.add(shapes.foliage(34, 0.1, 0.3, 0.16, 8, 0.0), kit.of(m.leaf, "#7f8a5c"), (-0.38, 0, 1.16))
    furniture.books(kit.at((0.1, 0, 0.84)), 0.3, ("#b7a68b", "#5c6a66", "#8f5a48", "#e2dccf"), 4)


def rug(kit: Kit) -> None:
    kit.box((2.9, 2.1, 0.012), kit.of(m.textile, "#cfc4b0", 0.008, 0.95, 0.5), (0, 0, 0), bevel=0.005)


def bench(kit: Kit) -> None:
    kit.add(shapes.box((1.25, 0.4, 0.1), 0.045), kit.of(m.textile, "#8d7b66", 0.003), (0, 0, 0.38))
    for x in (-0.54, 0.54):
        for y in (-0.14, 0.14):
            kit.add(
                shapes.tube([(x, y, 0.39), (1.04 * x, 1.1 * y, 0)], [0.02, 0.012]), kit.of(m.wood, "#8a6238", "#4d3119")
            )


def light(kit: Kit) -> None:
    kit.lamp((LEFT + 0.3, 1.9, 1.45), (0.4, 1.2, 0.9), (1.8, 1.9), 80, (0.94, 0.97, 1.0))
    kit.lamp((-2.6, -2.2, 2.0), (0, 0, 1.1), (1.7, 1.9), 95, (1.0, 0.99, 0.97))
    kit.lamp((2.6, -3.0, 1.7), (0, 0.4, 0.9), (2.4, 2.4), 58, (1.0, 0.97, 0.93))
    for x in (-0.57, 2.15):
        kit.lamp((x, BACK - 0.4, 1.1), (x, BACK, 1.2), (0.25, 0.25), 2.2, (1.0, 0.72, 0.42))


BEDROOM = Location(build, (Stand(34, 70, 0.05, 1.8), Stand(-24, 70, 0.05, 1.8)), (1.0, 0.98, 0.95), 0.3)
