"""Where the tape goes on the mesh: landmarks, levels, planes that cut the body, and the lengths of taut lines.

Levels are those of fixed vertices of the mesh, never of the widest or narrowest place: those jump from body to body.
A girth is the length of a taut tape: the convex hull of the body cut by a plane, without the arms. Bodies are
symmetrical at rest, so that only the left side is measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from .model import BodyModel, body_model

LANDMARKS = {  # vertices of the mesh, found on an average body and looked at
    "back_neck": 857,  # C7
    "side_neck": 8168,
    "throat": 809,
    "nape": 855,
    "acromion": 8259,
    "underarm": 8324,
    "elbow": 10022,
    "wrist": 10179,
    "bust": 8456,
    "underbust": 8506,
    "waist_back": 4132,
    "waist_front": 4090,
    "waist_side": 10685,
    "waist_under_bust": 10736,
    "high_hip": 10879,
    "hip": 10823,
    "hip_side": 10891,
    "crotch_front": 4356,
    "crotch_back": 4358,
    "thigh": 10999,
    "knee": 11191,
    "calf": 11299,
    "ankle": 12895,
}
LEVELS = {  # the height of a level is the mean height of its landmarks
    "back_neck": ("back_neck",),
    "neck": ("side_neck",),
    "shoulder": ("acromion",),
    "chest": ("bust",),
    "underbust": ("underbust",),
    "underarm": ("underarm",),
    "waist": ("waist_back", "waist_front", "waist_side"),
    "high_hip": ("high_hip",),
    "hip": ("hip",),
    "crotch": ("crotch_front", "crotch_back"),
    "knee": ("knee",),
    "ankle": ("ankle",),
}
TORSO_GIRTHS = ("chest", "underbust", "waist", "high_hip", "hip")
LEG_GIRTHS = {  # where, and the joints whose line is the limb's axis
    "thigh": ("thigh", "upperleg01.L", "lowerleg01.L"),
    "knee": ("knee", "upperleg01.L", "foot.L"),
    "calf": ("calf", "lowerleg01.L", "foot.L"),
    "ankle": ("ankle", "lowerleg01.L", "foot.L"),
}
ARM_GIRTHS = {  # the axis, and how far along it
    "upper_arm": ("upperarm01.L", "lowerarm01.L", 0.5),
    "elbow": ("upperarm01.L", "wrist.L", 0.54),
    "wrist": ("lowerarm01.L", "wrist.L", 0.97),
}
TORSO_JOINTS = ("root", "pelvis", "spine", "clavicle", "upperleg", "shoulder")
LEG_JOINTS = ("upperleg", "lowerleg", "foot")
ARM_JOINTS = ("upperarm", "lowerarm", "wrist", "metacarpal", "finger1-1")
NECK_JOINTS = ("neck", "head")
TORSO_BAND_M = 0.16  # how far from its plane, on an average body, an edge may lie to be cut
LIMB_BAND_M = 0.08
GIRTHS = (*TORSO_GIRTHS, "neck", *LEG_GIRTHS, *ARM_GIRTHS)
MIDDLE_M = 0.002
DIRECTIONS = 256  # of the support function; a girth of 1 m is within 0.1 mm of its hull


@dataclass(frozen=True, eq=False)
class TapeLines:
    """Where the tape goes on the mesh of ``model``. Works on ``subset``: few of the vertices, so that it is quick."""

    model: BodyModel
    subset: np.ndarray  # (n,) vertices of the mesh
    marks: dict[str, int]  # landmark -> row of subset
    girths: dict[str, np.ndarray]  # name -> (E, 2) rows of subset: the edges its plane may cut
    crown: np.ndarray  # rows near the top of the head
    soles: np.ndarray
    midline_back: np.ndarray  # rows on the spine
    midline_below: np.ndarray  # rows around the body below the waist, on the plane of symmetry

    def level(self, points: np.ndarray, name: str) -> float:
        """Height (m) of a level in the frame of ``points`` (n, 3)."""
        return float(np.mean([points[self.marks[mark], 2] for mark in LEVELS[name]]))

    def floor(self, points: np.ndarray) -> float:
        return float(points[self.soles, 2].min())

    def stature(self, points: np.ndarray) -> float:
        return float(points[self.crown, 2].max()) - self.floor(points)

    def inseam(self, points: np.ndarray) -> float:
        return self.level(points, "crotch") - self.floor(points)

    def plane(self, name: str, points: np.ndarray, heads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """A point of the plane of a girth, and the plane's unit normal."""
        if name in TORSO_GIRTHS:
            return np.array([0, 0, self.level(points, name)]), np.array([0.0, 0.0, 1.0])
        if name == "neck":
            back, front = points[self.marks["nape"]], points[self.marks["throat"]]
            normal = np.cross([1.0, 0.0, 0.0], back - front)
            return front, normal / np.linalg.norm(normal)
        if name in LEG_GIRTHS:
            mark, start, end = LEG_GIRTHS[name]
            origin = points[self.marks[mark]]
            along = heads[self.model.joint(end)] - heads[self.model.joint(start)]
        else:
            start, end, share = ARM_GIRTHS[name]
            along = heads[self.model.joint(end)] - heads[self.model.joint(start)]
            origin = heads[self.model.joint(start)] + share * along
        return origin, along / np.linalg.norm(along)

    def cut(self, name: str, points: np.ndarray, heads: np.ndarray) -> np.ndarray:
        """(c, 2) where the plane of a girth cuts the body, in axes of the plane: across, and front to back."""
        origin, normal = self.plane(name, points, heads)
        return cut_edges(points, self.girths[name], origin, normal)

    def girth(self, name: str, points: np.ndarray, heads: np.ndarray) -> float:
        return hull_length(self.cut(name, points, heads))

    def length(self, points: np.ndarray, *names: str) -> float:
        """From landmark to landmark, in straight lines."""
        path = points[[self.marks[name] for name in names]]
        return float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())


