"""The pipeline runs in order, repeats only what changed, delivers whole or not at all."""

import errno
import json
from dataclasses import dataclass, replace

import numpy as np
import pytest
from toile.addon.core import filing, pipeline
from toile.addon.core.errors import JobError, PhotoError
from toile.addon.core.filing import file_sha256
from toile.addon.core.job import PhotoOptions
from toile.addon.core.memo import Memo
from toile.addon.core.options import Choice, option
from toile.addon.core.photo.corrections import Correction
from toile.addon.core.photo.png import write_png
from toile.addon.core.photo.segments import COLOURS
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Tape

from tests import fakes

ORDER = ["estimate", "fit", "build", "segment", "draft", "place", "drape", "dress", "render", "render", "overlay"]


@pytest.fixture
def job(tmp_path):
    return fakes.job(tmp_path)


def test_stages_run_in_order_and_the_whole_job_progresses(job):
    plugins = fakes.registry()
    seen = []
    result = exhaust(pipeline.run(job, plugins, Memo()), seen.append)
    assert fakes.Fake.calls == ORDER
    totals = [step.total for step in seen]
    assert totals == sorted(totals)
    assert 0 <= totals[0] < 0.05
    assert totals[-1] > 0.9
    assert [s.view for s in result.stills] == ["photo", "front"]


def test_files_are_delivered_with_a_record_of_their_hashes(job, tmp_path):
    job = replace(job, save_blend=True, export=("glb", "usdc"))
    result = exhaust(pipeline.run(job, fakes.registry(), Memo()))
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        *("still_photo.png", "still_front.png", "overlay.png", "scene.blend", "record.json", "body.glb", "body.usdc")
    }
    record = json.loads((tmp_path / "out" / "record.json").read_text())
    assert record["files"] == {n: file_sha256(tmp_path / "out" / n) for n in names - {"record.json"}}
    assert record["person"]["measures_mm"] == {"stature": 1700.0}
    assert record["garments"][0]["seam_gap_max_mm"] == 0.1
    assert record["garments"][0]["fit_cm"] == {"chest": {"garment": 100.0, "body": 92.0, "ease": 8.0}}
    assert not record["stages"]["estimate"]["cached"]
    assert result.files[-1].name == "record.json"


def test_a_second_run_repeats_only_what_changed(job):
    plugins, memo = fakes.registry(), Memo()
    exhaust(pipeline.run(job, plugins, memo))
    fakes.Fake.calls.clear()
    changed = replace(job, look=Choice("fake", {"size": 2}))
    exhaust(pipeline.run(changed, plugins, memo))
    assert fakes.Fake.calls == ["dress", "render", "render", "overlay"]
    assert memo.timings["drape"].cached
    fakes.Fake.calls.clear()
    exhaust(pipeline.run(replace(changed, outfit=(Choice("fake", {"size": 3}),)), plugins, memo))
    assert fakes.Fake.calls == ["draft", "drape", "dress", "render", "render", "overlay"]


def test_only_a_photo_that_is_shown_is_told_apart(job):
    exhaust(pipeline.run(replace(job, views=("front",)), fakes.registry(), Memo()))
    assert "segment" not in fakes.Fake.calls


def test_segments_by_hand_change_the_stills_alone(job, tmp_path):
    plugins, memo = fakes.registry(), Memo()
    exhaust(pipeline.run(job, plugins, memo))
    fakes.Fake.calls.clear()
    write_png(np.full((6, 4, 3), COLOURS["hair"], np.uint8), tmp_path / "s.png")
    painted = replace(job, segments=str(tmp_path / "s.png"))
    exhaust(pipeline.run(painted, plugins, memo))
    assert fakes.Fake.calls == ["render", "render", "overlay"]
    _, evidence = exhaust(pipeline.tell_apart(painted, plugins, memo))
    assert evidence.segments.matte["hair"].min() > 0.99
    (tmp_path / "s.png").write_bytes(b"no PNG")
    with pytest.raises(JobError, match="The segments s.png"):
        exhaust(pipeline.run(painted, plugins, memo))


def test_a_new_colour_drapes_nothing(job):
    plugins, memo = fakes.registry(), Memo()
    exhaust(pipeline.run(job, plugins, memo))
    fakes.Fake.calls.clear()
    red = replace(job, outfit=(Choice("fake", {"colour": "#ff0000"}),))
    result = exhaust(pipeline.run(red, plugins, memo))
    assert fakes.Fake.calls == ["dress", "render", "render", "overlay"]
    assert [g.garment.colour for g in result.dressed.drape.garments] == ["#ff0000"]


