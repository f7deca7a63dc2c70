"""What of a head is face, on the average head, and which part of the head the photo's camera sees at each pixel.

Places are m from the middle between the eyes: to the left, back and up.
"""

from __future__ import annotations

import numpy as np

from ..photo.image import gaussian
from ..photo.raster import rasterise
from ..photo.sight import skin_triangles, vertex_normals
from ..types import Body
from .head_pose import SeenHead, average_head, smooth

HEAD_BELOW = -0.135  # m: lower is neck
# m: where the face ends, and over how much it fades.
JAW, JAW_RISE, JAW_FADE = -0.106, 0.55, 0.011
CHIN_BACK = -0.0135
SIDE, SIDE_FADE = 0.044, 0.024  # back from the eyes
HAIR, HAIR_FADE = 0.066, 0.022  # above the eyes, in the middle; less at the temples
TEMPLES = 9.0  # 1/m
# What is face whatever its colour: eyes and brows, nose and mouth. Each: middle height, half width, half height.
EYES, MOUTH = (0.002, 0.056, 0.024), (-0.050, 0.033, 0.042)
BETWEEN_BROWS, BROW = 0.008, 0.012  # half the way from brow to brow, and how high: hair may hang there
CHEEKS = (-0.055, 0.045, 0.038)
FOREHEAD = ((0.030, 0.056), 0.042)  # heights, half width
ABOVE_BROWS = (0.021, 0.032)  # over which a forehead with hair on it fades
UNDER_EYES = ((-0.021, -0.009), (0.014, 0.044))  # heights, and outwards: glasses lie there


def face_region(place: np.ndarray) -> np.ndarray:
    """(...,) 0-1 for places (..., 3) m on the average head: to jaw, ears and hairline, fading there."""
    across, back, up = np.abs(place[..., 0]), place[..., 1], place[..., 2]
    jaw = JAW + np.clip(back - CHIN_BACK, 0, None) * JAW_RISE
    below = smooth(up - jaw, -JAW_FADE, JAW_FADE)
    beside = 1 - smooth(back, SIDE - SIDE_FADE, SIDE)
    above = 1 - smooth(up + TEMPLES * across**2, HAIR - HAIR_FADE, HAIR)
    return np.where(np.isfinite(up), below * beside * above, 0.0)


def core_of(place: np.ndarray) -> np.ndarray:
    """(...,) bool: eyes with their brows, nose and mouth."""
    inside = np.zeros(place.shape[:-1], bool)
    for (middle, half_width, half_height), power in ((EYES, 6), (MOUTH, 2)):
        inside |= (place[..., 0] / half_width) ** power + ((place[..., 2] - middle) / half_height) ** power < 1
    inside &= ~((np.abs(place[..., 0]) < BETWEEN_BROWS) & (place[..., 2] > BROW))
    return gaussian(inside, 2.0) > 0.5  # without the gap between the lips


def bare(place: np.ndarray, skin: np.ndarray) -> float:
    """0-1: how much of nose, mouth and cheeks is ``skin`` (h, w) bool; or of what is under the eyes, if less."""
    middle, half_width, half_height = CHEEKS
    cheeks = (place[..., 0] / half_width) ** 2 + ((place[..., 2] - middle) / half_height) ** 2 < 1
    (low, high), (inner, outer) = UNDER_EYES
    across = np.abs(place[..., 0])
    under = (place[..., 2] > low) & (place[..., 2] < high) & (across > inner) & (across < outer)
    return min(float((skin & part).sum() / max(part.sum(), 1)) for part in (cheeks, under))


def below_forehead(place: np.ndarray, alike: np.ndarray, least: float) -> np.ndarray:
    """(h, w) 0-1: all but the forehead, if less than the share ``least`` of it is of the skin's colour, else all."""
    (low, high), half_width = FOREHEAD
    forehead = (place[..., 2] > low) & (place[..., 2] < high) & (np.abs(place[..., 0]) < half_width)
    if (alike > 0)[forehead].sum() >= least * forehead.sum():
        return np.ones(place.shape[:2])
    return 1 - smooth(np.nan_to_num(place[..., 2]), *ABOVE_BROWS)


def light_contrast(place: np.ndarray, bright: np.ndarray, alike: np.ndarray) -> float:
    """How much brighter, natural log, the cheek and jaw of one side are than those of the other."""
    middle, half_width, half_height = CHEEKS
    near = (place[..., 0] / half_width) ** 2 + ((place[..., 2] - middle) / half_height) ** 2 < 1
    sides = [near & (alike > 0) & (side * place[..., 0] > 0.018) for side in (1, -1)]
    if min(side.sum() for side in sides) < 30:
        return 0.0
    left, right = (float(np.median(np.log(np.maximum(bright[side], 0.003)))) for side in sides)
    return abs(left - right)


def front(body: Body, head: SeenHead) -> np.ndarray:
    """(V,) 0-1: the vertices whose skin does not face away from the camera."""
    normals = vertex_normals(body.vertices, skin_triangles())
    to_eye = head.eye - body.vertices
    cosine = (normals * to_eye).sum(1) / np.linalg.norm(to_eye, axis=1)
    return smooth(cosine, -0.3, 0.0)


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
