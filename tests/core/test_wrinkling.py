"""The wrinkles of cloth pressed together: across the way it is pressed, as high as takes up what is over."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toile.addon.core.wrinkling import HANDLED, MOST, STEP_M, surplus, wrinkled

WAVE = 0.03


def sheet(side=0.45, step=0.012):
    """Triangles (T, 3, 2) of a square of cloth."""
    ticks = np.arange(0, side, step)
    x, y = np.meshgrid(ticks[:-1], ticks[:-1])
    corner = np.stack([x.ravel(), y.ravel()], axis=-1)
    a, b, c, d = (corner + step * np.array(way) for way in ((0, 0), (1, 0), (1, 1), (0, 1)))
    return np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)])


def pressed(flat, share, angle):
    """The sheet pressed together by ``share`` along ``angle``, in space (T, 3, 3)."""
    way = np.array([np.cos(angle), np.sin(angle)])
    bent = flat - share * (flat @ way)[..., None] * way
    return np.concatenate([bent, np.zeros((*bent.shape[:2], 1))], axis=-1)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.0, 0.5), st.floats(0.0, np.pi))
def test_the_surplus_is_found_with_its_way(share, angle):
    flat = sheet(0.1)
    found, way = surplus(flat, pressed(flat, share, angle))
    assert found == pytest.approx(np.full(len(flat), share), abs=1e-9)
    if share > 0.001:
        assert np.abs(way @ [np.cos(angle), np.sin(angle)]) == pytest.approx(np.ones(len(flat)), abs=1e-6)


@pytest.mark.parametrize("share", [0.0, 0.009])
def test_cloth_that_nothing_presses_has_only_faint_creases(share):
    flat = sheet()
    height = wrinkled(flat, pressed(flat, share, 0.3), WAVE, 0.01, 0).height[20:-20, 20:-20]
    up, along = np.gradient(height, STEP_M)
    assert 0.4 * HANDLED < (along**2 + up**2).mean() / 2 < 1.8 * HANDLED


@pytest.mark.parametrize("angle", [0.0, 0.6, 1.3, 2.2])
def test_wrinkles_run_across_the_way_and_take_up_the_surplus(angle):
    flat, share = sheet(), 0.03
    taken = []
    for seed in range(4):
        height = wrinkled(flat, pressed(flat, share, angle), WAVE, 0.0, seed).height[20:-20, 20:-20]
        up, along = np.gradient(height, STEP_M)
        ahead, aside = along * np.cos(angle) + up * np.sin(angle), up * np.cos(angle) - along * np.sin(angle)
        assert ahead.std() > 2 * aside.std()
        taken.append((ahead**2).mean() / 2)
    assert 0.6 * share < np.mean(taken) < 1.5 * share


def test_the_more_is_over_the_higher_they_are_up_to_a_limit():
    flat = sheet(0.3)
    heights = [
        wrinkled(flat, pressed(flat, share, 0.0), WAVE, 0.0, 0).height.std() for share in (0.005, 0.02, MOST, 0.3)
    ]
    assert heights[1] == pytest.approx(np.sqrt((0.02 + HANDLED) / (0.005 + HANDLED)) * heights[0], rel=0.1)
    assert heights[3] == pytest.approx(heights[2], rel=0.05)


def test_the_same_seed_gives_the_same_wrinkles():
    flat = sheet(0.3)
    first, again, other = (wrinkled(flat, pressed(flat, 0.05, 0.4), WAVE, 0.0, seed).height for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.allclose(first, other, atol=1e-4)
