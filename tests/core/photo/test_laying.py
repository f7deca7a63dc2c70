"""Warp, light, garments laid over the photo, and what is said of it, on a person made of rectangles."""

from dataclasses import replace

import numpy as np
import pytest
from toile.addon.core.photo.changes import KEPT, judge, said_of
from toile.addon.core.photo.image import gaussian, luminance, srgb_from_linear
from toile.addon.core.photo.laying import Layers, Window, below_hems, lay, light_left, lit_within, shouldered
from toile.addon.core.photo.light import read_light
from toile.addon.core.photo.matte import find_mattes
from toile.addon.core.photo.old_garment import find_old
from toile.addon.core.photo.regions import dilate
from toile.addon.core.photo.sight import ARMS, HANDS
from toile.addon.core.photo.warp import outline_distance, over_kept, residual_warp

from .rectangles import (
    LANDMARKS,
    NEW,
    OLD,
    RIGHT_ARM,
    SHAPE,
    SKIN,
    TRUNK,
    block,
)


def test_a_test_photo_s_quality_is_judged(parts, silhouette, sight):
    alpha = np.zeros(SHAPE, np.float32)
    alpha[TRUNK | NEW] = 1
    old = find_old(alpha, np.zeros(SHAPE), silhouette, parts, sight, leave=False)
    assert judge(old, 0.2, parts, sight, silhouette).verdict == "good"
    assert judge(old, 2.0, parts, sight, silhouette).verdict == "check"
    lost = judge(old, 20.0, parts, sight, np.roll(silhouette, 80, 1))
    assert lost.verdict == "not possible" and len(lost.reasons) >= 2


def test_the_light_comes_from_the_brighter_side(photo, silhouette, parts, sight):
    light = read_light(photo, silhouette, parts, sight)
    assert light.key_side == "right" and light.direction[0] > 0 > light.direction[1]
    assert light.exposure == 1.0
    facing = light.ambient + light.sun / np.pi * -light.direction[2]
    assert np.isclose(facing * 0.8, 0.72, atol=1e-6)


def test_a_dark_photo_is_dark_cloth(photo, silhouette, parts, sight):
    assert read_light(photo * 0.15, silhouette, parts, sight).exposure < 0.8


def test_the_warp_brings_the_outlines_together(sight):
    person = np.roll(sight.body, 4, axis=1)
    warp = residual_warp(sight, person)
    assert warp.kept == ("left", "right")
    area = np.zeros(SHAPE, bool)
    area[70:140] = True
    warped = warp(sight.body.astype(np.float32)) > 0.5
    assert outline_distance(warped, person, area) < 0.5 * outline_distance(sight.body, person, area)


def test_without_a_difference_nothing_is_warped(sight):
    warp = residual_warp(sight, sight.body)
    assert warp.kept == () and warp(sight.depth) is sight.depth


def test_the_lights_of_pale_cloth_are_bent_and_not_cut_off():
    light = np.linspace(0.0, 3.0, 301, dtype=np.float32)
    tint, alpha = np.array([1.05, 1.0, 0.9], np.float32), 0.5
    garment = np.concatenate([alpha * light[:, None] * tint, np.full((301, 1), alpha, np.float32)], 1)[None]
    bent = shouldered(garment)
    seen = luminance(bent[..., :3] / alpha)[0]
    assert np.allclose(bent[0, :60], garment[0, :60])  # darker cloth is as it was rendered
    assert (np.diff(seen) > 0).all() and seen.max() < 1.0
    assert np.allclose(bent[0, 1:, 0] / bent[0, 1:, 2], tint[0] / tint[2], rtol=1e-4)  # and its colour stays


def test_slivers_of_the_old_garment_are_closed_and_the_rest_is_the_photo(photo, silhouette, parts, sight):
    image = np.rint(srgb_from_linear(photo) * 255).astype(np.uint8)
    garment = np.zeros((*SHAPE, 4), np.float32)
    garment[NEW] = (0.5, 0.1, 0.1, 1)
    skin = np.where(sight.body[..., None], np.array(SKIN, np.float32), np.float32(0))
    layers = Layers(garment, np.ones(SHAPE, np.float32), skin)
    window = Window(image, silhouette, LANDMARKS)
    laid = lay(window, parts, sight, layers, (residual_warp(sight, sight.body),) * 2, 0, False)
    final = laid.image
    assert laid.facts["changed_outside_mask_px"] == 0
    assert np.array_equal(final[laid.mask == KEPT], image[laid.mask == KEPT])
    assert 0.02 < laid.facts["old_garment_uncovered_fraction"] < 0.2 and laid.facts["filled_px"] > 100
    assert any("made up" in note for note in said_of(laid.old))
    assert laid.quality.verdict == "check" and any("is made up" in reason for reason in laid.quality.reasons)
    assert np.array_equal(final[:50], image[:50]) and np.array_equal(
        final[~dilate(TRUNK | NEW, 8)], image[~dilate(TRUNK | NEW, 8)]
    )
    inner = block(70, 135, 72, 128)
    assert np.abs(final[inner] - np.array([188, 89, 89])).mean() < 3


