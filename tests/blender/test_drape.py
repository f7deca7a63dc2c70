"""Garments on bodies: cut, placed, simulated, layered and finished."""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.drape.attempt import Attempt
from toile.addon.blender.drape.cloth import COLLECTION, Cloth, inside_to_outside
from toile.addon.blender.drape.collider import split_quads
from toile.addon.blender.drape.ladder import LADDER
from toile.addon.blender.drape.meshing import mesh_garment, texture_coordinates
from toile.addon.blender.drape.motion import Motion
from toile.addon.blender.drape.placement import place
from toile.addon.blender.drape.relax import Surface
from toile.addon.core.body.build import body_model, build_body, posed_vertices, stand_on_floor
from toile.addon.core.body.skeleton import rotation_matrix
from toile.addon.core.errors import DrapeError, PatternError
from toile.addon.core.options import make_options
from toile.addon.core.pattern.pieces import area
from toile.addon.core.seams import exhaust
from toile.addon.core.types import BodyFit, Rig
from toile.addon.garments.skirt import Skirt
from toile.addon.garments.tee import Tee

QUICK = {"mesh_step_mm": 30.0, "settle_frames": 8}


def finish(steps):
    """What a generator returns, and what it yielded."""
    seen = []
    return exhaust(steps, seen.append), seen


def standing(turn=0.0, place_xy=(0.0, 0.0), arms_deg=25.0):
    """An average woman with her arms lowered, turned and moved on the floor."""
    model = body_model()
    shape = model.mean_shape
    shape[model.place("gender")] = 1.0
    pose = model.identity_pose()
    for name, sign in (("upperarm01.L", 1), ("upperarm01.R", -1)):
        pose[model.joint(name)] = rotation_matrix(np.array([0, sign * np.radians(arms_deg), 0]))
    root = np.eye(4)
    root[:3, :3] = rotation_matrix(np.array([0, 0, turn]))
    root[:2, 3] = place_xy
    fit = BodyFit("anny", shape, pose, root, None)
    return build_body(replace(fit, world_from_root=stand_on_floor(model, fit)))


def drafted(kind, body, **options):
    return finish(kind(make_options(kind.Options, options, kind.__name__), 0).draft(body))[0]


def drape(body, *outfit, **options):
    return finish(Cloth(make_options(Cloth.Options, {**QUICK, **options}, "draper"), 0).drape(rig(body), outfit))


def rig(body):
    return Rig("", "", "", body)


@pytest.fixture(scope="module")
def woman():
    return standing()


@pytest.fixture(autouse=True)
def empty_file():
    bpy.ops.wm.read_factory_settings(use_empty=True)


def everything():
    """How many datablocks of each kind there are."""
    kinds = ("objects", "meshes", "scenes", "collections", "actions", "shape_keys")
    return {kind: len(getattr(bpy.data, kind)) for kind in kinds}


def test_sewn_edges_have_equal_vertices_and_pieces_keep_their_area(woman):
    tee = drafted(Tee, woman)
    sheet = mesh_garment(tee, 0.02)
    for seam in tee.seams:
        assert len(sheet.edges[seam.a]) == len(sheet.edges[seam.b])
    a, b, c = (sheet.flat[sheet.faces[:, k]] for k in range(3))
    doubled = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    assert (doubled > 0).all()
    assert doubled.sum() / 2 == pytest.approx(sum(area(piece) for piece in tee.pieces) / 1e6, rel=0.02)


def test_texture_is_the_flat_cut_in_metres(woman):
    sheet = mesh_garment(drafted(Tee, woman), 0.03)
    uv = texture_coordinates(sheet)
    a, b = sheet.faces[:, 0], sheet.faces[:, 1]
    assert np.linalg.norm(uv[a] - uv[b], axis=1) == pytest.approx(np.linalg.norm(sheet.flat[a] - sheet.flat[b], axis=1))


@pytest.mark.parametrize("kind", [Tee, Skirt])
def test_pieces_are_placed_outside_the_body_facing_out(woman, kind):
    sheet = mesh_garment(drafted(kind, woman), 0.02)
    start = place(sheet, woman)
    assert np.isfinite(start).all()
    skin = Surface.of(woman.vertices, split_quads(body_model().skin_faces))
    a, b, c = (start[sheet.faces[:, k]] for k in range(3))
    normals = np.cross(b - a, c - a)
    outward = [np.dot(n, p - np.array(skin.tree.find_nearest(p.tolist())[0])) for n, p in zip(normals, (a + b + c) / 3)]
    assert np.mean(np.array(outward) > 0) > 0.9


def test_the_body_moves_from_rest_to_its_pose():
    body = standing(turn=2.0, place_xy=(0.7, -1.2))
    motion = Motion(body)
    assert np.abs(motion.at(0.0) - body.vertices).max() < 1e-9
    assert np.abs(motion.to_world(motion.at(1.0)) - posed_vertices(body)).max() < 1e-9


def test_a_tee_drapes(woman):
    made, seen = drape(woman, drafted(Tee, woman))
    (tee,) = made.garments
    item = bpy.data.objects[tee.object_name]
    assert item.name == "Toile Tee"
    assert [c.name for c in item.users_collection] == [COLLECTION]
    assert not item.modifiers and not item.data.shape_keys
    assert item.data.uv_layers.active.name == "flat"
    assert {"zone", "hem", "seam"} <= set(item.data.attributes.keys())
    assert set(item["toile_zones"]) == {"front", "back", "sleeve", "neckband", "thread"}
    assert tee.inside_fraction < 0.01
    assert tee.inside_depth_mm < 6.0
    assert 1.0 < tee.stretch_p95 < 1.5
    assert len(bpy.data.scenes) == 1
    assert [step.fraction for step in seen] == sorted(step.fraction for step in seen)
    assert any("tee: frame 23 of " in step.note for step in seen)
    top = tee.vertices[:, 2].max()
    assert woman.measures["shoulder_height"] - 0.05 < top < woman.measures["shoulder_height"] + 0.12


