"""The people of the body bench: shapes, poses and cameras of known truth, baked once from a seed.

python scripts/bench/body_set.py MOCAP_FOLDER [--people N] [--file FILE]      makes body_set.npz anew

Nobody in it stands in for a real person: bodies are drawn as ANSUR II measured adults, and heavier; 40 % of the poses
are captured ones of sequences that are kept from training, the others made here. The motion capture is CMU's: "The data
used in this project was obtained from mocap.cs.cmu.edu. The database was created with funding from NSF EIA-0196217."
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from body_camera import VIEWS, aim_camera
from body_package import load

load()
from toile.addon.core.body.build import MODEL_NAME, build_body, stand_on_floor
from toile.addon.core.body.model import body_model
from toile.addon.core.body.skeleton import rotation_matrix, rotation_vector, translation
from toile.addon.core.body.soles import level_soles
from toile.addon.core.body.tape import shape_from_tape
from toile.addon.core.camera import intrinsics
from toile.addon.core.errors import TapeError
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Body, BodyFit, Camera, Tape
from toile.ml.lifting.people import GROWTH, tapes

FILE = Path(__file__).with_name("body_set.npz")
SEED = 31_337_003  # training has its own
COUNT = 300
CAPTURED, CROPPED, DRESSED = 0.4, 0.2, 1 / 3
# How far each value of a solved shape is moved, so that people of one tape differ. Gender stays.
PHENOTYPE_NOISE, CHANGE_NOISE = 0.04, 0.09
THIN, THIN_BMI = (4, 9), (17.0, 21.5)  # of each twelve people, a woman and a man
BMI_RANGE = (16.5, 42.5)
CROPS = ("", "knees", "hips")


@dataclass(frozen=True, eq=False)
class Person:
    """One person of the bench, standing on the floor, facing -Y."""

    number: int
    gender: str  # "female" or "male"
    shape: np.ndarray  # (S,) of today's body model
    pose: np.ndarray  # (J, 3, 3)
    world_from_root: np.ndarray  # (4, 4)
    source: str  # a captured sequence's name, or what arms and legs do
    is_captured: bool
    crop: str  # "", "knees" or "hips": where all pictures end
    is_dressed: bool  # chosen to wear draped garments
    cameras: tuple[Camera, ...]  # one a view of VIEWS

    @cached_property
    def fit(self) -> BodyFit:
        """The truth in the form of a fit."""
        return BodyFit(MODEL_NAME, self.shape, self.pose, self.world_from_root, self.cameras[0])

    @cached_property
    def body(self) -> Body:
        return build_body(self.fit)


def bake(mocap: Path, file: Path, count: int = COUNT) -> None:
    """Draw ``count`` people and write them; the same seed writes the same people."""
    from body_poses import Posed, fashion, held_out

    rng = np.random.default_rng(SEED)
    is_captured, is_cropped, is_dressed = (
        rng.permutation(count) < round(count * share) for share in (CAPTURED, CROPPED, DRESSED)
    )
    captured: Iterator[Posed] = iter(held_out(mocap, rng, int(is_captured.sum())))
    people = []
    for number in range(count):
        own = np.random.default_rng([SEED, number])
        gender, shape = draw_shape(own, number)
        posed = next(captured) if is_captured[number] else fashion(shape, own)
        fit = stood(shape, posed.pose, posed.root)
        crop = str(own.choice(CROPS[1:])) if is_cropped[number] else ""
        cameras = aim_cameras(fit, crop, np.random.default_rng([SEED, number, 3]))
        people.append(
            Person(
                number,
                gender,
                shape,
                fit.pose,
                fit.world_from_root,
                posed.source,
                bool(is_captured[number]),
                crop,
                bool(is_dressed[number]),
                cameras,
            )
        )
        print(f"{number + 1} of {count}: {gender}, {posed.source}", flush=True)
    write(people, file)


def draw_shape(rng: np.random.Generator, number: int) -> tuple[str, np.ndarray]:
    """An adult's gender and shape (S,): women and men in turn."""
    model = body_model()
    gender = ("female", "male")[number % 2]
    for tape in tapes(rng):
        if tape.gender != gender:
            continue
        try:
            shape = exhaust(shape_from_tape(slimmed(tape, rng) if number % 12 in THIN else tape))
        except TapeError:
            continue
        noise = np.full(len(shape), CHANGE_NOISE)
        noise[: model.phenotype_count] = PHENOTYPE_NOISE
        noise[model.place("gender")] = 0.0
        for origin in ("african", "asian", "caucasian"):
            shape[model.place(origin)], noise[model.place(origin)] = rng.random(), 0.0
        shape[model.place("age")] = rng.uniform(2 / 3, 1.0) ** 2 * 0.75 + 0.34 * (2 / 3)
        return gender, varied(shape, rng.normal(size=len(shape)) * noise)
    raise AssertionError("tapes never end")


def varied(shape: np.ndarray, change: np.ndarray) -> np.ndarray:
    """A shape (S,) with all of a change that leaves its BMI within the bench's, or half of it, and so on."""
    changed = shape
    for share in (1.0, 0.5, 0.25, 0.1):
        changed = np.clip(shape + share * change, *body_model().shape_limits())
        body = build_body(BodyFit(MODEL_NAME, changed, body_model().identity_pose(), np.eye(4), None))
        if BMI_RANGE[0] <= body.mass_kg / body.measures["stature"] ** 2 <= BMI_RANGE[1]:
            break
    return changed


