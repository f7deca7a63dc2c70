"""The avatar: markings that go with the vertices, hair that grows where it should, and a still that shows a person."""

from __future__ import annotations

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from mathutils import Vector
from mathutils.bvhtree import BVHTree
from toile.addon.blender.collections import own_collection, remove_collection
from toile.addon.blender.person.avatar import hairstyles, markings, tones
from toile.addon.blender.person.avatar.figure import SEEN_SKIN, Looks, add_avatar
from toile.addon.blender.person.avatar.strands import cut
from toile.addon.blender.person.avatar.surface import read_surface
from toile.addon.blender.picture.still import Still
from toile.addon.core.body.model import body_model
from toile.addon.core.errors import JobError
from toile.addon.core.options import make_options

from tests.blender.test_still import dressed, pixels
from tests.blender.test_subjects import scenery, shoot


@pytest.fixture(autouse=True)
def users_file():
    bpy.ops.wm.read_homefile(use_factory_startup=True)


@pytest.fixture
def made():
    rig, _ = dressed()
    scene = bpy.data.scenes["Toile Studio"]

    def make(**looks):
        with own_collection("Toile Subject") as collection:
            armature = bpy.data.objects[rig.armature_object]
            return add_avatar(rig.body, armature, Looks(**looks), [], scene, collection, 0), scene

    return make


def hair_points():
    data = bpy.data.objects["Toile Hair"].data
    points = np.empty(len(data.points) * 3, np.float32)
    data.attributes["position"].data.foreach_get("vector", points)
    return points.reshape(-1, 3)


def test_lips_brows_and_hairline_are_where_they_belong():
    place, _ = markings.average()
    skin = body_model().is_skin
    lips = place[skin & (markings.lips(place) > 0)]
    assert 0.04 < np.ptp(lips[:, 0]) < 0.06 and -0.085 < lips[:, 2].min() < lips[:, 2].max() < -0.055
    scalp = place[skin & (markings.inside_hairline(place) > 0)]
    assert scalp[:, 2].max() > 0.1 and scalp[scalp[:, 1] < 0.0][:, 2].min() > 0.04  # no hair on the face
    brows = place[markings.brow(place) > 0.5]
    assert 0.008 < brows[:, 2].min() < brows[:, 2].max() < 0.024
    fingers = body_model().skin_weights[markings.nails() > 0.5].argmax(1)
    assert len(np.unique(fingers)) >= 10


def test_men_wear_briefs_and_women_a_top_too():
    rig, _ = dressed()
    under = markings.underwear(rig.body)
    shoulder = rig.body.world_from_joint_rest[rig.body.joints.index("upperarm01.L"), 2, 3]
    covered = rig.body.vertices[under > 0]
    is_woman = rig.body.gender >= 0.5
    assert (covered[:, 2].max() > shoulder - 0.2) == is_woman
    assert covered[:, 2].max() < shoulder + 0.15


@pytest.mark.parametrize("style", list(hairstyles.STYLES))
def test_hair_grows_outside_the_head(made, style):
    item, scene = made(hair=style)
    surface = read_surface(item, scene)
    points = surface.to_head(hair_points())
    skin = BVHTree.FromPolygons(surface.points.tolist(), surface.triangles.tolist())
    assert np.mean(depths(points[:: max(len(points) // 1500, 1)], skin) > 0.002) < 0.02
    face = (np.abs(points[:, 0]) < 0.045) & (points[:, 1] < 0.0) & (points[:, 2] < 0.03)
    assert not face.any()  # eyes, nose and mouth are free


def depths(points, skin):
    """(N,) m inside the skin."""
    hits = [(Vector(point), *skin.find_nearest(Vector(point))[:2]) for point in points]
    return np.array([-(point - place).dot(normal) for point, place, normal in hits])


def test_long_hair_lies_on_cloth():
    rig, look = dressed()
    scene = bpy.data.scenes["Toile Studio"]
    collar = ring(rig)
    with own_collection("Toile Subject") as collection:
        add_avatar(
            rig.body, bpy.data.objects[rig.armature_object], Looks(hair="straight"), [collar], scene, collection, 0
        )
    inside = np.linalg.norm(hair_points()[:, :2] - collar[0][:, :2].mean(0), axis=1) < 0.085
    level = np.abs(hair_points()[:, 2] - collar[0][:, 2].mean()) < 0.02
    assert (inside & level).sum() < 0.03 * max(level.sum(), 1)


def ring(rig):
    """A stand collar, wide of the neck."""
    neck = rig.body.world_from_joint[rig.body.joints.index("neck02"), :3, 3]
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    flat = np.stack([np.sin(turn), -np.cos(turn)], 1) * 0.095 + neck[:2]
    points = np.concatenate([np.c_[flat, np.full(48, neck[2] + rise)] for rise in (-0.03, 0.03)])
    k = np.arange(48)
    n = (k + 1) % 48
    return points, np.concatenate([np.stack([k, n, n + 48], 1), np.stack([k, n + 48, k + 48], 1)])


def test_strands_end_where_they_are_cut():
    strands = np.stack(
        [np.zeros((2, 5)), np.zeros((2, 5)), np.array([[0, -1, -2, -3, -4], [0, -0.1, -0.2, -0.3, -0.4]])], -1
    )
    ends = cut(strands, lambda points: points[..., 2] + 2.5)[:, -1, 2]
    assert np.allclose(ends, [-2.5, -0.4])


def test_the_same_seed_grows_the_same_hair(made):
    made(hair="bob")
    first = hair_points()
    made(hair="bob")
    assert np.array_equal(first, hair_points())


def test_a_still_shows_skin_of_the_tone_and_leaves_nothing(tmp_path):
    light, deep = (
        pixels(shoot(tmp_path / f"{tone}.png", subject="avatar", skin_tone=tone, hair="bald").path)
        for tone in ("light", "deep")
    )
    assert light[10:22, 60:68].mean() > deep[10:22, 60:68].mean() + 30


def test_the_photos_tone_is_taken():
    rig, _ = dressed()
    before = scenery()
    armature = bpy.data.objects[rig.armature_object]
    armature[SEEN_SKIN] = (0.3, 0.2, 0.15)
    with own_collection("Toile Subject") as collection:
        item = add_avatar(rig.body, armature, Looks(), [], bpy.data.scenes["Toile Studio"], collection, 0)
        assert item.data.materials[0].name.startswith("Toile Skin")
    assert tones.skin_colour(tones.AUTO, tuple(armature[SEEN_SKIN])) == (0.3, 0.2, 0.15)
    remove_collection("Toile Subject")
    assert scenery() == before


def test_an_unknown_hairstyle_is_refused():
    with pytest.raises(JobError, match="mohawk"):
        make_options(Still.Options, {"hair": "mohawk"}, "output")
