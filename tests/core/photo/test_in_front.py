"""What stands in front of the garments, on a person made of rectangles."""

from dataclasses import replace

import numpy as np
import pytest
from toile.addon.core.photo.matte import beyond_shade, find_mattes, near_side_matte
from toile.addon.core.photo.segments import PARTS, PhotoParts
from toile.addon.core.photo.sight import HANDS, HEAD, NECK

from .rectangles import (
    LANDMARKS,
    LEFT_ARM,
    SHAPE,
    SKIN,
    TRUNK,
    WALL,
    block,
    parts_of,
)


def test_arms_are_in_front_where_no_cloth_is_over_them(photo, silhouette, parts, sight):
    mattes = find_mattes(photo, silhouette, LANDMARKS, parts, sight)
    assert mattes.arms[LEFT_ARM].mean() > 0.9
    assert mattes.arms[TRUNK].mean() < 0.02
    assert mattes.face[25:45, 90:110].min() > 0.9


def test_a_collar_before_the_head_s_lower_end_stays(photo, silhouette, parts, sight):
    low = replace(sight, region=np.where(block(55, 90, 90, 110), HEAD, sight.region))
    face = find_mattes(photo, silhouette, LANDMARKS, parts, low).face
    assert face[block(70, 85, 94, 106)].max() < 0.1 and face[25:45, 90:110].min() > 0.9


def test_fingertips_that_are_farther_out_than_the_mesh_s_stay_in_front(photo, silhouette, sight):
    hand, tips = block(110, 126, 124, 134), block(112, 124, 116, 124)
    region = np.where(hand, HANDS[0], sight.region)
    depth = np.where(hand, np.float32(1.8), sight.depth)
    seen, linear = replace(sight, region=region, depth=depth), photo.copy()
    linear[hand | tips] = SKIN
    parts = PhotoParts({name: np.zeros(SHAPE, np.float32) for name in PARTS}, np.zeros(SHAPE, bool))
    parts.matte["skin"][:], parts.matte["top"][:] = hand | tips, TRUNK & ~(hand | tips)
    assert find_mattes(linear, silhouette, LANDMARKS, parts, seen).arms[block(114, 122, 117, 133)].min() > 0.9


@pytest.mark.parametrize("colour", [SKIN, (0.02, 0.015, 0.01)])
def test_hair_that_hangs_beside_the_neck_is_hair_and_stays_in_front(photo, sight, colour):
    strand = block(30, 90, 66, 78)
    body, linear = sight.region.copy(), photo.copy()
    body[block(55, 70, 60, 140)] = -1  # shoulders that slope: beside the neck the mesh is lower
    linear[block(55, 70, 40, 160)] = WALL
    linear[strand] = colour
    region = np.where(block(55, 70, 88, 112), NECK, body)
    seen = replace(sight, region=region, shoulder=np.array([100.0, 70.0]))
    silhouette = ((region >= 0) | strand).astype(np.float32)
    parts = parts_of(linear, silhouette, seen)
    assert parts.most("hair")[block(45, 88, 68, 76)].mean() > 0.9
    hair = find_mattes(linear, silhouette, LANDMARKS, parts, seen).hair
    assert hair[block(72, 86, 69, 75)].mean() > 0.5
    assert parts.most("top")[block(95, 140, 68, 76)].mean() > 0.9


def test_the_soft_edge_of_a_collar_behind_the_neck_is_behind_it_too(silhouette, parts, sight):
    inside, before = block(40, 50, 90, 110), block(50, 56, 80, 120)
    seen = replace(
        sight,
        cloth=np.where(inside | before, 0, -1),
        cloth_depth=np.where(inside, 2.1, np.where(before, 1.9, np.inf)).astype(np.float32),
        cloth_region=np.where(inside | before, NECK, -1),
        cloth_at_back=inside,
    )
    matte = near_side_matte(silhouette, parts, seen)
    assert matte[39:50, 93:107].min() > 0.4  # a pixel above it as well
    assert matte[52:, :].max() < 0.1


def test_what_is_beyond_the_dark_line_at_an_arm_s_edge_is_not_of_it():
    """There, pale clothes have the warm light of the arm."""
    arm, line, strip = block(60, 160, 140, 160), block(60, 160, 138, 140), block(60, 160, 134, 138)
    shaded_side, light = block(60, 160, 158, 160), np.full(SHAPE, 0.4)
    light[line | shaded_side], light[strip] = 0.05, 0.25
    beyond = beyond_shade(light, arm | line | strip, block(60, 160, 145, 155), 90 / 160)
    assert beyond[strip].all()
    assert not beyond[block(60, 160, 140, 160)].any()  # nor is the arm's own dark side
    light[line] = 0.3
    assert not beyond_shade(light, arm | line | strip, block(60, 160, 145, 155), 90 / 160).any()
