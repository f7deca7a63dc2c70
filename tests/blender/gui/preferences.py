"""Opens the preferences of the add-on in a Blender with a window and takes a picture.

blender --factory-startup -P preferences.py -- zip picture.png
"""

import subprocess
import sys

import bpy

PACKAGE = "bl_ext.user_default.toile"
ZIP, PICTURE = sys.argv[sys.argv.index("--") + 1 :]


def show():
    bpy.ops.extensions.package_install_files(filepath=ZIP, repo="user_default", enable_on_install=True, overwrite=True)
    bpy.context.preferences.active_section = "ADDONS"
    bpy.context.window_manager.addon_search = "Toile"
    bpy.ops.screen.userpref_show("INVOKE_DEFAULT")
    bpy.ops.preferences.addon_expand(module=PACKAGE)
    bpy.app.timers.register(take, first_interval=3.0)


def take():
    subprocess.run(["import", "-window", "root", PICTURE], check=False)
    bpy.ops.wm.quit_blender()


bpy.context.preferences.view.show_splash = False
bpy.app.timers.register(show, first_interval=1.0)
