"""Where skin differs from skin: lips, redness, scalp, brows, nails, underwear; as numbers at the body's vertices.

All but the underwear is drawn once on the average body at rest, about the middle between its eyes, and goes with the
vertices to every other body, since all bodies have the same ones.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from ....core.body.model import body_model
from ....core.types import Body
from ..mannequin import base_layer, joint_at
from ..mannequin_head import joints_named

HEAD_MIDDLE = np.array([0.0, 0.065, 0.025])  # m, from the middle between the eyes
HEAD_RADIUS = 0.085  # m
# Degrees round the head from the front, and above its middle: where hair begins.
HAIRLINE = np.array(
    [(0, 25), (23, 26), (38, 20), (50, 9), (60, 0), (72, -7), (80, -22), (86, -30), (90, -12), (109, -11), (114, -38),
     (148, -49), (180, -52)]
)  # fmt: skip
# m, of a woman's and a man's brow alike: outwards from the middle of the face, height, half its width.
BROW = np.array(
    [(0.0105, 0.0125, 0.0026), (0.016, 0.0150, 0.0034), (0.026, 0.0182, 0.0032), (0.036, 0.0198, 0.0024),
     (0.044, 0.0178, 0.0014), (0.049, 0.0146, 0.0006)]
)  # fmt: skip
# m: outwards, and height of the upper and the lower edge of the lips.
LIPS = np.array(
    [(0.0, -0.0612, -0.0815), (0.005, -0.0596, -0.0812), (0.010, -0.0612, -0.0795), (0.016, -0.0645, -0.0765),
     (0.021, -0.0680, -0.0735), (0.0245, -0.0706, -0.0714)]
)  # fmt: skip
# Redness of the face, m and amount: middle (outwards, back, up), radius, how much.
FLUSH = (
    ((0.038, -0.004, -0.030), 0.021, 0.55),
    ((0.0, -0.040, -0.036), 0.012, 0.55),
    ((0.014, -0.028, -0.038), 0.009, 0.45),
    ((0.078, 0.078, -0.020), 0.028, 0.75),
    ((0.0, -0.024, -0.098), 0.014, 0.25),
    ((0.030, -0.012, -0.012), 0.011, 0.25),
)
FLUSHED_JOINTS = (
    ("lowerarm01", 0.030, 0.35),
    ("lowerleg01", 0.045, 0.35),
    ("finger", 0.012, 0.45),
    ("toe", 0.013, 0.4),
)
NAIL_JOINTS = ("finger1-3", "finger2-3", "finger3-3", "finger4-3", "finger5-3")
MIDRIFF = (0.16, 0.57)  # between hip and shoulder joints: top of the briefs, lower edge of the bra top


@cache
def average() -> tuple[np.ndarray, np.ndarray]:
    """The average body's vertices (V, 3) and joints (J, 3) at rest, m from the middle between its eyes."""
    model = body_model()
    vertices, heads = model.rest(model.mean_shape), model.rest_heads(model.mean_shape)
    middle = 0.5 * (heads[model.joint("eye.L")] + heads[model.joint("eye.R")])
    return vertices - middle, heads - middle


def markings(body: Body) -> dict[str, np.ndarray]:
    """Every marking by name, (V,) or (V, 3)."""
    place, _ = average()
    return {
        "place": place,
        "lips": lips(place),
        "flush": flush(place),
        "scalp": inside_hairline(place),
        "brow": brow(place),
        "beard": beard(place),
        "nail": nails(),
        "lid": lid(place),
        "cloth": underwear(body),
    }


def mirrored(place: np.ndarray) -> np.ndarray:
    return np.concatenate([np.abs(place[:, :1]), place[:, 1:]], 1)


def lips(place: np.ndarray) -> np.ndarray:
    """(N,) m within the edge of the lips."""
    across = np.abs(place[:, 0])
    upper, lower = (np.interp(across, LIPS[:, 0], LIPS[:, k]) for k in (1, 2))
    inside = np.minimum(upper - place[:, 2], place[:, 2] - lower)
    inside = np.minimum(inside, LIPS[-1, 0] - across)
    return np.where(place[:, 1] < -0.006, inside, -0.02)


def flush(place: np.ndarray) -> np.ndarray:
    """(N,) 0-1, how much redder than the rest."""
    model = body_model()
    found = np.zeros(len(place))
    near = mirrored(place)
    for middle, radius, amount in FLUSH:
        found = np.maximum(found, amount * np.exp(-(((near - middle) / radius) ** 2).sum(1)))
    _, heads = average()
    for prefix, radius, amount in FLUSHED_JOINTS:
        for joint, name in enumerate(model.joints):
            if name.startswith(prefix):
                off = ((place - heads[joint]) / radius) ** 2
                found = np.maximum(found, amount * np.exp(-off.sum(1)))
    return found


