"""Rendering a scene of ours with Cycles: the same picture every time, and nothing about its making in it."""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from ...core.errors import RenderError
from ...core.photo.exr import read_channels
from ...core.photo.grain import take_out
from ...core.seams import Progress, Steps, meanwhile
from . import device

log = logging.getLogger(__name__)

DENOISER = "OPENIMAGEDENOISE"
SAMPLE = re.compile(r"Sample (\d+)/(\d+)")
LAST = 0.95  # of a render is path tracing; what follows is denoising and writing


def set_up(scene: bpy.types.Scene, size: tuple[int, int], samples: int, seed: int, on: str = device.AUTO) -> None:
    """Path tracing as every picture of ours has it; ``on`` as the device module names them."""
    scene.render.engine = "CYCLES"
    cycles = scene.cycles
    device.choose(scene, on)
    cycles.samples, cycles.seed = samples, seed
    cycles.use_adaptive_sampling = False
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 6, 4, 2
    cycles.transmission_bounces, cycles.transparent_max_bounces = 2, 16  # sheer cloth in folds; opaque cloth asks none
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect = 5.0
    cycles.pixel_filter_type, cycles.filter_width = "BLACKMAN_HARRIS", 1.5
    scene.render.resolution_x, scene.render.resolution_y = size
    scene.render.resolution_percentage = 100
    scene.render.pixel_aspect_x = scene.render.pixel_aspect_y = 1.0
    scene.render.use_border = False
    scene.render.use_compositing = scene.render.use_sequencer = False
    scene.render.dither_intensity = 0.0
    say_nothing(scene.render)


def say_nothing(render: bpy.types.RenderSettings) -> None:
    """Write no file name, date, host or other stamp into pictures. Each has its own switch; use_stamp is not enough."""
    for switch in [item.identifier for item in render.bl_rna.properties if item.identifier.startswith("use_stamp")]:
        setattr(render, switch, False)


def can_denoise(scene: bpy.types.Scene) -> bool:
    """Whether this build of Blender has OpenImageDenoise. Some distributions' builds do not."""
    try:
        scene.cycles.denoiser = DENOISER
    except TypeError:
        return False
    return True


def use_denoiser(scene: bpy.types.Scene, wanted: bool) -> bool:
    """Denoise if it is wanted and possible; says whether it will."""
    scene.cycles.use_denoising = wanted and can_denoise(scene)
    if scene.cycles.use_denoising:
        scene.cycles.denoising_input_passes, scene.cycles.denoising_prefilter = "RGB_ALBEDO_NORMAL", "ACCURATE"
    return scene.cycles.use_denoising


def display_as(scene: bpy.types.Scene, transform: str = "Standard") -> None:
    """How light becomes colour on the screen.

    Raises:
        RenderError: Blender runs with a colour configuration that lacks what we need.
    """
    try:
        scene.display_settings.display_device = "sRGB"
        scene.view_settings.view_transform, scene.view_settings.look = transform, "None"
    except TypeError as error:
        raise RenderError(
            f"Blender's colour configuration has no sRGB display with the view {transform!r}.",
            "Start Blender without the variable OCIO.",
        ) from error
    scene.view_settings.exposure, scene.view_settings.gamma = 0.0, 1.0
    scene.view_settings.use_curve_mapping = False


def render(scene: bpy.types.Scene, stage: str, note: str, is_film: bool = False) -> Steps[None]:
    """Render the scene's still, or its frames as a film, to its ``filepath``.

    In the background this blocks after its first Progress. In the window it is Blender's own render job.

    Raises:
        RenderError: Cycles failed, wrote nothing, or the user cancelled it.
    """
    yield Progress(stage, 0.0, note)
    with watched(stage, note) as watch, device.switched_on(device.of_scene(scene)):
        if bpy.app.background:
            render_in_background(scene, is_film)
        else:
            yield from render_in_window(scene, watch, is_film)


class Watch:
    """How far a render is, as Cycles says it: it calls this from a thread of its own."""

    def __init__(self, stage: str, note: str):
        self.stage, self.note, self.fraction = stage, note, 0.0

    def __call__(self, said: object, *_: object) -> None:
        if found := SAMPLE.search(str(said)):
            done, count = map(int, found.groups())
            self.fraction = max(self.fraction, min(done / max(count, 1), 1.0))
            meanwhile(self.progress)

    @property
    def progress(self) -> Progress:
        return Progress(self.stage, LAST * self.fraction, self.note)


@contextmanager
def watched(stage: str, note: str) -> Iterator[Watch]:
    watch = Watch(stage, note)
    bpy.app.handlers.render_stats.append(watch)
    try:
        yield watch
    finally:
        bpy.app.handlers.render_stats.remove(watch)


