"""Specimens of the textile laboratory, hung in Blender's solver by the drape's own settings or by Blender's defaults.

A specimen lies in the plane of the cut, x and z, as a garment's flat pieces do; which way it falls is up to the test.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from mathutils import Vector
from mathutils.geometry import delaunay_2d_cdt
from toile.addon.blender.drape.collider import add_mesh
from toile.addon.blender.drape.lattice import CLEAR_OF_EDGE, Lattice, against_outline
from toile.addon.blender.drape.meshing import Sheet, resample
from toile.addon.blender.drape.sewn import SewnMesh
from toile.addon.blender.drape.solver import Course, Recording, add_cloth, own_scene, simulate
from toile.addon.blender.drape.springs import bending_length
from toile.addon.core.fabric import Fabric
from toile.addon.core.pattern.pieces import Piece, Placement

DISC, PEDESTAL = 0.15, 0.09  # m, radii of Cusick's disc and of what holds it
UNEVEN = 0.001  # m; no specimen lies quite flat, or it would not know where to fold
FOLDS = range(2, 9)  # how many waves that unevenness has round the disc
FRAMES = 110
QUIET_MM = 0.25  # a frame
STEPS = 12  # a frame, as for a drape of quality final
AWAY, ALONG = (0.0, -9.81, 0.0), (9.81, 0.0, 0.0)  # gravity out of the plane of the cut, and along x
CLAMPED, WIDE = 0.03, 0.06  # m, of a strip: the piece by which it is held, and the cantilever's width
HANGING, HANGING_WIDE = 0.5, 0.1  # m
PIXEL = 0.0005  # m, of the shadow


@dataclass(frozen=True, eq=False)
class Specimen:
    """A piece of cloth, where it is held, and how it lies at first."""

    sheet: Sheet
    held: np.ndarray  # (N,) bool
    lift: np.ndarray  # (N,) m, out of the plane


def cut(outline: np.ndarray, inner: np.ndarray, step: float) -> Sheet:
    """One piece with this outline (N, 2) m whose triangles also have the points ``inner`` (M, 2) as corners."""
    grid = Lattice.over(outline, step).inside([outline])
    _, distance = against_outline(grid, inner)
    points = np.concatenate([outline, inner, grid[distance > CLEAR_OF_EDGE * step]])
    count = len(outline)
    ring = [(i, (i + 1) % count) for i in range(count)]
    found = delaunay_2d_cdt([Vector(p) for p in points], ring, [list(range(count))], 1, 1e-7)
    flat, faces = np.array([tuple(p) for p in found[0]]), np.array([tuple(f) for f in found[2]], int)
    piece, none = Piece("specimen", (), Placement("torso", "front")), np.zeros((0, 2), int)
    of_vertex, of_face = np.zeros(len(flat), int), np.zeros(len(faces), int)
    return Sheet((piece,), step, flat, faces, of_vertex, of_face, {}, none, {}, none)


def disc(step: float, seed: int) -> Specimen:
    """Cusick's: 30 cm across, held between two plates of 18 cm; a little uneven, alike at every step."""
    sheet = cut(circle(DISC, step), circle(PEDESTAL, step), step)
    radius, angle = np.linalg.norm(sheet.flat, axis=1), np.arctan2(sheet.flat[:, 1], sheet.flat[:, 0])
    held = radius < PEDESTAL + 1e-6
    outside = np.clip((radius - PEDESTAL) / (DISC - PEDESTAL), 0, 1)
    rng = np.random.default_rng(seed)
    waves = sum(rng.normal() * np.cos(k * angle + rng.uniform(0, 2 * np.pi)) for k in FOLDS)
    return Specimen(sheet, held, UNEVEN * outside * waves)


def circle(radius: float, step: float) -> np.ndarray:
    count = round(2 * np.pi * radius / step)
    angle = 2 * np.pi * np.arange(count) / count
    return radius * np.c_[np.cos(angle), np.sin(angle)]


def strip(length: float, width: float, step: float) -> Specimen:
    """A strip along x from 0 to its length, and a piece before 0 by which it is held."""
    sides = ((-CLAMPED, -1), (0, -1), (length, -1), (length, 1), (0, 1), (-CLAMPED, 1))
    corners = np.array([(x, y * width / 2) for x, y in sides])
    walls = [
        resample(np.array([a, b]), max(1, round(float(np.linalg.norm(b - a)) / step)))[:-1]
        for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True)
    ]
    line = resample(np.array([(0, -width / 2), (0, width / 2)]), max(2, round(width / step)))[1:-1]
    sheet = cut(np.concatenate(walls), line, step)
    return Specimen(sheet, sheet.flat[:, 0] < 1e-6, np.zeros(len(sheet.flat)))


