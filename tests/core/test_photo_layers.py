"""Warp, light, mattes and what is left of the old clothes, on a person made of rectangles."""

from dataclasses import replace

import numpy as np
import pytest
from toile.addon.core.photo.by_colour import find_parts
from toile.addon.core.photo.changes import KEPT, judge, said_of
from toile.addon.core.photo.dark_side import dark_side
from toile.addon.core.photo.edges import sharpened
from toile.addon.core.photo.filling import bare_below, fill, skin_over
from toile.addon.core.photo.image import lab_from_linear, luminance, srgb_from_linear
from toile.addon.core.photo.laying import Layers, Window, below_hems, lay, light_left, shouldered
from toile.addon.core.photo.light import read_light
from toile.addon.core.photo.matte import find_mattes
from toile.addon.core.photo.old_garment import find_old
from toile.addon.core.photo.regions import dilate, erode
from toile.addon.core.photo.segments import PARTS, PhotoParts, face_ellipse
from toile.addon.core.photo.sight import ARMS, HANDS, HEAD, NECK, THIGHS, TORSO, Sight
from toile.addon.core.photo.sure import View, skin_like
from toile.addon.core.photo.warp import outline_distance, over_kept, residual_warp

SHAPE = (240, 200)
SKIN, OLD, TROUSERS, WALL = (0.4, 0.25, 0.18), (0.1, 0.15, 0.4), (0.3, 0.3, 0.28), (0.6, 0.6, 0.62)
LANDMARKS = np.zeros((33, 2))
LANDMARKS[[2, 5]], LANDMARKS[[9, 10]], LANDMARKS[7], LANDMARKS[8] = (100, 28), (100, 42), (116, 30), (84, 30)


def block(top, bottom, left, right):
    mask = np.zeros(SHAPE, bool)
    mask[top:bottom, left:right] = True
    return mask


HEAD_AT, TRUNK, LEGS_AT = block(10, 55, 82, 118), block(55, 150, 65, 135), block(150, 230, 65, 135)
LEFT_ARM, RIGHT_ARM = block(60, 165, 140, 160), block(60, 165, 40, 60)
NEW = block(60, 145, 62, 138)


@pytest.fixture(scope="module")
def sight():
    region = np.full(SHAPE, -1)
    places = ((HEAD_AT, HEAD), (TRUNK, TORSO), (LEGS_AT, THIGHS[0]), (LEFT_ARM, ARMS[1]), (RIGHT_ARM, ARMS[4]))
    for mask, place in places:
        region[mask] = place
    body = region >= 0
    normal = np.zeros((*SHAPE, 3), np.float32)
    normal[..., 2] = -1
    columns = np.arange(SHAPE[1])[None] * np.ones((SHAPE[0], 1))
    for mask, left, right in ((TRUNK, 65, 135), (LEFT_ARM, 140, 160), (RIGHT_ARM, 40, 60), (HEAD_AT, 82, 118)):
        normal[mask, 0] = (columns[mask] - (left + right) / 2) / ((right - left) / 2)
    return Sight(
        region=region,
        depth=np.where(body, 2.0, np.inf).astype(np.float32),
        normal=normal,
        cloth=np.where(NEW, 0, -1),
        cloth_depth=np.where(NEW, 1.9, np.inf).astype(np.float32),
        cloth_region=np.where(NEW, TORSO, -1),
        cloth_at_back=np.zeros(SHAPE, bool),
        shoulder=np.array([100.0, 60.0]),
        hip=np.array([100.0, 150.0]),
        unit=90 / 160,
    )


@pytest.fixture(scope="module")
def photo(sight):
    linear = np.empty((*SHAPE, 3), np.float32)
    linear[:] = WALL
    linear[HEAD_AT | LEFT_ARM | RIGHT_ARM] = SKIN
    linear[LEGS_AT] = TROUSERS
    linear[TRUNK] = OLD
    linear *= (1 + 0.25 * sight.normal[..., :1]) * np.random.default_rng(2).normal(1, 0.01, (*SHAPE, 1))
    return linear.astype(np.float32)


@pytest.fixture(scope="module")
def silhouette(sight):
    return sight.body.astype(np.float32)


@pytest.fixture(scope="module")
def parts(photo, silhouette, sight):
    return parts_of(photo, silhouette, sight)


def parts_of(photo, silhouette, sight, visibility=1.0):
    face = face_ellipse(LANDMARKS, np.full(33, visibility), SHAPE)
    lab = lab_from_linear(photo)
    view = View(photo, lab, silhouette, LANDMARKS, face, skin_like(lab, silhouette, face, sight, 18.0), sight)
    return PhotoParts(find_parts(view), face)


