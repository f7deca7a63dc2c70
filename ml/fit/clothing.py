"""Which regions of a person's outline are skin or tight cloth, and which are loose clothes.

Of each point of the body's border, the excess is how far the silhouette reaches beyond it. Where the colour at the
silhouette's border is that of face or hands, it is skin. Elsewhere an excess that is larger than what is usual between
people, that varies along the region, or that fills the gap between the legs, is cloth that stands off the body.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...addon.core.types import PhotoEvidence
from .regions import OUTLINE_REGIONS, outline_region
from .silhouette import EDGE, WORK_HEIGHT, Matcher, border, on_border
from .skin_colour import SkinColour

TIGHT, LOOSE, UNSEEN = "skin or tight", "loose", "not seen"
INSIDE = 0.8  # weight, where the body is too narrow, of an outline that is certainly the body's: as where too wide
JUDGED = ("neck", "chest", "waist", "hips", "upper arms", "forearms", "thighs", "shins")
# m, how far the silhouette of a naked person may lie from the expected body's, a side: with nothing typed, and with a
# mass or girth.
USUAL = {
    "neck": (0.008, 0.006),
    "chest": (0.016, 0.008),
    "waist": (0.020, 0.009),
    "hips": (0.016, 0.008),
    "upper arms": (0.008, 0.006),
    "forearms": (0.006, 0.005),
    "thighs": (0.012, 0.007),
    "shins": (0.008, 0.006),
}
CLOTH = 0.005  # m, tight cloth and the detector's own margin
STEEPNESS, DOUBT = 2.5, 1.4  # of the logistic, and the excess over the usual at which a region is as likely loose
UNEVEN = 0.014  # m, the spread of the excess within a region at which it weighs as much as the usual
BRIDGED = 0.25  # of a leg's inner border, filled to the other leg: a skirt
BRIDGE = 7  # px, the least gap between the legs that says so
SKIN = 0.6  # share of a region
FURTHEST = 26  # px of WORK_HEIGHT, 15 cm
GAP = 4  # px outside the body before it is entered again
PROBE = 2.5  # px inside the silhouette's border, where colour is looked at
FEW = 6  # border points; fewer say nothing
LAST_TURN = 2  # after this the decision stands: a body pulled to its clothes would seem to wear tight ones


@dataclass(frozen=True)
class Rays:
    """What lies beyond each point of the body's border."""

    region: np.ndarray  # (P,) places in OUTLINE_REGIONS
    excess: np.ndarray  # (P,) m; negative where the body is wider than the silhouette
    is_left: np.ndarray  # (P,) the normal points left in the picture
    is_clear: np.ndarray  # (P,) nothing else of the body lies before the silhouette's border
    is_bridged: np.ndarray  # (P,) the silhouette reaches to another part of the body, across a gap
    is_skin: np.ndarray  # (P,)


