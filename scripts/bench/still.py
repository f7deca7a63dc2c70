"""Draft, final and print stills against a reference of 2,048 samples of the same view, beside Cycles as it comes.

python scripts/bench/still.py [--quick] [--scene NAME] [--view NAME] [--json FILE] [--pictures FOLDER]

The reference has the light paths that a new scene has, no denoiser and no adaptive sampling. Baseline: a new scene's
settings whole, with their adaptive sampling and denoiser. PSNR and SSIM are of the sRGB picture, 0 to 1, as shown.
CPU seconds are of the whole process from the call to the picture; memory is the most that Cycles says it held.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent)]
import package
from table import Row, show

package.load()
import bpy
import numpy as np
from toile.addon.blender.person.scene import facing
from toile.addon.blender.picture import cycles, device, framing
from toile.addon.blender.picture.scenes.registry import SCENES
from toile.addon.blender.picture.sheet import read_picture
from toile.addon.blender.picture.still import SAMPLES, Still
from toile.addon.core import pipeline
from toile.addon.core.job import Job, read_garment
from toile.addon.core.memo import Memo
from toile.addon.core.photo.image import srgb_from_linear
from toile.addon.core.photo.png import write_png
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Tape
from toile.addon.core.views import TURNS
from toile.addon.plugins import discover

REFERENCE = 2048  # samples
SIZES = {False: (300, 400), True: (180, 240)}  # of the picture, px, by --quick
GOALS = {"draft": 45.0}  # dB
FASTER = 10.0  # times, that draft is to be than Cycles as it comes
TAPE = Tape(stature_mm=1700.0, gender="female", chest_mm=880.0, waist_mm=700.0, hip_mm=960.0)
OUTFIT = ("skirt:made_to_measure", "tee:M")
HELD = re.compile(r"(?:Peak|Mem):? ?(\d+(?:\.\d+)?)(M|G)")
WINDOW, SIGMA = 11, 1.5  # px, SSIM's Gaussian, as Wang et al. 2004
STEADY = 0.01**2, 0.03**2  # the same, for values of 0 to 1


@dataclass(frozen=True, eq=False)
class Shot:
    """One picture and what it cost."""

    picture: np.ndarray  # (H, W, 3) sRGB 0-1
    cpu_s: float
    memory_mb: float


@contextmanager
def memory():
    """Yields a list whose last number is the most that Cycles held so far, MB."""
    most = [0.0]

    def watch(said: object, *_: object) -> None:
        for number, unit in HELD.findall(str(said)):
            most.append(max(most[-1], float(number) * (1024 if unit == "G" else 1)))

    bpy.app.handlers.render_stats.append(watch)
    try:
        yield most
    finally:
        bpy.app.handlers.render_stats.remove(watch)


def dressed():
    """The person in her outfit, draped once as a draft."""
    plugins = discover()
    job = Job(tape=TAPE, outfit=tuple(read_garment(text, plugins) for text in OUTFIT))
    return exhaust(pipeline.try_on(job, plugins, Memo()))


def still_of(a: argparse.Namespace, quality: str) -> Still:
    width, height = SIZES[a.quick]
    return Still(Still.Options(width=width, height=height, quality=quality, scene=a.scene, device=device.CPU), 0)


def ours(a: argparse.Namespace, made, quality: str, folder: Path) -> Shot:
    """As the product makes it, with denoiser and dither, read back from its file."""
    path = folder / f"{quality}.png"
    with memory() as held:
        began = time.process_time()
        exhaust(still_of(a, quality).render(made.dressed, made.rig, None, a.view, path))
        return Shot(read_picture(path) / 255.0, time.process_time() - began, held[-1])


def plain(a: argparse.Namespace, made, settings: Callable[[bpy.types.Scene], None]) -> Shot:
    """The same view with other settings."""
    with still_of(a, "draft").shot(made.dressed, made.rig, a.view) as shot, memory() as held:
        began = time.process_time()
        yaw = facing(made.rig.body) + np.radians(TURNS[a.view])
        framing.turn(shot.scene, shot.worn.points, yaw, shot.aspect, shot.stand)
        settings(shot.scene)
        picture = exhaust(cycles.render_linear(shot.scene, "render", ""))[..., :3]
        return Shot(np.clip(srgb_from_linear(picture), 0, 1), time.process_time() - began, held[-1])


def as_it_comes(scene: bpy.types.Scene) -> None:
    """Cycles' settings of a new scene."""
    for item in scene.cycles.bl_rna.properties:
        if not item.is_readonly and item.identifier not in ("name", "device", "rna_type"):
            scene.cycles.property_unset(item.identifier)
    if scene.cycles.use_denoising and not cycles.can_denoise(scene):
        scene.cycles.use_denoising = False


