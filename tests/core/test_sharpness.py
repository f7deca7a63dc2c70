"""How soft and how rough a photo is found to be, on pictures whose blur and noise are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toile.addon.core.photo.image import gaussian
from toile.addon.core.photo.laying import MOST_GRAIN, film_grain, roughness
from toile.addon.core.photo.sharpness import edge_sigma, softening

SHAPE = (120, 120)
EVERYWHERE = np.ones(SHAPE, bool)


def disc(sigma):
    """A disc of 1 on 0, blurred by sigma px."""
    away = np.hypot(*np.mgrid[-59.5:60, -59.5:60])
    return gaussian(np.clip(35.5 - away, 0, 1).astype(np.float32), sigma)


@settings(max_examples=12, deadline=None)
@given(st.floats(0.5, 1.8))
def test_a_layer_is_blurred_by_what_its_edges_are_crisper_than_the_photo_s(sigma):
    layer, photo = disc(0.5), gaussian(disc(0.5), sigma) * 0.6 + 0.2
    assert softening(photo, photo > 0.5, layer) == pytest.approx(sigma, rel=0.2, abs=0.15)


def test_a_layer_that_is_softer_than_the_photo_is_left_as_it_is():
    assert softening(disc(0.5), disc(0.5), disc(1.5)) == 0


def test_a_picture_without_edges_tells_nothing():
    flat = np.full(SHAPE, 0.5, np.float32)
    assert edge_sigma(flat, EVERYWHERE) is None and softening(flat, disc(0), disc(1)) == 0


@pytest.mark.parametrize("sigma", [0.001, 0.003, 0.05])
def test_grain_is_found_again_up_to_a_limit(sigma):
    noise = film_grain(SHAPE, 3)
    assert noise.std() == pytest.approx(1, abs=1e-5)
    grey = np.clip(0.5 + sigma * noise, 0, 1)
    image = np.rint(np.repeat(grey[..., None], 3, 2) * 255).astype(np.uint8)
    found = roughness(image, EVERYWHERE)
    assert found == MOST_GRAIN if sigma > MOST_GRAIN else 0.3 * sigma < found < 1.5 * max(sigma, 0.5 / 255)
