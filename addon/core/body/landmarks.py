"""The body model made small for solvers: few joints, and landmarks without a mesh.

Fingers, toes and eyes move with the joint that carries them. A landmark is a weighted mean of posed vertices; under
linear blend skinning that is a sum over joints of the joint's transform on a point linear in the coefficients, which is
exact and needs no mesh. Batches (B) come first in every array.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from ..types import BodyFit
from .model import BodyModel, body_model
from .shapes import read_arrays
from .skeleton import forward_kinematics, levels

CARRIED = ("finger", "metacarpal", "toe", "eye")
LEAST_WEIGHT = 1e-6


@dataclass(frozen=True, eq=False)
class LandmarkBody:
    """``model`` with its joints merged (36 instead of 104) and MediaPipe's landmarks."""

    model: BodyModel
    joints: tuple[str, ...]
    parents: np.ndarray  # (J,)
    kept: np.ndarray  # (J,) place of each joint in model.joints
    merged: np.ndarray  # (all joints,) the joint here that each of model.joints moves with
    skin_weights: np.ndarray  # (V, J)
    landmarks: np.ndarray  # (K,) MediaPipe's numbers, of 33
    pair_landmark: np.ndarray  # (P,) of each pair of a landmark and a joint that moves it
    pair_joint: np.ndarray  # (P,)
    pair_weight: np.ndarray  # (P,)
    pair_template: np.ndarray  # (P, 3)
    pair_basis: np.ndarray  # (C, P * 3)

    def joint(self, name: str) -> int:
        return self.joints.index(name)

    def rows(self, numbers: Iterable[int]) -> list[int]:
        """Where MediaPipe's numbers stand among the landmarks."""
        known = self.landmarks.tolist()
        return [known.index(number) for number in numbers]

    @cached_property
    def joint_levels(self) -> list[np.ndarray]:
        return levels(self.parents)

    @cached_property
    def _head_basis(self) -> np.ndarray:
        basis = self.model.head_basis
        return np.ascontiguousarray(basis.reshape(len(basis), -1, 3)[:, self.kept].reshape(len(basis), -1))

    @cached_property
    def _gather(self) -> np.ndarray:
        return (self.pair_landmark == np.arange(len(self.landmarks))[:, None]).astype(float)

    def coefficients(self, shapes: np.ndarray) -> np.ndarray:
        """(B, S) to (B, C)."""
        return self.model.coefficients(shapes)

    def heads(self, coefficients: np.ndarray) -> np.ndarray:
        """(B, C) to rest heads (B, J, 3) m."""
        return self.model.template_heads[self.kept] + (coefficients @ self._head_basis).reshape(
            len(coefficients), -1, 3
        )

    def fk(self, heads: np.ndarray, rotations: np.ndarray, **root: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """R (B, J, 3, 3) and t (B, J, 3); ``root_rotation``, ``root_position``: see skeleton.forward_kinematics."""
        return forward_kinematics(heads, rotations, self.parents, by_level=self.joint_levels, **root)

    def landmark_points(self, coefficients: np.ndarray, turned: np.ndarray, moved: np.ndarray) -> np.ndarray:
        """Where the landmarks lie: (B, K, 3), from coefficients and what ``fk`` answered."""
        points = self.pair_template + (coefficients @ self.pair_basis).reshape(len(coefficients), -1, 3)
        placed = (turned[:, self.pair_joint] @ points[..., None])[..., 0]
        placed += moved[:, self.pair_joint] * self.pair_weight[:, None]
        return self._gather @ placed

    def vertices(
        self, coefficients: np.ndarray, turned: np.ndarray, moved: np.ndarray, subset: np.ndarray | None = None
    ) -> np.ndarray:
        """Posed vertices (B, V, 3), or only those of ``subset`` (v,)."""
        count = len(coefficients)
        rest = self.model.vertices(coefficients, subset)
        weights = self.skin_weights if subset is None else self.skin_weights[subset]
        blend = weights @ np.concatenate([turned, moved[..., None]], axis=3).reshape(count, len(self.joints), 12)
        blend = blend.reshape(count, -1, 3, 4)
        return (blend[..., :3] @ rest[..., None])[..., 0] + blend[..., 3]

    def whole_pose(self, rotations: np.ndarray) -> np.ndarray:
        """(J, 3, 3) of these joints to the pose (all joints, 3, 3) of a BodyFit; carried joints stay as they are."""
        pose = self.model.identity_pose()
        pose[self.kept] = rotations
        return pose

    def reduced_pose(self, pose: np.ndarray) -> np.ndarray:
        """The inverse of ``whole_pose``; what fingers and toes do is lost."""
        return pose[self.kept]


@cache
def landmark_body() -> LandmarkBody:
    """The small body of ``body_model()``, made once."""
    model = body_model()
    kept, merged, parents = _merge(model)
    weights = np.zeros((len(model.skin_weights), len(kept)))
    np.add.at(weights.T, merged, model.skin_weights.T)
    arrays = read_arrays()
    numbers = arrays["landmark_numbers"].astype(int)
    regressors = np.zeros((len(numbers), len(weights)))
    regressors[arrays["landmark_rows"], arrays["landmark_vertices"]] = arrays["landmark_weights"]
    regressors /= regressors.sum(axis=1, keepdims=True)
    return LandmarkBody(
        model=model,
        joints=tuple(model.joints[joint] for joint in kept),
        parents=parents,
        kept=kept,
        merged=merged,
        skin_weights=weights,
        landmarks=numbers,
        **_pairs(model, regressors, weights),
    )


def fitted_landmarks(fit: BodyFit) -> np.ndarray:
    """(K, 3) m: the landmarks of a fitted body, in the world."""
    body = landmark_body()
    coefficients = body.coefficients(fit.shape[None])
    placed = body.fk(
        body.heads(coefficients),
        body.reduced_pose(fit.pose)[None],
        root_rotation=fit.world_from_root[None, :3, :3],
        root_position=fit.world_from_root[None, :3, 3],
    )
    return body.landmark_points(coefficients, *placed)[0]


def _merge(model: BodyModel) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    carrier = []
    for joint, name in enumerate(model.joints):
        carrier.append(carrier[model.parents[joint]] if name.startswith(CARRIED) else joint)
    kept = np.unique(carrier)
    merged = np.searchsorted(kept, carrier)
    parents = np.where(model.parents[kept] < 0, -1, merged[model.parents[kept]])
    return kept, merged, parents


def _pairs(model: BodyModel, regressors: np.ndarray, weights: np.ndarray) -> dict[str, np.ndarray]:
    share = regressors @ weights
    landmark, joint = np.nonzero(share > LEAST_WEIGHT)
    used = np.flatnonzero(regressors.any(axis=0))
    spread = (regressors[landmark] * weights.T[joint])[:, used]
    basis = model.basis.reshape(len(model.basis), -1, 3)[:, used]
    return {
        "pair_landmark": landmark,
        "pair_joint": joint,
        "pair_weight": share[landmark, joint],
        "pair_template": spread @ model.template_vertices[used],
        "pair_basis": np.ascontiguousarray(np.einsum("pv,cvk->cpk", spread, basis, optimize=True)).reshape(
            len(basis), -1
        ),
    }
