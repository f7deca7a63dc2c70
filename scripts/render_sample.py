"""Renders the sample photo: a person who is nobody, in a tank top and shorts, in a plain room.

python scripts/render_sample.py addon/assets/sample/person.jpg      (a Python that has bpy)
"""

from __future__ import annotations

import sys
from pathlib import Path

import bpy
import numpy as np
from mathutils import Vector

sys.path.insert(0, str(Path(__file__).resolve().parent))
import package

package.load()
from toile.addon.core.body.build import REGIONS, body_model
from toile.addon.core.body.skeleton import rotation_matrix

SIZE = (900, 1200)
SKIN, LIPS, BROWS = (0.50, 0.27, 0.185), (0.42, 0.14, 0.12), (0.045, 0.026, 0.016)
SCLERA, IRIS, PUPIL = (0.50, 0.47, 0.45), (0.10, 0.055, 0.03), (0.004, 0.004, 0.004)
TANK, SHORTS, HAIR = (0.055, 0.085, 0.12), (0.16, 0.17, 0.18), (0.028, 0.016, 0.010)
ARM_RAD, TURN_RAD = 0.50, 0.16


def figure() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Rest vertices (V, 3), posed vertices with feet on the floor (V, 3), rest heads (J, 3), and the pose (J, 3, 3)."""
    model = body_model()
    shape = np.array(model.mean_shape)
    for name, value in {"gender": 1.0, "muscle": 0.5, "weight": 0.42, "height": 0.42, "proportions": 0.75}.items():
        shape[model.place(name)] = value
    pose = model.identity_pose()
    turns = {}
    for side, sign in (("L", 1.0), ("R", -1.0)):
        turns[f"upperarm01.{side}"] = (0.05, sign * ARM_RAD, 0.0)
        turns[f"lowerarm01.{side}"] = (-0.10, sign * 0.06, 0.0)
        turns[f"upperleg01.{side}"] = (0.0, sign * 0.035, 0.0)
    turns["spine03"], turns["head"] = (0.0, 0.02, 0.04), (0.02, 0.0, -0.10)
    for name, vector in turns.items():
        pose[model.joint(name)] = rotation_matrix(np.array(vector))
    for joint, name in enumerate(model.joints):
        if name.startswith("finger"):
            curl = 0.16 if "1-" not in name else 0.05
            pose[joint] = rotation_matrix(np.array((0.0, curl * (1 if name.endswith("L") else -1), 0.0)))
    root = np.eye(4)
    root[:3, :3] = rotation_matrix(np.array((0.0, 0.0, TURN_RAD)))
    posed = model.posed(shape, pose, root)
    posed[:, 2] -= posed[model.is_skin, 2].min()
    return model.rest(shape), posed, model.rest_heads(shape), pose


def soft(distance: np.ndarray, width: float) -> np.ndarray:
    """1 inside, 0 outside, with an edge of ``width`` m."""
    return np.clip(0.5 - distance / width, 0, 1)


def paint(rest: np.ndarray, heads: np.ndarray) -> np.ndarray:
    """(V, 3) linear colours: skin, lips, brows and eyes."""
    model = body_model()
    colour = np.tile(SKIN, (len(rest), 1))
    ball = ~model.is_skin
    for side in "LR":
        eye = heads[model.joint(f"eye.{side}")]
        off = rest - eye
        brow = np.abs(off[:, 2] - 0.021 - 0.10 * (0.02 - np.abs(off[:, 0]))) - 0.0030
        brow = np.maximum(brow, np.abs(off[:, 0]) - 0.021) + np.where(off[:, 1] < 0, 0, 1)
        colour = blend(colour, BROWS, 0.85 * soft(brow, 0.003) * ~ball)
        lash = np.hypot(off[:, 0] / 1.5, off[:, 2]) - 0.0095
        colour = blend(colour, BROWS, 0.4 * soft(np.abs(lash) - 0.0012, 0.003) * (off[:, 1] < 0) * ~ball)
        near = ball & (np.linalg.norm(off, axis=1) < 0.02)
        radius = np.hypot(off[:, 0], off[:, 2])
        front = near & (off[:, 1] < 0)
        colour[near] = SCLERA
        colour = blend(colour, IRIS, soft(radius - 0.0066, 0.001) * front)
        colour = blend(colour, PUPIL, soft(radius - 0.0026, 0.001) * front)
    middle = (heads[model.joint("eye.L")] + heads[model.joint("eye.R")]) / 2
    off = rest - middle
    lips = np.hypot(off[:, 0] / 0.0225, (off[:, 2] + 0.066) / 0.0085) - 1
    front = (off[:, 1] < -0.008) & model.is_skin
    colour = blend(colour, HAIR, hair_density(rest, heads))
    return blend(colour, LIPS, 0.75 * soft(lips * 0.01, 0.004) * front)


def blend(colour: np.ndarray, other: tuple, weight: np.ndarray) -> np.ndarray:
    return colour + (np.array(other) - colour) * weight[:, None]


def material(name: str, colour: tuple, roughness: float, layer: str = "") -> bpy.types.Material:
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    nodes, links = made.node_tree.nodes, made.node_tree.links
    shader = nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*colour, 1)
    shader.inputs["Roughness"].default_value = roughness
    noise = nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value = 260 if layer else 420
    bump = nodes.new("ShaderNodeBump")
    bump.inputs["Strength"].default_value = 0.12 if layer else 0.3
    bump.inputs["Distance"].default_value = 0.0006
    links.new(noise.outputs[0], bump.inputs["Height"])
    links.new(bump.outputs[0], shader.inputs["Normal"])
    if layer:
        attribute = nodes.new("ShaderNodeAttribute")
        attribute.attribute_name = layer
        links.new(attribute.outputs["Color"], shader.inputs["Base Color"])
        shader.inputs["Subsurface Weight"].default_value = 0.35
        shader.inputs["Subsurface Radius"].default_value = (1, 0.35, 0.2)
        shader.inputs["Subsurface Scale"].default_value = 0.006
    return made


def mesh(name: str, points: np.ndarray, faces: np.ndarray, look: bpy.types.Material) -> bpy.types.Object:
    """A smooth object of those faces; vertices that no face uses stay behind."""
    used, local = np.unique(faces, return_inverse=True)
    data = bpy.data.meshes.new(name)
    data.from_pydata(points[used].tolist(), [], local.reshape(faces.shape).tolist())
    data.polygons.foreach_set("use_smooth", np.ones(len(faces), bool))
    data.materials.append(look)
    made = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(made)
    made["used"] = used.tolist()
    return made


def normals(points: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(V, 3) unit normals of a quad mesh."""
    corner = points[faces]
    face = np.cross(corner[:, 2] - corner[:, 0], corner[:, 3] - corner[:, 1])
    total = np.zeros_like(points)
    for k in range(4):
        np.add.at(total, faces[:, k], face)
    return total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)


