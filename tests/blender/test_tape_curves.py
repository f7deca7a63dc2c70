"""The tape on the body in Blender: named, coloured, as long as its measure, carried by the armature."""

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.person import tape_curves
from toile.addon.blender.person.scene import Photo
from toile.addon.core.body.build import body_model, build_body
from toile.addon.core.body.poses import make_pose
from toile.addon.core.body.skeleton import skin, translation
from toile.addon.core.body.tape_marks import MEASURES
from toile.addon.core.body.tape_paths import tape_paths
from toile.addon.core.errors import JobError
from toile.addon.core.types import BodyFit

from tests.blender.deformed import deformed


def woman(pose="walking"):
    model = body_model()
    shape = model.mean_shape
    shape[model.place("gender")] = 1.0
    return build_body(BodyFit("anny", shape, make_pose(pose, shape), translation(model.rest_heads(shape)[0]), None))


def place(body, **options):
    for _ in Photo(Photo.Options(**options), 0).place(body, None):
        pass


def rings(points):
    """(n, 3) the middles of a cord's rings."""
    return np.asarray(points).reshape(-1, tape_curves.AROUND, 3).mean(1)


@pytest.fixture(autouse=True)
def users_file():
    bpy.ops.wm.read_homefile(use_factory_startup=True)


@pytest.fixture(scope="module")
def body():
    return woman()


def test_every_measure_has_a_cord_as_long_as_it_is(body):
    place(body, tape=True)
    cords = {item.name.removeprefix("Toile Tape "): item for item in bpy.data.collections["Toile Tape"].objects}
    assert set(cords) == set(MEASURES)
    assert "Toile Tape" in bpy.data.collections["Toile Person"].children
    closed = {path.name: path.is_closed for path in tape_paths(body)}
    for name, item in cords.items():
        line = rings([vertex.co for vertex in item.data.vertices])
        steps = (np.roll(line, -1, 0) - line) if closed[name] else np.diff(line, axis=0)
        assert np.linalg.norm(steps, axis=1).sum() == pytest.approx(body.measures[name], abs=0.001)
        assert item["toile_length_mm"] == pytest.approx(1000 * body.measures[name], abs=0.2)
        assert len(item.data.materials) == 1
    colours = {tuple(item.data.materials[0].diffuse_color) for item in cords.values()}
    assert len(colours) == 3


def test_the_cords_follow_the_armature(body):
    place(body, tape=True)
    for path in tape_paths(body)[::5]:
        line = rings(deformed(bpy.data.objects[f"Toile Tape {path.name}"]))
        posed = skin(path.points, path.skin_weights, body.world_from_joint_rest, body.world_from_joint)
        np.testing.assert_allclose(line, posed, atol=5e-4)


def test_the_tape_is_put_on_and_taken_off(body):
    place(body)
    assert not tape_curves.is_shown()
    before = len(bpy.data.objects), len(bpy.data.materials), len(bpy.data.meshes)
    assert len(tape_curves.show()) == len(MEASURES)
    assert tape_curves.is_shown()
    tape_curves.show()
    assert len(bpy.data.objects) == before[0] + len(MEASURES)
    tape_curves.hide()
    assert not tape_curves.is_shown()
    assert (len(bpy.data.objects), len(bpy.data.materials), len(bpy.data.meshes)) == before


def test_without_a_person_it_says_so():
    with pytest.raises(JobError, match="no armature"):
        tape_curves.show()
