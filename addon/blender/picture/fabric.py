"""look.fabric: cloth at its true scale, from the fabric's build and the garment's colour.

The shader reads the flat pattern as its UV map, in metres with the warp along +V: weave.py lays the weave on it,
sewing.py what sewing does to cloth, creasing.py the wrinkles of what is too wide; sheer.py lets light through.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import bpy
import numpy as np

from ...core.errors import RenderError
from ...core.fabric import Fabric as Cloth
from ...core.fabric import fabric_named
from ...core.options import option
from ...core.printing import Print
from ...core.seams import Progress, Steps
from ...core.types import Drape, DrapedGarment, Dressed, Garment
from ...core.weaving import HIDE
from ..drape.finish import NOTIONS, ZONES
from . import nodes
from .creasing import Creases, creases_of, wrinkle_height
from .inside import COMES_THROUGH, allowance_shade, is_inside, mark_inside, reverse
from .nodes import Value, add, linear, math, noise, shaded
from .notions import notion_material
from .printing import lay_print, printed
from .sewing import Sewing, sewn, sewn_height, sewn_shade
from .sheer import SHEER, seen_through
from .weave import PIXEL, Weave, uneven, weave_shade, woven, yarn_colour

log = logging.getLogger(__name__)

CRUMPLE_M = 0.045  # the cloth's memory of having been folded, from one of its larger marks to the next
DEPTH = 0.45  # of the distance between threads: from the crown of a yarn to the gap beside it
DEPTHS = {HIDE: 0.18, "rib": 1.4}  # the same from a hide's pebbles to its creases, and from a rib to the wales behind
RIB, RIBBED_WITH = "rib", "jersey"  # the fabric of ribs, and the weave whose garments have them
FLOATING = ("satin",)  # weaves whose yarns lie bare, side by side, and shine along each other
ANISOTROPIC = 0.6


class Fabric:
    """Gives every garment its cloth."""

    @dataclass(frozen=True)
    class Options:
        relief: float = option(
            1.0, "How strongly thread, seams and crumple show; 0 is smooth", min=0.0, max=3.0, advanced=True
        )

    def __init__(self, options: Options, seed: int):
        self.options, self.seed = options, seed

    def dress(self, drape: Drape) -> Steps[Dressed]:
        """Give each garment a material of its own in the place of what it had.

        Raises:
            RenderError: a garment is gone.
            JobError: a fabric is unknown.
        """
        made: list[tuple[bpy.types.Material, ...]] = []
        try:
            for k, garment in enumerate(drape.garments):
                yield Progress("dress", k / len(drape.garments), garment.garment.design)
                made.append(cloth_materials(garment, self.options.relief, self.seed))
        except BaseException:
            bpy.data.batch_remove([material for several in made for material in several])
            raise
        for garment, materials in zip(drape.garments, made, strict=True):
            put_on(bpy.data.objects[garment.object_name], materials, ribbed_zones(garment.garment))
        log.info("dressed %d garments", len(made))
        return Dressed(drape, tuple(material.name for several in made for material in several))


def put_on(item: bpy.types.Object, materials: Sequence[bpy.types.Material], ribbed: Sequence[str] = ()) -> None:
    """Make the first material that of all the object's cloth, and the second, if any, that of the zones ``ribbed``.

    What it wore before is removed if nothing else wears it.
    """
    before = {slot.material for slot in item.material_slots if slot.material}
    item.data.materials.clear()
    for material in materials:
        item.data.materials.append(material)
    dress_zones(item, ribbed)
    bpy.data.batch_remove([old for old in before if old.users == 0])
    for material, kind in zip(materials, ("fabric", "rib"), strict=False):
        material.name = f"{item.name} {kind}"


def dress_zones(item: bpy.types.Object, ribbed: Sequence[str] = ()) -> None:
    """Give the zones ``ribbed`` the object's second material, and its buttons, thread and zips, if it has any,
    materials of their own.
    """
    names = list(item.get(ZONES, ()))
    if not names:
        return
    zone = np.empty(len(item.data.polygons), np.int32)
    item.data.attributes["zone"].data.foreach_get("value", zone)
    slot = np.zeros(len(zone), np.int32)
    slot[np.isin(zone, [names.index(name) for name in ribbed if name in names])] = 1
    for name in (name for name in NOTIONS if name in names):
        slot[zone == names.index(name)] = len(item.data.materials)
        item.data.materials.append(notion_material(item, name))
    item.data.polygons.foreach_set("material_index", slot)


def ribbed_zones(garment: Garment) -> list[str]:
    """The zones of a jersey garment that are cut from its rib: bands that are folded and not interlined."""
    if fabric_named(garment.fabric).weave != RIBBED_WITH:
        return []
    bands = [piece for piece in garment.pieces if piece.placement.region == "band" and piece.folds]
    return list(dict.fromkeys(band.zone or band.name for band in bands if not band.interlined))


def cloth_materials(garment: DrapedGarment, relief: float, seed: int) -> tuple[bpy.types.Material, ...]:
    """The material of one garment, and that of its ribs, if it has any."""
    item = bpy.data.objects.get(garment.object_name)
    if item is None:
        raise RenderError(f"The garment {garment.object_name!r} is not in the file any more.", "Drape it again.")
    layer = item.data.uv_layers.active
    if layer is None:
        raise RenderError(f"The garment {garment.object_name!r} has no flat pattern (UV map).", "Drape it again.")
    cloth, motif = fabric_named(garment.garment.fabric), garment.garment.print
    mark_inside(item, len(garment.vertices))
    if motif:
        lay_print(item, garment.garment, motif)
    how = garment.garment.colour, relief, layer.name, motif
    creases = creases_of(item, len(garment.vertices), cloth, seed)
    material = make_material(f"{item.name} fabric", cloth, *how, creases)
    if not ribbed_zones(garment.garment):
        return (material,)
    return material, make_material(f"{item.name} rib", fabric_named(RIB), *how)


def make_material(
    name: str,
    cloth: Cloth,
    colour: str,
    relief: float = 1.0,
    uv_map: str = "",
    motif: Print | None = None,
    creases: Creases | None = None,
) -> bpy.types.Material:
    """A cloth of this build and colour ("#rrggbb", sRGB), what is printed on it, and how it is creased."""
    material, tree = nodes.new_material(name)
    material.diffuse_color = (*linear(colour), 1)  # in the viewport's solid shading
    place = add(tree, "UVMap", uv_map=uv_map).outputs[0]
    weave, sewing = woven(tree, place, cloth), sewn(tree, place, cloth)
    shade = math(tree, "MULTIPLY", weave_shade(tree, weave), uneven(tree, place, cloth))
    inside = is_inside(tree)
    shade = math(tree, "MULTIPLY", shade, allowance_shade(tree, inside))
    strength = math(tree, "MULTIPLY_ADD", inside, COMES_THROUGH - 1, 1.0)
    dyed = printed(tree, (*linear(colour), 1), motif, strength) if motif else (*linear(colour), 1)
    dyed = reverse(tree, yarn_colour(tree, weave, cloth, dyed), inside, cloth)
    tinted = shaded(tree, dyed, math(tree, "MULTIPLY", shade, sewn_shade(tree, sewing)))
    named = {
        "Base Color": tinted,
        "Roughness": cloth.roughness,
        "Diffuse Roughness": 0.35,
        "Specular IOR Level": cloth.gloss,
        "Sheen Weight": 0.4 * cloth.sheen,  # more draws grey lines along folds that are seen edge on
        "Sheen Roughness": 0.5,
        "Normal": relief_normal(tree, place, cloth, relief, weave, sewing, creases),
    }
    if cloth.weave in FLOATING:
        named |= {"Anisotropic": ANISOTROPIC, "Tangent": across_the_warp(tree, uv_map)}
    shader = add(tree, "BsdfPrincipled", named=named).outputs[0]
    if cloth.cover < SHEER:
        shader = seen_through(tree, shader, tinted, weave, cloth)
    nodes.output(tree, shader)
    return material


def across_the_warp(tree: bpy.types.NodeTree, uv_map: str) -> Value:
    """The way in which a highlight is drawn out: across the yarns that lie bare."""
    return add(tree, "Tangent", direction_type="UV_MAP", uv_map=uv_map).outputs[0]


def relief_normal(
    tree: bpy.types.NodeTree,
    place: Value,
    cloth: Cloth,
    relief: float,
    weave: Weave,
    sewing: Sewing,
    creases: Creases | None,
) -> Value:
    """The surface's direction with thread, crumple, wrinkles, seams and hem stitching. Heights are true, in metres."""
    crumpled = math(tree, "MULTIPLY", noise(tree, place, CRUMPLE_M, 2.0), cloth.crumple_mm / 1000)
    threads = math(tree, "MULTIPLY", weave.height, weave.seen)
    deep = DEPTHS.get(cloth.weave, DEPTH)
    height = math(tree, "MULTIPLY_ADD", threads, deep * min(cloth.thread_mm, cloth.weft_mm) / 1000, crumpled)
    height = sewn_height(tree, sewing, height)
    if creases:
        height = math(tree, "ADD", height, wrinkle_height(tree, place, creases))
    return add(tree, "Bump", named={"Strength": 1.0, "Distance": relief, "Height": height}).outputs[0]


def set_pixel(materials: tuple[str, ...], width: float) -> None:
    """Tell the materials how wide a pixel is, m at 1 m from the camera."""
    for name in materials:
        tree = bpy.data.materials[name].node_tree
        if node := tree.nodes.get(PIXEL):
            node.outputs[0].default_value = width
