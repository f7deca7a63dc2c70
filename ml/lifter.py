"""The lifter: a small network from MediaPipe's answers and what was typed to the body's pose, shape and camera.

Its answer starts and holds the solver. It runs through torch where that is installed, on the best device there is, and
through numpy elsewhere, with the same answers. How it is made: ml/lifting.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from ..addon.core.body.ruler import Ruler
from ..addon.core.body.skeleton import rotation_vector
from ..addon.core.body.tape_places import tape_lines
from ..addon.core.errors import WorkerError
from ..addon.core.types import FEMALE, MALE, PhotoEvidence, Tape
from .fit.lifted import Lifted
from .fit.observation import AVERAGE_STATURE
from .fit.parameters import JOINTS, PITCH, PLACE, ROOT, Layout, layout
from .fit.prior import usual_spread
from .lifting.features import Shown, flatten, outline_widths, show
from .lifting.mirror import mirrored, mirrored_answer
from .safetensors import read_tensors

CHECKPOINT = Path(__file__).parent / "checkpoints" / "lifter.safetensors"
FIRST_TURN = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)  # the first two columns of no rotation: a person who faces the camera
CORRECTION = 0.05  # of the scale: one unit of a landmark's correction
POINT_SPREAD = 0.01  # of the scale
ROOT_SPREAD, TILT_SPREAD = 0.1, 0.05  # radians, one unit of each
LEAST_ANGLE, LEAST_MEASURE = 0.02, 0.05  # radians, and of what people differ by: it is never surer than this
STEP = 0.02  # of the finite differences
PLACED_SPREAD = 0.3  # percent of the person's height, of a landmark put by hand
GENDERS = {"female": FEMALE, "male": MALE}
# What the network answers of the shape: measures, whichever of the body model's values make them.
MEASURES = (
    "stature",
    "chest",
    "waist",
    "hip",
    "thigh",
    "calf",
    "upper_arm",
    "neck",
    "shoulder_width",
    "arm_length",
    "inseam",
    "mass",
)


@dataclass(frozen=True)
class Sizes:
    """How many numbers the network gives."""

    hinges: int
    landmarks: int

    @property
    def means(self) -> int:
        """Root 6, pitch, roll, angles, measures, corrections."""
        return 8 + 3 * self.hinges + len(MEASURES) + 2 * self.landmarks

    @property
    def variances(self) -> int:
        """Root 3, pitch, angles, measures, landmarks."""
        return 4 + 3 * self.hinges + len(MEASURES) + self.landmarks


@dataclass(frozen=True, eq=False)
class Answer:
    """A batch of the network's answers."""

    root: np.ndarray  # (B, 3, 3) camera axes, before CAM_FROM_LEVEL
    tilt: np.ndarray  # (B, 2) pitch and roll, radians
    angles: np.ndarray  # (B, 3 * hinges)
    measures: np.ndarray  # (B, M) m, and kg
    corrections: np.ndarray  # (B, K, 2) of the scale
    spreads: np.ndarray  # (B, 4 + 3 * hinges + M) root, pitch, angles, measures
    point_spreads: np.ndarray  # (B, K) of the scale


@cache
def checkpoint() -> dict[str, np.ndarray]:
    """The network's tensors.

    Raises:
        WorkerError: the file is absent, not the one recorded, or made for another body.
    """
    try:
        content = CHECKPOINT.read_bytes()
        wanted = CHECKPOINT.with_name(CHECKPOINT.name + ".sha256").read_text().split()[0]
    except (OSError, IndexError) as error:
        raise WorkerError(f"The checkpoint {CHECKPOINT.name} is absent.", "Install the extension again.") from error
    if hashlib.sha256(content).hexdigest() != wanted:
        raise WorkerError(f"The checkpoint {CHECKPOINT.name} is not the one recorded.", "Install the extension again.")
    tensors, notes = read_tensors(content)
    if notes["parameters"] != " ".join(parameter_names(layout())):
        raise WorkerError(
            f"The checkpoint {CHECKPOINT.name} was made for another body model.", "Train the lifter anew."
        )
    return tensors


def parameter_names(parameters: Layout) -> list[str]:
    """What the network answers, in order; kept with the checkpoint."""
    return [hinge.name for hinge in parameters.hinges] + list(MEASURES)


