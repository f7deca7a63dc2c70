"""body.anny: the parametric body, fitted to a photo's evidence and to what was typed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..addon.core.body.build import MODEL_NAME, build_body, stand_on_floor
from ..addon.core.body.model import body_model
from ..addon.core.body.poses import POSES, make_pose
from ..addon.core.body.posing import relaxed_hands
from ..addon.core.body.skeleton import rotation_matrix, translation
from ..addon.core.body.soles import level_soles
from ..addon.core.body.tape import check_tape, fit_from_tape, shape_from_tape
from ..addon.core.camera import WORLD_FROM_LEVEL
from ..addon.core.errors import PhotoError
from ..addon.core.options import option
from ..addon.core.seams import Progress, Steps
from ..addon.core.types import Body, BodyFit, Camera, PhotoEvidence, Tape
from .fit.fitting import fit_outline, fit_pose, settle_pose
from .fit.observation import observe
from .fit.parameters import CAM_FROM_LEVEL, PITCH, PLACE, ROOT, Layout, layout
from .fit.prior import standing_prior
from .fit.residuals import Residuals
from .fit.silhouette import Matcher
from .fit.start import start_before_camera
from .fit.typed import meet_tape

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
            "photo",
            "The photo's pose, or one of the library; without a photo, photo means relaxed",
            choices=("photo", *POSES),
        )
        silhouette_weight: float = option(
            1.0,
            "How much the silhouette shapes the body; less for loose clothes, 0 to use landmarks only",
            min=0.0,
            max=3.0,
            advanced=True,
        )

    def __init__(self, options: Options, seed: int):
        self.options = options

    def from_tape(self, tape: Tape) -> Steps[BodyFit]:
        """A body with the typed measures, in a pose of the library."""
        name = "relaxed" if self.options.pose == "photo" else self.options.pose
        return (yield from fit_from_tape(tape, name))

    def build(self, fit: BodyFit) -> Steps[Body]:
        """The body of a fit."""
        yield Progress("body", 0.0, "building the body")
        return build_body(fit)

    def overlay(self, evidence: PhotoEvidence, fit: BodyFit, path: Path) -> Steps[Path]:
        """A picture of the fit over the photo, and from the side, as a PNG."""
        from .fit.overlay import draw_overlay

        yield Progress("overlay", 0.0, "drawing the fit over the photo")
        return draw_overlay(evidence, fit, Path(path))

    def fit(self, evidence: PhotoEvidence, tape: Tape) -> Steps[BodyFit]:
        """The body that the photo shows and the tape measures; where they differ, the tape is kept.

        Raises:
            PhotoError: what was found cannot be a person.
            TapeError: no body has the typed measures.
        """
        check_tape(tape)
        stature_mm = tape.stature_mm or ASSUMED_STATURE_MM[tape.gender]
        complete = replace(tape, stature_mm=stature_mm)
        shape = yield from part(shape_from_tape(complete), 0.0, 0.15)
        parameters = layout()
        seen = observe(evidence, parameters.body, stature_mm / 1000)
        is_typed = bool(SHAPE_TYPED & set(tape.typed()))
        prior = standing_prior(parameters, shape, seen, is_typed, tape.gender in ("female", "male"))
        residuals = Residuals(parameters, seen, prior, shape, np.ones(len(seen.points)))
        x = start_before_camera(parameters, prior, seen, shape)
        x = yield from part(fit_pose(residuals, x), 0.15, 0.5)
        matcher = Matcher(parameters.body, seen, evidence.silhouette)
        x = yield from part(fit_outline(residuals, x, matcher, self.options.silhouette_weight), 0.5, 0.85)
        found = parameters.shapes(x[None], shape)[0]
        residuals.base = yield from part(meet_tape(found, shape, complete), 0.85, 0.92)
        x[parameters.shape_start :] = residuals.base[parameters.shape_places]
        x = yield from part(settle_pose(residuals, x), 0.92, 1.0)
        return self.finished(evidence, tape, residuals, x, matcher)

    def finished(
        self, evidence: PhotoEvidence, tape: Tape, residuals: Residuals, x: np.ndarray, matcher: Matcher
    ) -> BodyFit:
        """The BodyFit of the solver's parameters, with its numbers and warnings."""
        seen, posed = residuals.observation, residuals.layout.posed(x[None], residuals.base)
        sure = seen.weights > 0.5
        share = float(np.linalg.norm(residuals.image_error(posed)[0][sure], axis=1).mean() / 100)
        overlap, loose = matcher.overlap(posed), matcher.beyond(posed)
        log.info("fit: residual %.4f of height, silhouette IoU %.3f, beyond the body %.3f", share, overlap, loose)
        is_doubtful = share > DOUBTFUL[0] and overlap < DOUBTFUL[1]
        if share > WORST_RESIDUAL or overlap < LEAST_OVERLAP or is_doubtful:
            raise PhotoError(
                f"What was found does not look like one whole person: landmarks are {share:.1%} of body height off "
                f"(limit {WORST_RESIDUAL:.1%}), the silhouette is met by {overlap:.0%} (limit {LEAST_OVERLAP:.0%}); "
                f"not both beyond {DOUBTFUL[0]:.1%} and {DOUBTFUL[1]:.0%}.",
                "Use a photo of one person who stands with head and feet in the picture, or set box.",
            )
        fit = in_world(residuals.layout, x, residuals.base, evidence.camera)
        fit = replace(
            fit,
            residual_px=share * seen.height_px,
            landmark_residual=share,
            silhouette_iou=overlap,
            warnings=tuple(notes(tape, seen.stature, loose)),
        )
        return fit if self.options.pose == "photo" else in_library_pose(fit, self.options.pose)


def part(steps: Steps, after: float, until: float) -> Steps:
    """A stage within a stage: its progress runs from ``after`` to ``until``."""
    value = None
    try:
        while True:
            step = next(steps)
            yield Progress("body", after + (until - after) * step.fraction, step.note)
    except StopIteration as end:
        value = end.value
    finally:
        steps.close()
    return value


def in_world(parameters: Layout, x: np.ndarray, shape: np.ndarray, camera: Camera) -> BodyFit:
    """The solver's parameters as a body on the floor at the world's origin, and the camera that saw it."""
    model = parameters.body.model
    pitch = rotation_matrix(np.array([x[PITCH], 0.0, 0.0]))
    world_from_cam = WORLD_FROM_LEVEL @ pitch.T
    heads = model.rest_heads(shape)
    pose = relaxed_hands(model, heads, parameters.body.whole_pose(parameters.rotations(x[None])[0]))
    root = np.eye(4)
    root[:3, :3] = world_from_cam @ rotation_matrix(x[ROOT]) @ CAM_FROM_LEVEL
    fit = BodyFit(MODEL_NAME, shape, pose, root, None)
    fit = replace(fit, pose=level_soles(model, fit))
    root = stand_on_floor(model, fit)
    cam_from_world = np.eye(4)
    cam_from_world[:3, :3] = world_from_cam.T
    cam_from_world[:3, 3] = x[PLACE] - world_from_cam.T @ root[:3, 3]
    return replace(fit, world_from_root=root, camera=replace(camera, cam_from_world=cam_from_world))


def in_library_pose(fit: BodyFit, name: str) -> BodyFit:
    """The same body in a pose of the library. The photo's camera no longer sees it where the photo shows it."""
    model = body_model()
    posed = replace(fit, pose=make_pose(name, fit.shape), camera=None)
    posed = replace(posed, world_from_root=translation(model.rest_heads(fit.shape)[0]))
    return replace(posed, world_from_root=stand_on_floor(model, posed))


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
