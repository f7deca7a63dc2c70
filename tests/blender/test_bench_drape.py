"""The drape bench: it counts the pixels of the body that show through clothes, no others; it knows its cases."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("bpy")
sys.path.insert(0, str(Path(__file__).parents[2] / "scripts" / "bench"))

import drape_cases
from drape_cases import Case
from drape_outcome import BASELINE, OURS, REPEAT, Outcome, kept, read_lines
from drape_show_through import VIEWS, Mesh, camera_at, look, should_be_covered, show_through
from drape_table import COLUMNS, rows_of
from drape_workers import Task, run_all
from toile.addon.blender.drape.collider import split_quads

from tests.blender import fake_drape_worker

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


def slit(tube):
    """The tube slit open down the middle of its front, not to its hem; and points along the slit's edges."""
    middles = tube.vertices[tube.triangles].mean(axis=1)
    away = (np.abs(middles[:, 0]) < 0.03) & (middles[:, 1] < 0) & (np.abs(middles[:, 2] - 0.6) < 0.2)
    open_tube = Mesh(tube.vertices, tube.triangles[~away])
    edge = np.intersect1d(tube.triangles[away], tube.triangles[~away])
    return open_tube, tube.vertices[edge]


@pytest.mark.parametrize("name", VIEWS)
def test_what_is_seen_through_a_slit_is_not_counted(body, tube, name):
    open_tube, edge = slit(tube)
    view = look(camera_at(body.vertices, VIEWS[name], SIZE), body, open_tube)
    ends = (body.vertices[:, 2] < 0.1) | (body.vertices[:, 2] > HEIGHT - 0.1)
    covered = should_be_covered(body, ends, [tube])
    assert show_through(view, body, covered).any() == (name == "front")
    assert not show_through(view, body, covered, edge).any()


def test_skin_that_comes_through_beside_a_slit_is_counted(body, tube):
    open_tube, edge = slit(tube)
    dented = open_tube.vertices.copy()
    dented[near_front(dented + [0.09, 0, 0]), :2] *= (RADIUS - 0.04) / TUBE
    view = look(camera_at(body.vertices, VIEWS["front"], SIZE), body, Mesh(dented, open_tube.triangles))
    ends = (body.vertices[:, 2] < 0.1) | (body.vertices[:, 2] > HEIGHT - 0.1)
    assert show_through(view, body, should_be_covered(body, ends, [tube]), edge).sum() > 100


def test_an_arm_beside_cloth_is_not_to_be_covered(body, tube):
    arm = wall(0.03, *CLOTHED, 21)
    beside = Mesh(arm.vertices + [TUBE + 0.035, 0, 0], arm.triangles)
    assert not should_be_covered(beside, np.arange(len(arm.vertices)) < AROUND, [tube]).any()


def test_every_registered_garment_is_draped_and_a_dozen_outfits():
    cases = drape_cases.arguments("", []).cases
    assert {case.name for case in cases} == {*drape_cases.GARMENTS, *drape_cases.OUTFITS}
    assert len(drape_cases.OUTFITS) >= 12
    assert len(cases) == len(drape_cases.GARMENTS) * 6 * 4 + len(drape_cases.OUTFITS)
    assert {case.pose for case in cases} == {"relaxed", "a_pose", "walking", "hands_on_hips"}
    bmi = [drape_cases.PEOPLE[case.body][2] for case in cases]
    assert (min(bmi), max(bmi)) == (18, 40)
    below, above = next(case for case in cases if case.name == "skirt+tee_tucked").worn
    assert (below.plugin, above.plugin, above.options["layer"]) == ("skirt", "tee", "tucked")


def test_poses_may_take_turns():
    cases = [case for case in drape_cases.arguments("", ["--in-turn"]).cases if case.name in drape_cases.GARMENTS]
    assert len(cases) == len(drape_cases.GARMENTS) * 6
    for kind in ("name", "body"):
        for value in {getattr(case, kind) for case in cases}:
            assert {case.pose for case in cases if getattr(case, kind) == value} == set(drape_cases.STANCES)


