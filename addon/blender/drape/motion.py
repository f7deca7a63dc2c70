"""How the body gets from rest, where it is dressed, to the pose in which it is seen."""

from __future__ import annotations

import math

import numpy as np

from ...core.body.skeleton import (
    forward_kinematics,
    levels,
    rotation_matrix,
    rotation_vector,
    skin,
    transforms,
    translation,
)
from ...core.types import Body

MOST_DETOUR = 0.2  # rad; more, and the arm takes the chest's cloth up with it
FULLY_BENT = 1.4  # rad, of the elbow


class Motion:
    """The body's joints turned by a share of their pose.

    The cloth moves in the simulation's frame: the world without the person's heading and place on the floor, so that
    the body turns only as far as it bends.
    """

    def __init__(self, body: Body):
        self.body = body
        self.heads = body.world_from_joint_rest[:, :3, 3]
        self.levels = levels(body.parents)
        turned = body.world_from_joint[:, :3, :3]  # a joint's rest frame is only a translation
        heading = math.atan2(turned[0, 1, 0] - turned[0, 0, 1], turned[0, 0, 0] + turned[0, 1, 1])
        place = body.world_from_joint[0, :3, 3]
        about_z = rotation_matrix(np.array([0, 0, heading]))
        self.world_from_sim = transforms(about_z, np.array([*place[:2], 0.0]) - about_z @ (*self.heads[0, :2], 0.0))
        self.posed_turns = about_z.T @ turned
        local = self.posed_turns.copy()
        parents = body.parents[1:]
        local[1:] = np.swapaxes(self.posed_turns[parents], 1, 2) @ self.posed_turns[1:]
        self.turns = rotation_vector(local)
        self.root = about_z.T @ (place - self.world_from_sim[:3, 3])
        self.outward = {body.joints.index(f"upperarm01.{side}"): self.detour(side) for side in ("L", "R")}

    def detour(self, side: str) -> np.ndarray:
        """(3,) rotation vector: how far the upper arm opens halfway, the more, the more the elbow bends.

        A hand on its way to the hip would else slide along the body, and drag the skirt there.
        """
        opened = MOST_DETOUR * min(self.elbow_bend(side) / FULLY_BENT, 1.0)
        return np.array([0.0, -opened if side == "L" else opened, 0.0])

    def elbow_bend(self, side: str) -> float:
        """rad."""
        return float(np.linalg.norm(self.turns[self.body.joints.index(f"lowerarm01.{side}")]))

    def at(self, share: float) -> np.ndarray:
        """(V, 3) m, in the simulation's frame: rest at 0, the pose at 1."""
        root = self.heads[0] + share * (self.root - self.heads[0])
        local = rotation_matrix(share * self.turns)
        for joint, opened in self.outward.items():
            local[joint] = rotation_matrix(math.sin(math.pi * share) * opened) @ local[joint]
        turned, moved = forward_kinematics(
            self.heads[None],
            local[None],
            self.body.parents,
            root_position=root[None],
            by_level=self.levels,
        )
        world = transforms(turned[0], moved[0]) @ translation(self.heads)
        return skin(self.body.vertices, self.body.skin_weights, translation(self.heads), world)

    def turned(self, joint: str) -> np.ndarray:
        """(3, 3) how the pose turns what is around a joint."""
        return self.posed_turns[self.body.joints.index(joint)]

    def to_world(self, points: np.ndarray) -> np.ndarray:
        """Points (N, 3) of the simulation's frame, in the world."""
        return points @ self.world_from_sim[:3, :3].T + self.world_from_sim[:3, 3]


def ease(share: float) -> float:
    """Slow at both ends, from 0 to 1."""
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)
