"""From simulated cloth to a garment to look at: sewn up, smoothed, outside everything beneath, hemmed, with thickness.

The finished mesh has no modifiers. It carries:
    UV map "flat": the cut pieces side by side, warp upwards, one unit a metre. So it is also the rest shape.
    "zone" (face, integer): the place of the piece's zone in the object's property "toile_zones".
    "hem", "seam" (vertex, float): metres to the nearest free edge and to the nearest seam.
    "row" (vertex, float): metres to the nearest edge of a hem that is stitched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import bpy
import numpy as np

from ...core.fabric import Fabric
from ...core.pattern.trim import PLAIN
from .bow import bow_solids
from .buttons import BRASS_ZONE, PEARL_ZONE, seats, sew_on
from .collars import is_collar, points_of
from .collider import add_mesh, positions
from .ground import Ground
from .hems import add_rows, with_hem_rows
from .ironing import ironed, round_arms
from .mend import mended, without_spikes
from .meshing import Sheet, texture_coordinates
from .overlap import DEEPEST, overlaps
from .pierced import bare_of, cleared, reach_of
from .pressing import edge_lines, pressed
from .relax import Neighbours, Surface, Watch, average, border_of, distances, edges_of, weld_map
from .solids import FAR, THREAD_ZONE, ZIP_ZONE, add_solids
from .trims import trims

PUSH_PASSES = 8
SPREAD = 6  # times a push is passed on to the neighbours, so that cloth lifts as a patch
NEAR = 0.012  # m beyond the wanted distance; who is farther off at first is not asked again
HEM_WIDTH = 0.020  # m
OVER = 0.0005  # m between a piece, doubled at its hem, and the one that lies over it
HEM_EDGE = 0.9  # rad: cloth bends less from face to face, the rim of its thickness more
ZONES = "toile_zones"
NOTIONS = (PEARL_ZONE, BRASS_ZONE, THREAD_ZONE, ZIP_ZONE)  # the zones that are no cloth
THREAD_COLOUR = "toile_thread"
FLAT_UV = "flat"


@dataclass(frozen=True, eq=False)
class Under:
    """A surface beneath and how far outside of it the garment must be, m."""

    surface: Surface
    clear: float


@dataclass(frozen=True, eq=False)
class Finished:
    """The surface of a garment before it is given thickness."""

    vertices: np.ndarray  # (V, 3) m
    triangles: np.ndarray  # (T, 3)
    thickness: float  # m


def sew_up(sheet: Sheet, end: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weld sewn vertices: points (M, 3), faces (F, 3), and which of the sheet's faces these are (F,)."""
    welded = weld_map(len(end), sheet.pairs)
    faces = welded[sheet.faces]
    whole = np.flatnonzero((faces != np.roll(faces, 1, axis=1)).all(axis=1))
    return average(welded, end), faces[whole], whole


def lift(points: np.ndarray, faces: np.ndarray, below: Sequence[Under]) -> np.ndarray:
    """Points (N, 3) moved outside every surface beneath; the body, the first of them, has the last word."""
    around = Neighbours(edges_of(faces), len(points))
    for under in (*below, *below[:1]) if len(below) > 1 else below:
        points = lifted_off(points, around, under)
    return points


def lifted_off(points: np.ndarray, around: Neighbours, under: Under, among: np.ndarray | None = None) -> np.ndarray:
    """Points (N, 3) moved off one surface as patches; the last pass moves each alone, as far as it needs.

    Only the vertices ``among`` are, if given; what lies beside them may go with them.
    """
    among = np.arange(len(points)) if among is None else among
    depth, _ = under.surface.depths(points[among], under.clear + NEAR)
    asked = among[depth > 0]
    watch = Watch(under.surface, under.clear)
    for k in range(PUSH_PASSES):
        depth, normals = watch.depths(points[asked])
        if not depth.any():
            break
        needed = np.zeros_like(points)
        needed[asked] = depth[:, None] * normals
        moved = needed.any(axis=1, keepdims=True)
        passed_on = needed
        for _ in range(SPREAD if k < PUSH_PASSES - 1 else 0):
            passed_on = np.where(moved, needed, around.mean(passed_on))
        points = points + passed_on
    return points


def laid_over(
    points: np.ndarray, quads: np.ndarray, piece_of_quad: np.ndarray, sheet: Sheet, clear: float
) -> np.ndarray:
    """Points (N, 3) with pieces that lie over others ``clear`` m outside these."""
    around = Neighbours(edges_of(quads), len(points))
    for overlap in overlaps(sheet):
        beneath = quads[np.isin(piece_of_quad, overlap.lower)]
        triangles = np.concatenate([beneath[:, [0, 1, 2]], beneath[:, [0, 2, 3]]])
        above = np.setdiff1d(quads[piece_of_quad == overlap.upper], beneath)
        points = lifted_off(points, around, Under(Surface.of(points, triangles, DEEPEST), clear), above)
    return points


