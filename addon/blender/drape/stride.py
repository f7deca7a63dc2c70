"""How far a skirt lets its wearer step."""

from __future__ import annotations

import numpy as np

from ...core.types import Body
from .meshing import Sheet
from .slices import BodyRings, cut, hull, perimeter
from .tucking import girth_at

SKIRTS = ("hips", "flared", "torso")
LEAST = 0.01  # m; less than that the cloth gives


def stride_beyond(sheet: Sheet, start: np.ndarray, end: np.ndarray, body: Body, posed: np.ndarray) -> tuple[str, ...]:
    """What to say of a skirt that is narrower than the legs need, above its vent or else at its hem; or nothing.

    Args:
        start: (N, 3) m, the cloth on the body at rest.
        end: (N, 3) m, the cloth on the posed body.
        posed: (V, 3) m, the body's vertices then.
    """
    names = [f"{p.name}.{e.name}" for p in sheet.pieces if p.placement.region in SKIRTS for e in p.edges]
    hems = [name for name in names if name.partition(".")[2].startswith("hem")]
    vents = [name for name in hems if name.partition(".")[2].startswith("hem_vent")]
    if not hems:
        return ()
    level = float(start[np.concatenate([sheet.edges[name] for name in vents or hems]), 2].max()) + sheet.step / 2
    if level > body.measures["crotch_height"]:
        return ()
    there = np.abs(start[:, 2] - level) < sheet.step
    height = np.array([0.0, 0.0, end[there, 2].mean()])
    legs = cut(posed, BodyRings(body).torso_edges, height, np.array([0.0, 0.0, 1.0]))
    skirt = np.array([piece.placement.region in SKIRTS for piece in sheet.pieces])
    lacking = perimeter(hull(legs[:, :2])) - girth_at(sheet, start, level, skirt)
    if lacking < LEAST:
        return ()
    where, other = ("above its vent", "raise the vent") if vents else ("at its hem", "wear it shorter")
    return (f"the step asks for {100 * lacking:.0f} cm more cloth {where}: step less far, {other} or widen it",)
