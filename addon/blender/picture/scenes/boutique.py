"""A boutique: plaster and stone, arched niches, brass rails with clothes, a tall mirror, a curtained fitting room."""

from __future__ import annotations

import numpy as np

from ..framing import Stand
from . import furniture, rooms, shapes
from . import materials as m
from .kit import Kit
from .location import Location

HEIGHT, BACK, LEFT, RIGHT = 3.2, 3.5, -3.2, 3.2  # m
PLASTER, BRASS, OAK, OAK_DARK = "#dcd2c4", "#b89256", "#b98f63", "#7a5533"
CLOTHES = ("#7a4a3c", "#c9b79c", "#39424a", "#e3dccd", "#8a8f7c", "#5a2f35", "#b7a48a", "#2b2c30", "#a9b3b8", "#c58e6c")
KNITS = ("#d8cdb9", "#8f6f57", "#55605a", "#b9a58c", "#3d4248")


def build(kit: Kit) -> None:
    rooms.floor(kit, kit.of(m.stone, "#d6cec2", "#c8beb0", 1.3, 0.2))
    rooms.ceiling(kit, kit.of(m.paint, "#ebe5da"), HEIGHT, (9.0, 9.0), 0.5)
    walls(kit)
    rail(kit.at((-1.75, BACK - 0.42, 0)), 1.9, 15, 1)
    rail(kit.at((LEFT + 0.42, 1.1, 0), 90), 1.9, 14, 2)
    wall_shelves(kit.at((1.55, BACK - 0.01, 0)))
    mirror(kit.at((0.12, BACK - 0.01, 0)))
    table(kit.at((1.15, 1.75, 0), 6))
    fitting_room(kit.at((RIGHT - 0.02, 1.4, 0), -90))
    pouf(kit.at((-1.0, 1.85, 0)))
    furniture.plant(
        kit.at((2.75, BACK - 0.42, 0)), 1.35, kit.of(m.ground, "#c9bba6", 0.003), kit.of(m.leaf, "#47603a"), 5, 52
    )
    light(kit)


def walls(kit: Kit) -> None:
    plaster = kit.of(m.ground, PLASTER, 0.01, 0.85)
    for side in (kit.at((0, BACK, 0)), kit.at((LEFT, 1.0, 0), 90), kit.at((RIGHT, 1.0, 0), -90)):
        rooms.wall(side, 6.6, HEIGHT, plaster)
        side.box((6.6, 0.018, 0.11), kit.of(m.paint, "#cfc3b2", 0.5), (0, -0.009, 0))
    rooms.behind(kit, plaster, HEIGHT)
    for x in (-1.75, 1.55):
        arch(kit.at((x, BACK - 0.012, 0)), 2.2, 2.55)


def arch(kit: Kit, width: float, height: float) -> None:
    """A raised plaster band round an arched niche, its ground a shade darker and lit from above."""
    radius = 0.35 * width
    t = np.linspace(0, np.pi / 2, 12)
    corner = np.c_[width / 2 - radius + radius * np.cos(t), height - radius + radius * np.sin(t)]
    line = np.concatenate([[(width / 2, 0)], corner, corner[::-1] * (-1, 1), [(-width / 2, 0)]])
    flat = np.c_[line[:, 0], np.zeros(len(line)), line[:, 1]]
    kit.add(shapes.Shape(flat, [tuple(range(len(flat)))[::-1]]), kit.of(m.ground, "#c2b19b", 0.01, 0.9))
    kit.add(shapes.tube(flat, 0.032, 12), kit.of(m.paint, "#e6ded0", 0.6))


