"""The parametric body model: Anny, baked to numpy. A family of bodies with skeleton, skin and regions.

A body stands in its own frame here: Z up, facing -Y, left = +X, origin in the pelvis, metres.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from .shapes import ASSET, BodyShapes, load_shapes, read_arrays
from .skeleton import forward_kinematics, levels, skin, transforms, translation

# The region of a vertex is that of the joint which moves it most.
REGION_PREFIXES = (
    (("head", "eye"), "head"),
    (("neck",), "neck"),
    (("root", "pelvis", "spine", "clavicle", "shoulder"), "torso"),
    (("upperarm",), "upper_arm"),
    (("lowerarm",), "forearm"),
    (("wrist", "finger", "metacarpal"), "hand"),
    (("upperleg",), "thigh"),
    (("lowerleg",), "shin"),
    (("foot", "toe"), "foot"),
)
REGIONS = ("head", "neck", "torso") + tuple(
    f"{limb}_{side}" for limb in ("upper_arm", "forearm", "hand", "thigh", "shin", "foot") for side in ("left", "right")
)


@dataclass(frozen=True, eq=False)
class BodyModel(BodyShapes):
    """The family of bodies with its skeleton and skin."""

    joints: tuple[str, ...]
    parents: np.ndarray  # (J,) -1 for the root, parents before children
    skin_weights: np.ndarray  # (V, J) rows sum to 1; at most 9 joints move a vertex
    faces: np.ndarray  # (F, 4) quads, outward
    uv: np.ndarray  # (U, 2)
    face_uv: np.ndarray  # (F, 4) rows of uv

    def joint(self, name: str) -> int:
        return self.joints.index(name)

    @cached_property
    def joint_levels(self) -> list[np.ndarray]:
        return levels(self.parents)

    @cached_property
    def is_skin(self) -> np.ndarray:
        """(V,) True on the skin; False on the two eyes and the teeth and tongue. The skin is closed."""
        return _largest_part(len(self.template_vertices), self.faces)

    @cached_property
    def skin_faces(self) -> np.ndarray:
        """(f, 4) the quads of the skin."""
        return self.faces[self.is_skin[self.faces[:, 0]]]

    @cached_property
    def regions(self) -> np.ndarray:
        """(V,) the region of each vertex, as a place in REGIONS."""
        return _joint_regions(self.joints)[self.skin_weights.argmax(axis=1)]

    def share_of(self, *names: str) -> np.ndarray:
        """(V,) the share, 0 to 1, that the joints of these regions have in how each vertex moves."""
        return self.skin_weights[:, np.isin(_joint_regions(self.joints), [region(name) for name in names])].sum(axis=1)

    def fk(self, heads: np.ndarray, rotations: np.ndarray, **root: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Batched forward kinematics; see ``skeleton.forward_kinematics``."""
        return forward_kinematics(heads, rotations, self.parents, by_level=self.joint_levels, **root)

    def rest(self, shape: np.ndarray) -> np.ndarray:
        """(S,) to (V, 3) m, in the body's own frame."""
        return self.vertices(self.coefficients(np.asarray(shape)[None]))[0]

    def rest_heads(self, shape: np.ndarray) -> np.ndarray:
        """(S,) to (J, 3) m, in the body's own frame."""
        return self.heads(self.coefficients(np.asarray(shape)[None]))[0]

    def posed(self, shape: np.ndarray, pose: np.ndarray, world_from_root: np.ndarray | None = None) -> np.ndarray:
        """(V, 3) m: the posed vertices. Without world_from_root the root's head stays where it is at rest."""
        coefficients = self.coefficients(np.asarray(shape)[None])
        heads = self.heads(coefficients)
        where = translation(heads[0, 0]) if world_from_root is None else world_from_root
        world = self.world_from_joint(heads[0], pose, where)
        return skin(self.vertices(coefficients)[0], self.skin_weights, translation(heads[0]), world)

    def world_from_joint(self, heads: np.ndarray, pose: np.ndarray, world_from_root: np.ndarray) -> np.ndarray:
        """(J, 4, 4) the joints' posed frames.

        Args:
            heads: (J, 3) rest heads, in any frame.
            pose: (J, 3, 3).
            world_from_root: (4, 4); the root's frame is this, after the root's own rotation.
        """
        turned, moved = self.fk(
            heads[None],
            pose[None],
            root_rotation=world_from_root[None, :3, :3],
            root_position=world_from_root[None, :3, 3],
        )
        return transforms(turned[0], moved[0]) @ translation(heads)

    def identity_pose(self) -> np.ndarray:
        """(J, 3, 3) the rest pose."""
        return np.tile(np.eye(3), (len(self.joints), 1, 1))


def region(name: str) -> int:
    """The place of a region's name in REGIONS, as used by ``BodyModel.regions``."""
    return REGIONS.index(name)


@cache
def body_model() -> BodyModel:
    """The body model that ships with us, read once."""
    return load_body_model(ASSET)


def load_body_model(path: Path) -> BodyModel:
    arrays = read_arrays(path)
    shapes = load_shapes(path)
    weights = np.zeros((len(arrays["weights"]), len(arrays["joints"])))
    rows = np.arange(len(weights))[:, None]
    np.add.at(weights, (rows, arrays["weight_joints"]), arrays["weights"])
    return BodyModel(
        **vars(shapes),
        joints=tuple(map(str, arrays["joints"])),
        parents=arrays["parents"].astype(int),
        skin_weights=weights / weights.sum(axis=1, keepdims=True),
        faces=arrays["faces"].astype(np.int32),
        uv=arrays["uv"].astype(float),
        face_uv=arrays["face_uv"].astype(np.int32),
    )


def _joint_regions(joints: tuple[str, ...]) -> np.ndarray:
    places = []
    for name in joints:
        label = next(label for prefixes, label in REGION_PREFIXES if name.startswith(prefixes))
        if label not in REGIONS:
            label += "_left" if name.endswith(".L") else "_right"
        places.append(region(label))
    return np.array(places)


def _largest_part(count: int, faces: np.ndarray) -> np.ndarray:
    """(count,) True for the vertices of the connected part with the most vertices."""
    edges = np.concatenate([faces[:, [k, (k + 1) % 4]] for k in range(4)])
    label = np.arange(count)
    while True:
        lower = np.minimum(label[edges[:, 0]], label[edges[:, 1]])
        new = label.copy()
        np.minimum.at(new, edges[:, 0], lower)
        np.minimum.at(new, edges[:, 1], lower)
        new = new[new]
        if np.array_equal(new, label):
            return label == np.bincount(label).argmax()
        label = new
