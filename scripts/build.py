"""Build the extension's zip into dist/ with Blender's own builder, and check what is in it.

    python scripts/build.py                     a Python that has bpy
    python scripts/build.py --blender blender   Blender itself

Exit code: 0 the zip is whole, 1 it is not.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILDER = "scripts/addons_core/bl_pkg/cli/blender_ext.py"
TAGS = "scripts/modules/_bpy_internal/extensions/tags.py"

REQUIRED = (
    "__init__.py",
    "blender_manifest.toml",
    "LICENSE",
    "README.md",
    "addon/assets/body.npz",
    "addon/assets/fabrics.toml",
    "addon/assets/sizes.csv",
    "addon/ui/__init__.py",
    "addon/core/pipeline.py",
    "ml/serve.py",
    "ml/requirements.txt",
    "ml/checkpoints/pose_full.task",
    "ml/checkpoints/pose_full.task.sha256",
    "scripts/ending.py",
    "scripts/flags.py",
    "scripts/package.py",
    "scripts/tryon.py",
)
UNWANTED = re.compile(
    r"(^|/)(tests?|bench|train|dist|stills|__pycache__|\.[^/]*)(/|$)|\.pyc$|\.zip$|\.blend\d*$|^pyproject\.toml$"
    r"|^scripts/((build|bake_body|make_task_bundle|dev|render_sample)\.py|constraints\.txt)$"
)
LARGEST_MB = 60  # a limit of our own: what a person waits for on a slow line


def blender_data() -> Path:
    """The folder of Blender's scripts in the bpy module of this Python."""
    spec = importlib.util.find_spec("bpy")
    found = sorted(Path(spec.origin).parent.glob(f"*/{BUILDER}")) if spec and spec.origin else []
    if not found:
        raise SystemExit("This Python has no bpy. Name a Blender with --blender.")
    return Path(str(found[0]).removesuffix(BUILDER))


def builder(blender: str) -> tuple[list[str], list[str]]:
    """The command of Blender's builder, and its arguments that check the tags."""
    if blender:
        return [blender, "--command", "extension"], []
    data = blender_data()
    return [sys.executable, str(data / BUILDER)], ["--valid-tags", str(data / TAGS)]


def build(folder: Path, blender: str = "") -> Path:
    """Validate the manifest and make the zip.

    Raises:
        SystemExit: the builder refused; it has said why.
    """
    command, tags = builder(blender)
    folder.mkdir(parents=True, exist_ok=True)
    manifest = tomllib.loads((ROOT / "blender_manifest.toml").read_text("utf-8"))
    target = folder / f"{manifest['id']}-{manifest['version']}.zip"
    for arguments in (
        ["validate", *tags, str(ROOT)],
        ["build", *tags, "--source-dir", str(ROOT), "--output-filepath", str(target)],
        ["validate", *tags, str(target)],
    ):
        if subprocess.run([*command, *arguments]).returncode:
            raise SystemExit(1)
    return target


def faults(package: Path) -> list[str]:
    """What is wrong with a zip, one sentence each."""
    with zipfile.ZipFile(package) as archive:
        names = archive.namelist()
        broken = archive.testzip()
        said = [f"{broken} is broken"] if broken else []
        said += [f"{info.filename} is empty" for info in archive.infolist() if not info.file_size and not info.is_dir()]
    said += [f"{name} is missing" for name in REQUIRED if name not in names]
    said += [f"{name} should not be in it" for name in names if UNWANTED.search(name)]
    size = package.stat().st_size / 1e6
    return said + ([f"it has {size:.1f} MB, more than {LARGEST_MB}"] if size > LARGEST_MB else [])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--blender", default="", help="the Blender to build with, instead of this Python's bpy")
    parser.add_argument("--folder", type=Path, default=ROOT / "dist")
    given = parser.parse_args()
    package = build(given.folder, given.blender)
    said = faults(package)
    for fault in said:
        print(f"{package.name}: {fault}.", file=sys.stderr)
    with zipfile.ZipFile(package) as archive:
        print(f"{package}: {len(archive.namelist())} files, {package.stat().st_size / 1e6:.1f} MB")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
