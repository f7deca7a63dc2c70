"""What the cloth is: the fabrics of assets/fabrics.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent.parent / "assets" / "fabrics.toml"


@dataclass(frozen=True)
class Fabric:
    """Mechanics and build of one fabric. Stiffness values are Blender's own cloth units."""

    name: str
    label: str
    mass_gsm: float
    thickness_mm: float
    stretch: float
    tension: float
    shear: float
    bending: float
    weave: str
    thread_mm: float
    roughness: float
    sheen: float


@cache
def fabrics() -> dict[str, Fabric]:
    """Every fabric by name."""
    return {name: Fabric(name=name, **row) for name, row in tomllib.loads(TABLE.read_text("utf-8")).items()}
