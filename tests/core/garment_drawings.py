"""Garments drawn by code, as a studio would photograph them lying flat: 480 x 640 px on an off-white ground."""

from __future__ import annotations

import numpy as np
from toile.addon.core.photo.image import gaussian

HEIGHT, WIDTH, MIDDLE = 640, 480, 240
GROUND = (238, 237, 235)
# Right half outlines, px from the middle and from the top.
TEE = [(38, 80), (95, 98), (178, 215), (142, 250), (100, 195), (100, 420)]
LONG_TEE = [(38, 80), (95, 98), (150, 240), (190, 400), (160, 408), (104, 205), (100, 420)]
TANK = [(30, 80), (62, 84), (66, 150), (100, 205), (103, 430)]
DRESS = [(32, 60), (66, 66), (68, 110), (84, 150), (70, 250), (84, 320), (140, 590)]
TROUSERS = [(66, 60), (92, 180), (96, 420), (92, 590), (40, 590), (10, 215)]
SHORTS = [(80, 180), (112, 300), (124, 400), (22, 400), (8, 320)]
SKIRT = [(70, 150), (98, 260), (126, 500)]
NECK = {"TEE": 24, "LONG_TEE": 24, "TANK": 60, "DRESS": 26}  # how much lower the middle of the neck is


def inside(points: list[tuple[float, float]]) -> np.ndarray:
    """(HEIGHT, WIDTH) bool: what a closed line of points goes round (even-odd rule)."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH] + 0.5
    found = np.zeros((HEIGHT, WIDTH), bool)
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True):
        crosses = (y0 > y) != (y1 > y)
        with np.errstate(divide="ignore", invalid="ignore"):
            found ^= crosses & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
    return found


def mirrored(half: list[tuple[float, float]], neck: float = 0.0) -> np.ndarray:
    """The region of a half outline and its mirror image, with a round neck of this depth cut out."""
    right = [(MIDDLE + x, y) for x, y in half]
    left = [(MIDDLE - x, y) for x, y in reversed(half)]
    region = inside(right + left)
    if neck:
        y, x = np.mgrid[0:HEIGHT, 0:WIDTH] + 0.5
        wide, top = half[0]
        region &= ((x - MIDDLE) / wide) ** 2 + ((y - top) / neck) ** 2 > 1
    return region


def photographed(region: np.ndarray, cloth: np.ndarray | tuple[int, int, int], seed: int = 0) -> np.ndarray:
    """(H, W, 3) uint8: the cloth in the region with soft folds, its shadow on the ground, and a camera's noise."""
    rng = np.random.default_rng(seed)
    picture = np.broadcast_to(np.array(GROUND, np.float32), (HEIGHT, WIDTH, 3)).copy()
    cast = np.roll(gaussian(region.astype(np.float32), 9.0), (8, 5), (0, 1))
    picture *= 1.0 - 0.16 * cast[..., None]
    folds = gaussian(rng.normal(size=(HEIGHT, WIDTH)).astype(np.float32), 18.0)
    shade = 1.0 + 0.08 * folds / folds.std()
    soft = gaussian(region.astype(np.float32), 0.7)[..., None]
    painted = np.broadcast_to(np.asarray(cloth, np.float32), picture.shape) * shade[..., None]
    picture = picture * (1 - soft) + painted * soft + rng.normal(0.0, 1.0, picture.shape)
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def striped(a: tuple[int, int, int], b: tuple[int, int, int], period: int) -> np.ndarray:
    """(H, W, 3) stripes across, each half a period high."""
    is_b = (np.arange(HEIGHT) % period) >= period // 2
    rows = np.where(is_b[:, None], b, a).astype(np.float32)
    return np.repeat(rows[:, None], WIDTH, 1)


def with_motif(cloth: tuple[int, int, int], motif: tuple[int, int, int], box: tuple[int, int, int, int]) -> np.ndarray:
    """(H, W, 3) cloth with a ring in the box left, top, right, bottom."""
    picture = np.broadcast_to(np.array(cloth, np.float32), (HEIGHT, WIDTH, 3)).copy()
    left, top, right, bottom = box
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH] + 0.5
    off = np.hypot((x - (left + right) / 2) / (right - left), (y - (top + bottom) / 2) / (bottom - top)) * 2
    picture[(off < 1.0) & (off > 0.55)] = motif
    return picture


def dog() -> np.ndarray:
    """A dog from the side, of simple shapes."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH] + 0.5

    def oval(cx: float, cy: float, rx: float, ry: float) -> np.ndarray:
        return ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1

    legs = inside([(110, 330), (140, 330), (138, 500), (112, 500)])
    for step in (45, 165, 210):
        legs |= np.roll(legs & (x < 142), step, 1)
    tail = inside([(100, 300), (40, 200), (52, 192), (115, 280)])
    return oval(220, 310, 130, 62) | oval(365, 215, 55, 42) | oval(415, 228, 34, 20) | legs | tail
