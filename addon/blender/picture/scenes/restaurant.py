"""A bistro in the evening: green panelling, a leather bench, marble tables, glowing globes, a bar with bottles."""

from __future__ import annotations

import numpy as np

from ..framing import Stand
from . import furniture, rooms, shapes
from . import materials as m
from .kit import Kit
from .location import Location

HEIGHT, BACK, LEFT, RIGHT = 3.1, 3.6, -3.4, 3.4  # m
GREEN, CREAM, BRASS, WALNUT, WALNUT_DARK = "#2f4238", "#d8c8aa", "#b58e4e", "#6d4427", "#3a2213"
LEAN_DEG = 9.0
GLASSES = ("#3d5a34", "#6b3a1c", "#8a9a90", "#a8772a", "#2c3b4a", "#7d1f26")


def build(kit: Kit) -> None:
    rooms.floor(kit, kit.of(m.planks, "#8a5c38", "#4a2d18", 0.09, 0.7, 0.32))
    rooms.ceiling(kit, kit.of(m.paint, "#d9cdb8"), HEIGHT, (9.0, 9.0), 0.5)
    walls(kit)
    bench(kit.at((0, BACK - 0.02, 0)))
    for k, x in enumerate((-2.3, -0.95, 0.4, 1.75)):
        laid_table(kit.at((x, BACK - 0.95, 0)), k)
    laid_table(kit.at((-2.35, 1.05, 0), 30), 7)
    furniture.chair(kit.at((-1.75, 0.75, 0), -60), wood(kit), wood(kit))
    bar(kit.at((RIGHT - 0.05, 0.9, 0), -90))
    lamps(kit)
    light(kit)


def wood(kit: Kit):
    return kit.of(m.wood, WALNUT, WALNUT_DARK, 0.35)


def walls(kit: Kit) -> None:
    green, cream, brass = kit.of(m.paint, GREEN, 0.45), kit.of(m.paint, CREAM), kit.of(m.metal, BRASS, 0.3)
    back, left, right = kit.at((0, BACK, 0)), kit.at((LEFT, 1.0, 0), 90), kit.at((RIGHT, 1.0, 0), -90)
    for side in (back, left, right):
        rooms.wall(side, 7.0, HEIGHT, cream)
        side.box((7.0, 0.03, 1.42), green, (0, -0.015, 0), bevel=0)
        face = side.at((0, -0.03, 0))
        rooms.moulding(face, rooms.BEAD, 7.0, green, 0, 1.40)
        rooms.skirting(face, 7.0, green)
        rooms.cornice(side, 7.0, HEIGHT, kit.of(m.paint, "#e6dac2"))
        for k in range(6):
            rooms.panel(face, -3.3 + 1.1 * k, -2.36 + 1.1 * k, 0.32, 1.24, green)
    mirror(back.at((-0.3, -0.005, 0)), 2.9, 1.62, 2.62, brass)
    for x in (-2.35, 1.75):
        sconce(back.at((x, -0.01, 1.98)), brass)
    for k, x in enumerate((-1.8, -0.9, 0.3)):
        rooms.picture(
            left.at((x, -0.005, 0)),
            0,
            2.05 - 0.1 * (k % 2),
            (0.5, 0.62),
            brass,
            kit.of(m.canvas, "#cfc2a5", "#5a3a2a", "#8c3a2c", 2.0 + 3 * k),
            kit.of(m.paint, "#e9e1cf"),
        )


def mirror(kit: Kit, width: float, low: float, high: float, brass) -> None:
    """Leaning forward, as bistro mirrors do: it shows the room and not the lamps."""
    tall = high - low
    kit.add(shapes.box((width, 0.012, tall), 0), kit.of(m.metal, "#b9b4a8", 0.06), (0, -0.03, low), 0, LEAN_DEG)
    for z in (-0.03, tall):
        kit.add(shapes.box((width + 0.06, 0.035, 0.03), 0.008).moved((0, 0, z)), brass, (0, -0.03, low), 0, LEAN_DEG)
    for x in (-1, 1):
        side = shapes.box((0.03, 0.035, tall), 0.008).moved((x * (width / 2 + 0.015), 0, 0))
        kit.add(side, brass, (0, -0.03, low), 0, LEAN_DEG)


