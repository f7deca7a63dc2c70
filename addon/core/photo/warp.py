"""The small warp left to do in the picture: the fitted body's outline onto the person's, at shoulders and arms.

The fit is a few pixels off where flesh, pose or the landmarks are; a garment that is drawn on the mesh would leave
slivers of bare shoulder. The warp is kept on each side of the body only if it brings the outlines nearer there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .image import gaussian, sample
from .regions import distance, opened, outline
from .sight import Sight

REACH = 0.16  # of the torso's height: farther apart, two outlines are not the same edge
WIDTH = 0.07  # of the torso's height: the Gaussian that spreads the shifts
LEAST_ALIGNED = 0.7  # cosine between outward directions of two edges that may be the same
GAIN = 0.9  # the outline's distance afterwards over before, at most, for the warp to stay
MOST_POINTS = 1500
WAIST = 0.6  # of the way from shoulders to hips, below which a garment hangs over kept trousers or a skirt
WHOLE = 0.8  # share of what shows beside the garment that must be the kept clothes
CORNER = 3.0  # units from row to row, at which a garment's side has ended
SPECK = 1.5  # units: half the width below which what is of the kept clothes is none of their outline
DRAWINGS, CLOSE_PX = 4, 1.5  # at most, and how near is enough
GENTLE = 1.5  # times the longest shift, over which it is spread, so that no picture folds over itself
NOT_A_MAP = ("region", "cloth", "cloth_region")


@dataclass(frozen=True, eq=False)
class Warp:
    """Where each pixel of the warped picture comes from: (H, W, 2) px to add to its place."""

    shift: np.ndarray
    mean_px: float
    kept: tuple[str, ...]  # of "left" and "right", as in the picture

    def __call__(self, image: np.ndarray, outside: float = 0.0, smooth: bool = True) -> np.ndarray:
        if not self.kept:
            return image
        rows, columns = np.mgrid[: image.shape[0], : image.shape[1]].astype(np.float32)
        return sample(image, columns + self.shift[..., 0], rows + self.shift[..., 1], outside, smooth)

    def sight(self, sight: Sight) -> Sight:
        """The maps, warped."""

        def change(name: str, value: np.ndarray) -> np.ndarray:
            outside = {"depth": np.inf, "cloth_depth": np.inf}.get(name, -1 if name in NOT_A_MAP else 0)
            return self(value, outside, smooth=False)

        return sight.map_images(change) if self.kept else sight


def residual_warp(sight: Sight, person: np.ndarray) -> Warp:
    """From the body's outline to the outline of the person (H, W) bool."""
    rows = np.arange(person.shape[0])
    span = sight.torso_px
    used = (rows > sight.shoulder[1] - 0.25 * span) & (rows < sight.hip[1] + 0.15 * span)
    where, move = _pairs(sight.body, person, used, REACH * span)
    none = Warp(np.zeros((*person.shape, 2), np.float32), 0.0, ())
    if len(where) < 20:
        return none
    size = (len(person), len(person[0]))
    shift = _spread_shifts(where, move, size, max(WIDTH * span, 2.0))
    halves = _halves(sight, size)
    tried = Warp(shift, 0.0, ("both",))
    before, after = sight.body, tried(sight.body.astype(np.float32)) > 0.5
    kept = []
    for name, half in halves.items():
        area = (half > 0.5) & used[:, None]
        if outline_distance(after, person, area) < GAIN * outline_distance(before, person, area):
            kept.append(name)
    if not kept:
        return none
    shift *= np.sum([halves[name] for name in kept], axis=0)[..., None]
    return Warp(shift, float(np.linalg.norm(move, axis=1).mean()), tuple(kept))


def over_kept(warp: Warp, sight: Sight, kept: np.ndarray) -> Warp:
    """The warp with the garments drawn out to the sides, in each row where they hang over clothes that stay (H, W) bool
    and these show beside them: the photo's hips are where the trousers are, not where the mesh is.
    """
    kept = opened(kept, SPECK * sight.unit)  # on the far side of an arm, its edge pixels may pass for them
    for _ in range(DRAWINGS):  # what is spread gently falls short where it is most
        points, moves = _short_of(warp, sight, kept)
        if not len(moves) or np.abs(moves).max() < CLOSE_PX:
            break
        sigma = max(WIDTH * sight.torso_px, GENTLE * float(np.abs(moves).max()), 2.0)
        shift = warp.shift + _spread_shifts(points, moves, kept.shape, sigma)
        warp = Warp(shift, warp.mean_px, warp.kept or ("hips",))
    return warp


