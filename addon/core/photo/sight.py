"""What the photo's camera sees of the fitted body and of the garments on it, pixel by pixel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from ..body.model import REGIONS, body_model
from ..camera import to_camera
from ..types import Body, Camera
from .raster import rasterise

ARM_LEFT, ARM_RIGHT = (
    tuple(REGIONS.index(f"{limb}_{side}") for limb in ("upper_arm", "forearm", "hand")) for side in ("left", "right")
)
ARMS = ARM_LEFT + ARM_RIGHT
FOREARMS = ARM_LEFT[1], ARM_RIGHT[1]
HANDS = tuple(REGIONS.index(f"hand_{side}") for side in ("left", "right"))
LEGS = tuple(REGIONS.index(f"{limb}_{side}") for limb in ("thigh", "shin") for side in ("left", "right"))
THIGHS = LEGS[:2]
FEET = tuple(REGIONS.index(f"foot_{side}") for side in ("left", "right"))
HEAD, NECK, TORSO = (REGIONS.index(name) for name in ("head", "neck", "torso"))
LOWEST_NECKLINE = 0.35  # of the way from shoulders to hips
UNIT = 160  # of these make the torso's height, shoulder to hip
UNIT_MM = 3.0  # on an adult


@dataclass(frozen=True, eq=False)
class Cloth:
    """A garment's surface, and what of the body each triangle is nearest to."""

    vertices: np.ndarray  # (V, 3) m, world
    triangles: np.ndarray  # (T, 3)
    region: np.ndarray  # (T,) a place in REGIONS
    at_back: np.ndarray  # (T,) bool: the skin nearest to it faces away from the camera
    inner: np.ndarray  # (T,) bool: it faces that skin


@dataclass(frozen=True, eq=False)
class Sight:
    """Maps over a window of the photo; all are (H, W) unless said."""

    region: np.ndarray  # int, of the body: a place in REGIONS, -1 where there is none
    depth: np.ndarray  # m, of the body, inf where there is none
    normal: np.ndarray  # (H, W, 3) of the body, camera axes, 0 where there is none
    cloth: np.ndarray  # int, which garment is nearest, -1 where there is none
    cloth_depth: np.ndarray  # m, inf where there is none
    cloth_region: np.ndarray  # int, what of the body the cloth there is nearest to, -1 where there is none
    cloth_at_back: np.ndarray  # bool
    cloth_inner: np.ndarray  # bool: one looks into the garment there
    shoulder: np.ndarray  # (2,) px, between the shoulders
    hip: np.ndarray  # (2,) px, between the hips
    unit: float  # px in one UNITth of the torso's height

    @property
    def torso_px(self) -> float:
        return self.unit * UNIT

    @property
    def body(self) -> np.ndarray:
        return self.region >= 0

    def on(self, places: Sequence[int]) -> np.ndarray:
        """(H, W) bool: where the body shows one of these regions."""
        return np.isin(self.region, places)

    def down(self) -> np.ndarray:
        """(H, 1) how far below the shoulders a row is: 0 there, 1 at the hips."""
        rows = np.arange(len(self.region), dtype=np.float32)[:, None]
        return (rows - self.shoulder[1]) / max(float(self.hip[1] - self.shoulder[1]), 1.0)

    def above_chest(self) -> np.ndarray:
        """(H, W) bool: the neck, and the trunk down to where a neckline may come."""
        return self.on([NECK]) | (self.on([TORSO]) & (self.down() < LOWEST_NECKLINE))

    def map_images(self, change) -> Sight:
        """The same with ``change(name, map)`` for every map."""
        maps = {f.name: getattr(self, f.name) for f in fields(self)}
        images = {name: value for name, value in maps.items() if getattr(value, "shape", ())[:2] == self.region.shape}
        return replace(self, **{name: change(name, value) for name, value in images.items()})

    def window(self, part: tuple[slice, slice]) -> Sight:
        """The part of it; the points move with it."""
        corner = np.array([part[1].start, part[0].start], float)
        cut = self.map_images(lambda name, value: value[part])
        return replace(cut, shoulder=self.shoulder - corner, hip=self.hip - corner)


def project(camera: Camera, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points (N, 3) m in the world to (N, 2) px and (N,) depth in m."""
    seen = to_camera(camera, points)
    image = seen @ camera.K.T
    return image[:, :2] / np.maximum(image[:, 2:], 1e-6), seen[:, 2]


def vertex_normals(vertices: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """(V, 3) unit normals, each the mean of its triangles' by area."""
    corner = vertices[triangles]
    face = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    normals = np.stack(
        [np.bincount(triangles.ravel(), np.repeat(face[:, k], 3), len(vertices)) for k in range(3)], axis=1
    )
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)


def skin_triangles() -> np.ndarray:
    """(T, 3) of the body's skin."""
    quads = body_model().skin_faces
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def see(body: Body, posed: np.ndarray, camera: Camera, cloths: Sequence[Cloth]) -> Sight:
    """Look at the posed body (V, 3) m and the garments."""
    width, height = camera.size
    triangles = skin_triangles()
    points, depth = project(camera, posed)
    face, body_depth = rasterise(points, depth, triangles, camera.size)
    normals = vertex_normals(posed, triangles) @ camera.cam_from_world[:3, :3].T
    seen = face >= 0
    normal = np.zeros((height, width, 3), np.float32)
    normal[seen] = normals[triangles[face[seen]]].mean(1)
    region = np.full((height, width), -1)
    region[seen] = body_model().regions[triangles[face[seen], 0]]
    joints = body.world_from_joint[:, :3, 3]
    pairs = [[body.joints.index(f"{name}.{side}") for side in "LR"] for name in ("upperarm01", "upperleg01")]
    shoulder, hip = (project(camera, joints[pair])[0].mean(0) for pair in pairs)
    return Sight(
        region,
        body_depth,
        normal,
        *_see_cloth(camera, cloths),
        shoulder,
        hip,
        float(np.linalg.norm(hip - shoulder)) / UNIT,
    )


def _see_cloth(
    camera: Camera, cloths: Sequence[Cloth]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The maps of Sight that tell of cloth, in their order."""
    width, height = camera.size
    nearest = np.full((height, width), np.inf, np.float32)
    which, region = np.full((height, width), -1), np.full((height, width), -1)
    at_back, inner = np.zeros((2, height, width), bool)
    for number, cloth in enumerate(cloths):
        points, depth = project(camera, cloth.vertices)
        face, distance = rasterise(points, depth, cloth.triangles, camera.size)
        front = distance < nearest
        nearest[front] = distance[front]
        which[front] = number
        region[front] = cloth.region[face[front]]
        at_back[front] = cloth.at_back[face[front]]
        inner[front] = cloth.inner[face[front]]
    return which, nearest, region, at_back, inner
