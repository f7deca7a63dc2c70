"""A person whose body is known, and what a detector would say of photos of them."""

from dataclasses import replace
from functools import cache

import numpy as np
from toile.addon.core.body.skeleton import rotation_matrix, rotation_vector
from toile.addon.core.body.tape import fit_from_tape
from toile.addon.core.camera import intrinsics, project
from toile.addon.core.types import Camera, PhotoEvidence, Tape
from toile.ml.fit import parameters
from toile.ml.fit.lifted import Lifted
from toile.ml.fit.noise import IMAGE, depth_noise
from toile.ml.fit.silhouette import THRESHOLD, fill

from tests.contract import drain

SIZE = (480, 640)
TAPE = Tape(stature_mm=1680.0, mass_kg=61.0, gender="female", waist_mm=720.0)
FINE = 4  # the silhouette is drawn this much larger, and made smaller
SKIN, CLOTH, WALL = (200, 150, 120), (60, 80, 140), (230, 232, 235)


@cache
def shape_of(tape: Tape = TAPE) -> np.ndarray:
    return drain(fit_from_tape(tape, "relaxed")).shape


@cache
def standing(tape: Tape = TAPE, yaw: float = 0.0) -> np.ndarray:
    """Parameters (n,) of someone who stands at ease, turned by radians, before a level camera."""
    layout, shape = parameters.layout(), shape_of(tape)
    bends = layout.rest_bends(shape)
    x = np.zeros(layout.count)
    x[parameters.ROOT] = 0.0, yaw, 0.0
    x[parameters.PLACE] = 0.0, 0.0, 3.4
    for side, sign in (("L", 1.0), ("R", -1.0)):
        x[layout.hinge(f"shoulder.{side}")] = 0.02, sign * 0.42, 0.0
        x[layout.hinge(f"elbow.{side}").start] = 0.25 - bends[f"elbow.{side}"]
        x[layout.hinge(f"knee.{side}").start] = 0.05 - bends[f"knee.{side}"]
    x[layout.shape_start :] = shape[layout.shape_places]
    return x


@cache
def walking() -> np.ndarray:
    """Parameters (n,) of someone who walks, one arm raised, before a camera that looks down a little."""
    layout = parameters.layout()
    bends = layout.rest_bends(shape_of())
    x = standing().copy()
    x[parameters.PLACE] = 0.1, -0.05, 3.4
    x[parameters.PITCH] = np.radians(3)
    x[parameters.ROOT] = turned_by(x[parameters.PITCH], np.array([0.0, 0.35, 0.0]))
    for side, sign, knee, hip in (("L", 1.0, 0.25, -0.3), ("R", -1.0, 0.3, 0.1)):
        x[layout.hinge(f"shoulder.{side}")] = 0.05, sign * 0.45, 0.0
        x[layout.hinge(f"elbow.{side}").start] = 0.3 - bends[f"elbow.{side}"]
        x[layout.hinge(f"knee.{side}").start] = knee - bends[f"knee.{side}"]
        x[layout.hinge(f"hip.{side}").start] = hip
    x[layout.hinge("shoulder.L")] = -0.5, -0.3, 0.2
    x[layout.hinge("elbow.L").start] = 1.2 - bends["elbow.L"]
    return x


def turned_by(pitch: float, vector: np.ndarray) -> np.ndarray:
    return rotation_vector(rotation_matrix(np.array([pitch, 0, 0])) @ rotation_matrix(vector))


def posed(x: np.ndarray, shape: np.ndarray | None = None) -> parameters.Posed:
    return parameters.layout().posed(x[None], shape_of() if shape is None else shape)


def vertices(x: np.ndarray, shape: np.ndarray | None = None) -> np.ndarray:
    """(V, 3) m, camera axes."""
    body = posed(x, shape)
    return parameters.layout().body.vertices(body.coefficients, body.turned, body.moved)[0]


def camera() -> Camera:
    return Camera(intrinsics(1.2 * SIZE[1], SIZE), SIZE, np.eye(4), "assumed")


def seen(x: np.ndarray, shape: np.ndarray | None = None, stature: float = 1.68, noise: np.ndarray | None = None):
    """PhotoEvidence: what a detector would say, with its known bias; ``noise`` (33, 2) percent of height, or none."""
    layout, shape = parameters.layout(), shape_of() if shape is None else shape
    numbers, view = layout.body.landmarks, camera()
    points, world = np.zeros((33, 2)), np.zeros((33, 3))
    landmarks = posed(x, shape).landmarks[0]
    points[numbers], world[numbers] = project(view, landmarks), landmarks
    world -= world[[23, 24]].mean(0)
    depth = depth_noise()
    world[:, 2] += np.linalg.lstsq(depth.difference, depth.bias_m, rcond=None)[0] * stature / 1.7
    height_px = view.K[0, 0] * stature / x[parameters.PLACE][2]
    across = (world[11] - world[12]) + (world[23] - world[24])
    yaw = -np.arctan2(across[2], across[0])
    for (left, right), (outwards, down, _) in IMAGE.items():
        points[left] += np.array([outwards * np.cos(yaw), down]) * height_px / 100
        if left != right:
            points[right] += np.array([-outwards * np.cos(yaw), down]) * height_px / 100
    if noise is not None:
        points += noise * height_px / 100
    visibility = np.zeros(33)
    visibility[numbers] = 1.0
    fine = fill(
        project(view, vertices(x, shape)) * FINE, layout.body.model.skin_faces, (SIZE[0] * FINE, SIZE[1] * FINE)
    )
    silhouette = fine.reshape(SIZE[1], FINE, SIZE[0], FINE).mean(axis=(1, 3))
    region = silhouette > 0.5
    silhouette = np.clip(silhouette + (THRESHOLD - 0.5) * (silhouette > 0), 0, 1)  # as a detector's: 0.7 at the edge
    image = np.full((SIZE[1], SIZE[0], 3), WALL, np.uint8)
    image[region] = SKIN
    return PhotoEvidence(image, points, world * 1.7 / stature, visibility, silhouette.astype(np.float32), view)


def without_legs(evidence: PhotoEvidence) -> PhotoEvidence:
    """The picture cut off at the knees."""
    visibility, region = evidence.visibility.copy(), evidence.silhouette.copy()
    visibility[25:] = 0.0
    region[int(evidence.landmarks[[25, 26], 1].min()) :] = 0
    return replace(evidence, visibility=visibility, silhouette=region)


def lifted(x: np.ndarray, spread: float, rng: np.random.Generator | None = None) -> Lifted:
    """An answer of the lifter near the truth: errors of ``spread`` radians, four times as much of the shape's values,
    correlated between neighbours; without ``rng``, none."""
    layout = parameters.layout()
    used = np.delete(np.arange(layout.count), np.arange(6)[parameters.PLACE])
    sizes = np.where(used < layout.shape_start, spread, 4 * spread)
    blur = np.eye(len(used)) + 0.4 * np.eye(len(used), k=3)
    covariance = (blur * sizes) @ (blur * sizes).T
    whiten = np.zeros((len(used), layout.count))
    whiten[:, used] = np.linalg.cholesky(np.linalg.inv(covariance)).T
    mean = x.copy()
    if rng is not None:
        mean[used] += np.linalg.cholesky(covariance) @ rng.normal(size=len(used))
    points = project(camera(), posed(x).landmarks[0])
    return Lifted(mean, whiten, points, np.full(len(points), 0.8), 0.0, "numpy")