def is_there() -> bool:
    return CHECKPOINT.is_file()


def lift(views: Sequence[PhotoEvidence], tapes: Sequence[Tape], shapes: Sequence[np.ndarray]) -> list[Lifted]:
    """What the lifter makes of each photo, what was typed with it and the shape (S,) expected; in one batch."""
    kept = layout().body.landmarks
    shown = show(
        np.stack([view.landmarks for view in views]),
        np.stack([view.landmarks_world for view in views]),
        np.stack([view.visibility for view in views]),
        np.stack([outline_widths(view.landmarks, view.silhouette) for view in views]),
        np.array([view.camera.size for view in views], float),
        np.array([typed(tape) for tape in tapes], float),
        kept,
    )
    answer, device = answer_to(shown)
    return [lifted(answer, shown, n, view, device, shape) for n, (view, shape) in enumerate(zip(views, shapes))]


def typed(tape: Tape) -> tuple[float, float, float]:
    """Stature m, mass kg, gender; nan where not typed."""
    stature = np.nan if tape.stature_mm is None else tape.stature_mm / 1000
    mass = np.nan if tape.mass_kg is None else tape.mass_kg
    return stature, mass, GENDERS.get(tape.gender or "", np.nan)


def answer_to(shown: Shown) -> tuple[Answer, str]:
    """The mean of the answers to what is shown and to its mirror image, and the device that gave them."""
    both = np.concatenate([flatten(shown), flatten(mirrored(shown))])
    (means, logs), device = forward_torch(both) if importlib.util.find_spec("torch") else (forward(both), "numpy")
    plain, turned = (decoded(part, log) for part, log in zip(np.split(means, 2), np.split(logs, 2)))
    back = mirrored_answer(turned)
    left, _, right = np.linalg.svd(plain.root + back.root)
    left[..., -1] *= np.linalg.det(left @ right)[:, None]
    return Answer(
        root=left @ right,
        **{
            name: (getattr(plain, name) + getattr(back, name)) / 2
            for name in ("tilt", "angles", "measures", "corrections", "spreads", "point_spreads")
        },
    ), device


