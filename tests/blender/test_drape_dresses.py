"""What hangs from the shoulders past the hips: darts within a piece, and straps."""

from __future__ import annotations

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from mathutils import Vector
from toile.addon.blender.drape.collider import split_quads
from toile.addon.blender.drape.dressing import Dressing
from toile.addon.blender.drape.hanging import course_of, hangs_from
from toile.addon.blender.drape.meshing import mesh_garment
from toile.addon.blender.drape.placement import place
from toile.addon.blender.drape.relax import Surface
from toile.addon.core.body.build import body_model, posed_vertices
from toile.addon.core.pattern.pieces import area
from toile.addon.garments.sheath_dress import SheathDress
from toile.addon.garments.slip_dress import SlipDress

from tests.blender import test_drape_hands as people
from tests.blender.test_drape import drafted, drape, standing

COARSE = 0.025  # m
ARM_SKIN, NEAR = 0.9, 0.02  # of it, by the arm's joints, and m from it
FACES_BODY = -0.2  # cosine to the side, from which on an arm's skin faces the body


@pytest.fixture(scope="module")
def woman():
    return standing()


@pytest.fixture(autouse=True)
def empty_file():
    bpy.ops.wm.read_factory_settings(use_empty=True)


def test_a_dart_within_a_piece_is_a_hole_whose_legs_are_sewn(woman):
    dress = drafted(SheathDress, woman)
    sheet = mesh_garment(dress, COARSE)
    a, b, c = (sheet.flat[sheet.faces[:, k]] for k in range(3))
    doubled = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    assert (doubled > 0).all()
    assert doubled.sum() / 2 == pytest.approx(sum(area(piece) for piece in dress.pieces) / 1e6, rel=0.02)
    legs = [sheet.edges[f"front.dart_waist_left_{leg}"] for leg in "ab"]
    assert legs[0][0] == legs[1][-1]
    assert legs[0][-1] == legs[1][0]
    assert set(map(tuple, np.c_[legs[0], legs[1][::-1]][1:-1])) <= set(map(tuple, sheet.pairs))


@pytest.mark.parametrize("kind", [SheathDress, SlipDress])
def test_a_dress_begins_closed_round_the_torso(woman, kind):
    sheet = mesh_garment(drafted(kind, woman), COARSE)
    assert hangs_from(drafted(kind, woman)) == "torso"
    start = place(sheet, woman)
    assert np.isfinite(start).all()
    gaps = np.linalg.norm(np.diff(start[sheet.pairs], axis=1)[:, 0], axis=1)
    assert np.percentile(gaps, 90) < 0.035
    eased = Dressing(woman).start(sheet)
    depth, _ = Surface.of(woman.vertices, split_quads(body_model().skin_faces)).depths(eased, 0.0)
    assert (depth > 0).mean() < 0.01


def test_straps_run_over_the_shoulders_from_front_to_back(woman):
    sheet = mesh_garment(drafted(SlipDress, woman), COARSE)
    start = place(sheet, woman)
    for index, piece in enumerate(sheet.pieces):
        if piece.placement.region != "strap":
            continue
        ids = sheet.vertices_of(index)
        sign = 1 if piece.name.endswith("left") else -1
        assert (sign * start[ids, 0] > 0.03).all()
        assert start[ids, 2].max() > woman.measures["shoulder_height"]
        front, back = (start[sheet.edges[f"{piece.name}.{end}"], 1].mean() for end in ("to_front", "to_back"))
        assert front < back - 0.08  # the person faces -y


@pytest.mark.slow
def test_a_slip_stays_on_its_straps(woman):
    made = drape(woman, drafted(SlipDress, woman), mesh_step_mm=25.0, settle_frames=20)[0].garments[0]
    assert made.grade in "AB"
    height = made.vertices[:, 2]
    assert height.max() > woman.measures["shoulder_height"]
    assert np.ptp(height) > 0.9


def test_cloth_beside_a_bare_arm_does_not_come_up_round_it():
    """The arm that swings forward touches the side of the dress, whose cloth came up behind it in a frill."""
    woman = people.standing("walking", mass_kg=67.2)
    dress = drape(woman, drafted(SheathDress, woman), mesh_step_mm=14.0, settle_frames=20)[0].garments[0]
    skin, triangles = posed_vertices(woman), split_quads(body_model().skin_faces)
    limbs = [f"{limb}_{side}" for limb in ("upper_arm", "forearm", "hand") for side in ("left", "right")]
    is_arm = (body_model().share_of(*limbs) > ARM_SKIN)[triangles].all(axis=1)
    arms = Surface.of(skin, triangles)
    away = 0
    for point in map(Vector, dress.vertices.tolist()):
        _, normal, face, distance = arms.tree.find_nearest(point)
        side = np.sign(skin[triangles[face], 0].mean())
        away += bool(is_arm[face] and distance < NEAR and side * normal.x > FACES_BODY)
    assert away <= 2


def test_a_course_holds_straps_and_leaves_other_tops_alone(woman):
    slip, sheath = (course_of(drafted(kind, woman), "draft", 20, 0.1) for kind in (SlipDress, SheathDress))
    assert slip.shoulder_friction > sheath.friction
    assert sheath.shoulder_friction == 0.0
    assert slip.band_stiffness > sheath.band_stiffness
