"""What a job was made with: versions and memory, for its record."""

from __future__ import annotations

import platform
import tomllib
from functools import cache
from typing import Any

import bpy
import numpy

from .core.memory import peak_memory_mb
from .plugins import ROOT
from .worker import Worker


@cache
def own_version() -> str:
    """This extension's version, as its manifest has it."""
    return tomllib.loads((ROOT / "blender_manifest.toml").read_text("utf-8"))["version"]


def made_with(worker: Worker) -> dict[str, Any]:
    """The record's entries "versions" and "peak_memory_mb"."""
    versions = {
        "toile": own_version(),
        "blender": bpy.app.version_string,
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "system": f"{platform.system()} {platform.machine()}",
    }
    memory = {"blender": peak_memory_mb(), "worker": worker.peak_memory_mb}
    return {"versions": {**versions, **worker.versions}, "peak_memory_mb": memory}
