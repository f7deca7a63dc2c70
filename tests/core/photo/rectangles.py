"""A person made of rectangles before a wall: places, colours, and what can be asked of them."""

import numpy as np
from toile.addon.core.photo.by_colour import find_parts
from toile.addon.core.photo.image import lab_from_linear
from toile.addon.core.photo.segments import PhotoParts, face_ellipse
from toile.addon.core.photo.sure import View, skin_like

SHAPE = (240, 200)
SKIN, OLD, TROUSERS, WALL = (0.4, 0.25, 0.18), (0.1, 0.15, 0.4), (0.3, 0.3, 0.28), (0.6, 0.6, 0.62)  # linear
LANDMARKS = np.zeros((33, 2))
LANDMARKS[[2, 5]], LANDMARKS[[9, 10]], LANDMARKS[7], LANDMARKS[8] = (100, 28), (100, 42), (116, 30), (84, 30)


def block(top, bottom, left, right):
    """(H, W) bool."""
    mask = np.zeros(SHAPE, bool)
    mask[top:bottom, left:right] = True
    return mask


HEAD_AT, TRUNK, LEGS_AT = block(10, 55, 82, 118), block(55, 150, 65, 135), block(150, 230, 65, 135)
LEFT_ARM, RIGHT_ARM = block(60, 165, 140, 160), block(60, 165, 40, 60)
NEW = block(60, 145, 62, 138)


def parts_of(photo, silhouette, sight, visibility=1.0):
    face = face_ellipse(LANDMARKS, np.full(33, visibility), SHAPE)
    lab = lab_from_linear(photo)
    view = View(photo, lab, silhouette, LANDMARKS, face, skin_like(lab, silhouette, face, sight, 18.0), sight)
    return PhotoParts(find_parts(view), face)
