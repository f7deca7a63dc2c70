"""Starts ml/ in a process of its own, calls it, stops it. One JSON object a line each way; arrays go as files."""

from __future__ import annotations

import importlib.util
import itertools
import json
import logging
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from .core import errors, exchange
from .core.options import Choice
from .core.seams import Progress, Steps

log = logging.getLogger(__name__)

PROTOCOL = 1
ROOT = Path(__file__).resolve().parent.parent
# The solver's matrices are small: threads that share them spin longer than they work (4.7 s for 0.9 s, numpy 2.4).
SETTINGS = {"PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}
PYTHON_VARIABLE = "TOILE_WORKER_PYTHON"
SILENCE_VARIABLE = "TOILE_WORKER_SILENCE_S"
SILENCE_S = 60.0  # the slowest step, a cold start of mediapipe, takes 10 s on a busy machine
CANCEL_S = 0.3  # a step is shorter than that; after it the process is ended
WINDOWLESS = getattr(subprocess, "CREATE_NO_WINDOW", 0)
INSTALL = "Set up the worker in Toile's preferences, or name a Python that has mediapipe in " + PYTHON_VARIABLE + "."


def find_python(preferred: str = "", managed: Path | None = None) -> str:
    """The worker's Python: the variable's, the preference's, the managed environment's, or this one if it will do.

    Raises:
        WorkerError: there is none, or the one that was named is not there.
    """
    for name, source in ((os.environ.get(PYTHON_VARIABLE, ""), PYTHON_VARIABLE), (preferred, "the preference")):
        if name:
            if not Path(name).is_file():
                raise errors.WorkerError(f"The worker's Python named by {source} is not there: {name}.", INSTALL)
            return name
    if managed and managed.is_file():
        return str(managed)
    if importlib.util.find_spec("mediapipe") and Path(sys.executable).name.startswith("python"):
        return sys.executable
    raise errors.WorkerError("A photo needs the worker, and no Python is set up for it.", INSTALL)


class Worker:
    """The process. It starts at the first call and is used again until it is closed."""

    def __init__(self, python: Callable[[], str]):
        self.python = python
        self.process: subprocess.Popen | None = None
        self.versions: dict[str, str] = {}
        self.peak_memory_mb: float | None = None
        self.numbers = itertools.count(1)
        self.inbox: queue.SimpleQueue[dict] = queue.SimpleQueue()
        self.errors: IO[bytes] | None = None

    def call(self, key: str, method: str, choice: Choice, seed: int, arguments: tuple) -> Steps[Any]:
        """Run ``method`` of the plugin ``key`` in the worker; yields its Progress and returns its value.

        Closing the generator cancels the call.
        """
        with tempfile.TemporaryDirectory(prefix="toile-") as folder:  # made with mode 0700: photos pass through it
            path = exchange.save(list(arguments), Path(folder) / "arguments.npz")
            number = next(self.numbers)
            request = {"id": number, "call": f"{key}.{method}", "plugin": choice.plugin, "options": choice.options}
            try:
                yield from self.start(method)
                self.send({**request, "seed": seed, "arguments": str(path)})
                return (yield from self.answer(number, method))
            except (GeneratorExit, KeyboardInterrupt):
                self.cancel(number)
                raise

    def start(self, stage: str) -> Steps[None]:
        """Begin the process, unless it runs, and wait until it has said hello."""
        if self.process and self.process.poll() is None:
            return
        self.close()
        self.inbox = queue.SimpleQueue()
        python = self.python()
        scrubbed = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON") and k != "LD_PRELOAD"}
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        try:
            self.process = subprocess.Popen(
                [python, "-I", str(ROOT / "scripts" / "package.py"), "ml.serve"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.errors,
                env={**scrubbed, **SETTINGS},
                cwd=tempfile.gettempdir(),
                creationflags=WINDOWLESS,
                start_new_session=os.name == "posix",  # Ctrl-C is ours to pass on
            )
        except OSError as error:
            raise errors.WorkerError(f"The worker's Python cannot be started: {error.strerror}.", INSTALL) from error
        threading.Thread(target=read_lines, args=(self.process.stdout, self.inbox), daemon=True).start()
        for hello in self.messages():
            if hello is None:
                yield Progress(stage, 0.0, "starting the worker")
                continue
            self.check_hello(hello)
            return

    def check_hello(self, hello: dict) -> None:
        if hello.get("hello") != PROTOCOL:
            self.close()
            raise errors.WorkerError(f"The worker speaks version {hello.get('hello')}, not {PROTOCOL}.", INSTALL)
        if missing := hello["missing"]:
            self.close()
            raise errors.WorkerError(f"The worker's Python lacks {', '.join(missing)}.", INSTALL)
        self.versions = hello["versions"]

    def answer(self, number: int, stage: str) -> Steps[Any]:
        """Yield the call's Progress until its result comes."""
        last = Progress(stage, 0.0)
        for message in self.messages():
            if message is None:
                yield last
            elif message.get("id") != number:
                continue  # the tail of a call that was cancelled
            elif "progress" in message:
                last = Progress(*message["progress"])
                yield last
            elif "error" in message:
                kind = getattr(errors, message["error"], errors.ToileError)
                raise kind(message["message"])
            else:
                self.peak_memory_mb = message.get("peak_memory_mb")
                return exchange.load(Path(message["result"]))

    def messages(self) -> Iterator[dict | None]:
        """What the process says; None each time it has said nothing for a moment.

        Raises:
            WorkerError: it ended, or was silent for too long.
        """
        silence = float(os.environ.get(SILENCE_VARIABLE, SILENCE_S))
        heard = time.monotonic()
        while True:
            try:
                message = self.inbox.get(timeout=0.02)
            except queue.Empty:
                if time.monotonic() - heard > silence:
                    self.close(patience=0)
                    raise errors.WorkerError(
                        f"The worker said nothing for {silence:g} s and was ended.", "Try again, or check its Python."
                    ) from None
                yield None
                continue
            heard = time.monotonic()
            if "ended" in message:
                said = self.last_words()
                self.close(patience=0)
                raise errors.WorkerError(f"The worker ended unexpectedly{said}.", "Try again, or check its Python.")
            yield message

    def last_words(self) -> str:
        """The last line the process printed, for the user."""
        if not self.errors:
            return ""
        self.errors.seek(0)
        lines = self.errors.read().decode(errors="replace").strip().splitlines()
        return f": {lines[-1]}" if lines else ""

    def send(self, message: dict) -> None:
        assert self.process and self.process.stdin
        try:
            self.process.stdin.write((json.dumps(message) + "\n").encode())
            self.process.stdin.flush()
        except OSError:
            log.info("the worker has closed its input")  # the reader says why it ended

    def cancel(self, number: int) -> None:
        """Ask the process to drop a call; end it if it does not at once."""
        if not self.process or self.process.poll() is not None:
            return
        self.send({"cancel": number})
        end = time.monotonic() + CANCEL_S
        while time.monotonic() < end:
            try:
                message = self.inbox.get(timeout=0.01)
            except queue.Empty:
                continue
            if message.get("id") == number and ("error" in message or "result" in message):
                return
        self.close(patience=0)

    def close(self, patience: float = 2.0) -> None:
        """End the process: its input closes, and after ``patience`` seconds it is killed."""
        process, self.process = self.process, None
        if not process:
            return
        for pipe in (process.stdin, None):
            if pipe:
                try:
                    pipe.close()
                except OSError:
                    log.info("the worker's input was gone already")
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if self.errors:
            self.errors.close()
            self.errors = None


def read_lines(pipe: IO[bytes], inbox: queue.SimpleQueue) -> None:
    """The reader thread: fills the queue, nothing else."""
    with pipe:
        for line in pipe:
            inbox.put(json.loads(line))
    inbox.put({"ended": True})


class Remote:
    """A plugin whose methods named in ``in_worker`` run in the worker; the others run here."""

    def __init__(self, worker: Worker, plugin: Any, key: str, choice: Choice, seed: int):
        self.worker, self.plugin, self.key, self.choice, self.seed = worker, plugin, key, choice, seed

    def __getattr__(self, name: str) -> Any:
        if name not in self.plugin.in_worker:
            return getattr(self.plugin, name)

        def call(*arguments: Any) -> Steps[Any]:
            return self.worker.call(self.key, name, self.choice, self.seed, arguments)

        return call


def remote_by(worker: Worker) -> Callable[[Any, str, Choice, int], Remote]:
    """What a Registry wraps worker plugins with."""
    return lambda plugin, key, choice, seed: Remote(worker, plugin, key, choice, seed)
