"""A picture to judge a fit by: a row a photo, with the body over it, and from the side on the floor.

The side view is of the body's left, gravity down, whatever way the camera looked.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from ...addon.core.body.landmarks import fitted_landmarks
from ...addon.core.body.model import body_model
from ...addon.core.camera import project, to_camera
from ...addon.core.errors import ToileError
from ...addon.core.types import BodyFit, PhotoEvidence
from .clothing import LOOSE
from .silhouette import THRESHOLD

LEAST_HEIGHT, MAX_HEIGHT = 480, 1200
SIDE_SHARE = 0.5  # of the picture's height: the width of the side view
FILL, MARGIN = 0.86, 0.06  # of the side view's height: the body's, and the floor's over the lower edge
SKIN = np.array([225.0, 190.0, 170.0])
GROUND, FLOOR, INK = (236, 236, 232), (120, 120, 120), (40, 40, 40)
DETECTED, FITTED, OUTLINE, PLACED = (40, 200, 60), (230, 40, 40), (250, 200, 0), (40, 120, 250)
BODY_SHARE = 0.55  # how opaque the body lies over the photo
LIGHT = np.array([0.35, 0.45, 0.8])  # towards the light, for shading: right, up, to the viewer
SUB = 3  # bits of fractions of a pixel in cv2's coordinates


def draw_overlay(views: tuple[PhotoEvidence, ...], fit: BodyFit, path: Path) -> Path:
    """Write the picture as a PNG, whole or not at all, and return its path."""
    import cv2

    rows = []
    for number, (evidence, shown) in enumerate(zip(views, fits_by_photo(fit))):
        height = max(LEAST_HEIGHT, min(evidence.image.shape[0], MAX_HEIGHT))
        title = f"photo {number + 1}" if len(views) > 1 else ""
        rows.append(np.hstack([front_view(evidence, shown, height, title), side_view(shown, height)]))
    width = max(row.shape[1] for row in rows)
    sheet = np.vstack([np.pad(row, ((0, 0), (0, width - row.shape[1]), (0, 0)), constant_values=255) for row in rows])
    done, data = cv2.imencode(".png", np.ascontiguousarray(sheet[:, :, ::-1]))
    if not done:
        raise ToileError("The overlay cannot be encoded as PNG.")
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        aside.write_bytes(data.tobytes())
        os.replace(aside, path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise ToileError(f"The overlay cannot be written: {error.strerror}.", "Check the folder.") from error
    return path


def fits_by_photo(fit: BodyFit) -> Iterator[BodyFit]:
    """The fit as it is in each photo: its own pose, place and camera."""
    yield fit
    for other in fit.others:
        yield replace(
            fit,
            pose=other.pose,
            world_from_root=other.world_from_root,
            camera=other.camera,
            landmark_residual=0.0,
            silhouette_iou=0.0,
            outline={},
        )


def front_view(evidence: PhotoEvidence, fit: BodyFit, height: int, title: str) -> np.ndarray:
    """(height, w, 3) uint8: the photo, the body over it, landmarks of both and the silhouette's border."""
    import cv2

    scale = height / evidence.image.shape[0]
    size = (max(1, round(evidence.image.shape[1] * scale)), height)
    picture = cv2.resize(evidence.image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    if fit.camera is not None:
        model = body_model()
        posed = model.posed(fit.shape, fit.pose, fit.world_from_root)
        seen = to_camera(fit.camera, posed)
        flat = project(fit.camera, posed) * scale
        layer = picture.copy()
        paint(layer, flat, seen * [1.0, -1.0, -1.0], model.skin_faces)
        picture = cv2.addWeighted(picture, 1 - BODY_SHARE, layer, BODY_SHARE, 0)
    region = cv2.resize(evidence.silhouette, size) > THRESHOLD
    loops, _ = cv2.findContours(region.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(picture, loops, -1, OUTLINE, 1, cv2.LINE_AA)
    thick = max(2, size[1] // 300)
    for number in np.flatnonzero(evidence.visibility > 0.5):
        by_hand = evidence.placed is not None and evidence.placed[number]
        place = tuple(int(v) for v in evidence.landmarks[number] * scale)
        cv2.circle(picture, place, 2 * thick if by_hand else thick, PLACED if by_hand else DETECTED, -1, cv2.LINE_AA)
    if fit.camera is not None:
        for point in project(fit.camera, fitted_landmarks(fit)) * scale:
            if np.isfinite(point).all() and np.abs(point).max() < 1e4:
                cv2.circle(picture, tuple(int(v) for v in point), thick, FITTED, 1, cv2.LINE_AA)
    legend = [("landmarks seen", DETECTED), ("landmarks of the body", FITTED), ("silhouette seen", OUTLINE)]
    if evidence.placed is not None and evidence.placed.any():
        legend.append(("landmarks put by hand", PLACED))
    write(picture, [(title, INK)] * bool(title) + legend)
    return picture


def side_view(fit: BodyFit, height: int) -> np.ndarray:
    """(h, w, 3) uint8: the body from its left, orthographic, on the floor."""
    import cv2

    model = body_model()
    width = round(height * SIDE_SHARE)
    picture = np.full((height, width, 3), GROUND, np.uint8)
    posed = model.posed(fit.shape, fit.pose, fit.world_from_root)
    facing = fit.world_from_root[:3, :3] @ [0.0, -1.0, 0.0]
    ahead = np.array([facing[0], facing[1], 0.0]) / max(float(np.hypot(facing[0], facing[1])), 1e-6)
    left = np.cross([0.0, 0.0, 1.0], ahead)
    points = np.stack([posed @ -ahead, posed[:, 2], posed @ left], axis=1)
    points[:, 0] -= (points[:, 0].min() + points[:, 0].max()) / 2
    tallest = max(float(points[:, 1].max()), float(np.ptp(points[:, 0])) / SIDE_SHARE)
    scale = FILL * height / tallest
    floor = round(height * (1 - MARGIN))
    cv2.line(picture, (0, floor), (width, floor), FLOOR, 1, cv2.LINE_AA)
    flat = np.stack([width / 2 + points[:, 0] * scale, floor - points[:, 1] * scale], axis=1)
    paint(picture, flat, points, model.skin_faces)
    lines = ["side view"]
    if fit.silhouette_iou:
        lines += [f"landmarks {fit.landmark_residual:.2%} of height", f"silhouette IoU {fit.silhouette_iou:.2f}"]
    loose = [region for region, look in fit.outline.items() if look == LOOSE]
    if loose:
        lines.append(f"loose: {', '.join(loose)}")
    write(picture, [(text, INK) for text in lines])
    return picture


def paint(picture: np.ndarray, flat: np.ndarray, points: np.ndarray, faces: np.ndarray) -> None:
    """Draw shaded quads, the furthest first.

    Args:
        picture: (h, w, 3) uint8, drawn on.
        flat: (V, 2) px.
        points: (V, 3) m: right, up, towards the viewer.
        faces: (F, 4) outward.
    """
    import cv2

    corners = points[faces]
    normals = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    pixels = flat[faces]
    across, down = pixels[:, 2] - pixels[:, 0], pixels[:, 3] - pixels[:, 1]
    faces_us = across[:, 0] * down[:, 1] - across[:, 1] * down[:, 0] < 0
    near = np.isfinite(pixels).all(axis=(1, 2)) & (np.nan_to_num(np.abs(pixels), nan=np.inf) < 4096).all(axis=(1, 2))
    shown = np.flatnonzero(faces_us & near)
    shown = shown[np.argsort(corners[shown, :, 2].mean(axis=1))]
    shade = 0.35 + 0.65 * np.clip(normals[shown] @ (LIGHT / np.linalg.norm(LIGHT)), 0, 1)
    fixed = np.round((pixels[shown] - 0.5) * 2**SUB).astype(np.int32)
    for quad, share in zip(fixed, shade, strict=True):
        cv2.fillConvexPoly(picture, quad, tuple(SKIN * share), cv2.LINE_8, SUB)


def write(picture: np.ndarray, lines: list[tuple[str, tuple[int, int, int]]]) -> None:
    """Small text at the upper left, on a light ground."""
    import cv2

    size = max(0.35, picture.shape[0] / 2000)
    step = round(30 * size) + 2
    for number, (text, colour) in enumerate(lines, 1):
        place = (6, number * step)
        cv2.putText(picture, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, (255, 255, 255), 3, cv2.LINE_AA)
        cv2.putText(picture, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, colour, 1, cv2.LINE_AA)
