"""Rings round the body: convex slices of its torso and arms, as a tape lies."""

from __future__ import annotations

import math

import numpy as np

from ...core.types import Body

ARM_JOINTS = ("upperarm", "lowerarm", "wrist", "finger", "metacarpal", "hand")
ROW = 0.005  # m; rings are cut at this pitch
FINE = 20  # points on each side of a hull


class BodyRings:
    """Rings of the rest body, cut on demand and kept."""

    def __init__(self, body: Body):
        self.body = body
        owner = np.array(body.joints)[body.skin_weights.argmax(axis=1)]
        self.in_arm = {side: np.array([is_arm(name, side) for name in owner]) for side in ("left", "right")}
        edges = np.concatenate([body.faces[:, [k, (k + 1) % 4]] for k in range(4)])
        self.edges = np.unique(np.sort(edges, axis=1), axis=0)
        arms = self.in_arm["left"] | self.in_arm["right"]
        self.torso_edges = self.edges[~arms[self.edges].any(axis=1)]
        self.kept: dict[tuple, np.ndarray] = {}

    def torso(self, height: float) -> np.ndarray:
        """The convex hull (K, 2) m, anticlockwise from above, of torso and legs at a height."""
        row = round(height / ROW)
        key = ("torso", row)
        if key not in self.kept:
            points = cut(self.body.vertices, self.torso_edges, np.array([0, 0, row * ROW]), np.array([0, 0, 1.0]))
            self.kept[key] = hull(points[:, :2]) if len(points) > 2 else np.zeros((0, 2))
        return self.kept[key]

    def leg(self, side: str, height: float) -> np.ndarray:
        """The convex hull (K, 2) m, anticlockwise from above, of one leg at a height below the crotch."""
        row = round(height / ROW)
        key = ("leg", side, row)
        if key not in self.kept:
            points = cut(self.body.vertices, self.torso_edges, np.array([0, 0, row * ROW]), np.array([0, 0, 1.0]))
            self.kept[key] = hull(points[(points[:, 0] > 0) == (side == "left"), :2])
        return self.kept[key]

    def middle(self, low: float, high: float) -> np.ndarray:
        """Where the plane between left and right cuts the torso from one height to another: (K, 2) m, y and height."""
        points = cut(self.body.vertices, self.torso_edges, np.array([1e-4, 0, 0]), np.array([1.0, 0, 0]))
        return points[(points[:, 2] > low) & (points[:, 2] < high), 1:]

    def arm(self, side: str, distance: float) -> tuple[np.ndarray, ArmFrame]:
        """The hull (K, 2) m across the arm at a distance along its axis from the shoulder, and the frame it is in."""
        row = round(max(distance, 0.0) / ROW)
        key = (side, row)
        frame = self.arm_frame(side, row * ROW)
        if key not in self.kept:
            mine = self.in_arm[side]
            points = cut(self.body.vertices, self.edges[mine[self.edges].all(axis=1)], frame.origin, frame.along)
            near = points[np.linalg.norm(points - frame.origin, axis=1) < 0.2]
            flat = (near - frame.origin) @ np.stack([frame.back, frame.up], axis=1)
            self.kept[key] = hull(flat) if len(flat) > 2 else np.zeros((0, 2))
        return self.kept[key], frame

    def arm_frame(self, side: str, distance: float) -> ArmFrame:
        """Where the arm's axis is at a distance from the shoulder joint, along upper arm, forearm and beyond."""
        shoulder, elbow, wrist = (self.joint(part, side) for part in ("upperarm01", "lowerarm01", "wrist"))
        upper = float(np.linalg.norm(elbow - shoulder))
        start, end, rest = (shoulder, elbow, distance) if distance < upper else (elbow, wrist, distance - upper)
        along = (end - start) / np.linalg.norm(end - start)
        up = np.array([0, 0, 1.0]) - along[2] * along
        return ArmFrame(start + along * rest, along, up / np.linalg.norm(up))

    def length_to(self, part: str, side: str) -> float:
        """m along the arm's axis from the shoulder to the joint of its elbow or wrist."""
        shoulder, elbow, end = (self.joint(name, side) for name in ("upperarm01", "lowerarm01", part))
        return float(np.linalg.norm(elbow - shoulder) + np.linalg.norm(end - elbow))

    def joint(self, part: str, side: str) -> np.ndarray:
        """(3,) m, the rest head of a limb's joint."""
        index = self.body.joints.index(f"{part}.{'L' if side == 'left' else 'R'}")
        return self.body.world_from_joint_rest[index, :3, 3]


