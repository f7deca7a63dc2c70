"""The body's outline against the person's: which vertex should lie on which stretch of the silhouette's border.

Where skin or tight cloth shows, the border is the body's. Where clothes are loose it is an outer bound: the body may be
narrower. How far each region is trusted comes from clothing.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from ...addon.core.body.landmarks import LandmarkBody
from .observation import Observation
from .parameters import Posed
from .regions import OUTLINE_REGIONS, outline_regions

THRESHOLD = 0.7  # MediaPipe's silhouette fits a rendered body best here: IoU 0.974
WORK_HEIGHT = 300  # px of a standing person in the pictures compared here
GRID_M = 0.02  # one candidate vertex a cell of the rest mesh
OUTSIDE = 0.8  # weight where the body is too wide; where it is too narrow the region's trust says
TOLERANCE = 10.0  # px of WORK_HEIGHT at which a match counts half
ROWS = 150  # a border counts as this many matches, however many there are
# Hair, fingers and shoes are not the body's outline.
COARSE = {"head": 0.15, "hands": 0.15, "feet": 0.15}
SLIM = ("upper arms", "forearms", "hands")  # landmarks place arms to a percent; what is further is the trunk's border
SLIM_REACH = 0.018  # of height, half an arm's width
MARGIN = 9  # px of WORK_HEIGHT: a border up to 2.5 cm off is a tight garment, or an error of the fit
# (M,) regions, (M, 2) px of the small picture on the silhouette's border and (M, 2) its normals there, to (M,) weights
Inside = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
FINER = 3  # how much larger a body is drawn: quads cover half a pixel too much all round
EDGE = 3  # px at the picture's edge, where the person is cut off and not outlined


@dataclass(frozen=True, eq=False)
class Contour:
    """Matches of vertices with the silhouette's border, kept for some iterations."""

    template: np.ndarray  # (v, 3) float32, of the matched vertices at rest
    basis: np.ndarray  # (C, v * 3)
    skin_weights: np.ndarray  # (v, J)
    vertex: np.ndarray  # (M,) of the v
    targets: np.ndarray  # (M, 2) px
    normals: np.ndarray  # (M, 2) outwards
    weights: np.ndarray  # (M,)

    def rows(self, posed: Posed, body: LandmarkBody, observation: Observation) -> np.ndarray:
        """(B, M) distances along the normals, percent of the person's height, weighted."""
        count = len(posed.turned)
        rest = self.template + (posed.coefficients @ self.basis).reshape(len(posed.coefficients), -1, 3)
        joints = np.concatenate([posed.turned, posed.moved[..., None]], axis=3).reshape(count, -1, 12)
        blend = (self.skin_weights @ joints).reshape(count, -1, 3, 4)
        points = (blend[..., :3] @ rest[..., None])[..., 0] + blend[..., 3]
        apart = observation.project(points)[:, self.vertex] - self.targets
        return (apart * self.normals).sum(axis=2) * (100 / observation.height_px) * self.weights


@dataclass(frozen=True, eq=False)
class Outline:
    """A border's points (P, 2) px and outward normals (P, 2)."""

    points: np.ndarray
    normals: np.ndarray


class Matcher:
    """Matches bodies with one silhouette, in a picture in which a person is WORK_HEIGHT px tall."""

    def __init__(self, body: LandmarkBody, observation: Observation, silhouette: np.ndarray):
        import cv2

        self.body, self.observation = body, observation
        self.scale = WORK_HEIGHT / observation.height_px
        height, width = silhouette.shape
        self.size = (max(8, round(width * self.scale)), max(8, round(height * self.scale)))
        small = cv2.resize(silhouette, self.size, interpolation=cv2.INTER_AREA)
        self.seen = small > THRESHOLD
        outline = border(self.seen)
        inner = ((outline.points > EDGE) & (outline.points < np.array(self.size) - 1 - EDGE)).all(axis=1)
        self.outline = Outline(outline.points[inner][::3], outline.normals[inner][::3])

    @cached_property
    def candidates(self) -> Candidates:
        return candidates(self.body)

    def flat(self, posed: Posed) -> np.ndarray:
        """The vertices (V, 2) px of the small picture."""
        vertices = self.body.vertices(posed.coefficients, posed.turned, posed.moved)[0]
        return self.observation.project(vertices) * self.scale

    def drawn(self, posed: Posed) -> tuple[np.ndarray, np.ndarray]:
        """The vertices (V, 2) px of the small picture, and the body's region in it."""
        import cv2

        flat = self.flat(posed)
        fine = fill(flat * FINER, self.body.model.skin_faces, (self.size[0] * FINER, self.size[1] * FINER))
        covered = cv2.resize(fine.astype(np.float32), self.size, interpolation=cv2.INTER_AREA)
        return flat, covered > 0.5 + 0.5 / FINER

    def match(
        self, drawn: tuple[np.ndarray, np.ndarray], strength: float, inside: Inside, reach: float
    ) -> Contour | None:
        """Match one body; None where either border is missing.

        Args:
            drawn: the body, as ``drawn`` answers.
            strength: of all matches.
            inside: weights where the body is too narrow.
            reach: between matched borders, of the person's height.
        """
        flat, region = drawn
        mine, given = border(region), self.candidates
        if not len(mine.points) or not len(self.outline.points):
            return None
        near, normals, offset = on_border(flat[given.vertices], mine, self.size)
        apart = ((self.outline.points[:, None] - flat[given.vertices[near]][None]) ** 2).sum(axis=2)
        apart[self.outline.normals @ normals.T < 0.5] = np.inf
        nearest = apart.argmin(axis=1)
        distance = np.sqrt(apart[np.arange(len(nearest)), nearest])
        place, offset = near[nearest], offset[nearest]
        kept = distance < np.where(given.is_slim[place], min(reach, SLIM_REACH), reach) * WORK_HEIGHT
        if not kept.any():
            return None
        place, targets, outwards = place[kept], self.outline.points[kept], self.outline.normals[kept]
        aims = targets - offset[kept, None] * outwards
        too_wide = ((flat[given.vertices[place]] - aims) * outwards).sum(axis=1) > 0
        within = inside(given.regions[place], targets, outwards)
        weights = np.where(too_wide, OUTSIDE, within) / (1 + (distance[kept] / TOLERANCE) ** 2)
        weights *= given.coarse[place] * strength * np.sqrt(ROWS / len(weights))
        used, row = np.unique(place, return_inverse=True)
        return Contour(
            given.template[used],
            np.ascontiguousarray(given.basis[:, used].reshape(len(given.basis), -1)),
            given.skin_weights[used],
            row,
            aims / self.scale,
            outwards,
            weights,
        )

    def overlap(self, region: np.ndarray) -> float:
        """Intersection over union of the body's region and the silhouette."""
        return float((region & self.seen).sum() / max((region | self.seen).sum(), 1))

    def beyond(self, region: np.ndarray) -> float:
        """The share of the silhouette that lies well outside the body: loose clothes, hair, what is carried."""
        import cv2

        near = cv2.dilate(region.astype(np.uint8), np.ones((MARGIN, MARGIN), np.uint8)) > 0
        return float((self.seen & ~near).sum() / max(self.seen.sum(), 1))


