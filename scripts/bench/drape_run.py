"""One case of the drape bench: drafted, draped as the pipeline does, measured and pictured."""

from __future__ import annotations

import contextlib
import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import bpy
import drape_pictures
import numpy as np
from drape_cases import SEED, Case, body_of
from drape_outcome import BASELINE, OURS, Outcome
from drape_show_through import VIEWS, Mesh, camera_at, look, should_be_covered, show_through
from toile.addon.blender.drape.cloth import Attempt, Cloth
from toile.addon.blender.drape.collider import positions, split_quads
from toile.addon.blender.drape.finish import THREAD_COLOUR, ZONES
from toile.addon.blender.drape.hanging import hangs_from
from toile.addon.blender.drape.relax import border_of
from toile.addon.blender.drape.stride import stride_of
from toile.addon.blender.drape.trims import THREAD_ZONE
from toile.addon.core.body.build import body_model, posed_vertices
from toile.addon.core.body.model import region
from toile.addon.core.errors import PatternError, ToileError
from toile.addon.core.options import make_options
from toile.addon.core.seams import Steps, exhaust
from toile.addon.core.types import Body, DrapedGarment, Garment, Rig
from toile.addon.plugins import builtin
from whole_job import default_cloth

ENDS = ("head", "hand_left", "hand_right", "foot_left", "foot_right")


class Watched(Cloth):
    """The draper itself; what the cloth was before finishing, and before thickness, is kept by object."""

    def __init__(self, settings: dict[str, Any], only_once: bool):
        super().__init__(make_options(Cloth.Options, settings, "draper"), SEED)
        self.only_once = only_once  # without the ladder
        self.surfaces: dict[str, Mesh] = {}
        self.raw: dict[str, dict[str, float]] = {}
        self.step_ease_mm: dict[str, float] = {}  # that skirts have round the legs in this pose

    def attempt(self, dressing: Any, garment: Garment, laid: Any, item: Any, course: Any) -> Steps[Attempt]:
        made = yield from super().attempt(dressing, garment, laid, item, course)
        stride = stride_of(laid.sheet, laid.start, dressing.body, dressing.posed)
        self.step_ease_mm[item.name] = -1000 * stride.lacking if stride else math.inf
        if made.finished:
            end = made.recording.end
            end = dressing.akimbo.back(made.sheet, end) if hangs_from(garment) == "torso" else end
            depth, _ = dressing.surface.depths(end, 0.0)
            self.raw[item.name] = {
                "raw_inside_pct": 100 * float((depth > 0).mean()),
                "raw_inside_mm": 1000 * float(depth.max()),
            }
            vertices = dressing.motion.to_world(made.finished.vertices)
            self.surfaces[item.name] = Mesh(vertices, made.finished.triangles)
        return replace(made, another_try_helps=False) if self.only_once else made


def try_case(case: Case, settings: dict[str, Any], pictures: Path | None = None, run: str = OURS) -> Outcome:
    """Draft and drape a case.

    Args:
        settings: options of the draper.
        pictures: a folder for the picture, named like the case.
        run: BASELINE: with Blender's default cloth and collision settings, and one try only.
    """
    outcome = Outcome(case, "crashed", run=run, settings=settings)
    try:
        body = body_of(case.body, case.pose)
        plugins = builtin()
        outfit = [exhaust(plugins.make("garment", choice, SEED).draft(body)) for choice in case.worn]
    except PatternError as error:
        outcome.verdict, outcome.words = "refused", str(error)
        return outcome
    bpy.ops.wm.read_factory_settings(use_empty=True)
    draper = Watched(settings, only_once=run == BASELINE)
    try:
        with default_cloth() if run == BASELINE else contextlib.nullcontext():
            drape = exhaust(draper.drape(Rig("", "", "", body), outfit))
    except ToileError as error:
        outcome.verdict, outcome.words = "refused" if isinstance(error, PatternError) else "failed", str(error)
        return outcome
    outcome.verdict = max(made.grade for made in drape.garments)
    outcome.words = "; ".join(f"{made.garment.design}: {said}" for made in drape.garments for said in made.reasons)
    outcome.garments = [numbers_of(made, draper) for made in drape.garments]
    outcome.digest = hashlib.sha256(b"".join(made.vertices.tobytes() for made in drape.garments)).hexdigest()
    outcome.show_through_px = count_pixels(body, drape.garments, draper, pictures and pictures / case.file_name)
    return outcome


