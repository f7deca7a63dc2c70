"""What of the first photo is what: by the job's segmenter, and by hand where it was wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .job import Job
from .memo import InputFile, Memo
from .options import Choice
from .photo.segments import painted_over, read_labels
from .rendering import part
from .seams import Progress, Registry, Steps
from .shares import counted
from .types import Body, PhotoEvidence, Segments

if TYPE_CHECKING:
    from .pipeline import Inferred

POSE = ("pose", "pose_by_hand")  # the body options that the build uses and the fit does not
PAINTED = Choice("painted")  # labels by hand are no plugin's; the memo keeps them as one


def segment(job: Job, plugins: Registry, memo: Memo, inferred: Inferred) -> Steps[PhotoEvidence | None]:
    """The first photo's evidence with its segments; None without a photo.

    Raises:
        JobError: what is painted by hand cannot be read, or is not of this photo.
    """
    evidence = inferred.first
    if evidence is None:
        return None
    body = yield from as_in_photo(job, plugins, memo, inferred)
    if body.camera is None:
        return evidence

    def paint(segments: Segments, file: InputFile) -> Steps[Segments]:
        yield Progress("segment", 1.0, f"segments of {file.path.name}")
        return painted_over(segments, read_labels(file.path))

    plugin = part(job, plugins, "segmenter")
    found = memo("segment", job.segmenter, job.seed, plugin.segment, evidence, body)
    segments = yield from counted("segment", found)
    if job.segments:
        by_hand = memo("paint", PAINTED, 0, paint, segments, InputFile.of(Path(job.segments)))
        segments = yield from counted("segment", by_hand, 1.0, 0.0)
    return replace(evidence, segments=segments)


def as_in_photo(job: Job, plugins: Registry, memo: Memo, inferred: Inferred) -> Steps[Body]:
    """The body as it stands in the photo, whichever pose it was put in since."""
    if inferred.body.camera is not None:
        return inferred.body
    unposed = without_pose(job.body)
    build = plugins.make("body", unposed, job.seed).build
    return (
        yield from counted("build", memo("build as in the photo", unposed, job.seed, build, inferred.fit), 1.0, 0.0)
    )


def without_pose(body: Choice) -> Choice:
    return Choice(body.plugin, {name: value for name, value in body.options.items() if name not in POSE})
