"""The garment cut out of a plain background, with its shadow and its hanger left behind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import PhotoError
from ..photo.image import gaussian
from ..photo.regions import connected, dilate, erode, opened

RIM = 0.02  # of the longer side: the picture's edge, where the background is read
OF_ONE_COLOUR, LEAST_OF_ONE_COLOUR = 10.0, 0.6  # distance in Lab, and how much of the rim must be within it
LEAST_DIFFERENCE, MOST_DIFFERENCE = 2.0, 8.0  # in Lab: from where on a pixel is no background; noise decides between
LEAST_AREA, MOST_AREA = 0.03, 0.92  # of the picture
SECOND_THING = 0.3  # of the first: from where on two things were photographed
CLOSE_TO_GROUND = 28.0  # in Lab: of a garment so like the background neither shadow nor holes can be told
SHADOW_DEPTH, SHADOW_TINT, SHADOW_SLOPE = 32.0, 4.0, 1.6  # of L, of a and b, of L a px
SHADOW_EDGE = 4.0  # px: so near to the garment the shadow cannot be told by its slope
HOLE = 0.004  # of the garment: a smaller hole is lace, a button's glint or noise
HANGER_WIDTH, HANGER_OFF_AXIS = 0.05, 0.10  # of the garment's width
PLAIN = "Use a photo of one garment, whole, on a plain background that is not of its colour."


@dataclass(frozen=True, eq=False)
class Cut:
    """Where the garment is."""

    region: np.ndarray  # (H, W) bool
    difference: float  # of the garment from the background, in Lab, the median
    notes: tuple[str, ...]


def cut_out(lab: np.ndarray) -> Cut:
    """The garment of an (H, W, 3) CIE Lab picture.

    Raises:
        PhotoError: the background is not plain, nothing or too much stands before it, or two things do.
    """
    away, limit = off_ground(lab)
    apart = np.linalg.norm(away, axis=-1)
    thing = erode(dilate(apart > limit, 2.0), 2.0)
    ground = connected(~thing, rim(thing.shape))
    difference = float(np.median(apart[erode(~ground, 4.0)])) if (~ground).any() else 0.0
    if difference > CLOSE_TO_GROUND:
        ground = without_shadow(ground, away)
    region, notes = one_thing(opened(~ground, 1.0))
    region = with_holes_closed(region, apart, limit, difference)
    region, hanger = without_hanger(region)
    if difference <= CLOSE_TO_GROUND:
        notes.append("The garment is nearly of the background's colour: its shadow may be taken for cloth.")
    return Cut(region, difference, (*notes, *hanger))


def rim(shape: tuple[int, ...]) -> np.ndarray:
    """(H, W) bool: the picture's edge."""
    width = max(2, round(RIM * max(shape)))
    found = np.ones(shape[:2], bool)
    found[width:-width, width:-width] = False
    return found


def off_ground(lab: np.ndarray) -> tuple[np.ndarray, float]:
    """(H, W, 3) how far each pixel is off a background that fades evenly, and from what distance on it is another."""
    height, width = lab.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    place = np.stack([np.ones_like(rows), rows / height - 0.5, columns / width - 0.5], -1)
    edge = rim(lab.shape)
    values, where = lab[edge], place[edge]
    near = np.linalg.norm(values - np.median(values, 0), axis=1) < OF_ONE_COLOUR
    for _ in range(3):
        if (share := float(near.mean())) < LEAST_OF_ONE_COLOUR:
            raise PhotoError(
                f"Only {share:.0%} of the picture's edge is of one colour (limit {LEAST_OF_ONE_COLOUR:.0%}), "
                "so the background cannot be told from the garment.",
                PLAIN,
            )
        plane = np.linalg.lstsq(where[near], values[near], rcond=None)[0]
        rest = np.linalg.norm(values - where @ plane, axis=1)
        near = rest < OF_ONE_COLOUR
    noise = float(np.percentile(rest[near], 90))
    return lab - place @ plane.astype(np.float32), float(np.clip(1.8 * noise, LEAST_DIFFERENCE, MOST_DIFFERENCE))


