"""What is added to a finished garment's mesh: faces with its attributes, and stitches as beads of thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import bmesh
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
    """Append the faces to a finished mesh, with its attributes.

    By a BMesh: Blender 5.2 crashes on ``mesh.loops.add`` here.
    """
    grown = bmesh.new()
    try:
        grown.from_mesh(mesh)
        for solid in solids:
            append(grown, solid, layer)
        grown.to_mesh(mesh)
    finally:
        grown.free()
    mesh.update()


def append(grown: bmesh.types.BMesh, solid: Solid, layer: str) -> None:
    uv, zone = grown.loops.layers.uv[layer], grown.faces.layers.int["zone"]
    hem, seam, row = (grown.verts.layers.float[name] for name in ("hem", "seam", "row"))
    corners = []
    for point, to_hem, to_seam in zip(solid.points.tolist(), solid.hem.tolist(), solid.seam.tolist(), strict=True):
        corner = grown.verts.new(point)
        corner[hem], corner[seam], corner[row] = to_hem, to_seam, FAR
        corners.append(corner)
    places = solid.uv.tolist()
    for ids in solid.faces.tolist():
        face = grown.faces.new([corners[i] for i in ids])
        face[zone] = solid.zone
        for loop, i in zip(face.loops, ids, strict=True):
            loop[uv].uv = places[i]
