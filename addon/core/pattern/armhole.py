"""The armhole and the set-in sleeve that is eased into it.

In mm. On a sleeve, x = 0 runs from the top of the cap to the hem and y = 0 is the bicep line.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from ..errors import PatternError
from .curves import cubic, flipped, joined, length, line, point, solve, squared_hem
from .pieces import Edge, Piece, Placement, Seam

CAP_HEIGHT = 0.30  # of the armhole; a higher cap hangs closer, a lower one lets the arm rise
CAP_LOWEST = 0.24  # below this the armhole is made deeper instead
CAP_EASE_MM = 4.0  # each half of the cap is this much longer than its armhole; a knit takes no more
UNDERARM_LEAST_MM = 25.0  # the shortest underarm seam that can be sewn and hemmed
CUFF_EASE_MM = 80.0  # round the wrist
ELBOW_EASE_MM = 110.0  # round the elbow: a bent one is a quarter longer round than the straight one that is measured
ELBOW_DOWN = 0.56  # of the arm
BENT_MM = 20.0  # a long sleeve is so much longer than the straight arm: more folds over itself at the elbow
NARROWEST = 0.05  # of a half cap's length; where the search for its width begins


@dataclass(frozen=True)
class Hollow:
    """How an armhole curves: how far in from the shoulder tip it runs, and where it turns out to the underarm."""

    depth_mm: float
    turn: float  # of the armhole's height, above the underarm
    fullness: float  # of the turn: 0.55 is a quarter ellipse; more goes deeper into the corner


FRONT = Hollow(22.0, 0.33, 0.62)  # hollower, for the arm comes forward
BACK = Hollow(12.0, 0.38, 0.56)
BARE = Hollow(3.0, 0.42, 0.62)  # without a sleeve, from a strap


def armhole(shoulder: np.ndarray, slope: float, underarm: np.ndarray, hollow: Hollow) -> np.ndarray:
    """(N, 2) mm from the underarm up to the shoulder tip, square to the side seam and to the shoulder.

    Args:
        shoulder, underarm: (2,) mm, on the +x side.
        slope: by how much the shoulder falls outwards, radians.
        hollow: FRONT or BACK.
    """
    rise = shoulder[1] - underarm[1]
    turn = point(shoulder[0] - hollow.depth_mm, underarm[1] + hollow.turn * rise)
    reach = 0.35 * (shoulder[1] - turn[1])
    handle = min(reach, 0.6 * hollow.depth_mm / max(math.sin(slope), 1e-3))
    into = shoulder + handle * point(-math.sin(slope), -math.cos(slope))
    lower = cubic(
        underarm,
        underarm - point(hollow.fullness * (underarm[0] - turn[0]), 0.0),
        turn - point(0.0, hollow.fullness * (turn[1] - underarm[1])),
        turn,
    )
    return joined(lower, cubic(turn, turn + point(0.0, reach), into, shoulder))


@dataclass(frozen=True)
class Cap:
    """A sleeve's cap over its bicep line."""

    height: float
    front: float  # width of the front half at the bicep line
    back: float

    @property
    def bicep(self) -> float:
        return self.front + self.back


def half_cap(width: float, height: float, is_front: bool) -> np.ndarray:
    """(N, 2) mm of an S from (width, 0), level with the underarm, up to (0, height), level with the top."""
    scoop, crown = (0.56, 0.50) if is_front else (0.62, 0.54)
    return cubic(point(width, 0.0), point(scoop * width, 0.0), point(crown * width, height), point(0.0, height))


def cap_of_height(height: float, front_mm: float, back_mm: float) -> Cap:
    """The cap of this height whose halves are so long."""

    def width(wanted: float, is_front: bool) -> float:
        return solve(lambda w: length(half_cap(w, height, is_front)), wanted, NARROWEST * wanted, wanted)

    return Cap(height, width(front_mm, True), width(back_mm, False))


@cache
def widest_share() -> float:
    """Width at the bicep line over length of the lowest cap; it is the same for all sizes."""
    return cap_of_height(CAP_LOWEST * 1000.0, 500.0, 500.0).bicep / 1000.0


def armhole_for(bicep_mm: float) -> float:
    """The shortest armhole, front and back together, whose sleeve leaves ``bicep_mm`` round the arm."""
    return bicep_mm / widest_share() - 2.0 * CAP_EASE_MM


