"""What sets are made of: paint, wood, stone, cloth, metal, glass, light. Sizes in metres, colours "#rrggbb" sRGB."""

from __future__ import annotations

import bpy

from .. import nodes
from ..nodes import add, linear, math, mix_colour, ramp
from .textures import Tree, grain, noise, noise_vector, place, relief, scaled, shade, uneven

Material = bpy.types.Material


def made(name: str, tree: Tree, material: Material, **named: object) -> Material:
    """The material with a principled surface of those inputs, their names' spaces written as _."""
    inputs = {key.replace("_", " "): value for key, value in named.items()}
    nodes.output(tree, add(tree, "BsdfPrincipled", named=inputs).outputs[0])
    material.name = f"Toile Set {name}"
    return material


def paint(colour: str, rough: float = 0.75) -> Material:
    """A painted wall or moulding: rolled, not quite even."""
    material, tree = nodes.new_material("paint")
    where = place(tree)
    bump = relief(tree, noise(tree, where, 0.006), 0.0004)
    return made(
        "Paint",
        tree,
        material,
        Base_Color=uneven(tree, colour, where, 0.9, 0.03),
        Roughness=rough,
        Specular_IOR_Level=0.3,
        Normal=bump,
    )


def wood(light: str, dark: str, rough: float = 0.45, along: int = 0) -> Material:
    """Oiled wood, its grain along an axis of the object."""
    material, tree = nodes.new_material("wood")
    stretch = [1.0, 1.0, 1.0]
    stretch[along] = 0.06
    where = place(tree, tuple(stretch))
    colour, fine = grain(tree, where, light, dark)
    return made(
        "Wood",
        tree,
        material,
        Base_Color=colour,
        Roughness=ramp(tree, fine, 0.3, 0.7, rough, rough + 0.15),
        Specular_IOR_Level=0.4,
        Normal=relief(tree, fine, 0.0006),
    )


def planks(light: str, dark: str, width: float = 0.14, length: float = 1.6, rough: float = 0.38) -> Material:
    """A floor of boards along Y: each of its own tone and grain, with dark joints."""
    material, tree = nodes.new_material("planks")
    x, y, _ = add(tree, "SeparateXYZ", place(tree)).outputs[:3]
    flat = add(tree, "CombineXYZ", y, x, 0.0).outputs[0]
    bricks = add(
        tree,
        "TexBrick",
        named={
            "Vector": flat,
            "Color1": (0, 0, 0, 1),
            "Color2": (1, 1, 1, 1),
            "Mortar": (0.5, 0.5, 0.5, 1),
            "Scale": 1.0,
            "Mortar Size": 0.0012,
            "Mortar Smooth": 0.3,
            "Brick Width": length,
            "Row Height": width,
        },
    )
    bricks.offset = 0.37
    tone, joint = bricks.outputs[0], bricks.outputs["Fac"]
    own = math(tree, "MULTIPLY", tone, 37.0)
    where = add(tree, "CombineXYZ", math(tree, "ADD", x, own), math(tree, "MULTIPLY_ADD", y, 0.06, own), own).outputs[0]
    colour, fine = grain(tree, where, light, dark)
    toned = shade(tree, colour, ramp(tree, tone, 0.0, 1.0, 0.72, 1.18))
    colour = mix_colour(tree, joint, toned, (*(0.25 * v for v in linear(dark)), 1))
    height = math(tree, "MULTIPLY_ADD", joint, -1.0, math(tree, "MULTIPLY", fine, 0.25))
    return made(
        "Planks",
        tree,
        material,
        Base_Color=colour,
        Roughness=ramp(tree, fine, 0.25, 0.75, rough, rough + 0.2),
        Specular_IOR_Level=0.45,
        Normal=relief(tree, height, 0.0012),
    )


def textile(colour: str, thread: float = 0.002, rough: float = 0.9, sheen: float = 0.3) -> Material:
    """Woven cloth of a thread that shows."""
    material, tree = nodes.new_material("textile")
    where = place(tree)
    height = noise(tree, where, thread, 2.0)
    return made(
        "Textile",
        tree,
        material,
        Base_Color=uneven(tree, colour, where, 4 * thread, 0.12),
        Roughness=rough,
        Sheen_Weight=sheen,
        Specular_IOR_Level=0.1,
        Normal=relief(tree, height, 0.6 * thread),
    )


