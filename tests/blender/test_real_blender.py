"""A real Blender, named by TOILE_BLENDER: the zip installed and used, without a window and, given DISPLAY, with one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("bpy")

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BLENDER = os.environ.get("TOILE_BLENDER", "")
pytestmark = pytest.mark.skipif(not BLENDER, reason="set TOILE_BLENDER to a Blender's program")


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, str(ROOT / "scripts" / "build.py"), "--blender", BLENDER, "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.zip"))


def blender(arguments, tmp_path, limit):
    environment = {**os.environ, "BLENDER_USER_RESOURCES": str(tmp_path / "user"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [BLENDER, "--factory-startup", "--python-exit-code", "3", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=limit, env=environment, cwd=tmp_path)


def test_installed_used_and_removed(package, tmp_path):
    done = blender(["-b", "-P", str(HERE / "installed.py"), "--", str(package)], tmp_path, 120)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(next(line for line in done.stdout.splitlines() if line.startswith("{")))
    assert found["enabled"] and found["problems"] == {} and found["loaded"] == []
    assert found["stature_mm"] == pytest.approx(1720.0, abs=1.0)
    assert not found["left"] and not found["handlers"]


def test_the_command_line_refuses_with_a_sentence(package, tmp_path):
    done = blender(
        ["-b", "--disable-autoexec", "-P", str(ROOT / "scripts" / "tryon.py"), "--", "no.toml"], tmp_path, 60
    )
    assert done.returncode == 2
    assert "no.toml cannot be read" in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="needs a screen")
def test_the_panel_driven_in_a_window(package, tmp_path):
    plan = {
        "package": str(package),
        "folder": str(tmp_path),
        "photo": "",
        "tape": {"stature": "172 cm", "gender": "female"},
        "designs": ["skirt"],
        "settings": {"output.quality": "draft", "output.width": 96, "output.height": 128},
    }
    (tmp_path / "plan.json").write_text(json.dumps(plan), "utf-8")
    script = HERE / "gui" / "drive.py"
    arguments = ["--enable-event-simulate", "-P", str(script), "--", str(tmp_path / "plan.json")]
    done = blender(arguments, tmp_path, 900)
    found = json.loads((tmp_path / "found.json").read_text("utf-8"))
    assert done.returncode == 0 and not found["errors"] and found["problems"] == {}
    assert found["files"] == ["record.json", "still_front.png"]
    assert not found["left_by_cancel"] and not found["left_by_undo"] and not found["lost_by_redo"]
    assert found["was_free_to_start"] is False
    assert found["ticks"]["toile.drape"] > 10  # the window went on living
