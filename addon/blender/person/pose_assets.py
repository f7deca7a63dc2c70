"""The poses of the library as Blender's own pose assets, made for one body, for Blender's pose library to apply."""

from __future__ import annotations

from pathlib import Path

import bpy
import numpy as np
from mathutils import Matrix

from ...core.body.poses import POSES
from ...core.errors import JobError
from .armature import pose_matrices
from .posed import posed_body

MARK = "toile_pose"  # the custom property by which an asset of ours is known again
TAG = "Toile"
HEIGHT = 1  # of the root bone's axes, the one that points up


def make_pose_assets(item: bpy.types.Object) -> list[str]:
    """Make an action for every pose of the library and mark it as an asset, in place of those made before.

    The poses fit the body on this armature: a hand on the hip lies on the hip. Returns the actions' names.

    Raises:
        JobError: the armature does not say what body it has.
    """
    bodies = {name: posed_body(item, name) for name in POSES}
    remove_pose_assets()
    return [pose_asset(item, name, pose_matrices(item, body), body.joints) for name, body in bodies.items()]


def remove_pose_assets() -> None:
    """Remove the pose assets that were made here."""
    bpy.data.batch_remove([action for action in bpy.data.actions if MARK in action and action.library is None])


def pose_asset(item: bpy.types.Object, name: str, matrices: np.ndarray, joints: tuple[str, ...]) -> str:
    """One pose as an action of one frame. Of the root's place it has the height alone, so that nobody walks off."""
    action = bpy.data.actions.new(f"Toile {name.replace('_', ' ').title()}")
    action[MARK] = name
    slot = action.slots.new(id_type="OBJECT", name=item.name)
    curves = action.layers.new("Pose").strips.new(type="KEYFRAME").channelbag(slot, ensure=True).fcurves
    for joint, matrix in zip(joints, matrices, strict=True):
        path = f'pose.bones["{joint}"]'
        for index, value in enumerate(Matrix(matrix.tolist()).to_quaternion()):
            key(curves, f"{path}.rotation_quaternion", index, value)
        if joint == joints[0]:
            key(curves, f"{path}.location", HEIGHT, float(matrix[HEIGHT, 3]))
    action.asset_mark()
    action.asset_data.description = "Made for the body on this armature"
    action.asset_data.tags.new(TAG, skip_if_exists=True)
    return action.name


def key(curves: bpy.types.ActionChannelbagFCurves, path: str, index: int, value: float) -> None:
    """One key at the first frame."""
    points = curves.new(path, index=index).keyframe_points
    points.add(1)
    points[0].co = (1.0, value)


def write_pose_assets(item: bpy.types.Object, path: Path) -> list[str]:
    """Make the assets and write them to a .blend of their own, for a folder of assets.

    Raises:
        JobError: the file cannot be written.
    """
    names = make_pose_assets(item)
    try:
        bpy.data.libraries.write(str(path), {bpy.data.actions[name] for name in names}, path_remap="NONE")
    except (RuntimeError, OSError) as error:
        raise JobError(f"{path} cannot be written: {error}", "Choose another folder.") from error
    return names
