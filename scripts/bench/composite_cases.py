"""Whom the composite bench dresses: body, skin, hair, light, old clothes, pose, and the new garment."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from body_package import load
from drape_cases import PEOPLE, tape_of

load()
from composite_people import Clothes, Colour
from toile.addon.core.body.build import build_body, stand_on_floor
from toile.addon.core.body.landmarks import fitted_landmarks, landmark_body
from toile.addon.core.body.model import body_model
from toile.addon.core.body.skeleton import rotation_matrix, translation
from toile.addon.core.body.tape import fit_from_tape
from toile.addon.core.camera import project
from toile.addon.core.photo.image import gaussian
from toile.addon.core.photo.light import Light
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Body, BodyFit, Camera, PhotoEvidence

SKINS: tuple[Colour, ...] = (
    (0.56, 0.36, 0.28), (0.45, 0.27, 0.19), (0.38, 0.21, 0.13),
    (0.25, 0.13, 0.08), (0.13, 0.065, 0.04), (0.06, 0.032, 0.022),
)  # fmt: skip
HAIRS: tuple[tuple[str, Colour], ...] = (
    ("short", (0.03, 0.02, 0.015)), ("long", (0.025, 0.014, 0.01)), ("bob", (0.3, 0.18, 0.08)), ("bald", (0, 0, 0)),
    ("long", (0.42, 0.3, 0.15)), ("short", (0.22, 0.2, 0.19)),
)  # fmt: skip
OLD = {
    "tank and shorts": Clothes(0.0, 0.14, 0.03, 0.24, (0.72, 0.72, 0.72), (0.05, 0.07, 0.13)),
    "black tee, jeans": Clothes(0.2, 0.08, 0.1, 0.9, (0.02, 0.02, 0.022), (0.08, 0.13, 0.24)),
    "navy long sleeves, beige trousers": Clothes(0.6, 0.06, 0.05, 0.9, (0.03, 0.05, 0.14), (0.42, 0.32, 0.22)),
    "red tee, black shorts": Clothes(0.17, 0.1, 0.08, 0.32, (0.4, 0.03, 0.03), (0.02, 0.02, 0.02)),
    "green tunic, grey leggings": Clothes(0.0, 0.1, 0.22, 0.95, (0.06, 0.2, 0.1), (0.2, 0.2, 0.21)),
    "white tee, white trousers": Clothes(0.22, 0.07, 0.06, 0.9, (0.75, 0.74, 0.72), (0.7, 0.7, 0.68)),
}
# Turns (x, y, z) rad of joints, besides the pose of the library.
POSES = {
    "relaxed": ("relaxed", {}),
    "arms out": ("a_pose", {}),
    "hand on hip": ("hand_on_hip", {}),
    "forearm before the belly": ("relaxed", {"lowerarm01.L": (-0.9, 0.0, -1.15), "upperarm01.L": (0, -0.1, 0)}),
    "both before the belly": (
        "relaxed", {"lowerarm01.L": (-0.8, 0.0, -1.0), "lowerarm01.R": (-0.8, 0.0, 1.0)},
    ),
    "walking": ("walking", {}),
}  # fmt: skip
NEW = ("tee", "sweatshirt", "tank_top", "tee:neckline=v")
COUNT = 24
FIT_RAD, FIT_M = 0.02, 0.004  # how far the fitted joints and place are off the true ones, as fits of photos are


@dataclass(frozen=True)
class Case:
    """One person and the garment that they are to be seen in."""

    number: int
    body: str
    skin: int
    hair: int
    old: str
    pose: str
    new: str

    @property
    def title(self) -> str:
        who = f"{self.body}, skin {self.skin}, {HAIRS[self.hair][0]} hair"
        return f"{self.number:02} {self.new} {who}, {self.old}, {self.pose}"


def cases() -> list[Case]:
    """All of them: every two of the traits meet somewhere, as far as 24 allow."""
    found = []
    for k in range(COUNT):
        turn = k // 6
        found.append(
            Case(
                k,
                list(PEOPLE)[k % 6],
                (k + 2 * turn) % 6,
                (2 * k + turn) % 6,
                list(OLD)[(k + turn) % 6],
                list(POSES)[(5 * k + 3 * turn) % 6],
                NEW[(k + turn) % 4],
            )
        )
    return found


def light_of(case: Case) -> Light:
    """From the left or the right, hard or soft."""
    side = 1 if case.number % 2 else -1
    soft = 0.25 + 0.1 * (case.number % 3)
    towards, tint = (0.49 * side, -0.64, -0.59), (1.0, 1.0, 1.0)
    return Light(1.0, "right" if side > 0 else "left", 0.0, towards, 0.9 * soft, 4.2 * (1 - soft), tint, 35.0)


def true_fit(case: Case, height: int) -> BodyFit:
    """How the person really is and stands, seen by a camera of a picture so high, px."""
    pose, turns = POSES[case.pose]
    fit = exhaust(fit_from_tape(tape_of(case.body), pose))
    joints = np.array(fit.pose)
    for name, turn in turns.items():
        joints[body_model().joint(name)] = rotation_matrix(np.array(turn, float)) @ joints[body_model().joint(name)]
    fit = replace(fit, pose=joints)
    return replace(fit, world_from_root=stand_on_floor(body_model(), fit), camera=camera(height))


def camera(height: int) -> Camera:
    width = height * 3 // 4
    intrinsics = np.array([[1.4 * height, 0, width / 2], [0, 1.4 * height, height / 2], [0, 0, 1.0]])
    world_from_cam = np.eye(4)
    world_from_cam[:3, :3] = [[1, 0, 0], [0, 0, 1], [0, -1, 0]]
    world_from_cam[:3, 3] = (0.0, -2.9, 0.92)
    return Camera(intrinsics, (width, height), np.linalg.inv(world_from_cam), "assumed")


def fitted(case: Case, true: BodyFit) -> Body:
    """The body as a fit of the photo would have it: a little off."""
    draw = np.random.default_rng(case.number)
    joints = np.array(true.pose)
    for name in ("upperarm01.L", "upperarm01.R", "lowerarm01.L", "lowerarm01.R", "spine03", "head"):
        place = body_model().joint(name)
        joints[place] = rotation_matrix(draw.normal(0, FIT_RAD, 3)) @ joints[place]
    off = translation(draw.normal(0, FIT_M, 3) * [1, 1, 0])
    return build_body(replace(true, pose=joints, world_from_root=off @ true.world_from_root))


def evidence_of(true: BodyFit, image: np.ndarray, silhouette: np.ndarray) -> PhotoEvidence:
    """What an estimator would see, with a silhouette as soft as MediaPipe's."""
    assert true.camera is not None
    points = np.zeros((33, 2))
    points[landmark_body().landmarks] = project(true.camera, fitted_landmarks(true))
    eyes, nose = points[[2, 5]].mean(0), points[0]
    points[[9, 10]] = eyes + 1.7 * (nose - eyes)  # the mouth is not among the body's landmarks
    soft = gaussian(silhouette, 1.5 * len(image) / 640)
    return PhotoEvidence(
        image, points, np.zeros((33, 3)), np.ones(33), soft, replace(true.camera, cam_from_world=np.eye(4))
    )
