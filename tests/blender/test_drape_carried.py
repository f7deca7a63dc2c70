"""The way to the pose on a coarse mesh, and the change to the fine one there."""

from __future__ import annotations

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.drape.carried import COARSER, COARSEST, Laid, carry
from toile.addon.blender.drape.dressing import Dressing
from toile.addon.blender.drape.hanging import course_of
from toile.addon.blender.drape.solver import own_scene
from toile.addon.core.body.build import build_body
from toile.addon.core.body.tape import fit_from_tape
from toile.addon.core.fabric import fabric_named
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Tape
from toile.addon.garments.skirt import Skirt
from toile.addon.garments.tee import Tee

from tests.blender.test_drape import drafted

FINE = 0.017  # m
BOW = 0.002  # m between a curved edge and the coarse mesh's straight sides
FASTEST = 0.06  # m a frame, of cloth on a walking body


@pytest.fixture(scope="module")
def dressing():
    bpy.ops.wm.read_factory_settings(use_empty=True)
    tape = Tape(stature_mm=1650.0, mass_kg=65.0, gender="female")
    return Dressing(build_body(exhaust(fit_from_tape(tape, "walking"))))


@pytest.mark.parametrize("kind", [Tee, Skirt])
def test_each_vertex_keeps_its_place_on_the_flat_piece(kind, dressing):
    laid = Laid.of(drafted(kind, dressing.body), FINE, dressing)
    assert laid.coarse.step == pytest.approx(COARSER * FINE)
    assert len(laid.coarse.flat) < len(laid.sheet.flat) / 2
    piece = laid.coarse.piece_of_vertex[laid.corners]
    assert (piece == laid.sheet.piece_of_vertex[:, None]).all()
    flat = np.einsum("nk,nkd->nd", laid.shares, laid.coarse.flat[laid.corners])
    assert np.linalg.norm(flat - laid.sheet.flat, axis=1).max() < BOW
    sewn = laid.start[laid.sheet.pairs]
    assert np.linalg.norm(sewn[:, 0] - sewn[:, 1], axis=1).max() < 2 * BOW


def test_what_is_coarse_already_is_not_made_coarser(dressing):
    laid = Laid.of(drafted(Skirt, dressing.body), COARSEST, dressing)
    assert laid.coarse is laid.sheet
    assert laid.start == pytest.approx(laid.coarse_start, abs=1e-6)


def test_the_fine_cloth_goes_on_where_the_coarse_one_came_to(dressing):
    skirt = drafted(Skirt, dressing.body)
    laid = Laid.of(skirt, FINE, dressing)
    course = course_of(skirt, "draft", 12, dressing.travel)
    with own_scene() as scene:
        dressing.add_colliders(scene, course)
        steps = carry(scene, laid, fabric_named(skirt.fabric), course, lambda sheet, start: None)
        numbers = []
        recording = exhaust(steps, lambda step: numbers.append(step[0]))
        cloths = [item for item in scene.collection.objects if item.name.startswith("Toile cloth")]
        assert len(cloths) == 1
        assert len(cloths[0].data.vertices) > len(laid.coarse.flat)
    frames = recording.frames
    assert frames.shape[1:] == laid.sheet.flat.shape[:1] + (3,)
    assert len(recording.speeds_mm) == len(frames) - 1 >= course.posed + course.settle_least - 1
    assert sorted(set(numbers)) == list(range(1, len(frames) + 1))
    change = frames[course.posed - 3 : course.posed + 3]
    assert np.linalg.norm(np.diff(change, axis=0), axis=2).max() < FASTEST
    assert np.abs(frames[course.posed - 1] - laid.start).max() > FASTEST  # the legs have gone apart