def cut_edges(points: np.ndarray, edges: np.ndarray, origin: np.ndarray, normal: np.ndarray) -> np.ndarray:
    """(c, 2) where a plane cuts edges (E, 2) of points (n, 3), in two axes of the plane."""
    distance = (points - origin) @ normal
    start, end = distance[edges[:, 0]], distance[edges[:, 1]]
    crossing = (start < 0) != (end < 0)
    start, end, edges = start[crossing], end[crossing], edges[crossing]
    share = (start / (start - end))[:, None]
    places = points[edges[:, 0]] * (1 - share) + points[edges[:, 1]] * share
    depth = np.cross(normal, [1.0, 0.0, 0.0])
    depth /= np.linalg.norm(depth)
    return (places - origin) @ np.stack([np.cross(depth, normal), depth], axis=1)


def hull_length(points: np.ndarray) -> float:
    """The perimeter of the convex hull of points (c, 2), by Cauchy's formula: the integral of the support function."""
    angles = np.arange(DIRECTIONS) * (2 * np.pi / DIRECTIONS)
    support = (points @ np.stack([np.cos(angles), np.sin(angles)])).max(axis=0)
    return float(support.sum() * (2 * np.pi / DIRECTIONS))


def taut_length(height: np.ndarray, depth: np.ndarray) -> float:
    """The length of a line drawn taut over points (n,), (n,) from the lowest to the highest, bulging to +depth."""
    order = np.argsort(height)
    hull: list[tuple[float, float]] = []
    for point in zip(height[order], depth[order], strict=True):
        while len(hull) > 1 and _turn(hull[-2], hull[-1], point) >= 0:
            hull.pop()
        hull.append(point)
    return float(np.linalg.norm(np.diff(np.array(hull), axis=0), axis=1).sum())


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def volume(vertices: np.ndarray, faces: np.ndarray) -> float:
    """m3 enclosed by a closed mesh of quads (F, 4)."""
    a, b, c, d = (vertices[faces[:, k]] for k in range(4))
    return float((np.cross(a, b) * c + np.cross(a, c) * d).sum()) / 6


