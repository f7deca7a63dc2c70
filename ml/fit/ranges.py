"""How far each measure may be from the body's: 90 % ranges from the covariance of the shape that was fitted.

The shape's covariance is that of the least squares at their end. A photo says nothing of scale: without a typed length,
the range of statures carries through to every measure. What was typed is certain, and narrows what goes with it.
Factors in calibration.json, measured on bodies whose measures are known, make up for what the least squares do not
know.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from ...addon.core.body.model import body_model
from ...addon.core.body.ruler import Ruler
from ...addon.core.body.shape_prior import SPREAD
from ...addon.core.body.tape import tape_targets
from ...addon.core.body.tape_lines import TapeLines
from ...addon.core.body.tape_marks import GIRTHS, LEVELS, MEASURES, TORSO_GIRTHS
from ...addon.core.body.tape_places import tape_lines
from ...addon.core.body.taut import axes, between, cut
from ...addon.core.types import Tape
from .parameters import Layout
from .prior import Prior, ShapePrior
from .problem import Problem
from .shape_rows import ShapeRows
from .typed import TypedMeasures

CALIBRATION = Path(__file__).with_name("calibration.json")
NINETY = 1.645  # standard deviations either side
# m, spread of adults' statures about the one that is assumed, by gender; ANSUR II has 0.064 and 0.069, soldiers.
STATURE_SPREAD = {"female": 0.070, "male": 0.076, "neutral": 0.100, None: 0.100}
ALIKE = 10.0  # border points of a silhouette that err together: neighbours do
MASS_POWER = 3  # of the scale
SURE_M, SURE_KG = 0.0005, 0.05
SPARE = 1e-9  # of information, for parameters that nothing speaks of
STEP = 0.02  # of the finite differences
MEASURED = (*MEASURES, "mass")


def shape_covariance(problem: Problem, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places (w,) in a shape, and the covariance (w, w) of its values there, at the solver's end (N,).

    Besides the values that the solver moves, those that it does not and that vary between people; as far as they would
    change what the photos show, the photos speak of them, too. What was typed is left out.
    """
    wide, x = widened(problem, x)
    normal, _, _ = wide.normal(x, np.arange(wide.count))
    shapes = len(wide.layout.shape_names)
    covariance = np.linalg.inv(normal + SPARE * np.eye(len(normal)))
    return wide.layout.shape_places, covariance[-shapes:, -shapes:]


def widened(problem: Problem, x: np.ndarray) -> tuple[Problem, np.ndarray]:
    """The problem and its parameters (N,) with all of the shape that varies between people."""
    narrow, rows = problem.layout, problem.shape_rows
    others = tuple(name for name in SPREAD if name not in narrow.shape_names)
    layout = Layout(narrow.body, narrow.hinges, narrow.shape_names + others)
    values = rows.base[[narrow.body.model.place(name) for name in others]]
    spread = np.array([SPREAD[name] for name in others])
    views = tuple(
        replace(
            view,
            layout=layout,
            prior=Prior(np.r_[view.prior.mean, values], padded(view.prior.whiten, len(others))),
            contour=view.contour and replace(view.contour, weights=view.contour.weights / np.sqrt(ALIKE)),
        )
        for view in problem.views
    )
    usual = [ShapePrior(np.r_[each.mean, values], padded(each.whiten, len(others))) for each in rows.priors]
    mean = usual[0].mean
    usual.append(ShapePrior(mean, np.eye(len(mean))[len(narrow.shape_names) :] / spread[:, None]))
    nothing = TypedMeasures(mean, np.zeros((0, len(mean))))
    shape_rows = ShapeRows(layout, rows.base, tuple(usual), rows.stature, nothing, rows.gender)
    return Problem(views, shape_rows), np.r_[x, values]


def padded(whiten: np.ndarray, count: int) -> np.ndarray:
    """Rows (m, n) that say nothing of ``count`` further columns."""
    return np.pad(whiten, ((0, 0), (0, count)))