def sheer(colour: str, through: float = 0.55) -> Material:
    """Voile: light comes through it."""
    material, tree = nodes.new_material("sheer")
    rgb = (*linear(colour), 1)
    cloth = add(
        tree, "MixShader", 0.5, add(tree, "BsdfDiffuse", rgb).outputs[0], add(tree, "BsdfTranslucent", rgb).outputs[0]
    )
    clear = add(tree, "BsdfTransparent", (1, 1, 1, 1)).outputs[0]
    nodes.output(tree, add(tree, "MixShader", through, cloth.outputs[0], clear).outputs[0])
    material.name = "Toile Set Sheer"
    return material


def metal(colour: str, rough: float = 0.3) -> Material:
    material, tree = nodes.new_material("metal")
    return made("Metal", tree, material, Base_Color=(*linear(colour), 1), Metallic=1.0, Roughness=rough)


def glazed(colour: str, rough: float = 0.12) -> Material:
    """Ceramic, lacquer, plastic."""
    material, tree = nodes.new_material("glazed")
    return made("Glazed", tree, material, Base_Color=(*linear(colour), 1), Roughness=rough, Coat_Weight=0.3)


def pane(tint: str = "#f2f6f6", mirrors: float = 0.05) -> Material:
    """Thin glass: it reflects and lets the rest straight through, without caustics to wait for."""
    material, tree = nodes.new_material("pane")
    # Not the node's Fresnel: from within the pane that is a mirror beyond 49 degrees.
    glancing = math(tree, "POWER", add(tree, "LayerWeight", 0.5).outputs["Facing"], 4.0)
    much = math(tree, "MULTIPLY_ADD", glancing, 0.7, mirrors)
    clear = add(tree, "BsdfTransparent", (*linear(tint), 1)).outputs[0]
    mirror = add(tree, "BsdfGlossy", (1, 1, 1, 1), 0.02).outputs[0]
    nodes.output(tree, add(tree, "MixShader", much, clear, mirror).outputs[0])
    material.name = "Toile Set Pane"
    return material


def glow(colour: str, strength: float) -> Material:
    """A surface that shines: a shade, a bulb, a bright sky. It is seen, and lights its surroundings a little."""
    material, tree = nodes.new_material("glow")
    nodes.output(tree, add(tree, "Emission", (*linear(colour), 1), strength).outputs[0])
    material.name = "Toile Set Glow"
    return material


def outdoors(strength: float, low: str = "#7f8f6a", high: str = "#dfe9f2") -> Material:
    """What is seen through a window: greenery out of focus below, sky above; the object's z, 0 to 2.6 m."""
    material, tree = nodes.new_material("outdoors")
    where = place(tree)
    z = add(tree, "SeparateXYZ", where).outputs[2]
    blur = noise(tree, where, 0.35, 4.0, 0.6)
    edge = math(tree, "MULTIPLY_ADD", blur, 1.6, math(tree, "MULTIPLY", z, 0.9))
    green = mix_colour(
        tree, ramp(tree, noise(tree, where, 0.16), 0.3, 0.7), (*(0.5 * v for v in linear(low)), 1), (*linear(low), 1)
    )
    colour = mix_colour(tree, ramp(tree, edge, 1.5, 2.1), green, (*linear(high), 1))
    nodes.output(tree, add(tree, "Emission", colour, strength).outputs[0])
    material.name = "Toile Set Outdoors"
    return material


