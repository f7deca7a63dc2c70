"""What sewing does to cloth, in the shader: the hollows of seams and rows of stitches, and the puckers beside them.

It reads the garment's attributes "seam", "hem" and "row": metres to the nearest seam, free edge and
stitched edge.
"""

from __future__ import annotations

from dataclasses import dataclass

import bpy

from ...core.fabric import Fabric as Cloth
from .nodes import Value, add, groove, math, noise, ramp, scaled

STITCH_WIDTH = 0.0011  # m, from its middle
SEAM_WIDTH = 0.0012  # m, the hollow that a seam makes, from its middle
PUCKERED = 0.016  # m beside a seam or edge
PUCKER_M = 0.0075  # from one pucker to the next
SEAM_DEPTH, STITCH_DEPTH, PUCKER_DEPTH = 0.0006, 0.0004, 0.0008  # m
RIDGE, RIDGE_AT = 0.0001, 0.0075  # m: where the allowance ends beneath, the cloth over it comes down
SEAM_SHADE, STITCH_SHADE = 0.18, 0.14


@dataclass(frozen=True, eq=False)
class Sewing:
    """Sockets, each 0-1: how far a place is in a seam's hollow, in a row's, on the allowance, and where it puckers."""

    seam: Value
    row: Value
    allowance: Value
    pucker: Value


def sewn(tree: bpy.types.NodeTree, place: Value, cloth: Cloth) -> Sewing:
    """Where the cloth is sewn. Without the garment's attributes: nowhere."""
    hem, seam, row = (add(tree, "Attribute", attribute_name=name).outputs["Fac"] for name in ("hem", "seam", "row"))
    # An attribute that is absent reads 0 everywhere, and a garment is nowhere all hem.
    is_sewn = math(tree, "GREATER_THAN", math(tree, "ADD", hem, seam), 1e-7)
    rows = [groove(tree, row, mm / 1000, STITCH_WIDTH) for mm in cloth.hem_rows_mm] or [0.0]
    stitched = rows[0] if len(rows) == 1 else math(tree, "MAXIMUM", *rows)
    near = ramp(tree, math(tree, "MINIMUM", hem, seam), 0.0, PUCKERED, 1.0, 0.0)
    waves = noise(tree, scaled(tree, place, 1.0, 0.6), PUCKER_M)
    return Sewing(
        math(tree, "MULTIPLY", groove(tree, seam, 0.0, SEAM_WIDTH), is_sewn),
        math(tree, "MULTIPLY", stitched, is_sewn),
        math(tree, "MULTIPLY", ramp(tree, seam, RIDGE_AT - 0.001, RIDGE_AT + 0.001, 1.0, 0.0), is_sewn),
        math(tree, "MULTIPLY", math(tree, "MULTIPLY", near, waves), is_sewn),
    )


def sewn_shade(tree: bpy.types.NodeTree, sewing: Sewing) -> bpy.types.NodeSocket:
    """The factor of the colour in the hollows."""
    within_seam = math(tree, "MULTIPLY_ADD", sewing.seam, -SEAM_SHADE, 1.0)
    return math(tree, "MULTIPLY_ADD", sewing.row, -STITCH_SHADE, within_seam)


def sewn_height(tree: bpy.types.NodeTree, sewing: Sewing, height: Value) -> Value:
    """A height in metres with what sewing does to it."""
    for what, depth in (
        (sewing.seam, -SEAM_DEPTH),
        (sewing.row, -STITCH_DEPTH),
        (sewing.allowance, RIDGE),
        (sewing.pucker, PUCKER_DEPTH),
    ):
        height = math(tree, "MULTIPLY_ADD", what, depth, height)
    return height
