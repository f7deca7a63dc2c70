"""What wears the garments in the studio: the mannequin, with or without its head, an avatar, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import bpy
import numpy as np

from ...core.body.build import posed_vertices
from ...core.errors import RenderError
from ...core.types import Dressed, Rig
from ..collections import own_collection, remove_collection
from ..person import headless, mannequin
from ..person.avatar.figure import Looks, add_avatar
from .closeup import Solid
from .evaluated import evaluated

SUBJECT = "Toile Subject"
MANNEQUIN, HEADLESS, GHOST, AVATAR = "mannequin", "headless", "ghost", "avatar"
SUBJECTS = (MANNEQUIN, HEADLESS, GHOST, AVATAR)
USUAL_LOOKS = Looks()
GHOST_GAP = 0.05  # m between the lowest hem and the paper, so that what nobody wears hangs and does not stand


@dataclass(frozen=True, eq=False)
class Worn:
    """The subject with the garments on, as it stands in the studio."""

    points: np.ndarray  # (N, 3) m, world: all that is to be in the picture
    solid: Solid | None  # what may hide cloth
    floor: float  # m, the height of the studio's floor


@contextmanager
def shown(
    kind: str, dressed: Dressed, rig: Rig, scene: bpy.types.Scene, looks: Looks = USUAL_LOOKS, seed: int = 0
) -> Iterator[Worn]:
    """The subject in the place of the mannequin; the mannequin is as it was afterwards. The looks are the avatar's.

    Raises:
        RenderError: the mannequin is gone.
    """
    if kind == MANNEQUIN:
        yield wearing(dressed, posed_vertices(rig.body), rig.body.faces)
        return
    whole = bpy.data.objects.get(mannequin.NAME)
    if whole is None:
        raise RenderError(f"The object {mannequin.NAME!r} is not in the file any more.", "Place the body again.")
    before = whole.hide_render, whole.hide_viewport
    try:
        with own_collection(SUBJECT) as collection:
            whole.hide_render = whole.hide_viewport = True
            if kind == GHOST:
                yield hanging(dressed)
            elif kind == AVATAR:
                armature = bpy.data.objects[rig.armature_object]
                clothes = [as_it_stands(bpy.data.objects[g.object_name], scene) for g in dressed.drape.garments]
                item = add_avatar(rig.body, armature, looks, clothes, scene, collection, seed)
                yield wearing(dressed, *as_it_stands(item, scene))
            else:
                item = headless.add_headless(whole, rig.body, collection)
                yield wearing(dressed, *as_it_stands(item, scene))
    finally:
        whole.hide_render, whole.hide_viewport = before
        remove_collection(SUBJECT)


def as_it_stands(item: bpy.types.Object, scene: bpy.types.Scene) -> Solid:
    """A world mesh of what the scene shows of an object."""
    layer = scene.view_layers[0]
    layer.update()
    with evaluated(item, layer.depsgraph) as (_, vertices, triangles):
        return vertices, triangles


def wearing(dressed: Dressed, vertices: np.ndarray, faces: np.ndarray) -> Worn:
    clothes = [garment.vertices for garment in dressed.drape.garments]
    return Worn(np.concatenate([vertices, *clothes]), (vertices, faces), 0.0)


def hanging(dressed: Dressed) -> Worn:
    """The garments alone, a little above the paper.

    Raises:
        RenderError: there is no garment.
    """
    if not dressed.drape.garments:
        raise RenderError("There is no garment, and a ghost is nothing else.", "Choose another subject than ghost.")
    points = np.concatenate([garment.vertices for garment in dressed.drape.garments])
    return Worn(points, None, float(points[:, 2].min()) - GHOST_GAP)
