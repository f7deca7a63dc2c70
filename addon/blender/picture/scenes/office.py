"""An office in an old factory: tall steel windows, white brick, oak shelves, two desks."""

from __future__ import annotations

import numpy as np

from ..framing import Stand
from . import furniture, rooms, shapes
from . import materials as m
from .kit import Kit
from .location import Location

HEIGHT, BACK, LEFT, RIGHT = 3.5, 3.9, -3.3, 3.3  # m
STEEL, OAK, OAK_DARK = "#26282a", "#b8895a", "#7a5330"
WINDOWS = (-0.7, 2.6, 0.75, 3.05)  # of the left wall, whose middle is at y = 1
SPINES = ("#2e3d4f", "#c8bfae", "#8a4a38", "#5d6b5a", "#e6e1d6", "#b08b4f", "#39393b")


def build(kit: Kit) -> None:
    rooms.floor(kit, kit.of(m.ground, "#8b8983", 0.004, 0.45))
    rooms.ceiling(kit, kit.of(m.paint, "#eceae4"), HEIGHT, (9.0, 9.0), 0.5)
    for k in range(4):
        kit.box((0.16, 9.0, 0.22), kit.of(m.paint, "#dedbd4"), (-3.0 + 2.0 * k, 0.5, HEIGHT - 0.22))
    walls(kit)
    library(kit.at((0.55, BACK - 0.01, 0)))
    desk(kit.at((-1.35, 2.35, 0), 8), 1)
    desk(kit.at((1.7, 2.0, 0), -78), 2)
    furniture.plant(kit.at((-2.75, 3.35, 0)), 1.5, kit.of(m.ground, "#b9b2a6", 0.003), kit.of(m.leaf, "#33532f"), 6, 60)
    furniture.plant(kit.at((2.75, 3.3, 0)), 0.95, kit.of(m.glazed, "#2f3a38", 0.4), kit.of(m.leaf, "#4b6a3c"), 9)
    lamps(kit)
    light(kit)


def walls(kit: Kit) -> None:
    brick = kit.of(m.blocks, "#e4e0d8", "#cfcac0", "#bdb8ae", (0.23, 0.075), 0.006, 0.7)
    paint, steel = kit.of(m.paint, "#e9e6df"), kit.of(m.paint, STEEL, 0.45)
    back, left, right = kit.at((0, BACK, 0)), kit.at((LEFT, 1.0, 0), 90), kit.at((RIGHT, 1.0, 0), -90)
    rooms.wall(back, RIGHT - LEFT, HEIGHT, brick)
    rooms.wall(left, 6.6, HEIGHT, paint, WINDOWS)
    rooms.wall(right, 6.6, HEIGHT, paint)
    for side in (back, left, right):
        side.box((RIGHT - LEFT, 0.02, 0.09), steel, (0, -0.01, 0))
    rooms.window(left, WINDOWS, steel, 6, 4, 0.045, 0.05)
    rooms.view(left, WINDOWS, kit.of(m.outdoors, 2.4, "#8d949a", "#e3ebf2"), 2.4)
    partition(right.at((0, -0.75, 0)))
    for x, colours, seed in (
        (-0.55, ("#e8e2d4", "#c9603c", "#28343c"), 1.7),
        (0.75, ("#dfe3df", "#5b7f86", "#d6a94a"), 6.2),
    ):
        rooms.picture(
            right.at((x, 0, 0)),
            0,
            1.65,
            (0.7, 0.95),
            kit.of(m.wood, OAK, OAK_DARK),
            kit.of(m.canvas, *colours, seed),
            kit.of(m.paint, "#f4f2ee"),
        )