def without_shadow(ground: np.ndarray, away: np.ndarray) -> np.ndarray:
    """The ground with the shadow on it: darker without a hue of its own, and without an edge but the garment's."""
    light = gaussian(away[..., 0], 1.0)
    slope = np.hypot(*np.gradient(light))
    dark = (light < 0) & (light > -SHADOW_DEPTH) & (np.linalg.norm(away[..., 1:], axis=-1) < SHADOW_TINT)
    shaded = connected(ground | (dark & (slope < SHADOW_SLOPE)), ground)
    return shaded | (dilate(shaded & ~ground, SHADOW_EDGE) & dark)


def one_thing(region: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """The largest part of the region, and what to know about the others."""
    found = parts(region)
    sizes = [int(part.sum()) for part in found]
    share = sizes[0] / region.size if sizes else 0.0
    if share < LEAST_AREA:
        raise PhotoError(f"{share:.1%} of the picture stands out from the background (limit {LEAST_AREA:.0%}).", PLAIN)
    if share > MOST_AREA:
        raise PhotoError(f"The garment fills {share:.0%} of the picture (limit {MOST_AREA:.0%}).", PLAIN)
    if len(sizes) > 1 and sizes[1] > SECOND_THING * sizes[0]:
        raise PhotoError(
            f"Two things are in the picture, the second {sizes[1] / sizes[0]:.0%} as large as the first "
            f"(limit {SECOND_THING:.0%}).",
            "Use a photo of one garment.",
        )
    small = sum(size > 0.01 * sizes[0] for size in sizes[1:])
    notes = [f"{small} smaller things beside the garment were left out."] if small else []
    edge = np.concatenate([found[0][:, 0], found[0][:, -1]])
    if edge.any():
        notes.append(f"The picture's side cuts the garment off over {edge.mean() / 0.5:.0%} of its height.")
    return found[0], notes


def parts(region: np.ndarray, most: int = 8) -> list[np.ndarray]:
    """The region's connected parts, about the largest ``most`` of them, largest first."""
    rest, found = region.copy(), []
    while rest.any() and len(found) < most:
        depth = np.where(rest, gaussian(rest.astype(np.float32), 6.0), 0)
        seed = np.zeros_like(rest)
        seed.flat[int(depth.argmax())] = True
        found.append(connected(rest, seed))
        rest &= ~found[-1]
    return sorted(found, key=lambda part: -int(part.sum()))


def with_holes_closed(region: np.ndarray, apart: np.ndarray, limit: float, difference: float) -> np.ndarray:
    """The region without its small holes; without any where the garment is as good as the background's colour."""
    outside = connected(~region, rim(region.shape))
    holes = ~region & ~outside
    if difference <= CLOSE_TO_GROUND or not holes.any():
        return region | holes
    radius = max(1.0, np.sqrt(HOLE * region.sum()) / 4.0)
    return ~(outside | (opened(holes, radius) & (apart < 2 * limit)))


def without_hanger(region: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    """The region without a hook that stands up from the middle of its top."""
    columns = np.flatnonzero(region.any(0))
    rows = np.flatnonzero(region.any(1))
    width, middle = np.ptp(columns) + 1, columns.mean()
    end = rows[0]
    for row in rows[: len(rows) // 4]:
        inside = np.flatnonzero(region[row])
        narrow = np.ptp(inside) < HANGER_WIDTH * width and abs(inside.mean() - middle) < HANGER_OFF_AXIS * width
        if not narrow:
            break
        end = row + 1
    if end - rows[0] < 0.02 * len(rows):
        return region, ()
    kept = region.copy()
    kept[:end] = False
    return kept, ("A hook in the middle above the garment was taken for its hanger and left out.",)
