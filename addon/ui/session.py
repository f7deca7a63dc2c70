"""What lasts as long as Blender runs: the worker, and for each scene what has been worked out and said."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bpy
from bpy.app.handlers import persistent

from .. import environment, plugins
from ..core.memo import Memo
from ..core.pipeline import Inferred
from ..core.seams import Progress, Registry, Steps
from ..core.types import Drape, PhotoEvidence, Still
from ..provenance import own_version
from ..worker import Worker, find_python, remote_by
from . import handlers


@dataclass
class Work:
    """Steps in progress."""

    label: str
    steps: Steps
    reach: float = 1.0  # how far ``Progress.total`` goes in these steps
    touches_scene: bool = True
    progress: Progress = Progress("", 0.0)
    is_cancelled: bool = False

    @property
    def factor(self) -> float:
        """How much is done, from 0 to 1."""
        return min((self.progress.total or self.progress.fraction) / self.reach, 1.0)


@dataclass
class State:
    """What one scene's panel shows beside its properties."""

    memo: Memo
    problem: str = ""  # the last error, a sentence
    inferred: Inferred | None = None  # the last photos and the body made of them
    garment_read: tuple[str, ...] = ()  # what to know of the garment that was last read from a photo
    told: PhotoEvidence | None = None  # the first photo's, with its segments, while they are painted
    drape: Drape | None = None
    stills: tuple[Still, ...] = ()
    files: tuple[Path, ...] = ()


@dataclass
class Session:
    work: Work | None = None
    states: dict[int, State] = field(default_factory=dict)
    registry: Registry | None = None
    problems: dict[str, str] = field(default_factory=dict)  # "seam.name" -> why it cannot be used
    fingerprints: weakref.WeakKeyDictionary = field(default_factory=weakref.WeakKeyDictionary)


now = Session()


def preferences() -> Any:
    """The add-on's preferences; None where it was registered by a script instead of Blender."""
    entry = bpy.context.preferences.addons.get(plugins.PACKAGE)
    return entry.preferences if entry else None


def units() -> str:
    """ "CM" or "INCH"."""
    return getattr(preferences(), "units", "CM")


def python() -> str:
    """The worker's Python.

    Raises:
        WorkerError: there is none.
    """
    return find_python(getattr(preferences(), "worker_python", ""), environment.managed_python())


worker = Worker(python)
remote = remote_by(worker)


def cache_folder() -> Path | None:
    """Where what was read from photos is kept; None keeps nothing on disk."""
    folder = getattr(preferences(), "cache_folder", "")
    return Path(bpy.path.abspath(folder)) if folder else None


def state(scene: Any) -> State:
    """The scene's own, made if need be."""
    key = scene.session_uid
    if key not in now.states:
        now.states[key] = State(Memo(alive, None, own_version()))
    return now.states[key]


def drop(scene: Any) -> None:
    """Forget what has been worked out for a scene."""
    now.states.pop(scene.session_uid, None)


def alive(value: Any) -> bool:
    """Whether the Blender objects that a value names are there, and still the ones that the stage made.

    An undo may bring back objects of an earlier run under the same names.
    """
    return plugins.alive(value) and now.fingerprints.get(value, fingerprint(value)) == fingerprint(value)


def fingerprint(value: Any) -> tuple[int, ...]:
    """The identities of the objects and materials that a value names."""
    drape = getattr(value, "drape", value)
    names = [getattr(value, name, "") for name in ("body_object", "armature_object", "camera_object")]
    names += [garment.object_name for garment in getattr(drape, "garments", ())]
    blocks = [bpy.data.objects.get(name) for name in names]
    blocks += [bpy.data.materials.get(name) for name in getattr(value, "materials", ())]
    return tuple(block.session_uid for block in blocks if block)


def remember() -> None:
    """Note the identity of the objects that the kept values name now."""
    for each in now.states.values():
        for _, value, _ in each.memo.kept.values():
            if fingerprint(value) and plugins.alive(value):
                now.fingerprints.setdefault(value, fingerprint(value))


def stop() -> None:
    """End the work in progress, if any; its stages clean up."""
    work, now.work = now.work, None
    if work:
        work.is_cancelled = True
        work.steps.close()


@persistent
def before_undo(*_: Any) -> None:
    """Undo and redo replace the data that a stage is working on, so the work ends first."""
    if now.work and now.work.touches_scene:
        stop()


@persistent
def before_load(*_: Any) -> None:
    """So does loading a file, and Blender drops every running operator."""
    stop()


@persistent
def after_load(*_: Any) -> None:
    now.states.clear()


HANDLERS = (
    ("undo_pre", before_undo),
    ("redo_pre", before_undo),
    ("load_pre", before_load),
    ("load_post", after_load),
)


def register() -> None:
    handlers.add(HANDLERS)


def unregister() -> None:
    stop()
    handlers.remove(HANDLERS)
    worker.close()
    now.states.clear()
    now.registry, now.problems = None, {}
