"""What MediaPipe answers to drawn people whose truth is known: the lifter's training data.

A sample has the answer, the truth in the parameters of ml/fit/parameters.py, and what a user could have typed.
Samples come in shards, ``shard_<seed>.npz``; a shard that is there is not made again, so that a run can go on.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ...addon.core.body.model import body_model
from ...addon.core.body.posing import relaxed_hands
from ...addon.core.body.ruler import Ruler
from ...addon.core.body.skeleton import rotation_matrix, rotation_vector, skin, transforms, translation
from ...addon.core.body.tape_places import tape_lines
from ..fit.parameters import CAM_FROM_LEVEL, JOINTS, PITCH, PLACE, ROOT, Layout
from ..lifter import MEASURES
from ..people import Person, people_in
from .appearance import clothe, picture
from .features import outline_widths
from .people import People, is_woman
from .poses import PoseSource

log = logging.getLogger(__name__)
SIZES = ((240, 320), (320, 320), (208, 320), (256, 288))  # width, height px
FOCAL_RANGE = (0.9, 2.4)  # of the longer side
CAMERA_HEIGHT = (0.5, 2.0)  # m
ROLL_SPREAD = 0.03
CROPPED = 0.36  # of all pictures; most of them at hips or knees, the rest at the head
HEAD_CUT = 0.25  # of the cropped
WORST = 0.12  # of the person's height, mean error of MediaPipe's points: another thing was found than the person
SURE = 0.4  # MediaPipe's confidence


@dataclass(frozen=True, eq=False)
class Scene:
    """One person before one camera."""

    x: np.ndarray  # (n,) of Layout
    shape: np.ndarray  # (S,)
    roll: float
    focal: float
    size: tuple[int, int]


def draw_scene(rng: np.random.Generator, layout: Layout, poses: PoseSource, people: People) -> Scene:
    """A person of ``people`` in a pose of ``poses`` before a random camera."""
    shape = people.draw(rng)
    angles, root = poses.draw(rng)
    width, height = SIZES[rng.integers(len(SIZES))]
    focal = float(np.exp(rng.uniform(*np.log(FOCAL_RANGE)))) * max(width, height)
    chance = rng.random()
    yaw = rng.normal() * 0.40 if chance < 0.6 else rng.uniform(-1.75, 1.75)
    yaw = rng.uniform(-np.pi, np.pi) if chance > 0.92 else yaw
    stature = 1.70
    if rng.random() > CROPPED:
        share = rng.uniform(0.62, 0.95)
        aim = 0.88 + rng.normal() * 0.05 + rng.uniform(-0.5, 0.5) * (1 / share - 1) * stature * 0.8
    else:
        share = rng.uniform(1.05, 1.75)
        aim = rng.uniform(0.45, 0.80) if rng.random() < HEAD_CUT else rng.uniform(1.05, 1.45)
    distance = stature / share / (height / focal)
    eye = rng.uniform(*CAMERA_HEIGHT)
    pitch, roll = np.arctan2(eye - aim, distance), rng.normal() * ROLL_SPREAD
    tilt = rotation_matrix(np.array([0.0, 0.0, roll])) @ rotation_matrix(np.array([pitch, 0.0, 0.0]))
    turned = tilt @ CAM_FROM_LEVEL @ rotation_matrix(np.array([0.0, 0.0, yaw])) @ root @ CAM_FROM_LEVEL.T
    aside = rng.uniform(-1, 1) * max(0.0, width / focal * distance - 0.7) * 0.4
    x = np.zeros(layout.count)
    x[ROOT], x[PITCH] = rotation_vector(turned), pitch
    x[PLACE] = tilt @ np.array([aside, eye - 0.92 - rng.normal() * 0.02, distance])
    x[JOINTS : layout.shape_start] = angles.ravel()
    x[layout.shape_start :] = shape[layout.shape_places]
    return Scene(x, shape, float(roll), focal, (width, height))


def posed_mesh(layout: Layout, scene: Scene) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Vertices (V, 3) and joint heads by name, camera axes."""
    model = body_model()
    coefficients = model.coefficients(scene.shape[None])
    rest, heads = model.vertices(coefficients)[0], model.heads(coefficients)[0]
    pose = relaxed_hands(model, heads, layout.body.whole_pose(layout.rotations(scene.x[None])[0]))
    root = transforms(rotation_matrix(scene.x[ROOT]) @ CAM_FROM_LEVEL, scene.x[PLACE])
    world = model.world_from_joint(heads, pose, root)
    posed = skin(rest, model.skin_weights, translation(heads), world)
    return posed, {name: world[joint, :3, 3] for joint, name in enumerate(model.joints)}


