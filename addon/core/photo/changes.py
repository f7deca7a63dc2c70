"""What of the photo was changed, pixel by pixel and counted, and how good that is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import JobError
from .old_garment import OldGarment
from .segments import PhotoParts
from .sight import UNIT_MM, Sight

# The values of a mask file.
KEPT, SHADED, MIXED, WORN, INVENTED = 0, 64, 128, 192, 255
SILENT = 0.02  # of the old garment: more than this is filled in only with a word to the user
MOST_INVENTED = 0.15  # more than this is filled in only if the user allows it
EDGE_CHECK_MM, EDGE_LOST_MM = 6.0, 18.0  # wider, an arm's edge is to be looked at, or lost
OUTLINE_CHECK, OUTLINE_LOST = 0.75, 0.5  # of the person and the body, overlap over union
UNSURE = 0.6  # a pixel whose likeliest part is less likely is not told apart
MOST_UNSURE = 0.06  # of the person
VERDICTS = ("good", "check", "not possible")


@dataclass(frozen=True)
class Quality:
    """One of VERDICTS, and why it is not the best."""

    verdict: str
    reasons: tuple[str, ...]


def mask_path(still: Path) -> Path:
    """Where the mask of a still lies."""
    return still.with_name(f"{still.stem}_mask{still.suffix}")


def mask_of(alpha: np.ndarray, filled: np.ndarray, touched: np.ndarray) -> np.ndarray:
    """(H, W) uint8: KEPT, or what it was changed to: the photo SHADED, MIXED with a garment at its edge, a garment
    WORN, or something INVENTED.

    Args:
        alpha: (H, W) 0-1 of the garments.
        filled: (H, W) 0-1, how much of the photo below them is made up.
        touched: (H, W) bool, all that may differ from the photo.
    """
    invented = filled * (1 - alpha)
    cloth = np.where(alpha >= 0.5, WORN, np.where(alpha > 0.002, MIXED, SHADED))
    changed = np.where(invented > np.maximum(alpha, 0.05), INVENTED, cloth)
    return np.where(touched, changed, KEPT).astype(np.uint8)


def counts(
    photo: np.ndarray, final: np.ndarray, mask: np.ndarray, alpha: np.ndarray, old: OldGarment, parts: PhotoParts
) -> dict[str, float | int]:
    """Pixels, of a window of the photo (H, W, 3) and what became of it."""
    changed = (final != photo).any(-1)
    worn = (alpha > 0.5) & ~old.region
    return {
        "changed_px": int(changed.sum()),
        "changed_outside_mask_px": int((changed & (mask == KEPT)).sum()),
        "garment_px": int((mask == WORN).sum()),
        "shadow_px": int((mask == SHADED).sum()),
        "filled_px": int((mask == INVENTED).sum()),
        "old_garment_px": int(old.region.sum()),
        "old_garment_uncovered_px": int(old.uncovered.sum()),
        "old_garment_uncovered_fraction": round(old.uncovered_fraction, 4),
        "old_garment_filled_fraction": round(old.invented_fraction, 4),
        "old_garment_left_fraction": round(old.left_fraction, 4),
        "skin_covered_px": int((worn & parts.most("skin")).sum()),
        "hair_covered_px": int((worn & parts.most("hair")).sum()),
    }


def said_of(old: OldGarment) -> tuple[str, ...]:
    """Sentences for the user about what is left to see of the old clothes, and what was made up."""
    said, clothes = [], f"the clothes in the photo ({' and '.join(old.replaced)})"
    if old.left_fraction > SILENT:
        said.append(f"{old.left_fraction:.0%} of {clothes} is not covered by the new ones, and stays.")
    if old.invented_fraction > SILENT:
        said.append(f"{old.invented_fraction:.1%} of {clothes} showed beside the new ones: that is now made up.")
    return tuple(said)


def refuse_invention(old: OldGarment, allowed: bool) -> None:
    """Refuse to make up much of a picture of somebody, unless that is allowed.

    Raises:
        JobError: with the share and the limit.
    """
    if not allowed and old.invented_fraction > MOST_INVENTED:
        name = " and ".join(old.replaced)
        raise JobError(
            f"Not possible in this photo: {old.invented_fraction:.1%} of the clothes in it ({name}) would show beside "
            f"the new ones and have to be made up (limit {MOST_INVENTED:.0%}).",
            'Allow it with allow_invented = true, let them show with old_clothes = "leave", or choose a garment that '
            "covers more.",
        )


def judge(old: OldGarment, edge_px: float, parts: PhotoParts, sight: Sight, silhouette: np.ndarray) -> Quality:
    """How good the picture can be.

    Args:
        edge_px: from the photo's arms to the body's, as ``arm_edge_px``.
    """
    person = silhouette > 0.5
    overlap = float((sight.body & person).sum() / max((sight.body | person).sum(), 1))
    likeliest = np.max(list(parts.matte.values()), axis=0)
    unsure = float((likeliest[person] < UNSURE).mean()) if person.any() else 1.0
    edge = edge_px / sight.unit * UNIT_MM
    found = [
        grade(overlap < OUTLINE_LOST, overlap < OUTLINE_CHECK, f"the body and the person overlap by {overlap:.0%}"),
        grade(edge > EDGE_LOST_MM, edge > EDGE_CHECK_MM, f"the body's arms are {edge:.0f} mm off the photo's"),
        grade(False, unsure > MOST_UNSURE, f"{unsure:.0%} of the person is not surely told apart: paint the segments"),
        grade(False, old.left_fraction > SILENT, f"{old.left_fraction:.0%} of the old clothes stays in sight"),
        grade(False, old.invented_fraction > SILENT, f"{old.invented_fraction:.0%} of the old clothes is made up"),
        grade(not old.replaced, False, "the new clothes are not seen where clothes are worn"),
    ]
    worst = max(level for level, _ in found)
    return Quality(VERDICTS[worst], tuple(reason for level, reason in found if level))


def grade(is_lost: bool, is_doubtful: bool, reason: str) -> tuple[int, str]:
    return (2 if is_lost else 1 if is_doubtful else 0), reason
