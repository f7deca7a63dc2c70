"""Finds the people in a picture with MediaPipe's pose landmarker, from left to right."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ..addon.core.errors import WorkerError

log = logging.getLogger(__name__)

CHECKPOINT = Path(__file__).parent / "checkpoints" / "pose_full.task"
MAX_PEOPLE = 8  # asked of the landmarker for one picture or tile
ESTIMATE_SIDE = 1600  # px; more detail than this the landmarker, which looks at 256 px, cannot use
FACE, TORSO, ANKLES = list(range(11)), [11, 12, 23, 24], [27, 28]
SURE = 0.5  # of visibility: MediaPipe's own threshold
MIN_PRESENCE = 0.4  # mean over the torso's landmarks; a portrait without hips has 0.5
TILE_PRESENCE = 0.75  # of those seen only in a tile: an arm that a tile cut off looked like a person of 0.54
SAME_PERSON = 0.45  # distance of two torsos over their size, below which they are one person found twice
# From landmark to landmark: the lines that a click on a person lies nearest to.
LINES = ((11, 12), (23, 24), (11, 23), (12, 24), (11, 24), (12, 23), (0, 11), (0, 12))
LINES += ((11, 13), (13, 15), (12, 14), (14, 16), (23, 25), (25, 27), (24, 26), (26, 28))
# MediaPipe's left and right; its nose is its own mirror image.
PAIRS = ((1, 4), (2, 5), (3, 6), (7, 8), (9, 10), *((left, left + 1) for left in range(11, 32, 2)))
TILE_SHARES = (0.6, 0.4)  # widths of tiles, of the picture's; a person in a row of six fills a sixth


@dataclass(frozen=True, eq=False)
class Person:
    """One person as MediaPipe answers, in px of the whole picture."""

    landmarks: np.ndarray  # (33, 2) px
    landmarks_world: np.ndarray  # (33, 3) m, hip-centred, camera axes
    visibility: np.ndarray  # (33,) 0-1
    presence: float  # 0-1, mean over the torso
    silhouette: np.ndarray  # (h, w) float32 0-1, of ``region``
    region: tuple[int, int, int, int]  # x0, y0, x1, y1 px that was looked at

    @property
    def centre(self) -> np.ndarray:
        """(2,) px, middle of the torso."""
        return self.landmarks[TORSO].mean(0)

    @property
    def torso_px(self) -> float:
        shoulders, hips = self.landmarks[[11, 12]].mean(0), self.landmarks[[23, 24]].mean(0)
        return float(np.linalg.norm(shoulders - hips) + np.linalg.norm(self.landmarks[11] - self.landmarks[12]))

    def inside(self, size: tuple[int, int]) -> np.ndarray:
        """(33,) bool: the landmark lies in a picture of this width and height."""
        return np.all((self.landmarks >= 0) & (self.landmarks < np.asarray(size)), axis=1)

    def bounds(self, size: tuple[int, int]) -> np.ndarray:
        """(4,) px: the box round the landmarks that lie in the picture."""
        points = self.landmarks[self.inside(size)]
        return np.concatenate([points.min(0), points.max(0)]) if len(points) else np.zeros(4)


@lru_cache(maxsize=2)
def landmarker(confidence: float) -> Any:
    """MediaPipe's landmarker, loaded once a process.

    Raises:
        WorkerError: mediapipe is absent, or the checkpoint is absent or not the one recorded beside it.
    """
    try:
        from mediapipe.tasks.python import BaseOptions, vision
    except ImportError as error:
        raise WorkerError("This Python has no mediapipe.", "Install the worker's packages.") from error
    recorded = CHECKPOINT.with_name(CHECKPOINT.name + ".sha256")
    try:
        content, wanted = CHECKPOINT.read_bytes(), recorded.read_text().split()[0]
    except (OSError, IndexError) as error:
        raise WorkerError(f"The checkpoint {CHECKPOINT.name} is absent.", "Install the extension again.") from error
    if hashlib.sha256(content).hexdigest() != wanted:
        raise WorkerError(f"The checkpoint {CHECKPOINT.name} is not the one recorded.", "Install the extension again.")
    return vision.PoseLandmarker.create_from_options(
        vision.PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=content),
            output_segmentation_masks=True,
            num_poses=MAX_PEOPLE,
            min_pose_detection_confidence=confidence,
            min_pose_presence_confidence=confidence,
        )
    )


def people_in(image: np.ndarray, region: tuple[int, int, int, int], confidence: float) -> list[Person]:
    """The people the landmarker sees in one region of the picture, (H, W, 3) uint8."""
    import cv2
    import mediapipe

    x0, y0, x1, y1 = region
    crop = image[y0:y1, x0:x1]
    scale = min(1.0, ESTIMATE_SIDE / max(crop.shape[:2]))
    if scale < 1.0:
        crop = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    picture = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=np.ascontiguousarray(crop))
    answer = landmarker(confidence).detect(picture)
    people = []
    masks = answer.segmentation_masks or []  # None where nobody was found
    found = zip(answer.pose_landmarks, answer.pose_world_landmarks, masks, strict=True)
    for points, world, mask in found:
        people.append(
            Person(
                landmarks=np.array([[p.x * (x1 - x0) + x0, p.y * (y1 - y0) + y0] for p in points]),
                landmarks_world=np.array([[p.x, p.y, p.z] for p in world]),
                visibility=np.array([p.visibility for p in points]),
                presence=float(np.mean([points[i].presence for i in TORSO])),
                silhouette=np.squeeze(mask.numpy_view()).astype(np.float32).copy(),
                region=region,
            )
        )
    return people


def tiles(region: tuple[int, int, int, int]) -> list[tuple[int, int, int, int]]:
    """Overlapping upright strips of a wide region; none of a narrow one, where people stand singly."""
    x0, y0, x1, y1 = region
    width, height = x1 - x0, y1 - y0
    if width < 0.9 * height:
        return []
    strips = []
    for share in TILE_SHARES:
        wide = round(width * share)
        for start in np.linspace(x0, x1 - wide, round(2 / share)).astype(int):
            strips.append((int(start), y0, int(start) + wide, y1))
    return strips


def is_same(a: Person, b: Person) -> bool:
    """Whether two answers, perhaps from different tiles, are one person: torsos or faces lie on each other."""
    reach = SAME_PERSON * 0.5 * max(a.torso_px, b.torso_px)
    apart = np.linalg.norm(a.landmarks - b.landmarks, axis=1)
    return bool(min(apart[TORSO].mean(), apart[FACE].mean()) < reach)


def find_people(image: np.ndarray, region: tuple[int, int, int, int], confidence: float) -> list[Person]:
    """Everybody in the region, from left to right; each once, each from a crop round them."""
    found: list[Person] = []
    for part in [region, *tiles(region)]:
        least = MIN_PRESENCE if part == region else TILE_PRESENCE
        for person in people_in(image, part, confidence):
            if any(is_same(person, other) for other in found):
                continue
            person = look_closer(image, person, confidence)
            if person.presence >= least and not any(is_same(person, other) for other in found):
                found.append(person)
    log.debug("%d people found", len(found))
    return sorted(found, key=lambda person: person.centre[0])


def nearest(people: list[Person], point: np.ndarray) -> int:
    """The place in the list of the person whose trunk, head or limbs are nearest to a point (2,) px."""
    return int(np.argmin([distance(person, point) for person in people]))


def distance(person: Person, point: np.ndarray) -> float:
    """px from a point (2,) to the nearest of the lines between the person's landmarks."""
    starts, ends = (person.landmarks[[line[side] for line in LINES]] for side in (0, 1))
    along = ends - starts
    share = ((point - starts) * along).sum(1) / np.maximum((along**2).sum(1), 1e-9)
    return float(np.linalg.norm(starts + np.clip(share, 0, 1)[:, None] * along - point, axis=1).min())


