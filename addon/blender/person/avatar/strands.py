"""Hair as curves: guides that grow over what they lie on, and the strands between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import bpy
import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree

SEARCH = 0.08  # m within which what hair lies on is looked for
GUIDE_TURN = 0.6  # of a guide's direction at each step is new

Field = Callable[[np.ndarray, np.ndarray], np.ndarray]  # points and their roots (N, 3) -> directions (N, 3)
Inside = Callable[[np.ndarray], np.ndarray]  # points (..., 3) -> m, positive where hair is left when it is cut


@dataclass(frozen=True)
class Growth:
    """How guides grow. m throughout."""

    flow: Field
    length: Callable[[np.ndarray], np.ndarray]  # roots (N, 3) -> (N,)
    steps: int
    rise: float  # share of the normal in the direction at the root
    clear: float  # how far from what it lies on


@dataclass(frozen=True)
class Texture:
    """What the strands do about their guides. m throughout."""

    volume: float = 0.004  # how thick the hair lies
    clump: float = 0.5  # how far tips are drawn together
    clump_of: int = 14  # strands
    wave: tuple[float, float] = (0.0, 0.05)  # amplitude, length
    curl: tuple[float, float] = (0.0, 0.015)  # radius, length of a turn
    frizz: float = 0.0015
    uneven: float = 0.12  # share of the length by which the tips differ


def unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


def grow(roots: np.ndarray, normals: np.ndarray, growth: Growth, solid: BVHTree) -> np.ndarray:
    """(G, steps + 1, 3) guides from roots (G, 3), held off the solid."""
    step = (growth.length(roots) / growth.steps)[:, None]
    direction = unit((1 - growth.rise) * unit(growth.flow(roots, roots)) + growth.rise * normals)
    rows = [roots]
    for k in range(growth.steps):
        if k:
            wanted = unit(growth.flow(rows[-1], roots))
            direction = unit((1 - GUIDE_TURN) * direction + GUIDE_TURN * wanted)
        held = growth.clear * min(1.0, (k + 1) / 3)
        moved = held_off(rows[-1] + step * direction, solid, held)
        direction = unit(moved - rows[-1])
        rows.append(held_off(rows[-1] + step * direction, solid, held))
    return np.stack(rows, 1)


def held_off(points: np.ndarray, solid: BVHTree, clear: float) -> np.ndarray:
    """The points (N, 3), moved out of the solid until they are ``clear`` of it."""
    moved = points.copy()
    for k, point in enumerate(points):
        place, normal, _, _ = solid.find_nearest(Vector(point), SEARCH)
        if place is None:
            continue
        out = (Vector(point) - place).dot(normal)
        if out < clear:
            moved[k] = point + (clear - out) * np.array(normal)
    return moved


def between(
    roots: np.ndarray, guide_roots: np.ndarray, guides: np.ndarray, parting: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """(N, S, 3) strands from roots (N, 3), each as the three guides nearest to it on its side of the parting."""
    apart = np.linalg.norm(roots[:, None] - guide_roots[None], axis=2)
    apart += 1.0 * (parting(roots)[:, None] != parting(guide_roots)[None])
    near = np.argpartition(apart, 3, axis=1)[:, :3]
    weight = 1 / (np.take_along_axis(apart, near, 1) + 0.002) ** 2
    weight /= weight.sum(1, keepdims=True)
    offsets = guides - guide_roots[:, None]
    return roots[:, None] + np.einsum("nk,nksc->nsc", weight, offsets[near])


def cut(strands: np.ndarray, inside: Inside) -> np.ndarray:
    """The strands (N, S, 3) up to where they first leave what is inside, with as many points as before."""
    count, points = strands.shape[:2]
    room = inside(strands)
    out = room < 0
    first = np.where(out.any(1), out.argmax(1), points - 1)
    before = np.maximum(first - 1, 0)
    rows = np.arange(count)
    a, b = room[rows, before], room[rows, first]
    end = np.where(out.any(1), before + np.clip(a / np.maximum(a - b, 1e-9), 0, 1), points - 1.0)
    return resampled(strands, end)


def resampled(strands: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The strands (N, S, 3) up to a point each (N,), counted in points, with as many points as before."""
    count, points = strands.shape[:2]
    at = np.linspace(0, 1, points)[None] * end[:, None]
    low = np.minimum(at.astype(int), points - 2)
    share = (at - low)[..., None]
    rows = np.arange(count)[:, None]
    return (1 - share) * strands[rows, low] + share * strands[rows, low + 1]