def as_reference(scene: bpy.types.Scene) -> None:
    as_it_comes(scene)
    scene.cycles.samples = REFERENCE
    scene.cycles.use_adaptive_sampling = scene.cycles.use_denoising = False


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    """dB, of pictures of 0 to 1."""
    return float(-10 * np.log10(max(np.mean((a - b) ** 2), 1e-12)))


def ssim(a: np.ndarray, b: np.ndarray) -> float:
    """Mean structural similarity of the luma (Wang, Bovik, Sheikh, Simoncelli 2004)."""
    x, y = (picture @ (0.299, 0.587, 0.114) for picture in (a, b))
    mx, my = blurred(x), blurred(y)
    vx, vy, both = blurred(x * x) - mx * mx, blurred(y * y) - my * my, blurred(x * y) - mx * my
    c1, c2 = STEADY
    return float(np.mean((2 * mx * my + c1) * (2 * both + c2) / ((mx * mx + my * my + c1) * (vx + vy + c2))))


def blurred(values: np.ndarray) -> np.ndarray:
    """Gaussian means, where the window fits."""
    bell = np.exp(-0.5 * ((np.arange(WINDOW) - WINDOW // 2) / SIGMA) ** 2)
    for axis in (0, 1):
        values = np.lib.stride_tricks.sliding_window_view(values, WINDOW, axis) @ (bell / bell.sum())
    return values


def rows_of(name: str, shot: Shot, reference: Shot, base: Shot) -> list[Row]:
    far = [[psnr(each.picture, reference.picture)] for each in (shot, base)]
    like = [[ssim(each.picture, reference.picture)] for each in (shot, base)]
    return [
        Row(f"{name}: PSNR", "dB", far[0], GOALS.get(name), far[1]),
        Row(f"{name}: SSIM", "", like[0], None, like[1]),
        Row(f"{name}: CPU", "s", [shot.cpu_s], None, [base.cpu_s]),
        Row(f"{name}: memory", "MB", [shot.memory_mb], None, [base.memory_mb]),
    ]


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--quick", action="store_true", help="a smaller picture: under five minutes")
    p.add_argument("--scene", choices=tuple(SCENES), default="studio")
    p.add_argument("--view", choices=tuple(TURNS), default="front")
    p.add_argument("--json", type=Path)
    p.add_argument("--pictures", type=Path, help="a folder for the pictures that were compared")
    a = p.parse_args()
    bpy.ops.wm.read_homefile(use_factory_startup=True)
    made = dressed()
    with tempfile.TemporaryDirectory(prefix="toile-") as folder:
        shots = {quality: ours(a, made, quality, Path(folder)) for quality in SAMPLES}
    base, reference = plain(a, made, as_it_comes), plain(a, made, as_reference)
    rows = [row for name, shot in shots.items() for row in rows_of(name, shot, reference, base)]
    times = base.cpu_s / shots["draft"].cpu_s
    rows.append(Row("draft: times faster than Cycles as it comes", "", [times], FASTER))
    width, height = SIZES[a.quick]
    notes = [
        f"{a.scene}, {a.view}, {width} x {height} px; samples: " + ", ".join(f"{k} {v}" for k, v in SAMPLES.items()),
        f"reference: {REFERENCE} samples, {reference.cpu_s:.0f} CPU s",
        "PSNR and SSIM: more is better; a goal there, and of the times, is the least",
    ]
    if a.pictures:
        a.pictures.mkdir(parents=True, exist_ok=True)
        for name, shot in (*shots.items(), ("as_it_comes", base), ("reference", reference)):
            write_png(np.rint(shot.picture * 255).astype(np.uint8), a.pictures / f"{a.scene}_{a.view}_{name}.png")
    show("Stills against a reference", rows, notes, a.json)


if __name__ == "__main__":
    main()