def partition(kit: Kit) -> None:
    """A glazed steel screen, half the room deep."""
    steel = kit.of(m.paint, STEEL, 0.45)
    for x in np.linspace(1.2, 3.0, 4):
        kit.box((0.04, 0.05, 2.6), steel, (x, 0, 0))
    for z in (0.0, 0.9, 2.57):
        kit.box((1.84, 0.05, 0.04), steel, (2.1, 0, z))
    kit.box((1.8, 0.008, 2.5), kit.of(m.pane), (2.1, 0, 0.05), bevel=0)


def library(kit: Kit) -> None:
    """Oak shelves on the back wall with books, boxes and a few objects."""
    oak = kit.of(m.wood, OAK, OAK_DARK)
    heights = (0.42, 0.8, 1.18, 1.56, 1.94, 2.3)
    furniture.shelves(kit, 3.6, heights, 0.32, oak, 4)
    for k in range(4):
        kit.box((0.894, 0.36, 0.4), kit.of(m.paint, "#c9c4b9", 0.5), (-1.35 + 0.9 * k, -0.18, 0.02), bevel=0.004)
    random = np.random.default_rng(12)
    for row, z in enumerate(heights[:-1]):
        for bay in range(4):
            x = -1.77 + 0.9 * bay
            here = kit.at((x, -0.19, z + 0.028))
            kind = random.uniform()
            if kind < 0.55:
                furniture.books(here, random.uniform(0.45, 0.82), SPINES, 10 * row + bay)
            elif kind < 0.75:
                for k in range(2):
                    here.box(
                        (0.28, 0.26, 0.24),
                        kit.of(m.textile, ("#8f8472", "#5f6a6e")[k], 0.002),
                        (0.2 + 0.32 * k, 0, 0),
                        bevel=0.008,
                    )
            elif kind < 0.9:
                furniture.vase(
                    here.at((0.42, 0, 0)),
                    0.26,
                    kit.of(m.glazed, ("#c7b49a", "#546068", "#b8654a")[(row + bay) % 3], 0.35),
                )
                furniture.books(here, 0.24, SPINES, 3 * row + bay, 0.22)
            else:
                here.box((0.3, 0.2, 0.07), kit.of(m.paint, "#41525c"), (0.35, 0, 0), 6)
                here.box((0.26, 0.18, 0.04), kit.of(m.paint, "#d8cfbc"), (0.36, 0, 0.07), -8)


def desk(kit: Kit, seed: int) -> None:
    """A desk seen from behind its screen, with lamp, papers and a chair."""
    oak, steel = kit.of(m.wood, OAK, OAK_DARK), kit.of(m.metal, "#3a3c3f", 0.45)
    kit.box((1.6, 0.75, 0.03), oak, (0, 0, 0.71), bevel=0.004)
    for x in (-0.7, 0.7):
        for y in (-0.3, 0.3):
            kit.add(shapes.tube([(0.97 * x, 0.9 * y, 0.71), (x, y, 0)], 0.017), steel)
        kit.add(shapes.tube([(0.97 * x, -0.27, 0.66), (0.97 * x, 0.27, 0.66)], 0.012), steel)
    screen(kit.at((-0.1, 0.12, 0.74), 180), steel)
    kit.box((0.44, 0.13, 0.012), kit.of(m.paint, "#d7d7d5", 0.4), (-0.1, 0.3 - 0.05, 0.74), 0)
    kit.box((0.21, 0.297, 0.018), kit.of(m.paint, "#f1efe9"), (0.42, 0.1, 0.74), 14)
    kit.box((0.22, 0.16, 0.03), kit.of(m.paint, "#8a4a38"), (0.45, -0.16, 0.74), -9)
    mug = [(0.001, 0), (0.038, 0), (0.041, 0.01), (0.041, 0.095), (0.036, 0.095), (0.035, 0.012), (0.001, 0.01)]
    kit.add(shapes.lathe(mug, 28), kit.of(m.glazed, "#d9d2c4", 0.3), (0.25, -0.05, 0.74))
    task_lamp(kit.at((-0.62, 0.05, 0.74), 30 * seed), steel)
    task_chair(kit.at((0.05, 0.75, 0), 12))


