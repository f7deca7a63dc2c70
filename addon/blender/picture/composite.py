"""The view "photo": the garments through the camera that was recovered from the photo, laid over the photo itself."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...core.body.build import posed_vertices
from ...core.body.model import body_model
from ...core.errors import RenderError
from ...core.photo.changes import mask_path, refuse_invention, said_of
from ...core.photo.image import linear_from_srgb
from ...core.photo.laying import Layers, Window, lay
from ...core.photo.light import FACING_ALBEDO, FACING_LINEAR, Light, read_light
from ...core.photo.light_correction import LightCorrection, corrected
from ...core.photo.old_garment import clothes, worn
from ...core.photo.png import write_png
from ...core.photo.regions import bounds
from ...core.photo.segments import PhotoParts, window_of
from ...core.photo.sight import ARMS, Cloth, see
from ...core.photo.warp import over_kept, residual_warp
from ...core.seams import Progress, Steps
from ...core.types import Camera, Dressed, PhotoEvidence, Rig
from . import device, fabric, passes

log = logging.getLogger(__name__)

AROUND_PERSON = 0.06  # of the picture's longer side: the background that grain and tint are read from
AROUND_CLOTH = 0.05  # the same: room for shadows, which fade out in it, and for the warp
SHADOW_SAMPLES = 0.6  # of the samples: a grey body needs fewer
PLAIN_SAMPLES = 4  # times as many where Blender was built without its denoiser
SEED = 0

Part = tuple[slice, slice]


@dataclass(frozen=True, eq=False)
class Scenery:
    """What is rendered: the body as it stands, and the garments on it."""

    camera: Camera
    light: Light
    posed: np.ndarray  # (V, 3) m
    cloths: Sequence[Cloth]
    garments: Sequence[str]  # object names
    skin: tuple[float, float, float]  # albedo


@dataclass(frozen=True)
class Manner:
    """How a photo is dressed."""

    samples: int
    denoise: bool
    on: str = device.AUTO
    leave_old: bool = False  # what of the old clothes the new ones do not cover stays
    allow_invented: bool = False
    light: LightCorrection = LightCorrection()


def render_photo(
    dressed: Dressed, rig: Rig, evidence: PhotoEvidence, path: Path, manner: Manner
) -> Steps[dict[str, float | int | str]]:
    """Lay the garments over the photo and write the picture, of the photo's size, to ``path``; its mask beside it.

    Returns:
        What was seen and changed, in numbers; "composite_notes" holds sentences for the user.

    Raises:
        RenderError: the body has no camera, a garment is gone or out of the picture, or Cycles failed.
        JobError: more would have to be made up than is allowed.
    """
    camera = rig.body.camera
    if camera is None:
        raise RenderError("The body was made without a photo.", "Choose another view than photo.")
    if evidence.segments is None:
        raise RenderError("Nobody has told what of the photo is skin, hair and clothes.", "Run a segmenter before.")
    began = time.process_time()
    yield Progress("render", 0.0, "photo: what the camera saw")
    posed = posed_vertices(rig.body)
    names = [garment.object_name for garment in dressed.drape.garments]
    cloths = passes.read_cloths(names, posed, camera)
    whole = see(rig.body, posed, camera, cloths)
    clad = whole.cloth >= 0
    if not clad.any():
        raise RenderError("None of the garments is in the picture.", "Choose another view than photo.")
    yield Progress("render", 0.05, "photo: its light")
    part = bounds(clad | (evidence.silhouette > 0.05), AROUND_PERSON)
    window = cut(evidence, part)
    sight = whole.window(part)
    linear = linear_from_srgb(window.image)
    parts = window_of(evidence.segments, part, window.landmarks, evidence.visibility)
    seen = read_light(linear, window.silhouette, parts, sight)
    light = corrected(seen, manner.light)
    scenery = Scenery(camera, light, posed, cloths, names, skin_albedo(linear, parts, seen))
    fabric.set_pixel(dressed.materials, 1 / float(camera.K[0, 0]))
    rendered = bounds(clad | whole_of(clothes(parts, worn(sight), sight), part, clad.shape), AROUND_CLOTH)
    layers, denoised, used = yield from shoot(scenery, part, rendered, manner)
    yield Progress("render", 0.95, "photo: laying the garments over it")
    warp = residual_warp(sight, (parts.matte["background"] < 0.5) & (window.silhouette > 0.2))
    drawn = warp if "bottom" in worn(sight) else over_kept(warp, sight, parts.most("bottom"))
    laid = lay(window, parts, sight, layers, (warp, drawn), SEED, manner.leave_old)
    refuse_invention(laid.old, manner.allow_invented)
    final = evidence.image.copy()
    final[part] = laid.image
    write_png(final, path)
    write_png(whole_of(laid.mask, part, clad.shape), mask_path(path))
    found = {
        **laid.facts,
        "quality": laid.quality.verdict,
        "quality_reasons": "; ".join(laid.quality.reasons),
        "exposure": round(light.exposure, 3),
        "key_side": light.key_side,
        "light_contrast": round(light.contrast, 3),
        "warp_px_mean": round(warp.mean_px, 2),
        "warp_kept": " ".join(warp.kept) or "none",
        "composite_cpu_seconds": round(time.process_time() - began, 1),
        "composite_notes": " ".join(said_of(laid.old)),
        "denoiser": "OpenImageDenoise" if denoised else "none",
        "device": used,
    }
    log.info("photo view: %s", found)
    return found


def cut(evidence: PhotoEvidence, part: Part) -> Window:
    corner = (part[1].start, part[0].start)
    return Window(evidence.image[part], evidence.silhouette[part], evidence.landmarks - corner)


def whole_of(window: np.ndarray, part: Part, size: tuple[int, ...]) -> np.ndarray:
    """The window of the photo in a picture of the photo's size, 0 round it."""
    result = np.zeros(size, window.dtype)
    result[part] = window
    return result