def stone(light: str, dark: str, vein: float = 0.25, rough: float = 0.2) -> Material:
    """Polished stone with veins about ``vein`` m apart."""
    material, tree = nodes.new_material("stone")
    where = place(tree)
    bent = add(tree, "VectorMath", where, scaled(tree, noise_vector(tree, where, vein), 0.35), operation="ADD").outputs[
        0
    ]
    line = math(tree, "ABSOLUTE", math(tree, "SUBTRACT", noise(tree, bent, 0.8 * vein, 5.0), 0.5))
    vein_colour = mix_colour(tree, ramp(tree, line, 0.0, 0.05), (*linear(dark), 1), (*linear(light), 1))
    return made("Stone", tree, material, Base_Color=vein_colour, Roughness=rough, Specular_IOR_Level=0.5)


def blocks(
    light: str, dark: str, joint: str, size: tuple[float, float], gap: float, rough: float = 0.85, flat: bool = False
) -> Material:
    """Bricks on a wall in x and z, or slabs on a floor in x and y, each of its own tone, with sunk joints."""
    material, tree = nodes.new_material("blocks")
    where = place(tree)
    x, y, z = add(tree, "SeparateXYZ", where).outputs[:3]
    on_wall = add(tree, "CombineXYZ", math(tree, "ADD", x, 0.0 if flat else y), y if flat else z, 0.0).outputs[0]
    bricks = add(
        tree,
        "TexBrick",
        named={
            "Vector": on_wall,
            "Color1": (*linear(light), 1),
            "Color2": (*linear(dark), 1),
            "Mortar": (*linear(joint), 1),
            "Scale": 1.0,
            "Mortar Size": gap,
            "Mortar Smooth": 0.4,
            "Bias": -0.1,
            "Brick Width": size[0],
            "Row Height": size[1],
        },
    )
    grit = noise(tree, where, 0.02, 4.0, 0.65)
    colour = shade(tree, bricks.outputs[0], ramp(tree, grit, 0.2, 0.8, 0.75, 1.2))
    height = math(tree, "MULTIPLY_ADD", bricks.outputs["Fac"], -1.0, math(tree, "MULTIPLY", grit, 0.5))
    return made(
        "Blocks",
        tree,
        material,
        Base_Color=colour,
        Roughness=rough,
        Specular_IOR_Level=0.25,
        Normal=relief(tree, height, 0.004),
    )


def ground(colour: str, grit: float = 0.006, rough: float = 0.9) -> Material:
    """Asphalt, plaster, concrete: patches and grit."""
    material, tree = nodes.new_material("ground")
    where = place(tree)
    patch, fine = uneven(tree, colour, where, 0.5, 0.16), noise(tree, where, grit, 3.0, 0.6)
    shaded = shade(tree, patch, ramp(tree, fine, 0.25, 0.75, 0.75, 1.2))
    return made(
        "Ground",
        tree,
        material,
        Base_Color=shaded,
        Roughness=rough,
        Specular_IOR_Level=0.3,
        Normal=relief(tree, fine, 0.5 * grit),
    )


def leaf(colour: str) -> Material:
    material, tree = nodes.new_material("leaf")
    tone = uneven(tree, colour, place(tree), 0.12, 0.35)
    body = add(tree, "BsdfPrincipled", named={"Base Color": tone, "Roughness": 0.45, "Specular IOR Level": 0.4})
    through = add(tree, "BsdfTranslucent", tone).outputs[0]
    nodes.output(tree, add(tree, "MixShader", 0.25, body.outputs[0], through).outputs[0])
    material.name = "Toile Set Leaf"
    return material


def canvas(ground_colour: str, first: str, second: str, seed: float) -> Material:
    """An abstract painting: three fields of colour with soft borders."""
    material, tree = nodes.new_material("canvas")
    where = add(tree, "Mapping", named={"Vector": place(tree), "Location": (seed, 0.7 * seed, 0.4 * seed)}).outputs[0]
    one, two = noise(tree, where, 0.42, 1.5), noise(tree, where, 0.23, 2.5)
    colour = mix_colour(tree, ramp(tree, one, 0.49, 0.53), (*linear(ground_colour), 1), (*linear(first), 1))
    colour = mix_colour(tree, ramp(tree, two, 0.55, 0.58), colour, (*linear(second), 1))
    return made("Canvas", tree, material, Base_Color=colour, Roughness=0.8, Specular_IOR_Level=0.2)
