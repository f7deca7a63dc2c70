"""How a person in a training picture looks: skin, hair, clothes, light, background. None is a real person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from ...addon.core.body.contact import vertex_normals
from ...addon.core.body.model import body_model, region
from .render import draw

# sRGB
SKINS = ((215, 175, 150), (200, 150, 120), (230, 190, 170), (160, 110, 80), (115, 75, 55), (205, 165, 135))
HAIRS = ((30, 25, 25), (90, 55, 40), (170, 110, 60), (120, 120, 120), (60, 30, 20), (200, 165, 110))
EYE, IRIS = (225, 225, 225), (30, 28, 26)
BOTTOMS = {"trousers": 0.52, "shorts": 0.16, "skirt": 0.20, "none": 0.12}  # none: as the skin, a tight suit
TOPS = {"long sleeves": 0.38, "short sleeves": 0.34, "sleeveless": 0.20, "coat": 0.08}
SKIRT_LEVELS, SKIRT_AROUND = 14, 48
HAIRLESS = 0.07
TEXTURES = 24
SMOOTH, FOLDS, FINE = 12.0, 35.0, 60.0  # radians a metre


@dataclass(frozen=True, eq=False)
class Parts:
    """Places on the body, (V,) each; along a limb is 0 at its upper joint and 1 at its lower."""

    torso: np.ndarray
    pelvis: np.ndarray
    neck: np.ndarray
    hair: np.ndarray
    long_hair: np.ndarray
    eye: np.ndarray
    iris: np.ndarray
    upper_arm: np.ndarray
    forearm: np.ndarray
    thigh: np.ndarray
    shin: np.ndarray
    foot: np.ndarray
    along_upper_arm: np.ndarray
    along_thigh: np.ndarray
    along_shin: np.ndarray
    rest: np.ndarray  # (V, 3) of the average body


@cache
def parts() -> Parts:
    """The places on ``body_model()``."""
    model = body_model()
    rest, heads = model.template_vertices, model.template_heads

    def is_in(*names: str) -> np.ndarray:
        return np.isin(model.regions, [region(name) for name in names])

    def along(start: str, end: str) -> np.ndarray:
        found = np.zeros(len(rest))
        for side, here in (("L", rest[:, 0] > 0), ("R", rest[:, 0] <= 0)):
            first, last = heads[model.joint(f"{start}.{side}")], heads[model.joint(f"{end}.{side}")]
            found[here] = (rest[here] - first) @ (last - first) / ((last - first) @ (last - first))
        return found

    head, neck, torso = is_in("head"), is_in("neck"), is_in("torso")
    top, middle = rest[head, 2].max(), rest[head, 1].mean()
    behind = rest[:, 1] > middle + 0.02
    eyes = [joint for joint, name in enumerate(model.joints) if name.startswith("eye")]
    eye = model.skin_weights[:, eyes].sum(axis=1) > 0.5
    iris = np.zeros(len(rest), bool)
    for side in (1, -1):
        here = eye & (rest[:, 0] * side > 0)
        iris |= here & (rest[:, 1] < rest[here, 1].min() + 0.004)
    waist = heads[model.joint("spine05"), 2] + 0.02
    return Parts(
        torso=torso & (rest[:, 2] > waist),
        pelvis=torso & (rest[:, 2] <= waist),
        neck=neck,
        hair=head & ((rest[:, 2] > top - 0.07) | (behind & (rest[:, 2] > top - 0.16))),
        long_hair=((head | neck) & behind & (rest[:, 2] > top - 0.33)) | (head & (rest[:, 2] > top - 0.07)),
        eye=eye,
        iris=iris,
        upper_arm=is_in("upper_arm_left", "upper_arm_right"),
        forearm=is_in("forearm_left", "forearm_right"),
        thigh=is_in("thigh_left", "thigh_right"),
        shin=is_in("shin_left", "shin_right"),
        foot=is_in("foot_left", "foot_right"),
        along_upper_arm=along("upperarm01", "lowerarm01"),
        along_thigh=along("upperleg01", "lowerleg01"),
        along_shin=along("lowerleg01", "foot"),
        rest=rest,
    )


@dataclass(frozen=True, eq=False)
class Clothed:
    """What is drawn: the body's surface with clothes on, and a skirt where one is worn."""

    vertices: np.ndarray  # (V, 3) m, camera axes
    normals: np.ndarray  # (V, 3)
    colours: np.ndarray  # (V, 3) 0-255
    skirt: np.ndarray | None  # (levels * around, 3) m
    skirt_colour: np.ndarray  # (3,)


