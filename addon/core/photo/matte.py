"""What of the person stands in front of the garments: arms, hair, face, and all that is before a garment's far side.

The mesh says which limb is in front; where exactly its edge runs, the photo's own skin says. Drawn by the mesh alone,
three to four times as much skin is painted over.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .image import gaussian, guided, luminance, spread, srgb_from_linear
from .regions import connected, dilate, distance, erode, opened, outline
from .segments import EYES, MOUTH, PhotoParts
from .sight import ARM_LEFT, ARM_RIGHT, ARMS, HANDS, HEAD, Sight
from .sleeve_end import within_sleeve_end

IN_FRONT = 0.004  # m nearer than the cloth, for a limb to count as in front of it
BEHIND = 0.02  # m farther than the body, for cloth to count as behind it
ARM_REACH, HAND_REACH = 12.0, 16.0  # units about the mesh's arm, or hand, in which the photo's skin is taken as it
BARE = (0.35, 0.7)  # share of skin on the mesh's arm: below, the arm is covered; above, its skin draws the edge

EDGE_REACH = 8.0  # units about the mesh's arm in which an edge of skin is the arm's
HAIR_FALL = 50.0  # units below a quarter of the trunk over which hair becomes less and less likely hair
HEAD_REACH = 6.0  # units round the mesh's head in which hair is the head's
SPECK_PX = 1.0  # half the width up to which what is found is a row of edge pixels
RIM_PX = 2.5  # as soft as the edges of what is rendered
PAINTED = 0.995  # of the pixel: no colour model is as sure as a hand that painted it
STREAK, HAND_STREAK = 3.0, 1.3  # units: half the width up to which what is skin-coloured beside an arm is not of it
SHADE = 0.3  # of an arm's light; darker is the line where it ends
FLOWING = 1.2  # units over which an arm's edge bends
EDGE_PX, DRAWN_IN_PX = 1.5, 0.5  # how wide it is, and how far within the photo's, whose pixels there are mixed
EVEN = 1.6  # units: smaller crumbs of an arm are noise of the colours
FAR_OFF = 1e-6  # of a part's nearness, below which it says nothing: fingertips may be far from the mesh's hand
BARE_HAND = (0.1, 0.35)  # a hand of the mesh is often beside the photo's


@dataclass(frozen=True, eq=False)
class Mattes:
    """(H, W) 0-1 each: how much of the pixel belongs to what stands in front."""

    arms: np.ndarray
    hair: np.ndarray
    face: np.ndarray
    other: np.ndarray  # what the person carries
    near_side: np.ndarray  # the person before a garment's far side, as a neck before the back of a collar

    @property
    def all(self) -> np.ndarray:
        return np.maximum.reduce([self.arms, self.hair, self.face, self.other, self.near_side])


def find_mattes(
    linear: np.ndarray, silhouette: np.ndarray, landmarks: np.ndarray, parts: PhotoParts, sight: Sight
) -> Mattes:
    """What stands in front of the garments in a window of the photo (H, W, 3), linear."""
    return Mattes(
        arms_matte(linear, parts, sight),
        hair_matte(landmarks, parts, sight),
        face_matte(parts, sight),
        parts.matte["other"],
        near_side_matte(silhouette, parts, sight),
    )


def arms_in_front(sight: Sight, arm: tuple[int, ...] = ARMS) -> np.ndarray:
    """(H, W) bool: where the mesh shows an arm and no cloth over it."""
    return sight.on(arm) & (sight.depth < sight.cloth_depth - IN_FRONT)


def arms_matte(linear: np.ndarray, parts: PhotoParts, sight: Sight) -> np.ndarray:
    """Each arm by the photo's skin if it is bare, by the mesh drawn to the photo's edges if it is not."""
    unit, skin = sight.unit, parts.matte["skin"]
    light = luminance(linear)
    grey = srgb_from_linear(light)
    over = dilate(np.isin(sight.cloth_region, ARMS) & _before_arm(sight), 1).astype(np.float32)
    over = smooth_edged(over, max(FLOWING * unit, 1.0))  # its pixels are steps
    result = np.zeros(skin.shape, np.float32)
    # A hand is bare where a sleeve is long, so it has a say of its own.
    for limb in (ARM_LEFT[:2], ARM_LEFT[2:], ARM_RIGHT[:2], ARM_RIGHT[2:]):
        front = arms_in_front(sight, limb)
        if not front.any():
            continue
        inner = erode(front, 2 * unit)
        bare = float(skin[inner].mean()) if inner.sum() > 30 else 0.0
        is_hand = limb[0] in HANDS
        low, high = BARE_HAND if is_hand else BARE
        bare = float(np.clip((bare - low) / (high - low), 0, 1))
        # Fingers are seldom where the mesh's are, and narrow.
        reach, streak = (HAND_REACH, HAND_STREAK) if is_hand else (ARM_REACH, STREAK)
        near = gaussian(dilate(front, reach * unit).astype(np.float32), 1.2 * unit)
        # A thumb that the mesh has behind a hem may be before it in the photo; what is in a sleeve may not.
        near *= _beside_bare(front, sight.on(limb) & ~front & np.isin(sight.cloth_region, ARMS), unit)
        by_skin = np.clip((skin - 0.1) / 0.8, 0, 1) * near
        by_skin = by_skin * ~beyond_shade(light, by_skin > 0.3, inner, unit)
        # A streak of skin's colour beside the arm is a fold of the old garment: an arm and its fingers are wider.
        wide = opened(by_skin > 0.3, streak * unit)
        by_skin = even(by_skin * dilate(connected(wide, inner), 2), max(EVEN * unit, 1.0))
        if not is_hand:
            by_skin = smooth_edged(by_skin, max(FLOWING * unit, 1.0))
        by_mesh = guided(grey, front.astype(np.float32), max(round(2 * unit), 2), 1e-3)
        result = np.maximum(result, bare * by_skin + (1 - bare) * by_mesh)
    return even(within_sleeve_end(result * (1 - over), sight), max(EVEN * unit, 1.0))


def beyond_shade(light: np.ndarray, skin: np.ndarray, inner: np.ndarray, unit: float) -> np.ndarray:
    """(H, W) bool: what of an arm's ``skin`` lies beyond the dark line between it and what it hangs against.

    There, old clothes have the warm light of the arm, and so its colour.

    Args:
        light: (H, W) linear.
        skin: (H, W) bool, by its colour.
        inner: (H, W) bool, surely the arm.
        unit: px, as of Sight.
    """
    usual = spread(light, inner.astype(np.float32), ARM_REACH * unit / 2)
    lit = skin & (light > SHADE * usual)
    return dilate(lit & ~connected(lit, inner), 1) & skin


def even(matte: np.ndarray, sigma: float) -> np.ndarray:
    """The matte without crumbs and pits smaller than about ``sigma`` px; its edges stay as they are."""
    around = gaussian(matte, sigma)
    return np.clip(np.maximum(matte, (around - 0.75) / 0.2), 0, np.clip((around - 0.15) / 0.2, 0, 1))


def smooth_edged(matte: np.ndarray, sigma: float) -> np.ndarray:
    """The matte with edges that bend no more sharply than over ``sigma`` px, ``EDGE_PX`` wide and drawn in a little."""
    within = (gaussian((matte > 0.5).astype(np.float32), sigma) - 0.5) * sigma * np.sqrt(2 * np.pi)
    return np.clip(0.5 + (within - DRAWN_IN_PX) / EDGE_PX, 0, 1)


def _beside_bare(front: np.ndarray, clad: np.ndarray, unit: float) -> np.ndarray:
    """(H, W) 0-1: nearer to the bare part of an arm than to the part in a sleeve, whose skin is under the cloth."""
    bare, covered = (gaussian(part.astype(np.float32), 3 * unit) for part in (front, clad))
    return np.clip(((bare + FAR_OFF) / (bare + covered + FAR_OFF) - 0.3) / 0.2, 0, 1)


def _before_arm(sight: Sight) -> np.ndarray:
    """(H, W) bool: cloth at or before the arm that is near, so a sleeve's near side."""
    arm = sight.on(ARMS)
    depth = spread(np.where(arm, sight.depth, 0).astype(np.float32), arm, 6 * sight.unit)
    return (sight.cloth >= 0) & (sight.cloth_depth < depth + 0.02)


