"""Poses to learn from: people who stand and walk as in fashion photos, and people captured in motion."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...addon.core.body.skeleton import rotation_matrix, rotation_vector
from ..fit.parameters import Layout, arm_axes
from .mocap import Captured

FASHION = 0.75  # of all poses; the others are captured
# Directions of the upper arm and forearm of a left arm, body axes (left, back, up), and how often each is taken.
ARMS = {
    "down": ((0.16, 0.0, -1.0), (0.10, -0.18, -1.0), 0.30),
    "straight": ((0.10, 0.03, -1.0), (0.06, -0.06, -1.0), 0.24),
    "on hip": ((0.75, 0.30, -0.75), (-0.70, -0.35, -0.45), 0.10),
    "crossed": ((0.20, -0.35, -0.90), (-0.92, -0.35, 0.10), 0.07),
    "raised": ((0.60, -0.20, 0.80), (0.10, -0.20, 1.0), 0.04),
    "in pocket": ((0.35, 0.28, -0.90), (-0.12, -0.40, -0.90), 0.12),
    "in hair": ((0.75, -0.35, 0.40), (-0.70, 0.10, 0.70), 0.04),
    "carrying": ((0.12, -0.15, -0.95), (-0.15, -0.95, 0.15), 0.05),
    "behind": ((0.25, 0.40, -0.90), (-0.70, 0.35, -0.30), 0.04),
    "out": ((1.0, 0.0, -0.15), (0.95, -0.25, 0.10), 0.03),
    "bent": ((0.20, 0.05, -1.0), (0.0, -0.60, -0.80), 0.05),
    "at chin": ((0.15, -0.45, -0.90), (-0.35, -0.40, 0.85), 0.02),
}
SAME_ARMS = 0.5
ARM_SPREAD = 0.10
STRAIGHT_ARM = 0.12  # sine of the elbow below which the arm's turn about itself is not seen
# Radians, spreads about upright of trunk and head: forwards, sideways, twisted.
TRUNK = {
    "lumbar": (0.07, 0.05, 0.07),
    "thorax": (0.06, 0.04, 0.05),
    "neck": (0.09, 0.06, 0.16),
    "head": (0.12, 0.07, 0.18),
}
CAPTURED_NOISE = {"neck": (0.08, 0.05, 0.08), "head": (0.10, 0.06, 0.12)}
MOST_STRAIGHT_KNEE = -0.05  # radians beyond straight


@dataclass(frozen=True, eq=False)
class PoseSource:
    """Draws poses: (hinges, 3) angles and the pelvis' rotation (3, 3) in the world of a person who faces -Y."""

    layout: Layout
    captured: Captured | None

    @cached_property
    def _place(self) -> dict[str, int]:
        return {hinge.name: number for number, hinge in enumerate(self.layout.hinges)}

    @cached_property
    def _arms(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """By side: the arm's axes (3, 3) at rest, and the forearm's direction (3,)."""
        body = self.layout.body
        heads = body.model.template_heads[body.kept]
        found = {}
        for side in "LR":
            forearm = heads[body.joint(f"wrist.{side}")] - heads[body.joint(f"lowerarm01.{side}")]
            found[side] = arm_axes(body, heads, side), forearm / np.linalg.norm(forearm)
        return found

    @cached_property
    def _rest_knees(self) -> dict[str, float]:
        return self.layout.rest_bends(self.layout.body.model.mean_shape)

    def draw(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        if self.captured is None or rng.random() < FASHION:
            angles, root = self.fashion(rng)
        else:
            angles, root = self.moving(rng, self.captured)
        for side in "LR":
            knee = self._place[f"knee.{side}"]
            angles[knee, 0] = max(angles[knee, 0], MOST_STRAIGHT_KNEE - self._rest_knees[f"knee.{side}"])
        return angles, root

    def moving(self, rng: np.random.Generator, captured: Captured) -> tuple[np.ndarray, np.ndarray]:
        """A captured pose, often with another's legs or part of another, always a little changed."""
        first, second = rng.integers(len(captured.angles), size=2)
        angles, root = captured.angles[first].copy(), captured.root[first]
        if rng.random() < 0.3:
            legs = [place for name, place in self._place.items() if name.startswith(("hip", "knee", "ankle"))]
            angles[legs] = captured.angles[second][legs]
        if rng.random() < 0.35:
            share = rng.uniform(0, 0.5)
            angles = angles * (1 - share) + captured.angles[second] * share
        angles += rng.normal(size=angles.shape) * 0.06
        for name, spread in CAPTURED_NOISE.items():
            angles[self._place[name]] += rng.normal(size=3) * spread
        return angles, root

    def fashion(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Upright: standing straight, weight on one leg, walking, legs crossed or apart; rarely a lunge or a seat."""
        angles = np.zeros((len(self._place), 3))
        lean, roll = rng.normal() * 0.04 + 0.01, rng.normal() * 0.04
        for name, spread in TRUNK.items():
            angles[self._place[name]] = rng.normal(size=3) * spread
        self.place_legs(rng, angles, roll)
        root = rotation_matrix(np.array([lean, 0.0, 0.0])) @ rotation_matrix(np.array([0.0, roll, 0.0]))
        trunk = rotation_matrix(angles[self._place["lumbar"]]) @ rotation_matrix(angles[self._place["thorax"]])
        names, shares = list(ARMS), np.array([share for *_, share in ARMS.values()])
        left = rng.choice(names, p=shares / shares.sum())
        right = left if rng.random() < SAME_ARMS else rng.choice(names, p=shares / shares.sum())
        for side, name in (("L", left), ("R", right)):
            angles[self._place[f"clavicle.{side}"]] = rng.normal(size=3) * 0.06
            clavicle = trunk @ rotation_matrix(angles[self._place[f"clavicle.{side}"]])
            self.place_arm(rng, angles, side, str(name), clavicle)
            angles[self._place[f"wrist.{side}"]] = rng.normal(size=3) * 0.2
        return angles, root

    def place_legs(self, rng: np.random.Generator, angles: np.ndarray, roll: float) -> None:
        kind, ahead = rng.random(), rng.choice([-1, 1])
        for side, sign in (("L", 1), ("R", -1)):
            flexed, turned = rng.normal() * 0.05 - 0.01, sign * rng.normal() * 0.15
            out = sign * (0.06 - abs(rng.normal()) * 0.06)  # at rest the feet are apart
            bent = abs(rng.normal()) * 0.06
            if 0.35 < kind < 0.55 and sign == ahead:  # weight on the other leg
                flexed, bent = flexed - rng.uniform(0.05, 0.45), bent + rng.uniform(0.1, 0.8)
            elif 0.55 <= kind < 0.82:  # a step
                flexed -= sign * ahead * rng.uniform(0.05, 0.42)
                bent += rng.uniform(0.0, 0.25) if sign == ahead else rng.uniform(0.0, 0.6)
            elif 0.82 <= kind < 0.94:  # crossed, or apart
                out += sign * rng.uniform(-0.22, 0.10)
            elif kind >= 0.94:  # a lunge, a seat
                flexed, bent = flexed - rng.uniform(0.6, 1.5), bent + rng.uniform(0.6, 1.6)
            angles[self._place[f"hip.{side}"]] = flexed, out - roll, turned
            angles[self._place[f"knee.{side}"], 0] = bent - self._rest_knees[f"knee.{side}"]
            angles[self._place[f"ankle.{side}"]] = (
                -(flexed + bent) * 0.7 + rng.normal() * 0.06,
                *rng.normal(size=2) * 0.06,
            )

    def place_arm(
        self, rng: np.random.Generator, angles: np.ndarray, side: str, name: str, clavicle: np.ndarray
    ) -> None:
        """Aim an arm as one of ARMS says, more or less; ``clavicle`` (3, 3) is what carries it."""
        mirror = np.array([1.0 if side == "L" else -1.0, 1.0, 1.0])
        upper, lower = (unit(unit(np.array(d) * mirror) + rng.normal(size=3) * ARM_SPREAD) for d in ARMS[name][:2])
        axes, forearm = self._arms[side]
        about = np.cross(upper, lower)
        if np.linalg.norm(about) < STRAIGHT_ARM:
            about = np.cross(upper, [0.0, -1.0, -0.1])
        about = unit(about)
        turned = np.stack([about, upper, np.cross(about, upper)], axis=1) @ axes.T
        turned = turned @ rotation_matrix(axes[:, 1] * rng.normal() * 0.15)
        angles[self._place[f"shoulder.{side}"]] = rotation_vector(clavicle.T @ turned)
        wanted = turned.T @ lower
        bend = np.arctan2(np.cross(forearm, wanted) @ axes[:, 0], forearm @ wanted)
        angles[self._place[f"elbow.{side}"]] = bend, rng.normal() * 0.35, rng.normal() * 0.04


def unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)
