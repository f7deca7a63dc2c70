"""look.fabric: cloth at its true scale, from the fabric's build and the garment's colour.

The shader reads the flat pattern as its UV map, in metres with the warp along +V. Where a thread is smaller than a
pixel its relief would only be noise: it fades into the colour and roughness that it has on average. How wide a pixel
is comes from ``set_pixel``, called before each still.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import bpy
import numpy as np

from ...core.errors import RenderError
from ...core.fabric import Fabric as Cloth
from ...core.fabric import fabric_named
from ...core.options import option
from ...core.printing import Print
from ...core.seams import Progress, Steps
from ...core.types import Drape, DrapedGarment, Dressed
from ..drape.buttons import BRASS_ZONE
from ..drape.finish import NOTIONS, THREAD_COLOUR, ZONES
from ..drape.trims import THREAD_ZONE
from . import nodes
from .inside import COMES_THROUGH, allowance_shade, is_inside, mark_inside, reverse
from .nodes import add, linear, math, ramp
from .printing import lay_print, printed
from .weave import RELIEFS

log = logging.getLogger(__name__)

PIXEL = "pixel"  # the node that holds a pixel's width, m at 1 m from the camera
FIRST_PIXEL = 0.00047  # the studio's at 1024 px
SEES_FROM, SEES_FULLY = 1.6, 4.0  # pixels a thread must have to begin to show, and to show whole
PEARL = (0.82, 0.80, 0.76, 1.0)  # linear
BRASS = (0.50, 0.33, 0.16, 1.0)
CREVICE = 0.35  # how much darker than the yarn's back the gaps between yarns are
KNITS = ("jersey", "rib")
STITCH_AT_KNIT, STITCH_AT = (0.0165, 0.0195), (0.0190,)  # m from a free edge: a hem's seams, of two needles or one
STITCH_WIDTH = 0.0007  # m, from its middle
SEAM_WIDTH = 0.0022  # m, the hollow that a seam makes, from its middle
SEAM_DEPTH, STITCH_DEPTH, CRUMPLE_DEPTH = 0.0007, 0.0004, 0.0010  # m
SLUB_M, CRUMPLE_M = 0.0045, 0.019  # m: uneven yarn, and the cloth's memory of having been folded


class Fabric:
    """Gives every garment its cloth."""

    @dataclass(frozen=True)
    class Options:
        relief: float = option(
            1.0, "How strongly thread, seams and crumple show; 0 is smooth", min=0.0, max=3.0, advanced=True
        )

    def __init__(self, options: Options, seed: int):
        self.options = options

    def dress(self, drape: Drape) -> Steps[Dressed]:
        """Give each garment a material of its own in the place of what it had.

        Raises:
            RenderError: a garment is gone.
            JobError: a fabric is unknown.
        """
        made: list[bpy.types.Material] = []
        try:
            for k, garment in enumerate(drape.garments):
                yield Progress("dress", k / len(drape.garments), garment.garment.design)
                made.append(cloth_material(garment, self.options.relief))
        except BaseException:
            bpy.data.batch_remove(made)
            raise
        for garment, material in zip(drape.garments, made, strict=True):
            put_on(bpy.data.objects[garment.object_name], material)
        log.info("dressed %d garments", len(made))
        return Dressed(drape, tuple(material.name for material in made))


def put_on(item: bpy.types.Object, material: bpy.types.Material) -> None:
    """Make the material that of all the object's cloth. What it wore before is removed if nothing else wears it."""
    before = {slot.material for slot in item.material_slots if slot.material}
    item.data.materials.clear()
    item.data.materials.append(material)
    dress_notions(item)
    bpy.data.batch_remove([old for old in before if old.users == 0])
    material.name = f"{item.name} fabric"


def dress_notions(item: bpy.types.Object) -> None:
    """Give the garment's buttons and thread, if it has any, materials of their own, after the cloth's."""
    names = list(item.get(ZONES, ()))
    zone = np.empty(len(item.data.polygons), np.int32)
    item.data.attributes["zone"].data.foreach_get("value", zone)
    slot = np.zeros(len(zone), np.int32)
    for name in (name for name in NOTIONS if name in names):
        slot[zone == names.index(name)] = len(item.data.materials)
        item.data.materials.append(notion_material(item, name))
    item.data.polygons.foreach_set("material_index", slot)


