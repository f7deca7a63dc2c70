"""estimator.mediapipe: the person in a photo, their landmarks and silhouette."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..addon.core.errors import PhotoError
from ..addon.core.options import option
from ..addon.core.seams import Progress, Steps
from ..addon.core.types import Camera, PhotoEvidence
from .people import ANKLES, FACE, SURE, Person, find_people, nearest
from .photo import Photo, read_photo

log = logging.getLogger(__name__)

SHOULDERS, HIPS, KNEES = [11, 12], [23, 24], [25, 26]
MIN_PERSON = 120  # px; of a smaller person the silhouette is a few pixels wide at the arms
MIN_BOX = 64  # px a side
MAX_TILT = 65.0  # degrees off upright; beyond it the photo lies on its side, or the person does
MIN_TRUNK = 0.3  # of the legs; legs without a trunk were answered with a trunk of 0.08
ANOTHER = "Use a photo of one person who stands with head and feet in the picture"


class Mediapipe:
    """Finds the person and their 33 landmarks with MediaPipe's pose landmarker."""

    in_worker = ("estimate",)

    @dataclass(frozen=True)
    class Options:
        person: int = option(
            0,
            "Which person, counted from the left; 0 takes the largest, most central one",
            min=0,
            max=20,
            per_photo=True,
        )
        point: str = option(
            "",
            "The person nearest to this point of the photo: x,y in the file's px",
            advanced=True,
            per_photo=True,
        )
        box: str = option(
            "",
            "Only this part of the photo: left,top,right,bottom in the file's px",
            advanced=True,
            per_photo=True,
        )
        confidence: float = option(0.5, "How sure the detector has to be", min=0.05, max=0.95, advanced=True)
        focal_ratio: float = option(
            1.2, "Focal length over the longer side, where the photo does not say", min=0.4, max=6.0, advanced=True
        )

    def __init__(self, options: Options, seed: int):
        self.options = options

    def estimate(self, photo: Path) -> Steps[PhotoEvidence]:
        """What the photo shows of one person.

        Raises:
            PhotoError: the file is no sound picture, or shows no person that a body can be fitted to.
        """
        yield Progress("estimator", 0.0, "reading the photo")
        picture = read_photo(Path(photo))
        height, width = picture.image.shape[:2]
        region = box_region(self.options.box, width, height, picture.scale)
        point = point_in(self.options.point, width, height, picture.scale)
        if point is not None and self.options.person:
            raise PhotoError(
                f"Both person {self.options.person} and the point {self.options.point!r} choose a person.",
                "Set person to 0, or leave point empty.",
            )
        yield Progress("estimator", 0.3, "looking for people")
        people = find_people(picture.image, region, self.options.confidence)
        number = nearest(people, point) + 1 if people and point is not None else self.options.person
        person, warnings = chosen(people, number, (width, height))
        inside = person.inside((width, height))
        refuse_unusable(person, inside, (width, height))
        warnings += what_is_missing(person, inside)
        yield Progress("estimator", 1.0, f"found {len(people)}")
        log.info("person found, %d of 33 landmarks in the picture, %d notes", inside.sum(), len(warnings))
        return PhotoEvidence(
            image=picture.image,
            landmarks=person.landmarks,
            landmarks_world=person.landmarks_world,
            visibility=np.where(inside, person.visibility, 0.0),
            silhouette=whole_silhouette(person, (height, width)),
            camera=camera_of(picture, self.options.focal_ratio),
            warnings=tuple(warnings),
            scale=picture.scale,
        )


def box_region(text: str, width: int, height: int, scale: float = 1.0) -> tuple[int, int, int, int]:
    """The region of ``box``, or the whole picture; ``box`` is in px of the file, of which the picture has ``scale``."""
    if not text.strip():
        return 0, 0, width, height
    form = (
        f"Write box as left,top,right,bottom in px; the photo has {width / scale:.0f} x {height / scale:.0f}, "
        f"and the box needs {MIN_BOX / scale:.0f} px a side."
    )
    try:
        x0, y0, x1, y1 = (round(float(part) * scale) for part in text.split(","))
    except (ValueError, OverflowError):
        raise PhotoError(f"The box {text!r} is not four numbers.", form) from None
    x0, y0, x1, y1 = max(x0, 0), max(y0, 0), min(x1, width), min(y1, height)
    if x1 - x0 < MIN_BOX or y1 - y0 < MIN_BOX:
        raise PhotoError(f"The box {text!r} is too small, or outside the photo.", form)
    return x0, y0, x1, y1


def point_in(text: str, width: int, height: int, scale: float = 1.0) -> np.ndarray | None:
    """(2,) px of the picture that ``point`` names, in px of the file; None where it names none."""
    if not text.strip():
        return None
    form = f"Write point as x,y in px of the photo's {width / scale:.0f} x {height / scale:.0f}."
    try:
        x, y = (float(part) * scale for part in text.split(","))
    except ValueError:
        raise PhotoError(f"The point {text!r} is not two numbers.", form) from None
    if not (0 <= x <= width and 0 <= y <= height):
        raise PhotoError(f"The point {text!r} is outside the photo.", form)
    return np.array([x, y])


