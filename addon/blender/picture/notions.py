"""Buttons, thread and zip pulls: the materials of what is on a garment and is no cloth."""

from __future__ import annotations

import bpy

from ..drape.buttons import BRASS_ZONE
from ..drape.finish import THREAD_COLOUR
from ..drape.solids import THREAD_ZONE, ZIP_ZONE
from . import nodes
from .nodes import add, linear

PEARL = (0.82, 0.80, 0.76, 1.0)  # linear
BRASS = (0.50, 0.33, 0.16, 1.0)


def notion_material(item: bpy.types.Object, zone: str) -> bpy.types.Material:
    """Mother-of-pearl, brass, sewing thread of the object's colour for it, or a zip's lacquer, dyed to the cloth."""
    material, tree = nodes.new_material(f"{item.name} {zone}s")
    named: dict[str, object] = {"Base Color": PEARL, "Roughness": 0.25, "Coat Weight": 0.5}
    if zone == BRASS_ZONE:
        named = {"Base Color": BRASS, "Roughness": 0.38, "Metallic": 1.0}
    elif zone == THREAD_ZONE:
        named = {"Base Color": thread_colour(item), "Roughness": 0.55, "Sheen Weight": 0.2}
    elif zone == ZIP_ZONE:
        named = {"Base Color": tuple(item.data.materials[0].diffuse_color), "Roughness": 0.3, "Coat Weight": 0.3}
    material.diffuse_color = named["Base Color"]
    nodes.output(tree, add(tree, "BsdfPrincipled", named=named).outputs[0])
    return material


def thread_colour(item: bpy.types.Object) -> tuple[float, ...]:
    """Linear: as the object says, or its cloth's."""
    said = item.get(THREAD_COLOUR, "")
    return (*linear(said), 1.0) if said else tuple(item.data.materials[0].diffuse_color)
