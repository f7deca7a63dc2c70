"""What old clothes hid and no new ones cover, made up: skin shaded by the body, or what is seen beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .image import gaussian, membrane, spread
from .old_garment import OldGarment, halo_px
from .regions import dilate, distance, erode, outline
from .segments import PhotoParts
from .sight import ARMS, FEET, FOREARMS, HANDS, LEGS, NECK, TORSO, Sight

NEAR = 30.0  # units about a hole in which what fills it is looked for
LEAST_SOURCE = 20  # px
RIM_PX = 3.0  # of the rendered skin, which is of half the photo's size
RIM = 3.0  # units: the rim of a limb is filled as what is beside it, for the mesh is never quite in place
WRIST = 12.0  # units of a hand from the forearm
BARE_ABOVE = 0.8  # of the way from shoulders to hips; below it a kept pair of trousers goes on
EDGE_PX, MEET_PX = 0.8, 2.0  # sigma of the edges of what is filled in, and how far its parts overlap
RATIO = (0.3, 3.0)  # of the photo's skin to the shaded one: more is no skin
DARKEST = 0.35  # of the light on the skin that is seen: a room has more light between arm and trunk than a render
AS_SHADED = (0.5, 2.0)  # of a pixel to shaded skin, in each channel; else it is a sleeve's dark inside, or a light
WITHIN, MOST_OFF = -2.0, 12.0  # units off the mesh's outline: where nothing tells, and as far as clothes are looked for
BESIDE_PX = 3.0  # from what is surely clothes to what is surely background, at most


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
    rest = old.holes & ~bare
    kept = [seen[name] for name in ("bottom", "top", "dress") if name in seen]
    on_body = rest & (height_off(trunk(sight)) < off_body(kept, seen["background"], sight))
    total, weight = np.zeros_like(linear), np.zeros(linear.shape[:2], np.float32)
    for part, sources in (
        (rest & ~on_body, (seen["background"], *kept, seen["skin"])),
        (on_body, (*kept, seen["background"], seen["skin"])),
        (bare, ()),
    ):
        hole = dilate(part, MEET_PX) & old.holes  # they overlap, and meet as softly as a photo's edges
        near = [source for source in sources if _beside(source, hole, NEAR * sight.unit)]
        if near:
            made = membrane(linear, near[0], hole)
        elif part is bare:
            made = skin_over(linear, hole, seen["skin"], skin)
        else:
            continue
        share = gaussian(part.astype(np.float32), EDGE_PX) * hole
        total, weight = total + made * share[..., None], weight + share
    filled = np.where(weight[..., None] > 0, total / np.maximum(weight, 1e-6)[..., None], linear)
    soft = gaussian(old.holes.astype(np.float32), EDGE_PX)[..., None]
    return linear * (1 - soft) + filled * soft


def skin_over(linear: np.ndarray, hole: np.ndarray, seen: np.ndarray, skin: np.ndarray) -> np.ndarray:
    """The photo with the hole filled by shaded skin, its colour that of the skin seen, and joined to it without a step.

    What differs at the rim is a share of the light, so that no shade beside it makes the skin black. Where the mesh has
    no skin, and in thin holes beside skin, it is a film from the skin alone.
    """
    if not hole.any():
        return linear
    lit = skin.min(-1) > 1e-4
    inner = erode(lit, RIM_PX)  # its rim is mixed with the nothing beside it
    skin = np.where(inner[..., None], skin, spread(skin, inner, RIM_PX))
    both = erode(seen & lit, 2)
    if both.sum() < LEAST_SOURCE:
        return membrane(linear, seen, hole) if seen.any() else linear
    ratio = np.clip(np.median(linear[both] / skin[both], axis=0), *RATIO)
    shaded = np.maximum(skin * ratio, DARKEST * np.median(linear[both], axis=0))
    made = hole & lit
    # The share between photo and shaded skin at the hole's rim fades out into it.
    share = linear / np.maximum(shaded, 1e-6)
    as_shaded = seen & lit & (share.min(-1) > AS_SHADED[0]) & (share.max(-1) < AS_SHADED[1])
    logs = np.log(np.where(as_shaded[..., None], share, 1.0))
    result = np.where(made[..., None], shaded * np.exp(membrane(logs, as_shaded & dilate(made, 12), made)), linear)
    rest = hole & ~made
    return membrane(result, seen | made, rest) if rest.any() else result


def trunk(sight: Sight) -> np.ndarray:
    """(H, W) bool: what trousers or a skirt are worn on."""
    return sight.on([TORSO, *LEGS])


def height_off(body: np.ndarray, limit: int = 40) -> np.ndarray:
    """(H, W) px outside of the body's outline, less than 0 within it."""
    return distance(body, limit) - distance(~body, limit)


def off_body(kept: Sequence[np.ndarray], background: np.ndarray, sight: Sight) -> float:
    """px from the mesh's outline to where the clothes that stay end, so that what goes on from them meets them."""
    clothes = np.logical_or.reduce([*kept, np.zeros(sight.body.shape, bool)])
    where = outline(clothes)[0]
    columns, rows = where[dilate(background, BESIDE_PX)[where[:, 1], where[:, 0]]].T
    off = height_off(trunk(sight))[rows, columns]
    off = off[np.abs(off) < MOST_OFF * sight.unit]
    return float(np.median(off)) if len(off) > LEAST_SOURCE else WITHIN * sight.unit


def bare_below(sight: Sight, replaced: tuple[str, ...]) -> np.ndarray:
    """(H, W) bool: where skin would be seen without the old clothes: neck, shoulders, and the middle of the limbs."""
    rows = sight.down()
    down_to = np.inf if "bottom" in replaced else BARE_ABOVE
    limbs = [place for place in ARMS if place not in HANDS]
    limbs += [*LEGS, *FEET] if "bottom" in replaced else []
    wrists = sight.on(HANDS) & dilate(sight.on(FOREARMS), WRIST * sight.unit)  # a cuff's; fingers are never in place
    limb = sight.on(limbs) | wrists
    within = erode(limb | sight.on([NECK, TORSO]), RIM * sight.unit)  # where an arm lies on the trunk, no wall is seen
    return sight.above_chest() | ((limb | (sight.on([TORSO]) & (rows < down_to))) & within)


def _beside(source: np.ndarray, hole: np.ndarray, reach: float) -> bool:
    """Whether there is enough of the source near the hole to fill it from."""
    return bool(hole.any()) and int((source & dilate(hole, reach)).sum()) > LEAST_SOURCE