def slimmed(tape: Tape, rng: np.random.Generator) -> Tape:
    """The tape of someone as tall who is thin: few soldiers are."""
    bmi = rng.uniform(*THIN_BMI)
    less = bmi - tape.mass_kg / (tape.stature_mm / 1000) ** 2
    girths = {f"{name}_mm": getattr(tape, f"{name}_mm") + 1000 * growth * less for name, growth in GROWTH.items()}
    return replace(tape, mass_kg=bmi * (tape.stature_mm / 1000) ** 2, **girths)


def stood(shape: np.ndarray, pose: np.ndarray, root: np.ndarray) -> BodyFit:
    """A posed body on the floor over the world's origin, soles level where they nearly are."""
    model = body_model()
    place = translation(model.rest_heads(shape)[0])
    place[:3, :3], place[:2, 3] = root, 0.0
    fit = BodyFit(MODEL_NAME, shape, pose, place, None)
    fit = BodyFit(MODEL_NAME, shape, level_soles(model, fit), place, None)
    return BodyFit(MODEL_NAME, shape, fit.pose, stand_on_floor(model, fit), None)


def aim_cameras(fit: BodyFit, crop: str, rng: np.random.Generator) -> tuple[Camera, ...]:
    """One camera a view."""
    model = body_model()
    skin = model.posed(fit.shape, fit.pose, fit.world_from_root)[model.is_skin]
    cut = crop_height(fit, crop, rng)
    return tuple(aim_camera(skin, name, cut, rng) for name in VIEWS)


def crop_height(fit: BodyFit, crop: str, rng: np.random.Generator) -> float | None:
    """The height (m) at which pictures end, or None: near the knees, or near the hips."""
    if not crop:
        return None
    model = body_model()
    world = model.world_from_joint(model.rest_heads(fit.shape), fit.pose, fit.world_from_root)
    joint = "lowerleg01" if crop == "knees" else "upperleg01"
    height = np.mean([world[model.joint(f"{joint}.{side}"), 2, 3] for side in "LR"])
    return float(height + rng.uniform(-0.08, 0.12))


def write(people: Sequence[Person], file: Path) -> None:
    """Write the people; shapes and poses with the names of their values, so that they outlive a change of the model."""
    model = body_model()
    cameras = [camera for person in people for camera in person.cameras]
    np.savez_compressed(
        file,
        shape_names=np.array(model.shape_names),
        joints=np.array(model.joints),
        gender=np.array([person.gender for person in people]),
        shape=np.array([person.shape for person in people], np.float32),
        pose=rotation_vector(np.array([person.pose for person in people])).astype(np.float32),
        world_from_root=np.array([person.world_from_root for person in people], np.float64),
        source=np.array([person.source for person in people]),
        is_captured=np.array([person.is_captured for person in people]),
        crop=np.array([person.crop for person in people]),
        is_dressed=np.array([person.is_dressed for person in people]),
        focal=np.array([camera.K[0, 0] for camera in cameras]),
        size=np.array([camera.size for camera in cameras]),
        cam_from_world=np.array([camera.cam_from_world for camera in cameras]),
    )


def halves() -> tuple[list[int], list[int]]:
    """Numbers of the people that the ranges are calibrated on, and of those that are held out; drawn from a seed."""
    order = np.random.default_rng(SEED + 1).permutation(len(read_people())).tolist()
    return order[: len(order) // 2], order[len(order) // 2 :]


@cache
def read_people(file: Path = FILE) -> tuple[Person, ...]:
    """The baked people. Values of a shape that the bake did not know are 0, joints it did not know are straight."""
    model = body_model()
    with np.load(file, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    names, joints = arrays["shape_names"].tolist(), arrays["joints"].tolist()
    shape = np.zeros((len(arrays["shape"]), len(model.shape_names)))
    shape[:, [model.place(name) for name in names]] = arrays["shape"]
    pose = np.tile(model.identity_pose(), (len(shape), 1, 1, 1))
    pose[:, [model.joint(name) for name in joints]] = rotation_matrix(arrays["pose"])
    cameras = [
        Camera(intrinsics(float(focal), (int(size[0]), int(size[1]))), (int(size[0]), int(size[1])), place, "exif")
        for focal, size, place in zip(arrays["focal"], arrays["size"], arrays["cam_from_world"])
    ]
    views = len(VIEWS)
    return tuple(
        Person(
            number,
            str(arrays["gender"][number]),
            shape[number],
            pose[number],
            arrays["world_from_root"][number],
            str(arrays["source"][number]),
            bool(arrays["is_captured"][number]),
            str(arrays["crop"][number]),
            bool(arrays["is_dressed"][number]),
            tuple(cameras[number * views : (number + 1) * views]),
        )
        for number in range(len(shape))
    )


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("mocap", type=Path, help="folder of cmu_poses_mb2skeleton.npz and cmu_poses_asfamc.npz")
    p.add_argument("--people", type=int, default=COUNT)
    p.add_argument("--file", type=Path, default=FILE)
    a = p.parse_args()
    bake(a.mocap, a.file, a.people)


if __name__ == "__main__":
    main()
