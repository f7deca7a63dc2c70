"""The body on its armature as a file for other programs: glTF, FBX or USD, from a copy that holds nothing else.

The rest pose is the rest mesh. The pose is an action of two frames, 0 the rest pose and 1 the pose as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import bpy
import numpy as np
from mathutils import Matrix

from ...core.body.influences import drawn_poses, limited_weights, most_influences
from ...core.body.model import body_model
from ...core.body.skeleton import skin
from ...core.errors import JobError
from .armature import ARMATURE, BODY, add_weights, editing
from .posed import AGAIN, armature_object

REST_FRAME, POSE_FRAME = 0, 1
MOST_INFLUENCES = 4  # that game engines and many viewers of glTF and FBX take
ROW_SUM_LIMIT = 1e-3
POSE, ASIDE = "Toile Pose", " (aside)"
SEED = 0  # of the poses by which fewer weights are fitted
GLTF = dict(
    use_selection=True,
    export_yup=True,
    export_materials="NONE",
    export_extras=False,
    export_cameras=False,
    export_lights=False,
    export_def_bones=True,
    export_animation_mode="ACTIVE_ACTIONS",
    export_nla_strips_merged_animation_name=POSE,
    export_all_influences=True,
    export_force_sampling=True,
    export_optimize_animation_size=False,
    export_rest_position_armature=True,
)
FBX = dict(
    use_selection=True,
    object_types={"ARMATURE", "MESH"},
    apply_scale_options="FBX_SCALE_UNITS",
    use_armature_deform_only=True,
    add_leaf_bones=False,
    bake_anim_use_all_actions=False,
    bake_anim_use_nla_strips=False,
    bake_anim_simplify_factor=0.0,
    mesh_smooth_type="FACE",
    path_mode="STRIP",
    use_custom_props=False,
)
USD = dict(
    selected_objects_only=True,
    export_animation=True,
    export_armatures=True,
    only_deform_bones=True,
    export_materials=False,
    export_custom_properties=False,
    author_blender_name=False,
    convert_world_material=False,
)


@dataclass(frozen=True)
class Exported:
    """What was written, and how much of the deformation was lost by it."""

    path: Path
    influences: int  # joints that move a vertex at most, in the file
    influences_before: int
    off_max_mm: float  # between the body as it stands and with the file's weights
    off_mean_mm: float

    def sentence(self) -> str:
        said = f"{self.path.name} written: at most {self.influences} joints a vertex"
        if self.influences == self.influences_before:
            return f"{said}, nothing lost"
        return (
            f"{said} (the body has {self.influences_before}); "
            f"the pose differs by {self.off_mean_mm:.2f} mm on average, {self.off_max_mm:.1f} mm at most"
        )


def export_body(path: Path, influences: int = MOST_INFLUENCES, body: str = BODY, armature: str = ARMATURE) -> Exported:
    """Write the body and its armature. ``influences``: joints that may move a vertex; 0 is as many as do.

    Raises:
        JobError: the file's ending is not known, its folder is absent, or the body cannot be exported as it is.
    """
    write = writer(path)
    if not 0 <= influences <= len(body_model().joints):
        raise JobError(f"A vertex cannot be moved by {influences} joints.", "Write 4, or 0 for as many as there are.")
    rig = armature_object(armature)
    item = body_object(body, rig)
    weights = weights_of(item)
    limited = fewer_influences(item, rig, weights, influences) if influences else weights
    off = lost_mm(item, rig, weights, limited)
    with copies(item, rig, limited):
        try:
            write(path)
        except (AttributeError, KeyError) as error:  # the operator is looked up when it is called
            raise JobError(f"This build of Blender writes no {path.suffix}.", "Choose another kind.") from error
        except RuntimeError as error:
            raise JobError(f"{path} cannot be written: {error}", "Choose another folder.") from error
    if not path.is_file():
        raise JobError(f"Blender wrote no {path.name}.", "Look at Blender's console for the reason.")
    forget_file(path)
    return Exported(path, most_influences(limited), most_influences(weights), float(off.max()), float(off.mean()))


def forget_file(path: Path) -> None:
    """Blank the open .blend's path, which Blender's FBX exporter writes into the file whatever the settings."""
    name, content = bpy.data.filepath.encode(), path.read_bytes()
    if name and name in content:
        path.write_bytes(content.replace(name, b" " * len(name)))


def writer(path: Path):
    """What writes a file of this ending."""
    if not path.parent.is_dir():
        raise JobError(f"There is no folder {path.parent}.", "Choose another.")
    kinds = {
        ".glb": lambda to: bpy.ops.export_scene.gltf(filepath=str(to), export_format="GLB", **known("gltf", GLTF)),
        ".fbx": lambda to: bpy.ops.export_scene.fbx(filepath=str(to), **FBX),
        **dict.fromkeys((".usd", ".usdc", ".usda"), lambda to: bpy.ops.wm.usd_export(filepath=str(to), **USD)),
    }
    if path.suffix.lower() not in kinds:
        raise JobError(f"{path.name} ends with no known kind.", f"Known: {', '.join(kinds)}.")
    return kinds[path.suffix.lower()]


def known(name: str, settings: dict) -> dict:
    """The settings that this Blender's exporter has."""
    has = getattr(bpy.ops.export_scene, name).get_rna_type().properties.keys()
    return {key: value for key, value in settings.items() if key in has}


