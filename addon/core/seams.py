"""The nine seams of the program, and the registry that turns a name in a job into a plugin.

A plugin is a class with its seam's methods and an inner frozen dataclass ``Options``; it is made as
``Plugin(options, seed)``. A stage is a generator: it yields Progress and returns its value.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib import import_module, metadata
from pathlib import Path
from typing import Any, Protocol, TypeVar

from .errors import PluginError
from .options import Choice, make_options
from .types import Body, BodyFit, Drape, Dressed, Garment, GarmentReading, PhotoEvidence, Rig, Segments, Still, Tape

S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True)
class Progress:
    """One step of work. ``fraction`` runs from 0 to 1 within ``stage``, ``total`` within the whole job."""

    stage: str
    fraction: float
    note: str = ""
    total: float = 0.0


Steps = Generator[Progress, None, T]


_listeners: list[Callable[[Any], object]] = []  # who is told of the step that is being worked on, the innermost last


def advance(steps: Generator[S, None, T], listener: Callable[[S], object]) -> S:
    """The next step; until it is there, what ``meanwhile`` says goes through ``listener``."""
    _listeners.append(listener)
    try:
        return next(steps)
    finally:
        _listeners.pop()


def meanwhile(step: Progress) -> None:
    """Say how far a step is that takes long, before it ends. It may be said from another thread.

    It is told as the steps around it are, so it reaches who runs the whole; a caller that takes single steps hears
    nothing of it.
    """
    told: object = step
    for listener in reversed(_listeners):
        if not isinstance(told, Progress):
            return
        told = listener(told)


def exhaust(steps: Generator[S, None, T], each: Callable[[S], object] = lambda step: None) -> T:
    """Run a stage to its value; ``each`` is told every step."""
    with closing(steps):
        while True:
            try:
                step = advance(steps, each)
            except StopIteration as end:
                return end.value
            each(step)


def retold(steps: Generator[S, None, T], tell: Callable[[S], Progress]) -> Steps[T]:
    """The same stage, each of its steps told by ``tell``."""
    with closing(steps):
        while True:
            try:
                step = advance(steps, tell)
            except StopIteration as end:
                return end.value
            yield tell(step)


class Estimator(Protocol):
    def estimate(self, photo: Path) -> Steps[PhotoEvidence]: ...


class BodyModel(Protocol):
    """The methods named in the plugin's ``in_worker`` run in the worker process; the others where Blender is.

    ``views`` are one or more photos of one person, who has one shape and in each photo a pose and a camera of its own;
    the BodyFit has those of the first.
    """

    def fit(self, views: tuple[PhotoEvidence, ...], tape: Tape) -> Steps[BodyFit]: ...
    def from_tape(self, tape: Tape) -> Steps[BodyFit]: ...
    def build(self, fit: BodyFit) -> Steps[Body]: ...
    def overlay(self, views: tuple[PhotoEvidence, ...], fit: BodyFit, path: Path) -> Steps[Path]: ...


class Scene(Protocol):
    def place(self, body: Body, evidence: PhotoEvidence | None) -> Steps[Rig]: ...
    def export(self, rig: Rig, path: Path) -> Steps[Path]: ...


class Segmenter(Protocol):
    """``body`` stands as in the photo, and its camera is the photo's."""

    def segment(self, evidence: PhotoEvidence, body: Body) -> Steps[Segments]: ...


class GarmentSource(Protocol):
    def draft(self, body: Body) -> Steps[Garment]: ...


class Draper(Protocol):
    def drape(self, rig: Rig, outfit: Sequence[Garment]) -> Steps[Drape]: ...


class Look(Protocol):
    def dress(self, drape: Drape) -> Steps[Dressed]: ...


class Output(Protocol):
    """The evidence has its segments where the job has the view "photo", or the plugin's ``needs_segments`` is true."""

    def render(
        self, dressed: Dressed, rig: Rig, evidence: PhotoEvidence | None, view: str, path: Path
    ) -> Steps[Still]: ...
    def draw_sheet(self, stills: Sequence[Still], outfit: Sequence[Garment], path: Path) -> Steps[Path]: ...
    def save_scene(self, dressed: Dressed, rig: Rig, path: Path) -> Steps[Path]: ...


class Reader(Protocol):
    """It is no stage of a job: what it reads from a photo of a garment becomes plain settings of the outfit."""

    def read(self, photo: Path) -> Steps[GarmentReading]: ...


SEAMS: dict[str, type] = {
    "estimator": Estimator,
    "body": BodyModel,
    "scene": Scene,
    "segmenter": Segmenter,
    "garment": GarmentSource,
    "draper": Draper,
    "look": Look,
    "output": Output,
    "reader": Reader,
}
ENTRY_POINTS = "toile.plugins"


class Registry:
    """Plugins by ``seam.name``. A target is a class, or "module:attribute", imported on first use.

    A target that starts with "worker:" is imported here for its Options only; ``remote`` wraps its instances so that
    the methods it names in ``in_worker`` run in the worker process.
    """

    def __init__(self, package: str = "", remote: Callable[[Any, str, Choice, int], Any] | None = None):
        self.package = package
        self.remote = remote
        self.targets: dict[str, type | str] = {}
        self.from_worker: set[str] = set()

    def add(self, key: str, target: type | str) -> None:
        seam, _, name = key.partition(".")
        if seam not in SEAMS or not name:
            raise PluginError(f"{key!r} names no seam.", f"Write one of {', '.join(SEAMS)}, a dot, and a name.")
        if key in self.targets:
            raise PluginError(f"{key} is registered twice.", "Remove or rename one of the two plugins.")
        if isinstance(target, str) and target.startswith("worker:"):
            self.from_worker.add(key)
            target = target.removeprefix("worker:")
        self.targets[key] = target

    def add_entry_points(self) -> None:
        for point in metadata.entry_points(group=ENTRY_POINTS):
            self.add(point.name, point.value)

    def names(self, seam: str) -> list[str]:
        return [key.partition(".")[2] for key in self.targets if key.startswith(seam + ".")]

    def plugin(self, seam: str, name: str) -> type:
        """The plugin's class, imported if need be.

        Raises:
            PluginError: it is absent, cannot be imported, or lacks a method or its Options.
        """
        key = f"{seam}.{name}"
        if key not in self.targets:
            known = ", ".join(self.names(seam)) or "none"
            raise PluginError(f"There is no {seam} named {name!r}.", f"Known: {known}.")
        target = self.targets[key]
        if isinstance(target, str):
            module, _, attribute = target.partition(":")
            try:
                target = getattr(import_module(module, self.package), attribute)
            except (ImportError, AttributeError) as error:
                raise PluginError(f"The {seam} {name!r} cannot be loaded: {error}.") from error
        missing = [m for m in vars(SEAMS[seam]) if not m.startswith("_") and not hasattr(target, m)]
        if missing or not hasattr(target, "Options"):
            raise PluginError(f"{key} lacks {', '.join(missing or ['Options'])}.")
        self.targets[key] = target
        return target

    def problem(self, seam: str, name: str) -> str:
        """Why the plugin cannot be used, or "" if it can."""
        try:
            self.plugin(seam, name)
        except PluginError as error:
            return str(error)
        return ""

    def make(self, seam: str, choice: Choice, seed: int) -> Any:
        """An instance of the chosen plugin with its options checked."""
        plugin = self.plugin(seam, choice.plugin)
        options = make_options(plugin.Options, choice.options, f"{seam} {choice.plugin!r}")
        made = plugin(options, seed)
        key = f"{seam}.{choice.plugin}"
        return self.remote(made, key, choice, seed) if key in self.from_worker and self.remote else made
