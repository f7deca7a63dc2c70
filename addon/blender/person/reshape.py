"""Another shape for the body in the scene, at once: mesh, bones, pose and mannequin follow, nothing is made anew."""

from __future__ import annotations

from dataclasses import replace

import bpy
import numpy as np
from mathutils.kdtree import KDTree

from ...core.body.build import MODEL_NAME, build_body, posed_vertices
from ...core.body.hand_pose import on_floor
from ...core.body.model import BodyModel, body_model
from ...core.body.skeleton import translation
from ...core.errors import JobError
from ...core.types import Body, BodyFit
from .armature import ARMATURE, BODY, editing, place_bone, pose_armature
from .bones import lay_bones
from .mannequin import NAME as MANNEQUIN
from .posed import AGAIN, POSE, SHAPE, armature_object, kept_shape, read_armature

NEIGHBOURS = 3  # of the skin's vertices, that carry a vertex of the mannequin along
# Mesh's session_uid -> the skin's vertices that carry each of its own (N, 3), and by how much. Worked out once a mesh.
bindings: dict[int, tuple[np.ndarray, np.ndarray]] = {}


def reshape(shape: np.ndarray, body: str = BODY, armature: str = ARMATURE) -> Body:
    """Give the body another shape (S,). It keeps its pose, also one set by hand, and stands on the floor where it was.

    Raises:
        JobError: there is no body, or its mesh is not the body model's.
    """
    rig, item = armature_object(armature), bpy.data.objects.get(body)
    model = body_model()
    if item is None or item.type != "MESH" or len(item.data.vertices) != len(model.template_vertices):
        raise JobError(f"There is no body {body!r} in the file that can be given another shape.", AGAIN)
    kept_shape(rig)
    pose, place = read_armature(rig)
    made = grounded(build_body(BodyFit(MODEL_NAME, shape, pose, translation(place), None)), model)
    carry_mannequin(item, made.vertices)
    set_vertices(item.data, made.vertices)
    layout = lay_bones(made)
    with editing(rig) as bones:
        for joint, name in enumerate(made.joints):
            place_bone(bones[name], layout, joint)
    pose_armature(rig, made)
    rig[SHAPE] = [float(value) for value in shape]
    rig[POSE] = on_floor(rig.get(POSE, "{}"))  # the root's height was another body's
    return made


def grounded(body: Body, model: BodyModel) -> Body:
    """The body moved up or down until it stands on the floor."""
    world = body.world_from_joint.copy()
    world[:, 2, 3] -= posed_vertices(body)[model.is_skin, 2].min()
    return replace(body, world_from_joint=world)


def vertices_of(mesh: bpy.types.Mesh) -> np.ndarray:
    """(V, 3) m."""
    vertices = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("co", vertices)
    return vertices.reshape(-1, 3)


def set_vertices(mesh: bpy.types.Mesh, vertices: np.ndarray) -> None:
    mesh.vertices.foreach_set("co", vertices.astype(np.float32).ravel())
    mesh.update()


def carry_mannequin(item: bpy.types.Object, vertices: np.ndarray) -> None:
    """Move the mannequin's vertices as the skin's move that are nearest, to the new rest vertices (V, 3) m."""
    mannequin = bpy.data.objects.get(MANNEQUIN)
    if mannequin is None or mannequin.type != "MESH":
        return
    before, places = vertices_of(item.data), vertices_of(mannequin.data)
    carriers, shares = binding(mannequin.data, places, before)
    moved = vertices.astype(np.float32) - before
    set_vertices(mannequin.data, places + np.einsum("nk,nkc->nc", shares, moved[carriers]))


def binding(mesh: bpy.types.Mesh, places: np.ndarray, skin: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which vertices of the skin (V, 3) carry each place (N, 3), (N, 3), and by what share, (N, 3)."""
    key = mesh.session_uid
    if key not in bindings or len(bindings[key][0]) != len(places):
        tree = KDTree(len(skin))
        visible = np.flatnonzero(body_model().is_skin)
        for index in visible.tolist():
            tree.insert(skin[index], index)
        tree.balance()
        found = np.array([[hit[1:] for hit in tree.find_n(place, NEIGHBOURS)] for place in places.tolist()])
        closeness = 1 / (found[..., 1] + 1e-4)
        bindings.clear()
        bindings[key] = found[..., 0].astype(np.int32), (closeness / closeness.sum(1, keepdims=True)).astype(np.float32)
    return bindings[key]