def hang(specimen: Specimen, fabric: Fabric | None, gravity: tuple[float, float, float]) -> Recording:
    """Let the specimen fall until it rests: as this fabric, or as what Blender's cloth is by default."""
    flat = specimen.sheet.flat
    mesh = SewnMesh.of(specimen.sheet, np.c_[flat[:, 0], specimen.lift, flat[:, 1]])
    course = Course(6, 0, 12, FRAMES, STEPS, 2, QUIET_MM, 1.0, 1.0, 1.0)
    with own_scene() as scene:
        scene.gravity = gravity
        item = add_cloth(scene, mesh, fabric, course) if fabric else default_cloth(scene, mesh, course)
        item.vertex_groups.new(name="held").add(np.flatnonzero(specimen.held).tolist(), 1.0, "REPLACE")
        modifier = item.modifiers["Cloth"]
        modifier.settings.vertex_group_mass = "held"
        modifier.collision_settings.use_collision = False
        return drained(simulate(scene, item, mesh, course))


def default_cloth(scene: bpy.types.Scene, mesh: SewnMesh, course: Course) -> bpy.types.Object:
    """The same mesh with a new cloth modifier as Blender makes it."""
    item = add_mesh(scene.collection, "Toile default cloth", mesh.start, mesh.faces)
    modifier = item.modifiers.new("Cloth", "CLOTH")
    modifier.point_cache.frame_end = course.last + 1
    return item


def drained(steps: Any) -> Any:
    """What a generator returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def drape_coefficient(specimen: Specimen, end: np.ndarray) -> float:
    """Cusick's, percent: the ring of shadow over the ring of cloth."""
    held = math.pi * PEDESTAL**2
    return 100 * (shadow(end[:, [0, 2]], specimen.sheet.faces) - held) / (math.pi * DISC**2 - held)


def shadow(points: np.ndarray, faces: np.ndarray) -> float:
    """m2: what triangles in the plane cover together."""
    low = points.min(axis=0) - PIXEL
    size = np.ceil((points.max(axis=0) - low) / PIXEL).astype(int) + 2
    covered = np.zeros((size[1], size[0]), bool)
    for triangle in (points[faces] - low) / PIXEL:
        x0, y0 = np.floor(triangle.min(axis=0)).astype(int)
        x1, y1 = np.ceil(triangle.max(axis=0)).astype(int)
        x, y = np.meshgrid(np.arange(x0, x1) + 0.5, np.arange(y0, y1) + 0.5)
        sides = [(b - a)[0] * (y - a[1]) - (b - a)[1] * (x - a[0]) for a, b in zip(triangle, np.roll(triangle, -1, 0))]
        inside = np.all(np.array(sides) >= 0, axis=0) | np.all(np.array(sides) <= 0, axis=0)
        covered[y0:y1, x0:x1] |= inside
    return float(covered.sum()) * PIXEL**2


def folds(specimen: Specimen, end: np.ndarray) -> int:
    """How many folds the disc has: the largest wave of its rim seen from above."""
    flat = specimen.sheet.flat
    rim = np.flatnonzero(np.linalg.norm(flat, axis=1) > DISC - 1e-6)
    rim = rim[np.argsort(np.arctan2(flat[rim, 1], flat[rim, 0]))]
    waves = np.abs(np.fft.rfft(np.linalg.norm(end[rim][:, [0, 2]], axis=1)))
    return int(waves[1:13].argmax()) + 1


def cantilever_length(fabric: Fabric, step: float) -> float:
    """Peirce's bending length as a cantilever shows it, mm: twice the true one is let over the edge.

    Source:
        F. T. Peirce, "The handle of cloth as a measurable quantity", Journal of the Textile Institute 21, 1930.
    """
    over = 2 * bending_length(fabric)
    specimen = strip(over, WIDE, step)
    end = hang(specimen, fabric, AWAY).end
    tip = end[specimen.sheet.flat[:, 0] > over - 1e-6].mean(axis=0)
    angle = math.atan2(-tip[1], tip[0])
    return 1000 * over * (math.cos(angle / 2) / (8 * math.tan(angle))) ** (1 / 3)


def elongation(fabric: Fabric | None, step: float) -> float:
    """How much longer a strip of half a metre gets by its own weight, percent."""
    specimen = strip(HANGING, HANGING_WIDE, step)
    end = hang(specimen, fabric, ALONG).end
    return 100 * (end[specimen.sheet.flat[:, 0] > HANGING - 1e-6, 0].mean() / HANGING - 1)
