"""Forearms and hands stay out of trunk and thighs: points of the arms against ellipses of the resting body.

The trunk is a stack of slices, each an ellipse, that moves with the nearest joint of the spine; a thigh is the same
about its bone. A point is carried back to rest by the joint and compared with the slices there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...addon.core.body.landmarks import LandmarkBody
from .parameters import Posed

SPINE = ("root", "spine05", "spine04", "spine03", "spine02", "spine01")
SLICES = 12
ARM_M, HAND_M = 0.032, 0.02  # half the thickness of a forearm, and of a hand
ARM_SHARES = (0.25, 0.5, 0.75, 1.0)  # from elbow to wrist
HAND_SHARES = (0.5, 1.0)  # from wrist to knuckles
SPREAD_M = 0.006


@dataclass(frozen=True, eq=False)
class Stack:
    """Slices of a part at rest, across one axis, from its lowest to its highest."""

    joints: np.ndarray  # (p,) joints that carry the part, along the axis
    heights: np.ndarray  # (p,) m, of those joints along the axis
    origin: np.ndarray  # (3,)
    axes: np.ndarray  # (3, 3) rows: across, deep, along
    low: float
    high: float
    slices: np.ndarray  # (SLICES, 4) m, each ellipse's centre and half-axes

    def depths(self, points: np.ndarray, posed: Posed, thickness: np.ndarray) -> np.ndarray:
        """How deep points (B, P, 3) in camera axes lie in the part, (B, P) m; negative outside.

        Which joint carries a point's surroundings is decided on the first body: the others differ from it by little.
        """
        turned, moved = posed.turned[:, self.joints], posed.moved[:, self.joints]
        along = ((points[0, :, None] - moved[0])[..., None, :] @ turned[0])[..., 0, :] - self.origin
        nearest = np.abs(along @ self.axes[2] - self.heights).argmin(axis=1)
        rest = ((points - moved[:, nearest])[..., None, :] @ turned[:, nearest])[..., 0, :] - self.origin
        place = rest @ self.axes.T
        share = (place[..., 2] - self.low) / (self.high - self.low) * (SLICES - 1)
        lower = np.clip(share, 0, SLICES - 1.001).astype(int)
        part = (np.clip(share, 0, SLICES - 1) - lower)[..., None]
        slices = self.slices[lower] * (1 - part) + self.slices[lower + 1] * part
        size = slices[..., 2:] + thickness[:, None]
        apart = np.sqrt((((place[..., :2] - slices[..., :2]) / size) ** 2).sum(axis=-1))
        beyond = np.maximum(np.maximum(-share, share - (SLICES - 1)), 0)
        return (1 - apart - beyond) * size.min(axis=-1)


class Collision:
    """The rows of arms that enter the body, for bodies near one shape."""

    def __init__(self, body: LandmarkBody, shape: np.ndarray):
        coefficients = body.coefficients(shape[None])
        rest, heads = body.model.vertices(coefficients)[0], body.heads(coefficients)[0]
        self.body = body
        spine = np.array([body.joint(name) for name in SPINE])
        trunk = (body.skin_weights[:, spine].sum(axis=1) > 0.5) & trunk_without_arms(body)
        self.stacks = [stack(rest[trunk], spine, heads, np.zeros(3), np.eye(3))]
        for side in "LR":
            hip, knee = body.joint(f"upperleg01.{side}"), body.joint(f"lowerleg01.{side}")
            along = (heads[knee] - heads[hip]) / np.linalg.norm(heads[knee] - heads[hip])
            across = np.cross([0.0, 1.0, 0.0], along)
            across /= np.linalg.norm(across)
            axes = np.stack([across, np.cross(along, across), along])
            legs = [body.joint(f"{name}.{side}") for name in ("upperleg01", "upperleg02")]
            thigh = body.skin_weights[:, legs].sum(axis=1) > 0.6
            self.stacks.append(stack(rest[thigh], np.array([hip]), heads, heads[hip], axes))
        self.arms = [[body.joint(f"{name}.{side}") for name in ("lowerarm01", "wrist")] for side in "LR"]
        self.heads = heads
        self.knuckles = [heads_of_fingers(body, shape, side) for side in "LR"]
        count = len(ARM_SHARES), len(HAND_SHARES)
        self.thickness = np.repeat([ARM_M, HAND_M, ARM_M, HAND_M], [*count, *count])

    def rows(self, posed: Posed) -> np.ndarray:
        """(B, R), 0 where nothing touches."""
        points = self.points(posed)
        depth = [part.depths(points, posed, self.thickness) for part in self.stacks]
        return np.maximum(np.max(depth, axis=0), 0) / SPREAD_M

    def points(self, posed: Posed) -> np.ndarray:
        """(B, P, 3) points along forearms and hands, camera axes."""
        found = []
        for (elbow, wrist), knuckles in zip(self.arms, self.knuckles, strict=True):
            start, middle = (placed(posed, joint, self.heads[joint]) for joint in (elbow, wrist))
            end = placed(posed, wrist, knuckles)
            found += [start + share * (middle - start) for share in ARM_SHARES]
            found += [middle + share * (end - middle) for share in HAND_SHARES]
        return np.stack(found, axis=1)


def placed(posed: Posed, joint: int, point: np.ndarray) -> np.ndarray:
    """(B, 3): a rest point (3,) carried by a joint."""
    return posed.turned[:, joint] @ point + posed.moved[:, joint]


def heads_of_fingers(body: LandmarkBody, shape: np.ndarray, side: str) -> np.ndarray:
    """(3,) the middle of the knuckles at rest."""
    model = body.model
    heads = model.rest_heads(shape)
    return np.mean([heads[model.joint(f"finger{finger}-1.{side}")] for finger in (2, 3, 4, 5)], axis=0)


def trunk_without_arms(body: LandmarkBody) -> np.ndarray:
    """(V,) vertices of the skin that no arm, neck or leg moves by more than a little."""
    limbs = [
        number
        for number, name in enumerate(body.joints)
        if name.startswith(
            ("upperarm", "lowerarm", "wrist", "shoulder", "clavicle", "neck", "head", "lowerleg", "foot")
        )
    ]
    return body.model.is_skin & (body.skin_weights[:, limbs].sum(axis=1) < 0.3)


def stack(points: np.ndarray, joints: np.ndarray, heads: np.ndarray, origin: np.ndarray, axes: np.ndarray) -> Stack:
    """The slices of a part's rest points (v, 3)."""
    place = (points - origin) @ axes.T
    low, high = place[:, 2].min(), place[:, 2].max()
    edges = np.linspace(low, high, SLICES)
    half = (high - low) / (SLICES - 1)
    centre, size = np.zeros((SLICES, 2)), np.zeros((SLICES, 2))
    for number, edge in enumerate(edges):
        near = place[np.abs(place[:, 2] - edge) <= half, :2]
        centre[number] = (near.min(axis=0) + near.max(axis=0)) / 2
        size[number] = np.ptp(near, axis=0) / 2
    heights = (heads[joints] - origin) @ axes[2]
    order = np.argsort(heights)
    return Stack(joints[order], heights[order], origin, axes, float(low), float(high), np.hstack([centre, size]))