def test_a_garment_may_be_named_with_settings():
    (case,) = drape_cases.arguments("", ["--quick", "--garments", "tee:neckline=v"]).cases
    assert case.worn[0].options == {"size": "made_to_measure", "neckline": "v"}
    assert Case("tee:S", "man_28", "relaxed", "M").worn[0].options["size"] == "S"


def test_the_baseline_is_a_drawn_part():
    cases = drape_cases.arguments("", []).cases
    part = drape_cases.drawn(cases, 10)
    assert len(part) == len(cases) // 10
    assert part == drape_cases.drawn(cases, 10)
    assert len({case.name for case in part}) > 5
    assert drape_cases.drawn(cases, 0) == []


# processes, and what is kept of them

CASES = [Case(name, "woman_25", "relaxed") for name in ("first", "crashes", "second", "hangs", "third")]
RUNS = (OURS, BASELINE)


def run(cases, work, limit_s=5.0):
    return list(run_all([Task(case, RUNS, {}) for case in cases], 2, limit_s, work))


def test_a_crash_and_a_hang_are_their_own_cases_and_end_nothing():
    ends = {(one.case.name, one.run): one for one in run(CASES, fake_drape_worker.serve)}
    for name in ("first", "second", "third"):
        assert [ends[name, each].verdict for each in RUNS] == ["A", "A"]
    assert ends["crashes", OURS].verdict == "crashed" and "ended with 11" in ends["crashes", OURS].words
    assert ends["hangs", OURS].verdict == "hung" and "no answer in 5 s" in ends["hangs", OURS].words
    assert len(ends) == 8


def test_what_a_case_raises_is_its_words():
    (one,) = run(CASES[:1], fake_drape_worker.serve_raising, 30.0)
    assert (one.verdict, one.words) == ("crashed", "ZeroDivisionError: by design")


def test_a_broken_off_bench_goes_on(tmp_path):
    path, settings = tmp_path / "cases.jsonl", {"mesh_step_mm": 30.0}
    ends = [Outcome(case, "A", run=OURS, settings=settings) for case in CASES]
    list(kept(ends[:2], path))
    with path.open("a") as file:
        file.write('{"case": {"name": "thi')  # as when the machine stops
    list(kept(ends[2:3], path))
    assert read_lines(path, CASES, settings) == ends[:3]
    assert read_lines(path, CASES[1:], settings) == ends[1:3]
    assert read_lines(path, CASES, {}) == []


def outcome(name, run, cpu_s, px=0, verdict="A", digest="x"):
    numbers = {key: 1.0 for key, *_ in COLUMNS} | {"cpu_s": cpu_s, "least_ease_mm": 5.0}
    case = Case(name, "woman_25", "relaxed")
    return Outcome(case, verdict, "", [numbers], px, digest, run)


def test_the_table_compares_like_with_like_and_names_the_worst():
    cases = [outcome("tee", OURS, 10.0), outcome("skirt", OURS, 50.0, px=7, verdict="C")]
    cases += [outcome("tee", BASELINE, 20.0, verdict="D"), outcome("tee", REPEAT, 10.0, digest="y")]
    rows = {row.name: row for row in rows_of(cases)}
    assert rows["graded A or B, or refused"].values == [50]
    assert rows["without a pixel of body"].values == [50]
    assert rows["CPU a garment"].median == 30 and rows["CPU a garment"].ratio == 0.5
    assert rows["CPU a garment, the worst"].values == [50]
    assert rows["identical on a repeat"].values == [0]


@pytest.mark.parametrize(
    ("what", "known"), [("--garments", "pencil_skirt"), ("--bodies", "man_38"), ("--poses", "seated")]
)
def test_what_is_unknown_is_refused_with_what_is_known(what, known, capsys):
    with pytest.raises(SystemExit) as ended:
        drape_cases.arguments("", [what, "kilt"])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "kilt" in said and known in said
