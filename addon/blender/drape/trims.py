"""Patches, lapped edges and topstitches as solids on a finished garment, where the trim of its pieces says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from mathutils import Vector
from mathutils.geometry import delaunay_2d_cdt

from ...core.pattern.curves import resampled
from ...core.pattern.pieces import Button, Piece
from ...core.pattern.trim import Lap, Trim, rows
from .ground import Ground, Spots
from .lattice import Lattice, against_outline
from .solids import FAR, THREAD_ZONE, ZIP_ZONE, Solid, beads, number_of

FINE_MM = 6.0  # between the points of a patch
STITCH_MM, PITCH_MM = 2.7, 3.6
THICK_MM, THIN_MM = 0.95, 0.45  # a contrasting thread, and one in the cloth's colour
LAYER_MOST = 0.0012  # m; or what is worn over it would have to clear it
BELOW = -0.0004  # m under the surface, where walls end
EDGE_MM = 0.6  # the rounding of an edge
HOLE_LONGER_MM, HOLE_PITCH_MM = 2.5, 0.5  # than the button; from stitch to stitch
SLIT_MM, LIP_MM, BAR_MM = 0.15, 1.3, 1.2  # from the middle to where a lip begins and ends; the bars at the ends
PULL_HIGH, PULL_FINE_MM = 0.0020, 1.2  # m; a zip's pull


def trims(
    ground: Ground, pieces: Sequence[Piece], layer: float, zone_of_piece: Sequence[int], named: list[str]
) -> list[Solid]:
    """What is laid on all pieces.

    Args:
        layer: m, the thickness of a layer of the cloth.
        zone_of_piece: what the faces' attribute "zone" says of them.
        named: the zones by which it counts; thread and zip join them.
    """
    high = min(layer, LAYER_MOST)
    found = []
    for index, piece in enumerate(pieces):
        zone = zone_of_piece[index]
        found += [patch_solid(ground, index, patch.outline, high, zone) for patch in piece.trim.patches]
        found += [lap_solid(ground, index, lap, high, zone) for lap in piece.trim.laps]
        if piece.trim.topstitches:
            found.append(stitches(ground, index, piece.trim, high, number_of(THREAD_ZONE, named)))
        if piece.buttons:
            found.append(buttonholes(ground, index, piece, high, number_of(THREAD_ZONE, named)))
        for outline in piece.trim.pulls:
            found.append(patch_solid(ground, index, outline, PULL_HIGH, number_of(ZIP_ZONE, named), PULL_FINE_MM))
    return found


def raised(spots: Spots, heights: np.ndarray | float) -> np.ndarray:
    return spots.points + np.reshape(heights, (-1, 1)) * spots.normals


def patch_solid(
    ground: Ground, index: int, outline: np.ndarray, high: float, zone: int, fine_mm: float = FINE_MM
) -> Solid:
    """A patch with this outline, mm: walls, a rounded edge, and a top that follows the cloth."""
    ring = resampled(np.r_[outline, outline[:1]], fine_mm)[:-1]
    inner = ring + EDGE_MM * inward(ring)
    inside = Lattice.over(inner / 1000, fine_mm / 1000).inside([inner / 1000]) * 1000
    count = len(ring)
    spots = ground.at(index, np.r_[ring, ring, inner, inside])
    heights = np.r_[np.full(count, BELOW), np.full(count, 0.7 * high), np.full(count + len(inside), high)]
    sides = [(i, (i + 1) % count) for i in range(count)]
    top = delaunay_2d_cdt([Vector(p) for p in np.r_[inner, inside]], sides, [list(range(count))], 1, 1e-5)
    back = [origins[0] for origins in top[3]]
    a = np.arange(count)
    b = (a + 1) % count
    walls = [np.c_[low + a, low + b, low + count + b, low + count + a] for low in (0, count)]
    walls = np.concatenate(walls)
    cover = np.array([[back[k] for k in face] for face in top[2]]) + 2 * count
    faces = np.concatenate([walls[:, [0, 1, 2]], walls[:, [0, 2, 3]], cover])
    far = np.full(len(heights), FAR)  # the cloth's hems and seams are under it
    return Solid(raised(spots, heights), faces, zone, spots.uv, far, far)


def inward(ring: np.ndarray) -> np.ndarray:
    """(N, 2) unit, from each point of an anticlockwise ring to its inside."""
    ways = np.roll(ring, -1, axis=0) - np.roll(ring, 1, axis=0)
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    return np.stack([-ways[:, 1], ways[:, 0]], axis=1)


def lap_solid(ground: Ground, index: int, lap: Lap, high: float, zone: int) -> Solid:
    """A lapped edge: a wall, and a top that comes down to the cloth behind it."""
    line = resampled(lap.line, FINE_MM)
    beside = np.array([0.0, 0.0, EDGE_MM, lap.over_mm / 3, 2 * lap.over_mm / 3, lap.over_mm])
    heights = np.array([BELOW, 0.7 * high, high, 0.7 * high, 0.3 * high, BELOW / 2])
    spots = ground.at(index, np.concatenate(rows(line, beside)))
    count = len(spots.points) // len(beside)
    a = (np.arange(len(beside) - 1)[:, None] * count + np.arange(count - 1)).ravel()
    faces = np.c_[a, a + 1, a + count + 1, a + count]
    return Solid(raised(spots, np.repeat(heights, count)), faces, zone, spots.uv, spots.hem, spots.seam)


def stitches(ground: Ground, index: int, trim: Trim, high: float, zone: int) -> Solid:
    """Every stitch of a piece: a bead that lies on the cloth, or on what is laid on it."""
    ends = np.concatenate([stitch_ends(row) for row in trim.topstitches])  # (K, 2, 2)
    spots = ground.at(index, ends.reshape(-1, 2))
    lift = np.repeat(lifts(trim, ends.mean(axis=1), high), 2)
    at = raised(spots, lift).reshape(-1, 2, 3)
    up = spots.normals.reshape(-1, 2, 3).mean(axis=1)
    wide = (THICK_MM if trim.thread else THIN_MM) / 1000
    return beads(at, up, wide, zone, spots.uv[::2])


def buttonholes(ground: Ground, index: int, piece: Piece, high: float, zone: int) -> Solid:
    """The worked holes under a piece's buttons: stitches side by side along both lips, and a bar at each end."""
    ends = np.concatenate([hole_stitches(button) for button in piece.buttons])
    spots = ground.at(index, ends.reshape(-1, 2))
    lift = np.repeat(lifts(piece.trim, ends.mean(axis=1), high), 2)
    up = spots.normals.reshape(-1, 2, 3).mean(axis=1)
    return beads(raised(spots, lift).reshape(-1, 2, 3), up, HOLE_PITCH_MM / 1000, zone, spots.uv[::2])


