"""People whose photo is rendered, in old clothes, so that it is known what each pixel shows."""

from __future__ import annotations

from dataclasses import dataclass

import bpy
import numpy as np
from body_package import load
from mathutils import Vector
from mathutils.bvhtree import BVHTree

load()
from toile.addon.blender.picture import device, nodes, passes
from toile.addon.core.body.model import REGIONS, body_model
from toile.addon.core.photo.image import srgb_from_linear
from toile.addon.core.photo.light import Light
from toile.addon.core.photo.sight import skin_triangles, vertex_normals
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Camera

Colour = tuple[float, float, float]
LABELS = ("skin", "top", "bottom", "hair")  # what is told apart, besides the background
FLAT: dict[str, Colour] = {"skin": (1, 0, 0), "top": (0, 1, 0), "bottom": (0, 0, 1), "hair": (1, 1, 0)}
LIMBS = np.array([name.rpartition("_")[0] or name for name in REGIONS])
LOCK_M = 0.045  # wide: a lock of long hair before the shoulder
SAMPLES, FLAT_SAMPLES = 24, 8


@dataclass(frozen=True)
class Clothes:
    """Old clothes: how far they reach, m, and their colours, linear."""

    sleeve_m: float  # from the shoulder along the arm; 0: none
    neck_m: float  # down the front
    hem_m: float  # of the top, below the hip joint
    leg_m: float  # of the bottom, below the hip joint
    top: Colour
    bottom: Colour


@dataclass(frozen=True, eq=False)
class Picture:
    """A photo and its truth."""

    image: np.ndarray  # (H, W, 3) uint8 sRGB
    labels: np.ndarray  # (H, W) int, a place in LABELS, -1 for the background
    silhouette: np.ndarray  # (H, W) 0-1


def photograph(
    posed: np.ndarray,
    rest: np.ndarray,
    heads: np.ndarray,
    skin: Colour,
    clothes: Clothes,
    hair: tuple[str, Colour],
    light: Light,
    camera: Camera,
) -> Picture:
    """Render somebody, feet on the floor, in a plain room; vertices (V, 3) and joints (J, 3) m."""
    colours = {"skin": skin, "top": clothes.top, "bottom": clothes.bottom, "hair": hair[1]}

    def shot(flat: bool, samples: int) -> np.ndarray:
        with passes.own_scene(camera, light) as (scene, collection):
            looks = {name: look(name, FLAT[name] if flat else colours[name], flat) for name in LABELS}
            people(collection, posed, rest, heads, clothes, hair[0], looks)
            width, height = camera.size
            passes.set_up(scene, (slice(0, height), slice(0, width)), camera, not flat, device.CPU)
            picture = exhaust(passes.shoot(scene, samples, "", (0, 1)))
        bpy.data.batch_remove(
            [each for each in bpy.data.materials if each.name.startswith("Bench ") and not each.users]
        )
        return picture

    seen, flat = shot(False, SAMPLES), shot(True, FLAT_SAMPLES)
    wall = np.array([0.52, 0.52, 0.5]) * np.linspace(1.1, 0.8, camera.size[1])[:, None, None]
    linear = seen[..., :3] + wall * (1 - seen[..., 3:])
    noise = np.random.default_rng(0).normal(0, 0.004, linear.shape)
    image = np.rint(np.clip(srgb_from_linear(linear) + noise, 0, 1) * 255).astype(np.uint8)
    apart = np.stack([((flat[..., :3] - FLAT[name]) ** 2).sum(-1) for name in LABELS])
    return Picture(image, np.where(flat[..., 3] > 0.5, apart.argmin(0), -1), flat[..., 3].astype(np.float32))


def look(name: str, colour: Colour, flat: bool) -> bpy.types.Material:
    """A matte material, or one that shines in its colour alone; neither is seen where "cut" is above zero."""
    material, tree = nodes.new_material(f"Bench {name}")
    surface = nodes.add(tree, "Emission" if flat else "BsdfDiffuse", (*colour, 1))
    clear, mix = tree.nodes.new("ShaderNodeBsdfTransparent"), tree.nodes.new("ShaderNodeMixShader")
    cut, above = tree.nodes.new("ShaderNodeAttribute"), tree.nodes.new("ShaderNodeMath")
    cut.attribute_name, above.operation = "cut", "GREATER_THAN"
    above.inputs[1].default_value = 0.0
    tree.links.new(cut.outputs["Fac"], above.inputs[0])
    tree.links.new(above.outputs[0], mix.inputs[0])
    tree.links.new(surface.outputs[0], mix.inputs[1])
    tree.links.new(clear.outputs[0], mix.inputs[2])
    nodes.output(tree, mix.outputs[0])
    return material


def people(
    collection: bpy.types.Collection,
    posed: np.ndarray,
    rest: np.ndarray,
    heads: np.ndarray,
    clothes: Clothes,
    hair: str,
    looks: dict[str, bpy.types.Material],
) -> None:
    """The body, its clothes as thin shells, and its hair."""
    out = vertex_normals(posed, skin_triangles())
    add(collection, posed, np.full(len(posed), -1.0), looks["skin"])
    add(collection, posed + 0.004 * out, bottom_edge(rest, heads, clothes), looks["bottom"])
    add(collection, posed + 0.008 * out, top_edge(rest, heads, clothes), looks["top"])
    if hair != "bald":
        add(collection, posed + 0.012 * out, hair_edge(rest, heads, hair), looks["hair"])
    if hair == "long":
        for sign in (-1, 1):
            add_lock(collection, posed, heads, sign, looks["hair"])


