"""The bench of stills: its measures of likeness, and what it takes for Cycles' own settings."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")
sys.path.insert(0, str(Path(__file__).parents[2] / "scripts" / "bench"))

import still
from toile.addon.blender.picture import cycles, device


def picture(seed=0, size=(40, 30)):
    return np.random.default_rng(seed).random((*size, 3))


def test_psnr_is_of_the_mean_square():
    grey = np.full((8, 8, 3), 0.5)
    assert still.psnr(grey, grey + 0.1) == pytest.approx(20.0)
    assert still.psnr(grey, grey) > 100


def test_ssim_is_1_of_the_same_and_less_the_less_alike():
    one = picture()
    little, much = (np.clip(one + k * (picture(1) - 0.5), 0, 1) for k in (0.1, 0.8))
    assert still.ssim(one, one) == pytest.approx(1.0)
    assert 1 > still.ssim(one, little) > still.ssim(one, much) > still.ssim(one, picture(2))


def test_cycles_as_it_comes_is_a_new_scenes():
    bpy.ops.wm.read_homefile(use_factory_startup=True)
    fresh, ours = bpy.data.scenes.new("Fresh"), bpy.data.scenes.new("Ours")
    cycles.set_up(ours, (64, 64), 16, 3, device.CPU)
    still.as_it_comes(ours)
    for name in ("samples", "use_adaptive_sampling", "adaptive_threshold", "max_bounces", "sample_clamp_indirect"):
        assert getattr(ours.cycles, name) == getattr(fresh.cycles, name), name
    still.as_reference(ours)
    assert ours.cycles.samples == still.REFERENCE and not ours.cycles.use_denoising