def person() -> None:
    """The figure, its clothes as thin shells, its hair as strands."""
    model = body_model()
    rest, posed, heads, _ = figure()
    body = mesh("body", posed, model.faces, material("skin", SKIN, 0.48, "paint"))
    layer = body.data.color_attributes.new("paint", "FLOAT_COLOR", "POINT")
    colours = np.c_[paint(rest, heads)[body["used"]], np.ones(len(body["used"]))]
    layer.data.foreach_set("color", colours.astype(np.float32).ravel())
    body.modifiers.new("smooth", "SUBSURF").render_levels = 1
    out = normals(posed, model.skin_faces)
    for name, cut, colour, lift in (
        ("shorts", shorts_edge(rest, heads), SHORTS, 0.004),
        ("tank", tank_edge(rest, heads), TANK, 0.007),
    ):
        chosen = (cut[model.skin_faces] < 0.02).any(axis=1)
        shell = mesh(name, posed + lift * out, model.skin_faces[chosen], cloth(name, colour))
        layer = shell.data.attributes.new("cut", "FLOAT", "POINT")
        layer.data.foreach_set("value", cut[shell["used"]].astype(np.float32))
        shell.modifiers.new("smooth", "SUBSURF").render_levels = 2
        shell.modifiers.new("thick", "SOLIDIFY").thickness = 0.002
    hair(rest, posed, heads)


