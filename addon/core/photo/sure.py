"""Which pixels of a photo are surely skin, hair, a garment, background: what the colours of each are learned from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..types import PhotoEvidence
from .image import lab_from_linear, linear_from_srgb
from .regions import dilate, erode
from .segments import EYES, MOUTH, face_ellipse
from .sight import ARMS, FEET, HANDS, LEGS, NECK, THIGHS, TORSO, Sight

LEAST_SEED = 60  # px; a part of which less is sure is left out
GREY = 0.7  # of the skin's chroma: dark skin has little, and grey cloth must not be of it
SKIN_LIGHT = 35.0  # L* within which bare limbs are of the face
STAYS_SEED = 0.25  # of a garment's seed, for the part that is of no other's colour to stand for it
ONE_COLOUR, ONE_HUE = 12.0, 5.0  # Lab, and a* and b* alone: nearer to each other, top and bottom may be one dress
BALD = 10.0  # Lab: nearer to the face's colour than that, what is above it is bald
UNDER_TUNIC = 0.2  # of the legs, in another colour than top and thighs
HEM = (0.85, 1.45)  # of the way from shoulders to hips, where hems of tops are
CLEAR_LINE = 3.0  # times the usual step of brightness from row to row
SKIRT = 0.5  # share of the gap between the thighs that is of the person, in a dress
MID_THIGH = 1.3  # of the way from shoulders to hips, which any skirt covers
COVERED_FEET = 0.5  # share of the feet that is not skin-coloured, in shoes


@dataclass(frozen=True, eq=False)
class View:
    """A window of the photo and what is known of it."""

    linear: np.ndarray  # (H, W, 3) linear light
    lab: np.ndarray  # (H, W, 3)
    silhouette: np.ndarray  # (H, W) 0-1
    landmarks: np.ndarray  # (33, 2) px in the window
    face: np.ndarray  # (H, W) bool
    skin_like: np.ndarray  # (H, W) bool: of the face's colour
    sight: Sight

    @property
    def person(self) -> np.ndarray:
        return self.silhouette > 0.7

    @property
    def rows(self) -> np.ndarray:
        """(H, 1) see Sight.down."""
        return self.sight.down()


def view_of(evidence: PhotoEvidence, whole: Sight, part: tuple[slice, slice], skin_tolerance: float) -> View:
    """The window ``part`` of the photo."""
    linear = linear_from_srgb(evidence.image[part])
    lab = lab_from_linear(linear)
    landmarks = evidence.landmarks - np.array([part[1].start, part[0].start])
    silhouette = evidence.silhouette[part]
    face = face_ellipse(landmarks, evidence.visibility, silhouette.shape)
    sight = whole.window(part)
    return View(
        linear, lab, silhouette, landmarks, face, skin_like(lab, silhouette, face, sight, skin_tolerance), sight
    )


def skin_like(lab: np.ndarray, silhouette: np.ndarray, face: np.ndarray, sight: Sight, tolerance: float) -> np.ndarray:
    """(H, W) bool: of the face's colour; where there is no face, of the hands'."""
    sure = erode(face, 2) & (silhouette > 0.7)
    if sure.sum() < LEAST_SEED:
        sure = erode(sight.on(HANDS), 2 * sight.unit) & (silhouette > 0.7)
    if sure.sum() < LEAST_SEED:
        return np.zeros(silhouette.shape, bool)
    colour = np.median(lab[sure], axis=0)
    apart = np.linalg.norm(lab[..., 1:] - colour[1:], axis=-1)
    tolerance = min(tolerance, GREY * float(np.hypot(*colour[1:])))
    return (apart < tolerance) & (np.abs(lab[..., 0] - colour[0]) < SKIN_LIGHT)


def find_seeds(view: View) -> dict[str, np.ndarray]:
    """(H, W) bool a part: the pixels that are surely of it."""
    sight, rows, person = view.sight, view.rows, view.person
    bare = erode(sight.on([*ARMS, NECK, *LEGS[2:], *FEET]), 4 * sight.unit)
    skin = view.skin_like & person & (erode(view.face, 2) | bare)
    if not view.face.any():
        skin |= view.skin_like & person & erode(sight.on(HANDS), 2 * sight.unit)
    top = erode(sight.on([TORSO]), 7 * sight.unit) & person & (rows > 0.22) & (rows < 0.7)
    bottom = erode(sight.on(THIGHS), 5 * sight.unit) & person & (rows > 1.1) & (rows < 1.55)
    clothes = {"top": not_skin(top, view), "bottom": not_skin(bottom, view)}
    if are_alike(clothes, view):
        below = erode(sight.on(LEGS), 4 * sight.unit) & person & ~view.skin_like & ~like(clothes["top"], view)
        if below.sum() > max(UNDER_TUNIC * sight.on(LEGS).sum(), LEAST_SEED):
            clothes["bottom"] = below  # the top is so long that it covers the thighs
        elif is_skirt(clothes["bottom"], view):
            clothes = {"dress": clothes["top"] | clothes["bottom"]}
    elif clothes["top"].any():
        clothes["bottom"] = mostly(clothes["bottom"], ~like(clothes["top"], view))  # a top's hem may lie on the thighs
    feet = erode(sight.on(FEET), sight.unit) & person
    shod = feet & ~view.skin_like
    if shod.sum() > COVERED_FEET * max(feet.sum(), 1):
        clothes["shoes"] = shod
    background = (view.silhouette < 0.05) & ~dilate(sight.body, 6)
    return {"skin": skin, **clothes, "hair": hair_seed(view), "background": background}


def not_skin(seed: np.ndarray, view: View) -> np.ndarray:
    """A garment's seed without what is skin-coloured in it, unless that is nearly all: it may be a beige garment."""
    return mostly(seed, ~view.skin_like)


