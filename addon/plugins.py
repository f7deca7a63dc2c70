"""Every plugin of this extension by the name a job uses, and the discovery of others. Imported when chosen."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from .core.seams import Registry

BUILTIN = {
    "estimator.mediapipe": "worker:.ml.landmarks:Mediapipe",
    "body.anny": "worker:.ml.solver:Anny",
    "scene.photo": ".addon.blender.person.scene:Photo",
    "segmenter.colour": ".addon.core.photo.by_colour:ByColour",
    "garment.tee": ".addon.garments.tee:Tee",
    "garment.tank_top": ".addon.garments.tank_top:TankTop",
    "garment.sweatshirt": ".addon.garments.sweatshirt:Sweatshirt",
    "garment.shirt": ".addon.garments.shirt:Shirt",
    "garment.cardigan": ".addon.garments.cardigan:Cardigan",
    "garment.wrap_dress": ".addon.garments.wrap_dress:WrapDress",
    "garment.skirt": ".addon.garments.skirt:Skirt",
    "garment.pencil_skirt": ".addon.garments.pencil_skirt:PencilSkirt",
    "garment.circle_skirt": ".addon.garments.circle_skirt:CircleSkirt",
    "garment.full_skirt": ".addon.garments.full_skirt:FullSkirt",
    "garment.sheath_dress": ".addon.garments.sheath_dress:SheathDress",
    "garment.slip_dress": ".addon.garments.slip_dress:SlipDress",
    "garment.trousers": ".addon.garments.trousers:Trousers",
    "garment.shorts": ".addon.garments.shorts:Shorts",
    "garment.jeans": ".addon.garments.jeans:Jeans",
    "garment.leggings": ".addon.garments.leggings:Leggings",
    "draper.cloth": ".addon.blender.drape.cloth:Cloth",
    "look.fabric": ".addon.blender.picture.fabric:Fabric",
    "output.still": ".addon.blender.picture.still:Still",
    "reader.outline": "worker:.ml.garment:Outline",
}
ROOT = Path(__file__).resolve().parent.parent
PACKAGE = __package__.rpartition(".")[0]  # "toile", or what Blender calls it: "bl_ext.<repository>.toile"


def builtin(remote: Any = None) -> Registry:
    """This extension's own plugins."""
    registry = Registry(PACKAGE, remote)
    for key, target in BUILTIN.items():
        registry.add(key, target)
    return registry


def discover(remote: Any = None) -> Registry:
    """This extension's plugins, then those of installed Python packages, then of other enabled add-ons."""
    import bpy

    registry = builtin(remote)
    registry.add_entry_points()
    for name in bpy.context.preferences.addons.keys():  # noqa: SIM118 - iterating gives add-ons, not names
        for key, target in getattr(sys.modules.get(name), "toile_plugins", {}).items():
            registry.add(key, target)
    return registry


def alive(value: Any) -> bool:
    """Whether the Blender objects that a stage's value names are still there."""
    import bpy

    names = [
        getattr(value, name) for name in ("body_object", "armature_object", "camera_object") if hasattr(value, name)
    ]
    drape = getattr(value, "drape", value)
    names += [garment.object_name for garment in getattr(drape, "garments", ())]
    return all(name in bpy.data.objects for name in names)


def landmark_empties() -> Any:
    """The module that shows landmarks as objects, for the panel. It is imported when asked for, as every plugin is."""
    return import_module(".addon.blender.person.landmark_empties", PACKAGE)


def tape_curves() -> Any:
    """The module that draws the tape on the body, for the panel."""
    return import_module(".addon.blender.person.tape_curves", PACKAGE)


def person(name: str) -> Any:
    """A module of addon/blender/person, for the panel: "posed", "reshape", "export" and the like."""
    return import_module(f".addon.blender.person.{name}", PACKAGE)


def clear_scene() -> None:
    """Remove from the open file everything that the stages and the panel have made."""
    landmark_empties().remove()
    person("pose_assets").remove_pose_assets()
    person("canvas").remove()
    studio, collections = (
        import_module(f".addon.blender.{name}", PACKAGE) for name in ("picture.studio", "collections")
    )
    for name in (studio.STUDIO, collections.HOME):
        collections.remove_collection(name)
    if scene := studio.local_scene():
        studio.remove_scene(scene)
