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
from toile.addon.core.body.skeleton import rotation_matrix  # noqa: E402
from toile.addon.core.body.tape import fit_from_tape  # noqa: E402
from toile.addon.core.camera import intrinsics, project  # noqa: E402
from toile.addon.core.errors import PhotoError, TapeError  # noqa: E402
from toile.addon.core.types import Camera, PhotoEvidence, Tape  # noqa: E402
from toile.ml.fit import parameters  # noqa: E402
from toile.ml.fit.noise import IMAGE, depth_noise  # noqa: E402
from toile.ml.fit.silhouette import fill  # noqa: E402
from toile.ml.solver import Anny  # noqa: E402

from tests.contract import check_body_model, check_options, drain, same

SIZE = (480, 640)
TAPE = Tape(stature_mm=1680.0, mass_kg=61.0, gender="female", waist_mm=720.0)


@cache
def person() -> tuple[np.ndarray, np.ndarray]:
    """The parameters of someone who walks, one arm raised, before a camera that looks down a little; their shape."""
    layout = parameters.layout()
    shape = drain(fit_from_tape(TAPE, "relaxed")).shape
    bends = layout.rest_bends(shape)
    x = np.zeros(layout.count)
    x[parameters.ROOT] = 0.0, 0.35, 0.0
    x[parameters.PLACE] = 0.1, -0.05, 3.4
    x[parameters.PITCH] = np.radians(3)
    x[parameters.ROOT] = turned_by(x[parameters.PITCH], x[parameters.ROOT])
    for side, sign, knee, hip in (("L", 1.0, 0.25, -0.3), ("R", -1.0, 0.3, 0.1)):
        x[layout.hinge(f"shoulder.{side}")] = 0.05, sign * 0.45, 0.0
        x[layout.hinge(f"elbow.{side}").start] = 0.3 - bends[f"elbow.{side}"]
        x[layout.hinge(f"knee.{side}").start] = knee - bends[f"knee.{side}"]
        x[layout.hinge(f"hip.{side}").start] = hip
    x[layout.hinge("shoulder.L")] = -0.5, -0.3, 0.2
    x[layout.hinge("elbow.L").start] = 1.2 - bends["elbow.L"]
    x[layout.shape_start :] = shape[layout.shape_places]
    return x, shape


def turned_by(pitch: float, vector: np.ndarray) -> np.ndarray:
    from toile.addon.core.body.skeleton import rotation_vector

    return rotation_vector(rotation_matrix(np.array([pitch, 0, 0])) @ rotation_matrix(vector))


@cache
def evidence(hide_legs: bool = False) -> PhotoEvidence:
    """What a detector would say of that person, with its known bias and no other error."""
    layout = parameters.layout()
    x, shape = person()
    posed = layout.posed(x[None], shape)
    K = intrinsics(1.2 * SIZE[1], SIZE)
    camera = Camera(K, SIZE, np.eye(4), "assumed")
    numbers = layout.body.landmarks
    points, world = np.zeros((33, 2)), np.zeros((33, 3))
    points[numbers] = project(camera, posed.landmarks[0])
    world[numbers] = posed.landmarks[0]
    world -= world[[23, 24]].mean(0)
    noise = depth_noise()
    world[:, 2] += np.linalg.lstsq(noise.difference, noise.bias_m, rcond=None)[0]
    height_px = K[0, 0] * 1.68 / x[parameters.PLACE][2]
    for (left, right), (outwards, down, _) in IMAGE.items():
        points[left] += np.array([outwards * np.cos(0.35), down]) * height_px / 100
        if left != right:
            points[right] += np.array([-outwards * np.cos(0.35), down]) * height_px / 100
    seen = np.zeros(33)
    seen[numbers] = 1.0
    vertices = layout.body.vertices(posed.coefficients, posed.turned, posed.moved)[0]
    region = fill(project(camera, vertices), layout.body.model.skin_faces, SIZE)
    if hide_legs:
        seen[25:] = 0.0
        region[int(points[[25, 26], 1].min()) :] = False
    image = np.full((SIZE[1], SIZE[0], 3), 128, np.uint8)
    return PhotoEvidence(image, points, world * 1.7 / 1.68, seen, region.astype(np.float32), camera)


def truth() -> np.ndarray:
    """(V, 3) the person's vertices from the middle of the hips, camera axes."""
    layout = parameters.layout()
    x, shape = person()
    posed = layout.posed(x[None], shape)
    return layout.body.vertices(posed.coefficients, posed.turned, posed.moved)[0] - x[parameters.PLACE]


@cache
def fitted():
    plugin = Anny(Anny.Options(), 0)
    fit = drain(plugin.fit((evidence(),), TAPE))
    return fit, drain(plugin.build(fit))


def test_options_and_contract():
    check_options(Anny.Options)
    check_body_model(Anny(Anny.Options(), 0), TAPE, (evidence(),))


def test_a_known_body_is_recovered():
    fit, body = fitted()
    assert fit.landmark_residual < 0.006
    assert fit.silhouette_iou > 0.93
    camera_axes = fit.camera.cam_from_world[:3, :3]
    found = (posed_vertices(body) - fit.world_from_root[:3, 3]) @ camera_axes.T
    error = np.linalg.norm(found - truth(), axis=1)[parameters.layout().body.model.is_skin]
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
    seen = evidence().silhouette > 0.5
    assert (drawn & seen).sum() / (drawn | seen).sum() > 0.92


def test_legs_out_of_the_picture_stand_straight():
    fit = drain(Anny(Anny.Options(), 0).fit((evidence(hide_legs=True),), TAPE))
    body = drain(Anny(Anny.Options(), 0).build(fit))
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
    fit = drain(Anny(Anny.Options(), 0).fit((evidence(),), Tape()))
    assert any("stature was assumed to be 1.70 m" in note for note in fit.warnings)
    assert any("gender" in note for note in fit.warnings)
    assert same(fit, drain(Anny(Anny.Options(), 0).fit((evidence(),), Tape())))


def test_a_library_pose_keeps_the_shape():
    plugin = Anny(Anny.Options(pose="relaxed"), 0)
    fit = drain(plugin.fit((evidence(),), TAPE))
    assert np.array_equal(fit.shape, fitted()[0].shape)
    assert fit.camera is None


def test_nonsense_is_refused():
    random = np.random.default_rng(3)
    shuffled = replace(evidence(), landmarks=random.uniform(0, 480, (33, 2)))
    with pytest.raises(PhotoError, match="does not look like one whole person"):
        drain(Anny(Anny.Options(), 0).fit((shuffled,), TAPE))
    with pytest.raises(TapeError):
        drain(Anny(Anny.Options(), 0).fit((evidence(),), Tape(stature_mm=16.8)))
    with pytest.raises(TapeError, match="gender"):
        drain(Anny(Anny.Options(), 0).fit((evidence(),), Tape(gender="robot")))


def test_overlay(tmp_path):
    path = drain(Anny(Anny.Options(), 0).overlay((evidence(),), fitted()[0], tmp_path / "overlay.png"))
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
        "plugin = Anny(Anny.Options(), 0)\n"
        "for step in plugin.from_tape(Tape(stature_mm=1700.0)): pass\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
