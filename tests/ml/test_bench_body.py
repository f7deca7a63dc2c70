"""The body bench: its people are as it says, its numbers are right, its runs repeat."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("mediapipe")
pytest.importorskip("cv2")
sys.path.insert(0, str(Path(__file__).parents[2] / "scripts" / "bench"))

import body_evidence
import body_metrics
import body_report
import body_run
import body_set
import body_variants
from body import chosen_people, listed
from body_camera import VIEWS, aim_camera
from body_pictures import outline, take
from body_ranges import factors
from toile.addon.core.body.model import body_model
from toile.addon.core.body.skeleton import rotation_matrix
from toile.addon.core.camera import project, to_camera
from toile.addon.core.types import PhotoEvidence, Tape

MODEL = body_model()


@pytest.fixture(scope="module")
def people():
    return body_set.read_people()


def whole(people):
    return next(p for p in people if not p.crop and not p.is_captured)


def turned_by(fit, angle):
    """The same body, turned about the world's x axis at its root, before the same camera."""
    root = fit.world_from_root.copy()
    root[:3, :3] = rotation_matrix(np.array([angle, 0.0, 0.0])) @ root[:3, :3]
    return replace(fit, world_from_root=root)


def test_the_baked_people_are_those_promised(people):
    assert len(people) == 300
    assert sum(p.gender == "female" for p in people) == 150
    assert sum(p.is_captured for p in people) == 120
    assert sum(bool(p.crop) for p in people) == 60
    assert sum(p.is_dressed for p in people) == 100
    assert {p.crop for p in people} == {"", "knees", "hips"}
    some = people[::14]
    bmi = np.array([p.body.mass_kg / p.body.measures["stature"] ** 2 for p in some])
    assert bmi.min() > 15.5
    assert bmi.max() < 46
    assert (bmi > 30).mean() > 0.1
    for person in some:
        posed = MODEL.posed(person.shape, person.pose, person.world_from_root)
        assert posed[MODEL.is_skin, 2].min() == pytest.approx(0.0, abs=2e-3)


def test_a_slimmed_person_is_as_tall_and_their_girths_lose_millimetres():
    square = 1.7**2
    tape = Tape(stature_mm=1700.0, chest_mm=1000.0, waist_mm=900.0, hip_mm=1050.0, mass_kg=28.0 * square)
    thin = body_set.slimmed(tape, np.random.default_rng(0))
    bmi = thin.mass_kg / square
    assert 17.0 <= bmi <= 21.5
    assert thin.stature_mm == 1700.0
    lost = [getattr(tape, name) - getattr(thin, name) for name in ("chest_mm", "waist_mm", "hip_mm")]
    assert lost == pytest.approx([24.0 * (28.0 - bmi), 29.0 * (28.0 - bmi), 21.0 * (28.0 - bmi)])


def test_no_captured_pose_is_of_a_sequence_used_for_training(people):
    from toile.ml.lifting.mocap import KEPT_BACK

    names = {p.source for p in people if p.is_captured}
    assert len(names) >= 10
    assert KEPT_BACK == 5
    mocap = Path(body_set.__file__).parents[3] / "shared" / "data" / "mocap"
    if mocap.exists():
        from toile.ml.fit.parameters import layout
        from toile.ml.lifting.mocap import read_mocap

        trained = read_mocap(mocap, layout()).part(for_evaluation=False)
        assert not names & set(trained.sequence.tolist())


@pytest.mark.parametrize(("view", "low", "high"), [("front", 0, 20), ("three-quarter", 28, 60), ("side", 75, 105)])
def test_a_camera_looks_from_its_view_and_frames_the_person(people, view, low, high):
    person = whole(people)
    vertices = MODEL.posed(person.shape, person.pose, person.world_from_root)[MODEL.is_skin]
    for seed in range(4):
        camera = aim_camera(vertices, view, None, np.random.default_rng(seed))
        eye = -camera.cam_from_world[:3, :3].T @ camera.cam_from_world[:3, 3]
        middle = (vertices.min(axis=0) + vertices.max(axis=0)) / 2
        yaw = np.degrees(np.arctan2(eye[0] - middle[0], middle[1] - eye[1]))
        assert low - 3 <= abs(yaw) <= high + 3
        assert 0.5 <= eye[2] <= 2.0
        assert 0.9 <= camera.K[0, 0] / max(camera.size) <= 2.4
        seen = project(camera, vertices)
        assert (seen > 0).all()
        assert (seen < camera.size).all()


