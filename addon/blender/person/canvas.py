"""The photo as a canvas before its camera, to paint on it what is skin, hair, clothes; and the strokes, read back.

It lies in a collection of its own, outside "Toile": no stage owns it. Blender's own brush paints on it, and its own
undo takes strokes back.
"""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from mathutils import Matrix

from ...core.camera import blender_matrix, unproject
from ...core.photo.image import linear_from_srgb
from ...core.photo.segments import COLOURS, FOUND
from ...core.types import Camera
from .. import collections
from ..picture import nodes
from .scene import photo_camera

COLLECTION = "Toile Segments"
CANVAS, CAMERA, STROKES, PHOTO = (f"Toile Segments {name}" for name in ("Canvas", "Camera", "Strokes", "Photo"))
DEPTH_M = 0.5  # from the camera: before everything
TINT = 0.45  # of what the segmenter found, over the photo
STROKE = 0.75  # of what was painted


def show(image: np.ndarray, labels: np.ndarray, strokes: np.ndarray | None, camera: Camera) -> None:
    """Put the canvas before the photo's camera, ready to be painted on.

    Args:
        image: (H, W, 3) uint8 sRGB, the photo.
        labels: (H, W, 3) uint8, what the segmenter found, in the parts' colours.
        strokes: (h, w, 4) uint8, what was painted before; None where nothing was.
        camera: the photo's, in the world.
    """
    remove()
    with collections.own_collection(COLLECTION, inside=bpy.context.scene.collection) as collection:
        looking = photo_camera(camera)
        looking.name, looking.hide_select = CAMERA, True
        collection.objects.link(looking)
        fill_photo(image, labels)
        height, width = image.shape[:2]
        add_image(STROKES, np.zeros((height, width, 4), np.uint8) if strokes is None else strokes)
        canvas = plane(camera)
        canvas.data.materials.append(material())
        collection.objects.link(canvas)
    paint(canvas)


def plane(camera: Camera) -> bpy.types.Object:
    """A rectangle that the photo fills, DEPTH_M before its camera."""
    width, height = camera.size
    focal, middle = float(camera.K[0, 0]), np.array([width / 2, height / 2])
    half = np.array([width, height]) / 2 * DEPTH_M / focal
    corners = [(x * half[0], y * half[1], 0.0) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    mesh = bpy.data.meshes.new(CANVAS)
    mesh.from_pydata(corners, [], [(0, 1, 2, 3)])
    mesh.uv_layers.new(name="photo").data.foreach_set("uv", [0, 0, 1, 0, 1, 1, 0, 1])
    item = bpy.data.objects.new(CANVAS, mesh)
    placed = blender_matrix(camera)
    placed[:3, 3] = unproject(camera, middle, DEPTH_M)
    item.matrix_world = Matrix(placed.tolist())
    item.hide_render = True
    return item


def material() -> bpy.types.Material:
    """The photo with what was found, and over it the strokes."""
    made, tree = nodes.new_material(CANVAS)
    photo, strokes = (tree.nodes.new("ShaderNodeTexImage") for _ in range(2))
    photo.name, photo.image, strokes.image = PHOTO, bpy.data.images[PHOTO], bpy.data.images[STROKES]
    cover = nodes.math(tree, "MULTIPLY", strokes.outputs["Alpha"], STROKE)
    shown = nodes.mix_colour(tree, cover, photo.outputs["Color"], strokes.outputs["Color"])
    nodes.output(tree, nodes.add(tree, "Emission", shown).outputs[0])
    return made


def add_image(name: str, values: np.ndarray) -> bpy.types.Image:
    """(H, W, 3 or 4) uint8 sRGB as a datablock that is packed nowhere."""
    height, width = values.shape[:2]
    made = bpy.data.images.new(name, width, height, alpha=True)
    pixels = np.ones((height, width, 4), np.float32)
    pixels[..., : values.shape[2]] = values[::-1] / np.float32(255)
    made.pixels.foreach_set(pixels.ravel())
    return made


def fill_photo(image: np.ndarray, labels: np.ndarray) -> None:
    """Show the photo with what the segmenter found."""
    hide_photo()
    mixed = image + (labels.astype(np.float32) - image) * TINT
    made = add_image(PHOTO, np.rint(mixed).astype(np.uint8))
    if canvas := bpy.data.objects.get(CANVAS):
        nodes.node_tree(canvas.data.materials[0]).nodes[PHOTO].image = made


def hide_photo() -> None:
    """Take the photo's pixels out of the file, before it is saved, say; the strokes stay."""
    if image := bpy.data.images.get(PHOTO):
        bpy.data.images.remove(image)


def paint(canvas: bpy.types.Object) -> None:
    """Take up the brush."""
    layer = bpy.context.view_layer
    if bpy.context.mode != "OBJECT":
        bpy.ops.object.mode_set(mode="OBJECT")
    for item in layer.objects:
        item.select_set(item == canvas)
    layer.objects.active = canvas
    bpy.ops.object.mode_set(mode="TEXTURE_PAINT")
    settings = bpy.context.scene.tool_settings.image_paint
    settings.mode, settings.canvas = "IMAGE", bpy.data.images[STROKES]


def pick(part: str) -> None:
    """Load the brush with the colour of a part, or make it an eraser. Its edge is hard: a part has no half tones."""
    settings = bpy.context.scene.tool_settings.image_paint
    brush = settings.brush
    if brush is None:
        return
    brush.blend = "ERASE_ALPHA" if part == FOUND else "MIX"
    brush.hardness, brush.strength = 1.0, 1.0
    if part == FOUND:
        return
    holder = getattr(settings, "unified_paint_settings", None)  # Blender 4.5 has one for all kinds of painting
    unified = holder or bpy.context.scene.tool_settings.unified_paint_settings
    for each in (brush, unified):
        each.color = brush_colour(each, COLOURS[part])


def brush_colour(holder: Any, colour: tuple[int, int, int]) -> list[float]:
    """The colour as this setting has it: sRGB, or linear from Blender 5.0 on."""
    if holder.bl_rna.properties["color"].subtype == "COLOR_GAMMA":
        return [value / 255 for value in colour]
    return linear_from_srgb(np.array(colour, np.uint8)).tolist()


def is_shown() -> bool:
    return CANVAS in bpy.data.objects and STROKES in bpy.data.images


def strokes() -> np.ndarray:
    """(H, W, 4) uint8: what is painted now."""
    image = bpy.data.images[STROKES]
    width, height = image.size
    pixels = np.empty(width * height * 4, np.float32)
    image.pixels.foreach_get(pixels)
    return np.ascontiguousarray(np.rint(pixels.reshape(height, width, 4)[::-1] * 255).astype(np.uint8))


def remove() -> None:
    """Put the brush down, and take the canvas out of the file."""
    if is_shown() and bpy.context.mode == "PAINT_TEXTURE":
        bpy.ops.object.mode_set(mode="OBJECT")
    collections.remove_collection(COLLECTION)
    for name in (STROKES, PHOTO):
        if image := bpy.data.images.get(name):
            bpy.data.images.remove(image)