def tank_edge(rest: np.ndarray, heads: np.ndarray) -> np.ndarray:
    """(V,) m, negative where the tank top is; zero along its neckline, armholes and hem."""
    model = body_model()
    shoulder, hip = heads[model.joint("upperarm01.L")], heads[model.joint("upperleg01.L")]
    across, height = np.abs(rest[:, 0]), rest[:, 2] - shoulder[2]
    depth = np.where(rest[:, 1] < shoulder[1] + 0.02, 0.125, 0.05)
    neck = 0.07 * (1 - np.hypot(across / 0.072, (height - 0.04) / depth))
    armhole = across - 0.118 - 0.8 * np.maximum(0, -0.05 - height)
    labels = np.array(model.regions)
    away = np.where(np.isin(labels, [0, 1]), height - 0.02, -1)
    arm = np.where(np.isin(labels, [3, 4, 5, 6, 7, 8]) & (across > shoulder[0] + 0.035), 1, -1)
    return np.max([neck, armhole, away, arm, hip[2] - 0.03 - rest[:, 2]], axis=0)


def shorts_edge(rest: np.ndarray, heads: np.ndarray) -> np.ndarray:
    """(V,) m, negative where the shorts are."""
    model = body_model()
    hip = heads[model.joint("upperleg01.L")]
    labels = np.array([name.rpartition("_")[0] or name for name in REGIONS])[model.regions]
    arm = np.where(np.isin(labels, ["upper_arm", "forearm", "hand"]), 1, -1)
    return np.max([rest[:, 2] - hip[2] - 0.10, hip[2] - 0.26 - rest[:, 2], arm], axis=0)


def cloth(name: str, colour: tuple) -> bpy.types.Material:
    """A material that ends where the attribute "cut" is above zero."""
    made = material(name, colour, 0.9)
    nodes, links = made.node_tree.nodes, made.node_tree.links
    cut, inside = nodes.new("ShaderNodeAttribute"), nodes.new("ShaderNodeMath")
    cut.attribute_name, inside.operation = "cut", "LESS_THAN"
    inside.inputs[1].default_value = 0
    links.new(cut.outputs["Fac"], inside.inputs[0])
    links.new(inside.outputs[0], nodes["Principled BSDF"].inputs["Alpha"])
    return made


def hair_density(rest: np.ndarray, heads: np.ndarray) -> np.ndarray:
    """(V,) 0-1: where hair grows."""
    model = body_model()
    where = rest - (heads[model.joint("eye.L")] + heads[model.joint("eye.R")]) / 2
    back = where[:, 1]
    hairline = np.interp(back, [-0.01, 0.03, 0.05, 0.09, 0.11], [0.062, 0.055, 0.03, 0.005, -0.07])
    thick = np.clip((where[:, 2] - hairline) / 0.008, 0, 1) * (np.array(model.regions) == 0)
    return thick * np.clip((np.abs(where[:, 0]) < 0.07) + 1.0 * (where[:, 2] > 0.025) + (back > 0.10), 0, 1)


def hair(rest: np.ndarray, posed: np.ndarray, heads: np.ndarray) -> None:
    """A short cut: strands from the scalp, drawn down and back."""
    model = body_model()
    thick = hair_density(rest, heads)
    scalp = (thick[model.skin_faces] > 0).any(axis=1)
    cap = mesh("scalp", posed + 0.001 * normals(posed, model.skin_faces), model.skin_faces[scalp], strand())
    density = cap.vertex_groups.new(name="density")
    for index, vertex in enumerate(cap["used"]):
        density.add([index], float(thick[vertex]), "REPLACE")
    modifier = cap.modifiers.new("hair", "PARTICLE_SYSTEM")
    modifier.particle_system.vertex_group_density = "density"
    cap.show_instancer_for_render = False
    grow = modifier.particle_system.settings
    grow.type, grow.count, grow.hair_step = "HAIR", 6000, 5
    grow.hair_length = 0.085
    grow.normal_factor, grow.tangent_factor = 0.010, 0.0
    grow.object_align_factor = (0.0, 0.016, -0.012)
    grow.child_type, grow.child_percent, grow.rendered_child_count = "INTERPOLATED", 10, 40
    grow.roughness_1, grow.roughness_2, grow.clump_factor = 0.004, 0.006, 0.25
    grow.root_radius, grow.tip_radius, grow.radius_scale = 0.9, 0.25, 0.00022
    grow.effector_weights.gravity = 0


