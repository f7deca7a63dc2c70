"""Trains the lifter on shards of samples; goes on where it was stopped."""

from __future__ import annotations

import hashlib
import logging
import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from ..fit.parameters import layout
from ..lifter import CORRECTION, MEASURES, POINT_SPREAD, ROOT_SPREAD, TILT_SPREAD, Sizes, parameter_names, sizes
from ..safetensors import write_tensors
from .dataset import read_shards
from .features import HIPS
from .network import Network, Skeleton, rotation_from_six, vee
from .samples import CAMERA, Batch, batch_of, changed, inputs_of

log = logging.getLogger(__name__)
LEAST_ANGLE = 0.05  # of the units: a hinge that hardly turns is not blown up
LANDMARK, ROOT, ANGLE, MEASURE, POINT, TILT, VARIANCE = 10.0, 1.0, 0.5, 0.25, 0.05, 0.15, 0.1  # weights of the losses
MOST_SQUARE = 50.0  # of a residual over its spread, for the variances
WARM_UP = 100  # steps


@dataclass(frozen=True)
class Recipe:
    """How to train."""

    seed: int = 0
    steps: int = 12_000
    batch: int = 256
    width: int = 512
    blocks: int = 3
    dropout: float = 0.1
    rate: float = 1e-3
    decay: float = 0.03
    kept_back: int = 1000  # of the first samples, to watch, and for the covariance; at most a fifth of all


@dataclass(eq=False)
class Units:
    """Mean and spread of what the network answers, over the samples."""

    angle_mean: Tensor
    angle_spread: Tensor
    measure_mean: Tensor
    measure_spread: Tensor

    @classmethod
    def of(cls, batch: Batch) -> Units:
        angles, measures = batch["angles"], batch["measures"]
        return cls(angles.mean(0), angles.std(0).clamp_min(LEAST_ANGLE), measures.mean(0), measures.std(0))


