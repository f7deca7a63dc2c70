"""Where the armature's bones lie: tails at the next joint, rolls that mirror, and the collections they belong to.

A bone's local axes: Y runs along it, X is its hinge, and a positive turn about X bends the joint the natural way
(elbow, knee and fingers flex, the trunk bows). The right side mirrors the left, as Blender's mirrored posing wants it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from ...core.body.model import body_model
from ...core.body.posing import hand_axes
from ...core.types import Body

SHORTEST_BONE = 0.005  # m; Blender drops bones without length
LEFT, FRONT, UP = np.eye(3)[0], -np.eye(3)[1], np.eye(3)[2]
MIRROR = np.array([-1.0, 1.0, 1.0])
STRAIGHT_M = 1e-3  # a limb bent by less than this has no plane of its own
TIP_SHARE = 0.5  # of a vertex's skin weight, for it to belong to a finger's tip
# Bones that lead from joint to joint; each one's tail is the next one's head.
CHAINS = (
    ("spine05", "spine04", "spine03", "spine02", "spine01", "neck01", "neck02", "neck03", "head"),
    ("clavicle", "shoulder01", "upperarm01", "upperarm02", "lowerarm01", "lowerarm02", "wrist"),
    ("pelvis", "upperleg01", "upperleg02", "lowerleg01", "lowerleg02", "foot"),
    ("finger1-1", "finger1-2", "finger1-3"),
    *((f"metacarpal{k - 1}", f"finger{k}-1", f"finger{k}-2", f"finger{k}-3") for k in range(2, 6)),
    ("toe1-1", "toe1-2"),
    *((f"toe{k}-1", f"toe{k}-2", f"toe{k}-3") for k in range(2, 6)),
)
ARM, LEG = ("upperarm01", "lowerarm01", "wrist"), ("upperleg01", "lowerleg01", "foot")
COLLECTIONS = {
    "Body": ("root", "pelvis", "spine", "neck", "head"),
    "Arms": ("clavicle", "shoulder", "upperarm", "lowerarm"),
    "Hands": ("wrist", "metacarpal", "finger"),
    "Legs": ("upperleg", "lowerleg"),
    "Feet": ("foot", "toe"),
    "Face": ("eye",),
}


@dataclass(frozen=True, eq=False)
class BoneLayout:
    """Every bone's place in rest pose."""

    heads: np.ndarray  # (J, 3) m
    tails: np.ndarray  # (J, 3) m
    hinge_side: np.ndarray  # (J, 3) the direction that a bone's Z leans to
    is_connected: np.ndarray  # (J,) whether its head is its parent's tail


def side_of(name: str) -> str:
    """ ".L", ".R" or ""."""
    return name[-2:] if name.endswith((".L", ".R")) else ""


def collection_of(name: str) -> str:
    """The bone collection of a joint."""
    return next(kind for kind, prefixes in COLLECTIONS.items() if name.startswith(prefixes))


def lay_bones(body: Body) -> BoneLayout:
    """The bones of a body, from its rest pose."""
    heads = body.world_from_joint_rest[:, :3, 3]
    following = next_joints(body.joints)
    is_connected = np.zeros(len(heads), bool)
    is_connected[list(following.values())] = True
    return BoneLayout(heads, tails(body, heads, following), hinge_sides(body, heads), is_connected)


def next_joints(joints: tuple[str, ...]) -> dict[int, int]:
    """Of each joint in a chain but the last, the one after it."""
    place = {name: index for index, name in enumerate(joints)}
    pairs = [pair for chain in CHAINS for pair in zip(chain, chain[1:], strict=False)]
    sided = [(f"{a}{side}", f"{b}{side}") for a, b in pairs for side in ("", ".L", ".R")]
    return {place[a]: place[b] for a, b in sided if a in place and b in place}


def tails(body: Body, heads: np.ndarray, following: dict[int, int]) -> np.ndarray:
    """(J, 3) m: the next joint; at a chain's end, as far as the skin that the joint moves."""
    ends = np.empty_like(heads)
    for joint, name in enumerate(body.joints):
        children = np.flatnonzero(body.parents == joint)
        if joint in following:
            ends[joint] = heads[following[joint]]
            continue
        if name == "root":
            ends[joint] = heads[joint] + 0.1 * UP
        elif name == "head":
            ends[joint] = tip(body, heads[joint], joint, UP)
        elif name.startswith("eye"):
            ends[joint] = tip(body, heads[joint], joint, FRONT)
        elif len(children):
            ends[joint] = heads[children[name.startswith("wrist") :]].mean(0)  # the hand's bone leaves the thumb aside
        else:
            ends[joint] = tip(body, heads[joint], joint, heads[joint] - heads[body.parents[joint]])
    return ends


def tip(body: Body, head: np.ndarray, joint: int, direction: np.ndarray) -> np.ndarray:
    """(3,) m: from a joint in a direction, to the end of the skin that follows the joint."""
    direction = direction / np.linalg.norm(direction)
    own = body.vertices[followers()[joint]]
    reach = float(((own - head) @ direction).max()) if len(own) else 0.0
    return head + max(reach, 2 * SHORTEST_BONE) * direction


@cache
def followers() -> list[np.ndarray]:
    """Of each joint, the vertices that follow it more than all others."""
    return [np.flatnonzero(weights > TIP_SHARE) for weights in body_model().skin_weights.T]


def hinge_sides(body: Body, heads: np.ndarray) -> np.ndarray:
    """(J, 3) where a bone's Z should lean: the side to which the joint bends."""
    place = {name: index for index, name in enumerate(body.joints)}

    def of(name: str) -> np.ndarray:
        return heads[place[f"{name}.L"]]

    _, palm = hand_axes(body_model(), heads, "L")
    arm, leg = (inside_of_bend(*map(of, limb), fallback) for limb, fallback in ((ARM, FRONT), (LEG, -FRONT)))
    thumb = of("finger4-1") - of("finger1-2")
    rules = (
        (("upperarm", "lowerarm"), arm),
        (("upperleg", "lowerleg"), leg),
        (("finger1",), thumb),
        (("wrist", "metacarpal", "finger"), palm),
        (("foot", "toe"), -UP),
        (("eye",), UP),
        (("",), FRONT),
    )
    sides = np.empty_like(heads)
    for joint, name in enumerate(body.joints):
        direction = next(direction for prefixes, direction in rules if name.startswith(prefixes))
        sides[joint] = direction * (MIRROR if side_of(name) == ".R" else 1.0)
    return sides


def inside_of_bend(start: np.ndarray, middle: np.ndarray, end: np.ndarray, fallback: np.ndarray) -> np.ndarray:
    """The direction from a limb's middle joint to the straight line between its ends: the side to which it folds."""
    along = (end - start) / np.linalg.norm(end - start)
    across = start + along * ((middle - start) @ along) - middle
    size = np.linalg.norm(across)
    return across / size if size > STRAIGHT_M else fallback
