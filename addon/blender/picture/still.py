"""output.still: pictures by Cycles, in the studio or over the photo; and the scene to take along."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import bpy
import numpy as np

from ...core import types
from ...core.colour import check_colour
from ...core.errors import RenderError
from ...core.options import option
from ...core.photo.image import srgb_from_linear
from ...core.photo.light_correction import LightCorrection
from ...core.photo.png import write_png
from ...core.picture_format import Format
from ...core.seams import Progress, Steps, retold
from ...core.types import Dressed, Garment, PhotoEvidence, Rig
from ...core.views import DETAIL, KNOWN, TURNS, TURNTABLE, is_view
from ..collections import home
from ..person.avatar import hairstyles, tones
from ..person.avatar.figure import Looks
from ..person.avatar.own_face import OWN, PLAIN, all_round, wear
from ..person.scene import facing
from . import closeup, cycles, device, fabric, film, framing, setting, sheet, studio, subject
from .composite import Manner, render_photo
from .scenes.registry import CAMERAS, SCENES

log = logging.getLogger(__name__)

SAMPLES = {"draft": 16, "final": 32, "print": 64}
OPENS_AS = "Toile"  # the scene in the file that is saved
Fact = float | int | str


@dataclass(frozen=True, eq=False)
class Shot:
    """The studio set up for pictures of one view."""

    scene: bpy.types.Scene
    view: str
    size: tuple[int, int]
    is_denoised: bool
    by_ourselves: bool  # denoised
    seed: int
    dpi: int | None  # of a print
    worn: subject.Worn
    stand: framing.Stand

    @property
    def aspect(self) -> float:
        return self.size[0] / self.size[1]

    @property
    def denoiser(self) -> str:
        return "OpenImageDenoise" if self.is_denoised else "Toile" if self.by_ourselves else "none"

    def take(self, what: str, path: Path) -> Steps[Path]:
        """Render the picture as the studio stands."""
        shoot = cycles.render_without_grain if self.by_ourselves else cycles.render_linear
        picture = yield from shoot(self.scene, "render", f"{what}, {self.scene.cycles.samples} samples")
        write_png(quantised(picture[..., :3], self.seed), path, self.dpi)
        return path


class Still:
    """Renders the dressed person, and saves the scene for a Blender without this extension."""

    @dataclass(frozen=True)
    class Options(Format, LightCorrection):
        subject: str = option(
            subject.MANNEQUIN,
            "What wears the garments: a mannequin, one without a head, nothing at all, or an avatar",
            choices=subject.SUBJECTS,
        )
        skin_tone: str = option(
            tones.AUTO, "Of the avatar; auto: the photo's, where its face is seen", choices=(tones.AUTO, *tones.SKIN)
        )
        hair: str = option(tones.AUTO, "Of the avatar; auto: by gender", choices=(tones.AUTO, *hairstyles.HAIRSTYLES))
        hair_colour: str = option(tones.AUTO, "Of the avatar; auto: by the skin", choices=(tones.AUTO, *tones.HAIR))
        face: str = option(
            PLAIN, "Of the avatar; own: the photo's, in views from near where it was taken", choices=(PLAIN, OWN)
        )
        scene: str = option(
            studio.NAME, "Where the studio stills are taken: the studio, or one of our sets", choices=tuple(SCENES)
        )
        camera: int = option(1, "Which of the scene's cameras", min=1, max=CAMERAS)
        background: str = option(studio.PAPER, "Colour of the studio's paper, #rrggbb")
        quality: str = option("final", "Draft takes about half the time, print twice", choices=tuple(SAMPLES))
        old_clothes: str = option(
            "fill",
            "In the photo, what the new clothes do not cover of the old ones: filled in, or left to be seen",
            choices=("fill", "leave"),
        )
        allow_invented: bool = option(False, "Fill in more than 15 % of the old clothes, which is then made up")
        turntable_pictures: int = option(36, "Pictures of a turntable", min=4, max=360, advanced=True)
        turntable_rate: int = option(12, "Pictures a second in the turntable's film", min=1, max=60, advanced=True)
        device: str = option(
            device.AUTO,
            "Auto: a GPU where Cycles has one; or the CPU, always the same to the bit",
            choices=(device.AUTO, device.CPU),
            advanced=True,
        )
        denoise: bool = option(True, "Take the grain out of the picture", advanced=True)

        def __post_init__(self) -> None:
            super().__post_init__()
            check_colour(self.background, "background")

    def __init__(self, options: Options, seed: int):
        self.options, self.seed = options, seed

    def render(
        self, dressed: Dressed, rig: Rig, evidence: PhotoEvidence | None, view: str, path: Path
    ) -> Steps[types.Still]:
        """Render one view to ``path``: "photo", or one of the studio's.

        Raises:
            RenderError: the view is unknown or needs a photo, what the stages before made is gone, or Cycles failed.
        """
        check_view(view, evidence)
        check_objects(dressed, rig)
        began, cpu = time.perf_counter(), time.process_time()
        if view == "photo":
            manner = self.manner()
            facts, samples = (yield from render_photo(dressed, rig, evidence, path, manner)), manner.samples
            size, denoiser = rig.body.camera.size, str(facts.pop("denoiser", "none"))
        else:
            make = self.render_turntable if view == TURNTABLE else self.render_studio
            with self.shot(dressed, rig, view) as shot:
                facts = yield from make(dressed, rig, evidence, shot, path)
                facts["device"] = device.name_of(shot.scene)
            size, samples, denoiser = shot.size, shot.scene.cycles.samples, shot.denoiser
        facts["seconds"] = round(time.perf_counter() - began, 2)
        facts["cpu_seconds"] = round(time.process_time() - cpu, 2)
        log.info("view %s: %d x %d px, %d samples, %s s", view, *size, samples, facts["seconds"])
        return types.Still(path, view, size, samples, denoiser, facts)

    def manner(self) -> Manner:
        """How the photo is dressed."""
        chosen = self.options
        leave = chosen.old_clothes == "leave"
        return Manner(SAMPLES[chosen.quality], chosen.denoise, chosen.device, leave, chosen.allow_invented, chosen)

    @contextmanager
    def shot(self, dressed: Dressed, rig: Rig, view: str) -> Iterator[Shot]:
        """The scene and who is in it, set up for a view."""
        size = self.options.size
        with self.arranged(dressed, rig) as (scene, worn, stand):
            cycles.set_up(scene, size, SAMPLES[self.options.quality], self.seed, self.options.device)
            is_denoised = cycles.use_denoiser(scene, self.options.denoise)
            cycles.display_as(scene)
            lens = studio.LENS_MM if view.startswith(DETAIL) else stand.lens_mm
            fabric.set_pixel(dressed.materials, studio.SENSOR_MM / lens / max(size))
            by_ourselves = self.options.denoise and not is_denoised
            dpi = self.options.print_dpi
            yield Shot(scene, view, size, is_denoised, by_ourselves, self.seed, dpi, worn, stand)

    @contextmanager
    def arranged(self, dressed: Dressed, rig: Rig) -> Iterator[tuple[bpy.types.Scene, subject.Worn, framing.Stand]]:
        """The studio's scene with the subject in the place that was asked for, and the camera's stand there."""
        o, scene = self.options, studio.open_studio()
        with (
            subject.shown(o.subject, dressed, rig, scene, self.looks(), self.seed) as worn,
            setting.arranged(scene, o.scene, o.background, worn.floor),
        ):
            yield scene, worn, SCENES[o.scene].stands[o.camera - 1]

    @property
    def needs_segments(self) -> bool:
        """Whether the studio's views look at the photo, too."""
        return self.options.subject == subject.AVATAR and self.options.face == OWN

    def looks(self) -> Looks:
        return Looks(self.options.skin_tone, self.options.hair, self.options.hair_colour)

    def render_studio(
        self, dressed: Dressed, rig: Rig, evidence: PhotoEvidence | None, shot: Shot, path: Path
    ) -> Steps[dict[str, Fact]]:
        """Render one view in the studio."""
        points, front = shot.worn.points, facing(rig.body)
        if shot.view.startswith(DETAIL):
            yield Progress("render", 0.0, f"{shot.view}: looking for the side to see it from")
            aim = closeup.aim(shot.view, dressed, shot.worn.solid, front, shot.aspect)
            framing.close_in(shot.scene, points, aim.yaw, aim.camera, aim.distance, shot.stand)
        else:
            framing.turn(shot.scene, points, front + np.radians(TURNS[shot.view]), shot.aspect, shot.stand)
        facts = wear(rig, evidence, self.looks(), shot.scene) if self.needs_segments else {}
        yield from shot.take(shot.view, path)
        return facts

    def render_turntable(
        self, dressed: Dressed, rig: Rig, evidence: PhotoEvidence | None, shot: Shot, path: Path
    ) -> Steps[dict[str, Fact]]:
        """Render pictures all round the person, numbered beside ``path``, which is the first, and a film of them where
        Blender can write one.
        """
        count, points = self.options.turntable_pictures, shot.worn.points
        pictures = [path.with_name(f"{path.stem}_{k + 1:04}.png") for k in range(count)]
        for k, picture in enumerate(pictures):
            yaw = facing(rig.body) + 2 * np.pi * k / count
            framing.spin(shot.scene, points, yaw, shot.aspect, shot.stand)
            taken = shot.take(f"{shot.view} {k + 1} of {count}", picture)
            yield from retold(taken, lambda step, k=k: replace(step, fraction=0.95 * (k + step.fraction) / count))
        shutil.copyfile(pictures[0], path)
        facts: dict[str, Fact] = {"pictures": count, **(all_round() if self.needs_segments else {})}
        if not film.can_film():
            return {**facts, "notes": " ".join(str(note) for note in (facts.get("notes"), film.CANNOT) if note)}
        yield from retold(
            film.film(pictures, shot.size, self.options.turntable_rate, path.with_suffix(".mp4")),
            lambda step: replace(step, fraction=0.95 + 0.05 * step.fraction),
        )
        return {**facts, "film": path.with_suffix(".mp4").name}

    def draw_sheet(self, stills: Sequence[types.Still], outfit: Sequence[Garment], path: Path) -> Steps[Path]:
        """Write the stills with their captions as one picture to ``path``."""
        return (yield from sheet.draw_sheet(stills, outfit, path))

    def save_scene(self, dressed: Dressed, rig: Rig, path: Path) -> Steps[Path]:
        """Write the person, the garments and the studio to ``path``: no photo, nothing else of the user's file.

        Raises:
            RenderError: what the stages before made is gone, or the file cannot be written.
        """
        check_objects(dressed, rig)
        yield Progress("render", 0.0, "saving the scene")
        width, height = self.options.size
        with self.arranged(dressed, rig) as (source, worn, stand):
            framing.turn(source, worn.points, facing(rig.body), width / height, stand)
            self.write_scene(source, path)
        return path

    def write_scene(self, source: bpy.types.Scene, path: Path) -> None:
        """Write what the studio's scene shows. A scene is made for the file: the studio's own may hold what panels,
        ours and other people's, keep in scenes.
        """
        scene = bpy.data.scenes.new(OPENS_AS)
        try:
            cycles.set_up(scene, self.options.size, SAMPLES["final"], self.seed, device.CPU)
            cycles.use_denoiser(scene, self.options.denoise)
            cycles.display_as(scene)
            scene.world, scene.camera = source.world, source.camera
            for collection in (home(), studio.collection_of(source)):
                scene.collection.children.link(collection)
            scene.view_layers[0].update()  # Blender 5.2.3 crashes on writing a scene that was never evaluated
            bpy.data.libraries.write(str(path), {scene}, path_remap="NONE", compress=False)
        except (RuntimeError, OSError) as error:
            raise RenderError(f"The scene cannot be saved: {error}", "Choose another folder.") from error
        finally:
            bpy.data.scenes.remove(scene)


def check_view(view: str, evidence: PhotoEvidence | None) -> None:
    if view == "photo" and evidence is None:
        raise RenderError("The view photo needs a photo.", "Choose another view.")
    if not is_view(view):
        raise RenderError(f"There is no view {view!r}.", KNOWN)


def check_objects(dressed: Dressed, rig: Rig) -> None:
    """Whether what the stages before made is still there."""
    names = [rig.body_object, rig.armature_object, rig.camera_object]
    names += [garment.object_name for garment in dressed.drape.garments]
    if gone := [name for name in names if name not in bpy.data.objects]:
        raise RenderError(f"The object {gone[0]!r} is not in the file any more.", "Run again.")
    if gone := [name for name in dressed.materials if name not in bpy.data.materials]:
        raise RenderError(f"The material {gone[0]!r} is not in the file any more.", "Run again.")


def quantised(linear: np.ndarray, seed: int) -> np.ndarray:
    """(H, W, 3) uint8 sRGB, with noise of one step so that the backdrop's gradient has no bands."""
    noise = np.random.default_rng(seed).triangular(-1, 0, 1, linear.shape).astype(np.float32)
    return np.clip(np.rint(srgb_from_linear(linear) * 255 + 0.5 * noise), 0, 255).astype(np.uint8)