@dataclass(eq=False)
class Trainer:
    """A network in training."""

    recipe: Recipe
    sizes: Sizes
    network: Network
    skeleton: Skeleton
    units: Units

    def split(self, means: Tensor) -> dict[str, Tensor]:
        """The network's means in the units of the samples."""
        angles, end = 3 * self.sizes.hinges, 8 + 3 * self.sizes.hinges + len(MEASURES)
        return {
            "root": rotation_from_six(means[:, :6]),
            "tilt": means[:, 6:8] * TILT_SPREAD,
            "angles": self.units.angle_mean + self.units.angle_spread * means[:, 8 : 8 + angles],
            "measures": self.units.measure_mean + self.units.measure_spread * means[:, 8 + angles : end],
            "corrections": means[:, end:].reshape(len(means), -1, 2),
        }

    def landmark_error(self, found: dict[str, Tensor], batch: Batch) -> Tensor:
        """(B, K) m, hips on hips, on the true shape."""
        hips = layout().body.rows(HIPS)

        def placed(one: dict[str, Tensor]) -> Tensor:
            points = self.skeleton(one["root"] @ CAMERA, one["angles"], batch["heads"], batch["rest"])
            return points - points[:, hips].mean(1, keepdim=True)

        with torch.no_grad():
            truth = placed(batch)
        return ((placed(found) - truth).square().sum(-1) + 1e-8).sqrt()

    def errors(self, found: dict[str, Tensor], batch: Batch) -> tuple[Tensor, Tensor]:
        """In units of the usual: root, pitch, angles and measures (B, 4 + 3 * hinges + M); landmarks (B, K)."""
        rows = [
            vee(found["root"] @ batch["root"].transpose(1, 2)) / ROOT_SPREAD,
            (found["tilt"] - batch["tilt"])[:, :1] / TILT_SPREAD,
            (found["angles"] - batch["angles"]) / self.units.angle_spread,
            (found["measures"] - batch["measures"]) / self.units.measure_spread,
        ]
        points = (found["corrections"] - batch["corrections"]) * CORRECTION / POINT_SPREAD
        return torch.cat(rows, 1), points.square().mean(-1).sqrt()

    def loss(self, means: Tensor, logs: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
        """What is made small, and the mean landmark error, m."""
        found = self.split(means)
        landmark = self.landmark_error(found, batch).mean()
        rows, points = self.errors(found, batch)
        angles = 4 + 3 * self.sizes.hinges
        total = (
            LANDMARK * landmark
            + ROOT * (found["root"] - batch["root"]).square().sum((1, 2)).mean()
            + TILT * (found["tilt"] - batch["tilt"]).abs().mean() / TILT_SPREAD
            + ANGLE * rows[:, 4:angles].abs().mean()
            + MEASURE * rows[:, angles:].abs().mean()
            + POINT * functional.smooth_l1_loss(found["corrections"] * 5, batch["corrections"] * 5)
        )
        squares = torch.cat([rows, points], 1).detach().square().clamp_max(MOST_SQUARE)
        return total + VARIANCE * (0.5 * (squares * torch.exp(-logs) + logs)).mean(), landmark

    @torch.no_grad()
    def watched(self, batch: Batch) -> dict[str, float]:
        """Errors on samples as they are: landmarks mm, root degrees, pitch degrees, measures in units."""
        self.network.eval()
        means, _ = self.network(inputs_of(batch, batch["known"]))
        found = self.split(means)
        rows, _ = self.errors(found, batch)
        self.network.train()
        angles = 4 + 3 * self.sizes.hinges
        return {
            "landmark_mm": float(self.landmark_error(found, batch).mean() * 1000),
            "root_deg": float((rows[:, :3] * ROOT_SPREAD).norm(dim=1).mean() * 180 / math.pi),
            "pitch_deg": float((rows[:, 3] * TILT_SPREAD).abs().mean() * 180 / math.pi),
            "measures": float(rows[:, angles:].abs().mean()),
        }


def begin(recipe: Recipe, batch: Batch) -> Trainer:
    """A new network, its inputs and answers in units of these samples."""
    torch.manual_seed(recipe.seed)
    inputs = inputs_of(batch, batch["known"])
    network = Network(sizes(), inputs.shape[1], recipe.width, recipe.blocks, recipe.dropout)
    network.input_mean.data, network.input_spread.data = inputs.mean(0), inputs.std(0).clamp_min(0.02)
    return Trainer(recipe, sizes(), network, Skeleton(layout()), Units.of(batch))


def kept_back(recipe: Recipe, samples: int) -> int:
    """How many of the first samples are not learned from; the same ones when shards are added."""
    return min(recipe.kept_back, max(1, samples // 5))


def rate_at(step: int, recipe: Recipe) -> float:
    """Up in a hundred steps, then down along half a cosine."""
    return recipe.rate * min(1.0, (step + 1) / WARM_UP) * max(0.01, 0.5 * (1 + math.cos(math.pi * step / recipe.steps)))


def train(recipe: Recipe, shards: list[Path], state: Path, every: int = 500) -> Iterator[dict[str, float]]:
    """Train to the recipe's last step; yields the curve's points. ``state`` is read where it is there, and written.

    Shards that have come since are used. The first samples are kept back, for watching.
    """
    data = read_shards(shards)
    everything = batch_of(data, layout())
    back = kept_back(recipe, len(data["x"]))
    watch = {name: value[:back] for name, value in everything.items()}
    learn = {name: value[back:] for name, value in everything.items()}
    trainer = begin(recipe, learn)
    step, curve = 0, []
    optimiser = torch.optim.AdamW(
        [p for p in trainer.network.parameters() if p.requires_grad], recipe.rate, weight_decay=recipe.decay
    )
    if state.is_file():
        saved = torch.load(state, weights_only=True)
        trainer.network.load_state_dict(saved["network"])
        trainer.units = Units(**saved["units"])
        optimiser.load_state_dict(saved["optimiser"])
        step, curve = saved["step"], saved["curve"]
    random = torch.Generator().manual_seed(recipe.seed + step)
    start, running = time.monotonic(), None
    while step < recipe.steps:
        chosen = torch.randint(len(learn["root"]), (recipe.batch,), generator=random)
        batch = {name: value[chosen] for name, value in learn.items()}
        batch, inputs = changed(batch, random, trainer.skeleton, trainer.units.angle_spread)
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step, recipe)
        means, logs = trainer.network(inputs)
        total, landmark = trainer.loss(means, logs, batch)
        optimiser.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(trainer.network.parameters(), 1.0)
        optimiser.step()
        step += 1
        running = landmark.item() if running is None else 0.99 * running + 0.01 * landmark.item()
        if step % every == 0 or step == recipe.steps:
            point = {"step": step, "learned_mm": running * 1000, "seconds": time.monotonic() - start}
            point |= trainer.watched(watch)
            curve.append(point)
            save_state(state, trainer, optimiser, step, curve)
            yield point


def save_state(state: Path, trainer: Trainer, optimiser, step: int, curve: list) -> None:
    aside = state.with_suffix(".part")
    saved = {"network": trainer.network.state_dict(), "units": vars(trainer.units), "optimiser": optimiser.state_dict()}
    torch.save(saved | {"step": step, "curve": curve, "recipe": asdict(trainer.recipe)}, aside)
    aside.replace(state)


@torch.no_grad()
def whitening(trainer: Trainer, watch: Batch) -> np.ndarray:
    """(m, m) upper triangular: errors over their own spreads, times this, have variance one and no correlation."""
    trainer.network.eval()
    rows = []
    for known in (watch["known"], torch.where(torch.tensor([True, False, True]), watch["known"], torch.nan)):
        means, logs = trainer.network(inputs_of(watch, known))
        error, _ = trainer.errors(trainer.split(means), watch)
        rows.append((error / torch.exp(logs[:, : error.shape[1]] / 2)).clamp(-4, 4))
    error = torch.cat(rows).double().numpy()
    covariance = error.T @ error / len(error)
    shrunk = 0.95 * covariance + 0.05 * np.diag(np.diag(covariance))
    return np.linalg.cholesky(np.linalg.inv(shrunk)).T


def export(state: Path, recipe: Recipe, shards: list[Path], target: Path) -> Path:
    """Write a trained network as a checkpoint, in half precision, with its hash beside it."""
    saved = torch.load(state, weights_only=True)
    data = read_shards(shards)
    everything = batch_of(data, layout())
    watch = {name: value[: kept_back(recipe, len(data["x"]))] for name, value in everything.items()}
    trainer = begin(recipe, watch)
    trainer.network.load_state_dict(saved["network"])
    trainer.units = Units(**saved["units"])
    tensors = {name: value.numpy() for name, value in saved["network"].items()}
    tensors = {name: value.astype(np.float16) if value.ndim == 2 else value for name, value in tensors.items()}
    tensors |= {name: value.numpy() for name, value in vars(trainer.units).items()}
    tensors["whiten"] = whitening(trainer, watch)
    notes = {
        "parameters": " ".join(parameter_names(layout())),
        "samples": str(len(data["x"])),
        "steps": str(saved["step"]),
    }
    content = write_tensors(tensors, notes)
    target.write_bytes(content)
    target.with_name(target.name + ".sha256").write_text(f"{hashlib.sha256(content).hexdigest()}  {target.name}\n")
    return target
