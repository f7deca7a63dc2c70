"""Real photos dressed through the whole pipeline, for the composite bench."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path

from body_package import load

load()
import bpy
from toile.addon import plugins as listed
from toile.addon.core import pipeline
from toile.addon.core.errors import ToileError
from toile.addon.core.job import Job
from toile.addon.core.memo import Memo
from toile.addon.core.options import Choice
from toile.addon.core.seams import exhaust
from toile.addon.worker import Worker, find_python, remote_by

KINDS = (".png", ".jpg", ".jpeg")
TOLD = ("changed_outside_mask_px", "old_garment_left_fraction", "old_garment_filled_fraction", "arm_edge_px_mean")


def dress_photos(photos: Path, folder: Path) -> list[str]:
    """A line a photo: what a tee in it is worth, or why it is refused."""
    lines = []
    with contextlib.closing(Worker(find_python)) as worker:
        plugins = listed.discover(remote_by(worker))
        for path in sorted(each for each in photos.iterdir() if each.suffix.lower() in KINDS):
            bpy.ops.wm.read_factory_settings(use_empty=True)
            job = Job(
                (str(path),),
                str(folder / path.stem),
                views=("photo",),
                outfit=(Choice("tee"),),
                draper=Choice("cloth", {"quality": "draft"}),
                output=Choice("still", {"quality": "draft"}),
            )
            start = time.perf_counter()
            try:
                exhaust(pipeline.run(job, plugins, Memo()))
            except ToileError as error:
                lines.append(f"{path.stem}: {error}")
                continue
            still = json.loads((folder / path.stem / "record.json").read_text("utf-8"))["stills"][0]
            said = ", ".join(f"{key} {still[key]}" for key in TOLD)
            verdict = f"{still['quality']} ({still['quality_reasons']})"
            lines.append(f"{path.stem}: {verdict}; {said}; {time.perf_counter() - start:.0f} s")
    return lines
