"""The hairstyles: where hair flows, how long it is, what its strands do. In the head's frame, m."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .guides import Growth, Measure, unit
from .markings import HEAD_MIDDLE
from .strands import Inside, Texture

BALD = "bald"
WHORL = np.array([0.006, 0.125, 0.088])
PART_FRONT, PART_BACK = (-0.070, 0.030), (0.118, 0.094)  # back and up, of a parting's two ends


@dataclass(frozen=True)
class Knot:
    """Where hair is gathered, and what becomes of it there."""

    place: np.ndarray  # (3,) m
    radius: float
    tail: float = 0.0  # m long; 0: a bun


@dataclass(frozen=True)
class Style:
    flow: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]  # points, roots (N, 3), down (3,)
    length: Measure
    texture: Texture
    steps: int
    strands: int
    guides: int = 300
    rise: float = 0.15
    clear: float = 0.004
    lift: tuple[float, float] = (0.0, 0.0)  # at the tips: of hair from the sides, and from the top
    draws: float = 0.02
    overhang: float = -0.10
    keep: Inside | None = None
    ragged: float = 0.004  # m by which ends differ where hair is cut level
    side: Measure | None = None  # a number each side of a parting
    knot: Knot | None = None
    radius: tuple[float, float] = (0.00011, 0.00006)
    over_ears: bool = False

    def growth(self, down: np.ndarray) -> Growth:
        return Growth(
            lambda points, roots: self.flow(points, roots, down),
            self.length,
            self.steps,
            self.rise,
            self.clear,
            lambda roots: self.lift[0] + (self.lift[1] - self.lift[0]) * band(roots[:, 2], 0.02, 0.075),
            self.draws,
            self.overhang,
        )

    def sides(self, roots: np.ndarray) -> np.ndarray:
        return self.side(roots) if self.side else np.zeros(len(roots))


def band(value: np.ndarray, low: float, high: float) -> np.ndarray:
    """0 at ``low``, 1 at ``high``, straight between."""
    return np.clip((value - low) / (high - low), 0, 1)


def from_parting(points: np.ndarray, at: float) -> np.ndarray:
    """(N, 3) away from a parting ``at`` m from the middle, and from where it ends at the crown."""
    front, back = np.array([at, *PART_FRONT]), np.array([0.4 * at, *PART_BACK])
    along = back - front
    share = np.clip((points - front) @ along / (along @ along), 0, 1)[:, None]
    return unit(points - front - share * along + 1e-6)


def either_side(at: float) -> Measure:
    """-1 and 1 either side of a parting, the same behind the crown."""
    return lambda roots: (
        np.where(roots[:, 0] > at * band(roots[:, 1], 0.3, 0.0), 1.0, -1.0) * band(roots[:, 1], 0.150, 0.115)
    )


def falling(points: np.ndarray) -> np.ndarray:
    """(N, 1) how far hair falls: hardly on the forehead."""
    return (0.12 + 0.88 * np.maximum(band(np.abs(points[:, 0]), 0.04, 0.072), band(points[:, 1], 0.05, 0.11)))[:, None]


def parted(points: np.ndarray, at: float) -> np.ndarray:
    """(N, 3) on the head: from a parting to both sides, and off the forehead."""
    x, y, z = points.T
    off = 0.8 * band(y, 0.06, 0.0) * band(z, -0.01, 0.03)
    return 1.3 * band(z, 0.02, 0.085)[:, None] * from_parting(points, at) + np.stack([0 * x, off, 0 * x], 1)


def behind_shoulders(at: float):
    """From a parting over the ears, and behind the shoulders."""

    def flow(points: np.ndarray, roots: np.ndarray, down: np.ndarray) -> np.ndarray:
        x, y, z = points.T
        back = 1.0 * band(y, 0.165, 0.09) * band(z, 0.01, -0.07)
        narrow = -0.55 * np.sign(x) * band(np.abs(x), 0.055, 0.095) * band(z, -0.05, -0.11)
        return parted(points, at) + np.stack([narrow, back, 0 * z], 1) + falling(points) * down

    return flow


def hanging(at: float, turned_in: float):
    """From a parting straight down, the ends curved in."""

    def flow(points: np.ndarray, roots: np.ndarray, down: np.ndarray) -> np.ndarray:
        x, y, z = points.T
        ends = turned_in * band(z, -0.035, -0.085) * band(y, 0.0, 0.06)
        level = np.stack([-x / 0.085 * ends, -0.7 * ends * band(y, 0.08, 0.15), 0 * z], 1)
        return parted(points, at) + level + falling(points) * down

    return flow


def from_whorl(points: np.ndarray, roots: np.ndarray, down: np.ndarray) -> np.ndarray:
    """Short hair: away from the whorl at the crown, in front to one side, at the sides down and back."""
    out = unit(points - WHORL)
    top, front = band(roots[:, 2], 0.045, 0.085), band(roots[:, 1], 0.07, 0.0)
    aside = np.stack([0.55 * top * (0.4 + front), 0.45 * (1 - top), 0.25 * front * top], 1)
    return out + aside + 0.8 * (1 - top)[:, None] * down


def combed_over(at: float):
    """A short cut combed from a side parting over the head, in front up and back."""

    def flow(points: np.ndarray, roots: np.ndarray, down: np.ndarray) -> np.ndarray:
        top, front = band(roots[:, 2], 0.045, 0.075), band(roots[:, 1], 0.06, -0.01)
        over = from_parting(points, at) + np.stack([0 * front, 0.35 + 0.35 * front, 0.5 * front], 1)
        level = np.stack([0 * top, 0.7 + 0 * top, 0 * top], 1)
        return top[:, None] * over + (1 - top)[:, None] * (level + 1.0 * down)

    return flow


def springing(points: np.ndarray, roots: np.ndarray, down: np.ndarray) -> np.ndarray:
    """Away from the head, and off the face."""
    front = band(roots[:, 1], 0.03, -0.03)
    return unit(roots - HEAD_MIDDLE) + 0.3 * down + np.stack([0 * front, 0.7 * front, 0.6 * front], 1)


def towards(place: np.ndarray) -> Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]:
    return lambda points, roots, down: unit(place - points)


def faded(top: float, sides: float, neck: float) -> Measure:
    """Longest on top."""
    return lambda roots: np.interp(
        roots[:, 2], [-0.06, -0.01, 0.03, 0.06, 0.085], [neck, sides, 1.3 * sides, 0.5 * (sides + top), top]
    )


def even(length: float) -> Measure:
    return lambda roots: np.full(len(roots), length)


def above(height: float, curve: float = 0.0) -> Inside:
    """Cut level at a height, or higher behind by as much of the distance back."""
    return lambda points: points[..., 2] - height - curve * np.clip(points[..., 1], 0, 0.2)


def outside_knot(knot: Knot) -> Inside:
    return lambda points: np.linalg.norm(points - knot.place, axis=-1) - knot.radius


BUN = Knot(np.array([0.0, 0.170, 0.070]), 0.012)
TAIL = Knot(np.array([0.0, 0.180, 0.045]), 0.008, 0.32)
STYLES = {
    "buzz": Style(
        from_whorl, faded(0.007, 0.004, 0.003), Texture(volume=0.0, clump=0.0, frizz=0.0006, uneven=0.3), 4, 17000,
        rise=0.5, clear=0.0008, lift=(0.001, 0.002), draws=0.0, radius=(0.0001, 0.00006),
    ),
    "crop": Style(
        from_whorl, faded(0.036, 0.012, 0.006),
        Texture(volume=0.003, clump=0.5, clump_of=11, frizz=0.0016, uneven=0.35),
        8, 15000, rise=0.25, clear=0.0015, lift=(0.002, 0.011),
    ),
    "side_part": Style(
        combed_over(0.034), faded(0.075, 0.013, 0.005),
        Texture(volume=0.004, clump=0.55, clump_of=16, frizz=0.001, uneven=0.2), 11, 15000,
        rise=0.3, clear=0.002, lift=(0.002, 0.012), side=either_side(0.034),
    ),
    "bob": Style(
        hanging(0.020, 0.9), even(0.30), Texture(volume=0.009, clump=0.4, clump_of=20, frizz=0.0012, uneven=0.0),
        20, 13000, keep=above(-0.094, 0.08), side=either_side(0.020), clear=0.005, over_ears=True,
    ),
    "straight": Style(
        behind_shoulders(0.003), even(0.56), Texture(volume=0.008, clump=0.5, clump_of=24, frizz=0.002), 26, 13000,
        keep=above(-0.31), ragged=0.02, side=either_side(0.003), clear=0.004, over_ears=True,
    ),
    "wavy": Style(
        hanging(0.024, 0.2), even(0.40),
        Texture(volume=0.013, clump=0.7, clump_of=30, wave=(0.0075, 0.075), frizz=0.0026),
        26, 13000, keep=above(-0.146), ragged=0.018, side=either_side(0.024), clear=0.006, over_ears=True,
    ),
    "bun": Style(
        towards(BUN.place), even(0.32), Texture(volume=0.002, clump=0.3, frizz=0.001, uneven=0.0), 18, 11000,
        clear=0.0018, keep=outside_knot(BUN), knot=BUN, draws=0.05, overhang=-1.0, ragged=0.0,
    ),
    "ponytail": Style(
        towards(TAIL.place), even(0.32), Texture(volume=0.002, clump=0.3, frizz=0.001, uneven=0.0), 18, 11000,
        clear=0.0018, keep=outside_knot(TAIL), knot=TAIL, draws=0.05, overhang=-1.0, ragged=0.0,
    ),
    "curly": Style(
        springing, faded(0.054, 0.038, 0.020),
        Texture(volume=0.0, clump=0.75, clump_of=12, curl=(0.0055, 0.019), frizz=0.004, uneven=0.35),
        22, 8000, rise=0.6, clear=0.003, draws=0.0,
    ),
}  # fmt: skip
HAIRSTYLES = (*STYLES, BALD)
USUAL = {True: "bob", False: "crop"}  # True: of a woman
