"""Grows a hairstyle on the avatar as it stands: over the head, and over shoulders and garments where it is long."""

from __future__ import annotations

from collections.abc import Sequence

import bpy
import numpy as np
from mathutils.bvhtree import BVHTree

from ...picture import nodes
from ...picture.closeup import Solid
from .hairstyles import STYLES, Knot, Style
from .markings import HEAD_MIDDLE, inside_hairline
from .strands import Growth, Texture, add_curves, between, cut, grow, outside_head, textured, unit
from .surface import Surface
from .tones import Colour

NAME = "Toile Hair"
SPARSE_EDGE = 0.007  # m over which hair thins out to the hairline
LOWEST = -0.65  # m in the head's frame: nothing lower matters to hair
OFF_SKULL = 0.0006
COIL_STRANDS, COIL_POINTS = 2600, 18
COIL, COIL_THICK = 0.021, 0.019  # m, radii of a bun's ring
TAIL_STRANDS, TAIL_GUIDES = 3600, 40


def add_hair(
    surface: Surface, style: str, clothes: Sequence[Solid], material: bpy.types.Material, rng: np.random.Generator
) -> bpy.types.Object:
    """The hair of a style by name. ``clothes``: world meshes that it lies on."""
    look = STYLES[style]
    solid = lies_on(surface, clothes)
    thick = np.clip(inside_hairline(surface.place) / SPARSE_EDGE, 0, 1)
    roots, normals, _ = surface.scatter(look.strands, thick, rng)
    first = spread(roots, look.guides, rng)
    guides = grow(roots[first], normals[first], look.growth(surface.down), solid)
    strands = between(roots, roots[first], guides, look.side)
    strands = textured(strands, normals, look.texture, rng)
    if look.keep:
        strands = cut(strands, look.keep)
    skull = surface.points[np.unique(surface.head)]
    strands = outside_head(strands, HEAD_MIDDLE, skull[skull[:, 2] > -0.05], OFF_SKULL)
    parts = [strands]
    if look.knot:
        parts.append(tail(look, look.knot, surface, solid, rng) if look.knot.tail else coil(look.knot, rng))
    return add_curves(NAME, [surface.to_world(part) for part in parts], look.radius, material)


def lies_on(surface: Surface, clothes: Sequence[Solid]) -> BVHTree:
    """Skin and clothes in the head's frame."""
    points, triangles = [surface.points], [surface.triangles]
    for vertices, faces in clothes:
        triangles.append(faces + sum(len(part) for part in points))
        points.append(surface.to_head(vertices))
    every, corners = np.concatenate(points), np.concatenate(triangles)
    return BVHTree.FromPolygons(every.tolist(), corners[(every[corners, 2] > LOWEST).all(1)].tolist())


def spread(points: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Which of the points (N, 3), each far from those chosen before it."""
    chosen = [int(rng.integers(len(points)))]
    far = np.linalg.norm(points - points[chosen[0]], axis=1)
    for _ in range(count - 1):
        chosen.append(int(far.argmax()))
        far = np.minimum(far, np.linalg.norm(points - points[chosen[-1]], axis=1))
    return np.array(chosen)


def coil(knot: Knot, rng: np.random.Generator) -> np.ndarray:
    """A bun: strands wound round a ring."""
    out = unit(knot.place - HEAD_MIDDLE)
    first = np.array([1.0, 0.0, 0.0])
    second = np.cross(out, first)
    t = np.linspace(0, 1, COIL_POINTS)[None]
    start, round_ = 2 * np.pi * rng.random((2, COIL_STRANDS, 1))
    deep = COIL_THICK * (1 - 0.25 * rng.random((COIL_STRANDS, 1)) ** 2)
    along, about = start + 2.3 * t, round_ + 0.9 * t + 0.06 * np.sin(9 * t + round_)
    wide = COIL + deep * np.cos(about)
    spots = np.stack([wide * np.cos(along), wide * np.sin(along), 0.8 * deep * np.sin(about)], -1)
    return knot.place + 0.012 * out + spots @ np.stack([first, second, out])


def tail(look: Style, knot: Knot, surface: Surface, solid: BVHTree, rng: np.random.Generator) -> np.ndarray:
    """A ponytail from the knot, back and down."""
    out = unit(knot.place - HEAD_MIDDLE)
    spots = rng.standard_normal((TAIL_STRANDS, 3)) * 0.0045
    roots = knot.place + spots - out * (spots @ out)[:, None] + 0.002 * out

    def flow(points: np.ndarray, of: np.ndarray) -> np.ndarray:
        near = np.clip(1 - np.linalg.norm(points - of, axis=1) / 0.05, 0, 1)[:, None]
        return 0.8 * near * out + surface.down + 9.0 * (of - knot.place)

    growth = Growth(flow, lambda of: np.full(len(of), knot.tail), 22, 0.3, 0.010)
    normals = np.tile(out, (TAIL_STRANDS, 1))
    first = spread(roots, TAIL_GUIDES, rng)
    strands = between(roots, roots[first], grow(roots[first], normals[first], growth, solid), look.side)
    return textured(strands, normals, Texture(volume=0.004, clump=0.5, clump_of=40, wave=(0.003, 0.12)), rng)


def hair_material(colour: Colour, name: str = NAME) -> bpy.types.Material:
    """Strands of a colour, no two quite the same."""
    material, tree = nodes.new_material(name)
    shader = nodes.add(
        tree,
        "BsdfHairPrincipled",
        parametrization="COLOR",
        named={"Color": (*colour, 1), "Roughness": 0.34, "Radial Roughness": 0.45, "Random Roughness": 0.25},
    )
    nodes.output(tree, shader.outputs[0])
    return material
