"""Segments in the panel: shown over the photo, painted, kept as a file of the job; and the photo stays out of files."""

from dataclasses import replace

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon import ui
from toile.addon.blender.person import canvas
from toile.addon.core import pipeline
from toile.addon.core.photo.png_reading import read_png
from toile.addon.core.photo.segments import COLOURS, FOUND
from toile.addon.core.seams import exhaust
from toile.addon.ui import job_view, props, session

from tests import fakes
from tests.blender.noise_photo import camera, evidence


class Estimator(fakes.Estimator):
    def estimate(self, photo):
        yield from self.work("estimate")
        return evidence()


class BodyModel(fakes.BodyModel):
    def fit(self, views, tape):
        return replace((yield from super().fit(views, tape)), camera=camera())


class Scene(fakes.Scene):
    def place(self, body, evidence):
        for name in ("body", "armature", "camera"):
            if name not in bpy.data.objects:
                bpy.data.objects.new(name, None)
        return (yield from super().place(body, evidence))


@pytest.fixture
def scene(tmp_path):
    """A scene whose panel has fakes that see a person in a photo."""
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    ui.register()
    found = fakes.registry()
    found.targets |= {"estimator.fake": Estimator, "body.fake": BodyModel, "scene.fake": Scene}
    props.build(found)
    (tmp_path / "p.jpg").write_text("a photo")
    shown = bpy.context.scene.toile
    shown.photo, shown.folder = str(tmp_path / "p.jpg"), str(tmp_path / "out")
    yield bpy.context.scene
    ui.unregister()


def stroke(part):
    """Paint the upper half of the canvas, as a brush would."""
    image = bpy.data.images[canvas.STROKES]
    width, height = image.size
    pixels = np.array(image.pixels).reshape(height, width, 4)
    pixels[height // 2 :] = (*(value / 255 for value in COLOURS[part]), 1)
    image.pixels.foreach_set(pixels.astype(np.float32).ravel())


def test_what_is_painted_is_a_file_of_the_job(scene, tmp_path):
    assert bpy.ops.toile.paint_segments() == {"FINISHED"}
    assert canvas.is_shown() and bpy.context.mode == "PAINT_TEXTURE"
    assert bpy.ops.toile.segment_brush(part="hair") == {"FINISHED"}
    stroke("hair")
    assert bpy.ops.toile.keep_segments() == {"FINISHED"}
    assert not canvas.is_shown() and bpy.context.mode == "OBJECT"
    assert scene.toile.segments == str(tmp_path / "out" / "segments.png")
    labels = read_png(tmp_path / "out" / "segments.png", "It")
    half = len(labels) // 2
    assert (labels[:half] == (*COLOURS["hair"], 255)).all() and not labels[half:, :, 3].any()
    job = job_view.read(scene)
    assert job.segments == scene.toile.segments
    _, told = exhaust(pipeline.tell_apart(job, props.registry(), session.state(scene).memo))
    assert told.segments.matte["hair"][: half - 3].min() > 0.99 and told.segments.matte["hair"][half + 3 :].max() < 0.01


def test_what_was_painted_before_is_painted_on(scene):
    bpy.ops.toile.paint_segments()
    stroke("skin")
    bpy.ops.toile.keep_segments()
    bpy.ops.toile.paint_segments()
    assert (canvas.strokes()[0, 0] == (*COLOURS["skin"], 255)).all()
    assert bpy.ops.toile.drop_segments() == {"FINISHED"}
    assert scene.toile.segments


def test_the_brush_paints_in_the_part_s_own_colour(scene):
    bpy.ops.toile.paint_segments()
    brush = scene.tool_settings.image_paint.brush
    assert scene.tool_settings.image_paint.canvas == bpy.data.images[canvas.STROKES]
    bpy.ops.toile.segment_brush(part="dress")
    is_linear = brush.bl_rna.properties["color"].subtype == "COLOR"
    colour = np.array(brush.color) ** (1 / 2.2 if is_linear else 1)
    assert np.allclose(colour * 255, COLOURS["dress"], atol=10) and brush.blend == "MIX"
    bpy.ops.toile.segment_brush(part=FOUND)
    assert brush.blend == "ERASE_ALPHA"


def test_the_photo_is_not_in_a_file_that_is_saved(scene, tmp_path):
    bpy.ops.toile.paint_segments()
    stroke("skin")
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "x.blend"), copy=True)
    assert canvas.PHOTO in bpy.data.images and (canvas.strokes()[0, 0, 3] == 255).all()
    with bpy.data.libraries.load(str(tmp_path / "x.blend")) as (there, _):
        assert canvas.PHOTO not in there.images


def test_another_photo_forgets_what_was_painted(scene, tmp_path):
    bpy.ops.toile.paint_segments()
    bpy.ops.toile.keep_segments()
    bpy.ops.toile.paint_segments()
    (tmp_path / "q.jpg").write_text("another photo")
    scene.toile.photo = str(tmp_path / "q.jpg")
    assert not scene.toile.segments and not canvas.is_shown()


def test_without_a_canvas_there_is_nothing_to_keep(scene):
    assert not bpy.ops.toile.keep_segments.poll()
    assert not bpy.ops.toile.segment_brush.poll()
