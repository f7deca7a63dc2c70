"""The inside of a garment: the cloth's reverse, prints that hardly come through, and the edges of seam allowances.

It shows where nobody wears the garment, in open collars, and where a hem turns.
"""

from __future__ import annotations

import bpy
import numpy as np

from ...core.fabric import Fabric as Cloth
from .nodes import Value, add, math, mix_colour, ramp

INSIDE = "inside"  # vertex attribute, 1 on the inner face
COMES_THROUGH = 0.22  # of a print
PALER, PALER_DENIM = 0.05, 0.55  # how far the reverse is from the face to white; denim's weft is not dyed
ALLOWANCE, EDGE_WIDTH, EDGE_SHADE = 0.011, 0.0012, 0.14  # m from the seam, m, and how dark the overlocked edge is


def mark_inside(item: bpy.types.Object, count: int) -> None:
    """Write which vertices are of the inner face. Cloth was given thickness outwards: the mesh holds the ``count``
    vertices of its outer face, then the inner's, then what was sewn on. A mesh without thickness has no inside.
    """
    mesh = item.data
    if len(mesh.vertices) < 2 * count:
        return
    inner = np.zeros(len(mesh.vertices), np.float32)
    inner[count : 2 * count] = 1.0
    attribute = mesh.attributes.get(INSIDE) or mesh.attributes.new(INSIDE, "FLOAT", "POINT")
    attribute.data.foreach_set("value", inner)


def is_inside(tree: bpy.types.NodeTree) -> bpy.types.NodeSocket:
    """1 on the inner face, 0 elsewhere, and everywhere on a mesh that does not say."""
    return ramp(tree, add(tree, "Attribute", attribute_name=INSIDE).outputs["Fac"], 0.4, 0.6)


def reverse(tree: bpy.types.NodeTree, colour: Value, inside: Value, cloth: Cloth) -> bpy.types.NodeSocket:
    """The colour with the reverse's on the inner face."""
    much = math(tree, "MULTIPLY", inside, PALER_DENIM if cloth.name.startswith("denim") else PALER)
    return mix_colour(tree, much, colour, (0.8, 0.8, 0.78, 1.0))


def allowance_shade(tree: bpy.types.NodeTree, inside: Value) -> bpy.types.NodeSocket:
    """The factor of the colour at the edges of seam allowances, within."""
    seam = add(tree, "Attribute", attribute_name="seam").outputs["Fac"]
    off = math(tree, "ABSOLUTE", math(tree, "SUBTRACT", seam, ALLOWANCE))
    edge = math(tree, "MULTIPLY", inside, ramp(tree, off, 0.0, EDGE_WIDTH, 1.0, 0.0))
    return math(tree, "MULTIPLY_ADD", edge, -EDGE_SHADE, 1.0)