def body_object(name: str, rig: bpy.types.Object) -> bpy.types.Object:
    """The body's mesh, checked: every joint has its group, every vertex its weights, and the rig moves it.

    Raises:
        JobError: it cannot be exported as it is.
    """
    item, model = bpy.data.objects.get(name), body_model()
    if item is None or item.type != "MESH":
        raise JobError(f"There is no body {name!r} in the file.", "Estimate the body first.")
    if missing := [joint for joint in model.joints if joint not in item.vertex_groups]:
        raise JobError(f"{name!r} has no vertex group {missing[0]!r}.", AGAIN)
    if missing := [joint for joint in model.joints if joint not in rig.data.bones]:
        raise JobError(f"{rig.name!r} has no bone {missing[0]!r}.", AGAIN)
    if not any(each.type == "ARMATURE" and each.object == rig for each in item.modifiers):
        raise JobError(f"{name!r} is not moved by {rig.name!r}.", AGAIN)
    for each in (item, rig):
        if max(abs(scale - 1) for scale in each.matrix_world.to_scale()) > 1e-4:
            raise JobError(f"{each.name!r} is scaled: a metre would be no metre.", "Clear its scale (Alt+S).")
    return item


def weights_of(item: bpy.types.Object) -> np.ndarray:
    """(V, J) the skin weights in the vertex groups, rows summing to 1.

    Raises:
        JobError: a vertex has no weights, or none that sum to 1.
    """
    place = {item.vertex_groups[name].index: joint for joint, name in enumerate(body_model().joints)}
    weights = np.zeros((len(item.data.vertices), len(place)))
    for vertex in item.data.vertices:
        for group in vertex.groups:
            if group.group in place:
                weights[vertex.index, place[group.group]] = group.weight
    total = weights.sum(1)
    if len(off := np.flatnonzero(np.abs(total - 1) > ROW_SUM_LIMIT)):
        raise JobError(f"The weights of {len(off)} vertices of {item.name!r} do not sum to 1.", AGAIN)
    return weights / total[:, None]


def fewer_influences(item: bpy.types.Object, rig: bpy.types.Object, weights: np.ndarray, influences: int) -> np.ndarray:
    """(V, J) weights of which at most ``influences`` a vertex are not 0; see core/body/influences.py."""
    model = body_model()
    heads = np.array([np.array(rig.data.bones[name].head_local) for name in model.joints])
    return limited_weights(rest_vertices(item), weights, drawn_poses(model, heads, SEED), influences)


def rest_vertices(item: bpy.types.Object) -> np.ndarray:
    """(V, 3) m, the mesh as it is without its modifiers."""
    vertices = np.empty(len(item.data.vertices) * 3, np.float32)
    item.data.vertices.foreach_get("co", vertices)
    return vertices.reshape(-1, 3).astype(float)


