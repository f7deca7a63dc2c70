"""Landmarks by name, and corrections of them by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..errors import JobError
from ..types import PhotoEvidence

SIDED = ("shoulder", "elbow", "wrist", "pinky", "index", "thumb", "hip", "knee", "ankle", "heel", "foot_index")
# MediaPipe's 33 landmarks in its order; left is the person's own.
LANDMARKS = (
    "nose",
    *(f"{side}_eye{part}" for side in ("left", "right") for part in ("_inner", "", "_outer")),
    *("left_ear", "right_ear", "mouth_left", "mouth_right"),
    *(f"{side}_{name}" for name in SIDED for side in ("left", "right")),
)


@dataclass(frozen=True)
class Correction:
    """One landmark of one photo, put somewhere or taken out of sight by hand."""

    name: str
    photo: int = 1  # which of the job's photos, from 1
    px: tuple[float, float] | None = None  # in the upright file; None where it is unseen
    unseen: bool = False


def check_corrections(corrections: Sequence[Correction], photos: int) -> None:
    """Refuse what no photo could be corrected by; ``photos`` is how many the job has.

    Raises:
        JobError: a landmark or a photo is not known, a landmark is named twice, or it is not either put or unseen.
    """
    seen = set()
    for each in corrections:
        label = f"landmark {each.name!r} of photo {each.photo}"
        if each.name not in LANDMARKS:
            raise JobError(f"There is no landmark {each.name!r}.", f"Known: {', '.join(LANDMARKS)}.")
        if not 1 <= each.photo <= photos:
            has = f"the job has {photos}" if photos else "the job has none"
            raise JobError(f"The {label} is corrected, and {has}.", "Set photo to one of them, from 1.")
        if (each.px is not None) == each.unseen:
            both = "both px and unseen" if each.unseen else "neither px nor unseen"
            raise JobError(f"The {label} has {both}.", "Write px = [x, y] or unseen = true.")
        if each.px is not None and not all(map(math.isfinite, each.px)):
            raise JobError(f"The {label} is at {each.px[0]}, {each.px[1]} px.", "Give finite numbers.")
        if (each.name, each.photo) in seen:
            raise JobError(f"The {label} is corrected twice.", "Correct each landmark once.")
        seen.add((each.name, each.photo))


def correct(evidence: PhotoEvidence, corrections: Sequence[Correction]) -> PhotoEvidence:
    """The photo's evidence with landmarks put by hand, seen fully there, and others out of sight.

    Without corrections it is the same object.

    Raises:
        JobError: a landmark was put outside the picture.
    """
    if not corrections:
        return evidence
    landmarks, visibility = evidence.landmarks.copy(), evidence.visibility.copy()
    placed = np.zeros(len(LANDMARKS), bool) if evidence.placed is None else evidence.placed.copy()
    height, width = evidence.image.shape[:2]
    for each in corrections:
        index = LANDMARKS.index(each.name)
        placed[index] = each.px is not None
        visibility[index] = float(placed[index])
        if each.px is None:
            continue
        at = np.asarray(each.px, float) * evidence.scale
        if not (0 <= at[0] <= width and 0 <= at[1] <= height):
            raise JobError(
                f"The landmark {each.name!r} of photo {each.photo} is at {each.px[0]:g}, {each.px[1]:g} px, outside "
                f"the picture of {width / evidence.scale:.0f} x {height / evidence.scale:.0f} px.",
                "Put it in the picture, or write unseen = true.",
            )
        landmarks[index] = at
    return replace(evidence, landmarks=landmarks, visibility=visibility, placed=placed)
