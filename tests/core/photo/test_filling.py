"""What old clothes hid, made up, on a person made of rectangles."""

from dataclasses import replace

import numpy as np
from toile.addon.core.photo.filling import bare_below, fill, skin_over
from toile.addon.core.photo.matte import find_mattes
from toile.addon.core.photo.old_garment import find_old
from toile.addon.core.photo.regions import erode
from toile.addon.core.photo.sight import ARMS, NECK, TORSO

from .rectangles import (
    LANDMARKS,
    NEW,
    OLD,
    SHAPE,
    SKIN,
    TROUSERS,
    block,
    parts_of,
)


def test_old_clothes_are_filled_with_what_would_be_seen(photo, silhouette, parts, sight):
    skin = np.where(sight.body[..., None], np.array(SKIN, np.float32) * 0.5, np.float32(0))  # as bright as it may be
    alpha = np.zeros(SHAPE, np.float32)
    alpha[NEW] = 1
    none = np.zeros(SHAPE, np.float32)
    old = find_old(alpha, none, silhouette, parts, sight, leave=False)
    filled = fill(photo, old, alpha, skin, parts, sight)
    assert old.replaced == ("top",) and old.invented_fraction == old.uncovered_fraction > 0.02
    hem = block(146, 149, 80, 120)
    assert np.abs(filled[hem] - TROUSERS).max() < 0.12  # below a shorter hem the trousers go on
    kept = find_old(alpha, none, silhouette, parts, sight, leave=True)
    assert kept.holes.sum() < old.holes.sum() or not kept.left_fraction


def test_an_arm_that_comes_out_of_an_old_sleeve_is_whole(photo, silhouette, sight):
    sleeve, shoulder, linear = block(60, 101, 140, 160), block(60, 75, 135, 140), photo.copy()
    region = np.where(shoulder, TORSO, np.where(sleeve, ARMS[0], sight.region))
    depth = np.where(shoulder, np.float32(2), sight.depth)
    sight, silhouette = replace(sight, region=region, depth=depth), np.maximum(silhouette, shoulder)
    linear[sleeve | shoulder] = OLD
    linear[101:103, 140:160] = np.multiply(SKIN, 0.6)  # in the shade of its hem
    parts = parts_of(linear, silhouette, sight)
    rim = sight.body & ~erode(sight.body, 1.5)
    skin = np.where(sight.body[..., None], np.array(SKIN, np.float32), np.float32(0))
    skin[rim] *= 0.3  # as a render of half the size leaves it
    in_front = find_mattes(linear, silhouette, LANDMARKS, parts, sight).all
    old = find_old(NEW.astype(np.float32), in_front, silhouette, parts, sight, leave=False)
    filled = fill(linear, old, NEW.astype(np.float32), skin, parts, sight)
    across_hem, inner = filled[96:106, 146:154], filled[70:95, 143:157]
    assert np.abs(across_hem - SKIN).max() < 0.1 and np.abs(inner - SKIN).max() < 0.1


def test_where_an_old_collar_was_no_line_of_it_stays_on_the_neck(photo, silhouette, sight):
    neck, collar, linear = block(52, 64, 85, 115), block(52, 64, 85, 97), photo.copy()
    sight = replace(sight, region=np.where(neck, NECK, sight.region))
    linear[neck], linear[collar] = SKIN, OLD
    linear[52:64, 97] = 0.7 * np.array(SKIN) + 0.3 * np.array(OLD)  # where the two meet, a pixel is part of both
    parts = parts_of(linear, silhouette, sight)
    skin = np.where(sight.body[..., None], np.array(SKIN, np.float32), np.float32(0))
    alpha = (NEW & ~neck).astype(np.float32)
    in_front = (neck & ~collar).astype(np.float32)
    filled = fill(linear, find_old(alpha, in_front, silhouette, parts, sight, leave=False), alpha, skin, parts, sight)
    assert np.abs(filled[54:60, 90:100] - SKIN).max() < 0.06


def test_an_arm_that_is_made_up_is_as_dark_as_a_room_makes_it_and_not_as_what_was_taken_for_skin():
    linear, hole = np.full((60, 60, 3), (0.5, 0.3, 0.2), np.float32), np.zeros((60, 60), bool)
    hole[10:40, 20:40] = True
    linear[hole] = (0.01, 0.02, 0.2)  # the old sleeve
    linear[10:40, 18:20] = (0.01, 0.02, 0.15)  # a line of it is taken for skin
    skin = np.full((60, 60, 3), (0.5, 0.3, 0.2), np.float32)
    skin[10:40, 20:24] *= 0.02  # between arm and trunk, the render has hardly any light
    made = skin_over(linear, hole, ~hole, skin)
    lit = made[hole] / (0.5, 0.3, 0.2)
    assert lit.min() > 0.3
    assert lit.max() < 1.3
    assert np.ptp(lit, axis=1).max() < 0.1  # and in the skin's own colour
    assert (made[~hole] == linear[~hole]).all()


def test_where_an_arm_lies_on_the_trunk_its_bare_skin_has_no_rim_of_wall(sight):
    region = sight.region.copy()
    region[block(60, 110, 110, 130)], region[block(60, 110, 130, 160)] = ARMS[0], -1
    bare = bare_below(replace(sight, region=region), ("top",))
    assert bare[block(64, 106, 108, 127)].all()  # across the line between arm and trunk
    assert not bare[block(64, 106, 129, 160)].any()  # its outer rim is the wall's
