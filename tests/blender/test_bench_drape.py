"""The drape bench: it counts the pixels of the body that show through clothes, no others; it knows its cases."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("bpy")
sys.path.insert(0, str(Path(__file__).parents[2] / "scripts" / "bench"))

import drape_cases
from drape_show_through import VIEWS, Mesh, camera_at, look, should_be_covered, show_through
from toile.addon.blender.drape.collider import split_quads

AROUND, UP = 64, 41
RADIUS, TUBE, HEIGHT = 0.15, 0.156, 1.2  # m
CLOTHED = (0.3, 0.9)  # m of the height
SIZE = (192, 256)


def wall(radius, low, high, rows):
    """A tube (rows x AROUND vertices), its triangles outward."""
    angle = np.arange(AROUND) * 2 * np.pi / AROUND
    ring = np.c_[np.sin(angle), -np.cos(angle)] * radius
    vertices = np.concatenate([np.c_[ring, np.full(AROUND, z)] for z in np.linspace(low, high, rows)])
    first = (np.arange(rows - 1)[:, None] * AROUND + np.arange(AROUND)).ravel()
    beside = first // AROUND * AROUND + (first + 1) % AROUND
    return Mesh(vertices, split_quads(np.stack([first, beside, beside + AROUND, first + AROUND], axis=1)))


@pytest.fixture(scope="module")
def body():
    return wall(RADIUS, 0.0, HEIGHT, UP)


@pytest.fixture(scope="module")
def tube():
    return wall(TUBE, *CLOTHED, 21)


def counted(body, tube, name):
    """The pixels that show the body through, and those where it is nearer than the tube."""
    ends = (body.vertices[:, 2] < 0.1) | (body.vertices[:, 2] > HEIGHT - 0.1)
    view = look(camera_at(body.vertices, VIEWS[name], SIZE), body, tube)
    return show_through(view, body, should_be_covered(body, ends, [tube])), view.skin_first


def near_front(points):
    """(N,) bool: within 8 cm of the middle of the front."""
    return np.linalg.norm(points - [0, -TUBE, 0.6], axis=1) < 0.08


@pytest.mark.parametrize("name", VIEWS)
def test_whole_cloth_shows_nothing_and_bare_skin_is_not_counted(body, tube, name):
    through, skin = counted(body, tube, name)
    assert skin.sum() > 2500
    assert not through.any()


def test_exactly_the_pixels_of_a_hole_are_counted(body, tube):
    _, around = counted(body, tube, "front")
    middles = tube.vertices[tube.triangles].mean(axis=1)
    torn = Mesh(tube.vertices, tube.triangles[~near_front(middles)])
    through, skin = counted(body, torn, "front")
    assert through.sum() > 250
    assert (through == (skin & ~around)).all()
    assert not counted(body, torn, "back")[0].any()


@pytest.mark.parametrize("deep", [0.004, 0.040])
def test_exactly_the_skin_that_comes_through_is_counted(body, tube, deep):
    _, around = counted(body, tube, "front")
    dented = tube.vertices.copy()
    dented[near_front(dented), :2] *= (RADIUS - deep) / TUBE
    through, skin = counted(body, Mesh(dented, tube.triangles), "front")
    assert through.sum() > 250
    assert (through == (skin & ~around)).all()


def test_skin_that_comes_through_beside_bare_skin_is_counted(body, tube):
    at_hem = (tube.vertices[:, 2] > 0.78) & (np.abs(tube.vertices[:, 0]) < 0.05) & (tube.vertices[:, 1] < 0)
    sunk = tube.vertices.copy()
    sunk[at_hem, :2] *= (RADIUS - 0.005) / TUBE
    through, _ = counted(body, Mesh(sunk, tube.triangles), "front")
    assert through.sum() > 100
    assert not counted(body, Mesh(sunk, tube.triangles), "back")[0].any()


def test_an_arm_beside_cloth_is_not_to_be_covered(body, tube):
    arm = wall(0.03, *CLOTHED, 21)
    beside = Mesh(arm.vertices + [TUBE + 0.035, 0, 0], arm.triangles)
    assert not should_be_covered(beside, np.arange(len(arm.vertices)) < AROUND, [tube]).any()


def test_every_registered_garment_is_draped_and_a_dozen_outfits():
    cases = drape_cases.arguments("", []).cases
    assert {case.name for case in cases} == {*drape_cases.GARMENTS, *drape_cases.OUTFITS}
    assert len(drape_cases.OUTFITS) == 12
    assert len(cases) == len(drape_cases.GARMENTS) * 6 * 4 + 12
    bmi = [drape_cases.PEOPLE[case.body][2] for case in cases]
    assert (min(bmi), max(bmi)) == (18, 40)
    below, above = next(case for case in cases if case.name == "skirt+tee_tucked").worn
    assert (below.plugin, above.plugin, above.options["layer"]) == ("skirt", "tee", "tucked")


@pytest.mark.parametrize(
    ("what", "known"), [("--garments", "pencil_skirt"), ("--bodies", "man_38"), ("--poses", "seated")]
)
def test_what_is_unknown_is_refused_with_what_is_known(what, known, capsys):
    with pytest.raises(SystemExit) as ended:
        drape_cases.arguments("", [what, "kilt"])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "kilt" in said and known in said
