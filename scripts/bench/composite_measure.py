"""How far a composite is from what is known of its photo."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from body_package import load

load()
from composite_people import LABELS
from toile.addon.core.photo.changes import INVENTED, KEPT, WORN
from toile.addon.core.photo.regions import dilate, distance, erode, outline
from toile.addon.core.photo.sight import ARM_LEFT, ARM_RIGHT, ARMS, HEAD, Sight

SEEN = 12  # of 255, mean over the channels: a pixel that differs less from the photo shows what the photo showed
FAR_PX = 12
FIT_OFF = 6.0  # units by which fit and truth, or where a sleeve's hem lies, may differ
UPPER_ARMS = ARM_LEFT[0], ARM_RIGHT[0]
REACH = 24.0  # units about the new garment in which skin and hair must stay


@dataclass(frozen=True)
class Measured:
    """Of one case; shares are of 1."""

    outside_px: int  # changed where the mask says nothing was
    old_visible: float  # of the old garment
    painted_over: float  # of the skin and hair in front, near the new garment
    arm_edge_px: float  # mean, at 1,024 px of height; NaN where no arm is before the garment
    filled: float  # of the old garment


def measure(
    photo: np.ndarray,
    final: np.ndarray,
    mask: np.ndarray,
    labels: np.ndarray,
    sights: tuple[Sight, Sight],
    replaced: tuple[str, ...],
) -> Measured:
    """Compare; (H, W, 3) uint8 photo and final, (H, W) mask and labels.

    Args:
        sights: of the true body and of the fitted one, each with the new garments where they were draped.
        replaced: which of "top" and "bottom" the new garments are.
    """
    changed = (final != photo).any(-1)
    old = np.isin(labels, [LABELS.index(name) for name in replaced])
    same = np.abs(final.astype(int) - photo).mean(-1) < SEEN
    visible = old & (mask != WORN) & same
    if one_colour(photo, labels, replaced):  # what is filled in from white trousers is as white as the shirt was
        visible &= mask != INVENTED
    must = must_stay(labels, *sights)
    painted = must & (mask == WORN)
    return Measured(
        int((changed & (mask == KEPT)).sum()),
        float(visible.sum() / max(old.sum(), 1)),
        float(painted.sum() / max(must.sum(), 1)),
        arm_edge(labels, mask, *sights) * 1024 / len(photo),
        float((old & (mask == INVENTED)).sum() / max(old.sum(), 1)),
    )


def one_colour(photo: np.ndarray, labels: np.ndarray, replaced: tuple[str, ...]) -> bool:
    """Whether the clothes that are replaced and those that stay look the same."""
    seen = [labels == LABELS.index(name) for name in ("top", "bottom")]
    if not all(part.any() for part in seen) or len(replaced) == len(seen):
        return False
    colours = [np.median(photo[part], axis=0) for part in seen]
    return bool(np.abs(colours[0] - colours[1]).mean() < 2 * SEEN)


def must_stay(labels: np.ndarray, true: Sight, fitted: Sight) -> np.ndarray:
    """(H, W) bool: skin and hair that the new garment cannot cover: arms before it, head and hair."""
    bare = np.isin(labels, [LABELS.index("skin"), LABELS.index("hair")])
    head = erode(true.on([HEAD]), true.unit) | (labels == LABELS.index("hair"))
    return bare & ((lies_before(true) & is_asked(true, fitted)) | head) & dilate(true.cloth >= 0, REACH * true.unit)


def lies_before(sight: Sight) -> np.ndarray:
    """(H, W) bool: the arms that are before the garment."""
    return sight.on(ARMS) & (sight.depth < sight.cloth_depth - 0.01)


def is_asked(true: Sight, fitted: Sight) -> np.ndarray:
    """(H, W) bool: where it is asked whether arms stay: out of sleeves, and of shoulders that clothes are worn on.

    A shoulder that the fit has a centimetre farther back is before the garment; the fitted one near by is not.
    """
    sleeves = np.isin(true.cloth_region, ARMS)
    on_shoulder = true.on(UPPER_ARMS) & ~dilate(lies_before(fitted), FIT_OFF * true.unit)
    return ~on_shoulder & ~dilate(sleeves, FIT_OFF * true.unit)


def arm_edge(labels: np.ndarray, mask: np.ndarray, true: Sight, fitted: Sight) -> float:
    """Mean px from the true edge of arms before the garment to where the garment ends in the composite.

    Both are the last pixels on the arm's side: two regions that meet share no pixel, and would be one apart.
    """
    arm = (labels == LABELS.index("skin")) & lies_before(true)
    edge, ours = edge_of(arm), edge_of(mask != WORN)
    edge &= erode(true.cloth >= 0, 2) & is_asked(true, fitted)
    return float(distance(ours, FAR_PX)[edge].mean()) if edge.sum() > 20 else float("nan")


def edge_of(region: np.ndarray) -> np.ndarray:
    edge = np.zeros(region.shape, bool)
    if region.any():
        where = outline(region)[0]
        edge[where[:, 1], where[:, 0]] = True
    return edge
