"""Poses of the body bench's people: people who stand and walk as in fashion photos, made here, on their own body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from body_package import load

load()
from toile.addon.core.body.contact import Contact
from toile.addon.core.body.model import body_model
from toile.addon.core.body.poses import arm_gap, hang_arm
from toile.addon.core.body.posing import SIDES, Figure, relaxed_hands
from toile.addon.core.body.skeleton import rotation_matrix
from toile.ml.fit.parameters import layout
from toile.ml.lifting.mocap import read_mocap

AVERAGE_STATURE = 1.70  # m; reaches below are for this
LEAST_GAP_M = -0.004  # of a resting hand to the trunk
CLEAR_M = 0.008  # of a hanging arm
SPINE = {"spine05": (1.5, 1.2, 1.5), "spine03": (1.5, 1.2, 1.5), "spine02": (1.5, 1.0, 1.5), "spine01": (1.5, 1.0, 1.5)}
HEAD = {"neck01": (1.5, 1.0, 3.0), "neck03": (2.0, 1.5, 4.0), "head": (5.0, 3.0, 7.0)}  # degrees, one sigma
HANGS = "hanging"


@dataclass(frozen=True)
class Reach:
    """Where a left wrist goes, in m of a person of average stature, and how arm and hand then lie. Body axes."""

    origin: str  # joint from which the target is measured
    target: tuple[float, float, float]
    away: tuple[float, float, float]  # the way out where the hand would lie in the body
    elbow: tuple[float, float, float]
    fingers: tuple[float, float, float]
    palm: tuple[float, float, float]
    share: float


REACHES = {
    "on hip": Reach("upperleg01", (0.08, 0.06, 0.13), (1, 0.2, 0), (1, 0.7, 0.1), (0.0, -0.9, -0.45), (-1, 0, 0), 0.13),
    "pocket": Reach(
        "upperleg01", (0.075, -0.05, 0.02), (0.8, -0.6, 0), (0.6, 1, 0), (-0.1, -0.3, -1), (-1, 0.3, 0), 0.14
    ),
    "back pocket": Reach(
        "upperleg01", (0.05, 0.13, 0.06), (0.2, 1, 0), (0.6, 1, 0), (-0.3, 0, -1), (-0.1, -1, 0), 0.04
    ),
    "at strap": Reach("upperarm01", (-0.08, -0.16, -0.09), (0, -1, 0), (0.5, 0, -1), (-0.6, 0, 0.8), (0, 1, 0), 0.05),
    "in hair": Reach("head", (0.15, 0.02, 0.06), (1, 0, 0.1), (1, -0.3, 0.1), (-0.5, 0.4, 0.8), (-1, 0, 0), 0.04),
    "at chin": Reach(
        "head", (0.07, -0.15, -0.19), (0, -1, -0.2), (0.4, -0.2, -1), (-0.2, 0.2, 0.9), (-0.6, 0.7, 0), 0.03
    ),
    "before belly": Reach("spine03", (0.03, -0.20, 0.0), (0, -1, 0), (1, 0.6, -0.3), (-1, -0.2, -0.2), (0, 1, 0), 0.07),
    "carrying": Reach("upperarm01", (0.02, -0.27, -0.27), (0, -1, 0), (0.3, 1, -0.4), (0, -1, 0.1), (-1, 0, 0), 0.06),
    "waving": Reach("upperarm01", (0.22, -0.12, 0.30), (1, 0, 0), (1, 0, -0.6), (0.1, 0, 1), (0, -1, 0), 0.03),
}
CROSSED = {  # one wrist over the other arm: the left below, the right above and farther out
    "L": Reach("spine01", (-0.10, -0.20, -0.13), (0, -1, 0), (1, 0.1, -1), (-1, 0, 0.1), (0, 1, 0), 0.0),
    "R": Reach("spine01", (-0.10, -0.26, -0.10), (0, -1, 0), (1, 0, -1), (-1, 0.1, 0.2), (0, 1, 0), 0.0),
}
BOTH_ALIKE, ARMS_CROSSED = 0.45, 0.07
REACH_SPREAD_M = 0.012


@dataclass(frozen=True, eq=False)
class Posed:
    """A pose before it is placed."""

    pose: np.ndarray  # (J, 3, 3)
    root: np.ndarray  # (3, 3) the pelvis in the world of a person who faces -Y
    source: str  # a captured sequence's name, or what arms and legs do


def held_out(folder: Path, rng: np.random.Generator, count: int) -> list[Posed]:
    """Captured poses of the sequences that are kept from training, as evenly of each as there are.

    Args:
        folder: where the motion capture lies.
        rng: which poses.
        count: how many; a pose comes once.
    """
    parameters = layout()
    captured = read_mocap(folder, parameters).part(for_evaluation=True)
    order = rng.permutation(len(captured.angles))
    nth_of_sequence = np.zeros(len(captured.angles), int)
    for name in np.unique(captured.sequence):
        chosen = order[captured.sequence[order] == name]
        nth_of_sequence[chosen] = np.arange(len(chosen))
    order = order[np.argsort(nth_of_sequence[order], kind="stable")][:count]
    model = body_model()
    found = []
    for index in np.sort(order):
        x = np.zeros((1, parameters.count))
        x[0, 7 : parameters.shape_start] = captured.angles[index].ravel()
        pose = parameters.body.whole_pose(parameters.rotations(x)[0])
        pose = relaxed_hands(model, model.template_heads, pose)
        found.append(Posed(pose, captured.root[index], str(captured.sequence[index])))
    return found


def fashion(shape: np.ndarray, rng: np.random.Generator) -> Posed:
    """An upright pose for the body of a shape (S,)."""
    figure = Figure(body_model(), shape)
    for joint, sigma in (SPINE | HEAD).items():
        figure.turn(joint, *rng.normal(size=3) * sigma)
    legs = str(rng.choice(list(STANCES), p=[share for _, share in STANCES.values()]))
    roll_deg = STANCES[legs][0](figure, rng)
    arms = pose_arms(figure, rng, swings=legs == "walking")
    figure.relax_hands()
    lean_deg = rng.normal() * 2.0
    root = rotation_matrix(np.radians([lean_deg, 0.0, 0.0])) @ rotation_matrix(np.radians([0.0, roll_deg, 0.0]))
    return Posed(figure.pose, root, f"{legs}, {arms}")


def pose_arms(figure: Figure, rng: np.random.Generator, swings: bool) -> str:
    """Set both arms; answers what they do."""
    figure.relax_hands()
    if rng.random() < ARMS_CROSSED:
        for side, sign in SIDES:
            reach(figure, rng, side, sign, CROSSED[side])
        return "arms crossed"
    shares = np.array([1 - sum(r.share for r in REACHES.values())] + [r.share for r in REACHES.values()])
    names = [HANGS, *REACHES]
    left = str(rng.choice(names, p=shares))
    right = (
        left
        if rng.random() < BOTH_ALIKE and left not in ("before belly", "at chin")
        else str(rng.choice(names, p=shares))
    )
    ahead = rng.uniform(8, 26) * rng.choice([-1, 1]) if swings else 0.0
    for (side, sign), name in zip(SIDES, (left, right)):
        if name == HANGS:
            hang(figure, rng, side, sign, sign * ahead)
        else:
            reach(figure, rng, side, sign, REACHES[name])
    return left if left == right else f"{left} and {right}"


def hang(figure: Figure, rng: np.random.Generator, side: str, sign: float, back_deg: float) -> None:
    """Let an arm hang, near the body or a little off it, never in it."""
    figure.turn(f"clavicle.{side}", y_deg=sign * (3 + rng.normal() * 2), z_deg=rng.normal() * 3)
    figure.turn(f"shoulder01.{side}", y_deg=sign * 5)
    back_deg += rng.normal() * 5
    for out_deg in np.arange(rng.uniform(6, 20), 45, 2.0):
        hang_arm(figure, side, sign, float(out_deg), back_deg)
        if arm_gap(figure, side, sign) > CLEAR_M:
            return


def reach(figure: Figure, rng: np.random.Generator, side: str, sign: float, way: Reach) -> None:
    """Bring a hand to where ``way`` says, and out of the body again."""
    mirror = np.array([sign, 1.0, 1.0])
    figure.turn(f"clavicle.{side}", y_deg=sign * rng.normal() * 2, z_deg=rng.normal() * 3)
    model = figure.model
    suffix = f".{side}" if way.origin.startswith(("upper", "lower")) else ""
    _, heads = figure.placed()
    scale = np.ptp(figure.rest[:, 2]) / AVERAGE_STATURE
    target = heads[model.joint(way.origin + suffix)] + mirror * way.target * scale
    target = target + rng.normal(size=3) * REACH_SPREAD_M
    away = mirror * unit(np.array(way.away, float))
    elbow, fingers, palm = (
        mirror * unit(unit(np.array(d, float)) + rng.normal(size=3) * 0.12) for d in (way.elbow, way.fingers, way.palm)
    )
    contact = Contact(figure, side)
    for out in np.arange(0.0, 0.30, 0.012):
        figure.reach(side, target + out * away, elbow)
        figure.orient_hand(side, fingers, palm)
        if contact.gaps().min() > LEAST_GAP_M:
            return


def straight(figure: Figure, rng: np.random.Generator) -> float:
    """Weight on both feet; answers the pelvis' roll in degrees, as the other stances do."""
    for side, sign in SIDES:
        inward, turned = rng.uniform(0.0, 5.0), sign * rng.normal(4, 6)
        figure.turn(f"upperleg01.{side}", x_deg=rng.normal() * 2, y_deg=sign * inward, z_deg=turned)
    return 0.0


