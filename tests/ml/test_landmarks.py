"""People are found, numbered from the left, and refused where there is none; needs mediapipe."""

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("mediapipe")
from PIL import Image  # noqa: E402
from toile.addon.core.errors import PhotoError, WorkerError  # noqa: E402
from toile.addon.core.types import Tape  # noqa: E402
from toile.ml import people  # noqa: E402
from toile.ml.landmarks import Mediapipe, box_region, point_in  # noqa: E402
from toile.ml.solver import Anny  # noqa: E402

from tests.contract import check_cancel, check_estimator, check_options, drain  # noqa: E402

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "addon" / "assets" / "sample" / "person.jpg"
DATA = ROOT.parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the test photos are not here")


def estimate(path: Path, **options):
    return drain(Mediapipe(Mediapipe.Options(**options), 0).estimate(path))


def test_contract():
    check_options(Mediapipe.Options)
    evidence = check_estimator(Mediapipe(Mediapipe.Options(), 0), SAMPLE)
    assert (evidence.visibility > 0.5).sum() > 20
    check_cancel(lambda: Mediapipe(Mediapipe.Options(), 0).estimate(SAMPLE))


def test_the_sample_becomes_a_body():
    evidence = estimate(SAMPLE)
    fit = drain(Anny(Anny.Options(), 0).fit((evidence,), Tape()))
    assert fit.landmark_residual < 0.015
    assert fit.silhouette_iou > 0.8


def test_checkpoint_is_the_recorded_one(tmp_path, monkeypatch):
    recorded = people.CHECKPOINT.with_name(people.CHECKPOINT.name + ".sha256").read_text().split()[0]
    assert hashlib.sha256(people.CHECKPOINT.read_bytes()).hexdigest() == recorded
    assert recorded in people.CHECKPOINT.with_name("README.md").read_text("utf-8")
    other = tmp_path / people.CHECKPOINT.name
    other.write_bytes(b"something else")
    other.with_name(other.name + ".sha256").write_text(recorded)
    monkeypatch.setattr(people, "CHECKPOINT", other)
    people.landmarker.cache_clear()
    with pytest.raises(WorkerError, match="not the one recorded"):
        estimate(SAMPLE)
    people.landmarker.cache_clear()


def test_nobody_there(tmp_path):
    Image.fromarray(np.full((400, 300, 3), 200, np.uint8)).save(tmp_path / "wall.png")
    with pytest.raises(PhotoError, match="No person"):
        estimate(tmp_path / "wall.png")


@pytest.mark.parametrize("text", ["1,2,3", "a,b,c,d", "nan,0,100,100", "0,0,20,20", "5000,0,6000,500"])
def test_boxes_that_are_none(text):
    with pytest.raises(PhotoError, match="box"):
        box_region(text, 640, 480)


def test_boxes():
    assert box_region("", 640, 480) == (0, 0, 640, 480)
    assert box_region(" 10, 20.4, 900, 300 ", 640, 480) == (10, 20, 640, 300)
    assert box_region("100,200,800,1000", 640, 480, scale=0.25) == (25, 50, 200, 250)


@pytest.mark.parametrize("text", ["1", "1,2,3", "a,b", "nan,5", "-1,5", "5,481", "641,5"])
def test_points_that_are_none(text):
    with pytest.raises(PhotoError, match=r"point .*\. Write point as x,y in px of the photo's 640 x 480"):
        point_in(text, 640, 480)


def test_points():
    assert point_in(" ", 640, 480) is None
    assert point_in("1200, 400", 640, 480, scale=0.5).tolist() == [600.0, 200.0]


def stick_figure(x: float, height: float = 400.0) -> people.Person:
    """Somebody upright round ``x``, hands by the sides."""
    points = np.full((33, 2), [x, 0.0])
    places = {11: (0.1, 0.2), 13: (0.13, 0.35), 15: (0.14, 0.5), 23: (0.07, 0.5), 25: (0.07, 0.75), 27: (0.07, 1.0)}
    for left, (across, down) in places.items():
        points[left], points[left + 1] = (x + across * height, down * height), (x - across * height, down * height)
    return people.Person(points, np.zeros((33, 3)), np.ones(33), 1.0, np.ones((1, 1)), (0, 0, 1, 1))


