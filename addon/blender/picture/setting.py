"""The place a still is taken in: the studio with its paper, or a set that stands on the same turntable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import bpy

from ..collections import own_collection, remove_collection
from . import nodes, studio
from .scenes.kit import Kit
from .scenes.location import Location
from .scenes.registry import SCENES

SET = "Toile Set"


@contextmanager
def arranged(scene: bpy.types.Scene, name: str, background: str, floor: float) -> Iterator[None]:
    """The scene with the place ``name`` in it; the studio as it was afterwards.

    Args:
        background: of the studio, the paper's colour.
        floor: of the studio, the paper's height, m. The floor of a set is always the person's.
    """
    location = SCENES[name]
    if location.build is None:
        studio.hang_paper(scene, background, floor)
        try:
            yield
        finally:
            studio.hang_paper(scene, studio.PAPER, 0.0)
        return
    stored = [item for item in studio.collection_of(scene).objects if item.type in ("MESH", "LIGHT")]
    world = scene.world
    try:
        with own_collection(SET, studio.collection_of(scene)) as collection:
            for item in stored:
                item.hide_render = item.hide_viewport = True
            location.build(Kit(collection, studio.table_of(scene)))
            scene.world = sky(location)
            yield
    finally:
        for item in stored:
            item.hide_render = item.hide_viewport = False
        if scene.world is not world:
            made, scene.world = scene.world, world
            bpy.data.worlds.remove(made)
        remove_collection(SET)


def sky(location: Location) -> bpy.types.World:
    """The light from everywhere."""
    world = bpy.data.worlds.new(f"{SET} Sky")
    background = nodes.node_tree(world).nodes["Background"]
    background.inputs["Color"].default_value = (*location.sky, 1)
    background.inputs["Strength"].default_value = location.sky_strength
    return world
