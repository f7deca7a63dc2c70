"""The photo's face on the avatar: seen in the still where it will do, refused in words where not, and in no file."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from mathutils import Matrix
from toile.addon.blender.collections import remove_collection
from toile.addon.blender.person.avatar import figure, own_face
from toile.addon.blender.person.scene import Photo
from toile.addon.blender.picture import cycles, subject
from toile.addon.blender.picture.still import Still
from toile.addon.core.camera import blender_matrix, intrinsics, look_at, project_camera
from toile.addon.core.face.own_face import OwnFace, take_face
from toile.addon.core.photo.image import gaussian, linear_from_srgb, luminance
from toile.addon.core.photo.skin_tone import read_skin_tone
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Camera, Drape, Dressed

from tests.core.painted_face import SIZE, seen, somebody

BARE = Dressed(Drape(()), ())
PX = 128


@pytest.fixture(autouse=True)
def users_file():
    bpy.ops.wm.read_homefile(use_factory_startup=True)
    yield
    remove_collection(subject.SUBJECT)


@pytest.fixture
def person():
    body = somebody()
    evidence, head = seen(body)
    body = replace(body, camera=Camera(head.K, SIZE, head.cam_from_rest, "assumed"))
    return body, evidence, exhaust(Photo(Photo.Options(), 0).place(body, evidence))


def picture(scene, camera) -> np.ndarray:
    """(PX, PX, 3) linear, of the head by a camera (4, 4), cam_from_world."""
    cycles.set_up(scene, (PX, PX), 8, 0, "cpu")
    cycles.use_denoiser(scene, True)
    scene.camera.matrix_world = Matrix(blender_matrix(camera).tolist())
    scene.camera.data.lens = 36 * camera.K[0, 0] / PX
    return exhaust(cycles.render_linear(scene, "render", "head"))[..., :3]


def test_from_the_photos_camera_the_still_has_the_photos_face(person):
    body, evidence, rig = person
    tone = read_skin_tone(evidence)
    face = take_face(body, evidence, tone)
    assert isinstance(face, OwnFace), face
    scene = bpy.data.scenes["Toile Studio"]
    head, joint = face.head, body.joints.index("head")
    rest_from_world = body.world_from_joint_rest[joint] @ np.linalg.inv(body.world_from_joint[joint])
    by_rest = look_at(head.eye, head.middle - (0, 0, 0.03))
    K = intrinsics(PX * 2.4 / 0.22, (PX, PX))
    with subject.shown(subject.AVATAR, BARE, rig, scene, figure.Looks(hair="bald")):
        plain = picture(scene, Camera(K, (PX, PX), by_rest @ rest_from_world, "assumed"))
        own_face.put_on(face, tone)
        own = picture(scene, Camera(K, (PX, PX), by_rest @ rest_from_world, "assumed"))
    rows, columns = np.mgrid[:PX, :PX] + 0.5
    rays = np.stack([columns, rows, np.ones_like(rows)], -1) @ np.linalg.inv(K).T @ by_rest[:3, :3]
    at = project_camera(head.K, rays @ head.cam_from_rest[:3, :3].T)
    photo = linear_from_srgb(evidence.image[np.floor(at[..., 1]).astype(int), np.floor(at[..., 0]).astype(int)])
    inner = (np.hypot((columns / PX - 0.5) / 0.24, (rows / PX - 0.5) / 0.3)) < 1
    alike = likeness(own, photo, inner)
    assert alike > 0.7 and alike > likeness(plain, photo, inner) + 0.1
    assert np.abs(own - plain)[inner].mean() > 0.03 > np.abs(own - plain)[:12].mean()


def likeness(a: np.ndarray, b: np.ndarray, where: np.ndarray) -> float:
    """-1 to 1: how two pictures go together in what is finer than their light."""
    logs = [np.log(luminance(each) + 0.01) for each in (a, b)]
    return float(np.corrcoef(*((log - gaussian(log, 0.075 * PX))[where] for log in logs))[0, 1])


def render(person, view="front", **options):
    body, evidence, rig = person
    settings = {"subject": "avatar", "face": "own", "hair": "bald", "width": 64, "height": 96, "quality": "draft"}
    return lambda path: exhaust(
        Still(Still.Options(**{**settings, **options}), 0).render(BARE, rig, evidence, view, path)
    )


def test_the_record_says_which_face_and_why(person, tmp_path):
    front = render(person)(tmp_path / "a.png")
    assert front.facts["face"] == "own" and front.facts["face_aside_deg"] < 15
    side = render(person, "left")(tmp_path / "b.png")
    assert side.facts["face"] == "plain" and "limit 15" in side.facts["notes"]
    assert "face" not in render(person, face="plain")(tmp_path / "c.png").facts
    other = render(person, skin_tone="deep")(tmp_path / "d.png")
    assert other.facts["face"] == "plain" and "skin_tone" in other.facts["notes"]
    assert not any(image.name.startswith(own_face.NAME) for image in bpy.data.images)


def test_a_file_that_is_saved_meanwhile_holds_nothing_of_the_photo(person, tmp_path):
    body, evidence, rig = person
    face = take_face(body, evidence, read_skin_tone(evidence))
    scene = bpy.data.scenes["Toile Studio"]
    with subject.shown(subject.AVATAR, BARE, rig, scene, figure.Looks(hair="bald")):
        own_face.put_on(face, read_skin_tone(evidence))
        assert bpy.data.images[own_face.NAME].packed_file is None
        bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "x.blend"), copy=True, compress=False)
    raw = (tmp_path / "x.blend").read_bytes()
    row = np.dstack([face.laid.colour, face.laid.weight]).astype(np.float32)[face.laid.weight.shape[0] // 2]
    assert row[20:40].tobytes() not in raw
