"""Where Blender shows an object's vertices: armature, modifiers and place applied."""

from __future__ import annotations

import bpy
import numpy as np


def deformed(item: bpy.types.Object, layer: bpy.types.ViewLayer | None = None) -> np.ndarray:
    """(V, 3) m in the world, as a view layer shows them; the one of the window without ``layer``."""
    layer = layer or bpy.context.view_layer
    layer.update()
    evaluated = item.evaluated_get(layer.depsgraph)
    mesh = evaluated.to_mesh()
    places = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("co", places)
    evaluated.to_mesh_clear()
    matrix = np.array(item.matrix_world)
    return places.reshape(-1, 3).astype(float) @ matrix[:3, :3].T + matrix[:3, 3]
