"""A photo of noise with landmarks anywhere in it, and a camera that it may have been taken with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from toile.addon.core.camera import intrinsics, look_at
from toile.addon.core.types import Camera, PhotoEvidence

SIZE = (300, 400)
MIDDLE = np.array([0.0, 0.0, 1.0])


def camera(x: float = 0.4) -> Camera:
    """One that stands a little aside and looks down a little; its axis does not go through the picture's middle."""
    K = intrinsics(480.0, SIZE, centre=(140.0, 210.0))
    return Camera(K, SIZE, look_at(np.array([x, -3.5, 1.5]), MIDDLE), "assumed")


def evidence() -> PhotoEvidence:
    """A picture half as large as its file, landmarks anywhere in it, the last ones ever less sure."""
    random = np.random.default_rng(3)
    points = random.uniform((20, 20), (280, 380), (33, 2))
    image = random.integers(0, 255, (400, 300, 3), np.uint8)
    sure = np.linspace(1, 0, 33)
    level = replace(camera(), cam_from_world=np.eye(4))
    return PhotoEvidence(image, points, np.zeros((33, 3)), sure, np.ones((400, 300), np.float32), level, scale=0.5)