def weight_shifted(figure: Figure, rng: np.random.Generator) -> float:
    """Weight on one leg, the hip out over it, the other knee bent."""
    free = int(rng.integers(2))
    hip_roll = -SIDES[free][1] * rng.uniform(2, 7)
    for number, (side, sign) in enumerate(SIDES):
        if number == free:
            bend = rng.uniform(8, 38)
            figure.turn(
                f"upperleg01.{side}",
                x_deg=-bend * rng.uniform(0.4, 0.8),
                y_deg=hip_roll - sign * rng.uniform(0, 6),
                z_deg=sign * rng.uniform(0, 18),
            )
            figure.turn(f"lowerleg01.{side}", x_deg=bend)
        else:
            figure.turn(f"upperleg01.{side}", y_deg=hip_roll + sign * rng.uniform(2, 5), z_deg=sign * rng.normal() * 5)
    figure.turn("spine04", y_deg=hip_roll * 0.7)
    return -hip_roll


def walking(figure: Figure, rng: np.random.Generator) -> float:
    """A step, long or short."""
    ahead, stride = int(rng.integers(2)), rng.uniform(8, 26)
    for number, (side, sign) in enumerate(SIDES):
        is_ahead = number == ahead
        figure.turn(
            f"upperleg01.{side}",
            x_deg=(-stride if is_ahead else stride * 0.7) + rng.normal() * 2,
            y_deg=sign * rng.uniform(2, 6),
        )
        figure.turn(f"lowerleg01.{side}", x_deg=rng.uniform(2, 14) if is_ahead else rng.uniform(4, 35))
        figure.turn(f"foot.{side}", x_deg=rng.normal(4, 4))
    figure.turn("spine03", z_deg=(-1 if ahead == 0 else 1) * stride * 0.2)
    return rng.normal() * 1.5


def apart(figure: Figure, rng: np.random.Generator) -> float:
    """Feet apart."""
    for side, sign in SIDES:
        figure.turn(
            f"upperleg01.{side}",
            x_deg=rng.normal() * 2,
            y_deg=-sign * rng.uniform(0, 6),
            z_deg=sign * rng.uniform(0, 14),
        )
    return 0.0


def legs_crossed(figure: Figure, rng: np.random.Generator) -> float:
    """One foot before the other ankle."""
    before = int(rng.integers(2))
    for number, (side, sign) in enumerate(SIDES):
        bend = rng.uniform(6, 16) if number == before else 0.0
        figure.turn(f"upperleg01.{side}", x_deg=-bend, y_deg=sign * rng.uniform(6, 9))
        figure.turn(f"lowerleg01.{side}", x_deg=bend)
    return 0.0


STANCES: dict[str, tuple[Callable[[Figure, np.random.Generator], float], float]] = {
    "straight": (straight, 0.34),
    "weight shifted": (weight_shifted, 0.28),
    "walking": (walking, 0.22),
    "apart": (apart, 0.10),
    "legs crossed": (legs_crossed, 0.06),
}


def unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)
