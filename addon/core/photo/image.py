"""Pictures as arrays: colour spaces, blurs, the guided filter, resampling and the membrane that closes a hole.

A picture is (H, W) or (H, W, C) float32. Beyond its edge a picture goes on with its edge's values.
"""

from __future__ import annotations

import numpy as np

LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)  # of linear Rec. 709, the primaries of sRGB
SRGB_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]
)
WHITE_D65 = np.array([0.95047, 1.0, 1.08883])
SMALL_SIGMA = 3.0  # px; a wider Gaussian is made of three boxes, whose variance is within 8 % of it


def linear_from_srgb(image: np.ndarray) -> np.ndarray:
    """sRGB values, uint8 or 0-1, to linear light, float32 (IEC 61966-2-1)."""
    if image.dtype == np.uint8:
        return _decode(np.arange(256, dtype=np.float32) / 255)[image]
    return _decode(np.asarray(image, np.float32))


def _decode(value: np.ndarray) -> np.ndarray:
    return np.where(value <= 0.04045, value / 12.92, ((np.maximum(value, 0) + 0.055) / 1.055) ** 2.4).astype(np.float32)


def srgb_from_linear(image: np.ndarray) -> np.ndarray:
    """Linear light to sRGB values 0-1, float32; what is brighter than white is white."""
    value = np.clip(np.asarray(image, np.float32), 0, 1)
    return np.where(value <= 0.0031308, value * 12.92, 1.055 * np.maximum(value, 1e-9) ** (1 / 2.4) - 0.055)


def luminance(linear: np.ndarray) -> np.ndarray:
    """(H, W, 3) linear light to (H, W)."""
    return linear @ LUMINANCE


def lab_from_linear(linear: np.ndarray) -> np.ndarray:
    """(..., 3) linear light to CIE L*a*b* under D65; L* runs from 0 to 100."""
    xyz = linear @ (SRGB_TO_XYZ / WHITE_D65[:, None]).T.astype(np.float32)
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    lab = np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)
    return lab.astype(np.float32)


def box(image: np.ndarray, radius: int) -> np.ndarray:
    """The mean of the square of 2 radius + 1 px about each pixel."""
    result = np.asarray(image, np.float32)
    if radius < 1:
        return result
    for axis in (0, 1):
        result = _box_along(result, radius, axis)
    return result


def _box_along(image: np.ndarray, radius: int, axis: int) -> np.ndarray:
    pad = [(0, 0)] * image.ndim
    pad[axis] = (radius + 1, radius)
    total = np.cumsum(np.pad(image, pad, "edge"), axis=axis, dtype=np.float64)
    size, width = image.shape[axis], 2 * radius + 1
    late = np.take(total, range(width, width + size), axis)
    early = np.take(total, range(size), axis)
    return ((late - early) / width).astype(np.float32)


def gaussian(image: np.ndarray, sigma: float) -> np.ndarray:
    """The picture blurred; sigma in px."""
    image = np.asarray(image, np.float32)
    if sigma <= 0:
        return image
    if sigma > SMALL_SIGMA:
        for radius in _box_radii(sigma):
            image = box(image, radius)
        return image
    reach = int(np.ceil(3 * sigma))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2).astype(np.float32)
    kernel /= kernel.sum()
    for axis in (0, 1):
        pad = [(0, 0)] * image.ndim
        pad[axis] = (reach, reach)
        wide = np.pad(image, pad, "edge")
        rows = [slice(k, k + image.shape[axis]) for k in range(2 * reach + 1)]
        image = np.sum([weight * wide[(slice(None),) * axis + (row,)] for weight, row in zip(kernel, rows)], axis=0)
    return image


