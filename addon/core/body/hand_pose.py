"""A pose set by hand, as a job and a file hold it: JSON, joint to rotation, and where the root is.

``{"place": [0.1, 0.0], "upperarm01.L": [0.0, 0.4, 0.0], "wrist.L": [1.0, 0.0, 0.0, 0.0]}``: a rotation vector (3
numbers, radians) or a quaternion (4, w first) about the joint's rest head in rest axes, relative to its parent; joints
that are not named are at rest. "place" is the root's head in the world, m: two numbers stand the body on the floor
there, three leave it where they say, and none stands it on the floor over the origin.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import JobError
from ..options import Choice
from ..types import BodyFit
from .build import stand_on_floor
from .model import BodyModel, body_model
from .skeleton import rotation_matrix, rotation_vector, translation

BY_HAND = "by_hand"  # the pose's name in a job
POSE_FILE = "pose_file"
PLACE = "place"
UNIT_LIMIT = 0.01  # how far a quaternion's length may be from 1
MOST_RAD = 2 * np.pi + 1e-6
MOST_PLACE_M = 1000.0
LEAST_RAD = 1e-9  # a joint turned by less is at rest
LARGEST_FILE = 1_000_000  # bytes; a pose has 10,000
DIGITS = 9


def read_pose(text: str, where: str = "pose") -> tuple[np.ndarray, np.ndarray]:
    """The pose (J, 3, 3) and the place (0,), (2,) or (3,) m that a text holds. ``where`` names the text in errors.

    Raises:
        JobError: it is no JSON, a joint is unknown, or what it says is no rotation.
    """
    try:
        table = json.loads(text, object_pairs_hook=once_each)
    except ValueError as error:
        raise JobError(f"The {where} is not JSON: {error}.", 'Write {"joint": [x, y, z], ...} in radians.') from error
    if not isinstance(table, dict):
        raise JobError(f"The {where} is no table of joints.", 'Write {"joint": [x, y, z], ...} in radians.')
    model = body_model()
    place = read_place(table.pop(PLACE, []), where)
    if unknown := [name for name in table if name not in model.joints]:
        raise JobError(f"The {where} has an unknown joint {unknown[0]!r}.", f"Known: {', '.join(model.joints)}.")
    pose = model.identity_pose()
    for name, value in table.items():
        pose[model.joint(name)] = read_rotation(value, name, where)
    return pose, place


def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON table in which no name stands twice."""
    table = dict(pairs)
    if len(table) < len(pairs):
        raise ValueError("a joint is named twice")
    return table


def numbers(value: Any, counts: tuple[int, ...]) -> np.ndarray | None:
    """The list as an array if it has one of these lengths and finite numbers alone."""
    is_list = isinstance(value, list) and len(value) in counts
    if not is_list or any(isinstance(item, bool) or not isinstance(item, (int, float)) for item in value):
        return None
    array = np.array(value, float)
    return array if np.isfinite(array).all() else None


def read_place(value: Any, where: str) -> np.ndarray:
    place = numbers(value, (0, 2, 3))
    if place is None or np.abs(place).max(initial=0.0) > MOST_PLACE_M:
        raise JobError(
            f"The place of the {where} is {value!r}.", f"Write [x, y] or [x, y, z], m, up to {MOST_PLACE_M:g}."
        )
    return place


def read_rotation(value: Any, name: str, where: str) -> np.ndarray:
    """(3, 3) of a rotation vector or a quaternion."""
    given = numbers(value, (3, 4))
    if given is None:
        raise JobError(
            f"{name} of the {where} is {value!r}, which is no rotation.",
            "Write a rotation vector of 3 numbers in radians, or a quaternion of 4, w first.",
        )
    length = float(np.linalg.norm(given))
    if len(given) == 4:
        if abs(length - 1) > UNIT_LIMIT:
            raise JobError(f"{name} of the {where} is a quaternion of length {length:.3f}.", "Its length must be 1.")
        axis = given[1:] / max(float(np.linalg.norm(given[1:])), 1e-12)
        return rotation_matrix(2 * np.arctan2(np.linalg.norm(given[1:]), given[0]) * axis)
    if length > MOST_RAD:
        raise JobError(
            f"{name} of the {where} is turned by {length:.1f} rad (limit 2 pi).", "Write radians, not degrees."
        )
    return rotation_matrix(given)


