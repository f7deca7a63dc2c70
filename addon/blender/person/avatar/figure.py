"""The avatar, whole, on the body's armature, for a still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import bpy
import numpy as np

from ....core.body.model import body_model
from ....core.types import Body
from ...picture.closeup import Solid
from ..armature import add_weights
from .brows import add_brows
from .eyes import add_eyes
from .hair import add_hair, hair_material
from .hairstyles import BALD, USUAL
from .markings import markings
from .skin import skin_material
from .surface import read_surface
from .tones import AUTO, DARK, brightness, hair_colour, skin_colour

NAME = "Toile Avatar"
SEEN_SKIN = "toile_skin"  # on the armature: the skin's albedo as the photo shows it


@dataclass(frozen=True)
class Looks:
    """Skin and hair by name; "auto" is the photo's, or what is usual."""

    skin_tone: str = AUTO
    hair: str = AUTO
    hair_colour: str = AUTO


def add_avatar(
    body: Body,
    armature: bpy.types.Object,
    looks: Looks,
    clothes: Sequence[Solid],
    scene: bpy.types.Scene,
    collection: bpy.types.Collection,
    seed: int,
) -> bpy.types.Object:
    """Make the avatar in a collection that the scene shows; hair lies on the ``clothes``. Returns the skin."""
    rng = np.random.default_rng(seed)
    seen = armature.get(SEEN_SKIN)
    tone = skin_colour(looks.skin_tone, tuple(seen) if seen else None)
    colour = hair_colour(looks.hair_colour, tone)
    is_woman = body.gender >= 0.5
    style = USUAL[is_woman] if looks.hair == AUTO else looks.hair
    item = add_skin(body, armature, skin_material(tone, colour, not is_woman, style != BALD))
    collection.objects.link(item)
    collection.objects.link(add_eyes(body, armature, brightness(tone) < DARK))
    surface = read_surface(item, scene)
    made = [add_brows(surface, is_woman, hair_material(tuple(0.5 * v for v in colour), "Toile Brow Hair"), rng)]
    if style != BALD:
        made.append(add_hair(surface, style, clothes, hair_material(colour), rng))
    for strands in made:
        collection.objects.link(strands)
        follow_head(strands, armature)
    return item


def add_skin(body: Body, armature: bpy.types.Object, material: bpy.types.Material) -> bpy.types.Object:
    """The skin at rest with its markings, moved by the armature and then subdivided."""
    model = body_model()
    mesh = bpy.data.meshes.new(NAME)
    mesh.from_pydata(body.vertices.tolist(), [], model.skin_faces.tolist())
    mesh.shade_smooth()
    for name, values in markings(body).items():
        kind, key = ("FLOAT_VECTOR", "vector") if values.ndim == 2 else ("FLOAT", "value")
        mesh.attributes.new(name, kind, "POINT").data.foreach_set(key, values.astype(np.float32).ravel())
    mesh.materials.append(material)
    item = bpy.data.objects.new(NAME, mesh)
    add_weights(item, body.joints, body.skin_weights)
    item.modifiers.new("Armature", "ARMATURE").object = armature
    smooth = item.modifiers.new("Subdivide", "SUBSURF")
    smooth.levels = smooth.render_levels = 1
    item.matrix_world = armature.matrix_world
    return item


def follow_head(strands: bpy.types.Object, armature: bpy.types.Object) -> None:
    """Let hair that lies where it is to be go with the head from here on."""
    bone = armature.pose.bones["head"]
    strands.parent, strands.parent_type, strands.parent_bone = armature, "BONE", "head"
    end = armature.matrix_world @ bone.matrix
    end.translation = armature.matrix_world @ bone.tail
    strands.matrix_parent_inverse = end.inverted()
