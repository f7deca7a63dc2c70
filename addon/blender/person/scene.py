"""scene.photo: the body on its armature, the mannequin that is shown, the camera, and the studio round them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

import bpy
import numpy as np
from mathutils import Matrix

from ...core.body.build import posed_vertices
from ...core.camera import blender_lens, blender_matrix
from ...core.options import option
from ...core.photo.skin_tone import read_skin_tone
from ...core.seams import Progress, Steps
from ...core.types import Body, Camera, PhotoEvidence, Rig
from ..collections import own_collection
from ..picture import framing, studio
from . import mannequin, posed, tape_curves
from .armature import add_body
from .avatar.figure import SEEN_SKIN
from .export import MOST_INFLUENCES, export_body

log = logging.getLogger(__name__)

PERSON = "Toile Person"
CAMERA = "Toile Camera"
PORTRAIT = 3 / 4  # width over height of what the camera without a photo frames


class Photo:
    """Puts the body where the photo's camera sees it; without a photo, where the studio's front camera does."""

    @dataclass(frozen=True)
    class Options:
        mannequin: str = option("ivory", "Colour of the mannequin", choices=tuple(mannequin.TONES))
        tape: bool = option(False, "Draw the tape of every measure on the body")
        export_influences: int = option(
            MOST_INFLUENCES, "Joints that may move a vertex of an exported body; 0 keeps all", min=0, max=104
        )

    def __init__(self, options: Options, seed: int):
        self.options = options

    def place(self, body: Body, evidence: PhotoEvidence | None) -> Steps[Rig]:
        """Make "Toile Body", "Toile Armature", "Toile Mannequin" and "Toile Camera", and the scene "Toile Studio"."""
        with own_collection(PERSON) as collection:
            yield Progress("place", 0.0, "body and armature")
            body_object, armature_object = add_body(body, collection)
            posed.keep(armature_object, body)
            if evidence is not None and (tone := read_skin_tone(evidence)):
                armature_object[SEEN_SKIN] = tone
            body_object.hide_render, body_object.display_type = True, "BOUNDS"
            armature_object.data.display_type = "STICK"  # other bones stick out of the mannequin's calm face
            yield Progress("place", 0.3, "mannequin")
            mannequin.add_mannequin(body, armature_object, collection, self.options.mannequin)
            if self.options.tape:
                yield Progress("place", 0.7, "tape")
                tape_curves.add_tape(body, armature_object, collection)
            yield Progress("place", 0.8, "studio and camera")
            with studio.own_studio() as scene:
                framing.turn(scene, posed_vertices(body), facing(body), PORTRAIT)
                camera = photo_camera(body.camera) if body.camera else front_camera(scene)
                collection.objects.link(camera)
                yield Progress("place", 1.0, "ready")
        log.info("placed a body of %.3f m facing %.0f degrees", np.ptp(body.vertices[:, 2]), np.degrees(facing(body)))
        return Rig(body_object.name, armature_object.name, camera.name, body)

    def export(self, rig: Rig, path: Path) -> Steps[Path]:
        """Write the body on its armature, as it stands, for other programs; the kind is that of the path's ending."""
        yield Progress("place", 0.0, f"exporting {path.name}")
        exported = export_body(path, self.options.export_influences, rig.body_object, rig.armature_object)
        log.info("%s", exported.sentence())
        yield Progress("place", 1.0, f"exported {path.name}")
        return path


def facing(body: Body) -> float:
    """The direction the hips face, radians anticlockwise from -Y, from above."""
    root = int(np.flatnonzero(body.parents < 0)[0])
    turned = body.world_from_joint[root, :3, :3] @ body.world_from_joint_rest[root, :3, :3].T
    forward = turned @ (0.0, -1.0, 0.0)
    return float(np.arctan2(forward[0], -forward[1]))


def photo_camera(camera: Camera) -> bpy.types.Object:
    """The camera that took the photo."""
    lens = blender_lens(camera)
    data = bpy.data.cameras.new(CAMERA)
    data.sensor_fit, data.sensor_width, data.lens = "AUTO", lens.sensor_mm, lens.lens_mm
    data.shift_x, data.shift_y = lens.shift_x, lens.shift_y
    data.clip_start, data.clip_end = 0.05, 100.0
    item = bpy.data.objects.new(CAMERA, data)
    item.matrix_world = Matrix(blender_matrix(camera).tolist())
    return item


def front_camera(scene: bpy.types.Scene) -> bpy.types.Object:
    """A camera of its own where the studio's camera stands."""
    scene.view_layers[0].update()
    data = scene.camera.data.copy()
    data.name = CAMERA
    item = bpy.data.objects.new(CAMERA, data)
    item.matrix_world = scene.camera.matrix_world
    return item
