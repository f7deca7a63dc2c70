"""Lays the tape of every measure on the mesh, and says how long it is and how that changes.

Levels are those of fixed vertices of the mesh, never of the widest or narrowest place: those jump from body to body.
A girth is the length of a taut tape: the convex hull of the body cut by a plane, without the arms. A length is taut
over what bulges between its landmarks. Bodies are symmetrical at rest, so only the left side of limbs is measured.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .model import BodyModel
from .tape_marks import ARM_GIRTHS, HEIGHTS, LEG_GIRTHS, LEVELS, MIDLINES, SPANS, TILTED_GIRTHS, TORSO_GIRTHS, Span
from .taut import Laid, axes, between, chain, cut, hull

SIDEWAYS = np.array([1.0, 0.0, 0.0])
UP = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True, eq=False)
class Plane:
    """Where a tape's plane is on one body."""

    origin: np.ndarray  # (3,) m
    normal: np.ndarray  # (3,) unit


@dataclass(frozen=True, eq=False)
class Gradient:
    """How a measure grows with the tape's points and the joint heads; added to as it is worked out."""

    points: np.ndarray  # (n, 3)
    heads: np.ndarray  # (J, 3)


@dataclass(frozen=True, eq=False)
class TapeLines:
    """Where the tape goes on the mesh of ``model``. Works on ``subset``: few of the vertices, so that it is quick.

    ``points`` (n, 3) are the subset's at rest, ``heads`` (J, 3) the joints', metres.
    """

    model: BodyModel
    subset: np.ndarray  # (n,) vertices of the mesh
    marks: dict[str, int]  # landmark -> row of subset
    edges: dict[str, np.ndarray]  # girth, or span "start end" -> (E, 2) rows of subset: the edges its plane may cut
    crown: np.ndarray  # rows near the top of the head
    soles: np.ndarray
    midline_back: np.ndarray  # rows on the spine, from below the waist to the nape
    midline_below: np.ndarray  # rows round the body below the waist, on the plane of symmetry, from front to back

    def level(self, points: np.ndarray, name: str) -> float:
        """Height (m) of a level in the frame of ``points``."""
        return float(np.mean([points[self.marks[mark], 2] for mark in LEVELS[name]]))

    def floor(self, points: np.ndarray) -> float:
        return float(points[self.soles, 2].min())

    def laid(self, name: str, points: np.ndarray, heads: np.ndarray) -> tuple[Laid, ...]:
        """The tape of a girth or a length, in as many parts as it has planes."""
        if name == "back_waist_length":
            return (self._back_waist(points),)
        if name == "crotch_length":
            return (self._crotch(points),)
        if name in SPANS:
            return tuple(self._span(span, points) for span in SPANS[name])
        plane = self.plane(name, points, heads)
        edges, share = cut(points, self.edges[name], plane.origin, plane.normal)
        places = between(points, edges, share)
        ring = hull((places - plane.origin) @ axes(plane.normal))
        return (Laid(places[ring], edges[ring], share[ring], True, plane.normal),)

    def measure(self, name: str, points: np.ndarray, heads: np.ndarray) -> float:
        """A girth, length or height, m."""
        if name in HEIGHTS:
            top = self.level(points, HEIGHTS[name]) if HEIGHTS[name] else points[self.crown, 2].max()
            return float(top) - self.floor(points)
        length = sum(laid.length for laid in self.laid(name, points, heads))
        if name == "shoulder_width":
            return 2 * length
        if name == "outside_leg":
            return length + float(points[self.marks["hip_side"], 2]) - self.floor(points)
        return length

    def gradient(self, name: str, points: np.ndarray, heads: np.ndarray) -> Gradient:
        """How ``measure`` grows with points and heads."""
        grown = Gradient(np.zeros_like(points), np.zeros_like(heads))
        if name in HEIGHTS or name == "outside_leg":
            grown.points[self.soles[points[self.soles, 2].argmin()], 2] -= 1
        if name == "stature":
            grown.points[self.crown[points[self.crown, 2].argmax()], 2] += 1
        elif name in HEIGHTS:
            self._add_level(grown, HEIGHTS[name], 1.0)
        elif name == "outside_leg":
            grown.points[self.marks["hip_side"], 2] += 1
        if name in HEIGHTS:
            return grown
        for index, laid in enumerate(self.laid(name, points, heads)):
            rate, moment = laid.add_gradient(points, grown.points)
            if name in SPANS:
                self._turn_span(SPANS[name][index], points, rate, moment, grown)
            elif name in MIDLINES:
                self._add_level(grown, "waist", rate)
            else:
                self._turn_girth(name, points, heads, rate, moment, grown)
        if name == "shoulder_width":
            grown.points[:] *= 2
        return grown

    def plane(self, name: str, points: np.ndarray, heads: np.ndarray) -> Plane:
        """The plane of a girth."""
        if name in TORSO_GIRTHS:
            return Plane(np.array([0, 0, self.level(points, TORSO_GIRTHS[name])]), UP)
        if name in TILTED_GIRTHS:
            back, front = (points[self.marks[mark]] for mark in TILTED_GIRTHS[name])
            normal = np.cross(SIDEWAYS, back - front)
            return Plane(front, normal / np.linalg.norm(normal))
        start, along = self._axis(name, heads)
        origin = points[self.marks[LEG_GIRTHS[name][0]]] if name in LEG_GIRTHS else start + ARM_GIRTHS[name][2] * along
        return Plane(origin, along / np.linalg.norm(along))

    def _axis(self, name: str, heads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        start, end = (heads[joint] for joint in self._axis_joints(name))
        return start, end - start

    def _axis_joints(self, name: str) -> tuple[int, int]:
        start, end = LEG_GIRTHS[name][1:] if name in LEG_GIRTHS else ARM_GIRTHS[name][:2]
        return self.model.joint(start), self.model.joint(end)

    def _turn_girth(
        self, name: str, points: np.ndarray, heads: np.ndarray, rate: float, moment: np.ndarray, grown: Gradient
    ) -> None:
        """Add what a girth gains as its plane moves with landmarks or joints."""
        plane = self.plane(name, points, heads)
        origin, normal = rate * plane.normal, rate * plane.origin - moment
        if name in TORSO_GIRTHS:
            self._add_level(grown, TORSO_GIRTHS[name], float(origin[2]))
            return
        normal = normal - plane.normal * (normal @ plane.normal)
        if name in TILTED_GIRTHS:
            back, front = (self.marks[mark] for mark in TILTED_GIRTHS[name])
            turn = np.cross(normal, SIDEWAYS) / np.linalg.norm(np.cross(SIDEWAYS, points[back] - points[front]))
            grown.points[front] += origin - turn
            grown.points[back] += turn
            return
        start, end = self._axis_joints(name)
        turn = normal / np.linalg.norm(heads[end] - heads[start])
        grown.heads[end] += turn
        grown.heads[start] -= turn
        if name in LEG_GIRTHS:
            grown.points[self.marks[LEG_GIRTHS[name][0]]] += origin
        else:
            share = ARM_GIRTHS[name][2]
            grown.heads[start] += (1 - share) * origin
            grown.heads[end] += share * origin

    def _add_level(self, grown: Gradient, name: str, rate: float) -> None:
        for mark in LEVELS[name]:
            grown.points[self.marks[mark], 2] += rate / len(LEVELS[name])

    def _span(self, span: Span, points: np.ndarray) -> Laid:
        """A taut tape from landmark to landmark in the plane of both and of the direction outwards."""
        start, end = self.marks[span.start], self.marks[span.end]
        plane, along, up = span_frame(points[start], points[end], span.outwards)
        edges, share = cut(points, self.edges[f"{span.start} {span.end}"], plane.origin, plane.normal)
        places = between(points, edges, share)
        flat = np.stack([(places - plane.origin) @ along, -(places - plane.origin) @ up], axis=1)
        far = float(np.linalg.norm(points[end] - points[start]))
        inside = (flat[:, 0] > 0) & (flat[:, 0] < far) & (flat[:, 1] < 0)
        ends = np.concatenate([[[start, start]], edges[inside], [[end, end]]])
        share = np.r_[0.0, share[inside], 0.0]
        flat = np.concatenate([[[0.0, 0.0]], flat[inside], [[far, 0.0]]])
        kept = chain(flat, np.argsort(flat[:, 0], kind="stable"))
        return Laid(between(points, ends[kept], share[kept]), ends[kept], share[kept], False, plane.normal)

    def _turn_span(self, span: Span, points: np.ndarray, rate: float, moment: np.ndarray, grown: Gradient) -> None:
        start, end = self.marks[span.start], self.marks[span.end]
        plane, _, _ = span_frame(points[start], points[end], span.outwards)
        normal = rate * plane.origin - moment
        normal = normal - plane.normal * (normal @ plane.normal)
        across = np.cross(points[end] - points[start], span.outwards)
        turn = np.cross(np.array(span.outwards), normal) / np.linalg.norm(across)
        grown.points[start] += rate * plane.normal - turn
        grown.points[end] += turn

    def _back_waist(self, points: np.ndarray) -> Laid:
        """C7 to the waist, along the spine, bridging its hollow between the shoulder blades and nowhere else."""
        edge, along = self._at_waist(points, self.midline_back)
        rows = self.midline_back[points[self.midline_back, 2] > self.level(points, "waist")]
        rows = np.r_[rows[points[rows, 2] < points[self.marks["back_neck"], 2]], self.marks["back_neck"]]
        ends = np.concatenate([[edge], np.stack([rows, rows], 1)])
        share = np.r_[along, np.zeros(len(rows))]
        places = between(points, ends, share)
        kept = chain(np.stack([places[:, 2], -places[:, 1]], 1), np.argsort(places[:, 2], kind="stable"))
        return Laid(places[kept], ends[kept], share[kept], False, UP)

    def _crotch(self, points: np.ndarray) -> Laid:
        """From the waist in front, between the legs, to the waist behind."""
        line = self.midline_below
        lowest = int(points[line, 2].argmin())
        front, back = self._at_waist(points, line[: lowest + 1]), self._at_waist(points, line[lowest:])
        below = line[points[line, 2] < self.level(points, "waist")]
        ends = np.concatenate([[front[0]], np.stack([below, below], 1), [back[0]]])
        share = np.r_[front[1], np.zeros(len(below)), back[1]]
        places = between(points, ends, share)
        ring = hull(places[:, 1:])
        # The ring opens between its two highest places, the waist in front and behind.
        ring = np.roll(ring, -int(np.flatnonzero(ring == 0)[0]))
        ring = ring if ring[1] != len(ends) - 1 else np.r_[ring[0], ring[:0:-1]]
        return Laid(places[ring], ends[ring], share[ring], False, UP)

    def _at_waist(self, points: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, float]:
        """The edge (2,) of a midline that the level of the waist cuts, and how far along."""
        waist = np.array([0.0, 0.0, self.level(points, "waist")])
        edges, share = cut(points, np.stack([rows[:-1], rows[1:]], 1), waist, UP)
        if not len(edges):  # on the strangest bodies the waist is beyond the midline that is kept
            nearest = rows[np.abs(points[rows, 2] - waist[2]).argmin()]
            return np.array([nearest, nearest]), 0.0
        return edges[0], float(share[0])


def span_frame(start: np.ndarray, end: np.ndarray, outwards: tuple[float, float, float]):
    """The plane of a span, and in it the unit directions from start to end and outwards."""
    normal = np.cross(end - start, outwards)
    normal /= np.linalg.norm(normal)
    along = (end - start) / np.linalg.norm(end - start)
    return Plane(start, normal), along, np.cross(normal, along)
