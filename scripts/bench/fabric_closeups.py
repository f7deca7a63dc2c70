"""Every fabric to be looked at, on one sheet: a crop of a still of 2,000 px of a whole figure, and of a close-up.

python scripts/bench/fabric_closeups.py FILE [--only NAME ...] [--size PX] [--samples N] [--colour "#rrggbb"]

The cloth is a hanging piece with folds, a seam and a hem, lit as in the studio. The left of each pair is a whole
figure at 100 %, the right a close-up. Rows of the sheet follow the table of fabrics.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import package

package.load()
import bpy
import numpy as np
from mathutils import Vector
from toile.addon.blender.drape.collider import add_mesh
from toile.addon.blender.drape.finish import FLAT_UV, thickness_of
from toile.addon.blender.picture import cycles, device, fabric, nodes, studio
from toile.addon.blender.picture.still import quantised
from toile.addon.core.fabric import fabric_named, fabrics
from toile.addon.core.photo.png import write_png
from toile.addon.core.seams import exhaust

STILL_PX = 2000
ACROSS, HIGH, STEP = 0.36, 0.40, 0.005  # m of cloth, and its mesh
FOLD, DEEP = 0.115, 0.013  # m from fold to fold, and their depth at the hem
HEM_Z = 0.95  # m above the floor
SEAM_AT = 0.20  # m from the left
COLUMNS = 2  # pairs
BOUNCES = 2
VIEWS = {"figure": (4.3, (0.0, 0.0, HEM_Z + 0.13)), "closeup": (0.42, (0.022, 0.0, HEM_Z + 0.025))}  # m off, at
COLOURS = {
    "cotton_jersey": "#5b7c99",
    "rib": "#8d8f93",
    "poplin": "#e9e9e6",
    "voile": "#d9c7b8",
    "linen": "#b7a98c",
    "denim_12oz": "#2f4766",
    "wool_twill": "#4a4e57",
    "gabardine": "#6d5844",
    "silk_charmeuse": "#a33b4a",
    "chiffon": "#7aa08f",
    "ponte": "#3a3550",
    "leather": "#3b2a22",
}


def hanging(cloth_name: str, colour: str) -> bpy.types.Object:
    """A piece of cloth in folds with the attributes of a finished garment."""
    columns, rows = round(ACROSS / STEP) + 1, round(HIGH / STEP) + 1
    s, t = np.meshgrid(np.linspace(0, ACROSS, columns), np.linspace(0, HIGH, rows))
    depth = DEEP * (1.0 - 0.6 * t / HIGH)
    x = np.zeros_like(s)
    for _ in range(8):  # along the folds, so that the cloth keeps its width
        y = depth * np.sin(2 * np.pi * (x / FOLD + 0.15 * np.sin(9 * t)))
        steps = np.sqrt(np.maximum(STEP**2 - np.diff(y, axis=1) ** 2, (0.3 * STEP) ** 2))
        x = np.c_[np.zeros(rows), np.cumsum(steps, axis=1)]
    points = np.stack([x - x.max() / 2, y, t + HEM_Z], axis=-1).reshape(-1, 3)
    first = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    faces = np.c_[first, first + 1, first + columns + 1, first + columns]
    scene = bpy.context.scene
    item = add_mesh(scene.collection, cloth_name, points, faces)
    flat = np.stack([s, t], axis=-1).reshape(-1, 2)[faces]
    item.data.uv_layers.new(name=FLAT_UV).uv.foreach_set("vector", flat.astype(np.float32).ravel())
    hem, seam = t.ravel(), np.abs(s.ravel() - SEAM_AT)
    for name, value in (("hem", hem), ("seam", seam), ("row", hem)):
        item.data.attributes.new(name, "FLOAT", "POINT").data.foreach_set("value", value.astype(np.float32))
    cloth = fabric_named(cloth_name)
    item.data.materials.append(fabric.make_material(cloth_name, cloth, colour, uv_map=FLAT_UV))
    item.data.shade_smooth()
    modifier = item.modifiers.new("Thickness", "SOLIDIFY")
    modifier.thickness, modifier.offset = thickness_of(cloth), 1.0
    return item


def pictures(name: str, colour: str, size: int, samples: int) -> list[np.ndarray]:
    """(size, size, 3) uint8 for each of VIEWS."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    studio.build(scene.collection)
    scene.world, scene.camera = studio.studio_world(), studio.of_type(scene.collection, "CAMERA")
    item = hanging(name, colour)
    behind_it(scene)
    cycles.set_up(scene, (size, size), samples, 0, device.CPU)
    scene.cycles.max_bounces = BOUNCES
    cycles.use_denoiser(scene, True)
    cycles.display_as(scene)
    scene.camera.data.lens = studio.LENS_MM * STILL_PX / size
    scene.camera.data.clip_start = 0.01
    fabric.set_pixel((item.data.materials[0].name,), studio.SENSOR_MM / studio.LENS_MM / STILL_PX)
    found = []
    for away, at in VIEWS.values():
        scene.camera.matrix_basis = studio.looking(Vector(at) + away * Vector((0.1, -1, 0.08)).normalized(), Vector(at))
        found.append(quantised(exhaust(cycles.render_linear(scene, "render", name))[..., :3], 0))
    return found


def behind_it(scene: bpy.types.Scene) -> None:
    """A leg behind the cloth, for what lets it show."""
    angles = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    ring = np.c_[0.06 * np.cos(angles) - 0.05, 0.09 + 0.06 * np.sin(angles)]
    points = np.concatenate([np.c_[ring, np.full(48, z)] for z in (0.5, 1.5)])
    k = np.arange(48)
    leg = add_mesh(scene.collection, "Leg", points, np.c_[k, (k + 1) % 48, (k + 1) % 48 + 48, k + 48])
    leg.data.shade_smooth()
    material, tree = nodes.new_material("Leg")
    nodes.output(tree, nodes.add(tree, "BsdfDiffuse", (0.5, 0.32, 0.24, 1.0)).outputs[0])
    leg.data.materials.append(material)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("file", type=Path)
    p.add_argument("--only", nargs="+", choices=sorted(fabrics()), default=list(fabrics()))
    p.add_argument("--size", type=int, default=320, help="px of each picture")
    p.add_argument("--samples", type=int, default=24)
    p.add_argument("--colour", help="of all; otherwise each has its own")
    a = p.parse_args()
    a.file.parent.mkdir(parents=True, exist_ok=True)
    rows = -(-len(a.only) // COLUMNS)
    sheet = np.full((rows * a.size, 2 * COLUMNS * a.size, 3), 255, np.uint8)
    for k, name in enumerate(a.only):
        began = time.process_time()
        pair = np.hstack(pictures(name, a.colour or COLOURS.get(name, "#888888"), a.size, a.samples))
        top, left = k // COLUMNS * a.size, k % COLUMNS * 2 * a.size
        sheet[top : top + a.size, left : left + 2 * a.size] = pair
        write_png(sheet, a.file)  # as far as it is, to be looked at meanwhile
        print(f"{name}: {time.process_time() - began:.1f} CPU s", file=sys.stderr)
    print(a.file)


if __name__ == "__main__":
    main()
