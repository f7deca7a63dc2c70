"""Laying the rendered garments over the photo. All of it is linear light, premultiplied; sRGB is encoded once.

Pixels outside what is laid, closed or shadowed are the photo's own, bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from .changes import Quality, counts, judge, mask_of
from .filling import fill
from .image import box, gaussian, linear_from_srgb, luminance, membrane, spread, srgb_from_linear
from .matte import Mattes, arm_edge_px, find_mattes
from .old_garment import OldGarment, find_old, grown
from .regions import dilate, erode
from .relief import SOLID, strength, strengthened
from .segments import PhotoParts
from .sharpness import softening
from .sight import ARMS, FOREARMS, HANDS, NECK, Sight
from .warp import Warp

MIXED_PX = 1.1  # sigma about an edge of what is in front, in which its pixels are mixed with what was behind
PURE_PX, PURE = 0.7, (0.88, 0.99)  # of a pixel and what is about it, that is in front: below all is mixed, above none
WALL = 0.6  # of a pixel that is background, from which nothing else need be taken out of it
SHADOW_DEAD_ZONE = 0.04  # of the light: less than this is noise of the render
SHADOW_FLOOR = 0.25
SHADOW_STRENGTH = 0.75
CONTACT = 0.5  # of the light, that is lost just below a hem that lies on
# Units down, units soft, share of it: a line along an edge, as a collar's, one below a hem, and the shade round it.
CONTACTS = ((0.0, 1.5, 1.2), (2.0, 1.6, 1.0), (6.0, 4.5, 0.6))
MESH_RIM_PX, ARM_OFF = 6.0, 4.0  # px of the render, which is of half the size, and units an arm may be off the mesh's
FROM_HAND = 8.0  # units from the mesh's hand, over which shadows fade
UNSURE = 0.6  # of the shade on a forearm, that is left out
IS_NEAR = 0.05  # share of the mesh's arm about a pixel, below which its light is asked for farther away
LIES_ON_M = 0.02  # from the body, over which a hem shades it less and less
KNEE, WHITEST = 0.65, 1.0  # linear: from where a garment's lights are bent, and what they come near to
WITHIN = 0.3  # of the light on a garment, that a room leaves in it; a render, that knows no room, leaves none
LEAST_ALPHA = 0.002
MOST_GRAIN = 0.010  # sRGB 0-1
SMOOTHEST = 30  # percentile of the pixels by their contrast: the rest may be a wall's texture, or folds
ROOM_PX = 5


@dataclass(frozen=True, eq=False)
class Layers:
    """What was rendered, over the window."""

    garment: np.ndarray  # (H, W, 4) linear, premultiplied; the body without its arms held out
    shadow: np.ndarray  # (H, W) 0-1, the light that is left on the body with the garments there
    skin: np.ndarray  # (H, W, 3) linear: the body as bare skin, the garments' shadow on it; 0 where it is not


@dataclass(frozen=True, eq=False)
class Window:
    """The part of the photo that is worked on."""

    image: np.ndarray  # (H, W, 3) uint8 sRGB
    silhouette: np.ndarray  # (H, W) 0-1
    landmarks: np.ndarray  # (33, 2) px, in the window


@dataclass(frozen=True, eq=False)
class Laid:
    """The window with the garments in it, and what was done to it."""

    image: np.ndarray  # (H, W, 3) uint8 sRGB
    mask: np.ndarray  # (H, W) uint8, values of changes.py
    old: OldGarment
    facts: dict[str, float | int]
    quality: Quality


def lay(
    window: Window, parts: PhotoParts, sight: Sight, layers: Layers, warps: tuple[Warp, Warp], seed: int, leave: bool
) -> Laid:
    """Lay the garments over the window.

    Args:
        warps: of the body, and of the garments.
        leave: what they do not cover of the old ones stays, but for slivers.
    """
    photo, (warp, drawn) = linear_from_srgb(window.image), warps
    mattes = find_mattes(photo, window.silhouette, window.landmarks, parts, warp.sight(sight))
    sight, skin = drawn.sight(sight), warp(layers.skin)
    garment, shadow = drawn(layers.garment), drawn(layers.shadow, outside=1.0)
    garment = shouldered(grown(garment, mattes.arms, parts, sight))
    garment = lit_within(garment, sight)
    stronger = strength(window.image, parts, garment)
    garment = strengthened(garment, stronger)
    laid, old = lay_behind(garment, window, mattes, parts, sight, leave)
    alpha = np.clip(laid[..., 3], 0, 1)
    clean = unmixed(photo, mattes.all, garment[..., 3], parts.matte["background"])
    closed = fill(clean, old, alpha, skin, parts, sight)
    person = np.minimum(window.silhouette, 1 - parts.matte["background"])
    left = light_left(shadow, alpha, mattes, person, sight)
    result = closed * (left * (1 - alpha))[..., None] + laid[..., :3]
    crumbs = dilate(old.crumbs, 1)
    result = membrane(result, dilate(crumbs, 3) & ~crumbs, crumbs)  # between what has come to be beside them
    wall, own_cloth = (roughness(window.image, where) for where in (window.silhouette < 0.05, clad_or_bare(parts)))
    grain = film_grain(alpha.shape, seed) * (wall + (max(own_cloth, wall) - wall) * alpha)
    filled = np.maximum(gaussian(old.holes.astype(np.float32), 0.8), crumbs)
    own = np.maximum(alpha, filled)
    encoded = np.clip(srgb_from_linear(result) + (grain * own)[..., None], 0, 1)
    touched = dilate(own > LEAST_ALPHA, 1) | (left < 1 - 0.005)
    final = np.where(touched[..., None], np.rint(encoded * 255).astype(np.uint8), window.image)
    mask = mask_of(alpha, filled, touched)
    edge_px = arm_edge_px(parts, sight)
    facts = {
        **counts(window.image, final, mask, alpha, old, parts),
        "arm_px_in_front": int((mattes.arms > 0.5).sum()),
        "arm_edge_px_mean": round(edge_px, 2),
        "crease_strength": round(stronger, 2),
        "grain_sigma": round(wall * 255, 2),
        "cloth_grain_sigma": round(max(own_cloth, wall) * 255, 2),
    }
    quality = judge(old, edge_px, parts, sight, window.silhouette)
    return Laid(final, mask, old, facts, quality)


def lay_behind(
    garment: np.ndarray, window: Window, mattes: Mattes, parts: PhotoParts, sight: Sight, leave: bool
) -> tuple[np.ndarray, OldGarment]:
    """The garment (H, W, 4), its edges as soft as a photo's, without what is in front of it, and what it leaves."""
    sigma = softening(window.image.astype(np.float32).mean(-1) / 255, window.silhouette, garment[..., 3])
    # The edges of what is in front are the photo's: they are as soft as they should be.
    laid = gaussian(garment, sigma) * (1 - mattes.all)[..., None]
    return laid, find_old(np.clip(laid[..., 3], 0, 1), mattes.all, window.silhouette, parts, sight, leave)


