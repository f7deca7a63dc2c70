"""A street of an old town on a bright day: a shop front, brick and plaster houses, trees, a lamp post, benches."""

from __future__ import annotations

import numpy as np

from ..framing import Stand
from . import furniture, rooms, shapes
from . import materials as m
from .kit import Kit
from .location import Location

NEAR, ROAD = 3.4, 6.4  # m: the near pavement's kerb and the road's width, both along X
OPPOSITE = NEAR + ROAD + 2.2  # where the houses across the road stand
SIDE = -2.9  # the near row of houses, along Y
STOREY = 3.3
IRON, SASH = "#23282a", "#e7e3d9"


def build(kit: Kit) -> None:
    pavement(kit)
    across = kit.at((0, OPPOSITE, 0))
    faces = (
        (-15.4, 7.6, ("#9a5a45", "#7b4433", "#b9aea0"), SASH, "#2f4a3c"),
        (-7.7, 7.6, None, "#dcd7cc", "#38485c"),
        (0.0, 7.6, ("#8b5140", "#6e3e30", "#b3a89a"), SASH, "#5a2b2b"),
        (7.7, 7.6, None, SASH, "#3d3f42"),
        (15.4, 7.6, ("#a5644b", "#854a38", "#bcb1a3"), SASH, "#2d3f52"),
    )
    for k, (x, width, brick, sash, door) in enumerate(faces):
        plaster = ("#d8c9a8", "#c7ccc6")[k % 2]
        house(across.at((x, 0, 0)), width, brick, plaster, sash, door, k)
    near = kit.at((SIDE, 0, 0), 90)
    shop(near.at((1.6, 0, 0)))
    house(near.at((8.6, 0, 0)), 7.4, ("#a3614a", "#834938", "#b9ae9f"), "", SASH, "#31473c", 9)
    for y in (4.3, 9.5):
        tree(kit.at((1.9 + 0.1 * y, NEAR - 0.75 if y < 5 else OPPOSITE - 1.4, 0)), int(y))
    lamp_post(kit.at((-2.15, NEAR - 0.5, 0)))
    for x in (-0.4, 0.9, 3.9, 5.4):
        bollard(kit.at((x, NEAR - 0.3, 0)))
    bench(kit.at((-3.4, OPPOSITE - 0.75, 0)))
    bench(kit.at((4.6, OPPOSITE - 0.75, 0)))
    for k, x in enumerate((-1.95, 3.1, 6.1)):
        planter(kit.at((x, OPPOSITE - 0.7, 0)), 30 + k)
    terrace(near)
    light(kit)


def pavement(kit: Kit) -> None:
    slabs = kit.of(m.blocks, "#a09b92", "#8b867d", "#6a665f", (0.9, 0.6), 0.008, 0.8, True)
    kerb = kit.of(m.ground, "#a8a49c", 0.004)
    rooms.floor(kit, slabs, (60.0, 16.0), NEAR - 8.0)
    kit.box((60, ROAD, 0.02), kit.of(m.ground, "#56565a", 0.008, 0.75), (0, NEAR + ROAD / 2 + 0.15, -0.13), bevel=0)
    kit.box((60, 6, 0.12), slabs, (0, NEAR + ROAD + 3.3, -0.12), bevel=0)
    for y in (NEAR + 0.07, NEAR + ROAD + 0.24):
        kit.box((60, 0.16, 0.14), kerb, (0, y, -0.135), bevel=0.02)
    for k in range(12):
        kit.box((1.6, 0.1, 0.002), kit.of(m.paint, "#d8d6cf"), (-16 + 3.2 * k, NEAR + ROAD / 2, -0.112), bevel=0)


