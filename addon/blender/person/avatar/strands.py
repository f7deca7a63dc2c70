"""What strands do about their guides: volume, clumps, waves, curls, frizz, their ends; and hair as curves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import bpy
import numpy as np

from .guides import unit
from .markings import HEAD_MIDDLE

Inside = Callable[[np.ndarray], np.ndarray]  # points (..., 3) -> m, positive where hair is left when it is cut


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


def cut(strands: np.ndarray, inside: Inside, later: np.ndarray | float = 0.0) -> np.ndarray:
    """The strands (N, S, 3) up to where they first leave what is inside, with as many points as before.

    ``later``: (N,) m by which a strand may be farther out.
    """
    count, points = strands.shape[:2]
    room = inside(strands) + np.reshape(later, (-1, 1))
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
    strands = strands + outwards(strands) * lift[:, None, None] * np.minimum(4 * t, 1)
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


def outwards(points: np.ndarray) -> np.ndarray:
    """(..., 3) away from the head; level where they are below its middle."""
    off = points - HEAD_MIDDLE
    off[..., 2] = np.maximum(off[..., 2], 0.0)
    return unit(off)


def nearest_heads(strands: np.ndarray, heads: np.ndarray) -> np.ndarray:
    """(N,) for each strand the one of ``heads`` that its clump gathers round, by roots and middles."""
    middle = strands.shape[1] // 2
    keys = np.concatenate([strands[:, 0], strands[:, middle]], 1).astype(np.float32)
    found = np.empty(len(strands), int)
    for part in np.array_split(np.arange(len(strands)), max(len(strands) * len(heads) // 2_000_000, 1)):
        square = (keys[heads] ** 2).sum(1)[None] - 2 * keys[part] @ keys[heads].T
        found[part] = heads[square.argmin(1)]
    return found


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
