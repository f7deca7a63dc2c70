"""Training samples as torch tensors, and what is done to them on the way: mirrored, jittered, parts left out."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from ...addon.core.body.skeleton import rotation_matrix
from ..fit.parameters import CAM_FROM_LEVEL, JOINTS, PITCH, PLACE, ROOT, Layout, layout
from ..lifter import CORRECTION, MEASURES
from .features import HIPS, Shown, flatten, show, typed_values
from .mirror import ACROSS, TURNED, hinge_order, landmark_order
from .network import Skeleton, rotation

FARTHEST = 0.5  # of the scale, a correction
LEFT_OUT = 0.03  # of all landmarks
# How often a user types each: stature, mass, gender.
TYPED = (0.75, 0.45, 0.85)
# Spreads of what is added: places of the scale, m, visibility, widths, frame.
JITTER = {"points": 0.006, "world": 0.008, "visibility": 0.02, "widths": 0.015}
FRAME_JITTER = (0.02, 0.02, 0.02, 0.02)
MOST_MOVED = 0.5  # of the angles' spread between people
ROOT_MOVED = (0.12, 0.25, 0.10)  # radians
FOLLOWED = (1.0, 1.0, 0.8)  # of a landmark's way: MediaPipe's depths follow less than all of it
NEAREST_M = 0.3
Batch = dict[str, Tensor]
CAMERA = torch.as_tensor(CAM_FROM_LEVEL, dtype=torch.float32)


def batch_of(data: dict[str, np.ndarray], layout: Layout) -> Batch:
    """All samples: what is shown, part by part, and the truth."""
    kept, size = layout.body.landmarks, data["size"].astype(float)
    measures = data["measures"].astype(float)
    known = np.column_stack([measures[:, [MEASURES.index("stature"), MEASURES.index("mass")]], data["gender"]])
    shown = show(data["landmarks"], data["world"], data["visibility"], data["widths"], size, known, kept)
    flat = data["focal"][:, None, None] * data["truth"][..., :2] / data["truth"][..., 2:] + size[:, None] / 2
    apart = (flat - data["landmarks"][:, kept]) / shown.scale[:, None, None]
    arrays = {
        **{name: getattr(shown, name) for name in ("points", "world", "visibility", "inside", "widths", "frame")},
        "known": known,
        "root": rotation_matrix(data["x"][:, ROOT]),
        "tilt": np.column_stack([data["x"][:, PITCH], data["roll"]]),
        "angles": data["x"][:, JOINTS : layout.shape_start],
        "measures": measures,
        "corrections": np.clip(apart, -FARTHEST, FARTHEST) / CORRECTION,
        "place": data["x"][:, PLACE],
        "focal": data["focal"] / shown.scale,
        "heads": data["heads"],
        "rest": data["rest"],
    }
    return {name: torch.as_tensor(np.ascontiguousarray(value), dtype=torch.float32) for name, value in arrays.items()}


def inputs_of(batch: Batch, known: Tensor) -> Tensor:
    """(B, inputs) as ``features.flatten`` makes them; ``known`` (B, 3) is nan where a user typed nothing."""
    shown = Shown(
        **{name: batch[name].numpy() for name in ("points", "world", "visibility", "inside", "widths", "frame")},
        typed=typed_values(known.numpy()),
        scale=np.ones(len(known)),
    )
    return torch.as_tensor(flatten(shown))


@torch.no_grad()
def moved(batch: Batch, random: torch.Generator, skeleton: Skeleton, spread: Tensor) -> Batch:
    """The same people in poses near theirs; MediaPipe is taken to err about these as it did.

    ``spread`` (3 * hinges,) is that of the angles, of which poses are moved by up to MOST_MOVED.
    """
    count = len(batch["root"])
    share = MOST_MOVED * torch.rand(count, 1, generator=random)
    angles = batch["angles"] + torch.randn(batch["angles"].shape, generator=random) * spread * share
    turn = rotation(torch.randn(count, 3, generator=random) * share * torch.tensor(ROOT_MOVED))
    root = turn @ batch["root"]
    hips = torch.as_tensor(layout().body.rows(HIPS))

    def placed(root: Tensor, angles: Tensor) -> tuple[Tensor, Tensor]:
        points = skeleton(root @ CAMERA, angles, batch["heads"], batch["rest"])
        before = points + batch["place"][:, None]
        flat = before[..., :2] / before[..., 2:].clamp_min(NEAREST_M) * batch["focal"][:, None, None]
        return flat - flat[:, hips].mean(1, keepdim=True), points - points[:, hips].mean(1, keepdim=True)

    (flat, deep), (new_flat, new_deep) = placed(batch["root"], batch["angles"]), placed(root, angles)
    world = batch["world"] + (new_deep - deep) * torch.tensor(FOLLOWED)
    return batch | {"angles": angles, "root": root, "points": batch["points"] + new_flat - flat, "world": world}


def changed(batch: Batch, random: torch.Generator, skeleton: Skeleton, spread: Tensor) -> tuple[Batch, Tensor]:
    """A batch as it is learned from, and its inputs: moved, jittered, half of it mirrored, parts left out."""
    batch = moved(batch, random, skeleton, spread)

    def noise(like: Tensor) -> Tensor:
        return torch.randn(like.shape, generator=random)

    for name, spread in JITTER.items():
        jittered = batch[name] + noise(batch[name]) * spread
        batch[name] = torch.where(batch[name] < 0, batch[name], jittered) if name == "widths" else jittered
    batch["frame"] = batch["frame"] + noise(batch["frame"]) * torch.tensor(FRAME_JITTER)
    count, landmarks = batch["visibility"].shape
    kept = (torch.rand(count, landmarks, generator=random) > LEFT_OUT).float()
    for name in ("points", "world"):
        batch[name] = batch[name] * kept[..., None]
    batch["visibility"] = batch["visibility"] * kept
    turned = torch.rand(count, generator=random) < 0.5
    batch = {name: mix(turned, mirror(name, value), value) for name, value in batch.items()}
    known = batch["known"] * (1 + noise(batch["known"]) * torch.tensor([0.003, 0.01, 0.0]))
    is_typed = torch.rand(count, 3, generator=random) < torch.tensor(TYPED)
    return batch, inputs_of(batch, torch.where(is_typed, known, torch.nan))


def mix(choose: Tensor, first: Tensor, second: Tensor) -> Tensor:
    return torch.where(choose.view(-1, *[1] * (first.dim() - 1)), first, second)


def mirror(name: str, value: Tensor) -> Tensor:
    """One part of a batch in a mirror; bodies at rest are symmetrical, but for the order of their joints."""
    order, across = torch.as_tensor(landmark_order()), torch.as_tensor(ACROSS, dtype=torch.float32)
    if name in ("points", "corrections"):
        return value[:, order] * across[:2]
    if name == "world":
        return value[:, order] * across
    if name in ("visibility", "inside"):
        return value[:, order]
    if name == "widths":
        return value.flip(2)
    if name == "frame":
        return value * torch.tensor([-1.0, 1.0, 1.0, 1.0])
    if name == "root":
        return value * torch.outer(across, across)
    if name == "tilt":
        return value * torch.tensor([1.0, -1.0])
    if name == "angles":
        hinges = value.view(len(value), -1, 3)[:, torch.as_tensor(hinge_order())]
        return (hinges * torch.as_tensor(TURNED, dtype=torch.float32)).reshape(len(value), -1)
    return value