def test_parts_are_told_by_colour_and_place(parts):
    assert parts.most("skin")[LEFT_ARM | RIGHT_ARM].mean() > 0.9
    assert parts.most("top")[TRUNK].mean() > 0.9
    assert parts.most("bottom")[LEGS_AT].mean() > 0.9
    assert parts.most("background")[:, :30].mean() > 0.99
    assert set(parts.matte) == set(PARTS) and np.allclose(sum(parts.matte.values()), 1, atol=1e-3)


def test_an_edge_runs_where_the_colours_on_its_two_sides_say():
    columns = np.arange(40) + np.zeros((30, 1))
    truth = np.clip(columns - 19.3, 0, 1)  # the edge is at 20.3 px, a pixel wide
    picture = truth[..., None] * np.array(SKIN) + (1 - truth[..., None]) * np.array(OLD)
    rough = np.clip((columns - 17) / 6, 0, 1)
    assert np.abs(sharpened(picture, rough) - truth).max() < 0.05
    grey = np.full((30, 40, 3), 0.3)
    between = sharpened(grey, rough)
    assert np.allclose(between[:, 20:22], rough[:, 20:22])  # no colour tells: it stays as it was


@pytest.mark.parametrize("hem", [140, 158])
def test_a_top_and_a_bottom_of_one_colour_are_parted_at_the_hem(photo, silhouette, sight, hem):
    plain = photo.copy()
    plain[TRUNK | LEGS_AT] = np.array(OLD) * (1 + 0.25 * sight.normal[TRUNK | LEGS_AT, :1])
    plain[hem - 1, 65:135] *= 0.4  # the shadow of its edge
    parts = parts_of(plain.astype(np.float32), silhouette, sight)
    assert parts.most("top")[70 : hem - 4, 70:130].mean() > 0.95
    assert parts.most("bottom")[hem + 4 : 225, 70:130].mean() > 0.95


def test_what_fills_the_gap_between_the_legs_is_a_dress(photo, silhouette, sight):
    legs = sight.region.copy()
    legs[150:230, 95:105] = -1
    apart = sight.map_images(lambda name, value: legs if name == "region" else value)
    dress = photo.copy()
    dress[TRUNK | LEGS_AT] = np.array(OLD, np.float32)
    parts = parts_of(dress, silhouette, apart)
    assert parts.most("dress")[block(80, 220, 70, 130)].mean() > 0.95


def test_old_clothes_are_filled_with_what_would_be_seen(photo, silhouette, parts, sight):
    skin = np.where(sight.body[..., None], np.array(SKIN, np.float32) * 0.5, np.float32(0))  # as bright as it may be
    alpha = np.zeros(SHAPE, np.float32)
    alpha[NEW] = 1
    none = np.zeros(SHAPE, np.float32)
    old = find_old(alpha, none, silhouette, parts, sight, leave=False)
    filled = fill(photo, old, alpha, skin, parts, sight)
    assert old.replaced == ("top",) and old.invented_fraction == old.uncovered_fraction > 0.02
    hem = block(146, 149, 80, 120)
    assert np.abs(filled[hem] - TROUSERS).max() < 0.12  # below a shorter hem the trousers go on
    kept = find_old(alpha, none, silhouette, parts, sight, leave=True)
    assert kept.holes.sum() < old.holes.sum() or not kept.left_fraction


def test_a_test_photo_s_quality_is_judged(parts, silhouette, sight):
    alpha = np.zeros(SHAPE, np.float32)
    alpha[TRUNK | NEW] = 1
    old = find_old(alpha, np.zeros(SHAPE), silhouette, parts, sight, leave=False)
    assert judge(old, 0.2, parts, sight, silhouette).verdict == "good"
    assert judge(old, 2.0, parts, sight, silhouette).verdict == "check"
    lost = judge(old, 20.0, parts, sight, np.roll(silhouette, 80, 1))
    assert lost.verdict == "not possible" and len(lost.reasons) >= 2


def test_a_photo_that_shows_nothing_sure_has_no_parts(photo, sight):
    nowhere = sight.map_images(lambda name, value: np.full_like(value, -1 if name == "region" else 0))
    parts = parts_of(photo, np.full(SHAPE, 0.5, np.float32), nowhere, 0.0)
    assert np.allclose(parts.matte["background"], 0.5) and not parts.matte["skin"].any()