def sconce(kit: Kit, brass) -> None:
    kit.add(shapes.tube([(0, 0, 0), (0, -0.1, -0.02), (0, -0.13, 0.06)], 0.008), brass)
    kit.add(shapes.lathe([(0.045, 0.06), (0.085, 0.22)]), kit.of(m.glow, "#ffc987", 5.0), (0, -0.13, 0))


def bench(kit: Kit) -> None:
    """A channelled leather bench along the wall."""
    hide, green = kit.of(m.glazed, "#7a3a22", 0.42), kit.of(m.paint, GREEN, 0.45)
    kit.box((6.6, 0.5, 0.34), green, (0, -0.25, 0))
    for k in range(30):
        x = -3.19 + 0.22 * k
        kit.add(shapes.box((0.222, 0.54, 0.14), 0.05), hide, (x, -0.28, 0.34))
        kit.add(shapes.box((0.222, 0.12, 0.5), 0.05), hide, (x, -0.07, 0.5))
    kit.box((6.6, 0.1, 0.04), wood(kit), (0, -0.05, 1.0), bevel=0.01)


def laid_table(kit: Kit, seed: int) -> None:
    """A marble table laid for two, with a candle and a chair before it."""
    china, glass, steel = (
        kit.of(m.glazed, "#efe9dc", 0.2),
        kit.of(m.pane, "#f4f6f4", 0.08),
        kit.of(m.metal, "#c9c6c0", 0.2),
    )
    furniture.round_table(kit, 0.36, kit.of(m.stone, "#e9e5de", "#8a857d"), kit.of(m.paint, "#1d1e1f", 0.4))
    top = kit.at((0, 0, 0.74))
    for sign in (-1, 1):
        furniture.plate(top.at((0, 0.2 * sign, 0)), china)
        furniture.wine_glass(top.at((0.14 * sign, 0.08 * sign, 0)), glass)
        for x in (-0.17, 0.16):
            top.box((0.012, 0.19, 0.003), steel, (x, 0.2 * sign, 0.001), bevel=0.001)
        napkin = shapes.box((0.09, 0.16, 0.014), 0.006)
        top.add(napkin, kit.of(m.textile, "#d9d0bf"), (0, 0.2 * sign, 0.014), 20 * seed)
    top.add(
        shapes.lathe([(0.001, 0), (0.034, 0), (0.036, 0.07), (0.033, 0.07), (0.032, 0.004)], 24),
        glass,
        (-0.12, -0.02, 0),
    )
    top.add(
        shapes.lathe([(0.028, 0.004), (0.028, 0.04), (0.001, 0.04)], 20),
        kit.of(m.glow, "#ffb45e", 3.0),
        (-0.12, -0.02, 0),
    )
    furniture.chair(kit.at((0.02, -0.62, 0), 180 + 9 * (seed % 3 - 1)), wood(kit), wood(kit))


def bar(kit: Kit) -> None:
    """A counter with a brass rail; bottles on lit shelves behind it."""
    green, brass = kit.of(m.paint, GREEN, 0.45), kit.of(m.metal, BRASS, 0.3)
    kit.box((3.6, 0.6, 1.06), green, (0, -1.35, 0))
    face = kit.at((0, -1.65, 0))
    for k in range(4):
        rooms.panel(face, -1.72 + 0.88 * k, -0.92 + 0.88 * k, 0.2, 0.92, green)
    kit.box((3.72, 0.72, 0.045), kit.of(m.stone, "#33302d", "#8d8378"), (0, -1.36, 1.06), bevel=0.01)
    kit.add(shapes.tube([(-1.8, -1.76, 0.2), (1.8, -1.76, 0.2)], 0.02), brass)
    furniture.shelves(kit.at((0, -0.04, 0)), 3.4, (0.95, 1.4, 1.82, 2.24), 0.26, wood(kit), 3)
    kit.box((3.4, 0.01, 1.3), kit.of(m.glow, "#ffc27a", 0.55), (0, -0.036, 0.98), bevel=0)
    random = np.random.default_rng(4)
    for z in (0.978, 1.428, 1.848):
        x = -1.6
        while x < 1.6:
            bottle(kit.at((x, -0.17, z)), random.uniform(0.26, 0.34), GLASSES[int(random.integers(len(GLASSES)))])
            x += random.uniform(0.085, 0.13)
    for k, x in enumerate((-1.1, -0.3, 0.5, 1.3)):
        stool(kit.at((x, -2.1, 0)), brass, k)


