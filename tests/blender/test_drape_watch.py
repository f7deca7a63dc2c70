"""Points that are watched beside a surface are told the same as if each were asked for every time."""

import numpy as np
import pytest

pytest.importorskip("bpy")

from toile.addon.blender.drape.relax import Surface, Watch

CORNERS = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], float)
SIDES = np.array(
    [[0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1],
     [2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3]]
)  # fmt: skip


@pytest.mark.parametrize("deepest", [np.inf, 0.5])
def test_watching_changes_nothing(deepest):
    draw = np.random.default_rng(5)
    surface = Surface.of(CORNERS, SIDES, deepest)
    points = draw.uniform(-2, 2, (200, 3))
    watch = Watch(surface, 0.1)
    for _ in range(25):
        for found, asked in zip(watch.depths(points), surface.depths(points, 0.1), strict=True):
            assert np.array_equal(found, asked)
        points = points + draw.normal(0, 0.06, points.shape)