def house(
    kit: Kit, width: float, brick: tuple[str, str, str] | None, plaster: str, sash: str, door: str, seed: int
) -> None:
    """Three storeys of sash windows, a door with steps, string courses and an eaves cornice."""
    face = kit.of(m.blocks, *brick, (0.225, 0.075), 0.006, 0.85) if brick else kit.of(m.ground, plaster, 0.004, 0.9)
    stone, frame = kit.of(m.ground, "#d3cbbb", 0.004), kit.of(m.paint, sash, 0.5)
    height = 3 * STOREY
    kit.box((width, 0.3, height), face, (0, 0.15, 0), bevel=0)
    kit.box((width, 0.36, 0.5), stone, (0, 0.14, 0), bevel=0.01)
    for z in (STOREY, height - 0.35):
        rooms.moulding(kit, rooms.CORNICE, width, stone, 0, z + 0.15)
    columns = np.linspace(-width / 2 + 1.15, width / 2 - 1.15, 4)
    for floor in range(3):
        for k, x in enumerate(columns):
            if floor == 0 and k == seed % 3:
                doorway(kit.at((x, -0.01, 0)), kit.of(m.paint, door, 0.35), stone)
            else:
                sash_window(
                    kit.at((x, -0.005, floor * STOREY + 0.95)),
                    0.95,
                    1.75 - 0.2 * (floor == 2),
                    frame,
                    stone,
                    seed + k + floor,
                )


def sash_window(kit: Kit, width: float, height: float, frame, stone, seed: int) -> None:
    dark = kit.of(m.glazed, ("#2c3740", "#3a4650", "#242c33")[seed % 3], 0.06)
    kit.box((width, 0.02, height), dark, (0, -0.012, 0), bevel=0)
    if seed % 2:
        for x in (-0.33, 0.33):
            kit.box((0.28 * width, 0.004, height), kit.of(m.textile, "#d9d4c8"), (x * width, -0.024, 0), bevel=0)
    for x in (-0.5, 0.0, 0.5):
        thick = 0.05 if x else 0.025
        kit.box((thick, 0.05, height), frame, (x * (width - 0.05), -0.045, 0), bevel=0.004)
    for k, z in enumerate((0.0, 0.5 * height, height - 0.05)):
        kit.box((width, 0.06 if k == 1 else 0.05, 0.05), frame, (0, -0.045, z), bevel=0.004)
    kit.box((width + 0.3, 0.16, 0.07), stone, (0, -0.08, -0.07), bevel=0.01)
    kit.box((width + 0.24, 0.07, 0.2), stone, (0, -0.035, height), bevel=0.01)
    for x in (-1, 1):
        kit.box((0.1, 0.05, height), stone, (x * (width / 2 + 0.06), -0.025, 0), bevel=0.006)


def doorway(kit: Kit, door, stone) -> None:
    kit.box((1.0, 0.04, 2.2), door, (0, -0.02, 0.16), bevel=0.004)
    face = kit.at((0, -0.04, 0.16))
    for x in (-0.44, 0.06):
        for low, high in ((0.2, 0.95), (1.05, 1.95)):
            rooms.panel(face, x, x + 0.38, low, high, door)
    kit.add(
        shapes.lathe([(0.001, 0), (0.03, 0.02), (0.028, 0.045), (0.001, 0.055)], 16),
        kit.of(m.metal, "#b08d4f", 0.3),
        (0.4, -0.04, 1.15),
        0,
        90,
    )
    kit.box((1.0, 0.03, 0.42), kit.of(m.glazed, "#39454d", 0.06), (0, -0.01, 2.42), bevel=0)
    for x in (-0.6, 0.6):
        kit.box((0.18, 0.16, 2.86), stone, (x, -0.08, 0), bevel=0.012)
    kit.box((1.6, 0.3, 0.14), stone, (0, -0.15, 2.86), bevel=0.02)
    kit.box((1.4, 0.4, 0.16), stone, (0, -0.2, 0), bevel=0.015)


