"""The stills of a job: every view in every colourway of one drape."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from .colourways import Colourway, worn_in
from .job import Job
from .memo import Memo
from .seams import Registry, Steps, exhaust
from .shares import counted
from .types import Dressed, PhotoEvidence, Rig, Still


def part(job: Job, plugins: Registry, seam: str) -> Any:
    return plugins.make(seam, getattr(job, seam), job.seed)


def render(
    job: Job,
    plugins: Registry,
    memo: Memo,
    dressed: Dressed,
    rig: Rig,
    evidence: PhotoEvidence | None,
    staging: Path,
    ending: str = "",
) -> Steps[tuple[Still, ...]]:
    """A still for every view in every colourway, the outfit's own colours first, into the staging folder.

    However it ends, the garments wear their own colours again. ``ending`` is what the files' names end with.
    """
    look = part(job, plugins, "look")
    share = 1 / (len(job.colourways) + 1)
    stills = list((yield from shoot(job, plugins, memo, (dressed, rig, evidence), staging, None, (0.0, share), ending)))
    try:
        for index, way in enumerate(job.colourways, 1):
            dressing = memo.timed(f"dress {way.slug}", look.dress(worn_in(dressed.drape, way)))
            worn = yield from counted("render", dressing, index * share, 0.0)
            scene = (worn, rig, evidence)
            stills += yield from shoot(job, plugins, memo, scene, staging, way, (index * share, share))
    finally:
        if job.colourways:
            exhaust(look.dress(dressed.drape))
    return tuple(stills)


def shoot(
    job: Job,
    plugins: Registry,
    memo: Memo,
    scene: tuple[Dressed, Rig, PhotoEvidence | None],
    staging: Path,
    way: Colourway | None,
    span: tuple[float, float],
    ending: str = "",
) -> Steps[tuple[Still, ...]]:
    """The views of one colourway; ``span`` is where in the rendering they begin, and their share of it."""
    output, views = part(job, plugins, "output"), job.asked_views()
    name, suffix = (way.name, f"-{way.slug}{ending}") if way else ("", ending)
    stills: list[Still] = []
    for index, view in enumerate(views):
        steps = output.render(*scene, view, staging / f"still_{view}{suffix}.png")
        steps = memo.timed(f"render {view}{suffix}", steps)
        begin, share = span[0] + span[1] * index / len(views), span[1] / len(views)
        stills.append(replace((yield from counted("render", steps, begin, share)), colourway=name))
    return tuple(stills)
