"""What rooms are made of: walls with openings, mouldings, windows, doors, curtains, pictures.

A wall stands along X of its kit, its face on y = 0 towards -Y, its middle at x = 0.
"""

from __future__ import annotations

from collections.abc import Sequence

import bpy

from . import materials as m
from . import shapes
from .kit import Kit

Material = bpy.types.Material
THICK = 0.24  # m
Opening = tuple[float, float, float, float]  # left, right, bottom, top

# Profiles from the wall outwards (y < 0) and upwards, m.
SKIRTING = ((0, 0), (0, 0.14), (-0.006, 0.14), (-0.010, 0.132), (-0.012, 0.118), (-0.018, 0.108), (-0.018, 0))
CORNICE = (
    (0, 0),
    (0, -0.15),
    (-0.012, -0.15),
    (-0.016, -0.13),
    (-0.05, -0.10),
    (-0.09, -0.055),
    (-0.13, -0.04),
    (-0.14, -0.02),
    (-0.14, 0),
)
BEAD = ((0, 0), (0, 0.035), (-0.006, 0.035), (-0.013, 0.026), (-0.017, 0.016), (-0.013, 0.006), (-0.006, 0))


def wall(kit: Kit, width: float, height: float, look: Material, opening: Opening | None = None) -> None:
    """A wall, with an opening if one is given."""
    left, right, low, high = opening or (0.0, 0.0, 0.0, 0.0)
    parts = [(-width / 2, left, 0.0, height), (right, width / 2, 0.0, height)]
    parts += [(left, right, 0.0, low), (left, right, high, height)] if opening else []
    for x0, x1, z0, z1 in parts:
        if x1 - x0 > 1e-6 and z1 - z0 > 1e-6:
            kit.box((x1 - x0, THICK, z1 - z0), look, ((x0 + x1) / 2, THICK / 2, z0), bevel=0)


def moulding(
    kit: Kit, profile: Sequence[tuple[float, float]], length: float, look: Material, x: float, z: float
) -> None:
    """A strip along the wall, the profile's z = 0 at a height."""
    flipped = [profile[0], *profile[:0:-1]] if area(profile) < 0 else profile
    kit.add(shapes.prism(flipped, length), look, (x, 0, z))


def area(profile: Sequence[tuple[float, float]]) -> float:
    """Twice the signed area."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(profile, [*profile[1:], profile[0]], strict=True))


def skirting(kit: Kit, width: float, look: Material) -> None:
    moulding(kit, SKIRTING, width, look, 0.0, 0.0)


def cornice(kit: Kit, width: float, height: float, look: Material) -> None:
    moulding(kit, CORNICE, width, look, 0.0, height)


def panel(kit: Kit, left: float, right: float, low: float, high: float, look: Material) -> None:
    """A frame of moulding on the wall."""
    for z in (low, high - 0.035):
        moulding(kit, BEAD, right - left, look, (left + right) / 2, z)
    for x, side in ((left + 0.0175, 1), (right - 0.0175, -1)):
        upright = shapes.prism([(y, z - 0.0175) for y, z in BEAD], high - low)
        turned = upright.vertices[:, [2, 1, 0]] * (side, 1, 1)
        faces = [face if side < 0 else face[::-1] for face in upright.faces]
        kit.add(shapes.Shape(turned, faces), look, (x, 0, (low + high) / 2))


def window(
    kit: Kit, opening: Opening, frame: Material, columns: int = 2, rows: int = 2, bar: float = 0.05, deep: float = 0.07
) -> None:
    """Frame, glazing bars, glass and sill in an opening."""
    left, right, low, high = opening
    y = THICK * 0.55
    for k in range(columns + 1):
        thick = bar if k in (0, columns) else 0.7 * bar
        kit.box((thick, deep, high - low), frame, (left + (right - left) * k / columns, y, low))
    for k in range(rows + 1):
        thick = bar if k in (0, rows) else 0.6 * bar
        kit.box(
            (right - left, deep * 0.8, thick), frame, ((left + right) / 2, y, low + (high - low) * k / rows - thick / 2)
        )
    kit.box((right - left, 0.004, high - low), kit.of(m.pane), ((left + right) / 2, y, low), bevel=0)
    kit.box((right - left + 0.16, 0.22, 0.03), frame, ((left + right) / 2, -0.02, low - 0.03), bevel=0.008)


def view(kit: Kit, opening: Opening, look: Material, away: float = 1.6) -> None:
    """What is seen through an opening, ``away`` m behind the wall."""
    left, right, low, high = opening
    size = (right - left + 9.0, 0.02, high - low + 2.4)  # so wide that it is seen at a glancing angle too
    kit.box(size, look, ((left + right) / 2, THICK + away, low - 1.0), bevel=0)


def curtains(kit: Kit, opening: Opening, cloth: Material, rail: Material, width: float = 0.55, seed: int = 1) -> None:
    """A pair of curtains on a rail, drawn back from an opening, down to the floor."""
    left, right, _, high = opening
    top = high + 0.16
    for x, k in ((left - 0.1, 0), (right + 0.1, 1)):
        kit.add(shapes.curtain(width, top - 0.03, 7, 0.045, seed + k), cloth, (x, -0.12, 0.01))
    ends = [(left - 0.55, -0.12, top), (right + 0.55, -0.12, top)]
    kit.add(shapes.tube(ends, 0.014), rail)
    for end in ends:
        kit.add(
            shapes.lathe([(0.001, -0.028), (0.022, -0.018), (0.03, 0), (0.022, 0.018), (0.001, 0.028)], 20), rail, end
        )


def picture(
    kit: Kit, x: float, z: float, size: tuple[float, float], frame: Material, image: Material, mount: Material
) -> None:
    """A framed picture, its middle at x and z."""
    wide, high = size
    for dz in (-1, 1):
        kit.box((wide + 0.05, 0.03, 0.025), frame, (x, -0.016, z + dz * (high / 2 + 0.0125) - 0.0125))
    for dx in (-1, 1):
        kit.box((0.025, 0.03, high), frame, (x + dx * (wide / 2 + 0.0125), -0.016, z - high / 2))
    kit.box((wide, 0.008, high), mount, (x, -0.012, z - high / 2), bevel=0)
    kit.box((wide * 0.7, 0.004, high * 0.74), image, (x, -0.018, z - high * 0.37), bevel=0)


def behind(kit: Kit, look: Material, height: float, y: float = -6.5) -> None:
    """The wall behind the cameras, which only mirrors see: it takes no light from the set, and no view."""
    for x0, x1, z0 in ((-5.0, -0.9, 0.0), (0.9, 5.0, 0.0), (-0.9, 0.9, 2.3)):
        item = kit.box((x1 - x0, 0.2, height - z0), look, ((x0 + x1) / 2, y, z0), bevel=0)
        item.visible_camera = item.visible_diffuse = item.visible_shadow = item.visible_transmission = False


def floor(kit: Kit, look: Material, size: tuple[float, float] = (14.0, 16.0), y: float = 1.0) -> None:
    """A floor at z = 0 under everything."""
    kit.add(shapes.sheet(lambda u, v: ((u - 0.5) * size[0], (v - 0.5) * size[1] + y, 0 * u), 2, 2), look)


def ceiling(kit: Kit, look: Material, height: float, size: tuple[float, float], y: float) -> None:
    kit.box((*size, 0.1), look, (0, y, height), bevel=0)
