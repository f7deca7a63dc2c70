"""A picture on a garment's cloth: where it lies, as a UV map of its own, and its colour in the shader."""

from __future__ import annotations

import bpy
import numpy as np

from ...core.errors import RenderError
from ...core.pattern.pieces import Piece
from ...core.printing import Print
from ...core.types import Garment
from ..drape.meshing import GAP_BETWEEN_PIECES
from .nodes import Value, add, math, mix_colour

PRINT_UV = "print"
AWAY = -9.0  # where no picture is
EXTENSIONS = {"placed": "CLIP", "repeated": "REPEAT", "mirrored": "MIRROR"}
FRONT_REGIONS = ("torso", "hips", "flared")


def lay_print(item: bpy.types.Object, garment: Garment, motif: Print) -> None:
    """Write the UV map of the picture: 0 to 1 is one of it."""
    mesh = item.data
    flat = np.empty(2 * len(mesh.loops), np.float32)
    mesh.uv_layers.active.uv.foreach_get("vector", flat)
    flat = flat.reshape(-1, 2)
    if motif.way == "placed":
        place = on_front(flat, garment, motif)
    else:
        place = flat / (motif.width, motif.height)
    before = mesh.uv_layers.active
    layer = mesh.uv_layers.get(PRINT_UV) or mesh.uv_layers.new(name=PRINT_UV, do_init=False)
    layer.uv.foreach_set("vector", np.ascontiguousarray(place, np.float32).ravel())
    mesh.uv_layers.active = mesh.uv_layers[before.name]


def on_front(flat: np.ndarray, garment: Garment, motif: Print) -> np.ndarray:
    """(L, 2) where each corner is in a picture that is put on the front once.

    The flat pieces lie side by side in their order; each piece's own x is 0 on the centre front.
    """
    place = np.full(flat.shape, AWAY)
    left = 0.0
    fronts: list[tuple[np.ndarray, float, float]] = []  # corners, what to take off u, the piece's top
    for piece in garment.pieces:
        x, y = outline(piece)
        on_piece = (flat[:, 0] > left - GAP_BETWEEN_PIECES / 2) & (
            flat[:, 0] < left + np.ptp(x) + GAP_BETWEEN_PIECES / 2
        )
        if piece.placement.side == "front" and piece.placement.region in FRONT_REGIONS:
            fronts.append((on_piece, left - x.min(), y.max()))
        left += float(np.ptp(x)) + GAP_BETWEEN_PIECES
    top = max((each[2] for each in fronts), default=0.0)
    for on_piece, off, _ in fronts:
        place[on_piece, 0] = (flat[on_piece, 0] - off - motif.across) / motif.width + 0.5
        place[on_piece, 1] = 1.0 - (top - motif.down - flat[on_piece, 1]) / motif.height
    return place


def outline(piece: Piece) -> tuple[np.ndarray, np.ndarray]:
    """x and y, m, of a piece's outline, turned so that its warp runs up."""
    points = np.concatenate([edge.points for edge in piece.edges]) / 1000.0
    turn = np.radians(90.0 - piece.grain_deg)
    turned = points @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return turned[:, 0], turned[:, 1]


def printed(tree: bpy.types.NodeTree, colour: tuple[float, ...], motif: Print, strength: Value) -> Value:
    """The cloth's colour with the picture on it, as strong as asked."""
    try:
        image = bpy.data.images.load(motif.path, check_existing=True)
        image.pack()  # a saved scene opens without the file
    except RuntimeError as error:
        raise RenderError(f"The print {motif.path} cannot be read: {error}.", "Save it as a PNG.") from error
    node = add(tree, "TexImage", add(tree, "UVMap", uv_map=PRINT_UV).outputs[0], extension=EXTENSIONS[motif.way])
    node.image = image
    return mix_colour(tree, math(tree, "MULTIPLY", node.outputs["Alpha"], strength), colour, node.outputs["Color"])
