"""Fits the body to photos: landmarks first, then the silhouettes, then landmarks once more."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np

from ...addon.core.seams import Progress, Steps, retold
from .clothing import Clothing
from .least_squares import minimise
from .parameters import PITCH, PLACE, ROOT
from .problem import Problem
from .silhouette import Matcher

PLACE_ITERATIONS, POSE_ITERATIONS = 8, 25
PLAIN_ITERATIONS = 2  # before outliers are looked for
STILL = 0.003  # a change of every parameter below which the pose has settled
SMALL_GAIN = 1e-3
REACHES = (0.06, 0.04, 0.03, 0.02)  # of height, round by round: a far border may be another limb's
SILHOUETTE_ITERATIONS = 4
SILHOUETTE_STRENGTH = 3.0
LAST_ITERATIONS, LAST_IMAGE_WEIGHT = 3, 2.2  # else matching borders leaves an arm on the wrong one
DEEP = ("lumbar", "thorax", "neck", "head")  # a silhouette says nothing of their depth, and bends them


@dataclass(frozen=True, eq=False)
class Outlines:
    """A photo's silhouette, and what of it is the body's."""

    matcher: Matcher
    clothing: Clothing


def told(iterations: Generator[int, None, np.ndarray], after: float, each: float, note: str) -> Steps[np.ndarray]:
    """Iterations as Progress: the first at ``after``, each further one ``each`` later."""
    return retold(iterations, lambda number: Progress("body", after + each * number, note))


def fit_pose(problem: Problem, x: np.ndarray) -> Steps[np.ndarray]:
    """Landmarks only: first the place, then everything. Parameters (N,) in and out."""
    layout = problem.layout
    numbers = np.arange(layout.count)
    place = problem.everywhere(np.r_[numbers[ROOT], numbers[PLACE], layout.shape_place("height")])
    begun = minimise(problem, x, place, PLACE_ITERATIONS, SMALL_GAIN)
    x = yield from told(begun, 0.0, 0.2 / PLACE_ITERATIONS, "placing the body")
    everything = np.arange(problem.count)
    for turn in range(POSE_ITERATIONS):
        if turn >= PLAIN_ITERATIONS:
            for number, view in enumerate(problem.views):
                view.forgive_outliers(x[problem.columns(number)])
        before = x
        once = minimise(problem, x, everything, 1, SMALL_GAIN)
        x = yield from told(once, 0.2 + 0.8 * turn / POSE_ITERATIONS, 0.0, "fitting landmarks")
        if turn > 2 * PLAIN_ITERATIONS and np.abs(x - before).max() < STILL:
            break
    return x


def fit_outline(problem: Problem, x: np.ndarray, outlines: Sequence[Outlines], strength: float) -> Steps[np.ndarray]:
    """The silhouettes, for shape and limbs; then landmarks once more, weighing them higher."""
    layout = problem.layout
    free = np.ones(layout.count, bool)
    free[ROOT] = free[PITCH] = False
    for name in DEEP:
        free[layout.hinge(name)] = False
    movable = problem.everywhere(np.flatnonzero(free))
    rounds = len(REACHES)
    for turn, reach in enumerate(REACHES if strength else ()):
        for number, (view, outline) in enumerate(zip(problem.views, outlines, strict=True)):
            posed = view.posed(x[None, problem.columns(number)])
            drawn = outline.matcher.drawn(posed)
            outline.clothing.look(drawn, turn)
            view.contour = outline.matcher.match(drawn, strength * SILHOUETTE_STRENGTH, outline.clothing.inside, reach)
        matched = minimise(problem, x, movable, SILHOUETTE_ITERATIONS, SMALL_GAIN)
        x = yield from told(
            matched, 0.9 * turn / rounds, 0.9 / rounds / SILHOUETTE_ITERATIONS, "fitting the silhouette"
        )
    for view in problem.views:
        view.image_weight = LAST_IMAGE_WEIGHT
    again = minimise(problem, x, movable, LAST_ITERATIONS, SMALL_GAIN)
    return (yield from told(again, 0.9, 0.1 / LAST_ITERATIONS, "fitting landmarks again"))


def settle_pose(problem: Problem, x: np.ndarray) -> Steps[np.ndarray]:
    """The poses once more, after the shape was changed to have the typed measures; the shape stays."""
    free = np.arange(len(problem.views) * problem.poses)
    settled = minimise(problem, x, free, LAST_ITERATIONS, SMALL_GAIN)
    return (yield from told(settled, 0.0, 1 / LAST_ITERATIONS, "settling the pose"))