class Posed(fakes.BodyModel):
    @dataclass(frozen=True)
    class Options(fakes.Setting):
        pose: str = option("photo", "The pose")


def test_another_pose_builds_again_and_fits_nothing(job):
    plugins, memo = fakes.registry(), Memo()
    plugins.targets["body.fake"] = Posed
    exhaust(pipeline.embody(job, plugins, memo))
    fakes.Fake.calls.clear()
    exhaust(pipeline.embody(replace(job, body=Choice("fake", {"pose": "seated"})), plugins, memo))
    assert fakes.Fake.calls == ["build", "place"]


def test_a_photo_whose_content_changed_is_a_new_photo(job, tmp_path):
    plugins, memo = fakes.registry(), Memo()
    exhaust(pipeline.run(job, plugins, memo))
    fakes.Fake.calls.clear()
    (tmp_path / "p.jpg").write_bytes(b"another")
    exhaust(pipeline.run(job, plugins, memo))
    assert fakes.Fake.calls == ORDER


@pytest.fixture
def two_photos(job, tmp_path):
    (tmp_path / "side.jpg").write_bytes(b"from the side")
    return replace(job, photos=(*job.photos, str(tmp_path / "side.jpg")))


def test_each_photo_is_looked_at_and_one_body_fits_all(two_photos):
    plugins, memo = fakes.registry(), Memo()
    choose = replace(two_photos, photo_options=(PhotoOptions(2, {"person": 4}),))
    seen = []
    result = exhaust(pipeline.run(choose, plugins, memo), seen.append)
    assert fakes.Fake.calls == ["estimate", *ORDER]
    assert [evidence.landmarks[0, 0] for evidence in result.inferred.evidence] == [0, 4]
    assert len(result.inferred.fit.others) == 1
    totals = [step.total for step in seen]
    assert totals == sorted(totals)
    assert result.inferred.remarks() == ("Photo 1: a", "Photo 2: a")
    fakes.Fake.calls.clear()
    exhaust(pipeline.run(two_photos, plugins, memo))
    assert fakes.Fake.calls[:3] == ["estimate", "fit", "build"]  # the second photo's only


def test_one_picture_under_two_names_is_refused(job, tmp_path):
    (tmp_path / "copy.jpg").write_bytes(b"a photo")
    for other in (job.photos[0], str(tmp_path / "copy.jpg")):
        with pytest.raises(JobError, match="Photos 1 and 2 are the same picture"):
            exhaust(pipeline.run(replace(job, photos=(job.photos[0], other)), fakes.registry(), Memo()))
    assert not (tmp_path / "out").exists()


class Blind(fakes.Estimator):
    """Sees nobody in the second photo."""

    def estimate(self, photo):
        if photo.name == "side.jpg":
            raise PhotoError("No person was found in the photo.", "Use another.")
        return (yield from super().estimate(photo))


def test_the_photo_that_shows_nobody_is_named(two_photos):
    plugins = fakes.registry()
    plugins.targets["estimator.fake"] = Blind
    with pytest.raises(PhotoError, match=r"^Photo 2: No person was found in the photo. Use another.$"):
        exhaust(pipeline.run(two_photos, plugins, Memo()))
    alone = replace(two_photos, photos=two_photos.photos[1:])
    with pytest.raises(PhotoError, match=r"^No person"):
        exhaust(pipeline.run(alone, plugins, Memo()))


def test_a_correction_fits_again_and_looks_at_no_photo_again(two_photos):
    plugins, memo = fakes.registry(), Memo()
    exhaust(pipeline.run(two_photos, plugins, memo))
    fakes.Fake.calls.clear()
    put = replace(two_photos, corrections=(Correction("nose", 2, (3.0, 5.0)),))
    result = exhaust(pipeline.run(put, plugins, memo))
    assert fakes.Fake.calls[:2] == ["fit", "build"]
    first, second = result.inferred.evidence
    assert first is result.inferred.detected[0]
    assert second.landmarks[0].tolist() == [3, 5] and second.placed.sum() == 1
    assert result.inferred.detected[1].landmarks[0].tolist() == [0, 0]
    fakes.Fake.calls.clear()
    exhaust(pipeline.run(put, plugins, memo))
    assert fakes.Fake.calls == ["render", "render", "overlay"]