def textured(strands: np.ndarray, normals: np.ndarray, look: Texture, rng: np.random.Generator) -> np.ndarray:
    """The strands (N, S, 3) with volume, clumps, waves, curls and frizz; the roots stay."""
    count, points = strands.shape[:2]
    t = np.linspace(0, 1, points)[None, :, None]
    reach = np.linalg.norm(np.diff(strands, axis=1), axis=2).sum(1)
    strands = resampled(strands, (points - 1) * (1 - look.uneven * rng.random(count) ** 2))
    lift = look.volume * rng.random(count) ** 1.5
    strands = strands + normals[:, None] * lift[:, None, None] * np.minimum(4 * t, 1)
    head = nearest_heads(strands, rng.choice(count, max(count // look.clump_of, 1), replace=False))
    strands = strands + look.clump * t**1.5 * (strands[head] - strands)
    along = unit(np.gradient(strands, axis=1))
    first = unit(np.cross(along, normals[:, None] + 0.01))
    second = np.cross(along, first)
    phase = (2 * np.pi * rng.random(count))[head][:, None, None]  # one a clump
    run = t * reach[:, None, None]
    if look.wave[0]:
        turn = 2 * np.pi * run / look.wave[1] + phase
        strands = strands + look.wave[0] * np.minimum(2 * t, 1) * np.sin(turn) * (0.75 * first + 0.4 * second)
    if look.curl[0]:
        turn = 2 * np.pi * run / look.curl[1] + phase + 0.5 * rng.standard_normal((count, 1, 1))
        ramp = np.minimum(5 * t, 1)
        strands = strands + look.curl[0] * ramp * (np.cos(turn) * first + np.sin(turn) * second)
    loose = look.frizz * (1 + 3 * (rng.random(count) > 0.96))[:, None, None] * t
    waver = np.sin(2 * np.pi * (rng.random((count, 1, 3)) + t * (0.7 + 1.6 * rng.random((count, 1, 3)))))
    return strands + loose * (waver - waver[:, :1])


def nearest_heads(strands: np.ndarray, heads: np.ndarray) -> np.ndarray:
    """(N,) for each strand the one of ``heads`` that its clump gathers round, by roots and middles."""
    middle = strands.shape[1] // 2
    keys = np.concatenate([strands[:, 0], strands[:, middle]], 1).astype(np.float32)
    found = np.empty(len(strands), int)
    for part in np.array_split(np.arange(len(strands)), max(len(strands) * len(heads) // 2_000_000, 1)):
        square = (keys[heads] ** 2).sum(1)[None] - 2 * keys[part] @ keys[heads].T
        found[part] = heads[square.argmin(1)]
    return found


def outside_head(strands: np.ndarray, middle: np.ndarray, skull: np.ndarray, gap: float) -> np.ndarray:
    """The strands (N, S, 3) moved out of the skull, whose points are (K, 3), along the rays from its middle."""
    columns, rows = 48, 36
    reach = np.zeros((rows, columns))

    def cell(points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        off = points - middle
        far = np.linalg.norm(off, axis=-1)
        up = np.arccos(np.clip(off[..., 2] / np.maximum(far, 1e-9), -1, 1)) / np.pi
        round_ = (np.arctan2(off[..., 1], off[..., 0]) / (2 * np.pi)) % 1
        return np.minimum((up * rows).astype(int), rows - 1), (round_ * columns).astype(int) % columns, far

    row, column, far = cell(skull)
    np.maximum.at(reach, (row, column), far)
    row, column, far = cell(strands)
    least = np.where(reach[row, column] > 0, reach[row, column] + gap, 0)
    least[:, 0] = 0
    grown = np.maximum(far, least) / np.maximum(far, 1e-9)
    return middle + (strands - middle) * grown[..., None]


def add_curves(
    name: str, strands: list[np.ndarray], radius: tuple[float, float], material: bpy.types.Material
) -> bpy.types.Object:
    """A hair object of strands (N, S, 3) in world m, thinning from root to tip."""
    data = bpy.data.hair_curves.new(name)
    data.add_curves([s.shape[1] for s in strands for _ in range(len(s))])
    points = np.concatenate([s.reshape(-1, 3) for s in strands]).astype(np.float32)
    data.attributes["position"].data.foreach_set("vector", points.ravel())
    taper = np.concatenate([np.tile(np.linspace(*radius, s.shape[1]), len(s)) for s in strands]).astype(np.float32)
    if "radius" not in data.attributes:
        data.attributes.new("radius", "FLOAT", "POINT")
    data.attributes["radius"].data.foreach_set("value", taper)
    data.materials.append(material)
    return bpy.data.objects.new(name, data)
