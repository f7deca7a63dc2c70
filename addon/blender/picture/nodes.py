"""Shader trees in few words, the same from Blender 4.5 to 5.2."""

from __future__ import annotations

from typing import Any

import bpy

Value = Any  # a socket to link from, or a constant


def linear(colour: str) -> tuple[float, ...]:
    """The linear value of an sRGB colour "#rrggbb"."""
    values = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    return tuple(x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in values)


def node_tree(owner: bpy.types.Material | bpy.types.World) -> bpy.types.NodeTree:
    """The owner's shader tree. Blender 5 always has one and deprecates the switch that 4.5 needs."""
    if owner.node_tree is None:
        owner.use_nodes = True
    return owner.node_tree


def new_material(name: str) -> tuple[bpy.types.Material, bpy.types.NodeTree]:
    """A new material whose tree holds nothing but its output."""
    material = bpy.data.materials.new(name)
    tree = node_tree(material)
    tree.nodes.clear()
    tree.nodes.new("ShaderNodeOutputMaterial")
    return material, tree


def output(tree: bpy.types.NodeTree, surface: bpy.types.NodeSocket) -> None:
    """Show this shader on the surface."""
    end = next(node for node in tree.nodes if node.bl_idname == "ShaderNodeOutputMaterial")
    tree.links.new(surface, end.inputs["Surface"])


def add(tree: bpy.types.NodeTree, kind: str, /, *inputs: Value, **settings: Any) -> bpy.types.Node:
    """A node ``ShaderNode<kind>`` with its inputs in order; None leaves an input as it is."""
    node = tree.nodes.new(f"ShaderNode{kind}")
    named = settings.pop("named", {})
    for key, value in settings.items():
        setattr(node, key, value)
    for socket, value in [*zip(node.inputs, inputs, strict=False), *((node.inputs[k], v) for k, v in named.items())]:
        if isinstance(value, bpy.types.NodeSocket):
            tree.links.new(value, socket)
        elif value is not None:
            socket.default_value = value
    return node


def math(tree: bpy.types.NodeTree, operation: str, *inputs: Value) -> bpy.types.NodeSocket:
    """The result of one operation on numbers."""
    return add(tree, "Math", *inputs, operation=operation).outputs[0]


def mix_colour(tree: bpy.types.NodeTree, factor: Value, a: Value, b: Value) -> bpy.types.NodeSocket:
    """Colour a where the factor is 0, b where it is 1."""
    node = tree.nodes.new("ShaderNodeMix")
    node.data_type = "RGBA"
    for place, value in ((0, factor), (6, a), (7, b)):
        if isinstance(value, bpy.types.NodeSocket):
            tree.links.new(value, node.inputs[place])
        else:
            node.inputs[place].default_value = value
    return node.outputs[2]


def ramp(tree: bpy.types.NodeTree, value: Value, low: Value, high: Value, to_low: float = 0.0, to_high: float = 1.0):
    """A smooth step of the value from to_low at ``low`` to to_high at ``high``, flat outside."""
    node = add(tree, "MapRange", value, low, high, to_low, to_high, interpolation_type="SMOOTHSTEP", clamp=True)
    return node.outputs[0]


def noise(tree: bpy.types.NodeTree, place: Value, size: float, detail: float = 0.0) -> bpy.types.NodeSocket:
    """Smooth noise from 0 to 1, about 0.5, of this size in metres, on the flat pattern."""
    named = {"Vector": place, "Scale": 1 / size, "Detail": detail, "Roughness": 0.5}
    return add(tree, "TexNoise", named=named, noise_dimensions="2D").outputs[0]


def scaled(tree: bpy.types.NodeTree, place: Value, across: float, up: float) -> bpy.types.NodeSocket:
    """A place on the flat pattern, times a factor each way."""
    return add(tree, "VectorMath", place, (across, up, 0.0), operation="MULTIPLY").outputs[0]


def groove(tree: bpy.types.NodeTree, distance: Value, at: float, width: float) -> bpy.types.NodeSocket:
    """1 where the distance is ``at``, falling to 0 within the width on both sides."""
    return ramp(tree, math(tree, "ABSOLUTE", math(tree, "SUBTRACT", distance, at)), 0.0, width, 1.0, 0.0)


def shaded(tree: bpy.types.NodeTree, colour: Value, factor: Value) -> bpy.types.NodeSocket:
    """The colour times a factor that may exceed 1."""
    value = add(tree, "CombineColor", factor, factor, factor).outputs[0]
    node = tree.nodes.new("ShaderNodeMix")
    node.data_type, node.blend_type, node.clamp_result = "RGBA", "MULTIPLY", False
    node.inputs[0].default_value = 1.0
    if isinstance(colour, bpy.types.NodeSocket):
        tree.links.new(colour, node.inputs[6])
    else:
        node.inputs[6].default_value = colour
    tree.links.new(value, node.inputs[7])
    return node.outputs[2]