def test_corrections_of_one_person_are_kept_apart_in_the_cache(job, tmp_path):
    shapes = []
    for across in (0.0, 3.0, 0.0):
        put = replace(job, corrections=(Correction("nose", 1, (across, 5.0)),))
        result = exhaust(pipeline.run(put, fakes.registry(), Memo(folder=tmp_path / "cache", version="1")))
        shapes.append(result.inferred.fit.shape.tolist())
    assert shapes[0] == shapes[2] != shapes[1]
    assert "fit" not in fakes.Fake.calls  # the third time it was there


def test_a_fit_with_all_that_it_may_hold_comes_back_from_the_cache(two_photos, tmp_path):
    exhaust(pipeline.run(two_photos, fakes.registry(), Memo(folder=tmp_path / "cache", version="1")))
    result = exhaust(pipeline.run(two_photos, fakes.registry(), Memo(folder=tmp_path / "cache", version="1")))
    assert not {"estimate", "fit"} & set(fakes.Fake.calls)
    fit = result.inferred.fit
    assert fit.ranges == {"stature": (1.66, 1.74), "mass": (55.0, 65.0)}
    assert (fit.outline, fit.device, len(fit.others)) == ({"chest": "loose"}, "numpy", 1)
    record = json.loads((tmp_path / "out" / "record.json").read_text())
    assert record["person"]["ranges_mm"] == {"stature": [1660.0, 1740.0]}
    assert record["person"]["mass_range_kg"] == [55.0, 65.0]
    assert record["person"]["outline"] == {"chest": "loose"}
    assert record["person"]["lifter_device"] == "numpy"


def test_a_value_that_is_gone_is_made_again(job):
    plugins, gone = fakes.registry(), set()
    memo = Memo(lambda value: type(value).__name__ not in gone)
    exhaust(pipeline.run(job, plugins, memo))
    fakes.Fake.calls.clear()
    gone.add("Drape")
    exhaust(pipeline.run(job, plugins, memo))
    assert fakes.Fake.calls[0] == "drape"


def test_a_cache_folder_serves_another_run_of_the_same_person(job, tmp_path):
    folder = tmp_path / "cache"
    exhaust(pipeline.run(job, fakes.registry(), Memo(folder=folder, version="1")))
    plugins = fakes.registry()
    exhaust(
        pipeline.run(replace(job, outfit=(Choice("fake", {"size": 5}),)), plugins, Memo(folder=folder, version="1"))
    )
    assert "estimate" not in fakes.Fake.calls
    assert "fit" not in fakes.Fake.calls
    assert folder.stat().st_mode & 0o077 == 0
    plugins = fakes.registry()
    exhaust(pipeline.run(job, plugins, Memo(folder=folder, version="2")))
    assert "estimate" in fakes.Fake.calls


def test_from_a_tape_there_is_no_photo_stage(tmp_path, job):
    plugins = fakes.registry()
    tape_job = replace(job, photos=(), tape=Tape(stature_mm=1700.0))
    result = exhaust(pipeline.run(tape_job, plugins, Memo()))
    assert fakes.Fake.calls[:2] == ["from_tape", "build"]
    assert [s.view for s in result.stills] == ["front"]
    assert not (tmp_path / "out" / "overlay.png").exists()


@pytest.mark.parametrize("stage", ["estimate", "drape", "render"])
def test_a_cancelled_job_leaves_nothing(job, tmp_path, stage):
    steps = pipeline.run(job, fakes.registry(), Memo())
    while next(steps).stage != stage:
        pass
    steps.close()
    assert not (tmp_path / "out").exists()


def test_a_failed_job_leaves_the_files_of_the_one_before(job, tmp_path):
    exhaust(pipeline.run(job, fakes.registry(), Memo()))
    before = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}
    plugins = fakes.registry()
    plugins.targets["output.fake"] = Broken
    with pytest.raises(RuntimeError):
        exhaust(pipeline.run(job, plugins, Memo()))
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == before


class Broken(fakes.Output):
    def render(self, dressed, rig, evidence, view, path):
        yield from self.work("render")
        path.write_bytes(b"half")
        raise RuntimeError("no device")


def test_a_folder_that_cannot_be_made_is_named(job, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(JobError, match="cannot be written"):
        exhaust(pipeline.run(replace(job, folder=str(tmp_path / "file" / "out")), fakes.registry(), Memo()))


def test_a_full_disk_is_named_and_nothing_is_left(tmp_path):
    with pytest.raises(JobError, match="disk of .* is full"), filing.delivery(tmp_path / "out") as staging:
        (staging / "half").write_bytes(b"x")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert not (tmp_path / "out").exists()
