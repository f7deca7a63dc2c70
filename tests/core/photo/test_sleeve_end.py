"""An arm that is wider than the sleeve it comes out of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from toile.addon.core.photo.sight import ARM_LEFT, ARM_RIGHT, TORSO, Sight
from toile.addon.core.photo.sleeve_end import within_sleeve_end

SIZE = (200, 160)
HEM, SLEEVE, ARM = 60, (60, 100), (62, 112)  # row; columns: the photo's arm is 12 px wider than the sleeve's end


def seen(turned: bool) -> Sight:
    """A trunk of cloth behind everything, and an arm, in a sleeve down to the hem; or lying on its side."""
    region, body = np.full(SIZE, TORSO), np.full(SIZE, TORSO)
    region[:HEM, SLEEVE[0] : SLEEVE[1]] = ARM_LEFT[0]
    body[:180, SLEEVE[0] : SLEEVE[1]] = ARM_LEFT[0]
    region, body = (region.T, body.T) if turned else (region, body)
    flat = np.ones(region.shape, np.float32)
    none = np.zeros((*region.shape, 3), np.float32)
    point = np.array([80.0, 10.0])
    return Sight(
        body, flat, none, np.zeros(region.shape, int), flat, region, flat < 0, flat < 0, point, point + 150, 1.0
    )


@pytest.mark.parametrize("turned", [False, True])
def test_the_arm_widens_below_the_hem_without_a_step(turned):
    arm = np.zeros(SIZE, np.float32)
    arm[HEM:180, ARM[0] : ARM[1]] = 1
    found = within_sleeve_end(arm.T if turned else arm, seen(turned))
    found = found.T if turned else found
    width = (found > 0.5).sum(1)
    assert width[HEM + 1] <= SLEEVE[1] - ARM[0] + 6
    assert np.abs(np.diff(width[HEM:180])).max() <= 2
    assert (width[HEM + 30 : 180] >= ARM[1] - ARM[0] - 4).all()
    assert (found[HEM:, ARM[0] + 3 : SLEEVE[1] - 3] == arm[HEM:, ARM[0] + 3 : SLEEVE[1] - 3]).all()


def test_an_arm_beside_the_wall_and_one_as_wide_as_its_sleeve_stay():
    sight, arm = seen(False), np.zeros(SIZE, np.float32)
    arm[HEM:180, ARM[0] : ARM[1]] = 1
    wall = replace(sight, cloth=np.where(sight.region == TORSO, -1, 0))
    assert (within_sleeve_end(arm, wall) == arm).all()
    arm[:, SLEEVE[1] - 2 :] = 0
    assert np.abs(within_sleeve_end(arm, sight) - arm).max() < 0.5


def test_before_the_garment_s_far_side_an_arm_stays_whole():
    sight, arm = seen(False), np.zeros(SIZE, np.float32)
    arm[HEM:180, ARM[0] : ARM[1]] = 1
    assert (within_sleeve_end(arm, replace(sight, cloth_at_back=sight.region == TORSO)) == arm).all()


def test_stray_cloth_of_one_sleeve_does_not_narrow_the_other_arm():
    sight, arms = seen(False), np.zeros(SIZE, np.float32)
    right = (slice(0, 180), slice(126, 150))
    body, stray = sight.region.copy(), sight.cloth_region.copy()
    body[right], stray[40:HEM, 126:150] = ARM_RIGHT[0], ARM_LEFT[0]
    arms[HEM:180, SLEEVE[0] : SLEEVE[1]] = arms[HEM:180, 122:154] = 1
    found = within_sleeve_end(arms, replace(sight, region=body, cloth_region=stray))
    assert (found[:, 118:] == arms[:, 118:]).all()


def test_a_hand_is_wider_than_its_cuff():
    sight, hand = seen(False), np.zeros(SIZE, np.float32)
    hand[HEM:110, ARM[0] : SLEEVE[1] + 8] = 1
    below = np.zeros(SIZE, bool)
    below[HEM : HEM + 40, SLEEVE[0] : SLEEVE[1]] = True
    bare = replace(sight, region=np.where(below, ARM_LEFT[2], sight.region))
    assert (within_sleeve_end(hand, bare) == hand).all()


def test_an_arm_that_bends_below_its_sleeve_is_left_whole():
    sight, arm = seen(False), np.zeros(SIZE, np.float32)
    arm[HEM:84, ARM[0] : SLEEVE[1]] = 1
    arm[72:96, ARM[0] : 150] = 1  # the forearm lies before the trunk
    assert (within_sleeve_end(arm, sight) == arm).all()
