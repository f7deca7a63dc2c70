"""Landmarks in the panel: dragged, fitted again, reset, in each photo; and the photo stays out of files."""

import shutil
from dataclasses import dataclass, replace

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon import ui
from toile.addon.blender.person import landmark_empties as empties
from toile.addon.core.camera import project, unproject
from toile.addon.core.options import option
from toile.addon.core.photo.corrections import LANDMARKS, Correction
from toile.addon.plugins import ROOT
from toile.addon.ui import job_view, props, session

from tests import fakes
from tests.blender.noise_photo import camera, evidence

SAMPLE = ROOT / "addon" / "assets" / "sample" / "person.jpg"


@pytest.fixture
def empty_file():
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)


class Estimator(fakes.Estimator):
    """Sees the same landmarks in every photo."""

    @dataclass(frozen=True)
    class Options:
        size: int = option(1, "A size", min=0, max=9)
        steps: int = option(1, "Steps", min=1, max=100000)
        person: int = option(0, "Which person", min=0, max=9, per_photo=True)
        point: str = option("", "A point on the person", per_photo=True)

    def estimate(self, photo):
        yield from self.work("estimate")
        return evidence()


class BodyModel(fakes.BodyModel):
    """A square before a camera that does not depend on the landmarks."""

    def fit(self, views, tape):
        fit = yield from super().fit(views, tape)
        others = tuple(replace(other, camera=camera(2.0)) for other in fit.others)
        return replace(fit, camera=camera(), others=others)


class Scene(fakes.Scene):
    def place(self, body, evidence):
        for name in ("body", "armature", "camera", "Toile Camera"):
            if name not in bpy.data.objects:
                bpy.data.objects.new(name, None)
        return (yield from super().place(body, evidence))


@pytest.fixture
def scene(tmp_path, empty_file):
    """A scene whose panel has fakes that see a person in two photos, whose body is there."""
    ui.register()
    found = fakes.registry()
    found.targets |= {"estimator.fake": Estimator, "body.fake": BodyModel, "scene.fake": Scene}
    props.build(found)
    shown = bpy.context.scene.toile
    for name in ("front.jpg", "side.jpg"):
        (tmp_path / name).write_text(name)
    shown.photo = str(tmp_path / "front.jpg")
    assert bpy.ops.toile.add_photo(filepath=str(tmp_path / "side.jpg")) == {"FINISHED"}
    assert bpy.ops.toile.estimate_body() == {"FINISHED"}
    fakes.Fake.calls.clear()
    yield bpy.context.scene
    ui.unregister()


def drag(name: str, px: tuple[float, float]) -> None:
    """Move a landmark's empty, as seen from its camera, to px of the file."""
    by, scale = empties.kept_camera()
    item = bpy.data.objects[f"Toile Landmark {name}"]
    depth = (by.cam_from_world[:3, :3] @ item.location + by.cam_from_world[:3, 3])[2]
    item.location = unproject(by, np.array(px) * scale, depth)


def select(*names: str) -> None:
    for item in bpy.context.view_layer.objects:
        item.select_set(item.name in [f"Toile Landmark {name}" for name in names])


def test_a_dragged_landmark_is_fitted_again_and_stays_corrected(scene):
    drag("left_wrist", (412.0, 655.0))
    assert bpy.ops.toile.refit() == {"FINISHED"}
    assert fakes.Fake.calls == ["fit", "build", "place"]
    kept = job_view.read(scene).corrections
    assert kept == (Correction("left_wrist", 1, (412.0, 655.0)),)
    inferred = session.state(scene).inferred
    assert inferred.evidence[0].landmarks[15].tolist() == [206.0, 327.5]
    assert inferred.detected[0].landmarks[15].tolist() == evidence().landmarks[15].tolist()
    assert empties.moved() == ()
    assert bpy.ops.toile.refit() == {"FINISHED"}
    assert job_view.read(scene).corrections == kept


