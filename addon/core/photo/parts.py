"""Which pixels of the photo are skin, old top, old bottom, hair or background, by colour.

Each part is a mixture of Gaussians in CIE Lab, learned from pixels that the body mesh and the landmarks are sure of,
and held near to where the mesh says the part may be. A white top over white shorts is one part to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .image import guided, lab_from_linear, luminance, srgb_from_linear
from .regions import dilate, distance, erode
from .sight import ARMS, FEET, HANDS, HEAD, LEGS, NECK, THIGHS, TORSO, Sight

PARTS = ("skin", "top", "bottom", "hair", "background")
LEAST_SEED = 60  # px; a part of which less is sure is left out
MOST_SEED = 3000  # px to learn from
COMPONENTS = {"background": 4}
OTHER_COMPONENTS = 3
ROUNDS = 8  # of k-means
VARIANCE_FLOOR = np.array([30.0, 6.0, 6.0], np.float32)  # of L*, a*, b*: lighting varies more than colour
TEMPERATURE = 0.5  # how much of the log-likelihood counts: neighbouring pixels are not independent
SKIN_CHROMA = 18.0  # a*b* distance from the face's colour within which an arm is taken as bare
# Over how many units (see sight.UNIT) a part's likelihood falls to 1/e outside the place the mesh allows it.
REACH = {"skin": 14.0, "top": 26.0, "bottom": 26.0, "hair": 10.0}
BACKGROUND_REACH_PX = 5.0
# Landmarks of MediaPipe.
EYES, MOUTH, EARS = [2, 5], [9, 10], [7, 8]


@dataclass(frozen=True, eq=False)
class PhotoParts:
    """Soft parts of a window of the photo; at each pixel they add up to 1."""

    matte: dict[str, np.ndarray]  # part -> (H, W) 0-1
    seeds: dict[str, np.ndarray]  # part -> (H, W) bool, the pixels that were sure
    face: np.ndarray  # (H, W) bool, an ellipse about eyes and mouth

    def most(self, name: str) -> np.ndarray:
        """(H, W) bool: where the part is likelier than any other."""
        return self.matte[name] >= np.max(list(self.matte.values()), axis=0)


def find_parts(
    linear: np.ndarray, silhouette: np.ndarray, landmarks: np.ndarray, visibility: np.ndarray, sight: Sight
) -> PhotoParts:
    """The parts of a window of the photo.

    Args:
        linear: (H, W, 3) linear light.
        silhouette: (H, W) 0-1.
        landmarks: (33, 2) px in the window.
        visibility: (33,) 0-1.
        sight: of the same window.
    """
    lab = lab_from_linear(linear)
    face = face_ellipse(landmarks, visibility, (len(silhouette), len(silhouette[0])))
    seeds = _seeds(lab, silhouette, landmarks, face, sight)
    matte = {name: np.zeros(silhouette.shape, np.float32) for name in PARTS}
    known = [name for name in PARTS if seeds[name].sum() >= LEAST_SEED]
    if not known:
        return PhotoParts(matte | {"background": 1 - silhouette}, seeds, face)
    places = _places(silhouette, landmarks, sight)
    scores = np.stack([_score(name, lab, seeds[name], silhouette, places[name], sight.unit) for name in known])
    likely = np.exp((scores - scores.max(0)) * TEMPERATURE)
    likely /= likely.sum(0)
    grey = srgb_from_linear(luminance(linear))
    likely = np.stack([guided(grey, matte, 3, 4e-4) for matte in likely])
    likely /= np.maximum(likely.sum(0), 1e-6)
    return PhotoParts(matte | dict(zip(known, likely)), seeds, face)


def face_ellipse(landmarks: np.ndarray, visibility: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """(H, W) bool, eyes to mouth and ear to ear; empty where the face is not in the picture."""
    if visibility[EYES + MOUTH].min() < 0.5:
        return np.zeros(shape, bool)
    eyes, mouth = landmarks[EYES].mean(0), landmarks[MOUTH].mean(0)
    across = 0.5 * np.linalg.norm(landmarks[EARS[0]] - landmarks[EARS[1]])
    down = np.linalg.norm(mouth - eyes)
    axis = (mouth - eyes) / max(down, 1e-6)
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    offset = np.stack([columns, rows], -1) - (eyes + 0.55 * (mouth - eyes))
    along = offset @ axis / max(0.95 * down, 1.0)
    aside = offset @ np.array([-axis[1], axis[0]]) / max(0.85 * across, 0.6 * down, 1.0)
    return along**2 + aside**2 < 1


def _seeds(
    lab: np.ndarray, silhouette: np.ndarray, landmarks: np.ndarray, face: np.ndarray, sight: Sight
) -> dict[str, np.ndarray]:
    unit, torso = sight.unit, sight.torso_px
    person = silhouette > 0.7
    rows, columns = np.mgrid[: lab.shape[0], : lab.shape[1]]
    skin = _skin_seed(lab, person, face, sight)
    top = erode(sight.on([TORSO]), 7 * unit) & person & (rows > sight.shoulder[1] + 0.22 * torso)
    top &= rows < sight.hip[1] - 0.3 * torso
    bottom = erode(sight.on(THIGHS), 5 * unit) & person & (rows > sight.hip[1] + 0.1 * torso)
    bottom &= rows < sight.hip[1] + 0.55 * torso
    eyes, mouth = landmarks[EYES].mean(0), landmarks[MOUTH].mean(0)
    high = abs(mouth[1] - eyes[1])
    hair = person & (rows < eyes[1] - high) & (np.abs(columns - eyes[0]) < 1.1 * high) & face.any()
    if hair.any():
        hair &= rows > np.flatnonzero(person.any(1)).min() + 2
    background = (silhouette < 0.05) & ~dilate(sight.body, 6)
    return {"skin": skin, "top": top, "bottom": bottom, "hair": hair, "background": background}


def _skin_seed(lab: np.ndarray, person: np.ndarray, face: np.ndarray, sight: Sight) -> np.ndarray:
    """The face and what of the arms has its colour; without a face, the hands and what has theirs."""
    sure = erode(face, 2) & person
    if sure.sum() < LEAST_SEED:
        sure = erode(sight.on(HANDS), 2 * sight.unit) & person
    if sure.sum() < LEAST_SEED:
        return np.zeros_like(person)
    colour = np.median(lab[sure], axis=0)
    apart = np.linalg.norm(lab[..., 1:] - colour[1:], axis=-1)
    arms = erode(sight.on([*ARMS, NECK]), 4 * sight.unit) & (apart < SKIN_CHROMA)
    arms &= np.abs(lab[..., 0] - colour[0]) < 35
    return (sure | arms) & person & (apart < SKIN_CHROMA + 4)


def _places(silhouette: np.ndarray, landmarks: np.ndarray, sight: Sight) -> dict[str, np.ndarray]:
    """Where each part may be, as far as the mesh knows."""
    rows = np.arange(silhouette.shape[0])[:, None]
    torso, above, below = sight.on([TORSO]), sight.shoulder[1], sight.hip[1]
    span = sight.torso_px
    return {
        "skin": sight.on([*ARMS, HEAD, NECK, *FEET, *LEGS[2:]]) | (torso & (rows < above + 0.35 * span)),
        "top": sight.on([TORSO, NECK]) & (rows > above - 0.1 * span),
        "bottom": sight.on(LEGS) | (torso & (rows > below - 0.35 * span)),
        "hair": sight.on([HEAD]) & (rows < landmarks[MOUTH, 1].mean()),
        "background": silhouette < 0.5,
    }


def _score(
    name: str, lab: np.ndarray, seed: np.ndarray, silhouette: np.ndarray, place: np.ndarray, unit: float
) -> np.ndarray:
    """(H, W) log-likelihood of the part."""
    mixture = learn(_some(lab[seed]), COMPONENTS.get(name, OTHER_COMPONENTS))
    background = name == "background"
    reach = BACKGROUND_REACH_PX if background else REACH[name] * unit
    share = 1 - silhouette if background else silhouette
    return np.maximum(likelihood(lab, mixture), -60) - _coarse_distance(place) / reach + np.log(np.clip(share, 0.02, 1))


def _coarse_distance(place: np.ndarray, step: int = 4, limit: int = 50) -> np.ndarray:
    """px to the place, to within a step; for a soft preference that is enough."""
    height, width = place.shape
    wide = np.pad(place, ((0, -height % step), (0, -width % step)))
    small = np.any(wide.reshape(wide.shape[0] // step, step, -1, step), axis=(1, 3))
    far = distance(small, limit) * step
    return far.repeat(step, 0).repeat(step, 1)[:height, :width]


def _some(samples: np.ndarray) -> np.ndarray:
    """At most MOST_SEED of the samples, evenly from first to last."""
    return samples[np.linspace(0, len(samples) - 1, min(len(samples), MOST_SEED)).astype(int)]


def learn(samples: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights (K,), means (K, 3) and variances (K, 3) of a mixture of Gaussians, by k-means from spread-out starts."""
    means = np.median(samples, axis=0)[None]
    while len(means) < count:
        apart = ((samples[:, None] - means) ** 2).sum(-1).min(1)
        # Not the farthest sample, which is an outlier, but one farther than nine in ten.
        means = np.vstack([means, samples[np.argsort(apart, kind="stable")[int(0.9 * (len(apart) - 1))]]])
    nearest = np.zeros(len(samples), int)
    for _ in range(ROUNDS):
        nearest = ((samples[:, None] - means) ** 2).sum(-1).argmin(1)
        means = np.stack([samples[nearest == k].mean(0) if (nearest == k).any() else means[k] for k in range(count)])
    shares = np.bincount(nearest, minlength=count) / len(samples)
    spread = [samples[nearest == k].var(0) if (nearest == k).sum() > 1 else np.zeros(3) for k in range(count)]
    return shares, means, np.stack(spread) + VARIANCE_FLOOR


def likelihood(lab: np.ndarray, mixture: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
    """(H, W) log-likelihood of each pixel's colour."""
    parts = []
    for share, mean, variance in zip(*mixture):
        apart = sum((lab[..., k] - np.float32(mean[k])) ** 2 / np.float32(variance[k]) for k in range(3))
        parts.append(np.log(share + 1e-9) - 0.5 * (apart + np.log(variance).sum()))
    return np.logaddexp.reduce(parts, axis=0).astype(np.float32)