def shouldered(garment: np.ndarray) -> np.ndarray:
    """The garment (H, W, 4), linear, premultiplied, its lights bent towards white as a camera bends them.

    Pale cloth keeps its folds there.
    """
    alpha = np.maximum(garment[..., 3:], 1e-6)
    light = luminance(garment[..., :3] / alpha)[..., None]
    bent = KNEE + (WHITEST - KNEE) * (1 - np.exp(-np.maximum(light - KNEE, 0) / (WHITEST - KNEE)))
    share = np.where(light > KNEE, bent / np.maximum(light, 1e-6), 1.0)
    return np.concatenate([garment[..., :3] * share, garment[..., 3:]], axis=2)


def lit_within(garment: np.ndarray, sight: Sight) -> np.ndarray:
    """The garment (H, W, 4), linear, premultiplied, not black where one looks into it."""
    alpha, colour = garment[..., 3:], garment[..., :3]
    # Between arm and chest, the skin that is nearest to the cloth of the one may be the other's.
    inner = sight.cloth_inner & (sight.cloth_at_back | (sight.cloth_region == NECK)) & (sight.cloth >= 0)
    outside = (alpha[..., 0] > SOLID) & ~dilate(inner, 2)
    if not (inner.any() and outside.any()):
        return garment
    least = WITHIN * np.median(colour[outside], axis=0)
    lacking = np.clip(1 - luminance(colour) / np.maximum(luminance(least) * alpha[..., 0], 1e-6), 0, 1)
    share = lacking * gaussian(inner.astype(np.float32), 1.0)
    return np.concatenate([colour + share[..., None] * least * alpha, alpha], axis=2)


def unmixed(photo: np.ndarray, in_front: np.ndarray, covered: np.ndarray, background: np.ndarray) -> np.ndarray:
    """The photo (H, W, 3), linear, with edge pixels of what is in front freed of the old colour behind them.

    Args:
        in_front: (H, W) 0-1, the matte of what is in front.
        covered: (H, W) 0-1, by the new garment.
        background: (H, W) 0-1; where it goes on to be seen, pixels stay as they are.
    """
    sure = erode(in_front > 0.97, 1)
    own = spread(photo, sure.astype(np.float32), 2.0)
    beside = gaussian(in_front, MIXED_PX) > 0.005
    mixed = ~sure * beside * gaussian(dilate(covered > 0.5, 2).astype(np.float32), 0.6)
    mixed *= gaussian(sure.astype(np.float32), 2.0) > 0.01
    pure = gaussian(in_front, PURE_PX)
    mixed *= np.clip((PURE[1] - pure) / (PURE[1] - PURE[0]), 0, 1)  # the dark rim of an arm is its own shade
    mixed *= 1 - np.clip(background / WALL, 0, 1) * (1 - np.clip(covered, 0, 1))
    return photo + (own - photo) * mixed[..., None]


