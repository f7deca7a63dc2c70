"""Flat pieces cut into triangles, all pieces of a garment in one sheet.

Two sewn edges get the same number of vertices, spaced evenly along each, so ease is eased in evenly.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from mathutils import Vector
from mathutils.geometry import delaunay_2d_cdt

from ...core.errors import PatternError
from ...core.pattern.check import validate
from ...core.pattern.curves import length
from ...core.pattern.pieces import Edge, Piece
from ...core.types import Garment
from .caught import caught_layers, gathered_sides
from .lattice import Lattice, against_outline, is_ground

FINER = {"stand": 0.65, "fall": 0.65}  # of a step: a collar is small, and looked at closely
STRIPS = ("band", "stand", "fall", "strap")  # regions
GAP_BETWEEN_PIECES = 0.05  # m, on the UV map


@dataclass(frozen=True, eq=False)
class Sheet:
    """A garment's pieces as triangles, not yet sewn."""

    pieces: tuple[Piece, ...]
    step: float  # m, about the length of a triangle's sides
    flat: np.ndarray  # (N, 2) m, each vertex on its own piece
    faces: np.ndarray  # (F, 3), anticlockwise on the piece, so outward on the body
    piece_of_vertex: np.ndarray  # (N,)
    piece_of_face: np.ndarray  # (F,)
    edges: dict[str, np.ndarray]  # "piece.edge" -> vertices from its start to its end
    pairs: np.ndarray  # (S, 2) vertices that are sewn together
    partner: dict[str, str]  # "piece.edge" -> the edge it is sewn to
    gathered: np.ndarray  # (G, 2) sides that their seam makes shorter than they were cut, lower vertex first

    def vertices_of(self, piece: int) -> np.ndarray:
        return np.flatnonzero(self.piece_of_vertex == piece)


def mesh_garment(garment: Garment, step: float) -> Sheet:
    """Cut every piece into triangles of about ``step`` metres and pair the vertices of sewn edges.

    Raises:
        PatternError: the pattern cannot be sewn.
    """
    validate(garment.pieces, garment.seams)
    lengths = {f"{p.name}.{e.name}": length(e.points) / 1000 for p in garment.pieces for e in p.all_edges}
    partner = {mine: other for seam in garment.seams for mine, other in ((seam.a, seam.b), (seam.b, seam.a))}
    partner |= {seam.b: seam.a for seam in garment.seams if not seam.is_layered}
    steps = {piece.name: step * FINER.get(piece.placement.region, 1.0) for piece in garment.pieces}
    counts = {name: segments(lengths, name, partner.get(name), steps) for name in lengths}
    counts |= {seam.a: counts[seam.b] for seam in garment.seams if seam.is_layered}
    flat, faces, piece_of_vertex, piece_of_face, edges = [], [], [], [], {}
    start = 0
    for index, piece in enumerate(garment.pieces):
        free = [edge.name for edge in piece.edges if f"{piece.name}.{edge.name}" not in partner]
        points, triangles, named = mesh_piece(piece, counts, steps[piece.name], free)
        flat.append(points)
        faces.append(triangles + start)
        piece_of_vertex.append(np.full(len(points), index))
        piece_of_face.append(np.full(len(triangles), index))
        edges.update({f"{piece.name}.{name}": np.array(ids) + start for name, ids in named.items()})
        start += len(points)
    pairs = [np.c_[edges[seam.a], edges[seam.b][:: 1 if seam.is_folded else -1]] for seam in garment.seams]
    laid_out = np.concatenate(flat)
    pairs.append(caught_layers(garment.pieces, laid_out, edges))
    sewn = np.unique(np.concatenate(pairs), axis=0)
    return Sheet(
        garment.pieces,
        step,
        laid_out,
        np.concatenate(faces),
        np.concatenate(piece_of_vertex),
        np.concatenate(piece_of_face),
        edges,
        sewn[sewn[:, 0] != sewn[:, 1]],
        partner,
        gathered_sides(garment.seams, edges),
    )


def segments(lengths: dict[str, float], name: str, other: str | None, steps: dict[str, float]) -> int:
    """How many sides an edge is cut into, as the finer of the two pieces sewn there asks."""
    both = [name] if other is None else [name, other]
    mean = sum(lengths[edge] for edge in both) / len(both)
    return max(1, round(mean / min(steps[edge.partition(".")[0]] for edge in both)))