def add(collection: bpy.types.Collection, points: np.ndarray, cut: np.ndarray, material: bpy.types.Material) -> None:
    """The faces of the skin whose "cut" is below zero somewhere, smooth."""
    faces = body_model().skin_faces
    used, local = np.unique(faces[(cut[faces] < 0.0).any(1)], return_inverse=True)
    mesh = bpy.data.meshes.new("Bench Shell")
    mesh.from_pydata(points[used].tolist(), [], local.reshape(-1, 4).tolist())
    mesh.shade_smooth()
    mesh.attributes.new("cut", "FLOAT", "POINT").data.foreach_set("value", cut[used].astype(np.float32))
    mesh.materials.append(material)
    item = bpy.data.objects.new("Bench Shell", mesh)
    item.modifiers.new("smooth", "SUBSURF").render_levels = 2
    collection.objects.link(item)


def joint(heads: np.ndarray, name: str) -> np.ndarray:
    return heads[body_model().joint(name)]


def on(*limbs: str) -> np.ndarray:
    """(V,) bool."""
    return np.isin(LIMBS[body_model().regions], limbs)


def top_edge(rest: np.ndarray, heads: np.ndarray, clothes: Clothes) -> np.ndarray:
    """(V,) m, below zero where the top is."""
    shoulder, hip = joint(heads, "upperarm01.L"), joint(heads, "upperleg01.L")
    across, height = np.abs(rest[:, 0]), rest[:, 2] - shoulder[2]
    depth = np.where(rest[:, 1] < shoulder[1] + 0.02, clothes.neck_m, 0.05)
    neck = 0.075 * (1 - np.hypot(across / 0.075, (height - 0.04) / depth))
    along = np.linalg.norm(np.c_[across, rest[:, 1:]] - np.r_[abs(shoulder[0]), shoulder[1:]], axis=1)
    sleeve = along - clothes.sleeve_m if clothes.sleeve_m else across - shoulder[0] + 0.02
    arm = np.where(on("upper_arm", "forearm", "hand"), sleeve, -1.0)
    edge = np.max([neck, arm, hip[2] - clothes.hem_m - rest[:, 2]], axis=0)
    return np.where(on("head", "hand"), 1.0, edge)


def bottom_edge(rest: np.ndarray, heads: np.ndarray, clothes: Clothes) -> np.ndarray:
    """(V,) m, below zero where the bottom is."""
    hip = joint(heads, "upperleg01.L")
    edge = np.maximum(rest[:, 2] - hip[2] - 0.1, hip[2] - clothes.leg_m - rest[:, 2])
    return np.where(on("upper_arm", "forearm", "hand", "foot"), 1.0, edge)


def hair_edge(rest: np.ndarray, heads: np.ndarray, hair: str) -> np.ndarray:
    """(V,) m, below zero where hair is."""
    eyes = (joint(heads, "eye.L") + joint(heads, "eye.R")) / 2
    where = rest - eyes
    low = 0.0 if hair == "short" else -0.1
    line = np.interp(where[:, 1], [0.0, 0.05, 0.08, 0.11], [0.055, 0.045, low, min(low, -0.05)])
    return np.where(on("head", "neck"), line - where[:, 2], 1.0)


def add_lock(
    collection: bpy.types.Collection, posed: np.ndarray, heads: np.ndarray, sign: int, material: bpy.types.Material
) -> None:
    """A lock of hair from beside the ear to the chest, on the clothes there."""
    tree = BVHTree.FromPolygons(posed.tolist(), body_model().skin_faces.tolist())
    head = posed[on("head")]
    side = head[(np.sign(head[:, 0]) == sign)]
    ear = side[np.abs(side[:, 0]).argmax()]
    chest = ear[2] - 0.34
    points = []
    for z in np.linspace(ear[2] + 0.02, chest, 18):
        for x in np.linspace(ear[0] - sign * LOCK_M / 3, ear[0] + sign * 2 * LOCK_M / 3, 5):
            hit = tree.ray_cast(Vector((x, -2.0, z)), Vector((0, 1, 0)))[0]
            points.append((x, min(hit[1], ear[1] + 0.02) - 0.025 if hit else ear[1] - 0.01, z))
    faces = [(5 * r + c, 5 * r + c + 1, 5 * r + c + 6, 5 * r + c + 5) for r in range(17) for c in range(4)]
    mesh = bpy.data.meshes.new("Bench Lock")
    mesh.from_pydata(points, [], faces)
    mesh.shade_smooth()
    mesh.attributes.new("cut", "FLOAT", "POINT").data.foreach_set("value", np.full(len(points), -1.0, np.float32))
    mesh.materials.append(material)
    collection.objects.link(bpy.data.objects.new("Bench Lock", mesh))
