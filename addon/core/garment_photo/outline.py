"""What a garment's outline measures: its axis, widths by height, sleeves, legs. Lengths are px of the region."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import PhotoError
from ..photo.regions import dilate, erode

SLIT = 0.016  # of the height
ALIKE = 120  # px high: as coarse as this the outline is held against its mirror image
LEAST_SYMMETRY = 0.72  # region and its mirror image, what they share of what they cover
MOST_PARTS, MOST_MANY = (
    3,
    0.3,
)  # that a row crosses: a sleeve, the body, a sleeve; and of the lower rows, those with more
LEAST_HEM = 0.40  # of the widest: a hem has a width, even a curved one
HANGS, HANGS_OUT = 0.06, 1.15  # of the rows, in which hanging sleeves are apart; and how far out they are, of the body
SLEEVES_PART = 0.65  # of the height: what is apart on one side alone, and only below it, is a tie
BODY = 0.3  # of its usual width: where the body is narrower it has ended
SLEEVE_DROP = 1.13  # the outline comes in at a sleeve's end at least so much
SLEEVE_OUT = 1.10  # and has been at least so much wider than the body
STRAP = 0.10  # of the width: a shoulder that is narrower is a strap
ANOTHER = "Use a photo of one garment from the front, upright, laid out or worn by a form."


@dataclass(frozen=True)
class Outline:
    """A garment's outline."""

    symmetry: float
    top: float  # row of its highest point
    height: float
    axis: float  # column
    chest: float  # width across the body below the armholes; of what has legs or hangs from a waist, its widest above
    waist: float  # the narrowest below the chest
    waist_at: float  # of the height, from the top
    hem: float  # width of the body's lower edge
    top_width: float  # at 1 % of the height, of the width at 5 %: about 1 where a waistband is, less where a neck is
    comes_in: float  # the most that the upper third gets narrower again, of the chest: at armholes, not below a waist
    top_half: float  # half the width at 3 % of the height
    narrowest_at: float  # of the height: where the body is narrowest, above the lower 40 %
    shoulder: float  # width at the top of the armholes
    sleeve: float  # from the shoulder to the sleeve's end along its middle; 0 where there is none
    sleeve_end: float  # of the height: where the sleeves end
    strap: float  # width of each of two straps; 0 where there are none
    legs: float  # of the height that two legs take; 0 where there are none
    leg_hem: float  # width of one leg at its hem
    knee: float  # and half way up


@dataclass(frozen=True, eq=False)
class Rows:
    """The outline row by row, from the garment's top down; widths from the axis."""

    outer: np.ndarray  # (R,) to the farthest of the garment that both sides have
    inner: np.ndarray  # (R,) to where the part on the axis ends, on the side where that is nearer; 0 in a gap
    gap: np.ndarray  # (R,) from the axis to where the garment begins
    count: np.ndarray  # (R,) parts


