"""The pieces of a dress that wraps, in mm: each front runs from its side past the centre, the right over the left.

Bodice and skirt are sewn to a tie that goes round the waist. A front's waist is two edges: "waist_in", where the fronts
lie over each other, and "waist_out", from there to its own side; a full wrap has the first only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from . import armhole as scye
from . import skirt_block, waistline
from .bodice import Block
from .curves import cubic, distances, flipped, joined, length, line, point, resampled, split, through, unbent
from .darts import dart_seams
from .mirror import mirrored
from .neckline import half_neck
from .pieces import Edge, Piece, Placement, Seam
from .trim import PLAIN, Bow, Trim

GATHERED = 1.06  # times the tie, the bodice's fronts are cut at the waist
SIDE_MOST_MM = 45.0  # what the bodice's side seam takes in at the waist, at most
BACK_DART = 0.62  # length of the bodice's back darts, of the way up to the underarm
TIP_DROP = 0.7  # of what the fronts are longer over the bust, at the end beyond the centre
OUTWARD_MM = 6.0  # by how much the crossing edge is rounded over the bust
BOW_FROM_SIDE_MM = 35.0  # the left side seam, at least
BOW_LOOP = 2.1  # times the tie's height, the length of a loop
FULL = 0.999  # a wrap beyond it reaches to the other side seam


@dataclass(frozen=True)
class Wrap:
    """What the pieces share, mm."""

    block: Block  # of the bodice, which ends at the top of the tie
    skirt: skirt_block.Block
    share: float  # of the front's half, by which each front goes beyond the centre
    end_mm: float = 0.0  # of the tie, that hangs from its bow; 0: no bow
    over_bust: float = 0.0  # how much longer the fronts are over the bust than at the side seams

    @property
    def waists(self) -> tuple[float, float]:
        """Quarters of the tie: a half front's and a half back's."""
        return self.skirt.front.waist, self.skirt.back.waist

    @property
    def bodice_waist(self) -> float:
        """Half the bodice's width at the waist: gathered to the tie, the side seam taken in only so far."""
        under, widest = float(self.block.underarm[0]), max(self.waists)
        return max(min(GATHERED * widest, under), under - SIDE_MOST_MM, widest)

    @property
    def is_full(self) -> bool:
        return self.share > FULL


def left_front(wrap: Wrap) -> Piece:
    """The bodice's left front, with the crossing edge from the shoulder to beyond the centre."""
    b, half = wrap.block, wrap.bodice_waist
    side, top = point(half, b.hem_y), point(b.neck_x, 0.0)
    tip = point(-wrap.share * half, b.hem_y - TIP_DROP * wrap.over_bust)
    down = point(0.0, b.hem_y - wrap.over_bust)
    waist = through([tip, down, side], [point(1.0, -0.2), point(1.0, 0.0), None])
    across = tip - top
    outward = OUTWARD_MM * point(across[1], -across[0]) / np.linalg.norm(across)
    edges = (
        *waist_edges(waist, 2.0 * wrap.share / (1.0 + wrap.share) * length(waist), wrap.is_full),
        Edge("side_left", line(side, b.underarm)),
        Edge("armhole_left", scye.armhole(b.shoulder, b.slope, b.underarm, b.hollows[0])),
        Edge("shoulder_left", line(b.shoulder, top)),
        Edge("bound_front", cubic(top, top + across / 3.0 + outward, tip - across / 3.0 + outward, tip)),
    )
    return Piece("front_left", edges, Placement("torso", "front", "shoulder_height", b.shoulder_y), zone="front")


def waist_edges(waist: np.ndarray, overlap: float, is_full: bool) -> list[Edge]:
    """A left front's waist, from beyond the centre to its side, cut where the other front ends."""
    if is_full:
        return [Edge("waist_in", waist)]
    inner, outer = split(waist, [overlap])
    return [Edge("waist_in", inner), Edge("waist_out", outer)]


def back(wrap: Wrap) -> Piece:
    """The bodice's back, darted to the tie."""
    b, half = wrap.block, wrap.bodice_waist
    neck = half_neck(b.neck_x, b.back_neck, b.slope)
    hole = scye.armhole(b.shoulder, b.slope, b.underarm, b.hollows[1])
    side = line(point(half, b.hem_y), b.underarm)
    waist = resampled(line(point(-half, b.hem_y), point(half, b.hem_y)))
    depth = BACK_DART * float(b.underarm[1] - b.hem_y)
    edges = (
        *waistline.waist_edges(waist, 2.0 * wrap.waists[1], depth, 2),
        Edge("side_right", side),
        Edge("armhole_right", hole),
        Edge("shoulder_right", line(b.shoulder, neck[0])),
        Edge("bound_neck", joined(neck, flipped(neck))),
        Edge("shoulder_left", line(point(-b.neck_x, 0.0), b.shoulder * (-1.0, 1.0))),
        Edge("armhole_left", flipped(hole)),
        Edge("side_left", flipped(side)),
    )
    return Piece("back", edges, Placement("torso", "back", "shoulder_height", b.shoulder_y), zone="back", on_fold=True)


