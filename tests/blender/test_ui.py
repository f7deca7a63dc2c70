"""The panel without a window: the job behind the properties, the measures one types, the stages as operators."""

import math
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

bpy = pytest.importorskip("bpy")


from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from toile.addon import ui
from toile.addon.core.errors import JobError, PluginError
from toile.addon.core.job import VIEWS, Job, dumps, loads
from toile.addon.core.options import Choice, option
from toile.addon.core.types import Tape
from toile.addon.ui import props, session, tape, units

from tests import fakes


class Garment(fakes.GarmentSource):
    """A garment with one setting of every kind."""

    @dataclass(frozen=True)
    class Options:
        size: str = option("M", "The size.", choices=("S", "M", "XL"))
        colour: str = option("#5b7c99", "The colour")
        length_mm: float = option(600.0, "Waist to hem", min=100.0, max=1100.0)
        ratio: float = option(0.1, "A ratio", min=0.1, max=0.95)
        darts: int = option(2, "How many", min=0, max=4)
        is_lined: bool = option(False, "With a lining")
        note: str = option("", "A word")
        steps: int = option(1, "Steps", min=1, max=100000)


class Draper(fakes.Draper):
    """Makes an object as a stage does, and removes it if it does not finish."""

    def drape(self, rig, outfit):
        made = bpy.data.objects.new("Toile Fake", None)
        try:
            drape = yield from super().drape(rig, outfit)
        except BaseException:
            bpy.data.objects.remove(made)
            raise
        return drape


class Rigged(fakes.Scene):
    def place(self, body, evidence):
        for name in ("body", "armature", "camera"):
            if name not in bpy.data.objects:
                bpy.data.objects.new(name, None)
        return (yield from super().place(body, evidence))


@pytest.fixture
def scene(tmp_path):
    """A scene whose panel is made from fakes."""
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    ui.register()
    found = fakes.registry()
    found.targets |= {"garment.full": Garment, "draper.fake": Draper, "scene.fake": Rigged}
    found.add("garment.broken", "nowhere.at.all:Thing")
    props.build(found)
    bpy.context.scene.toile.folder = str(tmp_path / "stills")
    yield bpy.context.scene
    ui.unregister()


