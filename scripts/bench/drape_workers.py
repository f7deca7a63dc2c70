"""Runs the drape bench's cases in processes of their own: one that crashes or hangs costs its case and no other."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import connection
from pathlib import Path
from typing import Any

from drape_cases import Case
from drape_outcome import OURS, Outcome
from ending import end_process


@dataclass(frozen=True)
class Task:
    """The runs of one case. Those after ours are made only where ours was draped."""

    case: Case
    runs: tuple[str, ...]
    settings: dict[str, Any]
    pictures: Path | None = None


@dataclass
class Worker:
    """A process that drapes, and what it is at."""

    work: Callable[[connection.Connection], None]
    limit_s: float
    number: int = 0
    process: Any = None
    pipe: Any = None
    task: Task | None = None
    waiting: deque[str] = field(default_factory=deque)  # for the runs that are still to come
    since: float = 0.0

    def give(self, task: Task) -> None:
        if self.process and not self.process.is_alive():
            self.end()
        if self.process is None:
            context = multiprocessing.get_context("spawn")
            self.pipe, theirs = context.Pipe()
            self.process = context.Process(target=self.work, args=(theirs,), daemon=True)
            with on_core(self.number):
                self.process.start()
            theirs.close()
        self.task, self.waiting, self.since = task, deque(task.runs), time.monotonic()
        self.pipe.send(task)

    def hear(self) -> Outcome | None:
        """The next outcome of its task, or None if there is none yet."""
        try:
            if self.pipe.poll():
                one, is_last = self.pipe.recv()
                self.waiting.popleft()
                self.since = time.monotonic()
                if is_last:
                    self.task = None
                return one
        except (EOFError, OSError):
            self.process.join()
            return self.lose("crashed", f"its process ended with {self.process.exitcode}")
        if time.monotonic() - self.since > self.limit_s:
            return self.lose("hung", f"no answer in {self.limit_s:g} s")
        return None

    def lose(self, verdict: str, words: str) -> Outcome:
        """End the process; what it was at is the outcome."""
        assert self.task
        one = Outcome(self.task.case, verdict, words, run=self.waiting[0], settings=self.task.settings)
        self.end()
        self.task = None
        return one

    def end(self) -> None:
        if self.process:
            self.process.kill()
            self.process.join()
            self.pipe.close()
            self.process = None


@contextlib.contextmanager
def on_core(number: int) -> Iterator[None]:
    """What is started within has one core to itself, where the system can do that.

    On all of them Blender's threads, which have little to share, spin while they wait for each other: a sixth more
    processor time for a drape alone, and the more, the more else runs.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {sorted(before)[number % len(before)]})
        yield
    finally:
        os.sched_setaffinity(0, before)


def run_all(tasks: Sequence[Task], jobs: int, limit_s: float, work: Callable[[Any], None]) -> Iterator[Outcome]:
    """The outcomes of all tasks, as they come.

    Args:
        jobs: processes at a time.
        limit_s: for one run of a case.
        work: what a process does with its end of the pipe: see ``serve``.
    """
    waiting = deque(tasks)
    workers = [Worker(work, limit_s, number) for number in range(min(jobs, len(tasks)))]
    try:
        while True:
            for worker in workers:
                if worker.task is None and waiting:
                    worker.give(waiting.popleft())
            busy = [worker for worker in workers if worker.task]
            if not busy:
                return
            connection.wait([worker.pipe for worker in busy], timeout=1.0)
            for worker in busy:
                if (one := worker.hear()) is not None:
                    yield one
    finally:
        for worker in workers:
            worker.end()


def serve(pipe: connection.Connection) -> None:
    """What a process does: a task comes, and for each of its runs an outcome goes, with whether it is the last."""
    from drape_run import try_case

    while True:
        try:
            task: Task = pipe.recv()
        except EOFError:  # the bench is gone
            end_process(0)
        for number, run in enumerate(task.runs, 1):
            pictures = task.pictures if run == OURS else None
            try:
                one = try_case(task.case, task.settings, pictures, run)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is this case's and not the bench's
                words = f"{type(error).__name__}: {error}"
                one = Outcome(task.case, "crashed", words, run=run, settings=task.settings)
            is_last = number == len(task.runs) or (run == OURS and not one.garments)
            pipe.send((one, is_last))
            if is_last:
                break
