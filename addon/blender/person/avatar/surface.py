"""The avatar's skin as it stands, seen from its head: where hair grows, and what it lies on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import bpy
import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from ...picture.evaluated import evaluated

HEAD_FROM = -0.13  # m in the average head's frame, below the middle between the eyes


@dataclass(frozen=True, eq=False)
class Surface:
    """Skin in the head's frame: the average head's size and stance, its origin in the middle between the eyes."""

    points: np.ndarray  # (N, 3) m
    place: np.ndarray  # (N, 3) m, the same places of the average body at rest
    triangles: np.ndarray  # (T, 3)
    world_from_head: np.ndarray  # (4, 4) affine

    @property
    def down(self) -> np.ndarray:
        """(3,) where things fall."""
        along = np.linalg.solve(self.world_from_head[:3, :3], (0.0, 0.0, -1.0))
        return along / np.linalg.norm(along)

    @cached_property
    def head(self) -> np.ndarray:
        """(H, 3) the triangles of head and neck."""
        return self.triangles[(self.place[self.triangles, 2] > HEAD_FROM).all(1)]

    @cached_property
    def placed(self) -> BVHTree:
        return BVHTree.FromPolygons(self.place.tolist(), self.head.tolist())

    def at(self, place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The points (N, 3) m that are at these places of the average body, and the normals (N, 3)."""
        hits = [self.placed.find_nearest(Vector(p)) for p in place]
        corners = self.head[[hit[2] for hit in hits]]
        weights = barycentric(np.array([hit[0] for hit in hits]), self.place[corners])
        return (weights[..., None] * self.points[corners]).sum(1), self.normals(corners)

    def normals(self, corners: np.ndarray) -> np.ndarray:
        """(N, 3) of the triangles (N, 3)."""
        a, b, c = np.swapaxes(self.points[corners], 0, 1)
        normal = np.cross(b - a, c - a)
        return normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)

    def scatter(
        self, count: int, thickness: np.ndarray, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Points drawn evenly where a thickness (N,) 0-1 says so: points, normals, places; (count, 3) each."""
        corners = self.head
        a, b, c = np.swapaxes(self.points[corners], 0, 1)
        chance = np.linalg.norm(np.cross(b - a, c - a), axis=1) * thickness[corners].mean(1)
        corners = corners[rng.choice(len(corners), count, p=chance / chance.sum())]
        u, v = rng.random((2, count))
        u, v = np.where(u + v > 1, 1 - u, u), np.where(u + v > 1, 1 - v, v)
        weights = np.stack([1 - u - v, u, v], 1)[..., None]
        points, place = ((weights * values[corners]).sum(1) for values in (self.points, self.place))
        return points, self.normals(corners), place

    def to_world(self, points: np.ndarray) -> np.ndarray:
        return points @ self.world_from_head[:3, :3].T + self.world_from_head[:3, 3]

    def to_head(self, points: np.ndarray) -> np.ndarray:
        return np.linalg.solve(self.world_from_head[:3, :3], (points - self.world_from_head[:3, 3]).T).T


def barycentric(points: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """(N, 3) weights of the corners (N, 3, 3) at points of their triangles."""
    a, b, c = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0], points - corners[:, 0]
    aa, ab, bb, ca, cb = ((p * q).sum(1) for p, q in ((a, a), (a, b), (b, b), (c, a), (c, b)))
    below = np.maximum(aa * bb - ab * ab, 1e-18)
    v, w = (bb * ca - ab * cb) / below, (aa * cb - ab * ca) / below
    return np.stack([1 - v - w, v, w], 1)


def read_surface(item: bpy.types.Object, scene: bpy.types.Scene) -> Surface:
    """The skin as it stands; the mesh has its places as the attribute "place"."""
    layer = scene.view_layers[0]
    layer.update()
    with evaluated(item, layer.depsgraph) as (mesh, points, triangles):
        place = np.empty(len(points) * 3, np.float32)
        mesh.attributes["place"].data.foreach_get("vector", place)
    place = place.reshape(-1, 3).astype(float)
    rigid = place[:, 2] > 0.0  # the skull: nothing of it bends
    solution = np.linalg.lstsq(np.c_[place[rigid], np.ones(rigid.sum())], points[rigid], rcond=None)[0]
    world_from_head = np.eye(4)
    world_from_head[:3] = solution.T
    surface = Surface(points, place, triangles, world_from_head)
    return Surface(surface.to_head(points), place, surface.triangles, world_from_head)
