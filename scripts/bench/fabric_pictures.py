"""The draped discs side by side, from above and from the side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import bpy
import fabric_specimens as lab
import numpy as np
from mathutils import Vector
from toile.addon.blender.drape.collider import add_mesh
from toile.addon.blender.picture import cycles, nodes, studio
from toile.addon.core.fabric import Fabric

COLUMNS = 4
SPACE = 0.34  # m from disc to disc
WIDTH = 1000  # px
SAMPLES = 16
HEIGHT = 0.25  # m, of the pedestals
COLOURS = ("#8fa9c9", "#c98f8f", "#9fbf93", "#c9b98f")
VIEWS = {"above": (0.0, 0.0, 1.0), "side": (0.0, -1.0, 0.55)}


def render(draped: Sequence[tuple[Fabric, lab.Specimen, np.ndarray]], folder: Path) -> list[Path]:
    """Write a picture for each view: rows from the back to the front, each from left to right, as listed."""
    folder.mkdir(parents=True, exist_ok=True)
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    rows = -(-len(draped) // COLUMNS)
    for k, (cloth, specimen, end) in enumerate(draped):
        at = Vector((k % COLUMNS - (COLUMNS - 1) / 2, (rows - 1) / 2 - k // COLUMNS, 0)) * SPACE
        set_up(scene, cloth, specimen, end, at, COLOURS[k % len(COLOURS)])
    scene.collection.objects.link(studio.softbox("Key", (-1.5, -1.0, 2.0), (0, 0, 0), (0.8, 0.8), 60, (1, 1, 1)))
    scene.world, scene.camera = studio.studio_world(), studio.camera()
    scene.collection.objects.link(scene.camera)
    scene.camera.data.type, scene.camera.data.ortho_scale = "ORTHO", SPACE * (COLUMNS + 0.2)
    cycles.set_up(scene, (WIDTH, round(WIDTH * (rows + 0.2) / (COLUMNS + 0.2))), SAMPLES, 0)
    cycles.display_as(scene)
    made, middle = [], Vector((0, 0, -HEIGHT / 2))
    for view, way in VIEWS.items():
        scene.camera.matrix_basis = studio.looking(middle + 3 * Vector(way), middle)
        scene.render.filepath = str((folder / f"discs_{view}.png").resolve())
        bpy.ops.render.render(write_still=True)
        made.append(folder / f"discs_{view}.png")
    return made


def set_up(
    scene: bpy.types.Scene, cloth: Fabric, specimen: lab.Specimen, end: np.ndarray, at: Vector, colour: str
) -> None:
    """One disc on its pedestal. The test lets it fall along -y; here it falls along -z."""
    item = add_mesh(scene.collection, cloth.name, end[:, [0, 2, 1]], specimen.sheet.faces)
    item.location = at
    item.modifiers.new("Smooth", "SUBSURF").render_levels = 2
    item.data.shade_smooth()
    material, tree = nodes.new_material(cloth.name)
    nodes.output(tree, nodes.add(tree, "BsdfDiffuse", (*nodes.linear(colour), 1)).outputs[0])
    item.data.materials.append(material)
    rim = lab.circle(lab.PEDESTAL - 0.002, 0.01)
    count = len(rim)
    points = np.concatenate([np.c_[rim, np.full(count, z)] for z in (-0.002, -HEIGHT)])
    sides = [(i, (i + 1) % count, (i + 1) % count + count) for i in range(count)]
    sides += [(i, (i + 1) % count + count, i + count) for i in range(count)]
    pedestal = add_mesh(scene.collection, "Pedestal", points, np.array(sides))
    pedestal.location = at
