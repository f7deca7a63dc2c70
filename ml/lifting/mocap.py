"""Poses of real people: CMU's motion capture, carried to the body's hinges.

The data used in this project was obtained from mocap.cs.cmu.edu. The database was created with funding from
NSF EIA-0196217. Two files are read, of the two skeletons that CMU's recordings are passed on with; their conventions
differ: ``cmu_poses_mb2skeleton.npz`` (rotations relative to the parent) and ``cmu_poses_asfamc.npz`` (of the world).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...addon.core.body.skeleton import rotation_between, rotation_matrix, rotation_vector
from ..fit.parameters import Layout, arm_axes

BODY_FROM_CMU = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])  # CMU: Y up, faces +Z
UPRIGHT = 0.75  # cosine of the pelvis to the vertical; people who climb or lie are left out
T_POSE = (0.4, 0.25)  # radians: both arms turned from the A-pose by more, legs by less
KEPT_BACK = 5  # every fifth sequence is for evaluation only
# The first skeleton's head looks 18 degrees down in people who walk; radians that put it right.
LIFTED_HEAD = {"neck": -0.12, "head": -0.16}
PARENTS = {"lumbar": "root", "thorax": "lumbar", "neck": "thorax", "head": "neck"} | {
    f"{child}.{side}": parent if parent in ("root", "thorax") else f"{parent}.{side}"
    for side in "LR"
    for child, parent in (
        ("clavicle", "thorax"),
        ("shoulder", "clavicle"),
        ("elbow", "shoulder"),
        ("wrist", "elbow"),
        ("hip", "root"),
        ("knee", "hip"),
        ("ankle", "knee"),
    )
}
# By hinge of a side: both skeletons' joint, then the joint whose bone gives the limb's direction.
FIRST = {
    "clavicle": ("Shoulder", ""),
    "shoulder": ("Arm", "ForeArm"),
    "elbow": ("ForeArm", "Hand"),
    "wrist": ("Hand", "Hand"),
    "hip": ("UpLeg", "Leg"),
    "knee": ("Leg", "Foot"),
    "ankle": ("Foot", ""),
}
SECOND = {
    "clavicle": ("clavicle", ""),
    "shoulder": ("humerus", "humerus"),
    "elbow": ("wrist", "radius"),
    "wrist": ("hand", "radius"),
    "hip": ("femur", "femur"),
    "knee": ("tibia", "tibia"),
    "ankle": ("foot", ""),
}
LIMBS = {  # the limb that a hinge moves, as joints of the body
    "shoulder": ("upperarm01", "lowerarm01"),
    "elbow": ("lowerarm01", "wrist"),
    "wrist": ("lowerarm01", "wrist"),
    "hip": ("upperleg01", "lowerleg01"),
    "knee": ("lowerleg01", "foot"),
}


@dataclass(frozen=True, eq=False)
class Captured:
    """Upright poses, each with the name of the sequence it is of."""

    angles: np.ndarray  # (N, hinges, 3) of Layout's hinges
    root: np.ndarray  # (N, 3, 3) the pelvis' rotation in the world, its heading taken off
    sequence: np.ndarray  # (N,) names

    def part(self, for_evaluation: bool) -> Captured:
        """The sequences for training, or those kept back."""
        names = np.unique(self.sequence)
        chosen = np.isin(self.sequence, names[::KEPT_BACK]) == for_evaluation
        return Captured(self.angles[chosen], self.root[chosen], self.sequence[chosen])


def read_mocap(folder: Path, layout: Layout) -> Captured:
    """All upright poses of the two files in a folder, less the T-poses that recordings begin with."""
    parts = []
    for world, limbs, names, lifted in (first_skeleton(folder), second_skeleton(folder)):
        angles, root = carried(world, limbs, layout)
        for hinge, angle in LIFTED_HEAD.items() if lifted else ():
            angles[:, [h.name for h in layout.hinges].index(hinge), 0] += angle
        upright = (root[:, 2, 2] > UPRIGHT) & ~is_calibration(angles, layout)
        parts.append(Captured(angles[upright], root[upright], names[upright]))
    return Captured(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("angles", "root", "sequence"))
    )


def is_calibration(angles: np.ndarray, layout: Layout) -> np.ndarray:
    """(N,) True where angles (N, hinges, 3) are a T-pose."""
    arms = [number for number, hinge in enumerate(layout.hinges) if hinge.name.startswith("shoulder")]
    legs = [number for number, hinge in enumerate(layout.hinges) if hinge.name.startswith(("hip", "knee"))]
    raised = np.linalg.norm(angles[:, arms], axis=2).min(axis=1) > T_POSE[0]
    return raised & (np.linalg.norm(angles[:, legs], axis=2).max(axis=1) < T_POSE[1])


def first_skeleton(folder: Path) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray], np.ndarray, bool]:
    """By hinge: world rotations (N, 3, 3), and the rest direction of its limb, in CMU's axes."""
    with np.load(folder / "cmu_poses_mb2skeleton.npz", allow_pickle=False) as file:
        turned, parents = rotation_matrix(file["rotvec_local"]), file["parents"]
        joints, offsets = [str(name) for name in file["joint_names"]], file["offsets_m"]
        names = np.array([f"mb2 {name}" for name in file["seq_names"].astype(str)])[file["seq"]]
    for joint in range(1, len(parents)):
        turned[:, joint] = turned[:, parents[joint]] @ turned[:, joint]
    hinges = {"root": "Hips", "lumbar": "Spine", "thorax": "Spine1", "neck": "Neck1", "head": "Head"}
    limbs = {}
    for side, word in (("L", "Left"), ("R", "Right")):
        for hinge, (joint, limb) in FIRST.items():
            hinges[f"{hinge}.{side}"] = word + joint
            if limb:
                limbs[f"{hinge}.{side}"] = offsets[joints.index(word + limb)]
    return {hinge: turned[:, joints.index(joint)] for hinge, joint in hinges.items()}, limbs, names, True