def volume_gradient(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(V, 3) m2: how the volume grows as a vertex moves."""
    gradient = np.zeros_like(vertices)
    for corners in ((0, 1, 2), (0, 2, 3)):
        for k in range(3):
            after, before = faces[:, corners[(k + 1) % 3]], faces[:, corners[(k + 2) % 3]]
            change = np.cross(vertices[after], vertices[before]) / 6
            for axis in range(3):
                gradient[:, axis] += np.bincount(faces[:, corners[k]], change[:, axis], len(vertices))
    return gradient


@cache
def tape_lines() -> TapeLines:
    """The tape's places on ``body_model()``, found once on an average body."""
    model = body_model()
    vertices, heads = _average(model)
    everywhere = np.arange(len(vertices))
    floor, top = vertices[model.is_skin, 2].min(), vertices[model.is_skin, 2].max()
    skin = model.is_skin
    middle = skin & (np.abs(vertices[:, 0]) < MIDDLE_M)
    waist, neck = vertices[LANDMARKS["waist_back"]], vertices[LANDMARKS["back_neck"]]
    height = vertices[:, 2]
    parts = {
        "crown": skin & (height > top - 0.03),
        "soles": skin & (height < floor + 0.03),
        "midline_back": middle & (vertices[:, 1] > 0) & (height > waist[2] - 0.06) & (height < neck[2] + 0.02),
        "midline_below": middle & (height < waist[2] + 0.06) & (height > vertices[LANDMARKS["crotch_front"], 2] - 0.01),
    }
    whole = TapeLines(model, everywhere, LANDMARKS, {}, everywhere, everywhere, everywhere, everywhere)
    edges = {name: _girth_edges(whole, name, vertices, heads) for name in GIRTHS}
    used = [np.flatnonzero(part) for part in parts.values()] + [e.ravel() for e in edges.values()]
    subset = np.unique(np.concatenate([*used, np.array(list(LANDMARKS.values()))]))
    row = np.full(len(vertices), -1)
    row[subset] = np.arange(len(subset))
    return TapeLines(
        model=model,
        subset=subset,
        marks={name: int(row[vertex]) for name, vertex in LANDMARKS.items()},
        girths={name: row[found] for name, found in edges.items()},
        **{name: row[np.flatnonzero(part)] for name, part in parts.items()},
    )


def _average(model: BodyModel) -> tuple[np.ndarray, np.ndarray]:
    shape = model.mean_shape
    shape[model.place("gender")] = 1.0
    return model.rest(shape), model.rest_heads(shape)


def _girth_edges(whole: TapeLines, name: str, vertices: np.ndarray, heads: np.ndarray) -> np.ndarray:
    """(E, 2) the edges, as vertices of the mesh, that the tape named may cross."""
    model = whole.model
    prefixes, side = _girth_joints(name)
    moved_by = np.array([joint.startswith(prefixes) and joint.endswith(side) for joint in model.joints])
    inside = model.is_skin & (model.skin_weights[:, moved_by].sum(axis=1) > 0.5)
    if name in LEG_GIRTHS:
        inside = model.is_skin & (vertices[:, 0] > MIDDLE_M) & (model.skin_weights[:, moved_by].sum(axis=1) > 0.1)
    origin, normal = whole.plane(name, vertices, heads)
    band = TORSO_BAND_M if name in TORSO_GIRTHS else LIMB_BAND_M
    inside &= np.abs((vertices - origin) @ normal) < band
    quads = model.skin_faces
    edges = np.sort(np.concatenate([quads[:, [k, (k + 1) % 4]] for k in range(4)]), axis=1)
    return np.unique(edges[inside[edges].all(axis=1)], axis=0)


def _girth_joints(name: str) -> tuple[tuple[str, ...], str]:
    if name in TORSO_GIRTHS:
        return TORSO_JOINTS, ""
    if name == "neck":
        return NECK_JOINTS, ""
    return (LEG_JOINTS, ".L") if name in LEG_GIRTHS else (ARM_JOINTS, ".L")