def notion_material(item: bpy.types.Object, zone: str) -> bpy.types.Material:
    """Mother-of-pearl, brass, or sewing thread of the object's colour for it."""
    material, tree = nodes.new_material(f"{item.name} {zone}s")
    named: dict[str, object] = {"Base Color": PEARL, "Roughness": 0.25, "Coat Weight": 0.5}
    if zone == BRASS_ZONE:
        named = {"Base Color": BRASS, "Roughness": 0.38, "Metallic": 1.0}
    elif zone == THREAD_ZONE:
        named = {"Base Color": thread_colour(item), "Roughness": 0.55, "Sheen Weight": 0.2}
    material.diffuse_color = named["Base Color"]
    nodes.output(tree, add(tree, "BsdfPrincipled", named=named).outputs[0])
    return material


def thread_colour(item: bpy.types.Object) -> tuple[float, ...]:
    """Linear: as the object says, or its cloth's."""
    said = item.get(THREAD_COLOUR, "")
    return (*linear(said), 1.0) if said else tuple(item.data.materials[0].diffuse_color)


def cloth_material(garment: DrapedGarment, relief: float) -> bpy.types.Material:
    """The material of one garment."""
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
    return make_material(f"{item.name} fabric", cloth, garment.garment.colour, relief, layer.name, motif)


def make_material(
    name: str, cloth: Cloth, colour: str, relief: float = 1.0, uv_map: str = "", motif: Print | None = None
) -> bpy.types.Material:
    """A cloth of this build and colour ("#rrggbb", sRGB), and what is printed on it."""
    material, tree = nodes.new_material(name)
    material.diffuse_color = (*linear(colour), 1)  # in the viewport's solid shading
    u, v = add(tree, "SeparateXYZ", add(tree, "UVMap", uv_map=uv_map).outputs[0]).outputs[:2]
    height, period = RELIEFS[cloth.weave](tree, u, v, cloth.thread_mm / 1000)
    seen = visible(tree, period)
    sewn = sewing(tree, cloth)
    shade = math(tree, "MULTIPLY", weave_shade(tree, height, seen), slub(tree, u, v, cloth.weave))
    inside = is_inside(tree)
    shade = math(tree, "MULTIPLY", shade, allowance_shade(tree, inside))
    strength = math(tree, "MULTIPLY_ADD", inside, COMES_THROUGH - 1, 1.0)
    dyed = printed(tree, (*linear(colour), 1), motif, strength) if motif else (*linear(colour), 1)
    dyed = reverse(tree, dyed, inside, cloth)
    tinted = shaded(tree, dyed, math(tree, "MULTIPLY", shade, sewn_shade(tree, *sewn)))
    shader = add(
        tree,
        "BsdfPrincipled",
        named={
            "Base Color": tinted,
            "Roughness": cloth.roughness,
            "Diffuse Roughness": 0.35,
            "Specular IOR Level": 0.15,
            "Sheen Weight": 0.4 * cloth.sheen,  # more draws grey lines along folds that are seen edge on
            "Sheen Roughness": 0.5,
            "Normal": relief_normal(tree, cloth, u, v, relief, math(tree, "MULTIPLY", height, seen), sewn),
        },
    ).outputs[0]
    if cloth.weave in KNITS:
        through = add(tree, "BsdfTranslucent", tinted).outputs[0]
        shader = add(tree, "MixShader", 0.07, shader, through).outputs[0]
    nodes.output(tree, shader)
    return material


def visible(tree, period: float):
    """0 where the period is smaller than a pixel, 1 where it is several."""
    pixel = add(tree, "Value")
    pixel.name = pixel.label = PIXEL
    pixel.outputs[0].default_value = FIRST_PIXEL
    distance = add(tree, "CameraData").outputs["View Distance"]
    pixels = math(tree, "DIVIDE", period, math(tree, "MULTIPLY", pixel.outputs[0], distance))
    return ramp(tree, pixels, SEES_FROM, SEES_FULLY)


def weave_shade(tree, height, seen):
    """The factor of the colour between the yarns; on average 1, whether the weave is seen or not."""
    contrast = math(tree, "MULTIPLY", seen, CREVICE)
    return math(tree, "MULTIPLY_ADD", math(tree, "SUBTRACT", height, 0.55), contrast, 1.0)


