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
from .edges import sharpened
from .image import guided, lab_from_linear, linear_from_srgb, luminance, srgb_from_linear
from .mixture import learn, likelihood
from .regions import bounds, connected, dilate, distance, erode
from .segments import EYES, MOUTH, PARTS, face_ellipse
from .sight import ARM_LEFT, ARM_RIGHT, ARMS, FEET, HANDS, HEAD, LEGS, NECK, THIGHS, TORSO, Sight, see

AROUND_PERSON = 0.06  # of the picture's longer side: the background that the colour models learn from
LEAST_SEED = 60  # px; a part of which less is sure is left out
MOST_SEED = 3000  # px to learn from
COMPONENTS = {"background": 4}
OTHER_COMPONENTS = 3
TEMPERATURE = 0.5  # how much of the log-likelihood counts: neighbouring pixels are not independent
SKIN_LIGHT = 35.0  # L* within which bare limbs are of the face
STAYS_SEED = 0.25  # of a garment's seed, for what is not skin-coloured of it to be all of it
ONE_COLOUR = 12.0  # Lab: nearer to each other than that, top and bottom may be one dress
BALD = 10.0  # Lab: nearer to the face's colour than that, what is above it is bald
SKIRT = 0.5  # share of the gap between the thighs that is of the person, in a dress
COVERED_FEET = 0.5  # share of the feet that is not skin-coloured, in shoes
IN_SLEEVE = 0.35  # share of skin on a part of an arm below which it is in a sleeve
# Over how many units (see sight.UNIT) a part's likelihood falls to 1/e outside the place the mesh allows it.
REACH = {"skin": 14.0, "top": 26.0, "bottom": 26.0, "dress": 40.0, "hair": 10.0, "shoes": 8.0}
BACKGROUND_REACH_PX = 5.0
EDGE = 2.2  # units: the radius in which mattes are drawn to the photo's own edges, at most 3 px
UNJOINED = 12.0  # natural log by which a part is unlikelier where it does not hang together with its seed


@dataclass(frozen=True, eq=False)
class View:
    """A window of the photo and what is known of it."""

    linear: np.ndarray  # (H, W, 3) linear light
    lab: np.ndarray  # (H, W, 3)
    silhouette: np.ndarray  # (H, W) 0-1
    landmarks: np.ndarray  # (33, 2) px in the window
    face: np.ndarray  # (H, W) bool
    skin_like: np.ndarray  # (H, W) bool: of the face's colour
    sight: Sight

    @property
    def person(self) -> np.ndarray:
        return self.silhouette > 0.7

    @property
    def rows(self) -> np.ndarray:
        """(H, 1) see Sight.down."""
        return self.sight.down()


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


def view_of(evidence: PhotoEvidence, whole: Sight, part: tuple[slice, slice], skin_tolerance: float) -> View:
    """The window ``part`` of the photo."""
    linear = linear_from_srgb(evidence.image[part])
    lab = lab_from_linear(linear)
    landmarks = evidence.landmarks - np.array([part[1].start, part[0].start])
    silhouette = evidence.silhouette[part]
    face = face_ellipse(landmarks, evidence.visibility, silhouette.shape)
    sight = whole.window(part)
    return View(
        linear, lab, silhouette, landmarks, face, skin_like(lab, silhouette, face, sight, skin_tolerance), sight
    )


def skin_like(lab: np.ndarray, silhouette: np.ndarray, face: np.ndarray, sight: Sight, tolerance: float) -> np.ndarray:
    """(H, W) bool: of the face's colour; where there is no face, of the hands'."""
    sure = erode(face, 2) & (silhouette > 0.7)
    if sure.sum() < LEAST_SEED:
        sure = erode(sight.on(HANDS), 2 * sight.unit) & (silhouette > 0.7)
    if sure.sum() < LEAST_SEED:
        return np.zeros(silhouette.shape, bool)
    colour = np.median(lab[sure], axis=0)
    apart = np.linalg.norm(lab[..., 1:] - colour[1:], axis=-1)
    return (apart < tolerance) & (np.abs(lab[..., 0] - colour[0]) < SKIN_LIGHT)


