"""Patches, lapped edges and topstitches as solids on a finished garment, where the trim of its pieces says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import bpy
import numpy as np
from mathutils import Vector
from mathutils.geometry import delaunay_2d_cdt

from ...core.pattern.curves import resampled
from ...core.pattern.pieces import Piece
from ...core.pattern.trim import Lap, Patch, Trim, rows
from .ground import Ground, Spots
from .meshing import against_outline, grid_inside

THREAD_ZONE = "thread"
FINE_MM = 6.0  # between the points of a patch
STITCH_MM, PITCH_MM = 2.7, 3.6
THICK_MM, THIN_MM = 0.95, 0.45  # a contrasting thread, and one in the cloth's colour
LAYER_MOST = 0.0012  # m; or what is worn over it would have to clear it
BELOW = -0.0004  # m under the surface, where walls end
EDGE_MM = 0.6  # the rounding of an edge
FAR = 1.0  # m, as the distance to hem and seam: what is no cloth has neither


@dataclass(frozen=True, eq=False)
class Solid:
    """Faces to be added to a mesh."""

    points: np.ndarray  # (V, 3) m
    faces: np.ndarray  # (F, 3) or (F, 4)
    zone: int
    uv: np.ndarray  # (V, 2) m
    hem: np.ndarray  # (V,) m
    seam: np.ndarray  # (V,)


def trims(
    ground: Ground, pieces: Sequence[Piece], layer: float, zone_of_piece: Sequence[int], thread: int
) -> list[Solid]:
    """What is laid on all pieces.

    Args:
        layer: m, the thickness of a layer of the cloth.
        zone_of_piece, thread: what the faces' attribute "zone" says of them.
    """
    high = min(layer, LAYER_MOST)
    found = []
    for index, piece in enumerate(pieces):
        zone = zone_of_piece[index]
        found += [patch_solid(ground, index, patch, high, zone) for patch in piece.trim.patches]
        found += [lap_solid(ground, index, lap, high, zone) for lap in piece.trim.laps]
        if piece.trim.topstitches:
            found.append(stitches(ground, index, piece.trim, high, thread))
    return found


def raised(spots: Spots, heights: np.ndarray | float) -> np.ndarray:
    return spots.points + np.reshape(heights, (-1, 1)) * spots.normals


def patch_solid(ground: Ground, index: int, patch: Patch, high: float, zone: int) -> Solid:
    """A patch: walls, a rounded edge, and a top that follows the cloth."""
    ring = resampled(np.r_[patch.outline, patch.outline[:1]], FINE_MM)[:-1]
    inner = ring + EDGE_MM * inward(ring)
    inside = grid_inside([inner / 1000], FINE_MM / 1000) * 1000
    count = len(ring)
    spots = ground.at(index, np.r_[ring, ring, inner, inside])
    heights = np.r_[np.full(count, BELOW), np.full(count, 0.7 * high), np.full(count + len(inside), high)]
    sides = [(i, (i + 1) % count) for i in range(count)]
    top = delaunay_2d_cdt([Vector(p) for p in np.r_[inner, inside]], sides, [list(range(count))], 1, 1e-5)
    back = [origins[0] for origins in top[3]]
    a = np.arange(count)
    b = (a + 1) % count
    walls = [np.c_[low + a, low + b, low + count + b, low + count + a] for low in (0, count)]
    walls = np.concatenate(walls)
    cover = np.array([[back[k] for k in face] for face in top[2]]) + 2 * count
    faces = np.concatenate([walls[:, [0, 1, 2]], walls[:, [0, 2, 3]], cover])
    far = np.full(len(heights), FAR)  # the cloth's hems and seams are under it
    return Solid(raised(spots, heights), faces, zone, spots.uv, far, far)


def inward(ring: np.ndarray) -> np.ndarray:
    """(N, 2) unit, from each point of an anticlockwise ring to its inside."""
    ways = np.roll(ring, -1, axis=0) - np.roll(ring, 1, axis=0)
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    return np.stack([-ways[:, 1], ways[:, 0]], axis=1)


def lap_solid(ground: Ground, index: int, lap: Lap, high: float, zone: int) -> Solid:
    """A lapped edge: a wall, and a top that comes down to the cloth behind it."""
    line = resampled(lap.line, FINE_MM)
    beside = np.array([0.0, 0.0, EDGE_MM, lap.over_mm / 3, 2 * lap.over_mm / 3, lap.over_mm])
    heights = np.array([BELOW, 0.7 * high, high, 0.7 * high, 0.3 * high, BELOW / 2])
    spots = ground.at(index, np.concatenate(rows(line, beside)))
    count = len(spots.points) // len(beside)
    a = (np.arange(len(beside) - 1)[:, None] * count + np.arange(count - 1)).ravel()
    faces = np.c_[a, a + 1, a + count + 1, a + count]
    return Solid(raised(spots, np.repeat(heights, count)), faces, zone, spots.uv, spots.hem, spots.seam)


def stitches(ground: Ground, index: int, trim: Trim, high: float, zone: int) -> Solid:
    """Every stitch of a piece: a bead that lies on the cloth, or on what is laid on it."""
    ends = np.concatenate([stitch_ends(row) for row in trim.topstitches])  # (K, 2, 2)
    spots = ground.at(index, ends.reshape(-1, 2))
    lift = np.repeat(lifts(trim, ends.mean(axis=1), high), 2)
    at = raised(spots, lift).reshape(-1, 2, 3)
    up = spots.normals.reshape(-1, 2, 3).mean(axis=1)
    along = at[:, 1] - at[:, 0]
    across = np.cross(up, along)
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9)
    wide = (THICK_MM if trim.thread else THIN_MM) / 1000
    low = [at[:, e] + s * wide / 2 * across - 0.15 * wide * up for e in (0, 1) for s in (-1, 1)]
    crown = [
        at[:, e] + (0.5 - e) * 0.4 * along + s * wide / 4 * across + 0.45 * wide * up for e in (0, 1) for s in (-1, 1)
    ]
    points = np.stack([*low, *crown], axis=1).reshape(-1, 3)
    box = np.array([[4, 6, 7, 5], [0, 2, 6, 4], [3, 1, 5, 7], [1, 0, 4, 5], [2, 3, 7, 6]])
    faces = (8 * np.arange(len(at))[:, None, None] + box).reshape(-1, 4)
    far = np.full(len(points), FAR)
    return Solid(points, faces, zone, np.repeat(spots.uv[::2], 8, axis=0), far, far)


def stitch_ends(row: np.ndarray) -> np.ndarray:
    """(K, 2, 2) mm: where the stitches along a line begin and end."""
    along = np.r_[0.0, np.linalg.norm(np.diff(row, axis=0), axis=1).cumsum()]
    starts = np.arange(0.4, along[-1] - STITCH_MM, PITCH_MM)
    at = np.stack([starts, starts + STITCH_MM], axis=1)
    return np.stack([np.interp(at, along, row[:, k]) for k in range(2)], axis=2)


def lifts(trim: Trim, places: np.ndarray, high: float) -> np.ndarray:
    """(K,) m that patches and lapped edges raise places (K, 2) mm of their piece."""
    found = np.zeros(len(places))
    for patch in trim.patches:
        found[against_outline(places, patch.outline)[0]] = high
    for lap in trim.laps:
        lines = rows(lap.line, (0.0, lap.over_mm))
        inside, _ = against_outline(places, np.r_[lines[0], lines[1][::-1]])
        away = np.linalg.norm(places[:, None] - lines[0][None], axis=2).min(axis=1)
        found = np.where(inside, np.maximum(found, high * np.clip(1.1 - away / lap.over_mm, 0.0, 1.0)), found)
    return found


def add_solids(mesh: bpy.types.Mesh, solids: Sequence[Solid], layer: str) -> None:
    """Append the faces to a finished mesh, with its attributes."""
    for width in (3, 4):
        if chosen := [solid for solid in solids if solid.faces.shape[1] == width]:
            append(mesh, chosen, layer)
    mesh.update(calc_edges=True)


def append(mesh: bpy.types.Mesh, solids: Sequence[Solid], layer: str) -> None:
    """Append solids whose faces have the same number of corners."""
    first, loops, polygons = len(mesh.vertices), len(mesh.loops), len(mesh.polygons)
    offsets = np.cumsum([first, *(len(solid.points) for solid in solids)])
    faces = np.concatenate([solid.faces + offset for solid, offset in zip(solids, offsets, strict=False)])
    points = np.concatenate([solid.points for solid in solids])
    mesh.vertices.add(len(points))
    mesh.loops.add(faces.size)
    mesh.polygons.add(len(faces))
    put(mesh.vertices, "co", first, points)
    put(mesh.loops, "vertex_index", loops, faces, np.int32)
    put(mesh.polygons, "loop_start", polygons, loops + faces.shape[1] * np.arange(len(faces)), np.int32)
    uv = np.concatenate([solid.uv for solid in solids])[faces - first]
    put(mesh.uv_layers[layer].uv, "vector", loops, uv)
    zones = np.concatenate([np.full(len(solid.faces), solid.zone) for solid in solids])
    put(mesh.attributes["zone"].data, "value", polygons, zones, np.int32)
    for name in ("hem", "seam"):
        put(mesh.attributes[name].data, "value", first, np.concatenate([getattr(solid, name) for solid in solids]))


def put(
    items: bpy.types.bpy_prop_collection, name: str, first: int, values: np.ndarray, kind: type = np.float32
) -> None:
    """Set one attribute of the items from the one numbered ``first`` on."""
    width = values.size // (len(items) - first)
    whole = np.empty(len(items) * width, kind)
    items.foreach_get(name, whole)
    whole[first * width :] = np.asarray(values, kind).ravel()
    items.foreach_set(name, whole)