def look_closer(image: np.ndarray, person: Person, confidence: float) -> Person:
    """The same person from a crop round them, as it is and in a mirror: sharper landmarks, their own silhouette."""
    height, width = image.shape[:2]
    box = person.bounds((width, height))
    margin = 0.25 * max(box[2] - box[0], box[3] - box[1])
    x0, y0 = np.maximum(box[:2] - margin, 0).astype(int)
    x1, y1 = np.minimum(box[2:] + margin, (width, height)).astype(int)
    region = (int(x0), int(y0), int(x1), int(y1))
    plain = [other for other in people_in(image, region, confidence) if is_same(person, other)]
    mirrored = [other for other in people_in_mirror(image, region, confidence) if is_same(person, other)]
    both = [max(seen, key=lambda other: other.presence) for seen in (plain, mirrored) if seen]
    return mean_person(*both) if len(both) == 2 else (both or [person])[0]


def people_in_mirror(image: np.ndarray, region: tuple[int, int, int, int], confidence: float) -> list[Person]:
    """As ``people_in``, but the landmarker looks at the region's mirror image."""
    x0, y0, x1, y1 = region
    other = np.arange(33)
    for left, right in PAIRS:
        other[left], other[right] = right, left
    crop = np.ascontiguousarray(image[y0:y1, x0:x1][:, ::-1])
    people = []
    for person in people_in(crop, (0, 0, x1 - x0, y1 - y0), confidence):
        landmarks = person.landmarks[other]
        landmarks = np.stack([x1 - landmarks[:, 0], y0 + landmarks[:, 1]], axis=1)
        people.append(
            Person(
                landmarks=landmarks,
                landmarks_world=person.landmarks_world[other] * [-1.0, 1.0, 1.0],
                visibility=person.visibility[other],
                presence=person.presence,
                silhouette=np.ascontiguousarray(person.silhouette[:, ::-1]),
                region=region,
            )
        )
    return people


def mean_person(first: Person, second: Person) -> Person:
    """The mean of two answers of one person in one region: their errors are independent in part."""
    names = ("landmarks", "landmarks_world", "visibility", "presence", "silhouette")
    return Person(**{name: (getattr(first, name) + getattr(second, name)) / 2 for name in names}, region=first.region)
