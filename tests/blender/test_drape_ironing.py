"""Folds so sharp that their plies cross are opened, softer ones and everything else stay."""

from __future__ import annotations

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.drape.ironing import SHARP, cosines, face_pairs, ironed, round_arms
from toile.addon.blender.drape.meshing import mesh_garment
from toile.addon.blender.drape.relax import Surface, border_of, weld_map
from toile.addon.garments.shirt import Shirt
from toile.addon.garments.skirt import Skirt

from tests.blender.test_drape import drafted, standing

STEP, ACROSS, UP = 0.01, 20, 60  # m; vertices


def strip(profile: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cloth whose way up is a profile (UP, 2) of y and z, m: points and faces."""
    x = np.arange(ACROSS) * STEP
    points = np.concatenate([np.c_[x, np.full(ACROSS, y), np.full(ACROSS, z)] for y, z in profile])
    first = (np.arange(UP - 1)[:, None] * ACROSS + np.arange(ACROSS - 1)).ravel()
    return points, np.concatenate(
        [np.c_[first, first + 1, first + ACROSS], np.c_[first + 1, first + ACROSS + 1, first + ACROSS]]
    )


def along(turns_deg: np.ndarray) -> np.ndarray:
    """(UP, 2) a way of even steps in these directions from the vertical."""
    turns = np.radians(turns_deg)
    return np.concatenate([[(0.0, 0.0)], np.cumsum(STEP * np.c_[np.sin(turns), np.cos(turns)], axis=0)])


def telescoped() -> tuple[np.ndarray, np.ndarray]:
    """Up, back down for 5 cm, and up again, as a sleeve that has been pushed over itself."""
    turns = np.zeros(UP - 1)
    turns[30:35] = 175.0
    return strip(along(turns))


def wall(*others_at: float) -> Surface:
    """A body that is a wall 5 cm behind the strip, and others that face it, at these y."""
    square = np.array([(-2.0, -2.0), (2.0, -2.0), (2.0, 2.0), (-2.0, 2.0)])
    points = np.concatenate([np.insert(square, 1, y, axis=1) for y in (0.05, *others_at)])
    faces = [(0, 1, 2), (0, 2, 3), *((k, k + 2, k + 1) for k in (4,) * len(others_at)), *((4, 7, 6),) * len(others_at)]
    return Surface.of(points, np.array(faces))


def falls_back(points: np.ndarray) -> float:
    """How far m the strip comes down again in its middle, on its way up."""
    up = points.reshape(UP, ACROSS, 3)[:, ACROSS // 2, 2]
    return float((np.maximum.accumulate(up) - up).max())


def test_cloth_pushed_over_itself_is_opened():
    points, faces = telescoped()
    pairs, _ = face_pairs(faces)
    assert cosines(points, faces, pairs).min() < -0.9
    opened = ironed(points, faces, np.ones(len(points), bool), wall())
    assert falls_back(points) > 0.045
    assert falls_back(opened) < 0.01
    assert (cosines(opened, faces, pairs) < SHARP).mean() < 0.01
    border = np.unique(border_of(faces))
    assert (opened[border] == points[border]).all()
    far = opened.reshape(UP, ACROSS, 3)[:20]
    assert np.allclose(far, points.reshape(UP, ACROSS, 3)[:20], atol=1e-4)


def test_soft_folds_and_what_is_not_among_it_stay():
    soft = 60.0 * np.sin(np.arange(UP - 1) * 2 * np.pi / 20)
    points, faces = strip(along(soft))
    assert ironed(points, faces, np.ones(len(points), bool), wall()) is points
    points, faces = telescoped()
    assert (ironed(points, faces, np.zeros(len(points), bool), wall()) == points).all()


def test_sleeves_and_what_they_are_set_into_are_ironed_but_no_collar_or_skirt():
    body = standing()
    shirt, skirt = (mesh_garment(drafted(kind, body), 0.03) for kind in (Shirt, Skirt))
    welded = weld_map(len(shirt.flat), shirt.pairs)
    chosen = round_arms(shirt, welded)
    assert 0.5 < chosen.mean() < 0.95
    for index, piece in enumerate(shirt.pieces):
        ids = shirt.vertices_of(index)
        alone = np.setdiff1d(welded[ids], welded[np.setdiff1d(np.arange(len(shirt.flat)), ids)])
        is_round_arms = piece.placement.region in ("arm_left", "arm_right", "torso", "yoke")
        assert (chosen[alone] == is_round_arms).all()
    assert not round_arms(skirt, weld_map(len(skirt.flat), skirt.pairs)).any()


def test_what_lies_between_two_limbs_is_left():
    points, faces = telescoped()
    everywhere = np.ones(len(points), bool)
    assert ironed(points, faces, everywhere, wall(-0.04)) is points
    assert falls_back(ironed(points, faces, everywhere, wall(-0.4))) < 0.01


def test_cloth_is_not_drawn_into_the_body():
    points, faces = telescoped()
    body = wall()
    points[:, 1] += 0.05 - points[:, 1].max() - 0.004
    opened = ironed(points, faces, np.ones(len(points), bool), body)
    assert body.depths(opened, 0.0)[0].max() < 0.001
