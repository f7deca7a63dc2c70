"""Grows a hairstyle on the avatar as it stands: over the head, and over shoulders and garments where it is long."""

from __future__ import annotations

from collections.abc import Sequence

import bpy
import numpy as np

from ...picture import nodes
from ...picture.closeup import Solid
from .guides import Growth, between, grow, unit
from .hairstyles import STYLES, Knot, even
from .markings import HEAD_MIDDLE, inside_hairline
from .skull import Skull, read_skull
from .strands import Texture, add_curves, cut, textured
from .surface import Surface
from .tones import Colour

NAME = "Toile Hair"
SPARSE_EDGE = 0.007  # m over which hair thins out to the hairline
BABY_HAIR = 0.0011  # m by which the hairline wavers, several times
WAVERS = np.array([(410.0, 730.0, -290.0), (160.0, 620.0, 990.0), (530.0, -370.0, 680.0)])  # rad/m
OFF_SKULL = 0.0006
FACE_WIDE, FACE_BACK, FACE_TOP = 0.052, 0.004, 0.038  # m; no hair hangs there
COIL_STRANDS, COIL_POINTS = 2600, 18
COIL, COIL_THICK, COIL_OUT = 0.011, 0.019, 0.013  # m, radii of a bun's ring, and how far out it lies
GLOSS = 1.36  # IOR; less than hair's, for strands so few shade each other less and would look grey
TAIL_STRANDS, TAIL_GUIDES, TAIL_THICK = 3600, 40, 0.006

TAIL_TEXTURE = Texture(volume=0.012, clump=0.6, clump_of=60, wave=(0.006, 0.14), uneven=0.45)


def add_hair(
    surface: Surface, style: str, clothes: Sequence[Solid], material: bpy.types.Material, rng: np.random.Generator
) -> bpy.types.Object:
    """The hair of a style by name. ``clothes``: world meshes that it lies on."""
    look = STYLES[style]
    skull = read_skull(surface, clothes, look.over_ears)
    edge = inside_hairline(surface.place) + BABY_HAIR * np.sin(surface.place @ WAVERS).sum(1)
    roots, normals, _ = surface.scatter(look.strands, np.clip(edge / SPARSE_EDGE, 0, 1), rng)
    first = spread(roots, look.guides, rng)
    guides = grow(roots[first], normals[first], look.growth(surface.down), skull)
    strands = textured(between(roots, roots[first], guides, look.sides), normals, look.texture, rng)
    if look.keep:
        strands = cut(strands, look.keep, look.ragged * rng.random(len(strands)))
    parts = [free(strands, skull)]
    if look.knot:
        place = skull.outside(look.knot.place[None], look.clear, 0.1, -1.0)[0]
        parts.append(tail(look.knot, place, surface, skull, rng) if look.knot.tail else coil(place, rng))
    return add_curves(NAME, [surface.to_world(part) for part in parts], look.radius, material)


def free(strands: np.ndarray, skull: Skull) -> np.ndarray:
    """The strands (N, S, 3) with what texture pushed into the head moved out, less those before the face."""
    points = strands[:, 1:].reshape(-1, 3)
    strands = np.concatenate([strands[:, :1], skull.outside(points, OFF_SKULL).reshape(strands[:, 1:].shape)], 1)
    x, y, z = np.moveaxis(strands, 2, 0)
    before = (np.abs(x) < FACE_WIDE) & (y < FACE_BACK) & (z < FACE_TOP)
    return strands[~before.any(1)]


def spread(points: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Which of the points (N, 3), each far from those chosen before it."""
    chosen = [int(rng.integers(len(points)))]
    far = np.linalg.norm(points - points[chosen[0]], axis=1)
    for _ in range(count - 1):
        chosen.append(int(far.argmax()))
        far = np.minimum(far, np.linalg.norm(points - points[chosen[-1]], axis=1))
    return np.array(chosen)


def coil(place: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A bun: strands wound round a ring."""
    out = unit(place - HEAD_MIDDLE)
    first = np.array([1.0, 0.0, 0.0])
    second = np.cross(out, first)
    t = np.linspace(0, 1, COIL_POINTS)[None]
    start, round_ = 2 * np.pi * rng.random((2, COIL_STRANDS, 1))
    deep = COIL_THICK * (1 - 0.25 * rng.random((COIL_STRANDS, 1)) ** 2)
    along, about = start + 2.3 * t, round_ + 0.9 * t + 0.06 * np.sin(9 * t + round_)
    wide = COIL + deep * np.cos(about)
    spots = np.stack([wide * np.cos(along), wide * np.sin(along), deep * np.sin(about)], -1)
    return place + COIL_OUT * out + spots @ np.stack([first, second, out])


def tail(knot: Knot, place: np.ndarray, surface: Surface, skull: Skull, rng: np.random.Generator) -> np.ndarray:
    """A ponytail from the knot, back and down."""
    out = unit(place - HEAD_MIDDLE)
    spots = TAIL_THICK * rng.standard_normal((TAIL_STRANDS, 3)).clip(-2, 2)
    roots = place + spots

    def flow(points: np.ndarray, of: np.ndarray) -> np.ndarray:
        near = np.clip(1 - np.linalg.norm(points - of, axis=1) / 0.022, 0, 1)[:, None]
        return 0.8 * near * out + surface.down + 22.0 * near * (of - place)

    none = even(0.0)
    growth = Growth(flow, even(knot.tail), 22, 0.5, 0.006, none, 0.0, 0.0)
    normals = np.tile(out, (TAIL_STRANDS, 1))
    first = spread(roots, TAIL_GUIDES, rng)
    strands = between(roots, roots[first], grow(roots[first], normals[first], growth, skull), none)
    return textured(strands, normals, TAIL_TEXTURE, rng)


def hair_material(colour: Colour, name: str = NAME) -> bpy.types.Material:
    """Strands of a colour, no two quite the same."""
    material, tree = nodes.new_material(name)
    which = nodes.add(tree, "HairInfo").outputs["Random"]
    dark, light = ((*(min(k * v, 1.0) for v in colour), 1) for k in (0.55, 1.55))
    shader = nodes.add(
        tree,
        "BsdfHairPrincipled",
        parametrization="COLOR",
        named={
            "Color": nodes.mix_colour(tree, which, dark, light),
            "Roughness": 0.30,
            "Radial Roughness": 0.45,
            "Random Roughness": 0.4,
            "IOR": GLOSS,
        },
    )
    nodes.output(tree, shader.outputs[0])
    return material