def fit_cap(front_mm: float, back_mm: float, bicep_mm: float) -> Cap:
    """The highest cap, up to CAP_HEIGHT, that leaves ``bicep_mm`` round the arm; CAP_LOWEST if none does.

    Args:
        front_mm, back_mm: the armhole's halves; the cap's are longer by CAP_EASE_MM each.
        bicep_mm: the least width at the bicep line.
    """
    front_mm, back_mm = front_mm + CAP_EASE_MM, back_mm + CAP_EASE_MM
    whole = front_mm + back_mm
    highest = cap_of_height(CAP_HEIGHT * whole, front_mm, back_mm)
    if highest.bicep >= bicep_mm:
        return highest
    height = solve(
        lambda h: cap_of_height(h, front_mm, back_mm).bicep, bicep_mm, CAP_LOWEST * whole, CAP_HEIGHT * whole
    )
    return cap_of_height(height, front_mm, back_mm)


def sleeve(cap: Cap, measures: Mapping[str, float], sleeve_mm: float) -> Piece:
    """The left sleeve, seen from outside with the cuff down: +x is the wearer's back.

    Args:
        cap: from fit_cap.
        measures: arm_length, elbow and wrist, mm: the sleeve narrows towards the wrist.
        sleeve_mm: from the shoulder tip to the hem.

    Raises:
        PatternError: so short a sleeve leaves no underarm seam.
    """
    under = sleeve_mm - cap.height
    if under < UNDERARM_LEAST_MM:
        raise PatternError(
            f"The sleeve is {sleeve_mm:.0f} mm long and its cap is {cap.height:.0f} mm high.",
            f"Raise sleeve_mm to {math.ceil(cap.height + UNDERARM_LEAST_MM)} or more.",
        )
    down = min(under / max(measures["arm_length"] - cap.height, under), 1.0)
    narrowest = min(max(measures["wrist"] + CUFF_EASE_MM, 0.6 * cap.bicep), cap.bicep)
    taper = (cap.bicep - narrowest) / 2.0 * down
    hem = squared_hem(cap.front - taper, cap.back - taper, -under, -math.atan2(taper, under))
    bow = elbow_bow(cap, measures, under, taper)
    edges = (
        Edge("hem", hem),
        Edge("underarm_back", underarm(point(cap.back, 0.0), hem[-1], bow)[::-1]),
        Edge("cap_back", half_cap(cap.back, cap.height, is_front=False)),
        Edge("cap_front", flipped(half_cap(cap.front, cap.height, is_front=True))),
        Edge("underarm_front", underarm(point(-cap.front, 0.0), hem[0], bow)),
    )
    return Piece("sleeve_left", edges, Placement("arm_left", "around", "shoulder_height", cap.height), zone="sleeve")


def elbow_bow(cap: Cap, measures: Mapping[str, float], under: float, taper: float) -> float:
    """How far out, mm, each underarm seam goes at the elbow so that it can bend; 0 if the sleeve ends above it."""
    down = ELBOW_DOWN * measures["arm_length"] - cap.height
    if not 0.0 < down < under or taper <= 0.0:
        return 0.0
    straight = cap.bicep - 2.0 * taper * down / under
    wanted = min(measures["elbow"] + ELBOW_EASE_MM, cap.bicep)
    return max(wanted - straight, 0.0) / 2.0


def underarm(top: np.ndarray, end: np.ndarray, bow: float) -> np.ndarray:
    """(N, 2) mm of the seam from the bicep line down to the hem, ``bow`` mm outside the straight line halfway."""
    if bow == 0.0:
        return line(top, end)
    out = point(math.copysign(4.0 * bow / 3.0, top[0]), 0.0)
    return cubic(top, top + (end - top) / 3.0 + out, end - (end - top) / 3.0 + out, end)


def sleeve_seams(side: str, front: str = "front") -> list[Seam]:
    """What closes the sleeve of a side and eases it into the armhole of the back and of the piece ``front``."""
    name = f"sleeve_{side}"
    return [
        Seam(f"{name}.cap_front", f"{front}.armhole_{side}", CAP_EASE_MM),
        Seam(f"{name}.cap_back", f"back.armhole_{side}", CAP_EASE_MM),
        Seam(f"{name}.underarm_back", f"{name}.underarm_front"),
    ]


def sleeve_poms(cap: Cap, piece: Piece) -> dict[str, float]:
    """A sleeve's points of measure, mm, flat."""
    hem = piece.edge("hem").points
    return {"sleeve_length": cap.height - float(hem[:, 1].max()), "bicep": cap.bicep, "cuff": length(hem)}
