"""The clothes in the photo that the new ones take the place of, and what of them stays in sight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .image import gaussian, membrane
from .matte import EVEN, even
from .regions import connected, dilate, distance, erode, opened
from .segments import PhotoParts
from .sight import ARMS, HANDS, LEGS, THIGHS, TORSO, Sight

WORN = 0.5  # share of a part of the body that a new garment covers, to count as worn there in place of the old one
HALO = 2.0  # units round the old garment whose pixels are mixed with it
SOFT_PX = 2.0
SLIVER = 6.0  # units: half the width up to which what is left counts as a sliver
BESIDE = 18.0  # units from the new garment's edge in which slivers are closed
CRUMB_PX = 1.5  # half the width up to which what is left of the old garment is noise of the colours
LINE_PX = 2.0  # half the width up to which what lies apart from the old garment is none of it
FADE = 4.0  # units over which what is grown ends, where the background begins to be seen
THIN_PX = 3.5  # between the garment and an arm in front of it, over which the garment is grown
FINGERS = 10.0  # units that the photo's may be off the mesh's hand
COVERED = 0.98
LEAST_OVER = 0.02  # alpha below which no new garment is over the skin
DRESS_TOP, DRESS_BOTTOM = 1.0, 0.8  # of the way from shoulders to hips: what of a dress a new top, or bottom, replaces


@dataclass(frozen=True, eq=False)
class OldGarment:
    """(H, W) bool each."""

    region: np.ndarray  # the old clothes whose place is taken
    uncovered: np.ndarray  # of these, what neither the new garment nor what is in front of it hides
    holes: np.ndarray  # what is to be filled in: all of the uncovered with its halo, or what of it is a thin sliver
    crumbs: np.ndarray  # bits of the uncovered too small to be told what they hide
    replaced: tuple[str, ...]  # of "top" and "bottom"

    @property
    def size(self) -> int:
        return max(int(self.region.sum()), 1)

    @property
    def uncovered_fraction(self) -> float:
        return float(self.uncovered.sum() / self.size)

    @property
    def invented_fraction(self) -> float:
        """What of the old garment itself, without its halo, is filled in."""
        return float((self.uncovered & (self.holes | self.crumbs)).sum() / self.size)

    @property
    def left_fraction(self) -> float:
        return float((self.uncovered & ~self.holes & ~self.crumbs).sum() / self.size)


def find_old(
    alpha: np.ndarray, in_front: np.ndarray, silhouette: np.ndarray, parts: PhotoParts, sight: Sight, leave: bool
) -> OldGarment:
    """What the garments with this final alpha (H, W) take the place of, and what is left of it.

    Args:
        alpha: (H, W) 0-1, what is in front already taken off.
        in_front: (H, W) 0-1, the matte of what is in front.
        silhouette: (H, W) 0-1.
        parts: of the photo.
        sight: of body and garments.
        leave: what is no sliver stays in sight.
    """
    replaced = worn(sight)
    region = erode(dilate(clothes(parts, replaced, sight) & (silhouette > 0.2), 2), 2)
    region = connected(region, opened(region, LINE_PX))  # a dark limb's rim against the wall may have its colour
    # An old sleeve on an arm that is in front is not hidden: it is what is to go.
    bare = even(parts.share("skin", "hair", "other"), max(EVEN * sight.unit, 1.0))
    before = np.minimum(in_front, bare)
    hidden = (alpha + before > COVERED) | ((in_front > 0.6) & ~region)
    uncovered = region & ~hidden
    # Where it ends on skin, pixels are part of both: they go with what is taken away beside them.
    skin = (sight.on([*ARMS, *LEGS]) | sight.above_chest()) & (alpha < LEAST_OVER)
    hidden &= ~(dilate(opened(uncovered & skin, CRUMB_PX), halo_px(sight)) & skin)
    left = dilate(region, halo_px(sight)) & ~hidden & (silhouette > 0.02)
    bits = connected(left, uncovered)
    left = connected(bits, opened(bits, CRUMB_PX))
    beside = distance(alpha > 0.5, int(BESIDE * sight.unit) + 1) < BESIDE * sight.unit
    holes = left & beside & ~dilate(opened(left, SLIVER * sight.unit), 1) if leave else left
    return OldGarment(region, uncovered, holes, bits & ~left, replaced)


def halo_px(sight: Sight) -> float:
    """How far from the old garment pixels are mixed with it: at least as far as a photo's edge is soft."""
    return max(HALO * sight.unit, SOFT_PX)


def clothes(parts: PhotoParts, replaced: tuple[str, ...], sight: Sight) -> np.ndarray:
    """(H, W) bool: the old clothes of the kinds that are replaced."""
    rows = sight.down()
    region = np.zeros(sight.region.shape, bool)
    for name in replaced:
        region |= parts.most(name)
    dress = parts.most("dress")
    ends = {"top": rows < DRESS_TOP, "bottom": rows > DRESS_BOTTOM}
    return region | (dress & np.logical_or.reduce([ends[name] & dress for name in replaced] or [dress & False]))


def worn(sight: Sight) -> tuple[str, ...]:
    """Which of top and bottom the new garments are."""
    rows = sight.down()
    shares = {
        "top": sight.on([TORSO]) & (rows > 0.2) & (rows < 0.7),
        "bottom": sight.on(THIGHS) & (rows > 1.15) & (rows < 1.45),
    }
    clad = sight.cloth >= 0
    return tuple(name for name, place in shares.items() if place.any() and clad[place].mean() > WORN)


def grown(garment: np.ndarray, arms: np.ndarray, parts: PhotoParts, sight: Sight) -> np.ndarray:
    """The garment (H, W, 4), premultiplied, grown to an arm in front of it (H, W) 0-1 where only a thin gap is left."""
    reach = int(np.ceil(THIN_PX)) + 1
    arms = arms * ~dilate(sight.on(HANDS), FINGERS * sight.unit)  # between fingers and cloth there are gaps
    width = distance(garment[..., 3] > 0.5, reach) + distance(arms > 0.5, reach)
    # Through a gap as wide as that one does see the background, and beside a sleeve's hem there always is one.
    sees_through = dilate(parts.matte["background"] > 0.5, THIN_PX)  # its last pixels are mixed with the arm's
    sees_through |= dilate(np.isin(sight.cloth_region, ARMS), 2 * sight.unit)
    gap = (width < THIN_PX) & ~sees_through
    if not gap.any():
        return garment
    gap = dilate(gap, 1.5) | (dilate(gap, 3.5) & (arms > 0.02))
    gap &= garment[..., 3] < COVERED
    full = membrane(garment, erode(garment[..., 3] > COVERED, 1), gap)
    much = gaussian((~sees_through).astype(np.float32), FADE * sight.unit)[..., None]
    return garment + (full - garment) * np.clip(2 * much - 0.5, 0, 1)
