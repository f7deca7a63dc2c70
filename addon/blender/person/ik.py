"""Controls for hands and feet: goals and poles that are there while they are used, and leave the bones as they were.

The twist bones in the middle of upper arm, forearm, thigh and shin stay still; shoulder and elbow, hip and knee bend.
"""

from __future__ import annotations

import bpy
import numpy as np
from mathutils import Matrix, Vector

from ...core.errors import JobError
from .armature import editing

COLLECTION = "IK"
CONSTRAINT = "Toile IK"
# The chain that is solved, from the body outward; the bone that takes the goal's turn; the names of goal and pole.
LIMBS = (
    (("upperarm01", "upperarm02", "lowerarm01", "lowerarm02"), "wrist", "ik_hand", "ik_elbow"),
    (("upperleg01", "upperleg02", "lowerleg01", "lowerleg02"), "foot", "ik_foot", "ik_knee"),
)
POLE_AWAY = 1.0  # of the limb's length, from its middle joint
ROUNDS, CLOSE_RAD, LEAST_SLOPE = 6, 1e-6, 0.2  # of setting the poles' angles
STIFF = 0.99  # the most that Blender has
STRAIGHT_M = 1e-4  # a limb bent by less takes its pole from the hinge


def has_controls(item: bpy.types.Object) -> bool:
    return COLLECTION in item.data.collections


def add_controls(item: bpy.types.Object) -> None:
    """Put a goal at each hand and foot and a pole before each elbow and knee, where the armature stands now.

    Raises:
        JobError: the controls are there already.
    """
    if has_controls(item):
        raise JobError(f"{item.name!r} has its IK controls already.")
    bpy.context.view_layer.update()
    limbs = [Limb(item, side, *parts) for side in (".L", ".R") for parts in LIMBS]
    with editing(item) as bones:
        for limb in limbs:
            limb.add_bones(bones)
    collection = item.data.collections.new(COLLECTION)
    for limb in limbs:
        for name in (limb.goal, limb.pole):
            collection.assign(item.data.bones[name])
    bpy.context.view_layer.update()
    for limb in limbs:
        limb.hold(item)
    for _ in range(ROUNDS):
        bpy.context.view_layer.update()
        for limb in limbs:
            limb.turn_back(item)
    bpy.context.view_layer.update()


def remove_controls(item: bpy.types.Object, keep_pose: bool = True) -> None:
    """Take the controls away. ``keep_pose``: the limbs stay where the controls have brought them; else as before.

    Raises:
        JobError: there are none.
    """
    if not has_controls(item):
        raise JobError(f"{item.name!r} has no IK controls.", "Add them first.")
    bpy.context.view_layer.update()
    bones = item.pose.bones
    held = [f"{name}{side}" for side in (".L", ".R") for chain, end, _, _ in LIMBS for name in (*chain, end)]
    seen = {name: np.array(bones[name].matrix) for name in held}
    for name in held:
        for constraint in [each for each in bones[name].constraints if each.name.startswith(CONSTRAINT)]:
            bones[name].constraints.remove(constraint)
        bones[name].lock_ik_x = bones[name].lock_ik_z = False
        bones[name].ik_stiffness_y = 0.0
    with editing(item) as edited:
        for limb_goal in [
            f"{name}{side}" for side in (".L", ".R") for *_, goal, pole in LIMBS for name in (goal, pole)
        ]:
            edited.remove(edited[limb_goal])
    item.data.collections.remove(item.data.collections[COLLECTION])
    if keep_pose:
        take(item, held, seen)
    bpy.context.view_layer.update()


def take(item: bpy.types.Object, names: list[str], seen: dict[str, np.ndarray]) -> None:
    """Turn the bones, parents first, so that their matrices (4, 4) in the armature are as given."""
    bpy.context.view_layer.update()
    for name in names:
        bone = item.pose.bones[name]
        above = seen.get(bone.parent.name, np.array(bone.parent.matrix))
        rest = np.linalg.solve(np.array(bone.parent.bone.matrix_local), np.array(bone.bone.matrix_local))
        basis = np.linalg.solve(rest, np.linalg.solve(above, seen[name]))
        bone.matrix_basis = Matrix(basis.tolist()).to_quaternion().to_matrix().to_4x4()