def mostly(seed: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """What is kept of a seed, if that is enough of it; else all of it."""
    rest = seed & kept
    return rest if rest.sum() > STAYS_SEED * seed.sum() else seed


def hair_seed(view: View) -> np.ndarray:
    """What is above the forehead, unless it is bald."""
    rows, columns = np.mgrid[: len(view.silhouette), : len(view.silhouette[0])]
    eyes, mouth = view.landmarks[EYES].mean(0), view.landmarks[MOUTH].mean(0)
    high = abs(mouth[1] - eyes[1])
    hair = view.person & (rows < eyes[1] - high) & (np.abs(columns - eyes[0]) < 1.1 * high) & view.face.any()
    if not hair.any():
        return hair
    hair &= rows > np.flatnonzero(view.person.any(1)).min() + 2
    face = erode(view.face, 2) & view.person
    if hair.sum() < LEAST_SEED or face.sum() < LEAST_SEED:
        return hair
    colours = [np.median(view.lab[seed], axis=0) for seed in (hair, face)]
    return hair & (np.linalg.norm(colours[0] - colours[1]) > BALD)


def are_alike(seeds: dict[str, np.ndarray], view: View) -> bool:
    """Whether there are a top and a bottom, of one colour."""
    pair = [seeds[name] for name in ("top", "bottom") if name in seeds]
    if len(pair) < 2 or min(seed.sum() for seed in pair) < LEAST_SEED:
        return False
    apart = np.subtract(*(np.median(view.lab[seed], axis=0) for seed in pair))
    return bool(np.linalg.norm(apart) < ONE_COLOUR and np.linalg.norm(apart[1:]) < ONE_HUE)


def like(seed: np.ndarray, view: View) -> np.ndarray:
    """(H, W) bool: of the seed's colour, in light or shade."""
    return np.linalg.norm(view.lab - np.median(view.lab[seed], axis=0), axis=-1) < 2 * ONE_COLOUR


def is_skirt(bottom: np.ndarray, view: View) -> bool:
    """Whether the bottom's colour fills the gap between the thighs, just above its hem."""
    legs, rows = view.sight.on(LEGS), view.rows
    covered = (legs & like(bottom, view)).sum(1) > 0.5 * np.maximum(legs.sum(1), 1)
    below = ~covered & (rows[:, 0] > MID_THIGH)
    hem = float(rows[below.argmax(), 0]) if below.any() else float(rows[-1, 0])  # white shoes are no hem
    left, right = (np.logical_or.accumulate(legs[:, ::way], axis=1)[:, ::way] for way in (1, -1))
    # Shorts fill the gap at its upper end, too: what counts is the quarter above the hem.
    gap = left & right & ~legs & (rows > 1.15) & (rows > hem - 0.25 * (hem - 1)) & (rows < hem)
    return bool(gap.sum() > LEAST_SEED and view.person[gap].mean() > SKIRT)


def hem_row(view: View) -> float:
    """Where a top ends over a bottom of its colour, 1 at the hips: at the sharpest line across, if there is one."""
    trunk = view.person & erode(view.sight.on([TORSO, *THIGHS]), 3 * view.sight.unit)
    rows = view.rows[:-1, 0]
    both = trunk[1:] & trunk[:-1]
    step = np.abs(np.diff(view.lab[..., 0], axis=0)) * both
    line = step.sum(1) / np.maximum(both.sum(1), 1)
    near = (rows > HEM[0]) & (rows < HEM[1]) & (both.sum(1) > 0)
    if not near.any() or line[near].max() < CLEAR_LINE * np.median(line[near]):
        return 1.05
    return float(rows[near][line[near].argmax()])
