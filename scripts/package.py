"""Load this checkout, or an unpacked extension, as a package, as Blender would.

As a program: ``python package.py ml.serve`` runs main() of that module of the package.
"""

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent


def load(name: str = "toile") -> ModuleType:
    """The package under ``name``, without importing anything of it."""
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, ROOT / "__init__.py", submodule_search_locations=[str(ROOT)])
    assert spec and spec.loader
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(importlib.import_module(f"{load().__name__}.{sys.argv[1]}").main())
