"""The crook of a bent elbow on the solver's body is filled, and a long sleeve begins clear of the hand."""

from __future__ import annotations

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.drape.dressing import Dressing
from toile.addon.blender.drape.meshing import mesh_garment
from toile.addon.blender.drape.placement import ON_HAND, place
from toile.addon.blender.drape.relax import Surface
from toile.addon.blender.drape.slices import BodyRings
from toile.addon.core.body.build import build_body
from toile.addon.core.body.tape import fit_from_tape
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Tape
from toile.addon.garments.shirt import Shirt

from .test_drape import drafted, empty_file  # noqa: F401 - a fixture that every test here needs


def woman_in(pose):
    return build_body(exhaust(fit_from_tape(Tape(stature_mm=1640.0, mass_kg=67.0, gender="female"), pose)))


def test_the_crook_of_a_bent_elbow_is_filled():
    dressing = Dressing(woman_in("hands_on_hips"))
    proxy = dressing.proxy
    unfilled = np.einsum("pk,pkd->pd", proxy.shares, dressing.posed[proxy.corners])
    risen = np.linalg.norm(dressing.proxies[-1] - unfilled, axis=1)
    for crook in proxy.crooks:
        assert risen[crook.inner].max() > 0.015
    body = Surface.of(dressing.proxies[-1], proxy.faces)
    for crook in proxy.crooks:  # nothing lies folded within it any more
        deepest = crook.inner[crook.share >= 1.0]
        normals = np.array([body.tree.find_nearest(tuple(p))[1] for p in dressing.proxies[-1][deepest]])
        way = dressing.proxies[-1][crook.around].mean(axis=0) - dressing.proxies[-1][crook.middle].mean(axis=0)
        assert np.median(normals @ way) > 0


def test_a_long_sleeve_begins_clear_of_the_hand():
    body = woman_in("relaxed")
    sheet = mesh_garment(drafted(Shirt, body), 0.016)
    rings = BodyRings(body)
    elbow, wrist = rings.joint("lowerarm01", "left"), rings.joint("wrist", "left")
    along = (wrist - elbow) / np.linalg.norm(wrist - elbow)
    cuff = sheet.vertices_of([piece.name for piece in sheet.pieces].index("cuff_left"))
    assert ((place(sheet, body)[cuff] - wrist) @ along).max() < ON_HAND + 0.015