def screen(kit: Kit, steel) -> None:
    kit.box((0.62, 0.03, 0.37), kit.of(m.paint, "#1f2022", 0.4), (0, 0, 0.14), bevel=0.006)
    kit.box((0.59, 0.004, 0.34), kit.of(m.glow, "#6f8fa8", 0.7), (0, -0.016, 0.155), bevel=0)
    kit.box((0.06, 0.02, 0.22), steel, (0, 0.03, 0.01))
    kit.box((0.24, 0.18, 0.01), steel, (0, 0.02, 0), bevel=0.004)


def task_lamp(kit: Kit, steel) -> None:
    kit.add(shapes.lathe([(0.001, 0), (0.09, 0), (0.09, 0.014), (0.012, 0.02)]), steel)
    kit.add(shapes.tube([(0, 0, 0.015), (0.02, 0, 0.3), (0.06, 0, 0.42), (0.2, 0, 0.5)], 0.008), steel)
    kit.add(shapes.lathe([(0.085, 0), (0.05, 0.07), (0.018, 0.1)]), kit.of(m.paint, "#b5502f", 0.35), (0.23, 0, 0.41))


def task_chair(kit: Kit) -> None:
    wool, steel = kit.of(m.textile, "#4c565c", 0.003), kit.of(m.metal, "#4a4c50", 0.4)
    kit.add(shapes.box((0.48, 0.46, 0.09), 0.04), wool, (0, 0, 0.43))
    back = shapes.sheet(
        lambda u, v: (
            (u - 0.5) * 0.44 * (1 - 0.15 * v),
            0.22 + 0.03 * np.cos(3 * (u - 0.5)) + 0.06 * v,
            0.58 + 0.4 * v,
        ),
        9,
        9,
    )
    kit.add(back, wool)
    kit.add(shapes.tube([(0, 0.2, 0.45), (0, 0.28, 0.56), (0, 0.27, 0.75)], 0.018), steel)
    kit.add(shapes.tube([(0, 0, 0.1), (0, 0, 0.44)], 0.025), steel)
    for k in range(5):
        turn = 2 * np.pi * k / 5
        kit.add(shapes.tube([(0, 0, 0.11), (0.3 * np.cos(turn), 0.3 * np.sin(turn), 0.05)], [0.02, 0.012]), steel)


def lamps(kit: Kit) -> None:
    """Two long lamps on wires."""
    for x, y in ((-1.1, 2.3), (1.2, 2.6)):
        kit.box((1.5, 0.07, 0.06), kit.of(m.paint, STEEL, 0.4), (x, y, 2.52))
        kit.box((1.46, 0.05, 0.004), kit.of(m.glow, "#fff1dc", 5.0), (x, y, 2.516), bevel=0)
        for dx in (-0.6, 0.6):
            kit.add(shapes.tube([(x + dx, y, 2.57), (x + dx, y, HEIGHT)], 0.002, 6), kit.of(m.metal, "#555555", 0.5))


def light(kit: Kit) -> None:
    kit.lamp((LEFT + 0.1, 2.0, 1.9), (0.2, 1.6, 0.9), (3.2, 2.2), 110, (0.95, 0.98, 1.0))
    kit.lamp((-2.7, -2.4, 2.3), (0, 0, 1.1), (1.9, 1.9), 95, (1.0, 1.0, 0.99))
    kit.lamp((2.7, -2.6, 1.6), (0, 0.4, 0.9), (2.4, 2.4), 26, (1.0, 0.98, 0.95))
    kit.lamp((0.4, 2.4, 2.45), (0.4, 2.6, 0), (2.6, 0.3), 30, (1.0, 0.9, 0.76))


OFFICE = Location(build, (Stand(33, 70, 0.05, 1.6), Stand(-16, 70, 0.05, 1.6)), (0.97, 0.99, 1.0), 0.34)
