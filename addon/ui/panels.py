"""The tab "Toile" of the 3D view's sidebar, in the order of the work. Layout, no logic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy

from ..core.errors import WorkerError
from ..core.types import DrapedGarment, Garment, Still
from . import options, props, session, show_tape, tape, views
from .layout import progress, settings, stage_settings, wrapped
from .units import format_length, format_mass

GRADES = {
    "A": ("CHECKMARK", "lies well"),
    "B": ("CHECKMARK", "small faults"),
    "C": ("ERROR", "visible faults"),
    "D": ("ERROR", "look at this"),
}
VERDICTS = {"good": "CHECKMARK", "check": "INFO", "not possible": "ERROR"}


class Panel:
    """A panel of the tab. While a stage works it can be read and not changed."""

    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Toile"

    @classmethod
    def poll(cls, context: Any) -> bool:
        return hasattr(context.scene, "toile")

    def draw(self, context: Any) -> None:
        layout = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.enabled = session.now.work is None
        self.fill(layout, context, context.scene.toile)

    def fill(self, layout: Any, context: Any, shown: Any) -> None:
        raise NotImplementedError


class TOILE_PT_state(bpy.types.Panel):
    """What is going on: the work in progress, or what went wrong."""

    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Toile"
    bl_label = "State"
    bl_options = {"HIDE_HEADER"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        return bool(session.now.work or session.now.registry is None or session.state(context.scene).problem)

    def draw(self, context: Any) -> None:
        if progress(self.layout):
            return
        if session.now.registry is None:
            self.layout.label(text="Looking for plugins", icon="SORTTIME")
            return
        box = self.layout.box()
        box.alert = True
        wrapped(box, context, session.state(context.scene).problem, "ERROR")


class TOILE_PT_photo(Panel, bpy.types.Panel):
    bl_label = "Photo"

    def fill(self, layout: Any, context: Any, shown: Any) -> None:
        layout.use_property_split = False
        layout.prop(shown, "photo", text="", placeholder="A photo of one person")
        self.draw_further(layout, shown)
        if not shown.photo:
            wrapped(layout, context, "Whole figure, close-fitting clothes. Or type measures below, without a photo.")
            return
        try:
            session.python()
        except WorkerError as error:
            wrapped(layout.box(), context, str(error), "ERROR")
            layout.operator("toile.install_worker", icon="IMPORT")
        layout.use_property_split = True
        stage_settings(layout, context.scene, "estimator")
        layout.operator("toile.pick_person", icon="EYEDROPPER")

    def draw_further(self, layout: Any, shown: Any) -> None:
        """The photos after the first, and who in them is meant."""
        for number, item in enumerate(shown.further_photos, 2):
            column = layout.column(align=True)
            row = column.row(align=True)
            row.prop(item, "path", text="", placeholder="The same person from the side")
            row.operator("toile.remove_photo", text="", icon="X").photo = number
            settings(column, item, "estimator", shown.estimator, is_further=True)
        if shown.photo:
            layout.operator(
                "toile.add_photo", text="Another Photo" if shown.further_photos else "Side Photo", icon="ADD"
            )


class TOILE_PT_body(Panel, bpy.types.Panel):
    bl_label = "Body"

    def fill(self, layout: Any, context: Any, shown: Any) -> None:
        if session.preferences():
            layout.row().prop(session.preferences(), "units", expand=True)
        layout.prop(shown.tape, "gender")
        keys = list(tape.LABELS)
        self.draw_tape(layout.column(align=True), shown, keys[: tape.COMMON])
        header, more = layout.panel("toile_more_tape", default_closed=True)
        header.label(text="More Measures")
        if more:
            self.draw_tape(more.column(align=True), shown, keys[tape.COMMON :])
        stage_settings(layout, context.scene, "scene")
        stage_settings(layout, context.scene, "body")
        row = layout.row()
        row.scale_y = 1.4
        row.operator("toile.estimate_body", icon="OUTLINER_OB_ARMATURE")
        inferred = session.state(context.scene).inferred
        for remark in inferred.remarks() if inferred else ():
            wrapped(layout, context, remark, "INFO")
        self.draw_measures(layout, shown)
        if shown.measures:
            show_tape.draw(layout)
        if shown.photo or shown.measures:
            layout.operator("toile.forget_person", icon="TRASH")

    def draw_tape(self, column: Any, shown: Any, keys: list[str]) -> None:
        for key in keys:
            label = tape.LABELS[key][0]
            typed = getattr(shown.tape, f"{key}_lock")
            row = column.row(align=True)
            hint = "From photo" if shown.photo else "Not known"
            row.prop(shown.tape, f"{key}_text", text=label, placeholder=hint)
            side = row.row(align=True)
            side.enabled = typed or bool(tape.found(shown.tape, key))
            side.prop(shown.tape, f"{key}_lock", text="", icon="LOCKED" if typed else "UNLOCKED")
            if said := range_text(shown.id_data, key):
                below = column.split(factor=0.42)
                below.scale_y = 0.7
                below.label()
                below.label(text=said)

    def draw_measures(self, layout: Any, shown: Any) -> None:
        others = [entry for entry in shown.measures if entry.name not in tape.LABELS]
        if not others:
            return
        header, body = layout.panel("toile_measures", default_closed=True)
        header.label(text="All Measures")
        for entry in others if body else ():
            row = body.split(factor=0.6)
            row.label(text=options.title(entry.name))
            row.label(text=f"{format_length(entry.value, session.units())} {range_text(shown.id_data, entry.name)}")


def range_text(scene: Any, measure: str) -> str:
    """ "(75.1 to 81.3)": between what the measure lies in nine of ten people who look so; "" where it was typed."""
    inferred = session.state(scene).inferred
    low, high = inferred.fit.ranges.get(measure, (0.0, 0.0)) if inferred else (0.0, 0.0)
    if low == high:
        return ""
    shown = format_mass if measure == "mass" else format_length
    unit = 1 if measure == "mass" else 1000
    ends = (shown(unit * end, session.units()).rpartition(" ")[0] for end in (low, high))
    return f"({' to '.join(ends)})"


class TOILE_UL_outfit(bpy.types.UIList):
    """The garments, inside to outside."""

    def draw_item(
        self, context: Any, layout: Any, data: Any, item: Any, icon: int, active_data: Any, active_property: str
    ) -> None:
        group = getattr(item, props.settings_name("garment", item.design), None)
        row = layout.row()
        size = getattr(group, "size", "")
        row.label(text=f"{options.title(item.design)} {size if len(size) < 5 else ''}", icon="MATCLOTH")
        if hasattr(group, "colour"):
            swatch = row.row()
            swatch.scale_x = 0.4
            swatch.prop(group, "colour", text="")


class TOILE_MT_add_garment(bpy.types.Menu):
    bl_label = "Add Garment"

    def draw(self, context: Any) -> None:
        for design in props.usable("garment"):
            self.layout.operator("toile.add_garment", text=options.title(design)).design = design


class TOILE_PT_outfit(Panel, bpy.types.Panel):
    bl_label = "Outfit"

    def fill(self, layout: Any, context: Any, shown: Any) -> None:
        if not shown.outfit:
            layout.label(text="Nothing to wear yet")
            layout.menu("TOILE_MT_add_garment", icon="ADD")
            layout.operator("toile.garment_photo", icon="IMAGE_DATA")
            return
        row = layout.row()
        row.template_list("TOILE_UL_outfit", "", shown, "outfit", shown, "outfit_index", rows=4)
        side = row.column(align=True)
        side.menu("TOILE_MT_add_garment", text="", icon="ADD")
        side.operator("toile.remove_garment", text="", icon="REMOVE")
        side.operator("toile.copy_garment", text="", icon="DUPLICATE")
        side.operator("toile.move_garment", text="", icon="TRIA_UP").direction = "INSIDE"
        side.operator("toile.move_garment", text="", icon="TRIA_DOWN").direction = "OUTSIDE"
        layout.label(text="Inside first, outside last")
        layout.operator("toile.garment_photo", icon="IMAGE_DATA")
        for said in session.state(context.scene).garment_read:
            wrapped(layout, context, said, "INFO")
        layout.prop(shown, "size_chart")
        if shown.outfit_index < len(shown.outfit):
            item = shown.outfit[shown.outfit_index]
            settings(layout, item, "garment", item.design)


class TOILE_PT_drape(Panel, bpy.types.Panel):
    bl_label = "Drape"

    def fill(self, layout: Any, context: Any, shown: Any) -> None:
        stage_settings(layout, context.scene, "draper")
        row = layout.row()
        row.scale_y = 1.4
        row.operator("toile.drape", icon="MOD_CLOTH")
        drape = session.state(context.scene).drape
        for draped in drape.garments if drape else ():
            self.draw_garment(layout.box(), context, draped)

    def draw_garment(self, box: Any, context: Any, draped: DrapedGarment) -> None:
        """How a garment lies and how much room it leaves."""
        garment = draped.garment
        icon, words = GRADES[draped.grade]
        box.label(text=f"{options.title(garment.design)}: {words}", icon=icon)
        column = box.column(align=True)
        if garment.label:
            column.label(text=f"Size {garment.label}")
        for cells in fit_table(garment):
            row = column.row()
            for cell in cells:
                row.label(text=cell)
        for said in (*draped.reasons, *garment.warnings):
            wrapped(box, context, said[:1].upper() + said[1:])


def fit_table(garment: Garment) -> list[tuple[str, ...]]:
    """Where a garment goes round the body, as rows of words: place, garment, body, and the ease between them."""
    rows: list[tuple[str, ...]] = [("", "Garment", "Body", "Ease")] if garment.fit else []
    for girth in garment.fit:
        numbers = (girth.garment_mm, girth.body_mm, girth.ease_mm)
        rows.append((options.title(girth.measure), *(format_length(mm, session.units()) for mm in numbers)))
    return rows


def draw_quality(layout: Any, context: Any, stills: Sequence[Still]) -> None:
    """How good the last stills in the photo are, and why they are not better."""
    for still in stills:
        if verdict := str(still.facts.get("quality", "")):
            box = layout.box()
            title = f"In the photo: {verdict}" + (f" ({still.colourway})" if still.colourway else "")
            box.label(text=title, icon=VERDICTS.get(verdict, "ERROR"))
            for reason in filter(None, str(still.facts["quality_reasons"]).split("; ")):
                wrapped(box, context, reason[:1].upper() + reason[1:])


class TOILE_PT_render(Panel, bpy.types.Panel):
    bl_label = "Render"

    def fill(self, layout: Any, context: Any, shown: Any) -> None:
        views.draw(layout, shown)
        stage_settings(layout, context.scene, "output")
        stage_settings(layout, context.scene, "look")
        layout.prop(shown, "folder")
        layout.prop(shown, "save_blend")
        layout.row().prop(shown, "export")
        layout.prop(shown, "seed")
        column = layout.column(align=True)
        column.scale_y = 1.4
        column.operator("toile.render", icon="RENDER_STILL")
        column.operator("toile.run", icon="PLAY")
        draw_quality(layout, context, session.state(context.scene).stills)
        if session.state(context.scene).files:
            layout.operator("toile.open_folder", icon="FILE_FOLDER")
        row = layout.row(align=True)
        row.operator("toile.load_job", icon="IMPORT")
        row.operator("toile.save_job", icon="EXPORT")


classes = (
    TOILE_PT_state,
    TOILE_PT_photo,
    TOILE_PT_body,
    TOILE_UL_outfit,
    TOILE_MT_add_garment,
    TOILE_PT_outfit,
    TOILE_PT_drape,
    TOILE_PT_render,
)
