"""The person's own face, from the photo, on the avatar's skin and eyes.

The photo is a picture that a material holds and nothing packs: a file that is saved meanwhile has none of it, and it
goes with the avatar.
"""

from __future__ import annotations

import bpy
import numpy as np

from ....core.face.head_pose import mark_vertices
from ....core.face.own_face import OwnFace, off_axis, take_face
from ....core.photo.image import lab_from_linear
from ....core.types import PhotoEvidence, Rig
from ...picture import nodes
from . import brows, eyes, figure
from .skin import mottled
from .tones import AUTO, Colour, skin_colour

PLAIN, OWN = "plain", "own"
NAME = "Toile Own Face"
AT, COUNTS = "own_face_at", "own_face_counts"
MOST_APART = 16.0  # Lab, of a chosen skin tone from the photo's
ENTERS, SHINES = 0.15, 0.25  # of the skin's own scattering and gloss, where the photo has both in it


def wear(
    rig: Rig, evidence: PhotoEvidence | None, looks: figure.Looks, scene: bpy.types.Scene
) -> dict[str, float | int | str]:
    """Lay the photo's face on the avatar if it will do from the scene's camera; what was done, for the record."""
    seen = bpy.data.objects[rig.armature_object].get(figure.SEEN_SKIN)
    tone = skin_colour(looks.skin_tone, tuple(seen) if seen else None)
    face = other_tone(looks, tone, seen) or take_face(rig.body, evidence, tone)
    if isinstance(face, OwnFace):
        face = off_axis(face, eye_by_rest(rig, scene)) or face
    if isinstance(face, str):
        return without(face)
    put_on(face, tone)
    aside = face.aside_deg(eye_by_rest(rig, scene))
    return {"face": OWN, "face_aside_deg": round(aside, 1), "face_off_mm": round(face.head.off_mm, 1)}


def all_round() -> dict[str, float | int | str]:
    """As ``wear``, of a turntable."""
    return without("A turntable shows the head from all sides, and the photo from one.")


def without(reason: str) -> dict[str, float | int | str]:
    return {"face": PLAIN, "notes": f"The avatar keeps its plain face. {reason}"}


def other_tone(looks: figure.Looks, tone: Colour, seen: Colour | None) -> str:
    """Why a face of the tone that was ``seen`` does not go with the chosen one; "" if it does."""
    if looks.skin_tone == AUTO or seen is None:
        return ""
    apart = float(np.linalg.norm(np.subtract(*(lab_from_linear(np.array(c[:3], np.float32)) for c in (tone, seen)))))
    if apart > MOST_APART:
        return (
            f"The skin tone {looks.skin_tone!r} is {apart:.0f} from the photo's in Lab (limit {MOST_APART:.0f}). "
            f"Set skin_tone to {AUTO}."
        )
    return ""


def eye_by_rest(rig: Rig, scene: bpy.types.Scene) -> np.ndarray:
    """(3,) m where the scene's camera is by the body at rest, if the head stood there."""
    scene.view_layers[0].update()
    body, head = rig.body, rig.body.joints.index("head")
    world_from_rest = body.world_from_joint[head] @ np.linalg.inv(body.world_from_joint_rest[head])
    return np.linalg.solve(world_from_rest, [*scene.camera.matrix_world.translation, 1.0])[:3]


def put_on(face: OwnFace, tone: Colour) -> None:
    """Lay the face on the avatar that stands there: its own brows and lashes are hidden, its eyes the photo's."""
    picture = picture_of(face)
    skin = bpy.data.objects[figure.NAME]
    mark(skin.data, face.laid.at, face.laid.counts, picture)
    lay_on(skin.data.materials[0], picture, tone)
    move(skin.data, face.laid.moves)
    balls = bpy.data.objects[eyes.NAME].data
    points = points_of(balls)
    mark(balls, face.laid.place(face.head, points), np.ones(len(points)), picture)
    left, right = face.laid.moves[mark_vertices()["pupils"]]
    move(balls, np.where(points[:, :1] > face.head.middle[0], left, right))
    white, clear = own_eye(picture), invisible()
    for place, material in enumerate((white, clear)):
        balls.materials[place] = material
    bpy.data.objects[brows.NAME].hide_render = True


