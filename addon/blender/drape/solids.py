"""What is added to a finished garment's mesh: faces with its attributes, and stitches as beads of thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import bpy
import numpy as np

THREAD_ZONE, ZIP_ZONE = "thread", "zip"
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


def beads(at: np.ndarray, up: np.ndarray, wide: float, zone: int, uv: np.ndarray) -> Solid:
    """Stitches, each a bead that lies on the cloth.

    Args:
        at: (K, 2, 3) m, where each begins and ends.
        up: (K, 3) unit, away from the cloth.
        wide: m.
        uv: (K, 2) m.
    """
    along = at[:, 1] - at[:, 0]
    across = np.cross(up, along)
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9)
    low = [at[:, e] + s * wide / 2 * across - 0.15 * wide * up for e in (0, 1) for s in (-1, 1)]
    crown = [
        at[:, e] + (0.5 - e) * 0.4 * along + s * wide / 4 * across + 0.45 * wide * up for e in (0, 1) for s in (-1, 1)
    ]
    points = np.stack([*low, *crown], axis=1).reshape(-1, 3)
    box = np.array([[4, 6, 7, 5], [0, 2, 6, 4], [3, 1, 5, 7], [1, 0, 4, 5], [2, 3, 7, 6]])
    faces = (8 * np.arange(len(at))[:, None, None] + box).reshape(-1, 4)
    far = np.full(len(points), FAR)
    return Solid(points, faces, zone, np.repeat(uv, 8, axis=0), far, far)


def number_of(zone: str, named: list[str]) -> int:
    """What the faces' attribute "zone" says of a zone, which joins the names if it is not among them."""
    if zone not in named:
        named.append(zone)
    return named.index(zone)


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
    put(mesh.attributes["row"].data, "value", first, np.full(len(points), FAR))


def put(
    items: bpy.types.bpy_prop_collection, name: str, first: int, values: np.ndarray, kind: type = np.float32
) -> None:
    """Set one attribute of the items from the one numbered ``first`` on."""
    width = values.size // (len(items) - first)
    whole = np.empty(len(items) * width, kind)
    items.foreach_get(name, whole)
    whole[first * width :] = np.asarray(values, kind).ravel()
    items.foreach_set(name, whole)
