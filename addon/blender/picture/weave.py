"""The relief of each weave: shader nodes that give height from 0 to 1 and the period in metres after which it repeats.

``u`` runs along the weft and ``v`` along the warp, both in metres; ``thread`` is the distance between threads, wales,
ribs or pebbles.
"""

from __future__ import annotations

from math import pi

from .nodes import add, math


def jersey(tree, u, v, wale: float):
    """Single knit's face: columns of V, ``wale`` m apart."""
    across = math(tree, "ABSOLUTE", math(tree, "SUBTRACT", fraction(tree, u, wale), 0.5))  # 0.5 between columns, 0 mid
    legs = math(tree, "SUBTRACT", 1.0, math(tree, "ABSOLUTE", math(tree, "MULTIPLY_ADD", across, 4.0, -1.0)))
    course = math(tree, "MULTIPLY_ADD", across, -1.1, math(tree, "DIVIDE", v, 0.8 * wale))
    loops = math(tree, "MULTIPLY_ADD", math(tree, "SINE", math(tree, "MULTIPLY", course, 2 * pi)), 0.3, 0.7)
    return math(tree, "MULTIPLY", math(tree, "SQRT", math(tree, "MAXIMUM", legs, 0.0)), loops), wale


def rib(tree, u, v, rib: float):
    """1x1 rib: a column of V and a hollow, ``rib`` m apart."""
    column, _ = jersey(tree, u, v, rib / 2)
    back = math(tree, "GREATER_THAN", fraction(tree, u, rib), 0.5)
    return math(tree, "MULTIPLY", column, math(tree, "MULTIPLY_ADD", back, -0.75, 1.0)), rib


def twill(tree, u, v, thread: float):
    """2/2 twill: ridges at 45 degrees, two threads wide of four."""
    repeat = 4 * thread
    ridge = math(tree, "SINE", math(tree, "MULTIPLY", math(tree, "SUBTRACT", u, v), 2 * pi / repeat))
    thread_of = math(tree, "ABSOLUTE", math(tree, "SINE", math(tree, "MULTIPLY", u, pi / thread)))
    height = math(tree, "ADD", math(tree, "MULTIPLY_ADD", ridge, 0.35, 0.35), math(tree, "MULTIPLY", thread_of, 0.3))
    return height, repeat / 2**0.5


def plain(tree, u, v, thread: float):
    """Plain weave: every thread over one and under the next."""
    over_u, over_v = (math(tree, "SINE", math(tree, "MULTIPLY", along, pi / thread)) for along in (u, v))
    return math(tree, "MULTIPLY_ADD", math(tree, "MULTIPLY", over_u, over_v), 0.45, 0.55), 2 * thread


def satin(tree, u, v, thread: float):
    """Satin's face: warp threads side by side, hardly ever crossed."""
    warp = math(tree, "ABSOLUTE", math(tree, "SINE", math(tree, "MULTIPLY", u, pi / thread)))
    return math(tree, "MULTIPLY_ADD", warp, 0.3, 0.4), thread


def grain(tree, u, v, pebble: float):
    """The hide's grain: pebbles of all shapes, with creases between."""
    place = add(tree, "CombineXYZ", u, v).outputs[0]
    cells = add(tree, "TexVoronoi", named={"Vector": place, "Scale": 1 / pebble})
    return math(tree, "SUBTRACT", 1.0, cells.outputs["Distance"]), pebble


def fraction(tree, coordinate, period: float):
    """How far the coordinate is into its period, 0 to 1."""
    return math(tree, "FRACT", math(tree, "DIVIDE", coordinate, period))


RELIEFS = {"jersey": jersey, "rib": rib, "plain": plain, "twill": twill, "satin": satin, "grain": grain}