def strand() -> bpy.types.Material:
    made = bpy.data.materials.new("hair")
    made.use_nodes = True
    nodes, links = made.node_tree.nodes, made.node_tree.links
    shader = nodes.new("ShaderNodeBsdfHairPrincipled")
    shader.parametrization = "COLOR"
    shader.inputs["Color"].default_value = (*HAIR, 1)
    links.new(shader.outputs[0], nodes["Material Output"].inputs["Surface"])
    return made


def room() -> None:
    """A wall, a floor with skirting, daylight from a window on the left."""
    wall, floor = material("wall", (0.62, 0.60, 0.57), 0.9), material("floor", (0.30, 0.22, 0.16), 0.45)
    square = np.array([[-4, 1.3, 0], [4, 1.3, 0], [4, 1.3, 3.2], [-4, 1.3, (3.2).real]], float)
    mesh("wall", square, np.array([[0, 1, 2, 3]]), wall)
    mesh(
        "floor", np.array([[-4, -5, 0], [4, -5, 0], [4, 1.3, 0], [-4, 1.3, 0]], float), np.array([[0, 1, 2, 3]]), floor
    )
    bar = np.array([[x, y, z] for x in (-4, 4) for y in (1.285, 1.3) for z in (0, 0.09)], float)
    faces = np.array([[0, 4, 5, 1], [1, 5, 7, 3], [0, 1, 3, 2], [4, 6, 7, 5], [2, 3, 7, 6], [0, 2, 6, 4]])
    mesh("skirting", bar, faces, material("white", (0.8, 0.8, 0.78), 0.5))
    for place, size, watt, tint in (
        ((-2.6, -2.4, 2.2), 1.8, 150, (1, 0.97, 0.93)),
        ((2.8, -2.6, 1.8), 2.2, 35, (0.9, 0.95, 1)),
    ):
        lamp = bpy.data.objects.new("window", bpy.data.lights.new("window", "AREA"))
        lamp.data.energy, lamp.data.size, lamp.data.color, lamp.location = watt, size, tint, place
        lamp.rotation_euler = (Vector((0, 0, 1.1)) - Vector(place)).to_track_quat("-Z", "Y").to_euler()
        bpy.context.scene.collection.objects.link(lamp)
    world = bpy.context.scene.world = bpy.data.worlds.new("room")
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs[0].default_value = (0.9, 0.95, 1, 1)
    world.node_tree.nodes["Background"].inputs[1].default_value = 0.35


def shoot(path: Path, scale: int, samples: int) -> None:
    scene = bpy.context.scene
    camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    camera.location, camera.rotation_euler = (0.04, -3.0, 1.2), (np.radians(83.5), 0, 0.010)
    camera.data.lens, camera.data.sensor_fit, camera.data.sensor_width = 50, "AUTO", 36
    scene.collection.objects.link(camera)
    scene.camera = camera
    scene.render.engine, scene.cycles.samples, scene.cycles.seed = "CYCLES", samples, 1
    scene.cycles.use_denoising = True
    scene.render.resolution_x, scene.render.resolution_y = SIZE
    scene.render.resolution_percentage = scale
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.exposure = 0.35
    settings = scene.render.image_settings
    settings.file_format, settings.quality = "JPEG" if path.suffix == ".jpg" else "PNG", 90
    for name in dir(scene.render):
        if name.startswith("use_stamp_"):
            setattr(scene.render, name, False)
    scene.render.filepath = str(path.absolute())
    bpy.ops.render.render(write_still=True)


if __name__ == "__main__":
    bpy.ops.wm.read_factory_settings(use_empty=True)
    person()
    room()
    shoot(Path(sys.argv[1]), scale=100, samples=40)
