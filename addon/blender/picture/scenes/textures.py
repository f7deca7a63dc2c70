"""Patterns that the sets' materials share. Sizes in metres, colours "#rrggbb" sRGB."""

from __future__ import annotations

import bpy

from ..nodes import add, linear, math, mix_colour, ramp

Tree = bpy.types.NodeTree


def place(tree: Tree, stretch: tuple[float, float, float] = (1.0, 1.0, 1.0)):
    """The place on the object, m."""
    here = add(tree, "TexCoord").outputs["Object"]
    return (
        here
        if stretch == (1.0, 1.0, 1.0)
        else add(tree, "Mapping", named={"Vector": here, "Scale": stretch}).outputs[0]
    )


def noise(tree: Tree, where, size: float, detail: float = 3.0, roughness: float = 0.5):
    """Smooth noise about 0.5, of this size."""
    named = {"Vector": where, "Scale": 1 / size, "Detail": detail, "Roughness": roughness}
    return add(tree, "TexNoise", named=named).outputs[0]


def uneven(tree: Tree, colour: str, where, size: float, much: float):
    """A colour that is lighter and darker by patches."""
    rgb = linear(colour)
    dark, light = ((*(v * f for v in rgb), 1) for f in (1 - much, 1 + much))
    return mix_colour(tree, ramp(tree, noise(tree, where, size), 0.3, 0.7), dark, light)


def relief(tree: Tree, height, depth: float):
    """The surface's direction with this relief on it."""
    return add(tree, "Bump", named={"Strength": 1.0, "Distance": depth, "Height": height}).outputs[0]


def grain(tree: Tree, where, light: str, dark: str):
    """The colour of wood whose grain is stretched in ``where``, and its fine fibres."""
    broad, fine = noise(tree, where, 0.035, 4.0, 0.6), noise(tree, where, 0.004, 4.0, 0.7)
    seen = math(tree, "MULTIPLY_ADD", fine, 0.45, math(tree, "MULTIPLY", broad, 0.55))
    return mix_colour(tree, ramp(tree, seen, 0.36, 0.66), (*linear(light), 1), (*linear(dark), 1)), fine


def shade(tree: Tree, colour, factor):
    """The colour times a factor."""
    node = tree.nodes.new("ShaderNodeMix")
    node.data_type, node.blend_type, node.clamp_result = "RGBA", "MULTIPLY", False
    node.inputs[0].default_value = 1.0
    for socket, value in ((node.inputs[6], colour), (node.inputs[7], factor)):
        tree.links.new(value, socket)
    return node.outputs[2]


def noise_vector(tree: Tree, where, size: float):
    return add(tree, "TexNoise", named={"Vector": where, "Scale": 1 / size, "Detail": 2.0}).outputs[1]


def scaled(tree: Tree, vector, by: float):
    node = add(tree, "VectorMath", vector, operation="SCALE")
    node.inputs["Scale"].default_value = by
    return node.outputs[0]
