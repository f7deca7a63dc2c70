"""Measures of a body, and the body that has given measures."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from toile.addon.core.body import tape as tape_module
from toile.addon.core.body.adult_limits import LIMITS
from toile.addon.core.body.build import body_model, build_body
from toile.addon.core.body.measures import measure_rest
from toile.addon.core.body.population import usual
from toile.addon.core.body.ruler import Reading, Ruler
from toile.addon.core.body.tape import check_tape, fit_from_tape, shape_from_tape
from toile.addon.core.body.tape_marks import GIRTHS
from toile.addon.core.body.tape_marks import MEASURES as MEASURES_TYPED
from toile.addon.core.body.tape_places import tape_lines
from toile.addon.core.body.tape_solver import STRAIN, solve_shape
from toile.addon.core.body.taut import axes, between, chain, cut, hull_length, volume, volume_gradient
from toile.addon.core.errors import TapeError
from toile.addon.core.job_file import loads
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Tape

MODEL = body_model()
MEASURES = {
    "stature", "chest", "underbust", "waist", "high_hip", "hip", "thigh", "knee", "calf", "ankle", "neck",
    "upper_arm", "elbow", "wrist", "shoulder_width", "shoulder_length", "arm_length", "back_waist_length",
    "front_waist_length", "inseam", "outside_leg", "crotch_length", "neck_height", "back_neck_height",
    "shoulder_height", "bust_height", "head", "underarm_height", "waist_height", "high_hip_height", "hip_height",
    "crotch_height", "knee_height", "ankle_height", "chest_depth", "hip_depth",
}  # fmt: skip
CUBE = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], float)
CUBE_FACES = np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])


def measured(shape):
    measures, mass = measure_rest(MODEL, MODEL.rest(shape), MODEL.rest_heads(shape))
    return measures | {"mass": mass}


def test_a_tape_round_a_square_and_a_circle():
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0.5, 0.4]], float)
    assert hull_length(square) == pytest.approx(4, abs=1e-3)
    angles = np.linspace(0, 2 * np.pi, 200)
    assert hull_length(np.stack([np.cos(angles), np.sin(angles)], 1)) == pytest.approx(2 * np.pi, abs=1e-3)


def test_a_taut_tape_bridges_hollows_and_follows_bulges():
    hollow, bulge = np.array([[0, 0], [1, 1], [2, 0.0]]), np.array([[0, 0], [1, -1], [2, 0.0]])
    assert chain(hollow, np.arange(3)) == [0, 2]
    assert chain(bulge, np.arange(3)) == [0, 1, 2]


def test_volume_and_how_it_grows():
    size = volume(CUBE, CUBE_FACES)
    assert abs(size) == pytest.approx(1)
    # The volume is of the third degree in the vertices: Euler's theorem.
    assert (volume_gradient(CUBE, CUBE_FACES) * CUBE).sum() == pytest.approx(3 * size)
    moved = np.random.default_rng(0).normal(0, 1e-5, CUBE.shape)
    grown = volume(CUBE + moved, CUBE_FACES) - volume(CUBE - moved, CUBE_FACES)
    assert (volume_gradient(CUBE, CUBE_FACES) * moved).sum() * 2 == pytest.approx(grown, rel=1e-4)


@pytest.mark.parametrize("gender", [0.0, 1.0])
def test_the_gradient_of_every_measure_is_that_of_small_changes(gender):
    ruler = Ruler(MODEL, tape_lines(), (*MEASURES_TYPED, "mass"))
    shape = MODEL.mean_shape
    shape[MODEL.place("gender")] = gender
    rest = MODEL.coefficients(shape[None]).astype(float)
    rng = np.random.default_rng(1)
    moved = 1e-3 * rng.normal(size=rest.shape) * np.maximum(0.1 * np.abs(rest), 0.05)
    grown = ruler.measure(rest + moved) - ruler.measure(rest - moved)
    np.testing.assert_allclose(2 * Reading(ruler, rest).gradient @ moved[0], grown, rtol=0.02, atol=4e-7)


def test_the_tape_is_where_the_person_is_measured():
    """Each girth surrounds its part, and each length ends where it says."""
    shape = MODEL.mean_shape
    points, heads = MODEL.rest(shape)[tape_lines().subset], MODEL.rest_heads(shape)
    for name in GIRTHS:
        (ring,) = tape_lines().laid(name, points, heads)
        assert ring.is_closed and ring.length == pytest.approx(tape_lines().measure(name, points, heads))
    for name, ends in (("shoulder_length", ("side_neck", "acromion")), ("arm_length", ("acromion", "wrist"))):
        laid = tape_lines().laid(name, points, heads)
        found = laid[0].places[0], laid[-1].places[-1]
        for place, mark in zip(found, ends, strict=True):
            np.testing.assert_allclose(place, points[tape_lines().marks[mark]], atol=1e-9)
        for part in laid:
            straight = np.linalg.norm(part.places[-1] - part.places[0])
            assert straight <= part.length < 1.04 * straight


def test_measures_are_complete_and_those_of_a_person():
    body_measures = measured(MODEL.mean_shape)
    assert set(body_measures) >= MEASURES
    assert body_measures["waist"] < body_measures["hip"]
    assert body_measures["wrist"] < body_measures["elbow"] < body_measures["upper_arm"] < body_measures["thigh"]
    order = ["ankle", "knee", "crotch", "hip", "high_hip", "waist", "bust", "shoulder", "back_neck"]
    heights = [body_measures[f"{name}_height"] for name in order]
    assert heights == sorted(heights)
    assert body_measures["inseam"] == pytest.approx(body_measures["crotch_height"])


def test_the_quick_tape_cuts_what_a_plane_through_the_whole_part_cuts():
    """Only edges near the tape are kept; on no body may the plane leave them."""
    tape = tape_lines()
    low, high = MODEL.shape_limits()
    rng = np.random.default_rng(0)
    spread = np.array([0.05 if name.startswith(("fat-", "girth-", "soft-")) else 0.3 for name in MODEL.shape_names])
    for _ in range(8):
        shape = np.clip(MODEL.mean_shape + rng.normal(0, spread), low, high)
        points, heads = MODEL.rest(shape)[tape.subset], MODEL.rest_heads(shape)
        for name in GIRTHS:
            plane = tape.plane(name, points, heads)
            places = between(points, *cut(points, tape.edges[name], plane.origin, plane.normal))
            ring = (places - plane.origin) @ axes(plane.normal)
            assert len(ring) >= 12
            # The cut surrounds the limb: seen from its middle there is no gap wider than a third of a turn.
            angles = np.sort(np.arctan2(*(ring - (ring.max(0) + ring.min(0)) / 2).T))
            assert np.diff(np.r_[angles, angles[0] + 2 * np.pi]).max() < 2.1, name


@pytest.mark.parametrize(
    "tape",
    [
        Tape(1629, 67.8, "female", 947, 820, 1021, 770),
        Tape(1756, 85.5, "male", 1059, 920, 1020, 846),
        Tape(1650, 46.3, "female"),
        Tape(1770, 131.6, "male"),
        Tape(1700, gender="neutral", waist_mm=800, hip_mm=980),
        Tape(gender="female", underbust_mm=780, upper_arm_mm=275, knee_mm=375, back_waist_length_mm=400),
        Tape(
            1790,
            84,
            "male",
            1010,
            880,
            1010,
            850,
            head_mm=575,
            neck_mm=395,
            shoulder_width_mm=450,
            calf_mm=385,
            arm_length_mm=600,
            crotch_length_mm=690,
            outside_leg_mm=1090,
        ),
    ],
)
def test_a_body_has_the_measures_that_were_typed(tape):
    reached = measured(exhaust(shape_from_tape(tape)))
    for name, value in tape.typed().items():
        limit = 0.3 if name == "mass_kg" else 2.0
        unit = 1 if name == "mass_kg" else 1000
        assert abs(reached[name.rsplit("_", 1)[0]] * unit - value) <= limit, name


def test_an_empty_tape_is_an_average_adult_and_always_the_same():
    first, second = (exhaust(shape_from_tape(Tape(gender="female"))) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    reached = measured(first)
    assert 1.58 < reached["stature"] < 1.68
    assert 19 < reached["mass"] / reached["stature"] ** 2 < 27


def test_people_with_some_measures_usually_have_the_others_of_ansur():
    """A woman's own mean gives ANSUR's means; a broad waist comes with more of everything but height."""
    average, broad = usual({}, 1.0), usual({"stature": 1.63, "waist": 1.05}, 1.0)
    assert average.value("stature") == pytest.approx(1.628, abs=0.001)
    assert average.value("calf") == pytest.approx(0.373, abs=0.001)
    assert broad.value("waist") == pytest.approx(1.05)
    assert all(broad.value(name) > average.value(name) + 0.02 for name in ("hip", "thigh", "upper_arm", "neck"))
    assert np.linalg.eigvalsh(broad.covariance).min() > -1e-9


def test_what_was_not_typed_is_what_such_people_have():
    _, heavy = exhaust(solve_shape({"stature": 1.64, "mass": 100.0}, 1.0))
    _, light = exhaust(solve_shape({"stature": 1.64, "mass": 52.0}, 1.0))
    for name in ("neck", "upper_arm", "wrist", "calf", "thigh", "chest", "waist"):
        assert heavy[name] > light[name] * 1.05, name
    expected = usual({"stature": 1.64, "mass": 100.0}, 1.0)
    for name in ("arm_length", "head", "calf", "upper_arm", "hip"):
        row = expected.names.index(name)
        assert abs(heavy[name] - expected.mean[row]) < 2 * np.sqrt(expected.covariance[row, row]), name


def test_heavy_bodies_are_not_athletes():
    for gender in (0.0, 1.0):
        shape, found = exhaust(solve_shape({"stature": 1.7, "mass": 40 * 1.7**2}, gender))
        assert shape[MODEL.place("muscle")] < 0.35
        assert found[STRAIN] < 6


@pytest.mark.parametrize(
    ("tape", "words"),
    [
        (Tape(stature_mm=170), ["17 cm", "120 to 230", "170 cm"]),
        (Tape(stature_mm=17200), ["1720 cm", "120 to 230", "172 cm"]),
        (Tape(mass_kg=5), ["5 kg", "30 to 250"]),
        (Tape(mass_kg=350), ["350 kg", "pounds", "158.8 kg"]),
        (Tape(hip_mm=float("nan")), ["hip", "nan"]),
        (Tape(waist_mm=float("inf")), ["waist", "inf"]),
        (Tape(waist_mm=-700), ["waist", "-70 cm"]),
        (Tape(waist_mm=600, hip_mm=1800), ["60 cm", "180 cm", "94 to 190 cm"]),
        (Tape(stature_mm=1700, mass_kg=200), ["200 kg", "170 cm", "173 kg"]),
        (Tape(stature_mm=1700, inseam_mm=1050), ["105 cm", "170 cm", "94 cm"]),
        (Tape(gender="woman"), ["'woman'", "female"]),
    ],
)
def test_a_number_no_adult_has_is_refused_with_the_limit(tape, words):
    with pytest.raises(TapeError) as error:
        check_tape(tape)
    assert [word for word in words if word not in str(error.value)] == []


def test_every_measure_can_be_typed_and_has_its_limits():
    names = {f"{name}_mm" for name in MEASURES_TYPED} | {"mass_kg"}
    assert len(names) >= 24
    assert set(LIMITS) == names == {f.name for f in fields(Tape)} - {"gender"}
    for name in names - {"mass_kg"}:
        assert loads(f"photo = 'a.jpg'\n[tape]\n{name} = 412.5\n", Path("/")).tape.typed() == {name: 412.5}
    for name, limit in LIMITS.items():
        for wrong in (limit.low * 0.97, limit.high * 1.03, float("nan"), -1.0):
            with pytest.raises(TapeError, match=f"The {limit.word} is"):
                check_tape(Tape(**{name: wrong * limit.per_unit}))


@pytest.mark.parametrize(
    ("tape", "words"),
    [
        (Tape(knee_mm=560, thigh_mm=400), ["knee", "56 cm", "thigh", "40 cm", "24 to 38 cm"]),
        (Tape(underbust_mm=1200, chest_mm=900), ["underbust", "120 cm", "chest", "97 cm"]),
        (Tape(bust_height_mm=1500, stature_mm=1700), ["bust height", "150 cm", "139 cm"]),
        (Tape(wrist_mm=250, elbow_mm=230), ["wrist", "25 cm", "elbow", "20 cm"]),
        (Tape(outside_leg_mm=800, inseam_mm=790), ["outside leg", "inseam", "85 to 130 cm"]),
    ],
)
def test_contradictions_of_the_newer_measures_are_named(tape, words):
    with pytest.raises(TapeError) as error:
        check_tape(tape)
    assert [word for word in words if word not in str(error.value)] == []


def test_measures_no_body_joins_are_refused_with_the_nearest(monkeypatch):
    monkeypatch.setattr(tape_module, "HALVINGS", 1)
    with pytest.raises(TapeError, match=r"nearest .* is about [\d.]+ (cm|kg)"):
        exhaust(shape_from_tape(Tape(1700, 50, "male", waist_mm=1100)))


def test_a_fit_from_a_tape_stands_posed_on_the_floor():
    fit = exhaust(fit_from_tape(Tape(1700, 65, "female"), "relaxed"))
    body = build_body(fit)
    assert body.camera is None
    assert body.measures["stature"] == pytest.approx(1.7, abs=0.002)
    assert body.mass_kg == pytest.approx(65, abs=0.3)
    posed = MODEL.posed(fit.shape, fit.pose, fit.world_from_root)[MODEL.is_skin]
    assert posed[:, 2].min() == pytest.approx(0, abs=1e-9)
    assert np.abs(fit.pose - np.eye(3)).max() > 0.1
