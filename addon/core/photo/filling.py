"""What old clothes hid and no new ones cover, made up: skin shaded by the body, or what is seen beside it."""

from __future__ import annotations

import numpy as np

from .image import gaussian, membrane
from .old_garment import OldGarment, halo_px
from .regions import dilate, erode
from .segments import PhotoParts
from .sight import ARMS, FEET, HANDS, LEGS, NECK, TORSO, Sight

NEAR = 30.0  # units about a hole in which what fills it is looked for
LEAST_SOURCE = 20  # px
BARE_ABOVE = 0.8  # of the way from shoulders to hips; below it a kept pair of trousers goes on
RATIO = (0.3, 3.0)  # of the photo's skin to the shaded one: more is no skin


def fill(
    linear: np.ndarray, old: OldGarment, alpha: np.ndarray, skin: np.ndarray, parts: PhotoParts, sight: Sight
) -> np.ndarray:
    """The photo (H, W, 3), linear, with the holes filled, each part of them from what would be seen there.

    Args:
        skin: (H, W, 3) linear, bare skin on the body mesh under the photo's light; 0 where there is none.
    """
    if not old.holes.any():
        return linear
    clean = ~dilate(old.region, halo_px(sight)) & ~old.holes & (alpha < 0.02)
    names = [name for name in ("skin", "bottom", "top", "dress", "background") if name not in old.replaced]
    seen = {name: clean & (parts.matte[name] > 0.8) for name in names}
    bare = old.holes & bare_below(sight, old.replaced)
    result = skin_over(linear, bare, seen["skin"], skin)
    rest = old.holes & ~bare
    on_body = rest & erode(sight.body, 2 * sight.unit)
    kept = [seen[name] for name in ("bottom", "top", "dress") if name in seen]
    for hole, sources in (
        (on_body, (*kept, seen["background"], seen["skin"])),
        (rest & ~on_body, (seen["background"], *kept, seen["skin"])),
    ):
        near = [source for source in sources if _beside(source, hole, NEAR * sight.unit)]
        result = membrane(result, near[0], hole) if near else result
    soft = gaussian(old.holes.astype(np.float32), 0.8)[..., None]
    return linear * (1 - soft) + result * soft


def skin_over(linear: np.ndarray, hole: np.ndarray, seen: np.ndarray, skin: np.ndarray) -> np.ndarray:
    """The photo with the hole filled by shaded skin, its colour that of the skin seen, and joined to it without a step.

    Where the mesh has no skin, and in thin holes beside skin, it is a film from the skin alone.
    """
    if not hole.any():
        return linear
    lit = skin.min(-1) > 1e-4
    both = erode(seen & lit, 2)
    if both.sum() < LEAST_SOURCE:
        return membrane(linear, seen, hole) if seen.any() else linear
    ratio = np.clip(np.median(linear[both] / skin[both], axis=0), *RATIO)
    shaded = skin * ratio
    made = hole & lit
    # The step between photo and shaded skin at the hole's rim fades out into it.
    step = membrane(np.where(seen[..., None], linear - shaded, 0), seen & lit & dilate(made, 12), made)
    result = np.where(made[..., None], np.maximum(shaded + step, 0), linear)
    rest = hole & ~made
    return membrane(result, seen | made, rest) if rest.any() else result


def bare_below(sight: Sight, replaced: tuple[str, ...]) -> np.ndarray:
    """(H, W) bool: where skin would be seen without the old clothes: neck, shoulders, and the middle of the limbs."""
    rows = sight.down()
    down_to = np.inf if "bottom" in replaced else BARE_ABOVE
    limbs = [place for place in ARMS if place not in HANDS]
    limbs += [*LEGS, *FEET] if "bottom" in replaced else []
    return (
        sight.on([NECK])
        | (sight.on([TORSO]) & (rows < 0.35))
        | erode(sight.on([TORSO]) & (rows < down_to), 3 * sight.unit)
        | erode(sight.on(limbs), 3 * sight.unit)
    )


def _beside(source: np.ndarray, hole: np.ndarray, reach: float) -> bool:
    """Whether there is enough of the source near the hole to fill it from."""
    return bool(hole.any()) and int((source & dilate(hole, reach)).sum()) > LEAST_SOURCE
