"""Dress the person in a photo, or with given measures, without a window.

blender -b --disable-autoexec --python-exit-code 3 -P scripts/tryon.py -- job.toml
blender -b ... -P scripts/tryon.py -- --photo person.jpg --height-cm 172 --garment skirt:M --garment tee:M --out stills
python scripts/tryon.py job.toml        (a Python that has bpy)

Progress goes to standard error, one JSON object a line. Exit code: 0 done, 2 the job is wrong and no retry will help,
3 a stage failed and a retry may help, 130 cancelled (Ctrl-C or SIGTERM).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import signal
import sys
import threading
import time
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any

# Sums in numpy differ in their last bits with the number of threads, and cloth makes folds of that.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent))
import package  # noqa: E402
from ending import end_process  # noqa: E402

package.load()
from toile.addon.core import filing, pipeline  # noqa: E402
from toile.addon.core.body.hand_pose import with_pose_file  # noqa: E402
from toile.addon.core.colourways import read_flag  # noqa: E402
from toile.addon.core.errors import JobError, ToileError  # noqa: E402
from toile.addon.core.garment_photo.wearing import as_facts, read_garments  # noqa: E402
from toile.addon.core.job import Job, complete, read_garment, resolve, verify  # noqa: E402
from toile.addon.core.job_file import dumps, read, read_photos  # noqa: E402
from toile.addon.core.memo import Memo  # noqa: E402
from toile.addon.core.options import Choice  # noqa: E402
from toile.addon.core.seams import Progress, Registry, exhaust  # noqa: E402
from toile.addon.core.types import Tape  # noqa: E402

from flags import TAPE_CM, parser  # noqa: E402 isort:skip

CANCELLED = threading.Event()
PATIENCE_S = 0.6  # for the main thread to clean up by itself after a signal


def read_job(a: argparse.Namespace, plugins: Registry) -> Job:
    """The job of the file and the flags."""
    if a.job:
        path = Path(a.job).absolute()
        try:
            job = read(path.read_text("utf-8"), path.parent)
        except OSError as error:
            raise JobError(f"The job {path} cannot be read: {error.strerror}.", "Name a TOML file.") from error
        except UnicodeDecodeError as error:
            raise JobError(f"The job {path} is not UTF-8 text.", "Save it as UTF-8.") from error
    else:
        job = Job()
    paths: dict[str, Any] = {"folder": a.out} if a.out else {}
    paths |= {key: getattr(a, key) for key in ("size_chart", "segments") if getattr(a, key)}
    if a.photo or a.photo_side:
        paths["photos"] = photo_flags(a, job)
    job = resolve(replace(job, **paths), Path.cwd()) if paths or not a.job else job
    job = replace(job, tape=read_tape(a, job.tape), **plain_flags(a))
    if a.garment:
        job = replace(job, outfit=tuple(read_garment(text, plugins) for text in a.garment))
    if a.garment_photo:
        job = with_garment_photos(job, a, plugins)
    return verify(with_options(job, a))


def with_garment_photos(job: Job, a: argparse.Namespace, plugins: Registry) -> Job:
    """The job with the garments of photos of them outermost; they alone are worn where no others were named."""
    photos = [Path(text).absolute() for text in a.garment_photo]
    found = exhaust(read_garments(photos, plugins, Path(job.folder), job.seed), Reporter(a.openjd))
    for each in found:
        print(json.dumps({"garment_photo": as_facts(each)}), file=sys.stderr)
    named = job.outfit if a.job or a.garment else ()
    return replace(job, outfit=(*named, *(each.choice for each in found)))


def photo_flags(a: argparse.Namespace, job: Job) -> tuple[str, ...]:
    """The photos: those of the flags, or the job's first one and the flags' side photo."""
    photos = a.photo or list(job.photos[:1])
    side = {"photo_side": a.photo_side} if a.photo_side else {}
    return read_photos({"photo": photos[0] if len(photos) == 1 else photos, **side})


def plain_flags(a: argparse.Namespace) -> dict[str, Any]:
    flags: dict[str, Any] = {"save_blend": True} if a.save_blend else {}
    if a.seed is not None:
        flags["seed"] = a.seed
    if a.view:
        flags["views"] = tuple(a.view)
    if a.contact_sheet:
        flags["contact_sheet"] = True
    if a.size_run:
        flags["size_run"] = tuple(size.strip() for size in a.size_run.split(","))
    if a.colourway:
        flags["colourways"] = tuple(map(read_flag, a.colourway))
    if a.export:
        flags["export"] = tuple(a.export)
    return flags


def read_tape(a: argparse.Namespace, tape: Tape) -> Tape:
    given = {f"{name}_mm": getattr(a, f"{flag.replace('-', '_')}_cm") for flag, name in TAPE_CM.items()}
    typed: dict[str, Any] = {name: cm * 10 for name, cm in given.items() if cm is not None}
    if a.mass_kg is not None:
        typed["mass_kg"] = a.mass_kg
    if a.gender:
        typed["gender"] = a.gender
    return replace(tape, **typed)


def with_options(job: Job, a: argparse.Namespace) -> Job:
    """The job with the flags that belong to a stage's options."""

    def put(choice: Choice, **values: Any) -> Choice:
        return Choice(choice.plugin, {**choice.options, **{k: v for k, v in values.items() if v is not None}})

    return replace(
        job,
        estimator=put(job.estimator, person=a.person, point=a.point, box=a.box),
        body=with_pose_flags(job.body, a),
        draper=put(job.draper, quality="final" if a.quality == "print" else a.quality),
        output=put(
            job.output,
            quality=a.quality,
            format=a.format,
            device=a.device,
            old_clothes=a.old_clothes,
            allow_invented=a.allow_invented or None,
            subject=a.subject,
            skin_tone=a.skin_tone,
            hair=a.hair,
            hair_colour=a.hair_colour,
            face=a.face,
            scene=a.scene,
        ),
    )


