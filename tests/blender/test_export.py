"""The body as glTF, FBX and USD: read back it stands and deforms as core says, and tells of no photo."""

import re

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from mathutils import Matrix
from mathutils.kdtree import KDTree
from toile.addon.blender.person import ik, posed
from toile.addon.blender.person.armature import add_body
from toile.addon.blender.person.export import export_body
from toile.addon.blender.person.scene import Photo
from toile.addon.core.body.build import build_body, posed_vertices
from toile.addon.core.body.model import body_model
from toile.addon.core.body.poses import make_pose
from toile.addon.core.body.skeleton import rotation_matrix, transforms
from toile.addon.core.errors import JobError
from toile.addon.core.seams import exhaust
from toile.addon.core.types import BodyFit

from tests.blender.deformed import deformed

MODEL = body_model()
SHAPE = MODEL.mean_shape
ROOT = transforms(rotation_matrix(np.array([0.0, 0.0, 0.4])), np.array([0.3, -0.2, 0.9]))
BODY = build_body(BodyFit("anny", SHAPE, make_pose("seated", SHAPE), ROOT, None))
OPERATORS = {
    ".glb": ("export_scene.gltf", "import_scene.gltf"),
    ".fbx": ("export_scene.fbx", "import_scene.fbx"),
    ".usdc": ("wm.usd_export", "wm.usd_import"),
}
LIMIT_MM = 0.05  # what a file may lose beyond what fewer influences cost


def operator(name):
    module, _, function = name.partition(".")
    return getattr(getattr(bpy.ops, module), function)


def skip_without(kind):
    for name in OPERATORS[kind]:
        try:
            operator(name).get_rna_type()
        except (KeyError, AttributeError):
            pytest.skip(f"this build of Blender has no {name}")


@pytest.fixture
def person(tmp_path):
    """A person in a file that was saved under a telling name and holds a photo."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    item, armature = add_body(BODY, bpy.context.scene.collection)
    posed.keep(armature, BODY)
    photo = bpy.data.images.new("Secretphoto", 4, 4)
    photo.filepath = str(tmp_path / "Secretphoto.jpg")
    item["photo"] = photo.filepath
    item.hide_render, item.display_type = True, "BOUNDS"
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "Secretperson.blend"))
    return item, armature


def read_back(path):
    """A fresh scene with the file: (body, armature, the first and last frame of the pose)."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    operator(OPERATORS[path.suffix][1])(filepath=str(path))
    (armature,) = [item for item in bpy.data.objects if item.type == "ARMATURE"]
    item = max((item for item in bpy.data.objects if item.type == "MESH"), key=lambda each: len(each.data.vertices))
    (action,) = bpy.data.actions
    return item, armature, [round(frame) for frame in action.frame_range]


def off_mm(item, frame, places, onto):
    bpy.context.scene.frame_set(frame)
    return 1000 * np.linalg.norm(deformed(item)[onto] - places, axis=1)


@pytest.mark.parametrize(("kind", "influences"), [(".glb", 4), (".glb", 0), (".fbx", 4), (".usdc", 0)])
def test_a_file_read_back_is_the_body(person, tmp_path, kind, influences):
    skip_without(kind)
    made = export_body(tmp_path / f"body{kind}", influences)
    assert (made.influences, made.influences_before) == (influences or 9, 9)
    assert (made.off_max_mm == 0) == (influences == 0) and made.off_max_mm < 4 and made.off_mean_mm < 0.05
    item, armature, (first, last) = read_back(made.path)
    rest = np.array([item.matrix_world @ vertex.co for vertex in item.data.vertices])
    tree = KDTree(len(rest))
    for index, place in enumerate(rest):
        tree.insert(place, index)
    tree.balance()
    found = [tree.find(place) for place in BODY.vertices]
    onto = np.array([index for _, index, _ in found])
    assert 1000 * max(distance for *_, distance in found) < LIMIT_MM  # metres, Z up, the rest mesh
    assert off_mm(item, first, BODY.vertices, onto).max() < LIMIT_MM
    assert off_mm(item, last, posed_vertices(BODY), onto).max() < made.off_max_mm + LIMIT_MM
    plain = {re.sub(r"\W", "_", name) for name in MODEL.joints}  # USD's names have neither dot nor hyphen
    assert {re.sub(r"\W", "_", bone.name) for bone in armature.data.bones} == plain
    names = {name.removesuffix(".001").replace("_", " ") for name in (item.name, armature.name)}
    assert names == {"Toile Body", "Toile Armature"}
    assert max(sum(group.weight > 0 for group in vertex.groups) for vertex in item.data.vertices) <= made.influences


