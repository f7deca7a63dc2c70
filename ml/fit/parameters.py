"""The numbers the solver moves: the body's place before the camera, the camera's pitch, the joints, the shape.

Everything here is batched: B first. Camera axes: x right, y down, z forward, metres.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from ...addon.core.body.landmarks import LandmarkBody, landmark_body
from ...addon.core.body.skeleton import rotation_matrix
from ...addon.core.camera import WORLD_FROM_LEVEL

CAM_FROM_LEVEL = WORLD_FROM_LEVEL.T  # world axes seen by a level camera
ROOT, PLACE, PITCH, JOINTS = slice(0, 3), slice(3, 6), 6, 7  # where each part begins in the parameters
PHENOTYPES = ("gender", "muscle", "weight", "height", "proportions")
LENGTHS = (
    "measure-upperarm-length-incr",
    "measure-lowerarm-length-incr",
    "measure-upperleg-height-incr",
    "measure-lowerleg-height-incr",
    "measure-shoulder-dist-incr",
    "torso-scale-vert-incr",
    "measure-neck-height-incr",
    "head-scale-vert-incr",
)
WIDTHS = (
    "torso-scale-horiz-incr",
    "hip-scale-horiz-incr",
    "measure-bust-circ-incr",
    "measure-waist-circ-incr",
    "measure-hips-circ-incr",
    "measure-thigh-circ-incr",
    "measure-calf-circ-incr",
    "measure-upperarm-circ-incr",
)
BENDS = {"elbow": ("upperarm01", "lowerarm01", "wrist"), "knee": ("upperleg01", "lowerleg01", "foot")}


@dataclass(frozen=True, eq=False)
class Hinge:
    """Joints that turn together by three angles, and how far people who stand usually turn them."""

    name: str
    joints: tuple[str, ...]  # the angles are shared equally
    mean: tuple[float, float, float]  # radians about the axes; of a bend, from straight
    spread: tuple[float, float, float]
    along_forearm: bool = False  # axes: bend, along the arm, sideways; else the body's own


def hinges() -> list[Hinge]:
    """Trunk and head, then each side's arm and leg. The spine's spread is narrow: what shows in a photo is mostly
    the limbs, and a loose spine takes up every error of depth as a hunch."""
    found = [
        Hinge("lumbar", ("spine05", "spine04", "spine03"), (0, 0, 0), (0.10, 0.15, 0.20)),
        Hinge("thorax", ("spine02", "spine01"), (0, 0, 0), (0.08, 0.12, 0.15)),
        Hinge("neck", ("neck01", "neck02", "neck03"), (0, 0, 0), (0.09, 0.20, 0.15)),
        Hinge("head", ("head",), (0, 0, 0), (0.13, 0.30, 0.15)),
    ]
    for side, sign in (("L", 1.0), ("R", -1.0)):
        found += [
            Hinge(f"clavicle.{side}", (f"clavicle.{side}",), (0, 0, 0), (0.08, 0.10, 0.12)),
            Hinge(f"shoulder.{side}", (f"upperarm01.{side}",), (0.05, sign * 0.45, 0), (0.5, 0.5, 0.5)),
            Hinge(f"elbow.{side}", (f"lowerarm01.{side}",), (0.3, 0, 0), (0.6, 0.5, 0.06), True),
            Hinge(f"wrist.{side}", (f"wrist.{side}",), (0, 0, 0), (0.2, 0.2, 0.2), True),
            Hinge(f"hip.{side}", (f"upperleg01.{side}",), (0, 0, 0), (0.45, 0.25, 0.25)),
            Hinge(f"knee.{side}", (f"lowerleg01.{side}",), (0.08, 0, 0), (0.45, 0.05, 0.08)),
            Hinge(f"ankle.{side}", (f"foot.{side}",), (0, 0, 0), (0.2, 0.12, 0.12)),
        ]
    return found


@dataclass(frozen=True, eq=False)
class Posed:
    """Bodies before the camera."""

    coefficients: np.ndarray  # (B, C), or (1, C) where all have one shape
    turned: np.ndarray  # (B, J, 3, 3)
    moved: np.ndarray  # (B, J, 3)
    landmarks: np.ndarray  # (B, K, 3) camera axes
    up: np.ndarray  # (B, 3) the world's up in camera axes
    away: np.ndarray  # (B, 3) the level direction away from the camera


@dataclass(frozen=True, eq=False)
class Layout:
    """Where each number stands among the parameters (n,), and what body they make."""

    body: LandmarkBody
    hinges: tuple[Hinge, ...]
    shape_names: tuple[str, ...]  # those of the shape that the solver moves

    @cached_property
    def shape_start(self) -> int:
        return JOINTS + 3 * len(self.hinges)

    @cached_property
    def hinge_places(self) -> slice:
        return slice(JOINTS, self.shape_start)

    @cached_property
    def count(self) -> int:
        return self.shape_start + len(self.shape_names)

    @cached_property
    def shape_places(self) -> np.ndarray:
        """(s,) places in the body model's shape."""
        return np.array([self.body.model.place(name) for name in self.shape_names])

    def hinge(self, name: str) -> slice:
        """Where a hinge's three angles stand."""
        start = JOINTS + 3 * [hinge.name for hinge in self.hinges].index(name)
        return slice(start, start + 3)

    def rest_bends(self, shape: np.ndarray) -> dict[str, float]:
        """By hinge, how far elbows and knees of a shape (S,) are bent at rest, radians from straight."""
        heads = self.body.heads(self.body.coefficients(shape[None]))[0]
        bends = {}
        for kind, names in BENDS.items():
            for side in "LR":
                start, middle, end = (heads[self.body.joint(f"{name}.{side}")] for name in names)
                first, second = middle - start, end - middle
                cosine = first @ second / np.linalg.norm(first) / np.linalg.norm(second)
                bends[f"{kind}.{side}"] = float(np.arccos(np.clip(cosine, -1, 1)))
        return bends

    def shape_place(self, name: str) -> int:
        return self.shape_start + self.shape_names.index(name)

    @cached_property
    def angle_matrix(self) -> np.ndarray:
        """(3 * hinges, J * 3): from the hinges' angles to each joint's rotation vector."""
        heads = self.body.model.template_heads[self.body.kept]
        matrix = np.zeros((len(self.hinges), 3, len(self.body.joints), 3))
        for number, hinge in enumerate(self.hinges):
            axes = arm_axes(self.body, heads, hinge.joints[0][-1]) if hinge.along_forearm else np.eye(3)
            for joint in hinge.joints:
                matrix[number, :, self.body.joint(joint)] = axes.T / len(hinge.joints)
        return matrix.reshape(3 * len(self.hinges), -1)

    def rotations(self, x: np.ndarray) -> np.ndarray:
        """(B, n) to each joint's rotation (B, J, 3, 3) relative to its parent; the root's is the identity."""
        vectors = x[:, JOINTS : self.shape_start] @ self.angle_matrix
        return rotation_matrix(vectors.reshape(len(x), -1, 3))

    def shapes(self, x: np.ndarray, base: np.ndarray) -> np.ndarray:
        """(B, n) to (B, S): ``base`` (S,) with the moved values in their limits."""
        return self.completed(x[:, self.shape_start :], base)

    def completed(self, moved: np.ndarray, base: np.ndarray) -> np.ndarray:
        """(B, s) values that the solver moves to (B, S)."""
        low, high = self.body.model.shape_limits()
        shapes = np.tile(base, (len(moved), 1))
        shapes[:, self.shape_places] = moved
        return np.clip(shapes, low, high)

    def posed(self, x: np.ndarray, base: np.ndarray, roll: float = 0.0) -> Posed:
        """The bodies of parameters (B, n) on a shape (S,), before a camera rolled by radians."""
        moved = x[:, self.shape_start :]
        is_one_shape = bool((moved == moved[:1]).all())
        coefficients = self.body.coefficients(self.completed(moved[:1] if is_one_shape else moved, base))
        heads = self.body.heads(coefficients)
        turned, moved = self.body.fk(
            np.broadcast_to(heads, (len(x), *heads.shape[1:])),
            self.rotations(x),
            root_rotation=rotation_matrix(x[:, ROOT]) @ CAM_FROM_LEVEL,
            root_position=x[:, PLACE],
        )
        level = cam_from_level(x[:, PITCH], roll)
        return Posed(
            coefficients=coefficients,
            turned=turned,
            moved=moved,
            landmarks=self.body.landmark_points(coefficients, turned, moved),
            up=-level[:, :, 1],
            away=level[:, :, 2],
        )


def cam_from_level(pitch: np.ndarray, roll: float) -> np.ndarray:
    """(B,) radians and radians to (B, 3, 3): from the axes of a level camera at the same place."""
    zero = np.zeros_like(pitch)
    return rotation_matrix(np.array([0.0, 0.0, roll])) @ rotation_matrix(np.stack([pitch, zero, zero], axis=1))


def arm_axes(body: LandmarkBody, heads: np.ndarray, side: str) -> np.ndarray:
    """(3, 3) columns: the axis the elbow bends about, the direction of the upper arm, and the third."""
    along = heads[body.joint(f"lowerarm01.{side}")] - heads[body.joint(f"upperarm01.{side}")]
    along /= np.linalg.norm(along)
    bend = np.cross(along, [0.0, -1.0, 0.0])
    bend /= np.linalg.norm(bend)
    return np.stack([bend, along, np.cross(bend, along)], axis=1)


@cache
def layout() -> Layout:
    """The solver's parameters on the body model that ships with us."""
    return Layout(landmark_body(), tuple(hinges()), PHENOTYPES + LENGTHS + WIDTHS)
