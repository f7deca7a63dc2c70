"""Registering: in a process of its own, twice, and in the order that Blender may choose. It loads no learned parts."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("bpy")

SCRIPTS = Path(__file__).parents[2] / "scripts"
HEAD = f"""
import json, sys
sys.path.insert(0, {str(SCRIPTS)!r})
import bpy, package
toile = package.load()
NAMES = ("TOILE_OT_run", "TOILE_PT_photo", "TOILE_UL_outfit", "TOILE_FH_photo")
names = lambda: [n for n in NAMES if hasattr(bpy.types, n)]
handlers = lambda: sum(len(getattr(bpy.app.handlers, n)) for n in ("undo_pre", "redo_pre", "load_pre", "load_post"))
before = handlers()
"""


def fresh(code: str, tmp_path: Path) -> dict:
    """What the code's last line printed, as JSON, in a fresh process."""
    environment = {**os.environ, "BLENDER_USER_RESOURCES": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", HEAD + code], capture_output=True, text=True, timeout=120, env=environment
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_register_unregister_register(tmp_path):
    found = fresh(
        """
toile.register(); first = names(); bpy.context.scene.toile.tape.waist_text = "72"
toile.unregister(); between = names(), hasattr(bpy.types.Scene, "toile"), handlers() - before
toile.register(); again = names(), bpy.context.scene.toile.tape.waist_mm
toile.unregister()
print(json.dumps([first, between, again, handlers() - before]))
""",
        tmp_path,
    )
    first, between, again, left = found
    assert len(first) == 4
    assert between == [[], False, 0]
    assert again == [first, 720.0]
    assert left == 0


def test_enabling_loads_no_learned_parts(tmp_path):
    loaded = fresh(
        'toile.register(); print(json.dumps([m for m in ("torch", "mediapipe", "cv2", "scipy") if m in sys.modules]))',
        tmp_path,
    )
    assert loaded == []


def test_a_second_copy_stays_out_of_the_way(tmp_path):
    counts = fresh(
        """
other = package.load("other"); toile.register(); first = names(); other.register()
other.unregister(); both = names(); toile.unregister()
print(json.dumps([first == both, names()]))
""",
        tmp_path,
    )
    assert counts == [True, []]


def test_leaving_while_registered_ends_the_process(tmp_path):
    assert fresh("toile.register(); print(1)", tmp_path) == 1
