"""The product in one function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from . import printing, record
from .errors import JobError, PhotoError
from .filing import RECORD, delivery
from .job import Job, complete, estimator_of, verify, verify_person
from .memo import InputFile, Memo
from .options import Choice
from .pattern.sizes import Chart, read_charts
from .photo.corrections import Correction, correct
from .rendering import part, render
from .seams import Progress, Registry, Steps
from .segmenting import segment, without_pose
from .shares import counted
from .size_run import check_drafts, others, render_others, side_by_side, told_of
from .types import Body, BodyFit, Drape, DrapedGarment, Dressed, Garment, PhotoEvidence, Rig, Still
from .views import check_details

Dye = tuple[str, printing.Print | None]  # a colour and what is printed on it
BY_HAND = Choice("by_hand")  # corrections are no plugin's; the memo keeps them as one
BY_CHART = Choice("by_chart")  # nor are size charts
COLOUR = "colour"  # a garment option that the look uses and the draft does not; so are those of the print
OF_LOOK = (COLOUR, *printing.SETTINGS)


@dataclass(frozen=True, eq=False)
class Inferred:
    """What was seen of the person, and the body made of it."""

    detected: tuple[PhotoEvidence, ...]  # one a photo, before corrections by hand
    evidence: tuple[PhotoEvidence, ...]  # the same, corrected
    fit: BodyFit
    body: Body

    @property
    def first(self) -> PhotoEvidence | None:
        """The evidence of the photo whose camera the body is seen by; None without a photo."""
        return self.evidence[0] if self.evidence else None

    def remarks(self) -> tuple[str, ...]:
        """What to know about the photos and the body, in sentences."""
        many = len(self.evidence) > 1
        said = [
            f"Photo {number}: {warning}" if many else warning
            for number, evidence in enumerate(self.evidence, 1)
            for warning in evidence.warnings
        ]
        return (*said, *self.fit.warnings)


@dataclass(frozen=True, eq=False)
class Result:
    """What a finished job made."""

    inferred: Inferred
    rig: Rig
    outfit: tuple[Garment, ...]
    dressed: Dressed
    stills: tuple[Still, ...]
    files: tuple[Path, ...]


def run(job: Job, plugins: Registry, memo: Memo, made_with: Callable[[], dict[str, Any]] = dict) -> Steps[Result]:
    """Turn a photo, or a tape, into stills of the person wearing the outfit, and file them.

    Each ``yield`` is a point where the caller may report progress, redraw, or cancel by closing the generator.
    """
    job = complete(verify(job), plugins)
    own_charts(job)
    memo.timings.clear()
    with delivery(Path(job.folder)) as staging:
        inferred = yield from infer(job, plugins, memo)
        looked_at = "photo" in job.views or getattr(part(job, plugins, "output"), "needs_segments", False)
        first = (yield from segment(job, plugins, memo, inferred)) if looked_at else inferred.first
        wearer = yield from sized(job, memo, inferred.body)
        yield from check_drafts(job, plugins, memo, wearer, drafted)
        in_sizes = yield from render_others(job, plugins, memo, inferred, first, staging, dress)
        last = len(others(job, plugins))
        rig, outfit, dressed = yield from told_of(last, last + 1, dress(job, plugins, memo, inferred))
        shots = render(job, plugins, memo, dressed, rig, first, staging)
        stills = yield from told_of(last, last + 1, shots)
        sheet = part(job, plugins, "output").draw_sheet
        worn = tuple(draped.garment for draped in dressed.drape.garments)
        if job.size_run:
            run_of = side_by_side(job, in_sizes, stills, outfit)
            yield from counted("render", memo.timed("size run", sheet(run_of, worn, staging / "size_run.png")), 1, 0)
        if job.contact_sheet:
            yield from counted("render", memo.timed("sheet", sheet(stills, worn, staging / "contact_sheet.png")), 1, 0)
        if inferred.evidence:
            overlay = part(job, plugins, "body").overlay(inferred.evidence, inferred.fit, staging / "overlay.png")
            yield from counted("render", memo.timed("overlay", overlay), 1, 0)
        for kind in job.export:
            export = part(job, plugins, "scene").export(rig, staging / f"body.{kind}")
            yield from counted("render", memo.timed(f"export {kind}", export), 1, 0)
        if job.save_blend:
            save = part(job, plugins, "output").save_scene
            yield from counted("render", memo.timed("save", save(dressed, rig, staging / "scene.blend")), 1, 0)
        made = Result(inferred, rig, outfit, dressed, (*stills, *in_sizes), tuple(sorted(staging.iterdir())))
        record.write(staging / RECORD, job, made, memo.timings, made_with())
    files = tuple(Path(job.folder) / path.name for path in made.files) + (Path(job.folder) / RECORD,)
    return replace(made, files=files)


def embody(job: Job, plugins: Registry, memo: Memo) -> Steps[tuple[Inferred, Rig]]:
    """The beginning of run(): the person's body, in the scene. No outfit is asked for."""
    job = complete(verify_person(replace(job, outfit=(), views=())), plugins)
    inferred = yield from infer(job, plugins, memo)
    rig = yield from placed(job, plugins, memo, inferred)
    return inferred, rig


