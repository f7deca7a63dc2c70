"""How far a skirt lets its wearer step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...core.errors import PatternError
from ...core.types import Body
from .meshing import Sheet
from .slices import BodyRings, cut, hull, perimeter
from .tucking import girth_at

SKIRTS = ("hips", "flared", "torso")
LEAST = 0.01  # m; less than that the cloth gives


@dataclass(frozen=True)
class Stride:
    """A step, and the cloth that a skirt has for it round the legs."""

    lacking: float  # m; below 0 it has more than it needs
    girth: float  # m, of the skirt there
    where: str
    fix: str

    @property
    def words(self) -> str:
        return f"the step asks for {100 * self.lacking:.0f} cm more cloth {self.where}: {self.fix}"

    def refuse_beyond(self, design: str, stretch: float) -> None:
        """Refuse a step for which the cloth would have to stretch to more than ``stretch`` times its length.

        Raises:
            PatternError: it is such a step.
        """
        needed = self.girth + self.lacking
        if needed > stretch * self.girth:
            raise PatternError(
                f"The {design} cannot be worn in this pose: {self.where} it is {100 * self.girth:.0f} cm round, and "
                f"the step asks for {100 * needed:.0f} cm ({-100 * self.lacking:.1f} cm; its cloth gives up to "
                f"{100 * (stretch - 1) * self.girth:.1f} cm).",
                f"{self.fix[0].upper()}{self.fix[1:]}.",
            )


def stride_beyond(sheet: Sheet, start: np.ndarray, body: Body, posed: np.ndarray) -> Stride | None:
    """The step, if it asks for more cloth than the skirt has; see stride_of."""
    stride = stride_of(sheet, start, body, posed)
    return stride if stride and stride.lacking >= LEAST else None


def stride_of(sheet: Sheet, start: np.ndarray, body: Body, posed: np.ndarray) -> Stride | None:
    """By how much a skirt is narrower than the legs need, above its vent or else at its hem; None for what is none.

    Args:
        start: (N, 3) m, the cloth on the body at rest.
        posed: (V, 3) m, the body's vertices in its pose.
    """
    names = [f"{p.name}.{e.name}" for p in sheet.pieces if p.placement.region in SKIRTS for e in p.edges]
    hems = [name for name in names if name.partition(".")[2].startswith("hem")]
    vents = [name for name in hems if name.partition(".")[2].startswith("hem_vent")]
    if not hems:
        return None
    level = float(start[np.concatenate([sheet.edges[name] for name in vents or hems]), 2].max()) + sheet.step / 2
    if level > body.measures["crotch_height"]:
        return None
    legs = cut(posed, BodyRings(body).torso_edges, np.array([0.0, 0.0, level]), np.array([0.0, 0.0, 1.0]))
    if len(legs) < 3:  # it reaches below the feet
        return None
    skirt = np.array([piece.placement.region in SKIRTS for piece in sheet.pieces])
    girth = girth_at(sheet, start, level, skirt)
    lacking = perimeter(hull(legs[:, :2])) - girth
    where, other = ("above its vent", "raise the vent") if vents else ("at its hem", "wear it shorter")
    return Stride(lacking, girth, where, f"step less far, {other} or widen it")
