"""An abstract head for the mannequin: the person's own head, seen from far enough away to have no face."""

from __future__ import annotations

import bmesh
import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from ...core.types import Body

HEAD_JOINTS = ("head", "eye", "jaw")
ROWS = 28
CUT_AT = 0.45  # of the way from the neck's first joint to the head's
# Angular width of the blur that turns a face into a mannequin's, and how much of it is left at the neck's cut.
BLUR_DEG = 11.0
BLUR_AT_NECK_DEG = 3.0
EAR_HALF_ANGLE_DEG = 27.0
OUTSIDE = 0.35  # m from a head's centre, farther than any skin of it

Faces = list[tuple[int, ...]]


def joints_named(body: Body, prefixes: tuple[str, ...]) -> np.ndarray:
    """(J,) which joints' names begin with one of the prefixes."""
    return np.array([name.startswith(prefixes) for name in body.joints])


def share(body: Body, prefixes: tuple[str, ...]) -> np.ndarray:
    """(V,) how much of each vertex's skin weight belongs to these joints."""
    return body.skin_weights[:, joints_named(body, prefixes)].sum(1)


def joint_at(body: Body, name: str) -> np.ndarray:
    """(3,) m, where the joint is in rest pose."""
    return body.world_from_joint_rest[body.joints.index(name), :3, 3]


def replace_head(body: Body, vertices: np.ndarray, skin: np.ndarray) -> tuple[np.ndarray, Faces]:
    """The skin (V, 3) m with faces ``skin`` (F, 4), in rest pose, with an abstract head from mid-neck upwards."""
    low, high = joint_at(body, "neck01"), joint_at(body, "head")
    up = (high - low) / np.linalg.norm(high - low)
    touched = share(body, ("neck", *HEAD_JOINTS)) > 0.02
    vertices, faces, loop = cut_above(vertices, skin, touched, low + CUT_AT * (high - low), up)
    head_vertices, head_faces = shop_head(body, skin, vertices[loop], up)
    ring = np.concatenate([loop, len(vertices) + np.arange(len(head_vertices))])
    faces += [tuple(int(ring[k]) for k in face) for face in head_faces]
    return np.concatenate([vertices, head_vertices]), faces


def cut_above(
    vertices: np.ndarray, faces: np.ndarray, touched: np.ndarray, point: np.ndarray, up: np.ndarray
) -> tuple[np.ndarray, Faces, np.ndarray]:
    """Cut away what is above the plane; also the vertices of the cut, in order, anticlockwise from above.

    Args:
        touched: (V,) bool, the vertices that the cut may touch.
    """
    mesh = bmesh.new()
    made = [mesh.verts.new(v) for v in vertices]
    near = []
    for face in faces:
        new = mesh.faces.new([made[k] for k in face])
        if touched[face].all():
            near.append(new)
    geometry = [*near, *{e for f in near for e in f.edges}, *{v for f in near for v in f.verts}]
    cut = bmesh.ops.bisect_plane(mesh, geom=geometry, plane_co=point, plane_no=up, clear_outer=True)["geom_cut"]
    bmesh.ops.delete(mesh, geom=[v for v in mesh.verts if not v.link_faces], context="VERTS")
    mesh.verts.index_update()
    rim = [e for e in cut if isinstance(e, bmesh.types.BMEdge) and e.is_boundary]
    loop = ordered_loop([tuple(v.index for v in edge.verts) for edge in rim])
    result = np.array([v.co for v in mesh.verts])
    kept = [tuple(v.index for v in face.verts) for face in mesh.faces]
    mesh.free()
    spokes = result[loop] - result[loop].mean(0)
    turn = np.cross(spokes, np.roll(spokes, -1, 0)).sum(0)
    return result, kept, loop if turn @ up > 0 else loop[::-1]


def ordered_loop(edges: list[tuple[int, ...]]) -> np.ndarray:
    """Vertex indices along the longest closed chain of the edges."""
    nexts: dict[int, list[int]] = {}
    for a, b in edges:
        nexts.setdefault(a, []).append(b)
        nexts.setdefault(b, []).append(a)
    best: list[int] = []
    while nexts:
        chain = [next(iter(nexts))]
        while step := [k for k in nexts.pop(chain[-1], []) if k in nexts]:
            chain.append(step[0])
        best = max(best, chain, key=len)
    return np.array(best)


