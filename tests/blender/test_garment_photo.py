"""A garment's photo in the panel, and its print on the cloth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.drape.meshing import GAP_BETWEEN_PIECES
from toile.addon.blender.picture import fabric, printing
from toile.addon.core.errors import PhotoError
from toile.addon.core.pattern.pieces import Edge, Piece, Placement
from toile.addon.core.photo.png import write_png
from toile.addon.core.printing import Print
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Drape, DrapedGarment, Garment
from toile.addon.ui import job_view, props, session

from tests import fakes
from tests.blender.fake_panel import fake_panel


class Reader(fakes.Reader):
    """Reads a garment that is longer than its design can be; refuses a photo named "dog"."""

    def read(self, photo):
        reading = yield from super().read(photo)
        if photo.stem == "dog":
            raise PhotoError("It is 60% symmetrical (limit 72%).", "Use a photo of a garment.")
        options = {"colour": "#ff0000", "length_mm": 5000.0}
        return replace(reading, design="full", options=options, notes=("A hanger was left out.",))


@pytest.fixture
def scene(tmp_path):
    for scene in fake_panel(tmp_path / "stills"):
        props.registry().add("reader.outline", Reader)
        yield scene


def test_a_garment_is_added_with_what_was_read(scene, tmp_path):
    assert bpy.ops.toile.garment_photo(filepath=str(tmp_path / "tee.png")) == {"FINISHED"}
    (choice,) = job_view.read(scene).outfit
    assert (choice.plugin, choice.options["colour"], choice.options["length_mm"]) == ("full", "#ff0000", 1100.0)
    said = session.state(scene).garment_read
    assert said == (
        "A hanger was left out.",
        "length_mm came out as 5000; the design's limit of 1100 is taken.",
        "size",
    )


def test_a_photo_of_no_garment_adds_none_and_is_said(scene, tmp_path):
    with pytest.raises(RuntimeError, match="symmetrical"):
        bpy.ops.toile.garment_photo(filepath=str(tmp_path / "dog.png"))
    assert not scene.toile.outfit
    assert "limit 72%" in session.state(scene).problem


def rectangle(name: str, side: str, wide: float) -> Piece:
    """A piece ``wide`` mm across and 600 mm high, its top at y = 0, its centre line at x = 0."""
    corners = np.array([(-wide / 2, -600.0), (wide / 2, -600.0), (wide / 2, 0.0), (-wide / 2, 0.0)])
    edges = tuple(Edge(f"e{k}", np.array([corners[k], corners[(k + 1) % 4]])) for k in range(4))
    return Piece(name, edges, Placement("torso", side, "shoulder_height"))


def flat_pieces(pieces):
    """An object of one face a piece, with their flat UV map as the draper leaves it."""
    points, left = [], 0.0
    for piece in pieces:
        x, y = printing.outline(piece)
        low, high = (left, y.min()), (left + np.ptp(x), y.max())
        points += [low, (high[0], low[1]), high, (low[0], high[1])]
        left += float(np.ptp(x)) + GAP_BETWEEN_PIECES
    mesh = bpy.data.meshes.new("Toile Tee")
    mesh.from_pydata([(u, 0, v) for u, v in points], [], np.arange(len(points)).reshape(-1, 4).tolist())
    mesh.uv_layers.new(name="flat").uv.foreach_set("vector", np.array(points, np.float32).ravel())
    item = bpy.data.objects.new("Toile Tee", mesh)
    bpy.context.scene.collection.objects.link(item)
    return item


def places(item):
    layer = item.data.uv_layers[printing.PRINT_UV]
    found = np.empty(2 * len(item.data.loops), np.float32)
    layer.uv.foreach_get("vector", found)
    return found.reshape(-1, 4, 2)


@pytest.fixture
def tee(tmp_path):
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    path = tmp_path / "print.png"
    write_png(np.full((20, 40, 4), 200, np.uint8), path)
    pieces = (rectangle("back", "back", 500.0), rectangle("front", "front", 480.0))
    motif = Print(str(path), "", "placed", 0.2, 0.1, 0.05, 0.12)
    return Garment("tee", pieces, (), "M", (), {}, "cotton_jersey", "#5b247f", print=motif), flat_pieces(pieces)


def test_a_placed_print_lies_on_the_front_alone_in_true_size(tee):
    garment, item = tee
    printing.lay_print(item, garment, garment.print)
    back, front = places(item)
    assert (back == printing.AWAY).all()
    u = (np.array([-0.24, 0.24]) - 0.05) / 0.2 + 0.5
    v = 1 - (np.array([0.0, -0.6]) * -1 - 0.12) / 0.1
    np.testing.assert_allclose(front[[0, 2]], [(u[0], v[1]), (u[1], v[0])], atol=1e-4)
    assert item.data.uv_layers.active.name == "flat"


def test_a_repeated_print_covers_every_piece(tee):
    garment, item = tee
    printing.lay_print(item, garment, replace(garment.print, way="repeated"))
    for piece in places(item):
        np.testing.assert_allclose(np.ptp(piece, axis=0)[1], 6.0, rtol=1e-4)  # 600 mm of tiles 100 mm high


@pytest.mark.parametrize("way", ["placed", "repeated", "mirrored"])
def test_a_printed_garment_has_its_picture_packed_in_its_material(tee, way):
    garment, item = tee
    garment = replace(garment, print=replace(garment.print, way=way))
    draped = DrapedGarment(garment, item.name, np.zeros((8, 3)), 1, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, "A")
    exhaust(fabric.Fabric(fabric.Fabric.Options(), 0).dress(Drape((draped,))))
    nodes = item.data.materials[0].node_tree.nodes
    pictures = [node for node in nodes if node.bl_idname == "ShaderNodeTexImage"]
    (picture,) = [node for node in pictures if not node.image.name.startswith("Toile ")]  # its weave's are
    assert picture.extension == printing.EXTENSIONS[way]
    assert picture.image.packed_file
