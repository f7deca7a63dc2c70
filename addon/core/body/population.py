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
    """A measure of ours from one of ANSUR's, for women and men: share, m added, and what is left over (m, one sd)."""

    ansur: str
    women: tuple[float, float] = (1.0, 0.0)
    men: tuple[float, float] = (1.0, 0.0)
    spread: float = 0.002


# ANSUR's waist is at the navel: by Heinz et al. 2003 a woman's narrowest is less by 0.84, a man's by 0.96; soldiers are
# between. Its biceps is flexed. What ANSUR lacks is tied to what is nearest, by this model's bodies of usual people of
# BMI 19 to 40; how crotch and front waist grow with girth agrees with ANSUR's own crotch length and front waist.
RELATIONS = {
    "stature": Relation("stature"),
    "mass": Relation("mass", spread=0.5),
    "chest": Relation("chest", spread=0.010),
    "waist": Relation("waist", (0.93, 0.0), (0.98, 0.0), 0.025),
    "hip": Relation("hip", spread=0.006),
    "inseam": Relation("inseam_height", (0.985, 0.0), (0.985, 0.0), 0.008),
    "neck": Relation("neck", spread=0.006),
    "head": Relation("head", spread=0.006),
    "shoulder_width": Relation("biacromial", (1.10, 0.0), (1.08, 0.0), 0.010),
    "shoulder_length": Relation("shoulder_length", (0.98, 0.0), (0.94, 0.0), 0.004),
    "arm_length": Relation("arm_outseam", spread=0.010),
    "thigh": Relation("thigh", spread=0.010),
    "calf": Relation("calf", spread=0.005),
    "ankle": Relation("ankle", spread=0.007),
    "upper_arm": Relation("biceps_flexed", (0.95, 0.0), (0.94, 0.0), 0.010),
    "elbow": Relation("forearm_flexed", (0.94, 0.0), (0.92, 0.0), 0.010),
    "wrist": Relation("wrist", spread=0.005),
    "back_waist_length": Relation("waist_back", (0.93, 0.0), (0.94, 0.0), 0.007),
    # Only where they are typed:
    "underbust": Relation("chest", (0.98, -0.082), (0.957, 0.0), 0.020),
    "high_hip": Relation("hip", (1.11, -0.128), (1.03, -0.053), 0.020),
    "knee": Relation("calf", (0.90, 0.064), (1.0, 0.0), 0.012),
    "front_waist_length": Relation("chest", (0.311, 0.180), (0.406, 0.104), 0.012),
    "bust_height": Relation("cervicale_height", (0.855, -0.042), (0.895, -0.089), 0.014),
    "outside_leg": Relation("waist_height", (0.982, 0.062), (1.015, -0.004), 0.006),
    "crotch_length": Relation("hip", (0.309, 0.353), (0.27, 0.38), 0.013),
}
EXPECTED = tuple(RELATIONS)[:18]  # of a body that is not typed in full
TORSO = ("chest", "underbust", "waist", "high_hip", "hip")  # who has more of one than ANSUR says has more of the next
BETWEEN_NEIGHBOURS = 0.65  # correlation of what is left over
# m, one sd: whose waist lies higher than usual has these longer, and shorter, together.
WAIST_HIGHER = {"outside_leg": 0.008, "crotch_length": 0.016, "back_waist_length": -0.008, "front_waist_length": -0.008}


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


@cache
def _left_over() -> np.ndarray:
    """The covariance of what ANSUR's measures do not say."""
    spread = np.array([relation.spread for relation in RELATIONS.values()])
    correlation, torso = np.eye(len(spread)), [list(RELATIONS).index(name) for name in TORSO]
    apart = np.abs(np.subtract.outer(np.arange(len(TORSO)), np.arange(len(TORSO))))
    correlation[np.ix_(torso, torso)] = BETWEEN_NEIGHBOURS**apart
    higher = np.array([WAIST_HIGHER.get(name, 0.0) for name in RELATIONS])
    return np.outer(spread, spread) * correlation + np.outer(higher, higher)


def usual(typed: dict[str, float], gender: float) -> Usual:
    """What people have who have the typed measures (m, kg), of all in RELATIONS that are not typed, and the mass."""
    names, mean, covariance = _ansur(gender)
    share, added = np.zeros((len(RELATIONS), len(names))), np.zeros(len(RELATIONS))
    for row, relation in enumerate(RELATIONS.values()):
        women, men = np.array(relation.women), np.array(relation.men)
        share[row, names.index(relation.ansur)], added[row] = gender * women + (1 - gender) * men
    mean, covariance = share @ mean + added, share @ covariance @ share.T + _left_over()
    order = tuple(RELATIONS)
    known = np.array([name in typed for name in order])
    if known.any():
        seen = np.array([typed[name] for name in order if name in typed])
        gain = np.linalg.solve(covariance[np.ix_(known, known)], covariance[known]).T
        mean = mean + gain @ (seen - mean[known])
        covariance = covariance - gain @ covariance[known]
    return Usual(order, mean, (covariance + covariance.T) / 2)
