"""The body in Blender: a mesh on an armature that deforms it as core/body/skeleton.py does."""

from __future__ import annotations

import bpy
import numpy as np
from mathutils import Matrix, Vector

from ...core.body.build import body_model
from ...core.types import Body

BODY, ARMATURE = "Toile Body", "Toile Armature"
SHORTEST_BONE = 0.005  # m; Blender drops bones without length


def add_body(body: Body, collection: bpy.types.Collection) -> tuple[bpy.types.Object, bpy.types.Object]:
    """Put the body and its armature, posed, into the collection. Returns (body object, armature object)."""
    armature = add_armature(body, collection)
    item = add_mesh(body, collection)
    item.parent = armature
    modifier = item.modifiers.new("Armature", "ARMATURE")
    modifier.object = armature
    modifier.use_deform_preserve_volume = modifier.use_bone_envelopes = False
    return item, armature


def add_mesh(body: Body, collection: bpy.types.Collection) -> bpy.types.Object:
    """The rest mesh with UVs and a vertex group for every joint."""
    model = body_model()
    mesh = bpy.data.meshes.new(BODY)
    mesh.from_pydata(body.vertices.tolist(), [], body.faces.tolist())
    mesh.polygons.foreach_set("use_smooth", np.ones(len(body.faces), bool))
    layer = mesh.uv_layers.new(name="UVMap")
    layer.data.foreach_set("uv", model.uv[model.face_uv].astype(np.float32).ravel())
    item = bpy.data.objects.new(BODY, mesh)
    collection.objects.link(item)
    for joint, name in enumerate(body.joints):
        group = item.vertex_groups.new(name=name)
        # One call for all vertices of one weight: a call a vertex takes seconds.
        weights = body.skin_weights[:, joint].astype(np.float32)
        used = np.flatnonzero(weights)
        order = used[np.argsort(weights[used], kind="stable")]
        for same in np.split(order, np.flatnonzero(np.diff(weights[order])) + 1):
            if len(same):
                group.add(same.tolist(), float(weights[same[0]]), "REPLACE")
    return item


def add_armature(body: Body, collection: bpy.types.Collection) -> bpy.types.Object:
    """A bone for every joint, posed. Bones point to their children for looks; only their heads matter."""
    data = bpy.data.armatures.new(ARMATURE)
    item = bpy.data.objects.new(ARMATURE, data)
    collection.objects.link(item)
    heads = body.world_from_joint_rest[:, :3, 3]
    edit_bones(item, body, heads, tails(heads, body.parents))
    turned = body.world_from_joint @ np.linalg.inv(body.world_from_joint_rest)
    rest = np.array([np.array(data.bones[name].matrix_local) for name in body.joints])
    posed = turned @ rest
    for joint, name in enumerate(body.joints):
        parent = body.parents[joint]
        local_rest, local = rest[joint], posed[joint]
        if parent >= 0:
            local_rest, local = np.linalg.solve(rest[parent], rest[joint]), np.linalg.solve(posed[parent], posed[joint])
        bone = item.pose.bones[name]
        bone.rotation_mode = "QUATERNION"
        bone.matrix_basis = Matrix(np.linalg.solve(local_rest, local).tolist())
    return item


def tails(heads: np.ndarray, parents: np.ndarray) -> np.ndarray:
    """(J, 3) m: the middle of a joint's children, or as far on as its parent is back."""
    ends = np.empty_like(heads)
    for joint, parent in enumerate(parents):
        children = np.flatnonzero(parents == joint)
        along = heads[children].mean(0) - heads[joint] if len(children) else 0.5 * (heads[joint] - heads[parent])
        if np.linalg.norm(along) < SHORTEST_BONE:
            along = np.array([0.0, 0.0, 4 * SHORTEST_BONE])
        ends[joint] = heads[joint] + along
    return ends


def edit_bones(item: bpy.types.Object, body: Body, heads: np.ndarray, ends: np.ndarray) -> None:
    """Make the bones. Only edit mode can, and only on the active object of the scene in the context."""
    scene, layer = bpy.context.scene, bpy.context.view_layer
    hold = scene.collection
    active, selected = layer.objects.active, list(bpy.context.selected_objects)
    if bpy.context.mode != "OBJECT":
        bpy.ops.object.mode_set(mode="OBJECT")
    is_held = item.name not in layer.objects
    if is_held:
        hold.objects.link(item)
    layer.objects.active = item
    bpy.ops.object.mode_set(mode="EDIT")
    try:
        made = []
        for joint, name in enumerate(body.joints):
            bone = item.data.edit_bones.new(name)
            bone.head, bone.tail, bone.use_connect = Vector(heads[joint]), Vector(ends[joint]), False
            if body.parents[joint] >= 0:
                bone.parent = made[body.parents[joint]]
            made.append(bone)
    finally:
        bpy.ops.object.mode_set(mode="OBJECT")
        if is_held:
            hold.objects.unlink(item)
        layer.objects.active = active
        for other in selected:
            other.select_set(True)
