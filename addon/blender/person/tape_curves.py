"""The tape of every measure drawn on the body: coloured cords that follow the armature, each named after its measure.

A cord is a thin tube, a mesh with vertex groups, because Blender's own curves cannot be carried by skin weights.
"""

from __future__ import annotations

import bpy
import numpy as np

from ...core.body.tape_paths import TapePath, tape_paths
from ...core.types import Body
from ..collections import local_collection, own_collection, remove_collection
from ..picture import nodes
from .armature import ARMATURE
from .posed import armature_object, posed_body

COLLECTION = "Toile Tape"
PREFIX = "Toile Tape "
LENGTH = "toile_length_mm"  # custom property of a cord: what it measures
RADIUS_M, AROUND = 0.0028, 6
COLOURS = {"girth": (0.72, 0.02, 0.03), "length": (0.01, 0.16, 0.62), "height": (0.78, 0.42, 0.01)}  # linear


def is_shown() -> bool:
    return local_collection(COLLECTION) is not None


def hide() -> None:
    """Take the tape off."""
    remove_collection(COLLECTION)


def show() -> tuple[TapePath, ...]:
    """Lay the tape on the person in the open file, as the armature stands.

    Raises:
        JobError: there is no person, or the armature does not say what it was made from.
    """
    item = armature_object(ARMATURE)
    return add_tape(posed_body(item, "photo"), item, item.users_collection[0])


def add_tape(body: Body, armature: bpy.types.Object, inside: bpy.types.Collection) -> tuple[TapePath, ...]:
    """Put a cord for each measure of a body, moved by its armature, into a collection within ``inside``."""
    paths = tape_paths(body)
    with own_collection(COLLECTION, inside=inside) as collection:
        materials = {kind: material(kind) for kind in COLOURS}
        for path in paths:
            item = cord(path, body.joints)
            item.data.materials.append(materials[path.kind])
            item[LENGTH] = round(1000 * path.length, 1)
            item.parent = armature
            item.modifiers.new("Armature", "ARMATURE").object = armature
            collection.objects.link(item)
    return paths


def cord(path: TapePath, joints: tuple[str, ...]) -> bpy.types.Object:
    """A tube along the path, at rest; ring k of its AROUND vertices stands round point k."""
    rings = tube(path)
    count = len(rings)
    here = np.arange(count if path.is_closed else count - 1)
    there, side = (here + 1) % count, np.arange(AROUND)
    after = (side + 1) % AROUND
    faces = [
        [int(a * AROUND + k), int(a * AROUND + m), int(b * AROUND + m), int(b * AROUND + k)]
        for a, b in zip(here, there, strict=True)
        for k, m in zip(side, after, strict=True)
    ]
    mesh = bpy.data.meshes.new(PREFIX + path.name)
    mesh.from_pydata(rings.reshape(-1, 3).tolist(), [], faces)
    mesh.polygons.foreach_set("use_smooth", np.ones(len(faces), bool))
    item = bpy.data.objects.new(PREFIX + path.name, mesh)
    for joint in np.flatnonzero(path.skin_weights.any(axis=0)):
        group = item.vertex_groups.new(name=joints[joint])
        for ring in np.flatnonzero(path.skin_weights[:, joint]):
            rows = range(int(ring) * AROUND, (int(ring) + 1) * AROUND)
            group.add(list(rows), float(path.skin_weights[ring, joint]), "REPLACE")
    return item


def tube(path: TapePath) -> np.ndarray:
    """(n, AROUND, 3) m: a ring round each point, square to the line there; rings do not turn from one to the next."""
    points = path.points
    if path.is_closed:
        along = np.roll(points, -1, 0) - np.roll(points, 1, 0)
    else:
        along = np.gradient(points, axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-12)
    across = np.cross(along[0], np.eye(3)[np.abs(along[0]).argmin()])
    angles = 2 * np.pi * np.arange(AROUND) / AROUND
    rings = []
    for point, way in zip(points, along, strict=True):
        across = across - way * (across @ way)
        across /= np.linalg.norm(across)
        aside = np.cross(way, across)
        rings.append(point + RADIUS_M * (np.outer(np.cos(angles), across) + np.outer(np.sin(angles), aside)))
    return np.array(rings)


def material(kind: str) -> bpy.types.Material:
    """Plain coloured paint."""
    made, tree = nodes.new_material(f"Toile Tape {kind}")
    made.diffuse_color = (*COLOURS[kind], 1.0)
    shader = nodes.add(tree, "BsdfPrincipled", named={"Base Color": (*COLOURS[kind], 1.0), "Roughness": 0.6})
    nodes.output(tree, shader.outputs[0])
    return made
