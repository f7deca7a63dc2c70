"""Soft changes of our own for the body model: fat that swells without folding, and girths without the bands' edges.

MakeHuman's heaviest body has a BMI near 30; continued beyond it, its creases become folds. So the way from an average
to a heavy body is smoothed over the skin, and continues as a change of its own. MakeHuman's "measure-..." changes
swell a narrow band; ours swell along smoothed normals, fading over a hand's width.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

FAT_FADES_M = 0.050  # features of the fat smaller than about twice this are gone
NORMAL_FADES_M = 0.025
PATCH_FADES_M = 0.015
FAT_REACH = 3.0  # times from an average to MakeHuman's heaviest body: what a value of 1 is
SOFTEST_MUSCLE = 0.15
SWELL_M = 0.04  # outwards, at the middle of a girth's window, at a value of 1
TORSO = ("root", "pelvis", "spine", "clavicle", "shoulder", "breast", "upperleg")
# girth -> joints that own it, the joints its axis runs between, how far along, and how fast it fades (m)
GIRTHS = {
    "chest": (("spine", "clavicle", "breast"), "root", "neck01", 0.60, 0.060),
    "underbust": (("spine", "clavicle", "breast"), "root", "neck01", 0.49, 0.055),
    "waist": (TORSO, "root", "neck01", 0.28, 0.060),
    "high-hip": (TORSO, "root", "neck01", 0.08, 0.055),
    "hip": (TORSO, "root", "neck01", -0.06, 0.065),
    "neck": (("neck",), "neck01", "head", 0.45, 0.040),
    "thigh": (("upperleg",), "upperleg01", "lowerleg01", 0.26, 0.080),
    "knee": (("upperleg", "lowerleg"), "upperleg01", "foot", 0.475, 0.055),
    "calf": (("lowerleg",), "lowerleg01", "foot", 0.30, 0.070),
    "ankle": (("lowerleg", "foot"), "lowerleg01", "foot", 0.88, 0.045),
    "upperarm": (("upperarm",), "upperarm01", "lowerarm01", 0.50, 0.060),
    "elbow": (("upperarm", "lowerarm"), "upperarm01", "wrist", 0.53, 0.045),
    "forearm": (("lowerarm",), "lowerarm01", "wrist", 0.30, 0.055),
    "wrist": (("lowerarm", "wrist"), "lowerarm01", "wrist", 0.97, 0.035),
}
# a patch: where between root (0) and neck01 (1), m across from the middle, how fast it fades up and across, and the
# direction it swells in; patches at the side are mirrored
PATCHES = {
    "belly": (0.12, 0.0, 0.085, 0.120, (0.0, -1.0, 0.0)),
    "upper-belly": (0.36, 0.0, 0.070, 0.110, (0.0, -1.0, 0.0)),
    "flank": (0.17, 0.14, 0.065, 0.070, (1.0, 0.0, 0.0)),
    "upper-back": (0.80, 0.0, 0.080, 0.130, (0.0, 1.0, 0.0)),
    "lower-back": (0.22, 0.0, 0.080, 0.110, (0.0, 1.0, 0.0)),
    "seat": (-0.17, 0.075, 0.070, 0.070, (0.0, 1.0, 0.0)),
    "outer-thigh": (-0.32, 0.17, 0.085, 0.080, (1.0, 0.0, 0.0)),
}
NAMES = (
    "fat-female-incr",
    "fat-male-incr",
    *(f"girth-{name}-incr" for name in GIRTHS),
    *(f"soft-{name}-incr" for name in PATCHES),
)


def of_model(model) -> tuple[np.ndarray, np.ndarray]:
    """The soft changes (n, V, 3) and (n, J, 3) m, from anny's own bodies at rest."""
    import torch

    labels = list(model.phenotype_labels)
    average = {"age": 0.68, "height": 0.38}

    def rest(**phenotypes: float) -> tuple[np.ndarray, np.ndarray]:
        values = [(average | phenotypes).get(label, 0.5) for label in labels]
        answer = model(None, torch.tensor([values]), torch.zeros(1, len(model.local_change_labels)))
        return answer["rest_vertices"][0].numpy(), answer["rest_bone_poses"][0, :, :3, 3].numpy()

    weights = np.zeros((len(model.template_vertices), len(model.bone_labels)))
    rows = np.arange(len(weights))[:, None]
    np.add.at(weights, (rows, model.vertex_bone_indices.numpy()), model.vertex_bone_weights.numpy())
    faces = model.faces.numpy()
    return soft_changes(rest, list(model.bone_labels), faces, weights)


