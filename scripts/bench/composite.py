"""Garments laid into rendered photos whose truth is known: people, old clothes, hair, arms in front.

python scripts/bench/composite.py [--quick] [--folder FOLDER] [--only N ...] [--height PX] [--photos FOLDER]
                                  [--json FILE]

The photos are rendered by the bench itself, the new garments draped on a body that is a little off the true one, as
fits are. Both are kept in FOLDER, so that a second run only segments, renders and lays. In FOLDER there is a picture of
each case as well: photo, parts, composite, mask. What is measured: composite_measure.py. With --photos, real photos are
dressed through the whole pipeline too; of them only what needs no truth is told.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent)]
import body_package

body_package.load()
import bpy
from composite_cases import HAIRS, OLD, SKINS, Case, cases, evidence_of, fitted, light_of, true_fit
from composite_measure import measure
from composite_people import Picture, photograph
from composite_photos import dress_photos
from table import Row, show
from toile.addon import plugins as listed
from toile.addon.blender.picture import passes
from toile.addon.blender.picture.composite import Manner, render_photo
from toile.addon.core.body.build import build_body, posed_vertices
from toile.addon.core.errors import ToileError
from toile.addon.core.job import read_garment
from toile.addon.core.options import Choice
from toile.addon.core.photo.changes import mask_path
from toile.addon.core.photo.old_garment import worn
from toile.addon.core.photo.png import write_png
from toile.addon.core.photo.png_reading import read_png
from toile.addon.core.photo.segments import colour_labels
from toile.addon.core.photo.sight import see
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Body, BodyFit, Drape, DrapedGarment, Dressed, Garment, Rig

QUICK = (3, 8, 10, 16)
SAMPLES = 16
GOALS = {"outside_px": 0.0, "old_visible": 0.005, "painted_over": 0.01, "arm_edge_px": 1.5}
TITLES = {
    "outside_px": ("changed outside the mask", "px"),
    "old_visible": ("old garment left visible", "of 1"),
    "painted_over": ("skin or hair painted over", "of 1"),
    "arm_edge_px": ("arm edge, at 1,024 px high", "px"),
    "filled": ("old garment filled in", "of 1"),
    "seconds": ("segment, render and lay", "s"),
    "cpu_seconds": ("segment, render and lay", "CPU s"),
}


def picture_of(case: Case, true: BodyFit, folder: Path) -> Picture:
    """The case's photo, rendered or kept."""
    path = folder / f"{case.number:02}_photo.npz"
    if path.exists():
        with np.load(path, allow_pickle=False) as kept:
            return Picture(kept["image"], kept["labels"], kept["silhouette"])
    body, (hair, colour) = build_body(true), HAIRS[case.hair]
    heads = body.world_from_joint_rest[:, :3, 3]
    assert true.camera is not None
    made = photograph(
        posed_vertices(body),
        body.vertices,
        heads,
        SKINS[case.skin],
        OLD[case.old],
        (hair, colour),
        light_of(case),
        true.camera,
    )
    np.savez_compressed(path, **vars(made))
    return made


def dressed_in(case: Case, body: Body, folder: Path) -> tuple[Rig, Dressed]:
    """The new garment on the fitted body, draped or kept; the open file becomes that of the drape."""
    path, plugins = folder / f"{case.number:02}_drape.blend", listed.builtin()
    if not path.exists():
        bpy.ops.wm.read_factory_settings(use_empty=True)
        rig = exhaust(plugins.make("scene", Choice("photo"), 0).place(body, None))
        garment = exhaust(plugins.make("garment", read_garment(f"{case.new}", plugins), 0).draft(body))
        drape = exhaust(plugins.make("draper", Choice("cloth", {"quality": "draft"}), 0).drape(rig, (garment,)))
        dressed = exhaust(plugins.make("look", Choice("fabric"), 0).dress(drape))
        bpy.context.scene["names"] = json.dumps([drape.garments[0].object_name, *dressed.materials])
        bpy.ops.wm.save_as_mainfile(filepath=str(path))
    bpy.ops.wm.open_mainfile(filepath=str(path))
    name, *materials = json.loads(bpy.context.scene["names"])
    garment = Garment(case.new, (), (), "M", (), {}, "", "")
    draped = DrapedGarment(garment, name, np.zeros((0, 3)), 1, 0, 0, 0, 1, 1, 0, 0, "A")
    return Rig("", "", "", body), Dressed(Drape((draped,)), tuple(materials))