def forward(inputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The network in numpy: (B, inputs) to means and log variances."""
    net = checkpoint()

    def linear(name: str, x: np.ndarray) -> np.ndarray:
        return x @ net[f"{name}.weight"].T + net[f"{name}.bias"]

    def norm(name: str, x: np.ndarray) -> np.ndarray:
        centred = x - x.mean(axis=1, keepdims=True)
        return (
            centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-5) * net[f"{name}.weight"]
            + net[f"{name}.bias"]
        )

    x = linear("first", np.clip((inputs - net["input_mean"]) / net["input_spread"], -6, 6))
    block = 0
    while f"blocks.{block}.wide.weight" in net:
        wide = linear(f"blocks.{block}.wide", norm(f"blocks.{block}.norm", x))
        x = x + linear(f"blocks.{block}.narrow", wide / (1 + np.exp(-wide)))
        block += 1
    x = norm("norm", x)
    return linear("means", x), np.clip(linear("variances", x), -8.0, 4.0)


@cache
def torch_network():
    """The network on the best device: CUDA, MPS or the CPU; and the device's name."""
    import torch

    from .lifting.network import Network

    tensors = {name: torch.as_tensor(value) for name, value in checkpoint().items()}
    width, inputs = tensors["first.weight"].shape
    blocks = sum(name.endswith("wide.weight") for name in tensors)
    network = Network(sizes(), inputs, width, blocks, 0.0)
    network.load_state_dict({name: value for name, value in tensors.items() if name in network.state_dict()})
    device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    return network.eval().to(device), device


def forward_torch(inputs: np.ndarray) -> tuple[tuple[np.ndarray, np.ndarray], str]:
    import torch

    network, device = torch_network()
    with torch.no_grad():
        means, logs = network(torch.as_tensor(inputs, device=device))
    return (means.cpu().numpy(), logs.cpu().numpy()), device


def sizes() -> Sizes:
    parameters = layout()
    return Sizes(len(parameters.hinges), len(parameters.body.landmarks))


@cache
def usual() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Mean and spread of the angles, mean and spread of the measures: the units of the network's answers."""
    net = checkpoint()
    return net["angle_mean"], net["angle_spread"], net["measure_mean"], net["measure_spread"]


def decoded(means: np.ndarray, logs: np.ndarray) -> Answer:
    """The network's numbers in radians, m, kg and shares of the scale."""
    angle_mean, angle_spread, measure_mean, measure_spread = usual()
    count, angles, end = len(means), len(angle_mean), 8 + len(angle_mean) + len(MEASURES)
    six = means[:, :6] + np.array(FIRST_TURN)
    first = six[:, :3] / np.linalg.norm(six[:, :3], axis=1, keepdims=True)
    second = six[:, 3:] - (first * six[:, 3:]).sum(axis=1, keepdims=True) * first
    second = second / np.linalg.norm(second, axis=1, keepdims=True)
    units = np.concatenate([np.full(3, ROOT_SPREAD), [TILT_SPREAD], angle_spread, measure_spread])
    spreads = np.exp(logs / 2)
    return Answer(
        root=np.stack([first, second, np.cross(first, second)], axis=-1),
        tilt=means[:, 6:8] * TILT_SPREAD,
        angles=angle_mean + angle_spread * means[:, 8 : 8 + angles],
        measures=measure_mean + measure_spread * means[:, 8 + angles : end],
        corrections=means[:, end:].reshape(count, -1, 2) * CORRECTION,
        spreads=units * spreads[:, : len(units)],
        point_spreads=POINT_SPREAD * spreads[:, len(units) :],
    )


def lifted(answer: Answer, shown: Shown, number: int, view: PhotoEvidence, device: str, shape: np.ndarray) -> Lifted:
    """One photo's answer in the solver's terms: about a shape (S,), which varies as shapes do and has the measures."""
    parameters = layout()
    mean = np.zeros(parameters.count)
    mean[ROOT], mean[PITCH] = rotation_vector(answer.root[number]), answer.tilt[number, 0]
    mean[JOINTS : parameters.shape_start] = answer.angles[number]
    mean[parameters.shape_start :] = shape[parameters.shape_places]
    pose = np.delete(np.arange(parameters.shape_start), np.arange(JOINTS)[PLACE])
    used = np.r_[pose, np.arange(parameters.shape_start, parameters.count)]
    measures, change = measured(shape)
    least = np.r_[np.full(len(pose), LEAST_ANGLE), LEAST_MEASURE * usual()[3]]
    rows = checkpoint()["whiten"] / np.maximum(answer.spreads[number], least)
    linear = np.concatenate([rows[:, : len(pose)], rows[:, len(pose) :] @ change], axis=1)
    wanted = rows[:, len(pose) :] @ (answer.measures[number] - measures)
    information = linear.T @ linear
    information[len(pose) :, len(pose) :] += np.diag(usual_spread(parameters) ** -2.0)
    mean[used] += np.linalg.solve(information, linear.T @ wanted)
    whiten = np.zeros((len(used), parameters.count))
    whiten[:, used] = np.linalg.cholesky(information).T
    points, spread = corrected_points(answer, shown, number, view)
    return Lifted(mean, whiten, points, spread, float(answer.tilt[number, 1]), device)


def measured(shape: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """MEASURES of a shape (S,), and how they change with the values that the solver moves (M, s)."""
    parameters, model = layout(), layout().body.model
    ruler, coefficients = Ruler(model, tape_lines(), MEASURES), model.coefficients(shape[None])
    values = shape[parameters.shape_places]
    _, high = (limit[parameters.shape_places] for limit in model.shape_limits())
    steps = np.where(values + STEP <= high, STEP, -STEP)
    moved = model.coefficients(parameters.completed(values + np.diag(steps), shape))
    return ruler.measure(coefficients), (ruler.change(coefficients, moved) / steps[:, None]).T


def corrected_points(answer: Answer, shown: Shown, number: int, view: PhotoEvidence) -> tuple[np.ndarray, np.ndarray]:
    """One photo's landmarks (K, 2) px, MediaPipe's errors taken off, and their spreads (K,) percent of height."""
    kept = layout().body.landmarks
    points = view.landmarks[kept] + answer.corrections[number] * shown.scale[number]
    spread = answer.point_spreads[number] * 100 / AVERAGE_STATURE
    if view.placed is not None:
        placed = view.placed[kept]
        points[placed], spread[placed] = view.landmarks[kept][placed], PLACED_SPREAD
    return points, spread
