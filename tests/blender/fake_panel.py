"""The panel made from fakes, for tests of what its properties and operators do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import bpy
from toile.addon import ui
from toile.addon.core.options import option
from toile.addon.ui import props

from tests import fakes


class Garment(fakes.GarmentSource):
    """A garment with one setting of every kind."""

    @dataclass(frozen=True)
    class Options:
        size: str = option("M", "The size.", choices=("S", "M", "XL"))
        colour: str = option("#5b7c99", "The colour")
        length_mm: float = option(600.0, "Waist to hem", min=100.0, max=1100.0)
        ratio: float = option(0.1, "A ratio", min=0.1, max=0.95)
        darts: int = option(2, "How many", min=0, max=4)
        is_lined: bool = option(False, "With a lining")
        note: str = option("", "A word")
        steps: int = option(1, "Steps", min=1, max=100000)


class Draper(fakes.Draper):
    """Makes an object as a stage does, and removes it if it does not finish."""

    def drape(self, rig, outfit):
        made = bpy.data.objects.new("Toile Fake", None)
        try:
            drape = yield from super().drape(rig, outfit)
        except BaseException:
            bpy.data.objects.remove(made)
            raise
        return drape


class Rigged(fakes.Scene):
    def place(self, body, evidence):
        for name in ("body", "armature", "camera"):
            if name not in bpy.data.objects:
                bpy.data.objects.new(name, None)
        return (yield from super().place(body, evidence))


def fake_panel(folder: Path) -> Iterator[bpy.types.Scene]:
    """A scene in an empty file whose panel offers fakes and files stills in ``folder``; then all is taken back."""
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    ui.register()
    found = fakes.registry()
    found.targets |= {"garment.full": Garment, "draper.fake": Draper, "scene.fake": Rigged}
    found.add("garment.broken", "nowhere.at.all:Thing")
    props.build(found)
    bpy.context.scene.toile.folder = str(folder)
    yield bpy.context.scene
    ui.unregister()
