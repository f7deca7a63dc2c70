"""Close-ups: where the camera stands to see a part of a garment, from the side that shows most of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix, Vector
from mathutils.bvhtree import BVHTree

from ...core.errors import RenderError
from ...core.types import Dressed
from ...core.views import detail_of, is_on_arm, shown_in, zones_of
from ..drape.buttons import BRASS_ZONE, PEARL_ZONE
from ..drape.finish import NOTIONS, ZONES
from .studio import LENS_MM, SENSOR_MM, looking

TURNS_DEG = tuple(range(-180, 180, 15))
RISES_DEG = (4.0, 20.0)  # of the camera above the part
STRAIGHT = 0.25  # how much less a side counts that is behind the person: catalogues show the front where they can
FREE_EDGE = 0.035  # m of cloth that count as its edge
SMALLEST, LARGEST = 0.14, 0.40  # m that a close-up shows across at least and at most
ROOM = 1.25  # the picture's width or height over the part's
FASTENED, FACES = 1.6, 0.6  # how much more a side counts that the part's button faces; the cosine at which it does
BESIDE = 0.02  # m from a button to the part
RAYS = 250  # a side, to see what hides the part
Solid = tuple[np.ndarray, np.ndarray]  # vertices (V, 3) m, world, and faces
AWAY = 0.004  # m from the cloth that a ray starts


@dataclass(frozen=True, eq=False)
class Surface:
    """A garment's mesh, in the world."""

    vertices: np.ndarray  # (V, 3) m
    faces: list[list[int]]
    centres: np.ndarray  # (F, 3) m
    normals: np.ndarray  # (F, 3)
    areas: np.ndarray  # (F,) m2
    zone: np.ndarray  # (F,) index in ``zones``
    zones: list[str]
    hem: np.ndarray  # (F,) m to the nearest free edge


@dataclass(frozen=True, eq=False)
class Aim:
    """How the studio stands for a close-up."""

    yaw: float  # rad, of the turntable
    camera: Matrix  # in the world
    distance: float  # m, from the camera to the part


def read_surface(name: str) -> Surface:
    """The garment's mesh as it stands."""
    item = bpy.data.objects[name]
    mesh, matrix = item.data, np.array(item.matrix_world)
    faces = [list(polygon.vertices) for polygon in mesh.polygons]
    zone, hem = mesh.attributes.get("zone"), mesh.attributes.get("hem")
    near = values(hem.data, "value") if hem else np.full(len(mesh.vertices), np.inf)
    return Surface(
        values(mesh.vertices, "co", 3) @ matrix[:3, :3].T + matrix[:3, 3],
        faces,
        values(mesh.polygons, "center", 3) @ matrix[:3, :3].T + matrix[:3, 3],
        values(mesh.polygons, "normal", 3) @ matrix[:3, :3].T,
        values(mesh.polygons, "area"),
        values(zone.data, "value", kind=np.int32) if zone else np.zeros(len(faces), np.int32),
        list(item.get(ZONES, ())),
        np.array([near[corners].max() for corners in faces]),
    )


def values(items: Any, attribute: str, width: int = 1, kind: type = np.float32) -> np.ndarray:
    """(N, width), or (N,) where the width is 1: one attribute of every item."""
    flat = np.empty(len(items) * width, kind)
    items.foreach_get(attribute, flat)
    return flat if width == 1 else flat.reshape(-1, width).astype(float)


def faces_of(part: str, surface: Surface) -> np.ndarray:
    """(F,) bool the faces of a part: of its zones, or else along a free edge."""
    named = [surface.zones.index(zone) for zone in zones_of(part, surface.zones)]
    if named and part != "hem":
        return np.isin(surface.zone, named)
    edge = surface.hem < FREE_EDGE
    on_arm = np.isin(surface.zone, [k for k, zone in enumerate(surface.zones) if is_on_arm(zone)])
    notions = [k for k, zone in enumerate(surface.zones) if zone in NOTIONS]
    if part == "cuff":  # a sleeve without one: its hem
        return edge & on_arm
    edge &= ~on_arm & ~np.isin(surface.zone, notions)
    loops = islands(surface, edge)
    heights = {k: surface.centres[loops == k, 2].mean() for k in np.unique(loops[edge])}
    if not heights:
        return edge
    chosen = (max if part == "neckline" else min)(heights, key=heights.__getitem__)
    return loops == chosen


def islands(surface: Surface, within: np.ndarray) -> np.ndarray:
    """(F,) which connected piece of the faces ``within`` each belongs to; -1 outside."""
    owner = np.full(len(surface.vertices), -1)
    result, number = np.full(len(within), -1), 0
    of_vertex: dict[int, list[int]] = {}
    for face in np.flatnonzero(within):
        for corner in surface.faces[face]:
            of_vertex.setdefault(corner, []).append(int(face))
    for first in np.flatnonzero(within):
        if result[first] >= 0:
            continue
        result[first], waiting = number, [int(first)]
        while waiting:
            for corner in surface.faces[waiting.pop()]:
                if owner[corner] < 0:
                    owner[corner] = number
                    fresh = [face for face in of_vertex[corner] if result[face] < 0]
                    result[fresh] = number
                    waiting += fresh
        number += 1
    return result


