"""Trousers that are too long lie on the floor; those that are not never meet it."""

from __future__ import annotations

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.drape import floor
from toile.addon.blender.drape.collider import positions
from toile.addon.blender.drape.dressing import Dressing
from toile.addon.blender.drape.meshing import mesh_garment
from toile.addon.core.body.build import build_body, posed_vertices
from toile.addon.core.body.tape import fit_from_tape
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Tape
from toile.addon.garments.trousers import Trousers

from tests.blender.test_drape import drafted, drape

COARSE = 0.03  # m
LYING = 0.02  # m


@pytest.fixture(scope="module")
def man():
    return build_body(exhaust(fit_from_tape(Tape(stature_mm=1770.0, mass_kg=87.7, gender="male"), "relaxed")))


@pytest.fixture(autouse=True)
def empty_file():
    bpy.ops.wm.read_factory_settings(use_empty=True)


def test_what_is_too_long_lies_on_the_floor(man):
    made, _ = drape(man, drafted(Trousers, man, size="XL"))
    (worn,) = made.garments
    assert worn.grade in "AB"
    height = positions(bpy.data.objects[worn.object_name].data)[:, 2] - posed_vertices(man)[:, 2].min()
    assert height.min() > -0.002  # without a floor, 30 to 40 mm below it
    assert (height < LYING).sum() > 20


def test_only_what_comes_down_to_the_floor_meets_it(man):
    dressing = Dressing(man)
    near = {}
    for size in ("made_to_measure", "XL"):
        start = dressing.start(mesh_garment(drafted(Trousers, man, size=size), COARSE))
        near[size] = floor.is_near(start, dressing.posed)
    assert near == {"made_to_measure": False, "XL": True}


def test_the_floor_pushes_up_what_is_below_it():
    feet = np.array([[0.0, 0.0, 0.1], [0.0, 0.0, 1.8]])
    depth, normals = floor.floor_surface(feet).depths(np.array([[0.3, 0.2, 0.06], [0.3, 0.2, 0.14]]), 0.0)
    assert depth == pytest.approx([0.04, 0.0], abs=1e-6)
    assert normals[0] == pytest.approx([0, 0, 1])
