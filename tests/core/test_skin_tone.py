"""The tone of skin that a photo's face shows."""

from __future__ import annotations

import numpy as np
import pytest
from toile.addon.core.photo.image import srgb_from_linear
from toile.addon.core.photo.skin_tone import LIMITS, RED, plausible, read_skin_tone
from toile.addon.core.types import Camera, PhotoEvidence


def portrait(skin, visible=1.0):
    """A face of one skin before a grey wall, with brows and gloss."""
    linear = np.full((200, 160, 3), 0.5)
    linear[30:180, 40:120] = np.array(skin) * 0.9
    linear[60:66, 50:110] *= 0.2
    linear[100:104, 78:82] *= 2.0
    landmarks = np.full((33, 2), 80.0)
    landmarks[[2, 5]], landmarks[[9, 10]] = [(95, 75), (65, 75)], [(90, 125), (70, 125)]
    landmarks[[7, 8]] = [(115, 80), (45, 80)]
    silhouette = np.zeros((200, 160), np.float32)
    silhouette[30:180, 40:120] = 1
    image = np.rint(srgb_from_linear(linear) * 255).astype(np.uint8)
    camera = Camera(np.eye(3), (160, 200), np.eye(4), "assumed")
    return PhotoEvidence(image, landmarks, np.zeros((33, 3)), np.full(33, visible), silhouette, camera)


@pytest.mark.parametrize("skin", [(0.58, 0.40, 0.30), (0.33, 0.19, 0.12), (0.12, 0.065, 0.04)])
def test_the_tone_is_the_faces(skin):
    assert np.allclose(read_skin_tone(portrait(skin)), skin, rtol=0.08)


def test_no_face_no_tone():
    assert read_skin_tone(portrait((0.5, 0.35, 0.26), visible=0.2)) is None


def test_no_skin_is_green_or_white():
    for colour in ((0.2, 0.6, 0.2), (0.95, 0.95, 0.95), (0.001, 0.001, 0.001)):
        red, green, blue = plausible(np.array(colour))
        bright = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        assert LIMITS[0] - 1e-6 <= bright <= LIMITS[1] + 1e-6 and RED[0] <= red / green <= RED[1] and green > blue
