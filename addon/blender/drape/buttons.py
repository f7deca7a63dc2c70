"""Buttons as solids on a finished garment, where its pieces say."""

from __future__ import annotations

from dataclasses import dataclass

import bmesh
import bpy
import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from ...core.pattern.pieces import Button
from .meshing import Sheet

PEARL_ZONE, BRASS_ZONE = "button", "button_brass"
ROUND = 20  # corners of the disc
RIM_MM = ((1.0, 0.0), (1.0, 1.5), (0.90, 2.1), (0.76, 2.1), (0.64, 1.6))  # shares of the radius, and heights
SAME_SIDE = 0.3  # cosine from a button's direction, of cloth that it lies on


@dataclass(frozen=True, eq=False)
class Seat:
    """Where a button sits on the cloth."""

    button: Button
    middle: np.ndarray  # (3,) m
    upward: np.ndarray  # (3,) unit, away from the cloth


def seats(
    sheet: Sheet, sewn: np.ndarray, welded: np.ndarray, vertices: np.ndarray, triangles: np.ndarray
) -> list[Seat]:
    """Where the garment's buttons sit.

    Args:
        sewn: (M, 3) m, the sewn sheet.
        welded: (N,) the sewn vertex of each of the sheet's.
        vertices, triangles: the finished surface, without thickness.
    """
    places = [(index, button) for index, piece in enumerate(sheet.pieces) for button in piece.buttons]
    if not places:
        return []
    tree = BVHTree.FromPolygons(vertices.tolist(), triangles.tolist())
    found = []
    for index, button in places:
        near, normal, _, _ = tree.find_nearest(Vector(on_sheet(sheet, sewn[welded], index, button)))
        around = tree.find_nearest_range(near, button.across_mm / 1000)
        beside = [way for _, way, _, _ in around if way.dot(normal) > SAME_SIDE]
        upward = np.mean(np.array(beside or [normal]), axis=0)
        found.append(Seat(button, np.array(near), upward / np.linalg.norm(upward)))
    return found


def on_sheet(sheet: Sheet, points: np.ndarray, index: int, button: Button) -> np.ndarray:
    """(3,) m: where a place on a piece is, with the sheet's vertices at ``points`` (N, 3)."""
    faces = sheet.faces[sheet.piece_of_face == index]
    a, b, c = (sheet.flat[faces[:, k]] for k in range(3))
    at = np.array([button.x_mm, button.y_mm]) / 1000
    whole = cross(b - a, c - a)
    shares = np.stack([cross(b - at, c - at), cross(c - at, a - at), cross(a - at, b - at)], axis=1) / whole[:, None]
    inside = int(shares.min(axis=1).argmax())
    return np.clip(shares[inside], 0, None) @ points[faces[inside]]


def cross(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]


def sew_on(mesh: bpy.types.Mesh, places: list[Seat], cloth: float, named: list[str]) -> None:
    """Add the buttons to a finished mesh.

    Args:
        cloth: m, the thickness of the cloth that they lie on.
        named: the zones by which its faces' attribute "zone" counts. Those of the buttons join them.
    """
    for made_of in dict.fromkeys(place.button.made_of for place in places):
        zone = BRASS_ZONE if made_of == "brass" else PEARL_ZONE
        add_discs(mesh, [place for place in places if place.button.made_of == made_of], cloth, len(named))
        named.append(zone)


def add_discs(mesh: bpy.types.Mesh, places: list[Seat], cloth: float, zone: int) -> None:
    made = bmesh.new()
    made.from_mesh(mesh)
    layer = made.faces.layers.int["zone"]
    for place in places:
        for corners in disc(place, cloth):
            face = made.faces.new([made.verts.new(corner) for corner in corners])
            face[layer], face.smooth = zone, True
    bmesh.ops.remove_doubles(made, verts=[v for f in made.faces if f[layer] == zone for v in f.verts], dist=1e-6)
    made.to_mesh(mesh)
    made.free()


def disc(place: Seat, cloth: float) -> list[np.ndarray]:
    """The faces of a button, each its corners (K, 3) m, outward: walls, rim, and the hollow of its top."""
    across = np.cross(place.upward, (1.0, 0.0, 0.0) if abs(place.upward[0]) < 0.7 else (0.0, 1.0, 0.0))
    across /= np.linalg.norm(across)
    angles = np.linspace(0, 2 * np.pi, ROUND, endpoint=False)[:, None]
    ways = np.cos(angles) * across + np.sin(angles) * np.cross(place.upward, across)
    radius = place.button.across_mm / 2000
    rings = [
        place.middle + share * radius * ways + (height / 1000 + (cloth if height else 0.0)) * place.upward
        for share, height in RIM_MM
    ]
    sides = [
        np.array([low[k], low[(k + 1) % ROUND], high[(k + 1) % ROUND], high[k]])
        for low, high in zip(rings[:-1], rings[1:], strict=True)
        for k in range(ROUND)
    ]
    return [*sides, rings[-1]]
