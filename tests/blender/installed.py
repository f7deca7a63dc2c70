"""Installs the zip named after "--", enables it, makes a body from a tape, disables it; says what it found as JSON."""

import json
import sys

import bpy

PACKAGE = "bl_ext.user_default.toile"
HANDLERS = ("undo_pre", "redo_pre", "load_pre", "load_post")


def handlers() -> int:
    return sum(PACKAGE in function.__module__ for name in HANDLERS for function in getattr(bpy.app.handlers, name))


found = {"version": bpy.app.version_string}
bpy.ops.extensions.package_install_files(
    filepath=sys.argv[sys.argv.index("--") + 1], repo="user_default", enable_on_install=True, overwrite=True
)
found["enabled"] = PACKAGE in bpy.context.preferences.addons
ui = sys.modules[f"{PACKAGE}.addon.ui"]
found["problems"] = ui.session.now.problems
found["loaded"] = [name for name in ("torch", "mediapipe", "cv2", "scipy") if name in sys.modules]
found["worker_folder"] = str(sys.modules[f"{PACKAGE}.addon.environment"].folder())
shown = bpy.context.scene.toile
shown.tape.stature_text, shown.tape.gender = "172 cm", "female"
before = len(bpy.data.objects)
bpy.ops.toile.estimate_body()
found["objects"] = len(bpy.data.objects) - before
found["stature_mm"] = shown.measures["stature"].value
bpy.ops.preferences.addon_disable(module=PACKAGE)
found["left"] = [name for name in ("TOILE_OT_run", "TOILE_PT_photo") if hasattr(bpy.types, name)]
found["left"] += ["Scene.toile"] if hasattr(bpy.types.Scene, "toile") else []
found["handlers"] = handlers()
sys.stdout.write(json.dumps(found) + "\n")