def numbers_of(made: DrapedGarment, draper: Watched) -> dict[str, Any]:
    """What the draper reports of one garment, in the units of the table."""
    step_ease_mm = draper.step_ease_mm[made.object_name]
    return draper.raw[made.object_name] | {
        "design": made.garment.design,
        "grade": made.grade,
        "ease_mm": made.garment.ease_mm,
        "least_ease_mm": min([*made.garment.ease_mm.values(), step_ease_mm]) if made.garment.ease_mm else 0.0,
        "inside_pct": 100 * made.inside_fraction,
        "inside_mm": made.inside_depth_mm,
        "seam_gap_mm": made.seam_gap_max_mm,
        "strain_p95_pct": 100 * (made.stretch_p95 - 1),
        "frames": made.frames,
        "cpu_s": made.cpu_seconds,
    }


def count_pixels(body: Body, garments: Sequence[DrapedGarment], draper: Watched, picture: Path | None) -> int:
    """The pixels of all views in which the body shows through; drawn, if a file is given for it."""
    skin = Mesh(posed_vertices(body), split_quads(body_model().skin_faces))
    ends = np.isin(body_model().regions, [region(name) for name in ENDS])
    surfaces = [draper.surfaces[made.object_name] for made in garments]
    covered = should_be_covered(skin, ends, surfaces)
    openings = np.concatenate([surface.vertices[np.unique(border_of(surface.triangles))] for surface in surfaces])
    cloth = worn(garments)
    figure = np.concatenate([skin.vertices[np.unique(skin.triangles)], cloth.mesh.vertices])
    through, portraits = 0, {}
    for name, turn_deg in VIEWS.items():
        view = look(camera_at(figure, turn_deg), skin, cloth.mesh)
        mask = show_through(view, skin, covered, openings)
        through += int(mask.sum())
        if picture and name in drape_pictures.SHOWN:
            portraits[name] = drape_pictures.portrait(view, skin, cloth, mask)
    if picture:
        drape_pictures.write_strip([portraits[name] for name in drape_pictures.SHOWN], picture)
    return through


def worn(garments: Sequence[DrapedGarment]) -> drape_pictures.Coloured:
    """The garments as they are rendered, thick, as one mesh."""
    vertices, triangles, colours, count = [], [], [], 0
    for made in garments:
        mesh = bpy.data.objects[made.object_name].data
        mesh.calc_loop_triangles()
        corners = np.empty(3 * len(mesh.loop_triangles), np.int32)
        mesh.loop_triangles.foreach_get("vertices", corners)
        vertices.append(positions(mesh))
        triangles.append(corners.reshape(-1, 3).astype(int) + count)
        colours.append(colours_of(made, mesh))
        count += len(vertices[-1])
    return drape_pictures.Coloured(Mesh(np.concatenate(vertices), np.concatenate(triangles)), np.concatenate(colours))


def colours_of(made: DrapedGarment, mesh: bpy.types.Mesh) -> np.ndarray:
    """(T, 3) each triangle's colour: the cloth's, or its thread's."""
    item = bpy.data.objects[made.object_name]
    found = np.tile(drape_pictures.colour_of(made.garment.colour), (len(mesh.loop_triangles), 1))
    if item.get(THREAD_COLOUR):
        face, zone = np.empty(len(found), np.int32), np.empty(len(mesh.polygons), np.int32)
        mesh.loop_triangles.foreach_get("polygon_index", face)
        mesh.attributes["zone"].data.foreach_get("value", zone)
        found[zone[face] == list(item[ZONES]).index(THREAD_ZONE)] = drape_pictures.colour_of(item[THREAD_COLOUR])
    return found