def find_parts(view: View) -> dict[str, np.ndarray]:
    """The parts that the window shows, (H, W) 0-1 each; at each pixel they add up to 1."""
    seeds = find_seeds(view)
    known = [name for name in PARTS if name in seeds and seeds[name].sum() >= LEAST_SEED]
    if not known:
        return {name: np.zeros_like(view.silhouette) for name in PARTS} | {"background": 1 - view.silhouette}
    places = find_places(view)
    scores = np.stack([score(name, view, seeds[name], places[name]) for name in known])
    first = scores.argmax(0)
    for place, name in enumerate(known):
        if name in ("skin", "background"):
            continue
        mine = first == place
        scores[place] -= UNJOINED * (mine & ~connected(mine | seeds[name], seeds[name]))
    likely = np.exp((scores - scores.max(0)) * TEMPERATURE)
    likely /= likely.sum(0)
    grey, radius = srgb_from_linear(luminance(view.linear)), int(np.clip(round(EDGE * view.sight.unit), 1, 3))
    skin = sharpened(view.linear, likely[known.index("skin")]) if "skin" in known else None
    likely = np.stack([guided(grey, matte, radius, 4e-4) for matte in likely])
    if skin is not None:
        likely[known.index("skin")] = 0
        likely *= (1 - skin) / np.maximum(likely.sum(0), 1e-6)
        likely[known.index("skin")] = skin
    likely /= np.maximum(likely.sum(0), 1e-6)
    none = {name: np.zeros_like(view.silhouette) for name in PARTS}
    return none | dict(zip(known, likely, strict=True))


def find_seeds(view: View) -> dict[str, np.ndarray]:
    """(H, W) bool a part: the pixels that are surely of it."""
    sight, rows, person = view.sight, view.rows, view.person
    bare = erode(sight.on([*ARMS, NECK, *LEGS[2:], *FEET]), 4 * sight.unit)
    skin = view.skin_like & person & (erode(view.face, 2) | bare)
    if not view.face.any():
        skin |= view.skin_like & person & erode(sight.on(HANDS), 2 * sight.unit)
    top = erode(sight.on([TORSO]), 7 * sight.unit) & person & (rows > 0.22) & (rows < 0.7)
    bottom = erode(sight.on(THIGHS), 5 * sight.unit) & person & (rows > 1.1) & (rows < 1.55)
    clothes = {"top": not_skin(top, view), "bottom": not_skin(bottom, view)}
    if is_dress(clothes["top"], clothes["bottom"], view):
        clothes = {"dress": clothes["top"] | clothes["bottom"]}
    feet = erode(sight.on(FEET), sight.unit) & person
    shod = feet & ~view.skin_like
    if shod.sum() > COVERED_FEET * max(feet.sum(), 1):
        clothes["shoes"] = shod
    background = (view.silhouette < 0.05) & ~dilate(sight.body, 6)
    return {"skin": skin, **clothes, "hair": hair_seed(view), "background": background}


def not_skin(seed: np.ndarray, view: View) -> np.ndarray:
    """A garment's seed without what is skin-coloured in it, unless that is nearly all: it may be a beige garment."""
    rest = seed & ~view.skin_like
    return rest if rest.sum() > STAYS_SEED * seed.sum() else seed


def hair_seed(view: View) -> np.ndarray:
    """What is above the forehead, unless it is bald."""
    rows, columns = np.mgrid[: len(view.silhouette), : len(view.silhouette[0])]
    eyes, mouth = view.landmarks[EYES].mean(0), view.landmarks[MOUTH].mean(0)
    high = abs(mouth[1] - eyes[1])
    hair = view.person & (rows < eyes[1] - high) & (np.abs(columns - eyes[0]) < 1.1 * high) & view.face.any()
    if not hair.any():
        return hair
    hair &= rows > np.flatnonzero(view.person.any(1)).min() + 2
    face = erode(view.face, 2) & view.person
    if hair.sum() < LEAST_SEED or face.sum() < LEAST_SEED:
        return hair
    colours = [np.median(view.lab[seed], axis=0) for seed in (hair, face)]
    return hair & (np.linalg.norm(colours[0] - colours[1]) > BALD)


def is_dress(top: np.ndarray, bottom: np.ndarray, view: View) -> bool:
    """Whether top and bottom are of one colour, and it fills the gap between the thighs as a skirt does."""
    if min(top.sum(), bottom.sum()) < LEAST_SEED:
        return False
    colours = [np.median(view.lab[seed], axis=0) for seed in (top, bottom)]
    if np.linalg.norm(colours[0] - colours[1]) > ONE_COLOUR:
        return False
    legs, rows = view.sight.on(LEGS), view.rows
    clad = legs & (np.linalg.norm(view.lab - colours[1], axis=-1) < 2 * ONE_COLOUR)
    covered = clad.sum(1) > 0.5 * np.maximum(legs.sum(1), 1)
    hem = float(rows[covered].max()) if covered.any() else 0.0
    left, right = (np.logical_or.accumulate(legs[:, ::way], axis=1)[:, ::way] for way in (1, -1))
    # Shorts fill the gap at its upper end, too: what counts is the quarter above the hem.
    gap = left & right & ~legs & (rows > 1.15) & (rows > hem - 0.25 * (hem - 1)) & (rows < hem)
    return bool(gap.sum() > LEAST_SEED and view.person[gap].mean() > SKIRT)


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
    return colour - coarse_distance(place) / reach + np.log(np.clip(share, 0.02, 1))


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
