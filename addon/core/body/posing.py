"""Setting joints by where limbs should point or reach, on a given body."""

from __future__ import annotations

import numpy as np

from .model import BodyModel, region
from .skeleton import rotation_between, rotation_matrix, skin, transforms, translation

SIDES = (("L", 1.0), ("R", -1.0))
FINGERS = ("2", "3", "4", "5")
DEGREE = np.pi / 180


class Figure:
    """A body whose joints are being set. Directions are world axes: left +X, forward -Y, up +Z."""

    def __init__(self, model: BodyModel, shape: np.ndarray):
        self.model = model
        self.rest = model.rest(shape)
        self.heads = model.rest_heads(shape)
        self.pose = model.identity_pose()

    def turn(self, joint: str, x_deg: float = 0, y_deg: float = 0, z_deg: float = 0) -> None:
        """Set a joint's rotation, degrees about the rest axes."""
        self.pose[self.model.joint(joint)] = rotation_matrix(np.array([x_deg, y_deg, z_deg]) * DEGREE)

    def add_turn(self, joint: str, rotation: np.ndarray) -> None:
        """Turn a joint further by (3, 3) in rest axes, about its head, before what it has."""
        index = self.model.joint(joint)
        self.pose[index] = self.pose[index] @ rotation

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
        """Point the fingers, and then the palm, in world directions, half of the twist in the forearm."""
        wrist = self.model.joint(f"wrist.{side}")
        self.pose[wrist] = np.eye(3)
        turned, _ = self.placed()
        rest_fingers, rest_palm = hand_axes(self.model, self.heads, side)
        world = _frame(fingers, palm) @ _frame(turned[wrist] @ rest_fingers, turned[wrist] @ rest_palm).T
        self.pose[wrist] = turned[wrist].T @ world @ turned[wrist]

    def vertices(self, subset: np.ndarray | None = None) -> np.ndarray:
        """(V, 3) posed, or only ``subset`` (v,); the root's head is where it is at rest."""
        world = transforms(*(part[0] for part in self.model.fk(self.heads[None], self.pose[None])))
        frames, some = translation(self.heads), slice(None) if subset is None else subset
        return skin(self.rest[some], self.model.skin_weights[some], frames, world @ frames)

    def relax_hands(self) -> None:
        """Curl the fingers a little and bring them together: at rest they are stretched and spread."""
        self.pose = relaxed_hands(self.model, self.heads, self.pose)

    def in_regions(self, *names: str) -> np.ndarray:
        """(V,) True on the skin of these regions."""
        return self.model.is_skin & np.isin(self.model.regions, [region(name) for name in names])


def hand_axes(model: BodyModel, heads: np.ndarray, side: str) -> tuple[np.ndarray, np.ndarray]:
    """At rest: the direction of the fingers, and that in which the palm looks. Unit vectors."""
    place = {finger: heads[model.joint(f"finger{finger}-1.{side}")] for finger in FINGERS}
    fingers = place["3"] - heads[model.joint(f"wrist.{side}")]
    fingers /= np.linalg.norm(fingers)
    palm = np.cross(place["5"] - place["2"], fingers) * (1 if side == "L" else -1)
    return fingers, palm / np.linalg.norm(palm)


def relaxed_hands(model: BodyModel, heads: np.ndarray, pose: np.ndarray) -> np.ndarray:
    """The pose with the fingers of a hand at ease.

    Args:
        model: whose joints these are.
        heads: (J, 3) at rest.
        pose: (J, 3, 3); the rotations of the fingers are replaced.
    """
    relaxed = np.array(pose)
    for side, _ in SIDES:
        fingers, palm = hand_axes(model, heads, side)
        curl_axis = np.cross(fingers, palm)
        for number, finger in enumerate(FINGERS):
            base, middle, tip = (model.joint(f"finger{finger}-{k}.{side}") for k in (1, 2, 3))
            direction = heads[middle] - heads[base]
            flat = direction - (direction @ palm) * palm
            angle = np.arctan2(np.cross(flat, fingers) @ palm, flat @ fingers)
            together = rotation_matrix(palm * angle * 0.75)
            for joint, curl in ((base, 10 + 3 * number), (middle, 18 + 3 * number), (tip, 12)):
                turn = rotation_matrix(curl_axis * curl * DEGREE)
                relaxed[joint] = turn @ together if joint == base else turn
        thumb = model.joint(f"finger1-1.{side}")
        relaxed[thumb] = rotation_matrix(np.cross(_thumb(model, heads, side), fingers) * 14 * DEGREE)
        relaxed[model.joint(f"finger1-3.{side}")] = rotation_matrix(curl_axis * 12 * DEGREE)
    return relaxed


def _thumb(model: BodyModel, heads: np.ndarray, side: str) -> np.ndarray:
    direction = heads[model.joint(f"finger1-3.{side}")] - heads[model.joint(f"finger1-1.{side}")]
    return direction / np.linalg.norm(direction)


def _frame(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """An orthonormal frame (3, 3) whose first column is ``first`` and whose second leans to ``second``."""
    first = first / np.linalg.norm(first)
    second = second - (second @ first) * first
    second = second / np.linalg.norm(second)
    return np.stack([first, second, np.cross(first, second)], axis=1)
