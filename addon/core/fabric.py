"""What the cloth is: the fabrics of assets/fabrics.toml."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from .errors import JobError
from .weaving import BINDINGS, HIDE, KNITTED

TABLE = Path(__file__).parent.parent / "assets" / "fabrics.toml"
WEAVES = (*KNITTED, *BINDINGS, HIDE)
# Two needles on a knit; wool blind; satin rolled; leather turned and topstitched.
HEM_ROWS_MM = {
    "jersey": (16.5, 20.0),
    "interlock": (16.5, 20.0),
    "rib": (16.5, 20.0),
    "plain": (19.0,),
    "denim": (18.0,),
    "twill": (),
    "satin": (4.0,),
    "grain": (14.0,),
}
# What cloth can be; beyond is a slip of the pen or another unit.
LIMITS = {
    "mass_gsm": (10.0, 1200.0),
    "thickness_mm": (0.05, 4.0),
    "stretch_warp": (1.0, 3.0),
    "stretch_weft": (1.0, 3.0),
    "shear": (3.0, 500.0),
    "bending_warp_unm": (0.05, 500.0),
    "bending_weft_unm": (0.05, 500.0),
    "thread_mm": (0.02, 5.0),
    "weft_mm": (0.02, 5.0),
    "cover": (0.3, 1.0),
    "fuzz": (0.0, 1.0),
    "slub": (0.0, 1.0),
    "crumple_mm": (0.0, 10.0),
    "weft_dyed": (0.0, 1.0),
    "gloss": (0.0, 1.0),
    "roughness": (0.0, 1.0),
    "sheen": (0.0, 1.0),
}


@dataclass(frozen=True)
class Fabric:
    """Mechanics and build of one fabric, as a textile laboratory measures them.

    Blender's solver has one stiffness for all directions. It takes ``shear`` and ``bending``; what warp and weft have
    apart is kept for those who lay out, grade and fit.
    """

    name: str
    label: str
    mass_gsm: float
    thickness_mm: float
    stretch_warp: float  # times its length that it may reach in wear
    stretch_weft: float
    shear: float  # N/m a radian: the in-plane shear stiffness, as FAST and KES give it
    bending_warp_unm: float  # uN m: the bending stiffness of cloth one metre wide, times its width
    bending_weft_unm: float
    weave: str
    thread_mm: float  # from warp to warp, or what takes its place
    weft_mm: float  # from weft to weft
    cover: float  # of the area, by yarn
    fuzz: float
    slub: float
    crumple_mm: float
    weft_dyed: float
    gloss: float
    roughness: float
    sheen: float

    @property
    def stretch(self) -> float:
        """How many times its length a girth may reach: pieces are cut with the warp upright, so girths run weftwise."""
        return self.stretch_weft

    @property
    def hem_rows_mm(self) -> tuple[float, ...]:
        """How far from a hem's edge its rows of stitches are seen: none on what is hemmed blind."""
        return HEM_ROWS_MM[self.weave]

    @property
    def bending(self) -> float:
        """N m, alike in all directions: the geometric mean of warp and weft."""
        return math.sqrt(self.bending_warp_unm * self.bending_weft_unm) * 1e-6


@cache
def fabrics() -> dict[str, Fabric]:
    """Every fabric by name."""
    return read_fabrics(TABLE.read_text("utf-8"))


def fabric_named(name: str) -> Fabric:
    """The fabric of that name.

    Raises:
        JobError: there is none.
    """
    if name not in fabrics():
        raise JobError(f"There is no fabric {name!r}.", f"Known: {', '.join(fabrics())}.")
    return fabrics()[name]


def read_fabrics(text: str) -> dict[str, Fabric]:
    """The fabrics of a table in TOML, by name.

    Raises:
        JobError: the text is not TOML, or a fabric lacks a value, has an unknown one, or one that no cloth has.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise JobError(f"The table of fabrics cannot be read: {error}.") from None
    if not table:
        raise JobError("The table of fabrics is empty.", "It needs one [table] a fabric.")
    return {name: read_fabric(name, row) for name, row in table.items()}


def read_fabric(name: str, row: object) -> Fabric:
    """One fabric of the table.

    Raises:
        JobError: as read_fabrics.
    """
    wanted = [field.name for field in fields(Fabric) if field.name != "name"]
    if not isinstance(row, dict):
        raise JobError(f"{name!r} in the table of fabrics is not a fabric.", f"Write a table, [{name}].")
    for what, keys in (("lacks", set(wanted) - set(row)), ("has no use for", set(row) - set(wanted))):
        if keys:
            raise JobError(f"The fabric {name!r} {what} {', '.join(sorted(keys))}.", f"Values: {', '.join(wanted)}.")
    if not isinstance(row["label"], str) or not row["label"].strip():
        raise JobError(f"The fabric {name!r} has no label.", "Write what it is called.")
    if row["weave"] not in WEAVES:
        raise JobError(f"The fabric {name!r} has the weave {row['weave']!r}.", f"Known: {', '.join(WEAVES)}.")
    for key, (low, high) in LIMITS.items():
        check_number(name, key, row[key], low, high)
    return Fabric(name=name, **row)


def check_number(name: str, key: str, value: object, low: float, high: float) -> None:
    """Refuse what is not a number from ``low`` to ``high``."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise JobError(f"The fabric {name!r} has {key} {value!r}, which is not a number.")
    if not low <= value <= high:
        raise JobError(f"The fabric {name!r} has {key} {value:g}.", f"It must be from {low:g} to {high:g}.")
