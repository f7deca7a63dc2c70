"""What hair lies on: the head as distances from its middle, and below it the neck, the shoulders and the clothes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from ...picture.closeup import Solid
from .markings import HEAD_MIDDLE, is_ear
from .surface import Surface

ROWS, COLUMNS = 37, 72  # from above downwards, and round
LOWEST = -0.65  # m in the head's frame: nothing lower matters to hair
NECK = -0.035  # m in the head's frame: below it hair keeps off meshes too, not only off the head
SEARCH = 0.08  # m within which what hair keeps off is looked for
AXIS = np.array([0.0, 0.09, 0.0])  # of the neck
WIDEST_COLLAR = 0.10  # m from hair to cloth that it is pulled out of
STEEPEST = np.radians(-64.0)  # below it there is neck
LEAST = 0.04  # m from the middle that no head is nearer than


@dataclass(frozen=True, eq=False)
class Skull:
    """Everything is in the head's frame, m."""

    reach: np.ndarray  # (ROWS, COLUMNS) from the middle to the skin; 0 where there is neck
    below: BVHTree
    cloth: BVHTree

    def reached(self, points: np.ndarray) -> np.ndarray:
        """(N,) how far the head goes towards points (N, 3)."""
        off = points - HEAD_MIDDLE
        far = np.maximum(np.linalg.norm(off, axis=1), 1e-9)
        row = np.arccos(np.clip(off[:, 2] / far, -1, 1)) / np.pi * (ROWS - 1)
        column = (np.arctan2(off[:, 1], off[:, 0]) / (2 * np.pi)) % 1 * COLUMNS
        r, c = np.minimum(row.astype(int), ROWS - 2), column.astype(int) % COLUMNS
        down, across, n = row - r, column - column.astype(int), (c + 1) % COLUMNS
        upper = (1 - across) * self.reach[r, c] + across * self.reach[r, n]
        lower = (1 - across) * self.reach[r + 1, c] + across * self.reach[r + 1, n]
        return (1 - down) * upper + down * lower

    def outside(
        self, points: np.ndarray, clear: np.ndarray | float, draws: float = 0.0, overhang: float = 0.0
    ) -> np.ndarray:
        """The points (N, 3), so far from the head that they are ``clear`` of it, and drawn to there from nearby.

        They are not drawn where the outward direction is lower than ``overhang``.
        """
        off = points - HEAD_MIDDLE
        far = np.maximum(np.linalg.norm(off, axis=1), 1e-9)
        reach = self.reached(points)
        least = np.where(reach > 0.6 * LEAST, reach + clear, 0.0)
        near = (far < least + draws) & (off[:, 2] > overhang * far) & (least > 0)
        return HEAD_MIDDLE + off * (np.where(near, least, np.maximum(far, least)) / far)[:, None]

    def held(self, points: np.ndarray, clear: np.ndarray, draws: float, overhang: float) -> np.ndarray:
        """The same, and ``clear`` (N,) of neck, shoulders and clothes."""
        moved = off_mesh(self.outside(points, clear, draws, overhang), self.below, clear)
        return over_cloth(moved, self.cloth, clear)


def off_mesh(points: np.ndarray, solid: BVHTree, clear: np.ndarray) -> np.ndarray:
    """The points (N, 3) below the head, moved out of the solid until they are ``clear`` (N,) of it."""
    moved = points.copy()
    for k in np.flatnonzero(points[:, 2] < NECK):
        point = Vector(points[k])
        place, normal, _, _ = solid.find_nearest(point, SEARCH)
        if place is None:
            continue
        out = (point - place).dot(normal)
        if out < clear[k]:
            moved[k] += (clear[k] - out) * np.array(normal)
    return moved


def over_cloth(points: np.ndarray, cloth: BVHTree, clear: np.ndarray) -> np.ndarray:
    """The points (N, 3) below the head that are between it and cloth, as in a collar, moved out through the cloth."""
    moved = points.copy()
    for k in np.flatnonzero(points[:, 2] < NECK):
        way = Vector(points[k] - AXIS)
        way.z = 0.0
        way.normalize()
        hit = cloth.ray_cast(Vector(points[k]), way, WIDEST_COLLAR)[0]
        if hit is not None:
            moved[k] = hit + float(clear[k]) * way
    return moved


def read_skull(surface: Surface, clothes: Sequence[Solid], over_ears: bool) -> Skull:
    """What the hair of an avatar lies on. ``clothes``: world meshes."""
    bare = surface.triangles[~is_ear(surface.place)[surface.triangles].any(1)]
    worn = [(surface.to_head(vertices), faces) for vertices, faces in clothes]
    head = surface.head if over_ears else bare[(surface.place[bare, 2] > -0.11).all(1)]
    reach = reach_of(surface.points, head, over_ears)
    return Skull(reach, near_head([(surface.points, bare), *worn]), near_head(worn))


def near_head(solids: Sequence[Solid]) -> BVHTree:
    """As one, less what is too low for hair."""
    points, triangles = [np.zeros((1, 3))], [np.zeros((0, 3), int)]
    for vertices, faces in solids:
        triangles.append(faces + sum(len(part) for part in points))
        points.append(vertices)
    every, corners = np.concatenate(points), np.concatenate(triangles)
    return BVHTree.FromPolygons(every.tolist(), corners[(every[corners, 2] > LOWEST).all(1)].tolist())


def reach_of(points: np.ndarray, triangles: np.ndarray, over_ears: bool) -> np.ndarray:
    """(ROWS, COLUMNS) m, how far the head goes; with ears it is wide and smooth about them."""
    solid = BVHTree.FromPolygons(points.tolist(), triangles.tolist())
    down = np.linspace(np.pi / 2, -np.pi / 2, ROWS)[:, None]
    round_ = 2 * np.pi * np.arange(COLUMNS)[None] / COLUMNS
    out = np.stack(np.broadcast_arrays(np.cos(down) * np.cos(round_), np.cos(down) * np.sin(round_), np.sin(down)), -1)
    reach = np.zeros((ROWS, COLUMNS))
    for place in np.argwhere(np.broadcast_to(down > STEEPEST, reach.shape)):
        way = out[tuple(place)]
        hit = solid.ray_cast(Vector(HEAD_MIDDLE + 0.3 * way), Vector(-way))[0]
        reach[tuple(place)] = np.dot(np.array(hit) - HEAD_MIDDLE, way) if hit is not None else 0.0
    used = down[:, 0] > STEEPEST
    part = filled(np.where(reach[used] < LEAST, 0.0, reach[used]))
    if over_ears:
        part = smoothed(np.max([np.roll(part, k, 1) for k in (-1, 0, 1)], axis=0), 2)
    reach[used] = smoothed(part, 1)
    return reach


def filled(reach: np.ndarray) -> np.ndarray:
    """Where nothing was met, what is beside it."""
    for _ in range(max(reach.shape)):
        if (reach > 0).all():
            break
        sides = np.stack([np.roll(reach, 1, 1), np.roll(reach, -1, 1), np.r_[reach[:1], reach[:-1]]])
        met = (sides > 0).sum(0)
        reach = np.where((reach <= 0) & (met > 0), sides.sum(0) / np.maximum(met, 1), reach)
    return reach


def smoothed(reach: np.ndarray, times: int) -> np.ndarray:
    for _ in range(times):
        reach = 0.5 * reach + 0.25 * (np.roll(reach, 1, 1) + np.roll(reach, -1, 1))
        padded = np.concatenate([reach[:1], reach, reach[-1:]])
        reach = 0.5 * reach + 0.25 * (padded[:-2] + padded[2:])
    return reach
