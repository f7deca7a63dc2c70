"""Feet flat on the floor where they nearly are."""

from __future__ import annotations

import numpy as np

from ..types import BodyFit
from .model import BodyModel
from .skeleton import rotation_between

NEARLY_FLAT_RAD = 0.35  # a heel lifted farther is meant: a step, a high heel
UP = np.array([0.0, 0.0, 1.0])


def level_soles(model: BodyModel, fit: BodyFit) -> np.ndarray:
    """``fit.pose`` (J, 3, 3) with each foot that is nearly flat turned about its ankle until its sole is level.

    A photo says little about the pitch of a foot seen from the front, and a body that stands does not balance on its
    toes. At rest the soles are level.
    """
    heads = model.rest_heads(fit.shape)
    turned = model.world_from_joint(heads, fit.pose, fit.world_from_root)[:, :3, :3]
    pose = fit.pose.copy()
    for side in "LR":
        foot = model.joint(f"foot.{side}")
        levelled = rotation_between(turned[foot] @ UP, UP)
        if np.trace(levelled) < 1 + 2 * np.cos(NEARLY_FLAT_RAD):
            continue
        shin = turned[model.parents[foot]]
        pose[foot] = shin.T @ levelled @ shin @ pose[foot]
    return pose