def tell_apart(job: Job, plugins: Registry, memo: Memo) -> Steps[tuple[Inferred, PhotoEvidence | None]]:
    """The beginning of run(): the person, and what of the first photo is what."""
    job = complete(verify_person(replace(job, outfit=(), views=())), plugins)
    inferred = yield from infer(job, plugins, memo)
    return inferred, (yield from segment(job, plugins, memo, inferred))


def try_on(job: Job, plugins: Registry, memo: Memo) -> Steps[Result]:
    """run() up to the dressed body: no stills, no files."""
    job = complete(verify(replace(job, views=())), plugins)
    own_charts(job)
    inferred = yield from infer(job, plugins, memo)
    rig, outfit, dressed = yield from dress(job, plugins, memo, inferred)
    return Result(inferred, rig, outfit, dressed, (), ())


def infer(job: Job, plugins: Registry, memo: Memo) -> Steps[Inferred]:
    """Who is it: from photos or tape to the body."""
    model = part(job, plugins, "body")
    unposed = without_pose(job.body)
    detected = yield from look(job, plugins, memo)
    evidence = yield from amend(job, memo, detected)
    if evidence:
        fit = yield from counted("fit", memo("fit", unposed, job.seed, model.fit, evidence, job.tape))
    else:
        fit = yield from counted("from_tape", memo("from_tape", unposed, job.seed, model.from_tape, job.tape))
    body = yield from counted("build", memo("build", job.body, job.seed, model.build, fit))
    return Inferred(detected, evidence, fit, body)


def look(job: Job, plugins: Registry, memo: Memo) -> Steps[tuple[PhotoEvidence, ...]]:
    """What each photo shows.

    Raises:
        JobError: two of the photos are the same picture.
        PhotoError: of which photo, and why it will not do.
    """
    files = [InputFile.of(Path(path)) for path in job.photos]
    refuse_twins(files)
    seen: list[PhotoEvidence] = []
    for index, photo in enumerate(files):
        choice = estimator_of(job, index + 1, plugins)
        estimate = plugins.make("estimator", choice, job.seed).estimate
        name = f"estimate {index + 1}" if index else "estimate"
        steps = memo(name, choice, job.seed, lambda file, estimate=estimate: estimate(file.path), photo)
        try:
            seen.append((yield from counted("estimate", steps, index / len(files), 1 / len(files))))
        except PhotoError as error:
            if len(files) == 1:
                raise
            raise PhotoError(f"Photo {index + 1}: {error}") from error
    return tuple(seen)


def refuse_twins(files: list[InputFile]) -> None:
    """Refuse one picture given as two; files that are not there are the estimator's to name."""
    hashes = [file.sha256 for file in files]
    for index, each in enumerate(hashes):
        if each and each in hashes[:index]:
            twins = f"Photos {hashes.index(each) + 1} and {index + 1}"
            raise JobError(f"{twins} are the same picture.", "A further photo must show the person from another side.")


