"""The start eased before the cloth solver sees it: edges drawn towards their flat lengths, outside what is beneath."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree
from mathutils.kdtree import KDTree

from .meshing import Sheet

SMOOTH_FIRST = 8
PASSES = 200
PUSH_EVERY = 4
GAIN = 2.5  # over the vertex's number of edges; from about 4 the passes diverge
SMOOTHING = 0.02
TAUBIN = (0.5, -0.53)  # shrink, then grow a little more, so that smoothing keeps the size
TAUBIN_PASSES = 3
ALONG_NORMAL = 0.5  # a nearest point seen from beside it, as on a border, says nothing about inside
AHEAD, PAST = Vector((0.0, -1.0, 0.0)), 1e-5  # the way out of the body in which it is asked for; m


@dataclass(frozen=True, eq=False)
class Surface:
    """Something to stay outside of.

    A closed surface has an inside however deep. An open one, a garment, only near by and away from its borders: what
    is farther in has left it by its hem.
    """

    tree: BVHTree
    deepest: float  # m
    at_border: np.ndarray  # (T,) True for triangles that touch a border
    vertices: np.ndarray  # (V, 3) m
    triangles: np.ndarray  # (T, 3)

    @classmethod
    def of(cls, vertices: np.ndarray, triangles: np.ndarray, deepest: float = np.inf) -> Surface:
        """The surface of triangles (T, 3); ``deepest`` m is how far in cloth is still pushed out."""
        border = np.zeros(len(vertices), bool)
        if np.isfinite(deepest):
            border[border_of(triangles)] = True
        tree = BVHTree.FromPolygons(vertices.tolist(), triangles.tolist())
        return cls(tree, deepest, border[triangles].any(axis=1), vertices, triangles)

    def depths(self, points: np.ndarray, clear: float) -> tuple[np.ndarray, np.ndarray]:
        """How far each point (N, 3) must move to be ``clear`` m outside, at least 0, and the outward normals (N, 3)."""
        return self.look(points, clear)[:2]

    def look(self, points: np.ndarray, clear: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """As ``depths``, and how far each point (N,) m may move before it must be asked for again."""
        depth, normals, spare = np.zeros(len(points)), np.zeros((len(points), 3)), np.zeros(len(points))
        is_open = bool(np.isfinite(self.deepest))
        for i, point in enumerate(map(Vector, points.tolist())):
            near, normal, face, distance = self.tree.find_nearest(point)
            height = (point - near).dot(normal)
            if is_open and self.is_beside(height, distance, face):
                continue
            signed = distance if height >= 0 else -distance
            if signed < clear:
                depth[i], normals[i] = clear - signed, normal
            elif not is_open:  # round the border of an open one, a point comes to its other side
                spare[i] = signed - clear
        return depth, normals, spare

    def encloses(self, point: np.ndarray) -> bool:
        """Whether a point (3,) lies within the closed surface, by how often the way ahead crosses it.

        ``depths`` asks the nearest triangle: of thighs that overlap, what lies within the one is outside of the other.
        """
        at, inside = Vector(point), False
        while (hit := self.tree.ray_cast(at, AHEAD)[0]) is not None:
            at, inside = hit + PAST * AHEAD, not inside
        return inside

    def is_beside(self, height: float, distance: float, face: int) -> bool:
        """Whether a point is neither above nor below the open surface."""
        below = height < 0 and (self.at_border[face] or height < -self.deepest)
        return below or abs(height) < ALONG_NORMAL * distance


class Watch:
    """Points that move, outside one surface: one that is far off is not asked for until it may have come near."""

    def __init__(self, surface: Surface, clear: float):
        self.surface, self.clear = surface, clear
        self.last, self.spare = np.zeros((0, 3)), np.zeros(0)

    def depths(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """As the surface's, of the same points (N, 3) wherever they have moved."""
        if len(self.last) != len(points):
            self.last, self.spare = points, np.zeros(len(points))
        self.spare = self.spare - np.linalg.norm(points - self.last, axis=1)
        self.last = points
        asked = np.flatnonzero(self.spare <= 0)
        depth, normals = np.zeros(len(points)), np.zeros((len(points), 3))
        depth[asked], normals[asked], self.spare[asked] = self.surface.look(points[asked], self.clear)
        return depth, normals


