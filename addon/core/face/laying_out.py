"""The photo's face laid out as the photo's camera sees the head: its colour without the light, and where it counts.

The photo is bent so that pupils, nose, lips and chin lie on the head's own; a point of the head finds its colour where
the camera would see it. What is no skin, turned away, or beyond the face fades into the avatar's own skin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..body.model import body_model
from ..photo.image import gaussian, linear_from_srgb, luminance, sample, spread
from ..photo.regions import connected, dilate, erode
from ..types import Body
from .complexion import STRAND, matched, shading, skin_like, without_strands
from .features import Features
from .head_pose import SeenHead, average_head, mark_vertices, smooth
from .regions import bare, below_forehead, core_of, face_region, front, geometry, light_contrast
from .shape import moves, outline_pairs
from .warp import Spline, sharp_sample, similarity, spline_through

FINER = 2.0  # pixels of the map to one of the photo: a bent picture loses less
LARGEST = 1400  # px
MARGIN = 0.06
CLEAR_CHIN = 0.25  # in standard deviations; a chin that stands out less is left to where it falls
# Places on the average head, m from the middle between the eyes, beyond which the bending does not go.
ANCHORS = ((0.0, -0.015, 0.075), (0.062, 0.02, 0.045), (0.0746, 0.0718, -0.0179))
FACING = (0.22, 0.52)  # cosine to the photo's camera, from nothing to all
FLESH = 0.10  # of the pupils' distance, over which the head's shape is evened for what faces the camera
CLEAN_FOREHEAD = 0.93  # of it that is no hair; with less it stays the avatar's
FEATHER = 0.10  # of the pupils' distance: how far from what is no skin the photo fades


@dataclass(frozen=True, eq=False)
class FaceMap:
    """The face, to be looked up by where the photo's camera sees a point."""

    colour: np.ndarray  # (h, w, 3) linear albedo
    weight: np.ndarray  # (h, w) 0-1
    at: np.ndarray  # (V, 2) where the body's vertices lie in it, px
    counts: np.ndarray  # (V,) 0-1: the head's front
    bend: Spline  # from the map to the photo, px
    stretch: float  # how far, of 1, the photo's face is stretched or squeezed the most
    bare: float  # 0-1, of the face's middle, what is skin or lips in the photo
    contrast: float  # natural log, how much brighter the photo's light makes one cheek than the other
    map_from_photo: np.ndarray  # (2, 3) before the bending
    moves: np.ndarray  # (V, 3) m that the vertices move, at rest, to where the photo has the face

    def place(self, head: SeenHead, points: np.ndarray) -> np.ndarray:
        """Points (N, 3) m of the body at rest to (N, 2) px of the map."""
        return through(self.map_from_photo, head.project(points))


def lay_out(
    body: Body, image: np.ndarray, photo_skin: np.ndarray, features: Features, head: SeenHead, tone: tuple[float, ...]
) -> FaceMap:
    """The face of a photo for a head.

    Args:
        image: (H, W, 3) uint8 sRGB.
        photo_skin: (H, W) 0-1, what of it is skin.
        tone: of the head's own skin, linear albedo.
    """
    map_from_photo, size = frame(body, head)
    at = through(map_from_photo, head.project(body.vertices))
    bend, plain, stretch = bending(features, at, photo_skin)
    rows, columns = np.mgrid[: size[1], : size[0]] + 0.5
    photo_at = bend(np.stack([columns, rows], -1))
    colour = linear_from_srgb(np.clip(sharp_sample(image / np.float32(255), photo_at), 0, 1))
    skin = sample(photo_skin, photo_at[..., 0] - 0.5, photo_at[..., 1] - 0.5)
    place, normal = geometry(body, head, at, size)
    apart = float(np.linalg.norm(np.subtract(*at[mark_vertices()["pupils"]])))
    core = core_of(place)
    uncovered = bare(place, skin > 0.5)
    alike = skin_like(colour, (skin > 0.8) & (normal[..., 2] < -FACING[1]), apart)
    skin = np.maximum(skin, alike)
    normal = spread(normal, np.isfinite(place[..., 0]), FLESH * apart)
    contrast = light_contrast(place, luminance(colour), skin > 0.8)
    colour = without_strands(colour, alike, core | (place[..., 2] < 0), apart)
    shown = np.maximum(face_region(place) * smooth(-normal[..., 2], *FACING), core)
    shown *= below_forehead(place, alike, CLEAN_FOREHEAD)
    weight = (fade(skin, core, shown > 0, apart) * shown).astype(np.float32)
    even = colour / shading(luminance(colour), normal, weight * (skin > 0.8))[..., None]
    albedo = matched(even, weight, alike, np.array(tone[:3], np.float32), apart)
    counts = face_region(average_head()) * front(body, head)
    moved = moves(body, head, at, bend, plain, float(map_from_photo[0, 0]))
    return FaceMap(albedo, weight, at, counts, bend, stretch, uncovered, contrast, map_from_photo, moved)


