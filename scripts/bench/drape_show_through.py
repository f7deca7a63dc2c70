"""Body that shows through its clothes: pixels of an ID render, counted.

Which skin a garment should cover is found on the body, not in the picture. A vertex is under a garment if the line
along its normal, from 20 mm within the body to 100 mm outside it, leaves through the garment's inner side; so an arm
beside a shirt is not under it. What can be reached on the skin from head, hands or feet past no such vertex is bare.
All other skin should be covered: what is under the garment, and islands within it, which are holes.

A pixel shows the body through if the skin in it should be covered, is nearer than every garment, and either

- has cloth at most 20 mm behind it that is still within the body (not under the last edge of skin at a hem, where the
  camera may look in), or
- belongs to a patch of such pixels beside which there is no bare skin, that is, surrounded by the garment or the
  background: a hole, or skin farther out than 20 mm. Not if one looks in there through an opening, such as a vent: free
  edges of the garment run along most of the patch, and behind it there is no cloth within the body.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from body_package import load
from mathutils import Vector
from mathutils.bvhtree import BVHTree

load()
from toile.addon.blender.drape.collider import vertex_normals
from toile.addon.blender.drape.relax import edges_of
from toile.addon.core.camera import intrinsics, invert, look_at, project, to_camera
from toile.addon.core.photo.raster import rasterise
from toile.addon.core.types import Camera

SIZE = (768, 1024)
VIEWS = {"front": 0.0, "left": 90.0, "back": 180.0, "right": 270.0}  # degrees about the vertical
AWAY_M, FILLED = 4.0, 0.92  # of the cameras; of the picture, by the person
WITHIN_M, WITHOUT_M = 0.020, 0.100
MOST_FOLDS = 4  # of cloth on one line
STEP_M = 1e-5
AT_EDGE_PX, AT_EDGE_M = 2, 0.02  # so near an opening's edge is what borders on it, in the picture and in depth
MOSTLY = 0.6  # of a patch's outline


@dataclass(frozen=True, eq=False)
class Mesh:
    """Triangles in the world, outward."""

    vertices: np.ndarray  # (V, 3) m
    triangles: np.ndarray  # (T, 3)


@dataclass(frozen=True, eq=False)
class View:
    """What one camera sees of the body alone and of the clothes alone: (H, W) triangle or -1, and depth, m or inf."""

    camera: Camera
    body: np.ndarray
    body_depth: np.ndarray
    cloth: np.ndarray
    cloth_depth: np.ndarray

    @property
    def skin_first(self) -> np.ndarray:
        return self.body_depth < self.cloth_depth


def camera_at(points: np.ndarray, turn_deg: float, size: tuple[int, int] = SIZE) -> Camera:
    """A level camera that frames the points (N, 3); 0 degrees is from the front, 90 from the person's left."""
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    turn = np.radians(turn_deg)
    eye = middle + AWAY_M * np.array([np.sin(turn), -np.cos(turn), 0.0])
    camera = Camera(intrinsics(1.0, size, (0.0, 0.0)), size, look_at(eye, middle), "assumed")
    reach = np.abs(project(camera, points)).max(axis=0)
    focal = FILLED * float((np.array(size) / 2 / reach).min())
    return Camera(intrinsics(focal, size), size, camera.cam_from_world, "assumed")


def look(camera: Camera, body: Mesh, cloth: Mesh) -> View:
    return View(camera, *seen(camera, body), *seen(camera, cloth))


def seen(camera: Camera, mesh: Mesh) -> tuple[np.ndarray, np.ndarray]:
    depth = to_camera(camera, mesh.vertices)[:, 2]
    return rasterise(project(camera, mesh.vertices), depth, mesh.triangles, camera.size)


def should_be_covered(body: Mesh, ends: np.ndarray, garments: Sequence[Mesh]) -> np.ndarray:
    """(V,) bool: the skin that one garment or another should hide.

    Args:
        ends: (V,) bool, what is bare whatever is worn: head, hands and feet.
        garments: each one's surface without thickness, outward.
    """
    normals = vertex_normals(body.vertices, body.triangles)
    edges = edges_of(body.triangles)
    covered = np.zeros(len(ends), bool)
    for garment in garments:
        tree = BVHTree.FromPolygons(garment.vertices.tolist(), garment.triangles.tolist())
        free = np.array([end or not is_under(tree, *at) for end, *at in zip(ends, body.vertices, normals, strict=True)])
        covered |= ~reached(ends, free, edges)
    return covered


