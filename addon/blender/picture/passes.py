"""The renders behind a composite: garments and their shadows through the photo's camera, as linear arrays.

They are made in a scene of their own, of copies; nothing of the user's file is touched, and nothing is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import bpy
import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from ...core.body.model import body_model
from ...core.errors import RenderError
from ...core.photo.image import sample
from ...core.photo.light import Light
from ...core.photo.sight import ARMS, HANDS, TORSO, Cloth, skin_triangles, vertex_normals
from ...core.seams import Steps, retold
from ...core.types import Camera
from ...core.views import is_on_arm
from ..collections import own_collection, remove_collection
from ..drape.finish import ZONES
from ..person.scene import photo_camera
from . import cycles, nodes
from .evaluated import evaluated

NAME = "Toile Photo"
SHRINK = 0.008  # m that skin under cloth gives way, so that no hole is held out where it pokes through
UNDER = 0.025  # m: cloth nearer than that to the skin counts as on it
POKES = 0.012  # m: and so far below it as poked through
SEED = 0
GREY = (0.5, 0.5, 0.5)


@contextmanager
def own_scene(camera: Camera, light: Light) -> Iterator[tuple[bpy.types.Scene, bpy.types.Collection]]:
    """A scene with the photo's camera and light, gone afterwards with all that was made in it."""
    scene = bpy.data.scenes.new(NAME)
    world = bpy.data.worlds.new(NAME)
    try:
        scene.world = world
        background = nodes.node_tree(world).nodes["Background"]
        background.inputs["Color"].default_value = (*light.tint, 1)
        background.inputs["Strength"].default_value = light.ambient
        with own_collection(NAME, scene.collection) as collection:
            scene.camera = photo_camera(camera)
            collection.objects.link(scene.camera)
            add_sun(collection, camera, light)
            yield scene, collection
    finally:
        grey = scene.view_layers[0].material_override
        remove_collection(NAME)
        bpy.data.scenes.remove(scene)
        bpy.data.batch_remove([world, *([grey] if grey else [])])


def add_sun(collection: bpy.types.Collection, camera: Camera, light: Light) -> None:
    data = bpy.data.lights.new(NAME, "SUN")
    data.energy, data.angle, data.color = light.sun, np.radians(light.angle_deg), light.tint
    item = bpy.data.objects.new(f"{NAME} Sun", data)
    towards = camera.cam_from_world[:3, :3].T @ np.array(light.direction)
    item.rotation_euler = Vector(towards).to_track_quat("Z", "Y").to_euler()
    collection.objects.link(item)


def copy_objects(collection: bpy.types.Collection, names: Sequence[str]) -> list[bpy.types.Object]:
    """Objects of their own that share the named ones' meshes and materials, each where the original is."""
    copies = []
    for name in names:
        original = bpy.data.objects[name]
        copy = original.copy()
        copy.hide_render = False
        collection.objects.link(copy)
        copies.append(copy)
    return copies


def add_skin(
    collection: bpy.types.Collection, title: str, vertices: np.ndarray, faces: np.ndarray, albedo: Sequence[float]
) -> bpy.types.Object:
    """A matte mesh of the body's skin, or of a part of it."""
    mesh = bpy.data.meshes.new(title)
    mesh.from_pydata(vertices.tolist(), [], faces.tolist())
    mesh.shade_smooth()
    material, tree = nodes.new_material(title)
    nodes.output(tree, nodes.add(tree, "BsdfDiffuse", (*albedo, 1)).outputs[0])
    mesh.materials.append(material)
    item = bpy.data.objects.new(title, mesh)
    collection.objects.link(item)
    return item


def make_plain(scene: bpy.types.Scene) -> None:
    """From here on everything is matte grey, lit once, at half the size: enough for a shadow, and fast."""
    scene.render.resolution_percentage = 50
    material, tree = nodes.new_material("Toile Photo Grey")
    nodes.output(tree, nodes.add(tree, "BsdfDiffuse", (*GREY, 1)).outputs[0])
    scene.view_layers[0].material_override = material
    scene.cycles.max_bounces = scene.cycles.diffuse_bounces = 1


def read_cloths(names: Sequence[str], posed: np.ndarray, camera: Camera) -> list[Cloth]:
    """The garments' surfaces with what of the posed body (V, 3) m each triangle is nearest to."""
    triangles = skin_triangles()
    tree = BVHTree.FromPolygons(posed.tolist(), triangles.tolist())
    skin_normals = vertex_normals(posed, triangles)
    away = skin_normals @ camera.cam_from_world[2, :3]
    cloths = []
    for name in names:
        vertices, faces, sleeve = read_cloth(name)
        nearest = np.array([tree.find_nearest(Vector(v))[2] for v in vertices])
        corner = triangles[nearest, 0]
        region, at_back = body_model().regions[corner][faces[:, 0]], away[triangles[nearest]].mean(1) > 0.15
        if sleeve is not None:
            on_arm = np.isin(region, ARMS)
            region = np.where(on_arm & ~sleeve, TORSO, np.where(sleeve & ~on_arm, ARMS[0], region))
        a, b, c = (vertices[faces[:, k]] for k in range(3))
        towards = (np.cross(b - a, c - a) * skin_normals[corner][faces[:, 0]]).sum(1) < 0
        cloths.append(Cloth(vertices, faces, region, at_back[faces].all(1), towards))
    return cloths


