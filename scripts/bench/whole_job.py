"""How long the demo job takes, stage by stage, beside Blender's own defaults on the same garments and view.

python scripts/bench/whole_job.py [--quick] [--json FILE]      (the environment of scripts/dev.py)

Baselines, in the same run: the same sewn pieces in the same places with Blender's default cloth and collision settings,
and the same view with Cycles' default samples (4096, adaptive at 0.01, 12 bounces), both pictures at the same size.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent)]
import package
from table import Row, show

package.load()
import bpy
from toile.addon import plugins as listed
from toile.addon.blender.drape import dressing, solver
from toile.addon.blender.picture import cycles, device
from toile.addon.core import pipeline
from toile.addon.core.errors import DrapeError
from toile.addon.core.job import Job
from toile.addon.core.job_file import loads
from toile.addon.core.memo import Memo
from toile.addon.core.memory import peak_memory_mb
from toile.addon.core.options import Choice
from toile.addon.core.seams import exhaust
from toile.addon.worker import Worker, find_python, remote_by

SAMPLE = package.ROOT / "addon" / "assets" / "sample" / "job.toml"
STILL = (768, 1024)
SMALL = (384, 512)  # where Cycles' defaults are run: at full size they take most of an hour
SMALLER = (192, 256)


def sample_job(folder: Path, **changes: Any) -> Job:
    job = loads(SAMPLE.read_text("utf-8"), SAMPLE.parent)
    return replace(
        job,
        folder=str(folder),
        views=("front",),
        draper=Choice("cloth", {"quality": "draft"}),
        output=Choice("still", {"quality": "draft"}),
        **changes,
    )


@contextlib.contextmanager
def default_cloth() -> Iterator[None]:
    """Blender's own cloth and collision settings, but for what holds the garment together: sewing and its rest."""
    kept = {"use_sewing_springs", "rest_shape_key", "use_dynamic_mesh", "name", "rna_type"}
    own_cloth, own_collider = solver.add_cloth, dressing.add_collider

    mesh = bpy.data.meshes.new("fresh")
    fresh = bpy.data.objects.new("fresh", mesh)
    cloth_as_new = fresh.modifiers.new("Cloth", "CLOTH")
    fresh.modifiers.new("Collision", "COLLISION")

    def as_new(settings: Any, default: Any) -> None:
        """Every value as a new modifier has it; property_unset leaves these as they are."""
        for name, rule in settings.bl_rna.properties.items():
            if name not in kept and not rule.is_readonly and rule.type in ("BOOLEAN", "INT", "FLOAT", "ENUM"):
                setattr(settings, name, getattr(default, name))

    def add_cloth(*arguments: Any, **more: Any) -> bpy.types.Object:
        item = own_cloth(*arguments, **more)
        item.animation_data_clear()
        modifier = next(m for m in item.modifiers if m.type == "CLOTH")
        as_new(modifier.settings, cloth_as_new.settings)
        as_new(modifier.collision_settings, cloth_as_new.collision_settings)
        return item

    def add_collider(*arguments: Any) -> bpy.types.Object:
        item = own_collider(*arguments)
        as_new(item.collision, fresh.collision)
        return item

    from toile.addon.blender.drape import carried

    carried.add_cloth, dressing.add_collider = add_cloth, add_collider
    try:
        yield
    finally:
        carried.add_cloth, dressing.add_collider = own_cloth, own_collider
        bpy.data.batch_remove([fresh, mesh])


@contextlib.contextmanager
def default_samples() -> Iterator[None]:
    """Cycles as Blender's factory settings have it."""
    own = cycles.set_up

    def set_up(scene: bpy.types.Scene, size: tuple[int, int], samples: int, seed: int, on: str = device.CPU) -> None:
        own(scene, size, samples, seed, on)
        for name in ("samples", "use_adaptive_sampling", "adaptive_threshold", "sample_clamp_indirect"):
            scene.cycles.property_unset(name)
        for name in ("max_bounces", "diffuse_bounces", "glossy_bounces", "transmission_bounces"):
            scene.cycles.property_unset(name)

    cycles.set_up = set_up
    try:
        yield
    finally:
        cycles.set_up = own


def pixels(path: Path) -> np.ndarray:
    """(N,) the picture's values, 0 to 1, sRGB."""
    image = bpy.data.images.load(str(path))
    values = np.empty(image.size[0] * image.size[1] * 4, np.float32)
    image.pixels.foreach_get(values)
    bpy.data.images.remove(image)
    return values


