"""One small plugin a seam, pure Python, returning real values: a whole job in milliseconds."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from toile.addon.core.job import STAGES, Job
from toile.addon.core.options import Choice, option
from toile.addon.core.pattern.ease import Girth
from toile.addon.core.pattern.pieces import Edge, Piece, Placement
from toile.addon.core.photo.segments import PARTS
from toile.addon.core.seams import SEAMS, Progress, Registry
from toile.addon.core.types import (
    Body,
    BodyFit,
    Camera,
    Drape,
    DrapedGarment,
    Dressed,
    FurtherView,
    Garment,
    GarmentReading,
    PhotoEvidence,
    Rig,
    Segments,
    Still,
)


@dataclass(frozen=True)
class Setting:
    size: int = option(1, "A size", min=0, max=9)
    steps: int = option(2, "How many steps the stage takes", min=1, max=100000)


class Fake:
    """Counts its calls; every method takes ``steps`` steps of a millisecond."""

    Options = Setting
    in_worker: tuple[str, ...] = ()
    calls: list[str] = []

    def __init__(self, options: Setting, seed: int):
        self.options, self.seed = options, seed

    def work(self, method: str):
        self.calls.append(method)
        for step in range(self.options.steps):
            yield Progress(method, step / self.options.steps)
            time.sleep(0.001)


@dataclass(frozen=True)
class Seeing(Setting):
    person: int = option(0, "Which person", min=0, max=9, per_photo=True)


class Estimator(Fake):
    Options = Seeing  # type: ignore[assignment]

    def estimate(self, photo):
        yield from self.work("estimate")
        camera = Camera(np.eye(3), (4, 6), np.eye(4), "assumed")
        points = np.full((33, 2), float(self.options.person))
        zeros = np.zeros((6, 4, 3), np.uint8)
        return PhotoEvidence(zeros, points, np.zeros((33, 3)), np.ones(33), np.ones((6, 4), np.float32), camera, ("a",))


class BodyModel(Fake):
    def fit(self, views, tape):
        yield from self.work("fit")
        standing = (np.eye(3)[None], np.eye(4))
        return BodyFit(
            "fake",
            np.array([float(self.options.size), *views[0].landmarks.mean(0)]),
            *standing,
            views[0].camera,
            ranges={"stature": (1.66, 1.74), "mass": (55.0, 65.0)},
            outline={"chest": "loose"},
            device="numpy",
            others=tuple(FurtherView(*standing, view.camera) for view in views[1:]),
        )

    def from_tape(self, tape):
        yield from self.work("from_tape")
        return BodyFit("fake", np.array([tape.stature_mm or 0.0]), np.eye(3)[None], np.eye(4), None)

    def build(self, fit):
        yield from self.work("build")
        corners = np.array([[0, 0, 0], [1, 0, 0], [1, 0, 1], [0, 0, 1.0]])
        rest = np.eye(4)[None]
        faces, root, skin = np.array([[0, 1, 2, 3]]), np.array([-1]), np.ones((4, 1))
        return Body(corners, faces, ("root",), root, rest, rest, skin, {"stature": 1.7}, 60.0, 1.0, fit.camera)

    def overlay(self, views, fit, path):
        yield from self.work("overlay")
        path.write_bytes(b"overlay")
        return path


class Scene(Fake):
    def place(self, body, evidence):
        yield from self.work("place")
        return Rig("body", "armature", "camera", body)

    def export(self, rig, path: Path):
        yield from self.work("export")
        path.write_bytes(b"body " + path.suffix.encode())
        return path


@dataclass(frozen=True)
class Cut(Setting):
    colour: str = option("#888888", "The colour")


class Segmenter(Fake):
    def segment(self, evidence, body):
        yield from self.work("segment")
        person = evidence.silhouette * 0.5
        rest = {name: np.zeros_like(person) for name in PARTS}
        return Segments(rest | {"skin": person, "top": person, "background": 1 - 2 * person})


class GarmentSource(Fake):
    Options = Cut  # type: ignore[assignment]

    def draft(self, body):
        yield from self.work("draft")
        square = np.array([[0, 0], [100, 0], [100, 100], [0, 100], [0, 0.0]])
        edges = tuple(Edge(f"e{i}", square[i : i + 2]) for i in range(4))
        piece = Piece("front", edges, Placement("torso", "front", "waist_height"))
        colour = self.options.colour
        return Garment(
            "fake",
            (piece,),
            (),
            "M",
            (Girth("chest", "chest", "chest", 1000.0, 920.0, 1.0),),
            {"chest": 1000.0},
            "cotton_jersey",
            colour,
        )


class Draper(Fake):
    def drape(self, rig, outfit):
        yield from self.work("drape")
        numbers = dict(frames=3, cpu_seconds=0.1, inside_fraction=0.0, inside_depth_mm=0.0, stretch_p95=1.0)
        numbers |= dict(stretch_max=1.1, settled_speed_mm_per_frame=0.2, seam_gap_max_mm=0.1, grade="A")
        return Drape(tuple(DrapedGarment(g, "Toile Fake", np.zeros((4, 3)), **numbers) for g in outfit))


class Look(Fake):
    def dress(self, drape):
        yield from self.work("dress")
        return Dressed(drape, ("grey",))


class Output(Fake):
    def render(self, dressed, rig, evidence, view, path: Path):
        yield from self.work("render")
        path.write_bytes(b"picture " + view.encode())
        return Still(path, view, (4, 6), 1, "none")

    def draw_sheet(self, stills, outfit, path):
        yield from self.work("sheet")
        path.write_bytes(b" ".join(still.path.name.encode() for still in stills))
        return path

    def save_scene(self, dressed, rig, path: Path):
        yield from self.work("save")
        path.write_bytes(b"scene")
        return path


class Reader(Fake):
    def read(self, photo):
        yield from self.work("read")
        cutout = np.zeros((8, 6, 4), np.uint8)
        cutout[2:6, 1:5] = 255
        colours = ((100.0, 0.0, 0.0, 1.0),)
        options = {"colour": "#ffffff", "size": 12}
        return GarmentReading(cutout, "fake", 0.9, "other", 0.1, options, colours, "plain", None, {}, {}, (), ("size",))


FAKES = dict(zip(SEAMS, (Estimator, BodyModel, Scene, Segmenter, GarmentSource, Draper, Look, Output, Reader)))


def job(folder: Path) -> Job:
    """A job of fakes, with a photo that is none, in ``folder``."""
    photo = folder / "p.jpg"
    photo.write_bytes(b"a photo")
    return Job(
        (str(photo),), str(folder / "out"), outfit=(Choice("fake"),), **{seam: Choice("fake") for seam in STAGES}
    )


def registry() -> Registry:
    """A registry in which every seam has one plugin, named "fake"."""
    Fake.calls.clear()
    made = Registry()
    for seam, kind in FAKES.items():
        made.add(f"{seam}.fake", kind)
    return made
