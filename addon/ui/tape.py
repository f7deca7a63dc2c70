"""The tape in the panel: what was typed, what was found in the photo, and one text field for both."""

from __future__ import annotations

from typing import Any

import bpy

from ..core.errors import JobError
from ..core.types import Tape
from . import body_editing, session
from .options import exact
from .units import format_length, format_mass, parse_length, parse_mass

# The measures one can type, in the order of a tailor's card, and what each is. The first are those most people know.
LABELS = {
    "stature": ("Height", "Without shoes, from the floor to the top of the head"),
    "mass": ("Weight", "With light clothes"),
    "chest": ("Chest", "Round the fullest part of the chest"),
    "waist": ("Waist", "Round the narrowest part of the trunk"),
    "hip": ("Hip", "Round the fullest part of the seat"),
    "inseam": ("Inside Leg", "From the crotch to the floor"),
    "head": ("Head", "Round the brow and the back of the head, above the ears"),
    "neck": ("Neck", "Round the middle of the neck, below the larynx"),
    "shoulder_width": (
        "Shoulder Width",
        "From shoulder point to shoulder point, over the back of the neck",
    ),
    "shoulder_length": ("Shoulder", "From the side of the neck to the shoulder point"),
    "underbust": ("Underbust", "Round the ribs, just below the breasts"),
    "high_hip": ("High Hip", "Round the body between waist and hip, over the top of the hip bones"),
    "thigh": ("Thigh", "Round the top of the thigh, just below the seat"),
    "knee": ("Knee", "Round the middle of the knee cap"),
    "calf": ("Calf", "Round the fullest part of the calf"),
    "ankle": ("Ankle", "Round the leg, just above the ankle bones"),
    "upper_arm": ("Upper Arm", "Round the middle of the upper arm, relaxed"),
    "elbow": ("Elbow", "Round the elbow, the arm a little bent"),
    "wrist": ("Wrist", "Round the wrist, over the bone"),
    "arm_length": ("Arm", "From the shoulder point over the elbow to the wrist bone"),
    "back_waist_length": ("Back Waist", "From the bone at the back of the neck down the spine to the waist"),
    "front_waist_length": ("Front Waist", "From the side of the neck over the bust point to the waist"),
    "bust_height": ("Bust Height", "From the floor to the bust point"),
    "outside_leg": ("Outside Leg", "From the waist over the hip and straight down to the floor"),
    "crotch_length": ("Crotch", "From the waist in front between the legs to the waist behind"),
}
COMMON = 6  # of the labels: shown first
GENDERS = (
    ("UNSET", "Not Said", "Taken from the photo where it shows"),
    ("female", "Female", ""),
    ("male", "Male", ""),
    ("neutral", "Neutral", "Between the two"),
)


def field_of(key: str) -> str:
    """The Tape's field for a measure."""
    return "mass_kg" if key == "mass" else f"{key}_mm"


def owner(tape: Any) -> Any:
    """The job's properties that the tape belongs to."""
    return tape.id_data.toile


def found(tape: Any, key: str) -> float:
    """What the last body has, in mm or kg; 0 where there is none."""
    entry = owner(tape).measures.get(key)
    return entry.value if entry else 0.0


def shown(tape: Any, key: str) -> str:
    value = getattr(tape, field_of(key)) or found(tape, key)
    if not value:
        return ""
    return (format_mass if key == "mass" else format_length)(value, session.units())


def type_in(tape: Any, key: str, text: str) -> None:
    """Keep what was typed; nothing, or 0, gives the measure back to the photo."""
    state = session.state(tape.id_data)
    try:
        value = (parse_mass if key == "mass" else parse_length)(text, session.units()) if text.strip() else 0.0
    except JobError as error:
        state.problem = str(error)
        return
    state.problem = ""
    setattr(tape, field_of(key), value)
    follow(tape, key)


def follow(tape: Any, key: str) -> None:
    """Let the body in the scene have the measure at once, and show what it has then."""
    typed = read(tape).typed()
    if field_of(key) in typed:
        body = body_editing.follow(tape.id_data, key, {name.rpartition("_")[0]: typed[name] for name in typed})
        if body:
            show_body(tape.id_data, body.measures, body.mass_kg)


def lock(tape: Any, key: str, typed: bool) -> None:
    setattr(tape, field_of(key), found(tape, key) if typed else 0.0)


def text_property(key: str) -> Any:
    label, help = LABELS[key]
    return bpy.props.StringProperty(
        name=label,
        description=f"{help}. Type a number, with or without a unit; leave it empty to take it from the photo",
        get=lambda tape: shown(tape, key),
        set=lambda tape, text: type_in(tape, key, text),
        options=set(),
    )


def lock_property(key: str) -> Any:
    return bpy.props.BoolProperty(
        name=f"Keep {LABELS[key][0]}",
        description="Closed: this measure was typed and the body is made to have it. Open: it was found",
        get=lambda tape: bool(getattr(tape, field_of(key))),
        set=lambda tape, typed: lock(tape, key, typed),
        options=set(),
    )


def stored_property(key: str) -> Any:
    return bpy.props.FloatProperty(name=LABELS[key][0], description="0: not typed", min=0.0, precision=1)


class TOILE_PG_measure(bpy.types.PropertyGroup):
    """A measure of the last body: ``name`` and its value, mm or kg."""

    value: bpy.props.FloatProperty()


class TOILE_PG_tape(bpy.types.PropertyGroup):
    """What was typed (mm, kg; 0 is not typed), and the same as text in the user's units."""

    __annotations__ = {
        "gender": bpy.props.EnumProperty(name="Gender", description="Of the body's build", items=GENDERS),
        **{field_of(key): stored_property(key) for key in LABELS},
        **{f"{key}_text": text_property(key) for key in LABELS},
        **{f"{key}_lock": lock_property(key) for key in LABELS},
    }


def read(tape: Any) -> Tape:
    values = {field_of(key): exact(getattr(tape, field_of(key))) or None for key in LABELS}
    return Tape(gender=None if tape.gender == "UNSET" else tape.gender, **values)


def write(typed: Tape, tape: Any) -> None:
    tape.gender = typed.gender or "UNSET"
    for key in LABELS:
        setattr(tape, field_of(key), getattr(typed, field_of(key)) or 0.0)


def show_body(scene: Any, measures: dict[str, float], mass_kg: float) -> None:
    """Keep a body's measures (name -> m) for the panel."""
    kept = scene.toile.measures
    kept.clear()
    for name, value in {**{n: v * 1000 for n, v in measures.items()}, "mass": mass_kg}.items():
        entry = kept.add()
        entry.name, entry.value = name, value


classes = (TOILE_PG_measure, TOILE_PG_tape)
