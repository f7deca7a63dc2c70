"""The weave in the shader: the tile of the cloth's build laid on the flat pattern at its true scale.

Where a thread is smaller than a pixel its relief would only be noise: it fades into the colour and roughness that it
has on average. How wide a pixel is comes from ``fabric.set_pixel``, called before each still.
"""

from __future__ import annotations

from dataclasses import dataclass

import bpy
import numpy as np

from ...core.fabric import Fabric as Cloth
from ...core.weaving import BINDINGS, HIDE, KNITTED, WALES, Tile, tile
from .nodes import Value, add, math, mix_colour, noise, ramp, scaled

PIXEL = "pixel"  # the node that holds a pixel's width, m at 1 m from the camera
FIRST_PIXEL = 0.00047  # the studio's at 1024 px
SEES_FROM, SEES_FULLY = 1.6, 4.0  # pixels a repeat must have to begin to show, and to show whole
ASKEW = 0.2  # the least cosine at which cloth is looked at, for how large its threads appear
# Threads after which the eye sees it again; of a rib, wales.
REPEATS = {"plain": 2.0, "twill": 2.8, "denim": 2.8, "satin": 3.0, "rib": WALES}
CREVICE, FIBRES = 0.55, 0.5  # how much darker the gaps between yarns are, and how much fibres differ
UNDYED = (0.62, 0.60, 0.55, 1.0)  # linear
LONG = 40.0  # times as long as it is wide, that a yarn stays thicker or darker
BROAD_M, BROAD = 0.054, 0.06  # uneven dye
FLECK_M, FLECKS = 0.0014, 0.5  # fibres of several shades, more in what is fuzzy


@dataclass(frozen=True, eq=False)
class Weave:
    """Sockets: what the tile says at each place."""

    height: Value  # 0-1
    face: Value  # 1 where the warp shows
    tint: Value  # 0-1, about 0.5
    cover: Value  # 0 in the gaps
    seen: Value  # 0 where threads are smaller than a pixel, 1 where they are several
    drawn: Tile


def woven(tree: bpy.types.NodeTree, place: Value, cloth: Cloth) -> Weave:
    """The weave at a place on the flat pattern, m."""
    drawn = tile(cloth.weave, cloth.cover, cloth.fuzz)
    side = drawn.threads * cloth.thread_mm / 1000, drawn.threads * cloth.weft_mm / 1000
    node = add(tree, "TexImage", scaled(tree, place, 1 / side[0], 1 / side[1]))
    node.image = tile_image(cloth, drawn)
    height, face, tint = add(tree, "SeparateColor", node.outputs["Color"]).outputs[:3]
    apart = cloth.thread_mm if cloth.weave == "rib" else min(cloth.thread_mm, cloth.weft_mm)
    repeat = REPEATS.get(cloth.weave, 1.0) * apart / 1000
    return Weave(height, face, tint, node.outputs["Alpha"], visible(tree, repeat), drawn)


def tile_image(cloth: Cloth, drawn: Tile) -> bpy.types.Image:
    """The tile as a picture: height, face, tint, cover. It is in the file once, however many garments wear it."""
    name = f"Toile {cloth.weave} {cloth.cover:g} {cloth.fuzz:g}"
    size = len(drawn.height)
    found = bpy.data.images.get(name)
    if found is not None and tuple(found.size) == (size, size):
        return found
    image = bpy.data.images.new(name, size, size, alpha=True)
    image.colorspace_settings.name, image.alpha_mode = "Non-Color", "CHANNEL_PACKED"
    values = np.stack([drawn.height, drawn.face, drawn.tint, drawn.cover], axis=-1)
    image.pixels.foreach_set(np.ascontiguousarray(values, np.float32).ravel())
    image.update()
    image.pack()  # a saved scene opens with it
    return image


def visible(tree: bpy.types.NodeTree, period: float) -> bpy.types.NodeSocket:
    """0 where the period in metres is smaller than a pixel as it is looked at, 1 where it is several."""
    pixel = add(tree, "Value")
    pixel.name = pixel.label = PIXEL
    pixel.outputs[0].default_value = FIRST_PIXEL
    distance = add(tree, "CameraData").outputs["View Distance"]
    period_seen = math(tree, "MULTIPLY", math(tree, "MAXIMUM", straight_on(tree), ASKEW), period)
    pixels = math(tree, "DIVIDE", period_seen, math(tree, "MULTIPLY", pixel.outputs[0], distance))
    return ramp(tree, pixels, SEES_FROM, SEES_FULLY)


def straight_on(tree: bpy.types.NodeTree) -> bpy.types.NodeSocket:
    """The cosine between the ray and the surface's normal."""
    geometry = add(tree, "NewGeometry")
    ways = geometry.outputs["Incoming"], geometry.outputs["True Normal"]
    return math(tree, "ABSOLUTE", add(tree, "VectorMath", *ways, operation="DOT_PRODUCT").outputs["Value"])


def weave_shade(tree: bpy.types.NodeTree, weave: Weave) -> bpy.types.NodeSocket:
    """The factor of the colour between the yarns and on their fibres; on average 1, whether it is seen or not."""
    deep = math(tree, "MULTIPLY_ADD", weave.height, CREVICE, -CREVICE * float(weave.drawn.height.mean()))
    fibre = math(tree, "MULTIPLY_ADD", weave.tint, FIBRES, -FIBRES * float(weave.drawn.tint.mean()))
    return math(tree, "MULTIPLY_ADD", math(tree, "ADD", deep, fibre), weave.seen, 1.0)


def yarn_colour(tree: bpy.types.NodeTree, weave: Weave, cloth: Cloth, dyed: Value) -> Value:
    """The colour with the weft's own where it shows."""
    if cloth.weft_dyed >= 1.0:
        return dyed
    average = float(weave.drawn.face.mean())
    face = math(tree, "MULTIPLY_ADD", math(tree, "SUBTRACT", weave.face, average), weave.seen, average)
    weft = math(tree, "MULTIPLY", math(tree, "SUBTRACT", 1.0, face), 1.0 - cloth.weft_dyed)
    return mix_colour(tree, weft, dyed, UNDYED)


def uneven(tree: bpy.types.NodeTree, place: Value, cloth: Cloth) -> bpy.types.NodeSocket:
    """The factor of the colour by what varies over centimetres: yarns thick and thin, and dye. On average 1."""
    factor = math(tree, "MULTIPLY_ADD", noise(tree, place, BROAD_M, 1.0), BROAD, 1 - BROAD / 2)
    if cloth.fuzz:
        much = FLECKS * cloth.fuzz
        flecked = math(tree, "MULTIPLY_ADD", noise(tree, place, FLECK_M, 1.0), much, 1 - much / 2)
        factor = math(tree, "MULTIPLY", factor, flecked)
    for is_warp in slub_ways(cloth.weave):
        wide = 3 * (cloth.thread_mm if is_warp else cloth.weft_mm) / 1000
        along = scaled(tree, place, *((1.0, 1 / LONG) if is_warp else (1 / LONG, 1.0)))
        yarns = noise(tree, along, wide, 2.0)
        factor = math(tree, "MULTIPLY", factor, math(tree, "MULTIPLY_ADD", yarns, cloth.slub, 1 - cloth.slub / 2))
    return factor


def slub_ways(weave: str) -> tuple[bool, ...]:
    """Which yarns are seen to differ: whether each is the warp. A knit's run along its courses."""
    if weave in KNITTED:
        return (False,)
    if weave in BINDINGS:
        return (True,) if weave in ("denim", "satin") else (True, False)
    assert weave == HIDE
    return ()