def rail(kit: Kit, width: float, count: int, seed: int) -> None:
    """A brass rail at 1.68 m with clothes on it, and shoes below."""
    brass = kit.of(m.metal, BRASS, 0.25)
    kit.add(shapes.tube([(-width / 2, 0, 1.68), (width / 2, 0, 1.68)], 0.014), brass)
    for x in (-width / 2 + 0.02, width / 2 - 0.02):
        kit.add(shapes.tube([(x, 0, 1.68), (x, 0.0, 2.05)], 0.012), brass)
        kit.add(shapes.tube([(x, 0, 2.05), (x, 0.42, 2.05)], 0.012), brass)
    random = np.random.default_rng(seed)
    for k, x in enumerate(np.linspace(-width / 2 + 0.14, width / 2 - 0.14, count)):
        cloth = kit.of(m.textile, CLOTHES[(3 * k + seed) % len(CLOTHES)], 0.0015)
        hanger = kit.at((x + random.uniform(-0.02, 0.02), 0, 1.61), random.uniform(-9, 9))
        furniture.hanging(hanger, cloth, brass, random.uniform(0.42, 0.5), random.uniform(0.72, 1.2), 10 * seed + k)
    for k in range(4):
        shoes(kit.at((-0.6 + 0.4 * k, -0.05, 0), 4 * k - 6), CLOTHES[(5 * k + seed) % len(CLOTHES)])


def shoes(kit: Kit, colour: str) -> None:
    """A pair of loafers."""
    hide, sole = kit.of(m.glazed, colour, 0.35), kit.of(m.paint, "#2b211a", 0.6)

    def upper(u, v):
        along, turn = u, np.pi * v
        wide = np.interp(along, [0, 0.12, 0.4, 0.75, 0.95, 1], [0.02, 0.031, 0.03, 0.042, 0.026, 0.002])
        high = np.interp(along, [0, 0.05, 0.35, 0.55, 0.85, 1], [0.05, 0.068, 0.06, 0.055, 0.032, 0.004])
        return -wide * np.cos(turn), 0.13 - 0.27 * along, 0.014 + high * np.sin(turn) ** 0.7

    for x in (-0.055, 0.055):
        kit.add(shapes.sheet(upper, 24, 15), hide, (x, 0, 0))
        kit.box((0.07, 0.26, 0.016), sole, (x, 0, 0), bevel=0.007)


def wall_shelves(kit: Kit) -> None:
    """Oak shelves in the niche: knitwear, bags, vases."""
    oak, brass = kit.of(m.wood, OAK, OAK_DARK), kit.of(m.metal, BRASS, 0.25)
    for row, z in enumerate((0.5, 0.95, 1.4, 1.85)):
        kit.box((1.9, 0.34, 0.035), oak, (0, -0.17, z), bevel=0.004)
        for x in (-0.7, 0.7):
            kit.add(shapes.tube([(x, -0.3, z), (x, 0, z - 0.0)], 0.008), brass)
        top = kit.at((0, -0.18, z + 0.035))
        for k in range(4):
            here = top.at((-0.7 + 0.47 * k, 0, 0))
            if (row + k) % 3 == 2:
                bag(here, CLOTHES[(2 * row + 3 * k) % len(CLOTHES)], brass)
            elif (row + k) % 5 == 3:
                furniture.vase(here, 0.3, kit.of(m.glazed, "#b9a68e", 0.5))
            else:
                furniture.folded(here, KNITS[(row + k) % 2 :], 3 + (row + 2 * k) % 4, 5 * row + k)


def bag(kit: Kit, colour: str, brass) -> None:
    hide = kit.of(m.glazed, colour, 0.38)
    kit.add(shapes.box((0.28, 0.11, 0.2), 0.025), hide)
    kit.add(shapes.box((0.285, 0.118, 0.11), 0.025), hide, (0, -0.001, 0.095))
    t = np.linspace(0, np.pi, 17)
    kit.add(shapes.tube(np.c_[0.08 * np.cos(t), np.zeros(17), 0.19 + 0.11 * np.sin(t)], 0.007, 8), hide)
    kit.box((0.035, 0.01, 0.03), brass, (0, -0.062, 0.09), bevel=0.003)


def mirror(kit: Kit) -> None:
    """A tall mirror in a slim brass frame."""
    kit.add(shapes.box((0.78, 0.012, 1.95), 0.001), kit.of(m.metal, "#dcdad5", 0.02), (0, -0.05, 0.03))
    for x in (-0.4, 0.4):
        kit.add(shapes.tube([(x, -0.05, 0), (x, -0.05, 2.0)], 0.015), kit.of(m.metal, BRASS, 0.25))
    for y, z in ((-0.05, 0.015), (-0.05, 2.0)):
        kit.add(shapes.tube([(-0.4, y, z), (0.4, y, z)], 0.015), kit.of(m.metal, BRASS, 0.25))