def light_left(
    shadow: np.ndarray, alpha: np.ndarray, mattes: Mattes, silhouette: np.ndarray, sight: Sight
) -> np.ndarray:
    """(H, W) 0-1 the light the garments leave on the person beside them, and below their edges' mixed pixels."""
    shaded = (silhouette > 0.5) & (sight.body | (mattes.arms > 0.5))
    # Not on hands: the mesh's fingers are never where the photo's are, and their shadows look like dirt. On a forearm,
    # which swings, they are less sure than below a sleeve. The line just below a cuff is always where the cuff is.
    soft = FROM_HAND * sight.unit / 2
    fading = gaussian(dilate(sight.on(HANDS), 2 * soft).astype(np.float32), soft)
    fading = np.maximum(fading, UNSURE * gaussian(sight.on(FOREARMS).astype(np.float32), soft))
    # Nor on hair or a strap: the body below them is in the garment's shade, and they are before the garment.
    person = gaussian(shaded.astype(np.float32), 1.0) * (1 - np.maximum(mattes.hair, mattes.other))
    lost = along_arms(1 - np.clip(gaussian(shadow, 0.8), SHADOW_FLOOR, 1), mattes.arms, sight)
    lost = lost * person * (1 - fading) - SHADOW_DEAD_ZONE
    left = 1 - np.clip(lost, 0, 1) * SHADOW_STRENGTH
    return left * (1 - CONTACT * below_hems(alpha, sight) * person)


def along_arms(lost: np.ndarray, arms: np.ndarray, sight: Sight) -> np.ndarray:
    """The light that is lost (H, W), on the photo's arms (H, W) 0-1 that of the mesh's arm beside.

    The two are never quite in the same place, and beside the mesh's arm is the trunk, dark under the garment.
    """
    inner = erode(sight.on(ARMS), MESH_RIM_PX)
    off = ARM_OFF * sight.unit
    around, far = spread(lost, inner, off), spread(lost, inner, 4 * off)
    around = far + (around - far) * np.clip(gaussian(inner.astype(np.float32), off) / IS_NEAR, 0, 1)
    sure = np.clip(2 * gaussian(inner.astype(np.float32), MESH_RIM_PX / 2) - 1, 0, 1)
    return lost + (around + (lost - around) * sure - lost) * arms


def below_hems(alpha: np.ndarray, sight: Sight) -> np.ndarray:
    """(H, W) 0-1: the narrow dark line where cloth ends on the person, which the render's soft light misses: there the
    photo's person wears clothes, and the body that was rendered does not.
    """
    both = sight.body & (sight.cloth >= 0)
    off = np.abs(np.where(both, sight.depth, 0) - np.where(both, sight.cloth_depth, 0))
    near = alpha * both * np.exp(-off / LIES_ON_M)
    lit = np.ones_like(alpha)
    # A sleeve shades the arm, the rest what is no arm: before a shirt, an arm is not under its hem.
    for is_arm, (below, soft, share) in product((True, False), CONTACTS):
        down = round(below * sight.unit)
        source = np.where(np.isin(sight.cloth_region, ARMS) == is_arm, near, 0).astype(np.float32)
        cast = share * gaussian(np.pad(source, ((down, 0), (0, 0)))[: len(source)], soft * sight.unit)
        lit *= np.where(sight.on((*ARMS, *HANDS)) == is_arm, 1 - cast, 1)
    return 1 - lit


def clad_or_bare(parts: PhotoParts) -> np.ndarray:
    """(H, W) bool: the person's skin and clothes, whose finest texture shows what the camera makes of such things."""
    return parts.share("skin", "top", "bottom", "dress") > 0.8


def roughness(image: np.ndarray, where: np.ndarray) -> float:
    """The standard deviation, sRGB 0-1, of what is fine in a picture (H, W, 3) uint8 where it is smoothest."""
    grey = image.astype(np.float32).mean(-1) / 255
    fine = grey - gaussian(grey, 1.2)
    inner = erode(where, ROOM_PX)
    local = np.sqrt(box(fine**2, 4))
    return min(float(np.percentile(local[inner], SMOOTHEST)), MOST_GRAIN) if inner.sum() > 500 else 0.0


def film_grain(size: tuple[int, ...], seed: int) -> np.ndarray:
    """Noise (H, W) of a standard deviation of 1, as soft as a camera's."""
    noise = gaussian(np.random.default_rng(seed).normal(size=size).astype(np.float32), 0.6)
    return noise / noise.std()
