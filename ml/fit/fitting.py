"""Fits the body to an observation: landmarks first, then the silhouette, then landmarks once more."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np

from ...addon.core.seams import Progress, Steps
from .least_squares import minimise
from .parameters import JOINTS, PITCH, PLACE, ROOT, Layout
from .residuals import Residuals
from .silhouette import INSIDE, Matcher

ANGLE_STEP, SHAPE_STEP = 1e-4, 2e-3  # of finite differences; coefficients are float32
PLACE_ITERATIONS, POSE_ITERATIONS = 8, 25
PLAIN_ITERATIONS = 2  # before outliers are looked for
STILL = 0.003  # a change of every parameter below which the pose has settled
REACHES = (0.06, 0.04, 0.03, 0.02)  # of height, round by round: a far border may be another limb's
SILHOUETTE_ITERATIONS = 4
SILHOUETTE_STRENGTH = 3.0
LAST_ITERATIONS, LAST_IMAGE_WEIGHT = 3, 2.2  # else matching borders leaves an arm on the wrong one
DEEP = ("lumbar", "thorax", "neck", "head")  # a silhouette says nothing of their depth, and bends them


def steps_of(layout: Layout) -> np.ndarray:
    """(n,) the steps of the finite differences."""
    steps = np.full(layout.count, ANGLE_STEP)
    steps[layout.shape_start :] = SHAPE_STEP
    return steps


def told(iterations: Generator[int, None, np.ndarray], after: float, each: float, note: str) -> Steps[np.ndarray]:
    """Iterations as Progress: the first at ``after``, each further one ``each`` later."""
    try:
        while True:
            yield Progress("body", after + each * next(iterations), note)
    except StopIteration as end:
        return end.value


def fit_pose(residuals: Residuals, x: np.ndarray) -> Steps[np.ndarray]:
    """Landmarks only: first the place, then everything. Parameters (n,) in and out."""
    layout = residuals.layout
    steps = steps_of(layout)
    place = np.r_[np.arange(JOINTS)[ROOT], np.arange(JOINTS)[PLACE], layout.shape_place("height")]
    begun = minimise(residuals, x, steps, place, PLACE_ITERATIONS)
    x = yield from told(begun, 0.0, 0.2 / PLACE_ITERATIONS, "placing the body")
    everything = np.arange(layout.count)
    for turn in range(POSE_ITERATIONS):
        if turn >= PLAIN_ITERATIONS:
            residuals.forgive_outliers(x)
        before = x
        once = minimise(residuals, x, steps, everything, 1)
        x = yield from told(once, 0.2 + 0.8 * turn / POSE_ITERATIONS, 0.0, "fitting landmarks")
        if turn > 2 * PLAIN_ITERATIONS and np.abs(x - before).max() < STILL:
            break
    return x


def fit_outline(residuals: Residuals, x: np.ndarray, matcher: Matcher, strength: float) -> Steps[np.ndarray]:
    """The silhouette, for shape and limbs; then landmarks once more, weighing them higher."""
    layout = residuals.layout
    steps = steps_of(layout)
    free = np.ones(layout.count, bool)
    free[ROOT] = free[PITCH] = False
    for name in DEEP:
        free[layout.hinge(name)] = False
    movable = np.flatnonzero(free)
    rounds = len(REACHES)
    for turn, reach in enumerate(REACHES if strength else ()):
        posed = layout.posed(x[None], residuals.base)
        inside = matcher.trust_inside(posed) if turn else INSIDE  # a heavy body fills its silhouette after one round
        residuals.contour = matcher.match(posed, strength * SILHOUETTE_STRENGTH, inside, reach)
        matched = minimise(residuals, x, steps, movable, SILHOUETTE_ITERATIONS)
        x = yield from told(
            matched, 0.9 * turn / rounds, 0.9 / rounds / SILHOUETTE_ITERATIONS, "fitting the silhouette"
        )
    residuals.image_weight = LAST_IMAGE_WEIGHT
    again = minimise(residuals, x, steps, movable, LAST_ITERATIONS)
    return (yield from told(again, 0.9, 0.1 / LAST_ITERATIONS, "fitting landmarks again"))


def settle_pose(residuals: Residuals, x: np.ndarray) -> Steps[np.ndarray]:
    """The pose once more, after the shape was changed to have the typed measures; the shape stays."""
    free = np.arange(residuals.layout.shape_start)
    settled = minimise(residuals, x, steps_of(residuals.layout), free, LAST_ITERATIONS)
    return (yield from told(settled, 0.0, 1 / LAST_ITERATIONS, "settling the pose"))
