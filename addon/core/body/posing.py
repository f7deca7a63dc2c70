"""Setting joints by where limbs should point or reach, on a given body."""

from __future__ import annotations

import numpy as np

from .model import BodyModel, region
from .skeleton import rotation_between, rotation_matrix, rotation_vector, skin, transforms, translation

SIDES = (("L", 1.0), ("R", -1.0))
FINGERS = ("2", "3", "4", "5")
DEGREE = np.pi / 180
# At ease: how far a finger leans to the thumb from the hand's direction; how far the thumb is off that, aside and
# inward, in a hand that hangs and in one that lies on something.
LEAN_DEG = {"2": -1.0, "3": 0.0, "4": 2.0, "5": 6.0}
THUMB_DEG, LYING_THUMB_DEG = (22.0, 20.0), (32.0, 8.0)
EASE, LYING = {"L": 1.0, "R": 1.0}, 0.2  # how much fingers curl: in hanging hands, and in one that lies on something
TWIST_IN_FOREARM = 0.6  # of a hand's turn about the forearm; the rest is in the wrist


class Figure:
    """A body whose joints are being set. Directions are world axes: left +X, forward -Y, up +Z."""

    def __init__(self, model: BodyModel, shape: np.ndarray):
        self.model = model
        self.rest = model.rest(shape)
        self.heads = model.rest_heads(shape)
        self.pose = model.identity_pose()
        self.curl = dict(EASE)

    def turn(self, joint: str, x_deg: float = 0, y_deg: float = 0, z_deg: float = 0) -> None:
        """Set a joint's rotation, degrees about the rest axes."""
        self.pose[self.model.joint(joint)] = rotation_matrix(np.array([x_deg, y_deg, z_deg]) * DEGREE)

    def placed(self) -> tuple[np.ndarray, np.ndarray]:
        """World rotations (J, 3, 3) and heads (J, 3) of the joints as set so far; the root's head stays."""
        turned, moved = self.model.fk(self.heads[None], self.pose[None])
        return turned[0], (turned[0] @ self.heads[:, :, None])[:, :, 0] + moved[0]

    def aim(self, joint: str, end: str, direction: np.ndarray | tuple[float, float, float]) -> None:
        """Turn ``joint`` the shortest way so that ``end``, further down, lies in ``direction`` from it."""
        index, last = self.model.joint(joint), self.model.joint(end)
        self.pose[index] = np.eye(3)
        turned, heads = self.placed()
        turn = rotation_between(heads[last] - heads[index], np.asarray(direction, float))
        self.pose[index] = turned[index].T @ turn @ turned[index]

    def twist(self, joint: str, end: str, angle_deg: float) -> None:
        """Turn a joint about the line to ``end``, after what it has."""
        index, last = self.model.joint(joint), self.model.joint(end)
        turned, heads = self.placed()
        axis = heads[last] - heads[index]
        spin = rotation_matrix(axis / np.linalg.norm(axis) * angle_deg * DEGREE)
        self.pose[index] = self.pose[index] @ turned[index].T @ spin @ turned[index]

    def reach(self, side: str, wrist: np.ndarray, elbow_towards: np.ndarray) -> None:
        """Two-bone reach: bring a wrist to a point, the elbow bent towards a direction."""
        upper, lower, hand = (self.model.joint(f"{name}.{side}") for name in ("upperarm01", "lowerarm01", "wrist"))
        self.pose[upper] = self.pose[lower] = np.eye(3)
        _, heads = self.placed()
        shoulder = heads[upper]
        first, second = np.linalg.norm(heads[lower] - shoulder), np.linalg.norm(heads[hand] - heads[lower])
        span = np.linalg.norm(wrist - shoulder)
        along = (wrist - shoulder) / span
        span = float(np.clip(span, abs(first - second) + 1e-3, first + second - 1e-3))
        cosine = (first**2 + span**2 - second**2) / (2 * first * span)
        out = elbow_towards - (elbow_towards @ along) * along
        out /= np.linalg.norm(out)
        elbow = shoulder + first * (cosine * along + np.sqrt(1 - cosine**2) * out)
        self.aim(f"upperarm01.{side}", f"lowerarm01.{side}", elbow - shoulder)
        self.aim(f"lowerarm01.{side}", f"wrist.{side}", shoulder + span * along - elbow)

    def orient_hand(self, side: str, fingers: np.ndarray, palm: np.ndarray) -> None:
        """Point the fingers, and then the palm, in world directions, with a part of the twist in the forearm."""
        wrist, forearm = (self.model.joint(f"{name}.{side}") for name in ("wrist", "lowerarm02"))
        self.pose[wrist] = self.pose[forearm] = np.eye(3)
        turned, _ = self.placed()
        rest_fingers, rest_palm = hand_axes(self.model, self.heads, side)
        world = _frame(fingers, palm) @ _frame(turned[wrist] @ rest_fingers, turned[wrist] @ rest_palm).T
        local = turned[wrist].T @ world @ turned[wrist]
        along = self.heads[wrist] - self.heads[forearm]
        twist = twist_about(local, along / np.linalg.norm(along))
        self.pose[forearm] = rotation_matrix(TWIST_IN_FOREARM * twist)
        self.pose[wrist] = self.pose[forearm].T @ local

    def vertices(self, subset: np.ndarray | None = None) -> np.ndarray:
        """(V, 3) posed, or only ``subset`` (v,); the root's head is where it is at rest."""
        world = transforms(*(part[0] for part in self.model.fk(self.heads[None], self.pose[None])))
        frames, some = translation(self.heads), slice(None) if subset is None else subset
        return skin(self.rest[some], self.model.skin_weights[some], frames, world @ frames)

    def relax_hands(self) -> None:
        """Curl the fingers a little and bring them together: at rest they are stretched and spread."""
        self.pose = relaxed_hands(self.model, self.heads, self.pose, self.curl)

    def in_regions(self, *names: str) -> np.ndarray:
        """(V,) True on the skin of these regions."""
        return self.model.is_skin & np.isin(self.model.regions, [region(name) for name in names])


