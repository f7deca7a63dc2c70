"""The photo's evidence in the solver's terms: weighted landmarks, differences of depth, how the person stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...addon.core.body.landmarks import LandmarkBody
from ...addon.core.types import PhotoEvidence
from .noise import depth_noise, image_noise

SURE, UNSURE = 0.7, 0.1  # visibility at which a landmark counts fully, and not at all
AVERAGE_STATURE = 1.70  # m, of the people MediaPipe's world landmarks were made from
UPRIGHT_LIMB = 0.75  # cosine to the picture's down; a seated person's thigh is below
STRAIGHT_LEG, STRAIGHT_TRUNK = 0.85, 0.92  # the same of who stands at ease
LEGS = {"L": (23, 25, 27), "R": (24, 26, 28)}
ARMS = {"L": (11, 13, 15), "R": (12, 14, 16)}
HANGING_LIMB = 0.85  # cosine to the trunk's down in the picture, 32 degrees
# How far below the hips the wrist of an arm that surely hangs lies, and of one that is in a pocket or on a hip; in
# lengths of the trunk. Of the former, forearms pointed 17 +- 14 degrees ahead on renders, of the latter 50.
LOW, HIGH = -0.05, -0.20
HANGING_ELBOW = 2.5  # how much further off its elbow may be seen: where along a straight arm it lies is hard to tell
PLACED_SPREAD = 0.1  # percent of height, of a landmark put by hand
FAR_TRUNK = 2.0  # how much less a trunk's depth is believed where no knee is seen


@dataclass(frozen=True, eq=False)
class Observation:
    """What the solver matches. Image errors are counted in percent of the person's height."""

    points: np.ndarray  # (K, 2) px, of the body's landmarks, MediaPipe's bias taken off
    weights: np.ndarray  # (K,) 0 where out of sight
    spread: np.ndarray  # (K,) percent
    looseness: np.ndarray  # (K,) factors of the spread, where the lifter is asked
    depth_rows: np.ndarray  # (D, K) differences of the body's landmarks along the camera's axis
    depths: np.ndarray  # (D,) m
    depth_weights: np.ndarray  # (D,) 1/m, 0 where out of sight
    focal: float  # px
    centre: np.ndarray  # (2,) px
    height_px: float  # the person's, standing, where they stand
    stature: float  # m, typed or assumed
    yaw: float  # radians, the person's heading; 0 faces the camera
    middle: np.ndarray  # (2,) px, between the hips
    world: np.ndarray  # (33, 3) m, MediaPipe's own, camera axes
    unseen: dict[str, bool]  # knees and ankles that the picture does not show, by "knee.L" and so on
    hangs: dict[str, bool]  # by side: the arm points down
    arms_down: dict[str, float]  # by side, 0 to 1: how surely an arm that is seen hangs, the wrist low
    stands: dict[str, bool]  # by side: the leg points down
    is_standing: bool
    is_at_ease: bool  # stands on nearly straight legs, the trunk upright, as far as the detector tells
    is_placed: np.ndarray  # (K,) bool: put by hand, met whatever else says
    roll: float = 0.0  # radians, the camera's about its axis

    def project(self, points: np.ndarray) -> np.ndarray:
        """(..., 3) camera axes to (..., 2) px."""
        return self.focal * points[..., :2] / points[..., 2:] + self.centre