def test_cropped_pictures_end_above_the_feet_and_show_the_head(people):
    cut_off = []
    for person in [p for p in people if p.crop][::5]:
        vertices = MODEL.posed(person.shape, person.pose, person.world_from_root)[MODEL.is_skin]
        for camera in person.cameras:
            seen = project(camera, vertices)
            cut_off.append(bool((seen[vertices[:, 2] < 0.1, 1] > camera.size[1]).all()))
            assert seen[:, 1].min() > 0
    assert np.mean(cut_off) > 0.8  # a camera high above sees a foot over the picture's edge


def test_the_truth_compared_with_itself_has_no_error(people):
    person = whole(people)
    picture = take(person, 0)
    found = body_metrics.errors(person, body_variants.Answer(person.fit), picture)
    assert found["joints_mm"] == pytest.approx(0, abs=1e-6)
    assert found["vertices_mm"] == pytest.approx(0, abs=1e-6)
    assert found["lean_deg"] == pytest.approx(0, abs=1e-6)
    assert found["iou_naked"] == pytest.approx(1.0)
    assert 0.85 < found["iou_visible"] < 1.0  # hair and shoes


@pytest.mark.parametrize("angle_deg", [-6.0, 4.0])
def test_a_body_that_leans_is_seen_to_lean(people, angle_deg):
    person = whole(people)
    leaning = turned_by(person.fit, np.radians(angle_deg))
    truth, found = (body_metrics.stance(fit, person.cameras[0]) for fit in (person.fit, leaning))
    lean = body_metrics.lean_deg(found) - body_metrics.lean_deg(truth)
    assert lean == pytest.approx(angle_deg, abs=0.4)  # about x, positive is forward: the body faces -Y
    pitch = body_metrics.head_pitch_deg(found) - body_metrics.head_pitch_deg(truth)
    assert pitch == pytest.approx(-angle_deg, abs=1.0)


def test_a_tilt_of_the_camera_that_is_missed_is_no_error_against_gravity(people):
    """The body tips with its own estimate of up, by 5 degrees: in the world it stands as it does."""
    person = whole(people)
    tilt = np.eye(4)
    tilt[:3, :3] = rotation_matrix(np.array([np.radians(5), 0.0, 0.0]))
    camera = replace(person.cameras[0], cam_from_world=tilt @ person.cameras[0].cam_from_world)
    tipped = body_variants.Answer(replace(person.fit, camera=camera))
    found = body_metrics.errors(person, tipped, take(person, 0))
    assert found["joints_mm"] > 20
    assert found["vertices_mm"] > 20
    assert found["joints_gravity_mm"] == pytest.approx(0, abs=1e-3)
    assert found["vertices_gravity_mm"] == pytest.approx(0, abs=1e-3)
    leaning = body_variants.Answer(turned_by(person.fit, np.radians(5)))
    assert body_metrics.errors(person, leaning, take(person, 0))["joints_gravity_mm"] > 20


def test_alignment_takes_off_turn_scale_and_place():
    rng = np.random.default_rng(0)
    points = rng.normal(size=(25, 3))
    moved = 1.3 * points @ rotation_matrix(np.array([0.3, -1.0, 0.4])).T + [1.0, 2.0, 3.0]
    assert body_metrics.mean_error_mm(body_metrics.aligned(moved, points), points) < 1e-9


def test_the_outline_is_where_the_body_is(people):
    person = whole(people)
    mask = outline(person.fit, person.cameras[0])
    posed = MODEL.posed(person.shape, person.pose, person.world_from_root)[MODEL.is_skin]
    seen = project(person.cameras[0], posed).astype(int)
    assert mask[seen[:, 1], seen[:, 0]].mean() > 0.99
    rows, columns = np.nonzero(mask)
    assert rows.min() == pytest.approx(seen[:, 1].min(), abs=1)
    assert columns.max() == pytest.approx(seen[:, 0].max(), abs=1)
    depth = to_camera(person.cameras[0], posed)[:, 2]
    assert depth.min() > 0.5


