"""The clothes in the photo that the new ones take the place of, and the slivers of them that stay in sight.

What the new garment does not cover stays: it is honest, and nothing has to be invented. Only slivers along the new
garment's edges are closed, from the skin or the background beside them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .image import gaussian, membrane
from .regions import connected, dilate, distance, erode, opened
from .segments import PhotoParts
from .sight import ARMS, HANDS, NECK, THIGHS, TORSO, Sight

WORN = 0.5  # share of a part of the body that a new garment covers, to count as worn there in place of the old one
HALO = 2.0  # units round the old garment whose pixels are mixed with it
SLIVER = 6.0  # units: half the width up to which what is left counts as a sliver
BESIDE = 18.0  # units from the new garment's edge in which slivers are closed
GAP = 4.0  # units between the garment and an arm in front of it, over which the garment is grown
THIN_PX = 3.5  # so much of it whatever is seen there
COVERED = 0.98
SILENT = 0.02  # of the old garment: more than this is closed only with a word to the user


@dataclass(frozen=True, eq=False)
class OldGarment:
    """(H, W) bool each."""

    region: np.ndarray  # the old clothes whose place is taken
    uncovered: np.ndarray  # of these, what neither the new garment nor what is in front of it hides
    slivers: np.ndarray  # what of the uncovered, and of its halo, is to be closed
    replaced: tuple[str, ...]  # of "top" and "bottom"

    @property
    def uncovered_fraction(self) -> float:
        return float(self.uncovered.sum() / max(self.region.sum(), 1))

    def notes(self) -> tuple[str, ...]:
        """Sentences for the user about what is left to see."""
        size = max(self.region.sum(), 1)
        stays, closed = (self.uncovered & ~self.slivers).sum() / size, self.slivers.sum() / size
        said = []
        if stays > SILENT:
            name = " and ".join(self.replaced)
            said.append(f"{stays:.0%} of the clothes in the photo ({name}) is not covered by the new ones and stays.")
        if closed > SILENT:
            said.append(f"{closed:.1%} of the old clothes showed beside the new ones and was painted over.")
        return tuple(said)


def find_old(
    alpha: np.ndarray, in_front: np.ndarray, silhouette: np.ndarray, parts: PhotoParts, sight: Sight
) -> OldGarment:
    """What the garments with this final alpha (H, W) take the place of, and what is left of it.

    Args:
        alpha: (H, W) 0-1, what is in front already taken off.
        in_front: (H, W) 0-1, the matte of what is in front.
        silhouette: (H, W) 0-1.
        parts: of the photo.
        sight: of body and garments.
    """
    replaced = worn(sight)
    region = np.zeros(alpha.shape, bool)
    for name in replaced:
        region |= parts.most(name) & (silhouette > 0.2)
    region = erode(dilate(region, 2), 2)
    hidden = (alpha > COVERED) | ((in_front > 0.6) & ~region)
    uncovered = region & ~hidden
    left = dilate(region, HALO * sight.unit) & ~hidden & (silhouette > 0.02)
    beside = distance(alpha > 0.5, int(BESIDE * sight.unit) + 1) < BESIDE * sight.unit
    slivers = left & beside & ~dilate(opened(left, SLIVER * sight.unit), 1)
    return OldGarment(region, uncovered, slivers & connected(left, uncovered), replaced)


def worn(sight: Sight) -> tuple[str, ...]:
    """Which of top and bottom the new garments are."""
    rows = np.arange(sight.region.shape[0])[:, None]
    chest = sight.on([TORSO]) & (rows > sight.shoulder[1] + 0.2 * sight.torso_px)
    chest &= rows < sight.hip[1] - 0.3 * sight.torso_px
    thighs = sight.on(THIGHS) & (rows > sight.hip[1] + 0.15 * sight.torso_px)
    thighs &= rows < sight.hip[1] + 0.45 * sight.torso_px
    clad = sight.cloth >= 0
    shares = {"top": chest, "bottom": thighs}
    return tuple(name for name, place in shares.items() if place.any() and clad[place].mean() > WORN)


def grown(garment: np.ndarray, old: OldGarment, arms: np.ndarray, unit: float) -> np.ndarray:
    """The garment (H, W, 4), premultiplied, grown over what shows of the old one between it and an arm in front."""
    reach = int(np.ceil(GAP * unit)) + 1
    width = distance(garment[..., 3] > 0.5, reach) + distance(arms > 0.5, reach)
    # Of light background between the two, too thin a line is left to be seen as a gap.
    gap = (width < THIN_PX) | (old.slivers & (width < GAP * unit))
    if not gap.any():
        return garment
    gap = dilate(gap, 1.5) | (dilate(gap, 3.5) & (arms > 0.02))
    gap &= garment[..., 3] < COVERED
    return membrane(garment, erode(garment[..., 3] > COVERED, 1), gap)


def close_slivers(
    linear: np.ndarray, old: OldGarment, alpha: np.ndarray, parts: PhotoParts, sight: Sight
) -> np.ndarray:
    """The photo (H, W, 3), linear, with the slivers closed, each from the side it belongs to."""
    if not old.slivers.any():
        return linear
    clean = ~dilate(old.region, HALO * sight.unit) & ~old.slivers & (alpha < 0.02)
    skin = clean & (parts.matte["skin"] > 0.8)
    bottom = clean & (parts.matte["bottom"] > 0.8) & ("bottom" not in old.replaced)
    behind = clean & (parts.matte["background"] > 0.8)
    on_skin = old.slivers & bare_below(sight)
    result = linear
    for hole, sources in ((on_skin, (skin, bottom, behind)), (old.slivers & ~on_skin, (behind, bottom, skin))):
        near = [source for source in sources if _beside(source, hole, 30 * sight.unit)]
        result = membrane(result, near[0], hole) if near else result
    soft = gaussian(old.slivers.astype(np.float32), 0.8)[..., None]
    return linear * (1 - soft) + result * soft


def bare_below(sight: Sight) -> np.ndarray:
    """(H, W) bool: where skin would be seen without the old clothes: neck, shoulders, and the middle of the arms."""
    rows = np.arange(sight.region.shape[0])[:, None]
    return (
        sight.on([NECK])
        | (sight.on([TORSO]) & (rows < sight.shoulder[1] + 0.35 * sight.torso_px))
        | erode(sight.on([place for place in ARMS if place not in HANDS]), 3 * sight.unit)
    )


def _beside(source: np.ndarray, hole: np.ndarray, reach: float) -> bool:
    """Whether there is enough of the source near the hole to fill it from."""
    return bool(hole.any()) and int((source & dilate(hole, reach)).sum()) > 20
