"""The view "photo" on a photo whose truth is known."""

from dataclasses import replace

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.drape.finish import ZONES
from toile.addon.blender.picture.composite import Manner, render_photo
from toile.addon.blender.picture.passes import read_cloths
from toile.addon.core.body.build import body_model, posed_vertices
from toile.addon.core.errors import JobError, RenderError
from toile.addon.core.photo import changes
from toile.addon.core.photo.by_colour import ByColour
from toile.addon.core.photo.changes import INVENTED, KEPT, MIXED, SHADED, WORN, mask_path
from toile.addon.core.photo.sight import ARMS, HANDS
from toile.addon.core.seams import exhaust

from tests import contract
from tests.blender.synthetic_photo import make_synthetic

PLAIN = Manner(12, False)
KINDS = ("scenes", "worlds", "cameras", "lights", "meshes", "materials", "images", "objects", "collections")


@pytest.fixture(scope="module")
def synthetic():
    bpy.ops.wm.read_factory_settings(use_empty=True)
    return make_synthetic(288)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("photo")


@pytest.fixture(scope="module")
def rendered(synthetic, folder):
    return render(synthetic, folder / "still.png")


def render(synthetic, path, evidence=None, manner=PLAIN):
    """The picture (H, W, 3) uint8 and the facts."""
    steps = render_photo(synthetic.dressed, synthetic.rig, evidence or synthetic.evidence, path, manner)
    seen = []
    facts = exhaust(steps, seen.append)
    assert all(step.stage == "render" for step in seen)
    return read(path), facts


def read(path):
    image = bpy.data.images.load(str(path))
    image.colorspace_settings.name = "Non-Color"
    width, height = image.size
    pixels = np.empty(width * height * 4, np.float32)
    image.pixels.foreach_get(pixels)
    bpy.data.images.remove(image)
    return np.rint(pixels.reshape(height, width, 4)[::-1, :, :3] * 255).astype(np.uint8)


def apart(a, b, where):
    return np.abs(a.astype(int) - b)[where]


def test_the_picture_is_the_photo_but_for_the_garment(synthetic, rendered):
    picture, facts = rendered
    photo = synthetic.evidence.image
    assert picture.shape == photo.shape
    changed = (picture != photo).any(-1)
    assert facts["changed_outside_mask_px"] == 0
    assert facts["changed_px"] == changed.sum()
    rows = np.flatnonzero(synthetic.top.any(1))
    assert not changed[: rows[0] - 12].any() and not changed[rows[-1] + 40 :].any()


def test_what_is_of_a_sleeve_or_its_cuff_is_worn_on_the_arm_and_nothing_else(synthetic):
    posed, camera = posed_vertices(synthetic.rig.body), synthetic.rig.body.camera
    hand = posed[np.isin(body_model().regions, HANDS[:1])].mean(axis=0)
    mesh = bpy.data.meshes.new("Cuffed")
    corners = [hand + (x, 0, z) for z in (0.0, 0.02, 0.04) for x in (0.0, 0.01, 0.02)]
    mesh.from_pydata(corners, [], [(0, 1, 3), (3, 4, 6), (4, 5, 7)])
    mesh.attributes.new("zone", "INT", "FACE").data.foreach_set("value", [0, 1, 2])
    item = bpy.data.objects.new("Cuffed", mesh)
    item[ZONES] = ["sleeve", "cuff_left", "front"]
    bpy.context.scene.collection.objects.link(item)
    (cloth,) = read_cloths([item.name], posed, camera)
    bpy.data.batch_remove([item, mesh])
    assert [bool(region in ARMS) for region in cloth.region] == [True, True, False]


def test_what_the_mask_calls_kept_is_the_photo_bit_for_bit(synthetic, rendered, folder):
    picture, facts = rendered
    mask = read(mask_path(folder / "still.png"))[..., 0]
    assert np.array_equal(picture[mask == KEPT], synthetic.evidence.image[mask == KEPT])
    assert {KEPT, SHADED, MIXED, WORN, INVENTED} == set(np.unique(mask))
    assert facts["filled_px"] == (mask == INVENTED).sum() and facts["garment_px"] == (mask == WORN).sum()


