"""Functions that Blender calls by itself: added, removed, and the pair that keeps a person's photo out of a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy
from bpy.app.handlers import persistent

Handlers = tuple[tuple[str, Callable[..., None]], ...]  # the name of a list in bpy.app.handlers, and what is in it


def add(handlers: Handlers) -> None:
    for name, handler in handlers:
        getattr(bpy.app.handlers, name).append(handler)


def remove(handlers: Handlers) -> None:
    for name, handler in handlers:
        getattr(bpy.app.handlers, name).remove(handler)


def keep_out_of_file(hide: Callable[[], None], show: Callable[[], None]) -> Handlers:
    """A photo that is shown is hidden while the file is saved, and shown again, whether that went well or not."""

    @persistent
    def before_save(*_: Any) -> None:
        hide()

    @persistent
    def after_save(*_: Any) -> None:
        show()

    return (("save_pre", before_save), ("save_post", after_save), ("save_post_fail", after_save))
