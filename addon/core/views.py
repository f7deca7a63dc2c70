"""The views of a job by name: the photo's, those round the person, the turntable, close-ups of parts of garments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .errors import JobError
from .types import Garment

# Degrees that the camera walks round the person, anticlockwise from above: +90 is the person's left side.
TURNS = {"front": 0.0, "back": 180.0, "left": 90.0, "right": -90.0, "three_quarter": 38.0, "three_quarter_right": -38.0}
TURNTABLE = "turntable"
DETAIL = "detail_"
# The close-ups that most garments have; any other zone of a garment's pieces may be named as well.
DETAILS = tuple(DETAIL + part for part in ("neckline", "collar", "placket", "sleeve", "cuff", "waist", "hem"))
VIEWS = ("photo", *TURNS, TURNTABLE, *DETAILS)
KNOWN = (
    f"Known: photo, {', '.join(TURNS)}, {TURNTABLE}, and {DETAIL} with a part, as {DETAIL}collar or {DETAIL}tee.hem."
)
ZONES_OF = {"neckline": ("neckband", "collar"), "collar": ("collar", "collar_stand"), "waist": ("waistband",)}
ON_ARM = ("sleeve", "cuff")
EDGES_OF = {"hem": ("hem",), "neckline": ("bound_neck", "bound_front", "bound_left", "bound_right", "bound_between")}


def is_on_arm(zone: str) -> bool:
    """Whether what is of a zone is worn on an arm."""
    return zone.startswith(ON_ARM)


def is_view(name: str) -> bool:
    return name in VIEWS or re.fullmatch(DETAIL + r"([a-z0-9_]+\.)?[a-z0-9_]+", name) is not None


def detail_of(view: str) -> tuple[str, str]:
    """The design and the part that a close-up is of; the design is "" where the view leaves it open."""
    design, _, part = view.removeprefix(DETAIL).rpartition(".")
    return design, part


def zones_of(part: str, zones: Sequence[str]) -> list[str]:
    """The zones that make up a part of a garment: those of its name, "cuff_left" and "cuff_right" for "cuff"."""
    wanted = ZONES_OF.get(part, (part,))
    return [zone for zone in zones if zone in wanted or zone.startswith(f"{part}_")]


def parts_of(garment: Garment) -> list[str]:
    """What close-ups there may be of a garment."""
    zones = list(dict.fromkeys(piece.zone or piece.name for piece in garment.pieces))
    edges = {edge.name for piece in garment.pieces for edge in piece.all_edges}
    usual = [view.removeprefix(DETAIL) for view in DETAILS]
    found = [part for part in usual if zones_of(part, zones) or edges & set(EDGES_OF.get(part, ()))]
    found += ["cuff"] if "sleeve" in zones and "cuff" not in found else []
    return list(dict.fromkeys([*found, *zones]))


def shown_in(view: str, outfit: Sequence[Garment]) -> int:
    """Which garment of the outfit a close-up shows: the outermost that has the part.

    Raises:
        JobError: none has it.
    """
    design, part = detail_of(view)
    for index in reversed(range(len(outfit))):
        if design in ("", outfit[index].design) and part in parts_of(outfit[index]):
            return index
    known = "; ".join(f"{garment.design}: {', '.join(parts_of(garment))}" for garment in outfit)
    raise JobError(f"The view {view!r} shows no part of a garment of the outfit.", f"There are, of the {known}.")


def check_details(views: Sequence[str], outfit: Sequence[Garment]) -> None:
    """Refuse close-ups of what no garment has.

    Raises:
        JobError: as ``shown_in``.
    """
    for view in views:
        if view.startswith(DETAIL):
            shown_in(view, outfit)
