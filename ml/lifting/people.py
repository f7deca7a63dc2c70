"""The people to learn from: shapes of adults as ANSUR II measured them, and heavier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...addon.core.body.model import body_model
from ...addon.core.body.population import usual
from ...addon.core.body.tape import shape_from_tape
from ...addon.core.body.tape_check import GENDERS
from ...addon.core.errors import TapeError
from ...addon.core.seams import exhaust
from ...addon.core.types import FEMALE, Tape

DRAWN: tuple[str, ...] = ("stature", "chest", "waist", "hip", "inseam", "mass")
HEAVIER = 0.3  # of all people have a mass beyond what soldiers have
BMI_RANGE = (17.0, 42.0)
GROWTH = {"chest": 0.024, "waist": 0.029, "hip": 0.021}  # m a unit of BMI; ANSUR's own slopes
# How far each value of a shape is moved from a solved body's: phenotypes, then local changes.
PHENOTYPE_NOISE, CHANGE_NOISE = 0.03, 0.08
NEW_CHANGES = 0.2  # of the local changes that the solved body does not have
AGES = (2 / 3, 1.0)


@dataclass(frozen=True, eq=False)
class People:
    """Solved bodies; ``draw`` gives one that is like them and is none of them."""

    shapes: np.ndarray  # (N, S)
    names: tuple[str, ...]

    def draw(self, rng: np.random.Generator) -> np.ndarray:
        """(S,) a shape between two solved ones of like gender, changed a little."""
        first = self.shapes[rng.integers(len(self.shapes))]
        gender = self.names.index("gender")
        alike = self.shapes[np.abs(self.shapes[:, gender] - first[gender]) < 0.3]
        share = rng.uniform(0, 0.5)
        shape = first * (1 - share) + alike[rng.integers(len(alike))] * share
        count = body_model().phenotype_count
        noise = np.r_[np.full(count, PHENOTYPE_NOISE), np.full(len(shape) - count, CHANGE_NOISE)]
        noise[gender] = 0.0
        change = rng.normal(size=len(shape)) * noise
        change[(shape == 0) & (rng.random(len(shape)) >= NEW_CHANGES)] = 0.0
        shape = shape + change
        shape[self.names.index("age")] = rng.uniform(*AGES)
        return np.clip(shape, *body_model().shape_limits())


def tapes(rng: np.random.Generator) -> Iterator[Tape]:
    """People's measures, women and men in turn, without end."""
    while True:
        for gender in ("female", "male"):
            people = usual({}, GENDERS[gender]).some(DRAWN)
            person: dict[str, float] = dict(zip(DRAWN, rng.multivariate_normal(people.mean, people.covariance)))
            square = person["stature"] ** 2
            if rng.random() < HEAVIER:
                bmi, wanted = person["mass"] / square, rng.uniform(26, BMI_RANGE[1])
                person["mass"] = wanted * square
                for name, growth in GROWTH.items():
                    person[name] += growth * (wanted - bmi)
            if BMI_RANGE[0] <= person["mass"] / square <= BMI_RANGE[1]:
                mass = person.pop("mass")
                lengths = {f"{name}_mm": 1000 * value for name, value in person.items()}
                yield Tape(gender=gender, mass_kg=mass, **lengths)


def solve_people(seed: int, count: int) -> Iterator[np.ndarray]:
    """Shapes (S,) of ``count`` people; those that no body has are left out."""
    rng = np.random.default_rng(seed)
    found = 0
    for tape in tapes(rng):
        try:
            shape = exhaust(shape_from_tape(tape))
        except TapeError:
            continue
        found += 1
        yield shape
        if found == count:
            return


def is_woman(shape: np.ndarray) -> bool:
    return abs(shape[body_model().place("gender")] - FEMALE) < 0.5
