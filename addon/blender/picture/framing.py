"""Where the studio's camera stands: round the person with everything in the picture, or close to a part.

The studio, or the set in its place, is on a turntable with its camera: the person stays and the rest walks round.
"""

from __future__ import annotations

from dataclasses import dataclass

import bpy
import numpy as np
from mathutils import Matrix, Vector

from . import studio
from .studio import LENS_MM, SENSOR_MM, looking

MARGIN = 0.065  # of the picture's height above the head and below the feet
CLOSE_UP_F = 11.0  # at least: a close-up's depth of field is small
TOWARDS_CAMERA = 0.06  # m that the sharpest plane is before the middle of the person: there is the front of the cloth


@dataclass(frozen=True)
class Stand:
    """One of the cameras of the studio or of a set."""

    turn_deg: float = 0.0  # round the person, from the front of the set, anticlockwise from above
    lens_mm: float = LENS_MM
    rise: float = 0.06  # of the distance, above the middle of the person
    f_stop: float = 0.0  # 0: all is sharp


def turn(scene: bpy.types.Scene, points: np.ndarray, yaw: float, aspect: float, stand: Stand = Stand()) -> None:
    """Turn the studio and frame the person.

    Args:
        points: (N, 3) m, world, all that is to be in the picture.
        yaw: where the camera stands, radians anticlockwise from -Y, from above.
        aspect: width over height of the picture.
    """
    middle = 0.5 * (points.min(0) + points.max(0))
    local = (points - (middle[0], middle[1], 0)) @ np.array(Matrix.Rotation(yaw, 3, "Z"))
    place(scene, middle, yaw, frame(local, aspect, stand), stand)


def spin(scene: bpy.types.Scene, points: np.ndarray, yaw: float, aspect: float, stand: Stand = Stand()) -> None:
    """As ``turn``, from a distance that is the same from every side and leaves room for every side."""
    middle = 0.5 * (points.min(0) + points.max(0))
    reach = np.hypot(*(points - middle)[:, :2].T)
    swept = [np.c_[reach * x, reach * y, points[:, 2]] for x, y in ((1, 0), (-1, 0), (0, -1))]
    place(scene, middle, yaw, frame(np.concatenate(swept), aspect, stand), stand)


def close_in(
    scene: bpy.types.Scene, points: np.ndarray, yaw: float, camera: Matrix, distance: float, stand: Stand = Stand()
) -> None:
    """Turn the studio to ``yaw`` with its camera at a place in the world, ``distance`` m from what it shows."""
    middle = 0.5 * (points.min(0) + points.max(0))
    table = set_table(scene, middle, yaw - np.radians(stand.turn_deg))
    scene.camera.matrix_basis = table.matrix_basis.inverted() @ camera
    use_lens(scene.camera.data, LENS_MM, max(stand.f_stop, CLOSE_UP_F) if stand.f_stop else 0.0, distance)


def place(scene: bpy.types.Scene, middle: np.ndarray, yaw: float, pose: Matrix, stand: Stand) -> None:
    """Turn the table so that the camera, at ``pose`` before a person who faces it, sees the set from its stand."""
    round_person = np.radians(stand.turn_deg)
    set_table(scene, middle, yaw - round_person)
    scene.camera.matrix_basis = Matrix.Rotation(round_person, 4, "Z") @ pose
    backward = np.array(pose.to_3x3())[:, 2]
    distance = float(np.hypot(*pose.translation[:2]) / np.hypot(*backward[:2]))
    use_lens(scene.camera.data, stand.lens_mm, stand.f_stop, distance - TOWARDS_CAMERA)


def use_lens(camera: bpy.types.Camera, lens_mm: float, f_stop: float, distance: float) -> None:
    camera.lens = lens_mm
    camera.dof.use_dof = f_stop > 0
    if f_stop > 0:
        camera.dof.focus_distance, camera.dof.aperture_fstop = distance, f_stop


def set_table(scene: bpy.types.Scene, middle: np.ndarray, yaw: float) -> bpy.types.Object:
    table = studio.table_of(scene)
    table.matrix_basis = Matrix.Translation((middle[0], middle[1], 0)) @ Matrix.Rotation(yaw, 4, "Z")
    return table


def frame(points: np.ndarray, aspect: float, stand: Stand = Stand()) -> Matrix:
    """Where the camera stands, in front of the points, so that all are in the picture and centred in its height."""
    target = Vector((0, 0, 0.5 * (points[:, 2].min() + points[:, 2].max())))
    half = SENSOR_MM / stand.lens_mm / 2  # of the longer side
    half_height = half if aspect <= 1 else half / aspect
    half_width = half_height * aspect
    inner_height, inner_width = half_height * (1 - 2 * MARGIN), half_width * (1 - 2 * MARGIN)
    for _ in range(3):  # the height of the picture's middle depends on the distance, a little
        pose = looking(target + Vector((0, -1, stand.rise)), target)
        across, upward, backward = np.array(pose.to_3x3()).T
        seen = points - np.array(target)
        depth = seen @ backward
        needed = np.maximum(np.abs(seen @ upward) / inner_height, np.abs(seen @ across) / inner_width) + depth
        distance = float(needed.max())
        slope = (seen @ upward) / (distance - depth)
        target.z += 0.5 * (slope.max() + slope.min()) * distance
    return Matrix.Translation(target + distance * Vector(backward)) @ pose.to_3x3().to_4x4()
