"""Cloth is laid into a photo no flatter than the clothes in it."""

from dataclasses import replace

import numpy as np
import pytest
from toile.addon.core.photo.image import gaussian, srgb_from_linear
from toile.addon.core.photo.relief import STRONGEST, contrast, strength, strengthened

from .rectangles import NEW, SHAPE

WAVE_PX = 8.0


def creased(depth: float) -> np.ndarray:
    """A garment (H, W, 4), its light going up and down by a share."""
    rows = np.arange(SHAPE[0])[:, None] * np.ones(SHAPE[1])
    garment = np.zeros((*SHAPE, 4), np.float32)
    garment[..., :3] = (0.2 * (1 + depth * np.sin(2 * np.pi * rows / WAVE_PX)))[..., None]
    garment[..., 3] = 1
    return (garment * gaussian(NEW.astype(np.float32), 0.8)[..., None]).astype(np.float32)


def seen(garment: np.ndarray) -> np.ndarray:
    return srgb_from_linear(garment[..., :3] / np.maximum(garment[..., 3:], 1e-6)).mean(-1)


@pytest.fixture
def creased_photo(photo):
    rows = np.arange(SHAPE[0])[:, None, None]
    image = srgb_from_linear(photo * (1 + 0.3 * np.sin(2 * np.pi * rows / WAVE_PX)))
    return np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8)


def test_flat_cloth_gets_the_contrast_of_the_photo_s_own(creased_photo, parts):
    garment = creased(0.2)
    times = strength(creased_photo, parts, garment)
    assert 1.2 < times < STRONGEST
    own = contrast(creased_photo.astype(np.float32).mean(-1) / 255, parts.share("top") > 0.8)
    before, after = (contrast(seen(one), NEW) for one in (garment, strengthened(garment, times)))
    assert before < 0.8 * own
    assert after == pytest.approx(own, rel=0.15)


def test_cloth_that_shows_enough_stays_as_it_is_and_a_print_makes_none_wild(photo, creased_photo, parts):
    smooth = np.rint(srgb_from_linear(photo) * 255).astype(np.uint8)
    assert strength(smooth, parts, creased(0.4)) == 1.0
    assert strength(creased_photo, parts, creased(0.01)) == STRONGEST
    bare = replace(parts, matte={name: 0 * matte for name, matte in parts.matte.items()})
    assert strength(creased_photo, bare, creased(0.01)) == 1.0
    garment = creased(0.4)
    assert np.allclose(strengthened(garment, 1.0), garment)


def test_creases_are_strengthened_and_edges_and_broad_light_are_not():
    garment = creased(0.2)
    broad = np.linspace(0.5, 1.5, SHAPE[1], dtype=np.float32)[None, :, None]
    garment[..., :3] *= broad
    stronger = strengthened(garment, STRONGEST)
    assert (stronger[..., 3] == garment[..., 3]).all()
    assert (stronger[garment[..., 3] == 0] == 0).all()
    inner = np.s_[75:131, 80:120]  # seven waves
    assert np.allclose(stronger[inner][..., 0].mean(0), garment[inner][..., 0].mean(0), rtol=0.04)
    before, after = (np.ptp(np.log(one[inner][..., 0]), axis=0).mean() for one in (garment, stronger))
    assert after > 1.5 * before
