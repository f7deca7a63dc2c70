"""Wrinkles too fine for the draped mesh, from the cloth that the mesh has no room for.

Where a draped triangle is narrower than it was cut, cloth is left over. Real cloth hardly gives way along its own
surface: it rises in wrinkles that run across the way in which it is pressed together. A wave of length L takes up the
share e of its cloth when its slope is sqrt(2 e) in the root mean square, so its height is L sqrt(2 e) / (2 pi). Long
waves and short ones share the cloth between them, and crests are sharper than the valleys beside them. Where nothing
presses it, cloth still has faint creases from how it was worn and handled.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .photo.image import gaussian

STEP_M = 0.003  # of the picture
BLUR_M = 0.030  # over which what triangles say is evened out; over less, wrinkles wind like worms
ORIENTATIONS = 12
NARROW = 4.0  # how much a place keeps to its own orientation among these
ACROSS, ALONG = 0.45, 0.08  # spread of the wave's frequency: how unlike each other, and how short, wrinkles are
MOST = 0.025  # share of the cloth that wrinkles take up at most; what is more has folded over where it is not seen
LONGER = 2.3  # times as long as the short ones the long waves are
CREST = 0.35  # how much a crest is sharper than a valley
HANDLED, HANDLED_M = 0.002, 0.06  # share of the cloth in creases that nothing presses now, and over which they turn
PATCH, PATCHY, FULLEST = 5.0, 0.8, 1.6  # wrinkles come in groups this many waves wide; how unevenly, at most
MARGIN_M = 0.02


@dataclass(frozen=True, eq=False)
class Wrinkles:
    """A picture of heights on the flat pattern."""

    height: np.ndarray  # (H, W) m, rows upwards
    origin: np.ndarray  # (2,) m: the flat place of its lower left corner
    size: np.ndarray  # (2,) m


def wrinkled(flat: np.ndarray, bent: np.ndarray, wave: float, gives: float, seed: int) -> Wrinkles:
    """The wrinkles of a draped garment.

    Args:
        flat: (T, 3, 2) m, triangles as cut.
        bent: (T, 3, 3) m, the same as draped.
        wave: m from one wrinkle to the next.
        gives: the share of its length that the cloth gives way without wrinkling.
        seed: of their places.
    """
    low = flat.min((0, 1)) - MARGIN_M
    width, height = np.ceil((flat.max((0, 1)) + MARGIN_M - low) / STEP_M).astype(int)
    left_over, way = surplus(flat, bent)
    area = np.abs(doubled_area(flat))
    random = np.random.default_rng(seed)
    pressed = spread(((flat.mean(1) - low) / STEP_M).astype(int), area, left_over, way, (height, width))
    angle = strongest(pressed + handled(random, (height, width)))[2]
    largest, one_way, _ = strongest(pressed)
    share = np.clip((largest - gives) * np.sqrt(one_way), 0.0, MOST) + HANDLED
    groups = gaussian(random.standard_normal((height, width)), PATCH * wave / 2 / STEP_M)
    groups = np.clip(1 + PATCHY * groups / groups.std(), 0.0, FULLEST)
    rise = np.zeros((height, width))
    for length in (wave, LONGER * wave):
        waves = crested(turned_waves(random.standard_normal((height, width)), length, angle))
        rise += length * np.sqrt(share) / (2 * np.pi) * waves
    return Wrinkles(rise * groups / np.sqrt((groups**2).mean()), low, np.array([width, height]) * STEP_M)


def handled(random: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    """(3, H, W) a tensor like spread's, of creases that run any way, and turn slowly."""
    across, along = (gaussian(random.standard_normal(size), HANDLED_M / STEP_M) for _ in range(2))
    angle = np.arctan2(across, along)
    return HANDLED * np.stack([np.cos(angle) ** 2, np.cos(angle) * np.sin(angle), np.sin(angle) ** 2])


def crested(waves: np.ndarray) -> np.ndarray:
    """Waves with sharper crests, 1 in the root mean square as they were."""
    shaped = waves + CREST * (np.abs(waves) - np.abs(waves).mean())
    return shaped / np.sqrt((shaped**2).mean())


