"""Straps: where they start, taut over the shoulder from front to back, and what keeps them there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .collider import bind, vertex_normals
from .meshing import Sheet
from .slices import BodyRings, cut, hull

NECK_ROOM = 0.02  # m; what stands higher above the base of the neck is head
REGION = "strap"
KERB_DEPTH = 0.07  # m below its top up to which a strap has a kerb beside it
KERB_ROOM, KERB_FOOT, KERB_HEIGHT = 0.010, 0.010, 0.035  # m from the strap's edge; into the body; above it


def place_strap(sheet: Sheet, index: int, start: np.ndarray, rings: BodyRings, clear: float) -> np.ndarray:
    """Start positions (K, 3) m of the strap's vertices; the pieces that it is sewn to are placed.

    A strap's x runs across it, to the wearer's left, and its y from the front over the shoulder to the back.
    """
    piece, ids = sheet.pieces[index], sheet.vertices_of(index)
    front, back = (
        start[sheet.edges[sheet.partner[f"{piece.name}.{end}"]]].mean(axis=0) for end in ("to_front", "to_back")
    )
    path = over_shoulder(rings, front, back, clear)
    along = np.r_[0, np.linalg.norm(np.diff(path, axis=0), axis=1).cumsum()] / max(length(path), 1e-9)
    flat = sheet.flat[ids]
    share = (flat[:, 1] - flat[:, 1].min()) / np.ptp(flat[:, 1])
    middle = (flat[:, 0].min() + flat[:, 0].max()) / 2
    way = back - front
    across = np.array([way[1], -way[0], 0.0]) / np.hypot(*way[:2])  # to the wearer's left, for a strap runs to the back
    on_path = np.stack([np.interp(share, along, path[:, k]) for k in range(3)], axis=1)
    return on_path + (flat[:, 0] - middle)[:, None] * across


def holds_straps(sheet: Sheet, index: int) -> bool:
    """Whether a strap is sewn to the piece."""
    straps = [piece.name for piece in sheet.pieces if piece.placement.region == REGION]
    name = sheet.pieces[index].name
    return name not in straps and any(
        mine.startswith(f"{name}.") and other.partition(".")[0] in straps for mine, other in sheet.partner.items()
    )


def over_shoulder(rings: BodyRings, front: np.ndarray, back: np.ndarray, clear: float) -> np.ndarray:
    """(K, 3) m: the way from front to back, taut and ``clear`` off the body, in the upright plane through both."""
    way = (back - front)[:2]
    ahead = way / np.linalg.norm(way)
    normal = np.array([ahead[1], -ahead[0], 0.0])
    points = cut(rings.body.vertices, rings.torso_edges, front, normal)
    top = rings.body.measures["neck_height"] + NECK_ROOM
    points = points[(points[:, 2] > min(front[2], back[2])) & (points[:, 2] < top)]
    flat = np.c_[(points - front)[:, :2] @ ahead, points[:, 2]]
    flat += clear * outward(flat)
    ends = np.array([[0.0, front[2]], [np.linalg.norm(way), back[2]]])
    ring = hull(np.concatenate([flat, ends]))
    ring = np.roll(ring, -int(np.linalg.norm(ring - ends[1], axis=1).argmin()), axis=0)  # anticlockwise: over the top
    upper = ring[: int(np.linalg.norm(ring - ends[0], axis=1).argmin()) + 1][::-1]
    return np.c_[front[:2] + upper[:, :1] * ahead, upper[:, 1]]


def outward(points: np.ndarray) -> np.ndarray:
    """(N, 2) unit directions from the middle of the points."""
    if not len(points):
        return points
    way = points - (points.min(axis=0) + points.max(axis=0)) / 2
    return way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)


def length(path: np.ndarray) -> float:
    """m along a polyline (K, D)."""
    return float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())


@dataclass(frozen=True, eq=False)
class Kerbs:
    """A low wall on the shoulder, outside each strap, that goes with the body.

    Skin and a taped strap hold each other by friction, which the solver has too little of on a slope of 25 degrees.
    """

    corners: np.ndarray  # (K, 3) of the coarse body's vertices: the triangle on which each point of a strap lies
    shares: np.ndarray  # (K, 3) of that triangle's corners
    runs: tuple[int, ...]  # how many of the points belong to each strap, from front to back
    half_width: float  # m, of a strap

    @classmethod
    def of(cls, sheet: Sheet, start: np.ndarray, proxy: np.ndarray, faces: np.ndarray) -> Kerbs | None:
        """The kerbs of the garment's straps as they begin on the coarse body; None without straps."""
        lines, half_width = [], 0.0
        for index, piece in enumerate(sheet.pieces):
            if piece.placement.region == REGION:
                left, right = (sheet.edges[f"{piece.name}.bound_{side}"] for side in ("left", "right"))
                middle = (start[left[::-1]] + start[right]) / 2
                lines.append(middle[middle[:, 2] > middle[:, 2].max() - KERB_DEPTH])
                half_width = float(np.ptp(sheet.flat[sheet.vertices_of(index), 0])) / 2
        if not lines:
            return None
        corners, shares = bind(np.concatenate(lines), proxy, faces)
        return cls(corners, shares, tuple(map(len, lines)), half_width)

    @property
    def faces(self) -> np.ndarray:
        """(F, 3) triangles that face the neck. Of each point the foot is first, its head comes after all feet."""
        found, first = [], 0
        for number, run in enumerate(self.runs):
            foot = first + np.arange(run)
            head = foot + sum(self.runs)
            a, b, c, d = foot[:-1], foot[1:], head[1:], head[:-1]
            walls = np.concatenate([np.c_[a, b, c], np.c_[a, c, d]])
            found.append(walls if number % 2 else walls[:, ::-1])
            first += run
        return np.concatenate(found)

    def at(self, proxy: np.ndarray, faces: np.ndarray) -> np.ndarray:
        """(2 K, 3) m: where the walls are when the coarse body is at ``proxy`` (P, 3)."""
        on_body = np.einsum("pk,pkd->pd", self.shares, proxy[self.corners])
        up = np.einsum("pk,pkd->pd", self.shares, vertex_normals(proxy, faces)[self.corners])
        feet, first = [], 0
        for run in self.runs:
            line, normal = on_body[first : first + run], up[first : first + run]
            out = np.cross(np.gradient(line, axis=0), normal)
            out *= np.sign(line[:, 0].mean()) * np.sign(out[:, :1])
            out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
            feet.append(line + (self.half_width + KERB_ROOM) * out)
            first += run
        foot = np.concatenate(feet)
        return np.concatenate([foot - KERB_FOOT * up, foot + KERB_HEIGHT * up])
