"""The worker's environment: made from a folder of wheels, whole or not at all."""

import hashlib
import sys
import zipfile

import pytest
from toile.addon import environment
from toile.addon.core.errors import WorkerError
from toile.addon.core.seams import exhaust


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An empty home, and requirements that one small wheel meets."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    wheel = wheels / "bobbin-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("bobbin.py", "THREAD = 1\n")
        archive.writestr("bobbin-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: bobbin\nVersion: 1.0\n")
        archive.writestr("bobbin-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("bobbin-1.0.dist-info/RECORD", "")
    wanted = tmp_path / "requirements.txt"
    wanted.write_text(f"bobbin==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n")
    monkeypatch.setattr(environment, "REQUIREMENTS", wanted)
    monkeypatch.setattr(environment, "PROVE", "import bobbin")
    monkeypatch.setattr(environment, "home", lambda: tmp_path / "user files" / "worker")
    return tmp_path


def left(place):
    return [path.name for path in (place / "user files" / "worker").glob("*")]


def test_made_whole_from_wheels_without_network(place):
    (place / "user files" / "worker" / "of an older version").mkdir(parents=True)
    assert environment.managed_python() is None
    said = []
    python = exhaust(environment.install(sys.executable, place / "wheels"), said.append)
    assert environment.managed_python() == python and python.is_file()
    assert left(place) == [environment.folder().name]
    fractions = [step.fraction for step in said]
    assert fractions == sorted(fractions) and fractions[-1] <= 1.0


def test_other_requirements_are_another_environment(place):
    before = environment.folder()
    environment.REQUIREMENTS.write_text("bobbin==2.0\n")
    assert environment.folder() != before


def test_cancelled_in_the_middle_leaves_nothing(place):
    steps = environment.install(sys.executable, place / "wheels")
    while next(steps).fraction < 0.05:
        pass
    assert left(place)
    steps.close()
    assert left(place) == [] and environment.managed_python() is None


def test_a_file_that_is_not_the_one_we_locked_is_refused(place):
    with zipfile.ZipFile(place / "wheels" / "bobbin-1.0-py3-none-any.whl", "a") as archive:
        archive.writestr("bobbin_evil.py", "")
    with pytest.raises(WorkerError, match="(?i)hash"):
        exhaust(environment.install(sys.executable, place / "wheels"))
    assert left(place) == []


def test_a_folder_without_wheels_is_said(place):
    with pytest.raises(WorkerError, match="no wheels"):
        exhaust(environment.install(sys.executable, place))


def test_what_is_no_python_is_said(place):
    program = place / "python"
    program.write_text("#!/bin/sh\necho 7\n")
    program.chmod(0o755)
    with pytest.raises(WorkerError, match=r"no Python 3.11 to 3.13"):
        exhaust(environment.install(str(program), place / "wheels"))


def test_the_lock_has_a_hash_for_every_package():
    from pathlib import Path

    lines = (Path(__file__).parents[1] / "ml" / "requirements.txt").read_text("utf-8").splitlines()
    wanted = [i for i, line in enumerate(lines) if "==" in line and not line.startswith("#")]
    assert len(wanted) > 10
    assert all("--hash=sha256:" in lines[i + 1] for i in wanted)
    assert not any("http" in line for line in lines)
