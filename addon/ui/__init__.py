"""The panel: properties, operators, layout. Nothing here makes geometry or pictures."""

from __future__ import annotations

import atexit
import logging

import bpy

from . import (
    body_editing,
    colourways,
    files,
    garment_photo,
    handlers,
    landmark_panel,
    landmarks,
    operators,
    outfit,
    panels,
    people,
    posing,
    preferences,
    props,
    segments,
    session,
    show_tape,
)

log = logging.getLogger(__name__)

PARTS = (
    preferences,
    outfit,
    colourways,
    garment_photo,
    operators,
    landmarks,
    people,
    files,
    show_tape,
    body_editing,
    panels,
    landmark_panel,
    posing,
    segments,
)
CLASSES = [kind for part in PARTS for kind in part.classes]
is_registered = False  # by this copy of the package


def register() -> None:
    """Register everything, unless another copy of the package has: an installed one beside a checkout, say."""
    global is_registered
    if hasattr(bpy.types, "TOILE_PT_photo"):
        log.info("another copy of Toile is registered; this one stays out of its way")
        return
    session.register()
    handlers.add((*landmarks.HANDLERS, *segments.HANDLERS))
    props.register()
    for kind in CLASSES:
        bpy.utils.register_class(kind)
    is_registered = True
    # Blender disables add-ons before it ends; a script with the bpy module does not, and bpy 4.5 then waits for ever
    # in the end of Python on properties that have a ``get``.
    atexit.register(unregister)


def unregister() -> None:
    """Take away what ``register`` has registered."""
    global is_registered
    if not is_registered:
        return
    is_registered = False
    atexit.unregister(unregister)
    for kind in reversed(CLASSES):
        bpy.utils.unregister_class(kind)
    props.unregister()
    handlers.remove((*landmarks.HANDLERS, *segments.HANDLERS))
    session.unregister()
