"""The tone of the person's skin as the photo's face shows it, less the light."""

from __future__ import annotations

import numpy as np

from ..types import PhotoEvidence
from .image import linear_from_srgb, luminance
from .light import FACING_ALBEDO, FACING_LINEAR, estimate_exposure
from .segments import face_ellipse

LEAST_PX = 200
LONG_SIDE = 1200  # px, about what is looked at
SHADE = (0.35, 0.85)  # between these shares of the face's brightness there is neither beard nor brow, nor gloss
LIMITS = (0.035, 0.62)  # luminance of skin
# Red over green and green over blue of every skin: beyond is the light's colour, or a face that is no skin.
RED, GREEN = (1.15, 2.1), (1.02, 1.9)


def read_skin_tone(evidence: PhotoEvidence) -> tuple[float, float, float] | None:
    """The face's albedo, linear; None where the photo shows no face, or too little of it."""
    every = max(1, max(evidence.image.shape) // LONG_SIDE)
    image, silhouette = evidence.image[::every, ::every], evidence.silhouette[::every, ::every]
    face = face_ellipse(evidence.landmarks / every, evidence.visibility, silhouette.shape) & (silhouette > 0.7)
    if face.sum() < LEAST_PX:
        return None
    linear = linear_from_srgb(image)
    bright = luminance(linear)
    low, high = np.quantile(bright[face], SHADE)
    seen = np.median(linear[face & (bright >= low) & (bright <= high)], axis=0)
    exposure = estimate_exposure(bright, face)
    albedo = seen / (exposure * FACING_LINEAR / FACING_ALBEDO)
    return plausible(albedo)


def plausible(albedo: np.ndarray) -> tuple[float, float, float]:
    """The nearest colour that skin has."""
    red, green, blue = np.maximum(albedo, 1e-3).tolist()
    red, blue = green * float(np.clip(red / green, *RED)), green / float(np.clip(green / blue, *GREEN))
    colour = np.array([red, green, blue])
    bright = float(luminance(colour.astype(np.float32)))
    red, green, blue = (colour * float(np.clip(bright, *LIMITS)) / bright).tolist()
    return red, green, blue
