"""Garments read from photos as garments of a job: plain settings, and their prints as files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from ..errors import JobError, PhotoError
from ..options import Choice
from ..photo.png import write_png
from ..printing import FILE
from ..seams import Progress, Registry, Steps
from ..types import GarmentReading

READER = Choice("outline")


@dataclass(frozen=True, eq=False)
class Read:
    """A garment for the outfit, and what was read of it."""

    choice: Choice
    reading: GarmentReading
    remarks: tuple[str, ...]  # what to know, in sentences


def read_garments(photos: Sequence[Path], plugins: Registry, folder: Path, seed: int) -> Steps[tuple[Read, ...]]:
    """The garments of photos of them, in their order. Prints are written into ``folder``.

    Raises:
        PhotoError: of which photo, and why it will not do.
        JobError: the folder cannot be written.
    """
    found: list[Read] = []
    for number, photo in enumerate(photos, 1):
        yield Progress("read", 0.0, f"garment {number} of {len(photos)}")
        try:
            reading = yield from plugins.make("reader", READER, seed).read(photo)
        except PhotoError as error:
            which = f"Garment photo {number}: " if len(photos) > 1 else "The garment's photo: "
            raise PhotoError(f"{which}{error}") from error
        choice, held = garment_of(reading, plugins, folder)
        found.append(Read(choice, reading, (*reading.notes, *held)))
    return tuple(found)


def garment_of(reading: GarmentReading, plugins: Registry, folder: Path) -> tuple[Choice, tuple[str, ...]]:
    """The reading as a garment of a job, and in sentences which settings the design's limits have changed."""
    given: dict[str, Any] = {**reading.options, **reading.print_options}
    if reading.print_image is not None:
        given[FILE] = str(written(reading, folder))
    options, held = {}, []
    for item in fields(plugins.plugin("garment", reading.design).Options):
        if item.name not in given:
            continue
        value = given[item.name]
        if isinstance(value, float):
            value = min(max(value, item.metadata["min"]), item.metadata["max"])
        if value != given[item.name]:
            held.append(f"{item.name} came out as {given[item.name]:g}; the design's limit of {value:g} is taken.")
        options[item.name] = value
    return Choice(reading.design, options), tuple(held)


def written(reading: GarmentReading, folder: Path) -> Path:
    """The print as a file that is named after what is in it."""
    assert reading.print_image is not None
    image = reading.print_image
    digest = hashlib.sha256(repr(image.shape).encode() + image.tobytes()).hexdigest()
    path = folder / f"print_{digest[:16]}.png"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_png(image, path)
    except OSError as error:
        raise JobError(
            f"The print cannot be written to {folder}: {error.strerror}.", "Choose another folder."
        ) from error
    return path


def as_facts(read: Read) -> dict[str, Any]:
    """What was read, for a log: plain values alone."""
    reading = read.reading
    return {
        "design": reading.design,
        "confidence": reading.confidence,
        "second": reading.second,
        "second_confidence": reading.second_confidence,
        "surface": reading.surface,
        "colours_lab": [list(colour) for colour in reading.colours],
        "measured": reading.measured,
        "remarks": list(read.remarks),
        "cannot_know": list(reading.cannot_know),
    }
