"""A body is recovered from its own landmarks and silhouette; what was typed is kept; the unseen stands."""

import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

cv2 = pytest.importorskip("cv2")
from toile.addon.core.body.build import posed_vertices  # noqa: E402
from toile.addon.core.camera import project  # noqa: E402
from toile.addon.core.errors import PhotoError, TapeError  # noqa: E402
from toile.addon.core.types import Tape  # noqa: E402
from toile.ml.fit import parameters  # noqa: E402
from toile.ml.fit.silhouette import fill  # noqa: E402
from toile.ml.solver import Anny  # noqa: E402

from tests.contract import check_body_model, check_options, drain, same
from tests.ml.synthetic_person import SIZE, TAPE, seen, vertices, walking, without_legs


@cache
def fitted():
    plugin = Anny(Anny.Options(lifter="off"), 0)
    fit = drain(plugin.fit((seen(walking()),), TAPE))
    return fit, drain(plugin.build(fit))


def test_options_and_contract():
    check_options(Anny.Options)
    check_body_model(Anny(Anny.Options(lifter="off"), 0), TAPE, (seen(walking()),))


def test_a_known_body_is_recovered():
    fit, body = fitted()
    assert fit.landmark_residual < 0.006
    assert fit.silhouette_iou > 0.93
    camera_axes = fit.camera.cam_from_world[:3, :3]
    found = (posed_vertices(body) - fit.world_from_root[:3, 3]) @ camera_axes.T
    truth = vertices(walking()) - walking()[parameters.PLACE]
    error = np.linalg.norm(found - truth, axis=1)[parameters.layout().body.model.is_skin]
    assert error.mean() < 0.025
    pitch = np.degrees(np.arcsin(-camera_axes[:, 2][2]))
    assert abs(pitch - 3) < 3


def test_what_was_typed_is_kept():
    _, body = fitted()
    assert body.measures["stature"] == pytest.approx(1.68, abs=0.002)
    assert body.measures["waist"] == pytest.approx(0.72, abs=0.002)
    assert body.mass_kg == pytest.approx(61.0, abs=0.3)


def test_the_body_stands_where_the_camera_sees_it():
    fit, body = fitted()
    posed = posed_vertices(body)
    assert abs(posed[parameters.layout().body.model.is_skin, 2].min()) < 1e-6
    assert np.abs(fit.world_from_root[:2, 3]).max() < 1e-9
    drawn = fill(project(fit.camera, posed), body.faces, SIZE)
    silhouette = seen(walking()).silhouette > 0.5
    assert (drawn & silhouette).sum() / (drawn | silhouette).sum() > 0.92


def test_legs_out_of_the_picture_stand_straight():
    fit = drain(Anny(Anny.Options(lifter="off"), 0).fit((without_legs(seen(walking())),), TAPE))
    body = drain(Anny(Anny.Options(lifter="off"), 0).build(fit))
    place = {name: body.world_from_joint[body.joints.index(name), :3, 3] for name in body.joints}
    for side in "LR":
        leg = place[f"foot.{side}"] - place[f"upperleg01.{side}"]
        assert -leg[2] > 0.97 * np.linalg.norm(leg)


def test_knees_and_elbows_bend_one_way():
    layout = parameters.layout()
    fit, _ = fitted()
    bends = layout.rest_bends(fit.shape)
    for name, rest in bends.items():
        joint = {"knee": "lowerleg01", "elbow": "lowerarm01"}[name[:-2]] + name[-2:]
        rotation = fit.pose[layout.body.model.joint(joint)]
        axis = np.array([1.0, 0, 0])
        if name.startswith("elbow"):
            heads = layout.body.heads(layout.body.coefficients(fit.shape[None]))[0]
            axis = parameters.arm_axes(layout.body, heads, name[-1])[:, 0]
        skew = np.array(
            [rotation[2, 1] - rotation[1, 2], rotation[0, 2] - rotation[2, 0], rotation[1, 0] - rotation[0, 1]]
        )
        assert np.arcsin(np.clip(skew @ axis / 2, -1, 1)) + rest > -0.05


def test_nothing_typed_is_said():
    fit = drain(Anny(Anny.Options(lifter="off"), 0).fit((seen(walking()),), Tape()))
    assert any("stature was assumed to be 1.70 m" in note for note in fit.warnings)
    assert any("gender" in note for note in fit.warnings)
    assert same(fit, drain(Anny(Anny.Options(lifter="off"), 0).fit((seen(walking()),), Tape())))


def test_a_library_pose_keeps_the_shape():
    body = drain(Anny(Anny.Options(pose="relaxed", lifter="off"), 0).build(fitted()[0]))
    assert np.array_equal(body.shape, fitted()[0].shape)
    assert body.camera is None


def test_nonsense_is_refused():
    random = np.random.default_rng(3)
    shuffled = replace(seen(walking()), landmarks=random.uniform(0, 480, (33, 2)))
    with pytest.raises(PhotoError, match="does not look like one whole person"):
        drain(Anny(Anny.Options(lifter="off"), 0).fit((shuffled,), TAPE))
    with pytest.raises(TapeError):
        drain(Anny(Anny.Options(lifter="off"), 0).fit((seen(walking()),), Tape(stature_mm=16.8)))
    with pytest.raises(TapeError, match="gender"):
        drain(Anny(Anny.Options(lifter="off"), 0).fit((seen(walking()),), Tape(gender="robot")))


def test_overlay(tmp_path):
    path = drain(Anny(Anny.Options(lifter="off"), 0).overlay((seen(walking()),), fitted()[0], tmp_path / "overlay.png"))
    picture = cv2.imread(str(path))
    assert picture.shape[0] == SIZE[1]
    assert picture.shape[1] > SIZE[0]
    assert [item.name for item in tmp_path.iterdir()] == ["overlay.png"]


def test_plugins_import_without_cv2_mediapipe_and_pillow():
    code = (
        "import sys; sys.path.insert(0, 'scripts'); import package; package.load()\n"
        "for name in ('cv2', 'mediapipe', 'PIL', 'torch', 'scipy'): sys.modules[name] = None\n"
        "from toile.ml.landmarks import Mediapipe\nfrom toile.ml.solver import Anny\n"
        "from toile.addon.core.types import Tape\n"
        "plugin = Anny(Anny.Options(lifter='off'), 0)\n"
        "for step in plugin.from_tape(Tape(stature_mm=1700.0)): pass\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