def measured(region: np.ndarray) -> Outline:
    """The outline of a region.

    Raises:
        PhotoError: no garment has such an outline.
    """
    region = without_slits(region)
    rows = np.flatnonzero(region.any(1))
    columns = np.flatnonzero(region.any(0))
    axis, symmetry = mirror_axis(region[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    axis += columns[0]
    if symmetry < LEAST_SYMMETRY:
        raise PhotoError(
            f"What is in the picture is {symmetry:.0%} symmetrical (limit {LEAST_SYMMETRY:.0%}): "
            "it is no garment, or lies crooked.",
            ANOTHER,
        )
    across = by_rows(region[rows[0] : rows[-1] + 1], axis)
    refuse_no_garment(across)
    return outline_of(across, axis, float(rows[0]), symmetry)


def without_slits(region: np.ndarray) -> np.ndarray:
    """The region with narrow gaps closed: between pleats, or where a stripe is of the background's colour."""
    radius = SLIT * int(region.any(1).sum()) / 2.0
    margin = int(radius) + 2
    wide = np.pad(region, margin)
    return erode(dilate(wide, radius), radius)[margin:-margin, margin:-margin]


def mirror_axis(region: np.ndarray) -> tuple[float, float]:
    """The column about which the region is most like its mirror image, and how alike: shared over covered."""
    step = max(1, round(region.shape[0] / ALIKE))
    small = region[::step, ::step]
    width = small.shape[1]
    best = (width / 2.0, 0.0)
    for twice in range(round(0.76 * width), round(1.24 * width) + 1):  # the sum of a column and its image
        columns = np.arange(width)
        image = twice - columns
        seen = (image >= 0) & (image < width)
        other = np.zeros_like(small)
        other[:, columns[seen]] = small[:, image[seen]]
        alike = float((small & other).sum() / max((small | other).sum(), 1))
        if alike > best[1]:
            best = (twice / 2.0, alike)
    return best[0] * step, best[1]


def by_rows(region: np.ndarray, axis: float) -> Rows:
    """The region measured in each row."""
    height, width = region.shape
    middle = int(np.clip(round(axis), 1, width - 2))
    right, left = region[:, middle:], region[:, middle - 1 :: -1]

    def far(side: np.ndarray) -> np.ndarray:
        return np.where(side.any(1), side.shape[1] - side[:, ::-1].argmax(1), 0)

    def run(side: np.ndarray) -> np.ndarray:
        return np.where(side.all(1), side.shape[1], (~side).argmax(1))

    def start(side: np.ndarray) -> np.ndarray:
        return np.where(side.any(1), side.argmax(1), side.shape[1])

    edges = np.diff(np.pad(region, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    least = max(2, round(0.01 * width))
    count = np.array([long_runs(row, least) for row in edges])
    outer = np.minimum(far(left), far(right))  # the lesser, so that a tie which hangs at one side is no sleeve
    inner = np.minimum(run(left), run(right))  # a gap on one side is enough to see where the body ends
    return Rows(outer.astype(float), inner.astype(float), (start(left) + start(right)) / 2.0, count)


def long_runs(edges: np.ndarray, least: int) -> int:
    """How many runs of a row are at least so long, by where it begins (+1) and ends (-1) them."""
    return int((np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1) >= least).sum())


def refuse_no_garment(rows: Rows) -> None:
    """Refuse what no garment is: many limbs, or an end in a point.

    Raises:
        PhotoError: see there.
    """
    widest, height = float(rows.outer.max()), len(rows.outer)
    many = float((rows.count[height // 2 :] > MOST_PARTS).mean())
    if many > MOST_MANY:
        raise PhotoError(
            f"Below its middle, {many:.0%} of the rows cross more than {MOST_PARTS} parts (limit {MOST_MANY:.0%}): "
            "no garment has so many limbs.",
            ANOTHER,
        )
    hem = float(rows.outer[int(0.94 * height) : int(0.985 * height)].mean()) / widest
    has_sleeves = sleeve_end(rows) > 0
    if hem < LEAST_HEM and not has_sleeves:
        raise PhotoError(
            f"Its lower end is {hem:.0%} as wide as its widest part (limit {LEAST_HEM:.0%}), and it has no sleeves: "
            "that is no hem.",
            ANOTHER,
        )


def sleeve_end(rows: Rows) -> int:
    """The row at which the sleeves end; 0 where there are none.

    Sleeves that hang are apart from the body for a while. Where others end the outline comes in, from them to the body.
    """
    height, apart = len(rows.outer), apart_rows(rows)
    first, last = longest(apart)
    both = float(np.median(rows.count[first : last + 1])) >= 3
    if last - first > HANGS * height and (both or first < SLEEVES_PART * height):
        while last + 1 < height and rows.count[last + 1] >= 2 and rows.gap[last + 1] > 0:
            last += 1  # below the body's own end
        return last
    outer = np.convolve(np.pad(rows.outer, 2, "edge"), np.ones(5) / 5, "valid")
    reach, beyond = max(3, round(0.06 * height)), round(0.2 * height)
    for k in range(round(0.6 * height), round(0.06 * height), -1):
        body = float(np.median(rows.inner[k + reach : k + beyond]))
        if outer[k] > SLEEVE_DROP * outer[k + reach] and outer[k] > SLEEVE_OUT * body > 0:
            return k
    return 0


def longest(flags: np.ndarray) -> tuple[int, int]:
    """The ends of the longest run of true flags; gaps of 15 % of the whole are closed."""
    places = np.flatnonzero(flags)
    runs = np.split(places, np.flatnonzero(np.diff(places) > 0.15 * len(flags)) + 1)
    best = max(runs, key=np.ptp) if len(places) else np.zeros(1, int)
    return int(best[0]), int(best[-1])


def apart_rows(rows: Rows) -> np.ndarray:
    """(R,) bool: where something beside the body is apart from it."""
    return (rows.count >= 2) & (rows.inner > 0) & (rows.outer > HANGS_OUT * rows.inner)


def outline_of(rows: Rows, axis: float, top: float, symmetry: float) -> Outline:
    """The measures of the rows."""
    end, legs = sleeve_end(rows), leg_rows(rows)
    legs = 0 if end else legs
    height = body_height(rows, legs)

    def at(share: float) -> int:
        return min(int(share * height), height - 1)

    body = np.where(rows.inner > 0, rows.inner, rows.outer)
    chest_at = armhole_row(rows, end, height)
    chest = 2.0 * float(np.median(body[chest_at : chest_at + max(3, at(0.05))]))
    if legs:
        chest = 2.0 * float(rows.outer[at(0.05) : max(height - legs, at(0.1))].max())
    from_waist = min(chest_at + at(0.05), at(0.6))
    waist_at = from_waist + int(body[from_waist : at(0.72)].argmin())
    shoulder = 0.92 * chest if end else 2.0 * float(rows.outer[at(0.04) : at(0.14)].max())
    return Outline(
        symmetry=symmetry,
        top=top,
        height=float(height),
        axis=axis,
        chest=chest,
        waist=2.0 * float(body[waist_at]),
        waist_at=waist_at / height,
        hem=2.0 * float(np.median(body[at(0.90) : at(0.97)])),
        top_width=float(rows.outer[at(0.01)] / max(rows.outer[at(0.05)], 1.0)),
        comes_in=2.0 * float((np.maximum.accumulate(rows.outer[: at(0.35)]) - rows.outer[: at(0.35)]).max()) / chest,
        top_half=float(rows.outer[at(0.03)]),
        narrowest_at=(at(0.02) + int(body[at(0.02) : at(0.6)].argmin())) / height,
        shoulder=shoulder,
        sleeve=sleeve_length(rows, end, chest),
        sleeve_end=end / height,
        strap=strap_width(rows, chest),
        legs=legs / height,
        leg_hem=leg_width(rows, at(0.97)),
        knee=leg_width(rows, height - legs // 2),
    )


def body_height(rows: Rows, legs: int) -> int:
    """How many rows it is to the hem; ties, cords and sleeves that hang lower are no part of it."""
    whole = len(rows.outer)
    if legs:
        return whole
    wide = rows.inner > BODY * np.median(rows.inner[rows.inner > 0])
    return int(np.flatnonzero(wide)[-1]) + 1 if wide.any() else whole


def armhole_row(rows: Rows, end: int, height: int) -> int:
    """The row where the body is first free of the sleeves, or below the armhole where there are none."""
    if not end:
        start = int(0.12 * height)
        upper = rows.outer[start : int(0.42 * height)]
        return start + int((upper >= 0.97 * upper.max()).argmax())
    apart = np.flatnonzero(apart_rows(rows)[int(0.15 * height) : end]) + int(0.15 * height)
    first = int(apart[0]) if len(apart) else end + max(3, round(0.03 * height))
    return min(first, int(0.7 * height))


def sleeve_length(rows: Rows, end: int, chest: float) -> float:
    """From the shoulder's tip to the middle of the sleeve's end."""
    if not end:
        return 0.0
    height = len(rows.outer)
    out = float(rows.outer[max(end - max(2, height // 50), 0) : end + 1].max())
    tip = np.flatnonzero(rows.outer >= 0.46 * chest)
    inside = float(rows.inner[end]) if apart_rows(rows)[end] else chest / 2.0
    middle = (out + max(inside, chest / 2.0)) / 2.0
    return float(np.hypot(middle - 0.46 * chest, end - (tip[0] if len(tip) else 0)))


def strap_width(rows: Rows, chest: float) -> float:
    """Of each of two straps at the top; 0 where the shoulders are wider than straps."""
    height = len(rows.outer)
    upper = slice(int(0.01 * height), int(0.08 * height))
    wide = (rows.outer - rows.gap)[upper]
    two = rows.count[upper] == 2
    if two.mean() < 0.6:
        return 0.0
    width = float(np.median(wide[two]))
    return width if width < STRAP * chest else 0.0


def leg_rows(rows: Rows) -> int:
    """How many rows two legs take, from the hem up; 0 where there are none."""
    height = len(rows.outer)
    apart = (rows.gap > 0) & (rows.count == 2)
    lowest = apart[int(0.80 * height) : int(0.96 * height)]
    if not len(lowest) or lowest.mean() < 0.7:
        return 0
    up = apart[: int(0.96 * height)][::-1]
    joined = np.flatnonzero(~up & (np.arange(len(up)) > 0.05 * height))
    return int(joined[0]) + height - len(up) if len(joined) else height


def leg_width(rows: Rows, row: int) -> float:
    row = int(np.clip(row, 0, len(rows.outer) - 1))
    return float(rows.outer[row] - rows.gap[row])
