"""The body in Blender: a mesh on an armature that deforms it as core/body/skeleton.py does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import bpy
import numpy as np
from mathutils import Matrix, Vector

from ...core.body.build import body_model
from ...core.body.hand_pose import joint_rotations
from ...core.types import Body
from .bones import COLLECTIONS, BoneLayout, collection_of, lay_bones

BODY, ARMATURE = "Toile Body", "Toile Armature"
STANCE = "toile_stance"  # the pose (J, 3, 3) that the armature was last given


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
    add_weights(item, body.joints, body.skin_weights)
    return item


def add_weights(item: bpy.types.Object, joints: tuple[str, ...], skin_weights: np.ndarray) -> None:
    """A vertex group for every joint, of the weights (V, J)."""
    for joint, name in enumerate(joints):
        group = item.vertex_groups.new(name=name)
        # One call for all vertices of one weight: a call a vertex takes seconds.
        weights = skin_weights[:, joint].astype(np.float32)
        used = np.flatnonzero(weights)
        order = used[np.argsort(weights[used], kind="stable")]
        for same in np.split(order, np.flatnonzero(np.diff(weights[order])) + 1):
            if len(same):
                group.add(same.tolist(), float(weights[same[0]]), "REPLACE")


def add_armature(body: Body, collection: bpy.types.Collection) -> bpy.types.Object:
    """A bone for every joint, posed; see bones.py for where they lie."""
    data = bpy.data.armatures.new(ARMATURE)
    item = bpy.data.objects.new(ARMATURE, data)
    collection.objects.link(item)
    layout = lay_bones(body)
    with editing(item) as bones:
        for joint, name in enumerate(body.joints):
            bone = bones.new(name)
            place_bone(bone, layout, joint)
            if body.parents[joint] >= 0:
                bone.parent = bones[body.joints[body.parents[joint]]]
                bone.use_connect = bool(layout.is_connected[joint])
    for name in COLLECTIONS:
        data.collections.new(name)
    for name in body.joints:
        data.collections[collection_of(name)].assign(data.bones[name])
    for name in body.joints:
        item.pose.bones[name].rotation_mode = "QUATERNION"
    pose_armature(item, body)
    return item


def place_bone(bone: bpy.types.EditBone, layout: BoneLayout, joint: int) -> None:
    """Give an edit bone its place and roll."""
    bone.head, bone.tail = Vector(layout.heads[joint]), Vector(layout.tails[joint])
    bone.align_roll(Vector(layout.hinge_side[joint]))


def pose_armature(item: bpy.types.Object, body: Body) -> None:
    """Turn the bones, and place the root, so that the armature stands as the body does, wherever its object is."""
    for name, matrix in zip(body.joints, pose_matrices(item, body), strict=True):
        item.pose.bones[name].matrix_basis = Matrix(matrix.tolist())
    stance = joint_rotations(body.world_from_joint, body.world_from_joint_rest, body.parents)
    item[STANCE] = stance.ravel().tolist()


def pose_matrices(item: bpy.types.Object, body: Body) -> np.ndarray:
    """(J, 4, 4) of every bone, the turn and shift from its rest place, in its own axes, with which it stands so."""
    object_from_world = np.linalg.inv(np.array(item.matrix_world))
    turned = object_from_world @ body.world_from_joint @ np.linalg.inv(body.world_from_joint_rest)
    rest = np.array([np.array(item.data.bones[name].matrix_local) for name in body.joints])
    posed = turned @ rest
    above = np.maximum(body.parents, 0)
    basis = np.linalg.solve(np.linalg.solve(rest[above], rest), np.linalg.solve(posed[above], posed))
    root = body.parents < 0
    basis[root] = np.linalg.solve(rest[root], posed[root])
    return basis


@contextmanager
def editing(item: bpy.types.Object) -> Iterator[bpy.types.ArmatureEditBones]:
    """The armature's edit bones. Only edit mode has them, and only on the active object of the context's scene."""
    scene, layer = bpy.context.scene, bpy.context.view_layer
    active, selected, mode = layer.objects.active, list(bpy.context.selected_objects), bpy.context.mode
    if mode != "OBJECT":
        bpy.ops.object.mode_set(mode="OBJECT")
    is_held = item.name not in layer.objects
    if is_held:
        scene.collection.objects.link(item)
    layer.objects.active = item
    bpy.ops.object.mode_set(mode="EDIT")
    try:
        yield item.data.edit_bones
    finally:
        bpy.ops.object.mode_set(mode="OBJECT")
        if is_held:
            scene.collection.objects.unlink(item)
        layer.objects.active = active
        for other in selected:
            other.select_set(True)
        if mode == "POSE" and active:
            bpy.ops.object.mode_set(mode="POSE")
