"""The worker: reads calls, runs them, writes progress and results. addon/worker.py starts it; it ends with its input.

Lines in: {"id", "call": "body.anny.fit", "options", "seed", "arguments": path}, {"cancel": id}.
Lines out: {"hello", "missing", "versions"}, {"id", "progress": [stage, fraction, note]},
{"id", "result": path, "peak_memory_mb"}, {"id", "error": kind, "message"}.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

NEEDED = {"numpy": "numpy", "cv2": "opencv-contrib-python", "PIL": "pillow", "mediapipe": "mediapipe"}


class Cancelled(Exception):
    """The host no longer wants this call's answer."""


def main() -> int:
    out = own_output()
    missing = [name for module, name in NEEDED.items() if find_spec(module) is None]
    say(out, {"hello": 1, "missing": missing, "versions": {} if missing else versions()})
    if missing:
        return 2
    inbox: queue.SimpleQueue[dict | None] = queue.SimpleQueue()
    cancelled: set[int] = set()
    threading.Thread(target=read_calls, args=(sys.stdin.buffer, inbox, cancelled), daemon=True).start()
    while (message := inbox.get()) is not None:
        answer(message, out, cancelled)
    return 0


def own_output() -> IO[bytes]:
    """The pipe to the host. File descriptor 1 becomes standard error, because native libraries print."""
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return out


def say(out: IO[bytes], message: dict) -> None:
    out.write((json.dumps(message) + "\n").encode())


def versions() -> dict[str, str]:
    found = {"worker_python": sys.version.split()[0]}
    for name in NEEDED.values():
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # opencv comes under several names
            found[name] = "unknown"
    return found


def read_calls(pipe: IO[bytes], inbox: queue.SimpleQueue, cancelled: set[int]) -> None:
    """The reader thread: fills the queue, nothing else."""
    for line in pipe:
        message = json.loads(line)
        if "cancel" in message:
            cancelled.add(message["cancel"])
        else:
            inbox.put(message)
    inbox.put(None)


def answer(message: dict, out: IO[bytes], cancelled: set[int]) -> None:
    """Run one call and say its result, or what went wrong with it."""
    from ..addon.core.errors import ToileError
    from ..addon.core.memory import peak_memory_mb

    number = message["id"]
    try:
        path = run(message, lambda values: say(out, {"id": number, "progress": values}), cancelled)
        say(out, {"id": number, "result": str(path), "peak_memory_mb": peak_memory_mb()})
    except Cancelled:
        say(out, {"id": number, "error": "ToileError", "message": "cancelled"})
    except ToileError as error:
        say(out, {"id": number, "error": type(error).__name__, "message": str(error)})
    except Exception as error:  # noqa: BLE001 - the host must hear of it, whatever it is
        kind, text = explain(message["call"], error)
        say(out, {"id": number, "error": kind, "message": text})
        sys.excepthook(type(error), error, error.__traceback__)


def explain(call: str, error: Exception) -> tuple[str, str]:
    """The kind and the sentence of an error that is none of ours."""
    if isinstance(error, OSError) and "shared object" in str(error):
        # mediapipe loads OpenGL's libraries, screen or not
        fix = "On Debian and Ubuntu: apt install libegl1 libgles2."
        return "WorkerError", f"The worker's system lacks a library that mediapipe needs: {error}. {fix}"
    return "FitError", f"The worker failed in {call}: {type(error).__name__}: {error}."


def run(message: dict, progress: Any, cancelled: set[int]) -> Path:
    """Make the plugin, advance its generator, and save its value."""
    from ..addon.core import exchange
    from ..addon.core.options import Choice
    from ..addon.core.seams import exhaust
    from ..addon.plugins import builtin

    seam, _, rest = message["call"].partition(".")
    name, _, method = rest.rpartition(".")
    plugin = builtin().make(seam, Choice(name, message["options"]), message["seed"])
    arguments = Path(message["arguments"])
    steps = getattr(plugin, method)(*exchange.load(arguments))

    def tell(step: Any) -> None:
        if message["id"] in cancelled:
            raise Cancelled
        progress([step.stage, step.fraction, step.note])

    return exchange.save(exhaust(steps, tell), arguments.with_name("result.npz"))
