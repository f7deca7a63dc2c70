"""What a garment hangs by, and how the solver spends its frames on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...core.fabric import fabric_named
from ...core.pattern.pieces import area, outline
from ...core.types import Garment
from .appraisal import asked_stretch
from .collider import BODY_CLEAR
from .dressing import hangs_at_hips
from .solver import Course
from .springs import GRAVITY
from .straps import REGION

STEPS = {"draft": 6, "final": 12}  # solver steps a frame
PACE = 0.5  # of time; at full pace with so few steps, what is stiff shakes
POSING_FRAMES = (14, 40)
SLIDE_LIMITS = {"hips": 0.05, "torso": 0.08}  # m
FRICTION = {"hips": 30.0, "torso": 2.0, "tight": 80.0}
STRAP_FRICTION = 80.0
TUG = 8.0  # N, with which a closed top is drawn down
TUGGING = 14  # frames of that
GRIP = 50.0  # that of cloth on skin; until it has been drawn down, it must slide as if it had none
BAND_BENDING = {"hips": 1.0, "torso": 4.0}
LIKE_WOOL = 50.0 / 280.0  # the shear of wool twill over its g/m2; a band much stiffer for its mass than that trembles
TIGHT = 1.03  # times its length, that the pattern asks of the cloth


@dataclass(frozen=True)
class Hold:
    """How what holds a garment up is simulated."""

    band: float  # times the fabric's own stiffness, of bands and straps
    by_weight: bool = False  # so many times only if the fabric is as heavy for its stiffness as wool, less if lighter
    weight: float = 1.0  # times its mass; it weighs no more for that
    before: int = 10  # frames before the body moves
    held: int = 0  # frames in which it gets its weight
    clear: float = BODY_CLEAR  # m from skin to cloth while it is simulated
    collisions: int = 2  # steps of the collisions a step
    fewer: int = 0  # of them, while the body moves: what slips in then comes out while the cloth settles


HOLDS = {
    # Not fewer: a sleeve that slips into a bending elbow stays stretched, and jeans under a hand do not come to rest.
    # Nearer: millimetres off an arm pull its sleeve tight. Less yet, and a collar's stand goes through the throat.
    "torso": Hold(band=4.0, clear=0.002),
    "hips": Hold(band=14.0),
    # Trousers have twice a skirt's vertices, which weigh too much, and less of a waist.
    "legs": Hold(band=14.0, weight=0.7, held=5),
    # Folds must have fallen when the hands come down on them.
    "flared": Hold(band=20.0, before=22, held=5, by_weight=True, fewer=1),
    # A strap is tape beside cloth that is cut to fall; falling, the dress would pull it through the shoulder.
    "strapped": Hold(band=40.0, held=5, collisions=5, fewer=1),
    # Stretched cloth is pulled through the body by its own tension, unless it is heavy for it.
    "tight": Hold(band=10.0, weight=4.0, held=5, fewer=1),
}


def course_of(garment: Garment, quality: str, settle_frames: int, travel: float, is_long: bool = False) -> Course:
    """How the frames are spent on a garment: more of them, the farther the body moves, m.

    ``is_long``: whether it comes down to the legs. The weight of a skirt below is tug enough, and more than that draws
    a wrapped front down the shoulders.
    """
    region, kind = hangs_from(garment), hold_of(garment)
    hold, fabric = HOLDS[kind], fabric_named(garment.fabric)
    heavy = LIKE_WOOL * fabric.mass_gsm / fabric.shear if hold.by_weight else 1.0
    on_shoulders_alone = kind == "strapped" or hangs_open(garment)
    is_tugged = kind == "torso" and not on_shoulders_alone and not is_long
    return Course(
        before=hold.before,
        posing=int(np.clip(round(12 + 20 * travel), *POSING_FRAMES)),
        settle_least=8,
        settle_most=settle_frames,
        steps=STEPS[quality],
        collision_steps=hold.collisions,
        fewer_moving=hold.fewer,
        quiet_mm=1.5,
        friction=FRICTION.get(kind, FRICTION[region]),
        shoulder_friction=STRAP_FRICTION if on_shoulders_alone else 0.0,
        band_stiffness=hold.band * heavy,
        band_bending=BAND_BENDING[region],
        pace=PACE,
        weight=hold.weight,
        held=hold.held,
        clear=hold.clear,
        tugging=TUGGING if is_tugged else 0,
        tug=1.0 + TUG / weight(garment),
        grip=GRIP if is_tugged else 0.0,
    )


def weight(garment: Garment) -> float:
    """What its cloth weighs, N."""
    return GRAVITY * fabric_named(garment.fabric).mass_gsm / 1000 * cloth_area(garment)


def cloth_area(garment: Garment) -> float:
    """m2 of all its pieces."""
    return sum(area(piece) for piece in garment.pieces) / 1e6


def hold_of(garment: Garment) -> str:
    """Which of HOLDS is the garment's."""
    regions = [piece.placement.region for piece in garment.pieces]
    if asked_stretch(garment) > TIGHT:
        return "tight"
    if any(name.startswith("leg_") for name in regions):
        return "legs"
    if "flared" in regions:
        return "flared"
    return "strapped" if REGION in regions else hangs_from(garment)


def hangs_from(garment: Garment) -> str:
    """ "hips" for what hangs from the waist, "torso" for what hangs from the shoulders."""
    return "hips" if any(hangs_at_hips(piece.placement.region) for piece in garment.pieces) else "torso"


def hangs_open(garment: Garment) -> bool:
    """Whether its fronts do not reach the centre line, so that it hangs from the shoulders alone."""
    fronts = [
        outline(piece)[:, 0]
        for piece in garment.pieces
        if (piece.placement.region, piece.placement.side) == ("torso", "front")
    ]
    return bool(fronts) and all(x.min() > 0.0 or x.max() < 0.0 for x in fronts)
