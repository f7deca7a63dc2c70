"""Buttons as solids on a finished garment, where its pieces say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import bmesh
import bpy
import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree
from mathutils.geometry import delaunay_2d_cdt

from ...core.pattern.pieces import Button
from .meshing import Sheet
from .solids import THREAD_ZONE, Solid, add_solids, beads, number_of

PEARL_ZONE, BRASS_ZONE = "button", "button_brass"
ROUND = 20  # corners of the disc
RIM_MM = ((1.0, 0.0), (1.0, 1.5), (0.90, 2.1), (0.76, 2.1), (0.64, 1.6))  # shares of the radius, and heights
HOLES = np.array([(-0.24, -0.24), (-0.24, 0.24), (0.24, -0.24), (0.24, 0.24)])  # shares of the radius
HOLE, HOLE_ROUND = 0.14, 8  # the same, and the corners of a hole
FLOOR_MM, THREAD_MM = 0.6, 0.8  # how deep holes go, above the cloth; and the thread's width
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


def sew_on(mesh: bpy.types.Mesh, places: list[Seat], cloth: float, named: list[str], layer: str) -> None:
    """Add the buttons, and the thread that holds them, to a finished mesh.

    Args:
        cloth: m, the thickness of the cloth that they lie on.
        named: the zones by which its faces' attribute "zone" counts. Those of the buttons and their thread join them.
        layer: its UV map.
    """
    for made_of in dict.fromkeys(place.button.made_of for place in places):
        zone = BRASS_ZONE if made_of == "brass" else PEARL_ZONE
        add_discs(mesh, [place for place in places if place.button.made_of == made_of], cloth, number_of(zone, named))
    if pierced := [place for place in places if place.button.made_of != "brass"]:
        add_solids(mesh, [threads(pierced, cloth, number_of(THREAD_ZONE, named))], layer)


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


def frame(place: Seat) -> np.ndarray:
    """(3, 3) rows: two ways across a button, and the way up."""
    across = np.cross(place.upward, (1.0, 0.0, 0.0) if abs(place.upward[0]) < 0.7 else (0.0, 1.0, 0.0))
    across /= np.linalg.norm(across)
    return np.stack([across, np.cross(place.upward, across), place.upward])


def on_button(place: Seat, flat: np.ndarray, height_mm: float, cloth: float) -> np.ndarray:
    """(K, 3) m: places (K, 2) on a button in shares of its radius, so high above its foot, which is in the cloth."""
    high = height_mm / 1000 + (cloth if height_mm else 0.0)
    return place.middle + np.c_[flat * place.button.across_mm / 2000, np.full(len(flat), high)] @ frame(place)


def circle(radius: float, count: int) -> np.ndarray:
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return radius * np.c_[np.cos(angles), np.sin(angles)]


def disc(place: Seat, cloth: float) -> list[np.ndarray]:
    """The faces of a button, each its corners (K, 3) m, outward: walls, rim, and a hollow with its holes."""
    rings = [on_button(place, circle(share, ROUND), height, cloth) for share, height in RIM_MM]
    sides = walls_between(rings)
    if place.button.made_of == "brass":
        return [*sides, rings[-1]]
    flat, faces = pierced_top()
    top = on_button(place, flat, RIM_MM[-1][1], cloth)
    for middle in HOLES:
        ring = middle + circle(HOLE, HOLE_ROUND)[::-1]
        sides += walls_between([on_button(place, ring, high, cloth) for high in (FLOOR_MM, RIM_MM[-1][1])])
    return [*sides, *(top[list(face)] for face in faces)]


def walls_between(rings: list[np.ndarray]) -> list[np.ndarray]:
    """Faces between rings that follow each other."""
    return [
        np.array([low[k], low[(k + 1) % len(low)], high[(k + 1) % len(low)], high[k]])
        for low, high in zip(rings[:-1], rings[1:], strict=True)
        for k in range(len(low))
    ]


@cache
def pierced_top() -> tuple[np.ndarray, list[tuple[int, ...]]]:
    """A button's hollow with four holes, in shares of its radius: points (K, 2) and triangles."""
    points = np.concatenate([circle(RIM_MM[-1][0], ROUND), *(middle + circle(HOLE, HOLE_ROUND) for middle in HOLES)])
    found = delaunay_2d_cdt([Vector(p) for p in points], [], [], 0, 1e-9)
    flat = np.array([tuple(p) for p in found[0]])
    middles = np.array([flat[list(face)].mean(axis=0) for face in found[2]])
    away = np.linalg.norm(middles[:, None] - HOLES[None], axis=2).min(axis=1)
    return flat, [tuple(face) for face, off in zip(found[2], away, strict=True) if off > 0.9 * HOLE]


def threads(places: list[Seat], cloth: float, zone: int) -> Solid:
    """Two bars of thread through the four holes of each button."""
    ends = [
        np.stack([on_button(place, HOLES[[a, b]], RIM_MM[-1][1] + 0.1, cloth) for a, b in ((0, 1), (2, 3))])
        for place in places
    ]
    at, up = np.concatenate(ends), np.repeat([place.upward for place in places], 2, axis=0)
    return beads(at, up, THREAD_MM / 1000, zone, np.zeros((len(at), 2)))
