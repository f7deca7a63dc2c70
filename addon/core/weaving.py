"""How cloth is built, drawn as a tile that repeats: its relief, which yarn shows, how fibres tint it, and its gaps.

A tile is some dozens of threads wide and as many high. No yarn in it is quite like the next, but nothing in it stands
out, or the eye would find the repeat; what varies over centimetres is the shader's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

WOVEN_PX, LOOP_PX = 16, 20  # a thread, and a wale
PEBBLE_PX, PEBBLES = 24, 24
WOVEN, LOOPS = 32, 32  # threads, or wales, a side; a multiple of every repeat
# Whether warp i lies over weft j.
BINDINGS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "plain": lambda i, j: (i + j) % 2 == 0,
    "twill": lambda i, j: (i - j) % 4 < 2,  # 2/2, its ridges rising to the right
    "denim": lambda i, j: (i - j) % 4 != 0,  # 3/1, warp-faced
    "satin": lambda i, j: (3 * i - j) % 8 != 0,  # of eight ends
}
KNITTED = ("jersey", "interlock", "rib")
WALES = 4  # from one rib of 2x2 to the next
RIB_WIDE = 0.72  # the share of that which the two in front take; the two behind sink
HIDE = "grain"  # no thread: the pebbles of a hide
CRIMP = 0.55  # how far a yarn goes up and down where it crosses another, of its own radius
PROUD = {"plain": 0.0, "twill": 0.35, "denim": 0.15, "satin": 0.2}  # how much higher than the weft the warp lies
WANDER = 0.16  # of the distance between threads: how far they stray
LEAN = 0.5  # of the way across it, that a yarn's fibres wind in one thread's length
COURSE_REACH = 1.42  # courses that one leg of a loop is long


@dataclass(frozen=True, eq=False)
class Tile:
    """A square of cloth that repeats on all sides."""

    height: np.ndarray  # (N, N) 0-1, of the way from the lowest to the highest; rows go up along the warp
    face: np.ndarray  # (N, N) 0-1: 1 where the warp shows
    tint: np.ndarray  # (N, N) 0-1, about 0.5
    cover: np.ndarray  # (N, N) 0-1: 0 in the gaps between yarns
    threads: int  # a side


@cache
def tile(weave: str, cover: float, fuzz: float) -> Tile:
    """The tile of a weave.

    Args:
        weave: one of BINDINGS or KNITTED, or HIDE.
        cover: the share of the area that yarn covers.
        fuzz: 0-1, how far loose fibres hide the yarns.
    """
    if weave == HIDE:
        return hide()
    drawn = knitted(weave) if weave in KNITTED else woven(weave, 1.0 - (1.0 - min(cover, 0.999)) ** 0.5)
    return felted(drawn, fuzz)


def woven(weave: str, wide: float) -> Tile:
    """Warp and weft, each so wide of the distance between threads."""
    size = WOVEN * WOVEN_PX
    rng = np.random.default_rng(len(weave))
    y, x = (np.mgrid[0:size, 0:size] + 0.5) / WOVEN_PX
    at_x = x + WANDER * soft(rng, size, (3 * WOVEN_PX, WOVEN_PX))
    at_y = y + WANDER * soft(rng, size, (WOVEN_PX, 3 * WOVEN_PX))
    warp, warp_across = yarn(at_x, at_y, lambda i, j: BINDINGS[weave](i % WOVEN, j % WOVEN), wide)
    weft, weft_across = yarn(at_y, at_x, lambda j, i: ~BINDINGS[weave](i % WOVEN, j % WOVEN), wide)
    warp = warp + PROUD[weave]
    on_top = warp > weft
    fibres = np.where(
        on_top,
        wound(soft(rng, size, (WOVEN_PX, 1.2)), warp_across),
        wound(soft(rng, size, (1.2, WOVEN_PX)).T, weft_across.T).T,
    )
    height = np.maximum(warp, weft)
    gap = height < -1.5
    height = np.where(gap, -1.0, height + 0.07 * fibres)
    return Tile(levelled(height), on_top.astype(float), 0.5 + 0.16 * fibres, 1.0 - gap, WOVEN)


def yarn(
    across: np.ndarray, along: np.ndarray, is_over: Callable[[np.ndarray, np.ndarray], np.ndarray], wide: float
) -> tuple[np.ndarray, np.ndarray]:
    """The height of yarns that run one way, -2 beside them; and where across its yarn each place is, -1 to 1."""
    which, crossing = np.floor(across).astype(int), np.floor(along).astype(int)
    off = 2.0 * (across - which) - 1.0
    way = along - crossing - 0.5
    beside = crossing + np.where(way > 0, 1, -1)
    share = 0.5 - 0.5 * np.cos(np.pi * np.abs(way))
    over = (1.0 - share) * is_over(which, crossing) + share * is_over(which, beside)
    section = 1.0 - (off / wide) ** 2
    height = np.where(section > 0, 0.5 * np.sqrt(np.maximum(section, 0.0)) + CRIMP * (2.0 * over - 1.0), -2.0)
    return height, off


def wound(fibres: np.ndarray, across: np.ndarray) -> np.ndarray:
    """Fibres that run along the rows' way, slid so that they wind round their yarn."""
    rows = np.arange(len(fibres))[:, None] + np.rint(LEAN * WOVEN_PX * across).astype(int)
    return fibres[rows % len(fibres), np.arange(len(fibres))[None]]