def measure_ranges(
    shape: np.ndarray, places: np.ndarray, covariance: np.ndarray, tape: Tape, photos: int = 1
) -> dict[str, tuple[float, float]]:
    """Low and high of every measure, m, and of the mass, kg.

    Args:
        shape: (S,) the fitted body's, with the tape's measures.
        places: (w,) of the shape that vary.
        covariance: (w, w) of the values there, at a given stature, before anything was typed.
        tape: what was typed.
        photos: how many the shape was fitted to.
    """
    names, values, change = measured(shape, places)
    spread = np.zeros((len(places) + 1,) * 2)
    spread[:-1, :-1] = covariance
    spread[-1, -1] = (STATURE_SPREAD[tape.gender] / values[names.index("stature")]) ** 2
    targets = tape_targets(tape)
    rows = [names.index(name) for name in targets]
    if rows:
        sure = np.array([SURE_KG if name == "mass" else SURE_M for name in targets])
        gain = np.linalg.solve(change[rows] @ spread @ change[rows].T + np.diag(sure**2), change[rows] @ spread)
        spread = spread - spread @ change[rows].T @ gain
    deviation = np.sqrt(np.maximum(np.einsum("mi,ij,mj->m", change, spread, change), 0))
    factors = calibration()["several photos" if photos > 1 else "one photo"][typed_state(tape)]
    ranges = {}
    for name, value, sd in zip(names, values, deviation, strict=True):
        half = NINETY * sd * factors.get(name, 1.0)
        typed = targets.get(name)
        low, high = (max(value - half, 0.0), value + half) if typed is None else (typed, typed)
        ranges[name] = float(low), float(high)
    return ranges


def measured(shape: np.ndarray, places: np.ndarray) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Names and values of all measures, and how they change (M, w + 1); the last column is the scale's."""
    model = body_model()
    ruler = Ruler(model, tape_lines(), MEASURED)
    reading = ruler.read(shape)
    change = ruler.jacobian(shape, places, reading)
    further, further_change = further_measured(ruler.tape, shape, places)
    names, values = [*MEASURED, *further], np.r_[reading.values, list(further.values())]
    power = np.array([MASS_POWER if name == "mass" else 1 for name in names])
    return names, values, np.hstack([np.vstack([change, further_change]), (power * values)[:, None]])


def further_measured(tape: TapeLines, shape: np.ndarray, places: np.ndarray) -> tuple[dict[str, float], np.ndarray]:
    """Heights of levels, breadths and depths, name -> m, and how they change (M, w), by finite differences.

    A breadth's ends stay where they are on the mesh: how its level moves over the body matters little.
    """
    model = body_model()
    steps = np.where(shape[places] + STEP <= model.shape_limits()[1][places], STEP, -STEP)
    tried = np.tile(shape, (len(places) + 1, 1))
    tried[np.arange(len(places)), places] += steps
    coefficients = model.coefficients(tried)
    template, basis = tape_basis()
    points = template + (coefficients @ basis).reshape(len(tried), -1, 3)
    heads = model.heads(coefficients[-1:])[0]  # no part of the trunk's tape hangs on a joint
    floor = points[:, tape.soles, 2].min(axis=1)
    found = {
        f"{name}_height": points[:, [tape.marks[mark] for mark in marks], 2].mean(axis=1) - floor
        for name, marks in LEVELS.items()
    }
    for name in TORSO_GIRTHS:
        found |= extents(tape, name, points, heads)
    table = np.stack(list(found.values()), axis=1)
    return dict(zip(found, table[-1].tolist())), ((table[:-1] - table[-1]) / steps[:, None]).T


def extents(tape: TapeLines, name: str, points: np.ndarray, heads: np.ndarray) -> dict[str, np.ndarray]:
    """A girth's breadth and depth, (B,) m each, on the tape's points (B, n, 3); its ends are those of the last body."""
    plane = tape.plane(name, points[-1], heads)
    edges, share = cut(points[-1], tape.edges[name], plane.origin, plane.normal)
    found = {}
    for word, axis in zip(("breadth", "depth"), axes(plane.normal).T, strict=True):
        along = between(points[-1], edges, share) @ axis
        ends = [along.argmax(), along.argmin()]
        last, first = np.moveaxis(points[:, edges[ends]] @ axis, 1, 0)  # (B, 2) of each end's edge
        weights = np.stack([1 - share[ends], share[ends]], axis=1)
        found[f"{name}_{word}"] = last @ weights[0] - first @ weights[1]
    return found


@cache
def tape_basis() -> tuple[np.ndarray, np.ndarray]:
    return body_model().vertex_basis(tape_lines().subset)


def typed_state(tape: Tape) -> str:
    """What kind of numbers were typed: a key of calibration.json, below the number of photos."""
    typed = set(tape_targets(tape))
    if typed & set(GIRTHS):
        return "girths"
    if {"stature", "mass"} <= typed:
        return "stature and mass"
    return "stature" if "stature" in typed else "nothing"


@cache
def calibration() -> dict[str, dict[str, dict[str, float]]]:
    """Factors of the ranges, by how many photos, by what was typed, by measure."""
    return json.loads(CALIBRATION.read_text("utf-8"))
