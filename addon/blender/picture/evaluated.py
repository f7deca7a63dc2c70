"""An object as it stands: its armature, modifiers and place applied."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import bpy
import numpy as np


@contextmanager
def evaluated(
    item: bpy.types.Object, depsgraph: bpy.types.Depsgraph
) -> Iterator[tuple[bpy.types.Mesh, np.ndarray, np.ndarray]]:
    """The evaluated mesh, which is gone afterwards, its vertices (V, 3) m in the world, and its triangles (T, 3)."""
    seen = item.evaluated_get(depsgraph)
    mesh = seen.to_mesh()
    try:
        vertices = np.empty(len(mesh.vertices) * 3, np.float32)
        mesh.vertices.foreach_get("co", vertices)
        mesh.calc_loop_triangles()
        triangles = np.empty(len(mesh.loop_triangles) * 3, np.int32)
        mesh.loop_triangles.foreach_get("vertices", triangles)
        matrix = np.array(seen.matrix_world)
        yield mesh, vertices.reshape(-1, 3) @ matrix[:3, :3].T + matrix[:3, 3], triangles.reshape(-1, 3)
    finally:
        seen.to_mesh_clear()
