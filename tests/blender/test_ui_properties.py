"""The job behind the panel's properties, and the measures one types."""

import math

import pytest

bpy = pytest.importorskip("bpy")

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from toile.addon.core.colourways import Colourway
from toile.addon.core.errors import JobError, PluginError
from toile.addon.core.job import STAGES, Job
from toile.addon.core.options import Choice
from toile.addon.core.types import Tape
from toile.addon.core.views import VIEWS
from toile.addon.ui import job_view, props, session, tape, units

from tests.blender.fake_panel import fake_panel


@pytest.fixture
def scene(tmp_path):
    yield from fake_panel(tmp_path / "stills")


def fake_job(**changes) -> Job:
    stages = {seam: Choice("fake", {"size": 1, "steps": 2}) for seam in STAGES}
    stages["estimator"] = Choice("fake", {"size": 1, "steps": 2, "person": 0})
    return Job(**{"outfit": (), **stages, **changes})


ASKED = (*VIEWS, "detail_front", "detail_skirt.hem")
decimals = st.integers(1000, 11000).map(lambda tenth: tenth / 10)
garments = st.builds(
    lambda **values: Choice("full", values),
    size=st.sampled_from(("S", "M", "XL")),
    colour=st.integers(0, 0xFFFFFF).map("#{:06x}".format),
    length_mm=decimals,
    ratio=st.integers(1000, 9500).map(lambda n: n / 10000),
    darts=st.integers(0, 4),
    is_lined=st.booleans(),
    note=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20),
    steps=st.just(1),
)
maybe = st.none() | decimals
tapes = st.builds(
    Tape,
    gender=st.sampled_from((None, "female", "male", "neutral")),
    stature_mm=maybe,
    mass_kg=maybe,
    chest_mm=maybe,
    waist_mm=maybe,
    hip_mm=maybe,
    inseam_mm=maybe,
)
colours = st.just("") | st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")
colourways = st.builds(Colourway, st.sampled_from(("Ink", "Ink & Écru 2")), st.lists(colours, max_size=3).map(tuple))
jobs = st.builds(
    fake_job,
    photos=st.sampled_from(((), ("/photos/a person.jpg",))),
    folder=st.just("/stills/of someone"),
    size_chart=st.sampled_from(("", "/charts/our sizes.csv")),
    segments=st.sampled_from(("", "/photos/segments.png")),
    seed=st.integers(0, 2**31 - 1),
    views=st.sets(st.sampled_from(ASKED)).map(lambda chosen: tuple(v for v in ASKED if v in chosen)),
    colourways=st.lists(colourways, max_size=3).map(tuple),
    size_run=st.sampled_from(((), ("S", "M", "XL"))),
    contact_sheet=st.booleans(),
    save_blend=st.booleans(),
    export=st.sampled_from(((), ("fbx",), ("glb", "usdc"))),
    tape=tapes,
    outfit=st.lists(garments, max_size=3).map(tuple),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(job=jobs)
def test_a_job_survives_the_panel(scene, job):
    job_view.write(job, scene)
    assert job_view.read(scene) == job


def test_settings_not_said_take_their_defaults(scene):
    job_view.write(fake_job(outfit=(Choice("full", {"darts": 4}),), folder="/a"), scene)
    job_view.write(fake_job(outfit=(Choice("full", {"size": "S"}),), folder="/a"), scene)
    (garment,) = job_view.read(scene).outfit
    assert garment.options["size"] == "S" and garment.options["darts"] == 2


@pytest.mark.parametrize(
    ("job", "kind"),
    [
        (fake_job(seed=2**40), JobError),
        (fake_job(draper=Choice("wind")), PluginError),
        (fake_job(outfit=(Choice("full", {"length_mm": 5.0}),)), JobError),
        (fake_job(outfit=(Choice("full", {"colour": "red"}),)), JobError),
        (fake_job(outfit=(Choice("broken"),)), PluginError),
    ],
)
def test_a_wrong_job_changes_nothing(scene, job, kind):
    job_view.write(fake_job(outfit=(Choice("full"),), seed=7, folder="/a"), scene)
    before = job_view.read(scene)
    with pytest.raises(kind):
        job_view.write(job, scene)
    assert job_view.read(scene) == before


def test_a_plugin_that_cannot_be_imported_is_said_and_not_offered(scene):
    assert "broken" not in props.usable("garment")
    assert "nowhere" in session.now.problems["garment.broken"]


def test_a_folder_beside_an_unsaved_file_is_none(scene):
    scene.toile.folder = "//stills"
    assert job_view.read(scene).folder == ""


def test_lengths_of_a_garment_in_both_units(scene):
    bpy.ops.toile.add_garment(design="full")
    group = scene.toile.outfit[0].garment_full
    group.length_mm_CM = 62.0
    assert group.length_mm == pytest.approx(620.0)
    assert group.length_mm_INCH == pytest.approx(620.0 / 25.4)
    group.length_mm_INCH = 20.0
    assert job_view.read(scene).outfit[0].options["length_mm"] == 508.0


@pytest.mark.parametrize(
    ("text", "unit", "mm"),
    [
        ("72", "CM", 720.0),
        ("72,5 cm", "CM", 725.0),
        ("28.5", "INCH", 723.9),
        ("28.5in", "CM", 723.9),
        ("5'8\"", "CM", 1727.2),
        ("5'8", "CM", 1727.2),
        ("5 ft 8 in", "CM", 1727.2),
        ("5ft8", "CM", 1727.2),
        ("1.72 m", "INCH", 1720.0),
        ("1m 72cm", "CM", 1720.0),
        ("720 mm", "INCH", 720.0),
    ],
)
def test_a_length_as_people_write_it(text, unit, mm):
    assert units.parse_length(text, unit) == pytest.approx(mm)


@pytest.mark.parametrize("text", ["tall", "72 feet", "72 5", "-3", "1.2.3 cm", "72 cm!"])
def test_no_length(text):
    with pytest.raises(JobError):
        units.parse_length(text, "CM")


@given(st.floats(1.0, 3000.0), st.sampled_from(("CM", "INCH")))
def test_a_shown_length_reads_back(mm, unit):
    assert math.isclose(units.parse_length(units.format_length(mm, unit), unit), mm, abs_tol=1.3)


def test_typing_locks_a_measure_and_clearing_gives_it_back(scene):
    tape.show_body(scene, {"waist": 0.72, "bicep": 0.3}, 61.5)
    card = scene.toile.tape
    assert (card.waist_text, card.waist_lock, card.mass_text, card.chest_text) == ("72.0 cm", False, "61.5 kg", "")
    card.waist_text = "70"
    assert (card.waist_text, card.waist_lock, tape.read(card).waist_mm) == ("70.0 cm", True, 700.0)
    card.waist_text = ""
    assert (card.waist_text, card.waist_lock) == ("72.0 cm", False)
    card.waist_lock = True
    assert tape.read(card).waist_mm == 720.0


def test_what_is_no_measure_is_said_and_changes_nothing(scene):
    scene.toile.tape.waist_text = "70"
    scene.toile.tape.waist_text = "slim"
    assert "slim" in session.state(scene).problem
    assert tape.read(scene.toile.tape).waist_mm == 700.0
