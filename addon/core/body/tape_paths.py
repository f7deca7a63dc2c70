"""The line that the tape of each measure makes on a body at rest, tied to the joints so that it follows every pose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from ..types import Body
from .model import BodyModel, body_model
from .tape_lines import TapeLines
from .tape_marks import GIRTHS, HEIGHTS, MEASURES
from .tape_places import tape_lines
from .taut import Laid

LONGEST_M = 0.015  # of a piece of the line: between the tape's own corners it bends with the body
BESIDE_M, BEFORE_M = 0.22, 0.02  # how far from the body a height is drawn: beside the hips, before the bust


@dataclass(frozen=True, eq=False)
class TapePath:
    """A line of straight pieces; its length is the measure."""

    name: str
    kind: str  # "girth", "length" or "height"
    points: np.ndarray  # (n, 3) m, rest pose
    skin_weights: np.ndarray  # (n, J)
    is_closed: bool
    length: float  # m, of the whole line

    def steps(self) -> np.ndarray:
        """(n or n - 1, 3) m from each point to the next."""
        return (np.roll(self.points, -1, 0) - self.points) if self.is_closed else np.diff(self.points, axis=0)


def tape_paths(body: Body) -> tuple[TapePath, ...]:
    """The line of every measure that can be typed, but the mass, on a body's rest vertices."""
    tape, heads = tape_lines(), body.world_from_joint_rest[:, :3, 3]
    points = body.vertices[tape.subset]
    found = []
    for name in MEASURES:
        if name in HEIGHTS:
            found.append(_height(tape, name, points))
            continue
        kind = "girth" if name in GIRTHS else "length"
        line, weights = _on_skin(tape, tape.laid(name, points, heads), body)
        if name == "shoulder_width":
            line, weights = _with_its_mirror(line, weights)
        if name == "outside_leg":
            floor = [[line[-1, 0], line[-1, 1], tape.floor(points)]]
            line, weights = np.concatenate([line, floor]), np.concatenate([weights, weights[-1:]])
        found.append(_path(name, kind, line, weights, name in GIRTHS))
    return tuple(found)


def _path(name: str, kind: str, line: np.ndarray, weights: np.ndarray, is_closed: bool) -> TapePath:
    """The line with a point every LONGEST_M."""
    after = np.roll(np.arange(len(line)), -1) if is_closed else np.r_[np.arange(1, len(line)), len(line) - 1]
    places, ties = [], []
    for here, there in enumerate(after):
        count = max(1, int(np.ceil(np.linalg.norm(line[there] - line[here]) / LONGEST_M)))
        share = np.arange(count)[:, None] / count
        places.append(line[here] * (1 - share) + line[there] * share)
        ties.append(weights[here] * (1 - share) + weights[there] * share)
    points, skin_weights = np.concatenate(places), np.concatenate(ties)
    path = TapePath(name, kind, points, skin_weights, is_closed, 0.0)
    length = float(np.linalg.norm(path.steps(), axis=1).sum())
    return TapePath(name, kind, points, skin_weights, is_closed, length)


def _on_skin(tape: TapeLines, laid: tuple[Laid, ...], body: Body) -> tuple[np.ndarray, np.ndarray]:
    """The places of a tape, part after part, and how the joints move them."""
    weights = body.skin_weights[tape.subset]
    places = [part.places if k == 0 else part.places[1:] for k, part in enumerate(laid)]
    ties = []
    for k, part in enumerate(laid):
        share = part.share[:, None]
        tie = weights[part.ends[:, 0]] * (1 - share) + weights[part.ends[:, 1]] * share
        ties.append(tie if k == 0 else tie[1:])
    return np.concatenate(places), np.concatenate(ties)


def _with_its_mirror(line: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A line from the left side to the middle, continued to the right."""
    other = line[-2::-1] * (-1.0, 1.0, 1.0)
    return np.concatenate([line, other]), np.concatenate([weights, weights[-2::-1][:, _mirrored_joints()]])


@cache
def _mirrored_joints() -> np.ndarray:
    """(J,) the joint on the other side of the body."""
    joints, other = body_model().joints, {".L": ".R", ".R": ".L"}
    return np.array([joints.index(name[:-2] + other[name[-2:]]) if name[-2:] in other else k
                     for k, name in enumerate(joints)])  # fmt: skip


def _height(tape: TapeLines, name: str, points: np.ndarray) -> TapePath:
    """A height is drawn upright on the floor, beside or before the body, and turns with its hips."""
    level, floor = HEIGHTS[name], tape.floor(points)
    top = tape.level(points, level) if level else float(points[tape.crown, 2].max())
    torso = points[tape.edges["hip"].ravel()]
    if name == "stature":
        at = np.array([-np.abs(torso[:, 0]).max() - BESIDE_M, 0.0])
    elif name == "bust_height":
        at = np.array([points[tape.marks["bust"], 0], points[:, 1].min() - BEFORE_M])
    else:
        at = np.mean([points[tape.marks[mark], :2] for mark in ("crotch_front", "crotch_back")], axis=0)
    weights = np.zeros((2, len(tape.model.joints)))
    weights[:, _root(tape.model)] = 1.0
    return _path(name, "height", np.array([[*at, floor], [*at, top]]), weights, False)


def _root(model: BodyModel) -> int:
    return int(np.flatnonzero(model.parents < 0)[0])