def finish(
    item: bpy.types.Object,
    scene: bpy.types.Scene,
    sheet: Sheet,
    end: np.ndarray,
    below: Sequence[Under],
    fabric: Fabric,
) -> Finished:
    """Make the mesh of ``item`` the finished garment, from the cloth's last positions (N, 3)."""
    points, faces, kept = sew_up(sheet, end)
    welded = weld_map(len(end), sheet.pairs)
    points = ironed(without_spikes(points, faces), faces, round_arms(sheet, welded), below[0].surface)
    smoothed = pressed(sheet, points, faces, welded)
    coarse = add_mesh(scene.collection, "Toile sewn", smoothed, faces)
    add_rest(coarse.data, sheet, kept)
    sharpen(coarse.data, welded[points_of(sheet)])
    crease(coarse.data, sewn_straight(sheet, welded))
    modifier = coarse.modifiers.new("Subdivide", "SUBSURF")
    modifier.levels = modifier.render_levels = 1
    modifier.uv_smooth = "NONE"  # the flat pieces are exact; only their bent shape is smoothed
    modifier.use_limit_surface = False  # that costs a tenth of the whole drape, and moves points by half a millimetre
    fine = applied(coarse, scene)
    quads = polygons(fine)
    of_piece = np.repeat(sheet.piece_of_face[kept], 3)  # each triangle has become three quads, in its place
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    vertices = lift(positions(fine), quads, below)
    vertices = laid_over(vertices, quads, of_piece, sheet, 2 * thickness_of(fabric) + OVER)
    body = below[0].surface
    bare = bare_of(sheet, body.triangles)
    vertices = cleared(mended(vertices, triangles, body), triangles, body, bare, reach_of(sheet))
    fine.vertices.foreach_set("co", np.ascontiguousarray(vertices, np.float32).ravel())
    add_distances(fine, vertices, quads, sheet, of_piece)
    swap_mesh(coarse, fine)
    thickness = thicken(coarse, fabric)
    swap_mesh(item, applied(coarse, scene))
    named = zones(sheet)
    trim(item.data, sheet, len(vertices), of_piece, fabric, thickness, named, below[0].surface)
    if buttons := seats(sheet, points, welded, vertices, triangles):
        sew_on(item.data, buttons, 2 * thickness, named, FLAT_UV)
    item.data.name = item.name
    item.data.shade_smooth()
    item.data.set_sharp_from_angle(angle=HEM_EDGE)  # or the rim's corners cast dark teeth along the hem
    item[ZONES] = named
    item[THREAD_COLOUR] = next((piece.trim.thread for piece in sheet.pieces if piece.trim.thread), "")
    return Finished(vertices, triangles, thickness)


def trim(
    mesh: bpy.types.Mesh,
    sheet: Sheet,
    vertices: int,
    of_piece: np.ndarray,
    fabric: Fabric,
    layer: float,
    named: list[str],
    body: Surface,
) -> None:
    """Lay the pieces' trim and stitches on the thick mesh, whose outside has so many vertices; what is no cloth of
    it has a zone that joins ``named``.
    """
    pieces = with_hem_rows(sheet, fabric)
    if all(piece.trim is PLAIN and not piece.buttons for piece in pieces):
        return
    zone_of_piece = [named.index(zone_of(sheet, i)) for i in range(len(sheet.pieces))]
    ground = Ground(sheet, mesh, vertices, of_piece, FLAT_UV)
    laid = trims(ground, pieces, layer, zone_of_piece, named)
    for index, bow in ((i, p.trim.bow) for i, p in enumerate(sheet.pieces) if p.trim.bow):
        laid += bow_solids(ground, index, bow, layer, zone_of_piece[index], body)
    add_solids(mesh, laid, FLAT_UV)


def sharpen(mesh: bpy.types.Mesh, corners: np.ndarray) -> None:
    """Keep these vertices where they are when the mesh is subdivided."""
    sharp = np.zeros(len(mesh.vertices), np.float32)
    sharp[corners] = 1.0
    mesh.attributes.new("crease_vert", "FLOAT", "POINT").data.foreach_set("value", sharp)


def crease(mesh: bpy.types.Mesh, sides: np.ndarray) -> None:
    """Keep these sides (E, 2), lower vertex first, in their lines when the mesh is subdivided.

    Else triangles that meet a seam unevenly draw its vertices aside, and it comes out scalloped.
    """
    if not len(sides):
        return
    ends = np.empty(2 * len(mesh.edges), np.int32)
    mesh.edges.foreach_get("vertices", ends)
    ends = np.sort(ends.reshape(-1, 2), axis=1).astype(np.int64)
    count = len(mesh.vertices)
    found = np.isin(ends @ (count, 1), sides @ (count, 1)).astype(np.float32)
    mesh.attributes.new("crease_edge", "FLOAT", "EDGE").data.foreach_set("value", found)


