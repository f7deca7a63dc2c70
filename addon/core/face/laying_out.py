"""The photo's face laid out as the photo's camera sees the head: its colour without the light, and where it counts.

The photo is bent so that pupils, nose, lips and chin lie on the head's own; a point of the head finds its colour where
the camera would see it. What is no skin, turned away, or beyond the face fades into the avatar's own skin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..body.model import body_model
from ..photo.image import gaussian, lab_from_linear, linear_from_srgb, luminance, sample, spread
from ..photo.raster import rasterise
from ..photo.regions import connected
from ..photo.sight import skin_triangles, vertex_normals
from ..types import Body, PhotoEvidence
from .features import Features
from .head_pose import SeenHead, average_head, mark_vertices, smooth
from .shape import moves, outline_pairs
from .warp import Spline, sharp_sample, similarity, spline_through

FINER = 2.0  # pixels of the map to one of the photo: a bent picture loses less
LARGEST = 1400  # px
MARGIN = 0.06
CLEAR_CHIN = 0.25  # in standard deviations; a chin that stands out less is left to where it falls
# Places on the average head, m from the middle between the eyes, beyond which the bending does not go.
ANCHORS = ((0.0, -0.015, 0.075), (0.062, 0.02, 0.045), (0.0746, 0.0718, -0.0179))
HEAD_BELOW = -0.135  # m: lower is neck
FACING = (0.22, 0.52)  # cosine to the photo's camera, from nothing to all
# m, of the average head: where the face ends, and over how much it fades.
JAW, JAW_FADE = -0.102, 0.012
SIDE, SIDE_FADE = 0.050, 0.026  # back from the eyes
HAIR, HAIR_FADE = 0.066, 0.022  # above the eyes, in the middle; less at the temples
TEMPLES = 9.0  # 1/m
CORE = (-0.028, 0.056, 0.062)  # middle height, half width, half height of what is face whatever its colour
CORE_TOP = 0.029  # above the brows hair may hang
SKIN_LIKE = 13.0  # Lab: nearer than that to the skin round it, it is skin, whatever the segments say
FLESH = 0.10  # of the pupils' distance, over which the head's shape is evened for what faces the camera
FEATHER = 0.10  # of the pupils' distance: how far from what is no skin the photo fades
LIGHT_SHARE = 0.9  # of the light that is taken out
LIGHT_LIMITS = (0.55, 1.8)
SEAM_REACH = 0.45  # of the pupils' distance: how far the seam's colour reaches into the face
GAIN_LIMITS = (0.5, 2.0)


@dataclass(frozen=True, eq=False)
class FaceMap:
    """The face, to be looked up by where the photo's camera sees a point."""

    colour: np.ndarray  # (h, w, 3) linear albedo
    weight: np.ndarray  # (h, w) 0-1
    core: np.ndarray  # (h, w) bool: eyes, nose and mouth with what is between
    at: np.ndarray  # (V, 2) where the body's vertices lie in it, px
    counts: np.ndarray  # (V,) 0-1: the head's front
    bend: Spline  # from the map to the photo, px
    stretch: float  # how far, of 1, the photo's face is stretched or squeezed the most
    bare: float  # 0-1, of the face's middle, what is skin, eyes and lips in the photo
    map_from_photo: np.ndarray  # (2, 3) before the bending
    moves: np.ndarray  # (V, 3) m that the vertices move, at rest, to where the photo has the face

    def place(self, head: SeenHead, points: np.ndarray) -> np.ndarray:
        """Points (N, 3) m of the body at rest to (N, 2) px of the map."""
        return through(self.map_from_photo, head.project(points))


def lay_out(
    body: Body, evidence: PhotoEvidence, features: Features, head: SeenHead, tone: tuple[float, ...]
) -> FaceMap:
    """The face of the photo, whose segments are known, for a head whose own skin is of the ``tone``, linear albedo."""
    map_from_photo, size = frame(body, head)
    at = through(map_from_photo, head.project(body.vertices))
    bend, alike, stretch = bending(features, at, evidence.segments.matte["skin"])
    rows, columns = np.mgrid[: size[1], : size[0]] + 0.5
    photo_at = bend(np.stack([columns, rows], -1))
    colour = linear_from_srgb(np.clip(sharp_sample(evidence.image / np.float32(255), photo_at), 0, 1))
    skin = sample(evidence.segments.matte["skin"], photo_at[..., 0] - 0.5, photo_at[..., 1] - 0.5)
    place, normal = geometry(body, head, at, size)
    apart = float(np.linalg.norm(np.subtract(*at[mark_vertices()["pupils"]])))
    core = core_of(place)
    bare = float(((skin > 0.5) & cheeks(place)).sum() / max(cheeks(place).sum(), 1))
    skin = np.maximum(skin, skin_like(colour, (skin > 0.8) & (normal[..., 2] < -FACING[1]), apart))
    normal = spread(normal, np.isfinite(place[..., 0]), FLESH * apart)
    shown = np.maximum(face_region(place) * smooth(-normal[..., 2], *FACING), core)
    weight = (fade(skin, core, shown > 0, apart) * shown).astype(np.float32)
    even = colour / shading(luminance(colour), normal, weight * (skin > 0.8))[..., None]
    albedo = matched(even, weight, skin, core, np.array(tone[:3], np.float32), apart)
    counts = face_region(average_head()) * front(body, head)
    moved = moves(body, head, at, bend, alike, float(map_from_photo[0, 0]))
    return FaceMap(albedo, weight, core, at, counts, bend, stretch, bare, map_from_photo, moved)


