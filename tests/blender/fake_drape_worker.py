"""A process of the drape bench that drapes nothing: it answers, crashes, hangs or raises by the case's name."""

from __future__ import annotations

import os
import time

import drape_workers
from drape_outcome import Outcome


def serve(pipe) -> None:
    while True:
        task = pipe.recv()
        name = task.case.name
        for number, run in enumerate(task.runs, 1):
            if name == "crashes":
                os._exit(11)
            if name == "hangs":
                time.sleep(600)
            one = Outcome(task.case, "A", digest=run, run=run, settings=task.settings, garments=[{"design": name}])
            pipe.send((one, number == len(task.runs)))


def serve_raising(pipe) -> None:
    """The bench's own process, whose case raises."""
    import sys
    import types

    def try_case(*_):
        raise ZeroDivisionError("by design")

    sys.modules["drape_run"] = types.SimpleNamespace(try_case=try_case)  # type: ignore[assignment]
    drape_workers.serve(pipe)
