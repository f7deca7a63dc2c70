"""Pictures of the body bench's people: skin, tight or draped clothes, hair, light, background; and the true outlines.

Colours and backgrounds are the bench's own, so that a network trained on other pictures has not seen them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from body_drapes import Cloth, read_drapes
from body_package import load
from body_set import SEED, Person

load()
from toile.addon.core.body.contact import vertex_normals
from toile.addon.core.body.model import body_model
from toile.addon.core.camera import to_camera
from toile.addon.core.types import BodyFit, Camera
from toile.ml.lifting.appearance import Parts, parts
from toile.ml.lifting.render import draw

PALE, DARK = np.array([236.0, 198.0, 172.0]), np.array([82.0, 54.0, 42.0])
HAIRS = ((22, 20, 24), (70, 46, 34), (112, 74, 46), (190, 160, 110), (150, 150, 152), (96, 40, 24))
BALD, LONG_HAIR, BAREFOOT = 0.06, {"female": 0.7, "male": 0.1}, 0.12
BOTTOMS = {"leggings": 0.45, "cropped": 0.2, "shorts": 0.25, "briefs": 0.1}
TOPS = {"long": 0.3, "short": 0.3, "sleeveless": 0.25, "none": 0.15}
CLOTH_OVER_SKIN_M = 0.007  # a coarse mesh of cloth cuts corners of the body by this; there the cloth is drawn
LARGE_PX = 14.0  # the renderer covers smaller faces only; larger ones are cut
MOST_CUTS = 4
LOOSE = 0.06  # share of the naked silhouette that clothes add; beyond it they are called loose
AWAY = np.float32(np.inf)
NEAREST_M = 0.05


@dataclass(frozen=True, eq=False)
class Picture:
    """One rendered photo and what is true in it."""

    image: np.ndarray  # (H, W, 3) uint8 sRGB
    naked: np.ndarray  # (H, W) bool: the body without clothes, hair and shoes
    visible: np.ndarray  # (H, W) bool: as seen
    clothed: np.ndarray  # (H, W) bool: body and garments, without hair and shoes


@dataclass(frozen=True, eq=False)
class Look:
    """The body's own surface as it is drawn."""

    colours: np.ndarray  # (V, 3) 0-255
    out: np.ndarray  # (V,) m along the normals
    cloths: tuple[np.ndarray, ...]  # (3,) a colour for each draped garment


def take(person: Person, view: int) -> Picture:
    """Photograph a person."""
    camera, model = person.cameras[view], body_model()
    world = model.posed(person.shape, person.pose, person.world_from_root)
    skin = to_camera(camera, world)
    normals = vertex_normals(skin, model.skin_faces)
    look, cloths = dressed(person), read_drapes().get(person.number, ())
    rng = np.random.default_rng([SEED, person.number, view, 17])
    image, light = backdrop(rng, camera.size), random_light(rng)
    depth = np.full(image.shape[:2], AWAY, np.float32)
    surface = skin + normals * look.out[:, None]
    paint_mesh(image, depth, surface, model.faces, look.colours, light.on(normals), camera)
    for cloth, colour in zip(cloths, look.cloths):
        draw_cloth(image, depth, cloth, colour, camera, light)
    naked = outline(person.fit, camera)
    clothed = naked.copy()
    for cloth in cloths:
        clothed |= cloth_outline(cloth, camera)
    return Picture(developed(image, rng), naked, depth < AWAY, clothed)


def outline(fit: BodyFit, camera: Camera) -> np.ndarray:
    """(H, W) bool: where a camera sees the naked body."""
    points = body_model().posed(fit.shape, fit.pose, fit.world_from_root)
    return _covered(to_camera(camera, points), body_model().skin_faces, camera)


def cloth_outline(cloth: Cloth, camera: Camera) -> np.ndarray:
    return _covered(to_camera(camera, cloth.vertices), cloth.faces, camera)


