"""What a tape measures on a body at rest: girths, lengths and heights, named and taken as in ISO 8559-1."""

from __future__ import annotations

import numpy as np

from .model import BodyModel
from .tape_lines import GIRTHS, LEVELS, TORSO_GIRTHS, TapeLines, hull_length, tape_lines, taut_length, volume

DENSITY = 985.0  # kg/m3, a living body with half-full lungs


def measure_rest(model: BodyModel, rest: np.ndarray, heads: np.ndarray) -> tuple[dict[str, float], float]:
    """The measures (name -> m) and the mass (kg) of a rest mesh (V, 3) with its joint heads (J, 3)."""
    tape = tape_lines()
    points = rest[tape.subset]
    measures = {"stature": tape.stature(points)}
    measures |= {name: tape.girth(name, points, heads) for name in GIRTHS}
    measures |= lengths(tape, points)
    floor = tape.floor(points)
    measures |= {f"{name}_height": tape.level(points, name) - floor for name in LEVELS}
    for name in TORSO_GIRTHS:
        across, deep = np.ptp(tape.cut(name, points, heads), axis=0)
        measures |= {f"{name}_breadth": float(across), f"{name}_depth": float(deep)}
    return measures, mass(model, rest)


def mass(model: BodyModel, rest: np.ndarray) -> float:
    """kg of the whole body."""
    return volume(rest, model.skin_faces) * DENSITY


def lengths(tape: TapeLines, points: np.ndarray) -> dict[str, float]:
    """Lengths along the body (name -> m) from the tape's points (n, 3)."""
    waist, floor = tape.level(points, "waist"), tape.floor(points)
    hip_side = float(points[tape.marks["hip_side"], 2])
    return {
        "shoulder_width": 2 * tape.length(points, "acromion", "back_neck"),
        "shoulder_length": tape.length(points, "side_neck", "acromion"),
        "arm_length": tape.length(points, "acromion", "elbow", "wrist"),
        "back_waist_length": _back_waist(tape, points, waist),
        "front_waist_length": tape.length(points, "side_neck", "bust", "waist_under_bust"),
        "inseam": tape.inseam(points),
        "outside_leg": tape.length(points, "waist_side", "high_hip", "hip_side") + hip_side - floor,
        "crotch_length": _crotch_length(tape, points, waist),
    }


def _back_waist(tape: TapeLines, points: np.ndarray, waist: float) -> float:
    """C7 to the waist, along the spine, bridging its hollow between the shoulder blades and nowhere else."""
    spine = points[tape.midline_back]
    spine = spine[np.argsort(spine[:, 2])]
    top = points[tape.marks["back_neck"]]
    inside = (spine[:, 2] > waist) & (spine[:, 2] < top[2])
    height = np.r_[waist, spine[inside, 2], top[2]]
    depth = np.r_[np.interp(waist, spine[:, 2], spine[:, 1]), spine[inside, 1], top[1]]
    return taut_length(height, depth)


def _crotch_length(tape: TapeLines, points: np.ndarray, waist: float) -> float:
    """From the waist in front, between the legs, to the waist behind."""
    line = points[tape.midline_below]
    middle = np.mean([points[tape.marks[mark], 1] for mark in ("waist_front", "waist_back")])
    ends = []
    for side in (line[line[:, 1] < middle], line[line[:, 1] >= middle]):
        side = side[np.argsort(side[:, 2])]
        ends.append([float(np.interp(waist, side[:, 2], side[:, 1])), waist])
    below = line[line[:, 2] < waist, 1:]
    return hull_length(np.concatenate([below, ends])) - (ends[1][0] - ends[0][0])
