"""Where the body bench's pictures are taken from: varied lenses, heights and headings, the person well in the frame."""

from __future__ import annotations

import numpy as np
from body_package import load

load()
from toile.addon.core.camera import intrinsics, look_at, project
from toile.addon.core.types import Camera

# By view: from where, degrees to the person's left of their front.
VIEWS = {
    "front": ((-20.0, 20.0),),
    "three-quarter": ((-60.0, -28.0), (28.0, 60.0)),
    "side": ((-105.0, -75.0), (75.0, 105.0)),
}
SIZES = ((360, 480), (384, 512), (400, 600), (426, 640), (480, 480), (480, 640))  # px
FOCAL_RATIO = (0.9, 2.4)  # of the longer side
EYE_HEIGHT_M = (0.5, 2.0)
STEEPEST = np.radians(15.0)  # from level; nearer, people stoop or kneel to photograph
TOP, BOTTOM = (0.03, 0.13), (0.86, 0.97)  # of the picture's height, where head and feet lie
WIDEST = 0.90  # of the picture's width
ROUNDS = 12  # of aiming


def aim_camera(vertices: np.ndarray, view: str, cut: float | None, rng: np.random.Generator) -> Camera:
    """A camera that sees the vertices (V, 3) m, only those above ``cut`` m if that is given."""
    ranges = VIEWS[view]
    yaw = np.radians(rng.uniform(*ranges[rng.integers(len(ranges))]))
    size = SIZES[rng.integers(len(SIZES))]
    focal = float(np.exp(rng.uniform(*np.log(FOCAL_RATIO)))) * max(size)
    eye_height = rng.uniform(*EYE_HEIGHT_M)
    top, bottom = rng.uniform(*TOP) * size[1], rng.uniform(*BOTTOM) * size[1]
    column = size[0] * (0.5 + rng.normal() * 0.04)
    framed = vertices
    if cut is not None:
        framed, bottom = vertices[vertices[:, 2] > cut], float(size[1])
    K = intrinsics(focal, size)
    back, right = np.array([np.sin(yaw), -np.cos(yaw), 0.0]), np.array([np.cos(yaw), np.sin(yaw), 0.0])
    target = (framed.min(axis=0) + framed.max(axis=0)) / 2
    distance = focal * np.ptp(framed[:, 2]) / (bottom - top)
    camera = None
    for _ in range(ROUNDS):
        eye = target + distance * back
        steepest = np.tan(STEEPEST) * distance
        eye[2] = np.clip(eye_height, target[2] - steepest, target[2] + steepest)
        camera = Camera(K, size, look_at(eye, target), "exif")
        seen = project(camera, framed)
        low, high = seen.min(axis=0), seen.max(axis=0)
        ratio = max((high[1] - low[1]) / (bottom - top), (high[0] - low[0]) / (WIDEST * size[0]))
        off = (low + high) / 2 - (
            column,
            (top + bottom) / 2 if cut is None else bottom - (high[1] - low[1]) / ratio / 2,
        )
        target = target + right * off[0] * distance / focal
        target[2] -= off[1] * distance / focal
        distance *= ratio
    assert camera is not None
    return camera