@pytest.mark.parametrize("kind", [".glb", ".fbx", ".usda"])
def test_a_file_tells_of_no_photo_and_no_folder(person, tmp_path, kind):
    skip_without(".usdc" if kind == ".usda" else kind)
    content = export_body(tmp_path / f"body{kind}").path.read_bytes().lower()
    for word in (b"secret", tmp_path.name.lower().encode(), b"toile_shape"):
        assert word not in content


def test_the_users_file_is_as_it_was(person, tmp_path):
    skip_without(".glb")
    item, armature = person
    bpy.context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="POSE")
    ik.add_controls(armature)
    seen, keys = deformed(item), sorted(item.keys())
    kinds = ("objects", "meshes", "armatures", "actions", "scenes", "collections", "materials")
    before = {kind: sorted(getattr(bpy.data, kind).keys()) for kind in kinds}
    scene = bpy.context.scene
    made = export_body(tmp_path / "body.glb")
    assert bpy.context.scene == scene and bpy.context.mode == "POSE"
    assert {kind: sorted(getattr(bpy.data, kind).keys()) for kind in kinds} == before
    assert (item.name, armature.name, sorted(item.keys())) == ("Toile Body", "Toile Armature", keys)
    assert item.hide_render and np.array_equal(deformed(item), seen)
    _, armature, _ = read_back(made.path)
    assert not [bone.name for bone in armature.data.bones if bone.name.startswith("ik_")]


@pytest.mark.parametrize(
    ("spoil", "name", "influences", "said"),
    [
        (None, "body.obj", 4, "no known kind"),
        (None, "absent/body.glb", 4, "no folder"),
        (None, "body.glb", -1, "moved by -1"),
        (lambda item, rig: item.vertex_groups.remove(item.vertex_groups["head"]), "body.glb", 4, "group 'head'"),
        (
            lambda item, rig: item.vertex_groups["head"].remove(list(range(len(item.data.vertices)))),
            "body.glb",
            4,
            "do not sum to 1",
        ),
        (lambda item, rig: item.modifiers.clear(), "body.glb", 4, "not moved by"),
        (lambda item, rig: setattr(rig, "scale", (0.01, 0.01, 0.01)), "body.glb", 4, "is scaled"),
        (lambda item, rig: bpy.data.objects.remove(item), "body.glb", 4, "no body"),
        (lambda item, rig: bpy.data.objects.remove(rig), "body.glb", 4, "no armature"),
    ],
)
def test_what_cannot_be_exported_is_refused(person, tmp_path, spoil, name, influences, said):
    if spoil:
        spoil(*person)
        bpy.context.view_layer.update()
    with pytest.raises(JobError, match=said):
        export_body(tmp_path / name, influences)
    assert not (tmp_path / name).exists()


def test_an_armature_that_was_moved_takes_the_body_along(person, tmp_path):
    skip_without(".glb")
    item, armature = person
    armature.matrix_world = Matrix.Translation((1.0, 0.0, 0.0))
    seen = deformed(item)
    made = export_body(tmp_path / "body.glb", 0)
    item, _, (_, last) = read_back(made.path)
    bpy.context.scene.frame_set(last)
    for end in (np.min, np.max):
        np.testing.assert_allclose(end(deformed(item), axis=0), end(seen, axis=0), atol=1e-4)


@pytest.mark.parametrize("kind", OPERATORS)
def test_a_job_exports_the_body_through_its_scene(tmp_path, kind):
    skip_without(kind)
    bpy.ops.wm.read_factory_settings(use_empty=True)
    plugin = Photo(Photo.Options(export_influences=0), 0)
    rig = exhaust(plugin.place(BODY, None))
    path = exhaust(plugin.export(rig, tmp_path / f"body{kind}"))
    item, _, (_, last) = read_back(path)
    bpy.context.scene.frame_set(last)
    seen, true = deformed(item), posed_vertices(BODY)
    for extent in (np.min, np.max):
        np.testing.assert_allclose(extent(seen, axis=0), extent(true, axis=0), atol=LIMIT_MM / 1000)