def aim(view: str, dressed: Dressed, solid: Solid | None, facing: float, aspect: float) -> Aim:
    """Where to stand for a close-up.

    Args:
        solid: what the garments are on, and may hide them.
        facing: the direction the person faces, radians anticlockwise from -Y, from above.
        aspect: width over height of the picture.

    Raises:
        JobError: no garment has the part.
        RenderError: it cannot be seen from any side.
    """
    garments = dressed.drape.garments
    index = shown_in(view, [draped.garment for draped in garments])
    surfaces = [read_surface(draped.object_name) for draped in garments]
    part = detail_of(view)[1]
    chosen = faces_of(part, surfaces[index])
    loops = islands(surfaces[index], chosen)
    buttons, whose = buttons_of(surfaces[index], chosen, loops)
    upward = {loop: way_of(surfaces[index], whose == loop) for loop in np.unique(whose[buttons])}
    trees = [BVHTree.FromPolygons(s.vertices.tolist(), s.faces) for s in surfaces]
    if solid:
        trees.append(BVHTree.FromPolygons(solid[0].tolist(), solid[1].tolist()))
    best: tuple[float, float, float, np.ndarray] | None = None
    for turn in TURNS_DEG:
        for rise in RISES_DEG:
            towards = direction(facing + np.radians(turn), np.radians(rise))
            seen, where = visible(surfaces[index], chosen, towards, trees)
            shown, faces = visible(surfaces[index], buttons, towards, trees)
            fastened = [loop for loop in np.unique(whose[faces[shown > 0]]) if upward[loop] @ towards > FACES]
            for loop in np.unique(loops[where]):
                own = seen[loops[where] == loop].sum() * (1 - STRAIGHT * abs(turn) / 180)
                own *= FASTENED if loop in fastened else 1
                if best is None or own > best[0] * 1.001:
                    best = (own, turn, rise, where[(loops[where] == loop) & (seen > 0)])
    if best is None or best[0] <= 0:
        garment = garments[index].garment.design
        raise RenderError(f"The {part} of the {garment} is covered on every side.", "Choose another view.")
    _, turn, rise, where = best
    yaw = facing + np.radians(turn)
    return Aim(yaw, *stand(surfaces[index].centres[where], direction(yaw, np.radians(rise)), aspect))


def buttons_of(surface: Surface, chosen: np.ndarray, loops: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(F,) bool the faces of buttons on the ``chosen`` faces, and (F,) the island of these that each is on."""
    found, whose = np.zeros(len(chosen), bool), np.full(len(chosen), -1)
    named = [k for k, zone in enumerate(surface.zones) if zone in (BRASS_ZONE, PEARL_ZONE)]
    own = np.flatnonzero(chosen)
    for face in np.flatnonzero(np.isin(surface.zone, named)):
        off = np.linalg.norm(surface.centres[own] - surface.centres[face], axis=1)
        if len(off) and off.min() < BESIDE:
            found[face], whose[face] = True, loops[own[off.argmin()]]
    return found, whose


def way_of(surface: Surface, faces: np.ndarray) -> np.ndarray:
    """(3,) unit: which way some faces look on the whole."""
    way = (surface.normals * (surface.areas * faces)[:, None]).sum(axis=0)
    return way / max(float(np.linalg.norm(way)), 1e-12)


def direction(yaw: float, rise: float) -> np.ndarray:
    """(3,) from the part towards a camera so far round the person and so high."""
    return np.array([np.sin(yaw) * np.cos(rise), -np.cos(yaw) * np.cos(rise), np.sin(rise)])


def visible(
    surface: Surface, chosen: np.ndarray, towards: np.ndarray, trees: list[BVHTree]
) -> tuple[np.ndarray, np.ndarray]:
    """How many m2 of some of the chosen faces are seen from a direction, and which faces these are."""
    outward = surface.normals @ towards
    where = np.flatnonzero(chosen & (outward > 0.1))
    where = where[:: max(len(where) // RAYS, 1)]
    if not len(where):
        return np.zeros(0), where
    share = (surface.areas[chosen & (outward > 0.1)].sum()) / max(surface.areas[where].sum(), 1e-12)
    seen = surface.areas[where] * outward[where] * share
    ray = Vector(towards)
    for k, face in enumerate(where):
        start = Vector(surface.centres[face] + AWAY * (surface.normals[face] + towards))
        if any(tree.ray_cast(start, ray, 3.0)[0] is not None for tree in trees):
            seen[k] = 0.0
    return seen, where


def stand(points: np.ndarray, towards: np.ndarray, aspect: float) -> tuple[Matrix, float]:
    """The camera's place, so that the points, or the middle of them where they are too many, fill the picture; and
    its distance, m.
    """
    pose = np.array(looking(Vector(towards), Vector((0, 0, 0))).to_3x3())
    flat = points @ pose[:, :2]
    low, high = np.quantile(flat, 0.02, axis=0), np.quantile(flat, 0.98, axis=0)
    across, up = ROOM * (high - low)
    height = float(np.clip(max(up, across / aspect), SMALLEST / min(aspect, 1), LARGEST / max(aspect, 1)))
    middle = 0.5 * (low + high)
    near = np.abs(flat - middle).max(1).argsort()[: max(len(points) // 8, 1)]
    depth = float(np.median(points[near] @ towards))
    target = pose[:, :2] @ middle + depth * towards
    distance = 0.5 * height * max(aspect, 1) / (SENSOR_MM / LENS_MM / 2)
    return Matrix.Translation(Vector(target + distance * towards)) @ Matrix(pose.tolist()).to_4x4(), distance
