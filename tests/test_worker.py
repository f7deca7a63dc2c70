"""The worker process answers, reports, refuses, dies and hangs; the host always ends with a value or a sentence."""

import os
import stat
import sys
import textwrap
import time

import numpy as np
import pytest
from toile.addon.core import exchange
from toile.addon.core.errors import JobError, WorkerError
from toile.addon.core.options import Choice
from toile.addon.core.seams import exhaust
from toile.addon.core.types import BodyFit, Camera, Tape
from toile.addon.worker import Worker, find_python

POSIX = pytest.mark.skipif(os.name != "posix", reason="shell scripts stand for a Python")


def stand_in(tmp_path, code: str) -> str:
    """An executable that runs ``code`` in place of the worker."""
    script = tmp_path / "python"
    body = tmp_path / "body.py"
    body.write_text("import json, os, sys, time\n" + textwrap.dedent(code))
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{body}"\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return str(script)


HELLO = 'print(json.dumps({"hello": 1, "missing": [], "versions": {}}), flush=True)\n'


def call(python: str):
    worker = Worker(lambda: python)
    try:
        return exhaust(worker.call("body.anny", "fit", Choice("anny"), 0, (Tape(),)))
    finally:
        worker.close()


def test_values_cross_unchanged(tmp_path):
    camera = Camera(np.eye(3) * 2, (30, 40), np.eye(4), "exif")
    fit = BodyFit("anny", np.arange(3.0), np.ones((2, 3, 3)), np.eye(4), camera, 1.5, 0.01, 0.9, ("é",))
    value = exchange.load(exchange.save([fit, Tape(stature_mm=1700.0), None, tmp_path, "x", 3], tmp_path / "v.npz"))
    assert value[1:] == [Tape(stature_mm=1700.0), None, tmp_path, "x", 3]
    assert value[0].camera.size == (30, 40)
    assert value[0].warnings == ("é",)
    np.testing.assert_array_equal(value[0].pose, fit.pose)
    with pytest.raises(TypeError):
        exchange.save(object(), tmp_path / "o.npz")


def test_no_python_is_named():
    with pytest.raises(WorkerError, match="is not there: /nowhere/python"):
        find_python("/nowhere/python")


def test_a_variable_outranks_the_preference(monkeypatch, tmp_path):
    monkeypatch.setenv("TOILE_WORKER_PYTHON", sys.executable)
    assert find_python("/nowhere/python") == sys.executable


@POSIX
@pytest.mark.parametrize(
    ("code", "says"),
    [
        ('print(json.dumps({"hello": 1, "missing": ["mediapipe"], "versions": {}}), flush=True)', "lacks mediapipe"),
        ('print(json.dumps({"hello": 9, "missing": [], "versions": {}}), flush=True)', "version 9"),
        ('sys.exit("no numpy here")', "ended unexpectedly: no numpy here"),
        (HELLO + "sys.stdin.readline(); os._exit(9)", "ended unexpectedly"),
    ],
)
def test_a_bad_worker_is_a_sentence(tmp_path, code, says):
    with pytest.raises(WorkerError, match=says):
        call(stand_in(tmp_path, code))


@POSIX
def test_a_hanging_worker_is_ended(tmp_path, monkeypatch):
    monkeypatch.setenv("TOILE_WORKER_SILENCE_S", "0.5")
    with pytest.raises(WorkerError, match="said nothing for 0.5 s"):
        call(stand_in(tmp_path, HELLO + "time.sleep(600)"))


@POSIX
def test_progress_and_errors_come_through(tmp_path):
    code = """
    m = json.loads(sys.stdin.readline())
    print(json.dumps({"id": m["id"], "progress": ["fit", 0.5, "half"]}), flush=True)
    print(json.dumps({"id": m["id"], "error": "JobError", "message": "No."}), flush=True)
    """
    worker = Worker(lambda: stand_in(tmp_path, HELLO + textwrap.dedent(code)))
    steps = worker.call("body.anny", "fit", Choice("anny"), 0, (Tape(),))
    seen = []
    with pytest.raises(JobError, match="No"):
        exhaust(steps, seen.append)
    worker.close()
    assert ("fit", 0.5, "half") in {(s.stage, s.fraction, s.note) for s in seen}


@POSIX
def test_a_cancelled_call_ends_at_once_even_when_the_worker_does_not_listen(tmp_path):
    worker = Worker(lambda: stand_in(tmp_path, HELLO + "time.sleep(600)"))
    steps = worker.call("body.anny", "fit", Choice("anny"), 0, (Tape(),))
    for _ in range(20):
        next(steps)
    process = worker.process
    steps.close()
    assert process.poll() is not None
    assert worker.process is None


def test_the_real_worker_answers_and_is_used_again():
    pytest.importorskip("mediapipe")
    worker = Worker(lambda: sys.executable)
    try:
        for _ in range(2):
            fit = exhaust(worker.call("body.anny", "from_tape", Choice("anny"), 0, (Tape(stature_mm=1700.0),)))
            assert fit.model == "anny"
            assert worker.peak_memory_mb > 50
            pid = worker.process.pid
        with pytest.raises(JobError, match="no setting 'nonsense'"):
            exhaust(worker.call("body.anny", "from_tape", Choice("anny", {"nonsense": 1}), 0, (Tape(),)))
        assert worker.process.pid == pid
        assert worker.versions["mediapipe"]
    finally:
        start = time.monotonic()
        worker.close()
        assert time.monotonic() - start < 5
