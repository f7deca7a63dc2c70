"""How far a body is from the truth, in a camera's axes and against gravity: mm and degrees.

In a camera's axes, a tilt of the camera that is missed counts as a lean of the body. Against gravity, a body is first
turned so that its own estimate of up is the true up, as it comes to stand in the world; its heading is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from body_package import load
from body_pictures import Picture, outline
from body_set import Person
from body_variants import Answer

load()
from toile.addon.core.body.build import build_body
from toile.addon.core.body.landmarks import fitted_landmarks, landmark_body
from toile.addon.core.body.model import body_model
from toile.addon.core.body.skeleton import rotation_between
from toile.addon.core.camera import to_camera
from toile.addon.core.types import Body, BodyFit, Camera

NOSE, EARS, SHOULDERS, HIPS = (0,), (7, 8), (11, 12), (23, 24)  # MediaPipe's numbers
CAMERA_UP = np.array([0.0, -1.0, 0.0])


@dataclass(frozen=True, eq=False)
class Stance:
    """A body before a camera."""

    landmarks: np.ndarray  # (25, 3) m, camera axes
    skin: np.ndarray | None  # (v, 3) m, camera axes
    up: np.ndarray  # (3,) against gravity, camera axes


def middle(points: np.ndarray, numbers: tuple[int, ...]) -> np.ndarray:
    """(3,) the mean of some landmarks, by MediaPipe's numbers."""
    return points[landmark_body().rows(numbers)].mean(axis=0)


def stance(fit: BodyFit, camera: Camera) -> Stance:
    """A fitted or true body before the camera of a photo."""
    model = body_model()
    skin = model.posed(fit.shape, fit.pose, fit.world_from_root)[model.is_skin]
    return Stance(to_camera(camera, fitted_landmarks(fit)), to_camera(camera, skin), camera.cam_from_world[:3, 2])


def said(answer: Answer) -> Stance:
    """What a variant says, before its own camera; landmarks alone know no gravity but the picture's."""
    if answer.fit is not None:
        assert answer.fit.camera is not None
        return stance(answer.fit, answer.fit.camera)
    assert answer.landmarks is not None
    return Stance(answer.landmarks, None, CAMERA_UP)


def aligned(points: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Points (n, 3) turned, scaled and moved onto ``truth`` (n, 3) with least squares (Umeyama, 1991)."""
    start, end = points.mean(axis=0), truth.mean(axis=0)
    u, sizes, vt = np.linalg.svd((truth - end).T @ (points - start))
    flip = np.array([1.0, 1.0, np.sign(np.linalg.det(u @ vt))])
    scale = (sizes * flip).sum() / ((points - start) ** 2).sum()
    return scale * (points - start) @ (u * flip @ vt).T + end


def mean_error_mm(points: np.ndarray, truth: np.ndarray) -> float:
    return float(np.linalg.norm(points - truth, axis=1).mean() * 1000)


def lean_deg(body: Stance) -> float:
    """How far the trunk leans forward, from hips to shoulders, against gravity."""
    across = np.diff(body.landmarks[landmark_body().rows(HIPS)], axis=0)[0]  # towards the right
    across = across - (across @ body.up) * body.up
    forward = np.cross(across, body.up) / -np.linalg.norm(across)
    trunk = middle(body.landmarks, SHOULDERS) - middle(body.landmarks, HIPS)
    return float(np.degrees(np.arctan2(trunk @ forward, trunk @ body.up)))


def head_pitch_deg(body: Stance) -> float:
    """How far the line from between the ears to the nose points up."""
    look = middle(body.landmarks, NOSE) - middle(body.landmarks, EARS)
    return float(np.degrees(np.arcsin(look @ body.up / np.linalg.norm(look))))


def overlap(first: np.ndarray, second: np.ndarray) -> float:
    """Intersection over union of two masks."""
    return float((first & second).sum() / max((first | second).sum(), 1))


def errors(person: Person, answer: Answer, picture: Picture) -> dict[str, float]:
    """All numbers but the measures', by name; the first photo is the front view."""
    truth, found = stance(person.fit, person.cameras[0]), said(answer)
    rooted = found.landmarks - middle(found.landmarks, HIPS)
    true_rooted = truth.landmarks - middle(truth.landmarks, HIPS)
    if answer.fit is None:  # MediaPipe's people are of one size
        rooted = rooted * (rooted * true_rooted).sum() / (rooted**2).sum()
    level = rotation_between(found.up, truth.up).T  # about a level axis: the heading is kept
    numbers = {
        "joints_mm": mean_error_mm(rooted, true_rooted),
        "joints_gravity_mm": mean_error_mm(rooted @ level, true_rooted),
        "joints_pa_mm": mean_error_mm(aligned(found.landmarks, truth.landmarks), truth.landmarks),
        "lean_deg": lean_deg(found) - lean_deg(truth),
        "head_pitch_deg": head_pitch_deg(found) - head_pitch_deg(truth),
    }
    if found.skin is None or truth.skin is None or answer.fit is None or answer.fit.camera is None:
        return numbers
    skin, true_skin = found.skin - middle(found.landmarks, HIPS), truth.skin - middle(truth.landmarks, HIPS)
    seen = outline(answer.fit, answer.fit.camera)
    return numbers | {
        "vertices_mm": mean_error_mm(skin, true_skin),
        "vertices_gravity_mm": mean_error_mm(skin @ level, true_skin),
        "vertices_pa_mm": mean_error_mm(aligned(found.skin, truth.skin), truth.skin),
        "iou_naked": overlap(seen, picture.naked),
        "iou_visible": overlap(seen, picture.visible),
    }


def measures_mm(body: Body) -> dict[str, float]:
    """Every measure of a body in mm, and its mass in kg."""
    return {name: 1000 * value for name, value in body.measures.items()} | {"mass": body.mass_kg}


def ranges_mm(fit: BodyFit) -> dict[str, tuple[float, float]]:
    """The 90 % ranges that a fit claims, mm and kg."""
    scale = {name: 1.0 if name == "mass" else 1000.0 for name in fit.ranges}
    return {name: (low * scale[name], high * scale[name]) for name, (low, high) in fit.ranges.items()}


def measures_of(fit: BodyFit) -> dict[str, float]:
    return measures_mm(build_body(fit))