def photographed(rng: np.random.Generator, layout: Layout, scene: Scene) -> tuple[np.ndarray, Person | None]:
    """The picture of a scene, and the person that MediaPipe finds in it."""
    vertices, joints = posed_mesh(layout, scene)
    image = picture(rng, clothe(rng, vertices, joints, is_woman(scene.shape)), scene.focal, scene.size)
    found = people_in(image, (0, 0, *scene.size), SURE)
    return image, max(found, key=lambda one: one.torso_px, default=None)


def make_sample(rng: np.random.Generator, layout: Layout, scene: Scene) -> dict[str, np.ndarray] | None:
    """One sample, or None where MediaPipe finds nobody, or something else."""
    image, answer = photographed(rng, layout, scene)
    if answer is None:
        return None
    posed = layout.posed(scene.x[None], scene.shape)
    truth = posed.landmarks[0]
    flat = scene.focal * truth[:, :2] / truth[:, 2:] + np.array(scene.size) / 2
    model = body_model()
    measures = Ruler(model, tape_lines(), MEASURES).measure(posed.coefficients)
    stature = measures[MEASURES.index("stature")]
    inside = ((flat > 0) & (flat < scene.size)).all(axis=1)
    height_px = scene.focal / scene.x[PLACE][2] * stature
    apart = np.linalg.norm(answer.landmarks[layout.body.landmarks] - flat, axis=1)
    if inside.sum() < 6 or apart[inside].mean() > WORST * height_px:
        return None
    sample = {
        "landmarks": answer.landmarks,
        "world": answer.landmarks_world,
        "visibility": answer.visibility,
        "widths": outline_widths(answer.landmarks, answer.silhouette),
        "size": np.array(scene.size),
        "focal": scene.focal,
        "x": scene.x,
        "roll": scene.roll,
        **rest_body(posed.coefficients, layout),
        "measures": measures,
        "gender": scene.shape[model.place("gender")],
        "truth": truth,
    }
    return {name: np.asarray(value, np.float32) for name, value in sample.items()}


def rest_body(coefficients: np.ndarray, layout: Layout) -> dict[str, np.ndarray]:
    """Of (1, C): rest heads (J, 3) and the weighted points of the landmarks (P, 3), the root's head at the origin."""
    body, heads = layout.body, layout.body.heads(coefficients)[0]
    points = body.pair_template + (coefficients @ body.pair_basis).reshape(-1, 3)
    return {"heads": heads - heads[0], "rest": points - heads[0] * body.pair_weight[:, None]}


def make_samples(seed: int, count: int, layout: Layout, poses: PoseSource, people: People) -> Iterator[dict]:
    """``count`` samples, one by one."""
    rng, made = np.random.default_rng(seed), 0
    while made < count:
        sample = make_sample(rng, layout, draw_scene(rng, layout, poses, people))
        if sample is not None:
            made += 1
            yield sample


def write_shard(folder: Path, seed: int, count: int, layout: Layout, poses: PoseSource, people: People) -> Path:
    """A shard of ``count`` samples, moved into place when whole; one that is there is left."""
    path = folder / f"shard_{seed}.npz"
    if not path.is_file():
        samples = list(make_samples(seed, count, layout, poses, people))
        aside = folder / f"shard_{seed}.part.npz"
        arrays: dict[str, Any] = {name: np.stack([sample[name] for sample in samples]) for name in samples[0]}
        np.savez(aside, **arrays)
        aside.replace(path)
    return path


def read_shards(paths: list[Path]) -> dict[str, np.ndarray]:
    """All samples of some shards: name -> (N, ...)."""
    parts = []
    for path in paths:
        with np.load(path, allow_pickle=False) as file:
            parts.append({name: file[name] for name in file.files})
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
