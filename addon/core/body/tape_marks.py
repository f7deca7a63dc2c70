"""Where a tape is laid: landmarks of the mesh, levels, and the planes and lines of each measure, as in ISO 8559-1."""

from __future__ import annotations

from dataclasses import dataclass

LANDMARKS = {  # vertices of the mesh, found on an average body and looked at
    "back_neck": 857,  # C7
    "side_neck": 8168,
    "throat": 809,
    "nape": 855,
    "brow": 237,
    "occiput": 962,
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
    "bust": ("bust",),
    "underbust": ("underbust",),
    "underarm": ("underarm",),
    "waist": ("waist_back", "waist_front", "waist_side"),
    "high_hip": ("high_hip",),
    "hip": ("hip",),
    "crotch": ("crotch_front", "crotch_back"),
    "knee": ("knee",),
    "ankle": ("ankle",),
}
TORSO_GIRTHS = {"chest": "bust", "underbust": "underbust", "waist": "waist", "high_hip": "high_hip", "hip": "hip"}
TILTED_GIRTHS = {"neck": ("nape", "throat"), "head": ("occiput", "brow")}  # the landmarks behind and in front
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
GIRTHS = (*TORSO_GIRTHS, *TILTED_GIRTHS, *LEG_GIRTHS, *ARM_GIRTHS)


@dataclass(frozen=True)
class Span:
    """A tape drawn taut over the skin from one landmark to another, bulging only towards ``outwards``."""

    start: str
    end: str
    outwards: tuple[float, float, float]


SPANS = {  # the lengths made of spans; the shoulder's width is twice its half
    "shoulder_width": (Span("acromion", "back_neck", (0.0, 0.5, 0.87)),),
    "shoulder_length": (Span("side_neck", "acromion", (0.0, 0.0, 1.0)),),
    "arm_length": (Span("acromion", "elbow", (0.8, 0.0, 0.6)), Span("elbow", "wrist", (0.8, 0.0, 0.6))),
    "front_waist_length": (
        Span("side_neck", "bust", (0.0, -1.0, 0.0)),
        Span("bust", "waist_under_bust", (0.0, -1.0, 0.0)),
    ),
    "outside_leg": (Span("waist_side", "hip_side", (1.0, 0.0, 0.0)),),  # and from there to the floor
}
HEIGHTS = {"stature": None, "bust_height": "bust", "inseam": "crotch"}  # the level whose height above the floor it is
MIDLINES = ("back_waist_length", "crotch_length")
LENGTHS = (*SPANS, *MIDLINES)
# Every measure that can be typed, besides the mass, in the order of a tailor's card.
MEASURES = (
    "stature", "head", "neck", "shoulder_width", "shoulder_length", "chest", "underbust", "waist", "high_hip", "hip",
    "thigh", "knee", "calf", "ankle", "upper_arm", "elbow", "wrist", "arm_length", "back_waist_length",
    "front_waist_length", "bust_height", "inseam", "outside_leg", "crotch_length",
)  # fmt: skip
