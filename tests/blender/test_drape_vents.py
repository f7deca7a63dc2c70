"""A vent's halves lie over each other, and a skirt too narrow for the step says so."""

from __future__ import annotations

import re

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.drape.dressing import Dressing
from toile.addon.blender.drape.meshing import mesh_garment
from toile.addon.blender.drape.overlap import overlaps
from toile.addon.blender.drape.stride import stride_beyond
from toile.addon.core.errors import PatternError
from toile.addon.core.pattern.vent import TOP
from toile.addon.garments.pencil_skirt import PencilSkirt
from toile.addon.garments.sheath_dress import SheathDress
from toile.addon.garments.trousers import Trousers

from tests.blender.test_drape import drafted, standing

COARSE = 0.03  # m


@pytest.fixture(scope="module")
def woman():
    return standing()


@pytest.fixture(scope="module")
def dressing(woman):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    return Dressing(woman)


@pytest.mark.parametrize("kind", [PencilSkirt, SheathDress])
def test_the_left_back_lies_over_the_underlap(kind, woman, dressing):
    sheet = mesh_garment(drafted(kind, woman), COARSE)
    (found,) = overlaps(sheet)
    assert [sheet.pieces[i].name for i in (found.upper, *found.lower)] == ["back_left", "back_right"]
    start = dressing.start(sheet)
    corner = start[sheet.edges[f"back_right.{TOP}"][-1]]
    under, over = (start[sheet.edges[f"back_{side}.hem_vent"]] for side in ("right", "left"))
    assert corner[0] > over[:, 0].max()  # under the half of the wearer's left, which is +x
    assert under[:, 1].mean() < over[:, 1].mean()  # the person faces -y


def test_a_step_too_long_for_a_skirt_is_said_in_centimetres(woman, dressing):
    sheet = mesh_garment(drafted(PencilSkirt, woman), COARSE)
    start = dressing.start(sheet)
    assert stride_beyond(sheet, start, woman, dressing.rest) is None
    astride = dressing.rest * np.where(dressing.rest[:, 2:] < woman.measures["crotch_height"], (1.0, 4.0, 1.0), 1.0)
    stride = stride_beyond(sheet, start, woman, astride)
    assert re.search(r"asks for \d\d cm more cloth above its vent: step less far, raise the vent", stride.words)
    with pytest.raises(PatternError, match=r"The pencil_skirt .* above its vent it is \d+ cm round.*\(-\d\d\.\d cm"):
        stride.refuse_beyond("pencil_skirt", 1.1)
    stride.refuse_beyond("pencil_skirt", 1.01 + stride.lacking / stride.girth)
    sheet = mesh_garment(drafted(Trousers, woman), COARSE)
    start = dressing.start(sheet)
    assert stride_beyond(sheet, start, woman, astride) is None
