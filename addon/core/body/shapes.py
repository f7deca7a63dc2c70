"""The parametric body's arrays: how assets/body.npz becomes vertices and joint heads.

A shape is a row of phenotypes and local changes (``shape_names``). It is made into coefficients, and vertices and joint
heads are linear in those. Every method that takes a batch has the batch axis first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np

ASSET = Path(__file__).parents[2] / "assets" / "body.npz"
ORIGINS = ("african", "asian", "caucasian")
# The phenotypes that interpolate between baked anchors, in the order of the blendshapes' switches. Age runs from young
# adult (2/3) to old (1): the bake keeps adults only.
ANCHORS = {
    "gender": (0.0, 1.0),
    "age": (2 / 3, 1.0),
    "muscle": (0.0, 0.5, 1.0),
    "weight": (0.0, 0.5, 1.0),
    "height": (0.0, 1.0),
    "proportions": (0.0, 1.0),
    "cupsize": (0.0, 0.5, 1.0),
    "firmness": (0.0, 0.5, 1.0),
}
# Beyond their anchors these continue in a straight line: weight for a BMI above 32, height for men under 1.36 m.
LIMITS = {name: (anchors[0], anchors[-1]) for name, anchors in ANCHORS.items()} | {
    "weight": (0.0, 2.0),
    "height": (-0.2, 1.05),
    # Of local changes, those that move bones apart continue too: of people, one in a hundred needs it.
    "measure-shoulder-dist-incr": (-1.6, 1.6),
    "torso-scale-horiz-incr": (-1.4, 1.4),
    "neck-scale-depth-incr": (-1.4, 1.4),
    "hip-scale-vert-incr": (-1.4, 1.4),
    "measure-upperleg-height-incr": (-1.4, 1.4),
    "measure-lowerleg-height-incr": (-1.4, 1.4),
}
ADULT_MEAN = {"age": 0.68, "height": 0.38}  # anny's 0.5 is 1.91 m tall as a man; 0.38 is an average adult


@dataclass(frozen=True, eq=False)
class BodyShapes:
    """The family of bodies at rest: shape -> coefficients -> vertices and joint heads, in metres.

    The frame is the body's own: Z up, facing -Y, left = +X, origin in the pelvis.
    """

    shape_names: tuple[str, ...]
    phenotype_count: int
    template_vertices: np.ndarray  # (V, 3)
    template_heads: np.ndarray  # (J, 3)
    basis: np.ndarray  # (C, V * 3) float32
    head_basis: np.ndarray  # (C, J * 3) float32
    switches: tuple[np.ndarray, ...]  # one (N,) array a phenotype: the anchor that switches blendshape n, or "always"
    projection: np.ndarray  # (N, K) blendshape weights to components

    def place(self, name: str) -> int:
        """Where a phenotype or local change stands in a shape."""
        return self.shape_names.index(name)

    @property
    def mean_shape(self) -> np.ndarray:
        """(S,) an adult between female and male, of average height, without local changes."""
        shape = np.zeros(len(self.shape_names))
        shape[: self.phenotype_count] = 0.5
        for name, value in ADULT_MEAN.items():
            shape[self.place(name)] = value
        return shape

    def shape_limits(self) -> tuple[np.ndarray, np.ndarray]:
        """(S,) and (S,): the least and the most each value of a shape may be."""
        low, high = self._limits
        return low.copy(), high.copy()

    @cached_property
    def _limits(self) -> tuple[np.ndarray, np.ndarray]:
        low, high = np.zeros(len(self.shape_names)), np.ones(len(self.shape_names))
        low[self.phenotype_count :] = -1.0
        for name, limits in LIMITS.items():
            low[self.place(name)], high[self.place(name)] = limits
        return low, high

    def coefficients(self, shapes: np.ndarray) -> np.ndarray:
        """(B, S) shapes to (B, C) float32 coefficients."""
        shapes = np.asarray(shapes, float)
        low, high = (limit[self.phenotype_count :] for limit in self._limits)
        phenotypes, changes = shapes[:, : self.phenotype_count], np.clip(shapes[:, self.phenotype_count :], low, high)
        tables = [self._origins(phenotypes)]
        for name, anchors in ANCHORS.items():
            tables.append(_interpolate(np.clip(phenotypes[:, self.place(name)], *LIMITS[name]), np.array(anchors)))
        weights = np.ones((len(shapes), len(self.projection)))
        for table, switch in zip(tables, self.switches, strict=True):
            weights *= table[:, switch]
        both = np.stack([np.maximum(changes, 0), np.maximum(-changes, 0)], axis=2).reshape(len(shapes), -1)
        return np.concatenate([weights @ self.projection, both], axis=1).astype(np.float32)

    def _origins(self, phenotypes: np.ndarray) -> np.ndarray:
        origins = np.clip(phenotypes[:, [self.place(name) for name in ORIGINS]], 0, None)
        total = origins.sum(axis=1, keepdims=True)
        shares = np.where(total > 0, origins / np.where(total > 0, total, 1), 1 / 3)
        return np.concatenate([shares, np.ones((len(shares), 1))], axis=1)

    def vertices(self, coefficients: np.ndarray, subset: np.ndarray | None = None) -> np.ndarray:
        """(B, C) to (B, V, 3) m at rest, or only the vertices of ``subset``.

        For many calls with one subset, take ``vertex_basis(subset)`` once instead.
        """
        template, basis = (self.template_vertices, self.basis) if subset is None else self.vertex_basis(subset)
        return template + (coefficients @ basis).reshape(len(coefficients), -1, 3)

    def vertex_basis(self, subset: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The template (v, 3) and the basis (C, v * 3) of some vertices."""
        basis = self.basis.reshape(len(self.basis), -1, 3)[:, subset]
        return self.template_vertices[subset], np.ascontiguousarray(basis.reshape(len(basis), -1))

    def heads(self, coefficients: np.ndarray) -> np.ndarray:
        """(B, C) to the rest heads of the joints (B, J, 3) m."""
        return self.template_heads + (coefficients @ self.head_basis).reshape(len(coefficients), -1, 3)


