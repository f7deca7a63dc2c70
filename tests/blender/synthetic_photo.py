"""A photo of nobody, with the truth beside it: the body rendered in painted-on clothes, with and without a new top."""

from __future__ import annotations

from dataclasses import dataclass, replace

import bpy
import numpy as np
from toile.addon.blender.picture import device, nodes, passes
from toile.addon.core.body.build import build_body, posed_vertices
from toile.addon.core.body.landmarks import fitted_landmarks, landmark_body
from toile.addon.core.body.model import REGIONS, body_model
from toile.addon.core.body.skeleton import rotation_matrix, translation
from toile.addon.core.camera import project
from toile.addon.core.photo.by_colour import ByColour
from toile.addon.core.photo.light import Light
from toile.addon.core.photo.sight import ARMS, skin_triangles, vertex_normals
from toile.addon.core.seams import exhaust
from toile.addon.core.types import BodyFit, Camera, Drape, DrapedGarment, Dressed, Garment, PhotoEvidence, Rig

BACKDROP = (0.42, 0.44, 0.46)
PAINTS = {
    "skin": (0.45, 0.27, 0.19),
    "top": (0.05, 0.09, 0.25),
    "bottom": (0.35, 0.34, 0.30),
    "hair": (0.03, 0.02, 0.015),
}
NEW_TOP = (0.75, 0.2, 0.1)
LIGHT = Light(1.0, "left", -0.3, (-0.4924, -0.6428, -0.5868), 0.27, 3.381, (1.0, 1.0, 1.0), 35.0)


@dataclass(frozen=True, eq=False)
class Synthetic:
    evidence: PhotoEvidence
    rig: Rig
    dressed: Dressed
    truth: np.ndarray  # (H, W, 3) uint8: the same person really wearing the new top
    arms: np.ndarray  # (H, W) bool: where an arm is seen before the new top
    top: np.ndarray  # (H, W) bool: where the new top is seen


def make_synthetic(height: int = 256, samples: int = 16) -> Synthetic:
    """The person's left forearm is before the belly; the new top has short sleeves."""
    fit, camera = pose_and_camera(height)
    body = replace(build_body(fit), camera=camera)
    posed = posed_vertices(body)
    title = add_top(posed)
    photo, silhouette = picture(posed, camera, None, samples)
    truth, _ = picture(posed, camera, title, samples)
    with_arms, without = labels(posed, camera, title)
    landmarks = landmark_points(fit, camera)
    evidence = PhotoEvidence(
        photo, landmarks, np.zeros((33, 3)), np.ones(33), silhouette, replace(camera, cam_from_world=np.eye(4))
    )
    segments = exhaust(ByColour(ByColour.Options(), 0).segment(evidence, body))
    evidence = replace(evidence, segments=segments)
    draped = DrapedGarment(
        Garment("top", (), (), "M", (), {}, "jersey", "#bf3319"), title, np.zeros((0, 3)), 1, 0, 0, 0, 1, 1, 0, 0, "A"
    )
    rig = Rig("", "", "", body)
    arms = (without[..., 3] > 0.95) & (with_arms[..., 3] < 0.05)
    return Synthetic(evidence, rig, Dressed(Drape((draped,)), ()), truth, arms, with_arms[..., 3] > 0.95)


def pose_and_camera(height: int) -> tuple[BodyFit, Camera]:
    model = body_model()
    pose = model.identity_pose()
    turns = {
        "upperarm01.L": (0, 0.55, 0),
        "upperarm01.R": (0, -0.5, 0),
        "lowerarm01.L": (-0.9, 0.0, -1.15),
    }
    for name, turn in turns.items():
        pose[model.joint(name)] = rotation_matrix(np.array(turn, float))
    shape = model.mean_shape
    shape[model.place("gender")] = 1.0
    feet = model.posed(shape, pose, np.eye(4))[model.is_skin, 2].min()
    width = height * 3 // 4
    intrinsics = np.array([[1.4 * height, 0, width / 2], [0, 1.4 * height, height / 2], [0, 0, 1.0]])
    world_from_cam = np.eye(4)
    world_from_cam[:3, :3] = [[1, 0, 0], [0, 0, 1], [0, -1, 0]]
    world_from_cam[:3, 3] = (0.0, -2.75, 0.95)
    camera = Camera(intrinsics, (width, height), np.linalg.inv(world_from_cam), "assumed")
    fit = BodyFit("anny", shape, pose, translation(np.array([0.0, 0.0, -feet])), camera)
    return fit, camera