def read_cloth(name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """A garment's vertices (V, 3) m in the world, triangles (T, 3), and which are of sleeves or cuffs, if known."""
    item = bpy.data.objects.get(name)
    if item is None:
        raise RenderError(f"The garment {name!r} is not in the file any more.", "Drape it again.")
    with evaluated(item, bpy.context.evaluated_depsgraph_get()) as (mesh, vertices, triangles):
        return vertices, triangles, of_sleeves(mesh, item.get(ZONES))


def of_sleeves(mesh: bpy.types.Mesh, zones: Sequence[str] | None) -> np.ndarray | None:
    """(T,) bool which triangles are of sleeves and their cuffs; None where the mesh does not say."""
    attribute = mesh.attributes.get("zone")
    if attribute is None or zones is None:
        return None
    zone = np.empty(len(mesh.polygons), np.int32)
    attribute.data.foreach_get("value", zone)
    owner = np.empty(len(mesh.loop_triangles), np.int32)
    mesh.loop_triangles.foreach_get("polygon_index", owner)
    return np.array([is_on_arm(name) for name in zones])[zone[owner]]


def give_way(posed: np.ndarray, cloths: Sequence[Cloth]) -> np.ndarray:
    """The posed body (V, 3) m with the skin under cloth a little farther in."""
    trees = [BVHTree.FromPolygons(cloth.vertices.tolist(), cloth.triangles.tolist()) for cloth in cloths]
    low = np.min([cloth.vertices.min(0) for cloth in cloths], axis=0) - UNDER
    high = np.max([cloth.vertices.max(0) for cloth in cloths], axis=0) + UNDER
    model = body_model()
    asked = model.is_skin & ((posed > low) & (posed < high)).all(1) & ~np.isin(model.regions, HANDS)
    normals = vertex_normals(posed, skin_triangles())
    moved = posed.copy()
    for k in np.flatnonzero(asked):
        if any(_under(tree, posed[k], normals[k]) for tree in trees):
            moved[k] -= SHRINK * normals[k]
    return moved


def _under(tree: BVHTree, point: np.ndarray, normal: np.ndarray) -> bool:
    """Whether the cloth lies on the skin at this point, or just below it."""
    where, _, _, distance = tree.find_nearest(Vector(point), UNDER)
    if where is None:
        return False
    height = float((np.array(where) - point) @ normal)
    return height > 0.5 * distance or (height < 0 and distance < POKES)


def set_up(scene: bpy.types.Scene, part: tuple[slice, slice], camera: Camera, denoise: bool, on: str) -> bool:
    """Make the scene render a part of the photo, with nothing where nothing is. Says whether it will be denoised."""
    width, height = camera.size
    rows, columns = part
    cycles.set_up(scene, camera.size, 1, SEED, on)
    cycles.display_as(scene)
    render = scene.render
    render.film_transparent = True
    render.use_border = render.use_crop_to_border = True
    # Blender cuts off what is behind the point; half a pixel more keeps float32 from losing a row.
    render.border_min_x, render.border_max_x = (columns.start + 0.5) / width, (columns.stop + 0.5) / width
    render.border_min_y, render.border_max_y = 1 - (rows.stop - 0.5) / height, 1 - (rows.start - 0.5) / height
    return cycles.use_denoiser(scene, denoise)


def shoot(scene: bpy.types.Scene, samples: int, note: str, share: tuple[float, float]) -> Steps[np.ndarray]:
    """(H, W, 4) float32: the part that ``set_up`` chose, linear, premultiplied; ``share`` of the view's progress."""
    scene.cycles.samples = samples
    _, (height, width) = cropped(scene)
    steps = cycles.render_linear(scene, "render", note)
    picture = yield from retold(
        steps, lambda step: replace(step, fraction=share[0] + step.fraction * (share[1] - share[0]))
    )
    if picture.shape[:2] != (height, width):
        raise RenderError(f"Cycles wrote {picture.shape[1]} x {picture.shape[0]} px, not {width} x {height}.")
    return picture


def cropped(scene: bpy.types.Scene) -> tuple[tuple[int, int], tuple[int, int]]:
    """The first row and column that the scene renders, from the top left, and how many rows and columns."""
    render = scene.render
    width, height = (
        int(side * render.resolution_percentage / 100) for side in (render.resolution_x, render.resolution_y)
    )
    left, right = (int(edge * width) for edge in (render.border_min_x, render.border_max_x))
    low, high = (int(edge * height) for edge in (render.border_min_y, render.border_max_y))
    return (height - high, left), (high - low, right - left)


def finer(scene: bpy.types.Scene, picture: np.ndarray, part: tuple[slice, slice]) -> np.ndarray:
    """A picture (H, W), or (H, W, C), rendered at a share of the photo's size, at the photo's pixels of ``part``."""
    (top, left), (height, width) = cropped(scene)
    scale = scene.render.resolution_percentage / 100
    y = (np.arange(part[0].start, part[0].stop) + 0.5) * scale - 0.5 - top
    x = (np.arange(part[1].start, part[1].stop) + 0.5) * scale - 0.5 - left
    across, down = np.meshgrid(np.clip(x, 0, width - 1), np.clip(y, 0, height - 1))
    return sample(picture, across, down)
