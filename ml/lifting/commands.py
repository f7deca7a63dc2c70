"""The commands that make the lifter; see __main__.py."""

from __future__ import annotations

import argparse
import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from ...addon.core.body.model import body_model
from ..fit.parameters import layout
from .dataset import write_shard
from .mocap import read_mocap
from .people import People, solve_people
from .poses import PoseSource

log = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]
SHARD = 500  # samples
PEOPLE_SEED, PICTURES_SEED, COMPARE_SEED = 1, 1000, 7


def main(arguments: list[str]) -> int:
    """Run one command; its numbers go to the log."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    given = parser().parse_args(arguments)
    given.folder.mkdir(parents=True, exist_ok=True)
    COMMANDS[given.command](given)
    return 0


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="python -m ml.lifting", description="Makes the lifter.")
    found.add_argument("command", choices=tuple(COMMANDS))
    found.add_argument("--folder", type=Path, required=True, help="where everything is kept")
    found.add_argument("--mocap", type=Path, help="the folder of CMU's poses; without it, fashion poses only")
    found.add_argument("--people", type=int, default=600)
    found.add_argument("--samples", type=int, default=40_000)
    found.add_argument("--jobs", type=int, default=2)
    found.add_argument("--seed", type=int, default=0, help="added to the seeds of people, pictures and training")
    found.add_argument("--steps", type=int, default=20_000)
    found.add_argument("--batch", type=int, default=256)
    found.add_argument("--width", type=int, default=512)
    found.add_argument("--to", type=Path, help="the checkpoint to write")
    return found


def people(given: argparse.Namespace) -> None:
    """Solve the bodies that the pictures' people are like."""
    shapes = []
    for shape in solve_people(PEOPLE_SEED + given.seed, given.people):
        shapes.append(shape)
        if len(shapes) % 50 == 0:
            log.info("%d people", len(shapes))
    np.savez(given.folder / "people.npz", shapes=np.array(shapes), names=np.array(body_model().shape_names))


def source(given: argparse.Namespace, for_evaluation: bool) -> tuple[PoseSource, People]:
    captured = read_mocap(given.mocap, layout()).part(for_evaluation) if given.mocap else None
    with np.load(given.folder / "people.npz", allow_pickle=False) as file:
        return PoseSource(layout(), captured), People(file["shapes"], tuple(map(str, file["names"])))


def pictures(given: argparse.Namespace) -> None:
    """Draw people and keep what MediaPipe answers, in shards, each by a process of its own."""
    seeds = range(PICTURES_SEED + given.seed, PICTURES_SEED + given.seed + -(-given.samples // SHARD))
    command = [sys.executable, "-m", "ml.lifting", "shard", "--folder", str(given.folder.resolve())]
    command += ["--samples", str(min(SHARD, given.samples))]
    command += ["--mocap", str(given.mocap.resolve())] if given.mocap else []
    with ThreadPoolExecutor(given.jobs) as pool:
        made = pool.map(lambda seed: subprocess.run([*command, "--seed", str(seed)], cwd=ROOT, check=True), seeds)
        for seed, _ in zip(seeds, made):
            log.info("shard %d", seed)


def shard(given: argparse.Namespace) -> None:
    """One of the shards that ``pictures`` makes."""
    write_shard(given.folder, given.seed, given.samples, layout(), *source(given, False))


def shards(folder: Path) -> list[Path]:
    """In the order of their seeds: what is kept back is of the first."""
    return sorted(folder.glob("shard_*[0-9].npz"), key=lambda path: int(path.stem.removeprefix("shard_")))


def train(given: argparse.Namespace) -> None:
    """Train, or go on training; the curve is drawn each time it is watched."""
    from .curve import draw_curve
    from .train import Recipe, train

    recipe = Recipe(seed=given.seed, steps=given.steps, batch=given.batch, width=given.width)
    points = []
    for point in train(recipe, shards(given.folder), given.folder / "state.pt", max(1, given.steps // 40)):
        points.append(point)
        log.info("%s", "  ".join(f"{name} {value:.1f}" for name, value in point.items()))
        draw_curve(points, given.folder / "curve.png")


def export(given: argparse.Namespace) -> None:
    """Write the checkpoint."""
    from .train import Recipe, export

    target = given.to or given.folder / "lifter.safetensors"
    log.info("%s", export(given.folder / "state.pt", Recipe(width=given.width), shards(given.folder), target))


def compare(given: argparse.Namespace) -> None:
    """The lifter alone, the solver alone and both, on people drawn in poses kept back from training."""
    from .compare import compared

    for row in compared(COMPARE_SEED + given.seed, given.people, *source(given, True)):
        log.info("%s", row)


COMMANDS = {
    "people": people,
    "pictures": pictures,
    "shard": shard,
    "train": train,
    "export": export,
    "compare": compare,
}