def test_the_light_comes_from_the_brighter_side(photo, silhouette, parts, sight):
    light = read_light(photo, silhouette, parts, sight)
    assert light.key_side == "right" and light.direction[0] > 0 > light.direction[1]
    assert light.exposure == 1.0
    facing = light.ambient + light.sun / np.pi * -light.direction[2]
    assert np.isclose(facing * 0.8, 0.72, atol=1e-6)


def test_a_dark_photo_is_dark_cloth(photo, silhouette, parts, sight):
    assert read_light(photo * 0.15, silhouette, parts, sight).exposure < 0.8


def test_the_warp_brings_the_outlines_together(sight):
    person = np.roll(sight.body, 4, axis=1)
    warp = residual_warp(sight, person)
    assert warp.kept == ("left", "right")
    area = np.zeros(SHAPE, bool)
    area[70:140] = True
    warped = warp(sight.body.astype(np.float32)) > 0.5
    assert outline_distance(warped, person, area) < 0.5 * outline_distance(sight.body, person, area)


def test_without_a_difference_nothing_is_warped(sight):
    warp = residual_warp(sight, sight.body)
    assert warp.kept == () and warp(sight.depth) is sight.depth


def test_arms_are_in_front_where_no_cloth_is_over_them(photo, silhouette, parts, sight):
    mattes = find_mattes(photo, silhouette, LANDMARKS, parts, sight)
    assert mattes.arms[LEFT_ARM].mean() > 0.9
    assert mattes.arms[TRUNK].mean() < 0.02
    assert mattes.face[25:45, 90:110].min() > 0.9


def test_a_collar_before_the_head_s_lower_end_stays(photo, silhouette, parts, sight):
    low = replace(sight, region=np.where(block(55, 90, 90, 110), HEAD, sight.region))
    face = find_mattes(photo, silhouette, LANDMARKS, parts, low).face
    assert face[block(70, 85, 94, 106)].max() < 0.1 and face[25:45, 90:110].min() > 0.9


def test_fingertips_that_are_farther_out_than_the_mesh_s_stay_in_front(photo, silhouette, sight):
    hand, tips = block(110, 126, 124, 134), block(112, 124, 116, 124)
    region = np.where(hand, HANDS[0], sight.region)
    depth = np.where(hand, np.float32(1.8), sight.depth)
    seen, linear = replace(sight, region=region, depth=depth), photo.copy()
    linear[hand | tips] = SKIN
    parts = PhotoParts({name: np.zeros(SHAPE, np.float32) for name in PARTS}, np.zeros(SHAPE, bool))
    parts.matte["skin"][:], parts.matte["top"][:] = hand | tips, TRUNK & ~(hand | tips)
    assert find_mattes(linear, silhouette, LANDMARKS, parts, seen).arms[block(114, 122, 117, 133)].min() > 0.9


def test_the_lights_of_pale_cloth_are_bent_and_not_cut_off():
    light = np.linspace(0.0, 3.0, 301, dtype=np.float32)
    tint, alpha = np.array([1.05, 1.0, 0.9], np.float32), 0.5
    garment = np.concatenate([alpha * light[:, None] * tint, np.full((301, 1), alpha, np.float32)], 1)[None]
    bent = shouldered(garment)
    seen = luminance(bent[..., :3] / alpha)[0]
    assert np.allclose(bent[0, :60], garment[0, :60])  # darker cloth is as it was rendered
    assert (np.diff(seen) > 0).all() and seen.max() < 1.0
    assert np.allclose(bent[0, 1:, 0] / bent[0, 1:, 2], tint[0] / tint[2], rtol=1e-4)  # and its colour stays


def test_slivers_of_the_old_garment_are_closed_and_the_rest_is_the_photo(photo, silhouette, parts, sight):
    image = np.rint(srgb_from_linear(photo) * 255).astype(np.uint8)
    garment = np.zeros((*SHAPE, 4), np.float32)
    garment[NEW] = (0.5, 0.1, 0.1, 1)
    skin = np.where(sight.body[..., None], np.array(SKIN, np.float32), np.float32(0))
    layers = Layers(garment, np.ones(SHAPE, np.float32), skin)
    window = Window(image, silhouette, LANDMARKS)
    laid = lay(window, parts, sight, layers, (residual_warp(sight, sight.body),) * 2, 0, False)
    final = laid.image
    assert laid.facts["changed_outside_mask_px"] == 0
    assert np.array_equal(final[laid.mask == KEPT], image[laid.mask == KEPT])
    assert 0.02 < laid.facts["old_garment_uncovered_fraction"] < 0.2 and laid.facts["filled_px"] > 100
    assert any("made up" in note for note in said_of(laid.old))
    assert laid.quality.verdict == "check" and any("is made up" in reason for reason in laid.quality.reasons)
    assert np.array_equal(final[:50], image[:50]) and np.array_equal(
        final[~dilate(TRUNK | NEW, 8)], image[~dilate(TRUNK | NEW, 8)]
    )
    inner = block(70, 135, 72, 128)
    assert np.abs(final[inner] - np.array([188, 89, 89])).mean() < 3


