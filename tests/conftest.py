"""Loads the package as ``toile``, and ends a process that holds Blender."""

import os
import sys
import tempfile
from pathlib import Path

import pytest

# Before anything imports bpy: tests neither read nor write the user's own Blender settings.
os.environ.setdefault("BLENDER_USER_RESOURCES", tempfile.mkdtemp(prefix="toile-tests-"))
sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

import package  # noqa: E402

package.load()
_STATUS = pytest.StashKey[int]()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    session.config.stash[_STATUS] = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Ends at once where Blender is loaded: the module of 4.5 can wait for ever in its own last clean-up.

    (Its C++ destructors take away a condition that one of its threads still waits for. All is reported by now.)
    """
    if "bpy" in sys.modules and _STATUS in config.stash:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(config.stash[_STATUS])
