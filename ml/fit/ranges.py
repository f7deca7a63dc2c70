"""How far each measure may be from the body's: 90 % ranges from the covariance of the shape that was fitted.

The shape's covariance is that of the least squares at their end. What the solver does not move varies as it does
between people. A photo says nothing of scale: without a typed length, the range of statures carries through to every
measure. What was typed is certain, and narrows what goes with it. Factors in calibration.json, measured on bodies whose
measures are known, make up for what the least squares do not know.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from ...addon.core.body.measures import extent
from ...addon.core.body.model import body_model
from ...addon.core.body.ruler import Ruler, tape_basis
from ...addon.core.body.tape import tape_targets
from ...addon.core.body.tape_lines import TapeLines
from ...addon.core.body.tape_marks import GIRTHS, LEVELS, MEASURES, TORSO_GIRTHS
from ...addon.core.body.tape_places import tape_lines
from ...addon.core.body.tape_solver import SPREAD
from ...addon.core.types import Tape
from .problem import Problem

CALIBRATION = Path(__file__).with_name("calibration.json")
NINETY = 1.645  # standard deviations either side
# m, spread of adults' statures about the one that is assumed, by gender; ANSUR II has 0.064 and 0.069, soldiers.
STATURE_SPREAD = {"female": 0.070, "male": 0.076, "neutral": 0.100, None: 0.100}
ALIKE = 10.0  # border points of a silhouette that err together: neighbours do
MASS_POWER = 3  # of the scale
SURE_M, SURE_KG = 0.0005, 0.05
STEP = 0.02  # of the finite differences
MEASURED = (*MEASURES, "mass")


def shape_covariance(problem: Problem, x: np.ndarray) -> np.ndarray:
    """(s, s) of the values that the solver moves, at its end (N,), with all that it knows."""
    contours = [view.contour for view in problem.views]
    for view in problem.views:
        if view.contour is not None:
            view.contour = replace(view.contour, weights=view.contour.weights / np.sqrt(ALIKE))
    normal, _, _ = problem.normal(x, np.arange(problem.count))
    for view, contour in zip(problem.views, contours, strict=True):
        view.contour = contour
    shapes = len(problem.layout.shape_names)
    return np.linalg.inv(normal + 1e-9 * np.eye(len(normal)))[-shapes:, -shapes:]


def measure_ranges(
    shape: np.ndarray, places: np.ndarray, covariance: np.ndarray, tape: Tape
) -> dict[str, tuple[float, float]]:
    """Low and high of every measure, m, and of the mass, kg.

    Args:
        shape: (S,) the fitted body's, with the tape's measures.
        places: (s,) of the shape that were fitted.
        covariance: (s, s) theirs, at a given stature.
        tape: what was typed.
    """
    names, values, change = measured(shape, places)
    spread = known_covariance(places, covariance, STATURE_SPREAD[tape.gender] / values[names.index("stature")])
    targets = tape_targets(tape)
    rows = [names.index(name) for name in targets]
    if rows:
        sure = np.array([SURE_KG if name == "mass" else SURE_M for name in targets])
        gain = np.linalg.solve(change[rows] @ spread @ change[rows].T + np.diag(sure**2), change[rows] @ spread)
        spread = spread - spread @ change[rows].T @ gain
    deviation = np.sqrt(np.maximum(np.einsum("mi,ij,mj->m", change, spread, change), 0))
    factors = calibration()[typed_state(tape)]
    ranges = {}
    for name, value, sd in zip(names, values, deviation, strict=True):
        half = NINETY * sd * factors.get(name, 1.0)
        typed = targets.get(name)
        low, high = (max(value - half, 0.0), value + half) if typed is None else (typed, typed)
        ranges[name] = float(low), float(high)
    return ranges


def known_covariance(places: np.ndarray, covariance: np.ndarray, scale_spread: float) -> np.ndarray:
    """Of the fitted values, the others of the shape, and the logarithm of the scale."""
    others = other_places(places)
    whole = np.zeros((len(places) + len(others) + 1,) * 2)
    whole[: len(places), : len(places)] = covariance
    spread = np.array([SPREAD[body_model().shape_names[place]] for place in others])
    whole[np.diag_indices(len(whole))] += np.r_[np.zeros(len(places)), spread**2, scale_spread**2]
    return whole


def other_places(places: np.ndarray) -> np.ndarray:
    """Places in a shape that vary between people and were not fitted."""
    model = body_model()
    return np.array([model.place(name) for name in SPREAD if model.place(name) not in places], int)


def measured(shape: np.ndarray, places: np.ndarray) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Names and values of all measures, and how they change (M, s + others + 1); the last column is the scale's."""
    model = body_model()
    moved = np.r_[places, other_places(places)]
    _, high = model.shape_limits()
    steps = np.where(shape[moved] + STEP <= high[moved], STEP, -STEP)
    tried = np.tile(shape, (len(moved), 1))
    tried[np.arange(len(moved)), moved] += steps
    base, coefficients = model.coefficients(shape[None]), model.coefficients(tried)
    ruler = Ruler(model, tape_lines(), MEASURED)
    template, basis = tape_basis()
    points = template + (np.concatenate([base, coefficients]) @ basis).reshape(len(moved) + 1, -1, 3)
    heads = model.heads(base)[0]  # no part of the trunk's tape hangs on a joint
    further = [dict(further_measures(ruler.tape, each, heads)) for each in points]
    names = [*MEASURED, *further[0]]
    table = np.array([list(row.values()) for row in further])
    values = np.r_[ruler.measure(base), table[0]]
    change = np.concatenate([ruler.change(base, coefficients), table[1:] - table[0]], axis=1) / steps[:, None]
    power = np.array([MASS_POWER if name == "mass" else 1 for name in names])
    return names, values, np.concatenate([change.T, (power * values)[:, None]], axis=1)


def further_measures(tape: TapeLines, points: np.ndarray, heads: np.ndarray) -> Iterator[tuple[str, float]]:
    """Heights of levels, breadths and depths, from the tape's points (n, 3)."""
    floor = tape.floor(points)
    for name in LEVELS:
        yield f"{name}_height", tape.level(points, name) - floor
    for name in TORSO_GIRTHS:
        across, deep = extent(tape, name, points, heads)
        yield f"{name}_breadth", across
        yield f"{name}_depth", deep


def typed_state(tape: Tape) -> str:
    """What kind of numbers were typed: a key of calibration.json."""
    typed = set(tape_targets(tape))
    if typed & set(GIRTHS):
        return "girths"
    if {"stature", "mass"} <= typed:
        return "stature and mass"
    return "stature" if "stature" in typed else "nothing"


@cache
def calibration() -> dict[str, dict[str, float]]:
    """Factors of the ranges, by what was typed, by measure."""
    return json.loads(CALIBRATION.read_text("utf-8"))