def knitted(kind: str) -> Tile:
    """Columns of V: the face of single knit, of interlock, or of 2x2 rib, whose columns stand out in pairs."""
    size = LOOPS * LOOP_PX
    rng = np.random.default_rng(len(kind))
    y, x = (np.mgrid[0:size, 0:size] + 0.5) / LOOP_PX
    x = x + 0.05 * soft(rng, size, (2 * LOOP_PX, 2 * LOOP_PX))
    y = y + 0.10 * soft(rng, size, (LOOP_PX, LOOP_PX))
    if kind == "rib":
        x = in_pairs(x)
    column = x - np.floor(x) - 0.5
    legs = np.full(x.shape, 0.06)
    twist = np.zeros(x.shape)
    for course in (-1, 0, 1):
        for side in (-1, 1):
            way = (y - np.floor(y) - course) / COURSE_REACH
            inside = np.clip(4.0 * way * (1.0 - way), 0.0, 1.0)
            off = (column - side * (0.12 + 0.22 * way)) / (0.21 * np.maximum(inside, 1e-3) ** 0.3)
            section = np.sqrt(np.maximum(1.0 - off**2, 0.0)) * (inside > 0)
            arch = section * (0.45 + 0.55 * np.sin(np.pi * np.clip(0.15 + 0.85 * way, 0.0, 1.0)))
            twist = np.where(arch > legs, np.sin(2.0 * np.pi * (3.0 * way - side * 0.35 * off)), twist)
            legs = np.maximum(legs, arch)
    height = legs + 0.06 * twist * (legs > 0.1)
    if kind == "rib":
        across = x % WALES
        rounded = 1.0 - 0.7 * np.abs(across - 1.0) ** 4
        purl = 0.05 + 0.3 * (across - 3.0) ** 2 + 0.06 * np.sin(2.0 * np.pi * y) * np.cos(np.pi * column)
        height = np.where(across < 2.0, height * np.maximum(rounded, 0.3), purl)
    fibres = soft(rng, size, (4.0, 1.3))
    tint = 0.5 + 0.05 * twist + 0.12 * fibres
    return Tile(levelled(height + 0.05 * fibres), np.ones(x.shape), tint, np.ones(x.shape), LOOPS)


