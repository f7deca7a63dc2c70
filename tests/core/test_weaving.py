"""Tiles of weaves: bound as they are named, alike on all sides, with gaps where cloth is open."""

from __future__ import annotations

import numpy as np
import pytest
from toile.addon.core.fabric import fabrics
from toile.addon.core.weaving import BINDINGS, HIDE, KNITTED, tile

SHARE_OF_WARP = {"plain": 1 / 2, "twill": 1 / 2, "denim": 3 / 4, "satin": 7 / 8}
ALL = (*BINDINGS, *KNITTED, HIDE)


@pytest.mark.parametrize("weave", ALL)
def test_a_tile_repeats_without_a_seam(weave):
    drawn = tile(weave, 1.0, 0.1)
    for values in (drawn.height, drawn.tint):
        assert values.shape == drawn.face.shape == drawn.cover.shape
        assert values.min() >= 0.0 and values.max() <= 1.0
        for axis in (0, 1):
            steps = np.abs(np.diff(values, axis=axis, append=values.take([0], axis))).mean(axis=1 - axis)
            assert steps[-1] < 2.0 * steps.mean() + 0.01


@pytest.mark.parametrize("weave", ALL)
def test_no_part_of_a_tile_stands_out(weave):
    drawn = tile(weave, 1.0, 0.1)
    for values in (drawn.height, drawn.tint):
        blocks = values.reshape(4, len(values) // 4, 4, len(values) // 4).mean(axis=(1, 3))
        assert np.ptp(blocks) < 0.06  # or the eye would find the repeat


@pytest.mark.parametrize("weave", list(BINDINGS))
def test_the_warp_shows_as_the_binding_says(weave):
    assert tile(weave, 1.0, 0.0).face.mean() == pytest.approx(SHARE_OF_WARP[weave], abs=0.12)


def test_a_twill_runs_up_to_the_right():
    face = tile("denim", 1.0, 0.0).face
    size = len(face) // tile("denim", 1.0, 0.0).threads
    up_right = np.mean(face == np.roll(face, (size, size), (0, 1)))
    up_left = np.mean(face == np.roll(face, (size, -size), (0, 1)))
    assert up_right > up_left + 0.2


@pytest.mark.parametrize("cover", [0.5, 0.7, 0.9])
def test_open_cloth_has_gaps(cover):
    assert tile("plain", cover, 0.0).cover.mean() == pytest.approx(cover, abs=0.03)


def test_fuzz_hides_the_yarns():
    clear, felt = (tile("twill", 1.0, fuzz) for fuzz in (0.0, 0.5))
    steps = [np.abs(np.diff(drawn.face, axis=0)).max() for drawn in (clear, felt)]
    assert steps[0] == 1.0 and steps[1] < 0.5
    assert 0.3 < np.corrcoef(clear.height.ravel(), felt.height.ravel())[0, 1] < 0.9


def test_only_what_is_hemmed_blind_has_no_rows():
    assert {fabric.name for fabric in fabrics().values() if not fabric.hem_rows_mm} == {"wool_twill", "gabardine"}
