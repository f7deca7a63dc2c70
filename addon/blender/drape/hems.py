"""Hems that are stitched in the cloth's own way: which edges have them, and their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import bpy
import numpy as np

from ...core.fabric import Fabric
from ...core.pattern.pieces import Edge, Piece
from ...core.pattern.trim import rows
from .meshing import Sheet
from .solids import FAR

FOLDED_REGIONS = ("band", "strap", "stand", "fall")  # their "hem" is a fold
OWN_ROW_MM = 40.0  # a design's own topstitching so near the edge is its hem's
LEAST_MM = 20.0  # a shorter edge has no row


def stitched_hems(sheet: Sheet, index: int) -> list[Edge]:
    """The free edges of a piece that are turned up and sewn, and that the design has not stitched itself."""
    piece = sheet.pieces[index]
    if piece.interlined or piece.placement.region in FOLDED_REGIONS:
        return []
    return [
        edge
        for edge in piece.edges
        if edge.name.split("_")[0] == "hem"
        and f"{piece.name}.{edge.name}" not in sheet.partner
        and np.ptp(edge.points, axis=0).max() > LEAST_MM
        and not any(beside(edge.points, own) for own in piece.trim.topstitches)
    ]


def beside(edge: np.ndarray, row: np.ndarray) -> bool:
    """Whether a row (N, 2) runs along the middle of an edge."""
    middle = edge[len(edge) // 2] if len(edge) > 2 else edge.mean(axis=0)
    even = np.concatenate([row, (row[1:] + row[:-1]) / 2])
    return bool(np.linalg.norm(even - middle, axis=1).min() < OWN_ROW_MM)


def with_hem_rows(sheet: Sheet, fabric: Fabric) -> Sequence[Piece]:
    """The sheet's pieces with the rows of their hems among the topstitches."""
    found = []
    for index, piece in enumerate(sheet.pieces):
        edges = stitched_hems(sheet, index) if fabric.hem_rows_mm else []
        sewn = [row for edge in edges for row in rows(edge.points, fabric.hem_rows_mm)]
        trim = replace(piece.trim, topstitches=(*piece.trim.topstitches, *sewn)) if sewn else piece.trim
        found.append(replace(piece, trim=trim))
    return found


def add_rows(mesh: bpy.types.Mesh, hem: np.ndarray, sheet: Sheet, quads: np.ndarray, of_piece: np.ndarray) -> None:
    """Write "row": how far each vertex is from the edge of a stitched hem, where its piece has one."""
    stitched = [index for index in range(len(sheet.pieces)) if stitched_hems(sheet, index)]
    row = np.full(len(hem), FAR, np.float32)
    there = np.unique(quads[np.isin(of_piece, stitched)])
    row[there] = hem[there]
    mesh.attributes.new("row", "FLOAT", "POINT").data.foreach_set("value", row)