def soft_changes(
    rest: Callable, joints: list[str], faces: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The changes of NAMES at a value of 1: (n, V, 3) and (n, J, 3) m.

    Args:
        rest: phenotypes by name -> vertices (V, 3) and joint heads (J, 3) m; what is not named is average.
        joints: (J,) names.
        faces: (F, 4) quads.
        weights: (V, J) skin weights.
    """
    body, heads = rest()
    surface = Surface(body, faces)
    fat = [fat_of(rest, gender) for gender in (1.0, 0.0)]
    changes = [surface.smooth(vertices, FAT_FADES_M) for vertices, _ in fat]
    outwards = surface.smooth(surface.normals, NORMAL_FADES_M)

    def owned(prefixes: tuple[str, ...], side: str = "") -> np.ndarray:
        names = np.array([name.startswith(prefixes) and name.endswith(side) for name in joints])
        return surface.smooth(weights[:, names].sum(1)[:, None], NORMAL_FADES_M)[:, 0].clip(0, 1)

    changes += girths(body, heads, joints, outwards, owned)
    root, neck = (heads[joints.index(name), 2] for name in ("root", "neck01"))
    at = (body[:, 2] - root) / (neck - root), neck - root
    changes += [
        surface.smooth(patch(body, at, *spot, outwards, owned(TORSO)), PATCH_FADES_M) for spot in PATCHES.values()
    ]
    head_changes = [moved for _, moved in fat] + [np.zeros_like(heads)] * (len(changes) - len(fat))
    return np.array([surface.carry(change) for change in changes]), np.array(head_changes)


def fat_of(rest: Callable, gender: float) -> tuple[np.ndarray, np.ndarray]:
    """How vertices (V, 3) and joint heads (J, 3) move from an average to a very heavy body."""
    heavy, light = (rest(gender=gender, weight=w, muscle=SOFTEST_MUSCLE) for w in (1.0, 0.5))
    return FAT_REACH * (heavy[0] - light[0]), FAT_REACH * (heavy[1] - light[1])


def girths(
    body: np.ndarray, heads: np.ndarray, joints: list[str], outwards: np.ndarray, owned: Callable
) -> list[np.ndarray]:
    """(V, 3) m for each of GIRTHS: outwards from the axis, on both sides of the body."""
    changes = []
    for prefixes, start, end, share, fade in GIRTHS.values():
        change = np.zeros_like(body)
        for side in ("",) if start in joints else (".L", ".R"):
            a, b = (heads[joints.index(name if name in joints else name + side)] for name in (start, end))
            length = float(np.linalg.norm(b - a))
            axis = (b - a) / length
            window = np.exp(-0.5 * (((body - a) @ axis - share * length) / fade) ** 2) * owned(prefixes, side)
            change += SWELL_M * window[:, None] * (outwards - np.outer(outwards @ axis, axis))
        changes.append(change)
    return changes


def patch(
    body: np.ndarray,
    at: tuple[np.ndarray, float],
    share: float,
    across: float,
    up_fade: float,
    side_fade: float,
    direction: tuple[float, float, float],
    outwards: np.ndarray,
    trunk: np.ndarray,
) -> np.ndarray:
    """(V, 3) m of one of PATCHES; ``at`` is each vertex's height between root and neck, and the length of 1."""
    height = (at[0] - share) * at[1] / up_fade
    aside = (np.abs(body[:, 0]) - across) / side_fade
    way = np.array(direction) * np.where(direction[0], np.sign(body[:, :1]), 1.0)
    facing = np.clip((outwards * way).sum(1), 0, None)
    window = np.exp(-0.5 * (height**2 + aside**2)) * trunk * facing
    return 1.5 * SWELL_M * window[:, None] * (0.7 * way + 0.3 * outwards)


class Surface:
    """The skin with its cotangent Laplacian, for smoothing what is defined on it."""

    def __init__(self, vertices: np.ndarray, faces: np.ndarray):
        self.count = len(vertices)
        skin = largest_part(self.count, faces)
        quads = faces[skin[faces[:, 0]]]
        triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
        a, b, c = (vertices[triangles[:, k]] for k in range(3))
        normals = np.cross(b - a, c - a)
        double = np.linalg.norm(normals, axis=1)
        self.area = np.sum([np.bincount(triangles[:, k], double / 6, self.count) for k in range(3)], axis=0)
        self.area = np.where(self.area > 0, self.area, 1.0)
        ends, strengths = [], []
        for k in range(3):
            i, j, o = triangles[:, k], triangles[:, (k + 1) % 3], triangles[:, (k + 2) % 3]
            u, v = vertices[i] - vertices[o], vertices[j] - vertices[o]
            cotangent = (u * v).sum(1) / np.maximum(double, 1e-12)
            ends.append(np.stack([i, j], 1))
            strengths.append(np.clip(cotangent, 0.02, 20) / 2)
        self.ends, self.strength = np.concatenate(ends), np.concatenate(strengths)
        summed = np.stack(
            [sum(np.bincount(triangles[:, k], normals[:, x], self.count) for k in range(3)) for x in range(3)], 1
        )
        self.normals = summed / np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), 1e-12)
        outer = np.flatnonzero(skin)
        self.inner = np.flatnonzero(~skin)
        self.nearest = outer[[np.argmin(((vertices[outer] - vertices[k]) ** 2).sum(1)) for k in self.inner]]

    def laplacian(self, field: np.ndarray) -> np.ndarray:
        flow = self.strength[:, None] * (field[self.ends[:, 0]] - field[self.ends[:, 1]])
        columns = [
            np.bincount(self.ends[:, 0], flow[:, x], self.count) - np.bincount(self.ends[:, 1], flow[:, x], self.count)
            for x in range(field.shape[1])
        ]
        return np.stack(columns, 1)

    def smooth(self, field: np.ndarray, fade: float) -> np.ndarray:
        """(V, n) after two implicit steps of heat that reach ``fade`` metres; conjugate gradients."""
        for _ in range(2):
            field = self._heat(field, fade**2 / 4)
        return field

    def _heat(self, field: np.ndarray, time: float) -> np.ndarray:
        def apply(x: np.ndarray) -> np.ndarray:
            return self.area[:, None] * x + time * self.laplacian(x)

        x = field.copy()
        residual = self.area[:, None] * field - apply(x)
        step, size = residual.copy(), (residual**2).sum(0)
        for _ in range(400):
            moved = apply(step)
            rate = size / np.maximum((step * moved).sum(0), 1e-300)
            x, residual = x + rate * step, residual - rate * moved
            new = (residual**2).sum(0)
            if np.sqrt(new).max() < 1e-9:
                break
            step, size = residual + step * (new / np.maximum(size, 1e-300)), new
        return x

    def carry(self, change: np.ndarray) -> np.ndarray:
        """(V, 3) with eyes, teeth and tongue moved as the skin nearest to them."""
        carried = change.copy()
        carried[self.inner] = change[self.nearest]
        return carried


def largest_part(count: int, faces: np.ndarray) -> np.ndarray:
    """(count,) True on the skin: the connected part with the most vertices."""
    label = np.arange(count)
    while True:
        spread = label.copy()
        np.minimum.at(spread, faces, label[faces].min(1)[:, None])
        spread = spread[spread]
        if np.array_equal(spread, label):
            return label == np.bincount(label).argmax()
        label = spread
