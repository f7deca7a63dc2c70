"""Landmarks as empties that one drags, over the photo, before the camera that took it; and what was dragged, read back.

They lie in a collection of their own, outside "Toile": no stage owns them, and no scene that is written has them.
"""

from __future__ import annotations

import bpy
import numpy as np
from mathutils import Matrix

from ...core.camera import blender_matrix, project, to_camera, unproject
from ...core.photo.corrections import LANDMARKS, Correction
from ...core.types import Camera, PhotoEvidence
from ..collections import own_collection, remove_collection
from .scene import photo_camera

COLLECTION = "Toile Landmarks"
PREFIX = "Toile Landmark "
PHOTO = "Toile Photo"
CAMERA = "Toile Photo Camera"  # of its own: that of the stage goes with every fit, and with it who looks through it
# Custom properties of an empty: its landmark, its photo (from 1), and where it was shown, px of the evidence's image.
NAME, NUMBER, SHOWN_AT = "toile_landmark", "toile_photo", "toile_shown_px"
MOVED_PX = 0.5  # of the image; a smaller change is Blender's rounding to 32 bits
BEFORE_BODY_M = 0.7  # how far before the body's middle the photo hangs: an arm's length
SMALL, LARGE = 0.004, 0.014  # of the picture's height: the radius of a landmark that is sure, and of one that is not
SURE, UNSURE = 0.7, 0.1  # of visibility: where a landmark counts fully for a fit, and not at all
OPACITY = 0.6  # of the photo over the body: both are to be seen


def show(evidence: PhotoEvidence, camera: Camera, number: int, middle: np.ndarray) -> None:
    """Put the photo and its landmarks before the camera; what is there already is moved, so that it stays selected.

    Args:
        evidence: the photo's, with corrections made.
        camera: the photo's, in the world.
        number: of the photo, from 1.
        middle: (3,) m, the body's; the landmarks lie in the plane through it, so that they are near it in every view.
    """
    if {(item[NAME], item[NUMBER]) for item in empties()} != {(name, number) for name in LANDMARKS}:
        with own_collection(COLLECTION, inside=bpy.context.scene.collection) as collection:
            for name in LANDMARKS:
                collection.objects.link(new_empty(name, number))
    depth = float(to_camera(camera, middle)[2])
    places = unproject(camera, evidence.landmarks, depth)
    size = evidence.image.shape[0] * depth / float(camera.K[1, 1])
    for item in empties():
        index = LANDMARKS.index(item[NAME])
        item.location = places[index]
        item[SHOWN_AT] = evidence.landmarks[index].tolist()
        mark(
            item, float(evidence.visibility[index]), evidence.placed is not None and bool(evidence.placed[index]), size
        )
    keep_camera(camera, evidence.scale)
    place_camera(camera)
    place_photo(camera, max(depth - BEFORE_BODY_M, depth / 2))
    fill_photo(evidence.image)


def new_empty(name: str, number: int) -> bpy.types.Object:
    item = bpy.data.objects.new(PREFIX + name, None)
    item[NAME], item[NUMBER] = name, number
    item.show_in_front = True
    item.lock_rotation = item.lock_scale = (True, True, True)
    return item


def mark(item: bpy.types.Object, visibility: float, is_placed: bool, height: float) -> None:
    """Show how sure the landmark is: a small ball, a large one; a cross where unseen, a cube where put by hand."""
    doubt = float(np.clip((SURE - visibility) / (SURE - UNSURE), 0, 1))
    item.empty_display_type = "CUBE" if is_placed else "PLAIN_AXES" if doubt == 1 else "SPHERE"
    item.empty_display_size = height * (SMALL + (LARGE - SMALL) * doubt)


def place_camera(camera: Camera) -> None:
    """The object to look through; the same one each time."""
    made = photo_camera(camera)
    item = bpy.data.objects.get(CAMERA)
    if item is None:
        made.name, made.hide_select, made.data.display_size = CAMERA, True, 0.2
        made.data.show_passepartout = False  # the picture that is rendered may have another shape
        bpy.data.collections[COLLECTION].objects.link(made)
        return
    for name in ("lens", "sensor_width", "shift_x", "shift_y"):
        setattr(item.data, name, getattr(made.data, name))
    item.matrix_world = made.matrix_world
    bpy.data.cameras.remove(made.data)


