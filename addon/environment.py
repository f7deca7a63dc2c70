"""The worker's own Python environment: found, described, and made from the hash-locked ml/requirements.txt."""

from __future__ import annotations

import hashlib
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from .core.errors import WorkerError
from .core.seams import Progress, Steps
from .plugins import PACKAGE, ROOT

REQUIREMENTS = ROOT / "ml" / "requirements.txt"
OLDEST, NEWEST = (3, 11), (3, 13)  # what the locked wheels exist for
READY = "ready.json"  # written last: an environment without it is not whole
STAGE = "worker"
WINDOWLESS = getattr(subprocess, "CREATE_NO_WINDOW", 0)
ASK = "import ensurepip, sys, venv; print(*sys.version_info[:2])"
PROVE = (
    "import cv2, mediapipe, numpy, PIL; "
    "from mediapipe.tasks.python.core import mediapipe_c_bindings as c; c.load_raw_library()"
)
FIX_PIP = "Check the network, the wheels and the free disk space."
FIX_SYSTEM = "If it is a library that the system lacks: on Debian and Ubuntu, apt install libegl1 libgles2."
LINES_OF_PIP = 400  # about as many as a whole installation prints, for the progress bar


def home() -> Path | None:
    """The folder that Blender gives this extension for it; None where it was not installed as one."""
    import bpy

    try:
        return Path(bpy.utils.extension_path_user(PACKAGE, path="worker"))
    except ValueError:
        return None


def folder() -> Path | None:
    """The environment of these very requirements."""
    top = home()
    return top / hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:12] if top else None


def interpreter(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def managed_python() -> Path | None:
    """The Python of the managed environment, if it is whole."""
    environment = folder()
    if not environment or not (environment / READY).is_file():
        return None
    return interpreter(environment)


def base_pythons() -> list[str]:
    """Pythons that the environment may be made from, best first: those on the PATH, then Blender's own."""
    names = [f"python3.{minor}" for minor in (12, 13, 11)] + ["python3", "python"]
    found = [path for name in names if (path := shutil.which(name))]
    own = Path(sys.executable)
    return found + ([str(own)] if own.name.startswith("python") else [])


def usable_base(named: str = "") -> str:
    """A Python of the right version that can make environments: the named one, or the first that will do.

    Raises:
        WorkerError: there is none.
    """
    span = f"{OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}"
    for path in [named] if named else base_pythons():
        version = version_of(path)
        if version and OLDEST <= version <= NEWEST:
            return path
    if named:
        raise WorkerError(f"{named} is no Python {span} with venv and pip.", "Name another one.")
    raise WorkerError(f"No Python {span} was found.", "Install one from python.org, or name its program.")


def version_of(python: str) -> tuple[int, int] | None:
    """The version of a Python that has venv and pip; None for any other program."""
    try:
        asked = subprocess.run(
            [python, "-I", "-c", ASK], capture_output=True, timeout=20, env=clean(), creationflags=WINDOWLESS
        )
        major, minor = map(int, asked.stdout.split())
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return major, minor


def clean() -> dict[str, str]:
    """The environment variables without those by which Blender's Python would reach into another."""
    return {k: v for k, v in os.environ.items() if not k.startswith("PYTHON") and k != "LD_PRELOAD"}


def install(base: str = "", wheels: Path | None = None) -> Steps[Path]:
    """Make the environment and return its Python. What is not whole at the end is removed.

    Args:
        base: the Python to make it from; "" finds one.
        wheels: a folder of wheels to install from, without network.

    Raises:
        WorkerError: no Python, no room, or a package could not be had.
    """
    environment = folder()
    if environment is None:
        raise WorkerError(
            "Toile was not installed as an extension, so Blender gives it no folder.", "Name a Python instead."
        )
    if wheels and not any(wheels.glob("*.whl")):
        raise WorkerError(f"There are no wheels in {wheels}.", "Choose the folder that holds the .whl files.")
    whole = False
    try:
        yield Progress(STAGE, 0.0, "looking for a Python")
        python = usable_base(base)
        remove(environment)
        environment.parent.mkdir(parents=True, exist_ok=True)
        yield from command([python, "-I", "-m", "venv", str(environment)], 0.02, 0.1, "making the environment")
        own = str(interpreter(environment))
        yield from command([own, "-I", "-m", "pip", *pip_arguments(wheels)], 0.1, 0.9, "", FIX_PIP)
        yield from command([own, "-I", "-c", PROVE], 0.9, 1.0, "trying it", FIX_SYSTEM)
        (environment / READY).write_text(json.dumps({"base": python, "version": version_of(own)}), "utf-8")
        whole = True
    except OSError as error:
        raise WorkerError(
            f"The worker's folder cannot be written: {error}.", "Check the disk and try again."
        ) from error
    finally:
        if not whole:
            remove(environment)
    for other in environment.parent.iterdir():
        if other != environment:
            remove(other)
    return interpreter(environment)


def pip_arguments(wheels: Path | None) -> list[str]:
    source = ["--no-index", "--find-links", str(wheels)] if wheels else []
    return [
        "install", "--require-hashes", "--only-binary", ":all:", "--no-input", "--disable-pip-version-check",
        "--progress-bar", "off", *source, "-r", str(REQUIREMENTS),
    ]  # fmt: skip


def remove(environment: Path) -> None:
    if environment.is_dir():
        shutil.rmtree(environment)


def command(arguments: list[str], start: float, end: float, note: str, fix: str = "") -> Steps[None]:
    """Run a program; each line it prints is a step. Closing the generator ends it. ``fix`` is what to do if it fails.

    Raises:
        WorkerError: it failed; says its last lines.
    """
    process = subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=clean(),
        creationflags=WINDOWLESS,
        text=True,
        errors="replace",
    )
    said: list[str] = []
    try:
        for line in lines_of(process):
            if line:
                said.append(line)
            done = min(len(said) / LINES_OF_PIP, 1.0)
            yield Progress(STAGE, start + (end - start) * done, note or (said[-1][:80] if said else ""))
        if process.wait():
            raise WorkerError(f"Setting up the worker failed: {reason(said)}", fix)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def lines_of(process: subprocess.Popen) -> Iterator[str]:
    """What the process prints, line by line; "" each time it has printed nothing for a moment."""
    inbox: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def fill() -> None:
        assert process.stdout
        with process.stdout as pipe:
            for line in pipe:
                inbox.put(line.strip())
        inbox.put(None)

    threading.Thread(target=fill, daemon=True).start()
    while True:
        try:
            line = inbox.get(timeout=0.02)
        except queue.Empty:
            yield ""
            continue
        if line is None:
            return
        yield line


def reason(said: list[str]) -> str:
    """The line of pip's that says what went wrong, or the last one."""
    errors = [line for line in said if line.startswith("ERROR:")]
    line = (errors or said or ["it said nothing"])[-1]
    return line.removeprefix("ERROR:").strip().rstrip(".") + "."
