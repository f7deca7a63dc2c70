"""The lifter: numpy and torch agree, a mirror image mirrors the answer, and the recipe runs end to end, small."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toile.addon.core.body.model import body_model
from toile.addon.core.types import Tape
from toile.addon.plugins import ROOT
from toile.ml import lifter
from toile.ml.fit.parameters import layout
from toile.ml.lifting.features import flatten, outline_widths, show
from toile.ml.lifting.mirror import mirrored, mirrored_angles
from toile.ml.safetensors import read_tensors, write_tensors

needs_checkpoint = pytest.mark.skipif(not lifter.is_there(), reason="the checkpoint is not here")


def answers(count: int, seed: int = 0):
    """What MediaPipe could answer: points about a standing person, with noise."""
    rng = np.random.default_rng(seed)
    world = rng.normal(size=(count, 33, 3)) * [0.3, 0.6, 0.2]
    flat = world[..., :2] * 150 + [160, 200] + rng.normal(size=(count, 33, 2)) * 3
    typed = np.array([[1.7, 65.0, 1.0], [np.nan, np.nan, np.nan]])[np.arange(count) % 2]
    widths = np.where(rng.random((count, 13, 2)) < 0.2, -1.0, rng.random((count, 13, 2)))
    size = np.tile([320.0, 400.0], (count, 1))
    return show(flat, world, rng.random((count, 33)), widths, size, typed, layout().body.landmarks)


@needs_checkpoint
def test_numpy_and_torch_give_the_same():
    pytest.importorskip("torch")
    inputs = flatten(answers(6))
    means, logs = lifter.forward(inputs)
    (torch_means, torch_logs), device = lifter.forward_torch(inputs)
    assert device in ("cpu", "cuda", "mps")
    assert np.abs(means - torch_means).max() < 1e-4
    assert np.abs(logs - torch_logs).max() < 1e-4


@needs_checkpoint
def test_a_mirror_image_is_answered_by_the_mirror_image():
    shown = answers(4)
    plain, turned = lifter.answer_to(shown)[0], lifter.answer_to(mirrored(shown))[0]
    assert np.allclose(mirrored_angles(turned.angles), plain.angles, atol=1e-4)
    assert np.allclose(turned.measures, plain.measures, atol=1e-4)


def test_mirrored_angles_make_a_mirrored_body():
    parameters, rng = layout(), np.random.default_rng(1)
    x = np.zeros((1, parameters.count))
    x[:, 7 : parameters.shape_start] = rng.normal(size=parameters.shape_start - 7) * 0.4
    shape = body_model().mean_shape
    x[:, parameters.shape_start :] = shape[parameters.shape_places]
    other = x.copy()
    other[:, 7 : parameters.shape_start] = mirrored_angles(x[:, 7 : parameters.shape_start])
    numbers = parameters.body.landmarks
    from toile.ml.lifting.mirror import landmark_order

    points, mirror = (parameters.posed(one, shape).landmarks[0] for one in (x, other))
    assert np.allclose(mirror[landmark_order()] * [-1, 1, 1], points, atol=2e-3)  # the mesh is not exactly symmetrical
    assert len(numbers) == len(landmark_order())


def test_widths_are_those_of_the_silhouette():
    silhouette = np.zeros((400, 300), np.float32)
    silhouette[50:350, 100:220] = 1.0
    landmarks = np.zeros((33, 2))
    landmarks[[11, 12]], landmarks[[23, 24]] = (150, 100), (150, 200)
    widths = outline_widths(landmarks, silhouette)
    assert np.allclose(widths[2], [0.70, 0.50], atol=0.03)  # of the trunk's 100 px, to the right and to the left


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from([(3,), (2, 3), (1, 4, 2)]), min_size=1, max_size=4), st.booleans())
def test_tensors_come_back(shapes, half):
    rng = np.random.default_rng(0)
    kind = np.float16 if half else np.float32
    tensors = {f"t{number}": rng.normal(size=shape).astype(kind) for number, shape in enumerate(shapes)}
    found, notes = read_tensors(write_tensors(tensors, {"made": "here"}))
    assert notes == {"made": "here"}
    assert all(np.array_equal(found[name], value.astype(np.float32)) for name, value in tensors.items())


@needs_checkpoint
def test_the_checkpoint_is_small_and_the_one_recorded():
    content = lifter.CHECKPOINT.read_bytes()
    assert len(content) <= 20e6
    recorded = lifter.CHECKPOINT.with_name(lifter.CHECKPOINT.name + ".sha256").read_text().split()[0]
    assert hashlib.sha256(content).hexdigest() == recorded


def test_typed_values_are_read_from_the_tape():
    stature, mass, gender = lifter.typed(Tape(stature_mm=1700, gender="neutral"))
    assert stature == 1.7
    assert np.isnan(mass)
    assert np.isnan(gender)


@pytest.mark.slow
def test_the_recipe_runs_end_to_end(tmp_path):
    """People, pictures, training with a stop in between, a checkpoint: all at toy size, by the commands."""
    pytest.importorskip("torch")
    pytest.importorskip("mediapipe")

    def run(*arguments: str) -> None:
        command = [sys.executable, "-m", "ml.lifting", *arguments, "--folder", str(tmp_path)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300)

    run("people", "--people", "2")
    run("pictures", "--samples", "40", "--jobs", "1")
    small = ("--batch", "16", "--width", "32")
    run("train", "--steps", "20", *small)
    run("train", "--steps", "200", *small)
    run("export", "--width", "32")
    assert (tmp_path / "curve.png").stat().st_size > 2000
    import torch

    curve = torch.load(tmp_path / "state.pt", weights_only=True)["curve"]
    assert curve[-1]["step"] == 200
    assert curve[-1]["learned_mm"] < 0.8 * curve[0]["learned_mm"]
    tensors, notes = read_tensors((tmp_path / "lifter.safetensors").read_bytes())
    assert notes["parameters"] == " ".join(lifter.parameter_names(layout()))
    assert np.isfinite(tensors["whiten"]).all()
