"""Stills, and the scene that is saved to take along."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.collections import own_collection
from toile.addon.blender.person.scene import Photo
from toile.addon.blender.picture import cycles, fabric
from toile.addon.blender.picture.still import Still
from toile.addon.core.body.build import body_model, build_body, stand_on_floor
from toile.addon.core.errors import RenderError
from toile.addon.core.seams import exhaust
from toile.addon.core.types import BodyFit, Drape, DrapedGarment, Garment

SMALL = {"width": 96, "height": 128, "quality": "draft"}
WHITE = "#e8e8e8"  # reflects 0.8


def tube(name, low, high, radius, cloth, colour):
    """A stand-in for a garment: a tube round the person, with a flat pattern in metres."""
    turns = np.linspace(0, 2 * np.pi, 41)
    points = np.array([(radius * np.sin(t), -radius * np.cos(t), z) for z in (low, high) for t in turns])
    faces = [(k, k + 1, k + 42, k + 41) for k in range(40)]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(points.tolist(), [], faces)
    flat = np.stack([np.tile(turns * radius, 2), points[:, 2]], 1)
    mesh.uv_layers.new(name="flat").uv.foreach_set("vector", flat[np.ravel(faces)].astype(np.float32).ravel())
    mesh.shade_smooth()
    item = bpy.data.objects.new(name, mesh)
    garment = Garment(name.split()[-1].lower(), (), (), "M", (), {}, cloth, colour)
    return item, DrapedGarment(garment, name, points, 1, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, "A")


def dressed(colours=(WHITE, "#8a2f2b")):
    """The average body in two tubes, placed and dressed."""
    model = body_model()
    fit = BodyFit("anny", model.mean_shape, model.identity_pose(), np.eye(4), None)
    body = build_body(replace(fit, world_from_root=stand_on_floor(model, fit)))
    rig = exhaust(Photo(Photo.Options(), 0).place(body, None))
    with own_collection("Toile Drape") as collection:
        made = [tube("Toile Tee", 0.95, 1.35, 0.24, "cotton_jersey", colours[0])]
        made.append(tube("Toile Skirt", 0.5, 0.94, 0.26, "wool_twill", colours[1]))
        for item, _ in made:
            collection.objects.link(item)
    drape = Drape(tuple(garment for _, garment in made))
    return rig, exhaust(fabric.Fabric(fabric.Fabric.Options(), 0).dress(drape))


def shoot(path, view="front", seed=0, **options):
    rig, look = dressed()
    return exhaust(Still(Still.Options(**{**SMALL, **options}), seed).render(look, rig, None, view, path))


@pytest.mark.parametrize(("wider", "low", "high"), [(1.0, 0.0001, 0.0009), (1.06, 0.0012, 0.008)])
def test_cloth_that_is_cut_wider_than_it_lies_is_wrinkled_and_other_cloth_hardly(wider, low, high):
    item, draped = tube("Toile Tee", 0.95, 1.35, 0.24, "poplin", WHITE)
    bpy.context.scene.collection.objects.link(item)
    uv = np.empty(2 * len(item.data.loops), np.float32)
    item.data.uv_layers.active.uv.foreach_get("vector", uv)
    item.data.uv_layers.active.uv.foreach_set("vector", uv * np.tile([wider, 1], len(uv) // 2))
    exhaust(fabric.Fabric(fabric.Fabric.Options(), 0).dress(Drape((draped,))))
    image = bpy.data.images["Toile Tee wrinkles"]
    heights = np.empty(4 * image.size[0] * image.size[1], np.float32)
    image.pixels.foreach_get(heights)
    assert image.packed_file and image.is_float
    assert low < heights.reshape(-1, 4)[:, 0].std() < high


def chunks(data):
    """The kinds of the chunks of a PNG."""
    kinds, place = [], 8
    while place < len(data):
        (length,) = struct.unpack(">I", data[place : place + 4])
        kinds.append(data[place + 4 : place + 8])
        place += 12 + length
    return kinds


def pixels(path):
    """(H, W, 3) 0-255, rows from the top."""
    image = bpy.data.images.load(str(path))
    image.colorspace_settings.name = "Non-Color"
    values = np.empty(image.size[0] * image.size[1] * 4, np.float32)
    image.pixels.foreach_get(values)
    size = tuple(image.size)
    bpy.data.images.remove(image)
    return values.reshape(size[1], size[0], 4)[::-1, :, :3] * 255


def unevenness(path):
    """How much neighbouring pixels of the backdrop differ."""
    return np.abs(np.diff(pixels(path)[:30], axis=1)).mean()


@pytest.fixture(autouse=True)
def users_file():
    bpy.ops.wm.read_homefile(use_factory_startup=True)


def test_a_still_is_a_picture_and_nothing_else(tmp_path):
    path = tmp_path / "front #{blend_name}.png"  # Blender would put a frame number and a name there
    still = shoot(path)
    assert still.path == path
    assert (still.view, still.size, still.samples) == ("front", (96, 128), 16)
    data = path.read_bytes()
    assert set(chunks(data)) == {b"IHDR", b"IDAT", b"IEND"}
    assert struct.unpack(">II", data[16:24]) == (96, 128)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("shape", ["4:5", "1:1", "9:16", "16:9"])
def test_a_still_has_the_format_that_was_asked_for(tmp_path, shape):
    still = shoot(tmp_path / "a.png", format=shape, long_side_px=128)
    across, up = map(int, shape.split(":"))
    assert max(still.size) == 128 and still.size[0] * up == pytest.approx(still.size[1] * across, abs=max(across, up))
    assert pixels(still.path).shape == (still.size[1], still.size[0], 3)


def test_a_print_is_as_large_as_its_sheet_and_says_so(tmp_path):
    still = shoot(tmp_path / "a.png", format="print", sheet_width_mm=40.0, sheet_height_mm=50.0, dpi=64)
    assert still.size == (101, 126)
    assert b"pHYs" in chunks(still.path.read_bytes())


def test_the_same_job_gives_the_same_picture(tmp_path):
    first, again, other = (shoot(tmp_path / f"{k}.png", seed=seed) for k, seed in enumerate((3, 3, 4)))
    assert first.path.read_bytes() == again.path.read_bytes()
    assert first.path.read_bytes() != other.path.read_bytes()


def test_white_cloth_is_white_and_nothing_is_burnt_out(tmp_path):
    picture = pixels(shoot(tmp_path / "a.png").path)
    cloth, red = picture[42:52, 44:52], picture[66:76, 44:52]
    assert 190 < np.median(cloth) < 225
    assert np.median(np.ptp(cloth, axis=-1)) < 6  # grey stays grey
    assert red[..., 0].mean() > 2 * red[..., 1].mean()
    assert np.quantile(picture, 0.999) < 250
    assert 150 < np.median(picture[:8]) < 215


def test_the_views_differ(tmp_path):
    front, back = (pixels(shoot(tmp_path / f"{view}.png", view).path) for view in ("front", "back"))
    assert np.abs(front - back).mean() > 1


def test_without_a_denoiser_there_is_still_a_picture(tmp_path, monkeypatch):
    with_it = shoot(tmp_path / "a.png")
    monkeypatch.setattr(cycles, "can_denoise", lambda scene: False)
    without = shoot(tmp_path / "b.png")
    assert (with_it.denoiser, without.denoiser) == ("OpenImageDenoise", "Toile")
    assert np.abs(pixels(without.path) - pixels(with_it.path)).mean() < 1.5
    grainy = shoot(tmp_path / "c.png", denoise=False)
    assert grainy.denoiser == "none"
    assert unevenness(without.path) < 0.4 * unevenness(grainy.path)


def test_the_users_settings_are_as_they_were(tmp_path):
    scene = bpy.context.scene
    before = {
        item.identifier: getattr(scene.render, item.identifier)
        for item in scene.render.bl_rna.properties
        if item.type in {"BOOLEAN", "INT", "FLOAT", "STRING", "ENUM"} and not getattr(item, "is_array", False)
    }
    shoot(tmp_path / "a.png")
    assert bpy.context.scene == scene
    assert {key: getattr(scene.render, key) for key in before} == before
    assert not any(image.filepath for image in bpy.data.images)


def test_what_cannot_be_rendered_is_refused(tmp_path):
    rig, look = dressed()
    output = Still(Still.Options(**SMALL), 0)
    for view, words in (("side", "no view 'side'"), ("photo", "needs a photo")):
        with pytest.raises(RenderError, match=words):
            exhaust(output.render(look, rig, None, view, tmp_path / "a.png"))
    bpy.data.objects.remove(bpy.data.objects["Toile Skirt"])
    with pytest.raises(RenderError, match="Toile Skirt"):
        exhaust(output.render(look, rig, None, "front", tmp_path / "a.png"))
    with pytest.raises(RenderError, match="Toile Skirt"):
        exhaust(fabric.Fabric(fabric.Fabric.Options(), 0).dress(look.drape))
    assert not list(tmp_path.iterdir())


def test_dressing_again_replaces_the_materials():
    _, look = dressed()
    before = sorted(material.name for material in bpy.data.materials)
    again = exhaust(fabric.Fabric(fabric.Fabric.Options(relief=0.5), 0).dress(look.drape))
    assert again.materials == look.materials
    assert sorted(material.name for material in bpy.data.materials) == before
    assert bpy.data.objects["Toile Tee"].data.materials[0].name == again.materials[0]


def test_the_saved_scene_opens_with_what_is_ours_and_no_more(tmp_path):
    bpy.context.scene.name = "Private scene"
    bpy.data.objects["Cube"].name = "Private cube"
    photo = bpy.data.images.new("Private photo", 8, 8)
    photo.filepath = "/home/somebody/private.jpg"
    bpy.data.objects["Private cube"].data.materials[0].use_fake_user = True
    rig, look = dressed()
    bpy.data.scenes["Toile Studio"]["private note"] = "a path"
    path = tmp_path / "scene.blend"
    assert exhaust(Still(Still.Options(**SMALL), 0).save_scene(look, rig, path)) == path
    assert "Toile" not in bpy.data.scenes
    data = path.read_bytes()
    assert b"rivate" not in data  # so the file is not compressed either
    assert b"somebody" not in data
    assert len(data) < 40e6
    bpy.ops.wm.open_mainfile(filepath=str(path))
    assert {rig.body_object, rig.armature_object, rig.camera_object, "Toile Mannequin"} < set(bpy.data.objects.keys())
    assert bpy.context.scene.name == "Toile"
    assert bpy.context.scene.camera is not None
    assert set(bpy.context.scene.collection.children.keys()) == {"Toile", "Toile Studio"}
    assert bpy.data.objects["Toile Tee"].data.materials[0].name == look.materials[0]
    assert not [image for image in bpy.data.images if image.filepath]
    packed = {image.name for image in bpy.data.images if image.packed_file}
    wrinkles = {"Toile Tee wrinkles", "Toile Skirt wrinkles"}
    assert packed == {"Toile jersey 1 0.12", "Toile twill 1 0.4"} | wrinkles
    assert bpy.context.scene.render.engine == "CYCLES"


def test_a_scene_that_cannot_be_saved_says_so(tmp_path):
    rig, look = dressed()
    with pytest.raises(RenderError, match="cannot be saved"):
        exhaust(Still(Still.Options(**SMALL), 0).save_scene(look, rig, Path(tmp_path) / "absent" / "scene.blend"))
    assert "Toile" not in bpy.data.scenes
