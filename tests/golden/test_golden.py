"""Two small stills look as they did: 256 px, fixed samples and seed, no denoiser, on the CPU."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from mathutils import Vector
from toile.addon.blender.person.scene import Photo
from toile.addon.blender.picture import cycles, device, fabric, studio
from toile.addon.blender.picture.still import Still, quantised
from toile.addon.core.body.build import body_model, build_body, stand_on_floor
from toile.addon.core.fabric import fabrics
from toile.addon.core.photo.png import write_png
from toile.addon.core.seams import exhaust
from toile.addon.core.types import BodyFit, Drape, Dressed

FOLDER = Path(__file__).parent
SIZE = 256
SWATCH = 0.012  # m, each side
# Blender 4.5 and 5.2 draw other random numbers than 5.0: the grain differs, the picture does not.
MEAN_LIMIT = 1.0  # of 255, between the pictures blurred over 4 px
TAIL_LIMIT = 10.0  # the same, at the 99.9th percentile


def compare(made: Path, golden: Path, renew: bool):
    if renew:
        golden.write_bytes(made.read_bytes())
    off = np.abs(blurred(pixels(made)) - blurred(pixels(golden)))
    assert off.mean() < MEAN_LIMIT
    assert np.quantile(off, 0.999) < TAIL_LIMIT


def blurred(picture):
    """Means over squares of 4 px."""
    height, width = picture.shape[0] // 4, picture.shape[1] // 4
    return picture[: 4 * height, : 4 * width].reshape(height, 4, width, 4, 3).mean((1, 3))


def pixels(path):
    """(H, W, 3) 0-255."""
    image = bpy.data.images.load(str(path))
    image.colorspace_settings.name = "Non-Color"
    values = np.empty(image.size[0] * image.size[1] * 4, np.float32)
    image.pixels.foreach_get(values)
    return values.reshape(image.size[1], image.size[0], 4)[..., :3] * 255


@pytest.fixture(autouse=True)
def empty_file():
    bpy.ops.wm.read_factory_settings(use_empty=True)


@pytest.fixture
def renew(request):
    return request.config.getoption("--renew-golden", default=False)


def test_the_mannequin_from_the_front(tmp_path, renew):
    model = body_model()
    fit = BodyFit("anny", model.mean_shape, model.identity_pose(), np.eye(4), None)
    body = build_body(replace(fit, world_from_root=stand_on_floor(model, fit)))
    rig = exhaust(Photo(Photo.Options(), 0).place(body, None))
    output = Still(Still.Options(quality="draft", width=SIZE, height=SIZE, denoise=False, device="cpu"), 0)
    exhaust(output.render(Dressed(Drape(()), ()), rig, None, "front", tmp_path / "mannequin.png"))
    compare(tmp_path / "mannequin.png", FOLDER / "mannequin.png", renew)


def test_the_fabrics_close_up(tmp_path, renew):
    scene = bpy.context.scene
    for k, (name, colour) in enumerate((("cotton_jersey", "#c9d2d8"), ("wool_twill", "#8a4a3b"))):
        scene.collection.objects.link(swatch(fabric.make_material(name, fabrics()[name], colour), (k - 1) * SWATCH))
    scene.collection.objects.link(studio.softbox("Key", (-0.3, -0.2, 0.3), (0, 0, 0), (0.2, 0.2), 1.4, (1, 1, 1)))
    scene.camera, scene.world = studio.camera(), studio.studio_world()
    scene.collection.objects.link(scene.camera)
    scene.camera.data.clip_start = 0.001
    scene.camera.matrix_basis = studio.looking(Vector((0, -0.05, 0.5 * SWATCH)), Vector((0, 0, 0.5 * SWATCH)))
    cycles.set_up(scene, (SIZE, SIZE), 32, 0, device.CPU)
    fabric.set_pixel(("cotton_jersey", "wool_twill"), studio.SENSOR_MM / studio.LENS_MM / SIZE)
    picture = exhaust(cycles.render_linear(scene, "render", ""))
    write_png(quantised(picture[..., :3], 0), tmp_path / "fabrics.png")
    compare(tmp_path / "fabrics.png", FOLDER / "fabrics.png", renew)


def swatch(material, left):
    """A square of cloth, upright, its flat pattern in metres."""
    corners = np.array([(0, 0), (SWATCH, 0), (SWATCH, SWATCH), (0, SWATCH)])
    mesh = bpy.data.meshes.new("Toile Swatch")
    mesh.from_pydata([(left + x, 0, z) for x, z in corners], [], [(0, 1, 2, 3)])
    mesh.uv_layers.new(name="flat").uv.foreach_set("vector", corners.astype(np.float32).ravel())
    mesh.materials.append(material)
    return bpy.data.objects.new("Toile Swatch", mesh)