def twist_about(rotation: np.ndarray, axis: np.ndarray) -> np.ndarray:
    """The rotation vector (3,) of the part of a rotation (3, 3) that turns about a unit axis."""
    half = rotation_vector(rotation)
    angle = np.linalg.norm(half)
    sine = np.sin(angle / 2) * (half @ axis) / max(angle, 1e-12)
    return 2 * np.arctan2(sine, np.cos(angle / 2)) * axis


def hand_axes(model: BodyModel, heads: np.ndarray, side: str) -> tuple[np.ndarray, np.ndarray]:
    """At rest: the direction of the fingers, and that in which the palm looks. Unit vectors."""
    place = {finger: heads[model.joint(f"finger{finger}-1.{side}")] for finger in FINGERS}
    fingers = place["3"] - heads[model.joint(f"wrist.{side}")]
    fingers /= np.linalg.norm(fingers)
    palm = np.cross(place["5"] - place["2"], fingers) * (1 if side == "L" else -1)
    return fingers, palm / np.linalg.norm(palm)


def relaxed_hands(model: BodyModel, heads: np.ndarray, pose: np.ndarray, curl: dict[str, float] = EASE) -> np.ndarray:
    """The pose with the fingers of hands at ease: together, curled a little, the thumb beside them.

    Args:
        model: whose joints these are.
        heads: (J, 3) at rest.
        pose: (J, 3, 3); the rotations of the fingers are replaced.
        curl: by side, 1 for a hand that hangs, less for one that lies flat on something.
    """
    relaxed = np.array(pose)
    for side, _ in SIDES:
        fingers, palm = hand_axes(model, heads, side)
        thumbward = np.cross(palm, fingers)
        thumbward *= np.sign(
            thumbward @ (heads[model.joint(f"finger2-1.{side}")] - heads[model.joint(f"finger5-1.{side}")])
        )
        for number, finger in enumerate(FINGERS):
            joints = [model.joint(f"finger{finger}-{k}.{side}") for k in (1, 2, 3)]
            along = _flat(heads[joints[2]] - heads[joints[0]], palm)
            lean = np.tan(LEAN_DEG[finger] * DEGREE)
            together = rotation_between(along, _flat(fingers, palm) + lean * thumbward)
            base, middle, tip = (curl[side] * angle * DEGREE for angle in (10 + 3 * number, 18 + 3 * number, 12))
            relaxed[joints[0]] = rotation_matrix(np.cross(fingers, palm) * base) @ together
            # Each finger's own hinge: about another, a finger that is spread at rest would curl sideways.
            for joint, angle in ((joints[1], middle), (joints[2], tip)):
                relaxed[joint] = rotation_matrix(np.cross(along, palm) * angle)
        thumb = heads[model.joint(f"finger1-3.{side}")] - heads[model.joint(f"finger1-1.{side}")]
        aside, inward = np.tan(
            DEGREE * (np.array(THUMB_DEG) * curl[side] + np.array(LYING_THUMB_DEG) * (1 - curl[side]))
        )
        turn = rotation_between(thumb, fingers + aside * thumbward + inward * palm)
        relaxed[model.joint(f"finger1-1.{side}")] = turn
    return relaxed


def _flat(direction: np.ndarray, palm: np.ndarray) -> np.ndarray:
    """The part of a direction that lies in the palm's plane, as a unit vector."""
    flat = direction - (direction @ palm) * palm
    return flat / np.linalg.norm(flat)


def _frame(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """An orthonormal frame (3, 3) whose first column is ``first`` and whose second leans to ``second``."""
    first = first / np.linalg.norm(first)
    second = second - (second @ first) * first
    second = second / np.linalg.norm(second)
    return np.stack([first, second, np.cross(first, second)], axis=1)
