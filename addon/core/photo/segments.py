"""What of a photo is what: the parts by name, a window of them, and parts painted by hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import JobError
from ..types import Segments
from .image import gaussian, sample
from .png_reading import read_png

GARMENTS = ("top", "bottom", "dress", "shoes")
# "other" is whatever else belongs to the person and stays in front: a bag's strap, a phone, a stick.
PARTS = ("skin", "hair", *GARMENTS, "other", "background")
FOUND = "as found"  # what a brush paints, besides the parts: what the segmenter found
COLOURS = {  # of a file of labels, sRGB
    "skin": (232, 168, 124),
    "hair": (112, 48, 160),
    "top": (40, 120, 220),
    "bottom": (40, 170, 80),
    "dress": (20, 190, 200),
    "shoes": (130, 84, 40),
    "other": (235, 205, 30),
    "background": (128, 128, 128),
}
NEAR = 24.0  # how far, of 255, a colour may be from a part's own; what a brush has mixed is farther
MOST_FOREIGN = 0.2  # of what is painted may be of no part's colour
EDGE_SIGMA = 0.7  # px; painted edges are made as soft as a photo's
# Landmarks of MediaPipe.
EYES, MOUTH, EARS = [2, 5], [9, 10], [7, 8]


@dataclass(frozen=True, eq=False)
class PhotoParts:
    """The parts in a window of the photo; at each pixel they add up to 1."""

    matte: dict[str, np.ndarray]  # part -> (H, W) 0-1
    face: np.ndarray  # (H, W) bool, an ellipse about eyes and mouth

    def most(self, *names: str) -> np.ndarray:
        """(H, W) bool: where one of the parts is likelier than any other."""
        named = np.max([self.matte[name] for name in names], axis=0)
        return (named >= np.max(list(self.matte.values()), axis=0)) & (named > 0)

    def share(self, *names: str) -> np.ndarray:
        """(H, W) 0-1: how much of the pixel is one of these."""
        return np.sum([self.matte[name] for name in names], axis=0)


def window_of(
    segments: Segments, part: tuple[slice, slice], landmarks: np.ndarray, visibility: np.ndarray
) -> PhotoParts:
    """The parts in rows and columns of the photo; landmarks are (33, 2) px in that window."""
    matte = {name: segments.matte[name][part] for name in PARTS}
    return PhotoParts(matte, face_ellipse(landmarks, visibility, matte["skin"].shape))


def face_ellipse(landmarks: np.ndarray, visibility: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
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


def colour_labels(segments: Segments) -> np.ndarray:
    """(H, W, 3) uint8: each pixel in the colour of the part that it most likely is."""
    likeliest = np.argmax([segments.matte[name] for name in PARTS], axis=0)
    return np.array([COLOURS[name] for name in PARTS], np.uint8)[likeliest]


def painted_over(segments: Segments, labels: np.ndarray) -> Segments:
    """The segments with what is painted in ``labels`` (h, w, 4) uint8; what is clear there stays as it was.

    The labels may be of another size than the photo, of the same shape.

    Raises:
        JobError: they are of another shape, or painted in colours that are no part's.
    """
    size = segments.matte["skin"].shape
    which = np.where(labels[..., 3] > 127, nearest_part(labels[..., :3]), -1)
    check_labels(labels, which, size)
    rows = (np.arange(size[0]) + 0.5) * labels.shape[0] / size[0] - 0.5
    columns = (np.arange(size[1]) + 0.5) * labels.shape[1] / size[1] - 0.5
    which = sample(which, *np.meshgrid(columns, rows), outside=-1, smooth=False)
    painted = np.stack([gaussian((which == k).astype(np.float32), EDGE_SIGMA) for k in range(len(PARTS))])
    stays = 1 - painted.sum(0)
    return Segments({name: segments.matte[name] * stays + own for name, own in zip(PARTS, painted, strict=True)})


def nearest_part(colours: np.ndarray) -> np.ndarray:
    """(H, W) a place in PARTS for colours (H, W, 3) uint8, -1 where no part's is near."""
    which, nearest = np.full(colours.shape[:2], -1), np.full(colours.shape[:2], NEAR)
    for place, name in enumerate(PARTS):
        apart = np.linalg.norm(colours.astype(np.float32) - COLOURS[name], axis=-1)
        which, nearest = np.where(apart < nearest, place, which), np.minimum(apart, nearest)
    return which


def check_labels(labels: np.ndarray, which: np.ndarray, size: tuple[int, ...]) -> None:
    """Refuse labels of another shape than the photo (H, W), or of other colours than the parts'."""
    height, width = labels.shape[:2]
    if abs(width / height - size[1] / size[0]) > 1.5 / min(height, width, *size):
        raise JobError(
            f"The segments are of {width} x {height} px, and the photo of {size[1]} x {size[0]} px.",
            "Paint them over the photo itself, at its shape.",
        )
    painted = labels[..., 3] > 127
    foreign = float((painted & (which < 0)).sum() / max(painted.sum(), 1))
    if foreign > MOST_FOREIGN:
        known = ", ".join(f"{name} #{r:02x}{g:02x}{b:02x}" for name, (r, g, b) in COLOURS.items())
        raise JobError(f"{foreign:.0%} of the painted segments is in colours of no part.", f"Paint with: {known}.")


def read_labels(path: Path) -> np.ndarray:
    """(H, W, 4) uint8 of a file of labels.

    Raises:
        JobError: it is no PNG of a kind that we read.
    """
    return read_png(path, "The segments")