@dataclass(frozen=True, eq=False)
class Candidates:
    """Vertices of the skin that may be matched, spread evenly: one in each cell of a grid."""

    vertices: np.ndarray  # (v,)
    template: np.ndarray  # (v, 3) m
    basis: np.ndarray  # (C, v, 3) float32
    skin_weights: np.ndarray  # (v, J) float32
    regions: np.ndarray  # (v,) places in OUTLINE_REGIONS
    coarse: np.ndarray  # (v,) weights
    is_slim: np.ndarray  # (v,) bool


@cache
def candidates(body: LandmarkBody) -> Candidates:
    model = body.model
    skin = np.flatnonzero(model.is_skin)
    cells = np.floor(model.template_vertices[skin] / GRID_M).astype(int)
    chosen = skin[np.unique(cells, axis=0, return_index=True)[1]]
    regions = outline_regions(body)[chosen]
    template, basis = model.vertex_basis(chosen)
    return Candidates(
        vertices=chosen,
        template=template.astype(np.float32),
        basis=basis.reshape(len(basis), -1, 3),
        skin_weights=body.skin_weights[chosen].astype(np.float32),
        regions=regions,
        coarse=np.array([COARSE.get(name, 1.0) for name in OUTLINE_REGIONS])[regions],
        is_slim=np.array([name in SLIM for name in OUTLINE_REGIONS])[regions],
    )


def fill(points: np.ndarray, faces: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """(H, W) bool: the pixels that quads (F, 4) of points (V, 2) px cover."""
    import cv2

    picture = np.zeros((size[1], size[0]), np.uint8)
    corners = np.round((points[faces] - 0.5) * 8)
    across, down = corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1]
    turned_here = across[:, 0] * down[:, 1] - across[:, 1] * down[:, 0] < 0  # outward quads, seen from outside
    limit = 2.0**14
    near = (np.abs(corners) < limit).all(axis=(1, 2))
    for quad in corners[turned_here & near].astype(np.int32):
        cv2.fillConvexPoly(picture, quad, (255,), cv2.LINE_8, 3)
    return picture > 0


def border(region: np.ndarray) -> Outline:
    """The border of a region (H, W) bool; specks are left out."""
    import cv2

    loops, _ = cv2.findContours(region.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    points, normals = [np.zeros((0, 2))], [np.zeros((0, 2))]
    for loop in loops:
        if len(loop) < 30:
            continue
        line = loop[:, 0].astype(float)
        along = np.roll(line, -4, axis=0) - np.roll(line, 4, axis=0)
        along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
        normal = np.stack([along[:, 1], -along[:, 0]], axis=1)
        ahead = np.clip(np.round(line + 2.5 * normal).astype(int), 0, np.array(region.shape[::-1]) - 1)
        normal[region[ahead[:, 1], ahead[:, 0]]] *= -1
        points.append(line + 0.5 + 0.5 * normal)  # the edge of the last pixel, not its middle
        normals.append(normal)
    return Outline(np.concatenate(points), np.concatenate(normals))


def on_border(flat: np.ndarray, outline: Outline, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which of some points (v, 2) px lie within 2 px of an outline: their numbers, the outline's normals there, and how
    far inside of it they lie."""
    import cv2

    pixels = np.clip(np.floor(outline.points).astype(int), 0, np.array(size) - 1)
    blank = np.full((size[1], size[0]), 255, np.uint8)
    blank[pixels[:, 1], pixels[:, 0]] = 0
    distance, labels = cv2.distanceTransformWithLabels(blank, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    owner = np.zeros(labels.max() + 1, int)
    owner[labels[pixels[:, 1], pixels[:, 0]]] = np.arange(len(pixels))
    here = np.floor(flat)
    within = np.flatnonzero(((here >= 0) & (here < size)).all(axis=1))
    column, row = here[within].astype(int).T
    near = distance[row, column] < 2.0
    place, chosen = owner[labels[row[near], column[near]]], within[near]
    normals = outline.normals[place]
    return chosen, normals, ((outline.points[place] - flat[chosen]) * normals).sum(axis=1)
