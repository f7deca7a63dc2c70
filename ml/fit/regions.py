"""The regions of a body's outline, as clothes divide it: a sleeve covers upper arms, a skirt hips and thighs."""

from __future__ import annotations

import numpy as np

from ...addon.core.body.landmarks import LandmarkBody
from ...addon.core.body.tape_marks import LANDMARKS

OUTLINE_REGIONS = (
    "head",
    "neck",
    "chest",
    "waist",
    "hips",
    "upper arms",
    "forearms",
    "hands",
    "thighs",
    "shins",
    "feet",
)
BY_JOINT = (  # how a joint's name begins, and its region; the trunk is divided by height
    (("head",), "head"),
    (("neck",), "neck"),
    (("upperarm",), "upper arms"),
    (("lowerarm",), "forearms"),
    (("wrist",), "hands"),
    (("upperleg",), "thighs"),
    (("lowerleg",), "shins"),
    (("foot",), "feet"),
)


def outline_region(name: str) -> int:
    """The place of a region's name in OUTLINE_REGIONS."""
    return OUTLINE_REGIONS.index(name)


def outline_regions(body: LandmarkBody) -> np.ndarray:
    """(V,) the region of each vertex, as a place in OUTLINE_REGIONS."""
    height = body.model.template_vertices[:, 2]
    underbust, high_hip, crotch = (height[LANDMARKS[mark]] for mark in ("underbust", "high_hip", "crotch_front"))
    trunk = np.where(height > underbust, outline_region("chest"), outline_region("waist"))
    trunk[height < high_hip] = outline_region("hips")
    by_joint = np.array([joint_region(name) for name in body.joints])
    found = by_joint[body.skin_weights.argmax(axis=1)]
    found = np.where(found < 0, trunk, found)
    return np.where((found == outline_region("thighs")) & (height > crotch), outline_region("hips"), found)


def joint_region(name: str) -> int:
    """The region of a joint; -1 is the trunk."""
    return next((outline_region(label) for starts, label in BY_JOINT if name.startswith(starts)), -1)
