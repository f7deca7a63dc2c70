"""How good a drape is, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...core.types import Garment
from .finish import Finished
from .mend import Level
from .meshing import Sheet
from .relax import Surface, edges_of
from .solver import Recording

GRADES = "ABCD"
RISE = "rise"  # a slide upwards
STRETCH = (1.05, 1.10, 1.25)  # times its length, the most of cloth for grades A, B and C


@dataclass(frozen=True)
class Measured:
    """The numbers of one drape; see DrapedGarment."""

    inside_fraction: float
    inside_depth_mm: float
    stretch_p95: float
    stretch_max: float
    settled_speed_mm_per_frame: float
    seam_gap_max_mm: float
    slide_mm: float = 0.0
    spikes: int = 0


# What is measured, the most for grades A, B and C, and what is wrong beyond.
RULES: tuple[tuple[str, tuple[float, float, float], str], ...] = (
    ("inside_fraction", (0.0005, 0.003, 0.01), "{:.2%} of the cloth is inside the body"),
    ("inside_depth_mm", (1.0, 3.0, 10.0), "cloth is up to {:.1f} mm inside the body"),
    ("stretch_p95", STRETCH, "a twentieth of the cloth is stretched to {:.2f} of its length or more"),
    ("settled_speed_mm_per_frame", (2.0, 4.0, 8.0), "the cloth still moved {:.1f} mm a frame at the end"),
    ("seam_gap_max_mm", (1.0, 5.0, 15.0), "a seam stands open by {:.1f} mm"),
    ("slide_mm", (15.0, 45.0, 60.0), "its band slid {:.0f} mm down the body"),
    (RISE, (30.0, 45.0, 60.0), "its band rode up the body by {:.0f} mm"),
    ("spikes", (0.0, 3.0, 10.0), "single points stand out of the cloth, {:.0f} of them"),
)


def measure(sheet: Sheet, recording: Recording, finished: Finished, body: Surface, slide: float) -> Measured:
    """Measure the last frame against the flat pieces, and the finished surface against the full body.

    ``slide`` is how far m the bands have gone down the body.
    """
    depth, _ = body.depths(finished.vertices, 0.0)
    stretch = stretches(sheet, recording.end)
    gaps = np.linalg.norm(np.diff(recording.end[sheet.pairs], axis=1)[:, 0], axis=1)
    return Measured(
        float((depth > 0).mean()),
        float(depth.max()) * 1000,
        float(np.percentile(stretch, 95)),
        float(stretch.max()),
        recording.end_speed_mm,
        float(gaps.max(initial=0.0)) * 1000,
        slide * 1000,
        len(spikes(finished, body)),
    )


def spikes(finished: Finished, body: Surface) -> list[int]:
    """The vertices that stand out of the cloth. Within flesh that overlaps, as between thighs, nobody sees them."""
    found = np.flatnonzero(Level(finished.triangles, len(finished.vertices)).heights(finished.vertices) > 1)
    return [int(k) for k in found if not body.encloses(finished.vertices[k])]


def stretches(sheet: Sheet, points: np.ndarray) -> np.ndarray:
    """(E,) the length of every edge over its flat length."""
    a, b = edges_of(sheet.faces).T
    return np.linalg.norm(points[a] - points[b], axis=1) / np.linalg.norm(sheet.flat[a] - sheet.flat[b], axis=1)


def asked_stretch(garment: Garment) -> float:
    """How many times its length the pattern itself asks of the cloth: what is cut smaller than the body must stretch.

    Bands are left out: they are a small part of the cloth.
    """
    bands = {piece.zone for piece in garment.pieces if piece.placement.region == "band"}
    return max([1.0, *(girth.body_mm / girth.garment_mm for girth in garment.fit if girth.part not in bands)])


def grade(measured: Measured, asked: float = 1.0) -> tuple[str, tuple[str, ...]]:
    """A letter from A to D, the worst that any number earns, and a sentence for each number below A.

    ``asked``: see asked_stretch. What is stretched is judged by how far beyond it is.
    """
    worst, reasons = 0, []
    for name, limits, words in RULES:
        value = -measured.slide_mm if name == RISE else getattr(measured, name)
        fair = asked if name == "stretch_p95" else 1.0
        level = sum(value > fair * limit for limit in limits)
        worst = max(worst, level)
        if level:
            reasons.append(words.format(value))
    return GRADES[worst], tuple(reasons)