def test_what_was_dragged_is_in_the_job_file_without_a_refit(scene, tmp_path):
    bpy.ops.toile.add_garment(design="fake")
    drag("nose", (100.0, 120.0))
    bpy.ops.toile.save_job(filepath=str(tmp_path / "job.toml"))
    text = (tmp_path / "job.toml").read_text()
    assert '[[landmark]]\nname = "nose"\nphoto = 1\npx = [100.0, 120.0]' in text
    scene.toile.corrections.clear()
    bpy.ops.toile.load_job(filepath=str(tmp_path / "job.toml"))
    assert job_view.read(scene).corrections == (Correction("nose", 1, (100.0, 120.0)),)


def test_unseen_and_reset_of_the_selected(scene):
    select()
    with pytest.raises(RuntimeError, match="Select a landmark"):
        bpy.ops.toile.mark_unseen()
    drag("nose", (100.0, 120.0))
    select("left_knee", "right_knee")
    bpy.ops.toile.mark_unseen()
    assert {(each.name, each.unseen) for each in job_view.read(scene).corrections} == {
        ("nose", False),
        ("left_knee", True),
        ("right_knee", True),
    }
    select("left_knee", "nose")
    bpy.ops.toile.reset_landmark()
    assert job_view.read(scene).corrections == (Correction("right_knee", 1, unseen=True),)
    by, _ = empties.kept_camera()
    at = project(by, np.array(bpy.data.objects["Toile Landmark nose"].location))
    np.testing.assert_allclose(at, evidence().landmarks[0], atol=0.01)
    bpy.ops.toile.reset_landmarks()
    assert job_view.read(scene).corrections == () and empties.moved() == ()


def test_each_photo_has_corrections_of_its_own(scene):
    drag("nose", (100.0, 120.0))
    bpy.ops.toile.show_landmarks(photo=2)
    assert empties.shown_number() == 2 and empties.moved() == ()
    drag("nose", (90.0, 80.0))
    bpy.ops.toile.refit()
    assert job_view.read(scene).corrections == (
        Correction("nose", 1, (100.0, 120.0)),
        Correction("nose", 2, (90.0, 80.0)),
    )
    assert [seen.landmarks[0].tolist() for seen in session.state(scene).inferred.evidence] == [[50, 60], [45, 40]]
    bpy.ops.toile.show_landmarks(photo=0)
    assert not empties.empties()
    bpy.ops.toile.refit()
    assert not empties.empties()  # hidden stays hidden
    assert bpy.ops.toile.remove_photo(photo=2) == {"FINISHED"}
    assert job_view.read(scene).corrections == (Correction("nose", 1, (100.0, 120.0)),)


def test_another_photo_has_no_corrections_of_the_one_before(scene, tmp_path):
    drag("nose", (100.0, 120.0))
    bpy.ops.toile.refit()
    (tmp_path / "other.jpg").write_text("other")
    scene.toile.photo = str(tmp_path / "other.jpg")
    assert job_view.read(scene).corrections == () and not empties.empties()


def test_the_photo_is_in_no_file(scene, tmp_path):
    assert [image.name for image in bpy.data.images if image.name.startswith("Toile")] == ["Toile Photo"]
    drag("nose", (100.0, 120.0))
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "mine.blend"), compress=False)
    assert bpy.data.objects["Toile Photo"].data.name == "Toile Photo"  # it is shown again, and the drag is kept
    assert [each.name for each in empties.moved()] == ["nose"]
    copy = str(shutil.copy(tmp_path / "mine.blend", tmp_path / "copy.blend"))
    with bpy.data.libraries.load(copy) as (held, _):
        assert not [name for name in held.images if name.startswith("Toile")]
        assert "Toile Landmark nose" in held.objects
    assert (tmp_path / "mine.blend").stat().st_size < 2_000_000