@pytest.mark.parametrize("colour", [SKIN, (0.02, 0.015, 0.01)])
def test_hair_that_hangs_beside_the_neck_is_hair_and_stays_in_front(photo, sight, colour):
    strand = block(30, 90, 66, 78)
    body, linear = sight.region.copy(), photo.copy()
    body[block(55, 70, 60, 140)] = -1  # shoulders that slope: beside the neck the mesh is lower
    linear[block(55, 70, 40, 160)] = WALL
    linear[strand] = colour
    region = np.where(block(55, 70, 88, 112), NECK, body)
    seen = replace(sight, region=region, shoulder=np.array([100.0, 70.0]))
    silhouette = ((region >= 0) | strand).astype(np.float32)
    parts = parts_of(linear, silhouette, seen)
    assert parts.most("hair")[block(45, 88, 68, 76)].mean() > 0.9
    hair = find_mattes(linear, silhouette, LANDMARKS, parts, seen).hair
    assert hair[block(72, 86, 69, 75)].mean() > 0.5
    assert parts.most("top")[block(95, 140, 68, 76)].mean() > 0.9


def test_a_collar_between_neck_and_hair_is_of_the_top_below(photo, sight):
    strands, collar, neck = (
        block(30, 90, 66, 82) | block(30, 90, 118, 134),
        block(55, 64, 82, 118),
        block(55, 64, 92, 108),
    )
    linear, region = photo.copy(), np.where(block(55, 64, 82, 118), NECK, sight.region)
    linear[block(64, 80, 82, 118)] = SKIN  # a low neckline: the collar hangs together with the top behind hair only
    linear[collar], linear[neck], linear[strands] = OLD, SKIN, (0.02, 0.015, 0.01)
    seen = replace(sight, region=region, shoulder=np.array([100.0, 64.0]))
    parts = parts_of(linear, ((region >= 0) | strands).astype(np.float32), seen)
    assert parts.most("top")[block(57, 62, 84, 90)].mean() > 0.8


def test_there_are_no_clothes_on_a_face(photo, silhouette, sight):
    linear = photo.copy()
    linear[block(30, 34, 92, 98)] = OLD  # an eye of the top's colour
    parts = parts_of(linear, silhouette, sight)
    assert not parts.most("top", "bottom", "dress")[HEAD_AT].any()


def test_a_garment_is_drawn_out_over_the_trousers_it_hangs_over(sight):
    kept = block(120, 230, 55, 135)  # hips wider than the mesh on one side
    warp = over_kept(residual_warp(sight, sight.body), sight, kept)
    cloth = warp((sight.cloth >= 0).astype(np.float32)) > 0.5
    assert cloth[125:140, 57].mean() > 0.8 and not cloth[70:90, 57].any()
    assert np.flatnonzero(cloth[130])[-1] == pytest.approx(np.flatnonzero(NEW[130])[-1], abs=1)
    assert over_kept(residual_warp(sight, sight.body), sight, kept & TRUNK).kept == ()


def test_there_is_a_dark_line_below_a_hem_that_lies_on_and_none_below_one_that_stands_off(sight):
    alpha = NEW.astype(np.float32)
    near = replace(sight, cloth_depth=np.where(NEW, 1.995, np.inf).astype(np.float32))
    on, off = below_hems(alpha, near), below_hems(alpha, sight)
    assert on[145:147, 80:120].min() > 0.2 and on[160:, 80:120].max() < 0.05
    assert off[145:147, 80:120].max() < 0.05
    assert on[:, 45:55].max() < 0.02  # an arm is not under the hem of what it hangs before


