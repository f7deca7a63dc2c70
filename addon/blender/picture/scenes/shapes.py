"""Shapes that sets are made of. Metres; the origin is the middle of a shape's underside unless it says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import bmesh
import numpy as np

Faces = list[tuple[int, ...]]


@dataclass(frozen=True, eq=False)
class Shape:
    """A mesh."""

    vertices: np.ndarray  # (V, 3) m
    faces: Faces

    def moved(self, by: Sequence[float]) -> Shape:
        return Shape(self.vertices + np.asarray(by, float), self.faces)


def joined(parts: Sequence[Shape]) -> Shape:
    """Several shapes as one."""
    starts = np.cumsum([0, *(len(part.vertices) for part in parts)])
    faces = [tuple(int(k + start) for k in face) for part, start in zip(parts, starts) for face in part.faces]
    return Shape(np.concatenate([part.vertices for part in parts]), faces)


def box(size: Sequence[float], bevel: float = 0.003) -> Shape:
    """A box whose edges are rounded."""
    mesh = bmesh.new()
    bmesh.ops.create_cube(mesh, size=1.0)
    for vertex in mesh.verts:
        vertex.co = [vertex.co[k] * size[k] for k in range(3)]
        vertex.co.z += size[2] / 2
    offset = min(bevel, 0.45 * min(size))
    if offset > 0:
        bmesh.ops.bevel(mesh, geom=mesh.edges[:], offset=offset, segments=2, profile=0.5, affect="EDGES")
    mesh.verts.index_update()
    made = Shape(np.array([v.co for v in mesh.verts]), [tuple(v.index for v in f.verts) for f in mesh.faces])
    mesh.free()
    return made


def lathe(profile: Sequence[tuple[float, float]], segments: int = 40) -> Shape:
    """A turned body: radius and height from the foot upwards; ends of a radius above 0 are open."""
    angle = np.linspace(0, 2 * np.pi, segments, endpoint=False)
    rings = [np.c_[r * np.cos(angle), r * np.sin(angle), np.full(segments, z)] for r, z in profile]
    return Shape(np.concatenate(rings), walls(len(profile), segments))


def walls(rows: int, around: int, closed: bool = True) -> Faces:
    """Quads between rows of vertices."""
    last = around if closed else around - 1
    return [
        (r * around + k, r * around + (k + 1) % around, (r + 1) * around + (k + 1) % around, (r + 1) * around + k)
        for r in range(rows - 1)
        for k in range(last)
    ]


def prism(outline: Sequence[tuple[float, float]], length: float) -> Shape:
    """An outline in y and z, anticlockwise seen from +X, drawn out along X about its middle, closed at the ends."""
    flat = np.asarray(outline, float)
    count = len(flat)
    sides = [np.c_[np.full(count, x), flat] for x in (-length / 2, length / 2)]
    faces = [(k, (k + 1) % count, count + (k + 1) % count, count + k) for k in range(count)]
    faces += [tuple(range(count))[::-1], tuple(range(count, 2 * count))]
    return Shape(np.concatenate(sides), faces)


def tube(points: np.ndarray, radius: float | Sequence[float], sides: int = 12) -> Shape:
    """A round bar along points (N, 3) in the set's axes, closed at its ends."""
    along = np.gradient(np.asarray(points, float), axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    aside = np.cross(along, (0.31, 0.17, 0.93))
    aside /= np.linalg.norm(aside, axis=1, keepdims=True)
    other = np.cross(along, aside)
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    reach = np.broadcast_to(np.asarray(radius, float), len(points))[:, None, None]
    ring = np.cos(angle)[None, :, None] * aside[:, None] + np.sin(angle)[None, :, None] * other[:, None]
    vertices = (np.asarray(points, float)[:, None] + reach * ring).reshape(-1, 3)
    faces = walls(len(points), sides)
    last = (len(points) - 1) * sides
    faces += [tuple(range(sides))[::-1], tuple(range(last, last + sides))]
    return Shape(vertices, faces)


def sheet(place: Callable[[np.ndarray, np.ndarray], tuple], across: int, up: int) -> Shape:
    """A grid: ``place`` turns u and v, each 0 to 1, into x, y and z."""
    u, v = np.meshgrid(np.linspace(0, 1, across), np.linspace(0, 1, up))
    x, y, z = (np.broadcast_to(value, u.shape).ravel() for value in place(u, v))
    return Shape(np.stack([x, y, z], 1), walls(up, across, closed=False))


def cushion(size: Sequence[float], seed: int = 0, square: float = 3.0) -> Shape:
    """A stuffed cushion lying flat: thick in the middle, with ears at its corners. Its middle is the origin."""
    random = np.random.default_rng(seed)
    waves = [(random.uniform(3, 7, 2), random.uniform(0, 6, 2)) for _ in range(4)]

    def half(sign: float) -> Shape:
        def place(u, v):
            s, t = 2 * u - 1, 2 * v - 1
            swell = ((1 - np.abs(s) ** square) * (1 - np.abs(t) ** square)) ** 0.55
            dents = sum(np.sin(f[0] * s + p[0]) * np.sin(f[1] * t + p[1]) for f, p in waves)
            height = swell * (1 + 0.05 * dents * swell)
            drawn = 1 - 0.07 * (1 - np.abs(t) ** 2), 1 - 0.07 * (1 - np.abs(s) ** 2)
            return size[0] / 2 * s * drawn[0], size[1] / 2 * t * drawn[1], sign * size[2] / 2 * height

        made = sheet(place, 25, 25)
        return made if sign > 0 else Shape(made.vertices, [face[::-1] for face in made.faces])

    return joined([half(1.0), half(-1.0)])


def curtain(width: float, height: float, folds: int, depth: float, seed: int = 0, gather: float = 0.0) -> Shape:
    """A hanging cloth in uneven folds. ``gather``: how much narrower it is at the middle of its height."""
    random = np.random.default_rng(seed)
    phase, size = random.uniform(0, 2 * np.pi, 3), random.uniform(0.6, 1.3, 3)

    def place(u, v):
        drift = 0.35 * np.sin(2 * np.pi * u * 1.7 + phase[0]) * size[0] + 0.25 * np.sin(2 * np.pi * u * 3.1 + phase[1])
        turn = 2 * np.pi * folds * u + drift + 0.3 * (1 - v) * np.sin(5 * u + phase[2])
        y = depth * (np.sin(turn) + 0.25 * np.sin(2 * turn + phase[1])) * (0.75 + 0.35 * (1 - v))
        pinch = 1 - gather * np.sin(np.pi * np.clip((v - 0.05) / 0.9, 0, 1)) ** 2
        return (u - 0.5) * width * pinch + 0.15 * depth * np.cos(turn), y, v * height

    return sheet(place, folds * 14 + 1, 14)


def foliage(leaves: int, reach: float, height: float, leaf: float, seed: int = 0, lowest: float = 0.0) -> Shape:
    """Bent leaves round a middle, the higher the steeper."""
    random = np.random.default_rng(seed)
    parts = []
    for _ in range(leaves):
        turn, rise = random.uniform(0, 2 * np.pi), random.uniform(0.1, 1.35)
        length, width = leaf * random.uniform(0.7, 1.3), leaf * random.uniform(0.22, 0.34)
        root = np.array([0, 0, random.uniform(lowest, height)])
        t = np.linspace(0, 1, 6)
        out = np.array([np.cos(turn), np.sin(turn), 0])
        aside = np.array([-np.sin(turn), np.cos(turn), 0])
        start = root + out * reach * random.uniform(0.1, 1.0)
        bend = rise - 1.5 * t
        step = length / 5 * (np.cos(bend)[:, None] * out + np.sin(bend)[:, None] * (0, 0, 1))
        spine = start + np.cumsum(step, 0)
        half = width / 2 * np.sin(np.pi * np.clip(0.08 + 0.92 * t, 0, 1)) ** 0.8
        cup = np.array([0, 0, 0.25]) * half[:, None]
        rows = np.stack([spine + half[:, None] * aside + cup, spine, spine - half[:, None] * aside + cup], 1)
        parts.append(Shape(rows.reshape(-1, 3), walls(6, 3, closed=False)))
    return joined(parts)