def clothe(rng: np.random.Generator, vertices: np.ndarray, joints: dict[str, np.ndarray], woman: bool) -> Clothed:
    """Dress a posed body (V, 3), camera axes, at random; ``joints`` are posed heads by name."""
    at = parts()
    normals = vertex_normals(vertices, body_model().skin_faces)
    skin = np.array(SKINS[rng.integers(len(SKINS))]) * rng.uniform(0.9, 1.08)
    colours, out = np.tile(skin, (len(vertices), 1)), np.zeros(len(vertices))
    colours *= 1 + 0.03 * texture(rng)[:, None]
    bottom = pick(rng, BOTTOMS if woman else BOTTOMS | {"skirt": 0.0})
    colour = cloth_colour(rng)
    legs = at.pelvis.copy()
    if bottom == "trousers":
        legs |= at.thigh | (at.shin & (at.along_shin < rng.uniform(0.75, 1.1)))
    elif bottom == "shorts":
        legs |= at.thigh & (at.along_thigh < rng.uniform(0.25, 0.9))
    paint(rng, colours, legs, colour, at.rest)
    out[legs] = looseness(rng, 0.035) * (1 + 0.2 * texture(rng)[legs])
    paint(rng, colours, at.foot, cloth_colour(rng), at.rest)
    out[at.foot] = rng.uniform(0, 0.008)
    top = pick(rng, TOPS)
    trunk = (at.torso | (at.pelvis if top == "coat" or rng.random() < 0.5 else at.torso)) & ~at.neck
    if top in ("long sleeves", "coat"):
        trunk |= at.upper_arm | at.forearm
    elif top == "short sleeves":
        trunk |= at.upper_arm & (at.along_upper_arm < rng.uniform(0.3, 0.9))
    colour = colour if rng.random() < 0.15 else cloth_colour(rng)
    paint(rng, colours, trunk, colour, at.rest)
    out[trunk] = (looseness(rng, 0.035) + 0.02 * (top == "coat")) * (1 + 0.2 * texture(rng)[trunk])
    if rng.random() < 1 - HAIRLESS:
        hair = at.long_hair if rng.random() < (0.7 if woman else 0.1) else at.hair
        colours[hair] = np.array(HAIRS[rng.integers(len(HAIRS))]) * (1 + 0.18 * texture(rng, FINE)[hair, None])
        out[hair] = rng.uniform(0, 0.035) * (1 + 0.2 * texture(rng)[hair])
    colours[at.eye], colours[at.iris], out[at.eye] = EYE, IRIS, 0.0
    skirt = hanging_skirt(rng, joints) if bottom == "skirt" else None
    return Clothed(vertices + normals * out[:, None], normals, np.clip(colours, 0, 255), skirt, colours[legs].mean(0))


def pick(rng: np.random.Generator, shares: dict[str, float]) -> str:
    weights = np.array(list(shares.values()))
    return str(rng.choice(list(shares), p=weights / weights.sum()))


def looseness(rng: np.random.Generator, most: float) -> float:
    """m between skin and cloth; most garments are nearer than the middle of the range."""
    return 0.001 + most * rng.random() ** 2


def cloth_colour(rng: np.random.Generator) -> np.ndarray:
    grey = np.full(3, rng.integers(15, 240), float)
    return rng.integers(10, 245, 3).astype(float) if rng.random() < 0.6 else grey


@cache
def textures(frequency: float) -> np.ndarray:
    """(TEXTURES, V) smooth noise of variance one over the average body, ``frequency`` radians a metre."""
    rng, rest = np.random.default_rng(0), parts().rest
    waves, phases = rng.normal(size=(TEXTURES, 4, 3)) * frequency, rng.uniform(0, 2 * np.pi, (TEXTURES, 4, 1))
    return np.sin(waves @ rest.T + phases).mean(axis=1) * np.sqrt(8)


def texture(rng: np.random.Generator, frequency: float = SMOOTH) -> np.ndarray:
    """(V,) one of ``textures``."""
    return textures(frequency)[rng.integers(TEXTURES)]


def paint(
    rng: np.random.Generator, colours: np.ndarray, where: np.ndarray, colour: np.ndarray, rest: np.ndarray
) -> None:
    """Colour a garment: plain, with folds' light and dark, or striped."""
    colours[where] = colour * (1 + 0.07 * rng.random() * texture(rng, FOLDS)[where, None])
    if rng.random() < 0.2:
        axis = 2 if rng.random() < 0.7 else 0
        striped = where & (np.floor(rest[:, axis] * rng.uniform(15, 60)) % 2 == 0)
        colours[striped] = cloth_colour(rng)