def turned_waves(noise: np.ndarray, wave: float, angle: np.ndarray) -> np.ndarray:
    """(H, W) waves of this length, m, made of the noise, that run at each place along its ``angle``; 1 in the root mean
    square."""
    turns = np.arange(ORIENTATIONS) * np.pi / ORIENTATIONS
    spectrum = np.fft.rfft2(noise)
    every = np.stack([ripples(spectrum, noise.shape, wave, turn) for turn in turns])
    alike = every.reshape(len(every), -1) @ every.reshape(len(every), -1).T / noise.size

    def share_of(where: np.ndarray) -> np.ndarray:
        return np.exp(NARROW * (np.cos(2 * (where - turns.reshape(-1, *[1] * where.ndim))) - 1))

    looked_at = np.linspace(0, np.pi, 91)
    shares = share_of(looked_at)
    strength = np.sqrt(np.einsum("kn,kl,ln->n", shares, alike, shares))
    return (share_of(angle) * every).sum(0) / np.interp(angle % np.pi, looked_at, strength)


def surplus(flat: np.ndarray, bent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(T,) the share of each triangle's length that it is pressed together most, and (T, 2) the way, as cut."""
    sides = np.stack([flat[:, 1] - flat[:, 0], flat[:, 2] - flat[:, 0]], axis=-1)
    whole = np.abs(doubled_area(flat)) > 1e-9
    sides[~whole] = np.eye(2)
    drawn = np.stack([bent[:, 1] - bent[:, 0], bent[:, 2] - bent[:, 0]], axis=-1) @ np.linalg.inv(sides)
    squares, ways = np.linalg.eigh(drawn.transpose(0, 2, 1) @ drawn)
    return np.where(whole, np.clip(1 - np.sqrt(np.maximum(squares[:, 0], 0)), 0, 1), 0.0), ways[:, :, 0]


def doubled_area(flat: np.ndarray) -> np.ndarray:
    """(T,) m2."""
    a, b = flat[:, 1] - flat[:, 0], flat[:, 2] - flat[:, 0]
    return a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]


def spread(
    cells: np.ndarray, area: np.ndarray, left_over: np.ndarray, way: np.ndarray, size: tuple[int, int]
) -> np.ndarray:
    """(3, H, W) the surplus as a tensor at each pixel: its xx, xy and yy, evened out."""
    place = cells[:, 1] * size[1] + cells[:, 0]

    def laid(values: np.ndarray) -> np.ndarray:
        return gaussian(np.bincount(place, values, size[0] * size[1]).reshape(size), BLUR_M / STEP_M)

    weight = np.maximum(laid(area), 1e-4 * area.mean())
    x, y = way.T
    return np.stack([laid(area * left_over * each) / weight for each in (x * x, x * y, y * y)])


def strongest(tensor: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The larger value of a symmetric tensor (3, H, W), which share of it the smaller one lacks, 0 to 1, and the angle
    of its way, rad from x; (H, W) each."""
    xx, xy, yy = tensor
    apart = np.hypot((xx - yy) / 2, xy)
    largest = (xx + yy) / 2 + apart
    return largest, np.clip(2 * apart / np.maximum(largest, 1e-9), 0, 1), 0.5 * np.arctan2(2 * xy, xx - yy)


def ripples(spectrum: np.ndarray, size: tuple[int, ...], wave: float, turn: float) -> np.ndarray:
    """(H, W) waves of this length that run along ``turn`` (rad), 1 in the root mean square."""
    x, y = np.fft.rfftfreq(size[1], STEP_M)[None], np.fft.fftfreq(size[0], STEP_M)[:, None]  # waves a metre
    ahead, aside = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    kept = np.exp(-0.5 * ((np.abs(ahead) * wave - 1) / ACROSS) ** 2 - 0.5 * (aside * wave / ALONG) ** 2)
    found = np.fft.irfft2(spectrum * kept, size)
    return found / found.std()