def shop_head(body: Body, skin: np.ndarray, loop: np.ndarray, up: np.ndarray) -> tuple[np.ndarray, Faces]:
    """A smooth head on the neck's cut.

    The head is seen from its centre as a distance in every direction; that distance is blurred, more where the face
    is, less near the cut, and not at all on it.

    Args:
        loop: (L, 3) m, the cut.

    Returns:
        (M, 3) m, row by row from the cut to the crown, and faces; in these, k < L is loop[k] and the rest follow.
    """
    inner = body.vertices[share(body, HEAD_JOINTS) > 0.9]
    centre = 0.5 * (inner.min(0) + inner.max(0)) + 0.004 * up
    samples, reach = outermost(body, skin, centre, up)
    rim = loop - centre
    rim_reach = np.linalg.norm(rim, axis=1)
    rim_direction = rim / rim_reach[:, None]
    off = rim_reach - blur(rim_direction, samples, reach, BLUR_AT_NECK_DEG)
    rows = []
    for t in np.linspace(0, 1, ROWS + 1)[1:-1]:
        direction = slerp(rim_direction, up, t)
        width = BLUR_AT_NECK_DEG + (BLUR_DEG - BLUR_AT_NECK_DEG) * smoothstep(t / 0.45)
        distance = blur(direction, samples, reach, width) + off * (1 - smoothstep(t / 0.3))
        rows.append(centre + direction * distance[:, None])
    crown = centre + up[None] * blur(up[None], samples, reach, BLUR_DEG)
    return np.concatenate([*rows, crown]), stacked_faces(len(loop), len(rows) + 1)


def stacked_faces(around: int, rows: int) -> Faces:
    """Quads between rows of ``around`` vertices, and a fan from the last row to one vertex more."""
    here = np.arange(around)
    pairs = np.stack([here, np.roll(here, -1)], 1)
    quads = [(r * around + a, r * around + b, (r + 1) * around + b, (r + 1) * around + a)
             for r in range(rows - 1) for a, b in pairs]  # fmt: skip
    last = (rows - 1) * around
    return quads + [(last + a, last + b, last + around) for a, b in pairs]


def smoothstep(t: np.ndarray | float) -> np.ndarray:
    t = np.clip(t, 0, 1)
    return t * t * (3 - 2 * t)


def slerp(start: np.ndarray, end: np.ndarray, t: float) -> np.ndarray:
    """(N, 3) unit directions, the fraction t of the way from each start (N, 3) to the end (3,)."""
    angle = np.arccos(np.clip(start @ end, -1, 1))[:, None]
    return (np.sin((1 - t) * angle) * start + np.sin(t * angle) * end) / np.sin(angle)


def fibonacci_sphere(count: int) -> np.ndarray:
    """(count, 3) unit directions, evenly spread."""
    k = np.arange(count) + 0.5
    z, turn = 1 - 2 * k / count, np.pi * (1 + 5**0.5) * k
    flat = np.sqrt(1 - z * z)
    return np.stack([flat * np.cos(turn), flat * np.sin(turn), z], 1)


def outermost(body: Body, skin: np.ndarray, centre: np.ndarray, up: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Directions (N, 3) and distances (N,) m to the outer skin of head and neck, mirrored, without the ears."""
    above = (share(body, ("neck", *HEAD_JOINTS)) > 0.6)[skin].all(1)
    tree = BVHTree.FromPolygons(body.vertices.tolist(), skin[above].tolist())
    directions = fibonacci_sphere(4000)
    ear = np.abs(directions[:, 0]) > np.cos(np.radians(EAR_HALF_ANGLE_DEG))
    down_the_neck = directions @ up < -0.97
    found, reach = [], []
    for direction in directions[~ear & ~down_the_neck]:
        # From outside inwards, so that the first hit is the outer skin and not the mouth's.
        hit, _, _, distance = tree.ray_cast(Vector(centre + OUTSIDE * direction), Vector(-direction), OUTSIDE)
        if hit is not None:
            found.append(direction)
            reach.append(OUTSIDE - distance)
    return np.concatenate([found, np.array(found) * (-1, 1, 1)]), np.tile(reach, 2)


def blur(directions: np.ndarray, samples: np.ndarray, values: np.ndarray, width_deg: float) -> np.ndarray:
    """(N,) the mean of the samples' values near each direction, weighted by a Gaussian of this angular width."""
    weight = np.exp((directions @ samples.T - 1) / np.radians(width_deg) ** 2)
    return weight @ values / weight.sum(1)
