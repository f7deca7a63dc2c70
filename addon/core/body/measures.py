"""What a tape measures on a body at rest: girths, lengths and heights, named and taken as in ISO 8559-1."""

from __future__ import annotations

import numpy as np

from .model import BodyModel
from .tape_lines import TapeLines
from .tape_marks import LEVELS, MEASURES, TORSO_GIRTHS
from .tape_places import tape_lines
from .taut import axes, between, cut, volume

# kg/m3 of a living body that breathes quietly: tissue of 1030 to 1050 (Siri 1956) and 3 l of air. With it, bodies of
# ANSUR's mean girths have ANSUR's mean mass to 1%, women and men, from a BMI of 21 to 36.
DENSITY = 1000.0


def measure_rest(model: BodyModel, rest: np.ndarray, heads: np.ndarray) -> tuple[dict[str, float], float]:
    """The measures (name -> m) and the mass (kg) of a rest mesh (V, 3) with its joint heads (J, 3)."""
    tape = tape_lines()
    points = rest[tape.subset]
    measures = {name: tape.measure(name, points, heads) for name in MEASURES}
    floor = tape.floor(points)
    measures |= {f"{name}_height": tape.level(points, name) - floor for name in LEVELS}
    for name in TORSO_GIRTHS:
        across, deep = extent(tape, name, points, heads)
        measures |= {f"{name}_breadth": across, f"{name}_depth": deep}
    return measures, mass(model, rest)


def mass(model: BodyModel, rest: np.ndarray) -> float:
    """kg of the whole body."""
    return volume(rest, model.skin_faces) * DENSITY


def extent(tape: TapeLines, name: str, points: np.ndarray, heads: np.ndarray) -> tuple[float, float]:
    """How far a girth reaches across the body and from front to back, m."""
    plane = tape.plane(name, points, heads)
    places = between(points, *cut(points, tape.edges[name], plane.origin, plane.normal))
    across, deep = np.ptp((places - plane.origin) @ axes(plane.normal), axis=0)
    return float(across), float(deep)