def skin_albedo(linear: np.ndarray, parts: PhotoParts, light: Light) -> tuple[float, float, float]:
    """The skin's albedo under the light that was read, for what it reflects onto the cloth."""
    skin = parts.matte["skin"] > 0.8
    seen = np.median(linear[skin], axis=0) if skin.sum() > 200 else np.array([0.4, 0.28, 0.22])
    albedo = np.clip(seen / (light.exposure * FACING_LINEAR / FACING_ALBEDO), 0.02, 0.8)
    red, green, blue = albedo.tolist()
    return red, green, blue


def shoot(scenery: Scenery, part: Part, clad: Part, manner: Manner) -> Steps[tuple[Layers, bool, str]]:
    """Render the garments without what the body hides, and the body with and without them for the shadow.

    The arms are not held out but only not seen, so that they still shade the cloth: where exactly they are in front,
    the photo says better than the mesh.

    Returns:
        The layers over the window ``part``, and whether they were denoised, and on what they were rendered.
    """
    faces = body_model().skin_faces
    on_arm = np.isin(body_model().regions, ARMS)[faces].all(1)
    with passes.own_scene(scenery.camera, scenery.light) as (scene, collection):
        denoised = passes.set_up(scene, clad, scenery.camera, manner.denoise, manner.on)
        samples = manner.samples * (PLAIN_SAMPLES if manner.denoise and not denoised else 1)
        fewer = max(round(SHADOW_SAMPLES * samples), 4)
        garments = passes.copy_objects(collection, scenery.garments)
        below = passes.give_way(scenery.posed, scenery.cloths)
        core = passes.add_skin(collection, "Toile Photo Core", below, faces[~on_arm], scenery.skin)
        arms = passes.add_skin(collection, "Toile Photo Arms", below, faces[on_arm], scenery.skin)
        core.is_holdout, arms.visible_camera = True, False
        garment = yield from passes.shoot(scene, samples, f"photo: the garments, {samples} samples", (0.1, 0.5))
        core.hide_render = arms.hide_render = True
        passes.add_skin(collection, "Toile Photo Body", scenery.posed, faces, passes.GREY)
        for item in garments:
            item.visible_camera = False
        passes.make_plain(scene)
        shaded = yield from passes.shoot(scene, fewer, "photo: their shadow", (0.5, 0.75))
        for item in garments:
            item.hide_render = True
        bare = yield from passes.shoot(scene, fewer, "photo: the body without them", (0.75, 0.95))
        used = device.name_of(scene)
        shadow = passes.finer(scene, shadow_of(bare, shaded), clad)
        skin = passes.finer(scene, shaded[..., :3] * np.divide(scenery.skin, passes.GREY), clad)
    shadow = 1 - (1 - shadow) * faded(clad, scenery.camera.size)
    layers = Layers(place(garment, part, clad, 0.0), place(shadow, part, clad, 1.0), place(skin, part, clad, 0.0))
    return layers, denoised, used


def shadow_of(bare: np.ndarray, shaded: np.ndarray) -> np.ndarray:
    """(H, W) 0-1 the light that is left, from the body (H, W, 4) without and with the garments."""
    before, after = (shot[..., :3].mean(-1) for shot in (bare, shaded))
    return np.where(bare[..., 3] > 0.5, np.clip(after / np.maximum(before, 1e-3), 0, 1), 1)


def faded(clad: Part, size: tuple[int, int]) -> np.ndarray:
    """(H, W) 1 inside ``clad``, falling to 0 at its borders, unless they are the picture's: beyond is not rendered."""
    room = max(round(AROUND_CLOTH * max(size)), 1)
    ramps = []
    for span, end in zip(clad, size[::-1]):
        place = np.arange(span.start, span.stop) + 0.5
        first = np.ones(len(place)) if span.start == 0 else (place - span.start) / room
        last = np.ones(len(place)) if span.stop == end else (span.stop - place) / room
        ramps.append(np.clip(np.minimum(first, last), 0, 1))
    return np.outer(*ramps).astype(np.float32)


def place(image: np.ndarray, part: Part, inner: Part, fill: float) -> np.ndarray:
    """The picture of ``inner`` in the window ``part``, ``fill`` round it."""
    size = (part[0].stop - part[0].start, part[1].stop - part[1].start)
    result = np.full((*size, *image.shape[2:]), fill, np.float32)
    rows, columns = (slice(i.start - p.start, i.stop - p.start) for i, p in zip(inner, part))
    result[rows, columns] = image
    return result
