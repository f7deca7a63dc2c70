"""The pose library. A pose is made for a body: arms stay clear of hips, a hand on the hip lies on the skin."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..errors import JobError
from ..types import BodyFit
from .contact import Contact, vertex_normals
from .hand_pose import BY_HAND, read_pose, take_pose
from .model import body_model
from .posing import LYING, SIDES, Figure
from .tape_marks import LANDMARKS

ARM_DEG = 11.0  # of a hanging arm from straight down
MOST_ARM_DEG = 40.0
CLEAR_M = 0.012  # between arm and body, room for a garment is the drape's business
ON_CLOTHES_M = 0.006  # off the skin, where a resting hand lies on what is worn
PHOTO = "photo"  # the pose that was found, which is not in the library
STANCE_DEG = 3.5  # at rest the feet are 0.2 of stature apart; each leg comes in by this, or as far as thighs let it
WIDEST_DEG = -3.0


def make_pose(name: str, shape: np.ndarray) -> np.ndarray:
    """A pose of the library, (J, 3, 3), for a body of the shape (S,).

    Raises:
        JobError: there is no pose of that name.
    """
    if name not in POSES:
        raise JobError(f"There is no pose {name!r}.", f"Known: {', '.join(POSES)}.")
    figure = Figure(body_model(), shape)
    POSES[name](figure)
    figure.relax_hands()
    return figure.pose


def in_pose(fit: BodyFit, name: str, by_hand: str) -> BodyFit:
    """The same body in another pose, on the floor.

    Args:
        fit: the body as it was found, in the photo's pose.
        name: "photo", which leaves it; a pose of the library; or "by_hand".
        by_hand: a pose set by hand, as text; see hand_pose.py.

    Raises:
        JobError: there is no such pose, or the text holds none.
    """
    if name == PHOTO:
        return fit
    if name == BY_HAND:
        if not by_hand:
            raise JobError("The pose is by_hand, and none was set.", "Name a pose_file, or pose the armature first.")
        return take_pose(fit, *read_pose(by_hand))
    return take_pose(fit, make_pose(name, fit.shape), np.zeros(0))


def a_pose(figure: Figure) -> None:
    """Arms out at 45 degrees, feet apart: the rest pose with hands at ease."""


def relaxed(figure: Figure) -> None:
    """Standing at ease, arms hanging."""
    close_stance(figure)
    hang_arms(figure)


def walking(figure: Figure) -> None:
    """A step forward with the left foot; the arms swing against the legs."""
    hang_arms(figure, {"L": 14.0, "R": -20.0})
    figure.turn("upperleg01.L", x_deg=-20, y_deg=2)
    figure.turn("lowerleg01.L", x_deg=8)
    figure.turn("foot.L", x_deg=6)
    figure.turn("upperleg01.R", x_deg=11, y_deg=-2)
    figure.turn("lowerleg01.R", x_deg=22)
    figure.turn("foot.R", x_deg=4)
    for toe in range(1, 6):
        figure.turn(f"toe{toe}-1.R", x_deg=-26)
    figure.turn("spine03", z_deg=-4)
    figure.turn("spine01", z_deg=-2)
    figure.turn("neck02", z_deg=5)


def hand_on_hip(figure: Figure) -> None:
    """Standing with the left hand on the hip."""
    close_stance(figure)
    hang_arms(figure)
    akimbo(figure, "L", 1.0)


def hands_on_hips(figure: Figure) -> None:
    """Standing with both hands on the hips."""
    close_stance(figure)
    hang_arms(figure)
    for side, sign in SIDES:
        akimbo(figure, side, sign)


def akimbo(figure: Figure, side: str, sign: float) -> None:
    """Bring a hanging arm's hand onto its hip."""
    figure.turn(f"clavicle.{side}")
    figure.turn(f"shoulder01.{side}", y_deg=sign * 3)
    place_hand(figure, side, sign)


def seated(figure: Figure) -> None:
    """Sitting upright on an unseen stool, hands on the thighs."""
    for side, sign in SIDES:
        figure.turn(f"upperleg01.{side}", x_deg=-76, y_deg=-sign * 2)
        figure.turn(f"lowerleg01.{side}", x_deg=76)
        figure.turn(f"clavicle.{side}", y_deg=sign * 3)
        figure.turn(f"shoulder01.{side}", y_deg=sign * 5)
        rest_hand_on_thigh(figure, side, sign)


POSES: dict[str, Callable[[Figure], None]] = {
    "a_pose": a_pose,
    "relaxed": relaxed,
    "walking": walking,
    "hand_on_hip": hand_on_hip,
    "hands_on_hips": hands_on_hips,
    "seated": seated,
}


def close_stance(figure: Figure) -> None:
    """Feet under the hips, soles flat; farther apart where thighs would else be within each other."""
    for inward in np.arange(STANCE_DEG, WIDEST_DEG, -0.5):
        bring_legs_in(figure, float(inward))
        if not thighs_cross(figure):
            break


def bring_legs_in(figure: Figure, inward_deg: float) -> None:
    for side, sign in SIDES:
        figure.turn(f"upperleg01.{side}", y_deg=sign * inward_deg)
        figure.turn(f"foot.{side}", y_deg=-sign * inward_deg)


def thighs_cross(figure: Figure) -> bool:
    """Whether a thigh reaches over the middle, into the other one."""
    return bool((figure.vertices(np.flatnonzero(figure.in_regions("thigh_left")))[:, 0] < 0).any())


