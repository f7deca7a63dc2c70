"""Wrinkles in the shader: the picture that core.wrinkling draws of a draped garment, as heights on its flat pattern."""

from __future__ import annotations

from dataclasses import dataclass

import bpy
import numpy as np

from ...core.fabric import Fabric as Cloth
from ...core.weaving import KNITTED
from ...core.wrinkling import wrinkled
from ..drape.springs import bending_length
from .nodes import Value, add, math, ramp

WAVES = 2.5  # bending lengths from one wrinkle to the next
SHORTEST_M, LONGEST_M = 0.016, 0.042  # longer ones the mesh holds itself
GIVES, KNIT_GIVES = 0.006, 0.020  # how far cloth gives way along its own surface before it wrinkles
HELD, FREE_M = 0.25, 0.028  # how much of it is left where cloth is sewn, and how far from there it is all there


@dataclass(frozen=True, eq=False)
class Creases:
    """Heights on a garment's flat pattern, m."""

    image: bpy.types.Image
    origin: np.ndarray  # (2,) m: its lower left corner
    size: np.ndarray  # (2,) m


def creases_of(item: bpy.types.Object, count: int, cloth: Cloth, seed: int) -> Creases:
    """The wrinkles of a finished garment, from its outer face: that of its first ``count`` vertices."""
    wave = float(np.clip(WAVES * bending_length(cloth), SHORTEST_M, LONGEST_M))
    gives = KNIT_GIVES if cloth.weave in KNITTED else GIVES
    drawn = wrinkled(*outer_triangles(item, count), wave, gives, seed)
    return Creases(height_image(f"{item.name} wrinkles", drawn.height), drawn.origin, drawn.size)


def outer_triangles(item: bpy.types.Object, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Its triangles as cut (T, 3, 2) and as draped (T, 3, 3), m."""
    mesh = item.data
    mesh.calc_loop_triangles()
    corners, loops = (np.empty((len(mesh.loop_triangles), 3), np.int32) for _ in range(2))
    mesh.loop_triangles.foreach_get("vertices", corners.ravel())
    mesh.loop_triangles.foreach_get("loops", loops.ravel())
    place, flat = np.empty((len(mesh.vertices), 3), np.float32), np.empty((len(mesh.loops), 2), np.float32)
    mesh.vertices.foreach_get("co", place.ravel())
    mesh.uv_layers.active.uv.foreach_get("vector", flat.ravel())
    outer = (corners < count).all(axis=1)
    return flat[loops[outer]].astype(float), place[corners[outer]].astype(float)


def height_image(name: str, height: np.ndarray) -> bpy.types.Image:
    """Heights (H, W) as a picture in the file, in the place of the one that had its name."""
    if old := bpy.data.images.get(name):
        bpy.data.images.remove(old)
    image = bpy.data.images.new(name, height.shape[1], height.shape[0], alpha=False, float_buffer=True)
    image.colorspace_settings.name = "Non-Color"
    image.pixels.foreach_set(np.repeat(height.astype(np.float32).ravel(), 4))
    image.update()
    image.pack()  # a saved scene opens with it
    return image


def wrinkle_height(tree: bpy.types.NodeTree, place: Value, creases: Creases) -> Value:
    """m, at a place on the flat pattern. Seams and hems are two or more cloths thick and hold flat."""
    x, y = creases.size
    named = {"Location": (-creases.origin[0] / x, -creases.origin[1] / y, 0), "Scale": (1 / x, 1 / y, 1)}
    where = add(tree, "Mapping", named={"Vector": place} | named).outputs[0]
    node = add(tree, "TexImage", where, interpolation="Cubic", extension="CLIP")
    node.image = creases.image
    height = node.outputs["Color"]
    for edge in ("hem", "seam"):
        off = add(tree, "Attribute", attribute_name=edge).outputs["Fac"]
        height = math(tree, "MULTIPLY", height, ramp(tree, off, 0.0, FREE_M, HELD, 1.0))
    return height
