"""The hairstyles: where hair flows, how long it is, what its strands do. In the head's frame, m."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .markings import HEAD_MIDDLE
from .strands import Growth, Inside, Texture

BALD = "bald"
WHORL = np.array([0.006, 0.125, 0.088])


@dataclass(frozen=True)
class Knot:
    """Where hair is gathered, and what becomes of it there."""

    place: np.ndarray  # (3,) m
    radius: float
    tail: float = 0.0  # m long; 0: a bun


@dataclass(frozen=True)
class Style:
    flow: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]  # points, roots (N, 3), down (3,)
    length: Callable[[np.ndarray], np.ndarray]  # of roots (N, 3)
    texture: Texture
    steps: int
    strands: int
    guides: int = 300
    rise: float = 0.3
    clear: float = 0.004
    keep: Inside | None = None
    part_at: float | None = None  # m from the middle
    knot: Knot | None = None
    radius: tuple[float, float] = field(default=(0.00012, 0.00007))

    def growth(self, down: np.ndarray) -> Growth:
        return Growth(
            lambda points, roots: self.flow(points, roots, down), self.length, self.steps, self.rise, self.clear
        )

    def side(self, roots: np.ndarray) -> np.ndarray:
        """(N,) which side of the parting a root is on."""
        return roots[:, 0] > self.part_at if self.part_at is not None else np.zeros(len(roots), bool)


def band(value: np.ndarray, low: float, high: float) -> np.ndarray:
    """0 at ``low``, 1 at ``high``, straight between."""
    return np.clip((value - low) / (high - low), 0, 1)


def parted(at: float) -> Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]:
    """Combed from a parting to both sides, back off the face, then falling."""

    def flow(points: np.ndarray, roots: np.ndarray, down: np.ndarray) -> np.ndarray:
        x, y, z = points.T
        side = np.where(roots[:, 0] > at, 1.0, -1.0)
        away = 0.85 * side * band(np.abs(x), 0.078, 0.020) * band(z, 0.02, 0.07)
        away = away - 0.7 * np.sign(x) * band(np.abs(x), 0.084, 0.100) * band(z, -0.17, -0.10)
        before_ear = band(y, 0.060, 0.0)
        back = 0.22 * band(y, 0.14, 0.05) + 1.15 * before_ear * band(z, -0.06, 0.0) + 0.35 * before_ear
        fall = 0.25 + 1.2 * band(z, 0.105, 0.055)
        return np.stack([away, back, 0 * z], 1) + fall[:, None] * down

    return flow


def from_whorl(points: np.ndarray, roots: np.ndarray, down: np.ndarray) -> np.ndarray:
    """Short hair: away from the whorl at the crown, in front to one side, at the sides down and back."""
    out = points - WHORL
    out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 0.01)
    top, front = band(roots[:, 2], 0.045, 0.085), band(roots[:, 1], 0.07, 0.0)
    aside = np.stack([0.55 * top * (0.4 + front), 0.55 * (1 - top), 0.45 * front * top], 1)
    return out + aside + 0.7 * (1 - top)[:, None] * down


def outwards(points: np.ndarray, roots: np.ndarray, down: np.ndarray) -> np.ndarray:
    out = roots - HEAD_MIDDLE
    return out / np.linalg.norm(out, axis=1, keepdims=True) + 0.25 * down


def towards(place: np.ndarray) -> Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]:
    def flow(points: np.ndarray, roots: np.ndarray, down: np.ndarray) -> np.ndarray:
        out = place - points
        return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-3)

    return flow


def cropped(roots: np.ndarray) -> np.ndarray:
    return np.interp(roots[:, 2], [-0.06, -0.01, 0.03, 0.06, 0.09], [0.006, 0.010, 0.016, 0.028, 0.036])


def even(length: float) -> Callable[[np.ndarray], np.ndarray]:
    return lambda roots: np.full(len(roots), length)


def above(height: float, curve: float = 0.0) -> Inside:
    """Cut level at a height, or lower behind by as much of the distance back."""
    return lambda points: points[..., 2] - height + curve * np.clip(points[..., 1], 0, 0.2)


def outside_knot(knot: Knot) -> Inside:
    return lambda points: np.linalg.norm(points - knot.place, axis=-1) - knot.radius


BUN = Knot(np.array([0.0, 0.157, 0.100]), 0.014)
TAIL = Knot(np.array([0.0, 0.176, 0.052]), 0.009, 0.30)
STYLES = {
    "crop": Style(
        from_whorl, cropped, Texture(volume=0.004, clump=0.45, clump_of=9, frizz=0.002, uneven=0.3), 7, 15000,
        rise=0.2, clear=0.0025,
    ),
    "bob": Style(
        parted(0.020), even(0.33), Texture(volume=0.011, clump=0.35, frizz=0.0014, uneven=0.0), 16, 13000,
        keep=above(-0.086, -0.10), part_at=0.020, clear=0.005, rise=0.12,
    ),
    "straight": Style(
        parted(0.003), even(0.56), Texture(volume=0.010, clump=0.45, frizz=0.0022), 24, 13000,
        keep=above(-0.33, 0.25), part_at=0.003, clear=0.005, rise=0.12,
    ),
    "wavy": Style(
        parted(0.022), even(0.54),
        Texture(volume=0.014, clump=0.62, clump_of=26, wave=(0.0075, 0.085), frizz=0.003), 26, 13000,
        keep=above(-0.27, 0.25), part_at=0.022, clear=0.006, rise=0.15,
    ),
    "bun": Style(
        towards(BUN.place), even(0.30), Texture(volume=0.003, clump=0.25, frizz=0.0012, uneven=0.0), 16, 11000,
        rise=0.12, clear=0.0022, keep=outside_knot(BUN), knot=BUN,
    ),
    "ponytail": Style(
        towards(TAIL.place), even(0.30), Texture(volume=0.003, clump=0.25, frizz=0.0012, uneven=0.0), 16, 11000,
        rise=0.12, clear=0.0022, keep=outside_knot(TAIL), knot=TAIL,
    ),
    "curly": Style(
        outwards, even(0.078),
        Texture(volume=0.0, clump=0.75, clump_of=12, curl=(0.0055, 0.019), frizz=0.004, uneven=0.35),
        22, 8000, rise=0.6, clear=0.003,
    ),
}  # fmt: skip
HAIRSTYLES = (*STYLES, BALD)
USUAL = {True: "bob", False: "crop"}  # True: of a woman