def test_a_garment_is_drawn_out_over_the_trousers_it_hangs_over(sight):
    kept = block(120, 230, 55, 135)  # hips wider than the mesh on one side
    warp = over_kept(residual_warp(sight, sight.body), sight, kept)
    cloth = warp((sight.cloth >= 0).astype(np.float32)) > 0.5
    assert cloth[125:140, 57].mean() > 0.8 and not cloth[70:90, 57].any()
    assert np.flatnonzero(cloth[130])[-1] == pytest.approx(np.flatnonzero(NEW[130])[-1], abs=1)
    assert over_kept(residual_warp(sight, sight.body), sight, kept & TRUNK).kept == ()


def test_there_is_a_dark_line_below_a_hem_that_lies_on_and_none_below_one_that_stands_off(sight):
    alpha = NEW.astype(np.float32)
    near = replace(sight, cloth_depth=np.where(NEW, 1.995, np.inf).astype(np.float32))
    on, off = below_hems(alpha, near), below_hems(alpha, sight)
    assert on[145:147, 80:120].min() > 0.2 and on[160:, 80:120].max() < 0.05
    assert off[145:147, 80:120].max() < 0.05
    assert on[:, 45:55].max() < 0.02  # an arm is not under the hem of what it hangs before


def test_what_a_garment_shades_below_hair_is_not_seen_on_the_hair(photo, silhouette, parts, sight):
    strand = block(62, 90, 70, 80)
    mattes = replace(find_mattes(photo, silhouette, LANDMARKS, parts, sight), hair=strand.astype(np.float32))
    alpha = (NEW & ~strand).astype(np.float32)
    left = light_left(np.full(SHAPE, 0.3, np.float32), alpha, mattes, silhouette, sight)
    assert left[strand].min() > 0.99
    assert left[block(160, 220, 70, 130)].max() < 0.7  # the body beside it is shaded


def test_below_the_mixed_pixels_of_a_hem_the_body_is_as_dark_as_beside_them(photo, silhouette, parts, sight):
    """Else a hem has a bright rim over pale trousers."""
    alpha = gaussian(NEW.astype(np.float32), 0.8)
    mattes = find_mattes(photo, silhouette, LANDMARKS, parts, sight)
    near = replace(sight, cloth_depth=np.where(NEW, 1.995, np.inf).astype(np.float32))
    left = light_left(np.full(SHAPE, 0.4, np.float32), alpha, mattes, silhouette, near)
    edge, below = left[144:146, 80:120], left[147:149, 80:120]
    assert 0.2 < alpha[145, 100] < alpha[144, 100] < 0.8
    assert below.max() < 0.7
    assert edge.max() < below.min() + 0.02


def test_a_cuff_is_dark_below_on_the_hand_and_casts_no_shadow_over_its_fingers(photo, silhouette, parts, sight):
    sleeve, hand = block(60, 140, 38, 62), RIGHT_ARM & block(140, 165, 0, SHAPE[1])
    worn = replace(
        sight,
        region=np.where(hand, HANDS[1], sight.region),
        cloth=np.where(sleeve, 0, -1),
        cloth_depth=np.where(sleeve, 1.995, np.inf).astype(np.float32),
        cloth_region=np.where(sleeve, ARMS[4], -1),
    )
    mattes = find_mattes(photo, silhouette, LANDMARKS, parts, sight)
    left = light_left(np.full(SHAPE, 0.3, np.float32), sleeve.astype(np.float32), mattes, silhouette, worn)
    assert left[141, 45:55].max() < 0.9
    assert left[155:165, 45:55].min() > 0.95


def test_where_one_looks_into_a_garment_it_is_not_black(sight):
    """A render has hardly any light there; a room has."""
    inner, fold = block(145, 152, 70, 114), block(90, 100, 80, 90)
    cloth = NEW | inner
    garment = np.zeros((*SHAPE, 4), np.float32)
    garment[cloth] = (*OLD, 1.0)
    garment[inner | fold, :3] = np.multiply(OLD, 0.02)
    seen = replace(sight, cloth=np.where(cloth, 0, -1), cloth_inner=inner)
    lit = lit_within(garment, replace(seen, cloth_at_back=inner))
    assert lit[149, 75:110, :3] == pytest.approx(np.tile(np.multiply(OLD, 0.3), (35, 1)), rel=0.1)
    assert (lit[fold] == garment[fold]).all()  # what is dark in front stays so, as a black print does
    assert (lit[..., 3] == garment[..., 3]).all() and (lit[~cloth] == garment[~cloth]).all()
    assert (lit_within(garment, seen) == garment).all()  # as between arm and chest
