"""The photo studio: a sweep of paper, four softboxes and a camera, on a turntable round the person.

It is a Blender scene of its own, so that the user's lights, world and render settings play no part and stay as they
are. The collection "Toile" is shown in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import pi

import bpy
import numpy as np
from mathutils import Matrix, Vector

from ...core.errors import RenderError
from ..collections import home, own_collection
from . import nodes

NAME = "studio"  # among the scenes
STUDIO = "Toile Studio"
TURNTABLE = "Toile Turntable"
CAMERA = "Toile Studio Camera"
LENS_MM = 75.0
SENSOR_MM = 36.0
PAPER = "#cbcbc9"  # sRGB
BACKDROP = "Toile Backdrop"
BRIGHTEST = 0.9  # that paper reflects
# Lighter paper than ours is lit on its own, as white backdrops are, so that in the picture it is as light as asked.
LIT_FROM, LIT = 0.60, 0.36
WORLD = (0.80, 0.80, 0.80)
WORLD_STRENGTH = 0.115
# name: where (m), towards (m), width and height (m), power (W), colour
SOFTBOXES = {
    "Key": ((-2.7, -2.0, 2.9), (0, 0, 1.05), (1.2, 1.3), 130.0, (1.0, 0.985, 0.965)),
    "Fill": ((2.8, -2.0, 1.5), (0, 0, 0.9), (2.0, 2.4), 7.0, (1.0, 1.0, 1.0)),
    "Rim": ((2.2, 1.6, 2.4), (0, 0, 1.2), (0.7, 1.8), 75.0, (0.97, 0.985, 1.0)),
    "Top": ((0.0, 0.6, 4.2), (0, 0.6, 0), (3.0, 3.0), 52.0, (1.0, 1.0, 1.0)),
}


@contextmanager
def own_studio() -> Iterator[bpy.types.Scene]:
    """The studio's scene with the studio built in it; if the stage does not finish, the scene is gone again."""
    scene = local_scene()
    made = scene is None
    scene = scene or bpy.data.scenes.new(STUDIO)
    try:
        show_home(scene)
        with own_collection(STUDIO, scene.collection) as collection:
            build(collection)
            scene.camera = of_type(collection, "CAMERA")
            scene.world = scene.world or studio_world()
            yield scene
    except BaseException:
        if made:
            remove_scene(scene)
        raise


def open_studio() -> bpy.types.Scene:
    """The studio's scene as the scene stage left it, at the frame that the user sees.

    Raises:
        RenderError: it is gone.
    """
    scene = local_scene()
    if scene is None or scene.camera is None or collection_of(scene) is None:
        raise RenderError(f"The scene {STUDIO!r} is not whole any more.", "Place the body again.")
    show_home(scene)
    scene.frame_current = bpy.context.scene.frame_current
    return scene


def local_scene() -> bpy.types.Scene | None:
    return next((scene for scene in bpy.data.scenes if scene.name == STUDIO and scene.library is None), None)


def collection_of(scene: bpy.types.Scene) -> bpy.types.Collection | None:
    """The studio's own collection."""
    return next((c for c in scene.collection.children if c.name.startswith(STUDIO)), None)


def of_type(collection: bpy.types.Collection, kind: str) -> bpy.types.Object:
    return next(item for item in collection.objects if item.type == kind)


def table_of(scene: bpy.types.Scene) -> bpy.types.Object:
    """The turntable that everything but the person stands on."""
    return of_type(collection_of(scene), "EMPTY")


def show_home(scene: bpy.types.Scene) -> None:
    """Link the collection "Toile" to the scene."""
    if home() not in scene.collection.children_recursive:
        scene.collection.children.link(home())


def remove_scene(scene: bpy.types.Scene) -> None:
    """Remove the scene and the world that is only its own."""
    world = scene.world
    bpy.data.scenes.remove(scene)
    if world is not None and world.users == 0:
        bpy.data.worlds.remove(world)


