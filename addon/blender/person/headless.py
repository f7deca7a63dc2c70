"""The mannequin without its head: the neck cut clean, its edge rounded, with a cap of oak let into it."""

from __future__ import annotations

import bmesh
import bpy
import numpy as np
from mathutils import Vector

from ...core.types import Body
from ..picture import nodes
from .mannequin_head import joint_at, ordered_loop

NAME = "Toile Mannequin Headless"
CUT_AT = 0.40  # of the way from the neck's first joint to the head's: above collars, below the jaw
TILT_RAD = 0.27  # of the cut, from level: lower in front
# How far inside the cut's line each ring is, and above it, m. Rounded lacquer, a groove, then the cap.
EDGE = ((0.0007, 0.0011), (0.0022, 0.0017), (0.0046, 0.0018), (0.0050, 0.0006))
CAP = ((0.0054, 0.0004), (0.0054, 0.0052), (0.0064, 0.0066), (0.0095, 0.0074), (0.024, 0.0082))
OAK_LIGHT, OAK_DARK = (0.44, 0.27, 0.13, 1.0), (0.27, 0.15, 0.068, 1.0)  # linear
RING_WIDTH = 0.006  # m, of the cap's grain


def add_headless(whole: bpy.types.Object, body: Body, collection: bpy.types.Collection) -> bpy.types.Object:
    """A copy of the mannequin, on the same armature, that ends at mid-neck."""
    item = whole.copy()
    item.data = bpy.data.meshes.new(NAME)
    item.name = NAME
    behead(whole.data, item.data, *cut_of(body))
    for group in whole.vertex_groups:  # their names are the mesh's, and this one is new
        item.vertex_groups.new(name=group.name)
    for material in whole.data.materials:
        item.data.materials.append(material)
    item.data.materials.append(oak())
    item.hide_render = item.hide_viewport = False
    collection.objects.link(item)
    return item


def cut_of(body: Body) -> tuple[np.ndarray, np.ndarray]:
    """A point of the cut (3,) m and its normal (3,), in rest pose."""
    low, high = joint_at(body, "neck01"), joint_at(body, "head")
    return low + CUT_AT * (high - low), np.array([0.0, -np.sin(TILT_RAD), np.cos(TILT_RAD)])


def behead(whole: bpy.types.Mesh, made: bpy.types.Mesh, point: np.ndarray, up: np.ndarray) -> None:
    """Write to ``made`` the mesh below the plane, closed by edge and cap; the cap has the material after the last."""
    mesh = bmesh.new()
    mesh.from_mesh(whole)
    parts = [*mesh.verts, *mesh.edges, *mesh.faces]
    bmesh.ops.bisect_plane(mesh, geom=parts, plane_co=point, plane_no=up, clear_outer=True)
    mesh.verts.index_update()
    mesh.verts.ensure_lookup_table()
    at_cut = [e for e in mesh.edges if e.is_boundary and abs((e.verts[0].co - Vector(point)).dot(Vector(up))) < 1e-4]
    loop = ordered_loop([tuple(v.index for v in edge.verts) for edge in at_cut])
    rim = np.array([mesh.verts[k].co for k in loop])
    middle = rim.mean(0)
    if np.cross(rim - middle, np.roll(rim, -1, 0) - middle).sum(0) @ up < 0:
        loop, rim = loop[::-1], rim[::-1]
    last = [mesh.verts[k] for k in loop]
    for inside, above in EDGE:
        last = add_ring(mesh, last, last, ring(rim, middle, up, inside, above), 0)
    foot = [mesh.verts.new(co, v) for co, v in zip(ring(rim, middle, up, *CAP[0]), last, strict=True)]
    cap = len(whole.materials)
    for inside, above in CAP[1:]:
        foot = add_ring(mesh, foot, foot, ring(rim, middle, up, inside, above), cap)
    mesh.faces.new(foot).material_index = cap
    for face in mesh.faces:
        face.smooth = True
    mesh.to_mesh(made)
    mesh.free()


def ring(rim: np.ndarray, middle: np.ndarray, up: np.ndarray, inside: float, above: float) -> np.ndarray:
    """(L, 3) m: the cut's line drawn in towards its middle, and up."""
    spokes = rim - middle
    reach = np.linalg.norm(spokes, axis=1, keepdims=True)
    return middle + spokes * (1 - inside / reach) + above * up


def add_ring(mesh: bmesh.types.BMesh, below: list, like: list, places: np.ndarray, material: int) -> list:
    """New vertices that move with those they are ``like``, and the faces down to ``below``."""
    made = [mesh.verts.new(co, v) for co, v in zip(places, like, strict=True)]
    for k in range(len(made)):
        n = (k + 1) % len(made)
        mesh.faces.new((below[k], below[n], made[n], made[k])).material_index = material
    return made


def oak() -> bpy.types.Material:
    """Oiled oak, the grain along one side."""
    material, tree = nodes.new_material("Toile Oak Cap")
    place = nodes.add(tree, "TexCoord").outputs["Object"]
    long = nodes.add(tree, "Mapping", named={"Vector": place, "Scale": (1.0, 0.03, 1.0)}).outputs[0]
    grain = nodes.add(tree, "TexNoise", named={"Vector": long, "Scale": 1 / RING_WIDTH, "Detail": 4.0}).outputs[0]
    colour = nodes.mix_colour(tree, nodes.ramp(tree, grain, 0.2, 0.9), OAK_LIGHT, OAK_DARK)
    named = {"Base Color": colour, "Roughness": 0.5, "Specular IOR Level": 0.35}
    nodes.output(tree, nodes.add(tree, "BsdfPrincipled", named=named).outputs[0])
    return material