def fake_job(**changes) -> Job:
    stages = {seam: Choice("fake", {"size": 1, "steps": 2}) for seam in ("estimator", "body", "scene", "draper")}
    stages |= {seam: Choice("fake", {"size": 1, "steps": 2}) for seam in ("look", "output")}
    stages["estimator"] = Choice("fake", {"size": 1, "steps": 2, "person": 0})
    return Job(**{"outfit": (), **stages, **changes})


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
jobs = st.builds(
    fake_job,
    photos=st.sampled_from(((), ("/photos/a person.jpg",))),
    folder=st.just("/stills/of someone"),
    seed=st.integers(0, 2**31 - 1),
    views=st.sets(st.sampled_from(VIEWS)).map(lambda chosen: tuple(v for v in VIEWS if v in chosen)),
    save_blend=st.booleans(),
    export=st.sampled_from(((), ("fbx",), ("glb", "usdc"))),
    tape=tapes,
    outfit=st.lists(garments, max_size=3).map(tuple),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(job=jobs)
def test_a_job_survives_the_panel(scene, job):
    props.write(job, scene)
    assert props.read(scene) == job


def test_settings_not_said_take_their_defaults(scene):
    props.write(fake_job(outfit=(Choice("full", {"darts": 4}),), folder="/a"), scene)
    props.write(fake_job(outfit=(Choice("full", {"size": "S"}),), folder="/a"), scene)
    (garment,) = props.read(scene).outfit
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
    props.write(fake_job(outfit=(Choice("full"),), seed=7, folder="/a"), scene)
    before = props.read(scene)
    with pytest.raises(kind):
        props.write(job, scene)
    assert props.read(scene) == before


def test_a_plugin_that_cannot_be_imported_is_said_and_not_offered(scene):
    assert "broken" not in props.usable("garment")
    assert "nowhere" in session.now.problems["garment.broken"]


def test_a_folder_beside_an_unsaved_file_is_none(scene):
    scene.toile.folder = "//stills"
    assert props.read(scene).folder == ""


def test_lengths_of_a_garment_in_both_units(scene):
    bpy.ops.toile.add_garment(design="full")
    group = scene.toile.outfit[0].garment_full
    group.length_mm_CM = 62.0
    assert group.length_mm == pytest.approx(620.0)
    assert group.length_mm_INCH == pytest.approx(620.0 / 25.4)
    group.length_mm_INCH = 20.0
    assert props.read(scene).outfit[0].options["length_mm"] == 508.0


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


def dress(scene):
    scene.toile.tape.stature_mm = 1700.0
    bpy.ops.toile.add_garment(design="full")


def test_outfit_is_edited_in_order(scene):
    for size in ("S", "M", "XL"):
        bpy.ops.toile.add_garment(design="full")
        scene.toile.outfit[-1].garment_full.size = size

    def sizes():
        return [choice.options.get("size") for choice in props.read(scene).outfit]

    bpy.ops.toile.move_garment(direction="INSIDE")
    assert (sizes(), scene.toile.outfit_index) == (["S", "XL", "M"], 1)
    bpy.ops.toile.copy_garment()
    assert (sizes(), scene.toile.outfit_index) == (["S", "XL", "XL", "M"], 2)
    bpy.ops.toile.move_garment(direction="OUTSIDE")
    bpy.ops.toile.move_garment(direction="OUTSIDE")
    assert sizes() == ["S", "XL", "M", "XL"]
    for _ in range(4):
        bpy.ops.toile.remove_garment()
    assert sizes() == []
    with pytest.raises(RuntimeError, match="Add a garment"):
        bpy.ops.toile.remove_garment()


def test_each_stage_does_its_part_and_nothing_twice(scene, tmp_path):
    dress(scene)
    assert bpy.ops.toile.estimate_body() == {"FINISHED"}
    assert fakes.Fake.calls == ["from_tape", "build", "place"]
    assert scene.toile.tape.stature_text == "170.0 cm"
    assert bpy.ops.toile.drape() == {"FINISHED"}
    assert bpy.ops.toile.render() == {"FINISHED"}
    assert fakes.Fake.calls == ["from_tape", "build", "place", "draft", "drape", "dress", "render"]
    assert sorted(path.name for path in (tmp_path / "stills").iterdir()) == ["record.json", "still_front.png"]
    assert session.state(scene).drape.garments[0].grade == "A"


def test_the_whole_job_is_the_same_as_its_parts(scene, tmp_path):
    dress(scene)
    assert bpy.ops.toile.run() == {"FINISHED"}
    assert (tmp_path / "stills" / "still_front.png").is_file()
    assert [path.name for path in session.state(scene).files] == ["still_front.png", "record.json"]


def test_stages_say_what_they_wait_for(scene):
    with pytest.raises(RuntimeError, match="Choose a photo, or type at least the height"):
        bpy.ops.toile.estimate_body()
    scene.toile.tape.stature_mm = 1700.0
    with pytest.raises(RuntimeError, match="Add a garment"):
        bpy.ops.toile.drape()
    bpy.ops.toile.add_garment(design="full")
    with pytest.raises(RuntimeError, match="Drape the outfit first"):
        bpy.ops.toile.render()
    scene.toile.folder = "//stills"
    with pytest.raises(RuntimeError, match="Save the .blend first"):
        bpy.ops.toile.run()


def test_a_stage_that_fails_is_said_until_the_next_run(scene, monkeypatch):
    dress(scene)

    def refuse(self, body):
        raise JobError("The waist is too small.", "Choose size L.")
        yield

    monkeypatch.setattr(Garment, "draft", refuse)
    with pytest.raises(RuntimeError, match=r"The waist is too small. Choose size L."):
        bpy.ops.toile.drape()
    assert session.state(scene).problem == "The waist is too small. Choose size L."
    monkeypatch.undo()
    bpy.ops.toile.drape()
    assert session.state(scene).problem == ""


def test_a_fault_of_ours_is_a_sentence_too(scene, monkeypatch):
    dress(scene)
    monkeypatch.setattr(Garment, "draft", lambda self, body: iter([1 / 0]))
    with pytest.raises(RuntimeError, match="Drape Outfit failed: ZeroDivisionError"):
        bpy.ops.toile.drape()
    assert session.now.work is None


def test_cancelling_leaves_nothing(scene, tmp_path):
    dress(scene)
    operator = session.Work("Drape", iter(()))
    memo = session.state(scene).memo
    steps = ui.operators.pipeline.run(props.read(scene), props.registry(), memo, dict)
    session.now.work = operator = session.Work("Dress and Render", steps)
    while next(steps).stage != "drape":
        pass
    assert "Toile Fake" in bpy.data.objects
    assert not bpy.ops.toile.run.poll()
    assert bpy.ops.toile.cancel() == {"FINISHED"}
    assert operator.is_cancelled and session.now.work is None
    assert "Toile Fake" not in bpy.data.objects
    assert not (tmp_path / "stills").exists()
    assert bpy.ops.toile.run() == {"FINISHED"}


def test_loading_a_file_ends_the_work_and_forgets(scene):
    dress(scene)
    bpy.ops.toile.estimate_body()
    steps = ui.operators.pipeline.try_on(props.read(scene), props.registry(), session.state(scene).memo)
    session.now.work = work = session.Work("Drape", steps)
    next(steps)
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    assert work.is_cancelled and session.now.work is None and not session.now.states


def test_objects_of_another_run_under_the_same_names_do_not_count(scene):
    dress(scene)
    bpy.ops.toile.drape()
    fakes.Fake.calls.clear()
    bpy.ops.toile.drape()
    assert fakes.Fake.calls == []
    bpy.data.objects.remove(bpy.data.objects["Toile Fake"])
    bpy.data.objects.new("Toile Fake", None)  # as an undo would bring back an older one
    bpy.ops.toile.drape()
    assert fakes.Fake.calls == ["drape", "dress"]


def test_the_job_file_of_the_panel_is_the_command_lines(scene, tmp_path):
    dress(scene)
    path = tmp_path / "job.toml"
    assert bpy.ops.toile.save_job(filepath=str(path)) == {"FINISHED"}
    assert loads(path.read_text("utf-8"), tmp_path) == props.read(scene)
    path.write_text(dumps(replace(props.read(scene), seed=9, outfit=(Choice("full", {"size": "XL"}),))), "utf-8")
    assert bpy.ops.toile.load_job(filepath=str(path)) == {"FINISHED"}
    assert props.read(scene).seed == 9 and props.read(scene).outfit[0].options["size"] == "XL"
    path.write_text("colour = 3", "utf-8")
    with pytest.raises(RuntimeError, match="unknown key 'colour'"):
        bpy.ops.toile.load_job(filepath=str(path))


def test_forgetting_the_person(scene, tmp_path, monkeypatch):
    dress(scene)
    cache = tmp_path / "cache"
    monkeypatch.setattr(session, "cache_folder", lambda: cache)
    bpy.ops.toile.run()
    (cache / "mine.txt").write_text("kept")
    assert list(cache.glob("*.npz"))
    scene.toile.photo = "/photos/person.jpg"
    assert bpy.ops.toile.forget_person() == {"FINISHED"}
    assert [path.name for path in cache.iterdir()] == ["mine.txt"]
    assert not scene.toile.photo and not scene.toile.measures and not tape.read(scene.toile.tape).typed()
    assert session.state(scene).drape is None and not session.state(scene).memo.kept
    assert Path(tmp_path / "stills" / "still_front.png").is_file()