def read_pose_file(path: Path) -> str:
    """The text of a pose file, checked.

    Raises:
        JobError: the file is absent or closed to us, or holds no pose.
    """
    try:
        with open(path, "rb") as file:
            text = file.read(LARGEST_FILE + 1).decode("utf-8")
    except OSError as error:
        raise JobError(
            f"The pose {path} cannot be read: {error.strerror}.", "Name a file that Save Pose wrote."
        ) from error
    except UnicodeDecodeError as error:
        raise JobError(f"The pose {path} is not UTF-8 text.", "Name a file that Save Pose wrote.") from error
    if len(text) > LARGEST_FILE:
        raise JobError(f"The pose {path} is larger than {LARGEST_FILE:,} bytes.", "Name a file that Save Pose wrote.")
    read_pose(text, f"pose {path.name}")
    return text


def with_pose_file(body: Choice, base: Path) -> Choice:
    """The body's settings with the pose itself in place of ``pose_file``, a path relative to ``base``.

    So a job is whole in one file, and is another job when the pose is another.

    Raises:
        JobError: the file holds no pose, or another pose is chosen beside it.
    """
    options = dict(body.options)
    path = options.pop(POSE_FILE, None)
    if path is None:
        return body
    if not isinstance(path, str) or not path:
        raise JobError(
            f"The {POSE_FILE} of the body is {path!r}, which is no path.", "Name a file that Save Pose wrote."
        )
    if options.get("pose", BY_HAND) != BY_HAND or options.get("pose_by_hand"):
        raise JobError(f"The body has a {POSE_FILE} and another pose.", "Keep one of them.")
    text = read_pose_file((base / path).absolute())
    return Choice(body.plugin, {**options, "pose": BY_HAND, "pose_by_hand": text.strip()})


def write_pose(pose: np.ndarray, place: np.ndarray) -> str:
    """The pose (J, 3, 3) and the place (0,), (2,) or (3,) m as text; ``read_pose`` reads them back."""
    table: dict[str, list[float]] = {PLACE: [round(float(v), DIGITS) for v in place]} if len(place) else {}
    for name, vector in zip(body_model().joints, rotation_vector(pose), strict=True):
        if np.linalg.norm(vector) > LEAST_RAD:
            table[name] = [round(float(v), DIGITS) + 0.0 for v in vector]
    return json.dumps(table)


def on_floor(text: str) -> str:
    """The text of a pose with the body standing on the floor where it is."""
    table = json.loads(text)
    return json.dumps({**table, PLACE: table[PLACE][:2]} if PLACE in table else table)


def take_pose(fit: BodyFit, pose: np.ndarray, place: np.ndarray) -> BodyFit:
    """The same body in a pose (J, 3, 3) at a place; see ``read_pose``. The photo's camera no longer sees it."""
    model: BodyModel = body_model()
    root = model.rest_heads(fit.shape)[0].copy()
    root[: len(place)] = place
    posed = replace(fit, pose=pose, world_from_root=translation(root), camera=None)
    return posed if len(place) == 3 else replace(posed, world_from_root=stand_on_floor(model, posed))


def joint_rotations(world_from_joint: np.ndarray, world_from_joint_rest: np.ndarray, parents: np.ndarray) -> np.ndarray:
    """The pose (J, 3, 3) that turns the rest frames (J, 4, 4) to posed ones; the root's has the whole turn."""
    turned = world_from_joint[:, :3, :3] @ np.swapaxes(world_from_joint_rest[:, :3, :3], 1, 2)
    above = np.where(parents >= 0, parents, 0)
    local = np.swapaxes(turned[above], 1, 2) @ turned
    local[parents < 0] = turned[parents < 0]
    return nearest_rotations(local)


def nearest_rotations(matrices: np.ndarray) -> np.ndarray:
    """(..., 3, 3) the rotations nearest to matrices that are nearly rotations."""
    left, _, right = np.linalg.svd(matrices)
    sign = np.linalg.det(left @ right)
    left[..., :, 2] *= sign[..., None]
    return left @ right