def through(affine: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Points (..., 2) through an affine map (2, 3)."""
    return points @ affine[:, :2].T + affine[:, 2]


def frame(body: Body, head: SeenHead) -> tuple[np.ndarray, tuple[int, int]]:
    """From the photo's px to the map's, (2, 3), and the map's width and height."""
    points = head.project(body.vertices[face_region(average_head()) > 0])
    low, high = points.min(0), points.max(0)
    room = MARGIN * (high - low).max()
    low, high = low - room, high + room
    scale = min(FINER, LARGEST / float((high - low).max()))
    width, height = np.ceil(scale * (high - low)).astype(int).tolist()
    return np.c_[scale * np.eye(2), -scale * low], (width, height)


def bending(features: Features, at: np.ndarray, skin: np.ndarray) -> tuple[Spline, np.ndarray, float]:
    """From the map to the photo, so that features and outlines meet.

    Returns:
        The bending; the same without any bend, (3, 2); and the most that anything between the features is stretched.
    """
    names = mark_vertices()
    found = {"pupils": features.pupils, "nose": (features.nose,), "mouth": (features.mouth,)}
    found["corners"] = features.corners
    if features.chin.clear > CLEAR_CHIN:
        found["chin"] = (features.chin,)
    points = np.array([at[vertex] for name in found for vertex in names[name]])
    targets = np.array([each.place for name in found for each in found[name]])
    alike = similarity(points, targets)
    fixed = at[anchor_vertices()]
    held = [*zip(points, targets), *zip(fixed, fixed @ alike[1:] + alike[0])]
    first = spline_through(*map(np.array, zip(*held)))
    held += outline_pairs(at, first, skin)
    bend = spline_through(*map(np.array, zip(*held)))
    return bend, alike, most_stretch(bend, points, alike)


def most_stretch(bend: Spline, points: np.ndarray, alike: np.ndarray) -> float:
    """How much longer or shorter the way from one of the points to another becomes, of 1, beside the size of all."""
    apart = np.linalg.norm(points[:, None] - points[None], axis=-1)
    bent = bend(points)
    became = np.linalg.norm(bent[:, None] - bent[None], axis=-1) / np.sqrt(abs(np.linalg.det(alike[1:])))
    far = apart > 0.5 * apart.max()
    return float(np.abs(np.log(became[far] / apart[far])).max())


def anchor_vertices() -> list[int]:
    place, skin = average_head(), body_model().is_skin
    both = [(side * x, y, z) for x, y, z in ANCHORS for side in ((1, -1) if x else (1,))]
    return [int(np.where(skin, np.linalg.norm(place - point, axis=1), np.inf).argmin()) for point in both]


def fade(skin: np.ndarray, core: np.ndarray, face: np.ndarray, apart: float) -> np.ndarray:
    """(h, w) 0-1: 1 well inside the photo's skin, 0 from where it ends. Brows, moles and strands are within it."""
    skin = erode(dilate((skin > 0.5) | core, STRAND * apart), STRAND * apart)
    inside = face & ~connected((face & ~skin) | ~face, ~face)
    return smooth(gaussian(inside, FEATHER * apart), 0.5, 0.95) * inside
