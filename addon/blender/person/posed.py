"""The armature's pose, read and set; and what is kept on the armature so that the body can be edited later.

What is kept is numbers alone, as custom properties: the shape, the pose and place that the body was made with, and
(by ``pose_armature``) the pose that it was last given.
"""

from __future__ import annotations

import bpy
import numpy as np

from ...core.body.build import MODEL_NAME, build_body
from ...core.body.hand_pose import joint_rotations, read_pose, take_pose, write_pose
from ...core.body.model import BodyModel, body_model
from ...core.body.poses import PHOTO, in_pose
from ...core.body.skeleton import rotation_vector
from ...core.errors import JobError
from ...core.types import Body, BodyFit
from .armature import ARMATURE, STANCE, pose_armature

SHAPE, POSE = "toile_shape", "toile_pose"
SCALE_LIMIT, MOVED_LIMIT_M = 1e-3, 1e-3
INHERITED = 1e-4  # of a value, that rounding makes it differ from bone to bone
TURNED_LIMIT_DEG = 1.0
AGAIN = "Estimate the body again."


def armature_object(name: str = ARMATURE) -> bpy.types.Object:
    """The armature of the person in the open file.

    Raises:
        JobError: it is not there.
    """
    item = bpy.data.objects.get(name)
    if item is None or item.type != "ARMATURE":
        raise JobError(f"There is no armature {name!r} in the file.", "Estimate the body first.")
    return item


def keep(item: bpy.types.Object, body: Body) -> None:
    """Note on the armature what the body was made from."""
    if body.shape is None:
        return
    item[SHAPE] = [float(value) for value in body.shape]
    item[POSE] = write_pose(*pose_of(body))


def kept_shape(item: bpy.types.Object) -> np.ndarray:
    """(S,) the shape noted on the armature.

    Raises:
        JobError: there is none, or it is not one of this body model.
    """
    model = body_model()
    shape = np.array(item.get(SHAPE, ()), float)
    if shape.shape != (len(model.shape_names),) or not np.isfinite(shape).all():
        raise JobError(f"{item.name!r} does not say what shape its body has.", AGAIN)
    return shape


def pose_of(body: Body) -> tuple[np.ndarray, np.ndarray]:
    """The pose (J, 3, 3) of a body and the place of its root's head (3,) m; the root has the whole turn."""
    root = int(np.flatnonzero(body.parents < 0)[0])
    pose = joint_rotations(body.world_from_joint, body.world_from_joint_rest, body.parents)
    return pose, body.world_from_joint[root, :3, 3]


def read_armature(item: bpy.types.Object) -> tuple[np.ndarray, np.ndarray]:
    """The pose as the armature stands, constraints and the object's own place included: (J, 3, 3) and (3,) m.

    Raises:
        JobError: bones are missing, scaled, or moved off their joints: no pose of a body is like that.
    """
    model = body_model()
    if missing := [name for name in model.joints if name not in item.pose.bones]:
        raise JobError(f"{item.name!r} has no bone {missing[0]!r}.", AGAIN)
    bpy.context.view_layer.update()
    world = np.array(item.matrix_world)
    posed = world @ np.array([np.array(item.pose.bones[name].matrix) for name in model.joints])
    rest = np.array([np.array(item.data.bones[name].matrix_local) for name in model.joints])
    scales = np.linalg.norm(posed[:, :3, :3], axis=1)
    check_each(model, np.abs(scales - 1).max(1), SCALE_LIMIT, "is scaled by {:.1%}", "Clear its scale (Alt+S).")
    pose = joint_rotations(posed, rest, model.parents)
    check_each(
        model, off_joint(model, posed, rest), MOVED_LIMIT_M, "is moved {:.3f} m off its joint", "Clear its place."
    )
    return pose, posed[0, :3, 3]


def off_joint(model: BodyModel, posed: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """(J,) m between each bone's head and where its parent carries it."""
    above = np.where(model.parents >= 0, model.parents, 0)
    carried = posed[above] @ np.linalg.solve(rest[above], rest)
    off = np.linalg.norm(carried[:, :3, 3] - posed[:, :3, 3], axis=1)
    return np.where(model.parents >= 0, off, 0.0)


def check_each(model: BodyModel, values: np.ndarray, limit: float, said: str, fix: str) -> None:
    worst = int(np.argmax(values > (1 - INHERITED) * values.max()))  # parents come first: children are scaled with them
    if values[worst] > limit:
        raise JobError(f"The bone {model.joints[worst]!r} {said.format(values[worst])} (limit {limit:g}).", fix)


def pose_text(item: bpy.types.Object, on_floor: bool) -> str:
    """The armature's pose as a job and a file hold it. ``on_floor``: the body is to stand on the floor where it is."""
    pose, place = read_armature(item)
    return write_pose(pose, place[: 2 if on_floor else 3])


def refuse_unused_pose(item: bpy.types.Object) -> None:
    """Refuse to go on where bones were turned by hand since the body was given its pose: that work would be lost.

    Raises:
        JobError: names the bone that was turned most.
    """
    joints = body_model().joints
    stance = np.array(item.get(STANCE, ()), float)
    if stance.size != 9 * len(joints):
        return
    pose, _ = read_armature(item)
    turned = np.degrees(np.linalg.norm(rotation_vector(np.swapaxes(stance.reshape(-1, 3, 3), 1, 2) @ pose), axis=1))
    worst = int(turned[1:].argmax()) + 1  # the root alone turns and moves the whole person
    if turned[worst] > TURNED_LIMIT_DEG:
        raise JobError(
            f"The armature was posed by hand (the bone {joints[worst]!r} by {turned[worst]:.0f} degrees) and the outfit"
            " would be draped on the pose before that.",
            "Press Use This Pose, or choose a pose again.",
        )


def set_pose(item: bpy.types.Object, name: str, by_hand: str = "") -> Body:
    """Pose the armature as it was placed ("photo"), by the library, or "by_hand"; the shape stays. Returns the body.

    Raises:
        JobError: there is no such pose, or the armature does not say what it was made from.
    """
    body = posed_body(item, name, by_hand)
    pose_armature(item, body)
    return body


def posed_body(item: bpy.types.Object, name: str, by_hand: str = "") -> Body:
    """The body of the shape noted on the armature in a pose; see ``set_pose``."""
    shape, placed = kept_shape(item), item.get(POSE, "")
    if not isinstance(placed, str) or not placed:
        raise JobError(f"{item.name!r} does not say how its body stood.", AGAIN)
    fit = take_pose(BodyFit(MODEL_NAME, shape, body_model().identity_pose(), np.eye(4), None), *read_pose(placed))
    return build_body(fit if name == PHOTO else in_pose(fit, name, by_hand))