def paint_mesh(
    image: np.ndarray,
    depth: np.ndarray,
    points: np.ndarray,
    faces: np.ndarray,
    colours: np.ndarray,
    shade: np.ndarray,
    camera: Camera,
) -> None:
    """Draw both sides of a mesh, camera axes, however large its faces are in the picture."""
    focal, centre = float(camera.K[0, 0]), (float(camera.K[0, 2]), float(camera.K[1, 2]))
    values = np.column_stack([points, colours, shade])
    for cuts_left in reversed(range(MOST_CUTS + 1)):
        flat = focal * values[:, :2] / np.maximum(values[:, 2:3], NEAREST_M)
        large = (np.ptp(flat[faces], axis=1).max(axis=1) > LARGE_PX) & (cuts_left > 0)
        small = faces[~large]
        if len(small):
            draw(image, depth, values[:, :3], small, values[:, 3:6], values[:, 6], focal, centre, two_sided=True)
        if not large.any():
            return
        faces = split_quads(faces[large]) if faces.shape[1] == 4 else faces[large]
        values, faces = halved(values, faces)


def split_quads(faces: np.ndarray) -> np.ndarray:
    """(F, 4) to triangles (2 F, 3)."""
    return np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])


def halved(values: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Values (V, k) and triangles (F, 3) with every triangle cut into four; values between are means."""
    corners = values[faces]
    middles = (corners + np.roll(corners, -1, axis=1)) / 2
    values = np.concatenate([corners, middles], axis=1).reshape(-1, values.shape[1])
    parts = np.array([[0, 3, 5], [3, 1, 4], [5, 4, 2], [3, 4, 5]])
    return values, (parts + 6 * np.arange(len(faces))[:, None, None]).reshape(-1, 3)


def _covered(points: np.ndarray, faces: np.ndarray, camera: Camera) -> np.ndarray:
    width, height = camera.size
    depth = np.full((height, width), AWAY, np.float32)
    image, white = np.zeros((height, width, 3), np.float32), np.ones((len(points), 3), np.float32)
    paint_mesh(image, depth, points, faces, white, white[:, 0], camera)
    return depth < AWAY


def looseness(person: Person) -> float:
    """How much the garments add to the naked silhouette: the mean over the views, as a share of it."""
    cloths = read_drapes().get(person.number, ())
    shares = []
    for camera in person.cameras if cloths else ():
        naked = outline(person.fit, camera)
        clothed = naked.copy()
        for cloth in cloths:
            clothed |= cloth_outline(cloth, camera)
        shares.append(clothed.sum() / naked.sum() - 1)
    return float(np.mean(shares)) if shares else 0.0


def dressed(person: Person) -> Look:
    """Colours of the skin and of clothes, the same in every view; what is draped comes over them."""
    rng, at = np.random.default_rng([SEED, person.number, 13]), parts()
    count = len(at.rest)
    skin = PALE + (DARK - PALE) * rng.random() ** 1.3
    colours, out = np.tile(skin, (count, 1)), np.zeros(count)
    colours *= 1 + 0.02 * waves(rng, at, 14.0)[:, None]
    bottom, top = pick(rng, BOTTOMS), pick(rng, TOPS)
    for where, colour in ((lower_part(at, bottom), cloth_colour(rng)), (upper_part(at, top), cloth_colour(rng))):
        colours[where] = colour * (1 + 0.05 * waves(rng, at, 40.0)[where, None])
        if rng.random() < 0.2:
            stripes = where & (np.sin(at.rest[:, 2] * rng.uniform(40, 160)) > 0.2)
            colours[stripes] = cloth_colour(rng)
        out[where] = rng.uniform(0.0005, 0.004)
    if rng.random() > BAREFOOT:
        colours[at.foot], out[at.foot] = cloth_colour(rng) * 0.7, rng.uniform(0.002, 0.008)
    if rng.random() > BALD:
        hair = at.long_hair if rng.random() < LONG_HAIR[person.gender] else at.hair
        colours[hair] = np.array(HAIRS[rng.integers(len(HAIRS))]) * (1 + 0.15 * waves(rng, at, 80.0)[hair, None])
        out[hair] = rng.uniform(0.004, 0.035) * np.clip(1 + 0.25 * waves(rng, at, 25.0)[hair], 0.2, 2)
    colours[at.eye], colours[at.iris], out[at.eye] = (222, 220, 216), (45, 34, 28), 0.0
    cloths = tuple(cloth_colour(rng) for _ in range(3))
    return Look(np.clip(colours, 4, 250), out, cloths)


def lower_part(at: Parts, kind: str) -> np.ndarray:
    """(V,) the skin under leggings, shorts or briefs."""
    if kind == "leggings":
        return at.pelvis | at.thigh | (at.shin & (at.along_shin < 0.95))
    if kind == "cropped":
        return at.pelvis | at.thigh | (at.shin & (at.along_shin < 0.4))
    return at.pelvis | (at.thigh & (at.along_thigh < (0.4 if kind == "shorts" else 0.05)))


def upper_part(at: Parts, kind: str) -> np.ndarray:
    """(V,) the skin under a tight top."""
    if kind == "none":
        return np.zeros(len(at.rest), bool)
    trunk = at.torso & ~at.neck
    if kind == "long":
        return trunk | at.upper_arm | at.forearm
    return trunk | (at.upper_arm & (at.along_upper_arm < 0.5)) if kind == "short" else trunk


def draw_cloth(
    image: np.ndarray, depth: np.ndarray, cloth: Cloth, colour: np.ndarray, camera: Camera, light: Light
) -> None:
    """Draw a garment, two-sided, and before skin that its coarse mesh cuts."""
    points = to_camera(camera, cloth.vertices)
    normals = vertex_normals(points, cloth.faces[:, [0, 1, 2, 2]])
    normals *= np.where((normals * points).sum(axis=1, keepdims=True) > 0, -1.0, 1.0)
    nearer = points * (1 - CLOTH_OVER_SKIN_M / points[:, 2:])
    paint_mesh(image, depth, nearer, cloth.faces, np.tile(colour, (len(points), 1)), light.on(normals), camera)


@dataclass(frozen=True, eq=False)
class Light:
    """A lamp far away and light from all around."""

    towards: np.ndarray  # (3,) camera axes
    around: float

    def on(self, normals: np.ndarray) -> np.ndarray:
        """(V,) what colours are multiplied by."""
        return self.around + (1 - self.around) * np.clip(normals @ self.towards, 0, 1)


def random_light(rng: np.random.Generator) -> Light:
    towards = np.array([rng.normal() * 0.7, -rng.uniform(0.2, 1.0), -rng.uniform(0.5, 1.0)])
    return Light(towards / np.linalg.norm(towards), rng.uniform(0.4, 0.7))


def backdrop(rng: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    """(H, W, 3) float32: a studio's paper or a room with a floor, blurred things at the back."""
    import cv2

    width, height = size
    wall = cloth_colour(rng) * 0.4 + 140
    image = np.tile(wall, (height, width, 1)) * np.linspace(1.06, rng.uniform(0.75, 1.0), height)[:, None, None]
    for _ in range(rng.integers(0, 7)):
        x, y = rng.integers(0, width), rng.integers(0, int(height * 0.8))
        wide, high = (int(v) for v in rng.integers(15, 120, 2))
        image[y : y + high, x : x + wide] = cloth_colour(rng) * 0.6 + wall * 0.4
    image = cv2.GaussianBlur(image, (0, 0), rng.uniform(2, 9))
    if rng.random() < 0.6:
        edge = int(height * rng.uniform(0.72, 0.92))
        image[edge:] = image[edge:] * rng.uniform(0.65, 0.9)
    return image.astype(np.float32)


def developed(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(H, W, 3) uint8: a little soft and grainy, as a photo is."""
    import cv2

    soft = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.5, 0.9))
    return np.clip(soft + rng.normal(size=soft.shape) * rng.uniform(0.5, 4), 0, 255).astype(np.uint8)


def pick(rng: np.random.Generator, shares: dict[str, float]) -> str:
    return str(rng.choice(list(shares), p=np.array(list(shares.values())) / sum(shares.values())))


def cloth_colour(rng: np.random.Generator) -> np.ndarray:
    """(3,) grey, muted or bright."""
    grey, strength = rng.uniform(25, 225), rng.random() ** 2
    return np.clip(grey + strength * rng.normal(size=3) * 70, 8, 245)


def waves(rng: np.random.Generator, at: Parts, frequency: float) -> np.ndarray:
    """(V,) smooth noise of about unit size over the body, ``frequency`` radians a metre."""
    directions, phases = rng.normal(size=(4, 3)) * frequency, rng.uniform(0, 2 * np.pi, 4)
    return np.sin(at.rest @ directions.T + phases).sum(axis=1) / np.sqrt(2)