def psnr_db(path: Path, reference: Path) -> float:
    error = float(np.mean((pixels(path) - pixels(reference)) ** 2))
    return -10 * np.log10(max(error, 1e-12))


def measure_body(job: Job, plugins: Any, runs: int) -> Row:
    """Photo to body with a warm worker."""
    exhaust(pipeline.infer(job, plugins, Memo()))
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        exhaust(pipeline.infer(job, plugins, Memo()))
        seconds.append(time.perf_counter() - start)
    return Row("photo to body, warm worker", "s", seconds, 3.0)


def measure_whole(job: Job, plugins: Any, runs: int) -> tuple[Row, Any]:
    seconds = []
    for _ in range(runs):
        bpy.ops.wm.read_factory_settings(use_empty=True)
        start = time.perf_counter()
        result = exhaust(pipeline.run(job, plugins, Memo()))
        seconds.append(time.perf_counter() - start)
    return Row("whole job, one 768x1024 draft still", "s", seconds, 150.0), result


def measure_drape(job: Job, plugins: Any, runs: int, notes: list[str]) -> list[Row]:
    """CPU seconds a garment, and how much is inside the body, against the default settings."""
    ours = [exhaust(pipeline.try_on(job, plugins, Memo())).dressed.drape.garments for _ in range(runs)]
    theirs: tuple = ()
    with default_cloth():
        try:
            theirs = exhaust(pipeline.try_on(job, plugins, Memo())).dressed.drape.garments
        except DrapeError as error:
            notes.append(f"with Blender's default settings no drape was reached: {error}")
    rows = []
    for index, draped in enumerate(ours[0]):
        mine = [garments[index] for garments in ours]
        base = [theirs[index]] if theirs else []
        for name, unit, field, limit in (
            ("drape", "CPU s", "cpu_seconds", 20.0),
            ("inside the body", "fraction", "inside_fraction", None),
            ("inside the body, deepest", "mm", "inside_depth_mm", None),
            ("stretch, 95th percentile", "of flat", "stretch_p95", None),
            ("widest seam gap", "mm", "seam_gap_max_mm", None),
        ):
            rows.append(
                Row(
                    f"{draped.garment.design}: {name}",
                    unit,
                    [getattr(d, field) for d in mine],
                    limit,
                    [getattr(d, field) for d in base],
                )
            )
    return rows


def measure_still(job: Job, plugins: Any, folder: Path, size: tuple[int, int], runs: int) -> list[Row]:
    """One front view at ``size``, against Cycles' default samples."""
    memo = Memo()
    made = exhaust(pipeline.try_on(job, plugins, memo))
    choice = Choice("still", {"quality": "draft", "width": size[0], "height": size[1]})
    output = plugins.make("output", choice, job.seed)

    def still(name: str) -> tuple[float, Path]:
        start, path = time.perf_counter(), folder / name
        exhaust(output.render(made.dressed, made.rig, None, "front", path))
        return time.perf_counter() - start, path

    ours = [still(f"ours_{k}.png") for k in range(runs)]
    with default_samples():
        base_s, reference = still("reference.png")
    quality = [psnr_db(path, reference) for _, path in ours]
    label = f"still {size[0]}x{size[1]}"
    return [
        Row(label, "s", [seconds for seconds, _ in ours], None, [base_s]),
        Row(f"{label} against Cycles' defaults", "dB PSNR", quality),
    ]


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--quick", action="store_true", help="one run of each, small pictures: under five minutes")
    p.add_argument("--json", type=Path)
    a = p.parse_args()
    runs, size = (1, SMALLER) if a.quick else (3, SMALL)
    notes: list[str] = []
    with contextlib.closing(Worker(find_python)) as worker, tempfile.TemporaryDirectory() as name:
        plugins = listed.discover(remote_by(worker))
        folder = Path(name)
        job = sample_job(folder / "out")
        rows = [measure_body(job, plugins, runs)]
        if not a.quick:
            whole, _ = measure_whole(job, plugins, runs)
            rows.append(whole)
            rows.append(Row("peak memory, Blender", "MB", [peak_memory_mb() or 0.0], 2500.0))
        rows += measure_drape(job, plugins, runs, notes)
        rows += measure_still(job, plugins, folder, size, runs)
    rows.append(Row("peak memory, worker", "MB", [worker.peak_memory_mb or 0.0], 2500.0))
    show("The demo job: a skirt and a tee on the sample photo", rows, notes, a.json)


if __name__ == "__main__":
    main()