def observe(evidence: PhotoEvidence, body: LandmarkBody, stature: float) -> Observation:
    """The evidence for a person of this stature (m)."""
    world, seen = evidence.landmarks_world, evidence.visibility
    points, weights = evidence.landmarks[body.landmarks], np.clip((seen - UNSURE) / (SURE - UNSURE), 0, 1)
    px_per_m = image_scale(evidence)
    height_px = px_per_m * AVERAGE_STATURE
    image, depth = image_noise(body), depth_noise()
    across = (world[11] - world[12]) + (world[23] - world[24])
    yaw = float(-np.arctan2(across[2], across[0]))
    bias = image.bias * [np.cos(yaw), 1.0] * height_px / 100
    scale = stature / AVERAGE_STATURE
    ends = depth.difference != 0
    row_weights = np.where(ends, weights, 1.0).min(axis=1)
    if weights[[25, 26]].max() < 0.5:
        row_weights[:2] /= FAR_TRUNK
    stands = {side: leg_stands(world, weights, leg, UPRIGHT_LIMB) for side, leg in LEGS.items()}
    arms_down = {side: arm_down(evidence.landmarks, weights, arm) for side, arm in ARMS.items()}
    placed = (np.zeros(33, bool) if evidence.placed is None else evidence.placed)[body.landmarks]
    return Observation(
        points=points - np.where(placed[:, None], 0.0, bias),
        weights=weights[body.landmarks],
        spread=np.where(placed, PLACED_SPREAD, image.spread),
        looseness=looseness(body, arms_down),
        depth_rows=depth.difference[:, body.landmarks],
        depths=(depth.difference @ world[:, 2] - depth.bias_m) * scale,
        depth_weights=row_weights / (depth.spread_m * scale),
        focal=float(evidence.camera.K[0, 0]),
        centre=evidence.camera.K[:2, 2].copy(),
        height_px=height_px,
        stature=stature,
        yaw=yaw,
        middle=evidence.landmarks[[23, 24]].mean(0),
        world=world,
        unseen={
            f"{name}.{side}": bool(weights[leg[place]] < 0.5)
            for side, leg in LEGS.items()
            for name, place in (("knee", 1), ("ankle", 2))
        },
        hangs={side: arm_hangs(evidence.landmarks, weights, arm) for side, arm in ARMS.items()},
        arms_down=arms_down,
        stands=stands,
        is_standing=any(stands.values()),
        is_at_ease=at_ease(world, weights),
        is_placed=placed,
    )


def image_scale(evidence: PhotoEvidence) -> float:
    """px per metre where the person stands, by comparing both sets of landmarks."""
    sure = evidence.visibility > 0.5
    flat, world = evidence.landmarks[sure], evidence.landmarks_world[sure, :2]
    return float(np.linalg.norm(flat - flat.mean(0)) / max(np.linalg.norm(world - world.mean(0)), 1e-6))


def looseness(body: LandmarkBody, arms_down: dict[str, float]) -> np.ndarray:
    """(K,) how much further off than usual a landmark may be seen."""
    loose = np.ones(len(body.landmarks))
    for side, (_, elbow, _) in ARMS.items():
        loose[body.rows([elbow])] += (HANGING_ELBOW - 1) * arms_down[side]
    return loose


def arm_hangs(points: np.ndarray, weights: np.ndarray, arm: tuple[int, int, int]) -> bool:
    """Whether both parts of an arm point down along the trunk in the picture; an unseen one is taken to."""
    trunk = points[[23, 24]].mean(0) - points[[11, 12]].mean(0)
    for start, end in zip(arm, arm[1:]):
        limb = points[end] - points[start]
        if weights[end] > 0.5 and limb @ trunk < HANGING_LIMB * np.linalg.norm(limb) * np.linalg.norm(trunk):
            return False
    return True


def arm_down(points: np.ndarray, weights: np.ndarray, arm: tuple[int, int, int]) -> float:
    """How surely an arm hangs at the side: it points down, and its wrist is seen beside the hips or lower."""
    if weights[list(arm)].min() < 0.5 or not arm_hangs(points, weights, arm):
        return 0.0
    hips = points[[23, 24]].mean(0)
    trunk = hips - points[[11, 12]].mean(0)
    below = (points[arm[2]] - hips) @ trunk / (trunk @ trunk)
    return float(np.clip((below - HIGH) / (LOW - HIGH), 0, 1))


def leg_stands(world: np.ndarray, weights: np.ndarray, leg: tuple[int, int, int], cosine: float) -> bool:
    """Whether thigh and shin point down; a part out of the picture is taken to."""
    for start, end in zip(leg, leg[1:]):
        limb = world[end] - world[start]
        if weights[end] > 0.5 and limb[1] < cosine * np.linalg.norm(limb):
            return False
    return True


def at_ease(world: np.ndarray, weights: np.ndarray) -> bool:
    """Whether someone stands upright on both legs; they are then in balance, which those who walk or bend are not."""
    trunk = world[[23, 24]].mean(0) - world[[11, 12]].mean(0)
    legs = all(leg_stands(world, weights, leg, STRAIGHT_LEG) for leg in LEGS.values())
    return legs and bool(trunk[1] > STRAIGHT_TRUNK * np.linalg.norm(trunk))