def with_pose_flags(body: Choice, a: argparse.Namespace) -> Choice:
    """The body's settings with the pose of the flags, in place of the job's."""
    if a.pose is None and a.pose_file is None:
        return body
    kept = {name: value for name, value in body.options.items() if name not in pipeline.POSE}
    given = {"pose": a.pose, "pose_file": a.pose_file}
    said = {name: value for name, value in given.items() if value is not None}
    return with_pose_file(Choice(body.plugin, {**kept, **said}), Path.cwd())


class Reporter:
    """Says each new Progress once."""

    def __init__(self, openjd: bool):
        self.openjd, self.last = openjd, ""

    def __call__(self, step: Progress) -> None:
        line = json.dumps({**vars(step), "fraction": round(step.fraction, 3), "total": round(step.total, 3)})
        if line == self.last:
            return
        self.last = line
        print(line, file=sys.stderr, flush=True)
        if self.openjd:
            print(f"openjd_progress: {100 * step.total:.1f}\nopenjd_status: {step.stage} {step.note}", flush=True)


def run(arguments: list[str]) -> int:
    from toile.addon import plugins as listed
    from toile.addon.provenance import made_with, own_version
    from toile.addon.worker import Worker, find_python, remote_by

    a = parser().parse_args(arguments)
    with contextlib.closing(Worker(find_python)) as worker:
        plugins = listed.discover(remote_by(worker))
        job = read_job(a, plugins)
        if a.print_job:
            print(dumps(complete(job, plugins)), end="")
            return 0
        memo = Memo(listed.alive, Path(a.cache).absolute() if a.cache else None, own_version())
        steps = pipeline.run(job, plugins, memo, lambda: made_with(worker))
        result = exhaust(steps, Reporter(a.openjd))
    for warning in json.loads(result.files[-1].read_text("utf-8"))["warnings"]:
        print(json.dumps({"warning": warning}), file=sys.stderr)
    for path in result.files:
        print(path)
    return 0


def fail(error: BaseException, code: int, openjd: bool) -> int:
    print(json.dumps({"error": type(error).__name__, "message": str(error), "exit_code": code}), file=sys.stderr)
    if openjd:
        print(f"openjd_fail: {error}", flush=True)
    return code


def cancel_on_signals(openjd: bool) -> None:
    """Make Ctrl-C and SIGTERM raise KeyboardInterrupt, and end the process where Python does not get to run.

    While Cycles renders, no Python runs until the picture is done. A thread hears of the signal at once, gives the main
    thread a moment, then removes what is unfinished and ends the process. The worker ends when its input closes.
    """

    def interrupt(*_: Any) -> None:
        CANCELLED.set()  # an operator turns the exception into one of its own
        raise KeyboardInterrupt("cancelled")

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    if os.name != "posix":
        return
    ear, mouth = os.pipe()
    os.set_blocking(mouth, False)
    signal.set_wakeup_fd(mouth)

    def listen() -> None:
        os.read(ear, 1)
        time.sleep(PATIENCE_S)
        for staging in list(filing.unfinished):
            filing.discard(staging)
        fail(KeyboardInterrupt("cancelled"), 130, openjd)
        os._exit(130)

    threading.Thread(target=listen, daemon=True).start()


def main(arguments: list[str]) -> int:
    logging.basicConfig(level=os.environ.get("TOILE_LOG", "WARNING"), stream=sys.stderr)
    openjd = "--openjd" in arguments
    try:
        return run(arguments)
    except KeyboardInterrupt:
        CANCELLED.set()
    except ToileError as error:
        if not CANCELLED.is_set():
            return fail(error, error.exit_code, openjd)
    except Exception as error:  # noqa: BLE001 - a farm needs an exit code, whatever happened
        if not CANCELLED.is_set():
            traceback.print_exc()
            return fail(error, 3, openjd)
    return fail(KeyboardInterrupt("cancelled"), 130, openjd)


if __name__ == "__main__":
    given = sys.argv[1:]
    inside_blender = Path(sys.argv[0]).name != Path(__file__).name
    if inside_blender:
        given = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    cancel_on_signals("--openjd" in given)
    code = main(given)
    if inside_blender:
        sys.exit(code)
    end_process(code)
