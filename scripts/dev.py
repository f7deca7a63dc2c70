"""Sets itself up, then does one thing. Needs Python 3.11 and pip; a second run starts at once.

python3.11 scripts/dev.py demo    dress the person in the bundled sample photo; say where the stills are
python3.11 scripts/dev.py test    lint, types, and every test; also in Blender 4.5 and 5.2 where this machine can
python3.11 scripts/dev.py run ... run scripts/tryon.py with these arguments
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "addon" / "assets" / "sample" / "job.toml"
LIMIT_S = 30 * 60  # for one command of the tests on two cores; what takes longer hangs
OTHER_BLENDERS = {"4.5": ("bpy==4.5.15", "3.11"), "5.2": ("bpy==5.2.3", "3.13")}  # version: package, its Python


def groups(*names: str) -> list[str]:
    """The requirements of these groups in pyproject.toml."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    return [requirement for name in names for requirement in table[name]]


def environment(folder: str, python: str, requirements: list[str], constraints: Path | None = None) -> Path:
    """The Python of a virtual environment that has ``requirements``; made if it is not there or they changed."""
    home = ROOT / folder
    inside = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pins = constraints.read_text("utf-8") if constraints else ""
    stamp, want = home / "stamp", hashlib.sha256("\n".join([*requirements, pins]).encode()).hexdigest()
    if stamp.is_file() and stamp.read_text() == want and inside.is_file():
        return inside
    print(f"setting up {folder} (once; some minutes and 2 GB on a slow line)", flush=True)
    shutil.rmtree(home, ignore_errors=True)
    subprocess.run([python, "-m", "venv", str(home)], check=True)
    pip = [str(inside), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    pip += ["-c", str(constraints)] if constraints else []
    subprocess.run([*pip, *requirements], check=True)
    stamp.write_text(want)
    return inside


def main_environment() -> Path:
    python = find_python("3.11")
    if python is None:
        sys.exit("Blender 5.0 as a Python module needs Python 3.11, and there is none here. Install it and try again.")
    wanted = groups("blender", "worker", "train", "test", "lint")
    return environment(".venv", python, wanted, ROOT / "scripts" / "constraints.txt")


def find_python(version: str) -> str | None:
    """A Python of this version: ours, on the PATH, or one of pyenv's."""
    found = [sys.executable, shutil.which(f"python{version}")]
    found += map(str, sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"), reverse=True))
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    for python in filter(None, found):
        answer = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
        if answer.returncode == 0 and answer.stdout.strip() == version:
            return python
    return None


def other_blenders() -> dict[str, str]:
    """Environment variables that name a Python with each other supported Blender, where this machine has its Python."""
    named = {}
    for version, (package, python_version) in OTHER_BLENDERS.items():
        python = find_python(python_version)
        if python is None:
            print(f"no Python {python_version} here: Blender {version} is not tested", flush=True)
            continue
        wanted = [package, *groups("test")]
        named[f"TOILE_PYTHON_{version.replace('.', '_')}"] = str(environment(f".venv-{version}", python, wanted))
    return named


def demo() -> int:
    python, out = main_environment(), ROOT / "stills"
    command = [str(python), str(ROOT / "scripts" / "tryon.py"), str(SAMPLE), "--out", str(out)]
    code = subprocess.run(command, check=False).returncode
    if code == 0:
        print(f"The stills are in {out}; the fit, in centimetres, is in {out / 'record.json'}.")
    return code


def test(arguments: list[str]) -> int:
    """The whole suite, or with arguments only pytest with them."""
    python = str(main_environment())
    variables = {**os.environ, **other_blenders(), "BLENDER_USER_RESOURCES": tempfile.mkdtemp(prefix="toile-tests-")}
    checks = [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["pyright"]]
    commands = [] if arguments else [[python, "-m", *check] for check in checks]
    commands.append([python, "-m", "pytest", *(arguments or ["tests"])])
    if not arguments:
        others = [variables[name] for name in variables if name.startswith("TOILE_PYTHON_")]
        commands += [[other, "-m", "pytest", "-q", "-m", "not slow", "tests/blender"] for other in others]
    failed = []
    for command in commands:
        print("\n$", " ".join(command[1:]), flush=True)
        try:
            code = subprocess.run(command, cwd=ROOT, env=variables, check=False, timeout=LIMIT_S).returncode
        except subprocess.TimeoutExpired:
            code = f"did not end in {LIMIT_S // 60} minutes"
        if code:
            failed.append(f"{' '.join(command[1:])} ({code})")
    print("\nfailed: " + "; ".join(failed) if failed else "\neverything passed", flush=True)
    return bool(failed)


def main(arguments: list[str]) -> int:
    match arguments:
        case ["demo"]:
            return demo()
        case ["test", *rest]:
            return test(rest)
        case ["run", *rest]:
            return subprocess.run([str(main_environment()), str(ROOT / "scripts" / "tryon.py"), *rest]).returncode
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
