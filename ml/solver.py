"""body.anny: the parametric body, fitted to a photo's evidence and to what was typed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..addon.core.body.build import MODEL_NAME, build_body, stand_on_floor
from ..addon.core.body.poses import BY_HAND, PHOTO, POSES, in_pose
from ..addon.core.body.posing import relaxed_hands
from ..addon.core.body.skeleton import rotation_matrix
from ..addon.core.body.soles import level_soles
from ..addon.core.body.tape import check_tape, fit_from_tape, shape_from_tape
from ..addon.core.body.tape_check import GENDERS
from ..addon.core.camera import WORLD_FROM_LEVEL
from ..addon.core.errors import PhotoError
from ..addon.core.options import option
from ..addon.core.seams import Progress, Steps, retold
from ..addon.core.types import Body, BodyFit, Camera, FurtherView, PhotoEvidence, Tape
from .fit.clothing import Clothing
from .fit.collision import Collision
from .fit.fitting import Outlines, fit_outline, fit_pose, settle_pose
from .fit.lifted import Lifted, corrected
from .fit.observation import observe
from .fit.parameters import CAM_FROM_LEVEL, PITCH, PLACE, ROOT, cam_from_level, layout
from .fit.prior import lifted_prior, standing_prior, usual_shape
from .fit.problem import Problem
from .fit.ranges import measure_ranges, shape_covariance
from .fit.residuals import Residuals
from .fit.shape_rows import ShapeRows
from .fit.silhouette import Matcher
from .fit.start import start_before_camera, start_lifted
from .fit.typed import meet_tape, typed_measures

log = logging.getLogger(__name__)

ASSUMED_STATURE_MM = {"female": 1640.0, "male": 1770.0, "neutral": 1700.0, None: 1700.0}
SHAPE_TYPED = {"mass_kg", "chest_mm", "waist_mm", "hip_mm"}
WORST_RESIDUAL = 0.045  # of body height; good fits have 0.003 to 0.01
LEAST_OVERLAP = 0.4  # good fits have 0.8 to 0.95
DOUBTFUL = (0.0175, 0.65)  # both together: hands and shorts taken for a small person had 0.020 and 0.62
LOOSE = 0.07  # of the silhouette, well outside the body


class Anny:
    """Fits Anny's bodies with landmarks, silhouette and a prior; knows bodies from a tape alone, too."""

    in_worker = ("fit", "overlay")

    @dataclass(frozen=True)
    class Options:
        pose: str = option(
            PHOTO,
            "The photo's pose, one of the library, or one set by hand; without a photo, photo means relaxed",
            choices=(PHOTO, *POSES, BY_HAND),
        )
        pose_by_hand: str = option("", "The pose set by hand, as Use This Pose and Save Pose write it", hidden=True)
        silhouette_weight: float = option(
            1.0,
            "How much the silhouette shapes the body; less for loose clothes, 0 to use landmarks only",
            min=0.0,
            max=3.0,
            advanced=True,
        )

        lifter: str = option(
            "auto",
            "The learned network that starts and holds the solver; off to do without",
            choices=("auto", "off"),
            advanced=True,
        )

    def __init__(self, options: Options, seed: int):
        self.options = options

    def from_tape(self, tape: Tape) -> Steps[BodyFit]:
        """A body with the typed measures, standing at ease."""
        return (yield from fit_from_tape(tape, "relaxed"))

    def build(self, fit: BodyFit) -> Steps[Body]:
        """The body of a fit, in the pose that was chosen: another pose needs no other fit."""
        yield Progress("body", 0.0, "building the body")
        return build_body(in_pose(fit, self.options.pose, self.options.pose_by_hand))

    def overlay(self, views: tuple[PhotoEvidence, ...], fit: BodyFit, path: Path) -> Steps[Path]:
        """A picture of the fit over the photo, and from the side, as a PNG."""
        from .fit.overlay import draw_overlay

        yield Progress("overlay", 0.0, "drawing the fit over the photo")
        return draw_overlay(views, fit, Path(path))

    def fit(self, views: tuple[PhotoEvidence, ...], tape: Tape) -> Steps[BodyFit]:
        """The body that the photo shows and the tape measures; where they differ, the tape is kept.

        Raises:
            PhotoError: what was found cannot be a person.
            TapeError: no body has the typed measures.
        """
        check_tape(tape)
        stature_mm = tape.stature_mm or ASSUMED_STATURE_MM[tape.gender]
        complete = replace(tape, stature_mm=stature_mm)
        shape = yield from part(shape_from_tape(complete), 0.0, 0.15)
        lifted = self.lifted(views, tape, shape)
        problem, x = posed_problem(views, lifted, complete, shape)
        x = yield from part(fit_pose(problem, x), 0.15, 0.5)
        outlines = []
        for view, evidence in zip(problem.views, views, strict=True):
            matcher = Matcher(problem.layout.body, view.observation, evidence.silhouette)
            outlines.append(Outlines(matcher, Clothing(matcher, evidence, bool(SHAPE_TYPED & set(tape.typed())))))
        x = yield from part(fit_outline(problem, x, outlines, self.options.silhouette_weight), 0.5, 0.85)
        met = yield from part(meet_tape(problem.shape(x), shape, complete), 0.85, 0.92)
        x = yield from part(settle_pose(problem, problem.rebase(x, met)), 0.92, 1.0)
        return self.finished(views, tape, problem, x, outlines, lifted[0].device if lifted else "")

    def lifted(self, views: tuple[PhotoEvidence, ...], tape: Tape, shape: np.ndarray) -> tuple[Lifted, ...]:
        """What the lifter says of each photo, about the shape (S,) expected; nothing without it."""
        from .lifter import is_there, lift

        if self.options.lifter == "off" or not is_there():
            return ()
        return tuple(lift(views, [tape] * len(views), [shape] * len(views)))

    def finished(
        self,
        views: tuple[PhotoEvidence, ...],
        tape: Tape,
        problem: Problem,
        x: np.ndarray,
        outlines: list[Outlines],
        device: str,
    ) -> BodyFit:
        """The BodyFit of the solver's parameters, with its numbers and warnings."""
        each = [appraise(problem, x, number, outline.matcher) for number, outline in enumerate(outlines)]
        for number, seen in enumerate(each, 1):
            refuse_nonsense(seen, f"Photo {number}: what" if len(each) > 1 else "What")
        fits = [
            in_world(view, x[problem.columns(number)], evidence.camera)
            for number, (view, evidence) in enumerate(zip(problem.views, views, strict=True))
        ]
        first, seen = each[0], problem.views[0].observation
        fit = replace(
            fits[0],
            residual_px=first.residual * seen.height_px,
            landmark_residual=first.residual,
            silhouette_iou=first.overlap,
            warnings=tuple(notes(tape, seen.stature, max(one.beyond for one in each))),
            outline=outlines[0].clothing.outline(),
            ranges=measure_ranges(fits[0].shape, *shape_covariance(problem, x), tape, len(views)),
            device=device,
            others=tuple(FurtherView(fit.pose, fit.world_from_root, fit.camera) for fit in fits[1:] if fit.camera),
        )
        return fit


