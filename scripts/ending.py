"""How a process that holds Blender as a Python module ends."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
from pathlib import Path


def end_process(code: int) -> None:
    """End now: Python's clean-up and Blender's temporary folder are seen to, C++'s static objects are not waited for.

    In the module of Blender 4.5 that can last for ever: a condition is destroyed that a thread still waits on.
    """
    atexit._run_exitfuncs()
    if "bpy" in sys.modules:
        own = Path(sys.modules["bpy"].app.tempdir)
        if own.name.startswith("blender_"):  # and not the system's folder, where Blender could make none of its own
            shutil.rmtree(own, ignore_errors=True)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)