def weld_map(count: int, pairs: np.ndarray) -> np.ndarray:
    """(count,) for each vertex the number of the welded vertex that it and those sewn to it become."""
    lowest = np.arange(count)
    while len(pairs):
        least = np.minimum(lowest[pairs[:, 0]], lowest[pairs[:, 1]])
        new = lowest.copy()
        np.minimum.at(new, pairs[:, 0], least)
        np.minimum.at(new, pairs[:, 1], least)
        new = new[new]
        if np.array_equal(new, lowest):
            break
        lowest = new
    return np.unique(lowest, return_inverse=True)[1].ravel()


def average(welded: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The mean (M, D) of ``values`` (N, D) over each welded vertex."""
    number = np.bincount(welded)[:, None]
    return np.stack([np.bincount(welded, values[:, k]) for k in range(values.shape[1])], axis=1) / number


def edges_of(faces: np.ndarray) -> np.ndarray:
    """(E, 2) the edges of faces (F, K), each once, lower vertex first."""
    numbers, count = numbered(sides_of(faces))
    return np.stack(np.divmod(np.unique(numbers), count), axis=1)


def border_of(faces: np.ndarray) -> np.ndarray:
    """The edges (E, 2) that belong to one face only, each in the direction in which its face runs."""
    sides = sides_of(faces)
    _, first, number = np.unique(numbered(sides)[0], return_index=True, return_counts=True)
    return sides[first[number == 1]]


def sides_of(faces: np.ndarray) -> np.ndarray:
    """(F K, 2) the sides of faces (F, K), each in the direction in which its face runs."""
    return np.concatenate([faces[:, [k, (k + 1) % faces.shape[1]]] for k in range(faces.shape[1])])


def numbered(sides: np.ndarray) -> tuple[np.ndarray, int]:
    """One number for each side (S, 2), whichever way it runs, and what to divide it by for its lower vertex.

    Single numbers are sorted ten times as fast as pairs.
    """
    count = int(sides.max(initial=0)) + 1
    return sides.min(axis=1).astype(np.int64) * count + sides.max(axis=1), count


class Neighbours:
    """Sums over a vertex's neighbours along edges."""

    def __init__(self, edges: np.ndarray, count: int):
        self.a, self.b, self.count = edges[:, 0], edges[:, 1], count
        self.ends = np.concatenate([self.a, self.b])
        self.number = np.maximum(np.bincount(edges.ravel(), minlength=count), 1)[:, None]

    def mean(self, values: np.ndarray) -> np.ndarray:
        """(N, D) the mean of each vertex's neighbours."""
        return self.gather(values[self.b], values[self.a]) / self.number

    def largest(self, values: np.ndarray) -> np.ndarray:
        """(N, D) the largest of each vertex's neighbours, or 0."""
        result = np.zeros_like(values)
        np.maximum.at(result, self.ends, np.concatenate([values[self.b], values[self.a]]))
        return result

    def gather(self, to_a: np.ndarray, to_b: np.ndarray) -> np.ndarray:
        """(N, D) what arrives at each vertex: ``to_a`` at the edges' first vertices, ``to_b`` at their second."""
        values = np.concatenate([to_a, to_b])
        return np.stack([np.bincount(self.ends, column, self.count) for column in values.T], axis=1)


def smooth_surface(
    points: np.ndarray, faces: np.ndarray, held: Sequence[int] | np.ndarray = (), ways: np.ndarray | None = None
) -> np.ndarray:
    """Take the solver's ripples out, but of the vertices ``held``, which stay.

    ``ways`` are unit directions (N, 3) to which vertices are bound: else they drift along the surface to where
    triangles are small, and lines on it waver. Those without a direction (0) are free.

    Source: Taubin, "A Signal Processing Approach to Fair Surface Design", 1995.
    """
    around = Neighbours(edges_of(faces), len(points))
    share_of = np.ones((len(points), 1))
    share_of[np.asarray(held, int)] = 0.0
    return taubin(points, around, share_of, TAUBIN_PASSES, ways)


def taubin(
    points: np.ndarray, around: Neighbours, share_of: np.ndarray, passes: int, ways: np.ndarray | None = None
) -> np.ndarray:
    """Points (N, 3) smoothed among their neighbours, each by its share (N, 1); ``ways``: see smooth_surface."""
    bound = None if ways is None else ways.any(axis=1, keepdims=True)
    for _ in range(passes):
        for share in TAUBIN:
            move = around.mean(points) - points
            if ways is not None:
                move = np.where(bound, (move * ways).sum(axis=1, keepdims=True) * ways, move)
            points = points + share * share_of * move
    return points


def relax(
    sheet: Sheet,
    start: np.ndarray,
    below: Sequence[tuple[Surface, float]],
    part: Callable[[np.ndarray, np.ndarray], np.ndarray] | None = None,
    held: Sequence[int] | np.ndarray = (),
) -> np.ndarray:
    """Start positions (N, 3): seams closed, edges near their flat length, outside each surface by its distance m.

    ``part`` is given the sewn points (M, 3) and faces (F, 3) and keeps pieces that overlap off each other. ``held``
    are vertices, such as those of a fold, that are not smoothed.
    """
    welded = weld_map(len(start), sheet.pairs)
    points = average(welded, start)
    edges, lengths = welded_edges(sheet, welded)
    around = Neighbours(edges, len(points))
    border = np.union1d(border_of(welded[sheet.faces]), welded[np.asarray(held, int)])
    laid = [i for i, piece in enumerate(sheet.pieces) if piece.placement.region == "flared"]
    kept = np.union1d(border, welded[np.isin(sheet.piece_of_vertex, laid)])  # smoothed, folds would be ironed out

    watched = [Watch(surface, clear) for surface, clear in below]

    def outside(points: np.ndarray) -> np.ndarray:
        pushed = push(points, watched)
        return part(pushed, welded[sheet.faces]) if part else pushed

    points = outside(points)
    for _ in range(SMOOTH_FIRST):
        points = outside(smooth(points, around, kept, 0.5))
    for k in range(PASSES):
        points = smooth(drawn(points, edges, lengths, around), around, kept, SMOOTHING)
        if k % PUSH_EVERY == PUSH_EVERY - 1:
            points = outside(points)
    return points[welded]


def drawn(points: np.ndarray, edges: np.ndarray, lengths: np.ndarray, around: Neighbours) -> np.ndarray:
    """Points (N, 3) after every edge has pulled its ends towards its length, all at once."""
    way = points[edges[:, 1]] - points[edges[:, 0]]
    length = np.maximum(np.linalg.norm(way, axis=1), 1e-9)
    pull = (0.5 * (length - lengths) / length)[:, None] * way
    return points + GAIN * around.gather(pull, -pull) / around.number


def smooth(points: np.ndarray, around: Neighbours, kept: np.ndarray, share: float) -> np.ndarray:
    """Points (N, 3) moved by a share of the way to their neighbours' mean; those ``kept`` stay."""
    mean = around.mean(points)
    mean[kept] = points[kept]
    return points + share * (mean - points)


def welded_edges(sheet: Sheet, welded: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The edges (E, 2) of the sewn garment and their mean flat lengths (E,) m; gathered sides have no say."""
    edges = edges_of(sheet.faces)
    if len(sheet.gathered):
        edges = edges[~np.isin(edges @ (len(welded), 1), sheet.gathered @ (len(welded), 1))]
    lengths = np.linalg.norm(sheet.flat[edges[:, 0]] - sheet.flat[edges[:, 1]], axis=1)
    sewn = np.sort(welded[edges], axis=1)
    keep = sewn[:, 0] != sewn[:, 1]
    unique, which = np.unique(sewn[keep], axis=0, return_inverse=True)
    which = which.ravel()
    return unique, np.bincount(which, lengths[keep]) / np.bincount(which)


def push(points: np.ndarray, watched: Sequence[Watch], deepest: float = np.inf) -> np.ndarray:
    """Points (N, 3) moved outside every surface by at least its distance, inside to outside; none by ``deepest`` m."""
    for watch in watched:
        depth, normals = watch.depths(points)
        points = points + np.where(depth < deepest, depth, 0.0)[:, None] * normals
    return points


def distances(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(N,) m from each point to the nearest of ``others`` (L, 3); far away when there are none."""
    if not len(others):
        return np.full(len(points), 1.0)
    tree = tree_of(others)
    return np.array([tree.find(Vector(point))[2] for point in points])


def tree_of(points: np.ndarray) -> KDTree:
    """The points (N, 3), to be asked for the nearest."""
    tree = KDTree(len(points))
    for i, point in enumerate(points):
        tree.insert(Vector(point), i)
    tree.balance()
    return tree
