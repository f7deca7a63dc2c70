"""A fabric as the masses and springs of Blender's cloth, so that it drapes alike at every mesh step.

What Blender's settings mean on a mesh of even triangles with sides of length L, by its source (SIM_mass_spring.cpp):
a vertex has ``mass`` whatever its area; forces count 1000 times, since gravity is multiplied by 0.001; a side is a
spring of ``tension`` / L; an edge answers the angle between its faces with the force 0.1 ``bending`` L, shared by the
three corners of each. So mass goes with L squared, tension with L, and bending with the inverse of L squared.

There is one tension for warp, weft and bias, because a lattice of triangles has no directions, and one bending. A
lattice resists shear with 3/8 of what it resists pull with, and cloth falls by its shear: so the shear is the
fabric's, and it stretches more than the fabric does. Blender's own shear springs exist in quads only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import bpy
import numpy as np

from ...core.fabric import Fabric
from .meshing import Sheet

GRAVITY = 9.81  # m/s2
# Blender's air, damping and collisions expect vertices that weigh grams; real ones weigh milligrams. Everything is so
# much heavier and stiffer, which changes no shape. 0.3 kg a vertex pulled waists down, 0.1 did not.
HEAVIER = 3140.0
FORCE_UNIT = 1000.0  # N
LATTICE_PULL = 4 / math.sqrt(3)  # a side's spring constant, of the shear stiffness; linear elasticity of the lattice
# Of a sheet's bending stiffness, over bending L squared; linear elasticity says 0.025, a strip that bends by its own
# weight (Peirce's cantilever, scripts/bench/fabric.py) is bent as by 0.7 of it at every fine step.
LATTICE_BEND = 0.0175
# Triangles as long as the cloth's bending length bend too far at the edge of what holds them: so much stiffer are they
# made. With this factor the drape coefficients of steps of 9, 14 and 18 mm agree within 4 points, without, within 10.
COARSE = 0.6
BEND_DAMPING = 6.0  # of a vertex's mass; as a fixed value it shakes light vertices
# Bending is solved explicitly: with fewer steps a frame than the square root of bending / (this x mass) it shakes.
SHAKES = 4.0
MOST_STEPS = 30  # a frame; beyond, bending is lowered to what they can solve


@dataclass(frozen=True)
class Springs:
    """Blender's settings for one fabric on one mesh."""

    mass: float
    tension: float
    bending: float
    bending_damping: float

    @classmethod
    def of(cls, fabric: Fabric, step: float, weight: float = 1.0) -> Springs:
        """The fabric on triangles whose sides are ``step`` m long, with this share of its weight."""
        force = HEAVIER / FORCE_UNIT
        mass = weight * HEAVIER * fabric.mass_gsm / 1000 * math.sqrt(3) / 2 * step**2
        coarse = 1 + COARSE * (step / bending_length(fabric)) ** 2
        return cls(
            mass=mass,
            tension=force * LATTICE_PULL * fabric.shear * step,
            bending=force * fabric.bending * coarse / (LATTICE_BEND * step**2),
            bending_damping=BEND_DAMPING * mass,
        )

    def steps(self, least: int) -> int:
        """How many steps a frame solve the bending."""
        return int(np.clip(math.ceil(math.sqrt(self.bending / (SHAKES * self.mass))), least, max(least, MOST_STEPS)))

    def solvable(self, bending: float, steps: int) -> float:
        """The bending, or as much of it as so many steps a frame can solve."""
        return min(bending, SHAKES * self.mass * steps**2)


def bending_length(fabric: Fabric) -> float:
    """Peirce's bending length, m: the cube root of bending stiffness over weight per area."""
    return (fabric.bending / (fabric.mass_gsm / 1000 * GRAVITY)) ** (1 / 3)


def mean_step(sheet: Sheet) -> float:
    """The side of the even triangle that holds as much cloth a vertex as the sheet does, so that it weighs what it is.

    Vertices on edges hold less cloth than others and weigh as much: hems and seams are heavier than they should be.
    """
    a, b, c = (sheet.flat[sheet.faces[:, k]] for k in range(3))
    doubled = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    area = float(np.abs(doubled).sum()) / 2
    return math.sqrt(2 / math.sqrt(3) * area / len(sheet.flat))


def set_springs(settings: bpy.types.ClothSettings, springs: Springs, least_steps: int) -> None:
    """Make the cloth modifier's settings the fabric's."""
    settings.quality = springs.steps(least_steps)
    settings.mass = springs.mass
    settings.tension_stiffness = settings.compression_stiffness = settings.shear_stiffness = springs.tension
    settings.bending_model = "ANGULAR"
    settings.bending_stiffness = springs.solvable(springs.bending, settings.quality)
    settings.bending_damping = springs.bending_damping