def shop(kit: Kit) -> None:
    """A painted shop front with an awning, lit inside."""
    blue, brass = kit.of(m.paint, "#24404a", 0.4), kit.of(m.metal, "#b08d4f", 0.3)
    kit.box((6.4, 0.3, 9.0), kit.of(m.ground, "#d9cdb4", 0.004, 0.9), (0, 0.6, 0), bevel=0)
    kit.box((6.4, 0.35, 0.55), blue, (0, 0.12, 0), bevel=0.01)
    kit.box((6.4, 0.4, 0.62), blue, (0, 0.1, 2.75), bevel=0.015)
    rooms.moulding(kit.at((0, -0.1, 0)), rooms.CORNICE, 6.4, blue, 0, 3.5)
    for x in (-3.1, -1.05, 1.05, 3.1):
        kit.box((0.2, 0.36, 2.3), blue, (x, 0.1, 0.5), bevel=0.012)
    kit.box((6.2, 0.01, 2.2), kit.of(m.pane), (0, 0.12, 0.55), bevel=0)
    kit.box((6.2, 0.01, 2.2), kit.of(m.glow, "#ffdfae", 0.75), (0, 0.44, 0.55), bevel=0)
    display(kit, brass)
    stripes = ("#e6dfcf", "#24404a")
    for k in range(16):
        x = -3.0 + 0.4 * k
        slope = shapes.sheet(
            lambda u, v, x=x: (x - 0.2 + 0.4 * u, -1.25 * v, 2.75 - 0.62 * v - 0.05 * np.sin(np.pi * v)), 2, 8
        )
        kit.add(slope, kit.of(m.textile, stripes[k % 2]))
        kit.add(
            shapes.sheet(
                lambda u, v, x=x: (x - 0.2 + 0.4 * u, -1.25, 2.13 - v * (0.14 + 0.05 * np.sin(np.pi * u))), 7, 2
            ),
            kit.of(m.textile, stripes[k % 2]),
        )
    for k in range(3):
        sash_window(
            kit.at((-2.1 + 2.1 * k, 0.44, 4.2)),
            1.0,
            1.8,
            kit.of(m.paint, SASH, 0.5),
            kit.of(m.ground, "#cfc6b4", 0.004),
            k,
        )
    kit.add(shapes.tube([(-0.9, -0.12, 1.0), (-0.9, -0.16, 1.1), (-0.9, -0.12, 1.5)], 0.014), brass)


def display(kit: Kit, brass) -> None:
    """What the shop sells: pottery, books, and a few clothes on a rail."""
    kit.box((6.1, 0.3, 0.32), kit.of(m.wood, "#a97a4c", "#6d4a2b"), (0, 0.29, 0.55), bevel=0.006)
    shelf = kit.at((0, 0.28, 0.87))
    for k, x in enumerate((-2.7, -2.3, -0.7, 0.4, 0.85, 2.2, 2.7)):
        glaze = ("#7b3b33", "#c9b48c", "#47595f", "#d8cfc0")[k % 4]
        furniture.vase(shelf.at((x, 0, 0)), 0.28 + 0.09 * ((5 * k) % 4), kit.of(m.glazed, glaze, 0.3))
    for x, seed in ((-0.4, 3), (1.3, 6)):
        furniture.books(shelf.at((x, 0, 0)), 0.5, ("#7b3b33", "#caa76a", "#47595f", "#d8cfc0", "#5f6b4b"), seed)
    kit.add(shapes.tube([(-2.0, 0.28, 2.1), (-1.2, 0.28, 2.1)], 0.012), brass)
    for k, cloth in enumerate(("#5a2f35", "#c9b79c", "#39424a", "#8a8f7c")):
        furniture.hanging(kit.at((-1.9 + 0.2 * k, 0.28, 2.03), 70), kit.of(m.textile, cloth), brass, 0.44, 0.95, k)


def tree(kit: Kit, seed: int) -> None:
    bark, leaf = kit.of(m.ground, "#5a4a3b", 0.012), kit.of(m.leaf, "#5d7a3a")
    t = np.linspace(0, 1, 8)
    kit.add(shapes.tube(np.c_[0.06 * np.sin(4 * t), 0.05 * np.cos(3 * t) - 0.05, 3.2 * t], 0.16 - 0.07 * t, 14), bark)
    random = np.random.default_rng(seed)
    for k in range(9):
        turn, top = 2.4 * k, np.array([0.06, -0.05, 2.3 + 0.1 * k])
        out = np.array([np.cos(turn), np.sin(turn), 0]) * random.uniform(0.8, 1.5)
        end = top + out + (0, 0, random.uniform(0.8, 1.7))
        kit.add(shapes.tube([top, 0.5 * (top + end) + (0, 0, 0.15), end], [0.05, 0.035, 0.015], 8), bark)
        kit.add(shapes.foliage(150, 1.0, 1.1, 0.17, seed + k), leaf, end - (0, 0, 0.5))
    kit.box((1.1, 1.1, 0.02), kit.of(m.metal, "#6b6a66", 0.6), (0, 0, 0), bevel=0.004)


