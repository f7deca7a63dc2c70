"""What the cloth must stay outside of: a coarse body, and the garments beneath, moving as recorded.

Colliders move by animated shape keys. Written per frame instead, fast limbs pass through the cloth.
"""

from __future__ import annotations

from collections.abc import Sequence

import bmesh
import bpy
import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree
from mathutils.geometry import barycentric_transform

from ...core.body.build import body_model
from ...core.types import Body
from .relax import Neighbours, edges_of, smooth_surface
from .slices import ARM_JOINTS

BODY_THICKNESS = 0.006  # m, of the collider; less and cloth slips through at 24 frames a second
LAYER_THICKNESS = 0.003  # m; more, and the inner side of a fold comes out on the other side when it is moved inwards
CLOTH_DISTANCE = 0.002  # m, that the cloth keeps from the collider's thickness
BODY_CLEAR = 0.003  # m from skin to cloth; the collider lies deeper by its thickness, so girths stay true
LAYER_CLEAR = 0.002  # m from cloth to cloth
INNER_THICKNESS = 0.02  # m; how deep cloth is still pushed out
HAND_INNER_THICKNESS = 0.008  # m; more, and the back of a thin hand pulls up the cloth that lies under its palm
ARM_ROOM = 0.014  # m between arm and side, so that sleeve and side both fit in
FACING = -0.3  # the cosine between the normals of surfaces that face each other
ARM_SPREAD = 2
EVEN_NORMALS = 4
HAND_JOINTS = ("wrist", "finger", "metacarpal")
FOREARM_JOINTS = ("lowerarm", *HAND_JOINTS)
SIDES_OF_JOINTS = (".L", ".R")
HEAD_JOINTS = ("head", "eye")
CHIN = 0.06  # m of the head, from its lowest part up, that a collar meets; the rest no garment of ours touches
SIDES = np.array(((1.0, 0, 0), (0, 1, 0), (0, 0, 1)))


class Proxy:
    """A coarse body with mittens for hands, each vertex held by a triangle of the full one."""

    def __init__(self, body: Body, faces_wanted: int, scene: bpy.types.Scene):
        quads = body_model().skin_faces
        owner = body.skin_weights.argmax(axis=1)
        hand, head = (
            np.array([n.startswith(names) for n in body.joints])[owner] for names in (HAND_JOINTS, HEAD_JOINTS)
        )
        up = body.vertices[:, 2]
        left_out = hand | (head & (up > up[head].min() + CHIN))
        kept = quads[~left_out[quads].all(axis=1)]
        vertices, faces = decimate(body.vertices, kept, faces_wanted, scene)
        corners, shares = bind(vertices, body.vertices, split_quads(kept))
        hands = []
        for side in SIDES_OF_JOINTS:
            hand = np.array([n.startswith(HAND_JOINTS) and n.endswith(side) for n in body.joints])[owner]
            used, hull = convex_hull(body.vertices, np.flatnonzero(hand))
            faces = np.concatenate([faces, hull + len(corners)])
            hands.append(len(corners) + np.arange(len(used)))
            corners = np.concatenate([corners, np.repeat(used[:, None], 3, axis=1)])
            shares = np.concatenate([shares, np.tile((1.0, 0.0, 0.0), (len(used), 1))])
        self.faces, self.corners, self.shares, self.hands = faces, corners, shares, hands
        arm = np.array([name.startswith(ARM_JOINTS) for name in body.joints])[owner]
        self.in_arm = arm[self.corners].any(axis=1)
        self.forearms = [self.share_of(body, FOREARM_JOINTS, side) for side in SIDES_OF_JOINTS]

    def share_of(self, body: Body, joints: tuple[str, ...], side: str) -> np.ndarray:
        """(P,) how much each vertex turns with the joints of a side whose names begin so."""
        chosen = np.array([name.startswith(joints) and name.endswith(side) for name in body.joints])
        return np.einsum("pk,pk->p", self.shares, body.skin_weights[:, chosen].sum(axis=1)[self.corners])

    def follow(self, vertices: np.ndarray) -> np.ndarray:
        """Where the coarse vertices (P, 3) are when the body's are at ``vertices`` (V, 3)."""
        return self.opened(smooth_surface(np.einsum("pk,pkd->pd", self.shares, vertices[self.corners]), self.faces))

    @property
    def in_hand(self) -> np.ndarray:
        """(P,) bool."""
        return np.isin(np.arange(len(self.corners)), np.concatenate(self.hands))

    def opened(self, points: np.ndarray) -> np.ndarray:
        """Points (P, 3) with the arms held off the sides where the two face each other, to leave room for cloth."""
        normals = vertex_normals(points, self.faces)
        sides = self.faces[~self.in_arm[self.faces].any(axis=1)]
        tree = BVHTree.FromPolygons(points.tolist(), sides.tolist())
        moved = np.zeros_like(points)
        for i in np.flatnonzero(self.in_arm):
            near, normal, _, distance = tree.find_nearest(Vector(points[i]), ARM_ROOM)
            if near is not None and normal.dot(Vector(normals[i])) < FACING:
                height = (Vector(points[i]) - near).dot(normal)
                moved[i] = (ARM_ROOM - np.copysign(distance, height)) * np.array(normal)
        around = Neighbours(edges_of(self.faces), len(points))
        for _ in range(ARM_SPREAD):
            still = self.in_arm & ~moved.any(axis=1)
            moved[still] = around.mean(moved)[still]
        return points + moved


