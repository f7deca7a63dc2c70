"""Small pictures of a case: front, side and back beside each other; where the body shows through is red."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from drape_show_through import Mesh, View
from toile.addon.blender.drape.collider import vertex_normals
from toile.addon.core.photo.png import write_png

SHOWN = ("front", "left", "back")
SMALLER = 2  # times, of each side
PAPER, SKIN, THROUGH = (242, 242, 240), (206, 178, 158), (255, 0, 0)
LAMP = np.array([-0.35, -0.55, -0.75])  # towards it, camera axes
AROUND = 0.35  # of the light
LEAST_LIGHT, DARKER = 60, 0.85  # so that folds of black cloth are seen, and inside from outside


@dataclass(frozen=True, eq=False)
class Coloured:
    """Clothes as one mesh, each triangle with its colour, 0 to 255."""

    mesh: Mesh
    colours: np.ndarray  # (T, 3)


def colour_of(text: str) -> np.ndarray:
    """ "#rrggbb" as (3,), not darker than folds can be seen on."""
    colour = np.array([int(text[k : k + 2], 16) for k in (1, 3, 5)], float)
    return colour + max(0.0, LEAST_LIGHT - colour.max())


def portrait(view: View, body: Mesh, cloth: Coloured, through: np.ndarray) -> np.ndarray:
    """(h, w, 3) uint8."""
    high, wide = through.shape
    image = np.tile(np.array(PAPER, float), (high, wide, 1))
    skin = view.skin_first
    on_cloth = ~skin & (view.cloth >= 0)
    image[skin] = np.array(SKIN) * light(view, body)[view.body[skin]][:, None]
    image[on_cloth] = cloth.colours[view.cloth[on_cloth]] * light(view, cloth.mesh)[view.cloth[on_cloth]][:, None]
    image[through] = THROUGH
    small = image.reshape(high // SMALLER, SMALLER, wide // SMALLER, SMALLER, 3).mean(axis=(1, 3))
    return np.clip(small, 0, 255).astype(np.uint8)


def light(view: View, mesh: Mesh) -> np.ndarray:
    """(T,) what each triangle's colour is multiplied by."""
    turn = view.camera.cam_from_world[:3, :3]
    normals = vertex_normals(mesh.vertices, mesh.triangles)[mesh.triangles].mean(axis=1) @ turn.T
    sight = mesh.vertices[mesh.triangles[:, 0]] @ turn.T + view.camera.cam_from_world[:3, 3]
    back = (normals * sight).sum(axis=1) > 0
    normals[back] *= -1
    lit = np.clip(normals @ (LAMP / np.linalg.norm(LAMP)), 0, 1)
    return (AROUND + (1.15 - AROUND) * lit) * np.where(back, DARKER, 1.0)


def write_strip(portraits: Sequence[np.ndarray], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_png(np.ascontiguousarray(np.hstack(portraits)), path)
