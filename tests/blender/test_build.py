"""The zip: built, listed, installed into fresh Blenders, enabled, used, disabled."""

import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("bpy")

ROOT = Path(__file__).parents[2]
INSTALLED = Path(__file__).parent / "installed.py"
PYTHONS = {
    "this": sys.executable,
    "4.5": os.environ.get("TOILE_PYTHON_4_5", ""),
    "5.2": os.environ.get("TOILE_PYTHON_5_2", ""),
}

spec = importlib.util.spec_from_file_location("toile_build", ROOT / "scripts" / "build.py")
build = importlib.util.module_from_spec(spec)
spec.loader.exec_module(build)


@pytest.fixture(scope="session")
def package(tmp_path_factory):
    return build.build(tmp_path_factory.mktemp("dist"))


def test_the_zip_is_whole(package):
    assert build.faults(package) == []


@pytest.mark.parametrize(
    ("left_out", "added", "fault"),
    [
        ("ml/checkpoints/pose_full.task", "", "ml/checkpoints/pose_full.task is missing"),
        ("", "tests/conftest.py", "tests/conftest.py should not be in it"),
        ("", "addon/core/__pycache__/job.cpython-311.pyc", "should not be in it"),
        ("", ".git/config", ".git/config should not be in it"),
        ("", "scripts/bench/whole_job.py", "should not be in it"),
    ],
)
def test_a_zip_that_lacks_or_holds_what_it_should_not(package, tmp_path, left_out, added, fault):
    spoilt = tmp_path / "spoilt.zip"
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(spoilt, "w") as target:
        for name in source.namelist():
            if name != left_out:
                target.writestr(name, source.read(name))
        if added:
            target.writestr(added, "something")
    (said,) = build.faults(spoilt)
    assert fault in said


@pytest.mark.parametrize("version", PYTHONS)
def test_installed_used_and_removed(package, tmp_path, version):
    if not PYTHONS[version]:
        pytest.skip(f"no Python with bpy {version}: set TOILE_PYTHON_{version.replace('.', '_')}")
    environment = {**os.environ, "BLENDER_USER_RESOURCES": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [PYTHONS[version], str(INSTALLED), "--", str(package)],
        capture_output=True,
        text=True,
        timeout=300,
        env=environment,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout.strip().splitlines()[-1])
    assert found["enabled"] and found["problems"] == {}
    assert found["loaded"] == []
    assert found["stature_mm"] == pytest.approx(1720.0, abs=1.0)
    assert found["objects"] > 0
    assert not found["left"] and not found["handlers"]
    assert "violation" not in done.stdout + done.stderr
    assert Path(found["worker_folder"]).is_relative_to(tmp_path)
