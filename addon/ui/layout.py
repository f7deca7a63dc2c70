"""Pieces of layout that several panels share."""

from __future__ import annotations

import textwrap
from dataclasses import Field, fields
from typing import Any

from ..core.options import per_photo
from . import options, props, session
from .units import LENGTH_UNITS

FOLDED = {
    "estimator": "Detection",
    "segmenter": "Colours",
    "garment": "Print",
    "body": "Fit",
    "draper": "Cloth",
    "look": "Fabric",
    "output": "Picture",
}
PIXELS_A_LETTER = 6.5  # of Blender's own font at scale 1, on average


def wrapped(layout: Any, context: Any, text: str, icon: str = "NONE") -> None:
    """A sentence over as many lines as the region's width asks for."""
    pixels = context.region.width / context.preferences.system.ui_scale
    lines = textwrap.wrap(text, max(20, int((pixels - 60) / PIXELS_A_LETTER)))
    column = layout.column(align=True)
    column.scale_y = 0.8
    for index, line in enumerate(lines):
        column.label(text=line, icon=icon if index == 0 else "BLANK1" if icon != "NONE" else "NONE")


def progress(layout: Any) -> bool:
    """How far the work is, and the way to stop it; False where there is none."""
    work = session.now.work
    if not work:
        return False
    row = layout.row(align=True)
    row.progress(factor=work.factor, text=work.label)
    row.operator("toile.cancel", text="", icon="CANCEL")
    layout.label(text=work.progress.note or options.title(work.progress.stage) or "Beginning")
    return True


def settings(layout: Any, holder: Any, seam: str, name: str, is_further: bool = False) -> None:
    """Every setting of a plugin, by its Options; the advanced ones folded away.

    ``is_further``: the holder is a photo after the first, which has only what is about one photo.
    """
    if name not in props.usable(seam):
        return
    group = getattr(holder, props.settings_name(seam, name))
    kind = props.registry().plugin(seam, name).Options
    items = [item for item in fields(per_photo(kind) if is_further else kind) if not item.metadata.get("hidden")]
    plain = [item for item in items if not item.metadata.get("advanced")]
    first_length = next((item for item in plain if seam == "garment" and item.name.endswith("_mm")), None)
    for item in plain:
        if item is first_length:
            layout.label(text=f"Lengths in {LENGTH_UNITS[session.units()]}")
        draw_setting(layout, group, item, seam)
    if is_further:
        return
    if advanced := [item for item in items if item.metadata.get("advanced")]:
        header, body = layout.panel(f"toile_{seam}", default_closed=True)
        header.label(text=FOLDED.get(seam, "More"))
        for item in advanced if body else ():
            draw_setting(body, group, item, seam)


def draw_setting(layout: Any, group: Any, item: Field, seam: str) -> None:
    """One setting; a garment's lengths are in the user's unit."""
    if seam == "garment" and item.name.endswith("_mm"):
        layout.prop(group, f"{item.name}_{session.units()}", text=options.title(item.name.removesuffix("_mm")))
    else:
        layout.prop(group, item.name)


def stage_settings(layout: Any, scene: Any, seam: str) -> None:
    """The choice of a stage's plugin, where there is one, and its settings."""
    if len(props.usable(seam)) > 1:
        layout.prop(scene.toile, seam)
    settings(layout, scene.toile, seam, getattr(scene.toile, seam))