def hanging_skirt(rng: np.random.Generator, joints: dict[str, np.ndarray]) -> np.ndarray:
    """A cone round both legs, (levels * around, 3), from the waist to anywhere between mid-thigh and ankle."""
    hips = (joints["upperleg01.L"] + joints["upperleg01.R"]) / 2
    knees, feet = ([joints[f"{name}.{side}"] for side in "LR"] for name in ("lowerleg01", "foot"))
    down = np.mean([np.mean(knees, axis=0) - hips], axis=0)
    length = np.linalg.norm(down)
    down = down / length
    across = joints["upperleg01.L"] - joints["upperleg01.R"]
    across = across - (across @ down) * down
    across /= np.linalg.norm(across)
    deep = np.cross(down, across)
    hem, flare = rng.uniform(0.5, 1.9), rng.uniform(0.0, 0.25)
    legs = np.array([*knees, *feet]) - hips
    rows, angle = [], np.linspace(0, 2 * np.pi, SKIRT_AROUND, endpoint=False)
    half = np.array([0.19, 0.14]) * rng.uniform(0.95, 1.1)
    for level in np.linspace(-0.25, hem, SKIRT_LEVELS):
        reach = max(level, 0.0)
        wide = half * (0.85 + 0.15 * min(1.0, (level + 0.25) / 0.4)) + flare * reach * length * np.array([0.5, 0.5])
        share = min(reach, 1.0)
        spread = np.abs(legs[:2] @ np.stack([across, deep], axis=1)).max(axis=0) * share
        wide = np.maximum(wide, spread + 0.09)
        lean = (legs[:2] @ np.stack([across, deep], axis=1)).mean(axis=0) * share
        ring = (wide[0] * np.cos(angle) + lean[0])[:, None] * across + (wide[1] * np.sin(angle) + lean[1])[
            :, None
        ] * deep
        rows.append(hips + down * level * length + ring)
    return np.concatenate(rows)


@cache
def skirt_faces() -> np.ndarray:
    """(F, 4) of ``hanging_skirt``'s vertices."""
    level, around = np.meshgrid(np.arange(SKIRT_LEVELS - 1), np.arange(SKIRT_AROUND), indexing="ij")
    after = (around + 1) % SKIRT_AROUND
    row, below = level * SKIRT_AROUND, (level + 1) * SKIRT_AROUND
    return np.stack([row + around, row + after, below + after, below + around], axis=-1).reshape(-1, 4)


def background(rng: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    """(H, W, 3) float32: a wall, plain or mottled, often with a floor."""
    import cv2

    width, height = size
    first = rng.integers(20, 250, 3).astype(float) if rng.random() < 0.4 else np.full(3, rng.integers(120, 250), float)
    last = np.clip(first + rng.normal(size=3) * 30, 0, 255)
    down = np.linspace(0, 1, height)[:, None, None]
    wall = (first * (1 - down) + last * down) * np.ones((height, width, 1))
    if rng.random() < 0.4:
        rough = rng.normal(size=(int(rng.integers(3, 40)), int(rng.integers(3, 40)), 3)) * rng.uniform(5, 40)
        wall += cv2.resize(rough, (width, height), interpolation=cv2.INTER_CUBIC)
    if rng.random() < 0.35:
        floor = int(height * rng.uniform(0.7, 0.95))
        wall[floor:] *= rng.uniform(0.6, 0.95)
    return wall.astype(np.float32)


def picture(rng: np.random.Generator, person: Clothed, focal: float, size: tuple[int, int]) -> np.ndarray:
    """(H, W, 3) uint8 sRGB: the person in a random light before a random background."""
    import cv2

    image = background(rng, size)
    depth = np.full(image.shape[:2], np.inf, np.float32)
    light = np.array([rng.normal() * 0.6, -rng.uniform(0.1, 1.0), -rng.uniform(0.4, 1.0)])
    light /= np.linalg.norm(light)
    ambient = rng.uniform(0.3, 0.65)

    def lit(normals: np.ndarray) -> np.ndarray:
        return ambient + (1 - ambient) * np.clip(normals @ light, 0, 1) + 0.12 * np.clip(-normals[:, 2], 0, 1)

    centre = (size[0] / 2, size[1] / 2)
    faces = body_model().faces
    draw(image, depth, person.vertices, faces, person.colours, lit(person.normals), focal, centre)
    if person.skirt is not None:
        normals = vertex_normals(person.skirt, skirt_faces())
        normals *= np.sign(-normals[:, 2:] + 1e-9)
        folds = 1 + 0.15 * np.sin(np.arange(len(normals)) % SKIRT_AROUND * rng.integers(1, 5) * 2 * np.pi / 12)
        colours = np.tile(person.skirt_colour, (len(normals), 1))
        draw(image, depth, person.skirt, skirt_faces(), colours, lit(normals) * folds, focal, centre, two_sided=True)
    image = cv2.GaussianBlur(image, (3, 3), 0)
    image += rng.normal(size=image.shape).astype(np.float32) * rng.uniform(0, 5)
    return np.clip(image, 0, 255).astype(np.uint8)
