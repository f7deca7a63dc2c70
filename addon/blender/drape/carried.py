"""Cloth carried to the pose on a coarse mesh, and set over to the fine one, which only settles there.

Most frames pass while the body moves. What the cloth does then shows in no still but by where it lies at the end, and a
coarse mesh tells that in half the time.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace

import bpy
import numpy as np

from ...core.fabric import Fabric
from ...core.seams import retold
from ...core.types import Garment
from .collider import bind
from .dressing import Dressing
from .meshing import Sheet, mesh_garment
from .sewn import SewnMesh
from .solver import Belt, Course, Recording, add_cloth, remove, simulate

COARSER = 1.7  # times the length of the fine mesh's triangles
COARSEST = 0.03  # m; coarser ones do not go round an elbow

Belted = Callable[[Sheet, np.ndarray], Belt | None]  # what a sheet that begins at (N, 3) m is drawn in by


@dataclass(frozen=True, eq=False)
class Laid:
    """A garment's sheet where it begins, and the coarser one that is carried to the pose for it: it may be the same."""

    sheet: Sheet
    coarse: Sheet
    coarse_start: np.ndarray  # (C, 3) m
    corners: np.ndarray  # (N, 3) vertices of the coarse sheet, between which each of the fine one's lies
    shares: np.ndarray  # (N, 3)

    @classmethod
    def of(cls, garment: Garment, step: float, dressing: Dressing, apart: float = 0.0) -> Laid:
        """Cut in triangles of ``step`` m and put round the resting body, ``apart`` m farther off than usually.

        Raises:
            PatternError: the pattern cannot be sewn or placed.
        """
        sheet = mesh_garment(garment, step)
        coarse_step = min(COARSER * step, COARSEST)
        coarse = mesh_garment(garment, coarse_step) if coarse_step > step else sheet
        start = dressing.start(coarse, apart)
        corners, shares = places_on(coarse, sheet)
        return cls(sheet, coarse, start, corners, shares)

    @property
    def start(self) -> np.ndarray:
        """(N, 3) m: where the fine sheet's vertices begin."""
        return self.set_over(self.coarse_start)

    def set_over(self, points: np.ndarray) -> np.ndarray:
        """The fine sheet's vertices (..., N, 3), when the coarse one's are at ``points`` (..., C, 3)."""
        return np.einsum("nk,...nkd->...nd", self.shares, points[..., self.corners, :])


def carry(
    scene: bpy.types.Scene, laid: Laid, fabric: Fabric, course: Course, belted: Belted
) -> Generator[tuple[int, np.ndarray], None, Recording]:
    """Step the scene's frames, yielding each one's number and the fine sheet's vertices (N, 3), until they rest.

    The frame in which the meshes change is yielded for each of them, and recorded once.
    """
    sheet, start = laid.sheet, laid.start
    if laid.coarse is sheet:
        mesh = SewnMesh.of(sheet, start)
        cloth = add_cloth(scene, mesh, fabric, course, belted(sheet, start))
        return (yield from simulate(scene, cloth, mesh, course))
    mesh = SewnMesh.of(laid.coarse, laid.coarse_start)
    cloth = add_cloth(scene, mesh, fabric, course, belted(laid.coarse, laid.coarse_start))
    frames = simulate(scene, cloth, mesh, course, last=course.drawn_down)
    moved = yield from retold(frames, lambda step: (step[0], laid.set_over(step[1])))
    moved = replace(moved, frames=laid.set_over(moved.frames))
    if moved.exploded:
        return moved
    remove([cloth])
    mesh = SewnMesh.of(sheet, moved.end, start)
    cloth = add_cloth(scene, mesh, fabric, course, belted(sheet, start), first=course.drawn_down)
    return moved.followed_by((yield from simulate(scene, cloth, mesh, course, course.drawn_down)))


def places_on(coarse: Sheet, sheet: Sheet) -> tuple[np.ndarray, np.ndarray]:
    """For each vertex of the sheet the corners (N, 3) of the coarse triangle it is cut from, and its shares (N, 3)."""
    corners, shares = np.empty((len(sheet.flat), 3), int), np.empty((len(sheet.flat), 3))
    for piece in range(len(sheet.pieces)):
        ids = sheet.vertices_of(piece)
        faces = coarse.faces[coarse.piece_of_face == piece]
        corners[ids], shares[ids] = bind(level(sheet.flat[ids]), level(coarse.flat), faces)
    return corners, shares


def level(flat: np.ndarray) -> np.ndarray:
    """Flat points (N, 2) in space (N, 3)."""
    return np.c_[flat, np.zeros(len(flat))]
