"""A shirt's sleeve in mm: a cap that is sewn to back and yoke, and a hem pleated into its cuff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .armhole import CAP_EASE_MM
from .curves import length, split
from .darts import TakeIn, dart_seams, taken_in
from .pieces import Button, Edge, Piece, Seam, find_edge
from .ribs import rib, rib_seams
from .trim import Trim, round_edges

PLEAT_LEAST_MM = 8.0  # a smaller surplus is eased into the cuff
PLEAT_MOST = 0.13  # of the hem, in each pleat; what is more is gathered into the cuff
PLEATS_AT = (0.60, 0.76)  # of the hem from the sleeve's front; they lie on the back half, above the cuff's opening
CUFF_BUTTON_MM, CUFF_STITCHED_MM = 12.0, 5.0  # from the cuff's end, and its edge


def split_cap(sleeve: Piece, backs: Sequence[Piece]) -> Piece:
    """The sleeve with the back of its cap in a part for the back and one for the yoke, if there is a yoke."""
    if len(backs) == 1:
        return sleeve
    low, high = (length(piece.edge("armhole_left").points) for piece in backs)
    edges: list[Edge] = []
    for edge in sleeve.edges:
        if edge.name == "cap_back":
            parts = split(edge.points, [length(edge.points) * low / (low + high)])
            edges += [Edge("cap_back", parts[0]), Edge("cap_yoke", parts[1])]
        else:
            edges.append(edge)
    return replace(sleeve, edges=tuple(edges))


def pleated(sleeve: Piece, cuff_mm: float) -> Piece:
    """The left sleeve with what its hem is longer than the cuff laid in two pleats."""
    hem, *rest = sleeve.edges
    surplus = length(hem.points) - cuff_mm
    if surplus < PLEAT_LEAST_MM:
        return sleeve
    whole = length(hem.points)
    each = min(surplus / len(PLEATS_AT), PLEAT_MOST * whole)
    takes = [TakeIn(at * whole, each) for at in PLEATS_AT]
    return replace(sleeve, edges=(*taken_in(hem.points, takes, "wrist", "pleat"), *rest))


def cap_seams(side: str, backs: Sequence[Piece]) -> list[Seam]:
    """What closes the sleeve of a side and eases it into the armhole of front, back and yoke."""
    name = f"sleeve_{side}"
    holes = [length(piece.edge("armhole_left").points) for piece in backs]
    seams = [Seam(f"{name}.cap_front", f"front_{side}.armhole", CAP_EASE_MM)]
    for piece, hole in zip(backs, holes, strict=True):
        seams.append(Seam(f"{name}.cap_{piece.name}", f"{piece.name}.armhole_{side}", CAP_EASE_MM * hole / sum(holes)))
    return [*seams, Seam(f"{name}.underarm_back", f"{name}.underarm_front")]


def cuff_of(sleeve: Piece, cuff_mm: float, height: float) -> tuple[Piece, list[Seam]]:
    """The cuff, ``cuff_mm`` round, of a pleated sleeve, and what sews it on, closes it, and folds the pleats."""
    side = sleeve.name.removeprefix("sleeve_")
    edges = [f"{sleeve.name}.{edge.name}" for edge in sleeve.edges if edge.name.startswith(("wrist", "hem"))]
    share = cuff_mm / sum(length(find_edge((sleeve,), edge).points) for edge in edges)
    band = rib(f"cuff_{side}", (sleeve,), edges, height, share)
    whole = length(band.edge("hem").points)
    at = CUFF_BUTTON_MM if side == "right" else whole - CUFF_BUTTON_MM
    band = replace(
        band,
        zone="cuff",
        cut=2,
        hem_allowance_mm=10.0,
        folds=(),
        interlined=True,
        trim=Trim(topstitches=round_edges([band.edge("hem").points], CUFF_STITCHED_MM)),
        buttons=(Button(at, height / 2.0, 10.0, hole_deg=0.0),),
    )
    return band, [*rib_seams(band, (sleeve,), edges), *dart_seams(sleeve)]
