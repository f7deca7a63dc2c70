"""The body's outline against the person's: which vertex should lie on which stretch of the silhouette's border."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...addon.core.body.landmarks import LandmarkBody
from .observation import Observation
from .parameters import Posed

THRESHOLD = 0.7  # MediaPipe's silhouette fits a rendered body best here: IoU 0.974
WORK_HEIGHT = 300  # px of a standing person in the pictures compared here
GRID_M = 0.02  # one candidate vertex a cell of the rest mesh
OUTSIDE, INSIDE = 0.8, 0.4  # weights where the body is too wide, and too narrow: clothes are wider than bodies
SNUG, BAGGY = 0.03, 0.10  # of the silhouette, well outside a body fitted to it: in tight clothes, and in a gown
LEAST_INSIDE = 0.1
TOLERANCE = 10.0  # px of WORK_HEIGHT at which a match counts half
ROWS = 150  # a border counts as this many matches, however many there are
COARSE = ("head", "wrist", "foot")  # hair, fingers and shoes are not the body's outline
COARSE_WEIGHT = 0.15
SLIM = ("upperarm", "lowerarm", "wrist")  # landmarks place arms to a percent; what is further is the trunk's border
SLIM_REACH = 0.018  # of height, half an arm's width
MARGIN = 9  # px of WORK_HEIGHT: a border up to 2.5 cm off is a tight garment, or an error of the fit
EDGE = 3  # px at the picture's edge, where the person is cut off and not outlined


@dataclass(frozen=True, eq=False)
class Contour:
    """Matches of vertices with the silhouette's border, kept for some iterations."""

    template: np.ndarray  # (v, 3) of the matched vertices at rest
    basis: np.ndarray  # (C, v * 3)
    skin_weights: np.ndarray  # (v, J)
    vertex: np.ndarray  # (M,) of the v
    targets: np.ndarray  # (M, 2) px
    normals: np.ndarray  # (M, 2) outwards
    weights: np.ndarray  # (M,)

    def rows(self, posed: Posed, body: LandmarkBody, observation: Observation) -> np.ndarray:
        """(B, M) distances along the normals, percent of the person's height, weighted."""
        count = len(posed.coefficients)
        rest = self.template + (posed.coefficients @ self.basis).reshape(count, -1, 3)
        joints = np.concatenate([posed.turned, posed.moved[..., None]], axis=3).reshape(count, -1, 12)
        blend = (self.skin_weights @ joints).reshape(count, -1, 3, 4)
        points = np.einsum("bvij,bvj->bvi", blend[..., :3], rest) + blend[..., 3]
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
        small = cv2.resize(silhouette, self.size, interpolation=cv2.INTER_LINEAR)
        self.seen = small > THRESHOLD
        outline = border(self.seen)
        inner = ((outline.points > EDGE) & (outline.points < np.array(self.size) - 1 - EDGE)).all(axis=1)
        self.outline = Outline(outline.points[inner][::3], outline.normals[inner][::3])
        self.candidates = one_a_cell(body.model.template_vertices, body.model.is_skin)
        self.is_coarse = moved_by(body, COARSE)
        self.is_slim = moved_by(body, SLIM)

    def drawn(self, posed: Posed) -> tuple[np.ndarray, np.ndarray]:
        """The vertices (V, 2) px of the small picture, and the body's region in it."""
        vertices = self.body.vertices(posed.coefficients, posed.turned, posed.moved)[0]
        flat = self.observation.project(vertices) * self.scale
        return flat, fill(flat, self.body.model.skin_faces, self.size)

    def match(self, posed: Posed, strength: float, inside: float, reach: float) -> Contour | None:
        """Match one body; None where either border is missing.

        Args:
            posed: one body.
            strength: of all matches.
            inside: weight where the body is too narrow.
            reach: between matched borders, of the person's height.
        """
        flat, region = self.drawn(posed)
        mine = border(region)
        if not len(mine.points) or not len(self.outline.points):
            return None
        vertices, normals = on_border(flat, self.candidates, mine)
        apart = ((self.outline.points[:, None] - flat[vertices][None]) ** 2).sum(axis=2)
        apart[self.outline.normals @ normals.T < 0.5] = np.inf
        nearest = apart.argmin(axis=1)
        distance = np.sqrt(apart[np.arange(len(nearest)), nearest])
        kept = distance < np.where(self.is_slim[vertices[nearest]], min(reach, SLIM_REACH), reach) * WORK_HEIGHT
        if not kept.any():
            return None
        matched = vertices[nearest[kept]]
        targets, outwards = self.outline.points[kept], self.outline.normals[kept]
        too_wide = ((flat[matched] - targets) * outwards).sum(axis=1) > 0
        weights = np.where(too_wide, OUTSIDE, inside) / (1 + (distance[kept] / TOLERANCE) ** 2)
        weights *= np.where(self.is_coarse[matched], COARSE_WEIGHT, 1.0) * strength * np.sqrt(ROWS / len(weights))
        used, place = np.unique(matched, return_inverse=True)
        template, basis = self.body.model.vertex_basis(used)
        return Contour(template, basis, self.body.skin_weights[used], place, targets / self.scale, outwards, weights)

    def trust_inside(self, posed: Posed) -> float:
        """The weight where a fitted body is narrower than the silhouette: little in loose clothes."""
        snug = np.clip((BAGGY - self.beyond(posed)) / (BAGGY - SNUG), 0, 1)
        return float(LEAST_INSIDE + (INSIDE - LEAST_INSIDE) * snug)

    def overlap(self, posed: Posed) -> float:
        """Intersection over union of the body and the silhouette."""
        region = self.drawn(posed)[1]
        return float((region & self.seen).sum() / max((region | self.seen).sum(), 1))

    def beyond(self, posed: Posed) -> float:
        """The share of the silhouette that lies well outside the body: loose clothes, hair, what is carried."""
        import cv2

        near = cv2.dilate(self.drawn(posed)[1].astype(np.uint8), np.ones((MARGIN, MARGIN), np.uint8)) > 0
        return float((self.seen & ~near).sum() / max(self.seen.sum(), 1))


def moved_by(body: LandmarkBody, prefixes: tuple[str, ...]) -> np.ndarray:
    """(V,) bool: vertices that joints of these names move by more than 0.3."""
    joints = [number for number, name in enumerate(body.joints) if name.startswith(prefixes)]
    return body.skin_weights[:, joints].sum(axis=1) > 0.3


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
        points.append(line + 0.5)
        normals.append(normal)
    return Outline(np.concatenate(points), np.concatenate(normals))


def on_border(flat: np.ndarray, candidates: np.ndarray, outline: Outline) -> tuple[np.ndarray, np.ndarray]:
    """Those candidate vertices that lie within 2 px of an outline, and the outline's normals there."""
    apart = ((flat[candidates][:, None] - outline.points[None]) ** 2).sum(axis=2)
    nearest = apart.argmin(axis=1)
    near = apart[np.arange(len(nearest)), nearest] < 2.0**2
    return candidates[near], outline.normals[nearest[near]]


def one_a_cell(vertices: np.ndarray, is_skin: np.ndarray) -> np.ndarray:
    """Vertices of the skin spread evenly: one in each cell of a grid."""
    skin = np.flatnonzero(is_skin)
    cells = np.floor(vertices[skin] / GRID_M).astype(int)
    return skin[np.unique(cells, axis=0, return_index=True)[1]]
