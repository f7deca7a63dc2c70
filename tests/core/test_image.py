"""Image maths against what it must be."""

import numpy as np
import pytest
from toile.addon.core.photo import image, regions
from toile.addon.core.photo.raster import rasterise


@pytest.fixture
def noise():
    return np.random.default_rng(1).random((40, 50)).astype(np.float32)


def test_srgb_goes_there_and_back():
    values = np.arange(256, dtype=np.uint8)
    there = image.linear_from_srgb(values)
    assert there[0] == 0 and there[255] == 1
    assert abs(there[188] - 0.5029) < 1e-3
    assert np.array_equal(np.rint(image.srgb_from_linear(there) * 255).astype(np.uint8), values)


def test_lab_of_white_grey_and_red():
    lab = image.lab_from_linear(np.array([[1.0, 1, 1], [0.18418, 0.18418, 0.18418], [1, 0, 0]], np.float32))
    assert np.allclose(lab[0], (100, 0, 0), atol=0.05)
    assert np.allclose(lab[1], (50, 0, 0), atol=0.05)
    assert np.allclose(lab[2], (53.24, 80.09, 67.2), atol=0.1)


def test_box_is_the_mean_of_its_square(noise):
    assert np.isclose(image.box(noise, 3)[20, 25], noise[17:24, 22:29].mean(), atol=1e-5)
    assert np.allclose(image.box(np.ones((9, 9)), 4), 1)


@pytest.mark.parametrize("sigma", [0.6, 2.0, 5.0, 12.0])
def test_gaussian_has_its_variance_and_keeps_the_mean(sigma):
    picture = np.zeros((151, 151), np.float32)
    picture[75, 75] = 1
    blurred = image.gaussian(picture, sigma)
    offset = np.arange(151) - 75
    assert np.isclose(blurred.sum(), 1, atol=1e-3)
    assert np.isclose((blurred.sum(0) * offset**2).sum(), sigma**2, rtol=0.08)


def test_spread_ignores_what_has_no_weight():
    values = np.where(np.arange(60)[None] < 30, 2.0, 9.0) * np.ones((20, 1))
    weight = (np.arange(60)[None] < 30) * np.ones((20, 1))
    assert np.allclose(image.spread(values.astype(np.float32), weight, 4.0)[:, :40], 2, atol=1e-3)


def test_the_guided_filter_draws_a_matte_to_an_edge():
    guide = np.where(np.arange(60) < 30, 0.2, 0.8).astype(np.float32)[None] * np.ones((30, 1), np.float32)
    matte = np.where(np.arange(60) < 33, 0.0, 1.0).astype(np.float32)[None] * np.ones((30, 1), np.float32)
    result = image.guided(guide, matte, 6, 1e-4)
    assert result[15, 31] > result[15, 28] + 0.3


def test_sample_between_pixels_and_outside(noise):
    y, x = np.mgrid[:40, :50].astype(np.float32)
    assert np.allclose(image.sample(noise, x, y), noise, atol=1e-6)
    moved = image.sample(noise, x + 0.5, y, outside=7.0)
    assert np.allclose(moved[:, :-1], (noise[:, :-1] + noise[:, 1:]) / 2, atol=1e-6)
    assert np.allclose(moved[:, -1], (noise[:, -1] + 7) / 2)
    assert image.sample(np.arange(6).reshape(2, 3), np.array([[9.0]]), np.array([[0.0]]), -1, smooth=False) == -1


def test_a_membrane_continues_a_slope_and_takes_nothing_from_the_rest():
    ramp = np.repeat(np.linspace(0, 1, 40, dtype=np.float32)[None, :, None], 30, 0).repeat(3, 2)
    hole = np.zeros((30, 40), bool)
    hole[5:25, 18:24] = True
    rest = np.zeros_like(hole)
    rest[:5, 18:24] = rest[25:, 18:24] = True
    spoilt = ramp.copy()
    spoilt[hole | rest] = 50
    filled = image.membrane(spoilt, ~hole & ~rest, hole)
    assert np.abs(filled - ramp)[hole].max() < 0.01
    assert np.array_equal(filled[~hole], spoilt[~hole])


def test_distance_is_euclidean_up_to_its_limit():
    region = np.zeros((30, 40), bool)
    region[10, 12] = region[22, 30] = True
    y, x = np.mgrid[:30, :40]
    true = np.minimum(np.hypot(y - 10, x - 12), np.hypot(y - 22, x - 30))
    assert np.allclose(regions.distance(region, 9), np.minimum(true, 9), atol=1e-5)
    assert (regions.distance(np.zeros((5, 5), bool), 3) == 3).all()


def test_dilate_and_erode_are_discs():
    region = np.zeros((21, 21), bool)
    region[10, 10] = True
    y, x = np.mgrid[:21, :21]
    assert np.array_equal(regions.dilate(region, 4), np.hypot(y - 10, x - 10) <= 4)
    assert np.array_equal(regions.erode(regions.dilate(region, 4), 4)[10, 8:13], [False, False, True, False, False])


def test_connected_follows_a_spiral_and_stops_at_a_gap():
    text = ["#########", "........#", "#######.#", "#.....#.#", "#.###.#.#", "#...#...#", "#########", "...#....."]
    wall = np.array([[c == "#" for c in row] for row in text])
    seeds = np.zeros_like(wall)
    seeds[0, 0] = True
    assert np.array_equal(regions.connected(wall, seeds), wall)
    seeds[0, 0], seeds[5, 1] = False, True
    free = regions.connected(~wall, seeds)
    assert free[1, 0] and not free[7, 0]


def test_an_outline_points_out():
    y, x = np.mgrid[:60, :60]
    where, out = regions.outline(np.hypot(y - 30, x - 30) < 20)
    radius = where - 30
    assert (np.abs(np.linalg.norm(radius, axis=1) - 19.5) < 1.2).all()
    assert ((radius * out).sum(1) / np.linalg.norm(radius, axis=1) > 0.97).all()


def test_rasterise_sees_the_nearer_triangle_and_its_depth():
    points = np.array([[2, 2], [30, 2], [2, 30], [0, 0], [40, 0], [0, 40.0]])
    depth = np.array([1, 1, 1, 2, 4, 2.0])
    seen, distance = rasterise(points, depth, np.array([[3, 4, 5], [0, 1, 2]]), (50, 45))
    assert seen.shape == (45, 50)
    assert seen[5, 5] == 1 and distance[5, 5] == 1
    assert seen[0, 20] == 0 and np.isclose(1 / distance[0, 19], 1 / 2 + 19.5 / 40 * (1 / 4 - 1 / 2), atol=1e-6)
    assert seen[40, 40] == -1 and np.isinf(distance[40, 40])
