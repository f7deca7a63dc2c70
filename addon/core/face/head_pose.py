"""How the photo's camera sees the head of the body model: from the face's own features, whatever the rest of it does.

The body's fit places a head to a few centimetres, which is enough for clothes. A face that is to lie on it needs more,
and also where the body stands in another pose than the photo's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from ..body.landmarks import landmark_body
from ..body.model import body_model
from ..body.shapes import read_arrays
from ..body.skeleton import rotation_matrix
from ..camera import WORLD_FROM_LEVEL, project_camera
from ..types import Body, PhotoEvidence
from .features import Features

# On the average head at rest, m from the middle between the eyes.
NOSE_BASE, LIPS_MEET, CHIN = (0.0, -0.0361, -0.0466), (0.0, -0.0304, -0.0706), (0.0, -0.0135, -0.1118)
CORNER = (0.0245, -0.014, -0.0710)
NOSE_TIP, LEFT_EAR, RIGHT_EAR = 0, 7, 8  # of MediaPipe
# m: how far each may be from where this person has it, of the photo or of proportions; one standard deviation.
SPREAD = {"pupils": 0.002, "nose": 0.003, "mouth": 0.003, "corners": 0.006, "chin": 0.007, "tip": 0.008, "ears": 0.020}
# Nod and turn about facing the camera, roll about the line of the eyes. Of the nod the features tell little; and eyes
# that are not level look wrong first of all.
PRIOR = np.array([*np.radians((6.0, 20.0, 2.0)), 0.08])  # the last: of 1, how much longer or shorter the face is
ROUNDS = 12


@dataclass(frozen=True, eq=False)
class SeenHead:
    """The photo's camera by the head."""

    K: np.ndarray  # (3, 3) px of the photo
    cam_from_rest: np.ndarray  # (4, 4) m, from where the head is on the body at rest
    middle: np.ndarray  # (3,) m between the pupils, on the body at rest
    off_mm: float  # root mean square of how far the features are from the head's own, at the head

    @property
    def eye(self) -> np.ndarray:
        """(3,) m where the camera stands, by the body at rest."""
        turn = self.cam_from_rest[:3, :3]
        return -turn.T @ self.cam_from_rest[:3, 3]

    def project(self, points: np.ndarray) -> np.ndarray:
        """Points (N, 3) m of the body at rest to (N, 2) px of the photo."""
        return project_camera(self.K, points @ self.cam_from_rest[:3, :3].T + self.cam_from_rest[:3, 3])

    def direction(self) -> np.ndarray:
        """(3,) of length 1, from the middle between the eyes to the camera, in the axes of the body at rest."""
        return towards(self.middle, self.eye)

    def turned(self) -> tuple[float, float]:
        """Radians from the face's own front to the camera: to the person's left, and up."""
        left, back, up = self.direction()
        return float(np.arctan2(left, -back)), float(np.arcsin(np.clip(up, -1, 1)))


def smooth(value: np.ndarray, low: float, high: float) -> np.ndarray:
    """0 at ``low``, 1 at ``high``, level at both."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def towards(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    return (end - start) / np.linalg.norm(end - start)


@cache
def average_head() -> np.ndarray:
    """(V, 3) m: the average body at rest, from the middle between its eyes."""
    model = body_model()
    heads = model.rest_heads(model.mean_shape)
    return model.rest(model.mean_shape) - 0.5 * (heads[model.joint("eye.L")] + heads[model.joint("eye.R")])


@cache
def mark_vertices() -> dict[str, list[int]]:
    """The vertices of the features that Features has."""
    place, skin = average_head(), body_model().is_skin

    def nearest(point: tuple[float, float, float]) -> int:
        return int(np.where(skin, np.linalg.norm(place - point, axis=1), np.inf).argmin())

    mirrored = (-CORNER[0], *CORNER[1:])
    return {
        "pupils": [front_of_eye("L"), front_of_eye("R")],
        "nose": [nearest(NOSE_BASE)],
        "mouth": [nearest(LIPS_MEET)],
        "corners": [nearest(CORNER), nearest(mirrored)],
        "chin": [nearest(CHIN)],
    }


def front_of_eye(side: str) -> int:
    model, place = body_model(), average_head()
    own = (model.skin_weights[:, model.joint(f"eye.{side}")] > 0.5) & ~model.is_skin
    off = np.linalg.norm(place - (np.sign(place[own, 0].mean()) * 0.0298, -0.016, -0.001), axis=1)
    return int(np.where(own, off, np.inf).argmin())


def mark_points(body: Body) -> dict[str, np.ndarray]:
    """Each feature of the body's own head at rest, (n, 3) m."""
    return {name: body.vertices[places] for name, places in mark_vertices().items()}


