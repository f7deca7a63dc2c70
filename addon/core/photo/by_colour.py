"""segmenter.colour: skin, hair, clothes and background by their colour, where the fitted body says they may be.

Each part is a mixture of Gaussians in CIE Lab, learned from pixels that the body mesh and the landmarks are sure of,
and held near to where the mesh says the part may be. What does not hang together with what was sure is not the part. A
white top over white shorts is one part to it: where the two are of one colour, the hips part them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..body.build import posed_vertices
from ..errors import RenderError
from ..options import option
from ..seams import Progress, Steps
from ..types import Body, PhotoEvidence, Segments
from .dark_side import SOFT_PX, dark_side
from .edges import sharpened
from .flank import flank
from .hanging_hair import hanging_hair
from .image import gaussian, guided, luminance, srgb_from_linear
from .mixture import learn, likelihood
from .regions import bounds, connected, dilate, distance, erode, opened
from .segments import GARMENTS, MOUTH, PARTS
from .sight import ARM_LEFT, ARM_RIGHT, ARMS, FEET, HANDS, HEAD, LEGS, NECK, TORSO, see
from .sure import LEAST_SEED, View, are_alike, find_seeds, hem_row, like, view_of

AROUND_PERSON = 0.06  # of the picture's longer side: the background that the colour models learn from
MOST_SEED = 3000  # px to learn from
COMPONENTS = {"background": 4}
OTHER_COMPONENTS = 3
TEMPERATURE = 0.5  # how much of the log-likelihood counts: neighbouring pixels are not independent
IN_SLEEVE = 0.35  # share of skin on a part of an arm below which it is in a sleeve
# Over how many units (see sight.UNIT) a part's likelihood falls to 1/e outside the place the mesh allows it.
REACH = {"skin": 14.0, "top": 26.0, "bottom": 26.0, "dress": 40.0, "hair": 10.0, "shoes": 8.0}
GAP, IN_GAP = 4.0, 0.3  # units off the mesh, beyond which a silhouette is trusted no more than so
BACKGROUND_REACH_PX = 5.0
SUREST = 0.99  # what a hand paints is surer: see matte.PAINTED
POOLED, MOST_POOLED = 0.3, 1.0  # units and px: the sigma over which pixels tell together, against speckles
EDGE = 2.2  # units: the radius in which mattes are drawn to the photo's own edges, at most 3 px
SHARP = ("hair", "skin")  # what stands in front: its edges are asked of the colours on their two sides
LONG_HAIR = 3.0  # natural log by which hair is unlikelier below the head than on it
NEVER = 100.0  # natural log by which a part is unlikelier where it cannot be: more than any colour can make up for
APART = 3.0  # units: nearer to a part, what looks like it is of it, though a fold or a strand parts them
LINE, LINE_PX, NEAR_BARE = 2.5, 1.5, 4.0  # units, but px at least: half the width of a line; units about a bare limb
ROUND_FACE, IN_HEAD = 3.0, 2.0  # units about the face, and within the mesh's head, in which there are no clothes


class ByColour:
    """Told apart by colour and by where the body is. Braids of the shirt's own colour are shirt to it."""

    @dataclass(frozen=True)
    class Options:
        skin_tolerance: float = option(
            18.0,
            "How far, in Lab, an arm's colour may be from the face's and still be bare skin",
            min=6.0,
            max=40.0,
            advanced=True,
        )

    def __init__(self, options: Options, seed: int):
        self.options = options

    def segment(self, evidence: PhotoEvidence, body: Body) -> Steps[Segments]:
        """What of the photo is what.

        Raises:
            RenderError: the body does not stand as in the photo.
        """
        if body.camera is None:
            raise RenderError("The body does not stand as in the photo.", "Set the pose to photo.")
        yield Progress("segment", 0.0, "skin, hair and clothes in the photo")
        whole = see(body, posed_vertices(body), body.camera, ())
        part = bounds(whole.body | (evidence.silhouette > 0.05), AROUND_PERSON)
        found = find_parts(view_of(evidence, whole, part, self.options.skin_tolerance))
        size = evidence.silhouette.shape
        matte = {name: np.full(size, float(name == "background"), np.float32) for name in PARTS}
        for name, own in found.items():
            matte[name][part] = own
        yield Progress("segment", 1.0, "skin, hair and clothes in the photo")
        return Segments(matte)


