"""The avatar's skin as a material: a tone that varies, light that enters, pores, lips, nails, and neutral underwear."""

from __future__ import annotations

from collections.abc import Callable

import bpy

from ...picture import nodes
from .tones import Colour, brightness

PORES_PER_M, CREASES_PER_M = 1500.0, 420.0
PORE_DEPTH = 0.00007  # m
ENTERS = 0.0035  # m, how far red light goes; green and blue less
ENTERS_RGB = (1.0, 0.36, 0.18)
UNDERWEAR_LIGHT, UNDERWEAR_DARK = (0.30, 0.28, 0.265), (0.060, 0.060, 0.063)  # on dark skin, on light
DARK = 0.16  # luminance of skin on which underwear is light

AREOLA, AREOLA_EDGE = (0.075, 0.0325, 0.358), (0.008, 0.0135)  # m, sides and signs apart, of the average body; radii


def tinted(colour: Colour, by: tuple[float, float, float]) -> tuple[float, ...]:
    return (*(min(a * b, 1.0) for a, b in zip(colour, by, strict=True)), 1.0)


def skin_material(tone: Colour, hair: Colour, is_man: bool, roots: float, edge: float) -> bpy.types.Material:
    """Skin of a tone; with the shadow of a beard on a man, and of hair under hair.

    Args:
        roots: 0-1, how much hair shadows the scalp.
        edge: m over which it does so the more.
    """
    material, tree = nodes.new_material("Toile Skin")

    def mark(name: str) -> bpy.types.NodeSocket:
        return nodes.add(tree, "Attribute", attribute_name=name).outputs["Fac"]

    place = nodes.add(tree, "Attribute", attribute_name="place").outputs["Vector"]
    colour = mottled(tree, place, tone)
    flushed = tinted(tone, (1.03, 0.66, 0.62))
    colour = nodes.mix_colour(tree, mark("flush"), colour, flushed)
    colour = nodes.mix_colour(
        tree, nodes.math(tree, "MULTIPLY", mark("lid"), 0.35), colour, tinted(tone, (0.8, 0.58, 0.56))
    )
    if is_man:
        shadow = nodes.math(tree, "MULTIPLY", mark("beard"), 0.30)
        colour = nodes.mix_colour(tree, shadow, colour, tinted(tone, (0.52, 0.55, 0.60)))
        colour = nodes.mix_colour(tree, areola(tree, place), colour, tinted(tone, (0.66, 0.46, 0.42)))
    lip = nodes.ramp(tree, mark("lips"), -0.0012, 0.0012)
    redder = 0.60 if is_man else 0.85
    colour = nodes.mix_colour(tree, nodes.math(tree, "MULTIPLY", lip, redder), colour, lip_colour(tree, place, tone))
    nail = mark("nail")
    colour = nodes.mix_colour(tree, nail, colour, tinted(tone, (1.12, 1.0, 0.98)))
    colour = nodes.mix_colour(tree, nodes.math(tree, "MULTIPLY", mark("brow"), 0.40), colour, (*hair, 1))
    if roots:
        colour = nodes.mix_colour(
            tree, stubble(tree, place, mark("scalp"), roots, edge), colour, under_hair(tone, hair)
        )
    clad = nodes.ramp(tree, mark("cloth"), -0.0004, 0.0004)
    cloth = UNDERWEAR_LIGHT if brightness(tone) < DARK else UNDERWEAR_DARK
    colour = nodes.mix_colour(tree, clad, colour, (*cloth, 1))
    bare = nodes.math(tree, "SUBTRACT", 1.0, clad)
    rough = roughness(tree, place, lip, nail)
    shader = nodes.add(
        tree,
        "BsdfPrincipled",
        named={
            "Base Color": colour,
            "Roughness": nodes.math(tree, "MULTIPLY_ADD", clad, 0.4, nodes.math(tree, "MULTIPLY", bare, rough)),
            "Specular IOR Level": nodes.ramp(tree, clad, 0, 1, 0.42, 0.1),
            "Subsurface Weight": nodes.ramp(tree, clad, 0, 1, 0.75, 0.0),
            "Subsurface Radius": ENTERS_RGB,
            "Subsurface Scale": ENTERS,
            "Normal": relief(tree, place, mark, lip, nail),
        },
    )
    shader.subsurface_method = "RANDOM_WALK"
    nodes.output(tree, shader.outputs[0])
    return material