def mesh_piece(
    piece: Piece, counts: dict[str, int], step: float, free: Sequence[str]
) -> tuple[np.ndarray, np.ndarray, dict[str, list[int]]]:
    """Triangles of one piece: points (N, 2) m, triangles (F, 3) anticlockwise, vertices of each edge.

    Args:
        counts: how many sides an edge "piece.edge" is cut into, if the columns do not stand on it.
        free: the names of edges that are not sewn.

    Raises:
        PatternError: the outline is open or crosses itself.
    """
    lattice, grounds = lattice_of(piece, step, free)
    lines = {
        edge.name: lattice.on_columns(edge.points / 1000)
        if edge.name in grounds
        else resample(edge.points / 1000, counts[f"{piece.name}.{edge.name}"])
        for edge in piece.all_edges
    }
    outline, named = ring_of(piece.edges, lines)
    rings = [outline]
    for legs in zip(piece.contour_darts[::2], piece.contour_darts[1::2], strict=True):
        hole, on_hole = ring_of(legs, lines)
        before = sum(map(len, rings))
        named |= {name: [before + k for k in ids] for name, ids in on_hole.items()}
        rings.append(hole)
    points = np.concatenate([*rings, lattice.inside(rings)])
    sides = [side for k, ring in enumerate(rings) for side in closed(sum(map(len, rings[:k])), len(ring))]
    # Output type 1 keeps what lies inside the outline.
    found = delaunay_2d_cdt([Vector(p) for p in points], sides, [list(range(len(outline)))], 1, 1e-7)
    made, triangles = np.array([tuple(p) for p in found[0]]), np.array([tuple(f) for f in found[2]], int)
    now = {was: i for i, origins in enumerate(found[3]) for was in origins}
    if len(made) != len(points) or len(now) != len(points) or not len(triangles):
        raise PatternError(f"The outline of {piece.name!r} crosses or touches itself.", "Check its options.")
    order = np.array([now[i] for i in range(len(points))])
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    triangles = back[triangles]
    for hole in rings[1:]:
        triangles = triangles[~against_outline(points[triangles].mean(axis=1), hole)[0]]
    return points, triangles, named


def closed(first: int, count: int) -> list[tuple[int, int]]:
    """The sides of a ring of ``count`` points, numbered from ``first``."""
    return [(first + i, first + (i + 1) % count) for i in range(count)]


def lattice_of(piece: Piece, step: float, free: Sequence[str]) -> tuple[Lattice, list[str]]:
    """What fills a piece, and the names of the edges that its columns stand on."""
    outline = np.concatenate([edge.points for edge in piece.edges]) / 1000
    if piece.placement.region in STRIPS:
        return Lattice.along(outline, step), []
    grounds = [edge for edge in piece.edges if edge.name in free and is_ground(edge.points)]
    if not grounds:
        return Lattice.over(outline, step), []
    hem = np.concatenate([edge.points / 1000 for edge in grounds])
    return Lattice.on(hem[np.argsort(hem[:, 0], kind="stable")], step), [edge.name for edge in grounds]


def ring_of(edges: Sequence[Edge], lines: dict[str, np.ndarray]) -> tuple[np.ndarray, dict[str, list[int]]]:
    """Edges that close to a ring as points (N, 2) m, those of each edge's line, and the vertices of each edge."""
    spans, total = {}, 0
    for edge in edges:
        spans[edge.name] = range(total, total + len(lines[edge.name]))
        total += len(lines[edge.name]) - 1
    points = np.concatenate([lines[edge.name][:-1] for edge in edges])
    return points, {name: [k % total for k in span] for name, span in spans.items()}


def resample(points: np.ndarray, number: int) -> np.ndarray:
    """``number`` + 1 points evenly spaced along the polyline (N, D)."""
    along = np.r_[0, np.linalg.norm(np.diff(points, axis=0), axis=1).cumsum()]
    wanted = np.linspace(0, along[-1], number + 1)
    return np.stack([np.interp(wanted, along, points[:, k]) for k in range(points.shape[1])], axis=1)


def texture_coordinates(sheet: Sheet) -> np.ndarray:
    """(N, 2) m: the flat pieces side by side, each turned so that its warp runs up. One unit is one metre."""
    result = np.empty_like(sheet.flat)
    left = 0.0
    for index, piece in enumerate(sheet.pieces):
        ids = sheet.vertices_of(index)
        turn = math.radians(90.0 - piece.grain_deg)
        turned = sheet.flat[ids] @ np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
        result[ids] = turned + (left - turned[:, 0].min(), 0)
        left += float(np.ptp(turned[:, 0])) + GAP_BETWEEN_PIECES
    return result