@dataclass(frozen=True)
class Appraisal:
    """How well a body meets one photo."""

    residual: float  # of body height, mean over the landmarks that are seen
    overlap: float  # intersection over union with the silhouette
    beyond: float  # share of the silhouette well outside the body


def posed_problem(
    views: tuple[PhotoEvidence, ...], lifted: tuple[Lifted, ...], tape: Tape, shape: np.ndarray
) -> tuple[Problem, np.ndarray]:
    """The rows of all photos, and the parameters (N,) to begin with.

    Args:
        views: at least one.
        lifted: one a photo, or none.
        tape: what was typed, with a stature, typed or assumed.
        shape: (S,) the tape's body.
    """
    parameters = layout()
    collision = Collision(parameters.body, shape)
    rows, starts, shape_priors = [], [], []
    for evidence, answer in zip(views, lifted or (None,) * len(views), strict=True):
        seen = observe(evidence, parameters.body, (tape.stature_mm or 0.0) / 1000)
        if answer is None:
            prior, shape_prior = standing_prior(parameters, shape, seen), None
            starts.append(start_before_camera(parameters, prior, seen, shape))
        else:
            seen = corrected(seen, answer)
            prior, shape_prior = lifted_prior(parameters, answer, seen, shape, len(views))
            starts.append(start_lifted(prior, seen))
        shape_priors += [shape_prior] if shape_prior else []
        robust = np.ones(len(seen.points))
        rows.append(Residuals(parameters, seen, prior, shape, collision, robust, answer is not None))
    shape_rows = ShapeRows(
        parameters,
        shape,
        tuple(shape_priors or [usual_shape(parameters, shape)]),
        rows[0].observation.stature,
        typed_measures(parameters, shape, tape),
        GENDERS[tape.gender] if tape.gender in ("female", "male") else None,
    )
    problem = Problem(tuple(rows), shape_rows)
    return problem, problem.joined(starts)