def test_the_drape_is_where_the_body_is():
    body = standing(turn=1.0, place_xy=(2.0, 3.0))
    (skirt,) = drape(body, drafted(Skirt, body))[0].garments
    assert np.abs(skirt.vertices[:, :2].mean(axis=0) - posed_vertices(body)[:, :2].mean(axis=0)).max() < 0.1
    waist = skirt.vertices[:, 2].max()
    assert abs(waist - body.measures["waist_height"]) < 0.08


def test_same_job_same_vertices(woman):
    tee = drafted(Tee, woman)
    first, second = (drape(woman, tee)[0].garments[0].vertices for _ in range(2))
    assert hashlib.sha256(first.tobytes()).digest() == hashlib.sha256(second.tobytes()).digest()


def test_a_cancelled_drape_leaves_nothing(woman):
    scene = bpy.context.scene
    scene.frame_set(17)
    before = everything()
    with closing(Cloth(Cloth.Options(**QUICK), 0).drape(rig(woman), [drafted(Tee, woman)])) as steps:
        for _ in range(12):
            next(steps)
    assert everything() == before
    assert (bpy.context.scene, scene.frame_current) == (scene, 17)


@pytest.mark.parametrize("layer", ["over", "tucked"])
def test_an_outfit_is_worn_in_layers(woman, layer):
    skirt, tee = drafted(Skirt, woman), drafted(Tee, woman, layer=layer)
    made, _ = drape(woman, skirt, tee)
    assert [worn.garment.design for worn in made.garments] == (
        ["skirt", "tee"] if layer == "over" else ["tee", "skirt"]
    )
    inner, outer = (bpy.data.objects[worn.object_name] for worn in made.garments)
    surface = Surface.of(made.garments[0].vertices, triangles_of(inner, len(made.garments[0].vertices)), 0.02)
    depth, _ = surface.depths(made.garments[1].vertices, 0.0)
    assert (depth > 0.001).mean() < 0.02
    assert outer.name != inner.name


def triangles_of(item, count):
    """The triangles of a finished garment's inner side, whose vertices come first."""
    item.data.calc_loop_triangles()
    found = np.array([tuple(t.vertices) for t in item.data.loop_triangles])
    return found[(found < count).all(axis=1)]


def test_two_of_a_kind_have_two_names(woman):
    tee = drafted(Tee, woman)
    made, _ = drape(woman, replace(tee, layer="tucked"), tee)
    assert [worn.object_name for worn in made.garments] == ["Toile Tee", "Toile Tee 2"]


def test_a_skirt_that_is_far_too_wide_is_refused(woman):
    wide = replace(woman, measures={**woman.measures, "waist": woman.measures["waist"] + 0.35})
    with pytest.raises(DrapeError, match="slid"):  # cut for another, whom it would fit
        drape(woman, drafted(Skirt, wide))
    assert not bpy.data.objects


def test_an_unknown_landmark_is_refused(woman):
    tee = drafted(Tee, woman)
    front = tee.pieces[0]
    lost = replace(front, placement=replace(front.placement, landmark="antenna_height"))
    with pytest.raises(PatternError, match="antenna_height"):
        drape(woman, replace(tee, pieces=(lost, *tee.pieces[1:])))


def test_tops_go_over_or_under_what_hangs_from_the_waist(woman):
    skirt, over, tucked = drafted(Skirt, woman), drafted(Tee, woman), drafted(Tee, woman, layer="tucked")
    assert inside_to_outside([over, skirt, tucked]) == [tucked, skirt, over]


class Failing(Cloth):
    """Fails so many times before it drapes."""

    failures, seen = 0, ()

    def attempt(self, dressing, garment, laid, item, course):
        self.seen = (*self.seen, (course.steps, course.posing, len(laid.sheet.flat), len(item.data.vertices)))
        if len(self.seen) <= self.failures:
            return Attempt(laid.sheet, None, None, None, "It flew apart.", "Do else.", True)
        return (yield from super().attempt(dressing, garment, laid, item, course))


def test_a_drape_that_fails_is_tried_otherwise_and_says_so(woman):
    draper = Failing(Cloth.Options(**QUICK), 0)
    draper.failures = 1
    (skirt,) = finish(draper.drape(rig(woman), [drafted(Skirt, woman)]))[0].garments
    (first_steps, *_), (steps, _, count, shown) = draper.seen
    assert steps == 2 * first_steps
    assert count == shown
    assert skirt.reasons[-1] == "it was draped with more steps, after this: It flew apart."


def test_a_drape_that_never_succeeds_ends_as_an_error_and_leaves_nothing(woman):
    draper = Failing(Cloth.Options(**QUICK), 0)
    draper.failures = 99
    before = everything()
    with pytest.raises(DrapeError, match=r"It flew apart\. It was tried 4 times\. Do else\."):
        finish(draper.drape(rig(woman), [drafted(Skirt, woman)]))
    assert len(draper.seen) == len(LADDER)
    steps, posing, counts, _ = zip(*draper.seen, strict=True)
    assert steps[-1] > steps[0]
    assert posing[-1] > posing[0]
    assert counts[-1] > counts[0]
    assert everything() == before