def left_skirt(wrap: Wrap) -> Piece:
    """The skirt's left front, its free edge along a ray of the flare."""
    s = wrap.skirt
    hem, side, waist = skirt_block.half_panel(s, s.front)
    half = length(waist)
    beyond = waist if wrap.is_full else split(waist, [half - wrap.share * half])[1]  # mirrored, past the centre
    ray = unbent(beyond[:1], s.front.radius, s.hip_y)[0, 0]
    at = unbent(hem, s.front.radius, s.hip_y)[:, 0]
    cut = float(np.interp(ray, at, distances(hem)))
    below = hem if cut >= length(hem) - 1.0 else split(hem, [cut])[0]
    whole = joined(beyond * (-1.0, 1.0), waist[::-1])  # from beyond the centre to the side
    edges = (
        Edge("hem", joined(flipped(below), hem)),
        Edge("side_left", side),
        *(Edge(e.name, e.points[::-1]) for e in reversed(waist_edges(whole, 2.0 * wrap.share * half, wrap.is_full))),
        Edge("hem_front", line(whole[0], below[-1] * (-1.0, 1.0))),
    )
    placement = Placement("torso", "front", "waist_height", s.band / 2.0)
    return Piece("skirt_left", edges, placement, zone="skirt_front")


def skirt_back(wrap: Wrap) -> Piece:
    whole = skirt_block.whole_panel(wrap.skirt, wrap.skirt.back)
    return replace(whole, name="skirt_back", placement=replace(whole.placement, region="torso"), zone="skirt_back")


def wrap_pieces(wrap: Wrap) -> tuple[Piece, ...]:
    """Both fronts, the back, both skirt fronts, the skirt's back, and the tie."""
    bodice, skirt = (both_sides(piece) for piece in (left_front(wrap), left_skirt(wrap)))
    pieces = (*bodice, back(wrap), *skirt, skirt_back(wrap))
    return (*pieces, tie(wrap, pieces))


def both_sides(left: Piece) -> tuple[Piece, Piece]:
    """A left front and the right one that lies over it."""
    right = mirrored(left, left.name.replace("left", "right"))
    return left, replace(right, placement=replace(right.placement, level=1))


def round_waist(wrap: Wrap, bodice: bool, pieces: tuple[Piece, ...]) -> list[tuple[str, float]]:
    """The edges that meet the tie, each with mm of tie: round the body from the left side over the back."""
    to_front, to_back = wrap.waists
    behind, right, left = (
        ("back", "front_right", "front_left") if bodice else ("skirt_back", "skirt_right", "skirt_left")
    )
    piece = next(piece for piece in pieces if piece.name == behind)
    names = [edge.name for edge in piece.edges if edge.name.startswith("waist_")]
    names = names if bodice else names[::-1]  # a bodice's waist is its foot, a skirt's its top
    whole = sum(length(piece.edge(name).points) for name in names)
    found = [(f"{behind}.{name}", 2.0 * to_back * length(piece.edge(name).points) / whole) for name in names]
    inner, outer = 2.0 * wrap.share * to_front, (1.0 - wrap.share) * to_front
    if wrap.is_full:
        return [*found, (f"{right}.waist_in", 2.0 * to_front)]
    return [*found, (f"{right}.waist_out", outer), (f"{right}.waist_in", inner), (f"{left}.waist_out", outer)]


def tie(wrap: Wrap, pieces: tuple[Piece, ...]) -> Piece:
    """A strip seen from outside, bodice above and skirt below; it closes at the wearer's left side."""
    height = point(0.0, wrap.skirt.band)
    lower = along(point(0.0, 0.0), round_waist(wrap, False, pieces))
    upper = along(height, round_waist(wrap, True, pieces))
    edges = (
        *lower,
        Edge("end_right", line(lower[-1].points[-1], upper[-1].points[-1])),
        *(Edge(edge.name, edge.points[::-1]) for edge in reversed(upper)),
        Edge("end_left", line(height, point(0.0, 0.0))),
    )
    placement, trim = Placement("band", "around", "waist_height"), Trim(bow=bow(wrap)) if wrap.end_mm else PLAIN
    return Piece("tie", edges, placement, 0.0, zone="tie", cut=2, trim=trim)


def bow(wrap: Wrap) -> Bow:
    """Where the tie is tied: at the end of the front that lies over the other."""
    to_front, to_back = wrap.waists
    beside = max((1.0 - wrap.share) * to_front, BOW_FROM_SIDE_MM)
    wide = wrap.skirt.band
    x = 2.0 * (to_front + to_back) - beside
    return Bow(x, wide / 2.0, wide, BOW_LOOP * wide, wrap.end_mm)


def along(start: np.ndarray, parts: list[tuple[str, float]]) -> list[Edge]:
    """Edges of a straight strip, one after the other, named after what is sewn to them."""
    edges = []
    for name, mm in parts:
        end = start + point(mm, 0.0)
        edges.append(Edge(on_tie(name), line(start, end)))
        start = end
    return edges


def on_tie(edge: str) -> str:
    return f"to_{edge.replace('.', '_')}"


def wrap_seams(wrap: Wrap, pieces: tuple[Piece, ...]) -> list[Seam]:
    """What joins the bodice, the skirt and the tie; the fronts beneath lie in the seams of those above."""
    by_name = {piece.name: piece for piece in pieces}
    seams = []
    for left, behind, edges in (("front", "back", ("side", "shoulder")), ("skirt", "skirt_back", ("side",))):
        for side in ("left", "right"):
            seams += [Seam(f"{left}_{side}.{edge}_{side}", f"{behind}.{edge}_{side}") for edge in edges]
    for bodice in (True, False):
        for name, mm in round_waist(wrap, bodice, pieces):
            piece, edge = name.split(".")
            ease = length(by_name[piece].edge(edge).points) - mm
            seams.append(Seam(name, f"tie.{on_tie(name)}", ease))
            if name.endswith("_right.waist_in"):
                beneath = name.replace("_right", "_left")
                seams.append(Seam(beneath, f"tie.{on_tie(name)}", ease, is_layered=True))
    for name in ("back", "skirt_back"):
        seams += dart_seams(by_name[name])
    return [*seams, Seam("tie.end_right", "tie.end_left")]
