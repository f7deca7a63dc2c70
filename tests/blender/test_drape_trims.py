"""What is laid on a garment after its drape: pockets, edges, stitches and bows lie on its cloth."""

from __future__ import annotations

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from mathutils.bvhtree import BVHTree
from toile.addon.blender.drape.buttons import BRASS_ZONE, PEARL_ZONE
from toile.addon.blender.drape.collider import add_mesh, positions
from toile.addon.blender.drape.dressing import Dressing
from toile.addon.blender.drape.finish import THREAD_COLOUR, ZONES, finish
from toile.addon.blender.drape.meshing import mesh_garment
from toile.addon.blender.drape.solids import FAR, THREAD_ZONE
from toile.addon.blender.drape.solver import own_scene
from toile.addon.blender.picture.fabric import dress_zones, make_material
from toile.addon.core.fabric import fabric_named
from toile.addon.garments.jeans import Jeans
from toile.addon.garments.shirt import Shirt
from toile.addon.garments.wrap_dress import WrapDress

from .test_drape import drafted, empty_file, standing  # noqa: F401 - a fixture that every test here needs

NEAR_ARM = 0.005  # m; a loop may press on an arm that hangs beside it
ON_CLOTH = 0.006  # m from the finished surface to what lies on its thickness


@pytest.fixture(scope="module")
def dressing():
    return Dressing(standing())


def finished(dressing, kind, **options):
    """The garment as it starts, finished: the object, and its surface."""
    garment = drafted(kind, dressing.body, **options)
    sheet = mesh_garment(garment, 0.025)
    item = add_mesh(bpy.context.scene.collection, "Worn", np.zeros((0, 3)), np.zeros((0, 3), int))
    with own_scene() as scene:
        cloth = fabric_named(garment.fabric)
        made = finish(item, scene, sheet, dressing.start(sheet), dressing.beneath(0.003), cloth)
    return item, made


def in_zone(item, name):
    """The numbers of the vertices in a zone."""
    zone = np.empty(len(item.data.polygons), np.int32)
    item.data.attributes["zone"].data.foreach_get("value", zone)
    faces = np.flatnonzero(zone == list(item[ZONES]).index(name))
    return np.unique([k for face in faces for k in item.data.polygons[face].vertices])


def away(made, points):
    tree = BVHTree.FromPolygons(made.vertices.tolist(), made.triangles.tolist())
    return np.array([tree.find_nearest(point)[3] for point in points.tolist()])


def test_jeans_are_stitched_in_their_thread_on_their_cloth(dressing):
    item, made = finished(dressing, Jeans, thread="#c08a3e")
    assert {THREAD_ZONE, BRASS_ZONE} < set(item[ZONES])
    assert item[THREAD_COLOUR] == "#c08a3e"
    points, thread = positions(item.data), in_zone(item, THREAD_ZONE)
    assert len(thread) > 8000
    assert away(made, points[thread]).max() < ON_CLOTH
    hem = np.empty(len(points), np.float32)
    item.data.attributes["hem"].data.foreach_get("value", hem)
    assert (hem[thread] == FAR).all()
    assert np.isfinite(points).all() and not item.data.validate()
    item.data.materials.append(make_material("denim", fabric_named("denim_12oz"), "#2f4766"))
    dress_zones(item)
    assert len(item.data.materials) == 3
    assert item.data.materials[1].diffuse_color[0] != item.data.materials[2].diffuse_color[0]


def test_a_yoke_starts_between_leg_and_band(dressing):
    sheet = mesh_garment(drafted(Jeans, dressing.body), 0.025)
    start = dressing.start(sheet)
    assert np.isfinite(start).all()
    names = [piece.name for piece in sheet.pieces]
    leg, yoke, band = (start[sheet.vertices_of(names.index(name))] for name in ("back_left", "yoke_left", "waistband"))
    assert leg[:, 2].mean() < yoke[:, 2].mean() < band[:, 2].mean()
    assert (yoke[:, 0] > -0.02).all() and yoke[:, 1].mean() > 0


def test_a_placket_is_not_scalloped(dressing):
    item, made = finished(dressing, Shirt)
    assert PEARL_ZONE in item[ZONES]
    seam = np.empty(len(item.data.vertices), np.float32)
    item.data.attributes["seam"].data.foreach_get("value", seam)
    count = len(made.vertices)
    on_edge = np.intersect1d(in_zone(item, "placket"), np.flatnonzero(seam < 1e-4))
    on_edge = on_edge[on_edge < count]
    points = made.vertices[on_edge]
    for side in (points[:, 0] > 0, points[:, 0] < 0):
        x, z = points[side][:, 0], points[side][:, 2]
        within = (z > z.min() + 0.05) & (z < z.max() - 0.05)
        fit = np.polyfit(z[within], x[within], 4)
        assert np.abs(x[within] - np.polyval(fit, z[within])).max() < 0.0015


def test_a_bow_hangs_outside_of_the_dress(dressing):
    with_bow, made = finished(dressing, WrapDress)
    without, plain = finished(dressing, WrapDress, tie_end_mm=0.0)
    assert np.array_equal(made.vertices, plain.vertices)
    bow = positions(with_bow.data)[len(without.data.vertices) :]
    assert len(bow) > 500
    assert np.isfinite(bow).all()
    assert np.ptp(bow[:, 2]) > 0.3
    depth, _ = dressing.surface.depths(bow, 0.0)
    assert depth.max() < NEAR_ARM
