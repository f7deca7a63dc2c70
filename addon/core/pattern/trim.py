"""What is seen of a piece besides its outline, in mm: patches and edges laid on it, and topstitching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .curves import flipped, resampled


@dataclass(frozen=True, eq=False)
class Patch:
    """Cloth laid flat on a piece and sewn down on it, as a patch pocket is."""

    name: str
    outline: np.ndarray  # (N, 2) mm, anticlockwise; the first point is not repeated


@dataclass(frozen=True, eq=False)
class Lap:
    """A finished edge within or along a piece: the cloth on its left lies over that on its right."""

    line: np.ndarray  # (N, 2) mm
    over_mm: float  # so far from the edge the upper layer has come down to the piece


@dataclass(frozen=True)
class Bow:
    """A bow tied on a piece."""

    x_mm: float  # its knot
    y_mm: float
    wide_mm: float  # of its ribbon
    loop_mm: float  # from the knot to the end of a loop
    end_mm: float  # of the longer end that hangs


@dataclass(frozen=True, eq=False)
class Trim:
    """What is laid and sewn on a piece, in the piece's coordinates, face up."""

    patches: tuple[Patch, ...] = ()
    laps: tuple[Lap, ...] = ()
    topstitches: tuple[np.ndarray, ...] = ()  # each a line (N, 2) mm
    bow: Bow | None = None
    pulls: tuple[np.ndarray, ...] = ()  # outlines (N, 2) mm of zips' pulls, anticlockwise
    thread: str = ""  # the colour of its topstitches, "#rrggbb"; "": as the cloth

    def mirrored(self) -> Trim:
        """The same on the other side of x = 0. What laps over to the left laps over to the right there."""
        if self is PLAIN:
            return self
        return replace(
            self,
            patches=tuple(replace(patch, outline=flipped(patch.outline)) for patch in self.patches),
            laps=tuple(replace(lap, line=flipped(lap.line)) for lap in self.laps),
            topstitches=tuple(flipped(row) for row in self.topstitches),
            pulls=tuple(flipped(outline) for outline in self.pulls),
            bow=self.bow and replace(self.bow, x_mm=-self.bow.x_mm),
        )


PLAIN = Trim()


def round_edges(lines: Sequence[np.ndarray], inside_mm: float) -> tuple[np.ndarray, ...]:
    """Topstitching so far inside edges (N, 2) mm, each of which ends where it meets its neighbour's."""
    found = []
    for row in (rows(line, (inside_mm,))[0] for line in lines):
        along = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(row, axis=0), axis=1))]
        found.append(row[(along >= inside_mm) & (along <= along[-1] - inside_mm)])
    return tuple(found)


def rows(line: np.ndarray, beside_mm: Sequence[float]) -> tuple[np.ndarray, ...]:
    """Lines (N, 2) mm so far to the left of one, which is to the inside along a piece's edge."""
    even = resampled(line)
    ways = np.gradient(even, axis=0)
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    inward = np.stack([-ways[:, 1], ways[:, 0]], axis=1)
    return tuple(even + mm * inward for mm in beside_mm)