def lost_mm(item: bpy.types.Object, rig: bpy.types.Object, weights: np.ndarray, limited: np.ndarray) -> np.ndarray:
    """(V,) mm by which the weights (V, J) differ from the limited ones, in the pose as it stands."""
    bpy.context.view_layer.update()
    joints = body_model().joints
    rest = np.array([np.array(rig.data.bones[name].matrix_local) for name in joints])
    posed = np.array([np.array(rig.pose.bones[name].matrix) for name in joints])
    places = [skin(rest_vertices(item), each, rest, posed) for each in (weights, limited)]
    return 1000 * np.linalg.norm(places[0] - places[1], axis=1)


@contextmanager
def copies(item: bpy.types.Object, rig: bpy.types.Object, weights: np.ndarray) -> Iterator[None]:
    """Copies of body and armature under the same names, in a scene of their own that the window shows meanwhile."""
    window, users, mode = bpy.context.window, bpy.context.scene, bpy.context.mode
    bpy.context.view_layer.update()
    seen = {name: np.array(rig.pose.bones[name].matrix) for name in body_model().joints}
    scene = bpy.data.scenes.new(POSE)  # FBX names the animation after it
    originals = [(block, block.name) for each in (item, rig) for block in (each, each.data)]
    made: list[bpy.types.ID] = [scene]
    if mode != "OBJECT":
        bpy.ops.object.mode_set(mode="OBJECT")
    try:
        window.scene = scene  # edit mode and the exporters know no other than the window's
        for block, name in originals:
            block.name = name + ASIDE
        scene.frame_start, scene.frame_end = REST_FRAME, POSE_FRAME
        bones, mesh = (copy_of(each, scene, made) for each in (rig, item))
        for (_, name), block in zip(originals, (mesh, mesh.data, bones, bones.data), strict=True):
            block.name = name
        mesh.parent = bones
        mesh.modifiers.clear()
        mesh.modifiers.new("Armature", "ARMATURE").object = bones
        mesh.vertex_groups.clear()
        add_weights(mesh, body_model().joints, weights)
        made.append(pose_action(bones, seen))
        scene.frame_set(POSE_FRAME)
        yield
    finally:
        window.scene = users
        bpy.data.batch_remove(made)
        for block, name in originals:
            block.name = name
        if mode == "POSE":
            bpy.ops.object.mode_set(mode="POSE")


def copy_of(item: bpy.types.Object, scene: bpy.types.Scene, made: list[bpy.types.ID]) -> bpy.types.Object:
    """A copy without animation, custom properties and materials, selected in the scene."""
    copy = item.copy()
    copy.data = item.data.copy()
    made += [copy, copy.data]
    for block in (copy, copy.data):
        block.animation_data_clear()
        for key in list(block.keys()):
            del block[key]
    if copy.type == "MESH":
        copy.data.materials.clear()
    scene.collection.objects.link(copy)
    copy.hide_viewport = copy.hide_render = False
    copy.hide_set(False, view_layer=scene.view_layers[0])
    copy.select_set(True, view_layer=scene.view_layers[0])
    return copy


def pose_action(rig: bpy.types.Object, seen: dict[str, np.ndarray]) -> bpy.types.Action:
    """The rest pose and the pose of matrices (4, 4), keyed; constraints, and bones that are no joints, go."""
    with editing(rig) as bones:
        for extra in [bone for bone in bones if bone.name not in seen]:
            bones.remove(extra)
    rest = {name: np.array(rig.data.bones[name].matrix_local) for name in seen}
    for name, matrix in seen.items():
        bone = rig.pose.bones[name]
        bone.rotation_mode = "QUATERNION"
        for constraint in list(bone.constraints):
            bone.constraints.remove(constraint)
        above = bone.parent.name if bone.parent else None
        local = np.linalg.solve(rest[above], rest[name]) if above else rest[name]
        stands = np.linalg.solve(seen[above], matrix) if above else matrix
        for frame, basis in ((REST_FRAME, np.eye(4)), (POSE_FRAME, np.linalg.solve(local, stands))):
            bone.matrix_basis = Matrix(basis.tolist())
            bone.keyframe_insert("rotation_quaternion", frame=frame)
            if not above:
                bone.keyframe_insert("location", frame=frame)
    action = rig.animation_data.action
    action.name = POSE
    return action