def landmark_points(body: Body, numbers: tuple[int, ...]) -> np.ndarray:
    """(n, 3) m: where MediaPipe's landmarks lie on the body at rest."""
    arrays, rows = read_arrays(), landmark_body().rows(numbers)
    points = []
    for row in rows:
        own = arrays["landmark_rows"] == row
        points.append(
            np.average(body.vertices[arrays["landmark_vertices"][own]], axis=0, weights=arrays["landmark_weights"][own])
        )
    return np.array(points)


def see_head(body: Body, evidence: PhotoEvidence, features: Features) -> SeenHead:
    """The head's place before the photo's camera, by least squares over the features and a prior."""
    K = evidence.camera.K
    marks = mark_points(body)
    found = {
        "pupils": [each.place for each in features.pupils],
        "nose": [features.nose.place],
        "mouth": [features.mouth.place],
        "corners": [each.place for each in features.corners],
        "chin": [features.chin.place],
    }
    points = [point for name in found for point in marks[name]]
    pixels = [pixel for pixels in found.values() for pixel in pixels]
    spread = [SPREAD[name] for name in found for _ in found[name]]
    count = len(points)
    for number, name in ((NOSE_TIP, "tip"), (LEFT_EAR, "ears"), (RIGHT_EAR, "ears")):
        if evidence.visibility[number] > 0.5:
            points.append(landmark_points(body, (number,))[0])
            pixels.append(evidence.landmarks[number])
            spread.append(SPREAD[name])
    points, pixels, spread = np.array(points), np.array(pixels), np.array(spread)
    pivot = marks["pupils"].mean(0)
    distance = float(K[0, 0] * np.linalg.norm(marks["pupils"][0] - marks["pupils"][1]) / features.apart)
    ray = np.linalg.inv(K) @ np.append(np.mean([each.place for each in features.pupils], axis=0), 1.0)
    level = features.pupils[0].place - features.pupils[1].place
    roll = float(np.arctan2(level[1], level[0]))
    x = np.concatenate([[0.0, 0.0, roll], ray * distance, [0.0]])

    def pose(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        # Nod about the camera's x, turn about its y, roll about its z.
        nod, turn, roll = (rotation_matrix(axis * angle) for axis, angle in zip(np.eye(3), x[:3]))
        rotation = roll @ nod @ turn @ WORLD_FROM_LEVEL.T
        return rotation, x[3:6] - rotation @ pivot

    def off(x: np.ndarray) -> np.ndarray:
        rotation, shift = pose(x)
        longer = points + x[6] * (points - pivot) * (0.0, 0.0, 1.0)
        return (project_camera(K, longer @ rotation.T + shift) - pixels) * x[5] / K[0, 0]

    def residuals(x: np.ndarray) -> np.ndarray:
        return np.concatenate([(off(x) / spread[:, None]).ravel(), (x[[0, 1, 2, 6]] - (0.0, 0.0, roll, 0.0)) / PRIOR])

    x = least_squares(residuals, x)
    rotation, shift = pose(x)
    whole = np.eye(4)
    whole[:3, :3], whole[:3, 3] = rotation, shift
    far = off(x)[:count]
    return SeenHead(K, whole, pivot, 1000 * float(np.sqrt((far**2).sum(1).mean())))


def least_squares(residuals, x: np.ndarray) -> np.ndarray:
    """Gauss-Newton with numeric derivatives, a little damped."""
    for _ in range(ROUNDS):
        now = residuals(x)
        slope = np.stack([(residuals(x + step) - now) / 1e-5 for step in 1e-5 * np.eye(len(x))], axis=1)
        normal = slope.T @ slope
        x = x - np.linalg.solve(normal + 1e-4 * np.diag(np.diag(normal)), slope.T @ now)
    return x
