"""The stages as the panel's operators: run, refused, failed, cancelled, filed, forgotten."""

from dataclasses import replace
from pathlib import Path

import pytest

bpy = pytest.importorskip("bpy")

from toile.addon import ui
from toile.addon.core.errors import JobError
from toile.addon.core.job_file import dumps, loads
from toile.addon.core.options import Choice
from toile.addon.ui import job_view, props, session, tape

from tests import fakes
from tests.blender.fake_panel import Garment, fake_panel


@pytest.fixture
def scene(tmp_path):
    yield from fake_panel(tmp_path / "stills")


def dress(scene):
    scene.toile.tape.stature_mm = 1700.0
    bpy.ops.toile.add_garment(design="full")


def test_a_colourway_begins_as_the_outfit_and_is_rendered(scene):
    dress(scene)
    bpy.ops.toile.add_colourway()
    bpy.ops.toile.add_colourway()
    job = job_view.read(scene)
    assert [(way.name, way.colours) for way in job.colourways] == [
        *(("Colourway 1", ("#5b7c99",)), ("Colourway 2", ("#5b7c99",)))
    ]
    bpy.ops.toile.remove_colourway(index=1)
    scene.toile.contact_sheet = True
    bpy.ops.toile.run()
    names = {Path(path).name for path in session.state(scene).files}
    assert names == {"still_front.png", "still_front-colourway_2.png", "contact_sheet.png", "record.json"}
    with pytest.raises(RuntimeError, match="no colourway 4"):
        bpy.ops.toile.remove_colourway(index=4)


def test_outfit_is_edited_in_order(scene):
    for size in ("S", "M", "XL"):
        bpy.ops.toile.add_garment(design="full")
        scene.toile.outfit[-1].garment_full.size = size

    def sizes():
        return [choice.options.get("size") for choice in job_view.read(scene).outfit]

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
    steps = ui.operators.pipeline.run(job_view.read(scene), props.registry(), memo, dict)
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
    steps = ui.operators.pipeline.try_on(job_view.read(scene), props.registry(), session.state(scene).memo)
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
    assert loads(path.read_text("utf-8"), tmp_path) == job_view.read(scene)
    path.write_text(dumps(replace(job_view.read(scene), seed=9, outfit=(Choice("full", {"size": "XL"}),))), "utf-8")
    assert bpy.ops.toile.load_job(filepath=str(path)) == {"FINISHED"}
    assert job_view.read(scene).seed == 9 and job_view.read(scene).outfit[0].options["size"] == "XL"
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
