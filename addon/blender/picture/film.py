"""A film of numbered pictures, where this build of Blender can write one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import bpy

from ...core.seams import Progress, Steps
from . import cycles

NAME = "Toile Film"
CANNOT = "This build of Blender has no FFmpeg, so the turntable is left as numbered pictures."


def can_film() -> bool:
    return bool(bpy.app.build_options.codec_ffmpeg)


def film(pictures: Sequence[Path], size: tuple[int, int], rate: int, path: Path) -> Steps[Path]:
    """Write the pictures as a film (H.264 in MP4) of ``rate`` pictures a second to ``path``.

    H.264 has even sides only, so a last odd row or column of pixels is cut off.

    Raises:
        RenderError: Blender failed.
    """
    with own_scene() as scene:
        set_up(scene, (size[0] // 2 * 2, size[1] // 2 * 2), rate, len(pictures))
        editor = scene.sequence_editor_create()
        strip = editor.strips.new_image(NAME, str(pictures[0]), channel=1, frame_start=1, fit_method="ORIGINAL")
        for picture in pictures[1:]:
            strip.elements.append(picture.name)
        strip.frame_final_duration = len(pictures)
        scene.render.filepath, scene.render.use_file_extension = str(path), False
        yield from cycles.render(scene, "render", f"turntable: a film of {len(pictures)} pictures", is_film=True)
        yield Progress("render", 1.0, "turntable: film written")
    return path


@contextmanager
def own_scene() -> Iterator[bpy.types.Scene]:
    """A scene for the film, gone afterwards with the pictures it read."""
    before = set(bpy.data.images)
    scene = bpy.data.scenes.new(NAME)
    try:
        yield scene
    finally:
        bpy.data.scenes.remove(scene)
        bpy.data.batch_remove([image for image in bpy.data.images if image not in before])


def set_up(scene: bpy.types.Scene, size: tuple[int, int], rate: int, count: int) -> None:
    """Make the scene write a film of its strips, their colours as they are."""
    render = scene.render
    render.resolution_x, render.resolution_y = size
    render.resolution_percentage = 100
    render.fps, render.fps_base = rate, 1.0
    scene.frame_start, scene.frame_end = 1, count
    render.use_sequencer, render.use_compositing = True, False
    render.dither_intensity = 0.0
    cycles.display_as(scene)
    scene.sequencer_colorspace_settings.name = "sRGB"
    cycles.say_nothing(render)
    if hasattr(render.image_settings, "media_type"):  # from Blender 5.0 on
        render.image_settings.media_type = "VIDEO"
    render.image_settings.file_format = "FFMPEG"
    ffmpeg = render.ffmpeg
    ffmpeg.format, ffmpeg.codec, ffmpeg.audio_codec = "MPEG4", "H264", "NONE"
    ffmpeg.constant_rate_factor, ffmpeg.ffmpeg_preset, ffmpeg.gopsize = "HIGH", "GOOD", rate