def find_parts(view: View) -> dict[str, np.ndarray]:
    """The parts that the window shows, (H, W) 0-1 each; at each pixel they add up to 1."""
    seeds = find_seeds(view)
    strands = strands_of(view, seeds)
    seeds["hair"] |= strands
    known = [name for name in PARTS if name in seeds and seeds[name].sum() >= LEAST_SEED]
    if not known:
        return {name: np.zeros_like(view.silhouette) for name in PARTS} | {"background": 1 - view.silhouette}
    places = find_places(view)
    scores = np.stack([score(name, view, seeds[name], places[name]) for name in known])
    bare = [part for part in ARMS if not in_sleeve(part, view)]
    if "skin" in known:
        place = known.index("skin")
        shaded = (scores.argmax(0) == place) & view.sight.on(bare) & view.person
        scores[place] = score("skin", view, seeds["skin"] | shaded, places["skin"])  # towards the dark side of arms
    scores[np.isin(known, GARMENTS)] -= NEVER * on_face(view)
    scores[np.array(known) != "hair"] -= NEVER * strands
    if are_alike(seeds, view):
        line = hem_row(view)
        scores[known.index("top")] -= NEVER * (view.rows > line)
        scores[known.index("bottom")] -= NEVER * (view.rows < line)
    # Hair comes last, or what is taken from a garment would become hair that hangs in the air.
    for name in (each for each in (*GARMENTS, "hair") if each in known):
        place = known.index(name)
        mine = scores.argmax(0) == place
        whole = connected(mine | seeds[name] | strands, seeds[name])  # before a collar, a strand parts nothing
        scores[place] -= NEVER * (mine & ~dilate(whole, APART * view.sight.unit))
    scores = np.stack([gaussian(each, min(POOLED * view.sight.unit, MOST_POOLED)) for each in scores])
    likely = np.exp((scores - scores.max(0)) * TEMPERATURE)
    likely /= likely.sum(0)
    grey, radius = srgb_from_linear(luminance(view.linear)), int(np.clip(round(EDGE * view.sight.unit), 1, 3))
    sharp = {name: sharpened(view.linear, likely[known.index(name)]) for name in SHARP if name in known}
    likely = np.stack([guided(grey, matte, radius, 4e-4) for matte in likely])
    if "skin" in sharp:
        sharp["skin"] *= ~strands  # of one colour with it, hair has no edge to be found
    for name, own in sharp.items():
        give(likely, known.index(name), np.minimum(own, SUREST))
    likely /= np.maximum(likely.sum(0), 1e-6)
    if "skin" in known:
        place, likeliest = known.index("skin"), np.array(known)[likely.argmax(0)]
        arms = view.sight.on([part for part in bare if part not in HANDS])
        shade = dark_side(view.linear, likeliest == "skin", np.isin(likeliest, GARMENTS), arms, view.sight.unit)
        give(likely, place, np.maximum(likely[place], shade))
    if "top" in known:
        give_to_top(likely, known, view.sight.on([*bare, NECK, HEAD]), view)
    none = {name: np.zeros_like(view.silhouette) for name in PARTS}
    return none | dict(zip(known, likely, strict=True))


def give_to_top(likely: np.ndarray, known: list[str], bare: np.ndarray, view: View) -> None:
    """Give the top, of the shares (K, H, W) of the parts ``known``, what lies on it and beside it, in place.

    ``bare`` (H, W) bool is where the mesh's skin is bare.
    """
    place, names, unit = known.index("top"), np.array(known), view.sight.unit
    likeliest = names[likely.argmax(0)]
    line = line_of_skin(likeliest == "skin", likeliest == "top", bare, unit)
    give(likely, place, np.where(line, SUREST, likely[place]))
    likeliest = names[likely.argmax(0)]
    shade = flank(view.lab, likeliest == "top", likeliest == "bottom", unit)
    give(likely, place, np.maximum(likely[place], gaussian(shade.astype(np.float32), SOFT_PX)))


def line_of_skin(skin: np.ndarray, top: np.ndarray, bare: np.ndarray, unit: float) -> np.ndarray:
    """(H, W) bool: lines on a top and along its edge, by their colour skin: its folds, or mixed with the wall.

    Args:
        skin: (H, W) bool, as the colours have it.
        top: (H, W) bool, likewise.
        bare: (H, W) bool, the mesh's bare limbs, beside which skin is skin.
        unit: px, see sight.UNIT.
    """
    half = max(LINE * unit, LINE_PX)
    near = skin & dilate(top, half + 0.5) & ~dilate(bare, NEAR_BARE * unit)
    return near & ~opened(skin, half)


