"""The shape that is usual for a stature and a build, and how far each of its values may be from that.

How heavy a person is runs along one line from thin to fat: MakeHuman's weight as far as it looks natural, then soft fat
that does not fold; with it the muscle goes down, for heavy people are seldom athletes.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from .measures import DENSITY
from .model import BodyModel, body_model
from .taut import volume

# Spread of each value about what is usual, chosen by looking at bodies of BMI 17 to 45: wide on what spreads over the
# body, small on what makes a band. A "girth-" of 0.1 is 4 mm all round.
SPREAD = {
    "height": 0.05,
    "weight": 0.12,
    "muscle": 0.07,
    "proportions": 0.18,
    "cupsize": 0.25,
    "fat-female-incr": 0.08,
    "fat-male-incr": 0.08,
    "torso-scale-depth-incr": 0.30,
    "torso-scale-horiz-incr": 0.35,
    "torso-scale-vert-incr": 0.35,
    "torso-vshape-incr": 0.35,
    "torso-muscle-dorsi-incr": 0.15,
    "torso-muscle-pectoral-incr": 0.12,
    "hip-scale-depth-incr": 0.10,
    "hip-scale-horiz-incr": 0.10,
    "hip-scale-vert-incr": 0.25,
    "hip-waist-up": 0.35,
    "stomach-pregnant-incr": 0.10,
    "stomach-tone-incr": 0.20,
    "buttocks-volume-incr": 0.20,
    "breast-trans-up": 0.25,
    "upperleg-fat-incr": 0.30,
    "lowerleg-fat-incr": 0.20,
    "upperarm-fat-incr": 0.20,
    "lowerarm-fat-incr": 0.20,
    "upperleg-muscle-incr": 0.12,
    "lowerleg-muscle-incr": 0.15,
    "upperarm-muscle-incr": 0.12,
    "lowerarm-muscle-incr": 0.12,
    "upperarm-shoulder-muscle-incr": 0.15,
    "upperleg-scale-horiz-incr": 0.20,
    "upperleg-scale-depth-incr": 0.25,
    "lowerleg-scale-horiz-incr": 0.15,
    "lowerleg-scale-depth-incr": 0.15,
    "upperarm-scale-horiz-incr": 0.15,
    "upperarm-scale-depth-incr": 0.15,
    "lowerarm-scale-horiz-incr": 0.15,
    "lowerarm-scale-depth-incr": 0.15,
    "measure-upperleg-height-incr": 0.35,
    "measure-lowerleg-height-incr": 0.30,
    "measure-upperarm-length-incr": 0.60,
    "measure-lowerarm-length-incr": 0.60,
    "measure-napetowaist-dist-incr": 0.35,
    "measure-waisttohip-dist-incr": 0.35,
    "measure-shoulder-dist-incr": 0.60,
    "measure-frontchest-dist-incr": 0.25,
    "measure-neck-height-incr": 0.25,
    "neck-scale-vert-incr": 0.20,
    "neck-trans-forward": 0.25,
    "neck-back-scale-depth-incr": 0.25,
    "torso-trans-forward": 0.12,
    "breast-dist-incr": 0.20,
    "breast-point-incr": 0.15,
    "breast-volume-vert-up": 0.20,
    "neck-scale-horiz-incr": 0.50,
    "neck-scale-depth-incr": 0.40,
    "head-scale-horiz-incr": 0.25,
    "head-scale-depth-incr": 0.25,
    "head-scale-vert-incr": 0.20,
    "head-fat-incr": 0.20,
    "neck-double-incr": 0.15,
    "measure-bust-circ-incr": 0.06,
    "measure-underbust-circ-incr": 0.06,
    "measure-wrist-circ-incr": 0.25,
    "measure-ankle-circ-incr": 0.15,
    "girth-chest-incr": 0.12,
    "girth-underbust-incr": 0.10,
    "girth-waist-incr": 0.12,
    "girth-high-hip-incr": 0.12,
    "girth-hip-incr": 0.12,
    "girth-neck-incr": 0.15,
    "girth-thigh-incr": 0.12,
    "girth-knee-incr": 0.10,
    "girth-calf-incr": 0.08,
    "girth-ankle-incr": 0.08,
    "girth-upperarm-incr": 0.08,
    "girth-elbow-incr": 0.08,
    "girth-forearm-incr": 0.06,
    "girth-wrist-incr": 0.08,
    "soft-belly-incr": 0.22,
    "soft-upper-belly-incr": 0.12,
    "soft-flank-incr": 0.18,
    "soft-upper-back-incr": 0.12,
    "soft-lower-back-incr": 0.12,
    "soft-seat-incr": 0.18,
    "soft-outer-thigh-incr": 0.15,
}
WOMEN_ONLY = {"cupsize", "fat-female-incr", "breast-point-incr", "breast-volume-vert-up"}
MEN_ONLY = {"fat-male-incr"}
HEAVINESS = np.linspace(0.0, 3.2, 17)  # the line from thin to fat; 0.5 is average, 1 is MakeHuman's heaviest
NATURAL_WEIGHT = 0.85  # beyond it, MakeHuman's weight folds
FAT_BEGINS, FAT_RATE = 0.7, 0.42
MUSCLE = ((0.0, 0.5, 1.0, 1.6), (0.36, 0.38, 0.26, 0.20), (0.24, 0.46, 0.30, 0.22))  # heaviness; women; men
SHORTEST, TALLEST = 0.1, 0.7  # of the height's range, between which stature is nearly straight


def free_names(gender: float) -> tuple[str, ...]:
    """The values of a shape that a tape moves."""
    left_out = (MEN_ONLY if gender > 0.5 else set()) | (WOMEN_ONLY if gender < 0.5 else set())
    return tuple(name for name in SPREAD if name not in left_out)


def set_heaviness(model: BodyModel, shape: np.ndarray, heaviness: float) -> None:
    """Put a shape (S,) on the line from thin to fat."""
    gender = float(shape[model.place("gender")])
    weight = np.minimum(heaviness, 0.7 + 0.35 * max(heaviness - 0.7, 0.0))
    shape[model.place("weight")] = min(weight, NATURAL_WEIGHT)
    at, women, men = MUSCLE
    shape[model.place("muscle")] = gender * np.interp(heaviness, at, women) + (1 - gender) * np.interp(
        heaviness, at, men
    )
    fat = FAT_RATE * max(heaviness - FAT_BEGINS, 0.0)
    shape[model.place("fat-female-incr")] = min(gender * fat, 1.0)
    shape[model.place("fat-male-incr")] = min((1 - gender) * fat, 1.0)


@lru_cache(maxsize=8)
def _line(gender: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Along HEAVINESS: the BMI, and the stature (m) at the short and at the tall end."""
    model = body_model()
    found = []
    for heaviness in HEAVINESS:
        shape = model.mean_shape
        shape[model.place("gender")] = gender
        set_heaviness(model, shape, float(heaviness))
        vertices = model.rest(shape)
        bmi = volume(vertices, model.skin_faces) * DENSITY / np.ptp(vertices[model.is_skin, 2]) ** 2
        statures = []
        for height in (SHORTEST, TALLEST):
            shape[model.place("height")] = height
            statures.append(np.ptp(model.rest(shape)[model.is_skin, 2]))
        found.append((bmi, *statures))
    bmi, short, tall = np.array(found).T
    return np.maximum.accumulate(bmi), short, tall


def usual_shape(gender: float, stature: float, bmi: float) -> np.ndarray:
    """(S,) the shape in the middle of those with this stature (m) and BMI."""
    model = body_model()
    bmis, short, tall = _line(gender)
    heaviness = float(np.interp(bmi, bmis, HEAVINESS))
    shape = model.mean_shape
    shape[model.place("gender")] = gender
    set_heaviness(model, shape, heaviness)
    low, high = np.interp(heaviness, HEAVINESS, short), np.interp(heaviness, HEAVINESS, tall)
    height = SHORTEST + (TALLEST - SHORTEST) * (stature - low) / (high - low)
    least, most = (limit[model.place("height")] for limit in model.shape_limits())
    shape[model.place("height")] = np.clip(height, least, most)
    return shape


def spreads(gender: float) -> tuple[np.ndarray, np.ndarray]:
    """The places in a shape of the values that a tape moves, and the spread of each."""
    names = free_names(gender)
    return np.array([body_model().place(name) for name in names]), np.array([SPREAD[name] for name in names])