def mottled(tree: bpy.types.NodeTree, place: bpy.types.NodeSocket, tone: Colour) -> bpy.types.NodeSocket:
    """The tone, redder here and browner there: wide and in spots."""
    wide = nodes.add(tree, "TexNoise", named={"Vector": place, "Scale": 26.0, "Detail": 2.0}).outputs[0]
    fine = nodes.add(tree, "TexNoise", named={"Vector": place, "Scale": 210.0, "Detail": 4.0}).outputs[0]
    spots = nodes.add(tree, "TexNoise", named={"Vector": place, "Scale": 640.0, "Detail": 1.0}).outputs[0]
    colour = nodes.mix_colour(
        tree, nodes.ramp(tree, wide, 0.3, 0.7), tinted(tone, (0.95, 0.93, 0.91)), tinted(tone, (1.02, 0.99, 0.97))
    )
    colour = nodes.mix_colour(
        tree, nodes.ramp(tree, fine, 0.35, 0.75, 0.0, 0.5), colour, tinted(tone, (0.99, 0.82, 0.80))
    )
    return nodes.mix_colour(
        tree, nodes.ramp(tree, spots, 0.62, 0.78, 0.0, 0.3), colour, tinted(tone, (0.72, 0.60, 0.54))
    )


def areola(tree: bpy.types.NodeTree, place: bpy.types.NodeSocket) -> nodes.Value:
    """0-1, on a man's chest."""
    either = nodes.add(tree, "VectorMath", place, operation="ABSOLUTE").outputs[0]
    off = nodes.add(tree, "VectorMath", either, AREOLA, operation="DISTANCE").outputs["Value"]
    return nodes.ramp(tree, off, *AREOLA_EDGE, 0.6, 0.0)


def stubble(
    tree: bpy.types.NodeTree, place: bpy.types.NodeSocket, scalp: nodes.Value, roots: float, edge: float
) -> nodes.Value:
    """How much the roots of hair show: in dots, and thinner towards the hairline."""
    dots = nodes.add(tree, "TexNoise", named={"Vector": place, "Scale": 850.0, "Detail": 1.0}).outputs[0]
    uneven = nodes.math(tree, "MULTIPLY_ADD", dots, 0.02, nodes.math(tree, "SUBTRACT", scalp, 0.01))
    grown = nodes.ramp(tree, uneven, -0.003, edge + 0.006, 0.0, roots)
    return nodes.math(tree, "MULTIPLY", grown, nodes.ramp(tree, dots, 0.25, 0.6, 0.75, 1.0))


def under_hair(tone: Colour, hair: Colour) -> tuple[float, ...]:
    grey = brightness(tone)
    return (*(0.08 * a + 0.10 * grey + 0.7 * b for a, b in zip(tone, hair, strict=True)), 1.0)


def lip_colour(tree: bpy.types.NodeTree, place: bpy.types.NodeSocket, tone: Colour) -> bpy.types.NodeSocket:
    long = nodes.add(tree, "Mapping", named={"Vector": place, "Scale": (1.0, 0.3, 0.3)}).outputs[0]
    lines = nodes.add(tree, "TexNoise", named={"Vector": long, "Scale": 900.0, "Detail": 2.0}).outputs[0]
    light = tinted(tone, (0.90, 0.52, 0.54))
    return nodes.mix_colour(tree, nodes.ramp(tree, lines, 0.3, 0.7), tinted(tone, (0.80, 0.43, 0.45)), light)


def roughness(
    tree: bpy.types.NodeTree, place: bpy.types.NodeSocket, lip: nodes.Value, nail: nodes.Value
) -> nodes.Value:
    wide = nodes.add(tree, "TexNoise", named={"Vector": place, "Scale": 60.0, "Detail": 3.0}).outputs[0]
    rough = nodes.ramp(tree, wide, 0.25, 0.75, 0.44, 0.58)
    rough = nodes.math(tree, "SUBTRACT", rough, nodes.math(tree, "MULTIPLY", lip, 0.14))
    return nodes.math(tree, "SUBTRACT", rough, nodes.math(tree, "MULTIPLY", nail, 0.22))


def relief(
    tree: bpy.types.NodeTree,
    place: bpy.types.NodeSocket,
    mark: Callable[[str], nodes.Value],
    lip: nodes.Value,
    nail: nodes.Value,
) -> nodes.Value:
    """Pores and fine creases; nails with an edge; underwear a little proud."""
    pores = nodes.add(tree, "TexVoronoi", named={"Vector": place, "Scale": PORES_PER_M}).outputs["Distance"]
    creases = nodes.add(tree, "TexNoise", named={"Vector": place, "Scale": CREASES_PER_M, "Detail": 3.0}).outputs[0]
    height = nodes.math(tree, "MULTIPLY", pores, PORE_DEPTH)
    height = nodes.math(tree, "MULTIPLY_ADD", creases, 2 * PORE_DEPTH, height)
    smooth = nodes.math(
        tree, "SUBTRACT", 1.0, nodes.math(tree, "MAXIMUM", nail, nodes.math(tree, "MULTIPLY", lip, 0.4))
    )
    height = nodes.math(tree, "MULTIPLY", height, smooth)
    height = nodes.math(tree, "MULTIPLY_ADD", nail, 0.0004, height)
    height = nodes.math(tree, "MULTIPLY_ADD", nodes.ramp(tree, mark("cloth"), -0.001, 0.002), 0.001, height)
    return nodes.add(tree, "Bump", named={"Distance": 1.0, "Height": height}).outputs[0]