def test_pictures_and_evidence_repeat_and_are_kept(people, tmp_path):
    person = whole(people)
    picture = take(person, 0)
    assert (picture.image == take(person, 0).image).all()
    first = body_evidence.evidence(person, 0, tmp_path)
    files = list(tmp_path.iterdir())
    assert isinstance(first, PhotoEvidence)
    assert len(files) == 1
    again = body_evidence.evidence(person, 0, tmp_path, picture)
    assert isinstance(again, PhotoEvidence)
    assert (first.landmarks == again.landmarks).all()
    assert list(tmp_path.iterdir()) == files
    assert first.silhouette.shape == picture.naked.shape
    assert body_metrics.overlap(first.silhouette > 0.5, picture.visible) > 0.8


def test_an_empty_picture_is_a_refusal_that_is_kept(tmp_path):
    blank = np.full((240, 180, 3), 200, np.uint8)
    said = body_evidence.estimate(blank)
    assert isinstance(said, str)
    body_evidence.keep(said, tmp_path / "blank.npz")
    assert body_evidence.kept(tmp_path / "blank.npz", blank) == said


def test_a_run_gives_one_record_a_person_and_case(people, tmp_path):
    cases = [body_run.Case("a", "front", "gender")]
    records = body_run.run([3, 4], cases, tmp_path)
    assert [record.person for record in records] == [3, 4]
    again = body_run.run([3, 4], [body_run.Case("a", "front", "gender")], tmp_path)
    assert [record.errors for record in again] == [record.errors for record in records]
    assert all(30 < record.errors["joints_mm"] < 400 for record in records if not record.refused)
    assert all("whole bench" in record.groups for record in records)


def record(true, found, span, typed=()):
    """A record of one person's waist."""
    errors = {"joints_mm": 40.0, "lean_deg": true - found}
    measures = {"true": {"waist": true}, "found": {"waist": found}, "ranges": {"waist": span}, "typed": typed}
    case = body_run.Case("d", "front", "height+gender")
    return body_run.Record(0, case, ("whole bench",), 22.0, seconds=1.0, errors=errors, **measures)


def test_the_report_averages_and_counts_coverage():
    records = [
        record(800, 810, (790, 830)),
        record(800, 770, (750, 790)),
        record(800, 800, (800, 800), typed=("waist",)),
    ]
    assert body_report.summary(records, "waist", "abs") == pytest.approx(40 / 3)
    assert body_report.summary(records, "lean_deg", "mean") == pytest.approx(20 / 3)
    share, width, count = body_report.coverage(records, "waist")
    assert (share, width, count) == (0.5, 40.0, 2)
    text = "\n".join(body_report.lines(records))
    assert "the full method" in text
    assert "50%" in text
    assert any("met" in line for line in body_report.goals(records))


def test_what_is_not_known_is_refused():
    with pytest.raises(SystemExit, match="Unknown: x"):
        listed("a,x", body_variants.VARIANTS)
    assert chosen_people(24, held_out=False) == chosen_people(24, held_out=False)
    assert set(chosen_people(10, held_out=False)) <= set(chosen_people(24, held_out=False))
    held_out = chosen_people(24, held_out=True)
    assert len(held_out) == 24 and not set(held_out) & set(body_set.halves()[0])
    assert set(VIEWS) >= {name for names in body_variants.PHOTOS.values() for name in names}


def test_each_half_of_the_people_has_both_sexes_and_all_kinds():
    people = body_set.read_people()
    for half in body_set.halves():
        assert len(half) == 150
        own = [people[number] for number in half]
        assert np.mean([person.gender == "female" for person in own]) == pytest.approx(0.5, abs=0.05)
        assert np.mean([person.is_captured for person in own]) == pytest.approx(0.4, abs=0.05)
        assert np.mean([bool(person.crop) for person in own]) == pytest.approx(0.2, abs=0.05)


def test_factors_of_ranges_hold_nine_in_ten():
    """Ranges of 10 mm either side about errors that spread by 20 mm; the mass was typed."""
    rng = np.random.default_rng(3)
    case = body_run.Case("d", "front", "height+gender+mass")
    records = [
        body_run.Record(
            number,
            case,
            (),
            24.0,
            true={"waist": 800 + error, "mass": 70.0},
            ranges={"waist": (790, 810), "mass": (70, 70)},
        )
        for number, error in enumerate(rng.normal(0, 20, 400))
    ]
    found, shares = factors(records, {"waist": 1.5, "mass": 1.1})
    assert found["mass"] == 1.1 and len(shares) == 1
    assert shares[0] == pytest.approx(0.38, abs=0.06)
    assert found["waist"] == pytest.approx(1.5 * 1.645 * 2, rel=0.1)
