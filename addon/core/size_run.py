"""A size run: the outfit in several sizes on the same person, in the same views, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from .errors import JobError
from .job import Job
from .memo import Memo
from .options import Choice
from .rendering import render
from .seams import Progress, Registry, Steps, retold
from .shares import reach
from .types import Body, Garment, PhotoEvidence, Still

Dress = Callable[[Job, Registry, Memo, Any], Steps]
Draft = Callable[[Job, Registry, Memo, Body], Steps[list[Garment]]]
SIZE = "size"
FIRST = "segment"  # the stage after which everything is done once a size


def in_size(job: Job, size: str, plugins: Registry) -> Job:
    """The job with every garment that comes in the size in it, and no colourways.

    Raises:
        JobError: none of them comes in it.
    """

    def sized(choice: Choice) -> Choice:
        known = {item.name: item for item in fields(plugins.plugin("garment", choice.plugin).Options)}
        comes = SIZE in known and size in known[SIZE].metadata.get("choices", ())
        return Choice(choice.plugin, {**choice.options, SIZE: size}) if comes else choice

    outfit = tuple(map(sized, job.outfit))
    if not any(choice.options.get(SIZE) == size for choice in outfit):
        raise JobError(f"No garment of the outfit comes in {size}.", "Leave it out of size_run.")
    return replace(job, outfit=outfit, colourways=(), size_run=())


def others(job: Job, plugins: Registry) -> list[tuple[str, Job]]:
    """The sizes of the run besides the one that the outfit has, each with its job."""
    every = [(size, in_size(job, size, plugins)) for size in job.size_run]
    return [(size, sized) for size, sized in every if sized.outfit != job.outfit]


def check_drafts(job: Job, plugins: Registry, memo: Memo, wearer: Body, draft: Draft) -> Steps[None]:
    """Draft every size before one is draped, so that one that cannot close fails at once.

    Raises:
        PatternError: it cannot; the size is named.
    """
    for size, sized in others(job, plugins):
        yield Progress("draft", 0.0, f"size {size}", reach(FIRST))
        yield from aside(draft(sized, plugins, Memo(memo.alive), wearer))


def aside(steps: Steps) -> Steps:
    """The same steps, at no place of the whole job."""
    return (yield from retold(steps, lambda step: replace(step, total=reach(FIRST))))


def render_others(
    job: Job, plugins: Registry, memo: Memo, inferred: Any, evidence: PhotoEvidence | None, staging: Path, dress: Dress
) -> Steps[tuple[Still, ...]]:
    """Stills of the other sizes. They are draped before the outfit's own size, which then stays in the scene."""
    stills: list[Still] = []
    found = others(job, plugins)
    for index, (size, sized) in enumerate(found):
        own = Memo(memo.alive)  # what is kept is of the outfit's own size
        rig, outfit, dressed = yield from told_of(index, len(found) + 1, dress(sized, plugins, own, inferred))
        shots = render(sized, plugins, own, dressed, rig, evidence, staging, f"-{size.lower()}")
        stills += [of_size(still, size, outfit) for still in (yield from told_of(index, len(found) + 1, shots))]
        memo.timings |= {f"{name} {size}": timing for name, timing in own.timings.items()}
    return tuple(stills)


def told_of(index: int, count: int, steps: Steps) -> Steps:
    """The same steps as one of ``count`` parts of what follows the stage FIRST."""
    before = reach(FIRST)

    def tell(step: Progress) -> Progress:
        done = max(step.total - before, 0.0) / (1 - before)
        return replace(step, total=before + (1 - before) * (index + done) / count)

    return (yield from retold(steps, tell))


def of_size(still: Still, size: str, outfit: Sequence[Garment]) -> Still:
    """The still with its size, and the ease of every girth of the outfit, cm."""
    eases = [f"{girth.measure.replace('_', ' ')} {girth.ease_mm / 10:+.1f}" for worn in outfit for girth in worn.fit]
    return replace(still, worn_size=size, facts={**still.facts, "ease_cm": ", ".join(eases)})


def side_by_side(job: Job, stills: Sequence[Still], own: Sequence[Still], outfit: Sequence[Garment]) -> list[Still]:
    """The stills of the run: a row a view, the sizes in the job's order; ``own`` are of the outfit's own size."""
    named = {size for size in job.size_run if size not in {still.worn_size for still in stills}}
    mine = [of_size(still, size, outfit) for size in named for still in own if not still.colourway]
    order = {size: place for place, size in enumerate(job.size_run)}
    views = {view: place for place, view in enumerate(job.asked_views())}
    return sorted([*stills, *mine], key=lambda still: (views[still.view], order[still.worn_size]))
