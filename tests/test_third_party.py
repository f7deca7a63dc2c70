"""Every bundled datum is listed with its source and its true hash."""

import re
import subprocess
from pathlib import Path

import pytest
from toile.addon.core.filing import file_sha256

ROOT = Path(__file__).resolve().parents[1]
ROWS = re.findall(r"^\| `([^`]+)` \|.*\| `([0-9a-f]+)` \|$", (ROOT / "THIRD_PARTY.md").read_text("utf-8"), re.M)
DATA = {".npz", ".task", ".jpg", ".png", ".safetensors", ".blend", ".exr", ".hdr"}


@pytest.mark.parametrize(("name", "sha256"), ROWS)
def test_a_listed_file_is_the_one_that_was_listed(name, sha256):
    assert file_sha256(ROOT / name) == sha256


def test_every_datum_that_ships_is_listed():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("not a git checkout")
    data = {name for name in tracked.stdout.splitlines() if Path(name).suffix in DATA and not name.startswith("tests/")}
    assert data == {name for name, _ in ROWS}
