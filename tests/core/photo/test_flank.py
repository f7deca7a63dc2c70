"""A top's side in its own shade is the top's, and trousers beside a curved hem are not."""

import numpy as np
import pytest
from toile.addon.core.photo.by_colour import line_of_skin
from toile.addon.core.photo.flank import flank, hem_below
from toile.addon.core.photo.regions import dilate

SHAPE, HEM, LEFT, RIGHT, UNIT = (220, 160), 140, 40, 120, 1.6
LIT, SHADED, TROUSERS, WALL = (60.0, 20, -30), (30.0, 12, -16), (8.0, 0, 0), (70.0, 0, 0)


@pytest.fixture
def person():
    """Lab, top, bottom and the flank: the trousers' label goes up the top's right side."""
    lab = np.full((*SHAPE, 3), WALL)
    top, bottom, side = (np.zeros(SHAPE, bool) for _ in range(3))
    top[20:HEM, LEFT:RIGHT] = True
    bottom[HEM:, LEFT:RIGHT] = True
    side[60:HEM, RIGHT - 14 : RIGHT] = True
    lab[top], lab[bottom], lab[side] = LIT, TROUSERS, SHADED
    lab += np.random.default_rng(0).normal(0, 1, lab.shape)
    return lab, top & ~side, bottom | side, side


def test_a_flank_in_the_shade_is_the_tops(person):
    lab, top, bottom, side = person
    found = flank(lab, top, bottom, UNIT)
    assert not (found & ~side).any()
    rows = np.flatnonzero(side.any(axis=1))[:-6]  # the hem's own edge is left as it is
    assert found[rows][side[rows]].mean() > 0.95


def test_trousers_beside_a_hem_that_rises_stay_trousers(person):
    lab, _, bottom, side = person
    lab[side] = np.array(TROUSERS) + np.random.default_rng(1).normal(0, 1, (side.sum(), 3))
    assert not flank(lab, person[1], bottom, UNIT).any()


def test_what_is_too_wide_to_be_a_flank_is_left(person):
    lab, top, bottom, _ = person
    wide = np.zeros(SHAPE, bool)
    wide[60:HEM, RIGHT - 60 : RIGHT] = True
    lab[wide] = SHADED
    found = flank(lab, top & ~wide, bottom | wide, UNIT)
    assert not (found & ~dilate(top & ~wide, 16 * UNIT)).any()


def test_without_trousers_there_is_no_flank(person):
    lab, top, bottom, _ = person
    assert not flank(lab, top, bottom & False, UNIT).any()
    assert not flank(lab, top & False, bottom, UNIT).any()
    assert hem_below(top, bottom & False, 20) is None


def test_a_line_of_skin_on_a_sleeve_is_the_sleeves_and_a_bare_limb_is_not():
    sleeve, arm, fold = (np.zeros(SHAPE, bool) for _ in range(3))
    sleeve[20:140, 40:80], arm[20:140, 100:120], fold[40:120, 58:63] = True, True, True
    top, skin = sleeve & ~fold, fold | arm
    assert (line_of_skin(skin, top, arm, UNIT) == fold).all()
    strip = np.zeros(SHAPE, bool)
    strip[140:160, 40:80] = True  # of a midriff
    assert line_of_skin(skin | strip, top, arm, UNIT)[strip].mean() < 0.05  # its corners
    assert not line_of_skin(skin, top, arm | fold, UNIT).any()