class Limb:
    """An arm or a leg and its two controls."""

    def __init__(self, item: bpy.types.Object, side: str, chain: tuple[str, ...], end: str, goal: str, pole: str):
        self.chain, self.end = tuple(f"{name}{side}" for name in chain), f"{end}{side}"
        self.goal, self.pole = f"{goal}{side}", f"{pole}{side}"
        bones = item.pose.bones
        self.start, self.middle = (np.array(bones[self.chain[k]].head) for k in (0, 2))
        self.tip = np.array(bones[self.end].head)
        self.first_hinge = np.array(bones[self.chain[0]].matrix)[:3, 0]
        self.hinge = np.array(bones[self.chain[2]].matrix)[:3, 2]
        self.end_matrix = bones[self.end].matrix.copy()
        self.end_length = bones[self.end].length
        self.slope = 1.0  # of the limb's turn over the pole's angle
        self.last: tuple[float, ...] = ()

    @property
    def pole_place(self) -> np.ndarray:
        """(3,) m: outside the bend, in the plane of the limb."""
        along = self.tip - self.start
        length = np.linalg.norm(along)
        along = along / length
        out = self.middle - self.start
        out -= (out @ along) * along
        if np.linalg.norm(out) < STRAIGHT_M:
            out = -self.hinge + (self.hinge @ along) * along
        return self.middle + POLE_AWAY * length * out / np.linalg.norm(out)

    def add_bones(self, bones: bpy.types.ArmatureEditBones) -> None:
        goal, pole = bones.new(self.goal), bones.new(self.pole)
        for bone in (goal, pole):
            bone.use_deform = False
        goal.head, goal.tail = (0, 0, 0), (0, 2 * self.end_length, 0)
        goal.matrix = self.end_matrix
        pole.head = Vector(self.pole_place)
        pole.tail = pole.head + Vector((0, 0, self.end_length))

    def hold(self, item: bpy.types.Object) -> None:
        """Let the controls have the limb."""
        bones = item.pose.bones
        for name in (self.chain[1], self.chain[3]):
            bones[name].lock_ik_x = bones[name].lock_ik_z = True
            bones[name].ik_stiffness_y = STIFF  # a locked twist would be undone
        solve = bones[self.chain[3]].constraints.new("IK")
        solve.name, solve.target, solve.subtarget = CONSTRAINT, item, self.goal
        solve.pole_target, solve.pole_subtarget = item, self.pole
        solve.chain_count, solve.iterations, solve.use_stretch = len(self.chain), 500, False
        turn = bones[self.end].constraints.new("COPY_ROTATION")
        turn.name, turn.target, turn.subtarget = f"{CONSTRAINT} turn", item, self.goal

    def turn_back(self, item: bpy.types.Object) -> None:
        """Set the pole's angle so that the limb lies in the plane that it lay in: by how far it has been turned."""
        along = self.tip - self.start
        along /= np.linalg.norm(along)
        now = np.array(item.pose.bones[self.chain[0]].matrix)[:3, 0]
        before = self.first_hinge - (self.first_hinge @ along) * along
        now -= (now @ along) * along
        off = float(np.arctan2(np.cross(before, now) @ along, before @ now))
        solve = item.pose.bones[self.chain[3]].constraints[CONSTRAINT]
        if self.last:  # a limb that is bent far turns by more than the angle
            change = (off - self.last[1]) / (solve.pole_angle - self.last[0])
            self.slope = change if LEAST_SLOPE < change < 1 / LEAST_SLOPE else self.slope
        if abs(off) > CLOSE_RAD:
            self.last = solve.pole_angle, off
            solve.pole_angle -= off / self.slope