def in_pairs(x: np.ndarray) -> np.ndarray:
    """Places in wales, moved so that of every four two spread and two are drawn together."""
    share = x / WALES - np.floor(x / WALES)
    in_front = 2.0 * share / RIB_WIDE
    behind = 2.0 + 2.0 * (share - RIB_WIDE) / (1.0 - RIB_WIDE)
    return WALES * np.floor(x / WALES) + np.where(share < RIB_WIDE, in_front, behind)


def hide() -> Tile:
    """Pebbles of all shapes with creases between, and fine wrinkles and pores on them."""
    size = PEBBLES * PEBBLE_PX
    rng = np.random.default_rng(0)
    seeds = rng.uniform(0.0, 1.0, (PEBBLES, PEBBLES, 2))
    y, x = (np.mgrid[0:size, 0:size] + 0.5) / PEBBLE_PX
    x, y = (at + 0.10 * soft(rng, size, (0.3 * PEBBLE_PX, 0.3 * PEBBLE_PX)) for at in (x, y))
    nearest, second = np.full(x.shape, 9.0), np.full(x.shape, 9.0)
    for down in range(-2, 3):
        for right in range(-2, 3):
            row, column = np.floor(y).astype(int) + down, np.floor(x).astype(int) + right
            at = seeds[row % PEBBLES, column % PEBBLES]
            away = np.hypot(x - column - at[..., 0], y - row - at[..., 1])
            second = np.minimum(second, np.maximum(nearest, away))
            nearest = np.minimum(nearest, away)
    crease = np.clip((second - nearest) / 0.26, 0.0, 1.0)
    dome = crease * (2.0 - crease)
    fine = soft(rng, size, (1.4, 1.4))
    pores = np.clip(soft(rng, size, (1.6, 1.6)) - 2.2, 0.0, 1.0)
    height = dome + 0.05 * fine - 0.5 * pores
    tint = np.clip(0.42 + 0.10 * dome + 0.02 * fine - 0.2 * pores, 0.0, 1.0)
    return Tile(levelled(height), np.ones(x.shape), tint, np.ones(x.shape), PEBBLES)


def felted(drawn: Tile, fuzz: float) -> Tile:
    """The tile under loose fibres that lie all ways."""
    if fuzz <= 0.0:
        return drawn
    size = len(drawn.height)
    rng = np.random.default_rng(1)
    hairs = sum(soft(rng, size, widths) for widths in ((14.0, 1.0), (1.0, 14.0), (2.0, 2.0))) / 3.0**0.5
    height = blurred(drawn.height, 1.0 + 3.5 * fuzz)
    return Tile(
        levelled(height + 0.10 * fuzz * hairs),
        blurred(drawn.face, 1.0 + 2.0 * fuzz),
        np.clip(blurred(drawn.tint, 1.0 + fuzz) + 0.13 * fuzz * hairs, 0.0, 1.0),
        drawn.cover,
        drawn.threads,
    )


def soft(rng: np.random.Generator, size: int, widths: tuple[float, float]) -> np.ndarray:
    """(size, size) noise that repeats, of mean 0 and deviation 1, its grains so many pixels high and wide."""
    return normal(filtered(rng.normal(size=(size, size)), widths))


def blurred(values: np.ndarray, width: float) -> np.ndarray:
    return filtered(values, (width, width))


def filtered(values: np.ndarray, widths: tuple[float, float]) -> np.ndarray:
    """Blurred by Gaussians of these deviations in pixels, across the edges to the other side."""
    falls = [np.exp(-2.0 * (np.pi * width * np.fft.fftfreq(len(values))) ** 2) for width in widths]
    return np.fft.irfft2(np.fft.rfft2(values) * falls[0][:, None] * falls[1][: len(values) // 2 + 1], s=values.shape)


def normal(values: np.ndarray) -> np.ndarray:
    return (values - values.mean()) / values.std()


def levelled(height: np.ndarray) -> np.ndarray:
    """0-1 between the heights that all but a hundredth lie within."""
    low, high = np.quantile(height, (0.005, 0.995))
    return np.clip((height - low) / (high - low), 0.0, 1.0)
