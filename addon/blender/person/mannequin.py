"""The body as a shop mannequin: an abstract head, calm hands and feet, matte lacquer, jointed wrists, in a base layer.

"Toile Mannequin" follows the armature and is what is shown; "Toile Body" is the skin itself, and is hidden.
"""

from __future__ import annotations

import bpy
import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from ...core.types import Body
from ..picture import nodes
from .mannequin_head import HEAD_JOINTS, joint_at, joints_named, replace_head, share, smoothstep

NAME = "Toile Mannequin"
HAND_JOINTS = ("wrist", "finger", "metacarpal")
CALMED = ((HAND_JOINTS, 3), (("toe",), 8))  # joints, and how many rounds their skin is smoothed
WRIST, ABOVE_WRIST = "wrist_joint", 0.012  # the attribute, and m from the joint up the arm to where a hand comes off
JOINT_WIDTH, JOINT_DEPTH = 0.0009, 0.0007  # m, half of the gap that is left there
BASE_LAYER = "base_layer"
# Lacquer, linear; the first is the default.
TONES = {"ivory": (0.66, 0.605, 0.54), "stone": (0.42, 0.41, 0.395), "graphite": (0.055, 0.056, 0.058)}
BASE_LAYER_SHADE = 0.56  # of the lacquer's colour
LOWEST_WEIGHT = 1e-4  # skin weights below this are left out of the vertex groups


def add_mannequin(
    body: Body, armature: bpy.types.Object, collection: bpy.types.Collection, tone: str
) -> bpy.types.Object:
    """Make the mannequin of a body, moved by the body's armature."""
    skin = skin_faces(body)
    vertices, faces = replace_head(body, calm(body), skin)
    tree = BVHTree.FromPolygons(body.vertices.tolist(), skin.tolist())
    weights = weights_at(vertices, tree, skin, body.vertices, rigid_head(body))
    item = skinned_object(body, vertices, faces, weights)
    collection.objects.link(item)
    add_distances(body, item.data)
    item.data.materials.append(lacquer(TONES[tone]))
    modifier = item.modifiers.new("Armature", "ARMATURE")
    modifier.object = armature
    item.matrix_world = armature.matrix_world
    return item


def skin_faces(body: Body) -> np.ndarray:
    """(F', 4) the faces of the largest connected part: the skin without eyes, teeth and tongue."""
    faces = body.faces
    label = np.arange(len(body.vertices))
    while True:
        spread = label.copy()
        np.minimum.at(spread, faces, label[faces].min(1)[:, None])
        spread = spread[spread]
        if np.array_equal(spread, label):
            break
        label = spread
    return faces[label[faces[:, 0]] == np.bincount(label).argmax()]


def calm(body: Body, step: float = 0.4) -> np.ndarray:
    """(V, 3) m, the rest vertices with knuckles, nails and toes calmed."""
    edges = np.concatenate([body.faces[:, [k, (k + 1) % 4]] for k in range(4)])
    edges = np.unique(np.sort(edges, 1), axis=0)
    degree = np.bincount(edges.ravel(), minlength=len(body.vertices))[:, None]
    vertices = body.vertices.copy()
    for joints, rounds in CALMED:
        amount = np.clip(share(body, joints) * 2 - 1, 0, 1)[:, None] * step
        for k in range(2 * rounds):  # Taubin: a step out after each step in keeps the fingers' thickness
            mean = np.zeros_like(vertices)
            np.add.at(mean, edges[:, 0], vertices[edges[:, 1]])
            np.add.at(mean, edges[:, 1], vertices[edges[:, 0]])
            vertices += amount * (-1.04 if k % 2 else 1.0) * (mean / np.maximum(degree, 1) - vertices)
    return vertices


def rigid_head(body: Body) -> np.ndarray:
    """(V, J) skin weights with the face's joints gathered into the head."""
    weights = body.skin_weights.copy()
    face = joints_named(body, HEAD_JOINTS)
    total = weights[:, face].sum(1)
    weights[:, face] = 0
    weights[:, body.joints.index("head")] = total
    return weights


