"""On what Cycles renders: a GPU where there is one, else the CPU."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import bpy

log = logging.getLogger(__name__)

BACKENDS = {"OPTIX": "OptiX", "CUDA": "CUDA", "HIP": "HIP", "METAL": "Metal", "ONEAPI": "oneAPI"}  # the faster first
AUTO, CPU = "auto", "cpu"


@dataclass(frozen=True)
class Gpu:
    """One way to the GPUs of this machine."""

    backend: str  # a key of BACKENDS
    ids: frozenset[str]
    names: tuple[str, ...]

    @property
    def title(self) -> str:
        return f"{BACKENDS.get(self.backend, self.backend)}: {', '.join(self.names)}"


def cycles_preferences() -> Any:
    """What Cycles keeps of this machine's devices; None where Cycles is not switched on."""
    entry = bpy.context.preferences.addons.get("cycles")
    return entry.preferences if entry else None


def find_gpu(preferences: Any) -> Gpu | None:
    """The GPUs that the user has chosen in Blender's preferences, or else the first backend's that has any."""
    if preferences is None:
        return None
    chosen = preferences.compute_device_type
    if chosen in BACKENDS and (own := [d for d in listed(preferences, chosen) if d.use]):
        return gpu_of(chosen, own)
    for backend in BACKENDS:
        if found := listed(preferences, backend):
            return gpu_of(backend, found)
    return None


def listed(preferences: Any, backend: str) -> list[Any]:
    """The backend's devices. A build of Blender without the backend has none."""
    try:
        return [device for device in preferences.get_devices_for_type(backend) if device.type == backend]
    except (ValueError, TypeError):
        return []


def gpu_of(backend: str, devices: list[Any]) -> Gpu:
    return Gpu(backend, frozenset(d.id for d in devices), tuple(d.name for d in devices))


@contextmanager
def switched_on(gpu: Gpu | None) -> Iterator[None]:
    """Let Cycles use the GPU. The user's preferences are as they were afterwards."""
    if gpu is None:
        yield
        return
    user, preferences = bpy.context.preferences, cycles_preferences()
    is_dirty, backend = user.is_dirty, preferences.compute_device_type
    uses = {device.id: device.use for device in preferences.devices}
    try:
        preferences.compute_device_type = gpu.backend
        for device in preferences.devices:
            device.use = device.id in gpu.ids
        yield
    finally:
        preferences.compute_device_type = backend
        for device in preferences.devices:
            device.use = uses.get(device.id, device.use)
        user.is_dirty = is_dirty


def choose(scene: bpy.types.Scene, wanted: str) -> None:
    """Make the scene render where it is wanted: AUTO or CPU."""
    scene.cycles.device = "GPU" if wanted == AUTO and find_gpu(cycles_preferences()) else "CPU"


def of_scene(scene: bpy.types.Scene) -> Gpu | None:
    """The GPU that the scene renders on; None is the CPU."""
    return find_gpu(cycles_preferences()) if scene.cycles.device == "GPU" else None


def name_of(scene: bpy.types.Scene) -> str:
    """For the record: "CPU", or the backend and its devices."""
    gpu = of_scene(scene)
    return gpu.title if gpu else "CPU"