def is_under(tree: BVHTree, point: np.ndarray, normal: np.ndarray) -> bool:
    """Whether the line along a skin vertex's normal goes out through cloth."""
    way = Vector(normal)
    start, left = Vector(point) - WITHIN_M * way, WITHIN_M + WITHOUT_M
    for _ in range(MOST_FOLDS):
        hit, face_normal, _, distance = tree.ray_cast(start, way, left)
        if hit is None:
            return False
        if face_normal.dot(way) > 0:
            return True
        start, left = hit + STEP_M * way, left - distance
    return False


def reached(start: np.ndarray, free: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """(V,) bool: what is connected to ``start`` over ``edges`` (E, 2) through vertices that are ``free``."""
    found = start.copy()
    a, b = np.concatenate([edges, edges[:, ::-1]]).T
    while True:
        new = np.unique(b[found[a] & free[b] & ~found[b]])
        if not len(new):
            return found
        found[new] = True


def show_through(view: View, body: Mesh, covered: np.ndarray, openings: np.ndarray | None = None) -> np.ndarray:
    """(H, W) bool: the pixels where the body shows through, see above.

    Args:
        covered: (V,) as of should_be_covered.
        openings: (R, 3) m, points along the edges that the garments leave free.
    """
    wanted = np.all(covered[body.triangles], axis=1)
    skin = view.skin_first
    through = skin & wanted[view.body]
    if not through.any():
        return through
    a, b = edges_of(body.triangles).T
    beside_bare = np.zeros(len(covered), bool)
    beside_bare[a[~covered[b]]] = beside_bare[b[~covered[a]]] = True
    inner = np.all((covered & ~beside_bare)[body.triangles], axis=1)
    away = far_side(view.camera, body)
    pierced = through & inner[view.body] & (view.cloth_depth < np.minimum(away, view.body_depth + WITHIN_M))
    surrounded = through & ~grown(skin & ~wanted[view.body], through)
    if openings is not None and surrounded.any():
        surrounded &= ~looked_into(view, surrounded, view.cloth_depth < away, openings)
    return pierced | surrounded


def looked_into(view: View, surrounded: np.ndarray, within: np.ndarray, openings: np.ndarray) -> np.ndarray:
    """(H, W) bool: those patches of ``surrounded`` that are seen through an opening.

    Args:
        within: (H, W) where cloth lies within the body.
        openings: (R, 3) m, see show_through.
    """
    at = np.round(project(view.camera, openings)).astype(int)
    depth = to_camera(view.camera, openings)[:, 2]
    x, y = at.T
    inside = (x >= 0) & (y >= 0) & (x < surrounded.shape[1]) & (y < surrounded.shape[0])
    x, y, depth = x[inside], y[inside], depth[inside]
    shown = depth < np.minimum(view.cloth_depth, view.body_depth)[y, x] + AT_EDGE_M
    edge = np.zeros_like(surrounded)
    edge[y[shown], x[shown]] = True
    for _ in range(AT_EDGE_PX):
        edge = dilated(edge)
    found, left = np.zeros_like(surrounded), surrounded.copy()
    while left.any():
        seed = np.zeros_like(left)
        seed.flat[left.argmax()] = True
        patch = grown(seed, left)
        outline = dilated(patch) & ~patch
        if edge[outline].mean() >= MOSTLY and not within[patch].any():
            found |= patch
        left &= ~patch
    return found


def far_side(camera: Camera, body: Mesh) -> np.ndarray:
    """(H, W) m: where the line of sight leaves the body again."""
    eye = invert(camera.cam_from_world)[:3, 3]
    a, b, c = (body.vertices[body.triangles[:, k]] for k in range(3))
    away = np.einsum("td,td->t", np.cross(b - a, c - a), a - eye) > 0
    return seen(camera, Mesh(body.vertices, body.triangles[away]))[1]


def grown(start: np.ndarray, within: np.ndarray) -> np.ndarray:
    """(H, W) bool: the pixels of ``within`` that are connected to ``start``, also across corners."""
    found = dilated(start) & within
    while True:
        more = dilated(found) & within
        if (more == found).all():
            return found
        found = more


def dilated(mask: np.ndarray) -> np.ndarray:
    """The mask (H, W) and the eight pixels around each of its own."""
    high, wide = mask.shape
    padded = np.pad(mask, 1)
    rows = padded[:high] | padded[1:-1] | padded[2:]
    return rows[:, :wide] | rows[:, 1:-1] | rows[:, 2:]
