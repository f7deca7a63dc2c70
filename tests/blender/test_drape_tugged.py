"""Tops on arms that have come up: their chest hangs, it does not stand out in a shelf."""

from __future__ import annotations

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.drape.hanging import course_of
from toile.addon.core.body.build import build_body
from toile.addon.core.body.tape import fit_from_tape
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Tape
from toile.addon.garments.cardigan import Cardigan
from toile.addon.garments.sheath_dress import SheathDress
from toile.addon.garments.skirt import Skirt
from toile.addon.garments.sweatshirt import Sweatshirt
from toile.addon.garments.tee import Tee

from tests.blender.test_drape import drafted, drape

TAPE = Tape(stature_mm=1610.0, mass_kg=103.7, gender="female")
SHELF = 0.006  # m, that cloth may come forward again on its way up from the bust


@pytest.fixture(autouse=True)
def empty_file():
    bpy.ops.wm.read_factory_settings(use_empty=True)


@pytest.fixture(scope="module")
def akimbo():
    """A heavy woman with her hands on her hips: of all, her tops ride up most."""
    return build_body(exhaust(fit_from_tape(TAPE, "hands_on_hips")))


def out_of_the_chest(made) -> np.ndarray:
    """(N,) m: how far forward the garment's front lies in the middle, from the bust up to the neck."""
    mesh = bpy.data.objects[made.object_name].data
    points = np.array([v.co for v in mesh.vertices])
    middle = points[(np.abs(points[:, 0]) < 0.03) & (points[:, 1] < 0.0)]
    rows = np.arange(middle[:, 2].min(), middle[:, 2].max(), 0.005)
    out = [-middle[np.abs(middle[:, 2] - row) < 0.004, 1].min(initial=0.0) for row in rows]
    bust = len(out) // 2 + int(np.argmax(out[len(out) // 2 :]))
    return np.array(out[bust:])


def test_the_chest_does_not_stand_out_in_a_shelf(akimbo):
    """A sweatshirt's did, by 12 mm, and its hem hung as much higher."""
    made, _ = drape(akimbo, drafted(Sweatshirt, akimbo), mesh_step_mm=17.0, settle_frames=20)
    (worn,) = made.garments
    assert worn.grade in "AB"
    out = out_of_the_chest(worn)
    assert len(out) > 20
    assert (out - np.minimum.accumulate(out)).max() < SHELF


def test_a_closed_top_is_tugged_by_one_force_and_what_hangs_open_or_from_the_waist_or_is_long_is_not(akimbo):
    def course(kind, is_long=False):
        return course_of(drafted(kind, akimbo), "draft", 20, 0.3, is_long)

    tee, sweatshirt = course(Tee), course(Sweatshirt)
    assert tee.tug > sweatshirt.tug > 1.0
    assert tee.drawn_down > tee.let_go > tee.posed
    assert tee.grip > tee.friction
    for left in (course(Cardigan), course(Skirt), course(SheathDress, is_long=True)):
        assert left.drawn_down == left.posed
        assert left.grip == 0.0