def bottle(kit: Kit, height: float, colour: str) -> None:
    shape = [
        (0.001, 0),
        (0.036, 0),
        (0.038, 0.01),
        (0.038, 0.55),
        (0.03, 0.66),
        (0.014, 0.74),
        (0.0135, 0.97),
        (0.016, 0.975),
        (0.016, 1.0),
        (0.001, 1.0),
    ]
    kit.add(shapes.lathe([(r, z * height) for r, z in shape], 20), kit.of(m.glazed, colour, 0.08))
    kit.add(
        shapes.lathe([(0.0388, 0.2 * height), (0.0388, 0.45 * height)], 20),
        kit.of(m.paint, ("#e8dfc8", "#d9c49a")[len(colour + str(height)) % 2]),
    )


def stool(kit: Kit, brass, seed: int) -> None:
    kit.add(
        shapes.lathe([(0.001, 0.7), (0.17, 0.7), (0.185, 0.72), (0.185, 0.76), (0.16, 0.785), (0.001, 0.79)]),
        kit.of(m.glazed, "#7a3a22", 0.42),
    )
    for k in range(4):
        turn = np.pi / 4 + np.pi / 2 * k
        a, b = np.cos(turn), np.sin(turn)
        kit.add(shapes.tube([(0.13 * a, 0.13 * b, 0.7), (0.2 * a, 0.2 * b, 0)], [0.014, 0.011]), wood(kit))
    ring = np.linspace(0, 2 * np.pi, 25)
    kit.add(shapes.tube(np.c_[0.175 * np.cos(ring), 0.175 * np.sin(ring), np.full(25, 0.26)], 0.008), brass)


def lamps(kit: Kit) -> None:
    globe, cap, cord = kit.of(m.glow, "#ffd6a0", 3.2), kit.of(m.metal, BRASS, 0.3), kit.of(m.paint, "#1b1b1b")
    for x in (-2.3, -0.95, 0.4, 1.75):
        furniture.pendant(kit.at((x, BACK - 0.95, 0)), HEIGHT, 1.02, 0.12, cord, globe, cap)
    for y in (-0.3, 0.6, 1.5):
        furniture.pendant(kit.at((RIGHT - 1.42, y, 0)), HEIGHT, 0.95, 0.1, cord, globe, cap)


def light(kit: Kit) -> None:
    warm = (1.0, 0.82, 0.6)
    kit.lamp((-2.4, -2.6, 2.3), (0, 0, 1.1), (1.7, 1.7), 105, (1.0, 0.96, 0.9), mirrored=False)
    kit.lamp((2.6, -2.4, 1.7), (0, 0.2, 0.9), (2.2, 2.2), 22, (1.0, 0.93, 0.84))
    kit.lamp((1.6, 1.6, 2.7), (0, 0, 1.2), (0.8, 1.4), 34, warm)
    kit.lamp((-0.3, BACK - 1.0, HEIGHT - 0.1), (-0.3, BACK - 0.8, 0.5), (5.0, 1.2), 55, warm, mirrored=False)
    kit.lamp((RIGHT - 1.3, 0.8, HEIGHT - 0.1), (RIGHT - 0.6, 0.8, 0.8), (1.0, 3.0), 26, warm, mirrored=False)
    kit.lamp((LEFT + 0.9, 1.6, HEIGHT - 0.1), (LEFT, 1.6, 1.2), (1.0, 3.0), 20, warm, mirrored=False)


RESTAURANT = Location(build, (Stand(4, 75, 0.04, 2.0), Stand(-36, 70, 0.04, 2.0)), (1.0, 0.86, 0.7), 0.22)