def add_top(posed: np.ndarray, off: float = 0.018) -> str:
    """A stand-in for a garment: the skin of trunk and upper arms, a little way out."""
    model = body_model()
    regions, rest = model.regions, model.template_vertices
    upper = np.isin(regions, [REGIONS.index(n) for n in ("torso", "upper_arm_left", "upper_arm_right")])
    shoulder = model.template_heads[model.joint("upperarm01.L")]
    hip = model.template_heads[model.joint("upperleg01.L")]
    neck = model.template_heads[model.joint("neck01")]
    inside = upper & (np.abs(rest[:, 0]) < shoulder[0] + 0.11) & (rest[:, 2] > hip[2] + 0.02) & (rest[:, 2] < neck[2])
    faces = model.skin_faces[inside[model.skin_faces].all(1)]
    used = np.unique(faces)
    number = np.zeros(len(posed), int)
    number[used] = np.arange(len(used))
    out = posed + off * vertex_normals(posed, skin_triangles())
    mesh = bpy.data.meshes.new("Synthetic Top")
    mesh.from_pydata(out[used].tolist(), [], number[faces].tolist())
    mesh.shade_smooth()
    mesh.materials.append(paint("Synthetic Top", NEW_TOP))
    item = bpy.data.objects.new("Synthetic Top", mesh)
    bpy.context.scene.collection.objects.link(item)
    return item.name


def paint(name: str, colour: tuple[float, float, float]) -> bpy.types.Material:
    material, tree = nodes.new_material(name)
    nodes.output(tree, nodes.add(tree, "BsdfDiffuse", (*colour, 1)).outputs[0])
    return material


def painted_body(collection: bpy.types.Collection, posed: np.ndarray) -> bpy.types.Object:
    """The body in painted clothes: a tank top, trousers, and short hair."""
    model = body_model()
    rest, regions, faces = model.template_vertices, model.regions, model.skin_faces
    item = passes.add_skin(collection, "Synthetic Body", posed, faces, PAINTS["skin"])
    for name in ("top", "bottom", "hair"):
        item.data.materials.append(paint(f"Synthetic {name}", PAINTS[name]))
    middle = rest[faces].mean(1)
    place = regions[faces[:, 0]]
    shoulder = model.template_heads[model.joint("upperarm01.L")]
    hip = model.template_heads[model.joint("upperleg01.L")]
    head = model.template_heads[model.joint("head")]
    which = np.zeros(len(faces), np.int32)
    which[(place == REGIONS.index("torso")) & (np.abs(middle[:, 0]) < shoulder[0] - 0.03)] = 1
    low = np.isin(place, [REGIONS.index(f"{limb}_{side}") for limb in ("thigh", "shin") for side in ("left", "right")])
    which[low | ((place == REGIONS.index("torso")) & (middle[:, 2] < hip[2] + 0.02))] = 2
    which[(place == REGIONS.index("head")) & (middle[:, 2] > head[2] + 0.11)] = 3
    item.data.polygons.foreach_set("material_index", which)
    return item


def picture(posed: np.ndarray, camera: Camera, top: str | None, samples: int) -> tuple[np.ndarray, np.ndarray]:
    """The rendered photo (H, W, 3) uint8 and the person's silhouette (H, W)."""
    from toile.addon.core.photo.image import srgb_from_linear

    width, height = camera.size
    with passes.own_scene(camera, LIGHT) as (scene, collection):
        painted_body(collection, posed)
        if top:
            passes.copy_objects(collection, [top])
        shot = whole(scene, camera, samples)
        for material in [m for m in bpy.data.materials if m.name.startswith("Synthetic ") and m.users == 0]:
            bpy.data.materials.remove(material)
    back = np.array(BACKDROP) * np.linspace(1.1, 0.85, height)[:, None, None] * np.ones((1, width, 1))
    linear = shot[..., :3] + back * (1 - shot[..., 3:])
    return np.rint(srgb_from_linear(linear) * 255).astype(np.uint8), shot[..., 3]


def whole(scene: bpy.types.Scene, camera: Camera, samples: int) -> np.ndarray:
    """The scene's whole picture (H, W, 4), linear."""
    width, height = camera.size
    passes.set_up(scene, (slice(0, height), slice(0, width)), camera, False, device.CPU)
    scene.cycles.seed = 7
    return exhaust(passes.shoot(scene, samples, "", (0, 1)))


def labels(posed: np.ndarray, camera: Camera, top: str) -> tuple[np.ndarray, np.ndarray]:
    """The top alone, held out by the body, and by the body without its arms: (H, W, 4) each."""
    model, shots = body_model(), []
    arm = np.isin(model.regions, ARMS)[model.skin_faces].all(1)
    for faces in (model.skin_faces, model.skin_faces[~arm]):
        with passes.own_scene(camera, LIGHT) as (scene, collection):
            passes.add_skin(collection, "Synthetic Holdout", posed, faces, (0.5,) * 3).is_holdout = True
            passes.copy_objects(collection, [top])
            shots.append(whole(scene, camera, 8))
    return shots[0], shots[1]


def landmark_points(fit: BodyFit, camera: Camera) -> np.ndarray:
    """(33, 2) px."""
    result = np.zeros((33, 2))
    result[landmark_body().landmarks] = project(camera, fitted_landmarks(fit))
    eyes, nose = result[[2, 5]].mean(0), result[0]
    result[[9, 10]] = eyes + 1.7 * (nose - eyes)  # the mouth is not among the body's landmarks
    return result
