"""From several photos, and corrections by hand, to one body; needs mediapipe."""

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("mediapipe")
pytestmark = pytest.mark.slow
from PIL import Image, ImageOps
from toile.addon.core import pipeline
from toile.addon.core.body.landmarks import fitted_landmarks, landmark_body
from toile.addon.core.camera import project
from toile.addon.core.job import Job
from toile.addon.core.memo import Memo
from toile.addon.core.photo.corrections import LANDMARKS, Correction
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Tape
from toile.addon.plugins import ROOT, builtin

from tests.contract import check_fit, drain

SAMPLE = ROOT / "addon" / "assets" / "sample" / "person.jpg"
TAPE = Tape(stature_mm=1680.0, gender="female")


def finish(steps):
    """Several stages to their value; the whole job's progress never falls."""
    seen = []
    value = exhaust(steps, seen.append)
    totals = [0.0, *(step.total for step in seen), 1.0]
    assert (np.diff(totals) > -1e-9).all()
    return value


@pytest.fixture(scope="module")
def two_photos(tmp_path_factory):
    """The sample and its mirror image, twice as large as a picture is kept."""
    path = tmp_path_factory.mktemp("photos") / "mirrored.png"
    photo = ImageOps.mirror(Image.open(SAMPLE).convert("RGB"))
    photo.resize((3 * photo.width, 3 * photo.height)).save(path)
    job = Job((str(SAMPLE), str(path)), tape=TAPE)
    memo = Memo()
    return job, memo, finish(pipeline.infer(job, builtin(), memo))


def wrist_px(fit, camera, name: str) -> np.ndarray:
    (row,) = landmark_body().rows([LANDMARKS.index(name)])
    return project(camera, fitted_landmarks(fit)[row])


def test_one_shape_in_each_photo_its_own_pose_and_camera(two_photos, tmp_path):
    _, _, made = two_photos
    check_fit(made.fit)
    (other,) = made.fit.others
    assert made.fit.camera.size != other.camera.size
    assert made.evidence[1].scale == pytest.approx(2048 / 3600, abs=0.01)
    seen = made.evidence[1]
    again = replace(made.fit, pose=other.pose, world_from_root=other.world_from_root)
    for name in ("left_wrist", "right_wrist", "nose"):
        off = np.linalg.norm(wrist_px(again, other.camera, name) - seen.landmarks[LANDMARKS.index(name)])
        assert off < 0.04 * seen.image.shape[0]
    body = builtin().make("body", two_photos[0].body, 0)
    drain(body.overlay(made.evidence, made.fit, tmp_path / "overlay.png"))
    sheet = Image.open(tmp_path / "overlay.png")
    assert sheet.height > 1.5 * sheet.width / 2  # one photo below the other


def test_a_wrist_put_elsewhere_takes_the_arm_with_it(two_photos):
    job, memo, before = two_photos
    name, way = "left_wrist", np.array([60.0, -80.0])
    start = before.evidence[0].landmarks[LANDMARKS.index(name)]
    put = Correction(name, 1, tuple(float(value) for value in start + way))
    after = finish(pipeline.infer(replace(job, corrections=(put,)), builtin(), memo))
    assert memo.timings["estimate"].cached and not memo.timings["fit"].cached
    gone = wrist_px(after.fit, after.fit.camera, name) - wrist_px(before.fit, before.fit.camera, name)
    assert gone @ way / (way @ way) > 0.6