@pytest.mark.parametrize(
    ("point", "who"),
    [((100, 200), 0), ((300, 5), 1), ((245, 200), 1), ((155, 195), 0), ((199, 100), 0), ((201, 100), 1), ((0, 0), 0)],
)
def test_a_click_means_the_person_it_is_nearest_to(point, who):
    assert people.nearest([stick_figure(100), stick_figure(300)], np.array(point, float)) == who


def test_a_point_and_a_number_together_are_refused():
    with pytest.raises(PhotoError, match=r"Both person 1 and the point '300,400'"):
        estimate(SAMPLE, person=1, point="300,400")


@needs_data
def test_a_group_is_numbered_from_the_left():
    path = DATA / "photos" / "group_unsplash_gVP-Zx46QY4.jpg"
    whole = estimate(path)
    assert any("7 people" in note and "person from 1 to 7" in note for note in whole.warnings)
    middles = [estimate(path, person=number).landmarks[[11, 12, 23, 24], 0].mean() for number in (1, 4, 7)]
    assert middles == sorted(middles)
    with pytest.raises(PhotoError, match="7 can be seen"):
        estimate(path, person=8)
    left, top = estimate(path, person=2).landmarks[[11, 12, 23, 24]].mean(0)
    clicked = estimate(path, point=f"{left:.0f},{top:.0f}")
    assert abs(clicked.landmarks[[11, 12, 23, 24], 0].mean() - left) < 5
    assert not any("people" in note for note in clicked.warnings)
    boxed = estimate(path, box="600,300,900,900")
    assert 600 < boxed.landmarks[[11, 12], 0].mean() < 900


@needs_data
@pytest.mark.parametrize("name", ["photos/none_giraffes.jpg", "photos/none_groceries.jpg"])
def test_no_person(name):
    with pytest.raises(PhotoError, match="No person"):
        estimate(DATA / name)


@needs_data
def test_flat_garments_are_no_people():
    for path in sorted((DATA / "garment_photos").iterdir())[::4]:
        with pytest.raises(PhotoError):
            estimate(path)


@needs_data
def test_what_is_cut_off_is_said(tmp_path):
    photo = Image.open(DATA / "photos" / "gen_w8.png").convert("RGB")
    width, height = photo.size
    photo.crop((0, round(0.16 * height), width, height)).save(tmp_path / "headless.png")
    assert any("head is cut off" in note for note in estimate(tmp_path / "headless.png").warnings)
    photo.crop((0, 0, width, round(0.75 * height))).save(tmp_path / "footless.png")
    assert any("feet are out" in note for note in estimate(tmp_path / "footless.png").warnings)


@needs_data
@pytest.mark.parametrize("top", [0.3, 0.45, 0.55])
@pytest.mark.parametrize("name", ["gen_simon.png", "gen_w8.png", "gen_model9.png"])
def test_legs_alone_are_refused(tmp_path, name, top):
    photo = Image.open(DATA / "photos" / name).convert("RGB")
    photo.crop((0, round(top * photo.height), photo.width, photo.height)).save(tmp_path / "legs.png")
    with pytest.raises(PhotoError):
        drain(Anny(Anny.Options(), 0).fit((estimate(tmp_path / "legs.png"),), Tape()))


@needs_data
def test_lying_photos_are_refused(tmp_path):
    Image.open(DATA / "photos" / "gen_w8.png").rotate(90, expand=True).save(tmp_path / "lying.png")
    with pytest.raises(PhotoError, match="Turn the photo"):
        estimate(tmp_path / "lying.png")


def test_names_of_photos_are_not_logged(caplog):
    with caplog.at_level("INFO"):
        estimate(SAMPLE)
    assert SAMPLE.name not in caplog.text


def test_the_bundle_is_made_only_from_the_pinned_version(tmp_path):
    import mediapipe

    if mediapipe.__version__ == "0.10.21":
        pytest.skip("this is the pinned version")
    script = ROOT / "scripts" / "make_task_bundle.py"
    ran = subprocess.run([sys.executable, script, tmp_path / "x.task"], capture_output=True, text=True, check=False)
    assert ran.returncode != 0
    assert "0.10.21" in ran.stderr