def second_skeleton(folder: Path) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray], np.ndarray, bool]:
    """As ``first_skeleton``; its rest directions are not given: they are the bones' own in their joint's axes."""
    with np.load(folder / "cmu_poses_asfamc.npz", allow_pickle=False) as file:
        turned, ends, parents = rotation_matrix(file["world_rotvec"]), file["joints_pelvis_m"], file["parents"]
        joints = [str(name) for name in file["joint_names"]]
        names = np.array([f"asf {name}" for name in file["seq_names"].astype(str)])[file["seq"]]
    bones = np.einsum("njba,njb->ja", turned[:, 1:], ends[:, 1:] - ends[:, parents[1:]]) / len(turned)
    rest = np.concatenate([np.zeros((1, 3)), bones])
    hinges = {"root": "root", "lumbar": "upperback", "thorax": "thorax", "neck": "upperneck", "head": "head"}
    limbs = {}
    for side, letter in (("L", "l"), ("R", "r")):
        for hinge, (joint, limb) in SECOND.items():
            hinges[f"{hinge}.{side}"] = letter + joint
            if limb:
                limbs[f"{hinge}.{side}"] = rest[joints.index(letter + limb)]
    return {hinge: turned[:, joints.index(joint)] for hinge, joint in hinges.items()}, limbs, names, False


def carried(
    world: dict[str, np.ndarray], limbs: dict[str, np.ndarray], layout: Layout
) -> tuple[np.ndarray, np.ndarray]:
    """The hinges' angles (N, hinges, 3) and the roots (N, 3, 3), headings taken off."""
    heads = layout.body.model.template_heads
    joint = layout.body.model.joint
    turned = {}
    for hinge, rotation in world.items():
        turned[hinge] = BODY_FROM_CMU @ rotation @ BODY_FROM_CMU.T
        if hinge in limbs:
            kind, _, side = hinge.partition(".")
            start, end = (heads[joint(f"{name}.{side}")] for name in LIMBS[kind])
            turned[hinge] = turned[hinge] @ rotation_between(end - start, BODY_FROM_CMU @ limbs[hinge])
    root = turned["root"]
    heading = np.arctan2(root[:, 1, 0] - root[:, 0, 1], root[:, 0, 0] + root[:, 1, 1])
    level = rotation_matrix(np.stack([0 * heading, 0 * heading, -heading], axis=1))
    small = layout.body.model.template_heads[layout.body.kept]
    angles = np.zeros((len(root), len(layout.hinges), 3))
    for number, hinge in enumerate(layout.hinges):
        axes = arm_axes(layout.body, small, hinge.name[-1]) if hinge.along_forearm else np.eye(3)
        relative = np.swapaxes(turned[PARENTS[hinge.name]], 1, 2) @ turned[hinge.name]
        angles[:, number] = rotation_vector(relative) @ axes
    return angles, level @ root
