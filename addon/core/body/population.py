"""What people with some measures usually have of the others: a joint normal distribution of ANSUR II's measures."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

PEOPLE = Path(__file__).parents[2] / "assets" / "people.json"


@dataclass(frozen=True)
class Relation:
    """A measure of ours as a share of one of ANSUR's, for women and men, and what is left over (m, one sd)."""

    ansur: str
    women: float = 1.0
    men: float = 1.0
    spread: float = 0.002


# ANSUR's waist is at the navel: by Heinz et al. 2003 a woman's narrowest is less by 0.84, a man's by 0.96; soldiers are
# between. Its biceps is flexed. What ANSUR lacks is tied to what is nearest, by the bodies of this model.
RELATIONS = {
    "stature": Relation("stature"),
    "mass": Relation("mass", spread=0.5),
    "chest": Relation("chest", spread=0.015),
    "waist": Relation("waist", 0.93, 0.98, 0.030),
    "hip": Relation("hip", spread=0.008),
    "inseam": Relation("inseam_height", 0.985, 0.985, 0.010),
    "neck": Relation("neck", spread=0.008),
    "head": Relation("head", spread=0.006),
    "shoulder_width": Relation("biacromial", 1.10, 1.08, 0.010),
    "shoulder_length": Relation("shoulder_length", 0.98, 0.94, 0.004),
    "arm_length": Relation("arm_outseam", spread=0.012),
    "thigh": Relation("thigh", spread=0.015),
    "calf": Relation("calf", spread=0.006),
    "ankle": Relation("ankle", spread=0.010),
    "upper_arm": Relation("biceps_flexed", 0.95, 0.94, 0.012),
    "elbow": Relation("forearm_flexed", 0.94, 0.92, 0.012),
    "wrist": Relation("wrist", spread=0.005),
    "back_waist_length": Relation("waist_back", 0.93, 0.94, 0.012),
    # Only where they are typed:
    "underbust": Relation("chest", 0.92, 0.95, 0.030),
    "high_hip": Relation("hip", 0.97, 0.98, 0.035),
    "knee": Relation("calf", 1.01, 1.00, 0.018),
    "front_waist_length": Relation("waist_back", 1.05, 1.03, 0.018),
    "bust_height": Relation("cervicale_height", 0.835, 0.840, 0.016),
    "outside_leg": Relation("waist_height", 1.035, 1.02, 0.012),
    "crotch_length": Relation("hip", 0.68, 0.66, 0.030),
}
EXPECTED = tuple(RELATIONS)[:18]  # of a body that is not typed in full


@dataclass(frozen=True, eq=False)
class Usual:
    """What is usual: of measures by name, the mean (n,) m and kg, and their covariance (n, n)."""

    names: tuple[str, ...]
    mean: np.ndarray
    covariance: np.ndarray

    def value(self, name: str) -> float:
        return float(self.mean[self.names.index(name)])

    def some(self, names: tuple[str, ...]) -> Usual:
        rows = [self.names.index(name) for name in names]
        return Usual(names, self.mean[rows], self.covariance[np.ix_(rows, rows)])


@cache
def _ansur(gender: float) -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
    """ANSUR's names, means (m, kg) and covariance; between women and men, a mixture."""
    tables = json.loads(PEOPLE.read_text("utf-8"))
    names = tuple(tables["female"]["names"])
    unit = np.array([1.0 if name == "mass" else 1e-3 for name in names])
    means, covariances = [], []
    for sex in ("female", "male"):
        spread = np.array(tables[sex]["sd"]) * unit
        means.append(np.array(tables[sex]["mean"]) * unit)
        covariances.append(np.outer(spread, spread) * np.array(tables[sex]["correlation"]))
    mean = gender * means[0] + (1 - gender) * means[1]
    apart = np.outer(means[0] - means[1], means[0] - means[1])
    return names, mean, gender * covariances[0] + (1 - gender) * covariances[1] + gender * (1 - gender) * apart


def usual(typed: dict[str, float], gender: float) -> Usual:
    """What people have who have the typed measures (m, kg), of all in RELATIONS that are not typed, and the mass."""
    names, mean, covariance = _ansur(gender)
    share = np.zeros((len(RELATIONS), len(names)))
    for row, relation in enumerate(RELATIONS.values()):
        share[row, names.index(relation.ansur)] = gender * relation.women + (1 - gender) * relation.men
    left = np.diag([relation.spread**2 for relation in RELATIONS.values()])
    mean, covariance = share @ mean, share @ covariance @ share.T + left
    order = tuple(RELATIONS)
    known = np.array([name in typed for name in order])
    if known.any():
        seen = np.array([typed[name] for name in order if name in typed])
        gain = np.linalg.solve(covariance[np.ix_(known, known)], covariance[known]).T
        mean = mean + gain @ (seen - mean[known])
        covariance = covariance - gain @ covariance[known]
    return Usual(order, mean, (covariance + covariance.T) / 2)