def hair_matte(landmarks: np.ndarray, parts: PhotoParts, sight: Sight) -> np.ndarray:
    """The hair that hangs together with the head's, or was painted, and less of it the farther below the shoulders."""
    hair = parts.matte["hair"]
    if not hair.any():
        return np.zeros(hair.shape, np.float32)
    rows, columns = np.mgrid[: hair.shape[0], : hair.shape[1]].astype(np.float32)
    below = np.maximum(rows - (sight.shoulder[1] + 0.25 * sight.torso_px), 0)
    aside = np.abs(columns - landmarks[EYES + MOUTH, 0].mean()) < 0.75 * sight.torso_px
    matte = np.clip((hair - 0.2) / 0.5, 0, 1) * np.exp(-below / (HAIR_FALL * sight.unit)) * aside
    painted = (hair > PAINTED) & (matte > 0.3)
    head = dilate(sight.on([HEAD]), HEAD_REACH * sight.unit) | painted
    strands = opened(matte > 0.3, SPECK_PX) | painted  # mixed pixels may be of its colour
    return matte * dilate(connected(strands, head), 2)


def face_matte(parts: PhotoParts, sight: Sight) -> np.ndarray:
    """The face, whatever the cloth does, and the mesh's head where no collar is before it."""
    face = dilate(parts.face, 2) | erode(sight.on([HEAD]) & (sight.depth < sight.cloth_depth), 1)
    return gaussian(face.astype(np.float32), 1.0) * (parts.matte["background"] < 0.5)