def hang_arms(figure: Figure, swing_deg: dict[str, float] | None = None) -> None:
    """Let both arms hang, as far from the body as its hips need; swing_deg is backward, by side."""
    for side, sign in SIDES:
        back = (swing_deg or {}).get(side, 0.0)
        figure.turn(f"clavicle.{side}", y_deg=sign * 4)
        figure.turn(f"shoulder01.{side}", y_deg=sign * 6)
        for out in np.arange(ARM_DEG, MOST_ARM_DEG, 1.5):
            hang_arm(figure, side, sign, float(out), back)
            if arm_gap(figure, side, sign) > CLEAR_M:
                break


def hang_arm(figure: Figure, side: str, sign: float, out_deg: float, back_deg: float) -> None:
    out, back = np.radians(out_deg), np.radians(back_deg)
    down = np.array([sign * np.sin(out), np.sin(back) * np.cos(out) + 0.04, -np.cos(back) * np.cos(out)])
    figure.aim(f"upperarm01.{side}", f"lowerarm01.{side}", down)
    bend = np.radians(back_deg - 14 + min(0.0, back_deg) * 0.5)
    inward = 0.55 * out
    fore = np.array([sign * np.sin(inward), np.sin(bend), -np.cos(bend)])
    figure.aim(f"lowerarm01.{side}", f"wrist.{side}", fore)
    figure.orient_hand(side, fore + np.array([0, -0.08, 0]), np.array([-sign, 0.25, 0.0]))


def arm_gap(figure: Figure, side: str, sign: float) -> float:
    """The least distance sideways between a hanging forearm or hand and the body at the same height and depth."""
    vertices = figure.vertices()
    word = "left" if side == "L" else "right"
    arm = vertices[figure.in_regions(f"forearm_{word}", f"hand_{word}")]
    trunk = vertices[figure.in_regions("torso", f"thigh_{word}")]
    gap = np.inf
    for low in np.arange(arm[:, 2].min(), arm[:, 2].max(), 0.03):
        here = arm[(arm[:, 2] >= low) & (arm[:, 2] < low + 0.03)]
        beside = trunk[np.abs(trunk[:, 2] - low - 0.015) < 0.03]
        if len(here) and len(beside):
            beside = beside[(beside[:, 1] > here[:, 1].min() - 0.02) & (beside[:, 1] < here[:, 1].max() + 0.02)]
            if len(beside):
                gap = min(gap, (sign * here[:, 0]).min() - (sign * beside[:, 0]).max())
    return float(gap)


def place_hand(figure: Figure, side: str, sign: float) -> None:
    """Lay a hand on the hip below the waist, out until no part of it is in the body, and turned to lie closest."""
    figure.curl[side] = LYING
    figure.relax_hands()
    posed = figure.vertices()
    spot = [LANDMARKS["high_hip"], LANDMARKS["waist_side"]]
    normals = vertex_normals(posed, figure.model.skin_faces)
    outward = np.array([sign, 1, 1]) * normals[spot].mean(axis=0)
    outward /= np.linalg.norm(outward)
    target = np.array([sign, 1, 1]) * posed[spot].mean(axis=0)
    forward = np.array([0, -0.9, -0.35])
    forward -= (forward @ outward) * outward

    def put(inward: float, out: float) -> None:
        figure.reach(side, target + out * outward - 0.08 * forward, np.array([sign * 1.0, 0.45, 0.1]))
        figure.orient_hand(side, forward - inward * outward, -outward)

    lay_hand(figure, side, put)


def lay_hand(figure: Figure, side: str, put: Callable[[float, float], None]) -> None:
    """Bring a hand as close to the body as clothes let it come. ``put`` takes how far its fingers point to
    the body, and how far out it is (m)."""
    contact = Contact(figure, side)
    best, best_pose = np.inf, figure.pose
    for inward in (-0.1, 0.1, 0.3, 0.5):
        for out in np.arange(0.01, 0.16, 0.005):
            put(inward, float(out))
            gaps = contact.gaps()
            if gaps.min() > ON_CLOTHES_M:
                break
        if gaps.min() > ON_CLOTHES_M and gaps.mean() < best:
            best, best_pose = gaps.mean(), figure.pose.copy()
    figure.pose = best_pose


def rest_hand_on_thigh(figure: Figure, side: str, sign: float) -> None:
    """Bring a hand onto the middle of a thigh."""
    _, heads = figure.placed()
    hip, knee = (heads[figure.model.joint(f"{name}.{side}")] for name in ("upperleg01", "lowerleg01"))
    figure.curl[side] = LYING
    figure.relax_hands()
    posed = figure.vertices()
    thigh = posed[figure.in_regions("thigh_left" if side == "L" else "thigh_right")]
    along = (knee - hip) / np.linalg.norm(knee - hip)
    wrist = hip + 0.50 * (knee - hip)
    top = thigh[np.abs((thigh - wrist) @ along) < 0.04, 2].max()

    def put(inward: float, out: float) -> None:
        figure.reach(side, np.array([wrist[0] + sign * 0.01, wrist[1], top + out]), np.array([sign * 0.55, 1.0, -0.1]))
        figure.orient_hand(side, along + np.array([-sign * 0.15, 0, -inward]), np.array([sign * 0.1, 0, -1.0]))

    lay_hand(figure, side, put)