def hole_stitches(button: Button) -> np.ndarray:
    """(K, 2, 2) mm: where the stitches of a button's hole begin and end."""
    way = np.array([np.cos(np.radians(button.hole_deg)), np.sin(np.radians(button.hole_deg))])
    across, half = np.array([-way[1], way[0]]), (button.across_mm + HOLE_LONGER_MM) / 2
    along = np.arange(-half, half, HOLE_PITCH_MM)[:, None] * way
    lips = [np.stack([along + s * SLIT_MM * across, along + s * LIP_MM * across], axis=1) for s in (-1, 1)]
    reach = np.arange(-LIP_MM, LIP_MM + 1e-9, HOLE_PITCH_MM)[:, None] * across
    bars = [np.stack([s * half * way + reach, s * (half + BAR_MM) * way + reach], axis=1) for s in (-1, 1)]
    return np.array([button.x_mm, button.y_mm]) + np.concatenate([*lips, *bars])


def stitch_ends(row: np.ndarray) -> np.ndarray:
    """(K, 2, 2) mm: where the stitches along a line begin and end."""
    along = np.r_[0.0, np.linalg.norm(np.diff(row, axis=0), axis=1).cumsum()]
    starts = np.arange(0.4, along[-1] - STITCH_MM, PITCH_MM)
    at = np.stack([starts, starts + STITCH_MM], axis=1)
    return np.stack([np.interp(at, along, row[:, k]) for k in range(2)], axis=2)


def lifts(trim: Trim, places: np.ndarray, high: float) -> np.ndarray:
    """(K,) m that patches and lapped edges raise places (K, 2) mm of their piece."""
    found = np.zeros(len(places))
    for patch in trim.patches:
        found[against_outline(places, patch.outline)[0]] = high
    for lap in trim.laps:
        lines = rows(lap.line, (0.0, lap.over_mm))
        inside, _ = against_outline(places, np.r_[lines[0], lines[1][::-1]])
        away = np.linalg.norm(places[:, None] - lines[0][None], axis=2).min(axis=1)
        found = np.where(inside, np.maximum(found, high * np.clip(1.1 - away / lap.over_mm, 0.0, 1.0)), found)
    return found
