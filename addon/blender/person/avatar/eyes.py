"""Eyes: a ball with a sunk iris, and a clear cornea over it. They turn with their joints."""

from __future__ import annotations

import bpy
import numpy as np

from ....core.body.model import body_model
from ....core.types import Body
from ...picture import nodes
from ..mannequin_head import joint_at

NAME = "Toile Eyes"
RING = 40
IRIS, PUPIL = 0.335, 0.36  # the iris' radius of the ball's, the pupil's of the iris'
LOOKS_DOWN = 0.065  # radians: so the iris is in the middle between the lids
SMALLER = 0.985  # than the body's ball, for the lids lose thickness when they are subdivided
SUNK, BULGE = 0.055, 0.05  # of the ball's radius: the iris' depth, the cornea's height
BROWNS = {False: (0.105, 0.048, 0.020), True: (0.040, 0.018, 0.009)}  # iris, linear; of dark skin: True

# Linear; darker than they are, for they lie in the shade of lids and lashes, and a clear picture of them glows.
WHITES = {False: (0.50, 0.47, 0.44), True: (0.30, 0.26, 0.22)}


def add_eyes(body: Body, armature: bpy.types.Object, is_dark: bool) -> bpy.types.Object:
    """Both eyes on the armature."""
    parts = [eye(body, side) for side in "LR"]
    points = np.concatenate([part[0] for part in parts])
    seen = np.concatenate([part[1] for part in parts])
    faces, clear, start = [], [], 0
    for place, _, own, cornea in parts:
        faces += [tuple(start + k for k in face) for face in own]
        clear += cornea
        start += len(place)
    mesh = bpy.data.meshes.new(NAME)
    mesh.from_pydata(points.tolist(), [], faces)
    mesh.attributes.new("eye", "FLOAT_VECTOR", "POINT").data.foreach_set("vector", seen.astype(np.float32).ravel())
    mesh.shade_smooth()
    for material in (ball(BROWNS[is_dark], WHITES[is_dark]), cornea_material()):
        mesh.materials.append(material)
    mesh.polygons.foreach_set("material_index", np.array(clear, np.int32))
    item = bpy.data.objects.new(NAME, mesh)
    half = len(points) // 2
    for k, side in enumerate("LR"):
        item.vertex_groups.new(name=f"eye.{side}").add(range(k * half, (k + 1) * half), 1.0, "REPLACE")
    item.modifiers.new("Armature", "ARMATURE").object = armature
    item.matrix_world = armature.matrix_world
    return item


def eye(body: Body, side: str) -> tuple[np.ndarray, np.ndarray, list[tuple[int, ...]], list[int]]:
    """Points (N, 3) m at rest; across, up and from the axis in the iris' radii (N, 3); faces; which are cornea."""
    model = body_model()
    own = (model.skin_weights[:, model.joint(f"eye.{side}")] > 0.5) & ~model.is_skin
    middle = 0.5 * (body.vertices[own].min(0) + body.vertices[own].max(0))
    middle = np.where(np.isfinite(middle), middle, joint_at(body, f"eye.{side}"))
    radius = SMALLER * float(np.median(np.linalg.norm(body.vertices[own] - middle, axis=1)))
    axis = np.array([0.0, -np.cos(LOOKS_DOWN), -np.sin(LOOKS_DOWN)])
    across = np.array([1.0, 0.0, 0.0])
    up = np.cross(axis, across)
    up = up if up[2] > 0 else -up
    iris = IRIS * radius
    inner, outer = profiles(radius, iris)
    turn = np.linspace(0, 2 * np.pi, RING, endpoint=False)
    points, seen, faces, clear = [], [], [], []
    for profile, is_cornea in ((inner, 0), (outer, 1)):
        start = len(points) * RING
        for r, d in profile:
            points.append(middle + d * axis + r * (np.cos(turn)[:, None] * across + np.sin(turn)[:, None] * up))
            seen.append(np.stack([np.cos(turn) * r, np.sin(turn) * r, np.full(RING, r)], 1) / iris)
        for row in range(len(profile) - 1):
            for k in range(RING):
                n = (k + 1) % RING
                a, b = start + row * RING, start + (row + 1) * RING
                faces.append((a + k, b + k, b + n, a + n))
                clear.append(is_cornea)
    return np.concatenate(points), np.concatenate(seen), faces, clear