def split_quads(quads: np.ndarray) -> np.ndarray:
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def decimate(
    vertices: np.ndarray, faces: np.ndarray, wanted: int, scene: bpy.types.Scene
) -> tuple[np.ndarray, np.ndarray]:
    """The mesh with about ``wanted`` triangles: vertices (P, 3), faces (T, 3)."""
    used, numbered = np.unique(faces, return_inverse=True)
    full = add_mesh(scene.collection, "Toile full body", vertices[used], numbered.reshape(faces.shape))
    modifier = full.modifiers.new("Decimate", "DECIMATE")
    modifier.ratio = min(wanted / (2 * len(faces)), 1.0)
    modifier.use_symmetry, modifier.symmetry_axis = True, "X"
    made = evaluated(full, scene).data
    made.calc_loop_triangles()
    triangles = np.empty(len(made.loop_triangles) * 3, np.int32)
    made.loop_triangles.foreach_get("vertices", triangles)
    result = positions(made), triangles.reshape(-1, 3).astype(int)
    bpy.data.batch_remove([full, full.data])
    return result


def convex_hull(vertices: np.ndarray, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The convex hull of the vertices ``ids``: which of them it uses (K,), and its triangles (T, 3) of these, outward.

    Cloth hooks on spread fingers; on a mitten it does not.
    """
    mesh = bmesh.new()
    for vertex in vertices[ids]:
        mesh.verts.new(vertex)
    mesh.verts.index_update()
    bmesh.ops.convex_hull(mesh, input=mesh.verts[:])
    triangles = np.array([[vertex.index for vertex in face.verts] for face in mesh.faces])
    mesh.free()
    a, b, c = (vertices[ids][triangles[:, k]] for k in range(3))
    inward = np.einsum("td,td->t", np.cross(b - a, c - a), a - vertices[ids].mean(axis=0)) < 0
    triangles[inward] = triangles[inward][:, ::-1]
    used, numbered = np.unique(triangles, return_inverse=True)
    return ids[used], numbered.reshape(triangles.shape)


def bind(points: np.ndarray, vertices: np.ndarray, triangles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each point the corners (P, 3) of its nearest triangle, and its barycentric shares (P, 3)."""
    tree = BVHTree.FromPolygons(vertices.tolist(), triangles.tolist())
    corners, shares = np.empty((len(points), 3), int), np.empty((len(points), 3))
    for i, point in enumerate(points):
        near, _, face, _ = tree.find_nearest(Vector(point))
        corners[i] = triangles[face]
        at = (Vector(vertices[k]) for k in corners[i])
        shares[i] = barycentric_transform(near, *at, *(Vector(side) for side in SIDES))
    return corners, shares


def vertex_normals(vertices: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """(N, 3) unit normals, each the mean of the triangles around weighted by area."""
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    normals = np.zeros_like(vertices)
    across = np.cross(b - a, c - a)
    for k in range(3):
        np.add.at(normals, triangles[:, k], across)
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)


def inset(vertices: np.ndarray, triangles: np.ndarray, thickness: float, clear: float) -> np.ndarray:
    """Vertices moved inwards so that cloth, held off by the collider's thickness, lies ``clear`` m outside."""
    normals = vertex_normals(vertices, triangles)
    around = Neighbours(edges_of(triangles), len(vertices))
    for _ in range(EVEN_NORMALS):  # or dimples turn inside out, and hold the cloth
        normals = normals + around.mean(normals)
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    return vertices - (thickness + CLOTH_DISTANCE - clear) * normals


def add_mesh(collection: bpy.types.Collection, name: str, vertices: np.ndarray, faces: np.ndarray) -> bpy.types.Object:
    """A mesh object in the collection."""
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(vertices.tolist(), [], faces.tolist())
    mesh.update()
    made = bpy.data.objects.new(name, mesh)
    collection.objects.link(made)
    return made


def add_collider(
    scene: bpy.types.Scene,
    name: str,
    faces: np.ndarray,
    keys: Sequence[tuple[int, np.ndarray]],
    thickness: float,
    friction: float,
    inner_thickness: float = INNER_THICKNESS,
) -> bpy.types.Object:
    """A collider that is at each key's positions (P, 3) at its frame, and moves straight between."""
    made = add_mesh(scene.collection, name, keys[0][1], faces)
    made.modifiers.new("Collision", "COLLISION")
    settings = made.collision
    settings.thickness_outer, settings.thickness_inner = thickness, inner_thickness
    settings.cloth_friction, settings.damping, settings.use_culling = friction, 0.5, True
    made.shape_key_add(name="Basis")
    for (before, _), (frame, moved), after in zip(keys, keys[1:], [*keys[2:], None], strict=False):
        key = made.shape_key_add(name=f"frame {frame}")
        key.data.foreach_set("co", np.ascontiguousarray(moved, np.float32).ravel())
        for at, value in ((before, 0.0), (frame, 1.0), *(((after[0], 0.0),) if after else ())):
            key.value = value
            key.keyframe_insert("value", frame=at)
    straighten(made.data.shape_keys)
    return made


def grip_from(collider: bpy.types.Object, frame: int, friction: float) -> None:
    """Let cloth slide on it as it does until a frame, and with another friction from then on."""
    settings = collider.collision
    for at, value in ((frame - 1, settings.cloth_friction), (frame, friction)):
        settings.cloth_friction = value
        settings.keyframe_insert("cloth_friction", frame=at)


def straighten(animated: bpy.types.ID) -> None:
    """Make every animation curve of the datablock linear."""
    action = animated.animation_data.action if animated.animation_data else None
    if action is None:
        return
    if hasattr(action, "layers") and action.layers:  # 4.4 and later keep curves in channel bags
        bags = [bag for layer in action.layers for strip in layer.strips for bag in strip.channelbags]
        curves = [curve for bag in bags for curve in bag.fcurves]
    else:
        curves = list(action.fcurves)
    for curve in curves:
        for point in curve.keyframe_points:
            point.interpolation = "LINEAR"


def evaluated(item: bpy.types.Object, scene: bpy.types.Scene) -> bpy.types.Object:
    """The object with its modifiers, as the scene has it now."""
    layer = scene.view_layers[0]
    layer.update()
    return item.evaluated_get(layer.depsgraph)


def positions(mesh: bpy.types.Mesh) -> np.ndarray:
    """(N, 3) m."""
    flat = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("co", flat)
    return flat.reshape(-1, 3).astype(float)