def appraise(problem: Problem, x: np.ndarray, number: int, matcher: Matcher) -> Appraisal:
    """Photo ``number`` beside the body of parameters (N,)."""
    view = problem.views[number]
    posed = view.posed(x[None, problem.columns(number)])
    sure = view.observation.weights > 0.5
    share = float(np.linalg.norm(view.image_error(posed)[0][sure], axis=1).mean() / 100)
    _, region = matcher.drawn(posed)
    found = Appraisal(share, matcher.overlap(region), matcher.beyond(region))
    log.info("photo %d: residual %.4f of height, IoU %.3f, beyond %.3f", number + 1, share, found.overlap, found.beyond)
    return found


def refuse_nonsense(seen: Appraisal, what: str) -> None:
    """Raises: PhotoError: the body is far from the photo, as it is where no whole person is."""
    is_doubtful = seen.residual > DOUBTFUL[0] and seen.overlap < DOUBTFUL[1]
    if seen.residual > WORST_RESIDUAL or seen.overlap < LEAST_OVERLAP or is_doubtful:
        raise PhotoError(
            f"{what} was found does not look like one whole person: landmarks are {seen.residual:.1%} of body height "
            f"off (limit {WORST_RESIDUAL:.1%}), the silhouette is met by {seen.overlap:.0%} "
            f"(limit {LEAST_OVERLAP:.0%}); not both beyond {DOUBTFUL[0]:.1%} and {DOUBTFUL[1]:.0%}.",
            "Use a photo of one person who stands with head and feet in the picture, or set box.",
        )


def part(steps: Steps, after: float, until: float) -> Steps:
    """A stage within a stage: its progress runs from ``after`` to ``until``."""
    return retold(steps, lambda step: Progress("body", after + (until - after) * step.fraction, step.note))


def in_world(view: Residuals, x: np.ndarray, camera: Camera) -> BodyFit:
    """The parameters (n,) of one photo as a body on the floor at the world's origin, and the camera that saw it."""
    body, shape = view.layout.body, view.layout.shapes(x[None], view.base)[0]
    model = body.model
    world_from_cam = WORLD_FROM_LEVEL @ cam_from_level(x[PITCH : PITCH + 1], view.observation.roll)[0].T
    heads = model.rest_heads(shape)
    pose = relaxed_hands(model, heads, body.whole_pose(view.layout.rotations(x[None])[0]))
    root = np.eye(4)
    root[:3, :3] = world_from_cam @ rotation_matrix(x[ROOT]) @ CAM_FROM_LEVEL
    fit = BodyFit(MODEL_NAME, shape, pose, root, None)
    fit = replace(fit, pose=level_soles(model, fit))
    root = stand_on_floor(model, fit)
    cam_from_world = np.eye(4)
    cam_from_world[:3, :3] = world_from_cam.T
    cam_from_world[:3, 3] = x[PLACE] - world_from_cam.T @ root[:3, 3]
    return replace(fit, world_from_root=root, camera=replace(camera, cam_from_world=cam_from_world))


def notes(tape: Tape, stature: float, loose: float) -> Iterator[str]:
    """Sentences about what was assumed."""
    if tape.stature_mm is None:
        yield f"The stature was assumed to be {stature:.2f} m, and with it every girth: type it to be exact."
    if tape.gender is None:
        yield "The gender was not given: the body is between female and male."
    if loose > LOOSE and not SHAPE_TYPED & set(tape.typed()):
        yield (
            f"Clothes, hair or something carried hide the body ({loose:.0%} of the silhouette lies outside it): "
            "type the girths to be exact."
        )