def profiles(radius: float, iris: float) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Distance from the axis and along it, m, from the front backwards: iris with ball, and cornea."""
    edge = np.arcsin(iris / radius)
    rim = radius * np.cos(edge)
    sunk = [(share * iris, rim - SUNK * radius * (1 - 0.8 * share)) for share in (0.01, PUPIL, 0.6, 0.8, 0.97)]
    round_ = [(radius * np.sin(t), radius * np.cos(t)) for t in np.linspace(edge, np.radians(120), 22)]
    wide = 1.08 * iris
    foot = np.sqrt(radius**2 - wide**2)
    top = radius * (1 + BULGE) - foot
    dome = [(share * wide, foot + top * (1 - share**2)) for share in (0.01, 0.3, 0.55, 0.75, 0.9, 1.0)]
    return [*sunk, *round_], dome


def ball(brown: tuple[float, float, float], clear: tuple[float, float, float]) -> bpy.types.Material:
    """White with a soft edge to the iris, the iris with fibres and a dark rim, the pupil."""
    material, tree = nodes.new_material("Toile Eye")
    seen = nodes.add(tree, "Attribute", attribute_name="eye").outputs["Vector"]
    parts = nodes.add(tree, "SeparateXYZ", seen).outputs
    far = parts[2]
    angle = nodes.math(tree, "ARCTAN2", parts[1], parts[0])
    spread = nodes.add(
        tree, "CombineXYZ", nodes.math(tree, "MULTIPLY", angle, 5.0), nodes.math(tree, "MULTIPLY", far, 0.9)
    )
    fibres = nodes.add(tree, "TexNoise", named={"Vector": spread.outputs[0], "Scale": 3.0, "Detail": 3.0}).outputs[0]
    dark, light = (*(0.45 * v for v in brown), 1), (*(min(1.9 * v, 1) for v in brown), 1)
    iris = nodes.mix_colour(tree, nodes.ramp(tree, fibres, 0.3, 0.7), dark, light)
    iris = nodes.mix_colour(tree, nodes.ramp(tree, far, 0.70, 1.0), iris, (*(0.22 * v for v in brown), 1))
    iris = nodes.mix_colour(tree, nodes.ramp(tree, far, PUPIL - 0.03, PUPIL + 0.02), (0.003, 0.003, 0.003, 1), iris)
    veins = nodes.add(tree, "TexNoise", named={"Vector": seen, "Scale": 2.2, "Detail": 5.0}).outputs[0]
    white = nodes.mix_colour(
        tree, nodes.ramp(tree, far, 1.2, 2.6), (*clear, 1), (0.9 * clear[0], 0.7 * clear[1], 0.66 * clear[2], 1)
    )
    white = nodes.mix_colour(
        tree,
        nodes.ramp(tree, veins, 0.58, 0.72, 0.0, 0.35),
        white,
        (0.85 * clear[0], 0.42 * clear[1], 0.38 * clear[2], 1),
    )
    colour = nodes.mix_colour(tree, nodes.ramp(tree, far, 0.94, 1.14), iris, white)
    named = {"Base Color": colour, "Roughness": 0.22, "Specular IOR Level": 0.45}
    nodes.output(tree, nodes.add(tree, "BsdfPrincipled", named=named).outputs[0])
    return material


def cornea_material() -> bpy.types.Material:
    """Clear, with its reflection alone: light goes through it unbent, for it is thin."""
    material, tree = nodes.new_material("Toile Cornea")
    mirror = nodes.add(tree, "BsdfGlossy", (1, 1, 1, 1), 0.06).outputs[0]
    clear = nodes.add(tree, "BsdfTransparent").outputs[0]
    much = nodes.add(tree, "Fresnel", 1.376).outputs[0]
    nodes.output(tree, nodes.add(tree, "MixShader", much, clear, mirror).outputs[0])
    return material
