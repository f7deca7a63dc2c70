"""The lifter alone, the solver alone, and the two together, on people whose truth is known."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...addon.core.body.landmarks import fitted_landmarks, landmark_body
from ...addon.core.camera import assumed_focal, intrinsics, to_camera
from ...addon.core.errors import ToileError
from ...addon.core.seams import exhaust
from ...addon.core.types import Camera, PhotoEvidence, Tape
from ..fit.parameters import JOINTS, ROOT, layout
from ..lifter import lift
from ..people import Person
from ..solver import Anny
from .dataset import draw_scene, photographed
from .people import People, is_woman
from .poses import PoseSource

HIPS = (23, 24)


def compared(seed: int, count: int, poses: PoseSource, people: People) -> Iterator[str]:
    """A line a person, then the means: landmark error in mm, hips on hips, stature and gender typed."""
    rng, errors = np.random.default_rng(seed), []
    yield "person  lifter  solver  both"
    while len(errors) < count:
        scene = draw_scene(rng, layout(), poses, people)
        image, answer = photographed(rng, layout(), scene)
        if answer is None:
            continue
        model = layout().body.model
        stature = float(np.ptp(model.rest(scene.shape)[model.is_skin, 2]))
        tape = Tape(stature_mm=stature * 1000, gender="female" if is_woman(scene.shape) else "male")
        truth = layout().posed(scene.x[None], scene.shape).landmarks[0]
        evidence = as_evidence(image, answer)
        try:
            found = [lifted_landmarks(evidence, tape, scene.shape)]
            for lifter in ("off", "auto"):
                fit = exhaust(Anny(Anny.Options(lifter=lifter), 0).fit((evidence,), tape))
                assert fit.camera
                found.append(to_camera(fit.camera, fitted_landmarks(fit)))
        except ToileError as error:
            yield f"left out: {error}"
            continue
        errors.append([apart_mm(one, truth) for one in found])
        yield f"{len(errors):6d}" + "".join(f"{error:8.0f}" for error in errors[-1])
    yield "  mean" + "".join(f"{error:8.1f}" for error in np.mean(errors, axis=0))
    yield "median" + "".join(f"{error:8.1f}" for error in np.median(errors, axis=0))


def as_evidence(image: np.ndarray, answer: Person) -> PhotoEvidence:
    """What the estimator would make of MediaPipe's answer to a picture."""
    size = (image.shape[1], image.shape[0])
    inside = answer.inside(size)
    return PhotoEvidence(
        image=image,
        landmarks=answer.landmarks,
        landmarks_world=answer.landmarks_world,
        visibility=np.where(inside, answer.visibility, 0.0),
        silhouette=answer.silhouette,
        camera=Camera(intrinsics(assumed_focal(size), size), size, np.eye(4), "assumed"),
    )


def lifted_landmarks(evidence: PhotoEvidence, tape: Tape, shape: np.ndarray) -> np.ndarray:
    """(K, 3) of the lifter's pose on a shape (S,), camera axes."""
    mean = lift((evidence,), (tape,), (shape,))[0].mean
    x = np.zeros(layout().count)
    x[ROOT], x[JOINTS : layout().shape_start] = mean[ROOT], mean[JOINTS : layout().shape_start]
    x[layout().shape_start :] = shape[layout().shape_places]
    return layout().posed(x[None], shape).landmarks[0]


def apart_mm(found: np.ndarray, truth: np.ndarray) -> float:
    """The mean distance of landmarks (K, 3) m, hips on hips."""
    hips = landmark_body().rows(HIPS)
    found, truth = found - found[hips].mean(axis=0), truth - truth[hips].mean(axis=0)
    return float(np.linalg.norm(found - truth, axis=1).mean() * 1000)
