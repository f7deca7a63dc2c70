"""Fabrics in Blender's solver: they drape as their kind does, and alike at every mesh step."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")
sys.path.insert(0, str(Path(__file__).parents[2] / "scripts" / "bench"))

import fabric_specimens as lab
from toile.addon.blender.drape.springs import MOST_STEPS, Springs, bending_length, mean_step
from toile.addon.core.fabric import fabric_named, fabrics

COARSE = 0.018  # m
PUBLISHED = {"silk_charmeuse": (20, 40), "wool_twill": (40, 70), "denim_12oz": (70, 90)}  # percent
NEAR = 3.0  # percent points, for the coarse mesh


@pytest.fixture(autouse=True)
def empty_file():
    bpy.ops.wm.read_factory_settings(use_empty=True)


def test_silk_wool_and_denim_drape_as_published():
    found = []
    for name, (low, high) in PUBLISHED.items():
        disc = lab.disc(COARSE, 0)
        end = lab.hang(disc, fabric_named(name), lab.AWAY).end
        found.append(lab.drape_coefficient(disc, end))
        assert low - NEAR <= found[-1] <= high + NEAR
        assert 3 <= lab.folds(disc, end) <= 10
    assert found[0] < found[1] - 5 < found[2] - 10
    assert not bpy.data.objects
    assert len(bpy.data.scenes) == 1


def test_a_cantilever_shows_the_bending_length_of_the_table():
    wool = fabric_named("wool_twill")
    assert lab.cantilever_length(wool, 0.014) == pytest.approx(1000 * bending_length(wool), rel=0.12)


def test_a_strip_hardly_stretches_by_its_weight():
    assert 0 < lab.elongation(fabric_named("denim_12oz"), COARSE) < 2


def test_the_drape_coefficient_of_flat_cloth_is_100_and_of_the_pedestal_0():
    disc = lab.disc(0.009, 0)
    flat = np.c_[disc.sheet.flat[:, 0], np.zeros(len(disc.held)), disc.sheet.flat[:, 1]]
    assert lab.drape_coefficient(disc, flat) == pytest.approx(100, abs=1)
    hanging = flat * np.minimum(1, lab.PEDESTAL / np.maximum(np.linalg.norm(flat, axis=1), 1e-9))[:, None]
    assert lab.drape_coefficient(disc, hanging) == pytest.approx(0, abs=1)


def test_overlapping_cloth_casts_one_shadow():
    square = np.array([(0, 0), (0.1, 0), (0.1, 0.1), (0, 0.1)], float)
    points = np.concatenate([square, square])
    faces = np.array([(0, 1, 2), (0, 2, 3), (4, 6, 5), (4, 7, 6)])
    assert lab.shadow(points, faces) == pytest.approx(0.01, rel=0.02)


@pytest.mark.parametrize("name", list(fabrics()))
def test_springs_are_the_same_cloth_at_every_step(name):
    fabric = fabric_named(name)
    fine, coarse = Springs.of(fabric, 0.010), Springs.of(fabric, 0.020)
    assert coarse.mass == pytest.approx(4 * fine.mass)
    assert coarse.tension == pytest.approx(2 * fine.tension)
    assert fine.bending / 4 < coarse.bending < fine.bending  # a quarter, and more where triangles are coarse
    assert 7 <= coarse.steps(7) <= fine.steps(7) <= MOST_STEPS
    assert Springs.of(fabric, 0.010, weight=0.5).mass == pytest.approx(fine.mass / 2)


def test_bending_is_no_more_than_the_steps_solve():
    springs = Springs.of(replace(fabric_named("leather"), bending_warp_unm=500.0, bending_weft_unm=500.0), 0.008)
    assert springs.steps(7) == MOST_STEPS
    assert springs.solvable(springs.bending, MOST_STEPS) < springs.bending
    assert springs.steps(40) == 40


def test_the_cloth_weighs_what_it_weighs():
    disc = lab.disc(0.009, 0)
    side = mean_step(disc.sheet)
    assert len(disc.held) * np.sqrt(3) / 2 * side**2 == pytest.approx(np.pi * lab.DISC**2, rel=0.01)