def test_the_panel_round_trips_photos_and_who_in_them_is_meant(scene):
    assert bpy.ops.toile.pick_person(photo=2, point_px=(120.4, 33.6)) == {"FINISHED"}
    job = job_view.read(scene)
    assert [(each.photo, each.options) for each in job.photo_options] == [(2, {"point": "120,34"})]
    job_view.write(replace(job, photos=job.photos[:1], photo_options=()), scene)
    assert len(job_view.read(scene).photos) == 1
    job_view.write(job, scene)
    assert job_view.read(scene) == job
    with pytest.raises(RuntimeError, match="no photo 3"):
        bpy.ops.toile.pick_person(photo=3, point_px=(1, 2))


def test_a_click_on_a_person_forgets_the_corrections_of_the_other(scene):
    scene.toile.estimator_fake.person = 2
    bpy.ops.toile.estimate_body()
    drag("nose", (100.0, 120.0))
    bpy.ops.toile.refit()
    assert bpy.ops.toile.pick_person(point_px=(250.0, 300.0)) == {"FINISHED"}
    options = job_view.read(scene).estimator.options
    assert (options["person"], options["point"]) == (0, "250,300")
    assert job_view.read(scene).corrections == ()


def test_another_number_of_the_person_forgets_the_corrections_of_that_photo_alone(scene):
    drag("nose", (100.0, 120.0))
    bpy.ops.toile.show_landmarks(photo=2)
    drag("nose", (90.0, 80.0))
    bpy.ops.toile.refit()
    job = job_view.read(scene)
    scene.toile.estimator_fake.person = 2
    assert job_view.read(scene).corrections == (Correction("nose", 2, (90.0, 80.0)),)
    job_view.write(job, scene)
    assert job_view.read(scene) == job


def test_at_most_four_photos(scene, tmp_path):
    for _ in range(2):
        bpy.ops.toile.add_photo(filepath=str(tmp_path / "more.jpg"))
    with pytest.raises(RuntimeError, match="There are 4 photos"):
        bpy.ops.toile.add_photo(filepath=str(tmp_path / "more.jpg"))


def test_ranges_are_said_where_nothing_was_typed(scene):
    from toile.addon.ui.panels import range_text

    assert range_text(scene, "stature") == "(166.0 to 174.0)"
    assert range_text(scene, "mass") == "(55.0 to 65.0)"
    assert range_text(scene, "neck") == ""


def test_forgetting_the_person_takes_photo_landmarks_and_corrections(scene):
    drag("nose", (100.0, 120.0))
    bpy.ops.toile.refit()
    bpy.ops.toile.forget_person()
    assert not empties.empties() and "Toile Photo" not in bpy.data.images
    assert job_view.read(scene).corrections == () and job_view.read(scene).photos == ()


def test_the_wrist_of_a_real_photo_follows_a_drag(tmp_path, empty_file):
    pytest.importorskip("mediapipe")
    from toile.addon.core.body.landmarks import fitted_landmarks, landmark_body
    from toile.addon.plugins import builtin

    ui.register()
    try:
        props.build(builtin())
        shown = bpy.context.scene.toile
        shown.photo, shown.tape.stature_mm, shown.tape.gender = str(SAMPLE), 1680.0, "female"
        assert bpy.ops.toile.estimate_body() == {"FINISHED"}
        (wrist,) = landmark_body().rows([LANDMARKS.index("right_wrist")])
        before = session.state(bpy.context.scene).inferred
        start = before.detected[0].landmarks[LANDMARKS.index("right_wrist")]
        seen = project(before.fit.camera, fitted_landmarks(before.fit)[wrist])
        way = np.array([-60.0, -80.0])  # outwards and up, as far as an elbow bends
        drag("right_wrist", tuple(start + way))
        assert bpy.ops.toile.refit() == {"FINISHED"}
        after = session.state(bpy.context.scene).inferred.fit
        gone = project(after.camera, fitted_landmarks(after)[wrist]) - seen
        share = gone @ way / (way @ way)
        assert share > 0.6
    finally:
        ui.unregister()
