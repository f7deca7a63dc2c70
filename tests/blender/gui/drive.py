"""Presses the panel's buttons in a Blender with a window, as a person would, and takes pictures on the way.

    blender --factory-startup --enable-event-simulate -P drive.py -- plan.json

The plan: {"package": zip, "folder": where pictures, stills and found.json go, "photo": path or "", "tape": {key: text},
"designs": [names; none ends with the body], "settings": {"draper.quality": "draft", ...}}.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import bpy

PACKAGE = "bl_ext.user_default.toile"
PLAN = json.loads(Path(sys.argv[sys.argv.index("--") + 1]).read_text("utf-8"))
FOLDER = Path(PLAN["folder"])
LIMIT_S = 900.0  # software drawing on a busy machine is slow
found = {"errors": [], "ticks": {}}


def ui():
    return sys.modules[f"{PACKAGE}.addon.ui"]


def work():
    return ui().session.now.work


def view():
    """The window, its largest 3D view, and that view's sidebar."""
    window = bpy.context.window_manager.windows[0]
    area = max((a for a in window.screen.areas if a.type == "VIEW_3D"), key=lambda a: a.width * a.height)
    return window, area, next(region for region in area.regions if region.type == "UI")


def press(operator, **settings):
    """Press a button of the sidebar."""
    window, area, region = view()
    module, name = operator.split(".")
    with bpy.context.temp_override(window=window, area=area, region=region):
        try:
            return getattr(getattr(bpy.ops, module), name)("INVOKE_DEFAULT", **settings)
        except RuntimeError as error:
            found["errors"].append(f"{operator}: {error}".strip())
            return {"CANCELLED"}


def press_key(kind, **modifiers):
    window, area, _ = view()
    x, y = area.x + area.width // 3, area.y + area.height // 2
    window.event_simulate(type="MOUSEMOVE", value="NOTHING", x=x, y=y)
    window.event_simulate(type=kind, value="PRESS", x=x, y=y, **modifiers)
    window.event_simulate(type=kind, value="RELEASE", x=x, y=y, **modifiers)


def picture(name):
    """Of the whole screen. (Blender's own screenshot is black where OpenGL is drawn by software.)"""
    subprocess.run(["import", "-window", "root", str(FOLDER / f"{name}.png")], check=False)


def pause(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield


def until(is_so, limit=LIMIT_S):
    end = time.monotonic() + limit
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {limit:g} s")
        yield


def open_tab():
    """The sidebar on our tab. The tab cannot be chosen before Blender has drawn the sidebar once."""
    _, area, region = view()
    area.spaces.active.show_region_ui = True
    while region.is_property_readonly("active_panel_category") or region.active_panel_category != "Toile":
        area.tag_redraw()
        yield
        if not region.is_property_readonly("active_panel_category"):
            region.active_panel_category = "Toile"


def whole(operator, shot):
    """Press a button, take a picture midway, wait for the end."""
    press(operator)
    begun, ticks, is_taken = time.monotonic(), 0, False
    while work():
        ticks += 1
        if not is_taken and work().factor > 0.5:
            is_taken = True
            picture(f"{shot}_midway")
        if time.monotonic() - begun > LIMIT_S:
            raise TimeoutError(operator)
        yield
    found["ticks"][operator] = ticks
    if problem := ui().session.state(bpy.context.scene).problem:
        found["errors"].append(f"{operator}: {problem}")
    yield from pause(1.0)
    picture(shot)


def names():
    return sorted(item.name for item in bpy.data.objects)


def apply(settings, shown):
    for path, value in settings.items():
        seam, name = path.split(".")
        setattr(getattr(shown, f"{seam}_{getattr(shown, seam)}"), name, value)


def steps():
    bpy.ops.extensions.package_install_files(
        filepath=PLAN["package"], repo="user_default", enable_on_install=True, overwrite=True
    )
    yield from until(lambda: hasattr(bpy.context.scene, "toile"), 20)
    found["problems"] = ui().session.now.problems
    yield from open_tab()
    yield from pause(1.0)
    bpy.data.objects.remove(bpy.data.objects["Cube"])  # it would stand in front of the person
    yield from pause(0.5)
    picture("1_empty")
    shown = bpy.context.scene.toile
    shown.photo, shown.folder = PLAN["photo"], str(FOLDER / "stills")
    for key, text in PLAN["tape"].items():
        setattr(shown.tape, key if key == "gender" else f"{key}_text", text)
    apply(PLAN["settings"], shown)
    yield from whole("toile.estimate_body", "2_body")
    with_body = names()
    for design in PLAN["designs"]:
        press("toile.add_garment", design=design)
    yield from pause(0.5)
    picture("3_outfit")
    if not PLAN["designs"]:
        return
    press("ed.undo_push", message="Before the drape")
    yield from cancelled(with_body)
    yield from whole("toile.drape", "4_drape")
    yield from undone(with_body)
    yield from whole("toile.render", "5_render")
    found["files"] = sorted(path.name for path in (FOLDER / "stills").iterdir())


def cancelled(before):
    """Esc in the middle of a drape leaves what was there before it."""
    press("toile.drape")
    yield from until(lambda: not work() or work().progress.stage == "drape")
    found["was_free_to_start"] = bpy.ops.toile.drape.poll()
    yield from pause(2.0)
    press_key("ESC")
    yield from until(lambda: not work(), 20)
    yield from pause(0.5)
    found["left_by_cancel"] = sorted(set(names()) ^ set(before))


def undone(before):
    """One undo step takes the whole drape away, one redo brings it back."""
    dressed = names()
    press("ed.undo")
    yield from pause(0.5)
    found["left_by_undo"] = sorted(set(names()) ^ set(before))
    press("ed.redo")
    yield from pause(0.5)
    found["lost_by_redo"] = sorted(set(names()) ^ set(dressed))
    yield from open_tab()


running = steps()


def tick():
    try:
        next(running)
        return 0.1
    except StopIteration:
        pass
    except Exception as error:  # noqa: BLE001 - what happened has to be read outside
        found["errors"].append(f"{type(error).__name__}: {error}")
        picture("error")
    (FOLDER / "found.json").write_text(json.dumps(found, indent=1), "utf-8")
    bpy.ops.wm.quit_blender()
    return None


bpy.context.preferences.view.show_splash = False
bpy.context.preferences.use_preferences_save = False
bpy.app.timers.register(tick, first_interval=1.0, persistent=True)