def place_photo(camera: Camera, depth: float) -> None:
    """An empty for the picture, seen from the camera only."""
    item = bpy.data.objects.get(PHOTO)
    if item is None:
        item = bpy.data.objects.new(PHOTO, None)
        item.empty_display_type = "IMAGE"
        item.empty_image_depth, item.empty_image_side = "DEFAULT", "FRONT"  # "FRONT" hides what is in front, too
        item.show_empty_image_orthographic, item.show_empty_image_only_axis_aligned = False, True
        item.use_empty_image_alpha, item.hide_select = True, True
        item.color[3] = OPACITY
        bpy.data.collections[COLLECTION].objects.link(item)
    width, height = camera.size
    placed = blender_matrix(camera)
    placed[:3, 3] = unproject(camera, np.array([width / 2, height / 2]), depth)
    item.matrix_world = Matrix(placed.tolist())
    item.empty_display_size = depth * max(width, height) / float(camera.K[0, 0])


def fill_photo(image: np.ndarray) -> None:
    """Show the picture (H, W, 3) uint8 sRGB. It is packed nowhere."""
    hide_photo()
    bpy.data.objects[PHOTO].data = picture(image)


def hide_photo() -> None:
    """Take the picture's pixels out of the file, before it is saved, say; the landmarks stay."""
    item = bpy.data.objects.get(PHOTO)
    if item and item.data:
        bpy.data.images.remove(item.data)


def picture(image: np.ndarray) -> bpy.types.Image:
    """(H, W, 3) uint8 sRGB as a datablock."""
    height, width = image.shape[:2]
    made = bpy.data.images.new(PHOTO, width, height)
    pixels = np.ones((height, width, 4), np.float32)
    pixels[..., :3] = image[::-1] / np.float32(255)
    made.pixels.foreach_set(pixels.ravel())
    return made


def remove() -> None:
    """Take landmarks and photo out of the file."""
    remove_collection(COLLECTION)


def empties() -> list[bpy.types.Object]:
    """The landmarks that are shown."""
    collection = bpy.data.collections.get(COLLECTION)
    return [item for item in collection.objects if NAME in item] if collection else []


def shown_number() -> int:
    """Which photo's landmarks are shown, from 1; 0 where none are."""
    return next((item[NUMBER] for item in empties()), 0)


def moved() -> tuple[Correction, ...]:
    """The landmarks that were dragged since they were shown: where to, in px of the file, or out of the picture."""
    found = []
    for item in empties():
        camera, scale = kept_camera()
        at = project(camera, np.array(item.location))
        if np.isfinite(at).all() and np.linalg.norm(at - np.array(item[SHOWN_AT])) <= MOVED_PX:
            continue
        name, number = item[NAME], item[NUMBER]
        if np.all((at >= 0) & (at <= camera.size)):
            x, y = (float(value) / scale for value in at)
            found.append(Correction(name, number, (round(x, 1), round(y, 1))))
        else:
            found.append(Correction(name, number, unseen=True))
    return tuple(found)


def keep_camera(camera: Camera, scale: float) -> None:
    """Note the camera with the landmarks: an undo brings back the one that belongs to them."""
    collection = bpy.data.collections[COLLECTION]
    collection[CAMERA] = [*camera.K.ravel().tolist(), *camera.cam_from_world.ravel().tolist(), *camera.size, scale]


def kept_camera() -> tuple[Camera, float]:
    """The camera with which the landmarks were shown, and px of the image to one px of the file."""
    values = np.array(bpy.data.collections[COLLECTION][CAMERA])
    size = (int(values[25]), int(values[26]))
    return Camera(values[:9].reshape(3, 3), size, values[9:25].reshape(4, 4), "assumed"), float(values[27])