def lamp_post(kit: Kit) -> None:
    iron = kit.of(m.paint, IRON, 0.4)
    kit.add(
        shapes.lathe(
            [
                (0.14, 0),
                (0.14, 0.1),
                (0.09, 0.16),
                (0.085, 0.7),
                (0.06, 0.78),
                (0.04, 0.9),
                (0.034, 3.1),
                (0.05, 3.16),
                (0.03, 3.2),
            ]
        ),
        iron,
    )
    kit.add(shapes.lathe([(0.09, 3.25), (0.16, 3.62)], 6), kit.of(m.pane, "#f6f0e2", 0.08))
    kit.add(shapes.lathe([(0.18, 3.62), (0.1, 3.74), (0.02, 3.8)], 6), iron)


def bollard(kit: Kit) -> None:
    kit.add(
        shapes.lathe([(0.08, 0), (0.07, 0.08), (0.055, 0.7), (0.07, 0.74), (0.06, 0.8), (0.02, 0.86)], 24),
        kit.of(m.paint, IRON, 0.4),
    )


def bench(kit: Kit) -> None:
    """A slatted bench on iron feet."""
    iron, wood = kit.of(m.paint, IRON, 0.4), kit.of(m.wood, "#8f6a44", "#5a3d24", 0.6)
    for k in range(4):
        kit.box((1.7, 0.09, 0.035), wood, (0, -0.2 + 0.115 * k, 0.44), bevel=0.006)
    for k in range(3):
        kit.add(shapes.box((1.7, 0.035, 0.09), 0.006), wood, (0, 0.24 + 0.03 * k, 0.54 + 0.12 * k), 0, -14)
    for x in (-0.7, 0.7):
        kit.add(shapes.tube([(x, -0.26, 0), (x, -0.2, 0.25), (x, -0.22, 0.43), (x, 0.2, 0.42)], 0.02), iron)
        kit.add(shapes.tube([(x, 0.32, 0), (x, 0.2, 0.42), (x, 0.34, 0.9)], 0.02), iron)
        kit.add(shapes.tube([(x, -0.24, 0.43), (x, -0.22, 0.64), (x, 0.24, 0.64)], 0.016), iron)


def planter(kit: Kit, seed: int) -> None:
    kit.box((0.5, 0.5, 0.5), kit.of(m.paint, "#3a4146", 0.5), (0, 0, 0), bevel=0.01)
    kit.add(shapes.foliage(420, 0.24, 0.5, 0.085, seed), kit.of(m.leaf, "#47653a"), (0, 0, 0.48))


def terrace(kit: Kit) -> None:
    """A table with two chairs before the shop, between tubs of box."""
    for k, x in enumerate((-1.9, 4.6, 6.0)):
        planter(kit.at((x, -0.45, 0)), 20 + k)
    wood = kit.of(m.wood, "#8a6238", "#4d3119")
    furniture.round_table(
        kit.at((1.2, -0.95, 0)), 0.3, kit.of(m.stone, "#e4e0d8", "#8a857d"), kit.of(m.paint, IRON, 0.4)
    )
    for x, turn in ((0.62, -80), (1.8, 85)):
        furniture.chair(kit.at((x, -0.95, 0), turn), wood, wood)


def light(kit: Kit) -> None:
    kit.lamp((-3.2, -4.0, 4.6), (0, 0, 1.0), (2.4, 2.4), 330, (1.0, 0.97, 0.92))
    kit.lamp((4.0, 3.2, 5.0), (0, 0, 1.2), (2.0, 2.0), 170, (1.0, 0.97, 0.93))
    kit.lamp((3.0, NEAR + 1.0, 11.0), (0, OPPOSITE, 2.5), (16.0, 4.0), 2600, (1.0, 0.95, 0.86))
    kit.lamp((6.0, 2.0, 7.0), (SIDE, 4.0, 2.0), (3.0, 6.0), 500, (1.0, 0.96, 0.9))


STREET = Location(build, (Stand(24, 85, 0.03, 1.8), Stand(-12, 85, 0.03, 1.8)), (0.86, 0.93, 1.0), 0.85)
