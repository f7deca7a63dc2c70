"""Bad input to scripts/tryon.py: a clear sentence, exit code 2, nothing written."""

import io
import json
import os
import re
import struct
import sys
import zlib

import pytest

pytest.importorskip("bpy")
pytest.importorskip("mediapipe")
import tryon
from PIL import Image
from toile.addon.core.pattern.sizes import TABLE
from toile.addon.plugins import ROOT

SAMPLE = ROOT / "addon" / "assets" / "sample" / "person.jpg"


@pytest.fixture
def refused(tmp_path, capsys):
    """Run the script; assert that it refused and wrote nothing; return its sentence."""

    def run(*arguments: str, out: str = "") -> str:
        before = sorted(tmp_path.rglob("*"))
        folder = out or str(tmp_path / "out")
        code = tryon.main([*arguments, "--out", folder])
        said = json.loads(capsys.readouterr().err.strip().splitlines()[-1])
        assert code == said["exit_code"] == 2, said
        assert sorted(tmp_path.rglob("*")) == before
        return said["message"]

    return run


def header_only_png(side: int) -> bytes:
    """A few bytes that say they are a picture of ``side`` x ``side`` px."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


def jpeg(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    return file.getvalue()


def sample() -> Image.Image:
    return Image.open(SAMPLE).convert("RGB")


FILES = {
    "empty": (lambda: b"", "empty"),
    "text": (lambda: b"This is a shopping list.\n" * 40, "not a picture"),
    "truncated": (lambda: jpeg(sample())[:9000], "ends early"),
    "enormous": (lambda: header_only_png(60000), "3600 megapixels"),
    "tiny": (lambda: jpeg(sample().resize((20, 20))), "20"),
    "nobody": (lambda: jpeg(Image.linear_gradient("L").resize((600, 800)).convert("RGB")), "[Nn]o person"),
    "legs": (lambda: jpeg(sample().crop((150, 720, 750, 1150))), "No person|legs"),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_no_photo_of_a_person(refused, tmp_path, kind):
    content, says = FILES[kind]
    photo = tmp_path / f"{kind}.jpg"
    photo.write_bytes(content())
    assert re.search(says, refused("--photo", str(photo)))


def test_no_such_photo(refused, tmp_path):
    assert "There is no file" in refused("--photo", str(tmp_path / "gone.jpg"))


def test_a_folder_is_no_photo(refused, tmp_path):
    assert "folder" in refused("--photo", str(tmp_path))


def test_a_person_who_is_not_there(refused, tmp_path):
    two = Image.new("RGB", (1800, 1200))
    two.paste(sample(), (0, 0))
    two.paste(sample(), (900, 0))
    photo = tmp_path / "two.jpg"
    photo.write_bytes(jpeg(two))
    assert "2" in refused("--photo", str(photo), "--person", "5")


@pytest.fixture
def wall(tmp_path):
    """A photo of nobody."""
    path = tmp_path / "wall.jpg"
    path.write_bytes(jpeg(Image.linear_gradient("L").resize((600, 800)).convert("RGB")))
    return str(path)


def test_a_side_photo_without_a_first(refused):
    assert "no single photo before it" in refused("--photo-side", str(SAMPLE))


def test_five_photos(refused):
    assert "5 photos (limit 4)" in refused(*["--photo", str(SAMPLE)] * 5)


def test_the_same_photo_twice(refused, tmp_path):
    (tmp_path / "copy.jpg").write_bytes(SAMPLE.read_bytes())
    for other in (str(SAMPLE), str(tmp_path / "copy.jpg")):
        assert "Photos 1 and 2 are the same picture" in refused("--photo", str(SAMPLE), "--photo-side", other)


def test_the_photo_of_nobody_is_named(refused, wall):
    said = refused("--photo", str(SAMPLE), "--photo-side", wall)
    assert said.startswith("Photo 2: No person was found")


@pytest.mark.parametrize(("point", "says"), [("3000,10", "outside the photo"), ("left", "not two numbers")])
def test_a_point_that_is_none(refused, point, says):
    assert says in refused("--photo", str(SAMPLE), "--point", point)


LANDMARKS = {
    "name = 'left_hand'\nunseen = true": "no landmark 'left_hand'. Known: nose",
    "name = 'nose'\npx = [9000.0, 5.0]": "outside the picture of 900 x 1200 px",
    "name = 'nose'\npx = [1.0, 5.0]\nunseen = true": "both px and unseen",
    "name = 'nose'\nphoto = 2\nunseen = true": "photo 2 is corrected, and the job has 1",
    "name = 'nose'\nunseen = true\n[[landmark]]\nname = 'nose'\npx = [1, 2]": "corrected twice",
}


@pytest.mark.parametrize("table", LANDMARKS)
def test_a_correction_that_cannot_be_made(refused, tmp_path, table):
    job = tmp_path / "job.toml"
    job.write_text(f"photo = '{SAMPLE}'\n[[landmark]]\n{table}\n")
    assert LANDMARKS[table] in refused(str(job))


TAPES = {
    "height_17": (["--height-cm", "17"], "17"),
    "height_1720": (["--height-cm", "1720"], "172"),
    "mass_5": (["--height-cm", "172", "--mass-kg", "5"], "5"),
    "nan": (["--height-cm", "nan"], "nan"),
    "girths": (["--height-cm", "172", "--waist-cm", "60", "--hip-cm", "180"], "waist|hip"),
    "gender": (["--height-cm", "172", "--gender", "lady"], "Known: female, male, neutral"),
    "not_a_number": (["--height-cm", "tall"], "invalid float value: 'tall'"),
    "nothing": ([], "neither a photo nor a tape"),
}


@pytest.mark.parametrize("kind", TAPES)
def test_a_tape_that_nobody_has(refused, kind):
    arguments, says = TAPES[kind]
    assert re.search(says, refused(*arguments))


@pytest.mark.parametrize("with_photo", [True, False])
@pytest.mark.parametrize(
    ("garment", "says"),
    [
        ("toga", "no garment named 'toga'. Known: tee, "),
        ("tee:XXXXL", "Known: made_to_measure, XS, S, M, L, XL, XXL"),
        ("tee:M:fabric=tweed", "Known: cotton_jersey"),
        ("tee:M:buttons=3", "no setting 'buttons'"),
        ("skirt:M:length_mm=9000", "outside"),
        ("skirt:M:length_mm=long", "no float"),
        ("tee:M:colour=mauve", "mauve"),
    ],
)
def test_a_garment_that_is_not_made(refused, garment, says, with_photo):
    person = ["--photo", str(SAMPLE)] if with_photo else ["--height-cm", "170"]
    assert says in refused(*person, "--garment", garment)


def test_a_skirt_that_cannot_close(refused):
    said = refused("--height-cm", "165", "--gender", "female", "--waist-cm", "104", "--garment", "skirt:XS")
    assert "cm" in said
    assert "close" in said


def test_a_view_that_is_not_there(refused):
    assert "Known: photo, front" in refused("--height-cm", "170", "--view", "above")
    assert "needs a photo" in refused("--height-cm", "170", "--view", "photo")


def test_a_folder_that_cannot_be_written(refused, tmp_path):
    (tmp_path / "file").write_text("x")
    assert "cannot be written" in refused("--height-cm", "170", out=str(tmp_path / "file" / "stills"))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission(refused, tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    assert "cannot be written" in refused("--height-cm", "170", out=str(tmp_path / "locked" / "stills"))


def test_a_job_file_that_is_wrong(refused, tmp_path):
    job = tmp_path / "job.toml"
    for text, says in (("photo = ", "not TOML"), ('foto = "x"', "unknown key 'foto'"), ("\xff", "")):
        job.write_text(text, encoding="latin-1")
        assert says in refused(str(job))
    assert "cannot be read" in refused(str(tmp_path / "gone.toml"))


WORKERS = {
    "absent": (None, "is not there"),
    "lacks": (
        'import json; print(json.dumps({"hello": 1, "missing": ["mediapipe"], "versions": {}}))',
        "lacks mediapipe",
    ),
    "dies": (
        'import json, os, sys; print(json.dumps({"hello": 1, "missing": [], "versions": {}}), flush=True);'
        "sys.stdin.readline(); os._exit(11)",
        "ended unexpectedly",
    ),
    "hangs": (
        'import json, time; print(json.dumps({"hello": 1, "missing": [], "versions": {}}), flush=True);time.sleep(600)',
        "said nothing for 1 s",
    ),
}


@pytest.mark.skipif(os.name != "posix", reason="shell scripts stand for a Python")
@pytest.mark.parametrize("kind", WORKERS)
def test_a_worker_that_does_not_work(refused, tmp_path_factory, monkeypatch, kind):
    code, says = WORKERS[kind]
    home = tmp_path_factory.mktemp("worker")
    python = home / "python"
    if code:
        (home / "body.py").write_text(code)
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{home / "body.py"}"\n')
        python.chmod(0o755)
    monkeypatch.setenv("TOILE_WORKER_PYTHON", str(python))
    monkeypatch.setenv("TOILE_WORKER_SILENCE_S", "1")
    assert says in refused("--photo", str(SAMPLE))


def chart_with(folder, size, column, text):
    """Our size chart as a file, one cell of the women's written anew."""
    lines = TABLE.read_text("utf-8").splitlines()
    head = next(line for line in lines if line.startswith("chart,")).split(",")
    row = next(k for k, line in enumerate(lines) if line.startswith(f"women,{size},"))
    cells = lines[row].split(",")
    cells[head.index(column)] = text
    lines[row] = ",".join(cells)
    path = folder / "our_sizes.csv"
    path.write_text("\n".join(lines), "utf-8")
    return str(path)


