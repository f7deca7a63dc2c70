"""A hem hangs on in the line of the cloth above it: the shape that cloth wants does not curl at its free edges."""

from __future__ import annotations

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.drape.dressing import Dressing
from toile.addon.blender.drape.meshing import mesh_garment
from toile.addon.blender.drape.sewn import SewnMesh
from toile.addon.garments.skirt import Skirt
from toile.addon.garments.wrap_dress import WrapDress

from tests.blender.test_drape import drafted, standing

COARSE = 0.03  # m
LEVEL_DEG = 5  # between the lowest side of a seam and those above; not held in line it is 12 to 60


@pytest.fixture(scope="module")
def dressing():
    bpy.ops.wm.read_factory_settings(use_empty=True)
    return Dressing(standing())


@pytest.mark.parametrize("kind", [Skirt, WrapDress])
def test_the_shape_without_strain_does_not_curl_at_its_hem(kind, dressing):
    sheet = mesh_garment(drafted(kind, dressing.body), COARSE)
    sewn = SewnMesh.of(sheet, dressing.start(sheet))
    hems = {int(k) for name, ids in sheet.edges.items() if ".hem" in name for k in ids}
    turns = []
    for name, ids in sheet.edges.items():
        if ".side" in name and {int(ids[0]), int(ids[-1])} & hems:
            line = sewn.rest[sewn.merged[ids if int(ids[0]) in hems else ids[::-1]]]
            lowest, above = line[0] - line[1], line[2] - line[4]
            turns.append(lowest @ above / np.linalg.norm(lowest) / np.linalg.norm(above))
    assert turns and np.degrees(np.arccos(np.mean(turns))) < LEVEL_DEG