def sewn_straight(sheet: Sheet, welded: np.ndarray) -> np.ndarray:
    """(E, 2) the sewn sides along the edges of what is interlined or topstitched, but for collars, which are folded."""
    chosen = [
        i
        for i, p in enumerate(sheet.pieces)
        if (p.interlined or p.trim.topstitches) and not is_collar(p.placement.region)
    ]
    return edge_lines(sheet, chosen, welded)[0] if chosen else np.zeros((0, 2), int)


def add_rest(mesh: bpy.types.Mesh, sheet: Sheet, kept: np.ndarray) -> None:
    """Write the flat pieces as the UV map and the zones on the faces."""
    flat = texture_coordinates(sheet)[sheet.faces[kept]]
    layer = mesh.uv_layers.new(name=FLAT_UV)
    layer.uv.foreach_set("vector", np.ascontiguousarray(flat, np.float32).ravel())
    names = zones(sheet)
    of_piece = np.array([names.index(zone_of(sheet, i)) for i in range(len(sheet.pieces))], np.int32)
    attribute = mesh.attributes.new("zone", "INT", "FACE")
    attribute.data.foreach_set("value", np.ascontiguousarray(of_piece[sheet.piece_of_face[kept]]))


def zones(sheet: Sheet) -> list[str]:
    return list(dict.fromkeys(zone_of(sheet, i) for i in range(len(sheet.pieces))))


def zone_of(sheet: Sheet, index: int) -> str:
    return sheet.pieces[index].zone or sheet.pieces[index].name


def add_distances(
    mesh: bpy.types.Mesh, vertices: np.ndarray, quads: np.ndarray, sheet: Sheet, of_piece: np.ndarray
) -> None:
    """Write "hem", "seam" and "row". Subdivision keeps the sewn mesh's vertices first, in their order.

    Each piece is measured to edges of its own: the edge of a collar is no hem of the front that it lies on.
    """
    sides, welded = border_of(quads), weld_map(len(sheet.flat), sheet.pairs)
    hem, seam = np.full(len(vertices), FAR), np.full(len(vertices), FAR)
    for index, piece in enumerate(sheet.pieces):
        own = np.unique(quads[of_piece == index])
        sewn = [f"{piece.name}.{edge.name}" for edge in piece.edges]
        seams = [welded[sheet.edges[name]] for name in sewn if name in sheet.partner]
        for result, lines in (
            (hem, sides[np.isin(sides, own).all(axis=1)]),
            (seam, np.concatenate([sides[:0], *(np.c_[ids[:-1], ids[1:]] for ids in seams)])),
        ):
            ends = vertices[lines]
            near = distances(vertices[own], np.concatenate([ends[:, 0], ends.mean(axis=1)]))
            result[own] = np.minimum(result[own], near)
    for name, distance in (("hem", hem), ("seam", seam)):
        attribute = mesh.attributes.new(name, "FLOAT", "POINT")
        attribute.data.foreach_set("value", np.ascontiguousarray(distance, np.float32))
    add_rows(mesh, hem, sheet, quads, of_piece)


def thicken(item: bpy.types.Object, fabric: Fabric) -> float:
    """Give the cloth thickness outwards, and twice as much at its hems. Returns the thickness away from hems, m."""
    single = thickness_of(fabric)
    hem = np.empty(len(item.data.vertices), np.float32)
    item.data.attributes["hem"].data.foreach_get("value", hem)
    group = item.vertex_groups.new(name="thickness")
    folded = hem < HEM_WIDTH
    group.add(np.flatnonzero(folded).tolist(), 1.0, "REPLACE")
    group.add(np.flatnonzero(~folded).tolist(), 0.5, "REPLACE")
    modifier = item.modifiers.new("Thickness", "SOLIDIFY")
    modifier.thickness, modifier.offset, modifier.vertex_group = 2 * single, 1.0, group.name
    return single


def thickness_of(fabric: Fabric) -> float:
    """m of a single layer: gauges press the cloth; loose it looks thicker."""
    return max(fabric.thickness_mm, 0.5) / 1000 * 1.8


def applied(item: bpy.types.Object, scene: bpy.types.Scene) -> bpy.types.Mesh:
    """A new mesh: the object's with its modifiers applied. The modifiers are removed."""
    layer = scene.view_layers[0]
    layer.update()
    made = bpy.data.meshes.new_from_object(
        item.evaluated_get(layer.depsgraph), preserve_all_data_layers=True, depsgraph=layer.depsgraph
    )
    item.modifiers.clear()
    return made


def swap_mesh(item: bpy.types.Object, mesh: bpy.types.Mesh) -> None:
    before = item.data
    item.data = mesh
    bpy.data.meshes.remove(before)


def polygons(mesh: bpy.types.Mesh) -> np.ndarray:
    """(F, 4) the corners of a mesh of quads."""
    corners = np.empty(len(mesh.loops), np.int32)
    mesh.loops.foreach_get("vertex_index", corners)
    return corners.reshape(-1, 4).astype(int)