class ArmFrame:
    """A frame on the arm's axis: ``along`` towards the hand, ``up``, and ``back`` towards the wearer's back."""

    def __init__(self, origin: np.ndarray, along: np.ndarray, up: np.ndarray):
        self.origin, self.along, self.up = origin, along, up
        across = np.cross(along, up)
        self.back = across if across[1] > 0 else -across

    def at(self, angle: float, radius: float) -> np.ndarray:
        """The point at ``radius`` m from the axis, ``angle`` from the top line towards the back."""
        return self.origin + radius * (self.up * math.cos(angle) + self.back * math.sin(angle))


def is_arm(joint: str, side: str) -> bool:
    return joint.startswith(ARM_JOINTS) and joint.endswith(".L" if side == "left" else ".R")


def cut(vertices: np.ndarray, edges: np.ndarray, origin: np.ndarray, normal: np.ndarray) -> np.ndarray:
    """Where the edges (E, 2) cross a plane: (K, 3) m."""
    height = (vertices - origin) @ normal
    crossing = edges[height[edges[:, 0]] * height[edges[:, 1]] < 0]
    a, b = crossing.T
    share = (height[a] / (height[a] - height[b]))[:, None]
    return vertices[a] + share * (vertices[b] - vertices[a])


def hull(points: np.ndarray) -> np.ndarray:
    """The convex hull (K, 2), anticlockwise. Source: Andrew's monotone chain, 1979."""

    def half(ordered: list[tuple[float, float]]) -> list[tuple[float, float]]:
        chain: list[tuple[float, float]] = []
        for p in ordered:
            while len(chain) > 1 and turn(chain[-2], chain[-1], p) <= 0:
                chain.pop()
            chain.append(p)
        return chain[:-1]

    ordered = sorted(map(tuple, points.tolist()))
    return np.array(half(ordered) + half(ordered[::-1]))


def turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def perimeter(ring: np.ndarray) -> float:
    """The length of a closed ring (K, 2)."""
    return float(np.linalg.norm(np.roll(ring, -1, axis=0) - ring, axis=1).sum())


def offset_ring(ring: np.ndarray, offset: float) -> np.ndarray:
    """A convex ring (K, 2), its sides finely divided, moved outwards from its middle by ``offset`` m."""
    closed = np.r_[ring, ring[:1]]
    share = np.linspace(0, 1, FINE, endpoint=False)[None, :, None]
    fine = (closed[:-1, None] + share * (closed[1:] - closed[:-1])[:, None]).reshape(-1, 2)
    way = fine - (ring.min(axis=0) + ring.max(axis=0)) / 2
    return fine + offset * way / np.linalg.norm(way, axis=1, keepdims=True)


def half_ring(ring: np.ndarray, split_y: float, front: bool) -> tuple[np.ndarray, np.ndarray]:
    """The front or back half of a ring, from the wearer's right side to the left, parted at x = 0.

    Returns:
        points (K, 2) m, and how far each is from x = 0 towards its side: -1 at the right side, 1 at the left.
    """
    sign = -1.0 if front else 1.0
    depth = (ring[:, 1] - split_y) * sign
    half = ring[depth >= -1e-9]
    half = half[np.argsort(np.arctan2(half[:, 0], (half[:, 1] - split_y) * sign))]
    along = np.r_[0, np.linalg.norm(np.diff(half, axis=0), axis=1).cumsum()]
    right = max(int(np.searchsorted(half[:, 0] >= 0, True)), 1)  # sorted by angle, so x changes its sign once
    x0, x1 = half[right - 1 : right + 1, 0] if right < len(half) else (0.0, 1.0)
    along -= along[right - 1] + (along[min(right, len(half) - 1)] - along[right - 1]) * (-x0 / max(x1 - x0, 1e-9))
    share = np.where(along < 0, along / max(-along[0], 1e-9), along / max(along[-1], 1e-9))
    return half, share