def picture_of(face: OwnFace) -> bpy.types.Image:
    """Colour and weight as one picture, its lowest row first."""
    height, width = face.laid.weight.shape
    picture = bpy.data.images.new(NAME, width, height, alpha=True, float_buffer=True)
    picture.alpha_mode = "CHANNEL_PACKED"
    picture.colorspace_settings.name = "Non-Color"  # it is linear as it is
    values = np.dstack([face.laid.colour, face.laid.weight])[::-1].astype(np.float32)
    picture.pixels.foreach_set(np.ascontiguousarray(values).ravel())
    return picture


def points_of(mesh: bpy.types.Mesh) -> np.ndarray:
    points = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("co", points)
    return points.reshape(-1, 3).astype(float)


def move(mesh: bpy.types.Mesh, by: np.ndarray) -> None:
    mesh.vertices.foreach_set("co", (points_of(mesh) + by).astype(np.float32).ravel())
    mesh.update()


def mark(mesh: bpy.types.Mesh, at: np.ndarray, counts: np.ndarray, picture: bpy.types.Image) -> None:
    """Write where in the picture the vertices lie, and how much each counts."""
    share = at / np.array(picture.size)
    where = np.stack([share[:, 0], 1 - share[:, 1], np.zeros(len(at))], 1)
    mesh.attributes.new(AT, "FLOAT_VECTOR", "POINT").data.foreach_set("vector", where.astype(np.float32).ravel())
    mesh.attributes.new(COUNTS, "FLOAT", "POINT").data.foreach_set("value", counts.astype(np.float32))


def looked_up(tree: bpy.types.NodeTree, picture: bpy.types.Image) -> tuple[bpy.types.NodeSocket, bpy.types.NodeSocket]:
    """The photo's colour, and how much it counts."""
    at = nodes.add(tree, "Attribute", attribute_name=AT).outputs["Vector"]
    seen = nodes.add(tree, "TexImage", at, image=picture, extension="CLIP")
    counts = nodes.add(tree, "Attribute", attribute_name=COUNTS).outputs["Fac"]
    return seen.outputs["Color"], nodes.math(tree, "MULTIPLY", seen.outputs["Alpha"], counts)


def lay_on(material: bpy.types.Material, picture: bpy.types.Image, tone: Colour) -> None:
    """Lay the photo over the skin's own colour, as mottled as that; it scattered light already, so it does less now."""
    tree = nodes.node_tree(material)
    shader = next(node for node in tree.nodes if node.bl_idname == "ShaderNodeBsdfPrincipled")
    colour, weight = looked_up(tree, picture)
    own = shader.inputs["Base Color"].links[0].from_socket
    place = nodes.add(tree, "Attribute", attribute_name="place").outputs["Vector"]
    colour = product(tree, colour, mottled(tree, place, tone), tuple(1 / max(value, 0.02) for value in tone[:3]))
    tree.links.new(nodes.mix_colour(tree, weight, own, colour), shader.inputs["Base Color"])
    for name, share in (("Subsurface Weight", ENTERS), ("Specular IOR Level", SHINES)):
        socket = shader.inputs[name]
        value = socket.links[0].from_socket if socket.links else socket.default_value
        less = nodes.math(tree, "MULTIPLY_ADD", weight, share - 1.0, 1.0)
        tree.links.new(nodes.math(tree, "MULTIPLY", value, less), socket)


def product(tree: bpy.types.NodeTree, *colours: nodes.Value) -> bpy.types.NodeSocket:
    """Colours multiplied, linear, as vectors because they may exceed 1."""
    result = colours[0]
    for each in colours[1:]:
        result = nodes.add(tree, "VectorMath", result, each, operation="MULTIPLY").outputs[0]
    return result


def own_eye(picture: bpy.types.Image) -> bpy.types.Material:
    material, tree = nodes.new_material("Toile Own Eye")
    colour, _ = looked_up(tree, picture)
    named = {"Base Color": colour, "Roughness": 0.35, "Specular IOR Level": 0.2}
    nodes.output(tree, nodes.add(tree, "BsdfPrincipled", named=named).outputs[0])
    return material


def invisible() -> bpy.types.Material:
    material, tree = nodes.new_material("Toile No Cornea")
    nodes.output(tree, nodes.add(tree, "BsdfTransparent").outputs[0])
    return material