def table(kit: Kit) -> None:
    """A low oak table with knitwear, a vase and books."""
    oak = kit.of(m.wood, OAK, OAK_DARK)
    kit.box((1.3, 0.72, 0.045), oak, (0, 0, 0.66), bevel=0.006)
    for x in (-0.56, 0.56):
        kit.box((0.06, 0.6, 0.66), kit.of(m.wood, OAK, OAK_DARK, 0.45, 2), (x, 0, 0), bevel=0.006)
    top = kit.at((0, 0, 0.705))
    for k, x in enumerate((-0.42, -0.06)):
        furniture.folded(top.at((x, 0.05, 0), 5 * k - 4), KNITS[k:], 4 - k, 60 + k)
    furniture.vase(top.at((0.34, 0.12, 0)), 0.26, kit.of(m.glazed, "#8f9a8c", 0.4))
    kit.add(shapes.foliage(30, 0.1, 0.26, 0.14, 31), kit.of(m.leaf, "#6f7d55"), (0.34, 0.12, 0.95))
    for k in range(2):
        top.box(
            (0.28 - 0.02 * k, 0.21, 0.025), kit.of(m.paint, ("#e2d9c8", "#8a4f3d")[k]), (0.3, -0.18, 0.025 * k), 12 * k
        )


def fitting_room(kit: Kit) -> None:
    brass = kit.of(m.metal, BRASS, 0.25)
    kit.add(shapes.tube([(-1.3, -0.35, 2.45), (1.3, -0.35, 2.45)], 0.015), brass)
    kit.add(
        shapes.curtain(1.5, 2.42, 12, 0.055, 3), kit.of(m.textile, "#a8715a", 0.002, 0.85, 0.6), (-0.5, -0.35, 0.02)
    )
    kit.add(shapes.curtain(0.5, 2.42, 6, 0.06, 4), kit.of(m.textile, "#a8715a", 0.002, 0.85, 0.6), (1.02, -0.35, 0.02))


def pouf(kit: Kit) -> None:
    kit.add(
        shapes.lathe(
            [(0.001, 0), (0.26, 0), (0.31, 0.05), (0.33, 0.2), (0.31, 0.36), (0.26, 0.42), (0.1, 0.435), (0.001, 0.43)]
        ),
        kit.of(m.textile, "#b98a6d", 0.004, 0.9, 0.6),
    )


def light(kit: Kit) -> None:
    warm = (1.0, 0.9, 0.76)
    kit.lamp((-2.3, -2.7, 2.6), (0, 0, 1.1), (1.7, 1.7), 100, (1.0, 0.985, 0.96), mirrored=False)
    kit.lamp((2.7, -2.2, 1.7), (0, 0.2, 0.9), (2.2, 2.4), 26, (1.0, 0.98, 0.95), mirrored=False)
    kit.lamp((1.9, 1.5, 2.9), (0, 0, 1.2), (0.8, 1.4), 34, mirrored=False)
    kit.lamp((0, 0.8, HEIGHT - 0.05), (0, 1.2, 0), (4.0, 3.0), 55, (1.0, 0.96, 0.9), mirrored=False)
    for x in (-1.75, 0.12, 1.55):
        kit.lamp((x, BACK - 0.75, HEIGHT - 0.1), (x, BACK, 1.3), (0.3, 0.3), 8, warm, 1.4, False)
    kit.lamp((LEFT + 0.8, 1.1, HEIGHT - 0.1), (LEFT + 0.1, 1.1, 1.2), (0.4, 1.6), 10, warm, 1.8, False)


BOUTIQUE = Location(build, (Stand(8, 70, 0.05, 1.8), Stand(-28, 70, 0.05, 1.8)), (1.0, 0.97, 0.93), 0.3)
