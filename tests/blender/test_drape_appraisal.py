"""Bad drapes, made on purpose, get the letter and the words they deserve; small faults are mended."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("bpy")

from mathutils import Vector
from mathutils.bvhtree import BVHTree
from toile.addon.blender.drape.appraisal import Measured, grade, spikes
from toile.addon.blender.drape.attempt import Attempt
from toile.addon.blender.drape.finish import Finished
from toile.addon.blender.drape.ladder import is_tried_enough, said_of
from toile.addon.blender.drape.mend import Level, mended, without_spikes
from toile.addon.blender.drape.pierced import BEHIND, DEEPEST, cleared, lift_where_seen, lifted
from toile.addon.blender.drape.relax import Surface
from toile.addon.blender.drape.solver import Recording

CLEAN = Measured(0.0, 0.0, 1.03, 1.2, 1.0, 0.0)
SIDE, STEP = 20, 0.01  # of a square of cloth: vertices and m


def cloth(height=0.0):
    """A level square of cloth: points (N, 3), faces (F, 3)."""
    x, y = np.meshgrid(np.arange(SIDE), np.arange(SIDE), indexing="ij")
    points = np.c_[STEP * x.ravel(), STEP * y.ravel(), np.full(SIDE**2, height)]
    corner = (SIDE * x[:-1, :-1] + y[:-1, :-1]).ravel()
    faces = np.r_[
        np.c_[corner, corner + SIDE, corner + 1],
        np.c_[corner + 1, corner + SIDE, corner + SIDE + 1],
    ]
    return points, faces


def block(low, high):
    """A closed box: corners (8, 3), triangles (12, 3) outward."""
    corners = np.array([[(low, high)[i][0], (low, high)[j][1], (low, high)[k][2]] for i, j, k in np.ndindex(2, 2, 2)])
    quads = np.array([(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)])
    return corners, np.r_[quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]


@pytest.mark.parametrize(
    ("bad", "letter", "words"),
    [
        ({}, "A", ()),
        ({"inside_fraction": 0.0006}, "B", ("0.06% of the cloth is inside the body",)),
        ({"inside_depth_mm": 3.5}, "C", ("cloth is up to 3.5 mm inside the body",)),
        ({"inside_depth_mm": 25.0}, "D", ("cloth is up to 25.0 mm inside the body",)),
        ({"stretch_p95": 1.07}, "B", ("a twentieth of the cloth is stretched to 1.07 of its length or more",)),
        ({"seam_gap_max_mm": 1.5}, "B", ("a seam stands open by 1.5 mm",)),
        ({"slide_mm": 21.0}, "B", ("its band slid 21 mm down the body",)),
        ({"slide_mm": 46.0}, "C", ("its band slid 46 mm down the body",)),
        ({"slide_mm": -46.0}, "C", ("its band rode up the body by 46 mm",)),
        ({"spikes": 1}, "B", ("single points stand out of the cloth, 1 of them",)),
    ],
)
def test_each_fault_lowers_the_grade_and_is_said(bad, letter, words):
    assert grade(replace(CLEAN, **bad)) == (letter, words)


def test_a_grade_is_the_worst_of_its_numbers():
    letter, reasons = grade(replace(CLEAN, inside_depth_mm=9.0, stretch_p95=1.08))
    assert letter == "C"
    assert len(reasons) == 2


def test_cloth_that_is_cut_smaller_may_stretch_as_far_as_it_was_asked_to():
    assert grade(replace(CLEAN, stretch_p95=1.2), asked=1.15) == ("A", ())


@pytest.mark.parametrize("place", [(10, 10), (10, 0)], ids=["in the middle", "in a hem"])
def test_a_spike_is_found_and_taken_out(place):
    points, faces = cloth()
    assert Level(faces, len(points)).heights(points).max() < 1
    tip = SIDE * place[0] + place[1]
    points[tip, 2] = 0.03
    assert np.flatnonzero(Level(faces, len(points)).heights(points) > 1).tolist().count(tip) == 1
    mended = without_spikes(points, faces)
    assert (Level(faces, len(mended)).heights(mended) <= 1).all()
    assert mended[tip, 2] < 0.01


def test_a_soft_fold_is_no_spike():
    points, faces = cloth()
    points[:, 2] = 0.015 * np.sin(points[:, 0] / 0.02)
    assert Level(faces, len(points)).heights(points)[np.abs(points[:, 0] - 0.1) < 0.08].max() < 1
    assert np.array_equal(without_spikes(points, faces), points)


def test_cloth_caught_between_two_parts_of_the_body_is_led_out():
    points, faces = cloth(0.001)
    parts = [block((-0.1, -0.1, -0.2), (0.101, 0.3, 0.0)), block((0.099, -0.1, -0.2), (0.3, 0.3, 0.0))]
    vertices = np.concatenate([corners for corners, _ in parts])
    body = Surface.of(vertices, np.concatenate([parts[0][1], parts[1][1] + 8]))
    caught = np.abs(points[:, 0] - 0.1) < 0.003
    points[caught, 2] = -0.01
    assert (body.depths(points, 0.0)[0] > 0).any()
    assert not (body.depths(mended(points, faces, body), 0.0)[0] > 0).any()


def test_cloth_between_two_parts_that_all_but_touch_is_brought_out_of_both():
    points, faces = cloth()
    points = np.c_[points[:, 2], points[:, 1], points[:, 0]]  # upright
    points[:, 0] = 0.0004 * np.where(np.arange(len(points)) % 2, 1.0, -1.0)
    gap = 0.0002
    parts = [block((-0.1, -0.1, -0.1), (-gap, 0.3, 0.3)), block((gap, -0.1, -0.1), (0.1, 0.3, 0.3))]
    body = Surface.of(np.concatenate([c for c, _ in parts]), np.concatenate([parts[0][1], parts[1][1] + 8]))
    assert (body.depths(points, 0.0)[0] > 0).all()
    assert not (body.depths(mended(points, faces, body), 0.0)[0] > 0).any()


RIDGE = np.arange(0.03, 0.16, 0.01)  # m; skin has triangles of a centimetre too


def ridged(lid):
    """A slab whose narrow ridge comes 2 mm through cloth that lies 1 mm over it; ``lid``: with another part above."""
    parts = [
        block((-0.1, -0.1, -0.1), (0.3, 0.3, 0.0)),
        *(block((0.1035, y, -0.01), (0.1065, y + 0.01, 0.003)) for y in RIDGE),
    ]
    parts += [block((-0.1, -0.1, 0.005), (0.3, 0.3, 0.06))] if lid else []
    faces = np.concatenate([triangles + 8 * k for k, (_, triangles) in enumerate(parts)])
    return Surface.of(np.concatenate([corners for corners, _ in parts]), faces)


def test_skin_that_is_seen_between_the_cloths_vertices_is_covered():
    (points, faces), body = cloth(0.001), ridged(lid=False)
    assert not (body.depths(points, 0.0)[0] > 0).any()  # no vertex is in it
    covered = cleared(points, faces, body, np.zeros(len(body.triangles), bool))
    tree = BVHTree.FromPolygons(covered.tolist(), faces.tolist())
    for y in np.linspace(0.031, 0.159, 40):
        for x in (0.1036, 0.105, 0.1064):
            assert tree.ray_cast(Vector((x, y, 0.0031)), Vector((0.0, 0.0, 1.0)))[0] is not None
    assert (Level(faces, len(covered)).heights(covered) <= 1).all()
    far = np.abs(points[:, 0] - 0.105) > 0.03
    assert np.array_equal(covered[far], points[far])


def test_cloth_lifted_into_another_limb_comes_out_of_it_and_stays_lifted():
    parts = [block((-0.1, -0.1, -0.1), (0.3, 0.3, 0.0)), block((0.102, -0.1, -0.05), (0.3, 0.3, 0.1))]
    body = Surface.of(np.concatenate([c for c, _ in parts]), np.concatenate([parts[0][1], parts[1][1] + 8]))
    points, faces = np.array([(0.1, 0.09, 0.001), (0.1, 0.11, 0.001), (0.099, 0.1, 0.001)]), np.array([(0, 1, 2)])
    lifts = np.tile((0.005, 0.0, 0.003), (3, 1))
    raised = lifted(points, lifts, Level(faces, 3), body, np.zeros(3, bool))
    assert not (body.depths(raised, 0.0)[0] > 0).any()
    assert raised[:, 2] == pytest.approx(0.004)


@pytest.mark.parametrize(
    ("tilt", "behind", "reach", "is_lifted"),
    [
        (1.2, 0.008, BEHIND, True),
        (1.2, 0.008, DEEPEST, False),
        (1.2, 0.014, BEHIND, False),
        (0.0, 0.008, BEHIND, False),
    ],
)
def test_cloth_that_a_look_grazes_is_lifted_though_it_is_far_behind_along_that_look(tilt, behind, reach, is_lifted):
    """In the crack between arm and chest, cloth stands nearly along the line of sight."""
    points, faces = cloth()
    points = points - points.mean(axis=0)
    points = points @ np.array([(np.cos(tilt), 0.0, np.sin(tilt)), (0.0, 1.0, 0.0), (-np.sin(tilt), 0.0, np.cos(tilt))])
    (left, sides), (right, _) = (block((x, -1.0, -1.0), (x + 0.1, 1.0, 1.0)) for x in (-0.102, 0.002))
    limbs = Surface.of(np.concatenate([left, right]), np.concatenate([sides, sides + len(left)]))
    tree, lifts, at = BVHTree.FromPolygons(points.tolist(), faces.tolist()), np.zeros_like(points), (1e-4, 1e-4, behind)
    assert (
        bool(lift_where_seen(lifts, faces, reach, tree, limbs, np.array([at]), np.array([(0.0, 0.0, 1.0)])))
        == is_lifted
    )
    if is_lifted:
        way = lifts[lifts.any(axis=1)].mean(axis=0)
        raised = BVHTree.FromPolygons((points + lifts).tolist(), faces.tolist())
        assert raised.ray_cast(Vector(at), Vector(way))[0] is not None


def test_cloth_is_not_lifted_over_a_hand_that_lies_on_it():
    (points, faces), body = cloth(0.001), ridged(lid=False)
    assert np.array_equal(cleared(points, faces, body, np.ones(len(body.triangles), bool)), points)


def test_skin_that_nobody_sees_moves_no_cloth():
    (points, faces), body = cloth(0.001), ridged(lid=True)
    assert np.array_equal(cleared(points, faces, body, np.zeros(len(body.triangles), bool)), points)


def tried(letter="", fault="", reasons=("so",), vertices=3000):
    recording = Recording(np.zeros((40, vertices, 3)), np.zeros(39), False, True)
    return Attempt(None, recording, None, None, fault, "", True, letter, reasons)  # type: ignore[arg-type]


def test_the_best_of_several_tries_is_kept_and_what_was_tried_is_said():
    first, second = tried("C", reasons=("it stretched",)), tried("B", reasons=("it moved",))
    assert min([first, second], key=lambda one: one.rank) is second
    assert said_of([first, second], second) == "it was draped with more steps, after this: it stretched"
    worse = tried("D", reasons=("it spiked",))
    assert min([first, worse], key=lambda one: one.rank) is first
    assert said_of([first, worse], first) == "it was tried again with more steps, which was no better: it spiked"


def test_what_flew_apart_is_tried_to_the_end_and_what_has_a_grade_once_more():
    lost = tried(fault="It flew apart.")
    assert not is_tried_enough([lost]) and not is_tried_enough([lost, lost])
    assert not is_tried_enough([tried("C")])
    assert is_tried_enough([tried("C", vertices=6000)]) and not is_tried_enough([tried("D", vertices=6000)])
    assert is_tried_enough([tried("C"), lost]) and is_tried_enough([lost, tried("D")])
    assert said_of([lost, lost], lost) == " It was tried twice."


def test_a_spike_within_flesh_is_not_counted():
    points, faces = cloth()
    spike = SIDE * 10 + 10
    points[spike, 2] = 0.05
    at = points[spike]
    for low, high, found in ((at - 0.01, at + 0.01, []), (at + 0.01, at + 0.03, [spike])):
        assert spikes(Finished(points, faces, 0.001), Surface.of(*block(low, high))) == found
