"""What a set is built with: its collection on the turntable, shapes put into it, and lamps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import bpy
import numpy as np
from mathutils import Matrix, Vector

from .. import studio
from . import shapes
from .shapes import Shape

Triple = Sequence[float]
SHARP_RAD = 0.7  # edges bent more than this are seen as edges


@dataclass
class Kit:
    """A set in the making. Everything stands on the table and goes with the collection."""

    collection: bpy.types.Collection
    table: bpy.types.Object
    materials: dict[tuple, bpy.types.Material] = field(default_factory=dict)
    base: Matrix = field(default_factory=Matrix)  # where this part of the set stands

    def at(self, where: Triple, turn: float = 0.0) -> Kit:
        """The same kit for a part that stands elsewhere, turned about Z by so many degrees."""
        placed = Matrix.Translation(Vector(where)) @ Matrix.Rotation(np.radians(turn), 4, "Z")
        return replace(self, base=self.base @ placed)

    def of(self, make: Callable[..., bpy.types.Material], *how: object) -> bpy.types.Material:
        """A material, made once."""
        key = (make, *how)
        if key not in self.materials:
            self.materials[key] = make(*how)
        return self.materials[key]

    def add(
        self, shape: Shape, material: bpy.types.Material, at: Triple = (0, 0, 0), turn: float = 0.0, tilt: float = 0.0
    ) -> bpy.types.Object:
        """Put a shape at a place, turned about Z and before that tilted about X, degrees."""
        mesh = bpy.data.meshes.new("Toile Set Piece")
        mesh.from_pydata(shape.vertices.tolist(), [], shape.faces)
        mesh.shade_smooth()
        mesh.set_sharp_from_angle(angle=SHARP_RAD)
        mesh.materials.append(material)
        item = bpy.data.objects.new("Toile Set Piece", mesh)
        turned = Matrix.Rotation(np.radians(turn), 4, "Z") @ Matrix.Rotation(np.radians(tilt), 4, "X")
        self.link(item, Matrix.Translation(Vector(at)) @ turned)
        return item

    def box(
        self, size: Triple, material: bpy.types.Material, at: Triple, turn: float = 0.0, bevel: float = 0.003
    ) -> bpy.types.Object:
        """A box with softened edges; ``at`` is the middle of its underside."""
        return self.add(shapes.box(size, bevel), material, at, turn)

    def lamp(
        self,
        where: Triple,
        towards: Triple,
        size: tuple[float, float],
        power: float,
        colour: Triple = (1.0, 1.0, 1.0),
        spread: float = np.pi,
        mirrored: bool = True,
    ) -> None:
        """An area of light that is not itself seen, but in what shines and in mirrors; its power in W."""
        item = studio.softbox("Set Lamp", where, towards, size, power, colour)
        item.data.spread = spread
        item.visible_camera, item.visible_glossy = False, mirrored
        self.link(item, item.matrix_basis.copy())

    def link(self, item: bpy.types.Object, place: Matrix) -> None:
        item.parent, item.matrix_basis = self.table, self.base @ place
        self.collection.objects.link(item)
