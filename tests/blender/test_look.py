"""The look of cloth: every fabric has its material, and garments their ribs and stitched hems."""

from __future__ import annotations

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.drape.hems import stitched_hems, with_hem_rows
from toile.addon.blender.drape.meshing import mesh_garment
from toile.addon.blender.picture import fabric
from toile.addon.core.fabric import fabric_named, fabrics
from toile.addon.garments.jeans import Jeans
from toile.addon.garments.shirt import Shirt
from toile.addon.garments.skirt import Skirt
from toile.addon.garments.tee import Tee

from .test_drape import drafted, empty_file, standing  # noqa: F401 - a fixture that every test here needs

SHEER = ("voile", "chiffon")


@pytest.mark.parametrize("name", list(fabrics()))
def test_every_fabric_has_a_material(name):
    cloth = fabric_named(name)
    nodes = fabric.make_material(name, cloth, "#808080").node_tree.nodes
    shader = next(node for node in nodes if node.type == "BSDF_PRINCIPLED")
    assert shader.inputs["Roughness"].default_value == pytest.approx(cloth.roughness)
    assert shader.inputs["Normal"].is_linked
    assert any(node.type == "BSDF_TRANSPARENT" for node in nodes) == (name in SHEER)
    (picture,) = [node for node in nodes if node.type == "TEX_IMAGE"]
    assert picture.image.packed_file and picture.image.colorspace_settings.name == "Non-Color"


def test_a_weave_is_in_the_file_once():
    for colour in ("#808080", "#203040"):
        fabric.make_material(colour, fabric_named("poplin"), colour)
    assert len(bpy.data.images) == 1


def test_the_bands_of_a_jersey_garment_are_ribbed():
    body = standing()
    assert fabric.ribbed_zones(drafted(Tee, body)) == ["neckband"]
    assert fabric.ribbed_zones(drafted(Tee, body, fabric="ponte")) == []
    assert fabric.ribbed_zones(drafted(Skirt, body)) == []


def hemmed(kind, body, **options):
    """The names of the edges that are stitched, and the pieces with their rows."""
    garment = drafted(kind, body, **options)
    sheet = mesh_garment(garment, 0.03)
    edges = [f"{p.name}.{e.name}" for k, p in enumerate(sheet.pieces) for e in stitched_hems(sheet, k)]
    return edges, with_hem_rows(sheet, fabric_named(garment.fabric))


def test_a_knit_is_hemmed_with_two_needles_and_its_bands_with_none():
    edges, pieces = hemmed(Tee, standing())
    assert sorted(edges) == ["back.hem", "front.hem", "sleeve_left.hem", "sleeve_right.hem"]
    front = next(piece for piece in pieces if piece.name == "front")
    low = front.edge("hem").points
    assert len(front.trim.topstitches) == 2
    for row, off in zip(front.trim.topstitches, fabric_named("cotton_jersey").hem_rows_mm, strict=True):
        apart = np.linalg.norm(row[:, None] - low[None], axis=2).min(axis=1)
        assert np.median(apart) == pytest.approx(off, abs=1.5)


def test_a_shirt_is_stitched_at_its_tail_and_not_at_its_cuffs():
    edges, _ = hemmed(Shirt, standing())
    assert "back.hem" in edges
    assert not [name for name in edges if name.startswith(("sleeve", "cuff", "stand", "placket"))]


def test_wool_is_hemmed_blind_and_a_design_keeps_its_own_rows():
    _, pieces = hemmed(Skirt, standing())
    assert not any(piece.trim.topstitches for piece in pieces)
    edges, _ = hemmed(Jeans, standing())
    assert not edges