def _box_radii(sigma: float, count: int = 3) -> list[int]:
    """Radii of boxes whose variances add up to the Gaussian's (Kovesi, "Fast almost-Gaussian filtering", 2010)."""
    low = int(np.floor(np.sqrt(12 * sigma**2 / count + 1)))
    low -= 1 - low % 2
    smaller = round((12 * sigma**2 - count * low**2 - 4 * count * low - 3 * count) / (-4 * low - 4))
    return [(low - 1) // 2 if k < smaller else (low + 1) // 2 for k in range(count)]


def spread(values: np.ndarray, weight: np.ndarray, sigma: float) -> np.ndarray:
    """The weighted mean of the values near each pixel (normalised convolution); 0 where no weight is near."""
    weight = np.asarray(weight, np.float32)
    near = gaussian(weight, sigma)
    deep = values.ndim > weight.ndim
    total = gaussian(values * (weight[..., None] if deep else weight), sigma)
    return total / np.maximum(near[..., None] if deep else near, 1e-6)


def guided(guide: np.ndarray, matte: np.ndarray, radius: int, epsilon: float) -> np.ndarray:
    """The matte 0-1 drawn to the edges of a grey guide 0-1 (He, Sun, Tang, "Guided Image Filtering", 2010)."""
    mean_guide, mean_matte = box(guide, radius), box(matte, radius)
    slope = (box(guide * matte, radius) - mean_guide * mean_matte) / (
        box(guide * guide, radius) - mean_guide**2 + epsilon
    )
    offset = mean_matte - slope * mean_guide
    return np.clip(box(slope, radius) * guide + box(offset, radius), 0, 1)


def sample(image: np.ndarray, x: np.ndarray, y: np.ndarray, outside: float = 0.0, smooth: bool = True) -> np.ndarray:
    """The picture at places in px, pixel i being at i: between pixels if ``smooth``, else the nearest one's value."""
    height, width = image.shape[:2]
    if not smooth:
        column, row = np.rint(x).astype(int), np.rint(y).astype(int)
        inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        result = image[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)]
        return np.where(inside if image.ndim == 2 else inside[..., None], result, np.asarray(outside, image.dtype))
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    along, down = (x - left).astype(np.float32), (y - top).astype(np.float32)
    result: np.ndarray | float = 0.0
    for dy in (0, 1):
        for dx in (0, 1):
            weight = (along if dx else 1 - along) * (down if dy else 1 - down)
            value = sample(image, left + dx, top + dy, outside, smooth=False)
            result = result + value * (weight if image.ndim == 2 else weight[..., None])
    return np.asarray(result, np.float32)


def membrane(image: np.ndarray, known: np.ndarray, hole: np.ndarray, rounds: int = 300) -> np.ndarray:
    """The hole's pixels as a soap film from the known pixels beside it; pixels that are neither take no part.

    Args:
        image: (H, W, C).
        known: (H, W) bool, pixels whose values the film starts from.
        hole: (H, W) bool, pixels to fill.
        rounds: of relaxation; a hole n px wide needs about n squared.
    """
    rows, columns = np.nonzero(hole)
    filled = np.array(image, np.float32)
    if not len(rows):
        return filled
    reach = 40
    window = (
        slice(max(rows.min() - reach, 0), rows.max() + reach + 1),
        slice(max(columns.min() - reach, 0), columns.max() + reach + 1),
    )
    part, seen, gap = filled[window].copy(), known[window] & ~hole[window], hole[window]
    if not seen.any():
        return filled
    part[gap] = _first_guess(part, seen)[gap]
    part[gap] = _relax(part, seen, gap, rounds)
    filled[window] = part
    return filled


def _first_guess(part: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """What is near, from as near as there is anything."""
    guess = np.broadcast_to(part[seen].mean(0), part.shape).astype(np.float32)
    for sigma in (24.0, 8.0, 2.5):
        trust = np.clip(gaussian(seen.astype(np.float32), sigma) * 20, 0, 1)[..., None]
        guess = guess * (1 - trust) + spread(part, seen, sigma) * trust
    return guess


def _relax(part: np.ndarray, seen: np.ndarray, gap: np.ndarray, rounds: int) -> np.ndarray:
    """(N, C) the hole's pixels after Jacobi rounds over its own pixels only."""
    height, width = gap.shape
    rows, columns = np.nonzero(gap)
    number = np.full((height + 2, width + 2), -1)
    member = np.pad(gap | seen, 1)
    number[member] = np.arange(member.sum())
    values = np.pad(part, ((1, 1), (1, 1), (0, 0)))[member]
    own = number[rows + 1, columns + 1]
    beside = np.stack([number[rows + 1 + dy, columns + 1 + dx] for dy, dx in ((0, 1), (0, -1), (1, 0), (-1, 0))])
    weight = (beside >= 0).astype(np.float32)
    count = weight.sum(0)
    free = count > 0
    beside, weight = np.maximum(beside[:, free], 0), (weight / np.maximum(count, 1))[:, free, None]
    for _ in range(rounds):
        values[own[free]] = (values[beside] * weight).sum(0)
    return values[own]
