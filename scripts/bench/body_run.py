"""Runs the bench's variants over its people, in several processes, and answers one record a person and variant."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from pathlib import Path

import numpy as np
from body_camera import VIEWS
from body_evidence import evidence
from body_metrics import HIPS, SHOULDERS, errors, measures_mm, measures_of, middle, ranges_mm, stance
from body_package import load
from body_pictures import LOOSE, Picture, looseness, take
from body_set import Person, read_people
from body_variants import PHOTOS, answer, tape_of

load()
from toile.addon.core.body.landmarks import landmark_body
from toile.addon.core.body.skeleton import rotation_vector
from toile.addon.core.errors import ToileError
from toile.addon.core.types import PhotoEvidence

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
MOST_LEAN_DEG, MOST_BENT = 15.0, 0.6  # of a person who stands: the trunk, and hips and knees in radians
LEGS = ("upperleg01", "lowerleg01")


@dataclass(frozen=True)
class Case:
    """One way to a body."""

    variant: str  # a key of VARIANTS
    photos: str  # of PHOTOS
    typed: str  # of TYPED


@dataclass(frozen=True)
class Record:
    """What came of one case for one person. Measures in mm, mass in kg."""

    person: int
    case: Case
    groups: tuple[str, ...]  # the subsets this person is in
    bmi: float
    refused: str = ""  # why there is no body
    seconds: float = 0.0
    errors: dict[str, float] = field(default_factory=dict)
    true: dict[str, float] = field(default_factory=dict)
    found: dict[str, float] = field(default_factory=dict)
    ranges: dict[str, tuple[float, float]] = field(default_factory=dict)  # 90 %, as claimed
    typed: tuple[str, ...] = ()  # measures that were typed, and so are not estimates

    def as_json(self) -> dict:
        return asdict(self)


def run(numbers: Iterable[int], cases: Sequence[Case], cache: Path, jobs: int = 1) -> list[Record]:
    """All cases for these people, in their order whatever the number of processes."""
    work = partial(run_person, cases=tuple(cases), cache=cache)
    if jobs <= 1:
        return [record for number in numbers for record in work(number)]
    os.environ |= dict.fromkeys(THREADS, "1")
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        return [record for records in pool.map(work, numbers) for record in records]


def run_person(number: int, cases: tuple[Case, ...], cache: Path) -> list[Record]:
    """One person's records."""
    person = read_people()[number]
    views = sorted({name for case in cases for name in PHOTOS[case.photos]}, key=list(VIEWS).index)
    pictures = {name: take(person, list(VIEWS).index(name)) for name in views}
    seen = {name: evidence(person, list(VIEWS).index(name), cache, pictures[name]) for name in views}
    return [run_case(person, case, pictures, seen) for case in cases]


def run_case(person: Person, case: Case, pictures: dict[str, Picture], seen: dict[str, PhotoEvidence | str]) -> Record:
    """One record; a refusal, by the estimator or the solver, is a record without numbers."""
    body = person.body
    bmi = body.mass_kg / body.measures["stature"] ** 2
    tape = tape_of(person, case.typed)
    typed = tuple(name.rsplit("_", 1)[0] for name in tape.typed())
    made = partial(Record, person.number, case, groups(person.number), bmi, true=measures_mm(body), typed=typed)
    photos = []
    for name in PHOTOS[case.photos]:
        found = seen[name]
        if isinstance(found, str):
            return made(refused=f"{name}: {found}")
        photos.append(found)
    began = time.perf_counter()
    try:
        said = answer(case.variant, photos, tape)
    except ToileError as error:
        return made(refused=str(error))
    seconds = time.perf_counter() - began
    numbers = errors(person, said, pictures["front"])
    if said.fit is None:
        return made(seconds=seconds, errors=numbers)
    return made(seconds=seconds, errors=numbers, found=measures_of(said.fit), ranges=ranges_mm(said.fit))


@cache
def groups(number: int) -> tuple[str, ...]:
    """The subsets of the bench that a person belongs to, of their front photo."""
    person = read_people()[number]
    extra = looseness(person)
    is_heavy = person.body.mass_kg / person.body.measures["stature"] ** 2 > 30
    is_whole = not person.crop
    found = {
        "whole bench": True,
        "standing, frontal, full body": is_whole and stands(person),
        "whole in the picture": is_whole,
        "cropped": not is_whole,
        "tight": extra <= LOOSE,
        "loose": extra > LOOSE,
        "captured pose": person.is_captured,
        "fashion pose": not person.is_captured,
        "women": person.gender == "female",
        "men": person.gender == "male",
        "BMI over 30": is_heavy,
    }
    return tuple(name for name, holds in found.items() if holds)


def stands(person: Person) -> bool:
    """Whether the trunk is upright and the legs nearly straight."""
    small = landmark_body()
    body = stance(person.fit, person.cameras[0])
    trunk = middle(body.landmarks, SHOULDERS) - middle(body.landmarks, HIPS)
    if trunk @ body.up < np.cos(np.radians(MOST_LEAN_DEG)) * np.linalg.norm(trunk):
        return False
    pose = small.reduced_pose(person.pose)
    bends = [np.linalg.norm(rotation_vector(pose[small.joint(f"{joint}.{side}")])) for joint in LEGS for side in "LR"]
    return float(max(bends)) < MOST_BENT
