"""A photo of nobody's face, painted on the body model's own head, so that all of it is known to the pixel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from toile.addon.core.body.build import build_body
from toile.addon.core.body.model import body_model
from toile.addon.core.body.skeleton import rotation_matrix, translation
from toile.addon.core.camera import WORLD_FROM_LEVEL, intrinsics
from toile.addon.core.face.head_pose import SeenHead, landmark_points, mark_points
from toile.addon.core.face.regions import geometry
from toile.addon.core.photo.image import gaussian, srgb_from_linear
from toile.addon.core.photo.segments import PARTS
from toile.addon.core.types import Body, BodyFit, Camera, PhotoEvidence, Segments

SIZE = (420, 460)
SKIN, HAIR, WALL = (0.45, 0.28, 0.2), (0.03, 0.02, 0.015), (0.5, 0.5, 0.5)


def somebody() -> Body:
    model = body_model()
    fit = BodyFit("anny", model.mean_shape, model.identity_pose(), translation(np.array([0.0, 0.0, 1.0])), None)
    return build_body(fit)


def seen(body: Body, apart: float = 44.0, turned: float = 0.0, lit_from: float = 0.4) -> tuple[PhotoEvidence, SeenHead]:
    """The photo with its evidence, and how its camera sees the head.

    Args:
        apart: px between the pupils, if the face looked into the camera.
        turned: degrees the camera stands to the person's left.
        lit_from: how far the light is at the picture's right.
    """
    marks = mark_points(body)
    middle = marks["pupils"].mean(0)
    distance = 2.4
    K = intrinsics(apart * distance / float(np.ptp(marks["pupils"][:, 0])), SIZE)
    turn = WORLD_FROM_LEVEL.T @ rotation_matrix(np.array([0.0, 0.0, -np.radians(turned)]))
    pose = np.eye(4)
    pose[:3, :3], pose[:3, 3] = turn, np.array([0.0, 0.03, distance]) - turn @ middle
    head = SeenHead(K, pose, middle, 0.0)
    image, parts = painted(body, head, lit_from)
    landmarks = np.full((33, 2), -100.0)
    landmarks[[0, 2, 5, 7, 8]] = head.project(landmark_points(body, (0, 2, 5, 7, 8)))
    landmarks[[9, 10]] = head.project(marks["corners"])
    visibility = np.zeros(33)
    visibility[[0, 2, 5, 7, 8, 9, 10]] = 1.0
    camera = Camera(K, SIZE, np.eye(4), "assumed")
    evidence = PhotoEvidence(
        image, landmarks, np.zeros((33, 3)), visibility, 1 - parts["background"], camera, segments=Segments(parts)
    )
    return evidence, head


def painted(body: Body, head: SeenHead, lit_from: float) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    place, normal = geometry(body, head, head.project(body.vertices), SIZE)
    inside = np.isfinite(place[..., 0])
    x, y, z = np.where(inside[..., None], place, (1.0, 0.0, 0.0)).transpose(2, 0, 1)
    hair = inside & (z + 8 * x**2 > 0.06)
    colour = np.where(inside[..., None], SKIN, WALL)

    def paint(where: np.ndarray, with_: tuple[float, ...]) -> None:
        colour[where & (y < 0.05)] = with_

    across = np.abs(x) - 0.0298
    rows, columns = np.mgrid[: SIZE[1], : SIZE[0]] + 0.5
    for middle in head.project(mark_points(body)["pupils"]):
        px = (np.stack([columns, rows], -1) - middle) / (head.K[0, 0] / head.cam_from_rest[2, 3])
        open_ = (px[..., 0] / 0.014) ** 2 + (px[..., 1] / 0.0052) ** 2 < 1
        paint(open_, (0.55, 0.52, 0.5))
        paint(open_ & (np.hypot(*px.transpose(2, 0, 1)) < 0.0057), (0.015, 0.01, 0.008))
    paint((np.abs(across) < 0.017) & (np.abs(z - 0.0165) < 0.0028), (0.05, 0.03, 0.02))
    paint((np.abs(np.abs(x) - 0.0078) / 0.004) ** 2 + ((z + 0.0475) / 0.0025) ** 2 < 1, (0.05, 0.02, 0.015))
    paint((np.abs(x) < 0.0245) & (np.abs(z + 0.0709) < 0.009 * (1 - (x / 0.0245) ** 2)), (0.38, 0.12, 0.1))
    paint((np.abs(x) < 0.0245) & (np.abs(z + 0.0709) < 0.0013), (0.04, 0.012, 0.01))
    colour[hair] = HAIR
    light = np.clip(0.75 - 0.45 * normal[..., 2] + lit_from * normal[..., 0] - 0.2 * normal[..., 1], 0.2, 2)
    colour = np.where(inside[..., None], colour * light[..., None], colour)
    colour = gaussian(colour, 0.7)
    parts = {name: np.zeros(SIZE[::-1], np.float32) for name in PARTS}
    parts["skin"], parts["hair"] = (gaussian(each, 0.7) for each in (inside & ~hair, hair))
    parts["background"] = 1 - parts["skin"] - parts["hair"]
    return np.rint(255 * srgb_from_linear(colour)).astype(np.uint8), parts


def without(evidence: PhotoEvidence, place: np.ndarray, colour: tuple[int, ...]) -> PhotoEvidence:
    """The photo with something that is no skin at ``place`` (H, W) bool."""
    image = evidence.image.copy()
    image[place] = colour
    parts = {
        name: np.where(place, np.float32(name == "other"), matte) for name, matte in evidence.segments.matte.items()
    }
    return replace(evidence, image=image, segments=Segments(parts))


def places(body: Body, head: SeenHead) -> np.ndarray:
    """(H, W, 3) the place on the average head at each pixel of the photo."""
    return geometry(body, head, head.project(body.vertices), SIZE)[0]
