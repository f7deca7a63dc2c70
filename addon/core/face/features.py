"""Where pupils, nose, mouth and chin are in a photo, to a part of what the pose landmarks answer.

The pose landmarker sees a whole person at 256 px, and answers the eyes up to a fifth of their distance too high. So the
face is looked for again at full resolution: as one pattern of dark spots and lines, so that no brow is taken for an
eye, and then each of its parts by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..photo.image import gaussian, lab_from_linear, linear_from_srgb, sample
from ..photo.segments import EYES, MOUTH

APART = 40.0  # px between the pupils in the upright crop that is searched
CROP = (200, 200)  # px, rows and columns
EYE_ROW = 70.0  # px, where the landmarks' eyes lie in the crop
# Of the pupils' distance: the mouth's line below the eyes, half its width; the nostrils' half distance; the chin below
# the mouth. From the average head.
MOUTH_DOWN, MOUTH_HALF, NOSTRIL_HALF, CHIN_DOWN = 1.16, 0.41, 0.13, 0.70
NOSE_SHARE = 0.70  # of the way from eyes to mouth, the nostrils
WHITE = 6  # px from the middle of an eye to its white
WHITE_COUNTS = 2.5
FLAT = 0.03  # L* of 1: contrast below which a face is noise
WEIGHTS = {"eye": 1.0, "mouth": 1.0, "nose": 0.6}
SPREAD = {"place": 0.20, "apart": 0.09, "down": 0.14, "aside": 0.16}  # of the search, as shares; a standard deviation


class Found(NamedTuple):
    """A feature in the photo, px (pixel i has its centre at i + 0.5), and how clearly it stands out."""

    place: np.ndarray  # (2,)
    clear: float  # in standard deviations of the face's own brightness


@dataclass(frozen=True, eq=False)
class Features:
    """The person's left is at the picture's right where the face looks at the camera."""

    pupils: tuple[Found, Found]  # left, right
    nose: Found  # below its tip, between the nostrils
    mouth: Found  # where the lips meet, in the middle
    corners: tuple[Found, Found]  # of the mouth, left, right
    chin: Found

    @property
    def apart(self) -> float:
        """px between the pupils."""
        return float(np.linalg.norm(self.pupils[0].place - self.pupils[1].place))


@dataclass(frozen=True, eq=False)
class Crop:
    """The face upright at a known size, and how to get back."""

    light: np.ndarray  # (H, W) local contrast, in standard deviations
    pale: np.ndarray  # (H, W) how much less colour there is than round about, of 1
    photo_from_crop: np.ndarray  # (2, 3)

    def to_photo(self, place: np.ndarray) -> np.ndarray:
        return place @ self.photo_from_crop[:, :2].T + self.photo_from_crop[:, 2]


def find_features(image: np.ndarray, landmarks: np.ndarray) -> Features:
    """Look for the face near MediaPipe's landmarks (33, 2) px in the picture (H, W, 3) uint8 sRGB."""
    crop = upright(image, landmarks)
    maps = responses(crop)
    x, y, apart, down, aside = best_pattern(maps, landmarks, crop)
    sides = (1, -1) if landmarks[EYES[0], 0] > landmarks[EYES[1], 0] else (-1, 1)
    pupils = tuple(peak(maps["eye"], (x + side * apart / 2, y), 0.14 * apart) for side in sides)
    mouth = peak(maps["mouth"], (x + aside, y + down), 0.10 * apart, across=0.3)
    nose = nostrils(maps["nose"], (x + NOSE_SHARE * aside, y + NOSE_SHARE * down), apart)
    corners = tuple(corner(maps["mouth"], mouth.place, side, apart) for side in sides)
    chin = find_chin(crop.light, mouth.place, apart)

    def back(found: Found) -> Found:
        return Found(crop.to_photo(found.place), found.clear)

    return Features(
        (back(pupils[0]), back(pupils[1])), back(nose), back(mouth), (back(corners[0]), back(corners[1])), back(chin),
    )  # fmt: skip