def run(case: Case, height: int, folder: Path) -> dict[str, Any]:
    """Dress one case and measure it."""
    true = true_fit(case, height)
    photo = picture_of(case, true, folder)
    rig, dressed = dressed_in(case, fitted(case, true), folder)
    evidence = evidence_of(true, photo.image, photo.silhouette)
    path = folder / f"{case.number:02}.png"
    start, cpu = time.perf_counter(), time.process_time()
    segments = exhaust(listed.builtin().make("segmenter", Choice("colour"), 0).segment(evidence, rig.body))
    evidence = replace(evidence, segments=segments)
    facts = exhaust(render_photo(dressed, rig, evidence, path, Manner(SAMPLES, True, "cpu", allow_invented=True)))
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu
    final, mask = read_png(path, "It")[..., :3], read_png(mask_path(path), "It")[..., 0]
    posed, camera = posed_vertices(build_body(true)), rig.body.camera
    assert camera is not None
    cloths = passes.read_cloths([dressed.drape.garments[0].object_name], posed_vertices(rig.body), camera)
    sights = see(build_body(true), posed, camera, cloths), see(rig.body, posed_vertices(rig.body), camera, cloths)
    found = measure(photo.image, final, mask, photo.labels, sights, worn(sights[0]))
    grey = np.repeat(mask[..., None], 3, 2)
    write_png(
        np.concatenate([photo.image, colour_labels(segments), final, grey], 1), folder / f"{case.number:02}_sheet.png"
    )
    return {"case": case.title, **asdict(found), "seconds": seconds, "cpu_seconds": cpu_seconds, "facts": facts}


def tell(found: dict[str, Any]) -> str:
    numbers = [
        f"{key} {found[key]:.4g}" for key in ("outside_px", "old_visible", "painted_over", "arm_edge_px", "filled")
    ]
    return f"{found['case']}: {', '.join(numbers)}; {found['cpu_seconds']:.1f} CPU s"


def rows_of(found: list[dict[str, Any]]) -> list[Row]:
    rows = []
    for key, (title, unit) in TITLES.items():
        values = [each[key] for each in found if not math.isnan(each[key])]
        if values:
            rows.append(Row(title, unit, values, GOALS.get(key)))
    return rows


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--quick", action="store_true", help=f"{len(QUICK)} cases, small: under five minutes on two cores")
    p.add_argument("--folder", type=Path, help="where rendered photos and drapes are kept, and pictures written")
    p.add_argument("--only", type=int, nargs="+", help="these cases, by number")
    p.add_argument("--height", type=int, default=768, help="of the photos, px")
    p.add_argument("--photos", type=Path, help="real photos to dress as well")
    p.add_argument("--json", type=Path)
    a = p.parse_args()
    height = 512 if a.quick else a.height
    chosen = a.only or (QUICK if a.quick else range(len(cases())))
    with tempfile.TemporaryDirectory() as name:
        folder = a.folder / str(height) if a.folder else Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        found, notes = [], []
        for case in (cases()[number] for number in chosen):
            try:
                found.append(run(case, height, folder))
                print(tell(found[-1]), flush=True)
            except ToileError as error:
                notes.append(f"{case.title}: {error}")
        if a.photos:
            notes += dress_photos(a.photos, folder)
    show("Garments laid into rendered photos", rows_of(found), notes, a.json, found)


if __name__ == "__main__":
    main()
