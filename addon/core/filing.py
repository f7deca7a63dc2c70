"""Delivering a job's files: all of them whole in the folder, or none."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import JobError

RECORD = "record.json"
unfinished: dict[Path, list[Path]] = {}  # staging folder -> the folders made for it


@contextmanager
def delivery(folder: Path) -> Iterator[Path]:
    """A folder to write into, beside the place where the files will be.

    When the block ends its files are moved into ``folder``, the record last, so that where the record is, the rest is
    whole. When it does not end well, nothing of it is left.

    Raises:
        JobError: the folder cannot be made or written, or the disk is full.
    """
    made = [p for p in (folder, *folder.parents) if not p.exists()]
    staging = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".toile-", dir=folder))
        unfinished[staging] = made
        yield staging
        move_into(staging, folder)
        made.clear()
    except OSError as error:
        raise sentence(folder, error) from error
    finally:
        if staging:
            discard(staging)
        for path in made:
            remove_if_empty(path)


def discard(staging: Path) -> None:
    """Remove an unfinished delivery and the folders that were made for it. Safe from any thread."""
    shutil.rmtree(staging, ignore_errors=True)
    for path in unfinished.pop(staging, []):
        remove_if_empty(path)


def move_into(staging: Path, folder: Path) -> None:
    """Move every file, the old record out of the way first and the new one in last."""
    (folder / RECORD).unlink(missing_ok=True)
    for path in sorted(staging.iterdir(), key=lambda p: p.name == RECORD):
        with open(path, "rb") as file:
            os.fsync(file.fileno())
        os.replace(path, folder / path.name)


def remove_if_empty(path: Path) -> None:
    if path.is_dir() and not any(path.iterdir()):
        path.rmdir()


def sentence(folder: Path, error: OSError) -> JobError:
    """An operating system's error as something the user can act on."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return JobError(f"The disk of {folder} is full.", "Free some space, or choose another folder.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
        return JobError(f"The folder {folder} cannot be written: {error.strerror}.", "Choose another folder.")
    return JobError(f"A file could not be written to {folder}: {error}.", "Check the disk, or choose another folder.")


def file_sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