def _short_of(warp: Warp, sight: Sight, kept: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pixels (N, 2) of the kept clothes' outline beside the garments, and the way (N, 2) px from each to theirs.

    Where none show beside a garment it is a pixel of the garment's own outline, which stays.
    """
    cloth = warp((sight.cloth >= 0).astype(np.float32)) > 0.5
    rows = range(max(int(sight.shoulder[1] + WAIST * sight.torso_px), 0), len(cloth))
    points, moves = [], []
    for end in (0, -1):
        before = None
        for row in (each for each in rows if cloth[each].any()):
            ours = int(np.flatnonzero(cloth[row])[end])
            if before is not None and abs(ours - before) > CORNER * sight.unit:
                break  # the hem, which ends at other rows in the middle than at the sides
            before = ours
            theirs = int(np.flatnonzero(kept[row])[end]) if kept[row].any() else ours
            first, last = min(ours, theirs), max(ours, theirs)
            outside = theirs < ours if end == 0 else theirs > ours
            if outside and last - first < REACH * sight.torso_px and kept[row, first : last + 1].mean() > WHOLE:
                points.append((theirs, row))
                moves.append((ours - theirs, 0.0))
            else:  # what is drawn out below leaves it where it is
                points.append((ours, row))
                moves.append((0.0, 0.0))
    return np.array(points, int).reshape(-1, 2), np.array(moves, float).reshape(-1, 2)


def _pairs(body: np.ndarray, person: np.ndarray, used: np.ndarray, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """Pixels (N, 2) of the person's outline and the way (N, 2) from each to the body's."""
    ours, our_out = outline(body)
    theirs, their_out = outline(person)
    inside = (theirs > 2).all(1) & (theirs < np.array(person.shape[::-1]) - 3).all(1) & used[theirs[:, 1]]
    theirs, their_out = theirs[inside], their_out[inside]
    step = max(len(theirs) // MOST_POINTS, 1)
    theirs, their_out = theirs[::step], their_out[::step]
    if not len(theirs) or not len(ours):
        return np.zeros((0, 2)), np.zeros((0, 2))
    apart = ((theirs[:, None] - ours[None]).astype(np.float32) ** 2).sum(-1)
    apart[their_out @ our_out.T < LEAST_ALIGNED] = np.inf
    nearest = apart.argmin(1)
    near = apart[np.arange(len(theirs)), nearest] < reach**2
    return theirs[near], (ours[nearest] - theirs)[near].astype(float)


def _spread_shifts(where: np.ndarray, move: np.ndarray, shape: tuple[int, int], sigma: float) -> np.ndarray:
    """(H, W, 2) the shifts between and beyond the points, falling to none far away."""
    total, count = np.zeros((*shape, 2), np.float32), np.zeros(shape, np.float32)
    np.add.at(total, (where[:, 1], where[:, 0]), move)
    np.add.at(count, (where[:, 1], where[:, 0]), 1)
    near = gaussian(count, sigma)
    return gaussian(total, sigma) / (near + 0.0075 * near.max() + 1e-9)[..., None]


def _halves(sight: Sight, shape: tuple[int, int]) -> dict[str, np.ndarray]:
    """How much each pixel belongs to either side of the line from shoulders to hips; they add up to 1."""
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    down = (sight.hip - sight.shoulder) / max(sight.torso_px, 1.0)
    aside = (columns - sight.shoulder[0]) * down[1] - (rows - sight.shoulder[1]) * down[0]
    right = np.clip(0.5 + aside / (0.2 * sight.torso_px), 0, 1)
    return {"left": 1 - right, "right": right}


def outline_distance(ours: np.ndarray, theirs: np.ndarray, area: np.ndarray, limit: int = 30) -> float:
    """Mean px from their outline to ours within the area."""
    edge = np.zeros(ours.shape, bool)
    where = outline(ours)[0]
    edge[where[:, 1], where[:, 0]] = True
    seen = np.zeros(ours.shape, bool)
    where = outline(theirs)[0]
    seen[where[:, 1], where[:, 0]] = True
    seen &= area
    return float(distance(edge, limit)[seen].mean()) if seen.any() else 0.0
