"""Pictures to look at: each person's photo beside their true and their fitted body, front and side, gravity down."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from body_camera import VIEWS
from body_evidence import evidence
from body_metrics import errors
from body_package import load
from body_pictures import Light, take
from body_run import Case
from body_set import Person, read_people
from body_variants import PHOTOS, answer, tape_of

load()
from toile.addon.core.body.contact import vertex_normals
from toile.addon.core.body.model import body_model
from toile.addon.core.camera import WORLD_FROM_LEVEL, to_camera
from toile.addon.core.errors import ToileError
from toile.addon.core.types import BodyFit, Camera
from toile.ml.lifting.render import draw

CELL, ACROSS, DOWN = 320, 4, 3  # px high; people a sheet
PX_PER_M, FAR = 140.0, 100.0  # drawn from so far away that there is no perspective
TRUE, FITTED, PAPER = (150.0, 165.0, 190.0), (205.0, 150.0, 95.0), 238.0
LIGHT = Light(np.array([-0.4, -0.6, -0.7]), 0.45)


def draw_sheets(case: Case, numbers: Sequence[int], cache: Path, folder: Path) -> None:
    """Draw the first people among ``numbers``, a dozen a sheet, as PNG."""
    import cv2

    folder.mkdir(parents=True, exist_ok=True)
    size = ACROSS * DOWN
    for start in range(0, len(numbers), size):
        strips = [strip(read_people()[number], case, cache) for number in numbers[start : start + size]]
        strips += [np.full_like(strips[0], 255)] * (-len(strips) % ACROSS)
        rows = [np.hstack(strips[row : row + ACROSS]) for row in range(0, len(strips), ACROSS)]
        name = f"{case.variant}_{case.photos}_{case.typed}_{start:03d}.png".replace("+", "_")
        cv2.imwrite(str(folder / name), np.vstack(rows)[:, :, ::-1])


def strip(person: Person, case: Case, cache: Path) -> np.ndarray:
    """(CELL, w, 3) uint8: the photo, then true front, fitted front, true side, fitted side."""
    import cv2

    names = PHOTOS[case.photos]
    picture = take(person, 0)
    high, wide = picture.image.shape[:2]
    photo = np.full((CELL, CELL * 3 // 4, 3), 255, np.uint8)
    scale = min(photo.shape[1] / wide, CELL / high)
    small = cv2.resize(picture.image, (int(wide * scale), int(high * scale)), interpolation=cv2.INTER_AREA)
    photo[: small.shape[0], : small.shape[1]] = small
    seen = [evidence(person, list(VIEWS).index(name), cache) for name in names]
    said, fitted = "", None
    try:
        if any(isinstance(found, str) for found in seen):
            said = "nobody found"
        else:
            got = answer(
                case.variant, [found for found in seen if not isinstance(found, str)], tape_of(person, case.typed)
            )
            fitted, numbers = got.fit, errors(person, got, picture)
            said = (
                f"{numbers['joints_mm']:.0f} mm, lean {numbers['lean_deg']:+.1f}, head {numbers['head_pitch_deg']:+.1f}"
            )
    except ToileError as error:
        said = str(error)[:30]
    panels = [photo]
    for turn in (0.0, np.pi / 2):
        panels.append(portrait(person.fit, person.cameras[0], turn, TRUE))
        panels.append(
            portrait(fitted, fitted.camera, turn, FITTED) if fitted and fitted.camera else panels[-1] * 0 + 255
        )
    sheet = np.ascontiguousarray(np.hstack(panels))
    cv2.putText(sheet, f"{person.number} {said}", (4, CELL - 6), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (160, 0, 0), 1)
    return sheet


def portrait(fit: BodyFit, camera: Camera, turn: float, colour: tuple[float, float, float]) -> np.ndarray:
    """(CELL, CELL / 2, 3) uint8: a body as seen from its camera's side, level; ``turn`` radians about the vertical."""
    model = body_model()
    points = model.posed(fit.shape, fit.pose, fit.world_from_root)
    points = to_camera(camera, points)
    up = camera.cam_from_world[:3, 2]
    away = np.array([0.0, 0.0, 1.0]) - up[2] * up
    away /= np.linalg.norm(away)
    level = points @ np.stack([np.cross(away, up), away, up], axis=1)  # x right, y away, z up
    level -= (*level[model.is_skin, :2].mean(axis=0), level[model.is_skin, 2].min())
    cosine, sine = np.cos(turn), np.sin(turn)
    level = level @ np.array([[cosine, sine, 0.0], [-sine, cosine, 0.0], [0.0, 0.0, 1.0]])
    flat = level @ WORLD_FROM_LEVEL + [0.0, 0.0, FAR]
    image = np.full((CELL, CELL // 2, 3), PAPER, np.float32)
    depth = np.full(image.shape[:2], np.inf, np.float32)
    shade = LIGHT.on(vertex_normals(flat, model.skin_faces))
    colours = np.tile(np.array(colour), (len(flat), 1))
    draw(image, depth, flat, model.faces, colours, shade, PX_PER_M * FAR, (CELL / 4, CELL - 40.0))
    return np.clip(image, 0, 255).astype(np.uint8)
