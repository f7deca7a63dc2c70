"""Pinhole cameras: intrinsics, projection, and the same camera in Blender's terms.

This is the only place that converts axes. Camera axes: x right, y down, z forward. Image: origin top left, pixel i has
its centre at i + 0.5. World: Z up. Blender's camera looks along its own -Z with +Y up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .types import Camera

SENSOR_MM = 36.0  # full frame, Blender's own default
# Camera axes of a level camera that looks along +Y, in world axes: x right = +X, y down = -Z, z forward = +Y.
WORLD_FROM_LEVEL = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])
# Blender's camera axes in ours: the same x, y and z turned about.
CAM_FROM_BLENDER = np.diag([1.0, -1.0, -1.0])
NEAREST_M = 1e-6


@dataclass(frozen=True)
class Lens:
    """What Blender's camera needs, with sensor_fit "AUTO"."""

    lens_mm: float
    sensor_mm: float
    shift_x: float
    shift_y: float


def intrinsics(focal_px: float, size: tuple[int, int], centre: tuple[float, float] | None = None) -> np.ndarray:
    """K (3, 3) px of a camera with square pixels; the centre is the picture's unless given."""
    x, y = centre or (size[0] / 2, size[1] / 2)
    return np.array([[focal_px, 0.0, x], [0.0, focal_px, y], [0.0, 0.0, 1.0]])


def focal_from_35mm(focal_mm: float, size: tuple[int, int]) -> float:
    """The focal length in px from one "in 35 mm film", which EXIF defines by the diagonals of the two frames."""
    return focal_mm * float(np.hypot(*size)) / float(np.hypot(36.0, 24.0))


def assumed_focal(size: tuple[int, int]) -> float:
    """px, where nothing is known: 1.2 times the longer side, a phone held at full length (45 degrees across)."""
    return 1.2 * max(size)


def level_camera(K: np.ndarray, size: tuple[int, int], source: str, eye: np.ndarray | None = None) -> Camera:
    """A level camera at ``eye`` (3,) m, or at the origin, that looks along +Y."""
    pose = np.eye(4)
    pose[:3, :3] = WORLD_FROM_LEVEL
    if eye is not None:
        pose[:3, 3] = eye
    return Camera(K=K, size=size, cam_from_world=invert(pose), source=source)


def look_at(eye: np.ndarray, target: np.ndarray, up: np.ndarray | None = None) -> np.ndarray:
    """cam_from_world (4, 4) of a camera at ``eye`` that looks at ``target``, its picture upright."""
    forward = (target - eye) / np.linalg.norm(target - eye)
    right = np.cross(forward, np.array([0.0, 0.0, 1.0]) if up is None else up)
    right /= np.linalg.norm(right)
    pose = np.eye(4)
    pose[:3, :3] = np.stack([right, np.cross(forward, right), forward], axis=1)
    pose[:3, 3] = eye
    return invert(pose)


def invert(transform: np.ndarray) -> np.ndarray:
    """The inverse of a rigid transform (4, 4)."""
    inverse = np.eye(4)
    inverse[:3, :3] = transform[:3, :3].T
    inverse[:3, 3] = -transform[:3, :3].T @ transform[:3, 3]
    return inverse


def to_camera(camera: Camera, points: np.ndarray) -> np.ndarray:
    """World points (..., 3) m to camera axes (..., 3) m."""
    return points @ camera.cam_from_world[:3, :3].T + camera.cam_from_world[:3, 3]


def project(camera: Camera, points: np.ndarray) -> np.ndarray:
    """World points (..., 3) m to the picture (..., 2) px. What lies behind the camera becomes nan."""
    return project_camera(camera.K, to_camera(camera, points))


def project_camera(K: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Points in camera axes (..., 3) m to the picture (..., 2) px. What lies behind the camera becomes nan."""
    depth = points[..., 2:]
    plane = points[..., :2] / np.where(depth > NEAREST_M, depth, np.nan)
    return plane @ K[:2, :2].T + K[:2, 2]


def unproject(camera: Camera, pixels: np.ndarray, depth: np.ndarray | float) -> np.ndarray:
    """Pixels (..., 2) at a depth (...) m along the camera's axis, to world points (..., 3) m."""
    depth = np.broadcast_to(np.asarray(depth, float), np.shape(pixels)[:-1])[..., None]
    plane = (pixels - camera.K[:2, 2]) @ np.linalg.inv(camera.K[:2, :2]).T
    points = np.concatenate([plane * depth, depth], axis=-1)
    return (points - camera.cam_from_world[:3, 3]) @ camera.cam_from_world[:3, :3]


def resized(camera: Camera, size: tuple[int, int]) -> Camera:
    """The same view in a picture of another size."""
    scale = np.diag([size[0] / camera.size[0], size[1] / camera.size[1], 1.0])
    return Camera(K=scale @ camera.K, size=size, cam_from_world=camera.cam_from_world, source=camera.source)


def moved(camera: Camera, new_from_old: np.ndarray) -> Camera:
    """The same camera after the world's axes were changed by a rigid transform (4, 4)."""
    pose = camera.cam_from_world @ invert(new_from_old)
    return Camera(K=camera.K, size=camera.size, cam_from_world=pose, source=camera.source)


def blender_lens(camera: Camera) -> Lens:
    """The camera's intrinsics as Blender writes them. The pixels are taken to be square."""
    width, height = camera.size
    longer = max(width, height)
    return Lens(
        lens_mm=SENSOR_MM * float(camera.K[0, 0]) / longer,
        sensor_mm=SENSOR_MM,
        shift_x=(width / 2 - float(camera.K[0, 2])) / longer,
        shift_y=(float(camera.K[1, 2]) - height / 2) / longer,
    )


def from_blender_lens(lens: Lens, size: tuple[int, int]) -> np.ndarray:
    """K (3, 3) px; the inverse of ``blender_lens``."""
    longer = max(size)
    centre = (size[0] / 2 - lens.shift_x * longer, size[1] / 2 + lens.shift_y * longer)
    return intrinsics(lens.lens_mm * longer / lens.sensor_mm, size, centre)


def blender_matrix(camera: Camera) -> np.ndarray:
    """The matrix_world (4, 4) of Blender's camera object."""
    matrix = invert(camera.cam_from_world)
    matrix[:3, :3] = matrix[:3, :3] @ CAM_FROM_BLENDER
    return matrix


def from_blender_matrix(matrix_world: np.ndarray) -> np.ndarray:
    """cam_from_world (4, 4); the inverse of ``blender_matrix``."""
    pose = np.array(matrix_world, float)
    pose[:3, :3] = pose[:3, :3] @ CAM_FROM_BLENDER
    return invert(pose)