def test_much_that_would_be_made_up_is_refused_unless_allowed(synthetic, tmp_path, monkeypatch):
    monkeypatch.setattr(changes, "MOST_INVENTED", 0.01)
    with pytest.raises(JobError, match="Not possible in this photo: .* allow_invented = true"):
        render(synthetic, tmp_path / "x.png")
    assert not list(tmp_path.iterdir())
    _, facts = render(synthetic, tmp_path / "x.png", manner=Manner(4, False, allow_invented=True))
    assert facts["quality"] == "check" and "is made up" in facts["quality_reasons"]


def test_old_clothes_may_be_left(synthetic, tmp_path):
    _, facts = render(synthetic, tmp_path / "x.png", manner=Manner(4, False, leave_old=True))
    assert facts["old_garment_filled_fraction"] <= facts["old_garment_uncovered_fraction"]


def test_the_garment_looks_as_if_it_had_been_there(synthetic, rendered):
    picture, _ = rendered
    assert apart(picture, synthetic.evidence.image, synthetic.top).mean() > 60
    error = apart(picture, synthetic.truth, synthetic.top)
    assert error.mean() < 12 and np.percentile(error, 90) < 30


def test_the_arm_in_front_stays_in_front(synthetic, rendered):
    picture, facts = rendered
    assert synthetic.arms.sum() > 150
    assert apart(picture, synthetic.truth, synthetic.arms).mean() < 12
    assert facts["arm_px_in_front"] > 0.6 * synthetic.arms.sum()


def test_the_built_in_segmenter_keeps_the_contract(synthetic):
    plugin = ByColour(ByColour.Options(), 0)
    contract.check_options(ByColour.Options)
    segments = contract.check_segmenter(plugin, synthetic.evidence, synthetic.rig.body)
    assert segments.matte["skin"][synthetic.arms].mean() > 0.9
    assert segments.matte["background"][:, :20].min() > 0.99
    with pytest.raises(RenderError, match="does not stand as in the photo"):
        exhaust(plugin.segment(synthetic.evidence, replace(synthetic.rig.body, camera=None)))


def test_a_photo_that_was_not_told_apart_is_refused(synthetic, tmp_path):
    evidence = replace(synthetic.evidence, segments=None)
    with pytest.raises(RenderError, match="Run a segmenter"):
        render(synthetic, tmp_path / "x.png", evidence)


def test_the_light_is_found_on_its_side(rendered):
    assert rendered[1]["key_side"] == "left"
    assert 0.85 < rendered[1]["exposure"] < 1.15


def test_it_says_what_it_left(rendered):
    assert 0 < rendered[1]["old_garment_uncovered_fraction"] < 0.15
    assert isinstance(rendered[1]["composite_notes"], str)


def test_it_is_the_same_again_and_leaves_nothing(synthetic, rendered, tmp_path):
    before = {kind: sorted(item.name for item in getattr(bpy.data, kind)) for kind in KINDS}
    again, _ = render(synthetic, tmp_path / "again.png")
    assert np.array_equal(again, rendered[0])
    assert {kind: sorted(item.name for item in getattr(bpy.data, kind)) for kind in KINDS} == before


def test_a_cancelled_run_leaves_nothing(synthetic, tmp_path):
    before = {kind: sorted(item.name for item in getattr(bpy.data, kind)) for kind in KINDS}
    steps = render_photo(synthetic.dressed, synthetic.rig, synthetic.evidence, tmp_path / "x.png", Manner(4, False))
    while "shadow" not in next(steps).note:
        continue
    steps.close()
    assert {kind: sorted(item.name for item in getattr(bpy.data, kind)) for kind in KINDS} == before
    assert not (tmp_path / "x.png").exists()


def test_a_body_without_a_photo_is_refused(synthetic, tmp_path):
    rig = replace(synthetic.rig, body=replace(synthetic.rig.body, camera=None))
    with pytest.raises(RenderError, match="without a photo"):
        next(render_photo(synthetic.dressed, rig, synthetic.evidence, tmp_path / "x.png", Manner(4, False)))