def through(affine: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Points (..., 2) through an affine map (2, 3)."""
    return points @ affine[:, :2].T + affine[:, 2]


def frame(body: Body, head: SeenHead) -> tuple[np.ndarray, tuple[int, int]]:
    """From the photo's px to the map's, (2, 3), and the map's width and height."""
    points = head.project(body.vertices[face_region(average_head()) > 0])
    low, high = points.min(0), points.max(0)
    room = MARGIN * (high - low).max()
    low, high = low - room, high + room
    scale = min(FINER, LARGEST / float((high - low).max()))
    width, height = np.ceil(scale * (high - low)).astype(int).tolist()
    return np.c_[scale * np.eye(2), -scale * low], (width, height)


def bending(
    features: Features, at: np.ndarray, skin: np.ndarray
) -> tuple[Spline, np.ndarray, float]:
    """From the map to the photo, so that features and outlines meet.

    Returns:
        The bending; the same without any bend, (3, 2); and the most that anything between the features is stretched.
    """
    names = mark_vertices()
    found = {"pupils": features.pupils, "nose": (features.nose,), "mouth": (features.mouth,)}
    found["corners"] = features.corners
    if features.chin.clear > CLEAR_CHIN:
        found["chin"] = (features.chin,)
    points = np.array([at[vertex] for name in found for vertex in names[name]])
    targets = np.array([each.place for name in found for each in found[name]])
    alike = similarity(points, targets)
    fixed = at[anchor_vertices()]
    held = [*zip(points, targets), *zip(fixed, fixed @ alike[1:] + alike[0])]
    first = spline_through(*map(np.array, zip(*held)))
    held += outline_pairs(at, first, skin)
    bend = spline_through(*map(np.array, zip(*held)))
    return bend, alike, most_stretch(bend, points, alike)


def most_stretch(bend: Spline, points: np.ndarray, alike: np.ndarray) -> float:
    """How much longer or shorter the way from one of the points to another becomes, of 1, beside the size of all."""
    apart = np.linalg.norm(points[:, None] - points[None], axis=-1)
    bent = bend(points)
    became = np.linalg.norm(bent[:, None] - bent[None], axis=-1) / np.sqrt(abs(np.linalg.det(alike[1:])))
    far = apart > 0.5 * apart.max()
    return float(np.abs(np.log(became[far] / apart[far])).max())


def anchor_vertices() -> list[int]:
    place, skin = average_head(), body_model().is_skin
    both = [(side * x, y, z) for x, y, z in ANCHORS for side in ((1, -1) if x else (1,))]
    return [int(np.where(skin, np.linalg.norm(place - point, axis=1), np.inf).argmin()) for point in both]


def face_region(place: np.ndarray) -> np.ndarray:
    """(...,) 0-1 for places (..., 3) m on the average head: to jaw, ears and hairline, fading there."""
    across, back, up = np.abs(place[..., 0]), place[..., 1], place[..., 2]
    jaw = JAW + np.clip(back + 0.0135, 0, None) * 0.55
    below = smooth(up - jaw, -JAW_FADE, JAW_FADE)
    beside = 1 - smooth(back, SIDE - SIDE_FADE, SIDE)
    above = 1 - smooth(up + TEMPLES * across**2, HAIR - HAIR_FADE, HAIR)
    return np.where(np.isfinite(up), below * beside * above, 0.0)


def core_of(place: np.ndarray) -> np.ndarray:
    middle, half_width, half_height = CORE
    inside = (place[..., 0] / half_width) ** 4 + ((place[..., 2] - middle) / half_height) ** 4 < 1
    return gaussian(inside & (place[..., 2] < CORE_TOP), 2.0) > 0.5  # without the gap between the lips


def cheeks(place: np.ndarray) -> np.ndarray:
    """(...,) bool: below the eyes and above the chin; skin and lips, if nothing is before them."""
    return ((place[..., 0] / 0.045) ** 2 + ((place[..., 2] + 0.055) / 0.038) ** 2) < 1


def front(body: Body, head: SeenHead) -> np.ndarray:
    """(V,) 0-1: the vertices whose skin faces the camera at all."""
    normals = vertex_normals(body.vertices, skin_triangles())
    to_eye = head.eye - body.vertices
    cosine = (normals * to_eye).sum(1) / np.linalg.norm(to_eye, axis=1)
    return smooth(cosine, 0.0, 0.2)


def geometry(body: Body, head: SeenHead, at: np.ndarray, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """(h, w, 3) the place on the average head, nan where there is none, and the normal in the camera's axes."""
    every = skin_triangles()
    triangles = every[(average_head()[every, 2] > HEAD_BELOW).all(1)]
    depth = body.vertices @ head.cam_from_rest[2, :3] + head.cam_from_rest[2, 3]
    face, _ = rasterise(at, depth, triangles, size)
    normals = vertex_normals(body.vertices, every) @ head.cam_from_rest[:3, :3].T
    rows, columns = np.nonzero(face >= 0)
    corners = triangles[face[rows, columns]]
    shares = weights_in(np.stack([columns, rows], 1) + 0.5, at[corners])
    place, normal = np.full((*face.shape, 3), np.nan), np.zeros((*face.shape, 3))
    place[rows, columns] = (shares[..., None] * average_head()[corners]).sum(1)
    normal[rows, columns] = (shares[..., None] * normals[corners]).sum(1)
    return place, normal / np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-9)


def weights_in(points: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """(N, 3) how much of each corner (N, 3, 2) there is at points (N, 2) of triangles."""
    a, b, c = np.swapaxes(corners, 0, 1)
    across = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    across = np.where(np.abs(across) < 1e-9, 1e-9, across)
    off = points - a
    second = (off[:, 0] * (c - a)[:, 1] - off[:, 1] * (c - a)[:, 0]) / across
    third = ((b - a)[:, 0] * off[:, 1] - (b - a)[:, 1] * off[:, 0]) / across
    shares = np.clip(np.stack([1 - second - third, second, third], 1), 0, 1)
    return shares / shares.sum(1, keepdims=True)


def skin_like(colour: np.ndarray, sure: np.ndarray, apart: float) -> np.ndarray:
    """(h, w) 0 or 1: of the colour of the skin near it."""
    lab = lab_from_linear(colour)
    near = spread(lab, sure, 0.4 * apart)
    return ((np.linalg.norm(lab - near, axis=-1) < SKIN_LIKE) & (near[..., 0] > 0)).astype(np.float32)


def fade(skin: np.ndarray, core: np.ndarray, face: np.ndarray, apart: float) -> np.ndarray:
    """(h, w) 0-1: 1 well inside the photo's skin, 0 from where it ends. Brows, moles and beards are within it."""
    other = face & (skin < 0.5) & ~core
    inside = face & ~connected(other | ~face, ~face)
    return smooth(gaussian(inside, FEATHER * apart), 0.5, 0.95) * inside


def shading(bright: np.ndarray, normal: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """(h, w) what the light makes of skin of one tone: 1 in the mean, smooth in the normal."""
    used = weight > 0.3
    terms = np.concatenate([np.ones((*bright.shape, 1)), normal[..., :2], normal[..., :2] ** 2], -1)
    terms = np.concatenate([terms, normal[..., :1] * normal[..., 1:2]], -1)
    if used.sum() < 50:
        return np.ones_like(bright)
    log, rows = np.log(np.maximum(bright[used], 0.003)), terms[used]
    trust = weight[used].astype(float)
    for _ in range(4):  # brows, lips and gloss have their say taken from them
        heavy = rows * trust[:, None]
        found = np.linalg.solve(heavy.T @ rows + 0.01 * trust.sum() * np.diag([0, 1, 1, 1, 1, 1]), heavy.T @ log)
        off = log - rows @ found
        trust = weight[used] / (1 + (off / 0.12) ** 2)
    change = terms @ found
    change -= np.average(change[used], weights=weight[used])
    return np.clip(np.exp(LIGHT_SHARE * change), *LIGHT_LIMITS).astype(np.float32)


def matched(
    colour: np.ndarray, weight: np.ndarray, skin: np.ndarray, core: np.ndarray, tone: np.ndarray, apart: float
) -> np.ndarray:
    """The colour (h, w, 3) brought to the avatar's tone, in the mean and along the seam."""
    plain = (skin > 0.8) & (weight > 0.05)
    if plain.sum() < 50:
        return colour
    bright = luminance(colour)
    low, high = np.quantile(bright[plain], (0.3, 0.9))
    plain &= (bright > low) & (bright < high)
    mean = tone / np.median(colour[plain], axis=0)
    seam = ((weight > 0.02) & (weight < 0.6) & (skin > 0.8) & ~core).astype(np.float32)
    near = np.clip(gaussian(seam, SEAM_REACH * apart) * 6, 0, 1)[..., None]
    beside = tone / np.maximum(spread(colour, seam, SEAM_REACH * apart), 1e-3)
    gain = mean * np.clip(beside / mean, 0.6, 1.6) ** near
    return np.clip(colour * np.clip(gain, *GAIN_LIMITS), 0, 1).astype(np.float32)