def studio_world() -> bpy.types.World:
    """An even, weak light from everywhere."""
    world = bpy.data.worlds.new("Toile World")
    background = nodes.node_tree(world).nodes["Background"]
    background.inputs["Color"].default_value = (*WORLD, 1)
    background.inputs["Strength"].default_value = WORLD_STRENGTH
    return world


def build(collection: bpy.types.Collection) -> None:
    """Backdrop, softboxes and camera, all on the turntable."""
    turntable = bpy.data.objects.new(TURNTABLE, None)
    turntable.empty_display_type, turntable.empty_display_size = "CIRCLE", 0.6
    made = [backdrop(), camera(), *(softbox(name, *light) for name, light in SOFTBOXES.items())]
    collection.objects.link(turntable)
    for item in made:
        item.parent = turntable
        collection.objects.link(item)


def camera() -> bpy.types.Object:
    data = bpy.data.cameras.new(CAMERA)
    data.lens, data.sensor_width, data.sensor_fit = LENS_MM, SENSOR_MM, "AUTO"
    return bpy.data.objects.new(CAMERA, data)


def softbox(name: str, where, towards, size, power: float, colour) -> bpy.types.Object:
    """A rectangular area light, aimed."""
    data = bpy.data.lights.new(f"Toile {name}", "AREA")
    data.shape, (data.size, data.size_y), data.energy, data.color = "RECTANGLE", size, power, colour
    item = bpy.data.objects.new(f"Toile {name}", data)
    item.matrix_basis = looking(Vector(where), Vector(towards))
    return item


def looking(where: Vector, towards: Vector) -> Matrix:
    """The transform of a camera or light at a place, looking at another, upright."""
    return Matrix.Translation(where) @ (towards - where).to_track_quat("-Z", "Y").to_matrix().to_4x4()


def backdrop(half_width: float = 9.0, front: float = -9.0, back: float = 3.4, bend: float = 1.6, top: float = 8.0):
    """A seamless sweep of paper: floor, bend, wall; the person stands on z = 0."""
    arc = [(back - bend + bend * np.sin(t), bend - bend * np.cos(t)) for t in np.linspace(0, pi / 2, 33)]
    profile = [(front, 0.0), *arc, (back, top)]
    count = len(profile)
    mesh = bpy.data.meshes.new(BACKDROP)
    vertices = [(x, y, z) for x in (-half_width, half_width) for y, z in profile]
    mesh.from_pydata(vertices, [], [(k, k + count, k + count + 1, k + 1) for k in range(count - 1)])
    mesh.shade_smooth()
    mesh.materials.append(paper(PAPER))
    return bpy.data.objects.new(BACKDROP, mesh)


def paper(colour: str) -> bpy.types.Material:
    """Matte seamless paper of a colour "#rrggbb"."""
    material, tree = nodes.new_material("Toile Paper")
    red, green, blue = nodes.linear(colour)
    reflects = (*(min(value, BRIGHTEST) for value in (red, green, blue)), 1)
    shader = nodes.add(tree, "BsdfDiffuse", reflects, 0.4).outputs[0]
    light = max(red, green, blue)
    if light > LIT_FROM + 0.01:
        seen = nodes.add(tree, "LightPath").outputs["Is Camera Ray"]
        much = nodes.math(tree, "MULTIPLY", seen, LIT * (light - LIT_FROM) / (1 - LIT_FROM))
        lamp = nodes.add(tree, "Emission", (red, green, blue, 1), much).outputs[0]
        shader = nodes.add(tree, "AddShader", shader, lamp).outputs[0]
    nodes.output(tree, shader)
    return material


def hang_paper(scene: bpy.types.Scene, colour: str, floor: float) -> None:
    """Give the studio paper of a colour, its floor at a height in m."""
    item = next(item for item in collection_of(scene).objects if item.name.startswith(BACKDROP))
    before = item.data.materials[0]
    item.data.materials[0] = paper(colour)
    if before is not None and before.users == 0:
        bpy.data.materials.remove(before)
    item.data.materials[0].name = "Toile Paper"
    item.location.z = floor
