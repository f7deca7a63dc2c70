"""scripts/tryon.py from its arguments to its files, small: from a tape, from the sample photo, cancelled."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("bpy")
import tryon
from toile.addon.core.filing import file_sha256
from toile.addon.plugins import ROOT

SAMPLE = ROOT / "addon" / "assets" / "sample" / "person.jpg"
SMALL = """
views = {views}
[draper]
plugin = "cloth"
quality = "draft"
mesh_step_mm = 24.0
[output]
plugin = "still"
quality = "draft"
width = 96
height = 128
[[outfit]]
plugin = "skirt"
[[outfit]]
plugin = "tee"
"""
WOMAN = ["--height-cm", "170", "--mass-kg", "62", "--gender", "female", "--pose", "relaxed"]
NUMBERS = ["vertices", "frames", "cpu_seconds", "inside_fraction", "inside_depth_mm", "stretch_p95", "stretch_max"]
NUMBERS += ["settled_speed_mm_per_frame", "seam_gap_max_mm"]


def small_job(folder: Path, *views: str) -> str:
    path = folder / "job.toml"
    path.write_text(SMALL.format(views=json.dumps(views)))
    return str(path)


@pytest.fixture(scope="module")
def from_tape(tmp_path_factory):
    """A finished job of a woman's measures."""
    folder = tmp_path_factory.mktemp("tape")
    out = folder / "out"
    code = tryon.main([small_job(folder, "front", "back"), *WOMAN, "--save-blend", "--out", str(out)])
    assert code == 0
    return out


def test_the_files_are_there_and_the_record_is_true(from_tape):
    files = {path.name for path in from_tape.iterdir()}
    assert files == {"still_front.png", "still_back.png", "scene.blend", "record.json"}
    record = json.loads((from_tape / "record.json").read_text("utf-8"))
    assert record["files"] == {name: file_sha256(from_tape / name) for name in files - {"record.json"}}
    assert record["person"]["measures_mm"]["stature"] == pytest.approx(1700, abs=2)
    assert record["person"]["mass_kg"] == pytest.approx(62, abs=0.3)
    assert record["peak_memory_mb"]["blender"] > 100
    assert record["stages"]["drape"]["seconds"] > 0
    assert record["job"]["tape"]["stature_mm"] == 1700


def test_the_garments_lie_well(from_tape):
    record = json.loads((from_tape / "record.json").read_text("utf-8"))
    assert [garment["design"] for garment in record["garments"]] == ["skirt", "tee"]
    for garment in record["garments"]:
        assert all(garment[name] is not None for name in NUMBERS)
        assert garment["inside_fraction"] < 0.02
        assert garment["inside_depth_mm"] < 15
        assert garment["stretch_p95"] < 1.35
        assert garment["grade"] in "ABC"


OPENED = """
import bpy, json, sys
bpy.ops.wm.open_mainfile(filepath=sys.argv[-1], use_scripts=False)
home = bpy.data.collections["Toile"]
cloth = [m.type for o in bpy.data.objects for m in o.modifiers if m.type == "CLOTH"]
weaves = {i.name for i in bpy.data.images if i.packed_file and i.filepath == ""}  # drawn by the look
images = [i.name for i in bpy.data.images if i.source == "FILE" and i.name not in weaves]
names = sorted(o.name for o in home.all_objects)
found = {"objects": names, "cloth": cloth, "images": images, "weaves": sorted(weaves)}
open(sys.argv[-1] + ".json", "w").write(json.dumps(found))
"""


def test_the_scene_opens_without_the_extension(from_tape, tmp_path):
    scene = tmp_path / "scene.blend"
    scene.write_bytes((from_tape / "scene.blend").read_bytes())
    environment = {**os.environ, "BLENDER_USER_RESOURCES": str(tmp_path / "user")}
    subprocess.run([sys.executable, "-c", OPENED, str(scene)], env=environment, check=True, capture_output=True)
    found = json.loads(Path(f"{scene}.json").read_text())
    assert {"Toile Body", "Toile Armature", "Toile Camera", "Toile Skirt", "Toile Tee"} <= set(found["objects"])
    assert not found["cloth"]
    assert not found["images"]
    woven = {name.split()[1] for name in found["weaves"] if not name.endswith(" wrinkles")}
    assert woven <= {"jersey", "rib", "twill"}


def test_the_sample_photo_is_dressed_and_nothing_else_of_it_changes(tmp_path):
    pytest.importorskip("mediapipe")
    from PIL import Image, ImageChops

    photo = tmp_path / "ein Foto – 'naïve' 写真.jpg"
    photo.write_bytes(SAMPLE.read_bytes())
    out = tmp_path / "out"
    arguments = ["--photo", str(photo), "--height-cm", "168", "--gender", "female", "--view", "photo"]
    assert tryon.main([small_job(tmp_path, "front"), *arguments, "--garment", "tee", "--out", str(out)]) == 0
    made = {"still_photo.png", "still_photo_mask.png", "overlay.png", "record.json"}
    assert {path.name for path in out.iterdir()} == made
    record = json.loads((out / "record.json").read_text("utf-8"))
    assert record["person"]["landmark_residual"] < 0.01
    assert record["person"]["silhouette_iou"] > 0.85
    before, after = Image.open(SAMPLE).convert("RGB"), Image.open(out / "still_photo.png").convert("RGB")
    assert before.size == after.size
    changed = ImageChops.difference(before, after).convert("L").point(lambda value: 255 * (value > 0))
    left, top, right, bottom = changed.getbbox()
    assert top > 150  # the face is above
    assert bottom < 800  # the legs are below
    assert 0.03 < sum(changed.histogram()[255:]) / (before.width * before.height) < 0.25
    assert record["stills"][0]["changed_outside_mask_px"] == 0


@pytest.mark.skipif(os.name != "posix", reason="SIGTERM")
@pytest.mark.parametrize("stage", ["drape", "render"])
def test_a_terminated_job_leaves_nothing(tmp_path, stage):
    out = tmp_path / "out"
    job = Path(small_job(tmp_path, "front"))
    long_render = "width = 1536\nheight = 2048"  # still rendering when the signal comes, on any machine
    job.write_text(job.read_text().replace("width = 96\nheight = 128", long_render))
    command = [sys.executable, str(ROOT / "scripts" / "tryon.py"), str(job), *WOMAN, "--out", str(out)]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    for line in running.stderr:
        if f'"stage": "{stage}"' in line:
            break
    running.send_signal(signal.SIGTERM)
    running.stderr.read()
    assert running.wait(20) == 130
    assert not out.exists()
