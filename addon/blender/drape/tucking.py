"""A top tucked into what hangs from the waist: drawn in there, flat against the body below.

The layers are simulated one after the other, so the outer one cannot press the inner one down. The inner one therefore
wears a belt of its own while it is simulated, and what will be hidden is laid against the body afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from ...core.types import Body, Garment
from .dressing import Dressing
from .hanging import hangs_from
from .ledge import highest_ring
from .meshing import Sheet, mesh_garment
from .motion import ease
from .placement import CLEAR, place
from .slices import BodyRings, perimeter
from .solver import Belt, Course, Recording

BELT = (-0.015, 0.025)  # m from the middle of the waistband: where its top will be
BELT_EASE = 0.04  # m, girth; tighter, and it climbs to where the body is narrowest
MOST_SHRINK = 0.6
HIDDEN = (0.020, 0.045)  # m from there: all against the body below, all as it hangs above
LAID_OFF = 0.004  # m from the skin
COARSE = 0.03  # m, triangles that are enough to see where a band lies


def held_at(outfit: Sequence[Garment], body: Body) -> float:
    """The height m, on the body at rest, of the band that holds what is tucked in; the waist's if there is none."""
    for garment in outfit:
        if hangs_from(garment) == "hips":
            sheet = mesh_garment(garment, COARSE)
            start = place(sheet, body)
            if (band := highest_ring(sheet, start)) is not None:
                return float(start[sheet.vertices_of(band), 2].mean())
    return body.measures["waist_height"]


def belt(sheet: Sheet, start: np.ndarray, body: Body, level: float) -> Belt | None:
    """The vertices at the height ``level`` m, and by how much they must shrink to close round the body there."""
    height = start[:, 2] - level
    ids = np.flatnonzero((height > BELT[0]) & (height < BELT[1]) & round_torso(sheet)[sheet.piece_of_vertex])
    if not len(ids):
        return None
    girth = perimeter(BodyRings(body).torso(level))
    wide = girth_at(sheet, start, level, round_torso(sheet))
    shrink = min(max(1 - (girth + BELT_EASE) / wide, 0.0), MOST_SHRINK)
    return Belt(ids, shrink) if shrink > 0 else None


def round_torso(sheet: Sheet) -> np.ndarray:
    """(P,) whether each piece goes round the torso: a long sleeve hangs as low as the waist, and is not tucked in."""
    at = {piece.name: piece.placement.region for piece in sheet.pieces}
    seams = [(mine.partition(".")[0], other.partition(".")[0]) for mine, other in sheet.partner.items()]
    cuffs = {piece for piece, other in seams if at[other].startswith("arm_")}
    return np.array([at[name] == "torso" or (at[name] == "band" and name not in cuffs) for name in at])


def girth_at(sheet: Sheet, start: np.ndarray, height: float, among: np.ndarray) -> float:
    """How long the flat cloth of the pieces ``among`` (P,) is, m, along what starts at a height."""
    total = 0.0
    faces = sheet.faces[among[sheet.piece_of_face]]
    for triangle, flat in zip(start[faces], sheet.flat[faces], strict=True):
        above = triangle[:, 2] - height
        ends = [
            flat[k] + (flat[m] - flat[k]) * above[k] / (above[k] - above[m])
            for k, m in ((0, 1), (1, 2), (2, 0))
            if above[k] * above[m] < 0
        ]
        if len(ends) == 2:
            total += float(np.linalg.norm(ends[1] - ends[0]))
    return total


def laid_flat(recording: Recording, sheet: Sheet, start: np.ndarray, dressing: Dressing, course: Course) -> Recording:
    """The recording with what lies below the band moved against the body in every frame."""
    level = dressing.tucked_to
    low = start[:, 2] < level + 2 * HIDDEN[1] + CLEAR
    ids = np.flatnonzero(low & round_torso(sheet)[sheet.piece_of_vertex])
    proxy = dressing.proxy
    triangles = proxy.faces[~proxy.in_arm[proxy.faces].any(axis=1)]
    heights = dressing.proxies[0][triangles][:, :, 2].mean(axis=1) - level
    frames = recording.frames.copy()
    for number in range(len(frames)):
        tree = BVHTree.FromPolygons(dressing.proxy_at(number + 1, course).tolist(), triangles.tolist())
        for i in ids:
            near, normal, face, _ = tree.find_nearest(Vector(frames[number, i]))
            share = ease((HIDDEN[1] - heights[face]) / (HIDDEN[1] - HIDDEN[0]))
            frames[number, i] += share * (np.array(near + LAID_OFF * normal) - frames[number, i])
    return replace(recording, frames=frames)