def render_in_background(scene: bpy.types.Scene, is_film: bool) -> None:
    """Render, and where the GPU fails, its memory being too small say, once more on the CPU."""
    try:
        run_render(write_still=not is_film, animation=is_film, scene=scene.name)
    except RuntimeError as error:
        if scene.cycles.device == "CPU":
            raise RenderError(f"Cycles failed: {error}", "Look at Blender's console for the reason.") from error
        log.warning("Cycles failed on the GPU, so it goes on with the CPU: %s", error)
        scene.cycles.device = "CPU"
        render_in_background(scene, is_film)


def run_render(**how: Any) -> None:
    """Blender's own operator: it returns when the picture is there."""
    bpy.ops.render.render(**how)


def render_in_window(scene: bpy.types.Scene, watch: Watch, is_film: bool) -> Steps[None]:
    """Start Blender's render job and wait until it has ended."""
    ended: list[str] = []
    handlers = (
        (bpy.app.handlers.render_complete, lambda *_: ended.append("complete")),
        (bpy.app.handlers.render_cancel, lambda *_: ended.append("cancel")),
    )
    for when, handler in handlers:
        when.append(handler)
    try:
        if "RUNNING_MODAL" not in start_job(scene, is_film):
            raise RenderError(
                "Blender did not start the render.", "Wait until another render has ended, then run again."
            )
        while not ended:
            yield watch.progress
        while bpy.app.is_job_running("RENDER"):
            yield watch.progress
    finally:
        for when, handler in handlers:
            when.remove(handler)
    if ended[0] == "cancel":
        raise RenderError("The render was cancelled.", "Run again.")


def start_job(scene: bpy.types.Scene, is_film: bool) -> set[str]:
    """Start Blender's render job without the window that it opens for the picture: ours is not one to look at yet."""
    preferences = bpy.context.preferences
    display, is_dirty = preferences.view.render_display_type, preferences.is_dirty
    preferences.view.render_display_type = "NONE"
    try:
        return bpy.ops.render.render("INVOKE_DEFAULT", write_still=not is_film, animation=is_film, scene=scene.name)
    finally:
        preferences.view.render_display_type, preferences.is_dirty = display, is_dirty


def render_linear(scene: bpy.types.Scene, stage: str, note: str) -> Steps[np.ndarray]:
    """(H, W, 4) float32: the scene's still in linear light, alpha premultiplied, rows from the top."""
    channels = yield from render_channels(scene, stage, note)
    return stacked(channels, "RGBA")


def render_without_grain(scene: bpy.types.Scene, stage: str, note: str) -> Steps[np.ndarray]:
    """As ``render_linear``, (H, W, 3), with the grain taken out by ourselves."""
    settings = scene.view_layers[0].cycles
    settings.denoising_store_passes = True
    try:
        channels = yield from render_channels(scene, stage, note, "OPEN_EXR_MULTILAYER")
    finally:
        settings.denoising_store_passes = False
    colour, albedo = stacked(channels, "RGB", "Combined."), stacked(channels, "RGB", "Denoising Albedo.")
    return (yield from take_out(colour, albedo, stacked(channels, "XYZ", "Denoising Normal."), stage, note))


def render_channels(
    scene: bpy.types.Scene, stage: str, note: str, kind: str = "OPEN_EXR"
) -> Steps[dict[str, np.ndarray]]:
    """The scene's still channel by channel, (H, W) float32.

    Blender replaces # and {} in the path that it is given; so it gets one of ours, in a folder that does not stay.
    """
    settings = scene.render.image_settings
    if hasattr(settings, "media_type"):  # from Blender 5.0 on
        settings.media_type = "IMAGE" if kind == "OPEN_EXR" else "MULTI_LAYER_IMAGE"
    settings.file_format, settings.exr_codec = kind, "NONE"
    settings.color_mode, settings.color_depth = "RGBA", "32"
    with tempfile.TemporaryDirectory(prefix="toile-") as folder:
        path = Path(folder) / "still.exr"
        scene.render.filepath, scene.render.use_file_extension = str(path), False
        try:
            yield from render(scene, stage, note)
        finally:
            scene.render.filepath = ""
        if not path.exists():
            raise RenderError("Cycles wrote no picture.", "Look at Blender's console for the reason.")
        return read_channels(path)


def stacked(channels: dict[str, np.ndarray], letters: str, layer: str = "") -> np.ndarray:
    """(H, W, len(letters)) the channels whose names end with the layer and each letter."""
    return np.stack([next(v for name, v in channels.items() if name.endswith(layer + k)) for k in letters], -1)