def around(place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(N,) degrees round the head from the front, either side, and (N,) degrees above its middle."""
    off = place - HEAD_MIDDLE
    return (
        np.degrees(np.arctan2(np.abs(off[:, 0]), -off[:, 1])),
        np.degrees(np.arctan2(off[:, 2], np.hypot(off[:, 0], off[:, 1]))),
    )


def inside_hairline(place: np.ndarray) -> np.ndarray:
    """(N,) m within the hairline; negative on bare skin."""
    azimuth, height = around(place)
    inside = np.radians(height - np.interp(azimuth, HAIRLINE[:, 0], HAIRLINE[:, 1])) * HEAD_RADIUS
    inside = np.clip(inside, -0.03, 0.03)
    return np.where(is_ear(place), -0.03, inside)


def is_ear(place: np.ndarray) -> np.ndarray:
    """(N,) bool: what stands out from the side of the head."""
    return (np.abs(place[:, 0]) > 0.0775) & (np.abs(place[:, 2] + 0.02) < 0.03)


def brow(place: np.ndarray) -> np.ndarray:
    """(N,) 0-1, how thick the brow's hair is."""
    across = np.abs(place[:, 0])
    height, half = (np.interp(across, BROW[:, 0], BROW[:, k]) for k in (1, 2))
    off = np.abs(place[:, 2] - height) / (half + 0.0012)
    ends = np.clip((across - BROW[0, 0] + 0.003) / 0.004, 0, 1) * np.clip((BROW[-1, 0] - across) / 0.006, 0, 1)
    return np.where(place[:, 1] < 0.02, np.clip(1.4 - off, 0, 1) * ends, 0.0)


def beard(place: np.ndarray) -> np.ndarray:
    """(N,) 0-1, where a shaved beard shows."""
    across = np.abs(place[:, 0])
    below = np.interp(across, [0, 0.02, 0.045, 0.07], [-0.047, -0.052, -0.058, -0.03]) - place[:, 2]
    front = np.clip((0.055 - place[:, 1]) / 0.02, 0, 1)
    above_neck = np.clip((place[:, 2] + 0.15) / 0.03, 0, 1)
    away = np.clip((np.hypot(across / 0.03, (place[:, 2] + 0.071) / 0.014) - 0.85) / 0.3, 0, 1)
    return np.clip(below / 0.012, 0, 1) * front * above_neck * away


def lid(place: np.ndarray) -> np.ndarray:
    """(N,) 0-1, the darker, moister skin at the edge of the lids."""
    off = mirrored(place) - (0.0295, -0.014, -0.0012)
    return np.exp(-(((np.hypot(off[:, 0] / 0.0142, off[:, 2] / 0.0052) - 1).clip(0) / 0.16) ** 2)) * (off[:, 1] < 0.02)


def nails() -> np.ndarray:
    """(V,) 0-1, on the back of each finger's tip."""
    model = body_model()
    place, heads = average()
    found = np.zeros(len(place))
    for side in "LR":
        palm = heads[model.joint(f"metacarpal3.{side}")]
        across = heads[model.joint(f"finger5-1.{side}")] - heads[model.joint(f"finger2-1.{side}")]
        for name in NAIL_JOINTS:
            joint = model.joint(f"{name}.{side}")
            own = model.skin_weights[:, joint] > 0.5
            found = np.maximum(found, np.where(own, nail(place, heads[joint], own, across, palm), 0.0))
    return found


def nail(place: np.ndarray, joint: np.ndarray, own: np.ndarray, across: np.ndarray, palm: np.ndarray) -> np.ndarray:
    """(V,) 0-1, the nail of the finger whose last bone begins at ``joint``."""
    tip = place[own]
    far = tip[np.linalg.norm(tip - joint, axis=1).argmax()]
    along = (far - joint) / np.linalg.norm(far - joint)
    length = float(np.linalg.norm(far - joint))
    up = np.cross(along, across / np.linalg.norm(across))
    up /= np.linalg.norm(up)
    if up[2] < 0:  # at rest the palms face down
        up = -up
    side = np.cross(up, along)
    off = place - joint
    forward = off @ along / length
    middle = (tip - joint).mean(0)
    half = 0.5 * np.ptp((tip - joint) @ side)
    aside = np.abs((off - middle) @ side) / max(half, 1e-4)
    above = (off - middle) @ up
    return np.clip((forward - 0.48) / 0.06, 0, 1) * np.clip((0.80 - aside) / 0.12, 0, 1) * np.clip(above / 0.0015, 0, 1)


def underwear(body: Body) -> np.ndarray:
    """(V,) m within the edge of briefs, and of a bra top on women."""
    layer = base_layer(body, body.vertices)
    hip, shoulder = joint_at(body, "upperleg01.L")[2], joint_at(body, "upperarm01.L")[2]
    up = body.vertices[:, 2]
    waist, under_bust = (hip + share * (shoulder - hip) for share in MIDRIFF)
    briefs = np.minimum(layer, waist - up)
    if body.gender < 0.5:
        return briefs
    head = body.skin_weights[:, joints_named(body, ("head",))].sum(1) > 0.5
    return np.where(head, -0.05, np.maximum(briefs, np.minimum(layer, up - under_bust)))