def chosen(people: list[Person], number: int, size: tuple[int, int]) -> tuple[Person, list[str]]:
    """The person asked for, counted from 1 at the left, or the largest and most central."""
    count = len(people)
    if not people:
        raise PhotoError("No person was found in the photo.", f"{ANOTHER}, or lower confidence.")
    if number > count:
        raise PhotoError(
            f"Person {number} was asked for; {count} can be seen in the photo.",
            f"Set person from 1 to {count}, counted from the left, or 0 for the largest.",
        )
    if number:
        return people[number - 1], []
    scores = [prominence(person, size) for person in people]
    best = int(np.argmax(scores))
    if count == 1:
        return people[0], []
    note = (
        f"{count} people are in the photo; number {best + 1} from the left was taken as the largest, most central one."
    )
    return people[best], [f"{note} Set person from 1 to {count} to choose another, or give a box."]


def prominence(person: Person, size: tuple[int, int]) -> float:
    """How large and central a person is: the torso's size, halved at the picture's edge."""
    off_centre = abs(person.centre[0] - size[0] / 2) / (size[0] / 2)
    return person.torso_px * (1.0 - 0.5 * min(off_centre, 1.0))


def refuse_unusable(person: Person, inside: np.ndarray, size: tuple[int, int]) -> None:
    """Refuse a person of whom too little is seen."""
    box = person.bounds(size)
    extent = float(max(box[2] - box[0], box[3] - box[1]))
    if extent < MIN_PERSON:
        raise PhotoError(
            f"The person is {extent:.0f} px tall (limit {MIN_PERSON} px).", "Use a larger photo, or crop it."
        )
    seen = inside & (person.visibility > SURE)
    if not seen[SHOULDERS].any():
        raise PhotoError("The person's shoulders are not in the picture.", f"{ANOTHER}.")
    if (tilt := trunk_tilt(person)) > MAX_TILT:
        raise PhotoError(
            f"The person's trunk is {tilt:.0f} degrees off upright (limit {MAX_TILT:.0f}).",
            "Turn the photo, or use one in which the person stands or sits.",
        )
    if (share := trunk_over_legs(person)) < MIN_TRUNK:
        raise PhotoError(
            f"What was found is no whole person: its trunk is {share:.2f} of its legs (limit {MIN_TRUNK}).",
            f"{ANOTHER}.",
        )
    if not seen[HIPS].any() and not seen[FACE].any():
        raise PhotoError("Neither the person's face nor their hips are in the picture.", f"{ANOTHER}.")


def trunk_tilt(person: Person) -> float:
    """Degrees between the trunk, from hips to shoulders, and the picture's upright."""
    trunk = person.landmarks[SHOULDERS].mean(0) - person.landmarks[HIPS].mean(0)
    return float(np.degrees(np.arctan2(abs(trunk[0]), -trunk[1])))


def trunk_over_legs(person: Person) -> float:
    """The trunk's length over the legs', in MediaPipe's world landmarks; 0.6 for most people."""
    points = person.landmarks_world
    trunk = np.linalg.norm(points[SHOULDERS].mean(0) - points[HIPS].mean(0))
    legs = np.linalg.norm(points[HIPS] - points[KNEES], axis=1) + np.linalg.norm(points[KNEES] - points[ANKLES], axis=1)
    return float(trunk / max(legs.mean(), 1e-6))


def what_is_missing(person: Person, inside: np.ndarray) -> list[str]:
    """Sentences for the parts of the body that the photo does not show, and what stands in for them."""
    seen = inside & (person.visibility > SURE)
    notes = []
    if not inside[FACE].mean() > 0.5:
        notes.append("The head is cut off: its size and tilt are assumed from the rest of the body.")
    if not seen[HIPS].any():
        notes.append("The hips and legs are out of the picture: they are assumed to stand straight below the trunk.")
    elif not seen[KNEES].any():
        notes.append("The legs are out of the picture: they are assumed to stand straight.")
    elif not seen[ANKLES].any():
        notes.append("The feet are out of the picture: the lower legs are assumed to stand straight.")
    return notes


def whole_silhouette(person: Person, shape: tuple[int, int]) -> np.ndarray:
    """The silhouette (H, W) float32 in the whole picture; 0 outside the region that was looked at."""
    import cv2

    x0, y0, x1, y1 = person.region
    whole = np.zeros(shape, np.float32)
    whole[y0:y1, x0:x1] = cv2.resize(person.silhouette, (x1 - x0, y1 - y0), interpolation=cv2.INTER_LINEAR)
    return np.clip(whole, 0.0, 1.0)


def camera_of(picture: Photo, focal_ratio: float) -> Camera:
    """The photo's camera: its focal length from the EXIF or guessed; it looks along +z from the origin."""
    height, width = picture.image.shape[:2]
    focal = picture.focal_px or focal_ratio * max(width, height)
    intrinsics = np.array([[focal, 0.0, width / 2], [0.0, focal, height / 2], [0.0, 0.0, 1.0]])
    return Camera(intrinsics, (width, height), np.eye(4), "exif" if picture.focal_px else "assumed")
