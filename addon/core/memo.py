"""What has been worked out already: in memory for the panel, in a folder for a farm."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import exchange
from .filing import file_sha256
from .options import Choice
from .photo.corrections import Correction
from .seams import Steps
from .types import Tape

ON_DISK = ("estimate", "fit", "from_tape")  # stages whose values are data alone, by their first word


@dataclass(frozen=True)
class Timing:
    """How long a stage took, and whether its value was there already."""

    seconds: float
    cached: bool


class Memo:
    """The last value of each stage, reused while its settings and inputs are unchanged.

    Values that hold arrays compare by identity, so a stage that ran again makes every later stage run again.

    Args:
        alive: says whether a kept value still stands for something (a Blender object may be gone).
        folder: where data-only stages are kept between runs; None keeps nothing on disk. It holds people's photos.
        version: changes when the code does.
    """

    def __init__(
        self, alive: Callable[[Any], bool] = lambda value: True, folder: Path | None = None, version: str = ""
    ):
        self.alive, self.folder, self.version = alive, folder, version
        self.kept: dict[str, tuple[Any, Any, str]] = {}  # stage -> key, value, digest
        self.timings: dict[str, Timing] = {}

    def __call__(self, stage: str, choice: Choice, seed: int, work: Callable[..., Steps], *inputs: Any) -> Steps:
        """The value of ``work(*inputs)``, worked out only if need be. ``stage`` names it; "drape" or "render front"."""
        start = time.perf_counter()
        key = (choice, seed, inputs)
        kept_key, value, digest = self.kept.get(stage, (None, None, ""))
        cached = key == kept_key and self.alive(value)
        if not cached:
            digest = self.digest(stage, choice, seed, inputs)
            value = self.read(stage, digest)
            cached = value is not None
        if not cached:
            value = yield from work(*inputs)
            self.write(stage, digest, value)
        self.kept[stage] = (key, value, digest)
        self.timings[stage] = Timing(time.perf_counter() - start, cached)
        return value

    def timed(self, stage: str, steps: Steps) -> Steps:
        """The same steps, never kept: only timed."""
        start = time.perf_counter()
        value = yield from steps
        self.timings[stage] = Timing(time.perf_counter() - start, False)
        return value

    def digest(self, stage: str, choice: Choice, seed: int, inputs: tuple) -> str:
        """A name for the value: a hash of all it depends on."""
        parts = [self.version, stage, choice.plugin, choice.options, seed, [self.name_of(item) for item in inputs]]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def name_of(self, value: Any) -> Any:
        for _, kept, digest in self.kept.values():
            if kept is value:
                return digest
        if isinstance(value, InputFile):
            return value.sha256
        if isinstance(value, (Tape, Correction)):
            return asdict(value)
        if isinstance(value, tuple):
            return [self.name_of(item) for item in value]
        return str(value) if isinstance(value, (str, int, Path)) or value is None else "unnamed"

    def read(self, stage: str, digest: str) -> Any:
        path = self.folder / f"{digest}.npz" if self.folder and stage.split()[0] in ON_DISK else None
        return exchange.load(path) if path and path.is_file() else None

    def write(self, stage: str, digest: str, value: Any) -> None:
        if self.folder and stage.split()[0] in ON_DISK:
            self.folder.mkdir(parents=True, exist_ok=True)
            os.chmod(self.folder, 0o700)
            exchange.save(value, self.folder / f"{digest}.npz")


@dataclass(frozen=True)
class InputFile:
    """A photo, or a chart, by what is in it, so that a changed file under an old name is a new one."""

    path: Path
    sha256: str

    @classmethod
    def of(cls, path: Path) -> InputFile:
        """The file at ``path``; one that is not there has no hash; the stage that reads it says so."""
        return cls(path, file_sha256(path) if path.is_file() else "")