@pytest.mark.parametrize("with_photo", [True, False])
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "our_sizes.csv, row 7, column hip: '' is a hole in the chart. Fill in the mm of the hip."),
        ("900", "column hip: '900' is a step of -90 mm from size M to L, and grading must rise. Write more than 990."),
        ("wide", "column hip: 'wide' is not a number"),
    ],
)
def test_a_size_chart_that_is_wrong(refused, tmp_path, text, says, with_photo):
    chart = chart_with(tmp_path, "L", "hip", text)
    person = ["--photo", str(SAMPLE)] if with_photo else ["--height-cm", "170"]
    assert says in refused(*person, "--size-chart", chart)


def test_a_size_chart_that_is_not_there(refused, tmp_path):
    assert "size chart gone.csv cannot be read" in refused(
        "--height-cm", "170", "--size-chart", str(tmp_path / "gone.csv")
    )


def test_a_shirt_three_metres_wide(refused):
    said = refused("--height-cm", "170", "--garment", "tee:M:ease_mm=2050")
    assert "ease_mm of the garment 'tee' is 2050, outside -150 to 500" in said


def test_a_person_smaller_than_any_we_know(refused):
    assert "119" in (said := refused("--height-cm", "119")) and "120 to 230" in said


UNWEARABLE = {
    "tee:XS": r"cannot close at the chest: \d+\.\d cm too small .* Choose size",
    "trousers:M": r"cannot close at the waistband: \d+\.\d cm too small .* Choose size",
    "tank_top:XS:ease_mm=-150": r"cannot close at the \w+: \d+\.\d cm too small",
    "pencil_skirt:S": r"cannot close at the \w+: \d+\.\d cm too small .* Choose size",
}


@pytest.mark.parametrize("garment", UNWEARABLE)
def test_a_garment_that_a_person_cannot_put_on(refused, garment):
    large = ["--height-cm", "168", "--mass-kg", "118", "--gender", "female"]
    assert re.search(UNWEARABLE[garment], refused(*large, "--garment", garment))
