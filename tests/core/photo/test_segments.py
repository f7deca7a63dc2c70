"""What of a photo is what, on a person made of rectangles."""

from dataclasses import replace

import numpy as np
import pytest
from toile.addon.core.photo.dark_side import dark_side
from toile.addon.core.photo.edges import sharpened
from toile.addon.core.photo.segments import PARTS
from toile.addon.core.photo.sight import NECK

from .rectangles import (
    HEAD_AT,
    LEFT_ARM,
    LEGS_AT,
    OLD,
    RIGHT_ARM,
    SHAPE,
    SKIN,
    TRUNK,
    block,
    parts_of,
)


def test_parts_are_told_by_colour_and_place(parts):
    assert parts.most("skin")[LEFT_ARM | RIGHT_ARM].mean() > 0.9
    assert parts.most("top")[TRUNK].mean() > 0.9
    assert parts.most("bottom")[LEGS_AT].mean() > 0.9
    assert parts.most("background")[:, :30].mean() > 0.99
    assert set(parts.matte) == set(PARTS) and np.allclose(sum(parts.matte.values()), 1, atol=1e-3)


def test_an_edge_runs_where_the_colours_on_its_two_sides_say():
    columns = np.arange(40) + np.zeros((30, 1))
    truth = np.clip(columns - 19.3, 0, 1)  # the edge is at 20.3 px, a pixel wide
    picture = truth[..., None] * np.array(SKIN) + (1 - truth[..., None]) * np.array(OLD)
    rough = np.clip((columns - 17) / 6, 0, 1)
    assert np.abs(sharpened(picture, rough) - truth).max() < 0.05
    grey = np.full((30, 40, 3), 0.3)
    between = sharpened(grey, rough)
    assert np.allclose(between[:, 20:22], rough[:, 20:22])  # no colour tells: it stays as it was


@pytest.mark.parametrize("hem", [140, 158])
def test_a_top_and_a_bottom_of_one_colour_are_parted_at_the_hem(photo, silhouette, sight, hem):
    plain = photo.copy()
    plain[TRUNK | LEGS_AT] = np.array(OLD) * (1 + 0.25 * sight.normal[TRUNK | LEGS_AT, :1])
    plain[hem - 1, 65:135] *= 0.4  # the shadow of its edge
    parts = parts_of(plain.astype(np.float32), silhouette, sight)
    assert parts.most("top")[70 : hem - 4, 70:130].mean() > 0.95
    assert parts.most("bottom")[hem + 4 : 225, 70:130].mean() > 0.95


def test_what_fills_the_gap_between_the_legs_is_a_dress(photo, silhouette, sight):
    legs = sight.region.copy()
    legs[150:230, 95:105] = -1
    apart = sight.map_images(lambda name, value: legs if name == "region" else value)
    dress = photo.copy()
    dress[TRUNK | LEGS_AT] = np.array(OLD, np.float32)
    parts = parts_of(dress, silhouette, apart)
    assert parts.most("dress")[block(80, 220, 70, 130)].mean() > 0.95


def test_a_photo_that_shows_nothing_sure_has_no_parts(photo, sight):
    nowhere = sight.map_images(lambda name, value: np.full_like(value, -1 if name == "region" else 0))
    parts = parts_of(photo, np.full(SHAPE, 0.5, np.float32), nowhere, 0.0)
    assert np.allclose(parts.matte["background"], 0.5) and not parts.matte["skin"].any()


def test_a_collar_between_neck_and_hair_is_of_the_top_below(photo, sight):
    strands, collar, neck = (
        block(30, 90, 66, 82) | block(30, 90, 118, 134),
        block(55, 64, 82, 118),
        block(55, 64, 92, 108),
    )
    linear, region = photo.copy(), np.where(block(55, 64, 82, 118), NECK, sight.region)
    linear[block(64, 80, 82, 118)] = SKIN  # a low neckline: the collar hangs together with the top behind hair only
    linear[collar], linear[neck], linear[strands] = OLD, SKIN, (0.02, 0.015, 0.01)
    seen = replace(sight, region=region, shoulder=np.array([100.0, 64.0]))
    parts = parts_of(linear, ((region >= 0) | strands).astype(np.float32), seen)
    assert parts.most("top")[block(57, 62, 84, 90)].mean() > 0.8


def test_there_are_no_clothes_on_a_face(photo, silhouette, sight):
    linear = photo.copy()
    linear[block(30, 34, 92, 98)] = OLD  # an eye of the top's colour
    parts = parts_of(linear, silhouette, sight)
    assert not parts.most("top", "bottom", "dress")[HEAD_AT].any()


def arm_in_shade(light):
    """A bare arm, columns 0-40, beside cloth from 60 on: photo, skin and cloth by colour, the mesh's arm."""
    linear = np.repeat(np.broadcast_to(light, (40, 90))[..., None], 3, 2).astype(np.float32)
    columns = np.arange(90)[None] * np.ones((40, 1))
    return linear, columns < 40, columns >= 40, columns < 50


SHADED = np.exp(np.interp(np.arange(90), (20, 48), (np.log(0.08), np.log(0.004))))


@pytest.mark.parametrize(
    ("light", "is_arm"),
    [
        (SHADED, True),
        (np.where(np.arange(90) < 40, 0.3, 0.01), False),  # light skin ends at black cloth
        (np.interp(np.arange(90), (20, 60), (0.3, 0.1)), False),  # bright enough for colours to tell
    ],
)
def test_an_arms_dark_side_is_the_arms_where_it_goes_over_into_it_without_an_edge(light, is_arm):
    found = dark_side(*arm_in_shade(light), unit=2.0)
    assert (found[5:35, 41:48] > 0.9).all() == is_arm and (found[:, 54:] < 0.1).all()
    assert is_arm or not found.any()