def upright(image: np.ndarray, landmarks: np.ndarray) -> Crop:
    """The face with its eyes level, by the landmarks."""
    left, right = landmarks[EYES]
    if left[0] < right[0]:
        left, right = right, left
    off = left - right
    apart = max(float(np.linalg.norm(off)), 0.8 * float(np.linalg.norm(landmarks[MOUTH].mean(0) - (left + right) / 2)))
    roll, scale = float(np.arctan2(off[1], off[0])), apart / APART
    turn = scale * np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
    middle = (left + right) / 2
    photo_from_crop = np.c_[turn, middle - turn @ (CROP[1] / 2, EYE_ROW)]
    rows, columns = np.mgrid[: CROP[0], : CROP[1]] + 0.5
    at = np.stack([columns, rows], -1) @ turn.T + photo_from_crop[:, 2]
    smooth = gaussian(lab_from_linear(linear_from_srgb(window(image, at))), 0.45 * scale)
    first = np.floor(at.reshape(-1, 2).min(0)).astype(int) - 4
    lab = sample(smooth, at[..., 0] - 0.5 - first[0], at[..., 1] - 0.5 - first[1])
    light, colour = lab[..., 0] / 100, np.hypot(lab[..., 1], lab[..., 2])
    even = light - gaussian(light, APART / 2)
    contrast = even / (np.sqrt(gaussian(even**2, APART / 2)) + FLAT)
    pale = np.clip(1 - colour / np.maximum(gaussian(colour, APART / 2), 4.0), 0, 1)
    return Crop(contrast, pale, photo_from_crop)


def window(image: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The part of the picture round these places, its edge's values where it ends."""
    low, high = np.floor(at.reshape(-1, 2).min(0)).astype(int) - 4, np.ceil(at.reshape(-1, 2).max(0)).astype(int) + 4
    rows, columns = (np.clip(np.arange(low[k], high[k]), 0, image.shape[1 - k] - 1) for k in (1, 0))
    return image[rows][:, columns]


def responses(crop: Crop) -> dict[str, np.ndarray]:
    """How much each place looks like the middle of an eye, of the lips' line, like a nostril: (H, W) each."""
    dark = -crop.light
    spot = {sigma: gaussian(dark, sigma) for sigma in (1.4, 2.4, 4.0, 7.0)}
    low = gaussian(dark, 1.2)
    long = np.mean([np.roll(low, shift, 1) for shift in range(-5, 6)], axis=0)
    line = long - 0.5 * (np.roll(long, 5, 0) + np.roll(long, -5, 0))
    # White on both sides of the iris tells an eye from a brow and from the shadow beside the nose.
    white = gaussian(crop.pale * np.clip(1 + crop.light, 0, 1), 1.2)
    beside = np.roll(white, WHITE, 1) + np.roll(white, -WHITE, 1)
    eye = spot[2.4] - spot[7.0] + WHITE_COUNTS * beside
    return {"eye": eye, "mouth": line, "nose": spot[1.4] - spot[4.0]}


def best_pattern(
    maps: dict[str, np.ndarray], landmarks: np.ndarray, crop: Crop
) -> tuple[float, float, float, float, float]:
    """The middle between the eyes x, y, the eyes' distance, the mouth's depth below them and how far it is aside."""
    nose = (landmarks[0] - crop.photo_from_crop[:, 2]) @ np.linalg.inv(crop.photo_from_crop[:, :2]).T
    guess_aside = 0.8 * float(nose[0] - CROP[1] / 2)
    # The eyes first, over every place and size; then what goes with the best of them.
    dx, dy, scale, down, aside = np.meshgrid(
        np.arange(-8, 8.1, 2), np.arange(-6, 14.1, 1.5), np.linspace(0.8, 1.25, 7), np.linspace(0.8, 1.3, 9),
        np.linspace(-0.3, 0.3, 7), indexing="ij", sparse=False,
    )  # fmt: skip
    x, y, apart = CROP[1] / 2 + dx.ravel(), EYE_ROW + dy.ravel(), APART * scale.ravel()
    down_px, aside_px = apart * MOUTH_DOWN * down.ravel(), guess_aside + apart * aside.ravel()
    score = pattern_score(maps, x, y, apart, down_px, aside_px)
    off = [dx.ravel() / (SPREAD["place"] * APART), dy.ravel() / (1.4 * SPREAD["place"] * APART)]
    off += [np.log(scale.ravel()) / SPREAD["apart"], np.log(down.ravel()) / SPREAD["down"]]
    off += [aside.ravel() / SPREAD["aside"]]
    best = int((score - 0.25 * np.square(off).sum(0)).argmax())
    place = [float(each[best]) for each in (x, y, apart, down_px, aside_px)]
    return place[0], place[1], place[2], place[3], place[4]


def pattern_score(maps: dict[str, np.ndarray], x, y, apart, down, aside) -> np.ndarray:
    """(N,) how well patterns fit what is seen."""

    def at(name: str, across: np.ndarray, below: np.ndarray) -> np.ndarray:
        return sample(maps[name], across - 0.5, below - 0.5, smooth=False)

    eyes = at("eye", x - apart / 2, y) + at("eye", x + apart / 2, y)
    mouth = np.mean([at("mouth", x + aside + step * apart, y + down) for step in (-0.25, 0.0, 0.25)], axis=0)
    row = y + NOSE_SHARE * down
    nose = sum(at("nose", x + NOSE_SHARE * aside + side * NOSTRIL_HALF * apart, row) for side in (-1, 1))
    return WEIGHTS["eye"] * eyes + WEIGHTS["mouth"] * mouth + WEIGHTS["nose"] * nose


def peak(response: np.ndarray, near: tuple[float, float], radius: float, across: float = 1.0) -> Found:
    """The highest place within an ellipse ``across`` as wide as it is high, between pixels."""
    rows, columns = np.mgrid[: response.shape[0], : response.shape[1]] + 0.5
    far = ((columns - near[0]) / (across * radius)) ** 2 + ((rows - near[1]) / radius) ** 2
    flat = np.where(far < 1, response - 0.5 * far, -np.inf)
    row, column = np.unravel_index(int(flat.argmax()), flat.shape)
    row, column = np.clip(row, 1, response.shape[0] - 2), np.clip(column, 1, response.shape[1] - 2)
    offsets = []
    for before, after in (
        (response[row, column - 1], response[row, column + 1]),
        (response[row - 1, column], response[row + 1, column]),
    ):
        bend = before - 2 * response[row, column] + after
        offsets.append(float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5)) if bend < -1e-6 else 0.0)
    place = np.array([column + 0.5 + offsets[0], row + 0.5 + offsets[1]])
    return Found(place, float(response[row, column]))