def _interpolate(values: np.ndarray, anchors: np.ndarray) -> np.ndarray:
    """(B,) to the weight of each anchor, and a last column of ones: (B, A + 1)."""
    lower = np.clip(np.searchsorted(anchors, values, side="right") - 1, 0, len(anchors) - 2)
    share = (values - anchors[lower]) / (anchors[lower + 1] - anchors[lower])
    table = np.zeros((len(values), len(anchors) + 1))
    rows = np.arange(len(values))
    table[rows, lower] = 1 - share
    table[rows, lower + 1] = share
    table[:, -1] = 1
    return table


@cache
def read_arrays(path: Path = ASSET) -> dict[str, np.ndarray]:
    """The arrays of body.npz, as scripts/bake_body.py wrote them."""
    with np.load(path, allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def load_shapes(path: Path = ASSET) -> BodyShapes:
    arrays = read_arrays(path)
    names = tuple(map(str, arrays["phenotype_names"])) + tuple(map(str, arrays["local_names"]))
    vertex_count = len(arrays["template_vertices"])
    components = arrays["components"].astype(np.float32) * arrays["component_steps"][:, None, None]
    basis = np.concatenate([components, _dense_changes(arrays, vertex_count)])
    heads = np.concatenate([arrays["component_heads"], arrays["local_heads"]])
    return BodyShapes(
        shape_names=names,
        phenotype_count=len(arrays["phenotype_names"]),
        template_vertices=arrays["template_vertices"].astype(float),
        template_heads=arrays["template_heads"].astype(float),
        basis=basis.reshape(len(basis), -1),
        head_basis=heads.reshape(len(heads), -1),
        switches=_switches(arrays),
        projection=arrays["phenotype_projection"].astype(float),
    )


def _dense_changes(arrays: dict[str, np.ndarray], vertex_count: int) -> np.ndarray:
    counts = arrays["local_counts"]
    dense = np.zeros((len(counts), vertex_count, 3), np.float32)
    rows = np.repeat(np.arange(len(counts)), counts)
    dense[rows, arrays["local_vertices"]] = arrays["local_deltas"] * arrays["local_steps"][rows, None]
    return dense


def _switches(arrays: dict[str, np.ndarray]) -> tuple[np.ndarray, ...]:
    """Of each phenotype, which anchor's weight a blendshape takes; one past the last where it does not depend on it."""
    widths = [len(ORIGINS)] + [len(anchors) for anchors in ANCHORS.values()]
    mask = np.unpackbits(arrays["phenotype_mask"], axis=1)[:, : sum(widths)].astype(bool)
    blocks = np.split(mask, np.cumsum(widths)[:-1], axis=1)
    return tuple(np.where(block.any(axis=1), block.argmax(axis=1), block.shape[1]) for block in blocks)