def weights_at(
    points: np.ndarray, tree: BVHTree, faces: np.ndarray, vertices: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """(N, J) the weights of the nearest places of the skin, between its vertices by inverse distance."""
    nearest = [tree.find_nearest(Vector(point)) for point in points]
    face = faces[[hit[2] for hit in nearest]]
    place = np.array([hit[0] for hit in nearest])
    closeness = 1 / (np.linalg.norm(vertices[face] - place[:, None], axis=2) + 1e-6)
    closeness /= closeness.sum(1, keepdims=True)
    return np.einsum("nk,nkj->nj", closeness, weights[face])


def skinned_object(body: Body, vertices: np.ndarray, faces: list[tuple[int, ...]], weights: np.ndarray):
    """An object in rest pose, subdivided once, with a vertex group a joint."""
    mesh = bpy.data.meshes.new(NAME)
    mesh.from_pydata(vertices.tolist(), [], faces)
    item = bpy.data.objects.new(NAME, mesh)
    for joint, name in enumerate(body.joints):
        group = item.vertex_groups.new(name=name)
        for vertex in np.flatnonzero(weights[:, joint] > LOWEST_WEIGHT).tolist():
            group.add((vertex,), float(weights[vertex, joint]), "REPLACE")
    item.modifiers.new("Subdivide", "SUBSURF").levels = 1
    scene = bpy.data.scenes.new(NAME)  # of its own, so that no view layer of the user's can have it switched off
    scene.collection.objects.link(item)
    layer = scene.view_layers[0]
    layer.update()
    fine = bpy.data.meshes.new_from_object(
        item.evaluated_get(layer.depsgraph), preserve_all_data_layers=True, depsgraph=layer.depsgraph
    )
    bpy.data.scenes.remove(scene)
    item.modifiers.clear()
    item.data = fine
    bpy.data.meshes.remove(mesh)
    fine.name = NAME
    fine.shade_smooth()
    return item


def add_distances(body: Body, mesh: bpy.types.Mesh) -> None:
    """Write how far inside the base layer's edge each vertex is, and how far from where the hand comes off, m."""
    points = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("co", points)
    for name, of in ((BASE_LAYER, base_layer), (WRIST, from_wrist)):
        values = of(body, points.reshape(-1, 3)).astype(np.float32)
        mesh.attributes.new(name, "FLOAT", "POINT").data.foreach_set("value", values)


def from_wrist(body: Body, points: np.ndarray) -> np.ndarray:
    """(N,) m along the arm from the gap between hand and arm, hands positive. Points (N, 3) of the rest pose."""
    elbow, wrist = (joint_at(body, name) for name in ("lowerarm01.L", "wrist.L"))
    along = (wrist - elbow) / np.linalg.norm(wrist - elbow)
    place = np.concatenate([np.abs(points[:, :1]), points[:, 1:]], 1)
    return (place - wrist) @ along + ABOVE_WRIST


def base_layer(body: Body, points: np.ndarray) -> np.ndarray:
    """(N,) m inside the edge of a vest with short legs; negative on bare skin. Points (N, 3) of the rest pose."""
    shoulder, elbow, wrist = (joint_at(body, name) for name in ("upperarm01.L", "lowerarm01.L", "wrist.L"))
    neck, hip, head = joint_at(body, "neck01"), joint_at(body, "upperleg01.L"), joint_at(body, "head")
    place = np.concatenate([np.abs(points[:, :1]), points[:, 1:]], 1)
    from_arm = np.minimum(beyond(place, shoulder, elbow), beyond(place, elbow, wrist)) - 0.45 * shoulder[0]
    behind = smoothstep((place[:, 1] - neck[1] + 0.05) / 0.1)
    half, depth = 0.5 * shoulder[0], 0.165 - 0.075 * behind
    radius = np.hypot(place[:, 0] / half, np.minimum(place[:, 2] - neck[2] + 0.01, 0) / depth)
    from_neck = (radius - 1) * half
    below_head = neck[2] + 0.3 * (head[2] - neck[2]) - place[:, 2]
    leg = place[:, 2] - (hip[2] - 0.115 + 0.25 * (place[:, 0] - hip[0]))
    hand = 1.7 * shoulder[0] - place[:, 0]
    return np.minimum.reduce([from_arm, from_neck, below_head, leg, hand])


def beyond(points: np.ndarray, start: np.ndarray, through: np.ndarray) -> np.ndarray:
    """(N,) m, the distance to the half-line from ``start`` on ``through`` another point."""
    direction = (through - start) / np.linalg.norm(through - start)
    along = np.maximum((points - start) @ direction, 0)
    return np.linalg.norm(points - start - along[:, None] * direction, axis=1)


def lacquer(colour: tuple[float, float, float]) -> bpy.types.Material:
    """Matte lacquer with a fine gap at the wrists, and within the base layer's edge a plain knit, a little proud."""
    material, tree = nodes.new_material("Toile Lacquer")
    inside = nodes.add(tree, "Attribute", attribute_name=BASE_LAYER).outputs["Fac"]
    off = nodes.math(tree, "ABSOLUTE", nodes.add(tree, "Attribute", attribute_name=WRIST).outputs["Fac"])
    gap = nodes.ramp(tree, off, 0.3 * JOINT_WIDTH, JOINT_WIDTH, 1.0, 0.0)
    clad = nodes.ramp(tree, inside, -0.0004, 0.0004)
    height = nodes.math(tree, "MULTIPLY", nodes.ramp(tree, inside, -0.001, 0.002), 0.001)
    height = nodes.math(tree, "MULTIPLY_ADD", gap, -JOINT_DEPTH, height)
    proud = nodes.add(tree, "Bump", named={"Distance": 1.0, "Height": height})
    base = tuple(BASE_LAYER_SHADE * value for value in colour)
    bare = nodes.mix_colour(tree, gap, (*colour, 1), (*(0.3 * value for value in colour), 1))
    shader = nodes.add(
        tree,
        "BsdfPrincipled",
        named={
            "Base Color": nodes.mix_colour(tree, clad, bare, (*base, 1)),
            "Roughness": nodes.ramp(tree, clad, 0, 1, 0.56, 0.95),
            "Specular IOR Level": nodes.ramp(tree, clad, 0, 1, 0.3, 0.1),
            "Normal": proud.outputs[0],
        },
    )
    nodes.output(tree, shader.outputs[0])
    return material