def nostrils(response: np.ndarray, near: tuple[float, float], apart: float) -> Found:
    """The middle between two dark spots at one height."""
    half = round(NOSTRIL_HALF * apart)
    pair = 0.5 * (np.roll(response, half, 1) + np.roll(response, -half, 1))
    return peak(pair, near, 0.16 * apart, across=0.7)


def corner(response: np.ndarray, mouth: np.ndarray, side: int, apart: float) -> Found:
    """Where the line of the lips ends, to one side."""
    column, row = int(mouth[0]), int(mouth[1])
    level = max(float(response[row, column]), 1e-3)
    last, lowest = (float(mouth[0]), float(mouth[1])), 0.0
    for step in range(1, round(0.6 * apart)):
        here = column + side * step
        if not 2 <= here < response.shape[1] - 2:
            break
        near = response[row - 2 : row + 3, here]
        row = int(np.clip(row - 2 + near.argmax(), 3, response.shape[0] - 4)) if near.max() > 0.2 * level else row
        lowest = float(near.max()) / level
        if lowest < 0.35:
            break
        last = (here + 0.5, row + 0.5)
    # The line was averaged over 11 px: it ends that much later, by half.
    place = np.array([last[0] - side * 3.0, last[1]])
    width = abs(place[0] - mouth[0]) / apart
    usual = np.array([mouth[0] + side * MOUTH_HALF * apart, mouth[1]])
    share = float(np.clip((width - 0.22) / 0.1, 0, 1) * np.clip((0.6 - width) / 0.06, 0, 1))
    return Found(share * place + (1 - share) * usual, share)


def find_chin(light: np.ndarray, mouth: np.ndarray, apart: float) -> Found:
    """Where it darkens most from the chin to the neck below it."""
    columns = slice(round(mouth[0] - 0.15 * apart), round(mouth[0] + 0.15 * apart) + 1)
    profile = gaussian(light, 1.5)[:, columns].mean(1)
    step = np.zeros(len(profile))
    step[2:-2] = profile[:-4] - profile[4:]
    rows = np.arange(len(profile)) + 0.5
    off = ((rows - mouth[1]) / apart - CHIN_DOWN) / 0.14
    row = int((step - 0.35 * off**2).argmax())
    return Found(np.array([mouth[0], row + 0.5]), float(step[row]))