def test_what_a_garment_shades_below_hair_is_not_seen_on_the_hair(photo, silhouette, parts, sight):
    strand = block(62, 90, 70, 80)
    mattes = replace(find_mattes(photo, silhouette, LANDMARKS, parts, sight), hair=strand.astype(np.float32))
    alpha = (NEW & ~strand).astype(np.float32)
    left = light_left(np.full(SHAPE, 0.3, np.float32), alpha, mattes, silhouette, sight)
    assert left[strand].min() > 0.99
    assert left[block(160, 220, 70, 130)].max() < 0.7  # the body beside it is shaded


def test_an_arm_that_comes_out_of_an_old_sleeve_is_whole(photo, silhouette, sight):
    sleeve, shoulder, linear = block(60, 101, 140, 160), block(60, 75, 135, 140), photo.copy()
    region = np.where(shoulder, TORSO, np.where(sleeve, ARMS[0], sight.region))
    depth = np.where(shoulder, np.float32(2), sight.depth)
    sight, silhouette = replace(sight, region=region, depth=depth), np.maximum(silhouette, shoulder)
    linear[sleeve | shoulder] = OLD
    linear[101:103, 140:160] = np.multiply(SKIN, 0.6)  # in the shade of its hem
    parts = parts_of(linear, silhouette, sight)
    rim = sight.body & ~erode(sight.body, 1.5)
    skin = np.where(sight.body[..., None], np.array(SKIN, np.float32), np.float32(0))
    skin[rim] *= 0.3  # as a render of half the size leaves it
    in_front = find_mattes(linear, silhouette, LANDMARKS, parts, sight).all
    old = find_old(NEW.astype(np.float32), in_front, silhouette, parts, sight, leave=False)
    filled = fill(linear, old, NEW.astype(np.float32), skin, parts, sight)
    across_hem, inner = filled[96:106, 146:154], filled[70:95, 143:157]
    assert np.abs(across_hem - SKIN).max() < 0.1 and np.abs(inner - SKIN).max() < 0.1


def test_an_arm_that_is_made_up_is_as_dark_as_a_room_makes_it_and_not_as_what_was_taken_for_skin():
    linear, hole = np.full((60, 60, 3), (0.5, 0.3, 0.2), np.float32), np.zeros((60, 60), bool)
    hole[10:40, 20:40] = True
    linear[hole] = (0.01, 0.02, 0.2)  # the old sleeve
    linear[10:40, 18:20] = (0.01, 0.02, 0.15)  # a line of it is taken for skin
    skin = np.full((60, 60, 3), (0.5, 0.3, 0.2), np.float32)
    skin[10:40, 20:24] *= 0.02  # between arm and trunk, the render has hardly any light
    made = skin_over(linear, hole, ~hole, skin)
    lit = made[hole] / (0.5, 0.3, 0.2)
    assert lit.min() > 0.3
    assert lit.max() < 1.3
    assert np.ptp(lit, axis=1).max() < 0.1  # and in the skin's own colour
    assert (made[~hole] == linear[~hole]).all()


def test_where_an_arm_lies_on_the_trunk_its_bare_skin_has_no_rim_of_wall(sight):
    region = sight.region.copy()
    region[block(60, 110, 110, 130)], region[block(60, 110, 130, 160)] = ARMS[0], -1
    bare = bare_below(replace(sight, region=region), ("top",))
    assert bare[block(64, 106, 108, 127)].all()  # across the line between arm and trunk
    assert not bare[block(64, 106, 129, 160)].any()  # its outer rim is the wall's


def arm_in_shade(light):
    """A bare arm, columns 0-40, beside cloth from 60 on: photo, skin and cloth by colour, the mesh's arm."""
    linear = np.repeat(np.broadcast_to(light, (40, 90))[..., None], 3, 2).astype(np.float32)
    columns = np.arange(90)[None] * np.ones((40, 1))
    return linear, columns < 40, columns >= 40, columns < 50


SHADED = np.exp(np.interp(np.arange(90), (20, 48), (np.log(0.08), np.log(0.004))))


@pytest.mark.parametrize(
    ("light", "is_arm"),
    [
        (SHADED, True),
        (np.where(np.arange(90) < 40, 0.3, 0.01), False),  # light skin ends at black cloth
        (np.interp(np.arange(90), (20, 60), (0.3, 0.1)), False),  # bright enough for colours to tell
    ],
)
def test_an_arms_dark_side_is_the_arms_where_it_goes_over_into_it_without_an_edge(light, is_arm):
    found = dark_side(*arm_in_shade(light), unit=2.0)
    assert (found[5:35, 41:48] > 0.9).all() == is_arm and (found[:, 54:] < 0.1).all()
    assert is_arm or not found.any()