def amend(job: Job, memo: Memo, detected: tuple[PhotoEvidence, ...]) -> Steps[tuple[PhotoEvidence, ...]]:
    """What the photos show, corrected by hand where the job says so."""

    def work(evidence: PhotoEvidence, corrections: tuple[Correction, ...]) -> Steps[PhotoEvidence]:
        yield Progress("fit", 0.0, "correcting landmarks")
        return correct(evidence, corrections)

    amended: list[PhotoEvidence] = []
    for number, evidence in enumerate(detected, 1):
        own = tuple(each for each in job.corrections if each.photo == number)
        if own:
            evidence = yield from counted("fit", memo(f"correct {number}", BY_HAND, 0, work, evidence, own), 0.0, 0.0)
        amended.append(evidence)
    return tuple(amended)


def dress(
    job: Job, plugins: Registry, memo: Memo, inferred: Inferred
) -> Steps[tuple[Rig, tuple[Garment, ...], Dressed]]:
    """From body to dressed body. Every garment is drafted before anything slow begins, so bad sizes fail at once.

    A garment is drafted and draped in its design's own colour and coloured after, so that a new colour drapes nothing.
    """
    prints = [printing.print_of(choice.options) for choice in job.outfit]  # refuses a file that is none
    wearer = yield from sized(job, memo, inferred.body)
    outfit = yield from drafted(job, plugins, memo, wearer)
    check_details(job.views, outfit)
    rig = yield from placed(job, plugins, memo, inferred)
    drape = part(job, plugins, "draper").drape
    draped = yield from counted("drape", memo("drape", job.draper, job.seed, drape, rig, tuple(outfit)))
    look = part(job, plugins, "look").dress
    dyes = tuple((choice.options.get(COLOUR, ""), each) for choice, each in zip(job.outfit, prints, strict=True))

    def dress_in(drape: Drape, *dyes: Dye) -> Steps[Dressed]:
        return look(coloured(drape, dict(zip(outfit, dyes, strict=True))))

    dressed = yield from counted("dress", memo("dress", job.look, job.seed, dress_in, draped, *dyes))
    return rig, tuple(outfit), dressed


def drafted(job: Job, plugins: Registry, memo: Memo, wearer: Body) -> Steps[list[Garment]]:
    """Every garment of the outfit, in its design's own colour."""
    outfit: list[Garment] = []
    for index, choice in enumerate(job.outfit):
        plugins.make("garment", choice, job.seed)  # refuses a colour that is none
        cut = Choice(choice.plugin, {name: value for name, value in choice.options.items() if name not in OF_LOOK})
        draft = plugins.make("garment", cut, job.seed).draft
        drafting, share = memo(f"draft {index}", cut, job.seed, draft, wearer), 1 / len(job.outfit)
        outfit.append((yield from counted("draft", drafting, index * share, share)))
    return outfit


def own_charts(job: Job) -> dict[str, Chart] | None:
    """The job's own size charts, or None.

    Raises:
        PatternError: the file cannot be read, has a hole, or a step that does not rise; named by row and column.
    """
    return read_charts(Path(job.size_chart)) if job.size_chart else None


def sized(job: Job, memo: Memo, body: Body) -> Steps[Body]:
    """The body with the charts that its clothes are cut by: the same one, as long as the chart's file is the same."""
    if not job.size_chart:
        return body

    def work(body: Body, chart: InputFile) -> Steps[Body]:
        yield Progress("draft", 0.0, f"sizes of {chart.path.name}")
        return replace(body, charts=own_charts(job))

    return (
        yield from counted("draft", memo("size", BY_CHART, 0, work, body, InputFile.of(Path(job.size_chart))), 0, 0)
    )


def coloured(drape: Drape, dyes: dict[Garment, Dye]) -> Drape:
    """The drape with each garment in its colour, or its design's own where that is "", and with its print."""

    def tinted(draped: DrapedGarment) -> DrapedGarment:
        colour, motif = dyes[draped.garment]
        garment = draped.garment
        return replace(draped, garment=replace(garment, colour=colour or garment.colour, print=motif))

    return Drape(tuple(map(tinted, drape.garments)))


def placed(job: Job, plugins: Registry, memo: Memo, inferred: Inferred) -> Steps[Rig]:
    """The body in the scene."""
    place = part(job, plugins, "scene").place
    return (yield from counted("place", memo("place", job.scene, job.seed, place, inferred.body, inferred.first)))
