"""Where a picture has the colour of this person's skin, as face and hands show it."""

from __future__ import annotations

import numpy as np

FACE = (1, 3, 4, 6, 9, 10)  # MediaPipe's eyes and corners of the mouth: their hull is mostly cheeks and nose
HANDS = ((15, 17, 19), (16, 18, 20))
HAND_PX = 3  # around the middle of a hand
CHROMA, LIGHTNESS = 8.0, 55.0  # of 8-bit CIELAB, how far skin of one person in one light is from its median
LEAST_CHROMA = 5.0  # of skin in a colour photo
LEAST_PIXELS = 12


class SkinColour:
    """The median colour of a person's skin in one small picture."""

    def __init__(self, image: np.ndarray, landmarks: np.ndarray, visibility: np.ndarray, inside: np.ndarray):
        """From a picture (h, w, 3) uint8 sRGB, landmarks (33, 2) px in it, and the person's pixels (h, w) bool."""
        import cv2

        self.lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB).astype(np.float32)
        place = np.zeros(inside.shape, np.uint8)
        if visibility[list(FACE)].min() > 0.5:
            hull = cv2.convexHull(np.round(landmarks[list(FACE)]).astype(np.int32))
            cv2.fillConvexPoly(place, hull, (1,))
        else:
            for hand in HANDS:
                if visibility[list(hand)].min() > 0.5:
                    cv2.circle(place, tuple(int(v) for v in landmarks[list(hand)].mean(axis=0)), HAND_PX, (1,), -1)
        samples = self.lab[(place > 0) & inside]
        self.median = np.median(samples, axis=0) if len(samples) >= LEAST_PIXELS else None
        if self.median is not None and np.hypot(*(self.median[1:] - 128)) < LEAST_CHROMA:
            self.median = None  # a photo without colour, or gloves

    def shows_at(self, points: np.ndarray) -> np.ndarray:
        """(P,) bool: whether points (P, 2) px have the colour of skin; all False where that is not known."""
        if self.median is None:
            return np.zeros(len(points), bool)
        row, column = np.clip(points[:, ::-1].astype(int), 0, np.array(self.lab.shape[:2]) - 1).T
        apart = self.lab[row, column] - self.median
        return (np.hypot(apart[:, 1], apart[:, 2]) < CHROMA) & (np.abs(apart[:, 0]) < LIGHTNESS)