def near_side_matte(silhouette: np.ndarray, parts: PhotoParts, sight: Sight) -> np.ndarray:
    """The person where the nearest cloth is behind the body, and, round the neck, what may be of the person.

    The inside of a collar that stands off the neck is dark and seldom where the photo's neck would show it.
    """
    body = spread(np.where(sight.body, sight.depth, 0).astype(np.float32), sight.body, 8 * sight.unit)
    behind = sight.cloth_at_back & (sight.cloth >= 0) & (sight.cloth_depth > body + BEHIND)
    person = np.clip(parts.matte["skin"] + parts.matte["hair"], 0, 1) * (silhouette > 0.3)
    rows = np.arange(behind.shape[0])[:, None]
    at_neck = (rows < sight.shoulder[1] + 0.1 * sight.torso_px) & ~np.isin(sight.cloth_region, ARMS)
    at_neck = at_neck * (1 - parts.share("top", "dress", "background"))
    behind = opened(behind, SPECK_PX)  # along the shoulders the mesh's own edge is a row of specks
    before = (sight.cloth >= 0) & ~sight.cloth_at_back
    behind |= dilate(behind, RIM_PX) & ~before  # the soft edge of that inside, else a dark line across the neck
    behind = smooth_edged(behind.astype(np.float32), max(FLOWING * sight.unit, 1.0))
    return behind * np.maximum(np.clip((person - 0.2) / 0.4, 0, 1), at_neck)


def arm_edge_px(parts: PhotoParts, sight: Sight, limit: int = 30) -> float:
    """Mean px from the photo's skin edge to the mesh's arm edge, where cloth is behind the arm; 0 if nowhere."""
    arm = arms_in_front(sight)
    near = dilate(arm, EDGE_REACH * sight.unit)
    sleeve = dilate(np.isin(sight.cloth_region, ARMS), 10 * sight.unit)
    zone = erode(near, 3) & dilate(sight.cloth >= 0, 4) & ~sleeve
    ours, theirs = np.zeros(arm.shape, bool), np.zeros(arm.shape, bool)
    for edge, region in ((ours, arm), (theirs, (parts.matte["skin"] > 0.5) & near)):
        where = outline(region)[0]
        edge[where[:, 1], where[:, 0]] = True
    theirs &= zone
    return float(distance(ours, limit)[theirs].mean()) if ours.any() and theirs.any() else 0.0
