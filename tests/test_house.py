"""The rules of ARCHITECTURE.md, read from the source and from a fresh process."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from toile.addon.plugins import BUILTIN

ROOT = Path(__file__).resolve().parents[1]
LEARNED = {"torch", "mediapipe", "cv2", "anny"}
BLENDER = {"bpy", "bmesh", "mathutils", "gpu", "bpy_extras"}
STANDARD = set(sys.stdlib_module_names)
HOST = {"addon/plugins", "addon/worker", "addon/environment", "addon/provenance"}
# folder -> (foreign packages it may import, folders of ours it may import)
ALLOWED = {
    "addon/core": ({"numpy"}, {"addon/core"}),
    "addon/garments": ({"numpy"}, {"addon/core", "addon/garments"}),
    "addon/blender": ({"numpy", *BLENDER}, {"addon/core", "addon/blender"}),
    "addon/ui": ({"numpy", *BLENDER}, {"addon/core", "addon/ui", *HOST}),
    "addon": ({"numpy", *BLENDER}, {"addon/core", *HOST}),
    "ml": ({"numpy", "PIL", *LEARNED}, {"addon/core", "addon/plugins", "ml"}),
}
FILES = [(f, p) for f in ALLOWED for p in sorted((ROOT / f).glob("*.py" if f == "addon" else "**/*.py"))]


def imports(path: Path):
    """Every import of a file: ("numpy", None) or (None, "addon/core")."""
    inside = path.relative_to(ROOT).parent
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0], None
        elif isinstance(node, ast.ImportFrom):
            folder = inside
            for _ in range(node.level - 1):
                folder = folder.parent
            base = folder.joinpath(*(node.module or "").split("."))
            for alias in node.names:
                target = base / alias.name
                yield None, (target if (ROOT / target).exists() or (ROOT / f"{target}.py").exists() else base)


def in_folder(target: Path, folder: str) -> bool:
    return target == Path(folder) or Path(folder) in target.parents


@pytest.mark.parametrize(("folder", "path"), FILES, ids=lambda value: str(value).removeprefix(f"{ROOT}/"))
def test_a_file_imports_only_what_its_folder_may(folder, path):
    packages, folders = ALLOWED[folder]
    for package, target in imports(path):
        if package:
            assert package in packages | STANDARD, f"{path} imports {package}"
        else:
            assert any(in_folder(target, allowed) for allowed in folders), f"{path} imports {target}"


@pytest.mark.parametrize("path", sorted(ROOT.glob("addon/**/*.py")) + sorted(ROOT.glob("ml/**/*.py")))
def test_a_file_fits_its_title(path):
    assert len(path.read_text("utf-8").splitlines()) <= 320


def test_plugins_of_the_worker_are_read_without_its_packages():
    targets = [target.removeprefix("worker:") for target in BUILTIN.values() if target.startswith("worker:")]
    modules = sorted({target.partition(":")[0] for target in targets})
    code = (
        f"import sys, importlib; sys.path.insert(0, {str(ROOT / 'scripts')!r}); import package; package.load()\n"
        f"for name in {sorted(LEARNED | {'PIL'})!r}: sys.modules[name] = None\n"
        f"for name in {modules!r}: importlib.import_module(name, 'toile')\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