class Clothing:
    """What one photo shows of the body's outline, decided anew in the first rounds of the fit."""

    def __init__(self, matcher: Matcher, evidence: PhotoEvidence, is_typed: bool):
        import cv2

        self.matcher, self.is_typed = matcher, is_typed
        small = cv2.resize(evidence.image, matcher.size, interpolation=cv2.INTER_AREA)
        self.colour = SkinColour(small, evidence.landmarks * matcher.scale, evidence.visibility, matcher.seen)
        self.metre = WORK_HEIGHT / matcher.observation.stature  # px
        self.likely = np.full(len(OUTLINE_REGIONS), 0.5)  # that what is not skin is tight
        self.skin = np.zeros(len(OUTLINE_REGIONS))  # share of each region
        self.is_seen = np.zeros(len(OUTLINE_REGIONS), bool)

    def look(self, drawn: tuple[np.ndarray, np.ndarray], turn: int) -> None:
        """Decide, with a body as ``Matcher.drawn`` answers it, in one of the rounds of the fit."""
        if turn <= LAST_TURN:
            self.judge(self.rays(*drawn))

    def inside(self, regions: np.ndarray, points: np.ndarray, outwards: np.ndarray) -> np.ndarray:
        """(M,) weights where the body is narrower than the silhouette: at points (M, 2) px of its border, with their
        regions (M,) and normals (M, 2)."""
        is_skin = self.colour.shows_at(points - PROBE * outwards)
        return INSIDE * np.where(is_skin, 1.0, self.likely[regions])

    def outline(self) -> dict[str, str]:
        """Region -> what it shows."""
        said = {}
        for name in JUDGED:
            place = outline_region(name)
            is_body = self.likely[place] > 0.5 or self.skin[place] > SKIN
            said[name] = (TIGHT if is_body else LOOSE) if self.is_seen[place] else UNSEEN
        return said

    def judge(self, rays: Rays) -> None:
        """How likely each region's cloth is tight, and how likely the region is skin or tight."""
        self.likely[:], self.is_seen[:] = 0.5, False
        for name in JUDGED:
            place = outline_region(name)
            here = rays.region == place
            clear = here & rays.is_clear
            if clear.sum() < FEW:
                continue
            self.is_seen[place] = True
            self.skin[place] = rays.is_skin[clear].mean()
            cloth = clear & ~rays.is_skin
            if cloth.sum() >= FEW:
                self.likely[place] = self.closeness(name, rays, cloth)
            if name in ("thighs", "shins") and rays.is_bridged[here].mean() > BRIDGED:
                self.likely[place] = 0.0
        thighs = outline_region("thighs")
        if self.is_seen[thighs] and self.skin[thighs] < SKIN:  # what hangs off the thighs hangs from the hips
            hips = outline_region("hips")
            self.likely[hips] = min(self.likely[hips], max(self.likely[thighs], 0.15) * 2)

    def closeness(self, name: str, rays: Rays, here: np.ndarray) -> float:
        """How likely the silhouette lies on the body, by how far it is off and how evenly. A limb that is a little
        aside has as much too little on one side as too much on the other."""
        sides = [rays.excess[here & (rays.is_left == left)] for left in (True, False)]
        sides = [side for side in sides if len(side) >= FEW / 2]
        off = float(np.mean([np.median(side) for side in sides])) if sides else 0.0
        uneven = float(np.mean([np.percentile(side, 85) - np.percentile(side, 15) for side in sides])) if sides else 0.0
        score = max(off - CLOTH, 0) / USUAL[name][self.is_typed] + (uneven / UNEVEN) ** 2 / 4
        return float(1 / (1 + np.exp(STEEPNESS * (score - DOUBT))))

    def rays(self, flat: np.ndarray, region: np.ndarray) -> Rays:
        """Look outwards, and inwards, from the border of a body's region."""
        given, size = self.matcher.candidates, np.array(self.matcher.size)
        outline = border(region)
        inner = ((outline.points > EDGE) & (outline.points < size - 1 - EDGE)).all(axis=1)
        points, normals = outline.points[inner][::2], outline.normals[inner][::2]
        near, _, _ = on_border(flat[given.vertices], outline, self.matcher.size)
        if not len(near) or not len(points):
            nothing = np.zeros(0)
            return Rays(nothing, nothing, nothing > 0, nothing > 0, nothing > 0, nothing > 0)
        owner = near[((points[:, None] - flat[given.vertices[near]][None]) ** 2).sum(axis=2).argmin(axis=1)]
        steps = np.arange(-FURTHEST, FURTHEST + 1) + 0.5
        along = points[:, None] + steps[:, None] * normals[:, None]
        row, column = np.clip(along[..., ::-1].astype(int), 0, size[::-1] - 1).transpose(2, 0, 1)
        seen, body = self.matcher.seen[row, column], region[row, column]
        ahead, mine = seen[:, FURTHEST:], body[:, FURTHEST:]
        out = first(~ahead)
        behind = first(seen[:, FURTHEST - 1 :: -1])
        again = first(mine[:, GAP:]) + GAP
        excess = np.where(ahead[:, 0], out, -behind) / self.metre
        probe = points + np.maximum(np.where(ahead[:, 0], out, -behind) - PROBE, -FURTHEST)[:, None] * normals
        return Rays(
            region=given.regions[owner],
            excess=excess,
            is_left=normals[:, 0] < 0,
            is_clear=(again >= out) & (out < ahead.shape[1]) & (ahead[:, 0] | (behind < FURTHEST)),
            is_bridged=(again < out) & (again >= BRIDGE),
            is_skin=self.colour.shows_at(probe),
        )


def first(flags: np.ndarray) -> np.ndarray:
    """(P, T) to the place of each row's first True; T where there is none."""
    return np.where(flags.any(axis=1), flags.argmax(axis=1), flags.shape[1])
