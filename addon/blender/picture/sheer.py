"""Cloth that is seen through: voile and chiffon, more where they lie double.

A garment's mesh has an outer and an inner face; a ray that goes through the cloth meets both. What it meets from behind
lets it pass, so that every layer of cloth counts once, from whichever side it is looked at.
"""

from __future__ import annotations

import bpy

from ...core.fabric import Fabric as Cloth
from .nodes import Value, add, math, ramp
from .weave import ASKEW, Weave, straight_on

SHEER = 0.9  # cover, below which cloth is seen through
FOLDED, ALLOWANCE = 0.019, 0.006  # m from the edge and from the seam, within which it lies threefold
LAYERS = 3.0
SHINES = 0.35  # of the light that meets a yarn, what goes through it


def seen_through(
    tree: bpy.types.NodeTree, shader: Value, tinted: Value, weave: Weave, cloth: Cloth
) -> bpy.types.NodeSocket:
    """The shader with light through its yarns and sight through its gaps."""
    glow = add(tree, "BsdfTranslucent", tinted).outputs[0]
    shader = add(tree, "MixShader", SHINES, shader, glow).outputs[0]
    clear = add(tree, "BsdfTransparent").outputs[0]
    behind = add(tree, "NewGeometry").outputs["Backfacing"]
    return add(tree, "MixShader", math(tree, "MAXIMUM", opening(tree, weave, cloth), behind), shader, clear).outputs[0]


def opening(tree: bpy.types.NodeTree, weave: Weave, cloth: Cloth) -> bpy.types.NodeSocket:
    """The share of the sight that passes: what the gaps leave open, less the more askew it is looked at."""
    layers = math(tree, "MULTIPLY_ADD", doubled(tree), LAYERS - 1.0, 1.0)
    way = math(tree, "DIVIDE", layers, math(tree, "MAXIMUM", straight_on(tree), ASKEW))
    average = math(tree, "POWER", 1.0 - cloth.cover, way)
    single = math(tree, "MULTIPLY", weave.seen, math(tree, "LESS_THAN", layers, 1.5))
    gaps = math(tree, "SUBTRACT", 1.0, weave.cover)
    return math(tree, "MULTIPLY_ADD", math(tree, "SUBTRACT", gaps, average), single, average)


def doubled(tree: bpy.types.NodeTree) -> bpy.types.NodeSocket:
    """1 on hems and seam allowances."""
    hem, seam = (add(tree, "Attribute", attribute_name=name).outputs["Fac"] for name in ("hem", "seam"))
    is_sewn = math(tree, "GREATER_THAN", math(tree, "ADD", hem, seam), 1e-7)
    turned = ramp(tree, hem, FOLDED - 0.0005, FOLDED + 0.0005, 1.0, 0.0)
    allowance = ramp(tree, seam, ALLOWANCE - 0.0005, ALLOWANCE + 0.0005, 1.0, 0.0)
    return math(tree, "MULTIPLY", math(tree, "MAXIMUM", turned, allowance), is_sewn)
