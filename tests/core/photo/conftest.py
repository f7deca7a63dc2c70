"""The person made of rectangles, as the photo's modules are given one."""

import numpy as np
import pytest
from toile.addon.core.photo.sight import ARMS, HEAD, THIGHS, TORSO, Sight

from .rectangles import HEAD_AT, LEFT_ARM, LEGS_AT, NEW, OLD, RIGHT_ARM, SHAPE, SKIN, TROUSERS, TRUNK, WALL, parts_of


@pytest.fixture(scope="module")
def sight():
    region = np.full(SHAPE, -1)
    places = ((HEAD_AT, HEAD), (TRUNK, TORSO), (LEGS_AT, THIGHS[0]), (LEFT_ARM, ARMS[1]), (RIGHT_ARM, ARMS[4]))
    for mask, place in places:
        region[mask] = place
    body = region >= 0
    normal = np.zeros((*SHAPE, 3), np.float32)
    normal[..., 2] = -1
    columns = np.arange(SHAPE[1])[None] * np.ones((SHAPE[0], 1))
    for mask, left, right in ((TRUNK, 65, 135), (LEFT_ARM, 140, 160), (RIGHT_ARM, 40, 60), (HEAD_AT, 82, 118)):
        normal[mask, 0] = (columns[mask] - (left + right) / 2) / ((right - left) / 2)
    return Sight(
        region=region,
        depth=np.where(body, 2.0, np.inf).astype(np.float32),
        normal=normal,
        cloth=np.where(NEW, 0, -1),
        cloth_depth=np.where(NEW, 1.9, np.inf).astype(np.float32),
        cloth_region=np.where(NEW, TORSO, -1),
        cloth_at_back=np.zeros(SHAPE, bool),
        cloth_inner=np.zeros(SHAPE, bool),
        shoulder=np.array([100.0, 60.0]),
        hip=np.array([100.0, 150.0]),
        unit=90 / 160,
    )


@pytest.fixture(scope="module")
def photo(sight):
    linear = np.empty((*SHAPE, 3), np.float32)
    linear[:] = WALL
    linear[HEAD_AT | LEFT_ARM | RIGHT_ARM] = SKIN
    linear[LEGS_AT] = TROUSERS
    linear[TRUNK] = OLD
    linear *= (1 + 0.25 * sight.normal[..., :1]) * np.random.default_rng(2).normal(1, 0.01, (*SHAPE, 1))
    return linear.astype(np.float32)


@pytest.fixture(scope="module")
def silhouette(sight):
    return sight.body.astype(np.float32)


@pytest.fixture(scope="module")
def parts(photo, silhouette, sight):
    return parts_of(photo, silhouette, sight)