def give(likely: np.ndarray, place: int, own: np.ndarray) -> None:
    """Make one part's share (H, W) of the shares (K, H, W) its own, in place; the others share the rest as before."""
    likely[place] = 0
    likely *= (1 - own) / np.maximum(likely.sum(0), 1e-6)
    likely[place] = own


def find_places(view: View) -> dict[str, np.ndarray]:
    """Where each part may be, as far as the mesh knows."""
    sight, rows = view.sight, view.rows
    torso = sight.on([TORSO])
    sleeved = [place for arm in (ARM_LEFT, ARM_RIGHT) for place in arm[:2] if in_sleeve(place, view)]
    top = (sight.on([TORSO, NECK, *sleeved]) & (rows > -0.1)) & (rows < 1.15)
    bottom = sight.on(LEGS) | (torso & (rows > 0.65))
    return {
        "skin": sight.on([*ARMS, HEAD, NECK, *FEET, *LEGS[2:]]) | (torso & (rows < 0.35)),
        "top": top,
        "bottom": bottom,
        "dress": top | bottom,
        "shoes": sight.on(FEET),
        "hair": sight.on([HEAD]) & (np.arange(len(rows))[:, None] < view.landmarks[MOUTH, 1].mean()),
        "background": view.silhouette < 0.5,
    }


def strands_of(view: View, seeds: dict[str, np.ndarray]) -> np.ndarray:
    """(H, W) bool: hair that hangs beside the neck and is of no garment's colour."""
    clothes = np.zeros(view.silhouette.shape, bool)
    for name in ("top", "dress"):
        if name in seeds and seeds[name].any():
            clothes |= like(seeds[name], view)
    return hanging_hair(view, clothes)


def on_face(view: View) -> np.ndarray:
    """(H, W) bool: eyes, teeth and lights on dark skin are of no clothes, whatever their colour."""
    unit = view.sight.unit
    return dilate(view.face, ROUND_FACE * unit) | erode(view.sight.on([HEAD]), IN_HEAD * unit)


def in_sleeve(place: int, view: View) -> bool:
    """Whether little of a part of an arm, a place in REGIONS, is skin-coloured."""
    inner = erode(view.sight.on([place]), 2 * view.sight.unit) & view.person
    return inner.sum() > LEAST_SEED and view.skin_like[inner].mean() < IN_SLEEVE


def score(name: str, view: View, seed: np.ndarray, place: np.ndarray) -> np.ndarray:
    """(H, W) log-likelihood of the part."""
    mixture = learn(some(view.lab[seed]), COMPONENTS.get(name, OTHER_COMPONENTS))
    background = name == "background"
    reach = BACKGROUND_REACH_PX if background else REACH[name] * view.sight.unit
    share = 1 - view.silhouette if background else view.silhouette
    colour = np.maximum(likelihood(view.lab, mixture), -60)
    off = coarse_distance(place) / reach
    if background:  # the silhouette fills the gap between arm and trunk, where the mesh has none
        gap = ~dilate(view.sight.body, GAP * view.sight.unit)
        share, off = np.where(gap, np.maximum(share, IN_GAP), share), np.where(gap, 0, off)
    if name == "hair":
        off = np.minimum(off, LONG_HAIR + coarse_distance(below_head(view)) / reach)
    return colour - off + np.log(np.clip(share, 0.02, 1))


def below_head(view: View) -> np.ndarray:
    """(H, W) bool: where long hair falls: as wide as the head and a half more on each side, down to the chest."""
    columns = np.flatnonzero(view.sight.on([HEAD]).any(0))
    if not len(columns):
        return np.zeros(view.silhouette.shape, bool)
    middle, half = (columns[0] + columns[-1]) / 2, (columns[-1] - columns[0]) / 2
    across = np.abs(np.arange(view.silhouette.shape[1]) - middle)[None]
    return view.person & (across < 1.5 * half) & (view.rows < 0.6)


def coarse_distance(place: np.ndarray, step: int = 4, limit: int = 50) -> np.ndarray:
    """px to the place, to within a step; for a soft preference that is enough."""
    height, width = place.shape
    wide = np.pad(place, ((0, -height % step), (0, -width % step)))
    small = np.any(wide.reshape(wide.shape[0] // step, step, -1, step), axis=(1, 3))
    far = distance(small, limit) * step
    return far.repeat(step, 0).repeat(step, 1)[:height, :width]


def some(samples: np.ndarray) -> np.ndarray:
    """At most MOST_SEED of the samples, evenly from first to last."""
    return samples[np.linspace(0, len(samples) - 1, min(len(samples), MOST_SEED)).astype(int)]
