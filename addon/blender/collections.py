"""One collection a stage: what a stage makes lies in it, and goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import bpy

HOME = "Toile"
# Data is removed in this order: what an object holds first, then what that data held.
KINDS = (
    "meshes",
    "armatures",
    "cameras",
    "lights",
    "curves",
    "hair_curves",
    "materials",
    "actions",
    "node_groups",
    "images",
)


@contextmanager
def own_collection(name: str, inside: bpy.types.Collection | None = None) -> Iterator[bpy.types.Collection]:
    """An empty collection for one stage, within ``inside`` or the collection "Toile" of the current scene.

    What an earlier run left in it is removed first. If the stage does not finish, be it by an error or because its
    generator was closed, nothing that it made is left.
    """
    remove_collection(name)
    collection = bpy.data.collections.new(name)
    (inside or home()).children.link(collection)
    try:
        yield collection
    except BaseException:
        remove_collection(name)
        raise


def home() -> bpy.types.Collection:
    """The collection "Toile", made and linked to the current scene if need be."""
    top = bpy.context.scene.collection
    collection = local_collection(HOME) or bpy.data.collections.new(HOME)
    if collection not in top.children_recursive:
        top.children.link(collection)
    return collection


def local_collection(name: str) -> bpy.types.Collection | None:
    """The collection of this name that belongs to the open file, not to a linked library."""
    return next((c for c in bpy.data.collections if c.name == name and c.library is None), None)


def remove_collection(name: str) -> None:
    """Remove the collection, its objects and what nothing else uses then. The last one takes "Toile" with it."""
    collection = local_collection(name)
    if collection is None:
        return
    objects = set(collection.all_objects)
    held = held_by(objects)
    bpy.data.batch_remove([*objects, *collection.children_recursive, collection])
    for kind in KINDS:
        unused = [block for block in getattr(bpy.data, kind) if block in held and block.users == 0]
        bpy.data.batch_remove(unused)
    top = local_collection(HOME)
    if top is not None and name != HOME and not top.children and not top.objects:
        bpy.data.collections.remove(top)


def held_by(objects: set[bpy.types.Object]) -> set[bpy.types.ID]:
    """The data, materials, actions, node groups and images that the objects use, directly or through each other."""
    held: set[bpy.types.ID] = set()
    for item in objects:
        keys = getattr(item.data, "shape_keys", None)
        materials = [slot.material for slot in item.material_slots if slot.material]
        held.update((item.data, *materials), *(actions_of(block) for block in (item, item.data, keys)))
        for material in materials:
            nodes = material.node_tree.nodes if material.node_tree else ()
            held.update(getattr(node, "node_tree", None) or getattr(node, "image", None) for node in nodes)
        held.update(getattr(modifier, "node_group", None) for modifier in item.modifiers)
    held.discard(None)
    return held


def actions_of(block: bpy.types.ID | None) -> list[bpy.types.Action]:
    animation = getattr(block, "animation_data", None)
    return [animation.action] if animation and animation.action else []