def sewn_shade(tree, seam, stitch):
    """The factor of the colour in the hollows of seams and stitches."""
    return math(tree, "MULTIPLY_ADD", stitch, -0.25, math(tree, "MULTIPLY_ADD", seam, -0.15, 1.0))


def slub(tree, u, v, weave: str):
    """The factor of the colour by uneven yarn and dye: drawn out along the courses of a knit, mixed in a wool."""
    knit = weave in KNITS
    place = add(tree, "CombineXYZ", math(tree, "MULTIPLY", u, 0.22 if knit else 1.0), v).outputs[0]
    fine = noise(tree, place, SLUB_M if knit else 0.6 * SLUB_M, 2.0)
    broad = noise(tree, place, 12 * SLUB_M, 1.0)
    much = 0.30 if weave == "twill" else 0.10
    uneven = math(tree, "MULTIPLY_ADD", fine, much, 1 - 0.5 * much - 0.03)
    return math(tree, "MULTIPLY_ADD", broad, 0.06, uneven)


def noise(tree, place, size: float, detail: float):
    """Smooth noise from 0 to 1, about 0.5, of this size in metres."""
    node = add(tree, "TexNoise", named={"Vector": place, "Scale": 1 / size, "Detail": detail, "Roughness": 0.5})
    return node.outputs[0]


def shaded(tree, colour, factor):
    """The colour times a factor that may exceed 1."""
    value = add(tree, "CombineColor", factor, factor, factor).outputs[0]
    node = tree.nodes.new("ShaderNodeMix")
    node.data_type, node.blend_type, node.clamp_result = "RGBA", "MULTIPLY", False
    node.inputs[0].default_value = 1.0
    if isinstance(colour, bpy.types.NodeSocket):
        tree.links.new(colour, node.inputs[6])
    else:
        node.inputs[6].default_value = colour
    tree.links.new(value, node.inputs[7])
    return node.outputs[2]


def sewing(tree, cloth: Cloth):
    """Where the hollows of seams are, and of a hem's stitching, 0 to 1. Without the garment's attributes: nowhere."""
    hem = add(tree, "Attribute", attribute_name="hem").outputs["Fac"]
    seam = add(tree, "Attribute", attribute_name="seam").outputs["Fac"]
    rows = [groove(tree, hem, row, STITCH_WIDTH) for row in (STITCH_AT_KNIT if cloth.weave in KNITS else STITCH_AT)]
    stitch = rows[0] if len(rows) == 1 else math(tree, "MAXIMUM", *rows)
    # An attribute that is absent reads 0 everywhere, and a garment is nowhere all hem.
    sewn = math(tree, "GREATER_THAN", math(tree, "ADD", hem, seam), 1e-7)
    return math(tree, "MULTIPLY", groove(tree, seam, 0.0, SEAM_WIDTH), sewn), math(tree, "MULTIPLY", stitch, sewn)


def relief_normal(tree, cloth: Cloth, u, v, relief: float, threads, sewn):
    """The surface's direction with thread, crumple, seams and hem stitching on it. Heights are true, in metres."""
    seam, stitch = sewn
    place = add(tree, "CombineXYZ", u, v).outputs[0]
    height = math(tree, "MULTIPLY", noise(tree, place, CRUMPLE_M, 2.0), CRUMPLE_DEPTH)
    height = math(tree, "MULTIPLY_ADD", threads, 0.35 * cloth.thread_mm / 1000, height)
    height = math(tree, "MULTIPLY_ADD", seam, -SEAM_DEPTH, height)
    height = math(tree, "MULTIPLY_ADD", stitch, -STITCH_DEPTH, height)
    return add(tree, "Bump", named={"Strength": 1.0, "Distance": relief, "Height": height}).outputs[0]


def groove(tree, distance, at: float, width: float):
    """1 where the distance is ``at``, falling to 0 within the width on both sides."""
    return ramp(tree, math(tree, "ABSOLUTE", math(tree, "SUBTRACT", distance, at)), 0.0, width, 1.0, 0.0)


def set_pixel(materials: tuple[str, ...], width: float) -> None:
    """Tell the materials how wide a pixel is, m at 1 m from the camera."""
    for name in materials:
        tree = bpy.data.materials[name].node_tree
        if node := tree.nodes.get(PIXEL):
            node.outputs[0].default_value = width
