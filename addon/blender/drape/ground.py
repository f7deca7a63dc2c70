"""The outside of a finished garment, found by where a place lies on its flat pieces."""

from __future__ import annotations

from dataclasses import dataclass

import bpy
import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from .buttons import cross
from .collider import vertex_normals
from .meshing import Sheet, texture_coordinates


@dataclass(frozen=True, eq=False)
class Spots:
    """Places on the cloth."""

    points: np.ndarray  # (K, 3) m
    normals: np.ndarray  # (K, 3) unit, outward
    uv: np.ndarray  # (K, 2) m, on the flat map
    hem: np.ndarray  # (K,) m to the nearest free edge
    seam: np.ndarray  # (K,)


class Ground:
    """The outer faces of a garment that has its thickness, piece by piece."""

    def __init__(self, sheet: Sheet, mesh: bpy.types.Mesh, vertices: int, piece_of_quad: np.ndarray, layer: str):
        """The mesh's first faces are the outer ones, ``vertices`` their number of vertices."""
        count = len(piece_of_quad)
        self.sheet, self.piece_of_quad = sheet, piece_of_quad
        self.quads = of_loops(mesh.loops, "vertex_index", np.int32)[: 4 * count].reshape(-1, 4).astype(int)
        self.uv = of_loops(mesh.uv_layers[layer].uv, "vector", np.float32, 2)[: 4 * count].reshape(-1, 4, 2)
        self.points = of_loops(mesh.vertices, "co", np.float32, 3)[:vertices].astype(float)
        triangles = np.concatenate([self.quads[:, [0, 1, 2]], self.quads[:, [0, 2, 3]]])
        self.normals = vertex_normals(self.points, triangles)
        self.near = {
            name: of_loops(mesh.attributes[name].data, "value", np.float32)[:vertices] for name in ("hem", "seam")
        }
        self.flat_map = texture_coordinates(sheet)
        self.found: dict[int, tuple[BVHTree, np.ndarray, np.ndarray]] = {}

    def at(self, piece: int, places_mm: np.ndarray) -> Spots:
        """Where places (K, 2) mm of a piece are; the nearest there is, for what lies beyond its edge."""
        ids = self.sheet.vertices_of(piece)
        flat = np.c_[self.sheet.flat[ids], np.ones(len(ids))]
        onto, *_ = np.linalg.lstsq(flat, self.flat_map[ids], rcond=None)
        uv = np.c_[places_mm / 1000, np.ones(len(places_mm))] @ onto
        tree, corners, at = self.tree(piece)
        hits = [tree.find_nearest(Vector((u, v, 0.0))) for u, v in uv.tolist()]
        face = np.array([hit[2] for hit in hits])
        shares = barycentric(np.array([tuple(hit[0])[:2] for hit in hits]), at[face])
        ids = corners[face]

        def mixed(values: np.ndarray) -> np.ndarray:
            return np.einsum("kc,kc...->k...", shares, values[ids])

        normals = mixed(self.normals)
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
        return Spots(mixed(self.points), normals, uv, mixed(self.near["hem"]), mixed(self.near["seam"]))

    def tree(self, piece: int) -> tuple[BVHTree, np.ndarray, np.ndarray]:
        """A piece's triangles on the flat map: to be searched, their vertices (T, 3) and corners (T, 3, 2) m."""
        if piece not in self.found:
            mine = np.flatnonzero(self.piece_of_quad == piece)
            corners = np.concatenate([self.quads[mine][:, cut] for cut in ([0, 1, 2], [0, 2, 3])])
            at = np.concatenate([self.uv[mine][:, cut] for cut in ([0, 1, 2], [0, 2, 3])]).astype(float)
            points = np.c_[at.reshape(-1, 2), np.zeros(3 * len(at))]
            tree = BVHTree.FromPolygons(points.tolist(), np.arange(len(points)).reshape(-1, 3).tolist())
            self.found[piece] = tree, corners, at
        return self.found[piece]


def of_loops(items: bpy.types.bpy_prop_collection, name: str, kind: type, width: int = 1) -> np.ndarray:
    """One attribute of every item, (N,) or (N, width)."""
    values = np.empty(len(items) * width, kind)
    items.foreach_get(name, values)
    return values if width == 1 else values.reshape(-1, width)


def barycentric(points: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """(K, 3) shares of the corners (K, 3, 2) in the points (K, 2) within them."""
    a, b, c = corners.transpose(1, 0, 2)
    whole = cross(b - a, c - a)
    whole = np.where(np.abs(whole) < 1e-15, 1e-15, whole)
    shares = np.stack([cross(b - points, c - points), cross(c - points, a - points), cross(a - points, b - points)], 1)
    shares = np.clip(shares / whole[:, None], 0.0, 1.0)
    return shares / shares.sum(axis=1, keepdims=True)
